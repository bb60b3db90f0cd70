"""Where things come down: highest-density areas of impact points as GeoJSON polygons."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from scipy.ndimage import gaussian_filter

from downrange.earth.geodesic import destination_deg, planes
from downrange.records.flight import Array

CELLS = 64
SMOOTHING = 1.3
"""Standard deviation of the smoothing, in cells."""


def density_areas(
    latitude: Array, longitude: Array, weights: Array, levels: tuple[float, float] = (0.5, 0.9)
) -> tuple[tuple[float, float], list[dict[str, Any]]]:
    """Median place and the smallest areas that hold given shares of weighted points.

    Args:
        latitude: [M] rad.
        longitude: [M] rad.
        weights: [M].
        levels: shares.

    Returns:
        The median place, (latitude, longitude) in degrees, and a GeoJSON geometry for each level.
    """
    center = _middle(latitude, longitude, weights)
    east, north = planes(latitude, longitude, center)
    median = float(_weighted_median(east, weights)), float(_weighted_median(north, weights))
    edges_east, edges_north = _edges(east, weights), _edges(north, weights)
    counts, _, _ = np.histogram2d(east, north, bins=(edges_east, edges_north), weights=weights)
    density = gaussian_filter(counts, SMOOTHING, mode="constant")
    order = np.argsort(density, axis=None)[::-1]
    held = np.cumsum(density.ravel()[order]) / density.sum()
    areas: list[dict[str, Any]] = []
    for level in levels:
        chosen = np.zeros(density.size, dtype=bool)
        chosen[order[: int(np.searchsorted(held, level)) + 1]] = True
        rows, columns = np.nonzero(chosen.reshape(density.shape))
        cells = shapely.box(edges_east[rows], edges_north[columns], edges_east[rows + 1], edges_north[columns + 1])
        step = max(edges_east[1] - edges_east[0], edges_north[1] - edges_north[0])
        shape = shapely.union_all(cells).buffer(step).buffer(-step).simplify(0.4 * step)
        areas.append(_geojson(shape, center))
    return _place(median, center), areas


def _middle(latitude: Array, longitude: Array, weights: Array) -> tuple[float, float]:
    x = (weights * np.cos(latitude) * np.cos(longitude)).sum()
    y = (weights * np.cos(latitude) * np.sin(longitude)).sum()
    z = (weights * np.sin(latitude)).sum()
    return float(np.degrees(np.arctan2(z, np.hypot(x, y)))), float(np.degrees(np.arctan2(y, x)))


def _weighted_median(values: Array, weights: Array) -> float:
    order = np.argsort(values)
    cumulative = np.cumsum(weights[order])
    return values[order][int(np.searchsorted(cumulative, 0.5 * cumulative[-1]))]


def _edges(values: Array, weights: Array) -> Array:
    order = np.argsort(values)
    cumulative = np.cumsum(weights[order]) / weights.sum()
    low, high = np.interp([0.002, 0.998], cumulative, values[order])
    margin = max(0.08 * (high - low), 2e3)
    return np.linspace(low - margin, high + margin, CELLS + 1)


def _geojson(shape: Any, center: tuple[float, float]) -> dict[str, Any]:
    polygons = [part for part in getattr(shape, "geoms", [shape]) if part.area > 0]
    largest = max(part.area for part in polygons)
    kept = [part for part in polygons if part.area > 0.002 * largest]
    rings = [[_ring(part.exterior.coords, center)] for part in kept]
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": rings[0]}
    return {"type": "MultiPolygon", "coordinates": rings}


def _ring(points: Any, center: tuple[float, float]) -> list[list[float]]:
    ring: list[list[float]] = []
    for east, north in points:
        latitude_deg, longitude_deg = _place((east, north), center)
        if ring and longitude_deg - ring[-1][0] > 180.0:
            longitude_deg -= 360.0
        elif ring and longitude_deg - ring[-1][0] < -180.0:
            longitude_deg += 360.0
        ring.append([round(longitude_deg, 4), round(latitude_deg, 4)])
    return ring if shapely.Polygon(ring).exterior.is_ccw else ring[::-1]


def _place(offset: tuple[float, float], center: tuple[float, float]) -> tuple[float, float]:
    east, north = offset
    place = destination_deg(*center, float(np.degrees(np.arctan2(east, north))), float(np.hypot(east, north)))
    return round(place[0], 4), round(place[1], 4)
