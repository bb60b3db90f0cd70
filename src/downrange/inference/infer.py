"""Evidence on one launch to posteriors over its explanations: the plan first, then what happened.

For each vehicle the plan is sampled once against the warned areas; every explanation starts from those draws and adds
what happened. Reweighting is enough where the draws cover the posterior; tempering takes over where they do not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial

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
from downrange.inference.statements import log_statements, log_told
from downrange.inference.weighing import Draft, Run, draft_vehicle, finish
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import Explanation, FlightKind, Posterior, SamplerReport
from downrange.records.flight import Array
from downrange.records.observation import Statement
from downrange.records.place import Site
from downrange.records.vehicle import Vehicle

Progress = Callable[[str, float], None]

HOPELESS_PLAN = 9.0
"""Vehicles whose plan fits the closed areas this much [nat] worse than another's are not sampled to the end."""
SIDE_BY_SIDE = 2
"""Vehicles, then explanations, that are weighed at a time: what one does between flights, the other's flights fill.
Those of one round do not know of each other, so that the number of cores changes nothing."""
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
    modeled = (1.0 - origin.unmodeled) / (1.0 - UNMODELED_PRIOR)

    def explained(vehicle: Vehicle, kind: FlightKind, share: float) -> list[Explanation]:
        made = explanations_of(vehicle, kind, share, rate=rate, with_failures=flown, orbital=origin.orbital)
        return [replace(item, prior=item.prior * modeled) for item in made]

    drafts = _drafted(
        [(vehicle, explained(vehicle, kind, share)) for vehicle, kind, share in candidate_vehicles(evidence)],
        partial(draft_vehicle, site=site, weigh=weigh, seed=seed, particles=particles, year=evidence.year),
        progress,
    )
    # Flights to plan first: where they fit, they spare the failures their tempering.
    drafts.sort(key=lambda draft: draft.explanation.failure is not None)
    runs = _finished(drafts, statements, partial(finish, weigh=weigh, seed=seed), progress)
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


def _drafted(
    vehicles: Sequence[tuple[Vehicle, list[Explanation]]],
    draft: Callable[..., list[Draft]],
    progress: Progress | None,
) -> list[Draft]:
    """Drafts of all vehicles; those whose plans fit much worse than one of an earlier round are left unfinished."""
    drafts: list[Draft] = []
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for start in range(0, len(vehicles), SIDE_BY_SIDE):
            some = vehicles[start : start + SIDE_BY_SIDE]
            _tell(progress, ", ".join(vehicle.name for vehicle, _ in some), 0.5 * start / len(vehicles))
            best = max((one.planned.log_evidence for one in drafts if one.planned), default=-math.inf)
            for made in pool.map(partial(_draft_above, draft, best - HOPELESS_PLAN), some):
                drafts += made
    return drafts


def _draft_above(
    draft: Callable[..., list[Draft]], floor: float, candidate: tuple[Vehicle, list[Explanation]]
) -> list[Draft]:
    return draft(*candidate, floor=floor)


def _finished(
    drafts: Sequence[Draft],
    statements: Sequence[Statement],
    finish_one: Callable[..., Run],
    progress: Progress | None,
) -> list[Run]:
    """Every draft finished, in order.

    A draft with few effective samples says little: tempering may find what reweighting missed by many nats. So only
    explanations that were finished in earlier rounds set the floor, and the others are given what tempering has gained.
    """
    standings = [_standing(draft, draft.estimate, statements) for draft in drafts]
    runs: list[Run] = []
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        while len(runs) < len(drafts):
            done = len(runs)
            some = drafts[done : done + SIDE_BY_SIDE]
            _tell(progress, some[0].explanation.id, 0.5 + 0.5 * done / len(drafts))
            gain = max((run.log_evidence - one.estimate for run, one in zip(runs, drafts, strict=False)), default=0.0)
            leaders = [max(column) for column in zip(*standings[:done], strict=True)]
            floors = [
                one.estimate + min((a - b for a, b in zip(leaders, own, strict=False)), default=-math.inf) - HOPELESS
                for one, own in zip(some, standings[done:], strict=False)
            ]
            finishing = partial(finish_one, gain=max(gain, 0.0))
            runs += pool.map(lambda one, floor, act=finishing: act(one, floor=floor), some, floors)
            for index in range(done, len(runs)):
                standings[index] = _standing(drafts[index], runs[index].log_evidence, statements)
    return runs


def _standing(draft: Draft, log_evidence: float, statements: Sequence[Statement]) -> tuple[float, float]:
    """Log of prior times evidence, on physics alone and with statements [nat]."""
    physics = math.log(draft.explanation.prior) + log_evidence
    return physics, physics + log_statements(draft.explanation, statements)


def _tell(progress: Progress | None, what: str, share: float) -> None:
    if progress is not None:
        progress(what, share)


def _posteriors(runs: Sequence[Run], statements: Sequence[Statement], order: tuple[str, ...]) -> tuple[Posterior, ...]:
    physics = np.array([math.log(run.explanation.prior) + run.log_evidence for run in runs])
    stated = physics + log_told([run.explanation for run in runs], statements)
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
