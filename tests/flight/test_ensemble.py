"""Ensembles: staging, steering to orbit, every failure mode, bad input, and the same answer whatever the threads."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import pytest
from vehicles_to_fly import THREE_STAGES, TWO_STAGES, planned, rows_differ

from downrange.errors import FlightError
from downrange.flight import layout
from downrange.flight.disperse import disperse, dispersion_names
from downrange.flight.ensemble import fly_ensemble
from downrange.flight.plan import repeat_rows, solve_kick
from downrange.records.flight import FAILURE_CODES, Ensemble, FailureMode, FlightStatus, PlanArrays, VehicleArrays
from downrange.records.vehicle import Vehicle

VEHICLES = [TWO_STAGES, THREE_STAGES]


def failed(
    vehicle: Vehicle, mode: FailureMode, stage: int, *, time: float = 30.0, size: float = 0.0
) -> tuple[VehicleArrays, PlanArrays]:
    vehicles, plans = planned(vehicle)
    return vehicles, replace(
        plans,
        failure_code=np.array([FAILURE_CODES[mode]]),
        failure_stage=np.array([stage]),
        failure_time=np.array([time]),
        failure_size=np.array([size]),
    )


def impact(flown: Ensemble, body: str) -> tuple[float, float, float]:
    b = flown.bodies.index(body)
    return (
        float(flown.impact_time[0, b]),
        float(flown.impact_latitude[0, b]),
        float(flown.impact_longitude[0, b]),
    )


def test_the_kernels_number_failures_and_statuses_as_the_records_do() -> None:
    assert [FAILURE_CODES[m] for m in FailureMode] == [
        layout.NO_IGNITION,
        layout.EARLY_CUTOFF,
        layout.THRUST_LOSS,
        layout.STEERING,
        layout.NO_SEPARATION,
        layout.FAIRING_KEPT,
        layout.BREAKUP,
        layout.DESTRUCT,
    ]
    assert [s.value for s in FlightStatus] == [
        layout.OK,
        layout.DID_NOT_LIFT_OFF,
        layout.BAD_INPUT,
        layout.STEP_LIMIT,
        layout.TARGET_NOT_REACHED,
    ]


@pytest.mark.parametrize("vehicle", VEHICLES, ids=lambda v: v.id)
@pytest.mark.parametrize(("perigee_km", "apogee_km"), [(300.0, 300.0), (250.0, 1500.0)])
def test_the_upper_stages_steer_to_the_target_orbit(vehicle: Vehicle, perigee_km: float, apogee_km: float) -> None:
    vehicles, plans = planned(vehicle)
    vehicles = replace(vehicles, payload_mass=0.5 * vehicles.payload_mass)
    plans = replace(plans, target_perigee=np.array([perigee_km * 1e3]), target_apogee=np.array([apogee_km * 1e3]))
    flown = fly_ensemble(vehicles, plans)
    assert flown.status[0] == FlightStatus.OK
    assert flown.in_orbit[0]
    assert flown.perigee[0] == pytest.approx(perigee_km * 1e3, abs=5e3)
    assert flown.apogee[0] == pytest.approx(apogee_km * 1e3, abs=10e3)


def test_a_low_thrust_upper_stage_reaches_its_orbit_too() -> None:
    vehicles, plans = planned(THREE_STAGES)
    weak = vehicles.thrust.copy()
    weak[:, 2] = 14e3  # a fifth of its weight
    vehicles = replace(vehicles, thrust=weak, payload_mass=0.5 * vehicles.payload_mass)
    flown = fly_ensemble(vehicles, replace(plans, kick_angle=solve_kick(vehicles, plans)))
    assert flown.status[0] == FlightStatus.OK
    assert flown.perigee[0] == pytest.approx(300e3, abs=10e3)


def test_stages_burn_as_long_as_their_propellant_lasts() -> None:
    vehicles, plans = planned(TWO_STAGES)
    flown = fly_ensemble(vehicles, plans)
    burn = 395.7e3 * 311.0 * 9.80665 / 8.227e6
    assert flown.ignition_time[0, 0] == 0.0
    assert flown.cutoff_time[0, 0] == pytest.approx(burn, abs=1e-6)
    assert flown.ignition_time[0, 1] == pytest.approx(burn + 4.0, abs=1e-6)


def test_yaw_turns_the_plane_of_the_orbit() -> None:
    vehicles, plans = planned(TWO_STAGES)
    vehicles = replace(vehicles, payload_mass=0.3 * vehicles.payload_mass)
    right = replace(plans, yaw=np.array([[0.0, 0.3]]))
    left = replace(plans, yaw=np.array([[0.0, -0.3]]))
    tilt = [float(fly_ensemble(vehicles, p).inclination[0]) for p in (left, plans, right)]
    # Heading north-east, a turn to the right is a turn to the east: less inclination.
    assert tilt[0] > tilt[1] + 0.01 > tilt[2] + 0.02


def test_strap_ons_fall_first_and_nearest() -> None:
    vehicles, plans = planned(THREE_STAGES)
    flown = fly_ensemble(vehicles, plans)
    times = [impact(flown, body)[0] for body in ("booster", "stage-1", "stage-2")]
    assert times == sorted(times)


def test_a_stage_that_does_not_ignite_falls_with_all_above_it() -> None:
    flown = fly_ensemble(*failed(TWO_STAGES, FailureMode.NO_IGNITION, 2))
    assert impact(flown, "stage-2") == impact(flown, "payload")
    assert not flown.in_orbit[0]
    assert flown.status[0] == FlightStatus.OK
    assert np.isnan(flown.ignition_time[0, 1])


def test_a_first_stage_that_does_not_ignite_stays_on_its_pad() -> None:
    flown = fly_ensemble(*failed(TWO_STAGES, FailureMode.NO_IGNITION, 1))
    assert flown.ground_range[0] < 1.0


def test_an_early_cut_off_falls_shorter_the_earlier_it_comes() -> None:
    reach = [
        float(fly_ensemble(*failed(TWO_STAGES, FailureMode.EARLY_CUTOFF, 2, time=t)).ground_range[0])
        for t in (10.0, 100.0, 200.0, 290.0)
    ]
    assert reach == sorted(reach)
    assert reach[0] < 1.5e6 < reach[-1]


def test_a_cut_off_later_than_the_burn_does_not_happen() -> None:
    vehicles, plans = failed(TWO_STAGES, FailureMode.EARLY_CUTOFF, 1, time=1e4)
    assert fly_ensemble(vehicles, plans).in_orbit[0]


def test_less_thrust_burns_longer() -> None:
    whole = fly_ensemble(*planned(THREE_STAGES))
    half = fly_ensemble(*failed(THREE_STAGES, FailureMode.THRUST_LOSS, 2, time=20.0, size=0.5))
    burn = whole.cutoff_time[0, 1] - whole.ignition_time[0, 1]
    assert half.cutoff_time[0, 1] - half.ignition_time[0, 1] == pytest.approx(20.0 + 2.0 * (burn - 20.0), abs=1e-6)


@pytest.mark.parametrize("side", [1.0, -1.0])
def test_steering_off_to_a_side_falls_on_that_side(side: float) -> None:
    vehicles, plans = failed(TWO_STAGES, FailureMode.STEERING, 1, time=60.0, size=side * 0.1)
    vehicles = replace(vehicles, propellant_mass=vehicles.propellant_mass * np.array([[1.0, 0.3]]))
    on_course = replace(plans, failure_code=np.array([0]))
    b = -1
    to_east = (
        fly_ensemble(vehicles, plans).impact_longitude[0, b] - fly_ensemble(vehicles, on_course).impact_longitude[0, b]
    )
    to_north = (
        fly_ensemble(vehicles, plans).impact_latitude[0, b] - fly_ensemble(vehicles, on_course).impact_latitude[0, b]
    )
    heading = math.radians(60.0)
    rightwards = to_east * math.cos(heading) - to_north * math.sin(heading)
    assert rightwards * side > 0.0


def test_stages_that_do_not_separate_fall_together() -> None:
    flown = fly_ensemble(*failed(TWO_STAGES, FailureMode.NO_SEPARATION, 1))
    assert impact(flown, "stage-1") == impact(flown, "payload")
    assert np.isnan(flown.ignition_time[0, 1])


def test_a_fairing_that_stays_on_costs_velocity() -> None:
    vehicles, plans = failed(TWO_STAGES, FailureMode.FAIRING_KEPT, 1)
    heavy = replace(vehicles, fairing_mass=np.array([9000.0]))
    flown = fly_ensemble(heavy, plans)
    assert np.isnan(impact(flown, "fairing")[0])
    assert flown.end_time[0] > fly_ensemble(heavy, replace(plans, failure_code=np.array([0]))).end_time[0]


@pytest.mark.parametrize("mode", [FailureMode.BREAKUP, FailureMode.DESTRUCT])
def test_debris_falls_shorter_the_lighter_it_is(mode: FailureMode) -> None:
    reach = [
        float(fly_ensemble(*failed(TWO_STAGES, mode, 1, time=120.0, size=beta)).ground_range[0])
        for beta in (10.0, 100.0, 1000.0)
    ]
    assert reach == sorted(reach)


@pytest.mark.parametrize("mode", list(FailureMode))
@pytest.mark.parametrize("stage", [1, 2, 3])
@pytest.mark.parametrize("time", [0.0, 5.0, 90.0])
def test_no_failure_makes_a_state_that_is_not_finite(mode: FailureMode, stage: int, time: float) -> None:
    flown = fly_ensemble(*failed(THREE_STAGES, mode, stage, time=time, size=0.4))
    assert flown.status[0] in (FlightStatus.OK, FlightStatus.TARGET_NOT_REACHED)
    assert math.isfinite(flown.peak_height[0])
    assert math.isfinite(flown.end_time[0])
    assert flown.in_orbit[0] or math.isfinite(impact(flown, "payload")[0])


BAD = {
    "dry_mass": -1.0,
    "propellant_mass": float("nan"),
    "specific_impulse": 0.0,
    "payload_mass": float("inf"),
    "drag_area": -3.0,
}


@pytest.mark.parametrize("name", BAD)
def test_one_bad_flight_leaves_the_others_as_they_are(name: str) -> None:
    vehicles, plans = planned(TWO_STAGES, 5)
    spoiled = getattr(vehicles, name).copy()
    spoiled[2] = BAD[name]
    good = fly_ensemble(vehicles, plans)
    mixed = fly_ensemble(replace(vehicles, **{name: spoiled}), plans)
    assert mixed.status[2] == FlightStatus.BAD_INPUT
    assert np.isnan(mixed.end_time[2])
    others = [0, 1, 3, 4]
    for field in fields(Ensemble):
        if field.name not in ("bodies", "sample_times"):
            assert rows_differ(getattr(good, field.name)[others] * 1.0, getattr(mixed, field.name)[others] * 1.0) == 0.0


def test_a_vehicle_too_heavy_to_rise_says_so() -> None:
    vehicles, plans = planned(TWO_STAGES)
    flown = fly_ensemble(replace(vehicles, thrust=0.5 * vehicles.thrust), plans)
    assert flown.status[0] == FlightStatus.DID_NOT_LIFT_OFF


@pytest.mark.parametrize("latitude_deg", [-90.0, 90.0, 0.0])
def test_a_site_at_a_pole_or_below_the_sea_can_be_flown_from(latitude_deg: float) -> None:
    vehicles, plans = planned(TWO_STAGES)
    plans = replace(plans, latitude=np.radians([latitude_deg]), height=np.array([-28.0]))
    flown = fly_ensemble(vehicles, plans)
    assert flown.in_orbit[0]
    assert math.isfinite(impact(flown, "stage-1")[0])


def test_an_orbit_out_of_reach_is_a_status_and_good_states() -> None:
    vehicles, plans = planned(TWO_STAGES)
    flown = fly_ensemble(replace(vehicles, payload_mass=1.8 * vehicles.payload_mass), plans)
    assert flown.status[0] == FlightStatus.TARGET_NOT_REACHED
    assert np.isfinite(flown.cutoff_state[0]).all()
    assert math.isfinite(flown.ground_range[0])


def test_the_same_flights_come_out_whatever_the_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOWNRANGE_THREADS", "3")
    normals = np.random.default_rng(5).standard_normal((400, len(dispersion_names(THREE_STAGES))))
    vehicles = disperse(THREE_STAGES, normals)
    _, plans = planned(THREE_STAGES, 400)
    times = np.arange(0.0, 900.0, 30.0)
    one = fly_ensemble(vehicles, plans, sample_times=times)
    monkeypatch.setenv("DOWNRANGE_THREADS", "1")
    other = fly_ensemble(vehicles, plans, sample_times=times)
    for field in fields(Ensemble):
        if field.name != "bodies":
            assert rows_differ(getattr(one, field.name) * 1.0, getattr(other, field.name) * 1.0) == 0.0


def test_a_flight_is_the_same_alone_and_among_others() -> None:
    vehicles, plans = planned(TWO_STAGES)
    alone = fly_ensemble(vehicles, plans)
    among = fly_ensemble(repeat_rows(vehicles, 200), repeat_rows(plans, 200))
    assert np.ptp(among.end_time) == 0.0
    # Alone it is flown by the scalar integrator, among others in lanes: equal up to rounding.
    assert among.end_time[0] == pytest.approx(alone.end_time[0], abs=1e-6)
    assert rows_differ(among.impact_latitude[199], alone.impact_latitude[0]) < 1e-9


@pytest.mark.parametrize("flights", [1, 70], ids=["one by one", "many at once"])
@pytest.mark.parametrize("vehicle", VEHICLES, ids=["two stages", "three stages"])
def test_bodies_that_are_not_followed_have_no_impact_and_change_nothing_else(vehicle: Vehicle, flights: int) -> None:
    vehicles, plans = (repeat_rows(one, flights) for one in failed(vehicle, FailureMode.EARLY_CUTOFF, 2))
    whole = fly_ensemble(vehicles, plans)
    some = fly_ensemble(vehicles.following(("stage-1", "payload")), plans)
    none = fly_ensemble(vehicles.following(()), plans)
    assert np.isfinite(whole.impact_time[:, whole.bodies.index("fairing")]).all()
    for number, body in enumerate(whole.bodies):
        # What failed falls with the payload.
        followed = body not in ("booster", "fairing")
        expected = whole.impact_latitude[:, number] if followed else np.full(flights, np.nan)
        assert np.array_equal(some.impact_latitude[:, number], expected, equal_nan=True), body
    for name in ("status", "end_time", "cutoff_state", "ground_range", "flight_time", "peak_height", "in_orbit"):
        assert np.array_equal(getattr(some, name), getattr(whole, name), equal_nan=True), name
    assert np.array_equal(none.cutoff_state, whole.cutoff_state, equal_nan=True)
    assert np.isnan(none.impact_latitude).all()
    assert np.isnan(none.ground_range).all()


def test_samples_pass_through_the_cut_offs() -> None:
    vehicles, plans = planned(TWO_STAGES)
    flown = fly_ensemble(vehicles, plans)
    sampled = fly_ensemble(vehicles, plans, sample_times=flown.cutoff_time[0])
    assert sampled.sample_height[0] == pytest.approx(flown.cutoff_height[0], abs=0.01)
    assert sampled.sample_speed[0] == pytest.approx(flown.cutoff_speed[0], abs=1e-3)


def test_samples_end_where_the_flight_ends() -> None:
    vehicles, plans = failed(TWO_STAGES, FailureMode.NO_IGNITION, 2)
    flown = fly_ensemble(vehicles, plans, sample_times=np.arange(0.0, 2000.0, 10.0))
    down = flown.sample_times > flown.flight_time[0]
    assert np.isnan(flown.sample_height[0, down]).all()
    assert np.isfinite(flown.sample_height[0, ~down]).all()


def test_wind_carries_falling_bodies_with_it() -> None:
    from downrange.records.flight import Wind

    vehicles, plans = planned(TWO_STAGES)
    calm = fly_ensemble(vehicles, plans)
    east = fly_ensemble(vehicles, plans, wind=Wind(east=np.full(33, 20.0), north=np.zeros(33)))
    assert impact(east, "fairing")[2] > impact(calm, "fairing")[2]


@pytest.mark.parametrize("wrong", ["vehicle", "times"])
def test_shapes_that_do_not_fit_raise(wrong: str) -> None:
    vehicles, plans = planned(TWO_STAGES, 2)
    times = None
    if wrong == "vehicle":
        vehicles = replace(vehicles, payload_mass=np.ones(3))
    else:
        times = np.array([3.0, 1.0])
    with pytest.raises(FlightError, match="hint"):
        fly_ensemble(vehicles, plans, sample_times=times)
