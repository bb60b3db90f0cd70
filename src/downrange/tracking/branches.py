"""Branches: window by window, flights that fail leave those that go to plan, and are weighed against them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TypeVar

import numpy as np
from scipy.special import ndtri

from downrange.flight.ensemble import FEWEST_FOR_LANES, fly_ensemble
from downrange.inference.model import TOLERANCE, FlightModel
from downrange.records.explanation import Explanation, Failure
from downrange.records.flight import Array, Ensemble, FailureMode, PlanArrays, VehicleArrays
from downrange.tracking.family import NEVER, Family
from downrange.tracking.flying import outcomes_of
from downrange.tracking.misses import GRID, sampled

WINDOW = 20.0
"""Failures are thought of in windows this long: ahead of each, flights that fail in it branch off [s]."""
BRANCH_SIZE = 32
"""Flights of one failure in one window."""
WORTH_BRANCHING = 0.1
"""Vehicles below this probability do not branch."""
MOST_BRANCHES = 48
BRANCH_AGE = 30.0
"""A branch is given this long before it may be dropped [s]."""
NOTHING_LEFT = 1e-4
BUDS_TOGETHER = 4
"""Failures whose branches are flown together."""
AT_IGNITION = (FailureMode.NO_IGNITION, FailureMode.FAIRING_KEPT)


@dataclass(kw_only=True)
class Branches:
    """Which failures were thought of, and which of their branches are still to be made."""

    until: float = 0.0
    """Failures before this were thought of, or are in `buds` [s]."""
    buds: list[tuple[str, int, float, float]] = field(default_factory=list)
    """Branches still to be made: vehicle, first of its explanations, window."""

    def due(self, time: float, before: float) -> int:
        """How many to make now, so that all are there when their window begins.

        Args:
            time: of the sighting [s].
            before: time of the sighting before [s].
        """
        if not self.buds:
            return 0
        gap, left = max(time - before, 0.05), max(self.buds[0][2] - time, 0.05)
        return math.ceil(len(self.buds) * min(gap / left, 1.0))

    def begin_window(
        self,
        families: Sequence[Family],
        probabilities: Array,
        worth: Array,
        explanations: Mapping[str, Sequence[Explanation]],
        window: tuple[float, float],
        time: float,
    ) -> list[Family]:
        """Note which failures may come in a window; the families that are left when old branches that are dead go.

        Args:
            families: of the bank.
            probabilities: of each, and of what is not modeled.
            worth: how much each matters.
            explanations: by vehicle, that which goes to plan first.
            window: its start and end [s].
            time: of the sighting [s].
        """
        plans = [family for family in families if family.model.explanation.failure is None]
        kept = [
            (probability, family)
            for family, probability in zip(families, probabilities, strict=False)
            if family.model.explanation.failure is not None
            and (probability > NOTHING_LEFT or time - family.since < BRANCH_AGE)
        ]
        kept.sort(key=lambda pair: -pair[0])
        for family, share in zip(families, worth, strict=True):
            if family.model.explanation.failure is None and share > WORTH_BRANCHING:
                vehicle = family.model.vehicle.id
                firsts = range(1, len(explanations[vehicle]), BUDS_TOGETHER)
                self.buds += [(vehicle, first, *window) for first in firsts]
        self.until = window[1]
        return [*plans, *(family for _, family in kept[:MOST_BRANCHES])]

    def grow(
        self,
        most: int,
        families: Sequence[Family],
        explanations: Mapping[str, Sequence[Explanation]],
        rng: np.random.Generator,
    ) -> list[Family]:
        """Make some of the branches that wait, and return them."""
        grown: list[Family] = []
        for vehicle, first, start, end in self.buds[:most]:
            plan = next(item for item in families if item.model.vehicle.id == vehicle)
            items = explanations[vehicle][first : first + BUDS_TOGETHER]
            grown += branch_off(plan, items, start, end, BRANCH_SIZE, rng)
        del self.buds[:most]
        return grown


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
