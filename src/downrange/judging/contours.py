"""Where things come down: highest-density areas of impact points as GeoJSON polygons."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from scipy.ndimage import gaussian_filter

from downrange.earth.geodesic import destination_deg, planes
from downrange.judging.pool import quantiles
from downrange.records.flight import Array

CELLS = 64
LEAST_SMOOTHING, MOST_SMOOTHING = 1.2, 3.0
"""Bounds on the standard deviation of the smoothing, in cells: more would run separate clusters together."""


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
    median = float(quantiles(east, weights, [0.5])[0]), float(quantiles(north, weights, [0.5])[0])
    edges_east, edges_north = _edges(east, weights), _edges(north, weights)
    counts, _, _ = np.histogram2d(east, north, bins=(edges_east, edges_north), weights=weights)
    density = gaussian_filter(counts, _smoothing(east, north, weights, edges_east, edges_north), mode="constant")
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


def _smoothing(east: Array, north: Array, weights: Array, edges_east: Array, edges_north: Array) -> tuple[float, float]:
    """Kernel widths in cells, by Silverman's rule on the middle half of the points: outliers do not widen it."""
    effective = weights.sum() ** 2 / (weights * weights).sum()
    rule = float(effective) ** (-1.0 / 6.0)
    widths: list[float] = []
    for values, edges in ((east, edges_east), (north, edges_north)):
        low, high = quantiles(values, weights, (0.25, 0.75))
        cells = rule * float(high - low) / 1.35 / float(edges[1] - edges[0])
        widths.append(min(max(LEAST_SMOOTHING, cells), MOST_SMOOTHING))
    return widths[0], widths[1]


def _middle(latitude: Array, longitude: Array, weights: Array) -> tuple[float, float]:
    x = (weights * np.cos(latitude) * np.cos(longitude)).sum()
    y = (weights * np.cos(latitude) * np.sin(longitude)).sum()
    z = (weights * np.sin(latitude)).sum()
    return float(np.degrees(np.arctan2(z, np.hypot(x, y)))), float(np.degrees(np.arctan2(y, x)))


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
    # Corners rounded to four decimals can touch: a buffer of nothing makes the area valid again.
    area = shapely.union_all([shapely.Polygon(_ring(part.exterior.coords, center)).buffer(0) for part in kept])
    parts = [part for part in getattr(area, "geoms", [area]) if part.area > 0]
    rings = [[[list(point) for point in shapely.geometry.polygon.orient(part).exterior.coords]] for part in parts]
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
