"""Where launches from a site go: the prior over launch azimuth and orbit reached, from the orbits that are useful.

Most of the weight is on families of orbits that launches from the site serve, the rest is spread over all azimuths, so
that a launch to an orbit nobody thought of is not ruled out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from downrange.catalog.destinations import UsefulOrbit
from downrange.inference.transforms import gaussian
from downrange.records.flight import Array

USEFUL_SHARE = 0.97
"""Share of launches that serve a known family of orbits: likeliest for the launches of 2006 to 2025, each by what went
before it; on the learn half of the scoreboard's launches 51 in 52."""
BUMP_WIDTH = 1.3
"""Spread of the launch azimuth over that of the inclination: planes bend a little between pad and orbit."""
ORBIT_SPEED = 7790.0
"""Circular speed at 200 km [m/s]."""
GROUND_SPEED = 465.1
"""Of the equator, by the Earth's rotation [m/s]."""


def azimuth_prior(latitude: float, orbits: Sequence[UsefulOrbit]) -> tuple[Array, Array]:
    """Density of the launch azimuth at a geodetic latitude, for ascents without a turn [rad].

    Args:
        latitude: of the pad [rad].
        orbits: useful ones; none spreads the azimuth evenly.

    Returns:
        Azimuths [rad] from -90 degrees (west) once around, and their density.
    """
    grid = np.radians(np.linspace(-90.0, 270.0, 1441))
    flat = np.full(grid.shape, 1.0 / (2.0 * math.pi))
    if not orbits:
        return grid, flat
    density = np.zeros(grid.shape)
    for orbit in orbits:
        if orbit.inclination_deg is None:
            density += orbit.share * _bump(grid, math.pi / 2, math.radians(orbit.spread_deg))
            continue
        for azimuth in launch_azimuths(latitude, math.radians(orbit.inclination_deg)):
            density += 0.5 * orbit.share * _bump(grid, azimuth, math.radians(orbit.spread_deg * BUMP_WIDTH))
    density /= density.sum() * (grid[1] - grid[0])
    return grid, USEFUL_SHARE * density + (1.0 - USEFUL_SHARE) * flat


def azimuth_density(prior: tuple[Array, Array], azimuth: Array) -> Array:
    """[N] density [1/rad] of azimuths [N, rad] by a prior, as by `azimuth_prior`."""
    return _at(*prior, azimuth)


def destination_density(latitude: float, prior: tuple[Array, Array], azimuth: Array, inclination: Array) -> Array:
    """[N] prior density [1/rad] of the azimuth that would lead straight to an inclination, on the same side as another.

    Args:
        latitude: of the pad [rad].
        prior: of the azimuth, as by `azimuth_prior`.
        azimuth: [N] of the launch, north or south [rad].
        inclination: [N] of the orbit reached [rad].
    """
    return _at(*prior, direct_azimuth(latitude, azimuth, inclination))


def direct_azimuth(latitude: float, azimuth: Array, inclination: Array) -> Array:
    """[N] azimuth that leads to an inclination without a turn, north or south as another azimuth is [rad]."""
    ratio = np.clip(np.cos(inclination) / math.cos(latitude), -1.0, 1.0)
    inertial = np.where(np.cos(azimuth) >= 0.0, np.arcsin(ratio), math.pi - np.arcsin(ratio))
    return _over_ground(inertial, latitude)


def ascent_inclination(latitude: float, azimuth: Array) -> Array:
    """[N] inclination that a launch azimuth leads to without a turn. Angles in radians."""
    ground = GROUND_SPEED * math.cos(latitude)
    over_ground = np.sqrt(ORBIT_SPEED**2 - (ground * np.cos(azimuth)) ** 2) - ground * np.sin(azimuth)
    inertial = np.arctan2(over_ground * np.sin(azimuth) + ground, over_ground * np.cos(azimuth))
    return np.arccos(np.clip(np.sin(inertial) * math.cos(latitude), -1.0, 1.0))


def launch_azimuths(latitude: float, inclination: float) -> tuple[float, float]:
    """Earth-fixed launch azimuths, ascending and descending, into an inclination; due east or west if out of reach.

    Spherical Earth with the site's rotation taken off the orbital speed. Angles in radians.
    Source: Vallado (2013), Fundamentals of Astrodynamics and Applications, 6.4.
    """
    inertial = math.asin(max(-1.0, min(1.0, math.cos(inclination) / math.cos(latitude))))
    ascending, descending = _over_ground(np.array([inertial, math.pi - inertial]), latitude)
    return float(ascending), float(descending)


def _over_ground(inertial: Array, latitude: float) -> Array:
    """Azimuth over the turning ground of an inertial one [rad]."""
    east = ORBIT_SPEED * np.sin(inertial) - GROUND_SPEED * math.cos(latitude)
    return np.arctan2(east, ORBIT_SPEED * np.cos(inertial))


def _at(grid: Array, density: Array, azimuth: Array) -> Array:
    return np.interp(np.remainder(azimuth - grid[0], 2.0 * math.pi) + grid[0], grid, density)


def _bump(grid: Array, azimuth: float, sigma: float) -> Array:
    offset = np.remainder(grid - azimuth + math.pi, 2.0 * math.pi) - math.pi
    return gaussian(offset, sigma)
