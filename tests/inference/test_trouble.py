"""When failures set in, by mode, and what a time of trouble says about each, in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest

from downrange.catalog.sites import find_site
from downrange.catalog.vehicles import find_vehicle
from downrange.inference.explanations import explanations_of
from downrange.inference.model import FlightModel
from downrange.inference.seen import seen_flights
from downrange.inference.trouble import AT_ONCE, FALLEN, FALLEN_AT_ONCE, onsets, trouble_density
from downrange.records.explanation import FlightKind
from downrange.records.flight import FailureMode
from downrange.records.observation import Scalar, ScalarObservation

SITE, VEHICLE = find_site("sohae"), find_vehicle("chollima-1")
FAILURES = [
    item
    for item in explanations_of(VEHICLE, FlightKind.ORBITAL, 1.0, rate=0.5, with_failures=True)
    if item.failure is not None
]


def failure(stage, mode):
    return next(item for item in FAILURES if (item.failure.stage, item.failure.mode) == (stage, mode))


def flown(explanation, count=120):
    model = FlightModel(vehicle=VEHICLE, site=SITE, explanation=explanation)
    return model.fly(np.random.default_rng(3).standard_normal((count, model.dimension)))


@pytest.mark.parametrize("explanation", FAILURES, ids=lambda item: item.id.split("/")[1])
def test_a_failure_sets_in_during_powered_flight_and_the_stored_flights_say_the_same(explanation):
    flight, plans = flown(explanation)
    found = onsets(flight, plans)
    reached = np.isfinite(found)
    assert reached.any()
    assert (found[reached] > 0.0).all()
    # Thrust may end with the cut-off before the failure, a few seconds of coast earlier.
    assert (found[reached] <= flight.end_time[reached] + plans.coast.max() + 1.0).all()
    again = onsets(*seen_flights(flight, plans).as_flights())
    assert np.array_equal(again, found, equal_nan=True)


def test_an_engine_that_stops_ends_thrust_when_the_failure_sets_in():
    cutoff = next(
        item for item in FAILURES if item.failure.stage == 2 and item.failure.mode is FailureMode.EARLY_CUTOFF
    )
    flight, plans = flown(cutoff)
    found = onsets(flight, plans)
    stopped = np.isfinite(flight.cutoff_time[:, 1]) & ~flight.in_orbit
    assert stopped.sum() > 10
    assert found[stopped] == pytest.approx(flight.cutoff_time[stopped, 1], abs=0.5)


def test_trouble_is_told_most_often_when_it_set_in_and_hardly_ever_before():
    flight, plans = flown(failure(1, FailureMode.THRUST_LOSS))
    row = int(np.nanargmax(flight.end_time - onsets(flight, plans)))
    at = float(onsets(flight, plans)[row])

    def told(time):
        item = ScalarObservation(id="t", quantity=Scalar.LOSS_TIME, value=time, sigma=2.0)
        return trouble_density(item, flight, plans)[row]

    assert told(at) == pytest.approx(AT_ONCE / (2.0 * math.sqrt(2.0 * math.pi)), rel=0.02)
    assert told(at - 20.0) < 1e-6 * told(at)
    assert told(at) > told(flight.end_time[row]) > told(0.5 * (at + flight.end_time[row]))


@pytest.mark.parametrize("quantity", [Scalar.LOSS_TIME, Scalar.FALL_TIME])
def test_the_density_of_a_time_of_trouble_is_one_in_all(quantity):
    flight, plans = flown(FAILURES[0], count=20)
    times = np.arange(-200.0, 6000.0, 5.0)
    whole = sum(
        5.0 * trouble_density(ScalarObservation(id="t", quantity=quantity, value=t, sigma=10.0), flight, plans)
        for t in times
    )
    down = np.isfinite(flight.flight_time) & np.isfinite(onsets(flight, plans))
    assert whole[down] == pytest.approx(1.0, abs=0.02)


def test_a_time_told_of_a_fall_is_that_of_the_impact_or_that_of_the_failure():
    flight, plans = flown(failure(1, FailureMode.EARLY_CUTOFF))
    row = int(np.nanargmax(flight.flight_time - flight.end_time))
    down, set_in = float(flight.flight_time[row]), float(onsets(flight, plans)[row])

    def told(time, quantity=Scalar.FALL_TIME):
        item = ScalarObservation(id="t", quantity=quantity, value=time, sigma=2.0)
        return trouble_density(item, flight, plans)[row]

    most = 1.0 / (2.0 * math.sqrt(2.0 * math.pi))
    assert told(down) == pytest.approx(FALLEN * most, rel=0.02)
    assert FALLEN_AT_ONCE * most < told(set_in) * 1.001
    assert told(down) > told(set_in) > 10.0 * told(0.5 * (set_in + down))
    assert told(down + 30.0) < 1e-3 * told(down)
    assert told(down) > 20.0 * told(down, Scalar.LOSS_TIME)
