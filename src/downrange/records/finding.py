"""Findings: the answers, each with its probability or interval and the claims it stands on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A posterior interval in the unit its field names."""

    median: float
    q05: float
    q25: float
    q75: float
    q95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KindFinding:
    """Launch to orbit or ballistic flight."""

    answer: str
    """orbital, ballistic or 'cannot tell'."""
    p_orbital: float
    p_orbital_physics_only: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeFinding:
    """Whether it reached orbit."""

    answer: str
    """'reached orbit', failed, planned or 'cannot tell'."""
    p_reached_orbit: float | None
    p_reached_orbit_physics_only: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureFinding:
    """What failed, given that something did."""

    stage: dict[str, float]
    """Probability by stage, '1', '2' ..."""
    mode: dict[str, float]
    """Probability by failure mode."""
    time_s: Interval | None
    """Time of the failure after lift-off [s]."""
    stage_physics_only: dict[str, float] = field(default_factory=dict)
    mode_physics_only: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """Where one body came down, or would come down on a planned flight."""

    body: str
    median: tuple[float, float]
    """(latitude, longitude), degrees."""
    p50: dict[str, Any]
    """GeoJSON polygon or multipolygon that holds half of the flights."""
    p90: dict[str, Any]
    probability: float = 1.0
    """Share of the flights in which the body came down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CutoffFinding:
    """One stage's cut-off: when, and where on the way."""

    stage: int
    time_s: Interval
    height_km: Interval
    speed_m_s: Interval
    """Earth-relative."""
    ground_range_km: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedOrbit:
    """A family of orbits that a launch may have been bound for."""

    name: str | None
    """What launches from there to such orbits are for, when that is known."""
    inclination_deg: Interval
    turn_deg: Interval
    """Inclination of the orbit less that of the plane of the launch azimuth."""
    probability: float
    probability_any_orbit: float
    """The same if no orbit were more usual than another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All answers on one launch."""

    kind: KindFinding
    outcome: OutcomeFinding
    azimuth_deg: Interval | None = None
    inclination_deg: Interval | None = None
    """Of the orbit meant, which may be flatter than the ascent's plane."""
    ascent_inclination_deg: Interval | None = None
    """Of the plane that the ascent was flown in."""
    orbits: tuple[PlannedOrbit, ...] = ()
    """Given a launch to orbit, likeliest first."""
    perigee_km: Interval | None = None
    apogee_km: Interval | None = None
    range_km: Interval | None = None
    flight_time_s: Interval | None = None
    failure: FailureFinding | None = None
    impacts: tuple[Impact, ...] = ()
    cutoffs: tuple[CutoffFinding, ...] = ()
