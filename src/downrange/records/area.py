"""Warned areas: what a notice closes, when, and for what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from downrange.records.document import Provenance
from downrange.records.problem import Problem


class AreaKind(StrEnum):
    """What an area is closed for, as far as the notice says."""

    LAUNCH = "launch"
    STAGE_FALL = "stage-fall"
    REENTRY = "reentry"
    MISSILE = "missile"
    GUNNERY = "gunnery"
    OTHER = "other"


class AreaShape(StrEnum):
    """How the notice draws the area."""

    POLYGON = "polygon"
    CIRCLE = "circle"
    SECTOR = "sector"
    CORRIDOR = "corridor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A time window, aware UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One closed area. `rings_deg` bounds it whatever its shape; circles and corridors are drawn out."""

    id: str
    """Hash of message, characters and shape."""
    message: str
    """Message id as printed: 'HYDROARC 325/17'."""
    kind: AreaKind
    shape: AreaShape
    rings_deg: tuple[tuple[tuple[float, float], ...], ...]
    """Outer rings of (latitude, longitude) in degrees, not closed; one, or two when cut at the date line."""
    center_deg: tuple[float, float] | None = None
    """(latitude, longitude) of a circle's or sector's center, degrees."""
    radius: float | None = None
    """Radius of a circle or sector, half-width of a corridor [m]."""
    windows: tuple[Window, ...] = ()
    provenance: Provenance
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One navigational or airspace warning."""

    message: str
    """Message id as printed; empty when the text shows none."""
    issued: datetime | None
    text: str
    path: str
    digest: str
    areas: tuple[Area, ...] = ()
    cancels: tuple[str, ...] = ()
    """Messages that this one cancels."""
    references: tuple[str, ...] = ()
    """Other messages named."""
    cancel_at: datetime | None = None
    """When the notice cancels itself."""
    problems: tuple[Problem, ...] = ()
