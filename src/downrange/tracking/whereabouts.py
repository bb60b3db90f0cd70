"""How far the sightings so far settle where a flight is: not at all, a direction from one station, or a place."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from downrange.earth.ellipsoid import ecef_from_geodetic
from downrange.records.sighting import Sighting, SightingKind

RANGE, AZIMUTH, ELEVATION = range(3)
APART = 1e3
"""Stations further apart than this see a flight from two sides [m]."""
HEARD = 20.0
"""Time that a flight of which no place is seen must be watched before the odds speak, falling by e in each of these
[s]: an answer is firm after 70 s at the earliest."""
ALONE = 20.0
"""After angles of one station alone for longer than this, what the filter made of them is not gone on with [s]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """What the sightings so far are of."""

    settled: bool = False
    """Whether they tell a place, not only speeds, heights, or directions from one station."""
    station: tuple[float, float, float] | None = None
    """The one station that saw part of a place: latitude, longitude [rad], height [m]."""
    measured: tuple[int, ...] = ()
    """What that station measured so far, of range, azimuth and elevation."""
    since: float = 0.0
    """When it began [s]."""
    begun: float | None = None
    """Time of the first sighting [s]."""
    shows_height: bool = False
    """Whether heights were shown."""

    @property
    def is_direction(self) -> bool:
        """Whether all that is known is seen from one station that does not tell the place."""
        return self.station is not None and not self.settled

    def unheard(self, time: float) -> float:
        """Share of the odds that stays with `cannot tell yet`, for as long as no place is settled.

        A few seconds of speeds and heights, or of directions, fit many things that no catalog lists: that what rises
        slowly is a launcher is true of the vehicles in the bank.
        """
        if self.settled or self.begun is None:
            return 0.0
        return math.exp(-max(time - self.begun, 0.0) / HEARD)

    def after(self, sighting: Sighting) -> Whereabouts:
        """The same with one more sighting."""
        if self.settled:
            return self
        if self.begun is None:
            return replace(self, begun=sighting.time).after(sighting)
        if sighting.kind is SightingKind.POINT:
            return replace(self, settled=True)
        if sighting.kind is SightingKind.DISPLAY:
            shows = self.shows_height or sighting.values[1] is not None
            return replace(self, shows_height=shows, settled=shows and {AZIMUTH, ELEVATION} <= set(self.measured))
        now = tuple(k for k in (RANGE, AZIMUTH, ELEVATION) if sighting.values[k] is not None)
        if self.station is not None and sighting.position is not None and _apart(self.station, sighting.position):
            return replace(self, settled=True)
        measured = tuple(sorted({*self.measured, *now}))
        return replace(
            self,
            station=self.station or sighting.position,
            measured=measured,
            since=sighting.time if self.station is None else self.since,
            settled=len(measured) == 3 or (self.shows_height and {AZIMUTH, ELEVATION} <= set(measured)),
        )

    def after_all(self, sightings: Sequence[Sighting]) -> Whereabouts:
        """The same with more sightings."""
        now = self
        for sighting in sightings:
            now = now.after(sighting)
        return now

    def as_json(self) -> dict[str, Any]:
        """For the state file."""
        return asdict(self)

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Whereabouts:
        """What was saved."""
        kept = dict(value)
        kept["station"] = tuple(kept["station"]) if kept["station"] else None
        kept["measured"] = tuple(kept["measured"])
        return Whereabouts(**kept)


def _apart(one: tuple[float, float, float], other: tuple[float, float, float]) -> bool:
    return float(np.linalg.norm(ecef_from_geodetic(*one) - ecef_from_geodetic(*other))) > APART
