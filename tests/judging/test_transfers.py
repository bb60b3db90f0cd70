"""The plane of the ascent and the orbit meant."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from downrange.catalog.destinations import UsefulOrbit
from downrange.catalog.sites import find_site
from downrange.inference.destinations import USEFUL_SHARE, launch_azimuths
from downrange.judging.orbits import planned_orbits
from downrange.judging.pool import Pool
from downrange.judging.transfers import LATE_SHARE, LATE_TURN_DEG, late_turns, planned_inclinations, transfer_share
from downrange.records.explanation import FlightKind

KOUROU = find_site("kourou")
PLESETSK = find_site("plesetsk")
ORBITAL = SimpleNamespace(probability=1.0, explanation=SimpleNamespace(kind=FlightKind.ORBITAL))


def pool(site, inclination):
    """Four thousand draws of one ascent."""
    reached = np.full(4000, math.radians(inclination))
    leaving = np.full(4000, launch_azimuths(math.radians(site.latitude_deg), math.radians(inclination))[0])
    return Pool(flown=(SimpleNamespace(plan=SimpleNamespace(inclination=reached), azimuth=leaving, posterior=ORBITAL),))


def test_a_polar_orbit_is_meant_to_stay_where_the_ascent_is():
    ascent, meant = planned_inclinations(pool(PLESETSK, 82.5), PLESETSK, 2018, seed=1)
    assert ascent.median == pytest.approx(82.5, abs=0.05)
    assert meant.median == pytest.approx(82.5, abs=0.05)
    assert ascent.q95 - ascent.q05 <= meant.q95 - meant.q05 < 2.5


def test_a_launch_due_east_may_be_flattened_on_the_way_to_a_transfer_orbit():
    ascent, meant = planned_inclinations(pool(KOUROU, 6.0), KOUROU, 2018, seed=1)
    assert ascent.q05 > 5.0
    assert meant.q05 < 3.0
    assert meant.q95 == pytest.approx(ascent.q95, abs=0.5)


def test_no_transfer_is_told_where_none_is_usual():
    orbits = (UsefulOrbit(97.9, 0.7, 1.0, "sun-synchronous"),)
    assert (transfer_share(0.1, orbits, np.array([0.0]), np.array([1.7])) == 0.0).all()


def test_shares_of_transfers_lie_between_none_and_all():
    orbits = (UsefulOrbit(None, 4.0, 0.5, "transfer-orbit"), UsefulOrbit(51.6, 0.3, 0.5, "station"))
    latitude = math.radians(28.5)
    east, station = (launch_azimuths(latitude, math.radians(deg))[0] for deg in (28.6, 51.6))
    share = transfer_share(latitude, orbits, np.array([east, station]), np.radians([28.6, 51.6]))
    assert share[0] > 0.9
    assert share[1] < 0.05


def test_a_plane_that_no_launch_is_for_may_turn_late_to_an_orbit_that_they_are_for():
    ascent, meant = planned_inclinations(pool(KOUROU, 91.5), KOUROU, 2018, seed=1)
    assert ascent.q95 < 93.0
    assert meant.q95 > 97.0
    families = planned_orbits(pool(KOUROU, 91.5), KOUROU, 2018, 0.5)
    straight, turned = sorted(families, key=lambda family: family.inclination_deg.median)[-2:]
    assert straight.inclination_deg.median == pytest.approx(91.5)
    assert turned.inclination_deg.q05 < 98.3 < turned.inclination_deg.q95
    assert turned.probability > 0.05
    assert sum(family.probability for family in families) <= 1.0 + 1e-9


def test_the_odds_of_a_late_turn_are_those_of_the_two_ways_to_the_plane_flown():
    # One orbit at 98 degrees and ascents spread evenly over the azimuths: from the equator the plane of 90 degrees has
    # the density 0.03 / 360 per degree of azimuth, and a late turn of 8 degrees half the orbit's share times an
    # exponential in the turn.
    orbits = (UsefulOrbit(98.0, 0.3, 1.0, "sun-synchronous"),)
    equator = replace(KOUROU, latitude_deg=0.0)
    north = launch_azimuths(0.0, math.radians(90.0))[0]
    found = late_turns(equator, orbits, np.radians([90.0]), np.array([north]), np.ones(1))
    late = 0.5 * math.exp(-8.0 / LATE_TURN_DEG) / (2.0 * LATE_TURN_DEG) * LATE_SHARE
    straight = (1.0 - USEFUL_SHARE) / 360.0 * (1.0 - LATE_SHARE)
    assert found.odds[0] == pytest.approx(late / straight, rel=0.1)
    assert found.weights.sum() == pytest.approx(found.odds[0])
    assert np.average(found.inclination_deg, weights=found.weights) == pytest.approx(98.0)


def test_nothing_turns_late_once_the_orbit_is_told():
    _, meant = planned_inclinations(pool(KOUROU, 91.5), KOUROU, 2018, seed=1, settled=True)
    assert meant.q95 < 93.0
    (only,) = planned_orbits(pool(KOUROU, 91.5), KOUROU, 2018, 0.5, settled=True)
    assert only.inclination_deg.median == pytest.approx(91.5)
