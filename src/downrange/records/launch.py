"""Launches known beforehand, and the case a user hands in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from downrange.records.area import Notice
from downrange.records.claim import Report
from downrange.records.observation import Observation
from downrange.records.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogLaunch:
    """A row of the shipped launch catalog (J. McDowell, GCAT)."""

    tag: str
    """COSPAR or failure tag: 2017-064, 2023-F06."""
    liftoff: datetime
    """Aware UTC."""
    site: str
    """Site id."""
    vehicle: str
    """Vehicle name as the catalog writes it."""
    variant: str = ""
    country: str = ""
    """ISO code of the site's operator."""

    @property
    def failed(self) -> bool:
        """True when the tag marks a launch that did not reach orbit."""
        return "-F" in self.tag

    @property
    def marginal(self) -> bool:
        """True when the tag marks a flight with no COSPAR number that came near an orbit: some had failed, others were
        meant to go no further, so that the catalog does not tell how it ended."""
        return "-U" in self.tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A folder of evidence, or a bare file as a case of one."""

    id: str
    path: str
    title: str = ""
    site: str | None = None
    """Site id or name, when the user states it."""
    pad_deg: tuple[float, float] | None = None
    """(latitude, longitude) of the pad in degrees, when the user states it."""
    vehicle: str | None = None
    """Vehicle id or name, when the user states it."""
    missile: str | None = None
    """Class of that vehicle where it is a missile or a sounding rocket: icbm, srbm, suborbital ..."""
    liftoff: datetime | None = None
    """Lift-off, aware UTC, when the user states it."""
    reports: tuple[Report, ...] = ()
    notices: tuple[Notice, ...] = ()
    observations: tuple[Observation, ...] = ()
    """What telemetry, tracks and element sets say, read into observations."""
    inputs: tuple[tuple[str, str], ...] = ()
    """(path, SHA-256) of every file read."""
    problems: tuple[Problem, ...] = ()
