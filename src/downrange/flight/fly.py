"""Fly a vehicle of the catalog: `plan_flight` makes the plan from a site and an orbit, `fly` flies it."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np

from downrange.errors import FlightError
from downrange.flight.disperse import disperse, dispersion_names, nominal
from downrange.flight.ensemble import fly_ensemble
from downrange.flight.plan import default_plans, launch_azimuth, repeat_rows, solve_kick, vertical_rise_time
from downrange.records.explanation import Failure
from downrange.records.flight import FAILURE_CODES, Array, Ensemble, FailureMode, PlanArrays, Wind
from downrange.records.vehicle import Vehicle

LEAST_HEIGHT, GREATEST_HEIGHT = -430.0, 15e3
"""Heights at which flights begin [m]: from the shore of the Dead Sea to the highest drop from an aircraft."""
AIRLESS = 1e9
"""Ballistic coefficient of a point that feels no air [kg/m2]."""
KICK_DRAWS = 48
KICK_RIDGE = 3.0
INCLINATION_TURNS = 3
"""How often the azimuth is corrected by what a flight reached."""


def plan_flight(
    vehicle: Vehicle,
    *,
    latitude: float,
    longitude: float,
    height: float = 0.0,
    perigee: float = 500e3,
    apogee: float | None = None,
    inclination: float | None = None,
    azimuth: float | None = None,
    southward: bool | None = None,
    failure: Failure | None = None,
    failure_time: float = 0.0,
    failure_size: float = 0.0,
    park_perigee: float = 0.0,
) -> PlanArrays:
    """Plan of one flight: azimuth for the inclination, kick for the most payload, coasts of the vehicle.

    Give `inclination` or `azimuth` [rad]; neither is due east. `southward` chooses between the two azimuths of an
    inclination; None takes the usual one (south for near-polar orbits, where most sites have their sea). With
    `park_perigee` [m] the last stage parks there, coasts to apogee at the target's perigee, and burns again.

    Raises:
        FlightError: A place, orbit or failure that cannot be.
    """
    apogee = perigee if apogee is None else apogee
    check_request(vehicle, latitude, height, perigee, apogee, failure)
    south = usual_direction(latitude, inclination, southward)
    for name, angle in (("an azimuth", azimuth), ("an inclination", inclination), ("a longitude", longitude)):
        if angle is not None and not math.isfinite(angle):
            raise FlightError(f"{name} of {math.degrees(angle):g} degrees", hint="give a number of degrees")
    if park_perigee != 0.0 and not 80e3 <= park_perigee < perigee:
        raise FlightError(
            f"a parking orbit {park_perigee / 1e3:g} km high", hint="give a height from 80 km to below the orbit's"
        )
    heading = azimuth if azimuth is not None else math.pi / 2.0
    if azimuth is None and inclination is not None:
        heading = launch_azimuth(latitude, inclination, perigee=perigee, apogee=apogee, southward=south)
    vehicles = nominal(vehicle)
    coast = tuple(estimate.value for estimate in vehicle.coast)
    plan = default_plans(
        flights=1,
        stages=vehicle.stage_count,
        latitude=latitude,
        longitude=longitude,
        height=height,
        azimuth=heading,
        target_perigee=perigee,
        target_apogee=apogee,
        ballistic=vehicle.kind == "ballistic",
        vertical_time=vertical_rise_time(vehicles),
        coast=coast if len(coast) == vehicle.stage_count else (),
    )
    if park_perigee > 0.0:
        plan = replace(plan, park_perigee=np.array([park_perigee]), park_apogee=np.array([perigee]))
    plan = replace(plan, kick_angle=solve_kick(vehicles, plan))
    if azimuth is None and inclination is not None and vehicle.kind != "ballistic":
        plan = _correct_azimuth(vehicle, plan, inclination, south)
    if failure is None:
        return plan
    return replace(
        plan,
        failure_code=np.array([FAILURE_CODES[failure.mode]]),
        failure_stage=np.array([failure.stage]),
        failure_time=np.array([failure_time]),
        failure_size=np.array([failure_size]),
    )


def _correct_azimuth(vehicle: Vehicle, plan: PlanArrays, inclination: float, south: bool) -> PlanArrays:
    """Turn the azimuth until the nominal flight's plane has the inclination, as far as the latitude lets it."""
    vehicles = nominal(vehicle)
    for _ in range(INCLINATION_TURNS):
        reached = float(fly_ensemble(vehicles, plan).inclination[0])
        if not math.isfinite(reached):
            return plan
        heading = float(plan.azimuth[0])
        # Inclination grows with the heading's distance from due east.
        slope = -1.0 if math.cos(heading) > 0.0 and not south else 1.0
        room = abs(math.cos(heading)) * math.cos(float(plan.latitude[0])) / max(math.sin(reached), 0.1)
        if room < 0.05:
            return plan
        plan = replace(plan, azimuth=plan.azimuth + slope * (inclination - reached) / room)
    return plan


