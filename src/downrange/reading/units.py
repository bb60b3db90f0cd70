"""Units and what they are in SI, and a number with its unit as a text writes it."""

from __future__ import annotations

from dataclasses import dataclass

SI_UNITS: dict[str, tuple[float, str]] = {
    "km": (1000.0, "m"),
    "m": (1.0, "m"),
    "mi": (1609.344, "m"),
    "nmi": (1852.0, "m"),
    "ft": (0.3048, "m"),
    "s": (1.0, "s"),
    "min": (60.0, "s"),
    "h": (3600.0, "s"),
    "kg": (1.0, "kg"),
    "t": (1000.0, "kg"),
    "lb": (0.45359237, "kg"),
    "m/s": (1.0, "m/s"),
    "km/s": (1000.0, "m/s"),
    "mph": (0.44704, "m/s"),
    "mi/s": (1609.344, "m/s"),
    "ft/s": (0.3048, "m/s"),
    "kn": (1852.0 / 3600.0, "m/s"),
    "km/h": (1 / 3.6, "m/s"),
    "mach": (1.0, "mach"),
    "%": (1.0, "%"),
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit as written."""

    start: int
    end: int
    value: float
    unit: str
    approx: bool = False
    bound: str | None = None
    """min, max or None."""
    low: float | None = None
    """Lower end of a written span of values; `value` is then its middle."""
    high: float | None = None
    countdown: bool = False
    """Written as 'T+2:28'."""
    bare: bool = False
    """Written without its unit, which is that of the figure before."""

    @property
    def si(self) -> float:
        """In SI."""
        return self.value * SI_UNITS[self.unit][0]

    @property
    def dimension(self) -> str:
        """The SI unit."""
        return SI_UNITS[self.unit][1]
