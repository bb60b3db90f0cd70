"""The plane of the ascent is not yet that of the orbit: transfer orbits are flattened after the last warned area.

On the learn half of the scoreboard's further launches with catalog elements, orbits that stay low lie within half a
degree of the plane flown (elements are weeks to years late); half of the transfer orbits were flattened on the way.
Stages that turn before they reach orbit are flown (`inference/model.py`).
"""

from __future__ import annotations

import math

import numpy as np

from downrange.catalog.destinations import UsefulOrbit, useful_orbits
from downrange.inference.destinations import azimuth_prior, destination_density
from downrange.judging.pool import Pool, interval
from downrange.records.finding import Interval
from downrange.records.flight import Array
from downrange.records.place import Site

INSERTION_SPREAD_DEG = 0.5
"""What the plane of an orbit differs by from the plane of its ascent, the scatter of catalog elements included."""
FLATTENED_SHARE, MOST_FLATTENED = 0.5, 0.7
"""Share of launches due east whose upper stage lowers the inclination on the way to a transfer orbit, and by what part
of it at most."""


def planned_inclinations(
    pool: Pool, site: Site, year: int | None, *, seed: int
) -> tuple[Interval | None, Interval | None]:
    """Inclination of the plane of the ascent, and of the orbit meant [deg].

    Args:
        pool: flown draws.
        site: of the launch.
        year: of the launch; None: any.
        seed: of the late turns drawn.
    """
    reached, leaving, weights = pool.ascents()
    rng = np.random.default_rng(seed)
    degrees = np.degrees(reached)
    spread = rng.standard_normal(len(reached)) * INSERTION_SPREAD_DEG
    ascent = degrees + spread
    transfers = transfer_share(math.radians(site.latitude_deg), useful_orbits(site, year), leaving, reached)
    flattened = rng.random(len(reached)) < FLATTENED_SHARE * transfers
    kept = np.where(flattened, 1.0 - MOST_FLATTENED * rng.random(len(reached)), 1.0)
    final = np.abs(degrees * kept + spread)
    return interval(np.abs(ascent), weights), interval(final, weights)


def transfer_share(latitude: float, orbits: tuple[UsefulOrbit, ...], leaving: Array, reached: Array) -> Array:
    """[N] probability that a flight is bound for a transfer orbit, by what launches from there are for.

    Args:
        latitude: of the site [rad].
        orbits: useful ones.
        leaving: [N] launch azimuth [rad].
        reached: [N] inclination of the plane of the ascent [rad].
    """
    east = tuple(orbit for orbit in orbits if orbit.inclination_deg is None)
    if not east:
        return np.zeros(len(reached))
    all_of_them = destination_density(latitude, azimuth_prior(latitude, orbits), leaving, reached)
    of_these = destination_density(latitude, azimuth_prior(latitude, east), leaving, reached)
    total, share = sum(orbit.share for orbit in orbits), sum(orbit.share for orbit in east)
    return np.clip(share / total * of_these / all_of_them, 0.0, 1.0)
