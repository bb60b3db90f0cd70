"""Launch vehicles with error bars: every number an estimate with its source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number that somebody published or estimated, with one standard deviation and its source. SI."""

    value: float
    sigma: float
    source: str
    """Key in the catalog's SOURCES file, or a short citation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A rocket stage, or one strap-on booster."""

    name: str
    propellant_mass: Estimate
    """Usable propellant [kg]."""
    dry_mass: Estimate
    """Mass left at depletion, without what is above [kg]."""
    thrust: Estimate
    """Vacuum thrust, all engines, mean over the burn [N]."""
    specific_impulse: Estimate
    """Vacuum specific impulse [s]."""
    exit_area: Estimate
    """Total nozzle exit area; gives the loss of thrust to ambient pressure [m2]."""
    diameter: float
    """Body diameter [m]."""
    burns: int = 1
    """How many burns the stage is made for (1 = no restart)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """A launch vehicle or a class of them. Stages in order of flight; boosters burn beside the first."""

    id: str
    name: str
    country: str
    stages: tuple[Stage, ...]
    booster: Stage | None = None
    """One strap-on."""
    booster_count: int = 0
    fairing_mass: Estimate
    """Both halves [kg]; zero when there is none."""
    payload_mass: Estimate
    """Payload on a typical flight [kg]."""
    aliases: tuple[str, ...] = ()
    """Other names, and names used in the launch catalog."""
    coast: tuple[Estimate, ...] = ()
    """Coast before ignition of each stage [s]; empty: the default for the class."""
    kind: str = "orbital"
    """orbital, or ballistic for generic ballistic classes."""
    generic: bool = False
    """True for a class that stands for an unknown vehicle."""
    note: str = ""

    @property
    def stage_count(self) -> int:
        """Number of serial stages."""
        return len(self.stages)
