"""NASA NESC check-cases (NASA/TM-2015-218675): falling bodies and a two-stage rocket, against the agencies' tools.

The trajectories are read from ../shared where it is; the initial states and end points below are from the same files
(github nasa/simupy-flight, NESC_data, NASA Open Source Agreement 1.3).
"""

from __future__ import annotations

import csv
import math
import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from downrange.earth.ellipsoid import ROTATION, ecef_from_geodetic
from downrange.flight.falls import Falls, fall
from downrange.flight.forces import acceleration
from downrange.flight.tables import DRAG_ROW, MACH_CELLS, air_table, drag_table
from downrange.records.flight import Array

SHARED = Path(os.environ.get("DOWNRANGE_SHARED", Path(__file__).resolve().parents[3] / "shared"))
NESC = SHARED / "data" / "checkcases" / "nesc"
FOOT, SLUG = 0.3048, 14.59390
SPHERE_AREA = 0.1963495 * FOOT**2
SPHERE_DRAG = 0.1
SPHERE = SLUG / (SPHERE_AREA * SPHERE_DRAG)
NO_DRAG = 1e12
"""Ballistic coefficient that feels no air [kg/m2]."""


def constant_drag() -> Array:
    table = np.zeros((2, MACH_CELLS, DRAG_ROW))
    table[:, :, 0] = 1.0
    return table.reshape(-1)


def drop(height: float, velocity_east: float, velocity_up: float, ballistic: float, times: Array) -> Falls:
    """From longitude and latitude zero, with a velocity relative to the turning Earth."""
    r = ecef_from_geodetic(0.0, 0.0, height)
    state = np.concatenate([r, [velocity_up, velocity_east + ROTATION * r[0], 0.0]])
    return fall(
        np.zeros(1), state[None], np.array([ballistic]), sample_times=times, drag=constant_drag(), tolerance=1e-3
    )


# File, height [ft], east and up speed [ft/s], ballistic coefficient; the file's last height [ft] and longitude.
CASES = [
    ("Atmos_01_DroppedSphere_sim_02", 30000.0, 0.0, 0.0, NO_DRAG, 15598.90389, 5.74e-5),
    ("Atmos_06_DroppedSphereEllipsoidalNoWind_sim_02", 30000.0, 0.0, 0.0, SPHERE, 16284.57778, 5.34e-5),
    ("Atmos_09_EastwardCannonball_sim_02", 0.0, 1000.0, 1000.0, SPHERE, 10159.53629, 0.061643207),
]  # fmt: skip


@pytest.mark.parametrize(("name", "height", "east", "up", "ballistic", "end_height", "end_longitude"), CASES)
def test_a_falling_sphere_ends_where_the_agencies_tools_end(
    name: str, height: float, east: float, up: float, ballistic: float, end_height: float, end_longitude: float
) -> None:
    flown = drop(height * FOOT, east * FOOT, up * FOOT, ballistic, np.array([0.0, 30.0]))
    assert flown.sample_height[0, -1] == pytest.approx(end_height * FOOT, abs=1.0)
    # The files give longitude to three digits.
    assert np.degrees(flown.sample_longitude[0, -1]) == pytest.approx(end_longitude, rel=2e-3)


@pytest.mark.skipif(not NESC.is_dir(), reason="needs the shared check-cases")
@pytest.mark.parametrize(("name", "height", "east", "up", "ballistic", "end_height", "end_longitude"), CASES)
def test_a_falling_sphere_follows_the_agencies_tools_within_a_meter(
    name: str, height: float, east: float, up: float, ballistic: float, end_height: float, end_longitude: float
) -> None:
    with (NESC / f"{name}.csv").open() as file:
        rows = list(csv.DictReader(file))
    times = np.array([float(row["time"]) for row in rows])
    truth = np.array([float(row["altitudeMsl_ft"]) for row in rows]) * FOOT
    flown = drop(height * FOOT, east * FOOT, up * FOOT, ballistic, times)
    inside = times > 0.0
    assert np.abs(flown.sample_height[0] - truth)[inside].max() < 1.0


# Case 17's models (twostage_prop.dml, twostage_inertia.dml).
THRUSTS, IMPULSES = (17e6, 5e6), (360.0, 390.0)
FULL_MASSES, EMPTY_MASSES = (314e3, 99e3), (134e3, 19e3)
G0 = 9.80665


