"""Where a vehicle is bound from a site, and how it gets there: what all explanations of one vehicle share.

Nominal flights tell the kick that serves the vehicle best, where launch azimuths lead it and how far its stages turn it
(`inference/course.py`); the prior is over where it is bound and how far each upper stage yaws.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from scipy.special import ndtr, ndtri

from downrange.catalog.destinations import useful_orbits
from downrange.catalog.sectors import azimuth_sectors
from downrange.flight.disperse import disperse, dispersion_names
from downrange.flight.plan import DEFAULT_KICK, default_plans, solve_kick
from downrange.inference.course import Course, fly_course, wrapped
from downrange.inference.destinations import azimuth_prior
from downrange.inference.transforms import from_density, mixed_normals, mixed_to_normal, to_normal
from downrange.records.flight import Array, PlanArrays, VehicleArrays
from downrange.records.place import Site
from downrange.records.vehicle import Vehicle

G0 = 9.80665
"""Standard gravity [m/s2]."""
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
KICK_SPEED = 50.0
"""Speed at which vertical rise ends [m/s]; a tower is cleared by then, and the turn is still gentle."""
PERIGEE_MEDIAN = 250e3
"""Insertion altitude, upper stages permitting [m]."""
LIGHTER = 0.7
"""Median payload as a share of the catalog's typical one, which fits the vehicle's easiest orbits."""
LIGHTER_TO_TURN = 0.2
"""Share of the payload of the flights that tell how far turns go, so that most of them reach an orbit."""
LAUNCH_LATITUDE_LIMIT = math.radians(89.9)


@dataclass(frozen=True, kw_only=True)
class Outbound:
    """Where one vehicle is bound from one site."""

    vehicle: Vehicle
    site: Site
    year: int | None
    """Of the launch, for what its site launched to then."""
    ballistic: bool
    """A flight that is to come down: any azimuth will do, and no range is known to hold it back."""

    @cached_property
    def azimuth_prior(self) -> tuple[Array, Array]:
        """Launch azimuths [rad] and their density: to useful orbits; any azimuth for a ballistic flight."""
        orbits = () if self.ballistic else useful_orbits(self.site, self.year)
        return azimuth_prior(self.latitude, orbits)

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
        return float(solve_kick(nominal, self.nominal_plan(1, DEFAULT_KICK, math.pi / 2))[0])

    def nominal_plan(self, flights: int, kick: float, azimuth: float | Array) -> PlanArrays:
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
            return lighter, replace(self.nominal_plan(len(azimuth), self.best_kick, azimuth), yaw=yaw)

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

    def yaws(self, coordinates: Array, destination: Array) -> Array:
        """[N, S - 1] yaw of the upper stages; wider where no straight ascent is allowed."""

        def mixed(each: tuple[tuple[tuple[float, float], ...], ...]) -> Array:
            columns = [mixed_normals(column, parts) for column, parts in zip(coordinates.T, each, strict=True)]
            return np.stack(columns, axis=1) if columns else coordinates

        usual, wide = self._yaw_parts
        if self.ballistic or not self.course.sectors:
            return mixed(usual)
        side = self.course.side(destination)[:, None]
        return np.where(side == 0.0, mixed(usual), side * np.abs(mixed(wide)))

    def courses(self, bound: Array, turning: Array) -> Array:
        """[N, S] launch azimuth and yaws of the upper stages [rad], for coordinates [N] and [N, S - 1]."""
        destination = self.destination(bound)
        yaw = np.hstack([np.zeros((len(bound), 1)), self.yaws(turning, destination)])
        return np.hstack([self.course.aimed(destination, yaw)[:, None], yaw[:, 1:]])

    def coordinates(self, courses: Array, signs: Array) -> tuple[Array, Array]:
        """Coordinates [N] and [N, S - 1] of launches to orbit by launch azimuth and yaws [N, S, rad].

        What cannot be flown is brought as near as can be: a yaw away from where the launch must turn is none.

        Args:
            courses: launch azimuth, and yaws of the upper stages.
            signs: [S - 1] of those coordinates where they mean the same either way.
        """
        yaw = courses.copy()
        yaw[:, 0] = 0.0
        leads = np.interp(wrapped(courses[:, 0]), self.course.azimuths, self.course.leads)
        grid = self.azimuth_prior[0]
        destination = np.remainder(leads + self.course.turned(yaw) - grid[0], 2.0 * math.pi) + grid[0]
        usual, wide = self._yaw_parts
        side = self.course.side(destination) if self.course.sectors else np.zeros(len(courses))
        turning = np.empty(yaw[:, 1:].shape)
        for stage, column in enumerate(yaw[:, 1:].T):
            needed = signs[stage] * mixed_to_normal(np.maximum(side * column, 0.0), wide[stage])
            turning[:, stage] = np.where(side == 0.0, mixed_to_normal(column, usual[stage]), needed)
        return to_normal(destination, *self.azimuth_prior), turning

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

    def turns(self, coordinates: Array, destination: Array) -> np.ndarray:
        """[N] whether some stage turns by more than `TURN`, for coordinates as `yaws` takes them."""
        return np.any(np.abs(self.yaws(coordinates, destination)) > TURN, axis=1)


@lru_cache(maxsize=128)
def outbound_of(vehicle: Vehicle, site: Site, year: int | None, ballistic: bool) -> Outbound:
    """The same for all explanations of a vehicle, so that its nominal flights are flown once."""
    return Outbound(vehicle=vehicle, site=site, year=year, ballistic=ballistic)
