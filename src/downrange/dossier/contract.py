"""The shape of dossier.json, schema `downrange-dossier/1`: what other programs may rely on.

Fields that the contract fixes come first in each record; the rest are welcome extras. Unknown is null. Probabilities
are 0 to 1, times are ISO 8601 in UTC, places are degrees. The classes are read by pydantic for the exported schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

Probability = Annotated[float, Field(ge=0.0, le=1.0)]
Latitude = Annotated[float, Field(ge=-90.0, le=90.0)]
Longitude = Annotated[float, Field(ge=-180.0, le=180.0)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputEntry:
    """A file that was read."""

    path: str
    sha256: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemEntry:
    """Something wrong in the input."""

    path: str
    line: int | None
    what: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteEntry:
    """The launch site."""

    name: str
    lat: Latitude
    lon: Longitude
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftoffEntry:
    """When it lifted off."""

    utc: str | None
    earliest: str | None
    latest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureEntry:
    """A stage, from 1, and how it failed."""

    stage: Annotated[int, Field(ge=1)]
    mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationEntry:
    """One way it may have gone. `kind` is null for the outlier explanation, something that is not modeled."""

    id: str
    kind: Literal["orbital", "ballistic"] | None
    failure: FailureEntry | None
    probability: Probability
    probability_physics_only: Probability
    log_evidence: float | None
    """Natural logarithm; null when the explanation cannot make the evidence at all."""
    prior: Probability
    vehicle: str | None
    flights: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalEntry:
    """A posterior interval in the unit that its field's name ends in."""

    median: float
    q05: float
    q25: float
    q75: float
    q95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KindEntry:
    """Launch to orbit or ballistic flight."""

    answer: Literal["orbital", "ballistic", "cannot tell"]
    p_orbital: Probability
    p_orbital_physics_only: Probability


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeEntry:
    """Whether it reached orbit."""

    answer: Literal["reached orbit", "failed", "planned", "cannot tell"]
    p_reached_orbit: Probability | None
    p_reached_orbit_physics_only: Probability | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureFindingEntry:
    """What failed, given that something did."""

    stage: dict[str, Probability]
    mode: dict[str, Probability]
    time_s: IntervalEntry | None
    stage_physics_only: dict[str, Probability]
    mode_physics_only: dict[str, Probability]


@dataclass(frozen=True, slots=True, kw_only=True)
class GeometryEntry:
    """A GeoJSON geometry (RFC 7946): counterclockwise outside, cut at the date line."""

    type: Literal["Polygon", "MultiPolygon"]
    coordinates: list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactEntry:
    """Where a body came down. `median` is [latitude, longitude]; the polygons are [longitude, latitude]."""

    body: str
    median: tuple[Latitude, Longitude]
    p50: GeometryEntry
    p90: GeometryEntry
    probability: Probability


@dataclass(frozen=True, slots=True, kw_only=True)
class CutoffEntry:
    """A stage's cut-off: when, and where on the way; speed is Earth-relative. Null: no flight had it."""

    stage: Annotated[int, Field(ge=1)]
    time_s: IntervalEntry | None
    height_km: IntervalEntry | None
    speed_m_s: IntervalEntry | None
    ground_range_km: IntervalEntry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedOrbitEntry:
    """A family of orbits it may have been bound for, given a launch to orbit; `turn_deg` is how far the orbit is
    inclined beyond the plane of the launch azimuth; `probability_any_orbit` is without weight on useful orbits."""

    name: str | None
    inclination_deg: IntervalEntry | None
    turn_deg: IntervalEntry | None
    probability: Annotated[float, Field(ge=0, le=1)]
    probability_any_orbit: Annotated[float, Field(ge=0, le=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsEntry:
    """All answers."""

    kind: KindEntry
    outcome: OutcomeEntry
    azimuth_deg: IntervalEntry | None
    inclination_deg: IntervalEntry | None
    ascent_inclination_deg: IntervalEntry | None
    orbits: list[PlannedOrbitEntry]
    perigee_km: IntervalEntry | None
    apogee_km: IntervalEntry | None
    range_km: IntervalEntry | None
    flight_time_s: IntervalEntry | None
    failure: FailureFindingEntry | None
    impacts: list[ImpactEntry]
    cutoffs: list[CutoffEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimEntry:
    """A claim in the shape of `downrange-report/1`, with how it was used."""

    id: str
    event: str
    alt_events: list[str]
    kind: str
    role: str | None
    value: Any
    chain: list[str]
    hedge: str
    spans: list[tuple[int, int]]
    text: list[str]
    used: bool
    misfit_sigma: float | None
    report: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowEntry:
    """A time window."""

    start: str
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaEntry:
    """A warned area; its outline is in areas.geojson under the same id."""

    id: str
    message: str
    kind: str
    windows: list[WindowEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictEntry:
    """Claims that cannot all hold."""

    claims: list[str]
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleEntry:
    """An observation that would settle something, and how much it is expected to tell."""

    observation: str
    expected_bits: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchEntry:
    """One launch."""

    id: str
    catalog: str | None
    site: SiteEntry | None
    liftoff: LiftoffEntry
    vehicle: str | None
    explanations: list[ExplanationEntry]
    findings: FindingsEntry
    claims: list[ClaimEntry]
    conflicts: list[ConflictEntry]
    cannot_tell: list[str]
    would_settle: list[SettleEntry]
    title: str
    verdict: str
    catalog_note: str
    areas: list[AreaEntry]
    physics: list[str]
    basis: dict[str, list[str]]
    """Finding name to the ids of the claims, areas and observations it stands on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierFile:
    """The file."""

    schema: Literal["downrange-dossier/1"]
    downrange: str
    seed: int
    inputs: list[InputEntry]
    launches: list[LaunchEntry]
    problems: list[ProblemEntry]
    title: str
    flights: int
