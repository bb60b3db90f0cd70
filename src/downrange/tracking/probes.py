"""Probes: scouts of every way in which a stage may fail, sent along before anything is suspected.

A branch is a few flights that leave the plan by chance; a fault whose time and size must both be hit is missed by all
of them, and flights to plan are bent to what was seen instead. Probes climb to it by least squares, and where one
finds more than all branches of its kind, flights are drawn about it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from scipy.special import ndtri

from downrange.records.explanation import Explanation
from downrange.records.flight import Array
from downrange.tracking.beginnings import LAPLACE_DOUBT, REBORN_SWEEPS, blend, drawn_about
from downrange.tracking.branches import failing_times
from downrange.tracking.charts import chart_of
from downrange.tracking.family import Family
from downrange.tracking.flying import clock_of, fly
from downrange.tracking.misses import add_squares, log_likelihood
from downrange.tracking.scouts import Scouts, climb, send_out
from downrange.tracking.turns import reconsider

STARTS, PROMPT_STARTS = 48, 12
"""Flights of which the best are where a probe begins, and where no update may wait; later on as many besides that are
what the probe has found, and where nothing was seen a flight to plan."""
LEADING, IN_TURN = 2, 1
"""At each sighting, so many of the likeliest probes take a step, and so many others in turn."""
MISSED = 5.0
"""Flights are drawn about a probe that tells so much more evidence than all branches of its kind [nat]; the evidence of
32 flights is good to two or three."""
MATTERS = 4.0
"""And that lies no further than this below what is likeliest [nat]."""
SENSELESS = 10.0
"""A probe may pass over plans that reach no orbit, or faults without consequence, but is not to stay there [nat]."""
ROOM = 10.0
"""Probes are sent where something may fit better than the flights to plan by this [nat]: a fault's prior is some e^-5,
and odds of 0.99 are e^4.6."""
REST = 3
"""Steps of a probe between two such drawings."""
ROUNDS = 3
"""Another way to plan is looked for so often before a fault is believed, where an update may wait."""
SIZE = 160
"""Flights drawn about a probe."""


@dataclass(kw_only=True)
class Probes:
    """By vehicle and explanation."""

    scouts: dict[str, Scouts] = field(default_factory=dict)
    drawn: dict[str, int] = field(default_factory=dict)
    """The probe's step at which flights were last drawn about it."""
    turn: int = 0
    looked: str = ""
    """The probe for which another way to plan was looked for, and about which flights are drawn at its next step."""

    def value(self, plan: Family, item: Explanation) -> float:
        """Log prior and Laplace's log evidence of an explanation; -inf while it has no probe [nat]."""
        scouts = self.scouts.get(name_of(plan, item))
        return -math.inf if scouts is None else math.log(item.prior) + laplace(scouts, plan)

    def choose(self, plan: Family, items: Sequence[Explanation]) -> list[Explanation]:
        """Those that step next: the likeliest, and some in turn."""
        leading = sorted(items, key=lambda item: -self.value(plan, item))[:LEADING]
        others = [item for item in items if item not in leading]
        chosen = [others[(self.turn + k) % len(others)] for k in range(min(IN_TURN, len(others)))]
        self.turn += IN_TURN
        return [*leading, *chosen]

    def step(
        self,
        plan: Family,
        item: Explanation,
        time: float,
        rows: Array,
        counts: Array,
        rng: np.random.Generator,
        *,
        starts: int = STARTS,
    ) -> int:
        """Let a probe take a step, the first time send it out; returns how many flights were flown."""
        model, name = replace(plan.model, explanation=item), name_of(plan, item)

        def follow(positions: Array) -> tuple[Array, Array, Array]:
            offsets = clock_of(positions) if plan.with_clock else np.zeros(len(positions))
            tracks, _, plan_log = fly(model, positions, plan.with_clock)
            return tracks, offsets, np.where(np.isfinite(plan_log), 0.0, SENSELESS)

        first, chart = name not in self.scouts, chart_of(model)
        if not first and not self.scouts[name].begins_anew:
            return climb(self.scouts[name], follow, rows, counts, None, rng, chart)
        positions = starts_of(plan, item, time, starts, rng)
        if not first:
            others = starts_of(plan, item, time, starts, rng)
            positions = np.vstack([positions, blend(self.scouts[name], others)])
        tracks, offsets, against = follow(positions)
        squares = np.zeros((3, len(positions)))
        add_squares(tracks, offsets, rows, squares)
        heights = log_likelihood(squares, counts) - 0.5 * (positions**2).sum(axis=1) - against
        if first:
            self.scouts[name] = send_out(positions, heights)
        best = positions[int(np.argmax(heights))]
        return len(positions) + climb(self.scouts[name], follow, rows, counts, best, rng, chart)

    def found(
        self,
        plan: Family,
        item: Explanation,
        time: float,
        families: Sequence[Family],
        rows: Array,
        counts: Array,
        rng: np.random.Generator,
        *,
        waits: bool,
    ) -> Family | None:
        """Flights about a probe that tells more than all branches of its kind; None when it does not.

        Args:
            plan: flights of the vehicle that go to plan.
            item: the probe's explanation.
            time: of the last sighting [s].
            families: all that there are.
            rows: sightings.
            counts: [3] numbers seen, by kind.
            rng: random numbers.
            waits: whether the update may wait: another way to plan is looked for more often, more flights are drawn.
        """
        name = name_of(plan, item)
        scouts = self.scouts[name]
        there = [family.evidence() for family in families if family.model.explanation is item]
        known = float(np.logaddexp.reduce(there)) if there else -math.inf
        told, likeliest = laplace(scouts, plan), max(family.log_prior + family.evidence() for family in families)

        def matters() -> bool:
            planned = -math.inf if plan.scouts is None else plan.log_prior + laplace(plan.scouts, plan)
            return told + math.log(item.prior) > max(likeliest, planned) - MATTERS

        rested = scouts.steps >= self.drawn.get(name, -REST) + REST
        if not (scouts.settled and rested and told > known + MISSED and matters()):
            return None
        if waits or self.looked != name:
            for _ in range(ROUNDS if waits else 1):
                reconsider(plan, rows, counts, rng)
                if not matters():
                    return None
            self.looked = name
            if not waits:
                return None
        self.drawn[name], self.looked = scouts.steps, ""
        model = replace(plan.model, explanation=item)
        others = starts_of(plan, item, time, SIZE, rng)
        sizes = (2 * SIZE if waits else SIZE), SIZE
        drawn = drawn_about(scouts, model, plan.with_clock, sizes, rows, counts, rng, others)
        if drawn is None or drawn.log_volume - plan.log_normal < known + 0.5 * MISSED:
            return None
        return Family(
            model=model,
            log_prior=math.log(item.prior),
            positions=drawn.positions,
            with_clock=plan.with_clock,
            tracks=drawn.tracks,
            outcomes=drawn.outcomes,
            squares=drawn.squares,
            settled=drawn.now.copy(),
            plan_log=drawn.plan_log,
            log_normal=plan.log_normal,
            log_evidence=drawn.log_volume - plan.log_normal,
            doubt=LAPLACE_DOUBT,
            moves_left=REBORN_SWEEPS * SIZE,
            now=drawn.now,
        )

    def as_json(self) -> dict[str, Any]:
        """What a restart needs."""
        scouts = {name: item.as_json() for name, item in self.scouts.items()}
        return {"scouts": scouts, "drawn": self.drawn, "turn": self.turn, "looked": self.looked}

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Probes:
        """The probes that were saved."""
        scouts = {name: Scouts.from_json(item) for name, item in value["scouts"].items()}
        return Probes(scouts=scouts, drawn=dict(value["drawn"]), turn=value["turn"], looked=value["looked"])


