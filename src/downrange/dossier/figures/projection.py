"""Map projections: azimuthal equidistant for the map, orthographic for the locator globe; a round Earth.

True distances and bearings from the map's center; the round Earth errs by less than half a percent, which is less
than the width of a line. Source: Snyder, "Map Projections: A Working Manual", USGS Professional Paper 1395 (1987),
equations 25-2, 25-3, 20-14 to 20-18.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from downrange.records.flight import Array

EARTH_RADIUS_KM = 6371.0088
"""Mean radius (IUGG)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AzimuthalEquidistant:
    """Kilometers east and north of a center, along great circles."""

    latitude_deg: float
    longitude_deg: float

    def forward(self, latitudes_deg: ArrayLike, longitudes_deg: ArrayLike) -> tuple[Array, Array]:
        """x and y [km] of places; the antipode, which is a circle on the map, comes out in the east."""
        across, up, toward = _seen_from(self.latitude_deg, self.longitude_deg, latitudes_deg, longitudes_deg)
        flat = np.hypot(across, up)
        distance = np.arctan2(flat, toward) * EARTH_RADIUS_KM
        scale = np.divide(distance, flat, out=np.zeros_like(flat), where=flat > 1e-15)
        return np.where(scale > 0.0, across * scale, distance), up * scale

    def inverse(self, x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
        """Latitude and longitude [deg] of points of the map [km]."""
        x, y = np.asarray(x, float), np.asarray(y, float)
        rho = np.hypot(x, y)
        c = rho / EARTH_RADIUS_KM
        phi, lam = np.radians(self.latitude_deg), np.radians(self.longitude_deg)
        east = np.divide(x, rho, out=np.zeros_like(rho), where=rho > 0)
        north = np.divide(y, rho, out=np.zeros_like(rho), where=rho > 0)
        sine = np.cos(c) * np.sin(phi) + north * np.sin(c) * np.cos(phi)
        turn = np.arctan2(east * np.sin(c), np.cos(phi) * np.cos(c) - north * np.sin(phi) * np.sin(c))
        longitude = (np.degrees(lam + turn) + 180.0) % 360.0 - 180.0
        return np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0))), longitude


@dataclass(frozen=True, slots=True, kw_only=True)
class Orthographic:
    """The globe from far away."""

    latitude_deg: float
    longitude_deg: float

    def forward(self, latitudes_deg: ArrayLike, longitudes_deg: ArrayLike) -> tuple[Array, Array, Array]:
        """x and y in Earth radii, and the part toward the viewer, negative on the far side."""
        return _seen_from(self.latitude_deg, self.longitude_deg, latitudes_deg, longitudes_deg)


def _seen_from(lat0: float, lon0: float, lats: ArrayLike, lons: ArrayLike) -> tuple[Array, Array, Array]:
    """Unit vectors of places along east, north and up at (lat0, lon0)."""
    phi0, phi, turn = np.radians(lat0), np.radians(np.asarray(lats, float)), np.radians(np.asarray(lons, float) - lon0)
    across = np.cos(phi) * np.sin(turn)
    up = np.cos(phi0) * np.sin(phi) - np.sin(phi0) * np.cos(phi) * np.cos(turn)
    toward = np.sin(phi0) * np.sin(phi) + np.cos(phi0) * np.cos(phi) * np.cos(turn)
    return across, up, toward


def circle(latitude_deg: float, longitude_deg: float, radius_km: float, *, points: int = 181) -> tuple[Array, Array]:
    """Latitudes and longitudes [deg] of a circle on the ground, closed."""
    bearing = np.linspace(0.0, 2.0 * np.pi, points)
    about = AzimuthalEquidistant(latitude_deg=latitude_deg, longitude_deg=longitude_deg)
    return about.inverse(radius_km * np.sin(bearing), radius_km * np.cos(bearing))


def destination(latitude_deg: float, longitude_deg: float, bearing_deg: float, range_km: float) -> tuple[float, float]:
    """(latitude, longitude) [deg] a range away along a bearing."""
    about = AzimuthalEquidistant(latitude_deg=latitude_deg, longitude_deg=longitude_deg)
    bearing = np.radians(bearing_deg)
    lat, lon = about.inverse(range_km * np.sin(bearing), range_km * np.cos(bearing))
    return float(lat), float(lon)


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance [km] between (latitude, longitude) places in degrees."""
    x, y = AzimuthalEquidistant(latitude_deg=a[0], longitude_deg=a[1]).forward(b[0], b[1])
    return float(np.hypot(x, y))
