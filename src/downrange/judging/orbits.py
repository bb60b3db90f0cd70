"""The orbits that a launch may have been bound for: one finding a family, with and without what is usual there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from downrange.catalog.destinations import UNNAMED, UsefulOrbit, useful_orbits
from downrange.inference.destinations import ascent_inclination, azimuth_prior, destination_density
from downrange.judging.pool import Pool, interval
from downrange.judging.transfers import late_turns
from downrange.records.finding import PlannedOrbit
from downrange.records.flight import Array
from downrange.records.place import Site

BANDWIDTH_DEG = 0.8
"""Draws this near [deg] belong to one hump of the inclination's density."""
LEAST_SHARE = 0.03
"""Humps with less are not told."""
VALLEY = 0.7
"""Two humps are two families when the density between them falls below this share of the lower."""
NAMED_WITHIN = 2.0
"""A family has the name of a useful orbit this many of its spreads away."""


def planned_orbits(
    pool: Pool, site: Site, year: int | None, insertion_spread_deg: float, *, settled: bool = False
) -> tuple[PlannedOrbit, ...]:
    """Families of planned inclinations, likeliest first.

    Args:
        pool: flown draws.
        site: of the launch.
        year: of the launch; None: any.
        insertion_spread_deg: what the orbit may differ by from the flown one.
        settled: the draws were weighed by the orbit, so that no turn came after them.
    """
    latitude = math.radians(site.latitude_deg)
    reached, leaving, weights = pool.ascents()
    if len(reached) < 20 or weights.sum() <= 0.0:
        return ()
    weights = weights / weights.sum()
    useful = useful_orbits(site, year)
    flat = weights / destination_density(latitude, azimuth_prior(latitude, useful), leaving, reached)
    late = late_turns(site, () if settled else useful, reached, leaving, weights)
    flat = np.concatenate([flat / flat.sum(), np.zeros(len(late.weights))])
    degrees = np.concatenate([np.degrees(reached), late.inclination_deg])
    turns = degrees - np.concatenate([np.degrees(ascent_inclination(latitude, leaving)), late.from_deg])
    weights = np.concatenate([weights, late.weights])
    weights = weights / weights.sum()
    found: list[PlannedOrbit] = []
    for low, high in _humps(degrees, weights, math.hypot(BANDWIDTH_DEG, insertion_spread_deg)):
        inside = (degrees >= low) & (degrees < high)
        inclination = interval(degrees[inside], weights[inside])
        turn = interval(turns[inside], weights[inside])
        if inclination is None or turn is None or weights[inside].sum() < LEAST_SHARE:
            continue
        found.append(
            PlannedOrbit(
                name=_name(inclination.median, useful),
                inclination_deg=inclination,
                turn_deg=turn,
                probability=float(weights[inside].sum()),
                probability_any_orbit=float(flat[inside].sum()),
            )
        )
    return tuple(sorted(found, key=lambda orbit: -orbit.probability))


def _humps(values: Array, weights: Array, bandwidth: float) -> list[tuple[float, float]]:
    """Bounds of the humps of a smoothed weighted density."""
    grid = np.arange(0.0, 180.5, 0.25)
    histogram, _ = np.histogram(values, bins=np.append(grid - 0.125, grid[-1] + 0.125), weights=weights)
    reach = np.arange(-4.0 * bandwidth, 4.0 * bandwidth + 0.1, 0.25)
    density = np.convolve(histogram, np.exp(-0.5 * (reach / bandwidth) ** 2), mode="same")
    edges = [0]
    summit = valley = 0
    for index in range(1, len(grid)):
        if density[index] > density[summit]:
            if summit > edges[-1] and density[valley] < VALLEY * density[summit]:
                edges.append(valley)
            summit = valley = index
        elif density[index] < density[valley]:
            valley = index
        elif density[valley] < VALLEY * min(density[summit], density[index]) and density[index] > 1e-6:
            edges.append(valley)
            summit = valley = index
    bounds = [*(float(grid[edge]) for edge in edges), 180.5]
    return list(pairwise(bounds))


def _name(inclination_deg: float, useful: Sequence[UsefulOrbit]) -> str | None:
    """What launches to this inclination are for, if that is known."""
    near = [
        (abs(orbit.inclination_deg - inclination_deg) / orbit.spread_deg, orbit.name)
        for orbit in useful
        if orbit.inclination_deg is not None and orbit.name != UNNAMED
    ]
    distance, name = min(near, default=(math.inf, ""))
    return name if distance < NAMED_WITHIN else None
