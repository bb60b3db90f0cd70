"""One explanation weighed: reweighting where the plan's draws cover its posterior, tempering where they do not."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from downrange.inference.likelihood import Weigher
from downrange.inference.model import FlightModel
from downrange.inference.path import Path
from downrange.inference.sampler import (
    MOST_BATCHES,
    Evaluate,
    Population,
    Within,
    join,
    prior_population,
    stirred,
    systematic,
    temper,
)
from downrange.inference.seen import SeenFlights, seen_flights
from downrange.records.explanation import Explanation, FlightKind, SamplerReport
from downrange.records.flight import Array, IntArray
from downrange.records.place import Site
from downrange.records.vehicle import Vehicle

ENOUGH_SAMPLES = 60.0
"""Reweighting stands when its effective sample size is at least this, or a fifth of the draws wanted."""
FAILURES_PER_PLAN = 6
"""Failures drawn for each plan where one does not cover: they cost one flight each, a move of the plan costs two."""
PLANS, PLAN_FLIGHTS = 1600, 9600
"""Plans where no area is closed, and flights made to find them, at least: they cost little, since all explanations
share them, and tempering begins with what they hold of rare directions."""
DOGLEG_DRAWS = 2
"""Draws of the prior with a dogleg for each particle: those that end in a usual orbit are few."""
LESSER = 5.0
"""A part of the prior this far [nat] below another is not sampled to the end."""
FEWEST_DRAWS = 10
"""An explanation with fewer draws that make sense is left out."""
WIDENED = tuple(4.0**-step for step in range(9))
"""Powers at which draws are counted: each doubles the widths of the observations, up to 256 times."""
SOME_SAMPLES = 15.0
"""Effective sample size from which on draws tell the evidence to about a quarter [nat]."""
RARE_COPIES = 12
"""Failures drawn for each plan where most have no consequence, since the vehicle has thrust to spare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An explanation after reweighting: enough if the draws cover it, else a start for tempering."""

    explanation: Explanation
    model: FlightModel | None
    planned: Population | None
    start: Population | None
    """Draws of plan and failure, not yet weighted by what happened."""
    estimate: float
    """Log evidence by reweighting [nat]."""
    most: float
    """What the log evidence can be at most, give or take [nat]."""
    effective: float
    size: int
    """Draws wanted."""
    report: SamplerReport
    azimuth: Array | None = None
    """Launch azimuth of each of `planned` [rad]."""
    plans: IntArray | None = None
    """Row in `planned` that each draw of `start` adds its failure to."""
    seen: SeenFlights | None = None
    """What came of the draws of `start`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """An explanation weighed."""

    explanation: Explanation
    model: FlightModel | None
    population: Population | None
    log_evidence: float
    report: SamplerReport


def generator(seed: int, *names: str) -> np.random.Generator:
    """Random numbers that depend on the seed and on what they are for, never on what else is done."""
    return np.random.default_rng([seed, *(zlib.crc32(name.encode()) for name in names)])


def draft_vehicle(
    vehicle: Vehicle,
    explanations: Sequence[Explanation],
    site: Site,
    weigh: Weigher,
    *,
    seed: int,
    particles: int,
    year: int | None = None,
    floor: float = -math.inf,
) -> list[Draft]:
    """Reweight all explanations that share a vehicle: its plan is sampled once against the closed areas.

    Args:
        vehicle: that may have flown.
        explanations: the one to plan first.
        site: of the launch.
        weigh: the observations.
        seed: of the run.
        particles: draws wanted.
        year: of the launch, where known.
        floor: log evidence of the areas below which the vehicle does not matter [nat].

    Returns:
        A draft for each explanation that has flights which make sense.
    """
    nominal = FlightModel(
        vehicle=vehicle, site=site, explanation=explanations[0], sample_times=weigh.sample_times, year=year
    )
    rng = generator(seed, vehicle.id, "plan")

    def plan(positions: Array) -> tuple[Array, Array]:
        flight, plans = nominal.fly_plan(positions, bodies=weigh.plan_bodies)
        settled = nominal.log_plan(positions, flight, plans)
        return settled, weigh.plan_terms(flight, np.isfinite(settled))

    planned = _planned(nominal, plan, weigh, particles=particles, rng=rng, floor=floor)
    if planned is None:
        return []
    drafts: list[Draft] = []
    azimuth = nominal.arrays(planned.positions)[1].azimuth
    for item in explanations:
        model = replace(nominal, explanation=item)
        draft = _draft(model, planned, azimuth, weigh, seed, size=particles, copies=1)
        if draft is None and item.failure is not None:
            draft = _draft(model, planned, azimuth, weigh, seed, size=particles, copies=RARE_COPIES)
        if draft is not None:
            drafts.append(draft)
    return drafts


