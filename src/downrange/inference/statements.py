"""What statements are worth: the probability that a source says a thing, given what happened.

Statements weigh explanations, not trajectories; one origin counts once for one thing. The tables are judgments, kept
mild on purpose: no single sentence may decide what physics leaves open by more than a factor of about twenty, but that
a launch failed, which hardly anyone says of one that did not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from downrange.records.explanation import Explanation, FlightKind
from downrange.records.flight import Array, FailureMode
from downrange.records.observation import CATALOG, Statement

ORBITAL_CLASSES = {"sat", "slv"}
BALLISTIC_CLASSES = {"icbm", "irbm", "mrbm", "srbm", "slbm", "bm", "missile", "suborbital"}
OWN_MISSILES = BALLISTIC_CLASSES - {"missile", "suborbital"}
"""Classes that nobody gives a launch to orbit of their own; the other words are used of any rocket."""
STAGE_WORDS = {"first_stage": 1, "second_stage": 2, "third_stage": 3, "fourth_stage": 4}
MODE_WORDS: dict[str, tuple[FailureMode, ...]] = {
    "fts": (FailureMode.DESTRUCT,),
    "fairing": (FailureMode.FAIRING_KEPT,),
    "separation": (FailureMode.NO_SEPARATION,),
    "ignition": (FailureMode.NO_IGNITION,),
    "explosion": (FailureMode.BREAKUP,),
    "attitude": (FailureMode.STEERING,),
    "guidance": (FailureMode.STEERING,),
    "control": (FailureMode.STEERING,),
    "insufficient_velocity": (FailureMode.EARLY_CUTOFF, FailureMode.THRUST_LOSS),
    "pressure": (FailureMode.EARLY_CUTOFF, FailureMode.THRUST_LOSS),
    "propellant": (FailureMode.EARLY_CUTOFF, FailureMode.THRUST_LOSS, FailureMode.NO_IGNITION),
    "engine": (FailureMode.NO_IGNITION, FailureMode.EARLY_CUTOFF, FailureMode.THRUST_LOSS),
}
MODE_OTHERWISE, FAIRING_OTHERWISE = 0.25, 0.06
"""That a cause is told in words of another mode than the one that failed, against in its own; and so of a fairing: the
words for engines, fuel and steering are used of many failures, and nobody names a fairing that came off."""
STRENGTH = {"fact": 1.0, "probable": 0.8, "claim": 0.6, "possible": 0.3}
"""Share of the full log odds that a hedged statement carries."""
SAYS_SO, SAYS_OTHERWISE = 0.90, 0.06
"""A statement made when it holds, and when it does not."""
CALLED_A_MISSILE = 0.3
"""A launch to orbit is often called a missile by others at first; the reverse is rare, and so is it by who launched."""
FAILED_OTHERWISE = 0.005
"""That a launch failed is said, or read, of one that went to plan: a judgment. Hardly anyone says so of a launch that
nothing befell, and what is said of an earlier launch is seldom read as this one's; false claims of success are
commoner."""
LISTED_OTHERWISE = 0.0005
"""That the catalog has a launch in orbit which failed: a judgment. Its rows stand on objects that were tracked, long
after first reports; what is left is a launch joined to the wrong row."""
BALLISTIC_FAILED, BALLISTIC_WORKED = 0.1, 0.8
"""That a failure, or a success, is told of a ballistic flight: a judgment, about as often as of launches to orbit, so
that how it ended does not tell what it was."""


def log_told(explanations: Sequence[Explanation], statements: Sequence[Statement]) -> Array:
    """[E] log probability of the statements under each of all explanations [nat].

    Statements do not tell what is not modeled from what is: under it they are as probable as under all that is modeled
    together, by its prior. Were they as likely as not, whatever hardly anyone says would speak for it: a failure of a
    launcher that seldom fails.

    Args:
        explanations: all of them, the unmodeled one among them.
        statements: on the launch.
    """
    modeled = np.array([explanation.kind is not None for explanation in explanations])
    told = np.array(
        [0.0 if explanation.kind is None else log_statements(explanation, statements) for explanation in explanations]
    )
    if modeled.any():
        priors = np.array([explanation.prior for explanation in explanations])[modeled]
        told[~modeled] = np.log(np.average(np.exp(told[modeled]), weights=priors))
    return told


def log_statements(explanation: Explanation, statements: Sequence[Statement]) -> float:
    """Log probability of the statements under a modeled explanation [nat]; of one origin the strongest on a matter
    counts."""
    strongest: dict[tuple[str, str], float] = {}
    for statement in statements:
        odds = log_statement(explanation, statement)
        key = statement.origin or statement.id, statement.about
        if key not in strongest or abs(odds) > abs(strongest[key]):
            strongest[key] = odds
    return sum(strongest.values())


def class_odds(statements: Sequence[Statement]) -> float:
    """Log odds for a launch to orbit against a ballistic flight by what sources call it, whatever flew [nat]."""
    told = [item for item in statements if item.about == "class"]
    orbital, ballistic = (log_statements(Explanation(id=kind, kind=kind, vehicle=None), told) for kind in FlightKind)
    return orbital - ballistic


def log_statement(explanation: Explanation, statement: Statement) -> float:
    """Log probability of one statement under an explanation, up to a constant that is common to all [nat]."""
    match statement.about:
        case "class":
            probability = _class(explanation, statement)
        case "outcome":
            probability = _outcome(explanation, statement)
        case _:
            probability = _cause(explanation, statement.value)
    return math.log(probability) * STRENGTH.get(statement.hedge, 0.0)


def _class(explanation: Explanation, statement: Statement) -> float:
    value = statement.value
    if value in ORBITAL_CLASSES:
        return SAYS_SO if explanation.kind is FlightKind.ORBITAL else SAYS_OTHERWISE
    if value in BALLISTIC_CLASSES:
        if explanation.kind is FlightKind.BALLISTIC:
            return SAYS_SO
        return SAYS_OTHERWISE if statement.own and value in OWN_MISSILES else CALLED_A_MISSILE
    return 0.5


def _outcome(explanation: Explanation, statement: Statement) -> float:
    value = statement.value
    if explanation.kind is FlightKind.BALLISTIC:
        return {"failure": BALLISTIC_FAILED, "success": BALLISTIC_WORKED}.get(value, 0.5)
    failed = explanation.failure is not None
    if value == "failure":
        return SAYS_SO if failed else FAILED_OTHERWISE
    if value == "success":
        otherwise = LISTED_OTHERWISE if statement.origin == CATALOG else SAYS_OTHERWISE
        return otherwise if failed else SAYS_SO
    return 0.5


def _cause(explanation: Explanation, value: str) -> float:
    if value == "not_serious":
        return 0.5
    if explanation.failure is None:
        return SAYS_OTHERWISE
    probability = SAYS_SO
    stage = next((number for word, number in STAGE_WORDS.items() if word in value), None)
    if stage is not None and stage != explanation.failure.stage:
        # A failed separation or ignition is told of either stage.
        neighbour = explanation.failure.mode in {FailureMode.NO_IGNITION, FailureMode.NO_SEPARATION}
        probability *= 0.3 if neighbour and abs(stage - explanation.failure.stage) == 1 else SAYS_OTHERWISE
    modes = next((modes for word, modes in MODE_WORDS.items() if word in value), None)
    if modes is not None and explanation.failure.mode not in modes:
        probability *= FAIRING_OTHERWISE if modes == MODE_WORDS["fairing"] else MODE_OTHERWISE
    return probability
