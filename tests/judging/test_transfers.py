"""The plane of the ascent and the orbit meant."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from downrange.catalog.destinations import UsefulOrbit
from downrange.catalog.sites import find_site
from downrange.inference.destinations import launch_azimuths
from downrange.judging.pool import Pool
from downrange.judging.transfers import planned_inclinations, transfer_share
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
