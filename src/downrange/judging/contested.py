"""What is said of the kind of a flight, or of how it ended, and does not fit the physical evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from downrange.inference.statements import BALLISTIC_CLASSES, ORBITAL_CLASSES
from downrange.judging.findings import MOSTLY_UNMODELED
from downrange.records.dossier import Conflict
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import Explanation, FlightKind, Posterior
from downrange.records.observation import Statement
from downrange.wording import percent, say

LEFT = 0.05
"""A statement that physical evidence leaves with less than this probability is named."""
TURNED = 10.0
"""It must have lost this factor of its odds by that evidence: what was improbable before is not contested by it."""


def contested(evidence: LaunchEvidence, posteriors: Sequence[Posterior]) -> tuple[Conflict, ...]:
    """Statements on class and outcome that the physical evidence speaks against, in the order read.

    Args:
        evidence: on the launch.
        posteriors: every explanation, the unmodeled one included.
    """
    modeled = [item for item in posteriors if item.explanation.kind is not None]
    unmodeled = sum(item.probability_physics_only for item in posteriors if item.explanation.kind is None)
    if unmodeled > MOSTLY_UNMODELED or all(isinstance(item, Statement) for item in evidence.observations):
        return ()
    found: list[Conflict] = []
    for item in (each for each in evidence.observations if isinstance(each, Statement)):
        holds = _holds(item, planned=evidence.planned)
        if holds is None:
            continue
        before = _share([(each.explanation, each.explanation.prior) for each in modeled], holds)
        after = _share([(each.explanation, each.probability_physics_only) for each in modeled], holds)
        if after < LEFT and after * (1.0 - before) * TURNED < before * (1.0 - after):
            what = say(
                "culprit.statement",
                "“{words}” ({about}) does not fit the physical evidence, which leaves it with {after} "
                "instead of {before}.",
                words=item.words,
                about=say(f"about.{item.about}", item.about),
                after=percent(after),
                before=percent(before),
            )
            found.append(Conflict(claims=item.claims, what=what))
    return tuple(found)


def _holds(statement: Statement, *, planned: bool) -> Callable[[Explanation], bool] | None:
    """Whether the statement is true under an explanation; None for what says nothing plain."""
    match statement.about, statement.value:
        case "class", value if value in ORBITAL_CLASSES:
            return lambda explanation: explanation.kind is FlightKind.ORBITAL
        case "class", value if value in BALLISTIC_CLASSES:
            return lambda explanation: explanation.kind is FlightKind.BALLISTIC
        case "outcome", "success" if not planned:
            return lambda explanation: explanation.failure is None
        case "outcome", "failure" if not planned:
            return lambda explanation: explanation.failure is not None or explanation.kind is FlightKind.BALLISTIC
        case _:
            return None


def _share(weights: Sequence[tuple[Explanation, float]], holds: Callable[[Explanation], bool]) -> float:
    """Share of the weight that explanations have under which it holds."""
    whole = sum(weight for _, weight in weights)
    return sum(weight for explanation, weight in weights if holds(explanation)) / whole if whole > 0.0 else 0.0
