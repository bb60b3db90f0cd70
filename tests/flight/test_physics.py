"""What flight must conserve, and closed forms it must meet."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downrange.earth.ellipsoid import EQUATORIAL_RADIUS, J2, MU, ROTATION, ecef_from_geodetic, geodetic_from_ecef
from downrange.flight.falls import break_up, fall
from downrange.flight.forces import CURVE, acceleration, height_at
from downrange.flight.outcome import ground_range
from downrange.flight.step import step
from downrange.flight.tables import air_table, drag_table, wind_table
from downrange.records.flight import Array, Wind

AIR, CALM, DRAG = air_table(), None, drag_table()
IN_VACUUM = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def energy(state: Array) -> float:
    """Of an orbit about the flattened Earth, per unit mass."""
    r = float(np.linalg.norm(state[:3]))
    sine2 = float(state[2] / r) ** 2
    potential = -MU / r * (1.0 - 0.5 * J2 * (EQUATORIAL_RADIUS / r) ** 2 * (3.0 * sine2 - 1.0))
    return 0.5 * float(state[3:] @ state[3:]) + potential


def test_an_orbit_in_vacuum_keeps_its_energy_and_axial_momentum_to_one_part_in_ten_billion() -> None:
    state = np.array([7.0e6, 0.0, 1.0e5, 100.0, 5.5e3, 5.2e3])
    e0, l0 = energy(state), state[0] * state[4] - state[1] * state[3]
    pull = np.array(acceleration(*state, 0.0, *IN_VACUUM, AIR, CALM, DRAG))[:3]
    for _ in range(600):
        result = np.array(step(10.0, 0.0, *state, *pull, *IN_VACUUM, AIR, CALM, DRAG))
        state, pull = result[:6], result[6:9]
    assert abs(energy(state) / e0 - 1.0) < 1e-10
    assert abs((state[0] * state[4] - state[1] * state[3]) / l0 - 1.0) < 1e-10


def test_gravity_is_the_gradient_of_its_potential() -> None:
    position = np.array([4.1e6, -3.3e6, 4.4e6])
    pull = np.array(acceleration(*position, 0.0, 0.0, 0.0, 0.0, *IN_VACUUM, AIR, CALM, DRAG))[:3]
    slope = np.empty(3)
    for c in range(3):
        shift = np.zeros(6)
        shift[c] = 10.0
        at = np.concatenate([position, np.zeros(3)])
        slope[c] = -(energy(at + shift) - energy(at - shift)) / 20.0
    assert np.allclose(pull, slope, rtol=1e-7)


@settings(deadline=None)
@given(st.floats(-1.57, 1.57), st.floats(-3.1, 3.1), st.floats(-5e3, 2e6))
def test_the_height_without_roots_is_geodetic_to_two_millimeters(
    latitude: float, longitude: float, height: float
) -> None:
    x, y, z = ecef_from_geodetic(latitude, longitude, height)
    r = math.sqrt(x * x + y * y + z * z)
    assert height_at((z / r) ** 2, EQUATORIAL_RADIUS / r, r) == pytest.approx(height, abs=2e-3)


@settings(max_examples=50, deadline=None)
@given(st.floats(-1.4, 1.4), st.floats(-1.4, 1.4), st.floats(0.0, 2.8))
def test_ground_ranges_are_those_of_geodesics(lat1: float, lat2: float, apart: float) -> None:
    from pyproj import Geod

    truth = Geod(ellps="WGS84").inv(0.0, lat1, apart, lat2, radians=True)[2]
    assert ground_range(lat1, 0.0, lat2, apart) == pytest.approx(truth, abs=0.5, rel=1e-7)


def turning(position: Array) -> Array:
    return np.array([-ROTATION * position[1], ROTATION * position[0], 0.0])


@pytest.mark.parametrize("ballistic", [15.0, 60.0, 300.0])
@pytest.mark.parametrize("windy", [False, True])
def test_the_quadrature_of_terminal_descent_lands_where_integration_lands(ballistic: float, windy: bool) -> None:
    """Sampled bodies are integrated to the ground; unsampled ones settle."""
    knots = np.arange(33.0)
    wind = Wind(east=25.0 * np.exp(-(((knots - 11.0) / 5.0) ** 2)), north=8.0 * np.exp(-(((knots - 9.0) / 6.0) ** 2)))
    position = ecef_from_geodetic(0.6, 0.3, 60e3)
    state = np.concatenate([position, turning(position) + np.array([300.0, 200.0, 100.0])])[None]
    blown = wind if windy else None
    start, coefficient = np.zeros(1), np.array([ballistic])
    whole = fall(start, state, coefficient, wind=blown, sample_times=np.array([0.0, 5000.0]), tolerance=1e-3)
    settled = fall(start, state, coefficient, wind=blown, tolerance=1e-3)
    apart = ground_range(whole.latitude[0], whole.longitude[0], settled.latitude[0], settled.longitude[0])
    assert apart < 10.0
    assert settled.time[0] == pytest.approx(whole.time[0], abs=0.5)


def test_a_body_without_drag_falls_on_its_kepler_ellipse_up_to_flattening() -> None:
    position = ecef_from_geodetic(0.0, 0.0, 200e3)
    state = np.concatenate([position, turning(position) + np.array([1500.0, 2000.0, 0.0])])
    fallen = fall(np.zeros(1), state[None], np.array([1e12]))
    r, v = state[:3], state[3:]
    semi_major = -MU / (v @ v - 2.0 * MU / np.linalg.norm(r))
    momentum = np.cross(r, v)
    eccentricity = np.linalg.norm(np.cross(v, momentum) / MU - r / np.linalg.norm(r))
    apogee = semi_major * (1.0 + eccentricity) - EQUATORIAL_RADIUS
    assert fallen.peak_height[0] == pytest.approx(apogee, rel=2e-3)


def test_fragments_of_a_break_up_fall_the_shorter_the_lighter_they_are() -> None:
    position = ecef_from_geodetic(0.6, 0.3, 70e3)
    state = np.concatenate([position, turning(position) + np.array([0.0, 2500.0, 0.0])])
    classes, fallen = break_up(0.0, state, fragments=100, rng=np.random.default_rng(3))
    reach = np.array([ground_range(0.6, 0.3, a, b) for a, b in zip(fallen.latitude, fallen.longitude, strict=True)])
    medians = [np.median(reach[classes == c]) for c in range(5)]
    assert medians == sorted(medians)


def test_heavier_air_resistance_is_along_the_air_and_not_the_ground() -> None:
    """With a wind as fast as the body there is no drag."""
    position = ecef_from_geodetic(0.0, 0.0, 10e3)
    knots = np.ones(33) * 50.0
    table = wind_table(Wind(east=knots, north=0.0 * knots))
    moving = turning(position) + np.array([0.0, 50.0, 0.0])
    fixed = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, CURVE, 1.0, 1.0)
    with_air = np.array(acceleration(*position, *moving, 0.0, *fixed, AIR, table, DRAG))[:3]
    without = np.array(acceleration(*position, *moving, 0.0, *IN_VACUUM, AIR, table, DRAG))[:3]
    assert np.abs(with_air - without).max() < 1e-3


def test_places_below_a_state_are_those_of_the_ellipsoid() -> None:
    from downrange.flight.outcome import place

    position = ecef_from_geodetic(-0.7, 2.9, 123e3)
    latitude, longitude = place(*position, 0.0)
    assert (latitude, longitude) == pytest.approx((-0.7, 2.9), abs=1e-9)
    assert geodetic_from_ecef(position)[2] == pytest.approx(123e3, abs=1e-6)