@pytest.mark.slow
@pytest.mark.skipif(not NESC.is_dir(), reason="needs the shared check-cases")
def test_the_two_stage_rocket_stays_within_ten_meters_of_the_agencies_tool() -> None:
    """Attitude and aerodynamic force are the file's; gravity, thrust, mass, frames and integration are ours."""
    from scipy.integrate import solve_ivp

    with (NESC / "Atmos_17_TwoStageRocketToOrbit_sim_06.csv").open() as file:
        rows = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]
    times = np.array([row["time"] for row in rows])
    position = np.array([[row[f"eiPosition_ft_{c}"] for c in "XYZ"] for row in rows]) * FOOT
    velocity = np.array([[row[f"eiVelocity_ft_s_{c}"] for c in "XYZ"] for row in rows]) * FOOT
    pitch = np.unwrap(np.radians([row["eulerAngle_deg_Pitch"] for row in rows]))
    longitude = np.radians([row["longitude_deg"] for row in rows])
    along = np.array([row["aero_bodyForce_lbf_X"] for row in rows]) * 4.4482216152605
    down = np.array([row["aero_bodyForce_lbf_Z"] for row in rows]) * 4.4482216152605
    flows = [THRUSTS[s] / (IMPULSES[s] * G0) for s in (0, 1)]
    burns = [(FULL_MASSES[s] - EMPTY_MASSES[s]) / flows[s] for s in (0, 1)]
    air, drag = air_table(), drag_table()

    def mass(t: float, corners: list[float]) -> tuple[float, float]:
        """Mass and thrust when stage 1 stops, stage 2 lights and stage 2 stops at the corners."""
        if t < corners[1]:
            return FULL_MASSES[0] - flows[0] * min(t, corners[0]), THRUSTS[0] if t < corners[0] else 0.0
        used = min(t, corners[2]) - corners[1]
        return FULL_MASSES[1] - flows[1] * used, THRUSTS[1] if t < corners[2] else 0.0

    def rates(t: float, state: Array, corners: list[float]) -> Array:
        m, thrust = mass(t, corners)
        angle = np.interp(t, times, pitch)
        lon = np.interp(t, times, longitude) + ROTATION * t
        up = np.array([math.cos(lon), math.sin(lon), 0.0])
        east = np.array([-math.sin(lon), math.cos(lon), 0.0])
        nose = math.cos(angle) * east + math.sin(angle) * up
        belly = math.sin(angle) * east - math.cos(angle) * up
        force = (thrust + np.interp(t, times, along)) * nose + np.interp(t, times, down) * belly
        size = float(np.linalg.norm(force)) or 1.0
        u = force / size
        pull = acceleration(
            *state, 0.0, m, 0.0, size, 0.0, 0.0, *u, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, air, None, drag
        )[:3]
        return np.concatenate([state[3:], pull])

    def fly(state: Array, corners: list[float], begin: float, end: float) -> Array:
        knots = [begin, *(c for c in corners if begin < c < end), end]
        for a, b in pairwise(knots):
            inner = (a + 1e-12, b - 1e-12)
            state = solve_ivp(rates, inner, state, rtol=1e-9, atol=1e-6, max_step=0.5, args=(corners,)).y[:, -1]
        return state

    # The tool lights and stops its engines at its own time steps: each instant is read off the velocity around it.
    corners = [burns[0], 134.2, 134.2 + burns[1]]
    for c, around in enumerate((burns[0], 134.2, 134.2 + burns[1])):
        first, after = (int(np.searchsorted(times, around + d)) for d in (-1.0, 1.5))
        begun = np.concatenate([position[first], velocity[first]])
        low, high = around - 0.2, around + 0.2
        for _ in range(20):
            corners[c] = 0.5 * (low + high)
            gained = fly(begun, corners, float(times[first]), float(times[after]))[3:] - velocity[after]
            if (gained @ velocity[after] > 0.0) == (c == 1):
                low = corners[c]
            else:
                high = corners[c]
        if c == 1:
            corners[2] = corners[1] + burns[1]
    assert abs(corners[0] - burns[0]) < 0.01
    assert abs(corners[2] - corners[1] - burns[1]) < 0.01
    state = fly(np.concatenate([position[0], velocity[0]]), corners, 0.0, float(times[-1]))
    assert np.linalg.norm(state[:3] - position[-1]) < 10.0
