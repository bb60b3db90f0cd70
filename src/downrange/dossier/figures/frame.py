"""The map's frame: which part of the Earth it shows, and places to pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from downrange.dossier.figures.projection import AzimuthalEquidistant
from downrange.records.flight import Array

Place = tuple[float, float]

LEAST_WIDTH_KM, MOST_WIDTH_KM = 240.0, 16000.0
"""Below this the 1:50 million coast looks made of sticks; above it the far side of the Earth smears over the map."""
MARGIN = 0.09
"""Share of the width and height left free on each side of what must be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A map of `width` by `height` pixels."""

    width: float
    height: float
    projection: AzimuthalEquidistant
    pixels_per_km: float

    def place(self, latitudes_deg: ArrayLike, longitudes_deg: ArrayLike) -> tuple[Array, Array]:
        """Pixels from the upper left corner."""
        x, y = self.projection.forward(latitudes_deg, longitudes_deg)
        return self.width / 2 + x * self.pixels_per_km, self.height / 2 - y * self.pixels_per_km

    def unplace(self, x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
        """Latitude and longitude [deg] of pixels."""
        east = (np.asarray(x, float) - self.width / 2) / self.pixels_per_km
        north = (self.height / 2 - np.asarray(y, float)) / self.pixels_per_km
        return self.projection.inverse(east, north)

    def point(self, place: Place) -> tuple[float, float]:
        """Pixel of one (latitude, longitude)."""
        x, y = self.place(place[0], place[1])
        return float(x), float(y)

    def holds(self, place: Place, *, inset: float = 0.0) -> bool:
        """Whether a place is on the map, `inset` pixels or more from its edge."""
        x, y = self.point(place)
        return inset <= x <= self.width - inset and inset <= y <= self.height - inset

    @property
    def width_km(self) -> float:
        """Width along the middle [km]."""
        return self.width / self.pixels_per_km


def fit(places: Sequence[Place], *, width: float, least_height: float, most_height: float) -> Frame:
    """The frame that shows all places at the largest scale; its height follows their shape within the bounds."""
    lats, lons = (np.array([place[axis] for place in places]) for axis in (0, 1))
    projection = AzimuthalEquidistant(latitude_deg=float(lats[0]), longitude_deg=float(lons[0]))
    for _ in range(4):
        x, y = projection.forward(lats, lons)
        lat, lon = projection.inverse((x.min() + x.max()) / 2, (y.min() + y.max()) / 2)
        projection = AzimuthalEquidistant(latitude_deg=float(lat), longitude_deg=float(lon))
    x, y = projection.forward(lats, lons)
    across, up = 2 * float(np.abs(x).max()), 2 * float(np.abs(y).max())
    inside = 1.0 - 2.0 * MARGIN
    height = min(max(width * up / max(across, 1.0), least_height), most_height)
    scale = min(width * inside / max(across, 1.0), height * inside / max(up, 1.0), width / LEAST_WIDTH_KM)
    scale = max(scale, width / MOST_WIDTH_KM)
    return Frame(width=width, height=height, projection=projection, pixels_per_km=scale)
