"""Tempered sequential Monte Carlo with model evidence, for batch-evaluated likelihoods.

The prior is a standard normal in every coordinate, cut to where flights are feasible (a plan that reaches orbit).
A population moves from the prior, or from an earlier posterior, to the posterior by raising the likelihood to powers
(`inference/path.py`) that keep half of the effective sample size, with moves in between (`inference/moves.py`).
Source: Del Moral, Doucet, Jasra (2006), Sequential Monte Carlo samplers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from downrange.inference.moves import proposed
from downrange.inference.path import POWERS, Path
from downrange.records.explanation import SamplerReport
from downrange.records.flight import Array

Within = Callable[[Array], np.ndarray]
"""positions [N, P] -> [N] whether they are in a part of the prior."""
Evaluate = Callable[[Array], tuple[Array, Array]]
"""positions [N, P] -> (log density already in force [N], log-likelihood terms [N, O]); -inf marks infeasible."""

KEPT_SHARE = 0.5
"""Share of the effective sample size that one step of the temperature may cost."""
ACCEPTED_MOVES = 1.2
"""Moves go on until each particle was accepted this often on average ..."""
MOST_SWEEPS = 8
"""... or this many sweeps were made."""
LAST_SWEEPS = 4
"""Further sweeps once the likelihood holds in full: coordinates that hardly matter find back to their prior."""
MOST_STEPS = 60
LADDER, LADDER_STEPS = 4.0, 11
"""Rises of the power that are looked at: each doubles the widths of the observations, up to a thousand times."""
STIRS = 6
"""Moves of plans drawn from the prior, of which a useful orbit makes a few count for most."""
FRESH_SWEEPS = 4
"""Times that each free coordinate is drawn afresh."""
MOST_BATCHES = 16
"""Batches of draws from the prior that are tried for plans that make sense."""
LEAST_PART = 0.02
"""A part of the prior is taken to hold at least this share of it, when many draws at once are made to fall into it."""
SPARE = 16
"""Draws from the prior that are kept for each particle: they are flown anyway, and modes are not lost so early."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Equally weighted draws, with the evidence for what they were drawn from."""

    positions: Array
    """[N, P]"""
    settled: Array
    """[N] log density in force before the terms"""
    terms: Array
    """[N, O] log-likelihood by observation"""
    log_evidence: float
    """Log of the mean likelihood over the starting population [nat]."""
    report: SamplerReport
    log_mass: float = 0.0
    """Log of the share of the prior that the starting population stands for, by density in force; of the part of the
    prior that was drawn from, if not of all [nat]."""

    @property
    def size(self) -> int:
        """Number of draws N."""
        return self.positions.shape[0]

    def taken(self, rows: np.ndarray) -> Population:
        """The draws of some rows, repeated where a row is."""
        return replace(self, positions=self.positions[rows], settled=self.settled[rows], terms=self.terms[rows])


def prior_population(
    evaluate: Evaluate,
    dimension: int,
    *,
    particles: int,
    rng: np.random.Generator,
    most_batches: int = MOST_BATCHES,
    within: Within | None = None,
) -> Population:
    """Draws from the feasible part of the prior, with their likelihood terms; fewer than asked if it is small.

    Args:
        evaluate: as `Evaluate`; draws are taken by their log density, and dropped where it is -inf.
        dimension: number of coordinates P.
        particles: effective draws wanted N.
        rng: random numbers.
        most_batches: batches of N tried before fewer feasible draws are accepted.
        within: the part of the prior to draw from; None: all of it.

    Returns:
        Up to `SPARE` N draws with log evidence zero, possibly none: the first step of tempering chooses among them.
    """
    kept: list[tuple[Array, Array, Array]] = []
    flights, effective = 0, 0.0
    for _ in range(most_batches):
        positions = _prior_draws(particles, dimension, rng, within)
        settled, terms = evaluate(positions)
        flights += particles
        good = np.isfinite(settled)
        kept.append((positions[good], settled[good], terms[good]))
        effective = _effective(np.concatenate([batch[1] for batch in kept]))
        if effective >= particles:
            break
    positions, settled, terms = (np.concatenate([batch[i] for batch in kept]) for i in range(3))
    found = len(settled)
    log_mass = -math.inf
    if found:
        weights = np.exp(settled - settled.max())
        log_mass = float(settled.max()) + math.log(float(weights.sum()) / flights)
        rows = systematic(weights / weights.sum(), min(SPARE * particles, found), rng)
        positions, settled, terms = positions[rows], settled[rows], terms[rows]
    report = SamplerReport(
        flights=flights,
        steps=0,
        acceptance=found / flights,
        effective_sample_size=min(effective, float(len(positions))),
        log_evidence_spread=math.nan,
    )
    return Population(
        positions=positions, settled=settled, terms=terms, log_evidence=0.0, report=report, log_mass=log_mass
    )


