"""One explanation's flights in the bank: drawn, sampled, weighed, and moved when few of them are left."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TypeVar

import numpy as np
from scipy.special import ndtr, ndtri

from downrange.flight.ensemble import FEWEST_FOR_LANES, fly_ensemble
from downrange.inference.model import TOLERANCE, FlightModel
from downrange.records.explanation import Explanation, Failure
from downrange.records.flight import MAIN_BODY, Array, Ensemble, FailureMode, PlanArrays, VehicleArrays
from downrange.tracking.misses import GRID, add_squares, log_likelihood, sampled
from downrange.tracking.scouts import Scouts, climb, send_out

MOST_CLOCK = 400.0
"""When lift-off is not known, it was at most this long before time zero [s]."""
OUTCOMES = (
    "impact_time",
    "impact_latitude",
    "impact_longitude",
    "in_orbit",
    "perigee",
    "apogee",
    "inclination",
    "end_time",
)
NEVER = 1e9
"""Stands for the log likelihood that a flight which cannot be would have to beat."""
AT_IGNITION = (FailureMode.NO_IGNITION, FailureMode.FAIRING_KEPT)
SWEEPS = 3
"""Moves for each flight once its family has grown thin."""
REBORN_SWEEPS = 12
"""Moves for each flight of a family that began anew about its best scout."""
ASTRAY = 8.0
"""A family has gone astray when its scouts fit better than all of its flights by this much [nat]: of 500 draws from a
normal in 20 coordinates the best lies some 3 below the top."""
NARROWINGS = (0.15, 0.4, 1.0)
"""A new beginning is drawn about the best scout in these shares of the width that the slopes there tell."""
LEAST_FOUND = 30.0
"""Effective draws that a new beginning is chosen from at least."""
BLENDED = 0.5
"""Share of the narrower draws about a scout that take after other flights where nothing was seen."""
MOST_BATCHES = 8
"""For flights about a scout that make sense: of a fault's, often one in twenty has a plan that reaches an orbit."""
LEAST_SHARED = 0.1
"""Effective share of a family's flights that must fit when they are taken to fail in another way."""
BY_SHAPE = 0.5
"""Share of the moves that go by the shape that the scouts tell."""
LAPLACE_DOUBT = 1.0
"""Variance of the evidence that the width about a scout tells [nat2]."""


