"""Speeds that cannot belong to the heights and ranges told with them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from downrange.judging.consistency import GRAVITY, RADIUS, said
from downrange.records.dossier import Conflict
from downrange.records.observation import Bound, Observation, Scalar, ScalarObservation
from downrange.wording import say

THRUST_ENDS = 50e3, 300e3
"""Heights at which the greatest speed is reached [m]: that of missiles, and one that few launches are above."""
SPEED_OFF, WIDTHS_OFF = 0.2, 3.0
"""A speed this share of it, and so many of its widths, off what the others ask for does not belong: Mach numbers of
ministries are within 4 %, and thrust ends higher or lower than is taken here."""


def odd_speeds(observations: Sequence[Observation]) -> tuple[Conflict, ...]:
    """Greatest speeds that are too low for a height that was reached, or do not fit apogee and range of one arc.

    Of what reached an orbit nothing is said: another burn may have come after the speed that is told.

    Args:
        observations: on one launch.
    """
    numbers = [item for item in observations if isinstance(item, ScalarObservation)]
    speeds = [item for item in numbers if item.quantity is Scalar.TOP_SPEED and item.bound is None]
    heights = [item for item in numbers if item.quantity is Scalar.APOGEE and item.bound is not Bound.MAX]
    ranges = [item for item in numbers if item.quantity is Scalar.GROUND_RANGE and item.bound is None]
    if not heights or any(item.quantity is Scalar.PERIGEE and item.value > 0.0 for item in numbers):
        return ()
    high = max(heights, key=lambda item: item.value)
    if high.bound is None and len(ranges) == 1:
        found = [_off_arc(speed, high, ranges[0]) for speed in speeds]
    else:
        found = [_too_low(speed, high) for speed in speeds]
    return tuple(conflict for conflict in found if conflict is not None)


def _off_arc(speed: ScalarObservation, apogee: ScalarObservation, ground_range: ScalarObservation) -> Conflict | None:
    asked = arc_speed(apogee.value, ground_range.value)
    if abs(speed.value - asked) <= _most_off(speed):
        return None
    what = say(
        "speed.arc",
        "A speed of {speed} does not fit an apogee of {apogee} and a range of {range}, which ask for {asked}: "
        "one of the three is wrong, or it is the speed of another moment.",
        speed=_told(speed.value),
        apogee=said(Scalar.APOGEE, apogee.value),
        range=said(Scalar.GROUND_RANGE, ground_range.value),
        asked=_told(asked),
    )
    return _conflict((speed, apogee, ground_range), what)


def _too_low(speed: ScalarObservation, height: ScalarObservation) -> Conflict | None:
    least = least_speed(height.value)
    if least - speed.value <= _most_off(speed):
        return None
    what = say(
        "speed.least",
        "A speed of {speed} does not fit a height of {apogee}, since what rises so high has at least {asked}: "
        "one of the two is wrong, or it is the speed of another moment.",
        speed=_told(speed.value),
        apogee=said(Scalar.APOGEE, height.value),
        asked=_told(least),
    )
    return _conflict((speed, height), what)


def _most_off(speed: ScalarObservation) -> float:
    return max(SPEED_OFF * speed.value, WIDTHS_OFF * speed.sigma)


def least_speed(apogee: float) -> float:
    """Speed of a throw straight up to an apogee [m], where thrust may end at the latest [m/s]."""
    start = RADIUS + THRUST_ENDS[1]
    return math.sqrt(max(2.0 * GRAVITY * (1.0 / start - 1.0 / (RADIUS + apogee)), 0.0))


def arc_speed(apogee: float, ground_range: float) -> float:
    """Speed where thrust ends low on the Kepler arc with an apogee and a range [m], over a ground at rest [m/s].

    Source: Bate, Mueller, White (1971), Fundamentals of Astrodynamics, 6.2.
    """
    top = RADIUS + apogee
    eccentricity = apogee / (top - RADIUS * math.cos(0.5 * ground_range / RADIUS))
    axis = top / (1.0 + eccentricity)
    return math.sqrt(GRAVITY * (2.0 / (RADIUS + min(THRUST_ENDS[0], apogee)) - 1.0 / axis))


def _told(speed: float) -> str:
    return say("kilometers-per-second", "{x:.1f} km/s", x=speed / 1e3)


def _conflict(items: Sequence[ScalarObservation], what: str) -> Conflict:
    return Conflict(claims=tuple(dict.fromkeys(id for item in items for id in item.claims)), what=what)
