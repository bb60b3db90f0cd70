"""Plans, dispersions, winds and the one-call flight."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from vehicles_to_fly import THREE_STAGES, TWO_STAGES, planned

from downrange.errors import FlightError
from downrange.flight import fly, plan_flight
from downrange.flight.disperse import disperse, dispersion_names, nominal
from downrange.flight.fly import trace_impact_points
from downrange.flight.plan import launch_azimuth, repeat_rows, vertical_rise_time
from downrange.flight.winds import draw_wind
from downrange.records.explanation import Failure
from downrange.records.flight import FailureMode, FlightStatus

CAPE = {"latitude": math.radians(28.5), "longitude": math.radians(-80.6)}


@pytest.mark.parametrize("inclination_deg", [30.0, 51.6, 90.0, 97.6])
@pytest.mark.parametrize("southward", [False, True])
def test_a_planned_flight_reaches_the_inclination_asked_for(inclination_deg: float, southward: bool) -> None:
    plan = plan_flight(
        TWO_STAGES, **CAPE, perigee=250e3, inclination=math.radians(inclination_deg), southward=southward
    )
    flown = fly(TWO_STAGES, plan)
    assert flown.status[0] == FlightStatus.OK
    assert math.degrees(flown.inclination[0]) == pytest.approx(inclination_deg, abs=0.05)
    heading = math.degrees(plan.azimuth[0]) % 360.0
    assert (90.0 < heading < 270.0) == southward


def test_an_inclination_below_the_latitude_is_flown_due_east() -> None:
    assert math.degrees(launch_azimuth(CAPE["latitude"], 0.1)) == pytest.approx(90.0, abs=1.0)


def test_the_kick_found_beats_its_neighbors() -> None:
    plan = plan_flight(TWO_STAGES, **CAPE, perigee=300e3, azimuth=1.0)
    best = fly(TWO_STAGES, plan).end_time[0]
    for factor in (0.5, 2.0):
        from dataclasses import replace

        other = fly(TWO_STAGES, replace(plan, kick_angle=factor * plan.kick_angle))
        assert other.status[0] != FlightStatus.OK or other.end_time[0] > best


def test_a_slow_vehicle_rises_longer_before_its_kick() -> None:
    from dataclasses import replace

    vehicle = nominal(TWO_STAGES)
    slow = replace(vehicle, thrust=0.85 * vehicle.thrust)
    assert vertical_rise_time(slow)[0] > vertical_rise_time(vehicle)[0]


@pytest.mark.parametrize("vehicle", [TWO_STAGES, THREE_STAGES], ids=lambda v: v.id)
def test_zero_coordinates_are_the_vehicle_as_published(vehicle) -> None:  # type: ignore[no-untyped-def]
    arrays = nominal(vehicle)
    assert arrays.propellant_mass[0] == pytest.approx([s.propellant_mass.value for s in vehicle.stages])
    assert arrays.booster_thrust[0] == pytest.approx(
        vehicle.booster_count * vehicle.booster.thrust.value if vehicle.booster else 0.0
    )


@given(st.lists(st.floats(-8.0, 8.0), min_size=9, max_size=9))
def test_no_draw_makes_a_mass_or_thrust_that_is_not_positive(draw: list[float]) -> None:
    arrays = disperse(TWO_STAGES, np.array([draw]))
    for name in ("propellant_mass", "dry_mass", "thrust", "specific_impulse", "payload_mass", "spent_ballistic"):
        assert (getattr(arrays, name) > 0.0).all()


def test_one_sigma_of_a_coordinate_is_one_sigma_of_its_estimate() -> None:
    names = dispersion_names(TWO_STAGES)
    draw = np.zeros((1, len(names)))
    draw[0, names.index("payload")] = 1.0
    estimate = TWO_STAGES.payload_mass
    assert disperse(TWO_STAGES, draw).payload_mass[0] == pytest.approx(estimate.value + estimate.sigma)


def test_coordinates_of_the_wrong_number_are_named() -> None:
    with pytest.raises(FlightError, match="stage-1 thrust"):
        disperse(TWO_STAGES, np.zeros((4, 2)))


def test_samples_scatter_about_the_nominal_flight() -> None:
    plan = plan_flight(TWO_STAGES, **CAPE, perigee=300e3, azimuth=1.0)
    flown = fly(TWO_STAGES, plan, samples=100, rng=np.random.default_rng(4))
    one = fly(TWO_STAGES, plan)
    assert flown.cutoff_time[0, 0] == pytest.approx(one.cutoff_time[0, 0], abs=1e-9)
    assert (flown.status == FlightStatus.OK).mean() > 0.9
    middle = np.median(flown.impact_latitude[:, 1])
    assert abs(middle - one.impact_latitude[0, 1]) < np.ptp(flown.impact_latitude[:, 1])


def test_a_planned_failure_happens() -> None:
    failure = Failure(stage=2, mode=FailureMode.NO_IGNITION)
    plan = plan_flight(TWO_STAGES, **CAPE, azimuth=1.0, failure=failure)
    assert not fly(TWO_STAGES, plan).in_orbit[0]


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("latitude", {"latitude": 2.0}),
        ("high", {"height": -5e3}),
        ("orbit", {"perigee": 500e3, "apogee": 400e3}),
        ("stage 7", {"failure": Failure(stage=7, mode=FailureMode.BREAKUP)}),
    ],
)
def test_a_plan_that_cannot_be_says_why(words: str, wrong: dict[str, object]) -> None:
    with pytest.raises(FlightError, match=words):
        plan_flight(TWO_STAGES, **{**CAPE, **wrong})  # type: ignore[arg-type]


def test_many_plans_at_once_are_for_the_ensemble() -> None:
    _, plans = planned(TWO_STAGES)
    with pytest.raises(FlightError, match="fly_ensemble"):
        fly(TWO_STAGES, repeat_rows(plans, 2))


def test_the_impact_point_runs_away_from_the_pad_until_orbit() -> None:
    from downrange.flight.outcome import ground_range

    plan = plan_flight(TWO_STAGES, **CAPE, perigee=300e3, azimuth=1.0)
    times = np.array([60.0, 120.0, 150.0, 250.0, 350.0, 5000.0])
    latitude, longitude = trace_impact_points(TWO_STAGES, plan, times)
    reach = [ground_range(CAPE["latitude"], CAPE["longitude"], a, b) for a, b in zip(latitude, longitude, strict=True)]
    assert reach[:5] == sorted(reach[:5])
    assert math.isnan(latitude[5])


def test_random_winds_go_together_at_neighboring_heights() -> None:
    rng = np.random.default_rng(8)
    draws = np.array([draw_wind(rng, westerly=0.0).east for _ in range(800)])
    near, far = np.corrcoef(draws[:, 10], draws[:, 11])[0, 1], np.corrcoef(draws[:, 10], draws[:, 25])[0, 1]
    assert near > 0.9
    assert abs(far) < 0.15
    assert draws[:, 11].std() == pytest.approx(15.0, rel=0.15)
