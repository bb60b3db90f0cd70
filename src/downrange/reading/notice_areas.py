"""Coordinates of one message to the outlines they draw: which belong together, and in what shape.

Neighboring coordinates belong together when only separators, vertex labels, an arc or a stretch of coast stand
between them. The words before a group (its lead) and after it (its tail) say whether it is a circle, a sector, an
ellipse, a corridor, a line or a polygon. What cannot be drawn without guessing is returned as a `Refusal`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from math import radians

from downrange.reading import notice_shapes as shapes
from downrange.reading.coordinates import Box, Item, Misprint, Position
from downrange.records.area import AreaShape

NAUTICAL_MILE = 1852.0

_UNITS = {
    "NM": NAUTICAL_MILE,
    "NAUTICAL": NAUTICAL_MILE,
    "N": NAUTICAL_MILE,
    "MILE": NAUTICAL_MILE,
    "KM": 1000.0,
    "KILOMET": 1000.0,
    "MET": 1.0,
    "M": 1.0,
    "YARD": 0.9144,
    "CABLE": 185.2,
    "FEET": 0.3048,
    "FT": 0.3048,
}
"""Meters by the beginning of a unit's name; miles at sea are nautical."""
MOST_CORNERS = 1000
"""An outline with more corners is refused: the longest seen has 60."""

