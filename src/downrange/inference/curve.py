"""What a displayed speed curve shows by itself: where thrust ended, and where the ascent to a first orbit is over.

A flown curve is a point mass with constant thrust; a real engine is throttled, so that a fit of the whole curve misses
cut-offs by seconds. The kink in the data knows no such error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from downrange.records.flight import Array
from downrange.records.observation import SpeedHeightSeries

BEFORE, AFTER = 25.0, 25.0
"""Lines are laid through the samples this near before and after a kink [s]: """
FEW_BEFORE, FEW_AFTER = 3, 2
"""this many where they are sparse, since the second ignition may follow soon, """
CLOSE_BEFORE, CLOSE_AFTER = 8.0, 5.0
"""or those this near [s] where there are more."""
LEAST_PUSH = 5.0
"""Growth of the speed under thrust before a cut-off, at least [m/s2]."""
LEFT_PUSH = 0.25
"""Growth of the speed after it, as a share of that before, at most."""
APART = 30.0
"""Cut-offs are at least this far apart [s]."""
ORBITAL_SPEED = 6500.0
"""A cut-off at this Earth-relative speed [m/s] or above ends the ascent; later burns are not flown."""
AFTER_INSERTION = 60.0
"""The coast goes on counting for this long [s]."""
LONGEST_GAP = 300.0
"""What is shown after a gap this long [s] is left out: a burn may have come in between."""
FROM_LIFTOFF = 60.0
"""A series that begins before this [s] shows every cut-off."""
JOIN = 5.0
"""A view of the first stage that starts this soon after the vehicle's ends goes on from it [s]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenCutoff:
    """A kink in a speed curve."""

    time: float
    """[s]"""
    speed: float
    """[m/s]"""
    number: int
    """In order from lift-off, from 1; 0 where the series does not begin near lift-off."""


def ascent_of(series: SpeedHeightSeries, cutoffs: Sequence[SeenCutoff]) -> SpeedHeightSeries:
    """The part of a series up to the first orbit and a little of the coast in it.

    Args:
        series: as read.
        cutoffs: seen in it.
    """
    times = np.array(series.times)
    last = min((item.time + AFTER_INSERTION for item in cutoffs if item.speed > ORBITAL_SPEED), default=np.inf)
    gaps = np.flatnonzero(np.diff(times) > LONGEST_GAP)
    if len(gaps):
        last = min(last, float(times[gaps[0]]))
    keep = [index for index, time in enumerate(series.times) if time <= last]
    return replace(
        series,
        times=tuple(series.times[index] for index in keep),
        speeds=tuple(series.speeds[index] for index in keep),
        heights=tuple(series.heights[index] for index in keep),
        height_rounding=tuple(series.height_rounding[index] for index in keep),
    )


def seen_cutoffs(series: SpeedHeightSeries, views: Sequence[SpeedHeightSeries] = ()) -> tuple[SeenCutoff, ...]:
    """Ends of thrust in a series.

    Args:
        series: of the vehicle.
        views: of the first stage alone, the first seconds of which go on from the vehicle's.
    """
    times, speeds = _curve(series)
    for view in views:
        more_times, more_speeds = _curve(view)
        if len(times) and len(more_times) and 0.0 <= more_times[0] - times[-1] <= JOIN:
            near = more_times <= times[-1] + AFTER + 1.0
            times, speeds = np.append(times, more_times[near]), np.append(speeds, more_speeds[near])
    if not len(times):
        return ()
    first = 1 if times[0] < FROM_LIFTOFF else None
    found: list[tuple[float, float, float]] = []
    for moment in times[1:-1]:
        kink = _kink(times, speeds, float(moment))
        if kink is not None:
            found.append(kink)
    kept: list[tuple[float, float, float]] = []
    for drop, time, speed in sorted(found, reverse=True):
        if all(abs(time - other) > APART for _, other, _ in kept):
            kept.append((drop, time, speed))
    ordered = sorted((time, speed) for _, time, speed in kept)
    return tuple(
        SeenCutoff(time=time, speed=speed, number=first + index if first else 0)
        for index, (time, speed) in enumerate(ordered)
    )


def _curve(series: SpeedHeightSeries) -> tuple[Array, Array]:
    pairs = [(time, speed) for time, speed in zip(series.times, series.speeds, strict=True) if speed is not None]
    table = np.array(pairs, dtype=float).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _kink(times: Array, speeds: Array, moment: float) -> tuple[float, float, float] | None:
    """How much the growth drops at a moment, and where the lines from before and after meet: (drop, time, speed)."""
    before = np.flatnonzero((times >= moment - BEFORE) & (times <= moment))
    after = np.flatnonzero((times > moment) & (times <= moment + AFTER))
    closest_before = before[times[before] >= moment - CLOSE_BEFORE]
    closest_after = after[times[after] <= moment + CLOSE_AFTER]
    before = closest_before if len(closest_before) > FEW_BEFORE else before[-FEW_BEFORE:]
    after = closest_after if len(closest_after) > FEW_AFTER else after[:FEW_AFTER]
    if len(before) < 2 or len(after) < 2 or np.ptp(times[after]) < 2.0 or np.ptp(times[before]) < 2.0:
        return None
    rise, start = np.polyfit(times[before] - moment, speeds[before], 1)
    left, begin = np.polyfit(times[after] - moment, speeds[after], 1)
    if rise < LEAST_PUSH or left > LEFT_PUSH * rise:
        return None
    meeting = (begin - start) / (rise - left)
    if not times[before[-2]] - moment < meeting < times[after[1]] - moment:
        return None
    return float(rise - left), moment + float(meeting), float(start + rise * meeting)
