"""Where moves go: along differences of other flights, or by the shape of what is left unknown."""

from __future__ import annotations

import math

import numpy as np

from downrange.records.flight import Array

BY_SHAPE = 0.5
"""Share of the moves that go by the shape that the scouts tell."""


def proposed(
    old: Array, partners: Array, shape: Array | None, plan: int, rng: np.random.Generator
) -> tuple[Array, Array]:
    """New positions and the log prior gained in the coordinates whose move does not keep it."""
    count, dimension = old.shape
    first, second = rng.integers(0, len(partners), count), rng.integers(0, len(partners), count)
    share = rng.choice([0.25, 0.5, 1.0], count)[:, None]
    mask = rng.random((count, plan)) < share
    mask[np.arange(count), rng.integers(0, plan, count)] = True
    scale = 2.38 / np.sqrt(2.0 * mask.sum(axis=1, keepdims=True)) * rng.uniform(0.3, 1.0, (count, 1))
    jitter = 0.02 * rng.standard_normal((count, plan))
    step = mask * (scale * (partners[first, :plan] - partners[second, :plan]) + jitter)
    new = old.copy()
    new[:, :plan] += step
    moved = np.arange(dimension) < plan
    if dimension > plan:
        keep = rng.choice([0.0, 0.8, 0.98], count)[:, None]
        new[:, plan:] = keep * old[:, plan:] + np.sqrt(1.0 - keep**2) * rng.standard_normal((count, dimension - plan))
    gain = 0.5 * ((old**2 - new**2) * moved).sum(axis=1)
    if shape is not None:
        # A shape of the family's own holds all coordinates; that of its plan only those that are the plan's.
        known = dimension if shape.shape[0] == dimension else plan
        by_shape = rng.random(count) < BY_SHAPE
        reach = 2.38 / math.sqrt(known) * rng.uniform(0.2, 1.0, (count, 1))
        drawn = reach * rng.standard_normal((count, shape.shape[1])) @ shape.T[:, :known]
        new[by_shape, :known] = (old[:, :known] + drawn)[by_shape]
        whole = 0.5 * (old[:, :known] ** 2 - new[:, :known] ** 2).sum(axis=1)
        gain = np.where(by_shape, whole, gain)
    return new, gain
