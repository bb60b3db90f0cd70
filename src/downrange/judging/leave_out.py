"""Each piece of evidence against the rest: which carries the verdict, and which probably does not hold.

Nothing is flown: the draws are weighted anew. Every observation is, in the likelihood, either right or worth no more
than its background; how probable it is to be right after all the evidence follows from the draws.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from downrange.inference.infer import Inference
from downrange.inference.reweigh import reweigh
from downrange.records.explanation import Explanation
from downrange.records.observation import FallArea, Observation, Statement
from downrange.wording import Said, percent, say

TELLING_SHIFT = 0.15
"""Shift of the odds (total variation) from which on a piece of evidence is said to carry the verdict."""
DOUBTED = 0.5
"""A piece of evidence that is wrong with this probability, given the rest, is said to fight it."""
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

    @property
    def factor(self) -> float:
        """Log of how the odds against it have risen [nat]."""
        return _log_odds(self.after) - _log_odds(self.before)


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
    found: list[Doubt] = []
    for column, name in enumerate(inference.physical):
        observation = by_id[name]
        before = _wrong_before(observation)
        if before <= 0.0:
            continue
        floor = math.log(before) + float(inference.background[column])
        after = sum(
            item.probability * float(np.exp(np.minimum(floor - item.log_likelihood[:, column], 0.0)).mean())
            for item in modeled
        )
        found.append(Doubt(observation=observation, before=before, after=min(after / whole, 1.0)))
    return tuple(sorted(found, key=lambda doubt: -doubt.factor))


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


def _log_odds(share: float) -> float:
    kept = min(max(share, 1e-9), 1.0 - 1e-9)
    return math.log(kept / (1.0 - kept))
