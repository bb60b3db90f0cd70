"""Sightings that cannot belong together: first ones absurdly far from the pad, or a sensor that never fits the others.

Each is said once, as a problem of the line where it shows; nothing is left out for it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from downrange.earth.ellipsoid import geodetic_from_ecef
from downrange.earth.geodesic import ranges
from downrange.records.problem import Problem
from downrange.records.sighting import Sighting, SightingKind
from downrange.tracking.rows import ORIGIN, SIDES, VALUES, row_of

FASTEST_RISE, NEAR_ENOUGH = 8e3, 300e3
"""What rose from a pad is at most its time in flight times this away from it [m/s], and this besides, for a pad that is
only about right [m]."""
SOON = 300.0
"""Sightings this soon after lift-off tell that a pad is wrong [s]."""
NEVER_FITS, OTHERS_FIT = 5, 5
"""A sensor whose first so many sightings were all too far off, while so many of others were used, does not belong."""
MOST_SENSORS = 64
"""Sensors watched."""


@dataclass(kw_only=True)
class Strays:
    """What was noticed so far."""

    pad_told: bool = False
    """Whether the pad was looked at: once, at the first sighting that tells a place."""
    used: dict[str, int] = field(default_factory=dict)
    """Sightings used, by sensor and kind."""
    wild: dict[str, int] = field(default_factory=dict)
    """Sightings too far off, of sensors of which none was used."""
    told: list[str] = field(default_factory=list)
    """Sensors that were named."""

    def far_from_pad(self, sighting: Sighting, pad: tuple[float, float, float], path: str) -> Problem | None:
        """A problem if the first sighting that tells a place could not have come from the pad.

        Args:
            sighting: its time counts from lift-off.
            pad: latitude, longitude [rad], height [m].
            path: of the stream.
        """
        place = None if self.pad_told else _place_of(sighting)
        if place is None:
            return None
        self.pad_told = True
        if not 0.0 <= sighting.time <= SOON:
            return None
        away = float(ranges(pad[0], pad[1], np.array([place[0]]), np.array([place[1]]))[0])
        if away < NEAR_ENOUGH + FASTEST_RISE * sighting.time + 6.0 * max(sighting.sigmas[:3]):
            return None
        return Problem(
            path=path,
            line=sighting.line,
            what=f"seen {away / 1e3:,.0f} km from the pad at T+{sighting.time:.0f} s: it did not rise from there",
            hint="check --site or --pad, the order of latitude and longitude, and where the sensor stands",
        )

    def fits(self, sighting: Sighting) -> None:
        """Count a sighting that was used."""
        key = _key(sighting)
        if key in self.used or len(self.used) < MOST_SENSORS:
            self.used[key] = self.used.get(key, 0) + 1
            self.wild.pop(key, None)

    def strays(self, sighting: Sighting, path: str) -> Problem | None:
        """Count a sighting that was too far off; a problem if its sensor never fitted, and others did."""
        key = _key(sighting)
        if key in self.used or key in self.told or (key not in self.wild and len(self.wild) >= MOST_SENSORS):
            return None
        self.wild[key] = self.wild.get(key, 0) + 1
        if self.wild[key] < NEVER_FITS or sum(self.used.values()) < OTHERS_FIT:
            return None
        self.told.append(key)
        name = f"sensor {sighting.sensor!r}" if sighting.sensor else f"sightings of kind {sighting.kind!s}"
        return Problem(
            path=path,
            line=sighting.line,
            what=f"{name} never fitted the others: the first {NEVER_FITS} were all too far off",
            hint="check where it stands, its clock and units, and whether it saw the same flight",
        )

    def as_json(self) -> dict[str, Any]:
        """For the state file."""
        return {"pad_told": self.pad_told, "used": self.used, "wild": self.wild, "told": self.told}

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Strays:
        """What was saved."""
        return Strays(
            pad_told=value["pad_told"], used=dict(value["used"]), wild=dict(value["wild"]), told=list(value["told"])
        )


def _key(sighting: Sighting) -> str:
    return f"{sighting.sensor}/{sighting.kind}"


def _place_of(sighting: Sighting) -> tuple[float, float] | None:
    """Latitude and longitude [rad] of a point, or of a range with both angles; None of anything else."""
    if sighting.kind is SightingKind.POINT:
        return sighting.values[0] or 0.0, sighting.values[1] or 0.0
    if sighting.kind is SightingKind.DISPLAY or None in sighting.values[:3]:
        return None
    row = row_of(sighting)
    distance, bearing, elevation = (float(value) for value in row[VALUES : VALUES + 3])
    north, east, up = row[SIDES:VALUES].reshape(3, 3)
    level = math.cos(elevation)
    toward = level * math.cos(bearing) * north + level * math.sin(bearing) * east + math.sin(elevation) * up
    latitude, longitude, _ = geodetic_from_ecef(row[ORIGIN:SIDES] + distance * toward)
    return float(latitude), float(longitude)
