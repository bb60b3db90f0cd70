"""Rings on the globe to strict GeoJSON: counterclockwise, cut at the date line, closed over a pole.

Rings come as (latitude, longitude) in degrees, the order of the records; what leaves here is [longitude, latitude].
Source: RFC 7946, sections 3.1.6 and 3.1.9.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import shapely
from shapely.affinity import translate
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient
from shapely.ops import unary_union
from shapely.validation import make_valid

from downrange.dossier import digits

Ring = Sequence[tuple[float, float]]
Geometry = dict[str, Any]


def polygon(rings: Iterable[Ring]) -> Geometry:
    """Rings of (latitude, longitude), each an outline of its own, as a Polygon or MultiPolygon, which may be empty."""
    return _as_geojson(unary_union([piece for ring in rings for piece in _pieces(ring)]))


def normal(geometry: Geometry) -> Geometry:
    """A GeoJSON Polygon or MultiPolygon from anywhere, made strict; holes are kept."""
    pieces: list[Polygon] = []
    for outer, *holes in _members(geometry):
        whole = _pieces([(lat, lon) for lon, lat, *_ in outer])
        gaps = [gap for hole in holes for gap in _pieces([(lat, lon) for lon, lat, *_ in hole])]
        cut = unary_union(whole).difference(unary_union(gaps)) if gaps else unary_union(whole)
        pieces.extend(_polygons(cut))
    return _as_geojson(unary_union(pieces))


def line(points: Iterable[tuple[float, float]]) -> Geometry:
    """A path of (latitude, longitude) as a LineString, or a MultiLineString when it crosses the date line."""
    parts: list[list[list[float]]] = [[]]
    before: tuple[float, float] | None = None
    for lat, lon in points:
        if before is not None and abs(lon - before[1]) > 180.0:
            edge = 180.0 if before[1] > 0 else -180.0
            span = lon + 2 * edge - before[1]
            share = (edge - before[1]) / span if span else 0.0
            crossing = digits.degrees(before[0] + share * (lat - before[0]))
            parts[-1].append([edge, crossing])
            parts.append([[-edge, crossing]])
        parts[-1].append([digits.longitude(lon), digits.degrees(lat)])
        before = (lat, lon)
    whole = [part for part in parts if len(part) > 1]
    if len(whole) == 1:
        return {"type": "LineString", "coordinates": whole[0]}
    return {"type": "MultiLineString", "coordinates": whole}


def unrolled_longitudes(longitudes: Iterable[float]) -> list[float]:
    """Longitudes in degrees without the jump at the date line: each within 180 of the one before."""
    out: list[float] = []
    for lon in longitudes:
        out.append(lon if not out else lon + 360.0 * round((out[-1] - lon) / 360.0))
    return out


def _pieces(ring: Ring) -> list[Polygon]:
    """The ring as polygons; nothing for one of fewer than three corners."""
    return _cut(_unrolled(ring)) if len(set(ring)) > 2 else []


def _unrolled(ring: Ring) -> Polygon:
    """The ring in unrolled longitudes; one that goes round a pole is closed along the pole."""
    points = list(ring)
    if points[0] == points[-1]:
        points.pop()
    lats = [lat for lat, _ in points]
    lons = unrolled_longitudes(lon for _, lon in points)
    closing = lons[0] + 360.0 * round((lons[-1] - lons[0]) / 360.0)
    if closing != lons[0]:
        pole = 90.0 if sum(lats) > 0 else -90.0
        lats += [lats[0], pole, pole]
        lons += [closing, closing, lons[0]]
    return Polygon(zip(lons, lats, strict=True))


def _cut(shape: Polygon) -> list[Polygon]:
    """The polygon cut at every date line it crosses, each piece within -180 to 180."""
    whole = shape if shape.is_valid else make_valid(shape)
    west, _, east, _ = whole.bounds
    turns = range(round(west / 360.0) - 1, round(east / 360.0) + 2)
    pieces: list[Polygon] = []
    for turn in turns:
        window = shapely.box(360.0 * turn - 180.0, -90.0, 360.0 * turn + 180.0, 90.0)
        pieces.extend(_polygons(translate(whole.intersection(window), xoff=-360.0 * turn)))
    return pieces


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    """The polygons in any geometry; slivers of lower dimension are left behind."""
    if isinstance(shape, Polygon):
        return [] if shape.is_empty or shape.area == 0.0 else [shape]
    return [piece for part in getattr(shape, "geoms", ()) for piece in _polygons(part)]


def _as_geojson(shape: BaseGeometry) -> Geometry:
    exact = shapely.set_precision(shape, 10.0**-digits.DEGREE_DECIMALS)
    pieces = sorted(_polygons(exact.normalize()), key=lambda piece: piece.bounds)
    coordinates = [_rings(orient(piece)) for piece in pieces]
    if len(coordinates) == 1:
        return {"type": "Polygon", "coordinates": coordinates[0]}
    return {"type": "MultiPolygon", "coordinates": coordinates}


def _rings(piece: Polygon) -> list[list[list[float]]]:
    return [
        [[digits.longitude(x), digits.degrees(y)] for x, y, *_ in ring.coords]
        for ring in (piece.exterior, *piece.interiors)
    ]


def outlines(geometry: Geometry) -> list[list[tuple[float, float]]]:
    """The outer rings of a GeoJSON polygon as (latitude, longitude), not closed; none of fewer than three corners."""
    return [[(lat, lon) for lon, lat, *_ in outer[:-1]] for outer, *_ in _members(geometry) if len(outer) > 3]


def _members(geometry: Geometry) -> list[list[list[list[float]]]]:
    """The polygons of a Polygon or MultiPolygon, each a list of rings; empty ones are left out."""
    many = geometry["type"] == "MultiPolygon"
    return [rings for rings in (geometry["coordinates"] if many else [geometry["coordinates"]]) if rings]
