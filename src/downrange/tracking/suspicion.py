"""What the weights of all explanations say of faults: the likeliest stage and mode, and what else it may be."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from downrange.records.explanation import Explanation, FlightKind
from downrange.records.flight import Array
from downrange.records.track import TrackFault
from downrange.tracking.family import Family
from downrange.tracking.flying import makes_sense
from downrange.tracking.probes import laplace

LEAST_OF_NAMED = 1e-3
"""A named vehicle's faults are told while a launch to orbit has this probability."""
SHORT = math.log(99.0)
"""A fault that is likelier by less than this is not told: odds of 0.99 [nat]."""
WORTH_NAMING = 0.05
"""What else a fault may be is named from this probability on."""


def likeliest_fault(explanations: Sequence[Explanation], probabilities: Array) -> TrackFault | None:
    """The likeliest fault of a launch to orbit; None where it is rather no such launch.

    Where one vehicle is named, its faults are told given that it is what flew: an early end of thrust in the first
    stage leaves the track of a missile.

    Args:
        explanations: of each family.
        probabilities: of each family, and last of what is not modeled.
    """
    unmodeled = float(probabilities[-1])
    orbital = [
        (explanation, float(probability))
        for explanation, probability in zip(explanations, probabilities, strict=False)
        if explanation.kind is FlightKind.ORBITAL
    ]
    total = sum(probability for _, probability in orbital)
    if unmodeled > max(total, 0.5):
        return TrackFault(stage=None, mode="unmodeled", probability=unmodeled, mode_probability=unmodeled, since=0.0)
    failed = sum(probability for explanation, probability in orbital if explanation.failure)
    vehicles = {explanation.vehicle for explanation, _ in orbital}
    if total < (LEAST_OF_NAMED if len(vehicles) == 1 else 0.5) or not failed:
        return None
    by_failure: dict[tuple[int, str], float] = {}
    for explanation, probability in orbital:
        if explanation.failure:
            key = explanation.failure.stage, str(explanation.failure.mode)
            by_failure[key] = by_failure.get(key, 0.0) + probability
    (first, best), *rest = sorted(by_failure.items(), key=lambda item: -item[1])
    return TrackFault(
        stage=first[0],
        mode=first[1],
        probability=failed / total,
        mode_probability=best / total,
        since=0.0,
        others=tuple((*key, share / total) for key, share in rest if share > WORTH_NAMING * total),
    )


def plan_may_do(families: Sequence[Family], logs: Array) -> bool:
    """Whether a scout knows a flight to plan that makes sense and, by Laplace, leaves all faults short of being told.

    Flights to plan can lag behind what fits: that they do worse than a fault tells of them, not of the flight seen.

    Args:
        families: of the bank.
        logs: log prior and evidence of each [nat].
    """
    orbital = [item.model.explanation.kind is FlightKind.ORBITAL for item in families]
    failing = [
        float(log)
        for item, own, log in zip(families, orbital, logs, strict=True)
        if own and item.model.explanation.failure is not None
    ]
    least = float(np.logaddexp.reduce(failing)) - SHORT if failing else math.inf
    for item, own in zip(families, orbital, strict=True):
        scouts = item.scouts
        if not own or item.model.explanation.failure is not None or scouts is None:
            continue
        best = scouts.positions[:1, : item.model.dimension]
        if item.log_prior + laplace(scouts, item) > least and bool(makes_sense(item.model, best)[0]):
            return True
    return False
