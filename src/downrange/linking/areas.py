"""Warned areas to observations: which of them tell of stage falls, copies counted once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import shapely

from downrange.linking.windows import LATE_OPENING, open_at, opens_late
from downrange.records.area import Area, AreaKind
from downrange.records.observation import FallArea, Statement

SAME_AREA = 0.6
"""Areas that share this much of their union are one area, warned of again."""
AREA_CONFIDENCE = 0.9
FALL_MARGIN = timedelta(minutes=60)
"""Stages come down within the hour: an area that opens later than this after a known lift-off is for something else."""
CLASS_WORDS: dict[AreaKind, tuple[str, str]] = {
    AreaKind.MISSILE: ("missile", "fact"),
    AreaKind.REENTRY: ("slv", "possible"),
    AreaKind.STAGE_FALL: ("slv", "probable"),
}
"""What the words of a notice say of the vehicle: 'missile' is plain, 'space debris' a hint of a launch to orbit."""


def fall_areas(areas: Sequence[Area], liftoff: datetime | None) -> tuple[FallArea, ...]:
    """The areas in which stages are meant to fall, each counted once.

    Left out are gunnery, areas that open too late after lift-off (or after the other areas) to be for a stage fall, and
    copies: of areas that nearly coincide, the one open at lift-off stays, else the first.

    Args:
        areas: as read from the notices.
        liftoff: when known.
    """
    wanted = [area for area in areas if area.kind is not AreaKind.GUNNERY and not opens_too_late(area, areas, liftoff)]
    ordered = sorted(wanted, key=lambda area: liftoff is not None and not open_at(area, liftoff, margin=FALL_MARGIN))
    kept: list[Area] = []
    for area in ordered:
        if not any(_overlap(area, other) > SAME_AREA for other in kept):
            kept.append(area)
    return tuple(
        FallArea(
            id=f"obs-{area.id}",
            claims=(area.id,),
            origin=area.message,
            confidence=AREA_CONFIDENCE,
            words=area.provenance.words,
            area=area,
        )
        for area in kept
    )


def notice_statements(areas: Sequence[Area]) -> tuple[Statement, ...]:
    """What the notices' words say was to be launched, once for each kind of words."""
    made: dict[AreaKind, Statement] = {}
    for area in areas:
        if area.kind in CLASS_WORDS and area.kind not in made:
            value, hedge = CLASS_WORDS[area.kind]
            made[area.kind] = Statement(
                id=f"obs-words-{area.id}",
                claims=(area.id,),
                origin=f"notice ({area.kind})",
                about="class",
                value=value,
                hedge=hedge,
                words=f"{area.message}: {area.kind}",
            )
    return tuple(made.values())


def opens_too_late(area: Area, areas: Sequence[Area], liftoff: datetime | None) -> bool:
    """Whether an area opens so long after lift-off, or after the other areas, that no stage of the ascent is for it."""
    if not area.windows:
        return False
    if liftoff is not None:
        near = [
            window for window in area.windows if window.end >= liftoff and window.start - liftoff < timedelta(hours=8)
        ]
        if near:
            return min(window.start for window in near) - liftoff > min(FALL_MARGIN, LATE_OPENING)
    return opens_late(area, areas)


def _overlap(area: Area, other: Area) -> float:
    """Intersection over union of two areas' first rings, in degrees."""
    first, second = (
        shapely.Polygon([(lon, lat) for lat, lon in item.rings_deg[0]]).buffer(0) for item in (area, other)
    )
    union = first.union(second).area
    return first.intersection(second).area / union if union > 0 else float(first.equals(second))
