"""What sightings settle: a direction alone is no place, and what cannot belong together is said."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from track_samples import coast, points

from downrange.catalog.sites import find_site
from downrange.earth.ellipsoid import ecef_from_geodetic, geodetic_from_ecef
from downrange.earth.geodesic import planes
from downrange.inference.explanations import explanations_of
from downrange.inference.model import FlightModel
from downrange.records.explanation import FlightKind
from downrange.records.sighting import Sighting, SightingKind
from downrange.records.track import TrackAnswer, TrackUpdate
from downrange.tracking.drawing import draw_bank
from downrange.tracking.lines import as_line
from downrange.tracking.motion import measure, sides_of
from downrange.tracking.rows import RADAR_SEEN
from downrange.tracking.setup import candidates
from downrange.tracking.tracker import Tracker
from downrange.tracking.whereabouts import Whereabouts

STATION, OTHER = (0.585, 0.215, 50.0), (0.63, 0.24, 100.0)
ANGLE = math.radians(0.02)
SITE = find_site("sohae")


def radar(
    time: float, state: np.ndarray, station=STATION, *, sigma_range: float = 0.0, rng: np.random.Generator | None = None
) -> Sighting:
    """What a station sees of a state (ECEF), [6]; angles alone unless a range's noise is given."""
    sides, shown, full = np.empty((3, 3)), np.zeros(4), np.zeros(11)
    sides_of(station[0], station[1], sides)
    full[:6] = state
    measure(full, RADAR_SEEN, ecef_from_geodetic(*station), sides, shown)
    off = (rng or np.random.default_rng(0)).standard_normal(3)
    return Sighting(
        time=time,
        kind=SightingKind.RADAR,
        values=(
            float(shown[0] + sigma_range * off[0]) if sigma_range else None,
            float(shown[1] + ANGLE * off[1]),
            float(shown[2] + ANGLE * off[2]),
            None,
        ),
        sigmas=(sigma_range or 1.0, ANGLE, ANGLE, 1.0),
        sensor=f"{station[0]:.3f}",
        position=station,
    )


def follow(tracker: Tracker, sightings: list[Sighting]) -> list[TrackUpdate]:
    return [update for seen in sightings if (update := tracker.update(seen)) is not None]


@pytest.fixture(scope="module")
def missile():
    """A ballistic flight from a pad, every 2 s: seconds, places, where it came down."""
    vehicle = next(item for item, kind, _ in candidates(None) if kind is FlightKind.BALLISTIC and item.stage_count == 1)
    item = next(explanations_of(vehicle, FlightKind.BALLISTIC, 1.0, rate=0.1, with_failures=False))
    model = FlightModel(vehicle=vehicle, site=SITE, explanation=item)
    times = np.arange(0.0, 900.0, 2.0)
    flight = model.fly_plan(np.zeros((1, model.dimension)), sample_times=times)[0]
    places = ecef_from_geodetic(flight.sample_latitude[0], flight.sample_longitude[0], flight.sample_height[0])
    up = np.isfinite(places[:, 0])
    body = flight.bodies.index("payload")
    return times[up], places[up], (flight.impact_latitude[0, body], flight.impact_longitude[0, body])


def of_missile(missile, *, first: float, last: float) -> list[Sighting]:
    times, places, _ = missile
    station = math.radians(SITE.latitude_deg) - 0.02, math.radians(SITE.longitude_deg) + 0.02, 20.0
    rng = np.random.default_rng(4)
    states = np.hstack([places, np.zeros_like(places)])
    return [radar(float(t), s, station, rng=rng) for t, s in zip(times, states, strict=True) if first <= t <= last]


def test_a_range_a_second_station_or_a_shown_height_settles_a_place_and_angles_alone_do_not() -> None:
    state = coast(np.array([0.0, 1.0]))[0]
    angles = radar(0.0, state)
    display = Sighting(time=0.0, kind=SightingKind.DISPLAY, values=(900.0, 120e3), sigmas=(1.0, 50.0))
    assert Whereabouts().after(angles).is_direction
    assert Whereabouts().after_all([angles] * 50).is_direction
    for more in (radar(1.0, state, sigma_range=50.0), radar(1.0, state, OTHER), display):
        assert Whereabouts().after_all([angles, more]).settled
    assert not Whereabouts().after(display).settled
    kept = Whereabouts().after(angles)
    assert Whereabouts.from_json(json.loads(json.dumps(kept.as_json()))) == kept


def test_angles_of_one_station_without_flights_tell_nothing_however_long(missile) -> None:
    pad = math.radians(SITE.latitude_deg), math.radians(SITE.longitude_deg), SITE.height
    updates = follow(Tracker(pad=pad), of_missile(missile, first=6.0, last=400.0))
    assert len(updates) > 50
    for update in updates:
        assert update.answer is TrackAnswer.CANNOT_TELL
        assert update.odds.cannot_tell == 1.0
        assert update.impact is None
        assert update.impact_now is None
        assert update.orbit is None
        line = json.loads(as_line(update))
        assert line["state"]["height_m"] is None
        assert line["state"]["covariance"] is None


