"""From unit coordinates to flights: the parameters of an explanation and what each is a prior over."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

import numpy as np
from scipy.special import expit, ndtr

from downrange.catalog.sectors import BEYOND_SECTORS
from downrange.flight.disperse import disperse, dispersion_names
from downrange.flight.ensemble import fly_ensemble
from downrange.inference.course import TOLERANCE, wrapped
from downrange.inference.destinations import azimuth_density, direct_azimuth
from downrange.inference.outbound import LIGHTER, PERIGEE_MEDIAN, Outbound, outbound_of
from downrange.inference.transforms import lognormal, to_normal, uniform
from downrange.records.explanation import Explanation, FlightKind
from downrange.records.flight import (
    FAILURE_CODES,
    MAIN_BODY,
    Array,
    Ensemble,
    FailureMode,
    FlightStatus,
    PlanArrays,
    VehicleArrays,
)
from downrange.records.place import Site
from downrange.records.vehicle import Vehicle

DOUBT_TAIL = 2.0
"""A catalog vehicle may be off by up to 1 + this many times its error bars: a wrong table is worse than none."""
KICK_SPREAD = 0.45
"""Spread of the log of the kick about the one that serves the nominal vehicle best."""
BALLISTIC_KICK, BALLISTIC_KICK_SPREAD = math.radians(15.0), 0.9
"""Kick of a ballistic flight: lofted, usual and depressed ones. Learnt on 74 of the 147 North Korean flights with range
and apogee: their mean log density under the prior is 0.25 nat above that with a spread of 0.7, the least one 3.5."""
ENTRY_BALLISTIC, ENTRY_BALLISTIC_SPREAD = 2500.0, 0.7
"""Mass over drag area of what a ballistic flight brings down [kg/m2], and the spread of its log: re-entry bodies have
500 to 15,000. Source: Regan and Anandakrishnan (1993), Dynamics of Atmospheric Re-Entry."""
PERIGEE_SPREAD = 0.45
"""Spread of the log of the insertion altitude."""
ECCENTRIC_SHARE = 0.35
"""Share of insertions into an orbit with a much higher apogee."""
RESERVE_SHARE = 0.3
"""Share of stage-1 flights that keep propellant back, up to a quarter of it (recovery, margins)."""
SHARE_POINTS, SHARE_DRAWS = 73, 80
"""Destinations around the compass, and plans flown for each, that tell which share of the plans makes sense."""
LEAST_SHARE = 0.05
"""A destination for which fewer plans make sense is as good as out of reach."""
MOST_AIMED = math.radians(35.0)
"""How far at most a launch azimuth is put right: a vehicle that can hardly turn would be sent round the compass."""
LUCK = 8.0
"""A plan that reaches a likelier orbit than it was drawn for counts for at most this much more: one in a hundred turns
far more than the course of nominal flights tells, and would count for all others."""
FAR_FROM_STATED = 4.0
"""No flight is drawn whose azimuth is off the stated one by more [its doubts]."""
PLAN_NAMES = ("azimuth", "kick", "perigee", "apogee", "reserve", "coast", "fall", "doubt")
FAILURE_NAMES = ("failure time", "failure size")


@dataclass(frozen=True, kw_only=True)
class FlightModel:
    """Everything that is drawn for one explanation: a vehicle, a plan, and what goes wrong."""

    vehicle: Vehicle
    site: Site
    explanation: Explanation
    sample_times: Array = field(default_factory=lambda: np.zeros(0))
    """[K] s"""
    year: int | None = None
    """Of the launch, for what its site launched to then."""
    aims: bool = True
    """Whether each vehicle is aimed by a flight of its own, as launches are, or as the nominal one would be, which
    spares that flight and leaves it to the odds of plans to put right."""
    stated_azimuth: tuple[float, float] | None = None
    """Launch azimuth that was told, and its doubt [rad]."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the coordinates, failure last so that plan draws extend to failures."""
        yaws = tuple(f"yaw {stage}" for stage in range(2, self.vehicle.stage_count + 1))
        failure = FAILURE_NAMES if self.explanation.failure else ()
        return (*dispersion_names(self.vehicle), *PLAN_NAMES, *yaws, *failure)

    @property
    def dimension(self) -> int:
        """Number of coordinates P."""
        return len(self.names)

    @property
    def free(self) -> tuple[int, ...]:
        """Coordinates that evidence on height and speed hardly knows: where it was bound."""
        return (self.names.index("azimuth"),)

    @cached_property
    def plan_dimension(self) -> int:
        """Number of coordinates without those of the failure."""
        return self.dimension - (len(FAILURE_NAMES) if self.explanation.failure else 0)

    @cached_property
    def outbound(self) -> Outbound:
        """Where the vehicle is bound."""
        return outbound_of(self.vehicle, self.site, self.year, self.explanation.kind is FlightKind.BALLISTIC)

    def doglegs(self, positions: Array) -> np.ndarray:
        """[N] whether some stage turns by more than `TURN`, for positions [N, P]."""
        yaws = [index for index, name in enumerate(self.names) if name.startswith("yaw ")]
        destination = self.outbound.destination(positions[:, self.names.index("azimuth")])
        return self.outbound.turns(positions[:, yaws], destination)

    @cached_property
    def plan_shares(self) -> tuple[Array, Array, Array]:
        """Destinations [M, rad], the share of the plans drawn for each that makes sense, and of those from a sector.

        A plan is made so that it works: it carries what can be carried to where it is bound.
        """
        return _plan_shares(self.vehicle, self.site, self.year, self.explanation.kind, self.aims)

    def _log_share(self, destination: Array, azimuth: Array) -> Array:
        """[N] log prior of plans that make sense, given where they are bound: most keep to the sectors of the site."""
        destinations, feasible, within = self.plan_shares
        there = np.remainder(destination - destinations[0], 2.0 * math.pi) + destinations[0]
        straying = self.outbound.course.straying(azimuth) / np.interp(there, destinations, feasible)
        return np.log(
            straying
            + (1.0 - BEYOND_SECTORS) * self.outbound.course.allowed(azimuth) / np.interp(there, destinations, within)
        )

    def arrays(self, positions: Array, *, azimuth: Array | None = None) -> tuple[VehicleArrays, PlanArrays]:
        """Vehicles and plans, without the failure, for positions [N, P].

        Args:
            positions: of the draws.
            azimuth: [N] of the launch where it is known from an earlier call, which spares the flights that aim.
        """
        spread = len(dispersion_names(self.vehicle))
        coordinate = dict(zip(self.names, positions.T, strict=True))
        widening = 1.0 + DOUBT_TAIL * expit(4.0 * (coordinate["doubt"] - 0.8))
        vehicles = disperse(self.vehicle, positions[:, :spread] * widening[:, None])
        fall = lognormal(coordinate["fall"], 1.0, 0.3)
        vehicles = replace(
            vehicles,
            spent_ballistic=vehicles.spent_ballistic * fall[:, None],
            booster_ballistic=vehicles.booster_ballistic * fall,
            fairing_ballistic=vehicles.fairing_ballistic * fall,
            payload_mass=vehicles.payload_mass * LIGHTER,
        )
        if self.explanation.kind is FlightKind.BALLISTIC:
            entry = lognormal(coordinate["fall"], ENTRY_BALLISTIC, ENTRY_BALLISTIC_SPREAD)
            vehicles = replace(vehicles, payload_ballistic=entry)
        plans = self._plans(coordinate, len(positions))
        if azimuth is not None:
            return vehicles, replace(plans, azimuth=azimuth)
        if self.aims and self.explanation.kind is FlightKind.ORBITAL:
            return vehicles, self._aimed(vehicles, plans, self.outbound.destination(coordinate["azimuth"]))
        return vehicles, plans

    def _aimed(self, vehicles: VehicleArrays, plans: PlanArrays, destination: Array) -> PlanArrays:
        """The plans with each launch azimuth put right by what a first flight of that vehicle missed.

        It is NaN, and cannot be flown, where that flight reaches no orbit: the plan makes no sense.
        """
        first = fly_ensemble(vehicles.following(()), plans, tolerance=TOLERANCE)
        good = self.feasible(first)
        reached = direct_azimuth(self.outbound.latitude, plans.azimuth, np.where(good, first.inclination, 0.0))
        missed = np.where(good, wrapped(destination - reached), np.nan)
        return replace(plans, azimuth=plans.azimuth + np.clip(missed, -MOST_AIMED, MOST_AIMED))

    def _plans(self, coordinate: dict[str, Array], count: int) -> PlanArrays:
        ballistic = self.explanation.kind is FlightKind.BALLISTIC
        stages = self.vehicle.stage_count
        yaw = np.zeros((count, stages))
        coast = np.zeros((count, stages))
        cutoff = np.ones((count, stages))
        destination = self.outbound.destination(coordinate["azimuth"])
        turning = (
            np.stack([coordinate[f"yaw {stage + 1}"] for stage in range(1, stages)], axis=1)
            if stages > 1
            else yaw[:, 1:]
        )
        yaw[:, 1:] = self.outbound.yaws(turning, destination)
        for stage in range(1, stages):
            expected = self.vehicle.coast[stage].value if stage < len(self.vehicle.coast) else 5.0
            coast[:, stage] = expected
        if stages > 1:
            spread = (
                self.vehicle.coast[-1].sigma / max(self.vehicle.coast[-1].value, 1.0) if self.vehicle.coast else 0.5
            )
            coast[:, -1] *= np.exp(min(max(spread, 0.2), 1.0) * coordinate["coast"])
        reserve = ndtr(coordinate["reserve"])
        if ballistic:
            cutoff[:, -1] = uniform(coordinate["reserve"], 0.6, 1.0)
        else:
            cutoff[:, 0] = 1.0 - 0.25 * np.maximum(0.0, reserve - (1.0 - RESERVE_SHARE)) / RESERVE_SHARE
        perigee = lognormal(coordinate["perigee"], PERIGEE_MEDIAN, PERIGEE_SPREAD).clip(140e3, 1500e3)
        higher = ndtr(coordinate["apogee"])
        excess = np.maximum(0.0, higher - (1.0 - ECCENTRIC_SHARE)) / ECCENTRIC_SHARE
        median, spread = (
            (BALLISTIC_KICK, BALLISTIC_KICK_SPREAD) if ballistic else (self.outbound.best_kick, KICK_SPREAD)
        )
        return PlanArrays(
            latitude=np.full(count, self.outbound.latitude),
            longitude=np.full(count, math.radians(self.site.longitude_deg)),
            height=np.full(count, self.site.height),
            azimuth=destination if ballistic else self.outbound.course.aimed(destination, yaw),
            vertical_time=np.full(count, self.outbound.vertical_time),
            kick_angle=lognormal(coordinate["kick"], median, spread).clip(0.002, 1.2),
            coast=coast,
            yaw=yaw,
            target_perigee=perigee,
            target_apogee=perigee * (1.0 + 3.0 * excess**2),
            ballistic=np.full(count, ballistic),
            cutoff_fraction=cutoff,
            fairing_height=np.full(count, 110e3),
            throttle=np.ones(count),
            failure_code=np.zeros(count, dtype=np.int64),
            failure_stage=np.zeros(count, dtype=np.int64),
            failure_time=np.zeros(count),
            failure_size=np.zeros(count),
        )

    def fly_plan(
        self, positions: Array, *, sample_times: Array | None = None, bodies: Collection[str] | None = None
    ) -> tuple[Ensemble, PlanArrays]:
        """Flights that go to plan; those that make no sense need not be flown.

        Args:
            positions: [N, P] of the draws.
            sample_times: [K] s; None: those of the model.
            bodies: that are followed as they fall, "payload" among them; None: all.
        """
        vehicles, plans = self.arrays(positions)
        return self._flown(vehicles, plans, sample_times, bodies), plans

    def fly(
        self,
        positions: Array,
        *,
        sample_times: Array | None = None,
        azimuth: Array | None = None,
        bodies: Collection[str] | None = None,
    ) -> tuple[Ensemble, PlanArrays]:
        """Flights as the explanation has them, failure and all; `azimuth` as for `arrays`, else as for `fly_plan`."""
        vehicles, plans = self.arrays(positions, azimuth=azimuth)
        plans = self.with_failure(vehicles, plans, positions)
        return self._flown(vehicles, plans, sample_times, bodies), plans

    def _flown(
        self, vehicles: VehicleArrays, plans: PlanArrays, sample_times: Array | None, bodies: Collection[str] | None
    ) -> Ensemble:
        times = self.sample_times if sample_times is None else sample_times
        followed = vehicles if bodies is None else vehicles.following(bodies)
        return fly_ensemble(followed, plans, sample_times=times, tolerance=TOLERANCE)

    def with_failure(self, vehicles: VehicleArrays, plans: PlanArrays, positions: Array) -> PlanArrays:
        """The plans with the explanation's failure in them; the failure time is uniform over the stage's burn."""
        failure = self.explanation.failure
        if failure is None:
            return plans
        count, stage = len(positions), failure.stage - 1
        burn = (
            vehicles.propellant_mass[:, stage]
            * 9.80665
            * vehicles.specific_impulse[:, stage]
            / vehicles.thrust[:, stage]
        )
        time, size = positions[:, -2], positions[:, -1]
        match failure.mode:
            case FailureMode.THRUST_LOSS:
                sizes = uniform(size, 0.2, 0.95)
            case FailureMode.STEERING:
                sizes = math.radians(25.0) * np.where(np.abs(size) < 0.1, np.copysign(0.1, size), size)
            case _:
                sizes = lognormal(size, 120.0, 0.8)
        return replace(
            plans,
            failure_code=np.full(count, FAILURE_CODES[failure.mode], dtype=np.int64),
            failure_stage=np.full(count, failure.stage, dtype=np.int64),
            failure_time=uniform(time, 0.0, burn),
            failure_size=sizes,
        )

    def fails(self, flight: Ensemble) -> np.ndarray:
        """[N] whether the failure has consequences: a flight that reaches its orbit all the same did not fail."""
        return ~(flight.in_orbit & (flight.status == FlightStatus.OK))

    def log_plan(self, positions: Array, plan_flight: Ensemble, plans: PlanArrays) -> Array:
        """[N] log prior of plans beyond that of their coordinates: useful orbits are the likelier, a plan without sense
        is out (-inf).

        Args:
            positions: [N, P] of the draws.
            plan_flight: what came of them to plan.
            plans: that were flown.
        """
        good = self.feasible(plan_flight)
        told = self._log_stated(plans.azimuth)
        if self.explanation.kind is not FlightKind.ORBITAL:
            return np.where(good, told, -np.inf)
        inclination = np.where(good, plan_flight.inclination, 0.0)
        reached = direct_azimuth(self.outbound.latitude, plans.azimuth, inclination)
        meant = self.outbound.destination(positions[:, self.names.index("azimuth")])
        densities = (azimuth_density(self.outbound.azimuth_prior, azimuth) for azimuth in (reached, meant))
        as_reached, as_meant = (np.log(density) for density in densities)
        astray = np.minimum(as_reached - as_meant, math.log(LUCK))
        return np.where(good, astray + self._log_share(reached, plans.azimuth) + told, -np.inf)

    def as_stated(self, azimuth: Array) -> np.ndarray:
        """[N] whether launch azimuths are not far from the one that was told."""
        return self._log_stated(azimuth) >= -0.5 * FAR_FROM_STATED**2

    def _log_stated(self, azimuth: Array) -> Array:
        """[N] log likelihood of launch azimuths, given the one that was told."""
        if self.stated_azimuth is None:
            return np.zeros(azimuth.shape)
        told, sigma = self.stated_azimuth
        return -0.5 * (wrapped(azimuth - told) / sigma) ** 2

    def feasible(self, plan_flight: Ensemble) -> np.ndarray:
        """[N] whether the plan makes sense: an orbit is reached, or a ballistic flight comes down."""
        if self.explanation.kind is FlightKind.ORBITAL:
            return plan_flight.in_orbit & (plan_flight.status == FlightStatus.OK)
        good = (plan_flight.status == FlightStatus.OK) | (plan_flight.status == FlightStatus.TARGET_NOT_REACHED)
        return good & np.isfinite(plan_flight.ground_range) & (plan_flight.ground_range > 50e3)


