"""From positions to flights: their tracks, what becomes of them, and whether their plan makes sense."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from downrange.flight.ensemble import FEWEST_FOR_LANES, fly_ensemble
from downrange.inference.model import TOLERANCE, FlightModel
from downrange.records.flight import MAIN_BODY, Array, Ensemble
from downrange.tracking.misses import GRID, sampled

MOST_CLOCK = 400.0
"""When lift-off is not known, it was at most this long before time zero [s]."""
OUTCOMES = (
    "impact_time",
    "impact_latitude",
    "impact_longitude",
    "in_orbit",
    "perigee",
    "apogee",
    "inclination",
    "end_time",
)


def clock_of(positions: Array) -> Array:
    """Seconds from lift-off to time zero, uniform a priori, from the last coordinate."""
    return MOST_CLOCK * ndtr(positions[:, -1])


def fly(model: FlightModel, positions: Array, with_clock: bool) -> tuple[Array, Array, Array]:
    """Tracks [N, K, 5], outcomes [N, 8 + 2 S], and the log prior of plans [N], -inf where one makes no sense.

    A few are flown as if they were many, so that a flight is the same to the last bit in whatever company it is flown.
    """
    own = positions[:, :-1] if with_clock else positions
    count = len(own)
    if count < FEWEST_FOR_LANES:
        own = own[np.arange(FEWEST_FOR_LANES) % count]
    if model.explanation.failure is None:
        flight, plans = model.fly(own, sample_times=GRID)
        plan_log = model.log_plan(own, flight, plans)
    else:
        vehicles, plans = model.arrays(own)
        planned = fly_ensemble(vehicles, plans, sample_times=np.zeros(0), tolerance=TOLERANCE)
        plan_log = model.log_plan(own, planned, plans)
        failing = model.with_failure(vehicles, plans, own)
        flight = fly_ensemble(vehicles, failing, sample_times=GRID, tolerance=TOLERANCE)
        plan_log = np.where(model.fails(flight), plan_log, -np.inf)
    return sampled(flight)[:count], outcomes_of(flight)[:count], plan_log[:count]


def outcomes_of(flight: Ensemble) -> Array:
    """What became of flights [N, 8 + 2 S], in the order of `Family.outcomes`."""
    body = flight.bodies.index("payload")
    ends = np.stack(
        [
            flight.impact_time[:, body],
            flight.impact_latitude[:, body],
            flight.impact_longitude[:, body],
            flight.in_orbit.astype(np.float64),
            flight.perigee,
            flight.apogee,
            flight.inclination,
            flight.end_time,
        ],
        axis=1,
    )
    return np.hstack([ends, flight.ignition_time, flight.cutoff_time])


def makes_sense(model: FlightModel, positions: Array) -> np.ndarray:
    """[N] whether the plan does, whatever fails."""
    return model.feasible(model.fly_plan(positions, sample_times=np.zeros(0), bodies=MAIN_BODY)[0])