_FIRST_NUMBERS = "ZERO ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE THIRTEEN FOURTEEN FIFTEEN"
_NUMBER_WORDS = {word: float(number) for number, word in enumerate(_FIRST_NUMBERS.split())} | {
    "TWENTY": 20.0,
    "THIRTY": 30.0,
    "FORTY": 40.0,
    "FIFTY": 50.0,
    "HALF": 0.5,
}
_NUMBER = rf"(?P<number>\d{{1,7}}(?:[.,]\d{{1,3}})?|{'|'.join(_NUMBER_WORDS)})"
_UNIT = r"(?P<unit>NAUTICAL|NM|N\.?\s?MILES?|MILES?|MI\b|KM|KILOMET|MET|M\b|YARD|CABLE|FEET|FT)"
_LENGTH = rf"{_NUMBER}[\s\-]{{0,3}}{_UNIT}"
_RADIUS_BEFORE = re.compile(rf"{_LENGTH}[A-Z.\s]{{0,30}}?(?:RADIUS\s+)?(?:OF|FROM|AROUND|ROUND|CENT\w{{1,4}})\b")
_RADIUS_WORD = re.compile(rf"RADIUS(?:\s+(?:OF|IS))?\s?[:=]?\s{{0,3}}{_LENGTH}")
_RADIUS_AFTER = re.compile(rf"{_LENGTH}\s{{1,3}}RADIUS")
_LINE = re.compile(
    r"(?:TRACK\s?LINES?|LINES?|AXIS|ROUTES?)\s+(?:JOINING|BETWEEN|FROM|THROUGH|CONNECTING|DEFINED|OF)|JOINING\b"
)
_OUTLINED = re.compile(r"BOUND|ENCLOS|DELIMIT|SURROUND|FORMED BY|LIMITED BY")
_EITHER_SIDE = re.compile(rf"{_LENGTH}[A-Z.\s]{{0,30}}?(?:EITHER|EACH|BOTH)\s+SIDES?")
_BEARINGS = re.compile(
    r"(?:BEARINGS?|BETWEEN|FROM|SECTOR)\D{0,24}?(?P<start>\d{1,3}(?:[.,]\d)?)\s?(?:°|DEG\w{0,4})?(?:\s?(?:TRUE|T))?"
    r"\s{0,3}(?:AND|TO|THRU|-|CLOCKWISE(?: TO)?)\s{0,3}(?:CLOCKWISE\s(?:TO\s)?)?(?P<end>\d{1,3}(?:[.,]\d)?)"
    r"(?=\s?(?:°|DEG|TRUE|T\b|[.,;:\s]|$))"
)
_SECTOR_WORDS = re.compile(r"SECTOR|DEGREES|BEARING|°")
_SECTOR_LENGTH = re.compile(rf"(?:SECTOR LENGTH|LENGTH|OUT TO|RANGE)\s?(?:OF\s)?[:=]?\s{{0,3}}{_LENGTH}")
_LARGE_AXIS = re.compile(rf"(?:LARGE|MAJOR|LONG)\s+AXIS\s?[:=]?\s{{0,3}}{_LENGTH}")
_SMALL_AXIS = re.compile(rf"(?:SMALL|MINOR|SHORT)\s+AXIS\s?[:=]?\s{{0,3}}{_LENGTH}")
_SEMI_AXIS = re.compile(r"SEMI[- ]?(?:LARGE|MAJOR|LONG|MINOR|SMALL|SHORT)")
_AXIS_BEARING = re.compile(
    r"(?:AZIMUTH|BEARING|ORIENTATION|DIRECTION)[A-Z\s]{0,30}?[:=]?\s{0,3}(?P<number>\d{1,3}(?:[.,]\d)?)"
)
_ARC = re.compile(r"\bARC\b")
_COUNTER = re.compile(r"COUNTER|ANTI-?\s?CLOCKWISE")
_COAST = re.compile(r"COAST|SHORE|TERRITORIAL|BOUNDARY|BORDER|\bFIR\b")
_LABEL = re.compile(r"(?:POINT\s+|PT\s+|P)?(?P<label>[A-Z]{1,2}|\d{1,2})")
_JOINTS = re.compile(
    r"\b(?:LAT(?:ITUDE)?|LONG?(?:ITUDE)?|AND|TO|FROM|THEN|THENCE|ET|Y|BACK TO|POINT OF ORIGIN|VIA"
    r"|EXCLUDING THE COASTAL PART)\b"
)
_SEPARATORS = re.compile(r"[\s,;:.()/\-–=]+")
_AREA_WORD = re.compile(
    r"(?:(?:^|\n)\s{0,12}|[.;:]\s{1,12}|\s{2,12})(?:[A-Z]|\d{1,2})[.)]\s?(?=[A-Z\s]|$)"
    r"|\b(?:(?:DANGER|HAZARD\w{0,3}|IMPACT|DROP)\s+)?AREAS?\b|\bWITHIN\b|\bCIRCLE\b|\bSECTOR\b(?!\s+LENGTH)|\bELLIPSE\b"
    r"|\bIN AN?\b|\bALONG\b|\bCANCEL\b"
)
_AREA_LABEL = re.compile(
    r"(?:^|(?<=[\s.:;(]))(?:(?:DANGER|HAZARD)?\s?AREA\s?:?\s?(?:[A-Z]|\d{1,2}[A-Z]?)(?=[\s.:,]|$)"
    r"|[A-Z][.)](?=[\s.:,A-Z]|$)|\d{1,2}[.)]\s?AREA(?=[\s.:,]|$))"
)


@dataclass(frozen=True, slots=True)
class Outline:
    """A shape with the words it comes from."""

    shape: AreaShape
    ring: shapes.Ring
    span: tuple[int, int]
    """From its first coordinate or the words that give its size to the last."""
    center: tuple[float, float] | None = None
    radius: float | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Coordinates that draw no area, and why."""

    span: tuple[int, int]
    what: str
    hint: str = ""


@dataclass(slots=True)
class Group:
    """Coordinates that belong together, with the words before and after."""

    items: list[Item]
    gaps: list[tuple[int, int]] = field(default_factory=list)
    """Characters between neighbors."""
    lead: tuple[int, int] = (0, 0)
    tail: tuple[int, int] = (0, 0)

    @property
    def span(self) -> tuple[int, int]:
        """First character of the first coordinate to the end of the last."""
        return self.items[0].span[0], self.items[-1].span[1]


def group(text: str, items: tuple[Item, ...], end: int) -> list[Group]:
    """Put coordinates that belong together into groups, and give each its lead and tail. `end`: end of the message."""
    groups: list[Group] = []
    for run in _runs(text, items):
        groups.extend(_split_run(text, run))
    previous = 0
    for index, one in enumerate(groups):
        after = groups[index + 1].span[0] if index + 1 < len(groups) else end
        cut = _AREA_WORD.search(text, one.span[1], after)
        tail_end = cut.start() if cut else after
        one.lead = (previous, one.span[0])
        one.tail = (one.span[1], tail_end)
        previous = tail_end
    return groups


def own_start(text: str, lead: tuple[int, int]) -> int:
    """Where the words of this one area begin in its lead: at its last label, else at the lead's end."""
    start = None
    for match in _AREA_LABEL.finditer(text, *lead):
        start = match.start()
    return lead[1] if start is None else start


