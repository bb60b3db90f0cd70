"""Notices held against each other: corners on which two messages about one area disagree.

The same area is often announced by several authorities. When all corners of two areas agree but one, one of the two
messages is misprinted; which, the texts do not say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from math import cos, hypot, radians

from downrange.records.area import Area, AreaShape, Notice
from downrange.records.problem import Problem

SAME_CORNER = 0.1
"""Corners closer than this are the same: messages round to minutes [deg]."""
OTHER_CORNER = 0.4
"""Corners farther apart than this are not: the least misprint of a digit worth saying is half a degree [deg]."""
_MOST_IN_ONE_PLACE = 50
"""Areas that share a corner are compared in pairs up to this many."""


def find_disagreements(notices: Iterable[Notice]) -> tuple[Problem, ...]:
    """Corners that differ between two messages whose areas agree otherwise, one problem a pair.

    Messages of which one cancels the other are meant to differ and are left alone.
    """
    entries = [(notice, area) for notice in notices for area in notice.areas if _has_corners(area)]
    places: dict[tuple[int, int], list[int]] = {}
    for index, (_, area) in enumerate(entries):
        for latitude, longitude in area.rings_deg[0]:
            places.setdefault((round(latitude / SAME_CORNER), round(longitude / SAME_CORNER)), []).append(index)
    shared = Counter(
        pair for indices in places.values() for pair in combinations(sorted(set(indices))[:_MOST_IN_ONE_PLACE], 2)
    )
    problems: list[Problem] = []
    for (first, second), _ in sorted(shared.items()):
        (notice, area), (other_notice, other) = entries[first], entries[second]
        if notice.message == other_notice.message or _replaces(notice, other_notice):
            continue
        corners = _odd_corner(area, other)
        if corners:
            problems.append(_disagreement(area, other, corners))
    return tuple(problems)


def _has_corners(area: Area) -> bool:
    """True for a polygon in one piece, whose vertices are those printed."""
    return area.shape is AreaShape.POLYGON and len(area.rings_deg) == 1 and len(area.rings_deg[0]) >= 4


def _replaces(notice: Notice, other: Notice) -> bool:
    """True when one of two messages cancels the other."""
    return notice.message in other.cancels or other.message in notice.cancels


def _odd_corner(area: Area, other: Area) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The one corner on which two rings disagree, as each has it; None when they agree or differ in more."""
    ring, rest = list(area.rings_deg[0]), list(other.rings_deg[0])
    if len(ring) != len(rest):
        return None
    left: list[tuple[float, float]] = []
    for corner in ring:
        twin = next((one for one in rest if _gap(corner, one) <= SAME_CORNER), None)
        if twin is None:
            left.append(corner)
        else:
            rest.remove(twin)
    if len(left) != 1 or len(rest) != 1 or _gap(left[0], rest[0]) < OTHER_CORNER:
        return None
    return left[0], rest[0]


def _gap(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance of two corners, longitudes foreshortened [deg]."""
    turn = (a[1] - b[1] + 180.0) % 360.0 - 180.0
    return hypot(a[0] - b[0], turn * cos(radians(0.5 * (a[0] + b[0]))))


def _disagreement(area: Area, other: Area, corners: tuple[tuple[float, float], tuple[float, float]]) -> Problem:
    """The problem, naming both messages, corners and characters."""
    what = (
        f"{other.message or 'a message'} (characters {other.provenance.span[0]}-{other.provenance.span[1]}) and "
        f"{area.message or 'another'} of {area.provenance.path} (characters {area.provenance.span[0]}-"
        f"{area.provenance.span[1]}) draw one area but not one corner: {_show(corners[1])} and {_show(corners[0])}"
    )
    return Problem(path=other.provenance.path, what=what, hint="one of them is misprinted; both are kept as printed")


def _show(corner: tuple[float, float]) -> str:
    """A corner in degrees."""
    return f"{corner[0]:.3f} {corner[1]:.3f}"
