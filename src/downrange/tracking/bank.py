"""The bank: flights of every explanation, weighed as sightings come; the odds at a time are those of `assess` up to it.

Iterated batch importance sampling: the likelihood of everything seen so far is kept for each flight, a family whose
weight has gathered on few flights is resampled and moved, a few flights an update, so that no update waits.
Source: Chopin (2002), A sequential particle filter method for static models, Biometrika 89.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from downrange.records.explanation import Explanation
from downrange.records.flight import Array
from downrange.records.place import Site
from downrange.records.sighting import Sighting
from downrange.records.track import ImpactPrediction, OrbitPrediction, TrackFault, TrackOdds
from downrange.tracking.family import OUTCOMES, SWEEPS, Family, branch_off, fly
from downrange.tracking.misses import (
    END,
    add_squares,
    count_of,
    expected_of,
    log_likelihood,
    thinned,
    weighed_row,
)
from downrange.tracking.outcomes import Weighed
from downrange.tracking.present import Present, present_of
from downrange.tracking.probes import PROMPT_STARTS, ROOM, ROUNDS, STARTS, Probes, begun, room_beside
from downrange.tracking.rows import KIND
from downrange.tracking.scouts import Scouts
from downrange.tracking.standing import (
    Standing,
    evidence_of,
    hopes_of,
    probabilities_of,
    standing_of,
    strangeness,
    worth_of,
)
from downrange.tracking.suspicion import likeliest_fault
from downrange.tracking.turns import reconsider

FLIGHTS = 6000
WINDOW = 20.0
"""Failures are thought of in windows this long: ahead of each, flights that fail in it branch off [s]."""
BRANCH_SIZE = 32
"""Flights of one failure in one window."""
LEADING_SIZE, LEADING = 160, 0.05
"""Flights of a failure that is at least so probable."""
COMPARED_EVERY, SUSPECTED, BETTER = 3, 0.5, 1.0
"""Every so many sightings, once a fault is as probable as this, what it may be is looked at: the leading failure's
flights are taken to fail in every other way, and stand for that where they do better than those there by this much
[nat]."""
THE_PLAN = ""
"""Stands for flights to plan among explanations that are still to be looked at."""
WORTH_BRANCHING = 0.1
"""Vehicles below this probability do not branch."""
MOST_BRANCHES = 48
BRANCH_AGE = 30.0
"""A branch is given this long before it may be dropped [s]."""
NOTHING_LEFT = 1e-4
THIN = 0.35
"""A family is resampled when its effective number falls below this share."""
WORTH_MOVING = 2e-3
"""Families below this probability are left as they are."""
WORTH_KEEPING = 1e-6
"""The same for those that go to plan: one that fell behind because it was thin must be able to come back."""
WORTH_SCOUTING, LOST_IN_TURN = 1e-4, 4
"""Vehicles below this probability send no scouts, but so many at a sighting, in turn, while something may fit better
than all flights there are: the right one may have been given up because none of its flights turned as it did."""
MOVES_AN_UPDATE, FAILING_COST = 200, 3
"""Flights flown per update at most, for families grown thin, where a person waits for the answer; what a flight that
fails counts for: its plan is flown as well, and slower."""
ALL_MOVES = 1_000_000_000
"""Moves are made at once: evidence from families that wait for theirs is too low."""
SPACING = 4.0
"""Sightings of one sensor nearer in time than this [s] say nothing new to the bank: its error is the model's, which
goes on for tens of seconds (throttling, steering); `SERIES_CORRELATION` then stands for 12 s."""
MOST_ROWS = 600
"""Sightings kept for moves; beyond, the spacing is doubled."""
FAULT_FIRM, FAULT_ROWS = 0.99, 8
"""A fault is told at these odds, held over so many sightings of the bank in a row: with 6, one flight to plan was told
for failed on each half of the trials, with 8 one of 39 on the first and none of 41 on the other."""
MOST_SENSORS = 64
"""Sensors whose sightings are thinned apart."""
BUDS_TOGETHER = 4
"""Failures whose branches are flown together."""

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
    custom: tuple[float, float] | None = None
    """Mean and spread of the inclinations that launches to orbit were likely to reach beforehand [rad]."""
    rows: list[Array] = field(default_factory=list)
    """What was seen, a row a sighting."""
    counts: Array = field(default_factory=lambda: np.zeros(3))
    """Numbers seen, by kind."""
    noise: Array = field(default_factory=lambda: np.zeros(3))
    """Squared misses that the flight itself is expected to have, by kind: what the sightings say of their own noise."""
    spacing: float = SPACING
    last: dict[str, float] = field(default_factory=dict)
    """Time of the last sighting taken, by sensor and kind."""
    moves: int = ALL_MOVES
    """Flights flown per update at most."""
    grown: bool = False
    """Whether branches were made at the last sighting: that is work enough where no update may wait."""
    compared: list[str] = field(default_factory=list)
    """Explanations that the leading failure's flights are still to be held against."""
    due: list[str] = field(default_factory=list)
    """Vehicles whose scouts have not yet looked at the last sighting."""
    probes: Probes = field(default_factory=Probes)
    probing: list[tuple[str, str]] = field(default_factory=list)
    """Probes that have not yet looked at the last sighting: vehicle and explanation."""
    suspected: int = 0
    """Sightings in a row at which a fault was firm."""
    branched: float = 0.0
    """Failures before this were thought of, or are in `buds` [s]."""
    buds: list[tuple[str, int, float, float]] = field(default_factory=list)
    """Branches still to be made: vehicle, first of its explanations, window."""
    seen: float = 0.0
    """Time of the last sighting [s]."""
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
        key = f"{sighting.sensor}/{sighting.kind}"
        if not -10.0 <= sighting.time < END:
            return
        gap = abs(sighting.time - self.last.get(key, -math.inf))
        fresh = gap >= self.spacing
        if fresh:
            if len(self.last) < MOST_SENSORS or key in self.last:
                self.last[key] = sighting.time
            self._look_ahead(sighting.time)
            row, numbers = weighed_row(sighting, self.pad, gap)
            self.rows.append(row)
            self.counts[int(row[KIND])] += numbers
            self.noise[int(row[KIND])] += expected_of(row, sighting)
            for family in self.families:
                add_squares(family.tracks, family.offsets, row[None], family.squares)
                family.now = log_likelihood(family.squares, self.counts)
            if len(self.rows) > MOST_ROWS:
                self._thin_out()
            self._changed()
            self.due = self._worth_scouting()
            self.probing = self._worth_probing(sighting.time)
        else:
            self._grow(self._share_of_buds(sighting.time))
        self.seen = sighting.time
        if self.rows and self._move():
            self._changed()
        if fresh and len(self.rows) % COMPARED_EVERY == 0:
            self.compared = self._other_ways()
        if self.compared and (self.waits or not (self.grown or fresh)):
            self._compare()
        if fresh:
            self.strange, self.judged = strangeness(self.families, self.noise, self.counts), None
            self.suspected = self.suspected + 1 if self.settled and self._firm_fault() is not None else 0

    @property
    def waits(self) -> bool:
        """Whether an update may wait for all moves."""
        return self.moves >= ALL_MOVES

    def _changed(self) -> None:
        self.known = self.told = self.outlook = self.judged = None

    def _look_ahead(self, time: float) -> None:
        """Failures of the next window: all at once, or, where no update may wait, a few an update ahead of time."""
        if time >= self.branched:
            self._grow(len(self.buds))
            self._begin_window(max(self.branched, time - WINDOW), time + WINDOW, time)
            self._grow(len(self.buds))
        elif not self.waits and not self.buds and time >= self.branched - WINDOW:
            self._begin_window(self.branched, self.branched + WINDOW, time)
        else:
            self._grow(self._share_of_buds(time))

    def _share_of_buds(self, time: float) -> int:
        """How many to make now, so that all are there when their window begins."""
        if not self.buds:
            return 0
        gap, left = max(time - self.seen, 0.05), max(self.buds[0][2] - time, 0.05)
        return math.ceil(len(self.buds) * min(gap / left, 1.0))

    def _begin_window(self, start: float, end: float, time: float) -> None:
        """Note which failures may come in a window; old branches that are dead go."""
        probabilities = self.probabilities()
        plans = [family for family in self.families if family.model.explanation.failure is None]
        kept = [
            (probability, family)
            for family, probability in zip(self.families, probabilities, strict=False)
            if family.model.explanation.failure is not None
            and (probability > NOTHING_LEFT or time - family.since < BRANCH_AGE)
        ]
        kept.sort(key=lambda pair: -pair[0])
        worth = {family.model.vehicle.id: p for family, p in zip(self.families, self._worth(), strict=True)
                 if family.model.explanation.failure is None}  # fmt: skip
        self.families = [*plans, *(family for _, family in kept[:MOST_BRANCHES])]
        for vehicle, probability in worth.items():
            if probability > WORTH_BRANCHING:
                firsts = range(1, len(self.explanations[vehicle]), BUDS_TOGETHER)
                self.buds += [(vehicle, first, start, end) for first in firsts]
        self.branched = end
        self._changed()

    def _grow(self, most: int) -> None:
        """Make some of the branches that wait."""
        self.grown = most > 0 and bool(self.buds)
        for vehicle, first, start, end in self.buds[:most]:
            plan = next(item for item in self.families if item.model.vehicle.id == vehicle)
            items = self.explanations[vehicle][first : first + BUDS_TOGETHER]
            self.families += branch_off(plan, items, start, end, BRANCH_SIZE, self.rng)
            self._changed()
        del self.buds[:most]

    def _thin_out(self) -> None:
        """Every other sighting is forgotten, and further ones are taken half as often."""
        self.spacing *= 2.0
        self.rows = thinned(self.rows)
        rows = np.stack(self.rows)
        self.counts, self.noise = np.zeros(3), 0.5 * self.noise
        for row in rows:
            self.counts[int(row[KIND])] += count_of(row)
        for family in self.families:
            carried = family.log_weights()
            family.squares[:] = 0.0
            add_squares(family.tracks, family.offsets, rows, family.squares)
            family.now = log_likelihood(family.squares, self.counts)
            # The weights since the last resampling are halved with the sightings behind them.
            family.settled = family.now - 0.5 * carried
            family.log_evidence *= 0.5

    def _move(self) -> bool:
        """Let scouts go on, resample and move families that have grown thin; True when anything changed."""
        rows = np.stack(self.rows)
        flown, changed = (0, False) if self.grown and not self.waits else self._scout(rows)
        if self.probing and (self.waits or not (self.grown or flown)):
            probed, found = self._probe(rows)
            flown, changed = flown + FAILING_COST * probed, changed or found
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
                partners, shape = self._partners(family)
                left -= cost * family.move(left // cost, partners, shape, rows, self.counts, self.rng)
                changed = True
        return changed

    def _worth_scouting(self) -> list[str]:
        """Vehicles whose flights to plan matter, those that matter most first."""
        worth = self._hopes()
        plans = [index for index, family in enumerate(self.families) if family.model.explanation.failure is None]
        plans.sort(key=lambda index: -float(worth[index]))
        chosen = [index for index in plans if worth[index] > WORTH_SCOUTING]
        lost = sorted(index for index in plans if worth[index] <= WORTH_SCOUTING)
        leading = self.families[int(np.argmax(self.probabilities()[:-1]))]
        if lost and room_beside(leading, self.noise, self.counts) > ROOM:
            begin = len(self.rows) * LOST_IN_TURN
            chosen += [lost[(begin + k) % len(lost)] for k in range(min(LOST_IN_TURN, len(lost)))]
        return [self.families[index].model.vehicle.id for index in chosen]

    def _scout(self, rows: Array) -> tuple[int, bool]:
        """Scouts of families that are due take a step: of all, or of one where no update may wait.

        Returns:
            How many flights were flown, and whether a family began anew.
        """
        if not self.due:
            return 0, False
        now, self.due = (self.due, []) if self.waits else (self.due[:1], self.due[1:])
        flown, anew = 0, False
        for family in self.families:
            if family.model.explanation.failure is None and family.model.vehicle.id in now:
                before = family.moves_left
                flown += family.scout(rows, self.counts, self.moves, self.rng)
                anew |= family.moves_left > before
        return flown, anew

    def _worth_probing(self, time: float) -> list[tuple[str, str]]:
        """Probes that are to look at a sighting."""
        chosen: list[tuple[str, str]] = []
        for plan, worth in zip(self.families, self._worth(), strict=True):
            vehicle = plan.model.vehicle.id
            planned = plan.model.explanation.failure is None
            if planned and worth > WORTH_BRANCHING and room_beside(plan, self.noise, self.counts) > ROOM:
                items = begun(plan, self.explanations[vehicle], time)
                chosen += [(vehicle, item.id) for item in self.probes.choose(plan, items)]
        return chosen

    def _probe(self, rows: Array) -> tuple[int, bool]:
        """Probes that are due take a step: all, or one where no update may wait.

        Returns:
            How many flights were flown, and whether flights were drawn about any.
        """
        now, self.probing = (self.probing, []) if self.waits else (self.probing[:1], self.probing[1:])
        flown, anew = 0, False
        for vehicle, name in now:
            plan = next(item for item in self.families if item.model.vehicle.id == vehicle)
            item = next(item for item in self.explanations[vehicle] if item.id == name)
            starts = STARTS if self.waits else PROMPT_STARTS
            flown += self.probes.step(plan, item, self.seen, rows, self.counts, self.rng, starts=starts)
            found = self.probes.found(
                plan, item, self.seen, self.families, rows, self.counts, self.rng, waits=self.waits
            )
            if found is not None:
                found.since = self.seen
                self.families = [*(family for family in self.families if family.model.explanation is not item), found]
                self._changed()
                anew = True
        return flown, anew

    def _leading(self) -> Family | None:
        """The likeliest failure's flights, once a fault is suspected."""
        fault = self.suspicion()
        if fault is None or fault.stage is None or fault.probability < SUSPECTED:
            return None
        probabilities = self.probabilities()
        failing = [index for index, family in enumerate(self.families) if family.model.explanation.failure is not None]
        return self.families[max(failing, key=lambda index: float(probabilities[index]))]

    def _other_ways(self) -> list[str]:
        """Explanations by which the leading failure's stage may have failed instead."""
        leading = self._leading()
        if leading is None or leading.model.explanation.failure is None:
            return []
        stage = leading.model.explanation.failure.stage
        items = self.explanations[leading.model.vehicle.id]
        return [THE_PLAN, *(item.id for item in items if item.failure is not None and item.failure.stage == stage)]

    def _compare(self) -> None:
        """Take the leading failure's flights to fail in other ways: in all, or in one where no update may wait."""
        leading = self._leading()
        now, self.compared = (self.compared, []) if self.waits else (self.compared[:1], self.compared[1:])
        if leading is None:
            return
        rows = np.stack(self.rows)
        if THE_PLAN in now:
            plan = next(item for item in self.families if item.model.vehicle.id == leading.model.vehicle.id)
            for _ in range(ROUNDS if self.waits else 1):
                reconsider(plan, rows, self.counts, self.rng)
        for item in self.explanations[leading.model.vehicle.id]:
            if item.id not in now or item.id == leading.model.explanation.id:
                continue
            other = leading.as_if(item, rows, self.counts)
            there = [family for family in self.families if family.model.explanation is item]
            best = max((family.evidence() for family in there), default=-math.inf)
            if other is not None and other.evidence() > best + BETTER:
                gone = {id(family) for family in there}
                self.families = [*(family for family in self.families if id(family) not in gone), other]
        self._changed()

    def _worth(self) -> Array:
        """How much each family matters."""
        return worth_of(self.families, self.probabilities())

    def _hopes(self) -> Array:
        """How much each family may matter, by what its scouts tell."""
        return hopes_of(self.families, self._worth())

    def _partners(self, family: Family) -> tuple[Array, Array | None]:
        """What proposals go along: positions of the same vehicle's flights to plan, and the shape its scouts tell."""
        vehicle = family.model.vehicle.id
        own = self.probes.scouts.get(f"{vehicle} {family.model.explanation.id}")
        if own is not None and family.size == LEADING_SIZE:
            return family.positions, own.root
        for other in self.families:
            if other.model.vehicle.id == vehicle and other.model.explanation.failure is None:
                return other.positions, other.scouts.root if other.scouts is not None else None
        return family.positions, None

    def probabilities(self) -> Array:
        """Posterior probability of each family, and last of what is not modeled."""
        if self.known is None:
            self.known = probabilities_of(self.families, self.counts, self._evidence())
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
            self.judged = standing_of(self.families, unmodeled, self.strange, self.counts, self._evidence())
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
            "families": [
                {
                    "vehicle": family.model.vehicle.id,
                    "explanation": family.model.explanation.id,
                    "since": family.since,
                    "positions": _packed(family.positions),
                    "squares": _packed(family.squares),
                    "settled": _packed(family.settled),
                    "plan_log": _packed(family.plan_log),
                    "log_evidence": family.log_evidence,
                    "doubt": family.doubt,
                    "moves_left": family.moves_left,
                    "cursor": family.cursor,
                    "scouts": family.scouts.as_json() if family.scouts is not None else None,
                    "astray": family.astray,
                }
                for family in self.families
            ],
            "rng": self.rng.bit_generator.state,
            "rows": _packed(np.array(self.rows).reshape(-1, 22)),
            "counts": self.counts.tolist(),
            "noise": self.noise.tolist(),
            "spacing": self.spacing,
            "branched": self.branched,
            "buds": self.buds,
            "suspected": self.suspected,
            "strange": self.strange,
            "due": self.due,
            "compared": self.compared,
            "probes": self.probes.as_json(),
            "probing": self.probing,
            "seen": self.seen,
            "last": self.last,
        }

    def restore(self, saved: Mapping[str, Any]) -> None:
        """Go on from a saved state of a bank that was drawn in the same way."""
        self.rng.bit_generator.state = saved["rng"]
        self._changed()
        self.buds = [(bud[0], bud[1], bud[2], bud[3]) for bud in saved["buds"]]
        self.rows = list(_unpacked(saved["rows"]))
        self.noise = np.array(saved["noise"])
        self.counts, self.spacing, self.last = np.array(saved["counts"]), saved["spacing"], dict(saved["last"])
        self.due, self.compared = list(saved["due"]), list(saved["compared"])
        self.probes = Probes.from_json(saved["probes"])
        self.probing = [(vehicle, name) for vehicle, name in saved["probing"]]
        self.branched, self.suspected, self.seen = saved["branched"], saved["suspected"], saved["seen"]
        self.strange = saved["strange"]
        plans = {family.model.vehicle.id: family for family in self.families}
        self.families = [self._restored(plans[kept["vehicle"]], kept) for kept in saved["families"]]

    def _restored(self, plan: Family, kept: Mapping[str, Any]) -> Family:
        items = self.explanations[kept["vehicle"]]
        explanation = next(item for item in items if item.id == kept["explanation"])
        model = replace(plan.model, explanation=explanation)
        positions = _unpacked(kept["positions"])
        tracks, outcomes, _ = fly(model, positions, plan.with_clock)
        squares = _unpacked(kept["squares"])
        return Family(
            model=model,
            log_prior=plan.log_prior if explanation.failure is None else math.log(explanation.prior),
            positions=positions,
            with_clock=plan.with_clock,
            tracks=tracks,
            outcomes=outcomes,
            squares=squares,
            settled=_unpacked(kept["settled"]),
            plan_log=_unpacked(kept["plan_log"]),
            log_normal=plan.log_normal,
            scouts=Scouts.from_json(kept["scouts"]) if kept["scouts"] else None,
            astray=kept["astray"],
            log_evidence=kept["log_evidence"],
            doubt=kept["doubt"],
            moves_left=kept["moves_left"],
            cursor=kept["cursor"],
            since=kept["since"],
            now=log_likelihood(squares, self.counts),
        )


def _packed(array: Array) -> dict[str, Any]:
    data = base64.b64encode(np.ascontiguousarray(array, dtype=np.float64).tobytes()).decode()
    return {"shape": list(array.shape), "data": data}


def _unpacked(value: Mapping[str, Any]) -> Array:
    return np.frombuffer(base64.b64decode(value["data"])).reshape(value["shape"]).copy()