@dataclass(kw_only=True)
class Family:
    """Flights of one explanation. Arrays are [N] unless said otherwise."""

    model: FlightModel
    log_prior: float
    positions: Array
    """[N, P] unit coordinates; with an unknown clock a last column for lift-off."""
    with_clock: bool
    tracks: Array
    """[N, K, 5] as `misses.sampled`"""
    outcomes: Array
    """[N, 8 + 2 S] in the order of `OUTCOMES`, then ignitions and cut-offs by stage"""
    squares: Array
    """[3, N] by kind of sighting"""
    settled: Array
    """Log likelihood that is in the resampling already."""
    plan_log: Array
    """Log prior of the plan beyond that of its coordinates, as `FlightModel.log_plan`."""
    log_normal: float = 0.0
    """Log of the share of the coordinates' prior that makes sense, weighed by that prior of plans."""
    scouts: Scouts | None = None
    """Of a family that goes to plan, once something was seen."""
    astray: int = 0
    """Steps since the family last began anew, or tried to."""
    log_evidence: float = 0.0
    """Of what is in the resampling already [nat]."""
    doubt: float = 0.0
    """Variance of the log evidence from the resamplings so far [nat2]."""
    moves_left: int = 0
    """Flights still to be moved."""
    cursor: int = 0
    since: float = 0.0
    """When a branch left the flights that go to plan [s]."""
    now: Array = field(default_factory=lambda: np.zeros(0))
    """Log likelihood of everything seen."""

    @property
    def size(self) -> int:
        """Number of flights N."""
        return len(self.positions)

    @property
    def ignition(self) -> Array:
        """[N, S] seconds after lift-off"""
        return self.outcomes[:, len(OUTCOMES) : len(OUTCOMES) + self.model.vehicle.stage_count]

    @property
    def cutoff(self) -> Array:
        """[N, S] seconds after lift-off"""
        return self.outcomes[:, len(OUTCOMES) + self.model.vehicle.stage_count :]

    @property
    def offsets(self) -> Array:
        """Seconds from lift-off to time zero."""
        return clock_of(self.positions) if self.with_clock else np.zeros(self.size)

    def log_weights(self) -> Array:
        """What was seen since the last resampling, in log."""
        return self.now - self.settled

    def evidence(self) -> float:
        """Log evidence for everything seen [nat]."""
        weights = self.log_weights()
        top = float(weights.max())
        return self.log_evidence + top + math.log(float(np.exp(weights - top).mean()))

    def effective(self) -> float:
        """Effective number of flights."""
        weights = np.exp(self.log_weights() - self.log_weights().max())
        return float(weights.sum() ** 2 / (weights * weights).sum())

    def resample(self, rng: np.random.Generator, size: int | None = None) -> None:
        """Likely flights are copied, unlikely ones dropped, to the same number or to `size`; copies are to be moved."""
        size = size or self.size
        self.log_evidence = self.evidence()
        self.doubt += 1.0 / self.effective() - 1.0 / self.size
        weights = np.exp(self.log_weights() - self.log_weights().max())
        points = (rng.random() + np.arange(size)) / size
        chosen = np.minimum(np.searchsorted(np.cumsum(weights / weights.sum()), points), self.size - 1)
        for name in ("positions", "tracks", "outcomes", "now", "plan_log"):
            setattr(self, name, getattr(self, name)[chosen])
        self.squares = self.squares[:, chosen]
        self.settled = self.now.copy()
        self.moves_left, self.cursor = SWEEPS * self.size, 0

    def as_if(self, explanation: Explanation, rows: Array, counts: Array) -> Family | None:
        """The same flights failing in another way, with the evidence for that; None when hardly any fit.

        Coordinates mean about the same and have the same prior: evidence is that of this family times the mean ratio
        of likelihoods.
        """
        model = replace(self.model, explanation=explanation)
        tracks, outcomes, plan_log = fly(model, self.positions, self.with_clock)
        squares = np.zeros((3, self.size))
        add_squares(tracks, self.offsets, rows, squares)
        now = log_likelihood(squares, counts)
        settled = self.settled + np.where(np.isfinite(plan_log), self.plan_log - plan_log, NEVER)
        other = replace(
            self,
            model=model,
            log_prior=math.log(explanation.prior),
            tracks=tracks,
            outcomes=outcomes,
            squares=squares,
            positions=self.positions.copy(),
            settled=settled,
            plan_log=plan_log,
            now=now,
            moves_left=0,
            cursor=0,
        )
        return other if other.effective() > LEAST_SHARED * self.size else None

    def scout(self, rows: Array, counts: Array, most: int, rng: np.random.Generator) -> int:
        """Let the scouts take a step, and begin anew about the best where it shows that the family has gone astray.

        Args:
            rows: sightings.
            counts: [3] numbers seen, by kind.
            most: flights drawn for a new beginning.
            rng: random numbers.

        Returns:
            How many flights were flown.
        """
        heights = self.now - 0.5 * (self.positions**2).sum(axis=1)
        if self.scouts is None:
            self.scouts = send_out(self.positions, heights)
        weights = np.exp(self.log_weights() - self.log_weights().max())
        fresh = self.positions[int(np.searchsorted(np.cumsum(weights), rng.random() * weights.sum()))]
        flown = climb(self.scouts, self.follow, rows, counts, fresh, rng)
        self.astray += 1
        if self.astray < 3 or self.moves_left or not self.scouts.settled:
            return flown
        if self.scouts.heights[0] < float(heights.max()) + ASTRAY:
            return flown
        self.astray = 0
        best = float((heights + self.plan_log).max())
        return flown + self._begin_anew(best, min(most, 2 * self.size), rows, counts, rng)

    def follow(self, positions: Array) -> tuple[Array, Array, Array]:
        """Tracks, clocks and what speaks against flights, for scouts."""
        tracks, nothing = fly(self.model, positions, self.with_clock)[0], np.zeros(len(positions))
        return tracks, clock_of(positions) if self.with_clock else nothing, nothing

    def _begin_anew(self, best: float, count: int, rows: Array, counts: Array, rng: np.random.Generator) -> int:
        """Draw the flights afresh about the best scout, if that holds plans that make sense and fit better."""
        assert self.scouts is not None
        found = drawn_about(self.scouts, self.model, self.with_clock, (count, self.size), rows, counts, rng)
        if found is None or not found.height > best + 0.5 * ASTRAY:
            return count
        self.positions, self.tracks, self.outcomes = found.positions, found.tracks, found.outcomes
        self.plan_log, self.now, self.squares = found.plan_log, found.now, found.squares
        self.settled = self.now.copy()
        self.log_evidence = found.log_volume - self.log_normal
        self.doubt = LAPLACE_DOUBT
        self.moves_left, self.cursor = REBORN_SWEEPS * self.size, 0
        return count

    def move(
        self, most: int, partners: Array, shape: Array | None, rows: Array, counts: Array, rng: np.random.Generator
    ) -> int:
        """Metropolis moves of up to `most` flights at the present likelihood; returns how many were flown.

        Plan coordinates move along differences of `partners`, flights of the same vehicle that go to plan, or by
        `shape`, a root of the covariance that its scouts tell; those of the failure are drawn around their old values
        in a way that keeps their prior.
        Source: ter Braak (2006), differential evolution MCMC; Cotter et al. (2013), MCMC methods for functions.
        """
        count = min(most, self.moves_left, self.size)
        chosen = (self.cursor + np.arange(count)) % self.size
        self.cursor, self.moves_left = int((self.cursor + count) % self.size), self.moves_left - count
        old = self.positions[chosen]
        plan = self.model.plan_dimension
        new, gain = _proposed(old, partners, shape, plan, rng)
        tracks, outcomes, plan_log = fly(self.model, new, self.with_clock)
        squares = np.zeros((3, count))
        add_squares(tracks, clock_of(new) if self.with_clock else np.zeros(count), rows, squares)
        log_new = log_likelihood(squares, counts)
        gain += log_new - self.now[chosen] + plan_log - self.plan_log[chosen]
        taken = np.log(rng.random(count)) < gain
        at = chosen[taken]
        self.positions[at], self.tracks[at], self.outcomes[at] = new[taken], tracks[taken], outcomes[taken]
        self.squares[:, at], self.plan_log[at] = squares[:, taken], plan_log[taken]
        # The weight of a flight since the last resampling stays: moves leave the present posterior as it is.
        carried = self.settled[chosen] - self.now[chosen]
        self.settled[at] = (log_new + carried)[taken]
        self.now[at] = log_new[taken]
        return count


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Flights drawn about a scout and chosen by weight; arrays as in `Family`."""

    positions: Array
    tracks: Array
    outcomes: Array
    plan_log: Array
    now: Array
    squares: Array
    height: float
    """Greatest log likelihood with the prior of coordinates and plan [nat]."""
    log_volume: float
    """Laplace's log evidence, less than the whole by `Family.log_normal`: the height of the top times the volume about
    it, and the share of that which makes sense [nat]."""


def drawn_about(
    scouts: Scouts,
    model: FlightModel,
    with_clock: bool,
    sizes: tuple[int, int],
    rows: Array,
    counts: Array,
    rng: np.random.Generator,
    others: Array | None = None,
) -> Drawn | None:
    """Flights about the best scout; None when hardly any makes sense.

    Args:
        scouts: of the family.
        model: that it flies.
        with_clock: whether the last coordinate is lift-off.
        sizes: how many to draw, and how many to keep.
        rows: sightings.
        counts: [3] numbers seen, by kind.
        rng: random numbers.
        others: [M, P] positions whose plans make sense, which some take after where nothing was seen.
    """
    count, size = sizes
    center, root = scouts.positions[0], scouts.root
    found: list[Array] = []
    wide = sensible = 0
    for _ in range(MOST_BATCHES):
        narrowing = np.array(NARROWINGS)[np.arange(count) % len(NARROWINGS)]
        tried = center + (rng.standard_normal((count, len(center))) * narrowing[:, None]) @ root.T
        if others is not None:
            near = rng.random(count) < BLENDED
            near &= narrowing < NARROWINGS[-1]
            after = blend(scouts, others[rng.integers(0, len(others), count)])
            tried[near] += (after - center)[near]
        good = makes_sense(model, tried[:, : model.dimension])
        wide += int((narrowing == NARROWINGS[-1]).sum())
        sensible += int(good[narrowing == NARROWINGS[-1]].sum())
        found.append(tried[good])
        if sum(map(len, found)) >= count:
            break
    positions = np.concatenate(found)[:count]
    if len(positions) < LEAST_FOUND:
        return None
    tracks, outcomes, plan_log = fly(model, positions, with_clock)
    squares = np.zeros((3, len(positions)))
    add_squares(tracks, clock_of(positions) if with_clock else np.zeros(len(positions)), rows, squares)
    likelihood = log_likelihood(squares, counts)
    heights = likelihood - 0.5 * (positions**2).sum(axis=1) + plan_log
    top = float(heights.max())
    if not math.isfinite(top):
        return None
    power = 1.0
    while (weights := np.exp(power * (heights - top))).sum() ** 2 < LEAST_FOUND * (weights**2).sum():
        power *= 0.7
        if power < 1e-3:
            return None
    points = (rng.random() + np.arange(size)) / size
    chosen = np.minimum(np.searchsorted(np.cumsum(weights / weights.sum()), points), len(positions) - 1)
    share = float(np.exp(plan_log).mean()) * max(sensible, 1) / wide
    return Drawn(
        positions=positions[chosen],
        tracks=tracks[chosen],
        outcomes=outcomes[chosen],
        plan_log=plan_log[chosen],
        now=likelihood[chosen],
        squares=squares[:, chosen],
        height=top,
        log_volume=float(scouts.heights[0]) + scouts.log_size + math.log(share),
    )


def blend(scouts: Scouts, positions: Array) -> Array:
    """Positions [N, P] that agree with the best scout where something was seen, and stay where nothing was."""
    return scouts.positions[0] + (positions - scouts.positions[0]) @ (scouts.root @ scouts.root.T)


def makes_sense(model: FlightModel, positions: Array) -> np.ndarray:
    """[N] whether the plan does, whatever fails."""
    return model.feasible(model.fly_plan(positions, sample_times=np.zeros(0), bodies=MAIN_BODY)[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bud:
    """A branch before it is flown."""

    model: FlightModel
    chosen: np.ndarray
    """[B] flights of the plan that it leaves"""
    positions: Array
    log_share: float
    """Log of the share of the plan's weight that can fail so in the window."""


