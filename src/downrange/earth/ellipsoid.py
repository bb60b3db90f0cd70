"""The figure and field of the Earth: WGS84 with J2, its rotation, and conversions between frames.

ECI and ECEF coincide at time zero (lift-off). Source: NIMA TR8350.2 (2000), tables 3.1 and 5.1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MU = 3.986004418e14
"""Gravitational parameter [m3/s2]."""
EQUATORIAL_RADIUS = 6378137.0
"""[m]"""
FLATTENING = 1.0 / 298.257223563
POLAR_RADIUS = EQUATORIAL_RADIUS * (1.0 - FLATTENING)
"""[m]"""
ECCENTRICITY2 = FLATTENING * (2.0 - FLATTENING)
"""First eccentricity squared."""
SECOND_ECCENTRICITY2 = ECCENTRICITY2 / (1.0 - ECCENTRICITY2)
J2 = 1.08262982e-3
ROTATION = 7.292115e-5
"""[rad/s]"""
STANDARD_GRAVITY = 9.80665
"""[m/s2]"""


def ecef_from_geodetic(latitude: Array | float, longitude: Array | float, height: Array | float) -> Array:
    """ECEF position [m] of shape (..., 3) of geodetic latitude, longitude [rad] and height [m]."""
    latitude, longitude, height = np.broadcast_arrays(latitude, longitude, height)
    s, c = np.sin(latitude), np.cos(latitude)
    n = EQUATORIAL_RADIUS / np.sqrt(1.0 - ECCENTRICITY2 * s * s)
    return np.stack(
        [
            (n + height) * c * np.cos(longitude),
            (n + height) * c * np.sin(longitude),
            (n * (1.0 - ECCENTRICITY2) + height) * s,
        ],
        axis=-1,
    )


def geodetic_from_ecef(position_ecef: Array) -> tuple[Array, Array, Array]:
    """Geodetic latitude, longitude [rad] and height [m] of ECEF positions (..., 3) [m].

    Source: Bowring, B. (1985), The accuracy of geodetic latitude and height equations, Survey Review 28; iterated
    twice, exact to rounding at any height.
    """
    x, y, z = position_ecef[..., 0], position_ecef[..., 1], position_ecef[..., 2]
    p = np.hypot(x, y)
    r = np.hypot(p, z)
    with np.errstate(divide="ignore", invalid="ignore"):
        beta = np.arctan2(POLAR_RADIUS * z * (1.0 + SECOND_ECCENTRICITY2 * POLAR_RADIUS / r), EQUATORIAL_RADIUS * p)
    latitude = beta
    for _ in range(2):
        latitude = np.arctan2(
            z + SECOND_ECCENTRICITY2 * POLAR_RADIUS * np.sin(beta) ** 3,
            p - ECCENTRICITY2 * EQUATORIAL_RADIUS * np.cos(beta) ** 3,
        )
        beta = np.arctan2(POLAR_RADIUS * np.sin(latitude), EQUATORIAL_RADIUS * np.cos(latitude))
    s, c = np.sin(latitude), np.cos(latitude)
    height = p * c + z * s - EQUATORIAL_RADIUS * np.sqrt(1.0 - ECCENTRICITY2 * s * s)
    return latitude, np.arctan2(y, x), height


def ecef_from_eci(position_eci: Array, time: Array | float) -> Array:
    """ECEF positions (..., 3) [m] of ECI positions at `time` [s] after the frames coincided."""
    angle = ROTATION * np.asarray(time)
    c, s = np.cos(angle), np.sin(angle)
    x, y, z = position_eci[..., 0], position_eci[..., 1], position_eci[..., 2]
    return np.stack([c * x + s * y, c * y - s * x, z], axis=-1)


def eci_from_ecef(position_ecef: Array, time: Array | float) -> Array:
    """ECI positions (..., 3) [m] of ECEF positions at `time` [s] after the frames coincided."""
    return ecef_from_eci(position_ecef, -np.asarray(time))