@lru_cache(maxsize=128)
def _plan_shares(
    vehicle: Vehicle, site: Site, year: int | None, kind: FlightKind | None, aims: bool
) -> tuple[Array, Array, Array]:
    """As `FlightModel.plan_shares`: the same whatever fails."""
    planned = Explanation(id="planned", kind=kind, vehicle=vehicle.id)
    model = FlightModel(vehicle=vehicle, site=site, explanation=planned, year=year, aims=aims)
    destinations = np.linspace(-math.pi / 2, 3 * math.pi / 2, SHARE_POINTS)
    rng = np.random.default_rng(SHARE_POINTS)
    positions = rng.standard_normal((SHARE_POINTS * SHARE_DRAWS, model.dimension))
    there = to_normal(np.repeat(destinations, SHARE_DRAWS), *model.outbound.azimuth_prior)
    positions[:, model.names.index("azimuth")] = there
    flight, plans = model.fly_plan(positions, bodies=MAIN_BODY)
    feasible = model.feasible(flight)
    within = np.where(feasible, model.outbound.course.allowed(plans.azimuth), 0.0)
    shares = [column.reshape(SHARE_POINTS, SHARE_DRAWS).mean(axis=1) for column in (feasible, within)]
    return destinations, *(np.maximum(share, LEAST_SHARE) for share in shares)
