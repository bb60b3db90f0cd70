"""Each piece of evidence against the rest: which carries the verdict, and which probably does not hold.

Nothing is flown: the draws are weighted anew. Every observation is, in the likelihood, either right or worth no more
than its background. How probable it is to be right follows from the draws that went to fit all of it, and, since these
may have settled where another observation is taken to be wrong, from the stored flights that fit the rest without it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from downrange.inference.draws import StoredDraws
from downrange.inference.infer import Inference
from downrange.inference.reweigh import reweigh
from downrange.inference.statements import log_statements
from downrange.records.explanation import Explanation
from downrange.records.flight import Array
from downrange.records.observation import FallArea, Observation, Statement
from downrange.wording import Said, percent, say

TELLING_SHIFT = 0.15
"""Shift of the odds (total variation) from which on a piece of evidence is said to carry the verdict."""
DOUBTED = 0.5
"""A piece of evidence that is wrong with this probability, given the rest, is said to fight it."""
LEAST = 1e-12
"""Shares are held above this, so that their logs are finite."""
MOST_TRIED = 24
"""Pieces of evidence that are left out in turn: each takes milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """How probable it is that an observation does not hold."""

    observation: Observation
    before: float
    """By who says so and how."""
    after: float
    """Given all the evidence."""

    against: float
    """Log evidence of everything if it has nothing to do with the launch, its own doubtfulness aside [nat]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """The odds without one piece of evidence."""

    observation: Observation
    shift: float
    """Total variation between the odds of all explanations with and without it."""
    leader: Explanation
    """That leads with it."""
    probability: float
    """Of the leader, with it."""
    without: float
    """Of the leader, without it."""


def doubts(inference: Inference) -> tuple[Doubt, ...]:
    """Physical observations with the probability that they do not hold, the most suspicious first.

    Something unmodeled is left aside: under it nothing holds.
    """
    evidence = inference.evidence
    modeled = [item for item in inference.posteriors if item.explanation.kind is not None and len(item.log_likelihood)]
    whole = sum(item.probability for item in modeled)
    if evidence is None or whole <= 0.0:
        return ()
    by_id = {item.id: item for item in evidence.observations}
    statements = [item for item in evidence.observations if isinstance(item, Statement)]
    odds = np.array([_log_prior(draws.explanation, statements) for draws in inference.stored])
    together = _log_sum(odds + [draws.log_evidence for draws in inference.stored])
    areas = inference.stored[0].plan_terms.shape[1]
    found: list[Doubt] = []
    for column, name in enumerate(inference.physical):
        observation = by_id[name]
        before = _wrong_before(observation)
        if before <= 0.0:
            continue
        alone = float(inference.background[column])
        shares = [
            item.probability / whole * _wrong(item.log_likelihood[:, column], math.log(before) + alone)
            for item in modeled
        ]
        right = together + math.log(max(1.0 - sum(shares), LEAST))
        rest = _log_sum(odds + [_without(draws, column - areas) for draws in inference.stored])
        wrong = max(together + math.log(max(sum(shares), LEAST)), math.log(before) + alone + rest)
        after = math.exp(wrong - float(np.logaddexp(wrong, right)))
        found.append(Doubt(observation=observation, before=before, after=after, against=alone + rest))
    return tuple(sorted(found, key=lambda doubt: -doubt.against))


def _log_prior(explanation: Explanation, statements: Sequence[Statement]) -> float:
    return math.log(explanation.prior) + log_statements(explanation, statements)


def _wrong(log_likelihood: Array, floor: float) -> float:
    """Share of draws under which an observation is worth only its background, given their likelihoods of it [N]."""
    return float(np.exp(np.minimum(floor - log_likelihood, 0.0)).mean())


def _without(draws: StoredDraws, column: int) -> float:
    """Log evidence of what happened without one observation [nat], from flights not yet weighted or from the posterior.

    Either misses what none of its draws fits, so that the larger one is nearer.
    """
    kept = np.arange(draws.flight_terms.shape[1]) != column
    flown = draws.flight_terms[:, kept].sum(axis=1)
    back = -draws.posterior_terms[:, column]
    unweighted = draws.plan_log_evidence + _log_sum(flown) - math.log(len(flown))
    return max(unweighted, draws.log_evidence + _log_sum(back) - math.log(len(back)))


def _wrong_before(observation: Observation) -> float:
    return 0.0 if isinstance(observation, FallArea) else 1.0 - observation.confidence


def left_out(inference: Inference) -> tuple[LeftOut, ...]:
    """The odds without each piece of evidence in turn, the one they rest on first; what must fly again is left out."""
    evidence = inference.evidence
    if evidence is None or not inference.posteriors:
        return ()
    whole = reweigh(inference, evidence)
    found: list[LeftOut] = []
    for observation in evidence.observations[:MOST_TRIED]:
        less = replace(evidence, observations=tuple(item for item in evidence.observations if item is not observation))
        without = reweigh(inference, less)
        if whole.must_fly or without.must_fly or len(without.probability) != len(whole.probability):
            continue
        shift = 0.5 * sum(abs(a - b) for a, b in zip(whole.probability, without.probability, strict=True))
        leader = int(np.argmax(whole.probability))
        found.append(
            LeftOut(
                observation=observation,
                shift=shift,
                leader=whole.explanations[leader],
                probability=_of(whole.explanations[leader].id, whole.explanations, whole.probability),
                without=_of(whole.explanations[leader].id, without.explanations, without.probability),
            )
        )
    return tuple(sorted(found, key=lambda item: -item.shift))


def _of(id: str, explanations: Sequence[Explanation], probability: Sequence[float]) -> float:
    """Probability of an explanation over all vehicles."""
    return sum(share for item, share in zip(explanations, probability, strict=True) if item.id == id)


def leave_out_lines(inference: Inference) -> tuple[str, ...]:
    """Sentences on what the verdict rests on, and on what fights the rest."""
    lines: list[str] = []
    carrying = left_out(inference)
    if len(carrying) > 1 and carrying[0].shift >= TELLING_SHIFT:
        first = carrying[0]
        lines.append(
            say(
                "rests.on",
                "{what} carries the verdict: without it {explanation} is left with {p} instead of {whole}.",
                what=_quoted(first.observation),
                explanation=first.leader.id,
                p=percent(first.without),
                whole=percent(first.probability),
            )
        )
    for doubt in doubts(inference):
        if doubt.after >= DOUBTED and doubt.after > doubt.before:
            lines.append(
                say(
                    "rests.fights",
                    "{what} fights the rest of the evidence: it holds with {before} by who says so, "
                    "with {after} given the rest.",
                    what=_quoted(doubt.observation),
                    before=percent(1.0 - doubt.before),
                    after=percent(1.0 - doubt.after),
                )
            )
    return tuple(lines)


def _quoted(observation: Observation) -> Said:
    if isinstance(observation, FallArea) and not observation.words:
        return say("rests.area", "Area {id}", id=observation.area.id)
    if observation.words:
        return say("rests.words", "“{words}”", words=observation.words)
    if isinstance(observation, Statement):
        return say(
            "rests.statement", "the statement on {about}", about=say(f"about.{observation.about}", observation.about)
        )
    return say("rests.observation", "{id}", id=observation.id)


def _log_sum(logs: Array) -> float:
    """Log of the sum of numbers given by their logs."""
    return float(np.logaddexp.reduce(logs))
