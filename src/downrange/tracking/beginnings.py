"""New beginnings: flights drawn afresh about the best scout, where none of those that there are had it right."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from downrange.inference.model import FlightModel
from downrange.records.flight import Array
from downrange.tracking.charts import chart_of
from downrange.tracking.flying import clock_of, fly, makes_sense
from downrange.tracking.misses import add_squares, log_likelihood
from downrange.tracking.scouts import Scouts, spread

REBORN_SWEEPS = 12
"""Moves for each flight of a family that began anew about its best scout."""
NARROWINGS = (0.15, 0.4, 1.0)
"""A new beginning is drawn about the best scout in these shares of the width that the slopes there tell."""
LEAST_FOUND = 30.0
"""Effective draws that a new beginning is chosen from at least."""
BLENDED = 0.5
"""Share of the narrower draws about a scout that take after other flights where nothing was seen."""
MOST_BATCHES = 8
"""For flights about a scout that make sense: of a fault's, often one in twenty has a plan that reaches an orbit."""
LAPLACE_DOUBT = 1.0
"""Variance of the evidence that the width about a scout tells [nat2]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Flights drawn about a scout and chosen by weight; arrays as in `Family`."""

    positions: Array
    tracks: Array
    outcomes: Array
    plan_log: Array
    now: Array
    squares: Array
    height: float
    """Greatest log likelihood with the prior of coordinates and plan [nat]."""
    log_volume: float
    """Laplace's log evidence, less than the whole by `Family.log_normal`: the height of the top, or of the best that
    makes sense, times the volume about it, and the share of that which makes sense [nat]."""


def drawn_about(
    scouts: Scouts,
    model: FlightModel,
    with_clock: bool,
    sizes: tuple[int, int],
    rows: Array,
    counts: Array,
    rng: np.random.Generator,
    others: Array | None = None,
) -> Drawn | None:
    """Flights about the best scout; None when hardly any makes sense.

    Args:
        scouts: of the family.
        model: that it flies.
        with_clock: whether the last coordinate is lift-off.
        sizes: how many to draw, and how many to keep.
        rows: sightings.
        counts: [3] numbers seen, by kind.
        rng: random numbers.
        others: [M, P] positions whose plans make sense, which some take after where nothing was seen.
    """
    count, size = sizes
    center, root, chart = scouts.positions[0], scouts.root, chart_of(model)
    found: list[Array] = []
    wide = sensible = 0
    for _ in range(MOST_BATCHES):
        narrowing = np.array(NARROWINGS)[np.arange(count) % len(NARROWINGS)]
        tried = spread(center, (rng.standard_normal((count, len(center))) * narrowing[:, None]) @ root.T, chart)
        if others is not None:
            near = rng.random(count) < BLENDED
            near &= narrowing < NARROWINGS[-1]
            after = blend(scouts, others[rng.integers(0, len(others), count)])
            tried[near] += (after - center)[near]
        good = makes_sense(model, tried[:, : model.dimension])
        wide += int((narrowing == NARROWINGS[-1]).sum())
        sensible += int(good[narrowing == NARROWINGS[-1]].sum())
        found.append(tried[good])
        if sum(map(len, found)) >= count:
            break
    positions = np.concatenate(found)[:count]
    if len(positions) < LEAST_FOUND:
        return None
    tracks, outcomes, plan_log = fly(model, positions, with_clock)
    squares = np.zeros((3, len(positions)))
    add_squares(tracks, clock_of(positions) if with_clock else np.zeros(len(positions)), rows, squares)
    likelihood = log_likelihood(squares, counts)
    plain = likelihood - 0.5 * (positions**2).sum(axis=1)
    heights = plain + plan_log
    top = float(heights.max())
    if not math.isfinite(top):
        return None
    power = 1.0
    while (weights := np.exp(power * (heights - top))).sum() ** 2 < LEAST_FOUND * (weights**2).sum():
        power *= 0.7
        if power < 1e-3:
            return None
    points = (rng.random() + np.arange(size)) / size
    chosen = np.minimum(np.searchsorted(np.cumsum(weights / weights.sum()), points), len(positions) - 1)
    share = float(np.exp(plan_log).mean()) * max(sensible, 1) / wide
    return Drawn(
        positions=positions[chosen],
        tracks=tracks[chosen],
        outcomes=outcomes[chosen],
        plan_log=plan_log[chosen],
        now=likelihood[chosen],
        squares=squares[:, chosen],
        height=top,
        log_volume=min(float(scouts.heights[0]), float(plain.max())) + scouts.log_size + math.log(share),
    )


def blend(scouts: Scouts, positions: Array) -> Array:
    """Positions [N, P] that agree with the best scout where something was seen, and stay where nothing was."""
    return scouts.positions[0] + (positions - scouts.positions[0]) @ (scouts.root @ scouts.root.T)
