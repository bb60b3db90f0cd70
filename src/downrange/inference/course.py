"""The course of an ascent: where launch azimuths lead, how far turns on the way go, and which are allowed.

Nominal flights all around the compass tell where a launch azimuth leads, since the turning Earth bends an ascent by
some degrees; others that turn in one stage tell how far a yaw of the thrust turns the course.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from downrange.catalog.sectors import BEYOND_SECTORS
from downrange.flight.ensemble import fly_ensemble
from downrange.inference.destinations import ORBIT_SPEED, ascent_inclination, direct_azimuth
from downrange.records.flight import Array, Ensemble, PlanArrays, VehicleArrays

COMPASS_POINTS = 48
"""Nominal flights all around the compass that tell where launch azimuths lead."""
SEAM = 4
"""So many points of the compass, less one, are held on either side of its seam: launches lead up to 20 degrees away."""
LARGEST_YAW, YAW_STEPS = math.radians(80.0), 17
"""Yaws from one side to the other that are flown for each stage that may turn."""
TOLERANCE = 10.0
"""Error allowed in one step [m]: fall points then move by some 20 m, a thousandth of the model error."""
SOUTH = math.pi
"""Launch azimuth of the flights that turn: there an inclination tells the course on either side."""
SECTOR_EDGE = math.radians(1.5)
"""Width of the edge of a sector: limits are rounded, and depend on the vehicle."""
FAR_BEYOND = 0.01
"""Weight of launches that keep to no sector known here, far from any; at the edge of one it is `BEYOND_SECTORS`."""
NEAR_SECTORS = math.radians(10.0)
"""Exceptions become rarer by e with as much distance from the nearest sector."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How courses of one vehicle from one pad turn. Angles in radians."""

    azimuths: Array
    """[M] launch azimuths, once around"""
    leads: Array
    """[M] where they lead, as the azimuth that would lead there without a turn"""
    yaws: Array
    """[Y]"""
    turns: Array
    """[S, Y] how far a yaw of one stage turns the course"""
    sectors: tuple[tuple[float, float], ...] = ()
    """Of launch azimuths that are allowed; none: all are."""

    def turned(self, yaw: Array) -> Array:
        """[N] how far the yaws of all stages [N, S] turn the course, in all."""
        return sum(
            (np.interp(column, self.yaws, turn) for column, turn in zip(yaw.T, self.turns, strict=True)),
            start=np.zeros(len(yaw)),
        )

    def aimed(self, destination: Array, yaw: Array) -> Array:
        """[N] launch azimuth that leads about to a destination [N] with the yaws of each stage [N, S]."""
        return self.toward(destination - self.turned(yaw))

    def toward(self, lead: Array) -> Array:
        """[N] launch azimuth between -pi and pi that leads somewhere [N] without a turn."""
        # The table begins and ends due south, where the courses that lead there lie on both sides of the seam.
        leads, azimuths = (
            np.concatenate([table[-SEAM:-1] - 2.0 * math.pi, table, table[1:SEAM] + 2.0 * math.pi])
            for table in (self.leads, self.azimuths)
        )
        return wrapped(np.interp(wrapped(lead), leads, azimuths))

    def allowed(self, azimuth: Array) -> Array:
        """[N] whether range safety allows launch azimuths, from 0 to 1 over the edges of the sectors."""
        if not self.sectors:
            return np.ones(azimuth.shape)
        found = np.zeros(azimuth.shape)
        for sector in self.sectors:
            found = np.maximum(found, expit(-_beyond(azimuth, sector)[1] / (SECTOR_EDGE / 2.0)))
        return found

    def straying(self, azimuth: Array) -> Array:
        """[N] weight of launch azimuths [N, rad] that keep to no sector: at the edge of one `BEYOND_SECTORS`, far off
        `FAR_BEYOND`."""
        if not self.sectors:
            return np.full(azimuth.shape, BEYOND_SECTORS)
        beyond = np.min([_beyond(azimuth, sector)[1] for sector in self.sectors], axis=0).clip(0.0)
        return FAR_BEYOND + (BEYOND_SECTORS - FAR_BEYOND) * np.exp(-beyond / NEAR_SECTORS)

    def side(self, destination: Array) -> Array:
        """[N] to which side a launch must turn on its way to a destination [N], as seen from the nearest sector.

        Returns:
            0 where a straight ascent is allowed, 1 where the launch must turn clockwise, -1 the other way.
        """
        straight = self.toward(destination)
        ends, beyond = np.array([_beyond(straight, sector) for sector in self.sectors]).swapaxes(0, 1)
        nearest = np.argmin(beyond, axis=0)
        side = np.sign(np.take_along_axis(ends, nearest[None], axis=0)[0])
        return np.where(np.min(beyond, axis=0) > 0.0, side, 0.0)


