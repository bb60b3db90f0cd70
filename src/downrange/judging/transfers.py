"""The plane of the ascent is not yet that of the orbit: stages turn, and transfers are flattened, after the last area.

On the learn half of the scoreboard's further launches with catalog elements, orbits that stay low lie within half a
degree of the plane flown (elements are weeks to years late); half of the transfer orbits were flattened on the way.
Stages that turn before they reach orbit are flown (`inference/model.py`); those that turn after a coast are not, and
turn to an orbit that launches from the site are for.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from downrange.catalog.destinations import UsefulOrbit, useful_orbits
from downrange.inference.destinations import ascent_inclination, azimuth_prior, destination_density, direct_azimuth
from downrange.judging.pool import Pool, interval
from downrange.records.finding import Interval
from downrange.records.flight import Array
from downrange.records.place import Site

INSERTION_SPREAD_DEG = 0.5
"""What the plane of an orbit differs by from the plane of its ascent, the scatter of catalog elements included."""
FLATTENED_SHARE, MOST_FLATTENED = 0.5, 0.7
"""Share of launches due east whose upper stage lowers the inclination on the way to a transfer orbit, and by what part
of it at most."""

LATE_SHARE, LATE_TURN_DEG = 0.05, 4.0
"""Share of launches whose upper stage turns after the last area, and how their number falls off with the turn: 4
degrees cost some 500 m/s. Of 0 to 0.2 and 1.5 to 6 degrees those with the best log score of the inclination on 19
launches of the learn half; a wider or heavier-tailed `INSERTION_SPREAD_DEG` scores worse on them."""
LEVELS = 9
"""Inclinations that stand for each family of orbits turned to, evenly by its distribution."""
STEP = math.radians(0.05)
"""Inclination step over which the azimuth's change is taken [rad]."""


class LateTurns(NamedTuple):
    """Orbits that draws may have gone to by turns after the ascent."""

    odds: Array
    """[N] of such a turn against none, for each draw"""
    inclination_deg: Array
    """[M] of the orbits"""
    from_deg: Array
    """[M] inclination of the launch azimuth's plane of the draws that go there"""
    weights: Array
    """[M] on the scale of those of the draws"""


def late_turns(
    site: Site, orbits: tuple[UsefulOrbit, ...], reached: Array, leaving: Array, weights: Array
) -> LateTurns:
    """Turns after the ascent to useful orbits, given draws whose prior has none.

    Args:
        site: of the launch.
        orbits: useful ones.
        reached: [N] inclination of the plane of the ascent [rad].
        leaving: [N] launch azimuth [rad].
        weights: [N] of the draws.
    """
    targets = [orbit for orbit in orbits if orbit.inclination_deg is not None]
    if not targets or not len(reached):
        return LateTurns(np.zeros(len(reached)), np.zeros(0), np.zeros(0), np.zeros(0))
    latitude, degrees = math.radians(site.latitude_deg), np.degrees(reached)
    after, before = (direct_azimuth(latitude, leaving, reached + step) for step in (STEP, -STEP))
    straight = destination_density(latitude, azimuth_prior(latitude, orbits), leaving, reached)
    straight = straight * np.maximum(np.abs(after - before) / (2.0 * STEP), 1.0) * math.pi / 180.0
    odds = np.zeros((len(targets), len(reached)))
    for row, orbit in zip(odds, targets, strict=True):
        off = np.abs(degrees - (orbit.inclination_deg or 0.0))
        # Half of the launches to an orbit go north, half go south, as in the density of straight ascents.
        row[:] = 0.5 * orbit.share * np.exp(-off / LATE_TURN_DEG) / (2.0 * LATE_TURN_DEG) / straight
    odds *= LATE_SHARE / (1.0 - LATE_SHARE)
    each = (odds * weights).sum(axis=1)
    plane = np.degrees(ascent_inclination(latitude, leaving))
    planes = (odds * weights * plane).sum(axis=1) / np.maximum(each, 1e-300)
    places = [
        (orbit.inclination_deg or 0.0)
        + math.hypot(orbit.spread_deg, INSERTION_SPREAD_DEG) * ndtri((np.arange(LEVELS) + 0.5) / LEVELS)
        for orbit in targets
    ]
    return LateTurns(
        odds=odds.sum(axis=0),
        inclination_deg=np.concatenate(places),
        from_deg=np.repeat(planes, LEVELS),
        weights=np.repeat(each / LEVELS, LEVELS),
    )


def planned_inclinations(
    pool: Pool, site: Site, year: int | None, *, seed: int, settled: bool = False
) -> tuple[Interval | None, Interval | None]:
    """Inclination of the plane of the ascent, and of the orbit meant [deg].

    Args:
        pool: flown draws.
        site: of the launch.
        year: of the launch; None: any.
        seed: of what is drawn.
        settled: the draws were weighed by the orbit, so that no turn came after them.
    """
    reached, leaving, weights = pool.ascents()
    rng = np.random.default_rng(seed)
    degrees = np.degrees(reached)
    spread = rng.standard_normal(len(reached)) * INSERTION_SPREAD_DEG
    ascent = degrees + spread
    orbits = useful_orbits(site, year)
    transfers = transfer_share(math.radians(site.latitude_deg), orbits, leaving, reached)
    flattened = rng.random(len(reached)) < FLATTENED_SHARE * transfers
    kept = np.where(flattened, 1.0 - MOST_FLATTENED * rng.random(len(reached)), 1.0)
    final = np.abs(degrees * kept + spread)
    turned = late_turns(site, () if settled else orbits, reached, leaving, weights)
    whole = weights.sum() / max(weights.sum() + turned.weights.sum(), 1e-300)
    ended = np.concatenate([final, turned.inclination_deg])
    return (
        interval(np.abs(ascent), whole * weights * (1.0 + turned.odds)),
        interval(ended, whole * np.concatenate([weights, turned.weights])),
    )


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
