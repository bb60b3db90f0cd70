"""Scouts climb to the flight that was seen, where flights that are only resampled and moved cannot follow."""

from __future__ import annotations

import json
import math

import numpy as np

from downrange.tracking.misses import GRID
from downrange.tracking.scouts import COUNT, Scouts, climb, send_out

PAD = np.array([6378137.0, 0.0, 0.0])


def straight(positions: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Flights that rise and go east at speeds that two coordinates tell; a third does nothing."""
    tracks = np.zeros((len(positions), len(GRID), 5), dtype=np.float32)
    tracks[:, :, 0] = PAD[0] + (500.0 + 100.0 * positions[:, :1]) * GRID
    tracks[:, :, 1] = (300.0 + 80.0 * positions[:, 1:2]) * GRID
    return tracks, np.zeros(len(positions)), np.zeros(len(positions))


def rows_of(truth: np.ndarray, times: np.ndarray, width: float) -> np.ndarray:
    """Places along a flight without noise, as rows for the kernel."""
    rows = np.zeros((len(times), 22))
    places = straight(truth[None])[0][0, np.searchsorted(GRID, times), :3]
    rows[:, 0], rows[:, 2:5] = times, places
    rows[:, 5:14] = np.eye(3).ravel()
    rows[:, 18:21] = 1.0 / width
    return rows


def test_a_scout_finds_the_flight_and_what_is_left_unknown() -> None:
    truth, times, width = np.array([1.7, -1.2, 0.0]), np.arange(10.0, 60.0, 4.0), 500.0
    rows, counts = rows_of(truth, times, width), np.array([3.0 * len(times), 0.0, 0.0])
    rng = np.random.default_rng(1)
    start = rng.standard_normal((40, 3))
    scouts = send_out(start, np.zeros(40))
    for _ in range(8):
        climb(scouts, straight, rows, counts, start[0], rng)
    best = scouts.positions[0]
    covariance = scouts.root @ scouts.root.T
    # A linear problem: the posterior is known in closed form but for the common scale, which is as small as it can be.
    assert np.allclose(best[:2], truth[:2], atol=0.1)
    assert abs(best[2]) < 0.1
    assert math.isclose(covariance[2, 2], 1.0, rel_tol=0.05)
    slope = 100.0 * times / width
    weight = (4.0 + counts[0] / 3.0) / 3.0
    assert math.isclose(covariance[0, 0], 1.0 / (1.0 + weight * float(slope @ slope)), rel_tol=0.3)
    assert (np.diff(scouts.heights) <= 0.0).all()
    assert scouts.settled


def test_slopes_of_a_place_that_was_left_do_not_count() -> None:
    truth, times, width = np.array([1.7, -1.2, 0.0]), np.arange(10.0, 60.0, 4.0), 500.0
    rows, counts = rows_of(truth, times, width), np.array([3.0 * len(times), 0.0, 0.0])
    rng = np.random.default_rng(1)
    scouts = send_out(np.full((3, 3), -2.0), np.zeros(3))
    assert not scouts.settled
    climb(scouts, straight, rows, counts, None, rng)
    assert not scouts.settled
    for _ in range(6):
        climb(scouts, straight, rows, counts, None, rng)
    assert scouts.settled


def test_scouts_are_the_same_after_a_restart() -> None:
    rng = np.random.default_rng(2)
    scouts = Scouts(positions=rng.random((COUNT, 5)), heights=rng.random(COUNT), root=rng.random((5, 5)), steps=7)
    again = Scouts.from_json(json.loads(json.dumps(scouts.as_json())))
    assert np.array_equal(again.positions, scouts.positions)
    assert np.array_equal(again.root, scouts.root)
    assert (again.steps, again.log_size, again.gain) == (7, scouts.log_size, math.inf)
