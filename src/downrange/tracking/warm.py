"""One short track through every kernel, so that all are compiled: run by a process of its own."""

from __future__ import annotations

import math

from downrange.records.sighting import Sighting, SightingKind
from downrange.tracking.setup import make_tracker
from downrange.tracking.switches import time_of_switch


def compile_here() -> None:
    """Follow a point, a radar sighting and a display with a small bank."""
    pad = 0.6, 0.2, 0.0
    tracker = make_tracker(pad_deg=(34.0, 11.0), flights=300)
    place = {"point": (0.6, 0.2, 2e3), "radar": (2e3, 0.1, 1.5, 50.0), "display": (60.0, 2e3)}
    for number, (kind, values) in enumerate(place.items()):
        tracker.update(
            Sighting(
                time=10.0 + 5.0 * number,
                kind=SightingKind(kind),
                values=values,
                sigmas=(3e3, 3e3, 3e3) if kind == "point" else (3e3, math.pi, math.pi, 3e3)[: len(values)],
                position=pad if kind == "radar" else None,
            )
        )
    if tracker.trail.entries:
        time_of_switch(
            tracker.trail.entries[0].state, [entry.row for entry in tracker.trail.entries], cutoff=True, low=True
        )
