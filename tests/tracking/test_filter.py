"""The filter against motion integrated elsewhere, closed forms, and its own claims of how sure it is."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.stats import chi2
from track_samples import coast, fall, points

from downrange.earth.ellipsoid import MU, ROTATION, ecef_from_geodetic
from downrange.tracking.changes import LATE, SOON, SOON_TIME, grow_old, switch_matrix
from downrange.tracking.filter import carry, start_state, take
from downrange.tracking.motion import (
    BOOST,
    COAST,
    FALL,
    LOG_DENSITY,
    SIZE,
    advance,
    fall_to_ground,
    height_of,
    orbit_of,
)
from downrange.tracking.outlook import look_ahead
from downrange.tracking.rows import row_of
from downrange.tracking.tracker import Tracker


def test_a_coast_is_the_same_as_with_another_integrator() -> None:
    times = np.array([0.0, 300.0])
    states = coast(times)
    state, work = np.zeros(SIZE), np.empty((5, SIZE))
    state[:6] = states[0]
    for _ in range(30):
        advance(state, COAST, 10.0, LOG_DENSITY, work)
    assert np.linalg.norm(state[:3] - states[1, :3]) < 0.1
    assert np.linalg.norm(state[3:6] - states[1, 3:]) < 1e-3


def test_a_boost_without_pull_gains_what_tsiolkovsky_says() -> None:
    state, work = np.zeros(SIZE), np.empty((5, SIZE))
    state[:3] = (6.4e9, 0.0, 0.0)  # so far out that nothing pulls
    state[3:6] = (3000.0 + 0.0, ROTATION * 0.0, 0.0)
    acceleration, exhaust, burn = 10.0, 3000.0, 100.0
    state[6], state[7] = math.log(acceleration), 1.0 / exhaust
    for _ in range(100):
        state[0:3] = (6.4e9, 0.0, 0.0)
        still = state.copy()
        advance(state, BOOST, 1.0, LOG_DENSITY, work)
        # The turning frame's own accelerations are taken out again.
        state[3] -= ROTATION**2 * 6.4e9
        state[4] = still[4]
    mass_ratio = 1.0 - acceleration * burn / exhaust
    assert math.exp(state[6]) == pytest.approx(acceleration / mass_ratio, rel=1e-3)
    assert state[3] - 3000.0 == pytest.approx(-exhaust * math.log(mass_ratio), rel=0.02)


def test_terminal_speed_is_where_drag_is_weight() -> None:
    state, out = np.zeros(SIZE), np.empty(6)
    state[:3] = ecef_from_geodetic(0.0, 0.0, 20e3)
    state[10] = math.log(1.0 / 100.0)
    fall_to_ground(state, 4000.0, LOG_DENSITY, out)
    assert out[0] == 1.0
    from downrange.earth.atmosphere import air

    def slope(_: float, y: np.ndarray) -> list[float]:
        gravity = 9.814 * (6378137.0 / (6378137.0 + y[0])) ** 2 - 0.0339
        return [y[1], -gravity - 0.5 * float(air(np.array(y[0]))[0]) * abs(y[1]) * y[1] / 100.0]

    ground = lambda _, y: y[0]  # noqa: E731
    ground.terminal = True  # type: ignore[attr-defined]
    done = solve_ivp(slope, (0.0, 4000.0), [20e3, 0.0], events=ground, rtol=1e-9)
    assert out[1] == pytest.approx(done.t[-1], rel=2e-3)


def test_the_orbit_of_a_state_is_that_of_the_vis_viva_equation() -> None:
    state, out = np.zeros(SIZE), np.empty(5)
    radius = 6378137.0 + 300e3
    state[:3] = (radius, 0.0, 0.0)
    state[4] = math.sqrt(MU / radius) - ROTATION * radius
    orbit_of(state, out)
    assert out[3] == pytest.approx(300e3, abs=1.0)
    assert out[4] == pytest.approx(300e3, abs=1.0)
    assert out[2] == pytest.approx(0.0, abs=1e-6)


def test_the_height_is_the_geodetic_one() -> None:
    for latitude in (0.0, 0.5, 1.2, -1.5):
        for height in (0.0, 1e4, 4e5):
            assert height_of(*ecef_from_geodetic(latitude, 0.3, height)) == pytest.approx(height, abs=0.05)


@pytest.mark.parametrize("sigma", [30.0, 300.0, 3000.0])
def test_covariances_are_consistent_in_a_coast(sigma: float) -> None:
    """Normalized estimation error squared of 40 runs lies in its 99.9 % band, widened below for the mixing."""
    times = np.arange(0.0, 120.0, 1.0)
    truth = coast(times)
    errors = []
    for run in range(40):
        rng = np.random.default_rng([7, run])
        seen = points(times, truth, sigma=sigma, rng=rng)
        spread = np.array([sigma] * 3 + [50.0] * 3)
        first = truth[0] + spread * rng.standard_normal(6)
        state = start_state(0.0, first[:3], first[3:], np.diag(spread**2), (0.05, 0.9, 0.05))
        for sighting in seen[1:]:
            assert carry(state, sighting.time)
            take(state, row_of(sighting))
        mean, covariance = state.means[COAST], state.covariances[COAST]
        off = mean[:6] - truth[-1]
        errors.append(off @ np.linalg.solve(covariance[:6, :6], off))
        assert state.odds[COAST] > 0.3
    low, high = chi2.ppf([0.0005, 0.9995], 6 * len(errors)) / len(errors)
    # Process noise that the truth lacks makes the filter a little too modest, never too proud.
    assert 0.6 * low < np.mean(errors) < high


def test_the_age_of_a_coast_is_the_mean_over_when_it_may_have_begun() -> None:
    """Against ages followed one by one: cut-offs at any time, at a steady rate, are told by one number a mode."""
    step, steps, rate = 2.0, 20, 0.05
    switch = np.array([[1.0 - rate * step, rate * step, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    odds, fresh = np.array([1.0, 0.0, 0.0]), np.zeros(3)
    begun: list[float] = []
    shares: list[float] = []
    for number in range(steps):
        grow_old(fresh, odds, switch, step)
        shares.append(odds[BOOST] * rate * step)
        begun.append(number * step)
        odds = odds @ switch
    # Each share began at any time within its step.
    ages = steps * step - np.array(begun)[:, None] - np.linspace(0.0, step, 2001)
    expected = np.average(np.exp(-ages / SOON_TIME).mean(axis=1), weights=shares)
    assert fresh[COAST] == pytest.approx(expected, rel=1e-3)


def test_an_engine_lights_more_likely_just_after_another_stopped() -> None:
    new, old = np.empty((3, 3)), np.empty((3, 3))
    switch_matrix(200e3, 1.0, np.array([1.0, 1.0, 1.0]), True, new)
    switch_matrix(200e3, 1.0, np.array([1.0, 0.0, 0.0]), True, old)
    assert new[COAST, BOOST] == pytest.approx(SOON + LATE, rel=0.05)
    assert old[COAST, BOOST] == pytest.approx(LATE, rel=0.05)


def test_the_impact_area_holds_the_impact_and_shrinks() -> None:
    times = np.arange(0.0, 200.0, 1.0)
    truth = coast(times, speed=3000.0, climb=800.0)
    body = np.zeros(SIZE)
    body[:6], body[10] = truth[-1], math.log(1.0 / 500.0)
    landed = np.empty(6)
    fall_to_ground(body, 4000.0, LOG_DENSITY, landed)
    from downrange.earth.ellipsoid import geodetic_from_ecef
    from downrange.earth.geodesic import planes

    latitude, longitude, _ = geodetic_from_ecef(landed[2:5])
    held, widths = 0, []
    for run in range(30):
        rng = np.random.default_rng([9, run])
        seen = points(times, truth, sigma=200.0, rng=rng)
        spread = np.array([200.0] * 3 + [100.0] * 3)
        first = truth[0] + spread * rng.standard_normal(6)
        state = start_state(0.0, first[:3], first[3:], np.diag(spread**2), (0.05, 0.9, 0.05))
        for sighting in seen[1:]:
            carry(state, sighting.time)
            take(state, row_of(sighting))
            if sighting.time in (20.0, 199.0):
                outlook = look_ahead(state)
                assert outlook is not None
                assert outlook.impact is not None
                widths.append(math.sqrt(sum(outlook.impact.covariance[::2])))
        impact = outlook.impact
        center = math.degrees(impact.latitude), math.degrees(impact.longitude)
        east, north = planes(np.array([latitude]), np.array([longitude]), center)
        xx, xy, yy = impact.covariance
        off = np.array([float(east[0]), float(north[0])])
        held += off @ np.linalg.solve(np.array([[xx, xy], [xy, yy]]), off) < 4.605
    assert held >= 24
    assert np.mean(widths[1::2]) < np.mean(widths[::2])


def test_drag_is_learnt_in_the_fall() -> None:
    state, work = np.zeros(SIZE), np.empty((5, SIZE))
    state[:3] = ecef_from_geodetic(0.3, 0.1, 70e3)
    up = state[:3] / np.linalg.norm(state[:3])
    state[3:6] = -1500.0 * up + np.array([0.0, 2500.0, 0.0])
    state[10] = math.log(1.0 / 300.0)
    rng = np.random.default_rng(3)
    truth, times = [state[:6].copy()], np.arange(0.0, 30.0, 0.5)
    for _ in times[1:]:
        for _ in range(5):
            advance(state, FALL, 0.1, LOG_DENSITY, work)
        truth.append(state[:6].copy())
    seen = points(times, np.array(truth), sigma=20.0, rng=rng)
    spread = np.array([20.0] * 3 + [20.0] * 3)
    filtered = start_state(0.0, truth[0][:3], truth[0][3:], np.diag(spread**2), (0.05, 0.2, 0.75))
    for sighting in seen[1:]:
        carry(filtered, sighting.time)
        take(filtered, row_of(sighting))
    assert filtered.odds[FALL] > 0.8
    assert math.exp(-filtered.means[FALL, 10]) == pytest.approx(300.0, rel=0.3)


@pytest.mark.parametrize("within", [2.0, 5.0, 8.0])
def test_an_engine_that_stops_between_two_sightings_throws_none_out_and_its_apogee_is_told_honestly(
    within: float,
) -> None:
    """Neither thrust throughout nor a coast throughout leads where a flight is whose engine stopped in between."""
    out = 60.0 + within

    def motion(time: float, state: np.ndarray) -> np.ndarray:
        thrust = 30.0 if time < out else 0.0
        push = thrust * state[3:] / np.linalg.norm(state[3:])
        return fall(time, state) + np.concatenate([np.zeros(3), push])

    start = coast(np.array([0.0]), height=80e3, speed=1500.0, climb=1200.0)[0]
    lit = solve_ivp(motion, (0.0, out), start, rtol=1e-10, dense_output=True)
    free = solve_ivp(motion, (out, 200.0), lit.y[:, -1], rtol=1e-10, dense_output=True)
    times = np.concatenate([np.arange(0.0, 30.0, 2.0), np.arange(30.0, 121.0, 10.0)])
    truth = np.array([(lit if time < out else free).sol(time) for time in times])
    orbit, state = np.empty(5), np.zeros(SIZE)
    state[:6] = truth[-1]
    orbit_of(state, orbit)
    misses = []
    for run in range(8):
        rng = np.random.default_rng([11, run])
        tracker = Tracker(from_liftoff=False)
        for sighting in points(times, truth, sigma=20.0, rng=rng):
            update = tracker.update(sighting)
            if update is not None and update.time > out + 10.0 and tracker.outlook is not None:
                told = tracker.outlook.orbit
                misses.append((told.apogee - orbit[4]) / told.apogee_sigma)
        assert tracker.counts.wild == 0
    assert len(misses) >= 8 * 4
    assert math.sqrt(np.mean(np.square(misses))) < 1.5
