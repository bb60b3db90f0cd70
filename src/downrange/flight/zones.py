"""Where dropped bodies must fall, and where they must not: circles and polygons on the ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from downrange.earth.ellipsoid import EQUATORIAL_RADIUS
from downrange.records.flight import Array, Ensemble


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """An area for one body, or for every body that comes down."""

    shape: shapely.Geometry | None
    """Polygons in degrees, longitude first; None for a circle."""
    latitude: float = 0.0
    """of a circle's middle, rad"""
    longitude: float = 0.0
    """rad"""
    radius: float = 0.0
    """m"""
    body: str = ""
    """One of the ensemble's bodies; empty for all."""
    inside: bool = True
    """Bodies must fall in it; False: must keep clear of it."""

    def holds(self, latitude: Array, longitude: Array) -> NDArray[np.bool_]:
        """Whether points [rad] lie in the area; False where one is NaN."""
        if self.shape is None:
            half = np.sin(0.5 * (latitude - self.latitude)) ** 2
            half = half + np.cos(latitude) * np.cos(self.latitude) * np.sin(0.5 * (longitude - self.longitude)) ** 2
            distance = 2.0 * EQUATORIAL_RADIUS * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
            return np.asarray(distance <= self.radius)
        degrees = np.degrees(longitude)
        found = np.zeros(np.shape(latitude), dtype=np.bool_)
        for turn in (-360.0, 0.0, 360.0):  # a polygon over the date line is written on one side of it
            found |= shapely.contains_xy(self.shape, degrees + turn, np.degrees(latitude))
        return found


def respects(zones: tuple[Zone, ...], flown: Ensemble) -> NDArray[np.bool_]:
    """Whether every body of each flight (N) that comes down does so where it may.

    A body with zones to fall in must fall in one of them. The payload, which is to stay up, is left out.
    """
    good = np.ones(flown.status.shape, dtype=np.bool_)
    for b, body in enumerate(flown.bodies[:-1]):
        latitude, longitude = flown.impact_latitude[:, b], flown.impact_longitude[:, b]
        fallen = np.isfinite(latitude)
        mine = [zone for zone in zones if zone.body in ("", body)]
        clear = [zone for zone in mine if not zone.inside]
        wanted = [zone for zone in mine if zone.inside]
        for zone in clear:
            good &= ~(fallen & zone.holds(latitude, longitude))
        if wanted:
            inside = np.zeros(fallen.shape, dtype=np.bool_)
            for zone in wanted:
                inside |= zone.holds(latitude, longitude)
            good &= inside | ~fallen
    return good
