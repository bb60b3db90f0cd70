"""Claims to observations: how much a reported number, place or statement says about a flight.

Copies of one origin are merged before they count. Widths come from rounding and wording; hedges become the
probability that the observation holds. Every constant below is a judgment, written down with what it rests on.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from downrange.catalog.places import sea_rings
from downrange.catalog.sources import find_source
from downrange.earth.geodesic import bearing_deg, destination_deg, distance_deg
from downrange.linking.relations import numbers_agree, with_speed
from downrange.records.area import Area, AreaKind, AreaShape
from downrange.records.claim import Claim, ClaimKind, Hedge, Moment
from downrange.records.document import Provenance
from downrange.records.evidence import ReportedClaim
from downrange.records.observation import (
    Bound,
    FallArea,
    FallDirection,
    FallPlace,
    Observation,
    Scalar,
    ScalarObservation,
    Statement,
)
from downrange.records.place import Site
from downrange.wording import Said, say

CONFIDENCE: dict[Hedge, float] = {
    Hedge.FACT: 0.95,
    Hedge.CLAIM: 0.75,
    Hedge.PROBABLE: 0.80,
    Hedge.POSSIBLE: 0.50,
}
"""Probability that what is said holds, by hedge. First figures of North Korean flights by Seoul, Tokyo and
Pyongyang agree within rounding in about 19 of 20 (ballistic/reported_flight_times.csv); the others are judgments
in the order that calibrated forecasters give such words. Source: Kent (1964), Words of Estimative Probability."""

RELATIVE_WIDTH = {"plain": 0.02, "approx": 0.05}
"""Standard deviation of a reported number as a share of it: ministries differ by a few percent on one flight."""

SCALARS: dict[str, Scalar] = {
    "apogee": Scalar.APOGEE,
    "range": Scalar.GROUND_RANGE,
    "flight_time": Scalar.FLIGHT_TIME,
    "perigee": Scalar.PERIGEE,
    "speed": Scalar.TOP_SPEED,
    "orbit_alt": Scalar.ORBIT_APOGEE,
    "inclination": Scalar.INCLINATION,
}
ORBIT_SHARES = {"orbit_alt": 0.5, "inclination": 0.8}
"""Probability that the orbit told of satellites is the one that the ascent ended in: a judgment. Upper stages and the
satellites themselves raise about half of the others, and turn few."""
LEAST_INCLINATION = math.radians(0.3)
"""Inclinations told are good to this at best: aims are told for orbits."""
TOP_SPEED_SHARE = 0.7
"""Probability that a speed told of a flight is the greatest that it had: a judgment. Ministries and makers give that
one; others give the speed at a separation, or that which an orbit would have taken."""
LESSER_SPEED = 0.1
"""A speed told is another one than the greatest told if it is less by this share."""
OWN = frozenset(("agency", "company", "government", "military", "state-media"))
"""Kinds of sources that know what their country launched."""
IMPACT_ROLES = {"impact", "debris"}
ZONE_ROLES = {"stage_drop", "announced_zone"}
DIRECTION_WIDTH = math.radians(15.0)
"""A place named as direction of flight ('toward the Yellow Sea') is this good."""
ZONE_RADIUS = 60e3
"""Half-extent of a notified zone of which only a distance from a place is known [m]; the median of the stage-fall
areas in the 2010-2023 notices is about 55 km."""
TROUBLE_SHARE = 0.7
"""Probability that a time after lift-off in a report of a failure is that of the failure; where a verb says that it
fell, it is as sure as any figure."""
OFFSET_WIDTH = 0.08
"""A distance 'about 200 km west of' is good to this share of it, besides the place's own extent."""
COMPASS_WIDTH = math.radians(13.0)
"""A compass word stands for a sector of 45 degrees: its standard deviation."""
ANCHOR_WIDTH = 15e3
"""Distances are measured from some point of the place named, good to this [m]."""


