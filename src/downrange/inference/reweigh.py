"""Evidence struck out or changed without flying again: the stored draws are weighted anew, where they can carry it.

What happened can be taken back exactly, since the flights are stored before it weighed on them. A warned area was
already in force when the plans were drawn; taking it back weights them by one over its likelihood, and a few plans may
then carry all the weight. Whether they do is read off the tail of the weights; if so, the case must fly again.
Source: Vehtari, Simpson, Gelman, Yao, Gabry (2024), Pareto smoothed importance sampling, JMLR 25(72).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from downrange.inference.draws import StoredDraws
from downrange.inference.infer import Inference
from downrange.inference.likelihood import Weigher, weigher
from downrange.inference.statements import log_told
from downrange.inference.weighing import ENOUGH_SAMPLES
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import Explanation
from downrange.records.flight import Array
from downrange.records.observation import (
    FallArea,
    FallDirection,
    FallPlace,
    Observation,
    Scalar,
    ScalarObservation,
    Statement,
)
from downrange.wording import say

LONGEST_TAIL = 0.7
"""Largest shape of the Pareto tail with which weights are trusted; fewer draws allow less."""
LARGEST_ERROR = 0.05
"""Probabilities less certain than this are not shown."""
LEAST_SHARE = 0.01
"""Doubts about an explanation below this, before and after, with and without statements, do not matter."""
FEWEST_FOR_TAIL = 25
"""With fewer draws the tail cannot be judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reweighed:
    """Probabilities of the explanations on less evidence."""

    explanations: tuple[Explanation, ...]
    """As inferred, the unmodeled one included; an id may occur for several vehicles."""
    probability: tuple[float, ...]
    """With statements; sums to 1."""
    probability_physics_only: tuple[float, ...]
    log_evidence: tuple[float, ...]
    """[nat]"""
    error: float
    """One standard deviation of the probabilities from the number of draws that carry them."""
    must_fly: str
    """Why the stored draws do not carry it; empty when they do. The probabilities are then not to be shown."""


def reweigh(inference: Inference, evidence: LaunchEvidence) -> Reweighed:
    """The odds on part of the evidence that an inference was made on.

    Args:
        inference: made on the whole evidence.
        evidence: what is left of it, linked anew.
    """
    before = inference.evidence
    reason = say("fly.stored", "nothing was stored") if before is None else _different_flights(before, evidence)
    if before is None or reason:
        return _refused(reason)
    keep = {item.id for item in _physical(evidence)}
    kept = np.array([name in keep for name in inference.physical], dtype=bool)
    changed = _changed(before, evidence)
    background = inference.background.copy()
    if changed and evidence.site is not None:
        weigh = weigher(evidence.site, changed)
        background[[inference.physical.index(item.id) for item in changed]] = weigh.background()
        renewed = [_with_terms(stored, changed, weigh, inference.physical) for stored in inference.stored]
    else:
        renewed = list(inference.stored)
    whole = bool(kept.all()) and not changed
    pairs = zip(inference.stored, renewed, strict=True)
    weighed = [_reweigh_draws(stored, terms, kept, whole=whole) for stored, terms in pairs]
    rows = [(stored.explanation, item) for stored, item in zip(inference.stored, weighed, strict=True)]
    rows += [
        (posterior.explanation, _Weighed(float(background[kept].sum()), math.inf, ""))
        for posterior in inference.posteriors
        if posterior.explanation.kind is None
    ]
    statements = [item for item in evidence.observations if isinstance(item, Statement)]
    physics = np.array([math.log(explanation.prior) + item.log_evidence for explanation, item in rows])
    everything = [posterior.explanation for posterior in inference.posteriors]
    told = dict(zip(map(_key, everything), log_told(everything, statements), strict=True))
    stated = physics + np.array([told[_key(explanation)] for explanation, _ in rows])
    probability, only_physics = _normalized(stated), _normalized(physics)
    items = [item for _, item in rows]
    error = max(_error(items, probability), _error(items, only_physics))
    mattered = {_key(item.explanation): item for item in inference.posteriors}
    shares = [
        max(share, only, mattered[_key(explanation)].probability, mattered[_key(explanation)].probability_physics_only)
        for share, only, (explanation, _) in zip(probability, only_physics, rows, strict=True)
    ]
    doubts = [item.doubt for item, share in zip(items, shares, strict=True) if share > LEAST_SHARE and item.doubt]
    if not doubts and error > LARGEST_ERROR:
        doubts = [
            say(
                "fly.few",
                "too few stored flights fit what is left: the odds would be {points:.0f} points uncertain",
                points=100 * error,
            )
        ]
    return Reweighed(
        explanations=tuple(explanation for explanation, _ in rows),
        probability=probability,
        probability_physics_only=only_physics,
        log_evidence=tuple(item.log_evidence for item in items),
        error=error,
        must_fly=doubts[0] if doubts else "",
    )