def _prior_draws(count: int, dimension: int, rng: np.random.Generator, within: Within | None) -> Array:
    """Standard normal positions, of a part of the prior if one is given."""
    if within is None:
        return rng.standard_normal((count, dimension))
    kept: list[Array] = []
    missing, share = count, 1.0
    while missing > 0:
        drawn = rng.standard_normal((math.ceil(missing / share), dimension))
        inside = within(drawn)
        kept.append(drawn[inside][:missing])
        missing -= len(kept[-1])
        share = max(float(inside.mean()), LEAST_PART)
    return np.concatenate(kept)


def join(parts: Sequence[Population], *, size: int, rng: np.random.Generator) -> Population:
    """One population of several, each tempered within a part of the prior.

    Args:
        parts: tempered populations, whose `log_mass` are of the same prior.
        size: draws wanted.
        rng: random numbers.

    Returns:
        Equally weighted draws; log evidence relative to the density in force over all parts.
    """
    masses = np.array([part.log_mass for part in parts])
    weights = masses + np.array([part.log_evidence for part in parts])
    whole, total = (float(np.logaddexp.reduce(logs)) for logs in (masses, weights))
    portions = np.exp(weights - total)
    each = np.concatenate(
        [np.full(part.size, portion / part.size) for part, portion in zip(parts, portions, strict=True)]
    )
    rows = systematic(each / each.sum(), size, rng)
    positions, settled, terms = (
        np.concatenate([getattr(part, name) for part in parts])[rows] for name in ("positions", "settled", "terms")
    )
    main = parts[int(np.argmax(weights))].report
    report = replace(
        main, flights=sum(part.report.flights for part in parts), steps=sum(part.report.steps for part in parts)
    )
    return Population(
        positions=positions, settled=settled, terms=terms, log_evidence=total - whole, report=report, log_mass=whole
    )


def _effective(logs: Array) -> float:
    """Effective sample size of draws with these log weights."""
    if not len(logs):
        return 0.0
    weights = np.exp(logs - logs.max())
    return float(weights.sum() ** 2 / (weights * weights).sum())


def temper(
    evaluate: Evaluate,
    start: Population,
    *,
    rng: np.random.Generator,
    size: int | None = None,
    give_up_below: float = -math.inf,
    gain: float = 0.0,
    free: Sequence[int] = (),
    path: Path = POWERS,
) -> Population:
    """Move a population to where the likelihood terms hold in full, and measure the evidence for them.

    Args:
        evaluate: as `Evaluate`; `settled` stays in force throughout, the terms are raised from power 0 to 1.
        start: draws from the prior times exp(settled).
        rng: random numbers.
        size: draws to keep; None: as many as the start has.
        give_up_below: stop as soon as the evidence cannot reach this any more [nat]; the evidence returned is
            then an upper bound.
        free: coordinates drawn afresh at the end, one at a time: what the terms hardly know must not drift to one mode.
        gain: by how much the best likelihood may still rise at power 0 when judging that [nat].
        path: how the terms are put in force.

    Returns:
        The final population; `log_evidence` is for the terms alone.
    """
    positions, settled, terms = start.positions, start.settled, start.terms
    likelihood = path.log_likelihood(terms, 0.0)
    power, log_evidence, steps = 0.0, path.start, 0
    flights, accepted, proposed = 0, 0.0, 0
    size = size or len(positions)
    smallest = math.inf
    while power < 1.0 and steps < MOST_STEPS:
        rise = _next_rise(path, terms, power, KEPT_SHARE * min(size, len(likelihood)))
        weights = path.log_likelihood(terms, min(power + rise, 1.0)) - likelihood
        top = weights.max()
        if not math.isfinite(top):
            return _finished(start, positions, settled, terms, -math.inf, flights, steps, 0.0, 0.0)
        raw = np.exp(weights - top)
        log_evidence += top + math.log(raw.mean())
        smallest = min(smallest, float(raw.sum() ** 2 / (raw * raw).sum()))
        power = 1.0 if rise >= 1.0 - power else power + rise
        steps += 1
        bound = log_evidence + path.most_left(terms, power, gain)
        chosen = systematic(raw / raw.sum(), size, rng)
        positions, settled, terms = positions[chosen], settled[chosen], terms[chosen]
        likelihood = path.log_likelihood(terms, power)
        if bound < give_up_below:
            log_evidence = bound
            break
        if raw.std() < 1e-12 * raw.mean():
            continue
        moves = 0.0
        now = replace(start, positions=positions, settled=settled, terms=terms)
        for sweep in range(MOST_SWEEPS + LAST_SWEEPS if power == 1.0 else MOST_SWEEPS):
            now, rate = _moved(evaluate, now, power, rng, whole=sweep % 4 == 3, path=path)
            flights += size
            moves += rate
            accepted, proposed = accepted + rate, proposed + 1
            if moves >= ACCEPTED_MOVES and power < 1.0:
                break
        positions, settled, terms = now.positions, now.settled, now.terms
        likelihood = path.log_likelihood(terms, power)
    for coordinate in [*free] * FRESH_SWEEPS if power == 1.0 else ():
        proposal = positions.copy()
        proposal[:, coordinate] = rng.standard_normal(size)
        new_settled, new_terms = evaluate(proposal)
        flights += size
        log_ratio = (new_settled - settled) + (path.log_likelihood(new_terms, 1.0) - likelihood)
        take = np.log(rng.random(size)) < np.where(np.isfinite(new_settled), log_ratio, -np.inf)
        positions = np.where(take[:, None], proposal, positions)
        settled = np.where(take, new_settled, settled)
        terms = np.where(take[:, None], new_terms, terms)
        likelihood = path.log_likelihood(terms, 1.0)
    rate = accepted / proposed if proposed else 1.0
    return _finished(start, positions, settled, terms, log_evidence, flights, steps, rate, smallest)


