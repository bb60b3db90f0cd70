"""Whether an apogee, a range and a flight time can belong to one ballistic flight, and which is off if they cannot.

The time is that of a Kepler arc over a spherical, turning Earth from ground to ground, and what powered flight and the
last fall through the air add to it. The arc holds for the free flight of any body, whatever lifted it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from downrange.earth.geodesic import destination_deg, distance_deg
from downrange.records.dossier import Conflict
from downrange.records.flight import Array
from downrange.records.observation import Observation, Scalar, ScalarObservation
from downrange.wording import Said, joined, say

GRAVITY = 3.986004418e14
"""Gravitational parameter of the Earth [m3/s2]."""
RADIUS = 6.371e6
TURNING = 7.292115e-5
"""Rotation rate of the Earth [rad/s]."""
DELAY, DELAY_PER_SPEED, DELAY_SPREAD = 45.0, 0.0125, 0.38
"""What powered ascent and the fall through the air add to the arc [s], what they add for each m/s of the arc's speed
at the ground, and the spread of its log. Learnt on 2,500 flights of the generic ballistic classes above 40 km."""
TOO_FAR = 2.5
"""Numbers further apart than this many standard deviations do not belong together."""
FLOWN_SHARE, FLOWN_ERROR = 0.02, 0.01
"""Numbers that this share of the flights that came down have, all three within their widths and this model error, do
belong together: a launcher that loses an upper stage climbs for longer than the missiles that the arc was learnt on."""
LONGEST_RANGE = 1.9e7
"""Nothing on the Earth is further off [m]; a range beyond it asks for no more time."""
LEAST_APOGEE, GREATEST_APOGEE = 2e3, 1e8
MOST_SOURCES = 4
"""Reports of one quantity that are looked at, the surest first."""
LENGTH_SLIPS: tuple[tuple[float, float, Said], ...] = (
    (1.0 / 0.3048, 1.0, say("slip.feet", "feet taken for meters")),
    (0.3048, 0.2, say("slip.meters", "meters taken for feet")),
    (1.0 / 1.609344, 1.0, say("slip.miles", "miles taken for kilometers")),
    (1.609344, 0.5, say("slip.kilometers", "kilometers taken for miles")),
    (1.0 / 1.852, 0.5, say("slip.nautical-miles", "nautical miles taken for kilometers")),
    (1.852, 0.2, say("slip.for-nautical-miles", "kilometers taken for nautical miles")),
    (10.0, 1.0, say("slip.zero-more", "a zero too many")),
    (0.1, 0.5, say("slip.zero-less", "a zero lost")),
)
MILES = 1.852 / 1.609344
MILE_SLIPS: dict[str, tuple[float, float, Said]] = {
    "mi": (1.0 / MILES, 0.5, say("slip.nautical-for-statute", "nautical miles taken for statute ones")),
    "nmi": (MILES, 0.2, say("slip.statute-for-nautical", "statute miles taken for nautical ones")),
}
"""The same for figures told in miles, by their unit."""
LOOSEST_MILES = 0.04
"""Relative width above which a figure does not tell one mile from the other: they are 15 % apart."""
TIME_SLIPS: tuple[tuple[float, float, Said], ...] = (
    (60.0, 1.0, say("slip.seconds", "seconds taken for minutes")),
    (1.0 / 60.0, 1.0, say("slip.minutes", "minutes taken for seconds")),
    (2.0, 0.5, say("slip.doubled", "the time told twice over")),
    (0.5, 0.3, say("slip.to-apogee", "the time to the apogee alone")),
    (10.0, 0.5, say("slip.zero-more", "a zero too many")),
    (0.1, 0.5, say("slip.zero-less", "a zero lost")),
)
"""Reported over right value, how common against a common slip, and the slip that makes it. How common is a judgment:
units of length are mixed up by far the most."""
SWAPPED, SWAPPED_SHARE = say("slip.swapped", "two digits swapped"), 0.2
SLIP_SHARE, ERROR_SPREAD = 0.5, 0.7
"""One wrong number in two is wrong by a slip; the others are wrong by any factor, its log with this scale (Laplace).
Judgments: they only order the culprits, and the others are told as well."""
ANY_FACTOR, FACTOR_STEPS = math.log(30.0), 61
"""Other factors are tried up to this one, its log in so many steps."""
SHAPES = ((0.75, math.log(0.25), 0.5), (0.25, math.log(2.0), 1.0))
"""Log of apogee over range: share, middle and spread of usual and of lofted flights. Learnt on the 78 North Korean
flights of the learn half (quartiles 0.14, 0.26 and 0.29, a fifth above 1), the spread of lofted ones widened."""
NAMES = {
    Scalar.APOGEE: say("number.apogee", "apogee"),
    Scalar.GROUND_RANGE: say("number.range", "range"),
    Scalar.FLIGHT_TIME: say("number.flight-time", "flight time"),
}
TRIO = (Scalar.APOGEE, Scalar.GROUND_RANGE, Scalar.FLIGHT_TIME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mending:
    """What one of three numbers would have to be for the three to fit."""

    quantity: Scalar
    reported: float
    """SI."""
    fitting: float
    """SI."""
    slip: str = ""
    """The slip that explains the difference; empty when none does."""
    asked: float = math.nan
    """What the two others ask for, whatever slip may explain it, SI; NaN where nothing mends them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Three numbers held against one flight."""

    expected: float
    """Flight time that apogee and range ask for [s]."""
    miss: float
    """Reported less expected time, in standard deviations of the difference."""
    mendings: tuple[Mending, ...] = ()
    """Likeliest culprit first; empty when the numbers fit, or when nothing mends them."""


def arc_time(apogee: float, angle: float) -> float:
    """Duration of a Kepler arc from ground to ground [s].

    Source: Bate, Mueller, White (1971), Fundamentals of Astrodynamics, 6.2.

    Args:
        apogee: height [m].
        angle: at the center of the Earth, in inertial space [rad].
    """
    top = RADIUS + apogee
    eccentricity = apogee / (top - RADIUS * math.cos(0.5 * angle))
    half = math.pi - 0.5 * angle
    anomaly = 2.0 * math.atan2(
        math.sqrt(1.0 - eccentricity) * math.sin(0.5 * half), math.sqrt(1.0 + eccentricity) * math.cos(0.5 * half)
    )
    axis = top / (1.0 + eccentricity)
    return 2.0 * (math.pi - anomaly + eccentricity * math.sin(anomaly)) * math.sqrt(axis**3 / GRAVITY)


def flight_time(
    apogee: float, ground_range: float, *, place_deg: tuple[float, float] | None = None, bearing: float | None = None
) -> tuple[float, float]:
    """Duration of a ballistic flight from lift-off to impact, and its standard deviation [s].

    Args:
        apogee: height [m].
        ground_range: from pad to impact [m].
        place_deg: (latitude, longitude) of the pad, degrees.
        bearing: from pad to impact [rad]; without it, or without the place, the Earth is taken not to turn.
    """
    ground_range = min(ground_range, LONGEST_RANGE)
    angle = ground_range / RADIUS
    arc = arc_time(apogee, angle)
    if place_deg is not None and bearing is not None:
        latitude_deg, longitude_deg = destination_deg(*place_deg, math.degrees(bearing), ground_range)
        for _ in range(4):
            carried = longitude_deg + math.degrees(TURNING * arc)
            angle = distance_deg(*place_deg, latitude_deg, carried) / RADIUS
            arc = arc_time(apogee, angle)
    delay = _delay(apogee, angle)
    return arc + delay, DELAY_SPREAD * delay


def _delay(apogee: float, angle: float) -> float:
    top = RADIUS + apogee
    axis = top / (1.0 + apogee / (top - RADIUS * math.cos(0.5 * angle)))
    speed = math.sqrt(GRAVITY * (2.0 / RADIUS - 1.0 / axis))
    return DELAY + DELAY_PER_SPEED * speed


def hold_together(
    trio: Sequence[ScalarObservation],
    *,
    place_deg: tuple[float, float] | None = None,
    bearing: float | None = None,
) -> Verdict:
    """Hold an apogee, a range and a flight time, in this order, against one flight.

    Args:
        trio: the three observations.
        place_deg: as for `flight_time`.
        bearing: as for `flight_time`.
    """
    apogee, reach, lasting = (item.value for item in trio)
    sigmas = [item.sigma for item in trio]

    def time(apogee: float, reach: float) -> float:
        return flight_time(apogee, reach, place_deg=place_deg, bearing=bearing)[0]

    expected, own = flight_time(apogee, reach, place_deg=place_deg, bearing=bearing)
    by_apogee = (time(1.01 * apogee, reach) - expected) / (0.01 * apogee)
    by_range = (time(apogee, reach + 5e3) - expected) / 5e3
    width = math.hypot(own, sigmas[2], by_apogee * sigmas[0], by_range * sigmas[1])
    miss = (lasting - expected) / width
    if abs(miss) <= TOO_FAR:
        return Verdict(expected=expected, miss=miss)
    found = _culprits(trio, time, width)
    found.sort(key=lambda pair: -pair[0])
    return Verdict(expected=expected, miss=miss, mendings=tuple(mending for _, mending in found))


def _culprits(
    trio: Sequence[ScalarObservation], time: Callable[[float, float], float], width: float
) -> list[tuple[float, Mending]]:
    """How probable the three are if one of them is wrong, up to a common factor, and what it would have to be.

    A slip says what the right value is; any other error spreads it over all factors. Either way the rest must fit: the
    time to its width, and apogee over range to what is flown.
    """
    apogee, reach, lasting = (item.value for item in trio)
    share = width / lasting

    def fit(apogee: float, reach: float, lasting: float) -> float:
        """Density of the log of the time, and of that of the shape."""
        if not LEAST_APOGEE < apogee < GREATEST_APOGEE or not 1e3 < reach < LONGEST_RANGE:
            return 0.0
        off = math.log(lasting / time(apogee, reach)) / share
        shape = sum(
            part * math.exp(-0.5 * ((math.log(apogee / reach) - middle) / spread) ** 2) / spread
            for part, middle, spread in SHAPES
        )
        return math.exp(-0.5 * off * off) / (math.sqrt(2.0 * math.pi) * share) * shape

    def mended(index: int, factor: float) -> float:
        values = [apogee, reach, lasting]
        values[index] /= factor
        return fit(*values)

    solved = (
        _solve(lambda value: time(value, reach), lasting, LEAST_APOGEE, GREATEST_APOGEE),
        _solve(lambda value: time(apogee, value), lasting, 1e3, LONGEST_RANGE),
        time(apogee, reach),
    )
    step = 2.0 * ANY_FACTOR / (FACTOR_STEPS - 1)
    logs = [step * number - ANY_FACTOR for number in range(FACTOR_STEPS)]
    found: list[tuple[float, Mending]] = []
    for index, (item, fitting) in enumerate(zip(trio, solved, strict=True)):
        slips = _slips(item)
        whole = sum(common for _, common, _ in slips)
        by_slip, factor, name = max(
            ((SLIP_SHARE * common / whole * mended(index, factor), factor, name) for factor, common, name in slips),
            key=lambda slip: slip[0],
        )
        otherwise = (1.0 - SLIP_SHARE) * sum(
            step * math.exp(-abs(log) / ERROR_SPREAD) / (2.0 * ERROR_SPREAD) * mended(index, math.exp(log))
            for log in logs
        )
        slipped = by_slip > otherwise
        if slipped or fitting is not None:
            right = item.value / factor if slipped or fitting is None else fitting
            mending = Mending(
                quantity=item.quantity,
                reported=item.value,
                fitting=right,
                slip=name if slipped else "",
                asked=right if fitting is None else fitting,
            )
            found.append((by_slip + otherwise, mending))
    return found


def _slips(item: ScalarObservation) -> list[tuple[float, float, Said]]:
    """Factors by which a number may be wrong: units, zeros, and two neighboring digits swapped."""
    unit = 60.0 if item.quantity is Scalar.FLIGHT_TIME else 1e3
    digits = f"{item.value / unit:.0f}"
    swaps: list[tuple[float, float, Said]] = []
    for at in range(len(digits) - 1):
        other = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        if other != digits and not other.startswith("0"):
            swaps.append((float(digits) / float(other), SWAPPED_SHARE, SWAPPED))
    if item.quantity is Scalar.FLIGHT_TIME:
        return [*TIME_SLIPS, *swaps]
    return [*LENGTH_SLIPS, *mile_slips(item), *swaps]


def mile_slips(item: ScalarObservation) -> list[tuple[float, float, Said]]:
    """The slip of one mile for the other that a length may hold: it is told in miles, and narrow enough to show it."""
    slip = MILE_SLIPS.get(item.unit)
    return [slip] if slip is not None and item.sigma <= LOOSEST_MILES * item.value else []


def _solve(time: Callable[[float], float], wanted: float, low: float, high: float) -> float | None:
    """Where a rising function of one number takes a value, by bisection in its logarithm; None outside the bounds."""
    if not time(low) < wanted < time(high):
        return None
    for _ in range(60):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if time(middle) < wanted else (low, middle)
    return math.sqrt(low * high)


def inconsistencies(
    observations: Sequence[Observation],
    *,
    place_deg: tuple[float, float] | None = None,
    bearing: float | None = None,
    flown: tuple[Array, Array] | None = None,
) -> tuple[Conflict, ...]:
    """What is said of apogee, range and flight time that cannot belong to one ballistic flight.

    Several reports of one quantity are tried in turn: those that fit with no report of the others are named.

    Args:
        observations: on one launch.
        place_deg: as for `flight_time`.
        bearing: as for `flight_time`.
        flown: apogee, range and time of flights that fit the evidence [M, 3], and their weights [M].
    """
    said = [
        sorted(
            (
                item
                for item in observations
                if isinstance(item, ScalarObservation) and item.quantity is quantity and item.bound is None
                if item.value > 0.0
            ),
            key=lambda item: -item.confidence,
        )[:MOST_SOURCES]
        for quantity in TRIO
    ]
    tried = [(trio, hold_together(trio, place_deg=place_deg, bearing=bearing)) for trio in product(*said)]
    if not tried:
        return ()
    fitting = {
        item.id for trio, verdict in tried if abs(verdict.miss) <= TOO_FAR or _is_flown(trio, flown) for item in trio
    }
    if not fitting:
        trio, verdict = tried[0]
        return (_conflict(trio, _sentence(trio, verdict)),)
    found: list[Conflict] = []
    for trio, verdict in tried:
        alone = [item for item in trio if item.id not in fitting]
        if len(alone) == 1 and all(item.id in fitting for item in trio if item is not alone[0]):
            mending = next((item for item in verdict.mendings if item.quantity is alone[0].quantity), None)
            if mending is not None:
                found.append(_conflict(trio, _off(mending)))
    return tuple(found)


def _is_flown(trio: Sequence[ScalarObservation], flown: tuple[Array, Array] | None) -> bool:
    """Whether flights that fit the evidence have all three numbers."""
    if flown is None or not flown[1].sum() > 0.0:
        return False
    table, weights = flown
    values = np.array([item.value for item in trio])
    widths = np.hypot([item.sigma for item in trio], FLOWN_ERROR * values)
    close = (((table - values) / widths) ** 2).sum(axis=1) <= TOO_FAR**2
    return float(weights[close].sum()) >= FLOWN_SHARE * float(weights.sum())


def _conflict(trio: Sequence[ScalarObservation], what: Said) -> Conflict:
    return Conflict(claims=tuple(dict.fromkeys(id for item in trio for id in item.claims)), what=what)


def _sentence(trio: Sequence[ScalarObservation], verdict: Verdict) -> Said:
    apogee, reach, lasting = (said(item.quantity, item.value) for item in trio)
    sentence = say(
        "trio.apart",
        "An apogee of {apogee}, a range of {range} and a flight time of {time} cannot belong to one ballistic "
        "flight: apogee and range ask for {expected}.",
        apogee=apogee,
        range=reach,
        time=lasting,
        expected=said(Scalar.FLIGHT_TIME, verdict.expected),
    )
    if not verdict.mendings:
        return joined([sentence, say("trio.no-mending", "No change of one of them mends it.")])
    first, *others = verdict.mendings
    sentences = [sentence, _off(first)]
    if others:
        rest = [
            say("trio.other", "{name} {x}", name=NAMES[item.quantity], x=said(item.quantity, item.asked))
            for item in others
        ]
        either = say("trio.either", "{a}, or {b}", a=rest[0], b=rest[1]) if len(rest) > 1 else rest[0]
        sentences.append(say("trio.else", "Or else: {rest}.", rest=either))
    return joined(sentences)


def _off(mending: Mending) -> Said:
    change = math.log(mending.reported / mending.asked)
    values = {
        "name": NAMES[mending.quantity],
        "reported": said(mending.quantity, mending.reported),
        "asked": said(mending.quantity, mending.asked),
        "share": 100 * abs(math.expm1(change)),
        "way": say("trio.more", "more") if change > 0 else say("trio.less", "less"),
    }
    off = "The {name} of {reported} is off: the other numbers ask for {asked} ({share:.0f} % {way} is said"
    if isinstance(mending.slip, Said):
        right = said(mending.quantity, mending.fitting)
        return say("trio.slip", f"{off}, as if by {{slip}}, from {{right}}).", slip=mending.slip, right=right, **values)
    return say("trio.off", f"{off}).", **values)


def said(quantity: Scalar, value: float) -> Said:
    """A quantity in the unit of the press."""
    if quantity is Scalar.FLIGHT_TIME:
        return say("minutes", "{x:.1f} min", x=value / 60.0)
    return say("kilometers", "{x:,.0f} km", x=value / 1e3)