def observe(
    reported: Sequence[ReportedClaim], *, site: Site | None, liftoff: datetime | None, planned: bool
) -> tuple[tuple[Observation, ...], tuple[tuple[str, str], ...]]:
    """Observations that the claims on one launch amount to, and (claim id, why) for those that amount to none.

    Args:
        reported: claims on the launch.
        site: launch site, for directions.
        liftoff: for turning clock times into seconds after lift-off; None drops those.
        planned: whether the launch is only announced.
    """
    failed = any(item.claim.kind is ClaimKind.OUTCOME and item.claim.value == "failure" for item in reported)
    observations: list[Observation] = []
    unused: list[tuple[str, str]] = []
    for claims in _by_origin(reported):
        claim = claims[0]
        ids = tuple(c.id for c in claims)
        confidence = CONFIDENCE.get(claim.hedge)
        if confidence is None:
            unused += [
                (
                    id,
                    say("use.negated", "its own source does not stand by it")
                    if claim.hedge is Hedge.NEGATED
                    else say("use.unknown", "says that nothing is known"),
                )
                for id in ids
            ]
            continue
        if claim.role in ORBIT_SHARES and (failed or planned):
            made, why = None, say("use.meant", "an orbit that was meant, not one that was reached")
        elif claim.kind is ClaimKind.QUANTITY and claim.role == "t_plus":
            made, why = _time_after(claim, confidence, ids, failed=failed)
        else:
            made, why = _observation(claim, confidence, ids, site, liftoff)
        if made is None:
            unused += [(id, why) for id in ids]
        else:
            observations.append(made)
    return tuple(_with_lesser_speeds_as_bounds(observations)), tuple(unused)


def _with_lesser_speeds_as_bounds(observations: Sequence[Observation]) -> list[Observation]:
    """Of several speeds told, one that is no rounding of the greatest is that of another moment: it was passed."""
    reached = [
        item
        for item in observations
        if isinstance(item, ScalarObservation) and item.quantity is Scalar.TOP_SPEED and item.bound is not Bound.MAX
    ]
    least = (1.0 - LESSER_SPEED) * max((item.value for item in reached), default=0.0)
    passed = {item.id: replace(item, bound=Bound.MIN) for item in reached if item.value < least}
    return [passed.get(item.id, item) for item in observations]


def _by_origin(reported: Iterable[ReportedClaim]) -> list[list[Claim]]:
    """Claims of one origin that say the same, together: they count once.

    An outlet that names nobody is no second witness of what another tells: it counts with the first that says the same,
    numbers within rounding, named or not.
    """
    groups: dict[tuple[Any, ...], list[Claim]] = defaultdict(list)
    for item in reported:
        claim = item.claim
        groups[claim.kind, claim.role, claim.chain[:1], _value_key(claim.value)].append(claim)
    merged = [group for group in groups.values() if group[0].chain]
    for group in groups.values():
        if not group[0].chain:
            told = next((one for one in merged if _says_the_same(one[0], group[0])), None)
            if told is None:
                merged.append(group)
            else:
                told += group
    return [
        sorted(group, key=lambda claim: list(CONFIDENCE).index(claim.hedge) if claim.hedge in CONFIDENCE else 9)
        for group in merged
    ]


def _says_the_same(a: Claim, b: Claim) -> bool:
    if (a.kind, a.role) != (b.kind, b.role):
        return False
    x, y = a.value, b.value
    if isinstance(x, Mapping) and isinstance(y, Mapping) and x.get("si") is not None and y.get("si") is not None:
        return x.get("bound") == y.get("bound") and numbers_agree(x, y)
    return _value_key(x) == _value_key(y)


