"""Where things come down: highest-density areas of impact points as GeoJSON polygons."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from scipy.ndimage import gaussian_filter, gaussian_filter1d

from downrange.earth.geodesic import destination_deg, planes
from downrange.judging.pool import quantiles
from downrange.records.flight import Array, IntArray

RADIUS = 6.371e6
"""Mean radius of the Earth [m]."""

CELLS = 64
LEAST_SMOOTHING, MOST_SMOOTHING = 1.2, 3.0
"""Bounds on the standard deviation of the smoothing, in cells: more would run separate clusters together."""
LOCAL = 4.0e6
"""Points within this distance of their middle [m] are laid out in a plane; others, and those about a pole, in cells of
latitude and longitude: an outline that runs around a pole is none in either."""
STRAY_SHARE = 0.002
"""Share of the points at either end of an axis that are left out of the grid."""
ALONE = 2.0
"""An area goes no further from a point that stands alone than this many widths of the smoothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Density:
    """Smoothed points in cells."""

    edges: tuple[Array, Array]
    """[CELLS + 1] along either axis: [m] east and north, or degrees of longitude and latitude."""
    density: Array
    """[CELLS, CELLS] share of the points by area"""
    share: Array
    """[CELLS, CELLS] share of the points in each cell"""
    own: Array
    """[CELLS, CELLS] what a point adds to the density of the cell it lies in, by its weight"""
    cells: tuple[IntArray, IntArray]
    """[M] cell of each point; -1: outside."""


def density_areas(
    latitude: Array, longitude: Array, weights: Array, levels: tuple[float, float] = (0.5, 0.9)
) -> tuple[tuple[float, float], list[dict[str, Any]]]:
    """Median place and the smallest areas that hold given shares of weighted points, each also when it is left out.

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
    reach = float(quantiles(np.hypot(east, north), weights, [1.0 - STRAY_SHARE])[0])
    local = reach < min(LOCAL, np.radians(90.0 - abs(center[0])) * RADIUS)
    around = center[1] + np.remainder(np.degrees(longitude) - center[1] + 180.0, 360.0) - 180.0
    found = _in_plane(east, north, weights) if local else _on_globe(around, np.degrees(latitude), weights, center[1])
    alike = _weight_of_place(latitude, longitude, weights)
    shapes = [_area(found, _threshold(found, weights, alike, level)) for level in levels]
    return _place(median, center), [_geojson(shape, center) if local else _as_it_is(shape) for shape in shapes]


def _in_plane(east: Array, north: Array, weights: Array) -> _Density:
    edges = _edges(east, weights, 2e3), _edges(north, weights, 2e3)
    cells = _cell(east, edges[0]), _cell(north, edges[1])
    counts = _counts(cells, weights)
    widths = [_smoothing(values, weights, step) for values, step in zip((east, north), edges, strict=True)]
    density = gaussian_filter(counts, widths, mode="constant")
    own = np.full(counts.shape, _peak(widths[0]) * _peak(widths[1]))
    return _Density(edges=edges, density=density, share=density / density.sum(), own=own, cells=cells)


def _on_globe(longitude: Array, latitude: Array, weights: Array, middle: float) -> _Density:
    """Cells of latitude and longitude [degrees]: towards the poles they are smaller, and smoothed over more of them."""
    edges = (
        _edges(longitude, weights, 1.0, (middle - 180.0, middle + 180.0)),
        _edges(latitude, weights, 1.0, (-90.0, 90.0)),
    )
    cells = _cell(longitude, edges[0]), _cell(latitude, edges[1])
    counts = _counts(cells, weights)
    across, along = (
        _smoothing(values, weights, step) for values, step in zip((longitude, latitude), edges, strict=True)
    )
    counts = gaussian_filter1d(counts, along, axis=1, mode="constant")
    size = np.cos(np.radians(0.5 * (edges[1][1:] + edges[1][:-1]))).clip(0.02)
    whole = float(edges[0][-1] - edges[0][0]) > 359.0
    wide = np.minimum(across / size, CELLS)
    share = np.stack(
        [
            gaussian_filter1d(column, width, mode="wrap" if whole else "constant")
            for column, width in zip(counts.T, wide, strict=True)
        ],
        axis=1,
    )
    share = share / share.sum()
    own = np.array([_peak(width) for width in wide]) * _peak(along) / size
    return _Density(edges=edges, density=share / size, share=share, own=np.tile(own, (CELLS, 1)), cells=cells)


def _threshold(found: _Density, weights: Array, alike: Array, level: float) -> float:
    """Least density in the smallest area that holds a share of what is smoothed, and of the points left out in turn.

    What few points are smoothed to lies where they do; where a further one would fall is told by those left out.
    Source: Lei, Robins, Wasserman (2013), Distribution-free prediction sets, JASA 108, 278.
    """
    order = np.argsort(found.density, axis=None)[::-1]
    held = np.cumsum(found.share.ravel()[order])
    smoothed = float(found.density.ravel()[order[min(int(np.searchsorted(held, level)), held.size - 1)]])
    rows, columns = found.cells
    inside = (rows >= 0) & (columns >= 0)
    total = float(weights.sum())
    without = np.where(inside, found.density[rows, columns] - found.own[rows, columns] * alike / total, 0.0)
    left_out = float(quantiles(without, weights, [1.0 - level])[0])
    least = float(found.own.min() * (weights * weights).sum() / total**2) * np.exp(-0.5 * ALONE**2)
    return min(smoothed, max(left_out, least))


def _area(found: _Density, threshold: float) -> Any:
    """Cells at least as dense, their outline smoothed."""
    rows, columns = np.nonzero(found.density >= threshold)
    first, second = found.edges
    cells = shapely.box(first[rows], second[columns], first[rows + 1], second[columns + 1])
    step = max(first[1] - first[0], second[1] - second[0])
    return shapely.union_all(cells).buffer(step).buffer(-step).simplify(0.4 * step)


def _weight_of_place(latitude: Array, longitude: Array, weights: Array) -> Array:
    """[M] weight of all points at the place of each: draws of one origin are left out together."""
    places = np.stack([latitude, longitude], axis=1).round(9)
    _, which = np.unique(places, axis=0, return_inverse=True)
    which = which.ravel()
    return np.asarray(np.bincount(which, weights=weights)[which], dtype=float)


def _cell(values: Array, edges: Array) -> IntArray:
    """Cell that each value is in; -1: none."""
    cell = np.searchsorted(edges, values, side="right") - 1
    return np.asarray(np.where((cell >= 0) & (cell < CELLS), cell, -1), dtype=np.int64)


def _counts(cells: tuple[IntArray, IntArray], weights: Array) -> Array:
    """[CELLS, CELLS] share of the points in each cell."""
    inside = (cells[0] >= 0) & (cells[1] >= 0)
    counts = np.zeros((CELLS, CELLS))
    np.add.at(counts, (cells[0][inside], cells[1][inside]), weights[inside] / weights.sum())
    return counts


def _smoothing(values: Array, weights: Array, edges: Array) -> float:
    """Kernel width in cells, by Silverman's rule on the middle half of the points: outliers do not widen it."""
    effective = weights.sum() ** 2 / (weights * weights).sum()
    low, high = quantiles(values, weights, (0.25, 0.75))
    cells = float(effective) ** (-1.0 / 6.0) * float(high - low) / 1.35 / float(edges[1] - edges[0])
    return min(max(LEAST_SMOOTHING, cells), MOST_SMOOTHING)


