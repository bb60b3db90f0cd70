"""Another way to plan, before a fault is believed: scouts sent out anew where a stage turns.

Slopes do not lead there: a stage flies straight or turns by a lot, seldom by a little, and a turn with another
destination leaves the same way from the pad.
"""

from __future__ import annotations

import math

import numpy as np

from downrange.records.flight import Array
from downrange.tracking.beginnings import blend
from downrange.tracking.charts import chart_of
from downrange.tracking.family import Family
from downrange.tracking.misses import add_squares, log_likelihood
from downrange.tracking.scouts import climb, send_out

STARTS, CLIMBS = 96, 3
"""Flights from which scouts are sent out anew, and their steps."""
LEAST_TURN, MOST_TURN = 1.0, 3.5
"""In prior sigmas."""
DESTINATIONS = np.linspace(-3.5, 3.5, 71)
"""Tried for each turn, in prior sigmas."""


def reconsider(plan: Family, rows: Array, counts: Array, rng: np.random.Generator) -> int:
    """Let other scouts look for a flight to plan that turns; they stay if they find a better one. Flights flown.

    Args:
        plan: flights of a vehicle that go to plan, with scouts.
        rows: sightings.
        counts: [3] numbers seen, by kind.
        rng: random numbers.
    """
    if plan.scouts is None:
        return 0
    starts = _turned(plan, rng)
    tracks, offsets, _ = plan.follow(starts)
    squares = np.zeros((3, STARTS))
    add_squares(tracks, offsets, rows, squares)
    others = send_out(starts, log_likelihood(squares, counts) - 0.5 * (starts**2).sum(axis=1))
    flown, chart = STARTS, chart_of(plan.model)
    for _ in range(CLIMBS):
        flown += climb(others, plan.follow, rows, counts, None, rng, chart)
    if others.heights[0] > plan.scouts.heights[0]:
        others.steps = plan.scouts.steps
        plan.scouts = others
    return flown


def _turned(plan: Family, rng: np.random.Generator) -> Array:
    """Positions [STARTS, P] as the best scout's where something was seen, but for a turn and where that leads."""
    assert plan.scouts is not None
    model = plan.model
    starts = blend(plan.scouts, rng.standard_normal((STARTS, plan.positions.shape[1])))
    yaws = np.array([index for index, name in enumerate(model.names) if name.startswith("yaw ")], dtype=np.int64)
    if not yaws.size:
        return starts
    turning = yaws[rng.integers(0, yaws.size, STARTS)]
    turns = rng.choice([-1.0, 1.0], STARTS) * rng.uniform(LEAST_TURN, MOST_TURN, STARTS)
    starts[np.arange(STARTS), turning] = turns
    best = plan.scouts.positions[:1, : model.dimension]
    leaves = model.arrays(best)[1].azimuth[0]
    tried = np.repeat(starts[:, : model.dimension], DESTINATIONS.size, axis=0)
    tried[:, model.names.index("azimuth")] = np.tile(DESTINATIONS, STARTS)
    off = np.remainder(model.arrays(tried)[1].azimuth - leaves + math.pi, 2.0 * math.pi) - math.pi
    nearest = np.abs(off.reshape(STARTS, -1)).argmin(axis=1)
    starts[:, model.names.index("azimuth")] = DESTINATIONS[nearest]
    return starts
