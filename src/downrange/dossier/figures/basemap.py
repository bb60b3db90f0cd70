"""The ground under the map: land cut to the frame, and the names of seas, countries and islands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polylabel, unary_union
from shapely.validation import make_valid

from downrange.dossier.figures.frame import Frame
from downrange.dossier.figures.projection import EARTH_RADIUS_KM, AzimuthalEquidistant
from downrange.records.flight import Array

LAND_TOLERANCE = 0.35
"""How far the drawn coast may stray from the stored one [px]; finer is not seen and doubles the page."""
_LONGEST_STEP_DEG = 2.0
_SEAM = 0.2
"""Land is widened by this [px] so that the two sides of the date line grow together and no seam shows."""
_LEAST_SEA = 900.0
"""A sea that shows less than this [px2] is not named."""
_EDGE = 4.0
"""How far the land runs on beyond the frame [px], so that its outline does not show along the edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapName:
    """A name to write on the map: in the widest visible part of its outline when it has one, else about its middle."""

    text: str
    latitude_deg: float
    longitude_deg: float
    radius_km: float
    """Size of what it names."""
    sea: bool
    rings: tuple[Array, ...] = ()
    """Outline, [K, 2] of (latitude, longitude) in degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basemap:
    """Land as outer rings [K, 2] of (latitude, longitude) in degrees, fine and coarse, and names."""

    fine: Sequence[Array]
    coarse: Sequence[Array]
    names: Sequence[MapName] = ()

    def rings_for(self, frame: Frame) -> Sequence[Array]:
        """The fine coast for close maps, the coarse one for half the globe."""
        return self.fine if frame.width_km < 9000.0 else self.coarse


def land_paths(rings: Sequence[Array], frame: Frame) -> list[list[tuple[float, float]]]:
    """The land on the frame as closed rings of pixels, holes among them (fill by the even-odd rule)."""
    box = shapely.box(-_EDGE, -_EDGE, frame.width + _EDGE, frame.height + _EDGE)
    shapes = [shape for shape in (on_frame(ring, frame, box) for ring in rings) if not shape.is_empty]
    whole = unary_union([shape.buffer(_SEAM, join_style="mitre") for shape in shapes]).simplify(LAND_TOLERANCE)
    return [
        [(x, y) for x, y in edge.coords[:-1]] for part in _polygons(whole) for edge in (part.exterior, *part.interiors)
    ]


def visible_middle(name: MapName, frame: Frame) -> tuple[float, float, float] | None:
    """Where on the frame a name goes: (x, y, radius of the room there) [px]; None when it is out of sight."""
    if not name.rings:
        x, y = frame.point((name.latitude_deg, name.longitude_deg))
        inside = 0.0 <= x <= frame.width and 0.0 <= y <= frame.height
        return (x, y, name.radius_km * frame.pixels_per_km) if inside else None
    box = shapely.box(0.0, 0.0, frame.width, frame.height)
    pieces = [piece for ring in name.rings for piece in _polygons(on_frame(ring, frame, box))]
    seen = max(pieces, key=lambda piece: piece.area, default=None)
    if seen is None or seen.area < _LEAST_SEA:
        return None
    plain = seen.simplify(1.0)
    middle = polylabel(plain if isinstance(plain, Polygon) else seen, tolerance=4.0)
    return middle.x, middle.y, float(seen.exterior.distance(middle))


def on_frame(ring: Array, frame: Frame, box: Polygon) -> BaseGeometry:
    """What a ring of (latitude, longitude) covers of a box on the frame [px]."""
    whole = drawn(ring, frame.projection)
    if whole is None:
        return Polygon()
    half_width, half_height = frame.width / 2 + _EDGE, frame.height / 2 + _EDGE
    west, south, east, north = (bound * frame.pixels_per_km for bound in whole.bounds)
    if west > half_width or east < -half_width or south > half_height or north < -half_height:
        return Polygon()
    scale = frame.pixels_per_km
    pixels = shapely.transform(whole, lambda xy: xy * [scale, -scale] + [frame.width / 2, frame.height / 2])
    return make_valid(pixels).intersection(box) if not pixels.is_valid else pixels.intersection(box)


def drawn(ring: Array, projection: AzimuthalEquidistant) -> BaseGeometry | None:
    """The ring on the map's plane [km]; one that holds the antipode is the outside of its outline."""
    dense = _densified(ring)
    x, y = projection.forward(dense[:, 0], dense[:, 1])
    if len(x) < 3:
        return None
    outline = Polygon(np.column_stack([x, y]))
    turn = projection.longitude_deg
    antipode = Point(turn - 180.0 if turn > 0 else turn + 180.0, -projection.latitude_deg)
    if Polygon(ring[:, ::-1]).buffer(0.0).contains(antipode):
        rim = Point(0.0, 0.0).buffer(np.pi * EARTH_RADIUS_KM, quad_segs=32)
        return rim.difference(make_valid(outline))
    return outline


def _densified(ring: Array) -> Array:
    """The ring with long edges walked in small steps of latitude and longitude."""
    closed = np.vstack([ring, ring[:1]])
    steps = np.maximum(1, np.ceil(np.abs(np.diff(closed, axis=0)).max(axis=1) / _LONGEST_STEP_DEG)).astype(int)
    if steps.max(initial=1) == 1:
        return ring
    starts, ends = np.repeat(closed[:-1], steps, axis=0), np.repeat(closed[1:], steps, axis=0)
    index = np.arange(steps.sum()) - np.repeat(np.cumsum(steps) - steps, steps)
    share = (index / np.repeat(steps, steps))[:, None]
    return starts + share * (ends - starts)


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    if isinstance(shape, Polygon):
        return [] if shape.is_empty else [shape]
    return [piece for part in getattr(shape, "geoms", ()) for piece in _polygons(part)]