def _peak(width: float) -> float:
    """What smoothing leaves of a point in its own cell."""
    one = np.zeros(2 * CELLS + 1)
    one[CELLS] = 1.0
    return float(gaussian_filter1d(one, width)[CELLS])


def _middle(latitude: Array, longitude: Array, weights: Array) -> tuple[float, float]:
    x = (weights * np.cos(latitude) * np.cos(longitude)).sum()
    y = (weights * np.cos(latitude) * np.sin(longitude)).sum()
    z = (weights * np.sin(latitude)).sum()
    return float(np.degrees(np.arctan2(z, np.hypot(x, y)))), float(np.degrees(np.arctan2(y, x)))


def _edges(values: Array, weights: Array, least: float, limits: tuple[float, float] = (-math.inf, math.inf)) -> Array:
    order = np.argsort(values)
    cumulative = np.cumsum(weights[order]) / weights.sum()
    low, high = np.interp([STRAY_SHARE, 1.0 - STRAY_SHARE], cumulative, values[order])
    margin = max(0.08 * (high - low), least)
    return np.linspace(max(low - margin, limits[0]), min(high + margin, limits[1]), CELLS + 1)


def _as_it_is(shape: Any) -> dict[str, Any]:
    """An area in degrees of longitude and latitude, cut where its longitudes end."""
    inside = shapely.set_precision(shapely.intersection(shape, shapely.box(-540.0, -90.0, 540.0, 90.0)), 1e-4)
    parts = [shapely.geometry.polygon.orient(part) for part in getattr(inside, "geoms", [inside]) if part.area > 0]
    return json.loads(shapely.to_geojson(parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)))


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
