"""Smooth tables that the kernels look up: air and wind by height, drag coefficient by Mach number.

All are quadratic B-splines (C1) on a uniform grid of the looked-up coordinate. Height is mapped to
`h / (h + HEIGHT_FOLD)`, which spaces cells 0.12 km at the ground and 35 km at 1000 km, so that 500 cells hold the whole
atmosphere and stay in the first-level cache.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from downrange.earth.atmosphere import air
from downrange.records.flight import Array, Wind

HEIGHT_FOLD = 60e3
"""[m]"""
AIR_CELLS = 512
AIR_ROW = 4
"""Numbers per cell: three coefficients of density, and one of nothing, so that rows are read at a stroke."""
WIND_ROW = 8
"""East wind's coefficients and nothing, then north wind's and nothing."""
MACH_CELL = 0.125
MACH_CELLS = 80
DRAG_ROW = 4

# Slender stack on its way up; the curve's shape is that of a blunted cone-cylinder. Source: Hoerner (1965),
# Fluid-Dynamic Drag, chapter 16, read off to two digits.
_MACH = np.array([0.0, 0.4, 0.6, 0.8, 0.9, 1.0, 1.1, 1.2, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0])
_STACK = np.array([0.28, 0.27, 0.28, 0.32, 0.40, 0.52, 0.58, 0.57, 0.50, 0.42, 0.34, 0.30, 0.28, 0.27, 0.26, 0.26])
# Falling, tumbling body, relative to its hypersonic drag: the ballistic coefficient is that of hypersonic flight.
_TUMBLING = np.array([0.8, 0.82, 0.85, 0.95, 1.05, 1.2, 1.28, 1.3, 1.28, 1.2, 1.1, 1.05, 1.02, 1.0, 1.0, 1.0])


@lru_cache(maxsize=4)
def _weights_of(n: int) -> Array:
    """The matrix that turns values at the middles of n cells, a zero at either end, into B-spline weights."""
    weights = np.zeros((n + 2, n + 2))
    inside, shares = weights[1:-1], np.zeros(n)  # the ends go on with their neighbor's slope: w[1] and w[n] are values
    inside[:, 1:-1] = np.eye(n)
    for i in range(1, n - 1):  # (w[i-1] + 6 w[i] + w[i+1]) / 8 = value, by elimination: a general inverse takes 0.1 s
        pivot = 0.75 - 0.125 * shares[i - 1]
        shares[i] = 0.125 / pivot
        inside[i] = (inside[i] - 0.125 * inside[i - 1]) / pivot
    for i in range(n - 2, 0, -1):
        inside[i] -= shares[i] * inside[i + 1]
    weights[0], weights[-1] = 2.0 * inside[0] - inside[1], 2.0 * inside[-1] - inside[-2]
    return weights


def quadratic_pieces(at_middles: Array) -> Array:
    """Coefficients (n, 3) of the C1 quadratic spline through values (n,) at the middles of n equal cells."""
    weights = _weights_of(at_middles.size) @ np.concatenate([[0.0], at_middles, [0.0]])
    left, middle, right = weights[:-2], weights[1:-1], weights[2:]
    return np.stack([0.5 * (left + middle), middle - left, 0.5 * (left - 2.0 * middle + right)], axis=-1)


@lru_cache(maxsize=1)
def _density_pieces() -> Array:
    middle = (np.arange(AIR_CELLS) + 0.5) / AIR_CELLS
    return quadratic_pieces(air(np.minimum(HEIGHT_FOLD * middle / (1.0 - middle), 2e6))[0])


def _padded(pieces: Array) -> Array:
    """Rows of three as a flat table of rows of four."""
    return np.pad(pieces, ((0, 0), (0, 1))).reshape(-1)


def air_table() -> Array:
    """Flat table (AIR_CELLS x AIR_ROW) of density [kg/m3]."""
    return _padded(_density_pieces())


def wind_table(wind: Wind | None) -> Array | None:
    """Flat table (AIR_CELLS x WIND_ROW) of east and north wind [m/s]; None in calm, which kernels then leave out."""
    if wind is None:
        return None
    table = np.zeros((AIR_CELLS, WIND_ROW))
    middle = (np.arange(AIR_CELLS) + 0.5) / AIR_CELLS
    height_km = HEIGHT_FOLD * 1e-3 * middle / (1.0 - middle)
    knots = np.arange(wind.east.size, dtype=np.float64)
    fade = np.clip((height_km - (knots[-1] - 1.0)), 0.0, 1.0)  # calm above the last row
    for column, values in ((0, wind.east), (4, wind.north)):
        table[:, column : column + 3] = quadratic_pieces(np.interp(height_km, knots, values) * (1.0 - fade))
    return table.reshape(-1)


@lru_cache(maxsize=1)
def drag_table() -> Array:
    """Flat table (2 x MACH_CELLS x DRAG_ROW): the ascending stack's drag curve, then the tumbling body's."""
    middle = (np.arange(MACH_CELLS) + 0.5) * MACH_CELL
    curves = [quadratic_pieces(np.interp(middle, _MACH, values)) for values in (_STACK, _TUMBLING)]
    return _padded(np.concatenate(curves))
