"""Standard normal coordinates to physical quantities: the building blocks of every prior."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from scipy.special import ndtr, ndtri

from downrange.records.flight import Array


def uniform(normal: Array, low: float | Array, high: float | Array) -> Array:
    """A uniform quantity between two bounds."""
    return low + (high - low) * ndtr(normal)


def lognormal(normal: Array, median: float | Array, spread: float | Array) -> Array:
    """A positive quantity with a median and a standard deviation of its logarithm."""
    return median * np.exp(spread * normal)


def mixed_normals(normal: Array, parts: tuple[tuple[float, float], ...]) -> Array:
    """Zero-mean mixture of normals, given as (share, standard deviation), by its quantiles."""
    return np.interp(ndtr(normal), *_cumulative(parts))


def mixed_to_normal(quantity: Array, parts: tuple[tuple[float, float], ...]) -> Array:
    """The inverse of `mixed_normals`, finite far out."""
    cumulative, grid = _cumulative(parts)
    return ndtri(np.clip(np.interp(quantity, grid, cumulative), 1e-9, 1.0 - 1e-9))


@cache
def _cumulative(parts: tuple[tuple[float, float], ...]) -> tuple[Array, Array]:
    """Distribution of a mixture and the values that it is tabulated at."""
    grid = np.unique(np.concatenate([np.linspace(-6.0 * sigma, 6.0 * sigma, 1201) for _, sigma in parts]))
    cumulative = np.sum([share * ndtr(grid / sigma) for share, sigma in parts], axis=0)
    return cumulative, grid


def from_density(normal: Array, grid: Array, density: Array) -> Array:
    """A quantity with a density tabulated on a grid."""
    return np.interp(ndtr(normal), _shares_below(grid, density), grid)


def to_normal(quantity: Array, grid: Array, density: Array) -> Array:
    """The inverse of `from_density`, finite at the ends of the grid."""
    share = np.interp(quantity, grid, _shares_below(grid, density))
    return ndtri(np.clip(share, 1e-9, 1.0 - 1e-9))


def _shares_below(grid: Array, density: Array) -> Array:
    cumulative = np.concatenate([[0.0], np.cumsum(0.5 * (density[1:] + density[:-1]) * np.diff(grid))])
    return cumulative / cumulative[-1]


def gaussian(offset: Array, sigma: float) -> Array:
    """Normal density of an offset."""
    return np.exp(-0.5 * (offset / sigma) ** 2) / (sigma * math.sqrt(2.0 * math.pi))
