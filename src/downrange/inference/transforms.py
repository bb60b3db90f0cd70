"""Standard normal coordinates to physical quantities: the building blocks of every prior."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtr

from downrange.records.flight import Array


def uniform(normal: Array, low: float | Array, high: float | Array) -> Array:
    """A uniform quantity between two bounds."""
    return low + (high - low) * ndtr(normal)


def lognormal(normal: Array, median: float | Array, spread: float | Array) -> Array:
    """A positive quantity with a median and a standard deviation of its logarithm."""
    return median * np.exp(spread * normal)


def two_normals(normal: Array, narrow: float, wide: float, share: float) -> Array:
    """Zero-mean mixture share x N(0, narrow) + (1 - share) x N(0, wide), by its quantiles."""
    grid = np.linspace(-5.0 * wide, 5.0 * wide, 4001)
    grid = np.sort(np.concatenate([grid, np.linspace(-6.0 * narrow, 6.0 * narrow, 801)]))
    cumulative = share * ndtr(grid / narrow) + (1.0 - share) * ndtr(grid / wide)
    return np.interp(ndtr(normal), cumulative, grid)


def from_density(normal: Array, grid: Array, density: Array) -> Array:
    """A quantity with a density tabulated on a grid."""
    cumulative = np.concatenate([[0.0], np.cumsum(0.5 * (density[1:] + density[:-1]) * np.diff(grid))])
    return np.interp(ndtr(normal), cumulative / cumulative[-1], grid)


def gaussian(offset: Array, sigma: float) -> Array:
    """Normal density of an offset."""
    return np.exp(-0.5 * (offset / sigma) ** 2) / (sigma * math.sqrt(2.0 * math.pi))
