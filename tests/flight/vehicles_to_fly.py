"""Two made-up vehicles for the tests of flight: round numbers, so that no catalog entry can change a result."""

from __future__ import annotations

import math

import numpy as np

from downrange.flight.disperse import nominal
from downrange.flight.plan import default_plans
from downrange.records.flight import PlanArrays, VehicleArrays
from downrange.records.vehicle import Estimate, Stage, Vehicle


def about(value: float, share: float = 0.01) -> Estimate:
    return Estimate(value=value, sigma=share * value, source="made up")


def stage(
    name: str, propellant: float, dry: float, thrust: float, impulse: float, exit_area: float, diameter: float
) -> Stage:
    return Stage(
        name=name,
        propellant_mass=about(propellant),
        dry_mass=about(dry),
        thrust=about(thrust),
        specific_impulse=about(impulse, 0.005),
        exit_area=about(exit_area),
        diameter=diameter,
    )


TWO_STAGES = Vehicle(
    id="two-stages",
    name="Two stages",
    country="",
    stages=(
        stage("first", 395.7e3, 25.6e3, 8.227e6, 311.0, 6.12, 3.66),
        stage("second", 92.67e3, 4.5e3, 934e3, 348.0, 0.0, 3.66),
    ),
    fairing_mass=about(1750.0),
    payload_mass=about(14000.0),
)
THREE_STAGES = Vehicle(
    id="three-stages",
    name="Three stages and strap-ons",
    country="",
    stages=(
        stage("first", 110e3, 10e3, 2.3e6, 285.0, 2.0, 2.9),
        stage("second", 40e3, 4.5e3, 550e3, 300.0, 1.0, 2.4),
        stage("third", 6e3, 1.1e3, 35e3, 310.0, 0.3, 2.0),
    ),
    booster=stage("strap-on", 12e3, 1.5e3, 450e3, 270.0, 0.4, 1.0),
    booster_count=2,
    fairing_mass=about(500.0),
    payload_mass=about(600.0),
)
KICKS = {"two-stages": math.radians(8.0), "three-stages": math.radians(2.5)}


def planned(
    vehicle: Vehicle, flights: int = 1, *, azimuth_deg: float = 60.0, height_km: float = 300.0
) -> tuple[VehicleArrays, PlanArrays]:
    """The nominal vehicle and a plan that takes it to a circular orbit."""
    plans = default_plans(
        flights=flights,
        stages=vehicle.stage_count,
        latitude=math.radians(28.5),
        longitude=math.radians(-80.6),
        azimuth=math.radians(azimuth_deg),
        target_perigee=height_km * 1e3,
        kick_angle=KICKS[vehicle.id],
    )
    return nominal(vehicle, flights), plans


def rows_differ(a: np.ndarray, b: np.ndarray) -> float:
    """Largest difference, NaN equal to NaN only."""
    assert np.array_equal(np.isnan(a), np.isnan(b))
    return float(np.nanmax(np.abs(a - b), initial=0.0))