def name_of(plan: Family, item: Explanation) -> str:
    """A probe's name."""
    return f"{plan.model.vehicle.id} {item.id}"


def laplace(scouts: Scouts, plan: Family) -> float:
    """Laplace's log evidence about the best scout, whether or not what lies there makes sense [nat]."""
    return float(scouts.heights[0]) + scouts.log_size - plan.log_normal


def room_beside(plan: Family, noise: Array, counts: Array) -> float:
    """By how much at most anything may fit better than the best flight to plan [nat].

    Args:
        plan: flights of a vehicle that go to plan.
        noise: [3] squared misses that the flight itself is expected to have, by kind of sighting.
        counts: [3] numbers seen, by kind.
    """
    best = float((plan.now - 0.5 * (plan.positions**2).sum(axis=1)).max())
    if plan.scouts is not None:
        best = max(best, float(plan.scouts.heights[0]))
    return float(log_likelihood(noise[:, None], counts)[0]) - best


def begun(plan: Family, items: Sequence[Explanation], time: float) -> list[Explanation]:
    """The ways to fail that may have happened by some time after time zero."""
    passed = plan.offsets + time
    return [
        item
        for item in items
        if item.failure is not None
        and (failing_times(plan.ignition, plan.cutoff, item.failure)[0] < passed).mean() > 0.05
    ]


def starts_of(plan: Family, item: Explanation, time: float, count: int, rng: np.random.Generator) -> Array:
    """Flights to plan, by weight, and the plan's scouts, with failures before `time` drawn for them [count, P]."""
    assert item.failure is not None
    weights = np.exp(plan.log_weights() - plan.log_weights().max())
    chosen = rng.choice(plan.size, count, p=weights / weights.sum())
    positions = plan.positions[chosen]
    low, _, whole = (part[chosen] for part in failing_times(plan.ignition, plan.cutoff, item.failure))
    passed = np.clip((plan.offsets[chosen] + time - low) / np.maximum(whole, 1e-9), 1e-3, 1.0 - 1e-3)
    part = np.where(np.isfinite(low), passed * rng.uniform(1e-3, 1.0, count), 0.5)
    if plan.scouts is not None:
        own = rng.random(count) < 0.25
        positions[own] = plan.scouts.positions[0]
    own, clock = np.split(positions, [plan.model.dimension], axis=1)
    return np.hstack([own, ndtri(part)[:, None], rng.standard_normal((count, 1)), clock])
