"""A last stage that parks, coasts to apogee and burns again: against the transfer's closed form, and what it gains."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from vehicles_to_fly import THREE_STAGES, planned

from downrange.earth.ellipsoid import EQUATORIAL_RADIUS, MU, STANDARD_GRAVITY
from downrange.flight.capacity import payload_capacity
from downrange.flight.ensemble import fly_ensemble
from downrange.flight.plan import solve_kick
from downrange.records.flight import FAILURE_CODES, Array, FailureMode, FlightStatus, PlanArrays, VehicleArrays

TARGET, PARKING = 700e3, 200e3


def parked(flights: int = 1, *, azimuth_deg: float = 90.0) -> tuple[VehicleArrays, PlanArrays]:
    vehicles, plans = planned(THREE_STAGES, flights, height_km=TARGET / 1e3, azimuth_deg=azimuth_deg)
    vehicles = replace(vehicles, payload_mass=np.full(flights, 250.0))
    plans = replace(plans, park_perigee=np.full(flights, PARKING), park_apogee=np.full(flights, TARGET))
    return vehicles, replace(plans, kick_angle=solve_kick(vehicles, plans))


def shape(perigee: float, apogee: float) -> Array:
    """Speeds at perigee and apogee, and half the period, of the orbit between two heights."""
    low, high = EQUATORIAL_RADIUS + perigee, EQUATORIAL_RADIUS + apogee
    axis = 0.5 * (low + high)
    return np.array(
        [np.sqrt(MU * (2 / low - 1 / axis)), np.sqrt(MU * (2 / high - 1 / axis)), np.pi * np.sqrt(axis**3 / MU)]
    )


@pytest.mark.parametrize("azimuth_deg", [90.0, 10.0, 190.0])
def test_a_parked_stage_ends_on_its_round_target(azimuth_deg: float) -> None:
    flown = fly_ensemble(*parked(azimuth_deg=azimuth_deg))
    assert flown.status[0] == FlightStatus.OK
    assert flown.perigee[0] == pytest.approx(TARGET, abs=2e3)
    assert flown.apogee[0] == pytest.approx(TARGET, abs=2e3)


def test_the_coast_lasts_half_an_orbit_and_the_second_burn_what_the_transfer_asks() -> None:
    vehicles, plans = parked()
    flown = fly_ensemble(vehicles, plans)
    once = fly_ensemble(vehicles, replace(plans, target_perigee=plans.park_perigee, park_perigee=np.zeros(1)))
    _, at_apogee, half = shape(PARKING, TARGET)
    gained = shape(TARGET, TARGET)[0] - at_apogee
    exhaust = vehicles.specific_impulse[0, 2] * STANDARD_GRAVITY
    flow = vehicles.thrust[0, 2] / exhaust
    first_burn = once.cutoff_time[0, 2] - once.ignition_time[0, 2]
    mass = vehicles.propellant_mass[0, 2] + vehicles.dry_mass[0, 2] + vehicles.payload_mass[0] - flow * first_burn
    second_burn = mass / flow * (1.0 - np.exp(-gained / exhaust))
    whole = flown.cutoff_time[0, 2] - once.cutoff_time[0, 2]
    assert whole == pytest.approx(half + 0.5 * second_burn, abs=15.0)


def test_a_stage_of_low_thrust_lifts_more_with_two_burns_than_with_one() -> None:
    vehicles, plans = parked()
    direct = replace(plans, park_perigee=np.zeros(1))
    assert payload_capacity(vehicles, plans)[0] > 1.05 * payload_capacity(vehicles, direct)[0]


def test_a_failure_in_the_second_burn_leaves_the_transfer_orbit() -> None:
    """The failure's time counts seconds of burn."""
    vehicles, plans = parked()
    whole = fly_ensemble(vehicles, plans)
    once = fly_ensemble(vehicles, replace(plans, target_perigee=plans.park_perigee, park_perigee=np.zeros(1)))
    first_burn = once.cutoff_time[0, 2] - once.ignition_time[0, 2]
    failing = replace(
        plans,
        failure_code=np.array([FAILURE_CODES[FailureMode.EARLY_CUTOFF]]),
        failure_stage=np.array([3]),
        failure_time=np.array([first_burn + 1.0]),
    )
    flown = fly_ensemble(vehicles, failing)
    assert flown.in_orbit[0]
    assert PARKING - 60e3 < flown.perigee[0] < TARGET - 100e3
    assert 0.0 < whole.end_time[0] - flown.end_time[0] < 200.0


def test_parked_flights_are_the_same_in_lanes_and_alone() -> None:
    vehicles, plans = parked(70)
    many = fly_ensemble(vehicles, plans)
    one = fly_ensemble(*parked())
    assert np.allclose(many.cutoff_state, one.cutoff_state, atol=0.5, rtol=0.0)
    assert np.all(many.status == FlightStatus.OK)
