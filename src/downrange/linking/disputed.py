"""What a source tells of a fall where others say that the launch reached orbit: its story holds or fails as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from downrange.records.observation import OF_TROUBLE, FallPlace, Observation, Scalar, ScalarObservation, Statement

FALL_OF_ORBITED = 0.5
"""Probability, at most, that what is told to have come down of a launch that the catalog has in orbit was the vehicle:
a judgment. Stages come down as well, and first news of a crash is mended later."""
OF_A_FALL = frozenset((Scalar.FLIGHT_TIME, Scalar.GROUND_RANGE, *OF_TROUBLE))
SUCCESS, FAILURE = "success", "failure"
DOUBTED = {"fact": "claim", "claim": "possible", "probable": "possible"}
"""How surely a failure is said by nobody who is named when somebody who is says the contrary."""


def disputed(observations: Sequence[Observation], *, listed_in_orbit: bool) -> tuple[Observation, ...]:
    """The observations with doubts that are shared where it is disputed whether the launch failed; else as they are.

    A source that says that it failed, and where and when it came down, tells one story. Were each part doubted for
    itself, a false story would count for the more, the more it tells. So all its parts together are as probable to be
    false as one was before, and nobody who is named is no match for somebody who is.

    Args:
        observations: on one launch.
        listed_in_orbit: whether the catalog surely has the launch in orbit.
    """
    outcomes = [item for item in observations if isinstance(item, Statement) and item.about == "outcome"]
    said = {value: {item.origin for item in outcomes if item.value == value} for value in (SUCCESS, FAILURE)}
    failed = said[FAILURE] - said[SUCCESS]
    if not failed or not (listed_in_orbit or any(said[SUCCESS] - said[FAILURE])):
        return tuple(observations)
    parts = {origin: sum(item.origin == origin and _is_of_a_fall(item) for item in observations) for origin in failed}
    made: list[Observation] = []
    for item in observations:
        if item.origin in failed and _is_of_a_fall(item):
            confidence = min(item.confidence, FALL_OF_ORBITED) if listed_in_orbit else item.confidence
            item = replace(item, confidence=1.0 - (1.0 - confidence) ** (1.0 / (1 + parts[item.origin])))
        elif not item.origin and isinstance(item, Statement) and item in outcomes and item.value == FAILURE:
            item = replace(item, hedge=DOUBTED.get(item.hedge, item.hedge))
        made.append(item)
    return tuple(made)


def _is_of_a_fall(item: Observation) -> bool:
    """Whether it can hold only where the vehicle came down."""
    return (isinstance(item, FallPlace) and item.body is None) or (
        isinstance(item, ScalarObservation) and item.quantity in OF_A_FALL and item.bound is None
    )
