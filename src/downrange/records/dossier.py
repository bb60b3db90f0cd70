"""The dossier: everything that is written down about the launches of a case, ready to render without flying."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from downrange.records.area import Area
from downrange.records.claim import Claim, Report
from downrange.records.explanation import Explanation
from downrange.records.finding import Findings
from downrange.records.place import Site
from downrange.records.problem import Problem
from downrange.records.sentence import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Liftoff:
    """When it lifted off, as far as known; aware UTC."""

    utc: datetime | None
    earliest: datetime | None
    latest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedExplanation:
    """An explanation with its odds."""

    explanation: Explanation
    probability: float
    probability_physics_only: float
    log_evidence: float
    flights: int
    """Flights flown for it."""
    note: str = ""
    """One sentence: what it would have looked like, or what speaks for or against it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedClaim:
    """A claim as it was used, with how far the flights miss it."""

    claim: Claim
    report: str
    """Id of the report it is in."""
    used: bool
    misfit_sigma: float | None
    """How far the posterior's middle is from it, in its own standard deviations."""
    note: str = ""
    """Why it was not used, or how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Claims that cannot all hold."""

    claims: tuple[str, ...]
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NextObservation:
    """An observation that would settle something."""

    observation: str
    expected_bits: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Posterior quantiles of one quantity along another; lists of equal length."""

    x: tuple[float, ...]
    q05: tuple[float, ...]
    q25: tuple[float, ...]
    median: tuple[float, ...]
    q75: tuple[float, ...]
    q95: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlightTrack:
    """One posterior flight for the map and the plots."""

    explanation: str
    times: tuple[float, ...]
    """[s]"""
    latitudes_deg: tuple[float, ...]
    longitudes_deg: tuple[float, ...]
    heights_km: tuple[float, ...]
    speeds_m_s: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plots:
    """What the plots show. Times in s, heights and ranges in km, speeds in m/s, Earth-relative."""

    height_by_time: Band | None = None
    speed_by_time: Band | None = None
    height_by_range: Band | None = None
    tracks: tuple[FlightTrack, ...] = ()
    """A few dozen flights drawn from the posterior."""
    examples: tuple[FlightTrack, ...] = ()
    """One flight for each explanation that was flown again, the one nearest its middle; they carry no weight."""
    data: tuple[Mapping[str, Any], ...] = ()
    """Measured points: {'times', 'speeds_m_s', 'heights_km', 'label'}, and 'ranges_km' where places were measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchDossier:
    """One launch."""

    id: str
    title: str
    verdict: str
    """One or two sentences with the odds, for the top of the page."""
    catalog: str | None
    catalog_note: str = ""
    """How the launch was joined to the catalog, or why not."""
    site: Site | None
    liftoff: Liftoff
    vehicle: str | None
    explanations: tuple[RankedExplanation, ...]
    findings: Findings
    claims: tuple[WeighedClaim, ...] = ()
    areas: tuple[Area, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    cannot_tell: tuple[str, ...] = ()
    would_settle: tuple[NextObservation, ...] = ()
    plots: Plots = field(default_factory=Plots)
    physics: tuple[str, ...] = ()
    """Short lines on what the physical evidence says, each ending in its numbers."""
    basis: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Finding name to the ids of the claims, areas and observations it stands on."""
    sentences: tuple[Sentence, ...] = ()
    """What the English sentences above are made of, for other languages; found by their text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A case assessed."""

    version: str
    """Downrange version that made it."""
    seed: int
    title: str
    inputs: tuple[tuple[str, str], ...]
    """(path, SHA-256)."""
    launches: tuple[LaunchDossier, ...]
    reports: tuple[Report, ...] = ()
    problems: tuple[Problem, ...] = ()
    flights: int = 0
    """Flights flown for the case."""
