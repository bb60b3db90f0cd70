"""A display of speed and height alone: stages are counted, and the doubt of the azimuth is told with the orbit."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import replace

import numpy as np
import pytest
from track_samples import coast, points

from downrange.catalog.sites import find_site
from downrange.catalog.vehicles import find_vehicle
from downrange.cli.screens.track import draw
from downrange.earth.ellipsoid import MU, ROTATION, ecef_from_geodetic, geodetic_from_ecef
from downrange.inference.explanations import explanations_of
from downrange.inference.model import FlightModel
from downrange.records.explanation import FlightKind
from downrange.records.sighting import Sighting, SightingKind
from downrange.records.track import TrackUpdate
from downrange.tracking.tracker import Tracker


def shown(time: float, speed: float, height: float) -> Sighting:
    """As a webcast shows it: km/h, and tenths of km."""
    values = round(speed * 3.6) / 3.6, round(height, -2)
    return Sighting(time=time, kind=SightingKind.DISPLAY, values=values, sigmas=(0.5, 50.0))


def follow(tracker: Tracker, sightings: list[Sighting]) -> list[TrackUpdate]:
    return [update for seen in sightings if (update := tracker.update(seen)) is not None]


@pytest.fixture(scope="module")
def model() -> FlightModel:
    """A Falcon 9 to plan."""
    vehicle = find_vehicle("Falcon 9")
    item = next(explanations_of(vehicle, FlightKind.ORBITAL, 1.0, rate=0.1, with_failures=False))
    return FlightModel(vehicle=vehicle, site=find_site("vandenberg"), explanation=item)


def test_a_stage_that_lights_in_thin_air_after_a_coast_is_counted(model: FlightModel) -> None:
    times = np.arange(0.0, 300.0, 1.0)
    flight = model.fly_plan(np.zeros((1, model.dimension)), sample_times=times)[0]
    speeds, heights = flight.sample_speed[0], flight.sample_height[0]
    updates = follow(Tracker(), [shown(*row) for row in zip(times.tolist(), speeds, heights, strict=True)])
    assert updates[-1].stage == 2
    lit = [event.time for update in updates for event in update.events if event.name == "ignition"]
    assert lit == pytest.approx([flight.ignition_time[0, 1]], abs=3.0)


def test_a_long_coast_on_a_display_lights_nothing(model: FlightModel) -> None:
    """The course that is assumed is wrong by 100 degrees, which looks like a little thrust."""
    times = np.arange(0.0, 1100.0, 2.0)
    flight = model.fly_plan(np.zeros((1, model.dimension)), sample_times=times)[0]
    rng = np.random.default_rng(5)
    speeds = flight.sample_speed[0] + rng.normal(0.0, 3.0, times.size)
    heights = flight.sample_height[0] + rng.normal(0.0, 60.0, times.size)
    seen = [
        Sighting(time=time, kind=SightingKind.DISPLAY, values=(max(speed, 0.0), height), sigmas=(3.0, 60.0))
        for time, speed, height in zip(times.tolist(), speeds.tolist(), heights.tolist(), strict=True)
        if math.isfinite(speed)
    ]
    updates = follow(Tracker(), seen)
    out = float(flight.cutoff_time[0, 1])
    assert [event.name for update in updates for event in update.events if event.time > out + 30.0] == []
    assert updates[-1].stage == 2


def test_a_sigma_of_nothing_beside_others_leaves_no_track_to_begin_with() -> None:
    rng = np.random.default_rng(1)
    times = np.arange(0.0, 30.0)
    rest = points(times, coast(times), sigma=200.0, rng=rng)
    straight_up = Sighting(
        time=-1.0,
        kind=SightingKind.RADAR,
        values=(None, 0.05, math.pi / 2, None),
        sigmas=(0.0, 1e-12, 1e-12, 0.0),
        position=(0.6, 0.2, 0.0),
    )
    updates = follow(Tracker(from_liftoff=False), [straight_up, *rest])
    assert all(math.isfinite(update.height) for update in updates)


def test_what_was_lit_before_it_came_into_sight_tells_no_ignition(model: FlightModel) -> None:
    times = np.arange(40.0, 110.0, 1.0)
    flight = model.fly_plan(np.zeros((1, model.dimension)), sample_times=times)[0]
    rng = np.random.default_rng(3)
    track = zip(flight.sample_latitude[0], flight.sample_longitude[0], flight.sample_height[0], strict=True)
    places = np.array([ecef_from_geodetic(*place) for place in track])
    updates = follow(Tracker(), points(times, places, sigma=100.0, rng=rng))
    assert len(updates) > 40
    assert [event.name for update in updates for event in update.events] == []


@pytest.fixture(scope="module")
def in_orbit() -> list[Sighting]:
    """A circular orbit 300 km up, north-north-west from 34.6 degrees north: what of it is shown."""
    height, latitude, azimuth = 300e3, math.radians(34.6), math.radians(346.0)
    start = ecef_from_geodetic(latitude, 0.0, height)
    up = start / np.linalg.norm(start)
    east, north = np.array([0.0, 1.0, 0.0]), np.cross(up, [0.0, 1.0, 0.0])
    speed = math.sqrt(MU / np.linalg.norm(start))
    inertial = speed * (math.sin(azimuth) * east + math.cos(azimuth) * north)
    shown_speed = np.linalg.norm(inertial - np.cross([0.0, 0.0, ROTATION], start))
    return [shown(float(time), float(shown_speed), height) for time in range(600, 700)]


def test_an_orbit_from_speed_and_height_is_told_with_the_doubt_of_its_azimuth(in_orbit) -> None:
    pad = math.radians(34.6), 0.0, 0.0
    free = follow(Tracker(pad=pad), in_orbit)[-1]
    stated = follow(Tracker(pad=pad, azimuth=math.radians(346.0), azimuth_sigma=0.05), in_orbit)[-1]
    for update in (free, stated):
        assert update.orbit is not None
        assert abs(update.orbit.apogee - 300e3) < 2.0 * update.orbit.apogee_sigma
        inclination = math.acos(math.cos(math.radians(34.6)) * math.sin(math.radians(346.0)))
        assert abs(update.orbit.inclination - inclination) < 2.0 * update.orbit.inclination_sigma
    assert free.orbit.apogee_sigma > 300e3
    assert free.orbit.inclination_sigma > math.radians(20.0)
    assert 20e3 < stated.orbit.apogee_sigma < 200e3
    assert free.odds.orbital < 0.5  # toward the west this speed is no orbit
    assert free.odds.ballistic < 0.5


def test_an_area_smaller_than_a_kilometer_is_told_in_meters() -> None:
    times = np.arange(0.0, 60.0, 1.0)
    tracker = Tracker(from_liftoff=False)
    last = follow(tracker, points(times, coast(times), sigma=50.0, rng=np.random.default_rng(2)))[-1]
    impact = replace(last.impact_now, covariance=(2e4, 1.5e4, 2e4))
    panel = draw(replace(last, impact=impact, impact_now=impact), deque([1.0]), deque())
    words = [str(part) for part in panel.renderable.renderables]
    assert any("90 % within 401 m" in text for text in words)
    assert geodetic_from_ecef(last.position)[2] > 0.0
