"""A vehicle with error bars, and standard-normal numbers, to an ensemble of vehicles.

Every dispersed quantity is log-normal, so that masses, thrusts and impulses stay positive whatever the draw. Propellant
and dry mass of a stage move together: a stage that is bigger than thought is heavier empty, too.
"""

from __future__ import annotations

import math

import numpy as np

from downrange.errors import FlightError
from downrange.records.flight import Array, VehicleArrays
from downrange.records.vehicle import Estimate, Stage, Vehicle

DRAG_SPREAD = 0.2
"""One standard deviation of the log of the stack's drag."""
BALLISTIC_SPREAD = 0.35
"""One standard deviation of the log of falling bodies' ballistic coefficients: attitude and shape are not known."""
SIDEWAYS_AREA = 4.5
"""Mean drag area of a tumbling stage in units of its cross section: six diameters long, all attitudes alike."""
PAYLOAD_AREA = 1.5
"""The same for a payload and its adapter."""


def dispersion_names(vehicle: Vehicle) -> tuple[str, ...]:
    """What each standard-normal coordinate of `disperse` moves."""
    names = [
        f"stage-{s + 1} {what}" for s in range(vehicle.stage_count) for what in ("thrust", "specific impulse", "mass")
    ]
    if vehicle.booster is not None and vehicle.booster_count > 0:
        names += ["booster thrust", "booster mass"]
    return (*names, "payload", "drag", "ballistic")


def disperse(vehicle: Vehicle, normals: Array) -> VehicleArrays:
    """Vehicles at standard-normal coordinates (N, P), P and order as in `dispersion_names`; zeros are the nominal one.

    Raises:
        FlightError: `normals` is not (N, P).
    """
    names = dispersion_names(vehicle)
    normals = np.asarray(normals, dtype=np.float64)
    if normals.ndim != 2 or normals.shape[1] != len(names):
        raise FlightError(
            f"normals for {vehicle.id} have shape {normals.shape}", hint=f"give (N, {len(names)}): {', '.join(names)}"
        )
    by_name = dict(zip(names, normals.T, strict=True))

    def drawn(estimate: Estimate, name: str) -> Array:
        return estimate.value * np.exp(_log_spread(estimate) * by_name[name])

    def per_stage(field: str, what: str) -> Array:
        return np.stack(
            [drawn(getattr(stage, field), f"stage-{s + 1} {what}") for s, stage in enumerate(vehicle.stages)], axis=1
        )

    nothing = np.zeros(normals.shape[0])
    dry = per_stage("dry_mass", "mass")
    payload = drawn(vehicle.payload_mass, "payload")
    fairing = np.full_like(nothing, vehicle.fairing_mass.value)
    booster, count = vehicle.booster, vehicle.booster_count
    with_boosters = booster is not None and count > 0
    ballistic = np.exp(BALLISTIC_SPREAD * by_name["ballistic"])
    areas = np.array([_cross_section(stage) for stage in vehicle.stages])
    body_area = areas.max() + (count * _cross_section(booster) if with_boosters and booster else 0.0)
    return VehicleArrays(
        propellant_mass=per_stage("propellant_mass", "mass"),
        dry_mass=dry,
        thrust=per_stage("thrust", "thrust"),
        specific_impulse=per_stage("specific_impulse", "specific impulse"),
        exit_area=per_stage("exit_area", "thrust"),
        drag_area=np.full_like(nothing, body_area),
        drag_scale=np.exp(DRAG_SPREAD * by_name["drag"]),
        spent_ballistic=dry / (SIDEWAYS_AREA * areas) * ballistic[:, None],
        booster_propellant_mass=count * drawn(booster.propellant_mass, "booster mass")
        if with_boosters and booster
        else nothing,
        booster_dry_mass=count * drawn(booster.dry_mass, "booster mass") if with_boosters and booster else nothing,
        booster_thrust=count * drawn(booster.thrust, "booster thrust") if with_boosters and booster else nothing,
        booster_specific_impulse=np.full_like(nothing, booster.specific_impulse.value)
        if with_boosters and booster
        else nothing,
        booster_exit_area=count * drawn(booster.exit_area, "booster thrust") if with_boosters and booster else nothing,
        booster_ballistic=drawn(booster.dry_mass, "booster mass")
        / (SIDEWAYS_AREA * _cross_section(booster))
        * ballistic
        if with_boosters and booster
        else nothing,
        fairing_mass=fairing,
        fairing_ballistic=np.maximum(0.5 * fairing / (SIDEWAYS_AREA * areas[-1]), 5.0) * ballistic,
        payload_mass=payload,
        payload_ballistic=np.clip(payload / (PAYLOAD_AREA * areas[-1]), 40.0, 1000.0) * ballistic,
    )


def nominal(vehicle: Vehicle, flights: int = 1) -> VehicleArrays:
    """The vehicle as published, `flights` times."""
    return disperse(vehicle, np.zeros((flights, len(dispersion_names(vehicle)))))


def _log_spread(estimate: Estimate) -> float:
    """Standard deviation of the log of an estimate."""
    return math.log1p(estimate.sigma / estimate.value) if estimate.value > 0.0 else 0.0


def _cross_section(stage: Stage) -> float:
    return 0.25 * math.pi * stage.diameter**2
