"""What is drawn on the ground of the map, and the labels that go with it, the most important placed first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from markupsafe import Markup
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from downrange.dossier import geometry
from downrange.dossier.figures import map_extent, svg
from downrange.dossier.figures.axes import nice_length, nice_steps
from downrange.dossier.figures.basemap import MapName, on_frame, visible_middle
from downrange.dossier.figures.frame import Frame, Place
from downrange.dossier.figures.labels import Layout, text_width
from downrange.dossier.figures.projection import circle, distance_km
from downrange.dossier.words import Words, decimals_for
from downrange.records.dossier import LaunchDossier
from downrange.records.flight import Array

_TRACK_TOLERANCE = 0.5
_LEAST_NAMES, _PIXELS_A_NAME = 4, 24000.0
"""How many names of seas, and of lands, a map bears before they crowd out its subject."""
_NAMES_APART = 34.0
"""Two names closer than this [px] are of waters one inside the other: the roomier one is written."""
_LEAST_ROOM = 14.0
"""Something smaller than this on the map [px] is not named."""
_BESIDE, _SEAM = 24.0, 0.4
"""How far beyond the map [px] shapes are drawn, and half the gap that is closed where one was cut at the date line."""
_LARGE_SHAPE = 0.12
"""Share of the map."""


def body_name(body: str, words: Words) -> str:
    """stage-1 as 'stage 1' in the page's language."""
    if body.startswith("stage-"):
        return words("body.stage", stage=body.removeprefix("stage-"))
    return words.or_plain("body", body)


def coordinates(latitude_deg: float, longitude_deg: float, words: Words, *, spread_deg: float = 0.0) -> str:
    """36.02° N, 123.87° E; fewer decimals for a place that is known to no better than a spread."""
    decimals = 2 if spread_deg <= 0.0 else max(0, min(2, decimals_for(spread_deg) - 1))
    east = "E" if longitude_deg >= 0 else words("way.W")
    north = "N" if latitude_deg >= 0 else "S"
    lat, lon = words.number(abs(latitude_deg), decimals), words.number(abs(longitude_deg), decimals)
    return f"{lat}°\u00a0{north}, {lon}°\u00a0{east}"


