"""Evidence on one launch to posteriors over its explanations: the plan first, then what happened.

For each vehicle the plan is sampled once against the warned areas; every explanation starts from those draws and adds
what happened. Reweighting is enough where the draws cover the posterior; tempering takes over where they do not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from downrange.inference.draws import StoredDraws, store
from downrange.inference.explanations import (
    UNMODELED,
    UNMODELED_PRIOR,
    candidate_vehicles,
    explanations_of,
    failure_rate,
    named_vehicle,
    orbital_prior,
)
from downrange.inference.likelihood import weigher
from downrange.inference.model import FlightModel
from downrange.inference.origin import areas_from_anywhere, origin_of
from downrange.inference.sampler import Population
from downrange.inference.statements import log_statements
from downrange.inference.weighing import Draft, Run, draft_vehicle, finish
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import FlightKind, Posterior, SamplerReport
from downrange.records.flight import Array
from downrange.records.observation import Statement
from downrange.records.place import Site

Progress = Callable[[str, float], None]

HOPELESS_PLAN = 9.0
"""Vehicles whose plan fits the closed areas this much [nat] worse than another's are not sampled to the end."""
PARTICLES, QUICK_PARTICLES = 1000, 400
HOPELESS = 7.0
"""Explanations this far [nat] below the leader, prior included, are not tempered: they stay below one in 1,000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inference:
    """The competing explanations after the evidence, and what it took."""

    posteriors: tuple[Posterior, ...]
    """Likeliest first, by probability with statements."""
    models: dict[tuple[str, str | None], FlightModel]
    """By (explanation id, vehicle id)."""
    flights: int
    """Flights flown in all."""
    physical: tuple[str, ...]
    """Ids of the physical observations."""
    evidence: LaunchEvidence | None = None
    """What it was made on."""
    background: Array = field(default_factory=lambda: np.zeros(0))
    """[O] log likelihood of each physical observation if it has nothing to do with the launch."""
    stored: tuple[StoredDraws, ...] = ()
    """What `reweigh` needs to take evidence back."""


def infer(
    evidence: LaunchEvidence,
    site: Site,
    *,
    seed: int = 1,
    particles: int = PARTICLES,
    progress: Progress | None = None,
) -> Inference:
    """Weigh every explanation of a launch.

    Args:
        evidence: on the launch.
        site: where it flew from.
        seed: of all random numbers; the same seed gives the same result, whatever the number of cores.
        particles: draws per explanation.
        progress: called with what is being weighed and the share done.

    Returns:
        Posteriors whose probabilities sum to 1, with and without statements.
    """
    statements = tuple(item for item in evidence.observations if isinstance(item, Statement))
    physical = tuple(item for item in evidence.observations if not isinstance(item, Statement))
    weigh = weigher(site, physical)
    order = tuple(item.id for item in (*weigh.plan_observations, *weigh.flight_observations))
    rate = failure_rate(evidence.catalog.vehicle if evidence.catalog else evidence.vehicle, evidence.liftoff.earliest)
    prior = orbital_prior(site, evidence.liftoff.earliest, named=named_vehicle(evidence))
    origin = origin_of(evidence, site, prior)
    flown = bool(weigh.flight_observations) or (bool(statements) and not evidence.planned)
    drafts: list[Draft] = []
    vehicles = candidate_vehicles(evidence)
    for index, (vehicle, kind, share) in enumerate(vehicles):
        what = "every failure" if flown and kind is FlightKind.ORBITAL else "the plan"
        _tell(progress, f"{vehicle.name}: {what}", 0.5 * index / len(vehicles))
        modeled = (1.0 - origin.unmodeled) / (1.0 - UNMODELED_PRIOR)
        explanations = [
            replace(item, prior=item.prior * modeled)
            for item in explanations_of(vehicle, kind, share, rate=rate, with_failures=flown, orbital=origin.orbital)
        ]
        floor = (
            max((draft.planned.log_evidence for draft in drafts if draft.planned), default=-math.inf) - HOPELESS_PLAN
        )
        drafts += draft_vehicle(
            vehicle, explanations, site, weigh, seed=seed, particles=particles, year=evidence.year, floor=floor
        )
    # Flights to plan first: where they fit, they spare the failures their tempering.
    drafts.sort(key=lambda draft: draft.explanation.failure is not None)
    standings = [_standing(draft, draft.estimate, statements) for draft in drafts]
    runs: list[Run] = []
    # A draft with few effective samples says little: tempering may find what reweighting missed by many nats. So only
    # finished explanations set the floor, and the others are given what tempering has gained so far.
    gain = 0.0
    for index, draft in enumerate(drafts):
        _tell(progress, draft.explanation.id, 0.5 + 0.5 * index / len(drafts))
        floor = -math.inf
        if runs:
            leaders = (max(column) for column in zip(*standings[:index], strict=True))
            behind = min(leader - own for leader, own in zip(leaders, standings[index], strict=True))
            floor = draft.estimate + behind - HOPELESS
        runs.append(finish(draft, weigh, floor=floor, gain=gain, seed=seed))
        gain = max(gain, runs[-1].log_evidence - draft.estimate)
        standings[index] = _standing(draft, runs[-1].log_evidence, statements)
    stored = [store(draft, run) for draft, run in zip(drafts, runs, strict=True)]
    alone = weigh.background()
    if evidence.site_guesses:
        alone[: len(weigh.areas)] = areas_from_anywhere(weigh.areas)
    unmodeled = replace(UNMODELED, prior=origin.unmodeled)
    empty = SamplerReport(flights=0, steps=0, acceptance=1.0, effective_sample_size=0.0, log_evidence_spread=math.nan)
    runs.append(Run(explanation=unmodeled, model=None, population=None, log_evidence=float(alone.sum()), report=empty))
    posteriors = _posteriors(runs, statements, order)
    return Inference(
        posteriors=posteriors,
        models={(run.explanation.id, run.explanation.vehicle): run.model for run in runs if run.model is not None},
        flights=sum(run.report.flights for run in runs),
        physical=order,
        evidence=evidence,
        background=alone,
        stored=tuple(draws for draws in stored if draws is not None),
    )


def _standing(draft: Draft, log_evidence: float, statements: Sequence[Statement]) -> tuple[float, float]:
    """Log of prior times evidence, on physics alone and with statements [nat]."""
    physics = math.log(draft.explanation.prior) + log_evidence
    return physics, physics + log_statements(draft.explanation, statements)


def _tell(progress: Progress | None, what: str, share: float) -> None:
    if progress is not None:
        progress(what, share)


def _posteriors(runs: Sequence[Run], statements: Sequence[Statement], order: tuple[str, ...]) -> tuple[Posterior, ...]:
    physics = np.array([math.log(run.explanation.prior) + run.log_evidence for run in runs])
    stated = physics + np.array([log_statements(run.explanation, statements) for run in runs])
    made: list[Posterior] = []
    for run, only_physics, with_statements in zip(runs, _normalized(physics), _normalized(stated), strict=True):
        population = run.population
        count = population.size if population else 0
        made.append(
            Posterior(
                explanation=run.explanation,
                log_evidence=run.log_evidence,
                probability=float(with_statements),
                probability_physics_only=float(only_physics),
                weights=np.full(count, 1.0 / max(count, 1)),
                parameters=population.positions if population else np.zeros((0, 0)),
                parameter_names=run.model.names if run.model else (),
                ensemble=None,
                log_likelihood=_columns(population, len(order)),
                observations=order,
                sampler=run.report,
            )
        )
    return tuple(sorted(made, key=lambda posterior: -posterior.probability))


def _columns(population: Population | None, count: int) -> Array:
    """[N, O] log likelihoods of the draws; NaN for the warned areas, which come first and held for the plans drawn."""
    if population is None:
        return np.zeros((0, count))
    unknown = np.full((population.size, count - population.terms.shape[1]), np.nan)
    return np.hstack([unknown, population.terms])


def _normalized(logs: Array) -> Array:
    weights = np.exp(logs - logs.max())
    return weights / weights.sum()
