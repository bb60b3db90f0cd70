"""The tracker on streams that misbehave: late, doubled, wild, endless, interrupted."""

from __future__ import annotations

import json
import math
import sys
import time
from dataclasses import replace

import numpy as np
import pytest
from track_samples import ROOT, coast, csv_of, points

from downrange.earth.ellipsoid import ecef_from_geodetic
from downrange.records.sighting import Sighting, SightingKind
from downrange.records.track import Phase, TrackAnswer, TrackUpdate
from downrange.tracking.filter import beside
from downrange.tracking.lines import as_line
from downrange.tracking.motion import measure, sides_of
from downrange.tracking.rows import RADAR_SEEN
from downrange.tracking.stream import StreamReader
from downrange.tracking.tracker import Tracker
from downrange.tracking.trail import HISTORY

sys.path.insert(0, str(ROOT))
from scoreboard.tracked import cramer_rao


def follow(tracker: Tracker, sightings: list[Sighting]) -> list[TrackUpdate]:
    return [update for seen in sightings if (update := tracker.update(seen)) is not None]


@pytest.fixture(scope="module")
def track() -> tuple[np.ndarray, np.ndarray, list[Sighting]]:
    times = np.arange(0.0, 120.0, 1.0)
    truth = coast(times)
    return times, truth, points(times, truth, sigma=100.0, rng=np.random.default_rng(1))


def free_tracker() -> Tracker:
    return Tracker(from_liftoff=False)


def test_a_track_in_flight_is_picked_up_and_followed(track) -> None:
    _, truth, seen = track
    last = follow(free_tracker(), seen)[-1]
    assert np.linalg.norm(last.position - truth[-1, :3]) < 150.0
    assert np.linalg.norm(last.velocity - truth[-1, 3:]) < 15.0
    assert last.phase is Phase.COAST


def test_sightings_out_of_order_end_where_sightings_in_order_do(track) -> None:
    _, _, seen = track
    shuffled = list(seen)
    for i in range(20, 110, 7):
        shuffled[i], shuffled[i + 2] = shuffled[i + 2], shuffled[i]
    straight, mixed = follow(free_tracker(), seen)[-1], follow(free_tracker(), shuffled)[-1]
    assert mixed.counts.reordered > 0
    assert np.allclose(straight.position, mixed.position, atol=1.0)


def test_doubled_wild_and_late_sightings_are_counted_and_change_nothing(track) -> None:
    _, _, seen = track
    rng = np.random.default_rng(2)
    dirty: list[Sighting] = []
    for i, item in enumerate(seen):
        dirty.append(item)
        if i > 10 and i % 10 == 0:
            dirty.append(item)
        if i > 10 and i % 13 == 0:
            latitude, longitude, height = item.values
            wild = (latitude + 0.1 * rng.standard_normal(), longitude + 0.05, height)
            dirty.append(replace(item, values=wild, time=item.time + 0.4))
        if i == 100:
            dirty.append(replace(seen[5], values=(seen[5].values[0] + 1e-5, *seen[5].values[1:])))
    clean, last = follow(free_tracker(), seen)[-1], follow(free_tracker(), dirty)[-1]
    assert last.counts.duplicate == 10
    assert last.counts.wild == 9
    assert last.counts.late == 1
    assert last.counts.restarts == 0
    assert np.allclose(clean.position, last.position, atol=1.0)


def test_a_gap_of_minutes_is_bridged(track) -> None:
    _, truth, seen = track
    gap = [item for item in seen if not 20.0 < item.time < 105.0]
    last = follow(free_tracker(), gap)[-1]
    assert last.counts.wild == 0
    assert np.linalg.norm(last.position - truth[-1, :3]) < 300.0


def test_a_track_that_jumps_for_good_is_begun_anew(track) -> None:
    _, _, seen = track
    other = [replace(item, values=(item.values[0] + 0.2, *item.values[1:])) for item in seen[60:]]
    last = follow(free_tracker(), seen[:60] + other)[-1]
    assert last.counts.restarts == 1
    assert last.latitude == pytest.approx(other[-1].values[0], abs=1e-3)


