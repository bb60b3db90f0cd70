"""What a flight has for a reported number, and how close such a number is to what is flown."""

from __future__ import annotations

import math

import numpy as np

from downrange.errors import InputError
from downrange.records.flight import Array, Ensemble
from downrange.records.observation import Scalar, ScalarObservation

SPEED_SHARE_ERROR, HEIGHT_SHARE_ERROR = 0.01, 0.02
"""Model error of a flown speed and height at a time, as shares of them: as for a displayed curve."""
SCALAR_MODEL_ERROR = {
    Scalar.APOGEE: 0.01,
    Scalar.GROUND_RANGE: 0.01,
    Scalar.FLIGHT_TIME: 0.01,
    Scalar.HEIGHT: HEIGHT_SHARE_ERROR,
    Scalar.SPEED: SPEED_SHARE_ERROR,
    Scalar.TOP_SPEED: 0.035,
}
"""Model error of a flown number, as a share of it. Of a top speed: the Mach numbers that South Korea's Joint Chiefs of
Staff gave for six flights of 2022, at 340 m/s, are 4 % low to 4 % high of the speed at 50 km on arcs with the apogee
and the range that they gave."""


def flown_number(observation: ScalarObservation, flight: Ensemble, azimuth: Array, sample_times: Array) -> Array:
    """[N] what flights have for a reported number, NaN where one has none; angles within half a turn of it.

    Args:
        observation: the number.
        flight: N flights.
        azimuth: [N] of their launches [rad].
        sample_times: [K] s, those of the flights' curves; a number `at_time` must have its time among them.

    Raises:
        InputError: a height or speed without a time.
    """
    match observation.quantity:
        case Scalar.APOGEE:
            return flight.peak_height
        case Scalar.GROUND_RANGE:
            return flight.ground_range
        case Scalar.FLIGHT_TIME | Scalar.FALL_TIME:
            return flight.flight_time
        case Scalar.INCLINATION:
            return flight.inclination
        case Scalar.PERIGEE:
            return flight.perigee
        case Scalar.ORBIT_APOGEE:
            return np.where(flight.in_orbit, flight.apogee, np.nan)
        case Scalar.LOSS_TIME:
            return flight.end_time
        case Scalar.TOP_SPEED:
            return _top_speed(flight, observation.value)
        case Scalar.AZIMUTH:
            return observation.value + np.remainder(azimuth - observation.value + math.pi, 2 * math.pi) - math.pi
        case Scalar.HEIGHT | Scalar.SPEED:
            if observation.at_time is None:
                raise InputError(f"{observation.quantity} without a time", hint="give at_time, s after lift-off")
            column = int(np.searchsorted(sample_times, observation.at_time))
            table = flight.sample_height if observation.quantity is Scalar.HEIGHT else flight.sample_speed
            return table[:, column]


def width_of(observation: ScalarObservation) -> float:
    """One standard deviation of a reported number about a flown one, model error included."""
    return math.hypot(observation.sigma, SCALAR_MODEL_ERROR.get(observation.quantity, 0.0) * abs(observation.value))


def _top_speed(flight: Ensemble, told: float) -> Array:
    """[N] greatest speed at a cut-off, relative to the Earth or not: reports hardly ever say which, so the nearer."""
    relative = np.fmax.reduce(flight.cutoff_speed, axis=1)
    inertial = np.fmax.reduce(np.linalg.norm(flight.cutoff_state[:, :, 3:], axis=2), axis=1)
    return np.where(np.abs(relative - told) <= np.abs(inertial - told), relative, inertial)
