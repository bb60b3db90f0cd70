"""Made-up flights for the tracking figures: flown, sighted with noise, and the least error that an impact can have."""

from __future__ import annotations

import math

import numpy as np

from downrange.catalog.sites import find_site
from downrange.catalog.vehicles import find_vehicle, generic_classes
from downrange.earth.ellipsoid import ecef_from_geodetic, geodetic_from_ecef
from downrange.inference.explanations import explanations_of
from downrange.inference.model import FlightModel
from downrange.records.explanation import FlightKind
from downrange.records.flight import Array, Ensemble
from downrange.records.place import Site
from downrange.records.sighting import Sighting, SightingKind
from downrange.records.vehicle import Vehicle
from downrange.tracking.kalman import PRIOR_MEAN, PRIOR_SIGMA
from downrange.tracking.motion import COAST, DRAG, FALL, LOG_DENSITY, SIZE, advance, fall_to_ground

NOISES = (50.0, 200.0, 1e3, 3e3, 1e4)
ORBITAL = (
    ("Falcon 9", "vandenberg"), ("Soyuz-2-1A", "baikonur"), ("PSLV", "sriharikota"), ("CZ-2D", "jiuquan"),
    ("Electron", "mahia"), ("Vega", "kourou"), ("Unha-3", "sohae"), ("Nuri", "naro"), ("Zenit-2", "plesetsk"),
    ("Delta II 7920", "vandenberg"),
)  # fmt: skip
"""Vehicles and where they fly from, Zenit for once where none did; ballistic families fly from the same places."""
STEP = 2.0
AFTER = 150.0
"""Tracked this long after the last cut-off [s]."""
DRAWN, MOST_BATCHES = 256, 10
"""Plans of which one is chosen by its prior, and how often so many are drawn while none makes sense."""


def site_of(index: int) -> Site:
    """Where the `index`-th flight begins."""
    site = find_site(ORBITAL[index % len(ORBITAL)][1])
    assert site is not None
    return site


def pad_of(site: Site) -> tuple[float, float, float]:
    """Latitude, longitude [rad], height [m]."""
    return math.radians(site.latitude_deg), math.radians(site.longitude_deg), site.height


def rng_of(*names: object) -> np.random.Generator:
    """Random numbers that depend on the names alone."""
    return np.random.default_rng([ord(letter) for letter in "".join(map(str, names))])


def vehicles_of(kind: FlightKind) -> list[Vehicle]:
    """Catalogue vehicles to orbit, or generic ballistic families."""
    if kind is FlightKind.BALLISTIC:
        return [item for item in generic_classes() if item.kind == "ballistic"]
    return [vehicle for name, _ in ORBITAL if (vehicle := find_vehicle(name)) is not None]


def model_of(kind: FlightKind, index: int) -> FlightModel:
    """The `index`-th vehicle of a kind, going to plan."""
    vehicles = vehicles_of(kind)
    vehicle = vehicles[index % len(vehicles)]
    item = next(explanations_of(vehicle, kind, 1.0, rate=0.1, with_failures=False))
    return FlightModel(vehicle=vehicle, site=site_of(index), explanation=item)


def one_flight(model: FlightModel, rng: np.random.Generator, times: Array) -> tuple[Ensemble, Array] | None:
    """A flight that goes to plan, sampled, and its position; None when none was found.

    It is drawn from the prior that the bank is weighed by: plans that make sense, most of them in known sectors.
    """
    for _ in range(MOST_BATCHES):
        positions = rng.standard_normal((DRAWN, model.dimension))
        flight, plans = model.fly_plan(positions, sample_times=np.zeros(0))
        if model.feasible(flight).any():
            logs = model.log_plan(positions, flight, plans)
            weights = np.exp(logs - logs.max())
            chosen = positions[rng.choice(DRAWN, 1, p=weights / weights.sum())]
            return model.fly_plan(chosen, sample_times=times)[0], chosen
    return None


def as_points(
    flight: Ensemble, sigma: float, rng: np.random.Generator, *, first: float = 20.0
) -> tuple[list[Sighting], Array]:
    """Sightings of a flight from 20 s on, until some time after its last cut-off, and the true places."""
    last = min(float(np.nanmax(flight.end_time)) + AFTER, 900.0)
    times = flight.sample_times
    truth = ecef_from_geodetic(flight.sample_latitude[0], flight.sample_longitude[0], flight.sample_height[0])
    keep = (times >= first) & (times <= last) & np.isfinite(truth[:, 0])
    places = geodetic_from_ecef(truth[keep] + sigma * rng.standard_normal((int(keep.sum()), 3)))
    seen = [
        Sighting(time=float(t), kind=SightingKind.POINT, values=(float(a), float(b), float(c)), sigmas=(sigma,) * 3)
        for t, a, b, c in zip(times[keep], *places, strict=True)
    ]
    return seen, truth[keep]


def cramer_rao(free: list[tuple[Sighting, Array]]) -> Array:
    """Cramer-Rao bound [2, 2] of the impact from the sightings after burn-out and the prior of the drag."""
    times = np.array([s.time for s, _ in free])
    places = np.array([p for _, p in free])
    fit = np.polynomial.polynomial.polyfit(times - times[0], places, min(4, len(free) - 1))
    state = np.zeros(SIZE)
    state[:3], state[3:6], state[DRAG] = fit[0], fit[1], PRIOR_MEAN[DRAG]
    used, steps = [0, 1, 2, 3, 4, 5, DRAG], np.array([10.0] * 3 + [0.1] * 3 + [0.05])

    def run(start: Array) -> tuple[Array, Array]:
        now, work, out, path = start.copy(), np.empty((5, SIZE)), np.empty(6), []
        for gap in np.diff(times, prepend=times[0]):
            mode = FALL if np.linalg.norm(now[:3]) < 6378e3 + 120e3 else COAST
            if gap > 0:
                advance(now, mode, float(gap), LOG_DENSITY, work)
            path.append(now[:3].copy())
        fall_to_ground(start, 7200.0, LOG_DENSITY, out)
        return np.array(path).ravel(), out[2:5].copy()

    path, down = run(state)
    slopes, falls = [], []
    for index, step in zip(used, steps, strict=True):
        moved = state.copy()
        moved[index] += step
        other, elsewhere = run(moved)
        slopes.append((other - path) / step)
        falls.append((elsewhere - down) / step)
    slope, fall = np.stack(slopes, axis=1), np.stack(falls, axis=1)
    information = slope.T @ slope / free[0][0].sigmas[0] ** 2
    information[6, 6] += 1.0 / PRIOR_SIGMA[DRAG] ** 2
    up = down / np.linalg.norm(down)
    east = np.cross([0.0, 0.0, 1.0], up) / np.linalg.norm(np.cross([0.0, 0.0, 1.0], up))
    flat = np.stack([east, np.cross(up, east)]) @ fall
    return flat @ np.linalg.inv(information) @ flat.T
