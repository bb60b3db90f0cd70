"""Sightings as rows of numbers, as the kernels take them; and the plane that a flight is held to which shows no place.

A row is [22]: time, kind, origin of the sensor (ECEF), its three axes, four values, four sigmas (0: not measured).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from downrange.earth.ellipsoid import ECCENTRICITY2, EQUATORIAL_RADIUS, ROTATION
from downrange.records.flight import Array
from downrange.records.sighting import Sighting, SightingKind

TIME, KIND, ORIGIN, SIDES, VALUES, SIGMAS, ROW = 0, 1, 2, 5, 14, 18, 22
POINT_SEEN, RADAR_SEEN, DISPLAY_SEEN = range(3)
KINDS = {SightingKind.POINT: POINT_SEEN, SightingKind.RADAR: RADAR_SEEN, SightingKind.DISPLAY: DISPLAY_SEEN}
PLANE_SPEED, PLANE_PLACE = 10.0, 500.0
"""A displayed flight is held this near the plane of its assumed azimuth [m/s], [m], and as far as the Earth turns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """Where a flight that shows only speed and height is taken to be: from a pad along an azimuth."""

    pad: tuple[float, float, float]
    """Latitude, longitude [rad], height [m]."""
    azimuth: float
    """[rad]"""

    def axes(self) -> tuple[Array, Array, Array, Array]:
        """Pad (ECEF), and unit vectors along, across to the right, and up."""
        numbers = np.array(_standing(*self.pad))
        origin, sides = numbers[:3], numbers[3:].reshape(3, 3)
        along = math.cos(self.azimuth) * sides[0] + math.sin(self.azimuth) * sides[1]
        across: Array = np.cross(along, sides[2])
        return origin, along, across, sides[2]


def row_of(sighting: Sighting, plane: Plane | None = None) -> Array:
    """A sighting as a row; a display is held to the `plane`, when there is one: its last two values are not shown."""
    values = [0.0 if value is None else value for value in sighting.values]
    sigmas = [0.0 if value is None else sigma for value, sigma in zip(sighting.values, sighting.sigmas, strict=False)]
    values += [0.0] * (4 - len(values))
    sigmas += [0.0] * (4 - len(sigmas))
    standing = (0.0,) * 12
    if sighting.kind is SightingKind.POINT:
        standing = _standing_at(values[0], values[1], values[2])
        values = [0.0] * 4
    elif sighting.position is not None:
        standing = _standing(*sighting.position)
    elif plane is not None:
        origin, _, across, _ = plane.axes()
        standing = (*origin, *across, *(0.0,) * 6)
        turned = ROTATION * max(sighting.time, 0.0)
        sigmas[2] = PLANE_SPEED + turned * values[0]
        sigmas[3] = PLANE_PLACE + 0.5 * turned * values[0] * max(sighting.time, 0.0)
    return np.array([sighting.time, KINDS[sighting.kind], *standing, *values, *sigmas])


def _standing_at(latitude: float, longitude: float, height: float) -> tuple[float, ...]:
    """Position (ECEF), and unit vectors north, east and up there, one after another."""
    s, c = math.sin(latitude), math.cos(latitude)
    so, co = math.sin(longitude), math.cos(longitude)
    n = EQUATORIAL_RADIUS / math.sqrt(1.0 - ECCENTRICITY2 * s * s)
    level = (n + height) * c
    return (
        *(level * co, level * so, (n * (1.0 - ECCENTRICITY2) + height) * s),
        *(-s * co, -s * so, c),
        *(-so, co, 0.0),
        *(c * co, c * so, s),
    )


_standing = lru_cache(maxsize=512)(_standing_at)