def test_angles_that_begin_late_make_a_track_of_the_flights_and_their_area_holds_the_place(missile) -> None:
    vehicles = [item for item in candidates(None) if item[0].stage_count == 1]
    bank = draw_bank(SITE, vehicles, flights=600, seed=2)
    tracker = Tracker(pad=bank.pad, bank=bank)
    seen = of_missile(missile, first=30.0, last=160.0)
    first = tracker.update(seen[0])
    assert first is not None
    assert first.answer is TrackAnswer.CANNOT_TELL
    assert first.odds.cannot_tell == 1.0
    last = follow(tracker, seen[1:])[-1]
    assert last.impact is not None
    assert last.impact.source == "flights"
    latitude, longitude = missile[2]
    center = math.degrees(last.impact.latitude), math.degrees(last.impact.longitude)
    east, north = planes(np.array([latitude]), np.array([longitude]), center)
    xx, xy, yy = last.impact.covariance
    off = np.array([east[0], north[0]])
    assert off @ np.linalg.solve(np.array([[xx, xy], [xy, yy]]), off) < 9.2  # 99 %
    assert math.sqrt(xx + yy) > 500.0  # no flight of the bank is as sure as that


def test_when_a_range_comes_after_long_the_track_begins_anew_from_it() -> None:
    times = np.arange(0.0, 200.0, 1.0)
    truth = coast(times, height=200e3)
    rng = np.random.default_rng(5)
    place = geodetic_from_ecef(truth[0, :3])
    pad = float(place[0]), float(place[1]), 0.0
    blind = [radar(float(t), s, rng=rng) for t, s in zip(times[:100], truth[:100], strict=True)]
    clear = [radar(float(t), s, sigma_range=50.0, rng=rng) for t, s in zip(times[100:], truth[100:], strict=True)]
    tracker = Tracker(pad=pad, from_liftoff=False)
    assert follow(tracker, blind) == []
    assert "range" in tracker.missing()
    last = follow(tracker, clear)[-1]
    assert np.linalg.norm(last.position - truth[-1, :3]) < 1e3
    assert last.impact is not None


def test_a_restart_while_only_angles_are_seen_goes_on_with_the_same_bytes(missile) -> None:
    pad = math.radians(SITE.latitude_deg), math.radians(SITE.longitude_deg), SITE.height
    seen = of_missile(missile, first=6.0, last=120.0)
    times, places, _ = missile
    rng = np.random.default_rng(6)
    seen += [
        radar(float(t), np.append(p, np.zeros(3)), seen[0].position, sigma_range=30.0, rng=rng)
        for t, p in zip(times, places, strict=True)
        if 120.0 < t < 180.0
    ]
    whole = [as_line(update) for update in follow(Tracker(pad=pad), seen)]
    for cut in (20, 58, 65):
        first = Tracker(pad=pad)
        lines = [as_line(update) for update in follow(first, seen[:cut])]
        second = Tracker(pad=pad)
        second.restore(json.loads(json.dumps(first.as_json())))
        assert lines + [as_line(update) for update in follow(second, seen[cut:])] == whole


def test_a_track_that_begins_in_flight_tells_no_impact_of_its_own_before_thrust_is_surely_out() -> None:
    times = np.arange(0.0, 60.0, 1.0)
    seen = points(times, coast(times), sigma=100.0, rng=np.random.default_rng(1))
    for update in follow(Tracker(from_liftoff=False), seen):
        assert update.impact is None or update.phase_odds[0] < 0.15
        assert update.impact is not None or update.phase_odds[0] >= 0.15


def test_a_pad_on_the_other_side_of_the_earth_is_named_once() -> None:
    times = np.arange(30.0, 60.0, 1.0)
    seen = points(times, coast(times, height=50e3), sigma=100.0, rng=np.random.default_rng(1))
    tracker = Tracker(pad=(-0.5, 2.5, 0.0), source="flight.csv")
    follow(tracker, seen)
    assert [problem.path for problem in tracker.problems] == ["flight.csv"]
    assert "from the pad at T+30 s" in tracker.problems[0].what
    near = geodetic_from_ecef(coast(times)[0, :3])
    right = Tracker(pad=(float(near[0]) - 0.01, float(near[1]), 0.0))
    follow(right, seen)
    assert right.problems == []


def test_a_sensor_that_never_fits_the_others_is_named_once() -> None:
    times = np.arange(0.0, 60.0, 1.0)
    truth = coast(times, height=200e3)
    rng = np.random.default_rng(3)
    good = [replace(item, sensor="north") for item in points(times, truth, sigma=100.0, rng=rng)]
    off = [radar(float(t) + 10.5, s, OTHER, sigma_range=50.0, rng=rng) for t, s in zip(times, truth, strict=True)]
    # The station is said to stand a radian from where it does.
    off = [replace(item, position=(OTHER[0] - 1.0, OTHER[1], 0.0), sensor="south") for item in off]
    tracker = Tracker(from_liftoff=False)
    follow(tracker, sorted([*good, *off], key=lambda item: item.time))
    assert len(tracker.problems) == 1
    assert "'south'" in tracker.problems[0].what