@dataclass(slots=True, kw_only=True)
class Marks:
    """Draws one launch's marks on a frame; labels share one layout."""

    launch: LaunchDossier
    words: Words
    frame: Frame
    layout: Layout
    name: str
    font: float
    close: Frame | None = None
    """On an overview: the part that the close-up shows, whose labels are left to it."""
    labels: list[Markup] = field(default_factory=list)

    def draw(self, names: Sequence[MapName]) -> tuple[list[Markup], list[Markup]]:
        """Marks from the bottom up, and labels."""
        scale = self._scale_bar()
        pad = self._pad()
        close = self._close_up()
        shapes = self._shapes()
        said = self._said()
        for rings, _, _, _ in shapes:
            self._take_shape(rings)
        for rings, words, class_, size in shapes:
            self._label_shape(rings, words, class_, size)
        rings = self._rings()
        fills, edges = self._areas()
        marks = [self._graticule(), rings, self._tracks(), fills, self._falls(), edges, close, said, pad]
        self._ground_names(names)
        return marks, [*self.labels, scale]

    def _label(self, spot: tuple[float, float, str] | None, words: str, class_: str, size: float) -> bool:
        if spot is not None:
            x, y, anchor = spot
            self.labels.append(svg.text(x, y, words, class_=f"halo {class_}", text_anchor=anchor, font_size=size))
        return spot is not None

    def _is_close(self, place: Place) -> bool:
        return self.close is not None and self.close.holds(place)

    def _close_up(self) -> Markup:
        """The outline of the close-up's part."""
        if self.close is None:
            return svg.group([])
        wide, high = self.close.width, self.close.height
        lats, lons = self.close.unplace([0.0, wide, wide, 0.0], [0.0, 0.0, high, high])
        x, y = self.frame.place(lats, lons)
        self.layout.take((float(x.min()), float(y.min()), float(x.max()), float(y.max())))
        return svg.area([list(zip(x.tolist(), y.tolist(), strict=True))], class_="m-close")

    def _pad(self) -> Markup:
        start = map_extent.pad(self.launch)
        if start is None or self.launch.site is None:
            return svg.group([])
        x, y = self.frame.point(start)
        self.layout.take((x - 7, y - 7, x + 7, y + 7))
        title = self.launch.site.name
        spot = self.layout.beside(x, y, title, self.font, gap=10)
        if spot is None:
            title = self.words("map.pad")
            spot = self.layout.beside(x, y, title, self.font, gap=10)
        self._label(spot, title, "l-pad", self.font)
        return svg.group([svg.element("path", d="M-6 5L0 -7L6 5Z", class_="m-pad")], transform=_at(x, y))

    def _said(self) -> Markup:
        marks: list[Markup] = []
        for named in map_extent.named_places(self.launch, self.words):
            if not self.frame.holds(named.place):
                continue
            x, y = self.frame.point(named.place)
            self.layout.take((x - 6, y - 6, x + 6, y + 6))
            marks.append(
                svg.group([svg.element("path", d="M0 -6L6 0L0 6L-6 0Z", class_="m-said")], transform=_at(x, y))
            )
            if not self._is_close(named.place):
                self._label(self.layout.beside(x, y, named.label, self.font, gap=9), named.label, "l-said", self.font)
        return svg.group(marks)

    def _shapes(self) -> list[tuple[list[list[svg.Point]], str, str, float]]:
        """The areas and falls to be named on this map: outline [px], words, class and font size of the label."""
        found: list[tuple[list[list[svg.Point]], str, str, float]] = []
        for impact in map_extent.drawn_impacts(self.launch):
            if self.frame.holds(impact.median) and not self._is_close(impact.median):
                rings = self._region(geometry.outlines(impact.p50))
                if not rings:
                    continue
                found.append((rings, body_name(impact.body, self.words), "l-impact", self.font))
        for area in map_extent.drawn_areas(self.launch):
            rings = self._pixels(area.rings_deg)
            seen = any(_overlaps(ring, self.frame) for ring in rings)
            if seen and not self._is_close(map_extent.middle(area.rings_deg[0])):
                words = area.message or self.words(f"areas.{area.kind.value}")
                found.append((rings, words, "l-area", self.font * 0.92))
        return found

    def _falls(self) -> Markup:
        """The vehicle's fall on top; other bodies beside it, and falls all over the map, are outlines hardly filled."""
        marks: list[Markup] = []
        impacts = map_extent.drawn_impacts(self.launch)
        bodies = {impact.body for impact in impacts}
        filled = bodies & {"vehicle"} or bodies
        for impact in sorted(impacts, key=lambda each: (each.body in filled, each.probability)):
            wide, narrow = (self._region(geometry.outlines(shape)) for shape in (impact.p90, impact.p50))
            large = " m-large" if impact.body not in filled or self._is_large(narrow) else ""
            marks.append(svg.area(wide, class_=f"m-p90{large}"))
            marks.append(svg.area(narrow, class_=f"m-p50{large}"))
            x, y = self.frame.point(impact.median)
            marks.append(svg.element("circle", cx=x, cy=y, r=2.2, class_="m-middle"))
        return svg.group(marks)

    def _areas(self) -> tuple[Markup, Markup]:
        """The hatching, which goes under the falls, and the outlines, which go over them."""
        shapes = [self._pixels(area.rings_deg) for area in map_extent.drawn_areas(self.launch)]
        seen = [rings for rings in shapes if any(_overlaps(ring, self.frame) for ring in rings)]
        fills = [svg.area(rings, class_="m-area", fill=f"url(#{self.name}-hatch)") for rings in seen]
        edges = [svg.area(rings, class_=class_) for rings in seen for class_ in ("m-area-halo", "m-area-edge")]
        return svg.group(fills), svg.group(edges)

    def _label_shape(self, rings: list[list[svg.Point]], words: str, class_: str, size: float) -> None:
        """Write beside the shape's largest part; where that is taken, farther out with a line to its middle."""
        x, y = np.array(max(rings, key=_extent)).T
        left, right, top, bottom = (float(v) for v in (x.min(), x.max(), y.min(), y.max()))
        middle = ((left + right) / 2, (top + bottom) / 2)
        room = (text_width(words, size, bold=True), 0.78 * size, 0.24 * size)
        near = self.layout.first_free(_around(left, right, top, bottom, 5.0, size), *room)
        if near is not None:
            self._label(near, words, class_, size)
            return
        for gap in (22.0, 44.0, 70.0, 100.0):
            spot = self.layout.first_free(_around(left, right, top, bottom, gap, size), *room)
            if spot is not None:
                end = (spot[0], spot[1] - 0.3 * size)
                self.labels.append(svg.polyline([middle, end], class_=f"m-leader {class_}-line"))
                self._label(spot, words, class_, size)
                return

    def _is_large(self, rings: list[list[svg.Point]]) -> bool:
        if not rings:
            return False
        x, y = [p[0] for ring in rings for p in ring], [p[1] for ring in rings for p in ring]
        return (max(x) - min(x)) * (max(y) - min(y)) > _LARGE_SHAPE * self.frame.width * self.frame.height

    def _take_shape(self, rings: list[list[svg.Point]]) -> None:
        """Keep later labels off a shape, unless it fills so much of the map that nothing would be left."""
        if not self._is_large(rings):
            x, y = [p[0] for ring in rings for p in ring], [p[1] for ring in rings for p in ring]
            self.layout.take((min(x), min(y), max(x), max(y)))

    def _tracks(self) -> Markup:
        box = shapely.box(-4, -4, self.frame.width + 4, self.frame.height + 4)
        paths: list[Markup] = []
        for track in self.launch.plots.tracks:
            if len(track.times) < 2:
                continue
            parts = _lines(self._path(np.array(track.latitudes_deg), np.array(track.longitudes_deg), box))
            paths.extend(svg.polyline(part.simplify(_TRACK_TOLERANCE).coords) for part in parts)  # type: ignore[arg-type]
        opacity = min(0.9, max(0.16, 9.0 / max(len(paths), 1)))
        return svg.group(paths, class_="m-track", stroke_opacity=f"{opacity:.2f}")

    def _rings(self) -> Markup:
        start = map_extent.pad(self.launch)
        if start is None:
            return svg.group([])
        corners = [(0.0, 0.0), (self.frame.width, 0.0), (0.0, self.frame.height), (self.frame.width, self.frame.height)]
        lats, lons = self.frame.unplace([c[0] for c in corners], [c[1] for c in corners])
        reach = max(distance_km(start, (float(a), float(b))) for a, b in zip(lats, lons, strict=True))
        box = shapely.box(0, 0, self.frame.width, self.frame.height)
        marks: list[Markup] = []
        for radius in nice_steps(0.0, min(reach, 19000.0), 5)[1:]:
            parts = _lines(self._path(*circle(*start, radius), box))
            marks.extend(svg.polyline(part.simplify(0.2).coords, class_="m-ring") for part in parts)  # type: ignore[arg-type]
            words = self.words("map.ring", km=self.words.number(radius))
            self._label(self._along(parts, words), words, "l-ring", self.font * 0.82)
        return svg.group(marks)

    def _along(self, parts: list[LineString], words: str) -> tuple[float, float, str] | None:
        """A free spot on a line, tried from its middle outward."""
        size = self.font * 0.82
        for part in sorted(parts, key=lambda each: -each.length):
            for share in (0.5, 0.35, 0.65, 0.2, 0.8, 0.08, 0.92):
                spot = part.interpolate(share, normalized=True)
                found = self.layout.on(spot.x, spot.y, words, size)
                if found is not None:
                    return found
        return None

    def _graticule(self) -> Markup:
        box = shapely.box(0, 0, self.frame.width, self.frame.height)
        xs, ys = np.meshgrid(np.linspace(0, self.frame.width, 9), np.linspace(0, self.frame.height, 9))
        lats, _ = self.frame.unplace(xs, ys)
        span = float(np.ptp(lats))
        step = next((s for s in (1.0, 2.0, 5.0, 10.0, 15.0) if span / s <= 5.0), 30.0)
        east = step * (1.0 if np.abs(lats).max() < 55.0 else 2.0 if np.abs(lats).max() < 75.0 else 3.0)
        lines: list[Markup] = []
        for lat in np.arange(-90.0 + step, 90.0, step):
            if lats.min() - step <= lat <= lats.max() + step:
                lon = np.linspace(-180.0, 180.0, 721)
                lines.extend(self._thin(np.full_like(lon, lat), lon, box))
        for lon in np.arange(-180.0, 180.0, east):
            lat = np.linspace(-90.0 + step, 90.0 - step, 181)
            lines.extend(self._thin(lat, np.full_like(lat, lon), box))
        return svg.group(lines, class_="m-grid")

    def _thin(self, lats: Array, lons: Array, box: BaseGeometry) -> list[Markup]:
        return [svg.polyline(p.simplify(0.3).coords) for p in _lines(self._path(lats, lons, box))]  # type: ignore[arg-type]

    def _path(self, lats: Array, lons: Array, box: BaseGeometry) -> BaseGeometry:
        """The path in pixels, cut to the box; broken where it jumps over the antipode."""
        x, y = self.frame.place(lats, lons)
        jumps = np.flatnonzero(np.hypot(np.diff(x), np.diff(y)) > 6000.0 * self.frame.pixels_per_km) + 1
        pieces = [p for p in np.split(np.column_stack([x, y]), jumps) if len(p) > 1]
        return shapely.MultiLineString(pieces).intersection(box)

    def _pixels(self, rings: Iterable[Sequence[Place]]) -> list[list[svg.Point]]:
        out: list[list[svg.Point]] = []
        for ring in rings:
            x, y = self.frame.place([p[0] for p in ring], [p[1] for p in ring])
            out.append(list(zip(x.tolist(), y.tolist(), strict=True)))
        return out

    def _region(self, rings: Iterable[Sequence[Place]]) -> list[list[svg.Point]]:
        """What a region on the globe covers of the map, as rings [px]: its pieces joined, what is off the map cut."""
        box = shapely.box(-_BESIDE, -_BESIDE, self.frame.width + _BESIDE, self.frame.height + _BESIDE)
        pieces = [on_frame(np.array([*ring, ring[0]], float), self.frame, box).buffer(_SEAM) for ring in rings]
        whole = shapely.union_all(pieces).buffer(-_SEAM)
        polygons = [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon" and not part.is_empty]
        return [
            [(float(x), float(y)) for x, y in ring.coords[:-1]]
            for part in polygons
            for ring in (part.exterior, *part.interiors)
        ]

    def _scale_bar(self) -> Markup:
        """A bar of a round length, in a lower corner."""
        length = nice_length(0.3 * self.frame.width_km)
        wide, size = length * self.frame.pixels_per_km, self.font * 0.82
        y = self.frame.height - 16.0
        words = self.words("map.ring", km=self.words.number(length))
        for x in (16.0, self.frame.width - 16.0 - wide):
            box = (x - 6, y - 12 - size, x + max(wide, text_width(words, size)) + 6, y + 8)
            if self.layout.is_free(box, inset=0.0):
                self.layout.take(box)
                bar = svg.polyline([(x, y - 5), (x, y), (x + wide, y), (x + wide, y - 5)], class_="m-scale")
                label = svg.text(x + wide / 2, y - 7, words, class_="halo l-ring", text_anchor="middle", font_size=size)
                return svg.group([bar, label])
        return svg.group([])

    def _ground_names(self, names: Sequence[MapName]) -> None:
        """Seas and lands by the room they have on the map, the roomiest first, each name once."""
        spots = [(visible_middle(each, self.frame), each) for each in names]
        seen = [(spot, each) for spot, each in spots if spot is not None and spot[2] >= _LEAST_ROOM]
        left = {True: self._share_of_names(0.6), False: self._share_of_names(0.4)}
        written: dict[str, tuple[float, float]] = {}
        for (x, y, room), each in sorted(seen, key=lambda pair: (-pair[0][2], pair[1].text)):
            if left[each.sea] == 0 or each.text in written:
                continue
            if any(abs(x - a) < _NAMES_APART and abs(y - b) < _NAMES_APART for a, b in written.values()):
                continue
            size = self.font * (0.98 if each.sea else 0.86)
            spot = self.layout.on(x, y, each.text, size, reach=min(0.6 * room, 60.0))
            if self._label(spot, each.text, "l-sea" if each.sea else "l-land", size):
                left[each.sea] -= 1
                written[each.text] = (x, y)

    def _share_of_names(self, share: float) -> int:
        room = self.frame.width * self.frame.height / _PIXELS_A_NAME
        return max(_LEAST_NAMES, round(share * room))


def _at(x: float, y: float) -> str:
    return f"translate({svg.number(x)} {svg.number(y)})"


def _around(
    left: float, right: float, top: float, bottom: float, gap: float, size: float
) -> list[tuple[float, float, str]]:
    """Spots (x, baseline, text-anchor) around a box: its sides, then its corners."""
    middle_x, level = (left + right) / 2, (top + bottom) / 2 + 0.34 * size
    return [
        (right + gap, level, "start"),
        (left - gap, level, "end"),
        (middle_x, top - gap, "middle"),
        (middle_x, bottom + gap + 0.8 * size, "middle"),
        (right + gap, top - 0.4 * gap + 0.4 * size, "start"),
        (right + gap, bottom + 0.4 * gap + 0.4 * size, "start"),
        (left - gap, top - 0.4 * gap + 0.4 * size, "end"),
        (left - gap, bottom + 0.4 * gap + 0.4 * size, "end"),
    ]


def _extent(ring: Sequence[svg.Point]) -> float:
    """Of the box around a ring [px2]."""
    x, y = [p[0] for p in ring], [p[1] for p in ring]
    return (max(x) - min(x)) * (max(y) - min(y))


def _overlaps(ring: Sequence[svg.Point], frame: Frame) -> bool:
    x, y = [p[0] for p in ring], [p[1] for p in ring]
    return min(x) < frame.width and max(x) > 0 and min(y) < frame.height and max(y) > 0


def _lines(shape: BaseGeometry) -> list[LineString]:
    if isinstance(shape, LineString):
        return [] if shape.is_empty else [shape]
    return [line for part in getattr(shape, "geoms", ()) for line in _lines(part)]
