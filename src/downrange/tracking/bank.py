"""The bank: flights of every explanation, weighed as sightings come; the odds at a time are those of `assess` up to it.

Iterated batch importance sampling: the likelihood of everything seen so far is kept for each flight, a family whose
weight has gathered on few flights is resampled and moved, a few flights an update, so that no update waits.
Source: Chopin (2002), A sequential particle filter method for static models, Biometrika 89.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from downrange.records.explanation import Explanation
from downrange.records.flight import Array
from downrange.records.place import Site
from downrange.records.sighting import Sighting
from downrange.records.track import ImpactPrediction, OrbitPrediction, TrackFault, TrackOdds
from downrange.tracking.branches import WINDOW, Branches
from downrange.tracking.family import SWEEPS, Family
from downrange.tracking.flying import OUTCOMES
from downrange.tracking.misses import END
from downrange.tracking.outcomes import Weighed
from downrange.tracking.present import Present, present_of
from downrange.tracking.search import COMPARED_EVERY, LEADING, LEADING_SIZE, SUSPECTED, Search
from downrange.tracking.seen import Seen
from downrange.tracking.standing import (
    Standing,
    evidence_of,
    hopes_of,
    probabilities_of,
    standing_of,
    strangeness,
    worth_of,
)
from downrange.tracking.suspicion import likeliest_fault, plan_may_do

FLIGHTS = 6000
"""In all."""
THIN = 0.35
"""A family is resampled when its effective number falls below this share."""
WORTH_MOVING = 2e-3
"""Families below this probability are left as they are."""
WORTH_KEEPING = 1e-6
"""The same for those that go to plan: one that fell behind because it was thin must be able to come back."""
MOVES_AN_UPDATE, FAILING_COST = 200, 3
"""Flights flown per update at most, for families grown thin, where a person waits for the answer; what a flight that
fails counts for: its plan is flown as well, and slower."""
ALL_MOVES = 1_000_000_000
"""Moves are made at once: evidence from families that wait for theirs is too low."""
FAULT_FIRM, FAULT_ROWS = 0.99, 8
"""A fault is told at these odds, held over so many sightings of the bank in a row: with 6, one flight to plan was told
for failed on each half of the trials, with 8 one of 39 on the first and none of 41 on the other."""
Progress = Callable[[str, float], None]


@dataclass(kw_only=True)
class Bank:
    """All families over one launch."""

    site: Site
    families: list[Family]
    """To plan, one a vehicle; then the branches that fail."""
    explanations: dict[str, list[Explanation]]
    """By vehicle, that which goes to plan first."""
    rng: np.random.Generator
    seen: Seen = field(default_factory=Seen)
    branches: Branches = field(default_factory=Branches)
    search: Search = field(default_factory=Search)
    custom: tuple[float, float] | None = None
    """Mean and spread of the inclinations that launches to orbit were likely to reach beforehand [rad]."""
    moves: int = ALL_MOVES
    """Flights flown per update at most."""
    grown: bool = False
    """Whether branches were made at the last sighting: that is work enough where no update may wait."""
    planned: bool = False
    """Whether, though a fault is suspected, a scout knows a flight to plan that may do as well."""
    suspected: int = 0
    """Sightings in a row at which a fault was firm."""
    known: Array | None = None
    """Probabilities at present; None when they have to be worked out."""
    outlook: Weighed | None = None
    """All flights, weighed; None when that has to be worked out."""
    told: tuple[Array, Array] | None = None
    """Evidence of the families and its variance; None when it has to be worked out."""
    strange: float = 0.0
    """What the best flights lack to those of a vehicle that the bank holds, at the last sighting taken [nat]."""
    judged: Standing | None = None
    """What all families say; None when that has to be worked out."""

    @property
    def flights(self) -> int:
        """Flights in the bank."""
        return sum(family.size for family in self.families)

    @property
    def pad(self) -> tuple[float, float, float]:
        """Latitude, longitude [rad], height [m]."""
        return math.radians(self.site.latitude_deg), math.radians(self.site.longitude_deg), self.site.height

    def weigh(self, sighting: Sighting) -> None:
        """Take a sighting: every flight's likelihood, then some moves where a family has grown thin."""
        if not -10.0 <= sighting.time < END:
            return
        fresh = self.seen.is_news(sighting)
        if fresh:
            self._look_ahead(sighting.time)
            self._take(sighting)
        else:
            self._grow(self.branches.due(sighting.time, self.seen.time))
        self.seen.time = sighting.time
        if self.seen.rows and self._move():
            self._changed()
        if fresh and len(self.seen.rows) % COMPARED_EVERY == 0:
            self.search.suspect(self._leading(), self.explanations)
        if self.search.compared and (self.waits or not (self.grown or fresh)):
            self._compare()
        if fresh:
            self.strange = strangeness(self.families, self.seen.noise, self.seen.counts)
            self.judged = None
            fault = self.suspicion()
            doubted = fault is not None and fault.stage is not None and fault.probability >= SUSPECTED
            self.planned = doubted and plan_may_do(self.families, self._evidence()[0])
            told = self._firm_fault() is not None and self.settled and not self.planned
            self.suspected = self.suspected + 1 if told else 0

    @property
    def waits(self) -> bool:
        """Whether an update may wait for all moves."""
        return self.moves >= ALL_MOVES

    def _changed(self) -> None:
        self.known = self.told = self.outlook = self.judged = None

    def _take(self, sighting: Sighting) -> None:
        """Hold every flight against a sighting, and note who is to look at it."""
        row = self.seen.take(sighting, self.pad)
        for family in self.families:
            family.see(row[None], self.seen.counts)
        if self.seen.thin_out():
            for family in self.families:
                family.see_thinned(self.seen.stacked, self.seen.counts)
        self._changed()
        self.search.begin(
            self.families,
            self.explanations,
            self.seen,
            self.probabilities(),
            self._worth(),
            self._hopes(),
            sighting.time,
        )

    def _compare(self) -> None:
        """Hold the leading failure's flights against other ways to fail."""
        leading = self._leading()
        self.families = self.search.compare(
            leading, self.families, self.explanations, self.seen, self.rng, waits=self.waits
        )
        if leading is not None:
            self._changed()

    def _look_ahead(self, time: float) -> None:
        """Failures of the next window: all at once, or, where no update may wait, a few an update ahead of time."""
        branches = self.branches
        if time >= branches.until:
            self._grow(len(branches.buds))
            self._begin_window(max(branches.until, time - WINDOW), time + WINDOW, time)
            self._grow(len(branches.buds))
        elif not self.waits and not branches.buds and time >= branches.until - WINDOW:
            self._begin_window(branches.until, branches.until + WINDOW, time)
        else:
            self._grow(branches.due(time, self.seen.time))

    def _begin_window(self, start: float, end: float, time: float) -> None:
        self.families = self.branches.begin_window(
            self.families, self.probabilities(), self._worth(), self.explanations, (start, end), time
        )
        self._changed()

    def _grow(self, most: int) -> None:
        """Make some of the branches that wait."""
        self.grown = most > 0 and bool(self.branches.buds)
        if self.grown:
            self.families += self.branches.grow(most, self.families, self.explanations, self.rng)
            self._changed()

    def _move(self) -> bool:
        """Let scouts go on, resample and move families that have grown thin; True when anything changed."""
        seen, flown, changed = self.seen, 0, False
        if self.waits or not self.grown:
            flown, changed = self.search.scout(self.families, seen, self.moves, self.rng, waits=self.waits)
        if self.search.probing and (self.waits or not (self.grown or flown)):
            probed, families = self.search.probe(self.families, self.explanations, seen, self.rng, waits=self.waits)
            flown += FAILING_COST * probed
            if families is not self.families:
                self.families, changed = families, True
                self._changed()
        probabilities = self._hopes()
        order = np.argsort(-probabilities)
        left = (self.moves // 4 if self.grown else self.moves) - flown
        for index in order:
            family = self.families[index]
            planned = family.model.explanation.failure is None
            if left <= 0 or probabilities[index] < (WORTH_KEEPING if planned else WORTH_MOVING):
                break
            grows = not planned and family.size < LEADING_SIZE and probabilities[index] > LEADING
            if grows or (family.moves_left == 0 and family.effective() < THIN * family.size):
                family.resample(self.rng, LEADING_SIZE if grows else None)
                changed = True
            cost = 1 if planned else FAILING_COST
            while left >= cost and family.moves_left > 0:
                partners, shape = self.search.partners(family, self.families)
                left -= cost * family.move(left // cost, partners, shape, seen.stacked, seen.counts, self.rng)
                changed = True
        return changed

    def _leading(self) -> Family | None:
        """The likeliest failure's flights, once a fault is suspected."""
        fault = self.suspicion()
        if fault is None or fault.stage is None or fault.probability < SUSPECTED:
            return None
        probabilities = self.probabilities()
        failing = [index for index, family in enumerate(self.families) if family.model.explanation.failure is not None]
        return self.families[max(failing, key=lambda index: float(probabilities[index]))]

    def _worth(self) -> Array:
        """How much each family matters."""
        return worth_of(self.families, self.probabilities())

    def _hopes(self) -> Array:
        """How much each family may matter, by what its scouts tell."""
        return hopes_of(self.families, self._worth())

    def probabilities(self) -> Array:
        """Posterior probability of each family, and last of what is not modeled."""
        if self.known is None:
            self.known = probabilities_of(self.families, self.seen.counts, self._evidence())
        return self.known

    def _evidence(self) -> tuple[Array, Array]:
        if self.told is None:
            self.told = evidence_of(self.families)
        return self.told

    @property
    def standing(self) -> Standing:
        """What all families say together."""
        if self.judged is None:
            unmodeled = float(self.probabilities()[-1])
            self.judged = standing_of(self.families, unmodeled, self.strange, self.seen.counts, self._evidence())
        return self.judged

    def odds(self) -> TrackOdds:
        """Launch to orbit, ballistic, or neither."""
        return self.standing.odds

    @property
    def settled(self) -> bool:
        """False while flights that go to plan, and matter, wait for their first moves after a resampling."""
        return all(
            family.moves_left <= (SWEEPS - 1) * family.size or worth < WORTH_MOVING
            for family, worth in zip(self.families, self._worth(), strict=True)
            if family.model.explanation.failure is None
        )

    @property
    def effective(self) -> float:
        """Effective number of flights over all families."""
        weights = self._weighed().weights
        return float(1.0 / (weights * weights).sum()) if weights.size else 0.0

    def _weighed(self) -> Weighed:
        """Weights of all flights, that sum to 1, and what becomes of them."""
        if self.outlook is None:
            probabilities = self.probabilities()[:-1]
            parts: list[Array] = []
            for family, probability in zip(
                self.families, probabilities / max(probabilities.sum(), 1e-300), strict=True
            ):
                weights = np.exp(family.log_weights() - family.log_weights().max())
                parts.append(weights * (probability / weights.sum()))
            outcomes = np.concatenate([family.outcomes[:, : len(OUTCOMES)] for family in self.families])
            offsets = np.concatenate([family.offsets for family in self.families])
            self.outlook = Weighed(weights=np.concatenate(parts), outcomes=outcomes, ends=outcomes[:, 7] - offsets)
        return self.outlook

    def present(self, time: float) -> Present:
        """Where the flights are at a time [s], and what burns."""
        return present_of(self.families, self._weighed().weights, time, self.pad)

    def more_thrust(self, time: float) -> float:
        """Probability that an engine will still burn after `time` [s]."""
        known = self._weighed()
        return float(known.weights[known.ends > time + 1.0].sum())

    def outcome(self, time: float) -> tuple[ImpactPrediction | None, OrbitPrediction | None]:
        """Where it will come down, if that is likelier than not, or else the orbit it will reach."""
        impact, orbit = self._weighed().outcome
        return (None if impact is not None and impact.time < time else impact), orbit

    def fault(self) -> TrackFault | None:
        """The likeliest fault, once it is firm and has been for a while."""
        return self._firm_fault() if self.suspected >= FAULT_ROWS else None

    def _firm_fault(self) -> TrackFault | None:
        found = self.suspicion()
        return found if found is not None and found.probability >= FAULT_FIRM else None

    def suspicion(self) -> TrackFault | None:
        """The likeliest fault of a launch to orbit, firm or not; None where it is rather no such launch."""
        return likeliest_fault([family.model.explanation for family in self.families], self.probabilities())

    def as_json(self) -> dict[str, Any]:
        """What a restart needs; tracks are flown again from the positions."""
        return {
            "families": [family.as_json() for family in self.families],
            "rng": self.rng.bit_generator.state,
            "branched": self.branches.until,
            "buds": self.branches.buds,
            "suspected": self.suspected,
            "strange": self.strange,
            **self.seen.as_json(),
            **self.search.as_json(),
        }

    def restore(self, saved: Mapping[str, Any]) -> None:
        """Go on from a saved state of a bank that was drawn in the same way."""
        self.rng.bit_generator.state = saved["rng"]
        self._changed()
        buds = [(bud[0], bud[1], bud[2], bud[3]) for bud in saved["buds"]]
        self.branches = Branches(until=saved["branched"], buds=buds)
        self.seen, self.search = Seen.from_json(saved), Search.from_json(saved)
        self.suspected, self.strange = saved["suspected"], saved["strange"]
        plans = {family.model.vehicle.id: family for family in self.families}
        self.families = [self._restored(plans[kept["vehicle"]], kept) for kept in saved["families"]]

    def _restored(self, plan: Family, kept: Mapping[str, Any]) -> Family:
        items = self.explanations[kept["vehicle"]]
        explanation = next(item for item in items if item.id == kept["explanation"])
        return plan.restored(kept, explanation, self.seen.counts)