def fly_course(
    fly: Callable[[Array, Array], tuple[VehicleArrays, PlanArrays]],
    *,
    stages: int,
    latitude: float,
    sectors: Sequence[tuple[float, float]],
) -> Course:
    """The course of a nominal vehicle.

    Args:
        fly: nominal vehicles and plans for launch azimuths [N] and yaws [N, S].
        stages: number of stages S.
        latitude: of the pad [rad].
        sectors: of launch azimuths that are allowed.
    """
    azimuths = np.linspace(-math.pi, math.pi, COMPASS_POINTS)
    around = _flown(fly, azimuths, np.zeros((COMPASS_POINTS, stages)))
    reached = np.where(around.in_orbit, around.inclination, ascent_inclination(latitude, azimuths))
    leads = azimuths + wrapped(direct_azimuth(latitude, azimuths, reached) - azimuths)
    yaws = np.linspace(-LARGEST_YAW, LARGEST_YAW, YAW_STEPS)
    each = np.zeros((stages, YAW_STEPS, stages))
    for stage in range(stages):
        each[stage, :, stage] = yaws
    south = np.full(stages * YAW_STEPS, SOUTH)
    turning = _flown(fly, south, each.reshape(-1, stages))
    reached = np.where(turning.in_orbit, turning.inclination, np.nan)
    bends = wrapped(direct_azimuth(latitude, south, reached) - south).reshape(stages, YAW_STEPS)
    gains = _gains(around.cutoff_speed)
    turns = [_filled(yaws, row, gain) for row, gain in zip(bends[1:], gains[1:], strict=True)]
    return Course(
        azimuths=azimuths,
        leads=np.maximum.accumulate(leads),
        yaws=yaws,
        turns=np.vstack([np.zeros(YAW_STEPS), *turns]),
        sectors=tuple(sectors),
    )


def _flown(fly: Callable[[Array, Array], tuple[VehicleArrays, PlanArrays]], azimuths: Array, yaw: Array) -> Ensemble:
    vehicles, plans = fly(azimuths, yaw)
    return fly_ensemble(vehicles, plans, tolerance=TOLERANCE)


def _beyond(azimuth: Array, sector: tuple[float, float]) -> tuple[Array, Array]:
    """[N] angle from the middle of a sector, clockwise, and how far beyond its nearer edge, negative within [rad]."""
    first, last = sector
    off = wrapped(azimuth - 0.5 * (first + last))
    return off, np.abs(off) - 0.5 * (last - first)


def _gains(cutoff_speeds: Array) -> Array:
    """[S] share of the speed at the end of each stage's burn, of cut-off speeds [N, S], that the burn added."""
    known = [column[np.isfinite(column)] for column in cutoff_speeds.T]
    middle = np.array([np.median(column) if len(column) else 0.0 for column in known])
    speed = np.maximum.accumulate(middle.clip(100.0, ORBIT_SPEED))
    return np.append(0.0, 1.0 - speed[:-1] / speed[1:])


def _filled(yaws: Array, bends: Array, gain: float) -> Array:
    """[Y] turns from straight on, of courses that bend so far; NaN where no orbit was reached.

    Those beyond turn as the sine of the yaw, from the largest that reached one; where none did, by the speed that the
    stage adds beside the course.
    """
    middle = len(yaws) // 2
    straight = bends[middle] if np.isfinite(bends[middle]) else 0.5 * (bends[middle - 1] + bends[middle + 1])
    turns = bends - straight
    known = np.flatnonzero(np.isfinite(turns) & (yaws != 0.0))
    if not len(known):
        return np.sin(yaws) * gain
    farthest = known[np.argmax(np.abs(yaws[known]))]
    missing = ~np.isfinite(turns)
    turns[missing] = turns[farthest] * np.sin(yaws[missing]) / np.sin(yaws[farthest])
    return np.maximum.accumulate(turns)


def wrapped(angle: Array) -> Array:
    """Angles between -pi and pi."""
    return np.remainder(angle + math.pi, 2.0 * math.pi) - math.pi