def test_memory_does_not_grow_with_the_stream() -> None:
    tracker, reader, rng = free_tracker(), StreamReader(), np.random.default_rng(4)
    times = np.arange(0.0, 120.0, 0.05)
    rows = csv_of(points(times, coast(times), sigma=100.0, rng=rng)).splitlines()
    reader.read_line(rows[0].replace("sigma_m", "sigma_m,sensor"))
    sizes: list[int] = []
    for number, row in enumerate(rows[1:], 1):
        wild = ",".join([row.split(",")[0], "1.0", "2.0", "3e5", "100"]) if number % 40 == 0 else row
        for line in (f"{wild},s{number}", f"# sensor t{number}: 1, 2, 3", f"rubbish {number}"):
            sightings, problems = reader.read_line(line)
            tracker.skipped(len(problems))
            for item in sightings:
                tracker.update(item)
        if number in (1200, 2400):
            sizes.append(len(json.dumps([tracker.as_json(), reader.state()])))
    assert len(tracker.trail.entries) == HISTORY
    assert len(tracker.waiting) < 50
    assert sizes[1] < 1.02 * sizes[0]


def test_a_restart_goes_on_with_the_same_bytes(track) -> None:
    _, _, seen = track
    whole = [as_line(update) for update in follow(free_tracker(), seen)]
    first = free_tracker()
    lines = [as_line(update) for update in follow(first, seen[:57])]
    saved = json.loads(json.dumps(first.as_json()))
    second = free_tracker()
    second.restore(saved)
    lines += [as_line(update) for update in follow(second, seen[57:])]
    assert lines == whole


def test_without_thrust_the_state_is_told_by_the_filter_that_knows_of_none_but_for_the_odds_that_it_burns() -> None:
    times = np.arange(0.0, 200.0, 2.0)
    tracker = free_tracker()
    last = follow(tracker, points(times, coast(times), sigma=3e3, rng=np.random.default_rng(8)))[-1]
    assert tracker.free is not None
    mean, covariance = beside(tracker.state, tracker.free)
    assert np.array_equal(last.position, mean[:3])
    assert np.linalg.norm(mean[:3] - tracker.free.estimate()[0][:3]) < 100.0
    # What else the first filter keeps in mind is no reason to know less of where it is.
    assert np.trace(covariance[:3, :3]) < np.trace(tracker.state.estimate()[1][:3, :3])


def test_a_stage_that_lights_unnoticed_after_a_long_coast_is_told_with_the_odds_that_it_did() -> None:
    times = np.arange(0.0, 200.0, 2.0)
    lit, push = 150.0, 6.0
    states = coast(times)
    burnt = np.maximum(times - lit, 0.0)[:, None]
    along = states[:, 3:] / np.linalg.norm(states[:, 3:], axis=1, keepdims=True)
    states[:, :3] += 0.5 * push * burnt**2 * along
    states[:, 3:] += push * burnt * along
    off: list[float] = []
    alone: list[float] = []
    for run in range(4):
        tracker, seen = free_tracker(), points(times, states, sigma=3e3, rng=np.random.default_rng([9, run]))
        for sighting, state in zip(seen, states, strict=True):
            update = tracker.update(sighting)
            if update is None or sighting.time < lit or tracker.free is None:
                continue
            mean, covariance = tracker.free.estimate()
            for errors, middle, spread in (
                (off, update.velocity, update.covariance[3:, 3:]),
                (alone, mean[3:6], covariance[3:6, 3:6]),
            ):
                miss = middle - state[3:]
                errors.append(float(miss @ np.linalg.solve(spread, miss)) / 3.0)
    # The filter that knows of no thrust claims far more than it knows.
    assert np.mean(alone) > 50.0
    assert np.mean(off) < 0.2 * np.mean(alone)


def test_a_coast_that_comes_down_is_ballistic_and_its_area_is_told(track) -> None:
    times = np.arange(0.0, 290.0, 1.0)
    seen = points(times, coast(times, speed=2500.0, climb=900.0), sigma=50.0, rng=np.random.default_rng(5))
    last = follow(free_tracker(), seen)[-1]
    assert last.impact is not None
    assert last.impact.source == "filter"
    assert last.orbit is not None
    assert last.orbit.probability < 1e-3
    assert last.answer is not TrackAnswer.ORBITAL


def test_an_orbit_is_told_from_its_state() -> None:
    times = np.arange(0.0, 120.0, 1.0)
    truth = coast(times, height=300e3, speed=7450.0, climb=0.0)
    last = follow(free_tracker(), points(times, truth, sigma=50.0, rng=np.random.default_rng(6)))[-1]
    assert last.answer is TrackAnswer.ORBITAL
    assert last.impact is None


