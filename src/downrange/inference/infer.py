"""Evidence on one launch to posteriors over its explanations: the plan first, then what happened.

For each vehicle the plan is sampled once against the warned areas; every explanation starts from those draws and adds
what happened. Reweighting is enough where the draws cover the posterior; tempering takes over where they do not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from downrange.inference.draws import StoredDraws, store
from downrange.inference.explanations import (
    UNMODELED,
    candidate_vehicles,
    explanations_of,
    failure_rate,
)
from downrange.inference.likelihood import weigher
from downrange.inference.model import FlightModel
from downrange.inference.statements import log_statements
from downrange.inference.weighing import Draft, Run, draft_vehicle, finish
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import FlightKind, Posterior, SamplerReport
from downrange.records.flight import Array
from downrange.records.observation import Statement
from downrange.records.place import Site

Progress = Callable[[str, float], None]

PARTICLES, QUICK_PARTICLES = 1500, 400
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
    flown = bool(weigh.flight_observations) or (bool(statements) and not evidence.planned)
    drafts: list[Draft] = []
    vehicles = candidate_vehicles(evidence)
    for index, (vehicle, kind, share) in enumerate(vehicles):
        _tell(
            progress,
            f"{vehicle.name}: {'every failure' if flown and kind is FlightKind.ORBITAL else 'the plan'}",
            0.6 * index / len(vehicles),
        )
        explanations = list(explanations_of(vehicle, kind, share, rate=rate, with_failures=flown))
        drafts += draft_vehicle(vehicle, explanations, site, weigh, seed=seed, particles=particles)
    runs: list[Run] = []
    for index, draft in enumerate(drafts):
        _tell(progress, draft.explanation.id, 0.6 + 0.4 * index / len(drafts))
        runs.append(finish(draft, weigh, floor=_floor(draft, drafts, statements), seed=seed))
    stored = [store(draft, run) for draft, run in zip(drafts, runs, strict=True)]
    alone = weigh.background()
    empty = SamplerReport(flights=0, steps=0, acceptance=1.0, effective_sample_size=0.0, log_evidence_spread=math.nan)
    runs.append(Run(explanation=UNMODELED, model=None, population=None, log_evidence=float(alone.sum()), report=empty))
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


def _floor(draft: Draft, drafts: Sequence[Draft], statements: Sequence[Statement]) -> float:
    """Log evidence below which an explanation matters neither on physics alone nor with statements."""

    def standing(other: Draft) -> tuple[float, float]:
        physics = math.log(other.explanation.prior) + other.estimate
        return physics, physics + log_statements(other.explanation, statements)

    standings = [standing(other) for other in drafts]
    mine = standing(draft)
    behind = min(max(column) - own for column, own in zip(zip(*standings, strict=True), mine, strict=True))
    return draft.estimate + behind - HOPELESS


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
                log_likelihood=population.terms if population else np.zeros((0, len(order))),
                observations=order,
                sampler=run.report,
            )
        )
    return tuple(sorted(made, key=lambda posterior: -posterior.probability))


def _normalized(logs: Array) -> Array:
    weights = np.exp(logs - logs.max())
    return weights / weights.sum()
