"""Winds nobody measured: random profiles whose values at neighboring heights go together."""

from __future__ import annotations

import numpy as np

from downrange.records.flight import Wind

LEVELS = 33
"""Heights 0, 1, 2 ... km, as `Wind` has them."""
CORRELATION_HEIGHT = 4.0
"""Height over which two winds lose most of their likeness [km]."""
# Height [km], mean westerly [m/s], one standard deviation of each component [m/s]: a mid-latitude year, to one digit.
# Source: the order of the annual profiles in NASA-HDBK-1001 (2000), section 2.3.
_CLIMATE = np.array([[0, 0, 4], [5, 10, 9], [11, 22, 15], [15, 15, 10], [20, 3, 7], [25, 5, 9], [32, 10, 14]])


def draw_wind(rng: np.random.Generator, *, westerly: float = 1.0) -> Wind:
    """A random wind of a mid-latitude site; `westerly` scales its mean, 0 for none.

    Each component is a Gaussian process in height, with correlation exp(-(dh / CORRELATION_HEIGHT)^2 / 2).
    """
    height = np.arange(LEVELS, dtype=np.float64)
    mean = westerly * np.interp(height, _CLIMATE[:, 0], _CLIMATE[:, 1])
    spread = np.interp(height, _CLIMATE[:, 0], _CLIMATE[:, 2])
    likeness = np.exp(-0.5 * ((height[:, None] - height) / CORRELATION_HEIGHT) ** 2)
    root = np.linalg.cholesky(likeness + 1e-6 * np.eye(LEVELS))
    east, north = (spread * (root @ rng.standard_normal(LEVELS)) for _ in range(2))
    return Wind(east=mean + east, north=north)