def test_angles_from_two_stations_make_a_track() -> None:
    times = np.arange(0.0, 100.0, 1.0)
    truth = coast(times, height=200e3)
    seen = []
    rng = np.random.default_rng(8)
    for i, moment in enumerate(times):
        place = ((0.58, 0.22, 0.0), (0.63, 0.24, 100.0))[i % 2]
        sides, shown, state = np.empty((3, 3)), np.zeros(4), np.zeros(11)
        sides_of(place[0], place[1], sides)
        state[:6] = truth[i]
        measure(state, 1, ecef_from_geodetic(*place), sides, shown)
        angles = shown[1:3] + 2e-4 * rng.standard_normal(2)
        seen.append(
            Sighting(
                time=float(moment),
                kind=SightingKind.RADAR,
                values=(None, float(angles[0]), float(angles[1]), None),
                sigmas=(1.0, 2e-4, 2e-4, 1.0),
                sensor=f"camera {i % 2}",
                position=place,
            )
        )
    last = follow(free_tracker(), seen)[-1]
    assert np.linalg.norm(last.position - truth[-1, :3]) < 2e3
    assert np.linalg.norm(last.velocity - truth[-1, 3:]) < 60.0


def test_several_sensors_of_several_kinds_make_one_track() -> None:
    times = np.arange(0.0, 120.0, 1.0)
    truth = coast(times, height=200e3)
    rng = np.random.default_rng(10)
    seen = [replace(item, sensor="tracker") for item in points(times[::4], truth[::4], sigma=300.0, rng=rng)]
    place = (0.58, 0.22, 100.0)
    sides, shown, state = np.empty((3, 3)), np.zeros(4), np.zeros(11)
    sides_of(place[0], place[1], sides)
    for i, moment in enumerate(times):
        state[:6] = truth[i]
        measure(state, RADAR_SEEN, ecef_from_geodetic(*place), sides, shown)
        sigmas = (50.0, 1e-3, 1e-3, 2.0)
        values = tuple((shown + np.array(sigmas) * rng.standard_normal(4)).tolist())
        if i % 4:
            radar = Sighting(
                time=float(moment),
                kind=SightingKind.RADAR,
                values=values,
                sigmas=sigmas,
                sensor="radar",
                position=place,
            )
            seen.append(radar)
    seen.sort(key=lambda item: item.time + (7.0 if item.sensor == "radar" else 0.0))  # the radar's come 7 s late
    last = follow(free_tracker(), seen)[-1]
    assert last.counts.used + last.counts.wild > 110
    assert last.counts.reordered > 20
    assert np.linalg.norm(last.position - truth[-1, :3]) < 300.0


def test_the_area_after_burnout_comes_near_the_least_that_it_can_be() -> None:
    times = np.arange(0.0, 200.0, 2.0)
    truth = coast(times, height=200e3, speed=3000.0, climb=1200.0)
    bound = cramer_rao(
        list(zip(points(times, truth, sigma=100.0, rng=np.random.default_rng(0)), truth[:, :3], strict=True))
    )
    widths = []
    for seed in range(5):
        impact = follow(free_tracker(), points(times, truth, sigma=100.0, rng=np.random.default_rng(seed)))[-1].impact
        assert impact is not None
        xx, xy, yy = impact.covariance
        widths.append(math.sqrt(np.linalg.eigvalsh(np.array([[xx, xy], [xy, yy]]))[-1]))
    assert 0.7 < np.mean(widths) / math.sqrt(np.linalg.eigvalsh(bound)[-1]) < 2.0


def test_a_thousand_updates_take_less_than_a_second_or_two_on_a_busy_machine() -> None:
    times = np.arange(0.0, 120.0, 0.1)
    seen = points(times, coast(times), sigma=100.0, rng=np.random.default_rng(9))[:1200]
    tracker = free_tracker()
    follow(tracker, seen[:200])
    begun = time.process_time()
    follow(tracker, seen[200:])
    assert time.process_time() - begun < 2.0


def test_a_line_is_json_without_numbers_that_are_none(track) -> None:
    _, _, seen = track
    for update in follow(free_tracker(), seen[:30]):
        value = json.loads(as_line(update))
        assert value["schema"] == "downrange-track/1"
        assert math.isclose(sum(value["odds"].values()), 1.0, abs_tol=1e-5)
