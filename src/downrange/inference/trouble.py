"""When a failure set in, and how probable the time is at which trouble was told of."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from downrange.inference.transforms import gaussian
from downrange.records.flight import FAILURE_CODES, Array, Ensemble, FailureMode, PlanArrays
from downrange.records.observation import Scalar, ScalarObservation

AT_ONCE, AT_THE_END = 0.6, 0.15
"""What a time told with a failure is: that at which it set in, that at which powered flight ended; else some time until
it came down, when contact was lost. Of 15 such times of the learn half of the documented failures, by their causes, 12,
2 and 1; operators told most of them, and first reports know less, so that the last share is held larger."""
FALLEN, FALLEN_AT_ONCE, FALLEN_AT_THE_END = 0.6, 0.2, 0.1
"""What a time is at which a launch that failed is said to have come down: that of the impact, that at which the failure
set in, that at which powered flight ended; else some time in between. A judgment: who writes that a rocket crashed two
minutes after lift-off often means that it failed then."""
LASTING = 600.0
"""How long [s] a flight that does not come down may still be told of."""


def onsets(flight: Ensemble, plans: PlanArrays) -> Array:
    """[N] when the failure set in, or powered flight ended where nothing failed, seconds after lift-off.

    NaN where the stage that was to fail was never reached.
    """
    failing = plans.failure_code > 0
    if not failing.any():
        return flight.end_time
    rows = np.arange(len(failing))
    stage = np.clip(plans.failure_stage - 1, 0, flight.ignition_time.shape[1] - 1)
    lit, cut = flight.ignition_time[rows, stage], flight.cutoff_time[rows, stage]
    unlit = flight.cutoff_time[rows, np.maximum(stage - 1, 0)] + plans.coast[rows, stage]
    code = plans.failure_code
    set_in = np.select(
        [
            code == FAILURE_CODES[FailureMode.NO_IGNITION],
            code == FAILURE_CODES[FailureMode.NO_SEPARATION],
            code == FAILURE_CODES[FailureMode.FAIRING_KEPT],
        ],
        [unlit, cut, lit],
        lit + plans.failure_time,
    )
    return np.where(failing, set_in, flight.end_time)


def trouble_density(observation: ScalarObservation, flight: Ensemble, plans: PlanArrays) -> Array:
    """[N] density of a time of trouble: when it set in, when thrust ended, or until impact when contact was lost [1/s].

    Of a time at which it is said to have come down, that of the impact as well; what did not come down has none.

    Args:
        observation: time after lift-off with its width; a `LOSS_TIME` or a `FALL_TIME`.
        flight: N flights.
        plans: what was to fail in them.
    """
    set_in, ended, sigma = onsets(flight, plans), flight.end_time, observation.sigma
    at_once, at_the_end = (gaussian(observation.value - instant, sigma) for instant in (set_in, ended))
    last = np.where(np.isfinite(flight.flight_time), flight.flight_time, ended + LASTING)
    early, late = (ndtr((observation.value - edge) / sigma) for edge in (ended, last))
    between = np.where(last - ended > sigma, (early - late) / np.maximum(last - ended, sigma), at_the_end)
    if observation.quantity is Scalar.FALL_TIME:
        shares = FALLEN_AT_ONCE, FALLEN_AT_THE_END, FALLEN
    else:
        shares = AT_ONCE, AT_THE_END, 0.0
    parts = (
        *zip(shares, (at_once, at_the_end, gaussian(observation.value - flight.flight_time, sigma)), strict=True),
        (1.0 - sum(shares), between),
    )
    return np.asarray(sum(share * np.nan_to_num(density) for share, density in parts))