def find_misprints(one: Group) -> list[Refusal]:
    """Every coordinate of a group that cannot be read; with any of them the group draws no area."""
    hint = "compare with another copy of the notice and correct the text"
    return [
        Refusal(
            item.place,
            f"'{item.words}' cannot be read as a coordinate: {item.why}; the area it bounds is left out",
            hint,
        )
        for item in one.items
        if isinstance(item, Misprint)
    ]


def draw(text: str, one: Group) -> Outline | Refusal:
    """The outline of a group without misprints, or why there is none."""
    outline = _draw(text, one)
    if isinstance(outline, Outline) and not shapes.draw_rings(outline.ring):
        return Refusal(one.span, "an outline that encloses nothing: its corners lie on a line", "correct the text")
    return outline


def _draw(text: str, one: Group) -> Outline | Refusal:
    """The outline of a group by its shape."""
    start = own_start(text, one.lead)
    lead = text[max(start if start < one.lead[1] else one.lead[0], one.lead[1] - 400) : one.lead[1]].upper()
    tail = text[one.tail[0] : min(one.tail[1], one.tail[0] + 400)].upper()
    head = text[max(one.lead[0], one.lead[1] - 400) : one.lead[1]].upper()
    notes = tuple(note for item in one.items if not isinstance(item, Misprint) for note in item.notes)
    if len(one.items) > MOST_CORNERS:
        what = f"an outline of {len(one.items)} corners, more than any notice has; it is left out"
        return Refusal((one.span[0], one.items[0].span[1]), what, "give one area a paragraph")
    first = one.items[0]
    if isinstance(first, Box):
        return Outline(AreaShape.POLYGON, shapes.box(first.latitudes_deg, first.longitudes_deg), one.span, notes=notes)
    points = tuple((item.latitude_deg, item.longitude_deg) for item in one.items if isinstance(item, Position))
    if _LARGE_AXIS.search(tail) or _LARGE_AXIS.search(lead):
        return _draw_ellipse(one, points, lead + " " + tail, notes)
    line = _LINE.search(lead) and not _OUTLINED.search(lead)
    radius = _find_radius(lead, tail, head, single=len(points) == 1)
    if line or (len(points) > 1 and _EITHER_SIDE.search(lead + tail)):
        return _draw_line(one, points, lead, tail, notes)
    if len(points) == 1 and radius:
        return _draw_round(one, points[0], radius, lead, tail, notes)
    return _draw_polygon(text, one, points, lead, notes)


def _draw_ellipse(one: Group, points: shapes.Ring, words: str, notes: tuple[str, ...]) -> Outline | Refusal:
    """An ellipse from its axes and the azimuth of the large one."""
    large, small, azimuth = _LARGE_AXIS.search(words), _SMALL_AXIS.search(words), _AXIS_BEARING.search(words)
    if len(points) != 1 or not (large and small and azimuth):
        return Refusal(one.span, "an ellipse whose center, axes or azimuth is not stated", "correct the text")
    double = 2.0 if _SEMI_AXIS.search(words) else 1.0
    heading = radians(_value(azimuth["number"]))
    ring = shapes.ellipse(points[0], double * _length(large), double * _length(small), heading)
    span = (one.span[0], one.tail[0] + max(large.end(), small.end(), azimuth.end()))
    return Outline(
        AreaShape.POLYGON, ring, (span[0], min(span[1], max(one.tail[1], one.span[1]))), points[0], notes=notes
    )


