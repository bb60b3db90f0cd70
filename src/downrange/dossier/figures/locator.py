"""The locator: a small globe in a corner of the map that says where on Earth the map is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import shapely
from markupsafe import Markup
from shapely.geometry import Polygon

from downrange.dossier.figures import svg
from downrange.dossier.figures.basemap import Basemap
from downrange.dossier.figures.frame import Frame, Place
from downrange.dossier.figures.labels import Box
from downrange.dossier.figures.projection import Orthographic
from downrange.records.flight import Array

_GAP = 12.0


def locator(frame: Frame, basemap: Basemap, busy: Sequence[Place], *, size: float) -> tuple[Box, Markup]:
    """The corner taken [px] and the globe, in the corner with the least going on."""
    box = _quietest_corner(frame, busy, size)
    radius = size / 2
    x0, y0 = box[0] + radius, box[1] + radius
    globe = Orthographic(latitude_deg=frame.projection.latitude_deg, longitude_deg=frame.projection.longitude_deg)
    land = [ring for shore in basemap.coarse for ring in _near_side(shore, globe, radius)]
    rim = [(0.0, 0.0), (frame.width, 0.0), (frame.width, frame.height), (0.0, frame.height), (0.0, 0.0)]
    edge = np.vstack([np.linspace(a, b, 12) for a, b in pairwise(rim)])
    lats, lons = frame.unplace(edge[:, 0], edge[:, 1])
    x, y, _ = globe.forward(lats, lons)
    outline = list(zip(radius * x, -radius * y, strict=True))
    disk = svg.group(
        [
            svg.element("circle", r=radius, class_="g-sea"),
            svg.area(land, class_="g-land"),
            svg.area([outline], class_="g-here"),
            svg.element("circle", r=radius, class_="g-rim"),
        ],
        transform=f"translate({svg.number(x0)} {svg.number(y0)})",
    )
    return (box[0] - 4, box[1] - 4, box[2] + 4, box[3] + 4), disk


def _quietest_corner(frame: Frame, busy: Sequence[Place], size: float) -> Box:
    lats, lons = (np.array([place[axis] for place in busy]) for axis in (0, 1))
    x, y = frame.place(lats, lons)
    right, bottom = frame.width - _GAP - size, frame.height - _GAP - size
    corners = [(right, _GAP), (_GAP, _GAP), (_GAP, bottom), (right, bottom)]

    def crowd(corner: tuple[float, float]) -> float:
        cx, cy = corner[0] + size / 2, corner[1] + size / 2
        inside = np.hypot(x - cx, y - cy) < 0.8 * size
        return float(inside.sum()) - 1e-6 * float(np.hypot(x - cx, y - cy).min(initial=0.0))

    left, top = min(corners, key=crowd)
    return left, top, left + size, top + size


def _near_side(shore: Array, globe: Orthographic, radius: float) -> list[list[tuple[float, float]]]:
    """The part of a shore that faces the viewer; points beyond the rim slide out along their bearing and are cut."""
    x, y, toward = globe.forward(shore[:, 0], shore[:, 1])
    if (toward < 0.0).all() or len(x) < 4:
        return []
    flat = np.maximum(np.hypot(x, y), 1e-9)
    push = np.where(toward < 0.0, (2.0 - flat) / flat, 1.0)
    shape = Polygon(np.column_stack([radius * x * push, -radius * y * push])).buffer(0.0)
    disk = shapely.Point(0.0, 0.0).buffer(radius, quad_segs=16)
    cut = shape.intersection(disk).simplify(0.4)
    pieces = [cut] if isinstance(cut, Polygon) else [p for p in getattr(cut, "geoms", ()) if isinstance(p, Polygon)]
    return [[(float(p[0]), float(p[1])) for p in piece.exterior.coords[:-1]] for piece in pieces if piece.area > 1.0]
