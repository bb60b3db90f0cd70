"""Flights as arrays: what is flown, how, and what came of it. N flights, S stages, B bodies, K sample times.

Inputs are structs of arrays so that a hundred thousand dispersed flights are one call. SI, radians, seconds after
lift-off. Bodies are ordered: spent stages 1 to S (strap-ons fall as their own body, first in `BODY_NAMES`), then the
fairing, then the payload or whatever was left when the flight ended.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
IntArray = NDArray[np.int64]

MAIN_BODY = ("payload",)
"""What must be followed as it falls to know how a flight ended."""


class FailureMode(StrEnum):
    """The one vocabulary of failure modes."""

    NO_IGNITION = "no-ignition"
    EARLY_CUTOFF = "early-cutoff"
    THRUST_LOSS = "thrust-loss"
    STEERING = "steering"
    NO_SEPARATION = "no-separation"
    FAIRING_KEPT = "fairing-kept"
    BREAKUP = "breakup"
    DESTRUCT = "destruct"


FAILURE_CODES: dict[FailureMode | None, int] = {None: 0} | {m: i + 1 for i, m in enumerate(FailureMode)}


class FlightStatus(IntEnum):
    """How a flight ended, numerically."""

    OK = 0
    DID_NOT_LIFT_OFF = 1
    BAD_INPUT = 2
    STEP_LIMIT = 3
    TARGET_NOT_REACHED = 4
    """Flown to depletion without reaching the target orbit; the states are good."""


STATUS_TEXT: dict[FlightStatus, str] = {
    FlightStatus.OK: "flown to plan or to its failure",
    FlightStatus.DID_NOT_LIFT_OFF: "thrust is less than weight at lift-off; raise thrust or lower masses",
    FlightStatus.BAD_INPUT: "an input is not finite, or a mass, thrust or time is negative; check the vehicle and plan",
    FlightStatus.STEP_LIMIT: "the integrator used up its steps; check for extreme thrust, mass or drag area",
    FlightStatus.TARGET_NOT_REACHED: "propellant ran out below the target orbit; lower the payload or the target",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleArrays:
    """Dispersed vehicles. Zeros stand for what a vehicle does not have (strap-ons, fairing).

    A body whose mass over drag area is zero is not followed as it falls.
    """

    propellant_mass: Array
    """[N, S] kg"""
    dry_mass: Array
    """[N, S] kg"""
    thrust: Array
    """[N, S] vacuum thrust, N"""
    specific_impulse: Array
    """[N, S] vacuum, s"""
    exit_area: Array
    """[N, S] m2"""
    drag_area: Array
    """[N] reference area of the stack, m2"""
    drag_scale: Array
    """[N] factor on the drag curve of the ascending stack"""
    spent_ballistic: Array
    """[N, S] mass over (drag coefficient x area) of each spent stage, kg/m2"""
    booster_propellant_mass: Array
    """[N] all strap-ons together, kg"""
    booster_dry_mass: Array
    """[N] kg"""
    booster_thrust: Array
    """[N] vacuum, N"""
    booster_specific_impulse: Array
    """[N] s"""
    booster_exit_area: Array
    """[N] m2"""
    booster_ballistic: Array
    """[N] of one spent strap-on, kg/m2"""
    fairing_mass: Array
    """[N] kg"""
    fairing_ballistic: Array
    """[N] kg/m2"""
    payload_mass: Array
    """[N] kg"""
    payload_ballistic: Array
    """[N] of what is left at the end of powered flight, kg/m2"""

    def following(self, bodies: Collection[str]) -> VehicleArrays:
        """The same vehicles, of which only some bodies, as `Ensemble.bodies` names them, are followed as they fall.

        An ascent without its falls takes half the time. Of the others there is no impact; without "payload" a flight
        ends when its thrust does, and has neither range nor duration nor a peak beyond it.
        """
        none = np.zeros_like(self.payload_ballistic)
        stages = np.array([f"stage-{stage + 1}" in bodies for stage in range(self.stages)])
        return replace(
            self,
            spent_ballistic=self.spent_ballistic * stages,
            booster_ballistic=self.booster_ballistic if "booster" in bodies else none,
            fairing_ballistic=self.fairing_ballistic if "fairing" in bodies else none,
            payload_ballistic=self.payload_ballistic if "payload" in bodies else none,
        )

    @property
    def flights(self) -> int:
        """Number of flights N."""
        return self.propellant_mass.shape[0]

    @property
    def stages(self) -> int:
        """Number of serial stages S."""
        return self.propellant_mass.shape[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanArrays:
    """How each flight is to go, and what goes wrong on the way."""

    latitude: Array
    """[N] geodetic, rad"""
    longitude: Array
    """[N] rad"""
    height: Array
    """[N] m"""
    azimuth: Array
    """[N] launch azimuth: direction of the kick, Earth-fixed, from north clockwise, rad"""
    vertical_time: Array
    """[N] end of vertical rise, s"""
    kick_angle: Array
    """[N] angle from the vertical at the end of the kick, rad; the gravity turn follows"""
    coast: Array
    """[N, S] coast before ignition of each stage, s (first column zero)"""
    yaw: Array
    """[N, S] turn of each stage's thrust plane to the right of the velocity at its ignition, rad"""
    target_perigee: Array
    """[N] height of the insertion orbit's perigee, m; guidance steers the upper stages to it"""
    target_apogee: Array
    """[N] m"""
    ballistic: NDArray[np.bool_]
    """[N] True: no orbit guidance, the upper stages hold a gravity turn until cut-off"""
    cutoff_fraction: Array
    """[N, S] fraction of each stage's propellant after which it is shut down on purpose (1: depletion)"""
    fairing_height: Array
    """[N] height above which the fairing is dropped once stage 1 is gone, m"""
    throttle: Array
    """[N] factor on stage-1 thrust while dynamic pressure is at its highest (1: none)"""
    failure_code: IntArray
    """[N] from FAILURE_CODES; 0: none"""
    failure_stage: IntArray
    """[N] stage that fails, from 1"""
    failure_time: Array
    """[N] after that stage's ignition, or planned ignition, s"""
    failure_size: Array
    """[N] thrust-loss: fraction of thrust kept; steering: angle, rad; breakup: ballistic coefficient, kg/m2"""
    park_perigee: Array = None  # pyright: ignore[reportAssignmentType]
    """[N] height of the parking orbit's perigee, where the last stage is cut off to coast to apogee and burn again, m;
    0, or not given: one burn"""
    park_apogee: Array = None  # pyright: ignore[reportAssignmentType]
    """[N] height of the parking orbit's apogee, m"""

    def __post_init__(self) -> None:
        for name in ("park_perigee", "park_apogee"):
            if getattr(self, name) is None:
                object.__setattr__(self, name, np.zeros(np.shape(self.latitude)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wind:
    """Wind by height: east and north components [m/s] at heights 0, 1, 2 ... km, scaled per flight."""

    east: Array
    """[33] m/s"""
    north: Array
    """[33] m/s"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ensemble:
    """What came of N flights. NaN where a thing did not happen."""

    bodies: tuple[str, ...]
    """Names of the B bodies: booster, stage-1 ... stage-S, fairing, payload."""
    status: IntArray
    """[N] FlightStatus"""
    ignition_time: Array
    """[N, S] s"""
    cutoff_time: Array
    """[N, S] s"""
    cutoff_state: Array
    """[N, S, 6] ECI position and velocity at each cut-off, m and m/s; ECI and ECEF coincide at lift-off"""
    cutoff_height: Array
    """[N, S] geodetic, m"""
    cutoff_speed: Array
    """[N, S] Earth-relative, m/s"""
    cutoff_range: Array
    """[N, S] along the ellipsoid from the pad, m"""
    impact_time: Array
    """[N, B] s; NaN for a body that reached orbit or does not exist"""
    impact_latitude: Array
    """[N, B] geodetic, rad"""
    impact_longitude: Array
    """[N, B] rad"""
    in_orbit: NDArray[np.bool_]
    """[N] perigee of the final state above 100 km"""
    perigee: Array
    """[N] height of the final orbit's perigee above the equatorial radius, m (negative when suborbital)"""
    apogee: Array
    """[N] height of the final orbit's apogee, m"""
    inclination: Array
    """[N] of the final orbit, rad"""
    ascending_node: Array
    """[N] right ascension relative to the ECI x axis (Greenwich at lift-off), rad"""
    peak_height: Array
    """[N] greatest height along the main body's path until impact or one orbit, m"""
    ground_range: Array
    """[N] along the ellipsoid from pad to the impact of the payload body, m; NaN in orbit"""
    flight_time: Array
    """[N] lift-off to impact of the payload body, s; NaN in orbit"""
    end_time: Array
    """[N] end of powered flight: last cut-off, failure or destruct, s"""
    sample_times: Array
    """[K] s"""
    sample_height: Array
    """[N, K] geodetic height of the main body, m; NaN after impact"""
    sample_speed: Array
    """[N, K] Earth-relative, m/s"""
    sample_latitude: Array
    """[N, K] rad"""
    sample_longitude: Array
    """[N, K] rad"""
