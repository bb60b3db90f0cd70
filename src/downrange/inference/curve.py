"""What a displayed speed curve shows by itself: where thrust ended, and where the ascent to a first orbit is over.

A flown curve is a point mass with constant thrust; a real engine is throttled, so that a fit of the whole curve misses
cut-offs by seconds. The kink in the data knows no such error. Residuals of the fit last for as long as what causes
them, so that points close in time count as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from downrange.inference.odd import frozen_runs, odd_points, without
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
"""What is shown at orbital speed after a gap this long [s] is left out: a burn may have come in between."""
FROM_LIFTOFF = 60.0
"""A series that begins before this [s] shows every cut-off."""
JOIN = 5.0
"""A view of the first stage that starts this soon after the vehicle's ends goes on from it [s]."""
TAIL_OFF = 0.65
"""A cut-off as noted comes this much later than the kink [s]: thrust tails off, and instants are noted as the next
whole second. Learnt on the learn half of the Falcon webcasts, as for live tracks."""
SAME_ERROR = 70.0
"""Residuals of a flown curve last for about this long [s]: what falls into it counts as one point. On the learn half
the autocorrelation of what the best flights miss sums up to 64 s in speed and 84 s in height."""
CLIMB_REACH = 6.0
"""How fast the height grows is taken from the samples this near [s]."""
PLACED_WITHIN = 5.0
"""A cut-off has the place of samples this near [s]."""
RADIUS = 6.371e6
"""Mean radius of the Earth [m]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenCutoff:
    """A kink in a speed curve."""

    time: float
    """[s]"""
    speed: float
    """[m/s]"""
    number: int
    """In order from lift-off, from 1; 0 where the series does not begin near lift-off, or after a long gap in it."""
    height: float | None = None
    """As shown then [m]."""
    climb: float = 0.0
    """Growth of the height then [m/s]."""
    ground_range: float | None = None
    """From the pad, by summing up the horizontal speed [m]; None where the series does not begin near lift-off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenAscent:
    """A display up to the first orbit, and the ends of thrust that it shows."""

    series: SpeedHeightSeries
    cutoffs: tuple[SeenCutoff, ...]


def seen_ascents(shown: Sequence[SpeedHeightSeries]) -> tuple[SeenAscent, ...]:
    """What displays show of the ascent to a first orbit.

    Left out are views of the first stage alone, whose landing burns are not modeled, what may come after a restart, and
    points that do not belong.

    Args:
        shown: displays of one launch, of the vehicle and of its first stage alone.
    """
    views = [item for item in shown if item.body != "vehicle"]
    whole = sorted((item for item in shown if item.body == "vehicle" and item.times), key=lambda item: item.times[0])
    found: list[SeenAscent] = []
    for item in whole:
        ended = max((other.series.times[-1] for other in found), default=None)
        if ended is not None and item.times[0] - ended > LONGEST_GAP and _first_speed(item) > ORBITAL_SPEED:
            continue
        item = without(item, frozen_runs(item))
        item = without(item, odd_points(item))
        cutoffs = seen_cutoffs(item, views)
        kept = ascent_of(item, cutoffs)
        found.append(SeenAscent(series=kept, cutoffs=tuple(one for one in cutoffs if one.time < kept.times[-1] + JOIN)))
    return tuple(found)


def _first_speed(series: SpeedHeightSeries) -> float:
    return next((speed for speed in series.speeds if speed is not None), 0.0)


def ascent_of(series: SpeedHeightSeries, cutoffs: Sequence[SeenCutoff]) -> SpeedHeightSeries:
    """The part of a series up to the first orbit and a little of the coast in it.

    Args:
        series: as read.
        cutoffs: seen in it.
    """
    times, speeds = _curve(series)
    if len(times) and speeds[0] > ORBITAL_SPEED:
        last = _next_push(times, speeds)
    else:
        last = min((item.time + AFTER_INSERTION for item in cutoffs if item.speed > ORBITAL_SPEED), default=np.inf)
    late = np.flatnonzero((np.diff(times) > LONGEST_GAP) & (speeds[1:] > ORBITAL_SPEED))
    if len(late):
        last = min(last, float(times[late[0]]))
    keep = [index for index, time in enumerate(series.times) if time <= last]
    return _taken(series, keep)


