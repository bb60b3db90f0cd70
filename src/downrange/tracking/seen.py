"""What the bank has seen: sightings as rows, thinned, and how many numbers of each kind they hold."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from downrange.records.flight import Array
from downrange.records.sighting import Sighting
from downrange.tracking.misses import count_of, expected_of, thinned, weighed_row
from downrange.tracking.packing import pack_array, unpack_array
from downrange.tracking.rows import KIND

SPACING = 4.0
"""Sightings of one sensor nearer in time than this [s] say nothing new to the bank: its error is the model's, which
goes on for tens of seconds (throttling, steering); `SERIES_CORRELATION` then stands for 12 s."""
MOST_ROWS = 600
"""Sightings kept for moves; beyond, the spacing is doubled."""
MOST_SENSORS = 64
"""Sensors whose sightings are thinned apart."""


@dataclass(kw_only=True)
class Seen:
    """Sightings that every flight is held against."""

    rows: list[Array] = field(default_factory=list)
    """A row a sighting."""
    counts: Array = field(default_factory=lambda: np.zeros(3))
    """Numbers seen, by kind."""
    noise: Array = field(default_factory=lambda: np.zeros(3))
    """Squared misses that the flight itself is expected to have, by kind: what the sightings say of their own noise."""
    spacing: float = SPACING
    last: dict[str, float] = field(default_factory=dict)
    """Time of the last sighting taken, by sensor and kind."""
    time: float = 0.0
    """Of the last sighting, taken or not [s]."""
    stack: Array | None = None
    """All rows together; None when they have to be put together."""

    @property
    def stacked(self) -> Array:
        """All rows [H, 22]."""
        if self.stack is None:
            self.stack = np.stack(self.rows)
        return self.stack

    def is_news(self, sighting: Sighting) -> bool:
        """Whether it is far enough in time from the last of its sensor to be taken."""
        return self._gap(sighting) >= self.spacing

    def _gap(self, sighting: Sighting) -> float:
        return abs(sighting.time - self.last.get(_key(sighting), -math.inf))

    def take(self, sighting: Sighting, pad: tuple[float, float, float]) -> Array:
        """Take a sighting; its row [22].

        Args:
            sighting: that is news.
            pad: latitude, longitude [rad], height [m].
        """
        row, numbers = weighed_row(sighting, pad, self._gap(sighting))
        key = _key(sighting)
        if len(self.last) < MOST_SENSORS or key in self.last:
            self.last[key] = sighting.time
        self.rows.append(row)
        self.stack = None
        self.counts[int(row[KIND])] += numbers
        self.noise[int(row[KIND])] += expected_of(row, sighting)
        return row

    def thin_out(self) -> bool:
        """Where there are too many, forget every other one and take further ones half as often; True when that is."""
        if len(self.rows) <= MOST_ROWS:
            return False
        self.spacing *= 2.0
        self.rows, self.stack = thinned(self.rows), None
        self.counts, self.noise = np.zeros(3), 0.5 * self.noise
        for row in self.rows:
            self.counts[int(row[KIND])] += count_of(row)
        return True

    def as_json(self) -> dict[str, Any]:
        """What a restart needs."""
        return {
            "rows": pack_array(np.array(self.rows).reshape(-1, 22)),
            "counts": self.counts.tolist(),
            "noise": self.noise.tolist(),
            "spacing": self.spacing,
            "seen": self.time,
            "last": self.last,
        }

    @staticmethod
    def from_json(saved: Mapping[str, Any]) -> Seen:
        """What was saved."""
        return Seen(
            rows=list(unpack_array(saved["rows"])),
            counts=np.array(saved["counts"]),
            noise=np.array(saved["noise"]),
            spacing=saved["spacing"],
            last=dict(saved["last"]),
            time=saved["seen"],
        )


def _key(sighting: Sighting) -> str:
    return f"{sighting.sensor}/{sighting.kind}"
