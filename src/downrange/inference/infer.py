"""Evidence on one launch to posteriors over its explanations: the plan first, then what happened.

For each vehicle the plan is sampled once against the warned areas; every explanation starts from those draws and adds
what happened. Reweighting is enough where the draws cover the posterior; tempering takes over where they do not.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from downrange.inference.explanations import (
    UNMODELED,
    candidate_vehicles,
    explanations_of,
    failure_rate,
)
from downrange.inference.likelihood import Weigher, weigher
from downrange.inference.model import FlightModel
from downrange.inference.sampler import Population, prior_population, temper
from downrange.inference.statements import log_statements
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import Explanation, Posterior, SamplerReport
from downrange.records.flight import Array
from downrange.records.observation import Statement
from downrange.records.place import Site
from downrange.records.vehicle import Vehicle

Progress = Callable[[str, float], None]

PARTICLES, QUICK_PARTICLES = 1500, 400
ENOUGH_SAMPLES = 0.08
"""Reweighting stands when its effective sample size is at least this share of the draws."""
FEWEST_DRAWS = 10
"""An explanation with fewer draws that make sense is left out."""
HOPELESS = 9.0
"""Explanations this far [nat] below the leader, prior included, are not tempered: they stay below one in 5,000."""


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
    runs: list[_Run] = []
    vehicles = candidate_vehicles(evidence)
    for index, (vehicle, kind, share) in enumerate(vehicles):
        explanations = list(explanations_of(vehicle, kind, share, rate=rate, with_failures=flown))
        runs += _weigh_vehicle(
            vehicle, explanations, site, weigh, seed, particles, _part(progress, index, len(vehicles))
        )
    background = float(weigh.background().sum())
    empty = SamplerReport(flights=0, steps=0, acceptance=1.0, effective_sample_size=0.0, log_evidence_spread=math.nan)
    runs.append(_Run(explanation=UNMODELED, model=None, population=None, log_evidence=background, report=empty))
    posteriors = _posteriors(runs, statements, order)
    return Inference(
        posteriors=posteriors,
        models={(run.explanation.id, run.explanation.vehicle): run.model for run in runs if run.model is not None},
        flights=sum(run.report.flights for run in runs),
        physical=order,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    explanation: Explanation
    model: FlightModel | None
    population: Population | None
    log_evidence: float
    report: SamplerReport


def _part(progress: Progress | None, index: int, count: int) -> Progress:
    def report(what: str, share: float) -> None:
        if progress is not None:
            progress(what, (index + share) / count)

    return report


def _rng(seed: int, *names: str) -> np.random.Generator:
    return np.random.default_rng([seed, *(zlib.crc32(name.encode()) for name in names)])


def _weigh_vehicle(
    vehicle: Vehicle,
    explanations: Sequence[Explanation],
    site: Site,
    weigh: Weigher,
    seed: int,
    particles: int,
    progress: Progress,
) -> list[_Run]:
    """Evidence for all explanations that share a vehicle: the plan is sampled once, and each starts from it."""
    nominal = FlightModel(vehicle=vehicle, site=site, explanation=explanations[0], sample_times=weigh.sample_times)
    rng = _rng(seed, vehicle.id, nominal.explanation.id)
    progress(f"{vehicle.name}: the plan", 0.0)

    def plan(positions: Array) -> tuple[Array, Array]:
        flight, _ = nominal.fly_plan(positions)
        return np.where(nominal.feasible(flight), 0.0, -np.inf), weigh.plan_terms(flight)

    start = prior_population(plan, nominal.dimension, particles=particles, rng=rng)
    if start.size < FEWEST_DRAWS:
        return []
    planned = temper(plan, start, rng=rng) if weigh.plan_observations else start
    runs: list[_Run] = []
    for index, explanation in enumerate(explanations):
        progress(f"{vehicle.name}: {explanation.id}", (index + 1) / (len(explanations) + 1))
        model = replace(nominal, explanation=explanation)
        leader = max(
            (run.log_evidence + math.log(run.explanation.prior) for run in runs if run.model), default=-math.inf
        )
        floor = leader - HOPELESS - math.log(explanation.prior)
        runs.append(_weigh_explanation(model, planned, weigh, floor, _rng(seed, vehicle.id, explanation.id)))
    return runs


def _weigh_explanation(
    model: FlightModel, planned: Population, weigh: Weigher, floor: float, rng: np.random.Generator
) -> _Run:
    explanation = model.explanation
    fails = explanation.failure is not None

    def weighed(positions: Array) -> tuple[Array, Array]:
        plan_flight, plans = model.fly_plan(positions)
        settled = np.where(model.feasible(plan_flight), 0.0, -np.inf) + weigh.plan_terms(plan_flight).sum(axis=1)
        if not fails:
            return settled, weigh.flight_terms(plan_flight, plans)
        flight, plans = model.fly(positions)
        return np.where(model.fails(flight), settled, -np.inf), weigh.flight_terms(flight, plans)

    start = _extended(model, planned, weigh, rng)
    if start.size < FEWEST_DRAWS:
        return _Run(explanation=explanation, model=None, population=None, log_evidence=-np.inf, report=start.report)
    likelihood = start.terms.sum(axis=1)
    top = float(likelihood.max())
    raw = np.exp(likelihood - top)
    effective = float(raw.sum() ** 2 / (raw * raw).sum())
    estimate = top + math.log(raw.mean())
    hopeless = planned.log_evidence + max(estimate, top - math.log(start.size)) + 2.0 < floor
    if effective >= ENOUGH_SAMPLES * start.size or hopeless:
        population = start.taken(_pick(raw / raw.sum(), planned.size, rng))
        evidence, report = estimate, replace(start.report, effective_sample_size=effective)
    else:
        start = start.taken(_pick(np.ones(start.size) / start.size, planned.size, rng))
        population = temper(weighed, start, rng=rng, give_up_below=floor - planned.log_evidence)
        evidence, report = population.log_evidence, population.report
    return _Run(
        explanation=explanation,
        model=model,
        population=population,
        log_evidence=planned.log_evidence + evidence,
        report=report,
    )


def _extended(model: FlightModel, planned: Population, weigh: Weigher, rng: np.random.Generator) -> Population:
    """The plan's draws with the failure's coordinates added and flown; those where the failure did nothing are out."""
    fails = model.explanation.failure is not None
    extra = rng.standard_normal((planned.size, model.dimension - planned.positions.shape[1]))
    positions = np.hstack([planned.positions, extra])
    flight, plans = model.fly(positions)
    flown = planned.size + (0 if fails else planned.report.flights)
    start = Population(
        positions=positions,
        settled=planned.terms.sum(axis=1),
        terms=weigh.flight_terms(flight, plans),
        log_evidence=0.0,
        report=replace(planned.report, flights=flown),
    )
    return start.taken(np.flatnonzero(model.fails(flight))) if fails else start


def _pick(weights: Array, size: int, rng: np.random.Generator) -> np.ndarray:
    points = (rng.random() + np.arange(size)) / size
    return np.minimum(np.searchsorted(np.cumsum(weights), points), size - 1)


def _posteriors(runs: Sequence[_Run], statements: Sequence[Statement], order: tuple[str, ...]) -> tuple[Posterior, ...]:
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