def _key(explanation: Explanation) -> tuple[str, str | None]:
    return explanation.id, explanation.vehicle


def _refused(reason: str) -> Reweighed:
    return Reweighed(
        explanations=(),
        probability=(),
        probability_physics_only=(),
        log_evidence=(),
        error=1.0,
        must_fly=reason,
    )


def _physical(evidence: LaunchEvidence) -> list[Observation]:
    return [item for item in evidence.observations if not isinstance(item, Statement)]


def _different_flights(before: LaunchEvidence, after: LaunchEvidence) -> str:
    """Why other flights than those stored would be flown; empty when the same."""
    if before.site != after.site:
        return say("fly.site", "the launch site rests on it")
    if (before.vehicle, before.catalog) != (after.vehicle, after.catalog):
        return say("fly.vehicle", "the vehicle rests on it")
    if before.liftoff.earliest != after.liftoff.earliest:
        return say("fly.day", "the day of the launch rests on it")
    stored = _physical(before)
    known = {item.id: type(item) for item in stored}
    for item in _physical(after):
        if item not in stored and known.get(item.id) is not type(item):
            return say("fly.another", "another source for the same thing takes its place")
        if item not in stored and not _can_change(item):
            return say("fly.untold", "the stored flights do not tell how well they fit it")
    if _speaks_of_flight(before) != _speaks_of_flight(after):
        return say("fly.left", "nothing is left that speaks of the flight itself")
    return ""


def _can_change(item: Observation) -> bool:
    """Whether what is kept of the stored flights tells how probable another value of an observation is."""
    if isinstance(item, ScalarObservation):
        return item.quantity not in {Scalar.HEIGHT, Scalar.SPEED, Scalar.TOP_SPEED}
    return isinstance(item, FallPlace | FallDirection)


def _changed(before: LaunchEvidence, after: LaunchEvidence) -> list[Observation]:
    """Physical observations that say something else than those that the draws were weighed with."""
    stored = _physical(before)
    return [item for item in _physical(after) if item not in stored]


def _with_terms(
    stored: StoredDraws, changed: Sequence[Observation], weigh: Weigher, physical: Sequence[str]
) -> StoredDraws:
    """The draws with the terms of the changed observations."""
    if stored.seen is None or stored.posterior_seen is None:
        return stored
    columns = [physical.index(item.id) - stored.plan_terms.shape[1] for item in changed]
    flights, drawn = stored.flight_terms.copy(), stored.posterior_terms.copy()
    flights[:, columns] = weigh.flight_terms(*stored.seen.as_flights())
    drawn[:, columns] = weigh.flight_terms(*stored.posterior_seen.as_flights())
    return replace(stored, flight_terms=flights, posterior_terms=drawn)


def _speaks_of_flight(evidence: LaunchEvidence) -> bool:
    """Whether there is anything on the flight itself, so that failures are among the explanations."""
    physical = _physical(evidence)
    stated = len(physical) < len(evidence.observations) and not evidence.planned
    return stated or any(not isinstance(item, FallArea) for item in physical)


@dataclass(frozen=True, slots=True)
class _Weighed:
    log_evidence: float
    effective: float
    doubt: str


