"""Sightings: single time-stamped measurements of a flight, as they come down a stream, and who made them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SightingKind(StrEnum):
    """What was measured. The order of the values of each kind is fixed here."""

    POINT = "point"
    """Latitude [rad], longitude [rad], height [m]."""
    RADAR = "radar"
    """Range [m], azimuth [rad], elevation [rad], range rate [m/s], from a sensor on the ground; any may be missing."""
    DISPLAY = "display"
    """Earth-relative speed [m/s], height [m], as webcasts show; either may be missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One measurement. Missing values are None; angles alone are a radar sighting without range."""

    time: float
    """Seconds after the stream's zero."""
    kind: SightingKind
    values: tuple[float | None, ...]
    """In the order of the kind."""
    sigmas: tuple[float, ...]
    """One standard deviation of each; of a point: north, east and up [m]."""
    sensor: str = ""
    """Name of the sensor; empty when the stream names none."""
    position: tuple[float, float, float] | None = None
    """Sensor's latitude [rad], longitude [rad] and height [m]; None when it does not matter."""
    line: int = 0
    """Line of the stream, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamZero:
    """What the stream's zero of time is, as far as its lines tell."""

    utc: datetime | None = None
    """Instant of time zero, aware UTC; None when times are bare numbers."""
    is_liftoff: bool = False
    """True when time zero is lift-off."""