def _draw_line(one: Group, points: shapes.Ring, lead: str, tail: str, notes: tuple[str, ...]) -> Outline | Refusal:
    """A corridor along a line, when its width is stated."""
    width = _last(_RADIUS_BEFORE, lead) or _EITHER_SIDE.search(lead) or _EITHER_SIDE.search(tail)
    if not width:
        what = "a line without a width: it closes no area"
        return Refusal(one.span, what, "if an area is meant, the notice must say within how many miles of the line")
    half = _length(width)
    return Outline(AreaShape.CORRIDOR, shapes.corridor(points, half), one.span, radius=half, notes=notes)


def _draw_round(
    one: Group, center: tuple[float, float], radius: float, lead: str, tail: str, notes: tuple[str, ...]
) -> Outline:
    """A circle, or a sector of it when bearings are stated."""
    span = (one.span[0], one.tail[1])
    for words in (tail, lead):
        bearings = _BEARINGS.search(words) if _SECTOR_WORDS.search(words) else None
        if bearings:
            start, end = radians(_value(bearings["start"])), radians(_value(bearings["end"]))
            ring = shapes.sector(center, radius, start, end)
            return Outline(AreaShape.SECTOR, ring, span, center, radius, notes)
    return Outline(AreaShape.CIRCLE, shapes.circle(center, radius), span, center, radius, notes)


def _draw_polygon(text: str, one: Group, points: shapes.Ring, lead: str, notes: tuple[str, ...]) -> Outline | Refusal:
    """A polygon of the vertices as printed, arcs drawn out; put in order only when it crosses itself."""
    vertices: list[tuple[float, float]] = []
    said = list(notes)
    skip = False
    for index, point in enumerate(points):
        between = text[one.gaps[index - 1][0] : one.gaps[index - 1][1]].upper() if index else ""
        if skip:  # the center of an arc, already used
            skip = False
            continue
        if _ARC.search(between) and vertices:
            drawn = _draw_arc(text, one, points, index, between)
            if isinstance(drawn, Refusal):
                return drawn
            ring, used_center = drawn
            vertices.extend(ring)
            skip = used_center
            if used_center:
                continue
        elif _COAST.search(between):
            said.append("a side that follows the coast is drawn straight")
        vertices.append(point)
    ring = shapes.tidy(tuple(vertices))
    if len(ring) < 3:
        count = "one position" if len(ring) == 1 else f"{len(ring)} positions"
        what = f"{count} without a radius or an outline: no area can be drawn"
        return Refusal(one.span, what, "if an area is meant, the notice must give a radius or three corners")
    if shapes.crosses_itself(ring):
        ring, mended = shapes.mend(ring)
        if mended:
            said.append("the sides cross as printed; the vertices alternate and were put in order round the area")
        else:
            said.append("the sides cross as printed and no reordering mends it; what they enclose is drawn")
    return Outline(AreaShape.POLYGON, ring, one.span, notes=tuple(dict.fromkeys(said)))


def _draw_arc(
    text: str, one: Group, points: shapes.Ring, index: int, between: str
) -> tuple[shapes.Ring, bool] | Refusal:
    """Points of `ALONG ARC RADIUS r CENTERED ON c TO p` from the vertex before; True when `points[index]` is c."""
    named_center = re.search(r"CENT", between) is not None and index + 1 < len(points)
    end = points[index + 1] if named_center else points[index]
    radius = _RADIUS_WORD.search(between) or _RADIUS_BEFORE.search(between)
    if not named_center:
        what = "an arc whose center is not stated before its end: the area is left out"
        return Refusal((one.gaps[index - 1][0], one.items[index].span[1]), what, "correct the text")
    center, start = points[index], points[index - 1]
    after = text[one.gaps[index][0] : one.gaps[index][1]].upper()
    first, last = shapes.bearing(center, start), shapes.bearing(center, end)
    reach = _length(radius) if radius else shapes.distance(center, start)
    if _COUNTER.search(between + after):
        return tuple(reversed(shapes.arc(center, reach, last, first))), True
    return shapes.arc(center, reach, first, last), True


