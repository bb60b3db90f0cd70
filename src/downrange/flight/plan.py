"""Plans with sensible numbers: `default_plans` fills them in, `solve_kick` finds the kick that serves best."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import TypeVar

import numpy as np

from downrange.earth.ellipsoid import EQUATORIAL_RADIUS, MU, ROTATION, STANDARD_GRAVITY
from downrange.flight.ensemble import fly_ensemble
from downrange.records.flight import Array, FlightStatus, PlanArrays, VehicleArrays

Rows = TypeVar("Rows", VehicleArrays, PlanArrays)

TILT_SPEED = 50.0
"""Vertical speed at which the kick begins when nothing else is known [m/s]."""
RISE_TIMES = (4.0, 40.0)
"""Shortest and longest vertical rise [s]."""
SEA_LEVEL_PRESSURE = 101325.0
"""[Pa]"""
STAGING_COAST = 4.0
"""Coast between stages when nothing else is known [s]."""
FAIRING_HEIGHT = 110e3
"""Heat flux has fallen below about 1 kW/m2 there on usual ascents [m]."""
DEFAULT_KICK = math.radians(6.0)
KICK_RANGE = (math.radians(0.1), math.radians(40.0))
KICK_CANDIDATES = 16


def default_plans(
    *,
    flights: int,
    stages: int,
    latitude: float,
    longitude: float,
    azimuth: float,
    height: float = 0.0,
    target_perigee: float = 500e3,
    target_apogee: float | None = None,
    ballistic: bool = False,
    vertical_time: float | Array = 10.0,
    kick_angle: float = DEFAULT_KICK,
    coast: tuple[float, ...] = (),
) -> PlanArrays:
    """Plans of `flights` equal flights without failure. SI, radians.

    Give `vertical_rise_time(vehicles)` as `vertical_time` where the vehicles are known: ten seconds are too short for
    one that leaves its pad slowly. `coast` is the wait before each stage's ignition; empty is none for the first and
    `STAGING_COAST` for the others.
    """

    def same(value: float | Array) -> Array:
        return np.full(flights, value, dtype=np.float64)

    waits = coast or (0.0, *[STAGING_COAST] * (stages - 1))
    return PlanArrays(
        latitude=same(latitude),
        longitude=same(longitude),
        height=same(height),
        azimuth=same(azimuth),
        vertical_time=same(vertical_time),
        kick_angle=same(kick_angle),
        coast=np.tile(np.asarray(waits, dtype=np.float64), (flights, 1)),
        yaw=np.zeros((flights, stages)),
        target_perigee=same(target_perigee),
        target_apogee=same(target_perigee if target_apogee is None else target_apogee),
        ballistic=np.full(flights, ballistic),
        cutoff_fraction=np.ones((flights, stages)),
        fairing_height=same(FAIRING_HEIGHT),
        throttle=same(1.0),
        failure_code=np.zeros(flights, dtype=np.int64),
        failure_stage=np.ones(flights, dtype=np.int64),
        failure_time=same(0.0),
        failure_size=same(0.0),
    )


def vertical_rise_time(vehicles: VehicleArrays) -> Array:
    """Time (N) after which each vehicle has risen to `TILT_SPEED`, when a kick may begin [s]."""
    mass = (vehicles.propellant_mass + vehicles.dry_mass).sum(axis=1) + vehicles.payload_mass + vehicles.fairing_mass
    mass = mass + vehicles.booster_propellant_mass + vehicles.booster_dry_mass
    with np.errstate(divide="ignore", invalid="ignore"):
        thrust = vehicles.thrust[:, 0] + vehicles.booster_thrust
        flow = vehicles.thrust[:, 0] / vehicles.specific_impulse[:, 0] + np.nan_to_num(
            vehicles.booster_thrust / vehicles.booster_specific_impulse
        )
        push = thrust - SEA_LEVEL_PRESSURE * (vehicles.exit_area[:, 0] + vehicles.booster_exit_area)
        pull = push / mass - STANDARD_GRAVITY
        gain = push / mass * flow / (STANDARD_GRAVITY * mass)  # acceleration grows as propellant burns
        time = 2.0 * TILT_SPEED / (pull + np.sqrt(np.maximum(pull * pull + 2.0 * gain * TILT_SPEED, 0.0)))
    return np.clip(np.nan_to_num(time, nan=10.0), *RISE_TIMES)


def launch_azimuth(
    latitude: float, inclination: float, *, perigee: float = 500e3, apogee: float = 500e3, southward: bool = False
) -> float:
    """Azimuth [rad] of the kick that leads into an orbit of that inclination, the Earth's turning allowed for.

    An inclination less than the latitude gives due east; more than its supplement, due west.
    """
    sine = math.cos(inclination) / max(math.cos(latitude), 1e-9)
    inertial = math.asin(min(max(sine, -1.0), 1.0))
    radius = EQUATORIAL_RADIUS + perigee
    speed = math.sqrt(MU * (2.0 / radius - 2.0 / (2.0 * EQUATORIAL_RADIUS + perigee + apogee)))
    east = speed * math.sin(inertial) - ROTATION * EQUATORIAL_RADIUS * math.cos(latitude)
    north = speed * math.cos(inertial) * (-1.0 if southward else 1.0)
    return math.atan2(east, north) % (2.0 * math.pi)


def repeat_rows(arrays: Rows, times: int) -> Rows:
    """Every row `times` times, one after another."""
    return replace(arrays, **{f.name: np.repeat(getattr(arrays, f.name), times, axis=0) for f in fields(arrays)})


def solve_kick(vehicles: VehicleArrays, plans: PlanArrays) -> Array:
    """Kick angle (N) [rad] that serves each flight best, failures left out.

    To orbit: the most propellant left at the target, or the highest perigee when the target is out of reach. Ballistic:
    the longest range. Two rounds over `KICK_CANDIDATES` angles, flown as one ensemble each.
    """
    low = np.full(plans.kick_angle.shape, math.log(KICK_RANGE[0]))
    high = np.full(plans.kick_angle.shape, math.log(KICK_RANGE[1]))
    best = plans.kick_angle
    sound = replace(plans, failure_code=np.zeros_like(plans.failure_code))
    many_vehicles = repeat_rows(vehicles, KICK_CANDIDATES)
    many_plans = repeat_rows(sound, KICK_CANDIDATES)
    for _ in range(2):
        steps = np.linspace(low, high, KICK_CANDIDATES, axis=1)
        flown = fly_ensemble(many_vehicles, replace(many_plans, kick_angle=np.exp(steps).reshape(-1)), tolerance=10.0)
        range_or_perigee = np.where(
            many_plans.ballistic,
            np.nan_to_num(flown.ground_range, nan=-1.0),
            np.nan_to_num(flown.perigee, nan=-1e7)
            + np.where(flown.status == FlightStatus.OK, 1e9 - flown.end_time * 1e3, 0),
        )
        choice = np.argmax(range_or_perigee.reshape(steps.shape), axis=1)
        row = np.arange(choice.size)
        best = np.exp(steps[row, choice])
        low = steps[row, np.maximum(choice - 1, 0)]
        high = steps[row, np.minimum(choice + 1, KICK_CANDIDATES - 1)]
    return best