def branch_off(
    plan: Family, explanations: Sequence[Explanation], start: float, end: float, size: int, rng: np.random.Generator
) -> list[Family]:
    """Branches of flights that are those of `plan` up to `start` and fail between `start` and `end`, where any can.

    Args:
        plan: flights of the vehicle that go to plan, weighed up to `start` or some time before.
        explanations: with their failures.
        start: of the window, seconds after time zero.
        end: of the window.
        size: flights wanted of each.
        rng: random numbers.
    """
    buds = [bud for item in explanations if (bud := _bud(plan, item, start, end, size, rng)) is not None]
    if not buds:
        return []
    flight = _fly_together([(bud.model, bud.positions) for bud in buds], plan.with_clock)
    tracks, outcomes = sampled(flight), outcomes_of(flight)
    good = plan.model.fails(flight)
    branches: list[Family] = []
    for index, bud in enumerate(buds):
        part = slice(index * size, (index + 1) * size)
        if not good[part].any():
            continue
        branches.append(
            Family(
                model=bud.model,
                log_prior=math.log(bud.model.explanation.prior),
                positions=bud.positions,
                with_clock=plan.with_clock,
                tracks=tracks[part].copy(),
                outcomes=outcomes[part].copy(),
                squares=plan.squares[:, bud.chosen].copy(),
                settled=np.where(good[part], plan.now[bud.chosen], NEVER),
                plan_log=plan.plan_log[bud.chosen].copy(),
                log_evidence=plan.evidence() + bud.log_share,
                doubt=plan.doubt,
                since=start,
                now=plan.now[bud.chosen].copy(),
            )
        )
    return branches


