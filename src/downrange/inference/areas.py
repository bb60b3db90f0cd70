"""Warned areas weighed: what closing an area says about a flight that goes to plan.

An area far from the pad is for the fall of a body, for something under the flight path, or for nothing of the ascent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from downrange.earth.ellipsoid import EQUATORIAL_RADIUS, ROTATION
from downrange.earth.geodesic import centroid_deg, distance_deg, long_axis, normals, offsets, second_moments
from downrange.inference.transforms import gaussian
from downrange.records.flight import Array, Ensemble
from downrange.records.observation import FallArea
from downrange.records.place import Site

EARTH_SURFACE = 5.1e14
"""[m2]"""
CROSS_ERROR, CROSS_SHARE_ERROR = 15e3, 0.012
"""Model error of a fall point across the track [m], and as a share of its distance from the pad (0.7 degrees). Of
0.008, 0.012 and 0.02 the one with the best score of the inclination on the learn half."""
ALONG_ERROR, ALONG_SHARE_ERROR, ALONG_SCALE = 25e3, 0.06, 4.0e6
"""The same along the track: 6 % of the distance, growing with its square beyond 4,000 km. A nearly orbital stage comes
down thousands of kilometers elsewhere for a percent of its speed, while the plane of its flight hardly moves."""
AXIS_ERROR, AXIS_ODD = math.radians(3.0), 0.15
"""Between the long axis of an area and the course of what falls into it [rad], and the share of areas that were drawn
some other way. On the learn half the axes of the areas of straight ascents lie within 3 degrees of the course in 33 of
47, and more than 10 degrees off in 7."""
FAR, FAR_ODD = 6.5e6, 0.5
"""Areas farther from the pad than this [m] are for more than falls: the axes of 3 in 5 on the learn half lie
otherwise."""
PAD_AREA_REACH = 120e3
"""An area whose middle is this near the pad [m] is the launch danger area and says nothing about stage falls."""
FARTHEST_REACH = 1.1e7
"""An area farther from the pad [m] is for a deorbit: the farthest stage fall of 35 launches was at 10,000 km."""
FALL_SHARE, TRACK_SHARE = 0.75, 0.22
"""What an area far from the pad is for: the fall of a body that the model drops; something under the flight path that
it does not (an abort area, a fall thousands of kilometers off for a percent of speed); the rest has nothing to do with
the ascent. Areas that open too late for the ascent are left out before."""
TRACK_LENGTH = 1.2e7
"""Reach of areas under the flight path [m]."""
TRACK_TIMES = tuple(float(time) for time in (*range(60, 600, 60), *range(600, 3001, 150)))
"""When the ground track is sampled for areas under it [s]."""


Normals = tuple[Array, Array, Array]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedArea:
    """A warned area as the likelihood needs it."""

    center_deg: tuple[float, float]
    """Middle, (latitude, longitude), degrees."""
    spread: Array
    """[2, 2] second moments about the middle, east and north [m2]."""
    reach: float
    """Distance of the middle from the pad [m]."""
    body: str | None
    """What is meant to fall in it, when said."""
    axis: tuple[float, float] | None = None
    """East and north of its long axis, of length one; None where it is about as wide as it is long."""

    @property
    def silent(self) -> bool:
        """Whether it says nothing of the ascent: the launch danger area, or one for a deorbit."""
        return not PAD_AREA_REACH <= self.reach <= FARTHEST_REACH


def planned_area(observation: FallArea, site: Site) -> PlannedArea:
    """Middle, second moments and distance of an observed area."""
    ring = observation.area.rings_deg[0]
    center = centroid_deg(ring)
    spread = second_moments(ring, center)
    return PlannedArea(
        center_deg=center,
        spread=spread,
        reach=distance_deg(site.latitude_deg, site.longitude_deg, *center),
        body=observation.body,
        axis=long_axis(spread),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Falls:
    """Where one body falls in each flight, and how well that is known."""

    normals: Normals
    along_variance: Array
    cross_variance: Array
    falls: Array
    """[N] 1 where it falls at all"""
    momentum: Normals | None
    """[N] its angular momentum over mass when it falls, as the ground sees it [m2/s]; None where it is not known"""


def area_terms(
    areas: Sequence[PlannedArea],
    flight: Ensemble,
    site: Site,
    sample_times: Array,
    rows: np.ndarray | slice = slice(None),
) -> Array:
    """[N, O] log likelihood of areas, given flights that go to plan.

    Args:
        areas: warned areas.
        flight: N flights, sampled at `sample_times`.
        site: pad.
        sample_times: [K] s; `TRACK_TIMES` must be among them when there are areas.
        rows: [N] flights that matter; the others get zero.
    """
    terms = np.zeros((flight.status.shape[0], len(areas)))
    if all(area.silent for area in areas):
        return terms
    pad = normals(np.radians(site.latitude_deg), np.radians(site.longitude_deg))
    bodies = [_falls(flight, body, pad, rows) for body in range(len(flight.bodies))]
    columns = np.searchsorted(sample_times, TRACK_TIMES)
    track = normals(flight.sample_latitude[rows][:, columns], flight.sample_longitude[rows][:, columns])
    for index, area in enumerate(areas):
        if not area.silent:
            terms[rows, index] = _term(area, flight.bodies, bodies, track, _away(pad, area.center_deg))
    return terms


def _falls(flight: Ensemble, body: int, pad: Normals, rows: np.ndarray | slice) -> _Falls:
    latitude = flight.impact_latitude[rows, body]
    x, y, z = places = normals(latitude, flight.impact_longitude[rows, body])
    flat, up = np.hypot(x, y), pad[0] * x + pad[1] * y + pad[2] * z
    level = np.maximum(np.hypot(pad[0] * y - pad[1] * x, z * up - pad[2]) / flat, 1e-12)
    reach = EQUATORIAL_RADIUS * np.arctan2(level, up)
    along = ALONG_SHARE_ERROR * reach * (1.0 + (reach / ALONG_SCALE) ** 2)
    stage = _dropped_by(flight.bodies[body], flight.cutoff_state.shape[1])
    return _Falls(
        normals=places,
        along_variance=ALONG_ERROR**2 + along**2,
        cross_variance=CROSS_ERROR**2 + (CROSS_SHARE_ERROR * reach) ** 2,
        falls=np.isfinite(latitude).astype(float),
        momentum=None if stage is None else _momentum(flight.cutoff_state[rows, stage], flight.impact_time[rows, body]),
    )


def _dropped_by(body: str, stages: int) -> int | None:
    """Stage at whose cut-off a body travels as it will fall; None for those that leave while a stage burns."""
    match body.partition("-"):
        case "stage", "-", number:
            return int(number) - 1
        case "payload", _, _:
            return stages - 1
        case _:
            return None


def _momentum(state: Array, time: Array) -> Normals:
    """[N] angular momentum over mass of inertial states [N, 6], as the ground sees it at a time after lift-off [N]."""
    (rx, ry, rz), (vx, vy, vz) = state[:, :3].T, state[:, 3:].T
    hx, hy, hz = ry * vz - rz * vy, rz * vx - rx * vz, rx * vy - ry * vx
    sine, cosine = np.sin(ROTATION * time), np.cos(ROTATION * time)
    return cosine * hx + sine * hy, cosine * hy - sine * hx, hz


def _away(pad: Normals, center_deg: tuple[float, float]) -> tuple[float, float]:
    """East and north, of length one, of the way from the pad at a place."""
    x, y, z = (float(part) for part in normals(np.radians(center_deg[0]), np.radians(center_deg[1])))
    px, py, pz = (float(part) for part in pad)
    east, north = px * y - py * x, z * (px * x + py * y + pz * z) - pz
    length = max(math.hypot(east, north), 1e-12)
    return east / length, north / length


def _course(
    body: _Falls, center_deg: tuple[float, float], away: tuple[float, float]
) -> tuple[Array | float, Array | float]:
    """[N] east and north, of length one, of the way over the turning ground of a body that passes a place.

    Without air the plane of its path and its angular momentum stay those of the cut-off. The place counts, not where
    the body falls: near a pole the course turns within a few hundred kilometers.
    """
    if body.momentum is None:
        return away
    hx, hy, hz = body.momentum
    x, y, z = (float(part) for part in normals(np.radians(center_deg[0]), np.radians(center_deg[1])))
    flat = max(math.hypot(x, y), 1e-9)
    east = (x * (hz * x - hx * z) - y * (hy * z - hz * y)) / flat - ROTATION * EQUATORIAL_RADIUS**2 * flat
    north = (hx * y - hy * x) / flat
    length = np.maximum(np.hypot(east, north), 1e-12)
    return east / length, north / length


def aligned(area: PlannedArea, east: Array | float, north: Array | float) -> Array | float:
    """[N] density of the axis of an area given courses over it, east and north of length one; 1 is that of any axis."""
    if area.axis is None:
        return 1.0
    off = np.arcsin(np.clip(np.abs(area.axis[0] * north - area.axis[1] * east), 0.0, 1.0))
    odd = FAR_ODD if area.reach > FAR else AXIS_ODD
    return (1.0 - odd) * math.pi * gaussian(off, AXIS_ERROR) + odd


def _term(
    area: PlannedArea,
    names: Sequence[str],
    bodies: Sequence[_Falls],
    track: tuple[Array, Array, Array],
    away: tuple[float, float],
) -> Array:
    meant = [names.index(area.body)] if area.body in names else range(len(bodies))
    falling, density = np.zeros(len(bodies[0].falls)), np.zeros(len(bodies[0].falls))
    for body in (bodies[index] for index in meant):
        if body.falls.any():
            falling += body.falls
            density += np.nan_to_num(
                _fall_density(body, area, away) * aligned(area, *_course(body, area.center_deg, away))
            )
    extent = math.sqrt(float(np.trace(area.spread)) / 2.0)
    width = math.hypot(math.hypot(CROSS_ERROR, 0.5 * extent), CROSS_SHARE_ERROR * area.reach)
    miss, east, north = _miss(*offsets(track, area.center_deg))
    under = gaussian(miss, width) / TRACK_LENGTH * aligned(area, east, north)
    rest = (1.0 - FALL_SHARE - TRACK_SHARE) / EARTH_SURFACE
    return np.log(FALL_SHARE * density / np.maximum(falling, 1.0) + TRACK_SHARE * under + rest)


def _fall_density(body: _Falls, area: PlannedArea, away: tuple[float, float]) -> Array:
    """[N] density of an area's middle given where a body falls: the area's own spread, and the model's error."""
    east, north = offsets(body.normals, area.center_deg)
    sine, cosine = away
    along, cross = east * sine + north * cosine, east * cosine - north * sine
    (xx, xy), (_, yy) = area.spread
    aa = xx * sine**2 + 2 * xy * sine * cosine + yy * cosine**2 + body.along_variance
    cc = xx * cosine**2 - 2 * xy * sine * cosine + yy * sine**2 + body.cross_variance
    ac = (xx - yy) * sine * cosine + xy * (cosine**2 - sine**2)
    determinant = aa * cc - ac**2
    miss = (cc * along**2 - 2 * ac * along * cross + aa * cross**2) / determinant
    return np.exp(-0.5 * miss) / (2.0 * math.pi * np.sqrt(determinant))


def _miss(east: Array, north: Array) -> tuple[Array, Array, Array]:
    """[N] least distance of the origin from paths [N, K] in a plane [m], and east and north of their way there, of
    length one; legs with NaN do not count."""
    step_east, step_north = np.diff(east, axis=1), np.diff(north, axis=1)
    length = np.maximum(step_east**2 + step_north**2, 1.0)
    along = np.clip(-(east[:, :-1] * step_east + north[:, :-1] * step_north) / length, 0.0, 1.0)
    miss = np.hypot(east[:, :-1] + along * step_east, north[:, :-1] + along * step_north)
    miss = np.where(np.isfinite(miss), miss, 1e8)
    nearest = np.argmin(miss, axis=1)[:, None]
    least, way_east, way_north, squared = (
        np.take_along_axis(column, nearest, axis=1)[:, 0] for column in (miss, step_east, step_north, length)
    )
    return least, np.nan_to_num(way_east / np.sqrt(squared)), np.nan_to_num(way_north / np.sqrt(squared))
