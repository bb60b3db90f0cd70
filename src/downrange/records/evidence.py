"""Everything known about one launch before anything is flown: who, where, when, and the observations."""

from __future__ import annotations

from dataclasses import dataclass

from downrange.records.area import Area
from downrange.records.claim import Claim
from downrange.records.dossier import Conflict, Liftoff
from downrange.records.launch import CatalogLaunch
from downrange.records.observation import Observation
from downrange.records.place import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedClaim:
    """A claim with the report it is in."""

    claim: Claim
    report: str
    """Id of the report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteGuess:
    """A site that the evidence allows, when none is stated."""

    site: Site
    probability: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchEvidence:
    """The evidence on one launch, joined to the catalog where that could be done."""

    id: str
    title: str
    site: Site | None
    """Pad or site; None when neither stated nor found."""
    site_note: str = ""
    """How the site was found when nobody stated it."""
    site_guesses: tuple[SiteGuess, ...] = ()
    liftoff: Liftoff
    vehicle: str | None = None
    """Vehicle name as stated or as the catalog has it."""
    catalog: CatalogLaunch | None = None
    catalog_note: str = ""
    planned: bool = False
    """True when nothing in the evidence speaks of the flight itself, only of the plan."""
    observations: tuple[Observation, ...] = ()
    """Physical observations and statements."""
    claims: tuple[ReportedClaim, ...] = ()
    unused: tuple[tuple[str, str], ...] = ()
    """(claim id, why) for claims that no observation stands on."""
    areas: tuple[Area, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    orbital_hint: float = 0.0
    """Log odds for a launch to orbit that the windows of warned areas, and the catalog, add [nat]."""

    @property
    def year(self) -> int | None:
        """Of the lift-off, where it is known."""
        return self.liftoff.earliest.year if self.liftoff.earliest else None
