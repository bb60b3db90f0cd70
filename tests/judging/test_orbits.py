"""Families of planned orbits told apart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest

from downrange.catalog.sites import find_site
from downrange.inference.destinations import launch_azimuths
from downrange.judging.orbits import planned_orbits
from downrange.judging.pool import Pool
from downrange.records.explanation import FlightKind

SITE = find_site("sohae")
assert SITE is not None
LATITUDE = math.radians(SITE.latitude_deg)


@dataclass(frozen=True)
class Draws:
    """As much of a flown posterior as is looked at."""

    plan: SimpleNamespace
    azimuth: np.ndarray
    posterior: SimpleNamespace


def pool(*families):
    """Draws of (inclination, inclination of the launch azimuth's plane, number), one degree wide."""
    rng = np.random.default_rng(5)
    reached = np.concatenate([rng.normal(inclination, 0.3, count) for inclination, _, count in families])
    leaving = np.concatenate(
        [np.full(count, launch_azimuths(LATITUDE, math.radians(plane))[1]) for _, plane, count in families]
    )
    posterior = SimpleNamespace(probability=1.0, explanation=SimpleNamespace(kind=FlightKind.ORBITAL))
    return Pool(flown=(Draws(SimpleNamespace(inclination=np.radians(reached)), leaving, posterior),))


def test_a_plane_and_a_turn_to_a_useful_orbit_are_two_families():
    turned, straight = planned_orbits(pool((97.5, 75.0, 700), (75.0, 75.0, 300)), SITE, 2023, 0.5)
    assert turned.name == "sun-synchronous"
    assert turned.probability == pytest.approx(0.7, abs=0.02)  # some turn to other orbits afterwards
    assert turned.turn_deg.median == pytest.approx(22.5, abs=0.2)
    assert straight.name is None
    assert straight.inclination_deg.median == pytest.approx(75.0, abs=0.2)


def test_without_weight_on_useful_orbits_the_straight_plane_gains():
    turned, straight = planned_orbits(pool((97.5, 75.0, 700), (75.0, 75.0, 300)), SITE, 2023, 0.5)
    assert straight.probability_any_orbit > 3.0 * straight.probability / 2.0
    assert turned.probability_any_orbit + straight.probability_any_orbit == pytest.approx(1.0)


def test_one_family_stays_one_however_its_draws_scatter():
    assert len(planned_orbits(pool((97.0, 97.0, 60), (97.8, 97.0, 60)), SITE, 2023, 0.5)) == 1


def test_a_family_with_next_to_nothing_is_not_told():
    assert len(planned_orbits(pool((97.5, 97.5, 990), (60.0, 60.0, 10)), SITE, 2023, 0.5)) == 1


def test_no_draws_in_orbit_leave_nothing_to_tell():
    assert planned_orbits(pool((97.5, 97.5, 0)), SITE, 2023, 0.5) == ()