def _bud(
    plan: Family, explanation: Explanation, start: float, end: float, size: int, rng: np.random.Generator
) -> _Bud | None:
    """Flights of the plan that can fail so in the window, by weight, with a time for each; None when none can."""
    failure = explanation.failure
    if failure is None:
        return None
    offsets = plan.offsets
    low, high, whole = failing_times(plan.ignition, plan.cutoff, failure)
    first, last = np.maximum(low, start + offsets), np.minimum(high, end + offsets)
    share = np.where(whole > 0.0, (last - first) / np.maximum(whole, 1e-9), (last >= first).astype(float))
    share = np.nan_to_num(np.clip(share, 0.0, 1.0))
    everyone = np.exp(plan.log_weights() - plan.log_weights().max())
    weights = everyone * share
    total = float(weights.sum())
    if not total > 1e-6 * float(everyone.sum()):
        return None
    points = (rng.random() + np.arange(size)) / size
    chosen = np.minimum(np.searchsorted(np.cumsum(weights / total), points), plan.size - 1)
    drawn = rng.random(size)
    times = first[chosen] + drawn * (last - first)[chosen] - low[chosen]
    part = np.where(whole[chosen] > 0.0, times / np.maximum(whole[chosen], 1e-9), drawn)
    coordinate = ndtri(np.clip(part, 1e-6, 1.0 - 1e-6))
    own, clock = np.split(plan.positions[chosen], [plan.model.dimension], axis=1)
    return _Bud(
        model=replace(plan.model, explanation=explanation),
        chosen=chosen,
        positions=np.hstack([own, coordinate[:, None], rng.standard_normal((size, 1)), clock]),
        log_share=math.log(total / float(everyone.sum())),
    )