def _value_key(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    if "si" in value:
        return round(float(value["si"]), 3), value.get("bound")
    if "gaz" in value:
        return value.get("gaz"), value.get("bearing"), value.get("distance_km"), tuple(value.get("names") or ())[:1]
    return tuple(sorted((key, str(item)) for key, item in value.items() if key in {"local", "tz", "utc"}))


def _observation(
    claim: Claim, confidence: float, ids: tuple[str, ...], site: Site | None, liftoff: datetime | None
) -> tuple[Observation | None, str]:
    common: dict[str, Any] = {
        "id": f"obs-{claim.id}",
        "claims": ids,
        "origin": claim.chain[0] if claim.chain else "",
        "confidence": confidence,
        "words": claim.text[0] if claim.text else "",
    }
    match claim.kind:
        case ClaimKind.QUANTITY:
            return _quantity(claim, common)
        case ClaimKind.PLACE:
            return _place(claim, common, site)
        case ClaimKind.TIME:
            return _time(claim, common, liftoff)
        case ClaimKind.LAUNCH:
            own = _is_own(common["origin"], site)
            return Statement(**common, about="class", value=str(claim.value), hedge=claim.hedge, own=own), ""
        case ClaimKind.OUTCOME:
            return Statement(**common, about="outcome", value=str(claim.value), hedge=claim.hedge), ""
        case ClaimKind.CAUSE:
            if claim.value == "unknown":
                return None, say("use.no-cause", "names no cause")
            return Statement(**common, about="cause", value=str(claim.value), hedge=claim.hedge), ""
        case ClaimKind.DATE:
            return None, say("use.link", "used to find the launch, not to weigh flights")
        case _:
            return None, say("use.aside", "says nothing about the flight itself")


def _is_own(origin: str, site: Site | None) -> bool:
    """Whether a source is an institution of the country that launches from the site, not one of its newspapers."""
    source = find_source(origin) if origin else None
    return source is not None and site is not None and source.type in OWN and source.country == site.country


def _quantity(claim: Claim, common: dict[str, Any]) -> tuple[Observation | None, str]:
    value = claim.value
    if not isinstance(value, Mapping) or value.get("si") is None:
        return None, say("use.no-value", "no value in SI")
    value = with_speed(value)
    number = float(value["si"])
    if claim.role == "altitude":
        # A height at some moment bounds the apogee from below.
        return ScalarObservation(
            **common, quantity=Scalar.APOGEE, value=number, sigma=0.05 * number, bound=Bound.MIN
        ), ""
    scalar = SCALARS.get(claim.role or "")
    if scalar is Scalar.TOP_SPEED:
        common |= {"confidence": TOP_SPEED_SHARE * common["confidence"]}
    if claim.role in ORBIT_SHARES:
        common |= {"confidence": ORBIT_SHARES[claim.role] * common["confidence"]}
    if scalar is None:
        return None, say("use.no-likelihood", "no likelihood for a reported {role} yet", role=_role(claim, "number"))
    share = RELATIVE_WIDTH["approx" if value.get("approx") else "plain"]
    bound = Bound(value["bound"]) if value.get("bound") in {"min", "max"} else None
    if claim.moment is Moment.PASSED and bound is None:
        bound = Bound.MIN
    sigma = math.hypot(share * abs(number), rounding_width(value) / math.sqrt(12.0))
    if scalar is Scalar.INCLINATION:
        return ScalarObservation(
            **common, quantity=scalar, value=number, sigma=max(rounding_width(value), LEAST_INCLINATION)
        ), ""
    common |= {"unit": str(value.get("unit") or "")}
    return ScalarObservation(**common, quantity=scalar, value=number, sigma=max(sigma, 1.0), bound=bound), ""


def _time_after(
    claim: Claim, confidence: float, ids: tuple[str, ...], *, failed: bool
) -> tuple[ScalarObservation | None, str]:
    """A time after lift-off: that of the fall, where it is told of one, or else most often when the trouble showed.

    What lands, maybe under a parachute, has flown for so long at most.
    """
    value = claim.value
    if not isinstance(value, Mapping) or value.get("si") is None:
        return None, say("use.no-value", "no value in SI")
    if claim.moment is Moment.PASSED:
        return None, say("use.passed", "a moment on the way, which asks nothing of the flights")
    fell = claim.moment in (Moment.FALL, Moment.LANDING)
    if not (fell or failed):
        return None, say("use.no-likelihood", "no likelihood for a reported {role} yet", role=_role(claim, "number"))
    seconds = float(value["si"])
    rounding = rounding_width(value) / math.sqrt(12.0)
    if fell and not failed:
        sigma = math.hypot(RELATIVE_WIDTH["approx" if value.get("approx") else "plain"] * seconds, rounding)
        quantity, bound = Scalar.FLIGHT_TIME, Bound.MAX if claim.moment is Moment.LANDING else None
    else:
        sigma, bound = max(5.0, 0.05 * seconds, rounding), None
        quantity = Scalar.FALL_TIME if fell else Scalar.LOSS_TIME
    return ScalarObservation(
        id=f"obs-{claim.id}",
        claims=ids,
        origin=claim.chain[0] if claim.chain else "",
        confidence=confidence if fell else confidence * TROUBLE_SHARE,
        words=claim.text[0] if claim.text else "",
        quantity=quantity,
        value=seconds,
        sigma=max(sigma, 1.0),
        bound=bound,
    ), ""


def rounding_width(value: Mapping[str, Any]) -> float:
    """Width of the last non-zero digit of a reported number, in SI: '1,000 km' is rounded to 1000 km at worst.

    At most a tenth of the value counts, since round numbers are also measured ones.
    """
    try:
        stated, si = abs(float(value["value"])), abs(float(value["si"]))
    except (KeyError, TypeError, ValueError):
        return 0.0
    if stated == 0:
        return 0.0
    digits = f"{stated:.6f}".rstrip("0").rstrip(".")
    decimals = len(digits.split(".")[1]) if "." in digits else 0
    trailing = len(digits) - len(digits.rstrip("0")) if "." not in digits else 0
    width = 10.0 ** (trailing - decimals)
    return min(width, 0.1 * stated) * si / stated


def _place(claim: Claim, common: dict[str, Any], site: Site | None) -> tuple[Observation | None, str]:
    value = claim.value
    if not isinstance(value, Mapping) or value.get("lat") is None or value.get("lon") is None:
        return None, say("use.nowhere", "the place is in no gazetteer")
    center = float(value["lat"]), float(value["lon"])
    sigma = 1e3 * float(value.get("radius_km") or 50.0) / 1.5
    offset = value.get("distance_km")
    if offset is not None and value.get("bearing") is not None:
        reach = 1e3 * float(offset)
        center = destination_deg(*center, bearing_degrees(value["bearing"]), reach)
        sigma = math.hypot(min(sigma, ANCHOR_WIDTH), reach * math.hypot(OFFSET_WIDTH, COMPASS_WIDTH))
    if claim.role in IMPACT_ROLES:
        rings = () if offset is not None else sea_rings(str(value.get("gaz") or "")) or ()
        return FallPlace(**common, center_deg=center, sigma=sigma, rings_deg=rings), ""
    if claim.role in ZONE_ROLES:
        spread = sigma if offset is not None else 0.0
        return FallArea(**common, area=_zone(claim, center, spread)), ""
    if claim.role in {"direction", "target"} and site is not None:
        if distance_deg(site.latitude_deg, site.longitude_deg, *center) < 30e3:
            return None, say("use.too-near", "a direction too near the site to have a bearing")
        bearing = math.radians(bearing_deg(site.latitude_deg, site.longitude_deg, *center))
        return FallDirection(**common, bearing=bearing, sigma=DIRECTION_WIDTH), ""
    return None, say("use.place", "a place as {role} does not weigh flights yet", role=_role(claim, "mention"))


def _role(claim: Claim, otherwise: str) -> Said:
    role = claim.role or otherwise
    return say(f"role.{role}", role)


def _zone(claim: Claim, center: tuple[float, float], spread: float) -> Area:
    """A circle with the second moments of a zone whose middle is known to `spread` [m]: half its radius each axis."""
    radius = math.hypot(ZONE_RADIUS, 2.0 * spread)
    ring = tuple(destination_deg(*center, 15.0 * step, radius) for step in range(24))
    span = claim.spans[0] if claim.spans else (0, 0)
    return Area(
        id=f"zone-{claim.id}",
        message="",
        kind=AreaKind.STAGE_FALL,
        shape=AreaShape.CIRCLE,
        rings_deg=(ring,),
        center_deg=center,
        radius=radius,
        provenance=Provenance(
            document="", path="", span=span, words=claim.text[0] if claim.text else "", rule="press-zone"
        ),
    )


def bearing_degrees(bearing: Any) -> float:
    """A compass point ('WSW') or a number, in degrees from north."""
    points = ["N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"]
    return points.index(bearing) * 22.5 if bearing in points else float(bearing)


def _time(claim: Claim, common: dict[str, Any], liftoff: datetime | None) -> tuple[Observation | None, str]:
    if claim.role == "launch":
        return None, say("use.liftoff", "used for the lift-off time")
    scalar = {"impact": Scalar.FLIGHT_TIME, "anomaly": Scalar.LOSS_TIME, "destruct": Scalar.LOSS_TIME}.get(
        claim.role or ""
    )
    instant = instant_of(claim)
    if scalar is None or liftoff is None or instant is None:
        return None, say("use.no-instant", "no instant that can be set against lift-off")
    seconds = (instant - liftoff).total_seconds()
    if not 0 < seconds < 6 * 3600:
        return None, say("use.too-late", "not within six hours after lift-off")
    # Clock times in reports are whole minutes, and the lift-off time has the same rounding.
    return ScalarObservation(**common, quantity=scalar, value=seconds, sigma=math.sqrt(2.0) * 60.0), ""


def instant_of(claim: Claim) -> datetime | None:
    """The UTC instant of a time claim; None when it holds only a local clock time."""
    value = claim.value
    utc = value.get("utc") if isinstance(value, Mapping) else None
    if not utc or "T" not in str(utc):
        return None
    try:
        instant = datetime.fromisoformat(str(utc).replace("Z", "+00:00"))
    except ValueError:
        return None
    return instant if instant.tzinfo else None