def _reweigh_draws(stored: StoredDraws, renewed: StoredDraws, kept: Any, *, whole: bool) -> _Weighed:
    """One explanation on what is kept of the evidence, with the renewed terms, from its plans or its posterior."""
    areas = stored.plan_terms.shape[1]
    kept_areas, kept_flight = kept[:areas], kept[areas:]
    if whole:
        return _Weighed(stored.log_evidence, math.inf, "")
    name = stored.explanation.id
    back = -stored.plan_terms[:, ~kept_areas].sum(axis=1)
    if not kept_areas.all() and tail_shape(back) > _longest_tail(len(back)):
        return _Weighed(
            stored.log_evidence,
            math.inf,
            say("fly.plans", "the plans of {explanation} lie too close to the area", explanation=name),
        )
    logs = renewed.flight_terms[:, kept_flight].sum(axis=1) + back[stored.plans]
    estimate, effective = _mean_exp(logs)
    from_plan = _Weighed(stored.plan_log_evidence + estimate, effective, "")
    if effective >= ENOUGH_SAMPLES or not kept_areas.all():
        return from_plan
    gained = renewed.posterior_terms[:, kept_flight].sum(axis=1) - stored.posterior_terms.sum(axis=1)
    if tail_shape(gained) > _longest_tail(len(gained)):
        return from_plan
    rise, effective_back = _mean_exp(gained)
    if effective_back <= effective:
        return from_plan
    return _Weighed(stored.log_evidence + rise, effective_back, "")


def _error(items: Sequence[_Weighed], probability: tuple[float, ...]) -> float:
    """Standard deviation of the least certain probability: each evidence is known to one part in root ESS."""
    parts = [(share * (1.0 - share)) ** 2 / item.effective for item, share in zip(items, probability, strict=True)]
    return math.sqrt(sum(parts))


def _mean_exp(logs: Array) -> tuple[float, float]:
    """Log of the mean of exp(logs), and the effective sample size of those weights."""
    top = float(logs.max())
    raw = np.exp(logs - top)
    return top + math.log(raw.mean()), float(raw.sum() ** 2 / (raw * raw).sum())


def _longest_tail(draws: int) -> float:
    return min(LONGEST_TAIL, 1.0 - 1.0 / math.log10(max(draws, 11)))


def tail_shape(logs: Array) -> float:
    """Shape k of the generalized Pareto tail of importance weights, from their logs (N); infinite with too few.

    Below 0.5 their variance is finite, above 1 their mean is not.
    Source: Zhang and Stephens (2009), Technometrics 51, 316, with the weak prior of Vehtari et al. (2024).
    """
    count = len(logs)
    if count < FEWEST_FOR_TAIL:
        return math.inf
    size = min(count // 5, math.ceil(3.0 * math.sqrt(count)))
    weights = np.sort(np.exp(logs - logs.max()))
    excess = weights[-size:] - weights[-size - 1]
    excess = excess[excess > 0.0]
    if len(excess) < 5:
        return 0.0
    return _pareto_shape(excess)


def _pareto_shape(excess: Array) -> float:
    """Empirical-Bayes estimate for ascending excesses (M) over the threshold."""
    size = len(excess)
    steps = 30 + int(math.sqrt(size))
    quarter = excess[int(size / 4.0 + 0.5) - 1]
    grid = 1.0 - np.sqrt(steps / (np.arange(1, steps + 1) - 0.5))
    theta = grid / (3.0 * quarter) + 1.0 / excess[-1]
    shape = np.log1p(-theta[:, None] * excess).mean(axis=1)
    ratio = np.divide(-theta, shape, out=np.full_like(theta, 1.0 / excess.mean()), where=shape != 0.0)
    profile = size * (np.log(ratio) - shape - 1.0)
    weights = 1.0 / np.exp(profile[None, :] - profile[:, None]).sum(axis=1)
    best = float((theta * weights).sum())
    found = float(np.log1p(-best * excess).mean())
    return (found * size + 0.5 * 10.0) / (size + 10.0)


def _normalized(logs: Array) -> tuple[float, ...]:
    weights = np.exp(logs - logs.max())
    return tuple(float(weight) for weight in weights / weights.sum())
