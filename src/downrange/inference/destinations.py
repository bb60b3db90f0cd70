"""Where launches from a site go: the prior over launch azimuth from the orbits that are useful.

Half of the weight is on families of orbits that most launches serve, half is spread over all azimuths, so that a
launch to an orbit nobody thought of is not ruled out.
"""

from __future__ import annotations

import math

import numpy as np

from downrange.inference.transforms import gaussian
from downrange.records.flight import Array

USEFUL_INCLINATIONS: tuple[tuple[float, float, float], ...] = (
    (97.8, 0.9, 0.38),
    (51.6, 0.4, 0.12),
    (43.0, 0.7, 0.06),
    (53.1, 0.7, 0.10),
    (63.2, 0.9, 0.07),
    (70.0, 1.5, 0.04),
    (82.5, 0.8, 0.04),
    (86.6, 0.6, 0.04),
    (90.0, 0.7, 0.04),
)
"""(inclination, spread, share), degrees: sun-synchronous, station, constellation shells, Molniya, near-polar. Judgment,
after the families of the launches from 2010 to 2023; the rest of the useful share goes due east."""
DUE_EAST_SHARE = 0.11
USEFUL_SHARE = 0.5
ORBIT_SPEED = 7790.0
"""Circular speed at 200 km [m/s]."""


def azimuth_prior(latitude: float, *, useful: bool = True) -> tuple[Array, Array]:
    """Density of the launch azimuth at a geodetic latitude [rad].

    Args:
        latitude: of the pad [rad].
        useful: whether to favor useful orbits; False spreads evenly.

    Returns:
        Azimuths [rad] from -90 degrees (west) once around, and their density.
    """
    grid = np.radians(np.linspace(-90.0, 270.0, 1441))
    flat = np.full(grid.shape, 1.0 / (2.0 * math.pi))
    if not useful:
        return grid, flat
    density = np.zeros(grid.shape)
    for inclination_deg, spread_deg, share in USEFUL_INCLINATIONS:
        for azimuth in launch_azimuths(latitude, math.radians(inclination_deg)):
            density += 0.5 * share * _bump(grid, azimuth, math.radians(max(spread_deg, 0.5) * 1.5))
    density += DUE_EAST_SHARE * _bump(grid, math.pi / 2, math.radians(4.0))
    density /= density.sum() * (grid[1] - grid[0])
    return grid, USEFUL_SHARE * density + (1.0 - USEFUL_SHARE) * flat


def _bump(grid: Array, azimuth: float, sigma: float) -> Array:
    offset = np.remainder(grid - azimuth + math.pi, 2.0 * math.pi) - math.pi
    return gaussian(offset, sigma)


def launch_azimuths(latitude: float, inclination: float) -> tuple[float, float]:
    """Earth-fixed launch azimuths, ascending and descending, into an inclination; due east or west if out of reach.

    Spherical Earth with the site's rotation taken off the orbital speed. Angles in radians.
    Source: Vallado (2013), Fundamentals of Astrodynamics and Applications, 6.4.
    """
    ratio = math.cos(inclination) / math.cos(latitude)
    inertial = math.asin(max(-1.0, min(1.0, ratio)))
    eastward = 465.1 * math.cos(latitude)
    azimuths = []
    for azimuth in (inertial, math.pi - inertial):
        east = ORBIT_SPEED * math.sin(azimuth) - eastward
        azimuths.append(math.atan2(east, ORBIT_SPEED * math.cos(azimuth)))
    return azimuths[0], azimuths[1]
