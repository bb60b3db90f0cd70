"""From unit coordinates to flights: the parameters of an explanation and what each is a prior over."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from scipy.special import expit, ndtr, ndtri

from downrange.catalog.destinations import useful_orbits
from downrange.catalog.sectors import azimuth_sectors
from downrange.flight.disperse import disperse, dispersion_names
from downrange.flight.ensemble import fly_ensemble
from downrange.flight.plan import DEFAULT_KICK, default_plans, solve_kick
from downrange.inference.course import BEYOND_SECTORS, TOLERANCE, Course, fly_course, wrapped
from downrange.inference.destinations import azimuth_density, azimuth_prior, direct_azimuth
from downrange.inference.transforms import from_density, lognormal, mixed_normals, to_normal, uniform
from downrange.records.explanation import Explanation, FlightKind
from downrange.records.flight import (
    FAILURE_CODES,
    Array,
    Ensemble,
    FailureMode,
    FlightStatus,
    PlanArrays,
    VehicleArrays,
)
from downrange.records.place import Site
from downrange.records.vehicle import Vehicle

G0 = 9.80665
"""Standard gravity [m/s2]."""
DOUBT_TAIL = 2.0
"""A catalog vehicle may be off by up to 1 + this many times its error bars: a wrong table is worse than none."""
STRAIGHT_YAW = math.radians(1.2)
"""Yaw of an upper stage that is to go straight on: guidance puts right what the ascent drifted [rad]."""
DOGLEG_SHARE = 0.1
"""Launches of which some upper stage turns on purpose: on the learn half of the scoreboard's launches with catalog
elements 3 in 30 ended more than three degrees from the plane of their areas, transfer orbits aside."""
DOGLEG_COSTS = ((0.67, 80.0), (0.33, 300.0))
"""What a turn on purpose costs [m/s], as shares and scales: to trim the plane, and what a launcher that is not full has
to spare. A stage that adds a speed v and yaws by an angle y gives v (1 - cos y) away, so that a cost that falls off
exponentially with a scale c makes yaws of a spread of the root of c/v: 7 and 14 degrees for a stage that takes a
launcher from 2 to 7 km/s, 16 and 31 degrees for a kick stage of 1 km/s."""
NEEDED_SHARE = 0.9
"""The same for launches to where no straight ascent is allowed."""
NEEDED_YAWS = ((0.4, math.radians(10.0)), (0.6, math.radians(32.0)))
"""How far they turn, towards their destination: polar launches from Sriharikota by some 50 degrees, in two stages."""
TURN = math.radians(3.0)
"""A stage that yaws by more makes a dogleg: doglegs are sampled apart, as few draws of the prior are any that fit."""
KICK_SPREAD = 0.45
"""Spread of the log of the kick about the one that serves the nominal vehicle best."""
BALLISTIC_KICK, BALLISTIC_KICK_SPREAD = math.radians(15.0), 0.9
"""Kick of a ballistic flight: lofted, usual and depressed ones. Learnt on 74 of the 147 North Korean flights with range
and apogee: their mean log density under the prior is 0.25 nat above that with a spread of 0.7, the least one 3.5."""
ENTRY_BALLISTIC, ENTRY_BALLISTIC_SPREAD = 2500.0, 0.7
"""Mass over drag area of what a ballistic flight brings down [kg/m2], and the spread of its log: re-entry bodies have
500 to 15,000. Source: Regan and Anandakrishnan (1993), Dynamics of Atmospheric Re-Entry."""
KICK_SPEED = 50.0
"""Speed at which vertical rise ends [m/s]; a tower is cleared by then, and the turn is still gentle."""
PERIGEE_MEDIAN, PERIGEE_SPREAD = 250e3, 0.45
"""Insertion altitude, upper stages permitting [m]."""
ECCENTRIC_SHARE = 0.35
"""Share of insertions into an orbit with a much higher apogee."""
RESERVE_SHARE = 0.3
"""Share of stage-1 flights that keep propellant back, up to a quarter of it (recovery, margins)."""
LIGHTER = 0.7
"""Median payload as a share of the catalog's typical one, which fits the vehicle's easiest orbits."""
LIGHTER_TO_TURN = 0.2
"""Share of the payload of the flights that tell how far turns go, so that most of them reach an orbit."""
SHARE_POINTS, SHARE_DRAWS = 73, 80
"""Destinations around the compass, and plans flown for each, that tell which share of the plans makes sense."""
LEAST_SHARE = 0.05
"""A destination for which fewer plans make sense is as good as out of reach."""
MOST_AIMED = math.radians(35.0)
"""How far at most a launch azimuth is put right: a vehicle that can hardly turn would be sent round the compass."""
LUCK = 8.0
"""A plan that reaches a likelier orbit than it was drawn for counts for at most this much more: one in a hundred turns
far more than the course of nominal flights tells, and would count for all others."""
PLAN_NAMES = ("azimuth", "kick", "perigee", "apogee", "reserve", "coast", "fall", "doubt")
FAILURE_NAMES = ("failure time", "failure size")
LAUNCH_LATITUDE_LIMIT = math.radians(89.9)


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

    @cached_property
    def azimuth_prior(self) -> tuple[Array, Array]:
        """Launch azimuths [rad] and their density: to useful orbits; any azimuth for a ballistic flight."""
        orbits = () if self.explanation.kind is FlightKind.BALLISTIC else useful_orbits(self.site, self.year)
        return azimuth_prior(self.latitude, orbits)

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

    @property
    def latitude(self) -> float:
        """Of the pad, kept off the very poles [rad]."""
        return min(max(math.radians(self.site.latitude_deg), -LAUNCH_LATITUDE_LIMIT), LAUNCH_LATITUDE_LIMIT)

    @cached_property
    def vertical_time(self) -> float:
        """End of the vertical rise of the nominal vehicle [s]."""
        vehicle, boosters = self.vehicle, self.vehicle.booster_count if self.vehicle.booster else 0
        mass = vehicle.payload_mass.value + vehicle.fairing_mass.value
        mass += sum(stage.propellant_mass.value + stage.dry_mass.value for stage in vehicle.stages)
        thrust = vehicle.stages[0].thrust.value
        if vehicle.booster is not None:
            mass += boosters * (vehicle.booster.propellant_mass.value + vehicle.booster.dry_mass.value)
            thrust += boosters * vehicle.booster.thrust.value
        return min(max(KICK_SPEED / (G0 * max(thrust / (mass * G0) - 1.0, 0.05)), 3.0), 25.0)

    @cached_property
    def best_kick(self) -> float:
        """Kick that takes the nominal vehicle to orbit with the most left [rad]."""
        nominal = disperse(self.vehicle, np.zeros((1, len(dispersion_names(self.vehicle)))))
        return float(solve_kick(nominal, self._nominal_plan(1, DEFAULT_KICK, math.pi / 2))[0])

    def _nominal_plan(self, flights: int, kick: float, azimuth: float | Array) -> PlanArrays:
        """To a usual orbit, as all would fly."""
        waits = tuple(item.value for item in self.vehicle.coast)
        plan = default_plans(
            flights=flights,
            stages=self.vehicle.stage_count,
            latitude=self.latitude,
            longitude=0.0,
            azimuth=0.0,
            target_perigee=PERIGEE_MEDIAN,
            vertical_time=self.vertical_time,
            kick_angle=kick,
            coast=waits if len(waits) == self.vehicle.stage_count else (),
        )
        return replace(plan, azimuth=np.broadcast_to(azimuth, flights).copy())

    @cached_property
    def course(self) -> Course:
        """Where launch azimuths lead the vehicle, and how far turns go."""

        def nominal(azimuth: Array, yaw: Array) -> tuple[VehicleArrays, PlanArrays]:
            vehicles = disperse(self.vehicle, np.zeros((len(azimuth), len(dispersion_names(self.vehicle)))))
            share = np.where(yaw.any(axis=1), LIGHTER_TO_TURN, LIGHTER)
            lighter = replace(vehicles, payload_mass=vehicles.payload_mass * share)
            return lighter, replace(self._nominal_plan(len(azimuth), self.best_kick, azimuth), yaw=yaw)

        return fly_course(
            nominal,
            stages=self.vehicle.stage_count,
            latitude=self.latitude,
            sectors=azimuth_sectors(self.site, self.year),
        )

    def destination(self, coordinate: Array) -> Array:
        """[N] azimuth [rad] that would lead straight to where a draw is bound, for its coordinate [N]."""
        return from_density(coordinate, *self.azimuth_prior)

    @cached_property
    def stage_speeds(self) -> tuple[float, ...]:
        """What each upper stage adds to the speed in empty space [m/s]."""
        carried = self.vehicle.payload_mass.value
        speeds: list[float] = []
        for stage in reversed(self.vehicle.stages[1:]):
            burned_out = carried + stage.dry_mass.value
            carried = burned_out + stage.propellant_mass.value
            speeds.append(G0 * stage.specific_impulse.value * math.log(carried / burned_out))
        return tuple(reversed(speeds))

    @cached_property
    def _yaw_parts(self) -> tuple[tuple[tuple[tuple[float, float], ...], ...], ...]:
        """Yaw of each upper stage as a mixture of (share, spread [rad]), where a straight ascent is allowed and where
        it is not: any of them may be the one that turns."""
        found: list[tuple[tuple[tuple[float, float], ...], ...]] = []
        for needed in (False, True):
            turns = 1.0 - (1.0 - (NEEDED_SHARE if needed else DOGLEG_SHARE)) ** (1.0 / max(len(self.stage_speeds), 1))
            wide = [
                NEEDED_YAWS if needed else tuple((part, math.sqrt(cost / speed)) for part, cost in DOGLEG_COSTS)
                for speed in self.stage_speeds
            ]
            found.append(
                tuple(
                    ((1.0 - turns, STRAIGHT_YAW), *((turns * part, spread) for part, spread in parts)) for parts in wide
                )
            )
        return tuple(found)

    def _yaws(self, coordinates: Array, destination: Array) -> Array:
        """[N, S - 1] yaw of the upper stages; wider where no straight ascent is allowed."""

        def mixed(each: tuple[tuple[tuple[float, float], ...], ...]) -> Array:
            columns = [mixed_normals(column, parts) for column, parts in zip(coordinates.T, each, strict=True)]
            return np.stack(columns, axis=1) if columns else coordinates

        usual, wide = self._yaw_parts
        if self.explanation.kind is FlightKind.BALLISTIC or not self.course.sectors:
            return mixed(usual)
        side = self.course.side(destination)[:, None]
        return np.where(side == 0.0, mixed(usual), side * np.abs(mixed(wide)))

    @cached_property
    def dogleg_part(self) -> float:
        """Part of the prior in which some stage turns by more than `TURN`; none for vehicles of one stage."""
        straight = [
            math.prod(sum(share * (2.0 * float(ndtr(TURN / sigma)) - 1.0) for share, sigma in parts) for parts in each)
            for each in self._yaw_parts
        ]
        need = self._need if self.course.sectors else 0.0
        return 1.0 - (1.0 - need) * straight[0] - need * straight[1]

    @cached_property
    def _need(self) -> float:
        """Part of the prior that is bound where no straight ascent is allowed."""
        evenly = ndtri((np.arange(20000) + 0.5) / 20000)
        return float(np.mean(self.course.side(self.destination(evenly)) != 0.0))

    def doglegs(self, positions: Array) -> np.ndarray:
        """[N] whether some stage turns by more than `TURN`, for positions [N, P]."""
        yaws = [index for index, name in enumerate(self.names) if name.startswith("yaw ")]
        destination = self.destination(positions[:, self.names.index("azimuth")])
        return np.any(np.abs(self._yaws(positions[:, yaws], destination)) > TURN, axis=1)

    @cached_property
    def plan_shares(self) -> tuple[Array, Array, Array]:
        """Destinations [M, rad], the share of the plans drawn for each that makes sense, and of those from a sector.

        A plan is made so that it works: it carries what can be carried to where it is bound.
        """
        destinations = np.linspace(-math.pi / 2, 3 * math.pi / 2, SHARE_POINTS)
        rng = np.random.default_rng(SHARE_POINTS)
        positions = rng.standard_normal((SHARE_POINTS * SHARE_DRAWS, self.plan_dimension))
        there = to_normal(np.repeat(destinations, SHARE_DRAWS), *self.azimuth_prior)
        positions[:, self.names.index("azimuth")] = there
        planned = replace(self, explanation=replace(self.explanation, failure=None), sample_times=np.zeros(0))
        flight, plans = planned.fly_plan(positions)
        feasible = self.feasible(flight)
        within = feasible * self.course.allowed(plans.azimuth)
        shares = [column.reshape(SHARE_POINTS, SHARE_DRAWS).mean(axis=1) for column in (feasible, within)]
        return destinations, *(np.maximum(share, LEAST_SHARE) for share in shares)

    def _log_share(self, destination: Array, azimuth: Array) -> Array:
        """[N] log prior of plans that make sense, given where they are bound: most keep to the sectors of the site."""
        destinations, feasible, within = self.plan_shares
        there = np.remainder(destination - destinations[0], 2.0 * math.pi) + destinations[0]
        straying = BEYOND_SECTORS / np.interp(there, destinations, feasible)
        return np.log(
            straying + (1.0 - BEYOND_SECTORS) * self.course.allowed(azimuth) / np.interp(there, destinations, within)
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
            return vehicles, self._aimed(vehicles, plans, self.destination(coordinate["azimuth"]))
        return vehicles, plans

    def _aimed(self, vehicles: VehicleArrays, plans: PlanArrays, destination: Array) -> PlanArrays:
        """The plans with each launch azimuth put right by what a first flight of that vehicle missed."""
        first = fly_ensemble(vehicles, plans, tolerance=TOLERANCE)
        good = self.feasible(first)
        reached = direct_azimuth(self.latitude, plans.azimuth, np.where(good, first.inclination, 0.0))
        missed = np.where(good, wrapped(destination - reached), 0.0)
        return replace(plans, azimuth=plans.azimuth + np.clip(missed, -MOST_AIMED, MOST_AIMED))

    def _plans(self, coordinate: dict[str, Array], count: int) -> PlanArrays:
        ballistic = self.explanation.kind is FlightKind.BALLISTIC
        stages = self.vehicle.stage_count
        yaw = np.zeros((count, stages))
        coast = np.zeros((count, stages))
        cutoff = np.ones((count, stages))
        destination = self.destination(coordinate["azimuth"])
        turning = (
            np.stack([coordinate[f"yaw {stage + 1}"] for stage in range(1, stages)], axis=1)
            if stages > 1
            else yaw[:, 1:]
        )
        yaw[:, 1:] = self._yaws(turning, destination)
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
        median, spread = (BALLISTIC_KICK, BALLISTIC_KICK_SPREAD) if ballistic else (self.best_kick, KICK_SPREAD)
        return PlanArrays(
            latitude=np.full(count, self.latitude),
            longitude=np.full(count, math.radians(self.site.longitude_deg)),
            height=np.full(count, self.site.height),
            azimuth=destination if ballistic else self.course.aimed(destination, yaw),
            vertical_time=np.full(count, self.vertical_time),
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

    def fly_plan(self, positions: Array, *, sample_times: Array | None = None) -> tuple[Ensemble, PlanArrays]:
        """Flights that go to plan."""
        vehicles, plans = self.arrays(positions)
        times = self.sample_times if sample_times is None else sample_times
        return fly_ensemble(vehicles, plans, sample_times=times, tolerance=TOLERANCE), plans

    def fly(
        self, positions: Array, *, sample_times: Array | None = None, azimuth: Array | None = None
    ) -> tuple[Ensemble, PlanArrays]:
        """Flights as the explanation has them, failure and all; `azimuth` as for `arrays`."""
        vehicles, plans = self.arrays(positions, azimuth=azimuth)
        plans = self.with_failure(vehicles, plans, positions)
        times = self.sample_times if sample_times is None else sample_times
        return fly_ensemble(vehicles, plans, sample_times=times, tolerance=TOLERANCE), plans

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
        if self.explanation.kind is not FlightKind.ORBITAL:
            return np.where(good, 0.0, -np.inf)
        inclination = np.where(good, plan_flight.inclination, 0.0)
        reached = direct_azimuth(self.latitude, plans.azimuth, inclination)
        meant = self.destination(positions[:, self.names.index("azimuth")])
        densities = (azimuth_density(self.azimuth_prior, azimuth) for azimuth in (reached, meant))
        as_reached, as_meant = (np.log(density) for density in densities)
        astray = np.minimum(as_reached - as_meant, math.log(LUCK))
        return np.where(good, astray + self._log_share(reached, plans.azimuth), -np.inf)

    def feasible(self, plan_flight: Ensemble) -> np.ndarray:
        """[N] whether the plan makes sense: an orbit is reached, or a ballistic flight comes down."""
        if self.explanation.kind is FlightKind.ORBITAL:
            return plan_flight.in_orbit & (plan_flight.status == FlightStatus.OK)
        good = (plan_flight.status == FlightStatus.OK) | (plan_flight.status == FlightStatus.TARGET_NOT_REACHED)
        return good & np.isfinite(plan_flight.ground_range) & (plan_flight.ground_range > 50e3)
