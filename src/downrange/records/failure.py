"""What the catalog of failed launches knows about a launch that did not reach orbit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedObject:
    """One object of a failed launch, as GCAT lists it. None: not stated or only a placeholder."""

    id: str
    """GCAT number: F01679."""
    type: str
    """GCAT type: P payload, R2 stage 2, C component; flags left out."""
    name: str
    mass: float | None = None
    """[kg]"""
    perigee: float | None = None
    """Height of the highest orbit's perigee, negative when inside the Earth [m]."""
    apogee: float | None = None
    """Greatest height [m]."""
    inclination: float | None = None
    """[rad]"""
    destination: str | None = None
    """Where it came down, as GCAT writes it ('56W 18N?')."""
    impact_deg: tuple[float, float] | None = None
    """The same as (latitude, longitude), degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureRecord:
    """A failed launch: its objects and what they agree on. GCAT's figures are rough where its notes say so."""

    tag: str
    """Failure tag: 2023-F06."""
    day: str
    """Launch day in UTC, ISO."""
    perigee: float | None
    """Highest among the objects [m]."""
    apogee: float | None
    """Highest among the objects [m]."""
    inclination: float | None
    """[rad]"""
    destination: str | None
    impact_deg: tuple[float, float] | None
    """(latitude, longitude), degrees."""
    objects: tuple[FailedObject, ...] = ()