def _find_radius(lead: str, tail: str, head: str, *, single: bool) -> float | None:
    """Radius stated before the center, else after it [m]."""
    if not single:
        return None
    before = _last(_RADIUS_BEFORE, lead) or _last(_RADIUS_WORD, lead) or _last(_RADIUS_AFTER, lead)
    after = _RADIUS_WORD.search(tail) or _RADIUS_AFTER.search(tail) or _SECTOR_LENGTH.search(tail)
    found = before or after or _last(_RADIUS_BEFORE, head)
    return _length(found) if found else None


def _last(pattern: re.Pattern[str], words: str) -> re.Match[str] | None:
    """The last match."""
    found = None
    for match in pattern.finditer(words):
        found = match
    return found


def _length(match: re.Match[str]) -> float:
    """Length of a match with a number and a unit [m]; the second pair when the first did not take part."""
    number, unit = match["number"], match["unit"]
    names = (name for name in sorted(_UNITS, key=len, reverse=True) if unit.startswith(name))
    return _value(number) * _UNITS[next(names, "MILE")]


def _value(number: str) -> float:
    """A number in digits or words."""
    return _NUMBER_WORDS[number] if number in _NUMBER_WORDS else float(number.replace(",", "."))


def _runs(text: str, items: tuple[Item, ...]) -> list[list[tuple[Item, str]]]:
    """Coordinates with only separators and labels between them, each with the label before it ('' for none)."""
    runs: list[list[tuple[Item, str]]] = []
    for index, item in enumerate(items):
        if index == 0:
            runs.append([(item, _leading_label(text, item))])
            continue
        label = _gap_label(text[items[index - 1].span[1] : item.span[0]])
        if label is None or isinstance(item, Box) or isinstance(items[index - 1], Box):
            runs.append([(item, _leading_label(text, item))])
        else:
            runs[-1].append((item, label))
    return runs


def _gap_label(gap: str) -> str | None:
    """The vertex or area label between two coordinates, '' for none, or None when more stands there."""
    if len(gap) > 400:
        return None
    upper = gap.upper()
    if _ARC.search(upper) or _COAST.search(upper):
        return None if re.search(r"\bWITHIN\b|\bAREAS?\b|\bCANCEL", upper) else _coast_label(upper)
    rest = _SEPARATORS.sub(" ", _JOINTS.sub(" ", upper)).strip()
    if not rest:
        return ""
    match = _LABEL.fullmatch(rest)
    return match["label"] if match else None


def _coast_label(gap: str) -> str:
    """The label that ends a stretch of coast or arc: 'THEN COASTAL LINE TO 67-15N' has none."""
    match = re.search(r"\n\s*([A-Z]{1,2}|\d{1,2})[.)]?\s*$", gap)
    return match[1] if match else ""


def _leading_label(text: str, item: Item) -> str:
    """The label just before the first coordinate of a run."""
    before = text[max(0, item.span[0] - 8) : item.span[0]].upper()
    match = re.search(r"(?:^|[\s:.,;(])([A-Z]|\d{1,2})(?:[.):]\s*|\s)$", before)
    return match[1] if match else ""


def _split_run(text: str, run: list[tuple[Item, str]]) -> list[Group]:
    """Split a run where labels say that a new area begins."""
    labels = [label for _, label in run]
    labeled = sum(1 for label in labels if label)
    by_vertex = (labeled >= 3 and labeled > len(run) / 2) or (labeled == 2 and len(run) == 3)
    pieces: list[list[Item]] = []
    before = ""
    for index, (item, label) in enumerate(run):
        fresh = index == 0
        if label and index:
            fresh = (by_vertex and bool(before) and _rank(label) <= _rank(before)) or not by_vertex
        if fresh:
            pieces.append([])
        pieces[-1].append(item)
        before = label or before
    return [Group(piece, [(a.span[1], b.span[0]) for a, b in pairwise(piece)]) for piece in pieces]


def _rank(label: str) -> tuple[int, str]:
    """Order of a label: numbers by value, letters by the alphabet."""
    return (int(label), "") if label.isdigit() else (len(label), label)