def usual_direction(latitude: float, inclination: float | None, southward: bool | None = None) -> bool:
    """Whether the flight goes south: as asked for, else the usual way for the inclination [rad]."""
    if southward is not None:
        return southward
    polar = inclination is not None and inclination > math.radians(80.0)
    return polar and abs(latitude) < math.radians(60.0)


def check_request(
    vehicle: Vehicle, latitude: float, height: float, perigee: float, apogee: float, failure: Failure | None
) -> None:
    """Refuse a place, orbit or failure that cannot be.

    Raises:
        FlightError: What is wrong with it.
    """
    if not abs(latitude) <= math.pi / 2.0:
        raise FlightError(f"latitude {math.degrees(latitude):g} degrees", hint="give one from -90 to 90")
    if not LEAST_HEIGHT <= height <= GREATEST_HEIGHT:
        raise FlightError(f"a site {height:g} m high", hint=f"give {LEAST_HEIGHT:g} to {GREATEST_HEIGHT:g} m")
    if not 0.0 < perigee <= apogee < math.inf:
        raise FlightError(
            f"an orbit of {perigee / 1e3:g} x {apogee / 1e3:g} km", hint="give perigee x apogee, the lower one first"
        )
    if failure is not None and not 1 <= failure.stage <= vehicle.stage_count:
        raise FlightError(
            f"{vehicle.name} has no stage {failure.stage}", hint=f"its stages are 1 to {vehicle.stage_count}"
        )


def fly(
    vehicle: Vehicle,
    plan: PlanArrays,
    *,
    samples: int = 1,
    rng: np.random.Generator | None = None,
    wind: Wind | None = None,
    sample_times: Array | None = None,
    on_gpu: bool = False,
) -> Ensemble:
    """Fly one plan: once as published, or `samples` times with the vehicle dispersed within its error bars.

    The first flight is always the nominal one. Each dispersed vehicle flies the kick that suits it: what is unknown is
    the vehicle, not whether its makers knew it. `rng` draws the others; None draws from seed 1. `on_gpu` flies them on
    an NVIDIA device.

    Raises:
        FlightError: More than one plan, fewer than one sample, or no device where one is asked for.
    """
    if plan.latitude.shape != (1,):
        raise FlightError(f"{plan.latitude.size} plans", hint="give one; for many call fly_ensemble")
    if samples < 1:
        raise FlightError(f"{samples} samples", hint="give one or more")
    generator = np.random.default_rng(1) if rng is None else rng
    normals = generator.standard_normal((samples, len(dispersion_names(vehicle))))
    normals[0] = 0.0
    vehicles = disperse(vehicle, normals)
    plans = repeat_rows(plan, samples)
    if samples > 1:
        rise = vertical_rise_time(vehicles)
        plans = replace(plans, vertical_time=plans.vertical_time * rise / rise[0])
        plans = replace(plans, kick_angle=_suit_kick(vehicle, plans, normals))
    if on_gpu:
        from downrange.flight.gpu import fly_ensemble_on_gpu

        return fly_ensemble_on_gpu(vehicles, plans, wind=wind, sample_times=sample_times)
    return fly_ensemble(vehicles, plans, wind=wind, sample_times=sample_times)


def trace_impact_points(vehicle: Vehicle, plan: PlanArrays, times: Array) -> tuple[Array, Array]:
    """Where the vehicle would come down, without air, if its thrust ended at each of `times` (K) [s].

    Returns:
        Latitude and longitude (K) [rad]; NaN once what is cut off would stay in orbit.

    Raises:
        FlightError: More than one plan.
    """
    whole = fly(vehicle, plan)
    ignitions = whole.ignition_time[0]
    lit = np.where(np.isnan(ignitions), np.inf, ignitions)
    stage = np.clip(np.searchsorted(lit, times, side="right"), 1, vehicle.stage_count)
    plans = replace(
        repeat_rows(plan, times.size),
        failure_code=np.full(times.size, FAILURE_CODES[FailureMode.DESTRUCT]),
        failure_stage=stage,
        failure_time=np.maximum(times - lit[stage - 1], 0.0),
        failure_size=np.full(times.size, AIRLESS),
    )
    cut = fly_ensemble(nominal(vehicle, times.size), plans)
    return cut.impact_latitude[:, -1], cut.impact_longitude[:, -1]


def _suit_kick(vehicle: Vehicle, plans: PlanArrays, normals: Array) -> Array:
    """Kick angles that suit the dispersed vehicles, as their makers would have chosen them.

    The best kick of a few draws is fitted, in its logarithm, by a line through the nominal one; a ridge keeps
    coordinates that do not matter near zero.
    """
    chosen = slice(1, min(len(normals), 1 + KICK_DRAWS))
    vehicles = disperse(vehicle, normals[chosen])
    few = replace(plans, **{f.name: getattr(plans, f.name)[chosen] for f in fields(plans)})
    nominal_kick = plans.kick_angle[0]
    change = np.log(solve_kick(vehicles, few) / nominal_kick)
    a = normals[chosen]
    slopes = np.linalg.solve(a.T @ a + KICK_RIDGE * np.eye(a.shape[1]), a.T @ change)
    return np.clip(nominal_kick * np.exp(normals @ slopes), 1e-3, 1.4)
