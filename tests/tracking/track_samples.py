"""Flights and streams that the tracking tests share: known motion, integrated by SciPy rather than by our kernels."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from scipy.integrate import solve_ivp

from downrange.earth.ellipsoid import J2, MU, ROTATION, ecef_from_geodetic, geodetic_from_ecef
from downrange.records.flight import Array
from downrange.records.sighting import Sighting, SightingKind

ROOT = Path(__file__).resolve().parents[2]
RADIUS = 6378137.0


def fall(time: float, state: Array) -> Array:
    """Earth-fixed free fall with J2, written out apart from the kernels."""
    position, velocity = state[:3], state[3:]
    r = np.linalg.norm(position)
    z2 = (position[2] / r) ** 2
    factor = 1.5 * J2 * (RADIUS / r) ** 2
    gravity = -MU / r**3 * position * (1.0 + factor * (np.array([1.0, 1.0, 3.0]) - 5.0 * z2))
    spin = np.array([0.0, 0.0, ROTATION])
    turning = -2.0 * np.cross(spin, velocity) - np.cross(spin, np.cross(spin, position))
    return np.concatenate([velocity, gravity + turning])


def coast(times: Array, *, height: float = 120e3, speed: float = 4000.0, climb: float = 1500.0) -> Array:
    """States [K, 6] (ECEF) of a body that coasts north-east."""
    start = ecef_from_geodetic(0.6, 0.2, height)
    up = start / np.linalg.norm(start)
    east = np.cross([0.0, 0.0, 1.0], up)
    east /= np.linalg.norm(east)
    north = np.cross(up, east)
    velocity = climb * up + speed * (0.6 * north + 0.8 * east)
    done = solve_ivp(
        fall, (0.0, times[-1] + 1.0), np.concatenate([start, velocity]), method="DOP853", rtol=1e-11, t_eval=times
    )
    return done.y.T


def points(times: Array, states: Array, *, sigma: float, rng: np.random.Generator) -> list[Sighting]:
    """Sightings of places with noise, the same in every direction [m]."""
    seen: list[Sighting] = []
    for line, (time, state) in enumerate(zip(times, states, strict=True), 1):
        latitude, longitude, height = geodetic_from_ecef(state[:3] + sigma * rng.standard_normal(3))
        seen.append(
            Sighting(
                time=float(time),
                kind=SightingKind.POINT,
                values=(float(latitude), float(longitude), float(height)),
                sigmas=(sigma,) * 3,
                line=line,
            )
        )
    return seen


def csv_of(sightings: list[Sighting]) -> str:
    """The same as a CSV stream."""
    rows = ["time_s,lat,lon,height_m,sigma_m"]
    for seen in sightings:
        latitude, longitude, height = (value or 0.0 for value in seen.values)
        place = f"{math.degrees(latitude):.7f},{math.degrees(longitude):.7f},{height:.2f}"
        rows.append(f"{seen.time:.3f},{place},{seen.sigmas[0]:g}")
    return "\n".join(rows) + "\n"