def _taken(series: SpeedHeightSeries, keep: Sequence[int]) -> SpeedHeightSeries:
    return replace(
        series,
        times=tuple(series.times[index] for index in keep),
        speeds=tuple(series.speeds[index] for index in keep),
        heights=tuple(series.heights[index] for index in keep),
        height_rounding=tuple(series.height_rounding[index] for index in keep),
    )


def _next_push(times: Array, speeds: Array) -> float:
    """When a coast ends: the last sample before thrust sets in, or of all [s]."""
    pushes = np.flatnonzero(np.diff(speeds) > LEAST_PUSH * np.diff(times))
    return float(times[pushes[0]] if len(pushes) else times[-1])


def point_weights(times: Sequence[float], shown: Sequence[float | None]) -> Array:
    """[M] What each point of a curve counts for: the share of `SAME_ERROR` that is its own; 0 where nothing is shown.

    Args:
        times: [M] of the points, rising [s].
        shown: [M] values; None where there is none.
    """
    there = np.array([value is not None for value in shown], dtype=bool)
    weights = np.zeros(len(there))
    at = np.array(times, dtype=float)[there]
    if len(at):
        between = np.minimum(np.diff(at), SAME_ERROR) / SAME_ERROR
        weights[there] = np.minimum(1.0, 0.5 * (np.append(between, 0.0) + np.append(0.0, between)) + 1.0 / len(at))
    return weights


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
    gaps = np.flatnonzero(np.diff(times) > LONGEST_GAP)
    numbered = float(times[gaps[0]]) if len(gaps) else np.inf
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
    way = _way(series)
    return tuple(
        _placed(
            SeenCutoff(time=time + TAIL_OFF, speed=speed, number=first + index if first and time <= numbered else 0),
            way,
        )
        for index, (time, speed) in enumerate(ordered)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """Where a display says the vehicle was: M samples that show speed and height."""

    times: Array
    heights: Array
    climbs: Array
    ranges: Array
    """[M] from the first sample on [m]"""


def _way(series: SpeedHeightSeries) -> _Way:
    shown = [
        (time, speed, height)
        for time, speed, height in zip(series.times, series.speeds, series.heights, strict=True)
        if speed is not None and height is not None
    ]
    times, speeds, heights = np.array(shown, dtype=float).reshape(-1, 3).T
    climbs = np.array([_climb(times, heights, float(moment)) for moment in times])
    across = np.sqrt(np.maximum(speeds**2 - climbs**2, 0.0)) * RADIUS / (RADIUS + heights)
    steps = 0.5 * (across[1:] + across[:-1]) * np.diff(times)
    return _Way(times=times, heights=heights, climbs=climbs, ranges=np.append(0.0, np.cumsum(steps))[: len(times)])


def _climb(times: Array, heights: Array, moment: float) -> float:
    """Growth of the height at a moment, from the samples near it [m/s]."""
    near = np.flatnonzero(np.abs(times - moment) <= CLIMB_REACH)
    if len(near) < 3:
        near = np.argsort(np.abs(times - moment), kind="stable")[:3]
    if len(near) < 2:
        return 0.0
    return float(np.polyfit(times[near] - moment, heights[near], 2 if len(near) > 4 else 1)[-2])


def _placed(cutoff: SeenCutoff, way: _Way) -> SeenCutoff:
    """A cut-off with where it was, as far as the display shows it."""
    if not len(way.times) or np.abs(way.times - cutoff.time).min() > PLACED_WITHIN:
        return cutoff
    late = np.interp(cutoff.time, way.times, way.times) < cutoff.time
    climb = float(np.interp(cutoff.time, way.times, way.climbs))
    beyond = (cutoff.time - way.times[-1]) * climb if late else 0.0
    height = float(np.interp(cutoff.time, way.times, way.heights)) + beyond
    reach = float(np.interp(cutoff.time, way.times, way.ranges)) if cutoff.number else None
    return replace(cutoff, height=height, climb=climb, ground_range=reach)


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