def _fly_together(parts: Sequence[tuple[FlightModel, Array]], with_clock: bool) -> Ensemble:
    """Flights of one vehicle that fail in several ways, all at once; a few are flown over again to be many."""
    count = sum(len(positions) for _, positions in parts)
    parts = [*parts] * -(-FEWEST_FOR_LANES // count)
    vehicles: list[VehicleArrays] = []
    plans: list[PlanArrays] = []
    for model, positions in parts:
        own = positions[:, :-1] if with_clock else positions
        made, plan = model.arrays(own)
        vehicles.append(made)
        plans.append(model.with_failure(made, plan, own))
    return fly_ensemble(_joined(vehicles), _joined(plans), sample_times=GRID, tolerance=TOLERANCE)


_Rows = TypeVar("_Rows", VehicleArrays, PlanArrays)


def _joined(parts: Sequence[_Rows]) -> _Rows:
    names = [item.name for item in fields(parts[0])]
    return replace(parts[0], **{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def failing_times(ignition: Array, cutoff: Array, failure: Failure) -> tuple[Array, Array, Array]:
    """When each flight can fail in this way: first and last time after lift-off, and how long that is (0: at once)."""
    stage = failure.stage - 1
    if failure.mode in AT_IGNITION:
        return ignition[:, stage], ignition[:, stage], np.zeros(len(ignition))
    if failure.mode is FailureMode.NO_SEPARATION:
        return cutoff[:, stage], cutoff[:, stage], np.zeros(len(ignition))
    return ignition[:, stage], cutoff[:, stage], cutoff[:, stage] - ignition[:, stage]


def _proposed(
    old: Array, partners: Array, shape: Array | None, plan: int, rng: np.random.Generator
) -> tuple[Array, Array]:
    """New positions and the log prior gained in the coordinates whose move does not keep it."""
    count, dimension = old.shape
    first, second = rng.integers(0, len(partners), count), rng.integers(0, len(partners), count)
    share = rng.choice([0.25, 0.5, 1.0], count)[:, None]
    mask = rng.random((count, plan)) < share
    mask[np.arange(count), rng.integers(0, plan, count)] = True
    scale = 2.38 / np.sqrt(2.0 * mask.sum(axis=1, keepdims=True)) * rng.uniform(0.3, 1.0, (count, 1))
    jitter = 0.02 * rng.standard_normal((count, plan))
    step = mask * (scale * (partners[first, :plan] - partners[second, :plan]) + jitter)
    new = old.copy()
    new[:, :plan] += step
    moved = np.arange(dimension) < plan
    if dimension > plan:
        keep = rng.choice([0.0, 0.8, 0.98], count)[:, None]
        new[:, plan:] = keep * old[:, plan:] + np.sqrt(1.0 - keep**2) * rng.standard_normal((count, dimension - plan))
    gain = 0.5 * ((old**2 - new**2) * moved).sum(axis=1)
    if shape is not None:
        # A shape of the family's own holds all coordinates; that of its plan only those that are the plan's.
        known = dimension if shape.shape[0] == dimension else plan
        by_shape = rng.random(count) < BY_SHAPE
        reach = 2.38 / math.sqrt(known) * rng.uniform(0.2, 1.0, (count, 1))
        drawn = reach * rng.standard_normal((count, shape.shape[1])) @ shape.T[:, :known]
        new[by_shape, :known] = (old[:, :known] + drawn)[by_shape]
        whole = 0.5 * (old[:, :known] ** 2 - new[:, :known] ** 2).sum(axis=1)
        gain = np.where(by_shape, whole, gain)
    return new, gain


def clock_of(positions: Array) -> Array:
    """Seconds from lift-off to time zero, uniform a priori, from the last coordinate."""
    return MOST_CLOCK * ndtr(positions[:, -1])


def fly(model: FlightModel, positions: Array, with_clock: bool) -> tuple[Array, Array, Array]:
    """Tracks [N, K, 5], outcomes [N, 8 + 2 S], and the log prior of plans [N], -inf where one makes no sense.

    A few are flown as if they were many, so that a flight is the same to the last bit in whatever company it is flown.
    """
    own = positions[:, :-1] if with_clock else positions
    count = len(own)
    if count < FEWEST_FOR_LANES:
        own = own[np.arange(FEWEST_FOR_LANES) % count]
    if model.explanation.failure is None:
        flight, plans = model.fly(own, sample_times=GRID)
        plan_log = model.log_plan(own, flight, plans)
    else:
        vehicles, plans = model.arrays(own)
        planned = fly_ensemble(vehicles, plans, sample_times=np.zeros(0), tolerance=TOLERANCE)
        plan_log = model.log_plan(own, planned, plans)
        failing = model.with_failure(vehicles, plans, own)
        flight = fly_ensemble(vehicles, failing, sample_times=GRID, tolerance=TOLERANCE)
        plan_log = np.where(model.fails(flight), plan_log, -np.inf)
    return sampled(flight)[:count], outcomes_of(flight)[:count], plan_log[:count]


def outcomes_of(flight: Ensemble) -> Array:
    """What became of flights [N, 8 + 2 S], in the order of `Family.outcomes`."""
    body = flight.bodies.index("payload")
    ends = np.stack(
        [
            flight.impact_time[:, body],
            flight.impact_latitude[:, body],
            flight.impact_longitude[:, body],
            flight.in_orbit.astype(np.float64),
            flight.perigee,
            flight.apogee,
            flight.inclination,
            flight.end_time,
        ],
        axis=1,
    )
    return np.hstack([ends, flight.ignition_time, flight.cutoff_time])
