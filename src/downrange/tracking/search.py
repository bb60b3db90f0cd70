"""What is looked for at each sighting beside the flights that there are: better plans, faults, and what else those are.

Scouts look for plans, probes for faults before any is suspected, and once one is, its flights are taken to fail in
every other way. Where no update may wait, each of these does one thing an update.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from downrange.records.explanation import Explanation
from downrange.records.flight import Array
from downrange.tracking.branches import WORTH_BRANCHING
from downrange.tracking.family import Family
from downrange.tracking.probes import PROMPT_STARTS, ROOM, ROUNDS, STARTS, Probes, begun, room_beside
from downrange.tracking.seen import Seen
from downrange.tracking.turns import reconsider

WORTH_SCOUTING, LOST_IN_TURN = 1e-4, 4
"""Vehicles below this probability send no scouts, but so many at a sighting, in turn, while something may fit better
than all flights there are: the right one may have been given up because none of its flights turned as it did."""
LEADING_SIZE, LEADING = 160, 0.05
"""Flights of a failure that is at least so probable."""
COMPARED_EVERY, SUSPECTED, BETTER = 3, 0.5, 1.0
"""Every so many sightings, once a fault is as probable as this, what it may be is looked at: the leading failure's
flights are taken to fail in every other way, and stand for that where they do better than those there by this much
[nat]."""
THE_PLAN = ""
"""Stands for flights to plan among explanations that are still to be looked at."""


@dataclass(kw_only=True)
class Search:
    """Who has still to look at the last sighting."""

    due: list[str] = field(default_factory=list)
    """Vehicles whose scouts have not."""
    probes: Probes = field(default_factory=Probes)
    probing: list[tuple[str, str]] = field(default_factory=list)
    """Probes that have not: vehicle and explanation."""
    compared: list[str] = field(default_factory=list)
    """Explanations that the leading failure's flights are still to be held against."""

    def begin(
        self,
        families: Sequence[Family],
        explanations: Mapping[str, Sequence[Explanation]],
        seen: Seen,
        probabilities: Array,
        worth: Array,
        hopes: Array,
        time: float,
    ) -> None:
        """A sighting was taken: note who is to look at it.

        Args:
            families: of the bank.
            explanations: by vehicle.
            seen: by the bank.
            probabilities: of each family, and of what is not modeled.
            worth: how much each matters.
            hopes: how much each may matter.
            time: of the sighting [s].
        """
        leading = families[int(np.argmax(probabilities[:-1]))]
        self.due = _worth_scouting(families, leading, hopes, seen)
        self.probing = []
        for plan, share in zip(families, worth, strict=True):
            vehicle = plan.model.vehicle.id
            planned = plan.model.explanation.failure is None
            if planned and share > WORTH_BRANCHING and room_beside(plan, seen.noise, seen.counts) > ROOM:
                items = begun(plan, explanations[vehicle], time)
                self.probing += [(vehicle, item.id) for item in self.probes.choose(plan, items)]

    def scout(
        self, families: Sequence[Family], seen: Seen, most: int, rng: np.random.Generator, *, waits: bool
    ) -> tuple[int, bool]:
        """Scouts of families that are due take a step: of all, or of one where no update may wait.

        Returns:
            How many flights were flown, and whether a family began anew.
        """
        if not self.due:
            return 0, False
        now, self.due = (self.due, []) if waits else (self.due[:1], self.due[1:])
        flown, anew = 0, False
        for family in families:
            if family.model.explanation.failure is None and family.model.vehicle.id in now:
                before = family.moves_left
                flown += family.scout(seen.stacked, seen.counts, most, rng)
                anew |= family.moves_left > before
        return flown, anew

    def probe(
        self,
        families: list[Family],
        explanations: Mapping[str, Sequence[Explanation]],
        seen: Seen,
        rng: np.random.Generator,
        *,
        waits: bool,
    ) -> tuple[int, list[Family]]:
        """Probes that are due take a step: all, or one where no update may wait.

        Returns:
            How many flights were flown, and the families, those drawn about probes in the place of their branches; the
            same list where there are none.
        """
        now, self.probing = (self.probing, []) if waits else (self.probing[:1], self.probing[1:])
        flown, rows = 0, seen.stacked
        for vehicle, name in now:
            plan = _plan_of(families, vehicle)
            item = next(item for item in explanations[vehicle] if item.id == name)
            starts = STARTS if waits else PROMPT_STARTS
            flown += self.probes.step(plan, item, seen.time, rows, seen.counts, rng, starts=starts)
            found = self.probes.found(plan, item, seen.time, families, rows, seen.counts, rng, waits=waits)
            if found is not None:
                found.since = seen.time
                families = [*(family for family in families if family.model.explanation is not item), found]
        return flown, families

    def suspect(self, leading: Family | None, explanations: Mapping[str, Sequence[Explanation]]) -> None:
        """Note the ways in which the leading failure's stage may have failed instead; none where none is suspected."""
        self.compared = []
        if leading is not None and leading.model.explanation.failure is not None:
            stage = leading.model.explanation.failure.stage
            items = explanations[leading.model.vehicle.id]
            others = [item.id for item in items if item.failure is not None and item.failure.stage == stage]
            self.compared = [THE_PLAN, *others]

    def compare(
        self,
        leading: Family | None,
        families: list[Family],
        explanations: Mapping[str, Sequence[Explanation]],
        seen: Seen,
        rng: np.random.Generator,
        *,
        waits: bool,
    ) -> list[Family]:
        """Take the leading failure's flights to fail in other ways: in all, or in one where no update may wait.

        Returns:
            The families, with those flights in the place of others that do worse.
        """
        now, self.compared = (self.compared, []) if waits else (self.compared[:1], self.compared[1:])
        if leading is None:
            return families
        rows, vehicle = seen.stacked, leading.model.vehicle.id
        if THE_PLAN in now:
            plan = _plan_of(families, vehicle)
            for _ in range(ROUNDS if waits else 1):
                reconsider(plan, rows, seen.counts, rng)
        for item in explanations[vehicle]:
            if item.id not in now or item.id == leading.model.explanation.id:
                continue
            other = leading.as_if(item, rows, seen.counts)
            there = [family for family in families if family.model.explanation is item]
            best = max((family.evidence() for family in there), default=-math.inf)
            if other is not None and other.evidence() > best + BETTER:
                gone = {id(family) for family in there}
                families = [*(family for family in families if id(family) not in gone), other]
        return families

    def partners(self, family: Family, families: Sequence[Family]) -> tuple[Array, Array | None]:
        """What proposals go along: positions of the same vehicle's flights to plan, and the shape its scouts tell."""
        vehicle = family.model.vehicle.id
        own = self.probes.scouts.get(f"{vehicle} {family.model.explanation.id}")
        if own is not None and family.size == LEADING_SIZE:
            return family.positions, own.root
        for other in families:
            if other.model.vehicle.id == vehicle and other.model.explanation.failure is None:
                return other.positions, other.scouts.root if other.scouts is not None else None
        return family.positions, None

    def as_json(self) -> dict[str, Any]:
        """What a restart needs."""
        return {
            "due": self.due,
            "compared": self.compared,
            "probes": self.probes.as_json(),
            "probing": self.probing,
        }

    @staticmethod
    def from_json(saved: Mapping[str, Any]) -> Search:
        """What was saved."""
        return Search(
            due=list(saved["due"]),
            compared=list(saved["compared"]),
            probes=Probes.from_json(saved["probes"]),
            probing=[(vehicle, name) for vehicle, name in saved["probing"]],
        )


def _worth_scouting(families: Sequence[Family], leading: Family, hopes: Array, seen: Seen) -> list[str]:
    """Vehicles whose flights to plan matter, those that matter most first."""
    plans = [index for index, family in enumerate(families) if family.model.explanation.failure is None]
    plans.sort(key=lambda index: -float(hopes[index]))
    chosen = [index for index in plans if hopes[index] > WORTH_SCOUTING]
    lost = sorted(index for index in plans if hopes[index] <= WORTH_SCOUTING)
    if lost and room_beside(leading, seen.noise, seen.counts) > ROOM:
        begin = len(seen.rows) * LOST_IN_TURN
        chosen += [lost[(begin + k) % len(lost)] for k in range(min(LOST_IN_TURN, len(lost)))]
    return [families[index].model.vehicle.id for index in chosen]


def _plan_of(families: Sequence[Family], vehicle: str) -> Family:
    """A vehicle's flights that go to plan: they come before all that fail."""
    return next(item for item in families if item.model.vehicle.id == vehicle)
