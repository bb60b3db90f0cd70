"""Best steering to a target orbit, and payload with an error band, within limits of azimuth and drop zones.

What is chosen: kick angle, launch azimuth within its limits, a dogleg by yaw of the upper stages where the azimuth
alone does not lead into the inclination, one burn or a parking orbit where the last stage can restart, the coast before
the last stage, and, where zones ask for it, an earlier shutdown of stage 1. Combinations of these are flown side by
side as one ensemble; for each, payload is halved in and the kick solved for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from downrange.errors import FlightError
from downrange.flight.capacity import best_kick, capacity_and_kick
from downrange.flight.disperse import disperse, dispersion_names, nominal
from downrange.flight.ensemble import fly_ensemble
from downrange.flight.fly import check_request, usual_direction
from downrange.flight.plan import default_plans, launch_azimuth, repeat_rows, vertical_rise_time
from downrange.flight.zones import Zone, respects
from downrange.records.flight import Array, Ensemble, PlanArrays, VehicleArrays
from downrange.records.vehicle import Vehicle

PARK_PERIGEES = (150e3, 180e3, 220e3)
"""Parking orbits tried; below them air brakes, above them nothing is gained [m]."""
PARKING_GAIN = 0.02
"""A parking orbit is flown when it lifts at least this share more: it costs an hour, a restart and its risk."""
SETTLING = (1.0, 0.997, 0.99, 0.98, 0.97)
"""Shares of the payload at which aim and kick are settled together: at the very edge one upsets the other."""
LAST_TURNS = 2
"""How often the best combination's payload and aim are found in turn."""
LEAST_RAISE = 100e3
"""A target less than this above a parking orbit is reached in one burn [m]."""
COAST_STEPS = (-1.0, 0.0, 1.0)
"""Coasts before the last stage tried, in standard deviations of the catalog's."""
SHUTDOWNS = (1.0, 0.97, 0.94, 0.9)
"""Shares of stage 1's propellant after which it is shut down, tried where zones are given."""
TURNED = (0.0, -1.0, 1.0, -2.0, 2.0, -4.0, 4.0)
"""Departures from the direct azimuth tried where zones are given [degrees]; yaw makes up for them."""
YAW_SPLITS = ((1.0, 0.0), (0.5, 0.5))
"""How a dogleg is shared between the stages after the first."""
AIM_TURNS = 7
"""How often azimuth or yaw is corrected by what a flight reached."""
INCLINATION_SLACK = math.radians(0.3)
"""Farther from the inclination than this, the target does not count as reached."""
MOST_YAW = math.radians(85.0)
MOST_TURN = 0.4
"""Of yaw in one correction [rad]."""
YAW_ANSWER = 0.5
"""How inclination answers to yaw before that is known."""
LEAST_ROOM = 0.05
"""An azimuth answers to nothing this close to due east or west."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be reached, from where, within which limits. SI, rad."""

    latitude: float
    longitude: float
    height: float = 0.0
    perigee: float
    apogee: float
    inclination: float | None = None
    """None: due east, or the azimuth"""
    azimuth: float | None = None
    """instead of an inclination"""
    southward: bool | None = None
    azimuth_limits: tuple[float, float] | None = None
    """Clockwise from the first to the second."""
    zones: tuple[Zone, ...] = ()
    payload: float | None = None
    """Payload to steer for [kg]; None: the most that is lifted"""
    parks: bool | None = None
    """True: a parking orbit, False: one burn, None: whichever lifts more"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimum:
    """The best steering found, and what it lifts."""

    capacity: float
    """Payload of the nominal vehicle [kg]; NaN when it does not get there"""
    band: Array
    """[N] payload of vehicles drawn within the error bars, flying the same plan with their own kick [kg]"""
    plan: PlanArrays
    """One plan, for `fly_ensemble`"""
    vehicles: VehicleArrays
    """The nominal vehicle with the payload asked for, or the capacity"""
    flown: Ensemble
    """Its flight"""
    doglegs: bool
    """Whether yaw makes up for an azimuth out of its limits"""
    candidates: int
    """Combinations compared"""

    @property
    def reached(self) -> bool:
        """Whether the flight reaches the orbit as asked."""
        return math.isfinite(self.capacity) and int(self.flown.status[0]) == 0


def optimize(
    vehicle: Vehicle, request: Request, *, samples: int = 48, rng: np.random.Generator | None = None
) -> Optimum:
    """Best steering of a vehicle to an orbit; payload capacity with its band from `samples` dispersed vehicles.

    Raises:
        FlightError: A place, orbit, limits or payload that cannot be, or a vehicle without orbital guidance.
    """
    _check(vehicle, request)
    vehicles = nominal(vehicle)
    if request.payload is not None:
        vehicles = replace(vehicles, payload_mass=np.array([request.payload]))
    tried = _candidates(vehicle, vehicles, request)
    count = tried.plans.latitude.size
    many = repeat_rows(vehicles, count)
    _, kick = best_kick(many, tried.plans)
    tried = _aim(many, replace(tried, plans=replace(tried.plans, kick_angle=kick)), request)
    capacity, kick = capacity_and_kick(many, tried.plans, request.zones)
    # Aimed once more with the payload found, which steers a little differently.
    loaded = replace(many, payload_mass=np.where(np.isfinite(capacity), capacity, many.payload_mass))
    kick = np.where(np.isfinite(kick), kick, tried.plans.kick_angle)
    tried = _aim(loaded, replace(tried, plans=replace(tried.plans, kick_angle=kick)), request)
    inclination = fly_ensemble(loaded, tried.plans).inclination
    if request.inclination is not None:
        capacity = np.where(np.abs(inclination - request.inclination) <= INCLINATION_SLACK, capacity, np.nan)
    worth = np.where(tried.plans.park_perigee > 0.0, 1.0 - PARKING_GAIN, 1.0)
    best = int(np.argmax(np.nan_to_num(capacity * worth, nan=-1.0)))
    tried = _one(tried, best)
    most = np.full(1, np.nan)
    if math.isfinite(capacity[best]):
        for _ in range(LAST_TURNS):
            most, kick = capacity_and_kick(vehicles, tried.plans, request.zones)
            if not math.isfinite(most[0]):
                break
            tried = replace(tried, plans=replace(tried.plans, kick_angle=kick))
            loaded = replace(vehicles, payload_mass=most if request.payload is None else vehicles.payload_mass)
            tried = _aim(loaded, tried, request)
        most, kick = capacity_and_kick(vehicles, tried.plans, request.zones)
    if math.isfinite(most[0]):
        vehicles, plan, most = _settle(vehicles, tried, most, request)
    else:
        _, kick = best_kick(vehicles, tried.plans, request.zones)
        plan = replace(tried.plans, kick_angle=kick)
    band = np.full(samples, np.nan)
    if math.isfinite(most[0]):
        generator = np.random.default_rng(1) if rng is None else rng
        drawn = disperse(vehicle, generator.standard_normal((samples, len(dispersion_names(vehicle)))))
        band, _ = capacity_and_kick(drawn, repeat_rows(plan, samples), request.zones)
    return Optimum(
        capacity=float(most[0]),
        band=band,
        plan=plan,
        vehicles=vehicles,
        flown=fly_ensemble(vehicles, plan),
        doglegs=bool(tried.held[0]),
        candidates=count,
    )


def _settle(
    vehicles: VehicleArrays, tried: _Tried, most: Array, request: Request
) -> tuple[VehicleArrays, PlanArrays, Array]:
    """The flight to show: as much payload as still meets orbit, inclination and zones at once, to a percent or two."""
    last = vehicles, tried.plans
    for share in SETTLING if request.payload is None else (1.0,):
        loaded = vehicles if request.payload is not None else replace(vehicles, payload_mass=share * most)
        _, kick = best_kick(loaded, tried.plans, request.zones)
        aimed = _aim(loaded, replace(tried, plans=replace(tried.plans, kick_angle=kick)), request)
        flown = fly_ensemble(loaded, aimed.plans)
        off = 0.0 if request.inclination is None else abs(float(flown.inclination[0]) - request.inclination)
        last = loaded, aimed.plans
        if int(flown.status[0]) == 0 and off <= INCLINATION_SLACK and bool(respects(request.zones, flown)[0]):
            return *last, most if request.payload is not None else share * most
    return *last, most if request.payload is not None else np.full(1, np.nan)


def _check(vehicle: Vehicle, request: Request) -> None:
    check_request(vehicle, request.latitude, request.height, request.perigee, request.apogee, None)
    if vehicle.kind == "ballistic":
        raise FlightError(f"{vehicle.name} is a ballistic class", hint="only launchers are steered to orbit")
    if not all(
        math.isfinite(angle) for angle in (request.longitude, request.azimuth or 0.0, request.inclination or 0.0)
    ):
        raise FlightError("an azimuth, inclination or longitude that is no number", hint="give numbers of degrees")
    if request.payload is not None and not 0.0 < request.payload < math.inf:
        raise FlightError(f"a payload of {request.payload:g} kg", hint="give a mass above zero")
    if request.inclination is not None and not 0.0 <= request.inclination <= math.pi:
        raise FlightError(
            f"an inclination of {math.degrees(request.inclination):g} degrees", hint="give one from 0 to 180"
        )
    if request.parks and vehicle.stages[-1].burns < 2:
        raise FlightError(f"the last stage of {vehicle.name} does not restart", hint="leave the parking orbit out")
    known = {"booster", "fairing", *(f"stage-{s + 1}" for s in range(vehicle.stage_count))}
    for zone in request.zones:
        if zone.body and zone.body not in known:
            raise FlightError(f"{vehicle.name} drops no {zone.body}", hint=f"its bodies are {', '.join(sorted(known))}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    """Combinations to compare: N plans, and how each is aimed."""

    plans: PlanArrays
    split: Array
    """[N, S] shares of the stages in a dogleg"""
    yaw: Array
    """[N] the whole dogleg, rad"""
    held: NDArray[np.bool_]
    """[N] whether the azimuth is kept and yaw leads into the inclination"""


def _one(tried: _Tried, row: int) -> _Tried:
    here = slice(row, row + 1)
    plans = replace(tried.plans, **{f.name: getattr(tried.plans, f.name)[here] for f in fields(tried.plans)})
    return _Tried(plans=plans, split=tried.split[here], yaw=tried.yaw[here], held=tried.held[here])


def _candidates(vehicle: Vehicle, vehicles: VehicleArrays, request: Request) -> _Tried:
    """One row for each combination that is worth trying; azimuths are the direct ones, to be aimed."""
    stages = vehicle.stage_count
    heading = math.pi / 2.0 if request.azimuth is None else request.azimuth
    if request.azimuth is None and request.inclination is not None:
        south = usual_direction(request.latitude, request.inclination, request.southward)
        heading = launch_azimuth(
            request.latitude, request.inclination, perigee=request.perigee, apogee=request.apogee, southward=south
        )
    coast = tuple(estimate.value for estimate in vehicle.coast)
    base = default_plans(
        flights=1,
        stages=stages,
        latitude=request.latitude,
        longitude=request.longitude,
        height=request.height,
        azimuth=heading,
        target_perigee=request.perigee,
        target_apogee=request.apogee,
        vertical_time=vertical_rise_time(vehicles),
        coast=coast if len(coast) == stages else (),
    )
    spread = vehicle.coast[-1].sigma if len(vehicle.coast) == stages and stages > 2 else 0.0
    waits = {max(float(base.coast[0, -1]) + step * spread, 0.0) for step in COAST_STEPS}
    parks: list[float] = []
    if request.parks is not True:
        parks.append(0.0)
    if request.parks is not False and vehicle.stages[-1].burns > 1:
        parks += [low for low in PARK_PERIGEES if request.perigee >= low + LEAST_RAISE]
    shutdowns = SHUTDOWNS if request.zones else (1.0,)
    turned = TURNED if request.zones and request.inclination is not None and stages > 1 else (0.0,)
    splits = YAW_SPLITS if stages > 2 and (request.azimuth_limits is not None or len(turned) > 1) else YAW_SPLITS[:1]
    rows = [
        (wait, park, share, math.radians(turn), split)
        for wait in sorted(waits)
        for park in parks or [0.0]
        for share in shutdowns
        for turn in turned
        for split in splits
    ]
    plans = repeat_rows(base, len(rows))
    waiting, cutoff = plans.coast.copy(), plans.cutoff_fraction.copy()
    split = np.zeros_like(plans.yaw)
    waiting[:, -1] = [row[0] for row in rows]
    cutoff[:, 0] = [row[2] for row in rows]
    for k, row in enumerate(rows):
        split[k, 1 : 1 + len(row[4])] = row[4][: stages - 1]
    park = np.array([row[1] for row in rows])
    turn = np.array([row[3] for row in rows])
    azimuth, outside = _within(plans.azimuth + turn, request.azimuth_limits)
    if request.inclination is None and outside.any():
        raise FlightError("the azimuth is outside of its limits", hint="give an azimuth between them")
    return _Tried(
        plans=replace(
            plans,
            coast=waiting,
            cutoff_fraction=cutoff,
            azimuth=azimuth,
            park_perigee=park,
            park_apogee=np.where(park > 0.0, request.perigee, 0.0),
        ),
        split=split,
        yaw=np.zeros(len(rows)),
        held=outside | (turn != 0.0),
    )


def _aim(vehicles: VehicleArrays, tried: _Tried, request: Request) -> _Tried:
    """Turn azimuths until flights reach the inclination; where a limit or zone holds them, yaw the upper stages."""
    if request.inclination is None:
        return tried
    south = usual_direction(request.latitude, request.inclination, request.southward)
    azimuth, yaw, held = tried.plans.azimuth, tried.yaw, tried.held
    before_yaw, before_reached = np.full(yaw.size, np.inf), np.zeros(yaw.size)
    for _ in range(AIM_TURNS):
        flown = fly_ensemble(vehicles, replace(tried.plans, azimuth=azimuth, yaw=yaw[:, None] * tried.split))
        reached = np.where(np.isfinite(flown.inclination), flown.inclination, request.inclination)
        miss = request.inclination - reached
        # Inclination grows with the heading's distance from due east.
        slope = np.where((np.cos(azimuth) > 0.0) & (not south), -1.0, 1.0)
        room = np.abs(np.cos(azimuth)) * math.cos(request.latitude) / np.maximum(np.sin(reached), 0.1)
        turned = azimuth + np.where(room > LEAST_ROOM, slope * miss / np.maximum(room, LEAST_ROOM), 0.0)
        turned, outside = _within(turned, request.azimuth_limits)
        change = np.where(np.abs(yaw - before_yaw) > 1e-6, yaw - before_yaw, np.inf)
        answer = (reached - before_reached) / change
        answer = np.where(answer * slope > YAW_ANSWER / 4.0, answer, slope * YAW_ANSWER)
        before_yaw, before_reached = np.where(held, yaw, np.inf), reached
        step = np.clip(miss / answer, -MOST_TURN, MOST_TURN)
        yaw = np.where(held, np.clip(yaw + step, -MOST_YAW, MOST_YAW), yaw)
        azimuth = np.where(held, azimuth, turned)
        held = held | outside
    plans = replace(tried.plans, azimuth=azimuth, yaw=yaw[:, None] * tried.split)
    return replace(tried, plans=plans, yaw=yaw, held=held)


def _within(azimuth: Array, limits: tuple[float, float] | None) -> tuple[Array, NDArray[np.bool_]]:
    """Azimuths moved into the limits by the shorter way, and which had to be."""
    if limits is None:
        return azimuth, np.zeros(azimuth.shape, dtype=np.bool_)
    turn = 2.0 * math.pi
    width = (limits[1] - limits[0]) % turn
    past = (azimuth - limits[0]) % turn
    outside = past > width
    nearer = np.where(past - width < turn - past, limits[1], limits[0])
    return np.where(outside, nearer, azimuth), outside
