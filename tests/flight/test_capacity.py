"""Payload capacity: monotone where physics says so, and consistent with the flights themselves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from vehicles_to_fly import TWO_STAGES, planned

from downrange.flight.capacity import payload_capacity
from downrange.flight.ensemble import fly_ensemble
from downrange.flight.plan import solve_kick
from downrange.records.flight import FlightStatus


def test_a_vehicle_lifts_its_capacity_and_not_much_more() -> None:
    vehicles, plans = planned(TWO_STAGES)
    most = payload_capacity(vehicles, plans)
    for share, good in ((0.98, True), (1.05, False)):
        loaded = replace(vehicles, payload_mass=share * most)
        flown = fly_ensemble(loaded, replace(plans, kick_angle=solve_kick(loaded, plans)))
        assert (flown.status[0] == FlightStatus.OK) == good


def test_more_is_lifted_to_a_lower_orbit_and_to_the_east() -> None:
    vehicles, plans = planned(TWO_STAGES, 3, height_km=250.0)
    plans = replace(
        plans,
        target_perigee=np.array([250e3, 600e3, 250e3]),
        target_apogee=np.array([250e3, 600e3, 250e3]),
        azimuth=np.radians([90.0, 90.0, 190.0]),
    )
    low_east, high_east, low_south = payload_capacity(vehicles, plans)
    assert low_east > high_east
    assert low_east > low_south


def test_the_capacity_of_a_falcon_like_vehicle_is_falcon_like() -> None:
    """22.8 t to a low orbit from the Cape, expended. Source: SpaceX, Capabilities & Services (2016)."""
    vehicles, plans = planned(TWO_STAGES, azimuth_deg=90.0, height_km=200.0)
    assert payload_capacity(vehicles, plans)[0] == pytest.approx(22800.0, rel=0.1)


def test_a_vehicle_that_cannot_reach_the_orbit_at_all_has_no_capacity() -> None:
    vehicles, plans = planned(TWO_STAGES)
    empty = replace(vehicles, propellant_mass=vehicles.propellant_mass * np.array([[1.0, 0.05]]))
    assert np.isnan(payload_capacity(empty, plans)[0])


def test_one_vehicle_that_cannot_be_leaves_the_capacity_of_the_others_as_it_is() -> None:
    vehicles, plans = planned(TWO_STAGES, 4)
    dry = vehicles.dry_mass.copy()
    dry[1, 0], dry[2, 1] = -5.0, np.nan
    most = payload_capacity(replace(vehicles, dry_mass=dry), plans)
    assert np.isnan(most[1:3]).all()
    assert most[[0, 3]] == pytest.approx(payload_capacity(vehicles, plans)[[0, 3]])
