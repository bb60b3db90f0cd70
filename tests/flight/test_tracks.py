"""Tracks: samples between steps are those of a finer integration, and there are none before, after and beyond."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from vehicles_to_fly import THREE_STAGES, TWO_STAGES, planned

from downrange.flight.disperse import disperse, dispersion_names
from downrange.flight.ensemble import FEWEST_FOR_LANES, fly_ensemble
from downrange.flight.falls import fall
from downrange.records.flight import FAILURE_CODES, Ensemble, FailureMode
from downrange.records.vehicle import Vehicle

SECONDS = np.arange(0.0, 700.0)
NAMES = ("sample_height", "sample_speed", "sample_latitude", "sample_longitude")


def flown(vehicle: Vehicle, flights: int, tolerance: float = 0.2) -> Ensemble:
    _, plans = planned(vehicle, flights)
    normals = 0.3 * np.random.default_rng(3).standard_normal((flights, len(dispersion_names(vehicle))))
    return fly_ensemble(disperse(vehicle, normals), plans, sample_times=SECONDS, tolerance=tolerance)


@pytest.mark.parametrize("vehicle", [TWO_STAGES, THREE_STAGES], ids=lambda v: v.id)
def test_samples_agree_with_those_of_ten_times_finer_steps(vehicle: Vehicle) -> None:
    usual, fine = flown(vehicle, 4), flown(vehicle, 4, tolerance=2e-6)
    for name, slack in zip(NAMES, (5.0, 0.1, 2e-6, 2e-6), strict=True):
        difference = np.abs(getattr(usual, name) - getattr(fine, name))
        assert np.nanmax(difference) < slack, name
        assert np.nanmedian(difference) < 0.2 * slack, name


def test_speed_along_a_track_is_how_fast_its_height_and_place_change() -> None:
    track = flown(TWO_STAGES, 1)
    radius = 6.371e6 + track.sample_height[0]
    north = np.gradient(track.sample_latitude[0]) * radius
    east = np.gradient(track.sample_longitude[0]) * radius * np.cos(track.sample_latitude[0])
    speed = np.sqrt(np.gradient(track.sample_height[0]) ** 2 + north**2 + east**2)
    moving = slice(40, 680)
    assert np.abs(speed / track.sample_speed[0] - 1.0)[moving].max() < 0.01  # the Earth is not a sphere


def test_lanes_sample_as_flights_alone_do() -> None:
    alone, together = flown(THREE_STAGES, FEWEST_FOR_LANES - 1), flown(THREE_STAGES, FEWEST_FOR_LANES + 5)
    few = slice(0, 3)
    for name, slack in zip(NAMES, (0.01, 1e-4, 1e-9, 1e-9), strict=True):
        # The draws are row by row, so the first vehicles are the same.
        np.testing.assert_allclose(getattr(together, name)[few], getattr(alone, name)[few], atol=slack)


@pytest.mark.parametrize("flights", [3, 2 * FEWEST_FOR_LANES])
def test_there_are_no_samples_before_lift_off_nor_after_the_impact(flights: int) -> None:
    vehicles, plans = planned(TWO_STAGES, flights)
    plans = replace(
        plans,
        failure_code=np.full(flights, FAILURE_CODES[FailureMode.EARLY_CUTOFF]),
        failure_time=np.linspace(20.0, 120.0, flights),
    )
    times = np.concatenate([[-5.0, -0.1], np.arange(0.0, 3000.0, 7.0)])
    track = fly_ensemble(vehicles, plans, sample_times=times)
    known = (times >= 0.0) & (times <= track.flight_time[:, None])
    for name in NAMES:
        assert np.array_equal(np.isfinite(getattr(track, name)), known)
    assert track.sample_height[known].min() > -1.0


def test_a_flight_that_cannot_be_flown_has_no_track() -> None:
    for flights in (3, 2 * FEWEST_FOR_LANES):
        vehicles, plans = planned(TWO_STAGES, flights)
        heavy = vehicles.payload_mass.copy()
        heavy[0], heavy[1] = np.nan, 1e7
        track = fly_ensemble(replace(vehicles, payload_mass=heavy), plans, sample_times=SECONDS)
        assert np.isnan(track.sample_height[:2]).all()
        assert np.isfinite(track.sample_height[2:]).all()


def test_a_falling_body_is_tracked_from_when_it_is_dropped() -> None:
    states = np.array([[6.478e6, 0.0, 0.0, 0.0, 500.0, 0.0]])
    track = fall(np.array([50.0]), states, np.array([200.0]), sample_times=np.arange(0.0, 900.0, 10.0))
    known = np.isfinite(track.sample_height[0])
    assert not known[:5].any()
    assert known[5]
    assert track.sample_height[0, 5] == pytest.approx(6.478e6 - 6378137.0, abs=1e-3)
    assert track.sample_times[known].max() <= track.time[0]