def _planned(
    model: FlightModel, plan: Evaluate, weigh: Weigher, *, particles: int, rng: np.random.Generator, floor: float
) -> Population | None:
    """Plans after the closed areas, if any make sense."""
    if weigh.plan_observations and model.explanation.kind is FlightKind.ORBITAL and model.outbound.dogleg_part > 0.0:
        return _planned_in_parts(model, plan, weigh, particles=particles, rng=rng, floor=floor)
    most = MOST_BATCHES if weigh.plan_observations else max(MOST_BATCHES, PLAN_FLIGHTS // particles)
    start = prior_population(plan, model.dimension, particles=particles, rng=rng, most_batches=most)
    if start.size < FEWEST_DRAWS:
        return None
    if weigh.plan_observations:
        return temper(plan, start, rng=rng, size=particles, give_up_below=floor)
    return stirred(plan, start, rng=rng, size=max(PLANS, particles))


def _evaluated(evaluate: Evaluate, positions: Array, rows: np.ndarray, terms: int) -> tuple[Array, Array]:
    """Some rows [N] of the positions evaluated; the others are infeasible and are not flown."""
    settled, found = np.full(len(positions), -np.inf), np.zeros((len(positions), terms))
    if rows.any():
        settled[rows], found[rows] = evaluate(positions[rows])
    return settled, found


def _planned_in_parts(
    model: FlightModel, plan: Evaluate, weigh: Weigher, *, particles: int, rng: np.random.Generator, floor: float
) -> Population | None:
    """Straight ascents and doglegs sampled apart, lest the rarer be lost, and joined."""
    joined: list[Population] = []
    for dogleg, share in ((False, 1.0 - model.outbound.dogleg_part), (True, model.outbound.dogleg_part)):

        def within(positions: Array, dogleg: bool = dogleg) -> np.ndarray:
            return model.doglegs(positions) == dogleg

        def part(positions: Array, within: Within = within) -> tuple[Array, Array]:
            return _evaluated(plan, positions, within(positions), len(weigh.plan_observations))

        draws, size = (DOGLEG_DRAWS * particles, particles // 2) if dogleg else (particles, particles)
        most = MOST_BATCHES * particles // draws
        start = prior_population(plan, model.dimension, particles=draws, rng=rng, most_batches=most, within=within)
        if start.size < FEWEST_DRAWS:
            continue
        log_mass = start.log_mass + math.log(share)
        least = max([floor, *(one.log_evidence + one.log_mass - log_mass - LESSER for one in joined)])
        tempered = temper(part, start, rng=rng, size=size, give_up_below=least)
        joined.append(replace(tempered, log_mass=log_mass))
    return join(joined, size=particles, rng=rng) if joined else None


def _draft(
    model: FlightModel, planned: Population, azimuth: Array, weigh: Weigher, seed: int, *, size: int, copies: int
) -> Draft | None:
    """The plan's draws with the failure's coordinates added and flown; those where the failure did nothing are out."""
    explanation = model.explanation
    fails = explanation.failure is not None
    rng = generator(seed, model.vehicle.id, explanation.id, f"draft of {copies}")
    plans_again = np.tile(np.arange(planned.size), copies)
    extra = rng.standard_normal((len(plans_again), model.dimension - planned.positions.shape[1]))
    positions = np.hstack([planned.positions[plans_again], extra])
    flight, plans = model.fly(positions, azimuth=azimuth[plans_again])
    flights = len(positions) + (0 if fails else planned.report.flights)
    start = Population(
        positions=positions,
        settled=(planned.settled + planned.terms.sum(axis=1))[plans_again],
        terms=weigh.coded_terms(flight, plans),
        log_evidence=0.0,
        report=replace(planned.report, flights=flights),
    )
    seen = seen_flights(flight, plans)
    if fails:
        did = np.flatnonzero(model.fails(flight))
        start, plans_again, seen = start.taken(did), plans_again[did], seen.taken(did)
    if start.size < FEWEST_DRAWS:
        return None
    estimate, effective = _estimate(weigh.path, start.terms, plans_again)
    estimate += planned.log_evidence
    return Draft(
        explanation=explanation,
        model=model,
        planned=planned,
        start=start,
        estimate=estimate,
        most=estimate if _covers(effective, size) else estimate + 2.0,
        effective=effective,
        size=size,
        report=start.report,
        azimuth=azimuth,
        plans=plans_again,
        seen=seen,
    )


def _estimate(path: Path, terms: Array, plans: IntArray) -> tuple[float, float]:
    """Log evidence of draws with these terms, and their effective sample size, the least on the way to it.

    Where wide observations find draws enough and narrow ones do not, no draw fits by chance, however many are worth
    the floor; evidence is then that of the narrowest that finds some: a kernel estimate of how likely it is.
    """
    found: list[tuple[float, float]] = []
    for power in WIDENED:
        logs = path.log_likelihood(terms, power)
        top = float(logs.max())
        raw = np.exp(logs - top)
        # Failures that share a plan are not draws of their own: where the failure has no coordinates they are copies.
        plan = np.bincount(plans, weights=raw)
        effective = float(raw.sum() ** 2 / max(float((raw * raw).sum()), float((plan * plan).sum())))
        found.append((top + math.log(raw.mean()), effective))
    least = min(effective for _, effective in found)
    whole = found[0][0]
    thin = next((step for step, (_, effective) in enumerate(found[::-1]) if effective < SOME_SAMPLES), len(found))
    told = found[::-1][max(thin - 1, 0)][0]
    return whole if least >= ENOUGH_SAMPLES else max(whole, told), least


def _covers(effective: float, wanted: int) -> bool:
    return effective >= min(ENOUGH_SAMPLES, 0.2 * wanted)


def finish(draft: Draft, weigh: Weigher, *, floor: float, seed: int, gain: float = 0.0) -> Run:
    """Turn a draft into equally weighted draws, tempering if reweighting does not cover it and it matters.

    Args:
        draft: to finish.
        weigh: the observations.
        floor: log evidence below which the explanation does not matter [nat].
        seed: of the run.
        gain: what tempering may add to the estimate of a draft that does not cover, by experience [nat].
    """
    model, planned, start, azimuth = draft.model, draft.planned, draft.start, draft.azimuth
    if model is None or planned is None or start is None or azimuth is None:
        return _run(draft, None, draft.estimate, draft.report)
    fails = model.explanation.failure is not None
    rng = generator(seed, model.vehicle.id, model.explanation.id, "finish")
    copies = -(-FAILURES_PER_PLAN * draft.size // planned.size)
    if fails and copies > 1 and not _covers(draft.effective, draft.size) and draft.most + gain >= floor:
        draft = _draft(model, planned, azimuth, weigh, seed, size=draft.size, copies=copies) or draft
        start = draft.start or start
    if _covers(draft.effective, draft.size) or draft.most + gain < floor:
        start = replace(start, terms=weigh.path.plain(start.terms))
        likelihood = start.terms.sum(axis=1)
        raw = np.exp(likelihood - likelihood.max())
        population = start.taken(systematic(raw / raw.sum(), draft.size, rng))
        return _run(draft, population, draft.estimate, replace(draft.report, effective_sample_size=draft.effective))

    bodies = weigh.plan_bodies if fails or weigh.plan_bodies is None else weigh.plan_bodies | weigh.flight_bodies

    def weighed(positions: Array) -> tuple[Array, Array]:
        plan_flight, plans = model.fly_plan(positions, bodies=bodies)
        settled = model.log_plan(positions, plan_flight, plans)
        settled = settled + weigh.plan_terms(plan_flight, np.isfinite(settled)).sum(axis=1)
        if not fails:
            return settled, weigh.coded_terms(plan_flight, plans)
        good = np.isfinite(settled)
        terms = np.zeros((len(positions), start.terms.shape[1]))
        if good.any():
            flight, failed = model.fly(positions[good], azimuth=plans.azimuth[good], bodies=weigh.flight_bodies)
            settled[good] = np.where(model.fails(flight), settled[good], -np.inf)
            terms[good] = weigh.coded_terms(flight, failed)
        return settled, terms

    below = floor - planned.log_evidence
    population = temper(
        weighed, start, rng=rng, size=draft.size, give_up_below=below, gain=gain, free=model.free, path=weigh.path
    )
    population = replace(population, terms=weigh.path.plain(population.terms))
    return _run(draft, population, planned.log_evidence + population.log_evidence, population.report)


def _run(draft: Draft, population: Population | None, log_evidence: float, report: SamplerReport) -> Run:
    return Run(
        explanation=draft.explanation,
        model=draft.model,
        population=population,
        log_evidence=log_evidence,
        report=report,
    )