def stirred(evaluate: Evaluate, start: Population, *, rng: np.random.Generator, size: int) -> Population:
    """As many draws of what is in force, moved until those that were drawn several times have gone their own ways.

    Args:
        evaluate: as `Evaluate`; the terms have no weight.
        start: draws, some of them the same.
        rng: random numbers.
        size: draws wanted.
    """
    now = start.taken(rng.permutation(np.resize(rng.permutation(start.size), size)))
    for sweep in range(STIRS):
        now, _ = _moved(evaluate, now, 0.0, rng, whole=sweep % 4 == 3)
    return replace(now, report=replace(start.report, flights=start.report.flights + STIRS * size))


def _moved(
    evaluate: Evaluate, now: Population, power: float, rng: np.random.Generator, *, whole: bool, path: Path = POWERS
) -> tuple[Population, float]:
    """One move of each particle that leaves the density at a power of the likelihood as it is, and the share moved."""
    proposal, log_kept = proposed(now.positions, rng, whole=whole)
    settled, terms = evaluate(proposal)
    log_ratio = (
        log_kept + (settled - now.settled) + (path.log_likelihood(terms, power) - path.log_likelihood(now.terms, power))
    )
    take = np.log(rng.random(now.size)) < np.where(np.isfinite(settled), log_ratio, -np.inf)
    moved = replace(
        now,
        positions=np.where(take[:, None], proposal, now.positions),
        settled=np.where(take, settled, now.settled),
        terms=np.where(take[:, None], terms, now.terms),
    )
    return moved, float(take.mean())


def _finished(
    start: Population,
    positions: Array,
    settled: Array,
    terms: Array,
    log_evidence: float,
    flights: int,
    steps: int,
    acceptance: float,
    smallest: float,
) -> Population:
    report = SamplerReport(
        flights=start.report.flights + flights,
        steps=start.report.steps + steps,
        acceptance=acceptance,
        effective_sample_size=min(smallest, float(len(positions))),
        log_evidence_spread=math.nan,
    )
    return replace(start, positions=positions, settled=settled, terms=terms, log_evidence=log_evidence, report=report)


def _next_rise(path: Path, terms: Array, power: float, least: float) -> float:
    """Largest rise of the power that keeps an effective sample size of at least `least` all the way, by bisection.

    A narrow observation that no draw fits leaves all weights alike: what a wider one makes of them counts as well.
    """
    now, most = path.log_likelihood(terms, power), 1.0 - power

    def kept(rise: float) -> float:
        return _effective(path.log_likelihood(terms, power + rise) - now)

    low, high = 0.0, most
    for rise in (most * LADDER**-step for step in reversed(range(LADDER_STEPS if path.narrows else 1))):
        if kept(rise) < least:
            high = rise
            break
        low = rise
    if low >= most:
        return most
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if kept(middle) >= least else (low, middle)
    return max(low, 1e-9)


def systematic(weights: Array, size: int, rng: np.random.Generator) -> np.ndarray:
    """Rows drawn by weight with systematic resampling: `size` of them, in order."""
    points = (rng.random() + np.arange(size)) / size
    return np.minimum(np.searchsorted(np.cumsum(weights), points), len(weights) - 1)
