"""One explanation's flights in the bank: weighed, resampled and moved when few of them are left."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from downrange.inference.model import FlightModel
from downrange.records.explanation import Explanation
from downrange.records.flight import Array
from downrange.tracking.beginnings import LAPLACE_DOUBT, REBORN_SWEEPS, drawn_about
from downrange.tracking.charts import chart_of
from downrange.tracking.flying import OUTCOMES, clock_of, fly
from downrange.tracking.misses import add_squares, log_likelihood
from downrange.tracking.packing import pack_array, unpack_array
from downrange.tracking.proposals import proposed
from downrange.tracking.scouts import Scouts, climb, send_out

NEVER = 1e9
"""Stands for the log likelihood that a flight which cannot be would have to beat."""
SWEEPS = 3
"""Moves for each flight once its family has grown thin."""
ASTRAY = 8.0
"""A family has gone astray when its scouts fit better than all of its flights by this much [nat]: of 500 draws from a
normal in 20 coordinates the best lies some 3 below the top; or when Laplace's evidence about them is so much more."""
LEAST_SHARED = 0.1
"""Effective share of a family's flights that must fit when they are taken to fail in another way."""


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
        """Effective number of flights; 0 where none can have been seen so."""
        logs = self.log_weights()
        if not np.isfinite(logs.max()):
            return 0.0
        weights = np.exp(logs - logs.max())
        return float(weights.sum() ** 2 / (weights * weights).sum())

    def see(self, row: Array, counts: Array) -> None:
        """Take a sighting.

        Args:
            row: [1, 22] sighting.
            counts: [3] numbers seen, by kind, with this one.
        """
        add_squares(self.tracks, self.offsets, row, self.squares)
        self.now = log_likelihood(self.squares, counts)

    def see_thinned(self, rows: Array, counts: Array) -> None:
        """Take every other sighting alone: what all of them said counts half from now on.

        Args:
            rows: sightings that are left.
            counts: [3] numbers in them, by kind.
        """
        carried = self.log_weights()
        self.squares[:] = 0.0
        self.see(rows, counts)
        # The weights since the last resampling are halved with the sightings behind them.
        self.settled = self.now - 0.5 * carried
        self.log_evidence *= 0.5

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
        sensible = np.isfinite(plan_log)
        settled = self.settled + np.where(sensible, self.plan_log - np.where(sensible, plan_log, 0.0), NEVER)
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
        flown = climb(self.scouts, self.follow, rows, counts, fresh, rng, chart_of(self.model))
        self.astray += 1
        if self.astray < 3 or self.moves_left or not self.scouts.settled:
            return flown
        told = float(self.scouts.heights[0]) + self.scouts.log_size - self.log_normal
        if self.scouts.heights[0] < float(heights.max()) + ASTRAY and told < self.evidence() + ASTRAY:
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
        if found is None:
            return count
        told = found.log_volume - self.log_normal
        if not (found.height > best + 0.5 * ASTRAY or told > self.evidence() + 0.5 * ASTRAY):
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
        new, gain = proposed(old, partners, shape, plan, rng)
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

    def as_json(self) -> dict[str, Any]:
        """What a restart needs; tracks are flown again from the positions."""
        return {
            "vehicle": self.model.vehicle.id,
            "explanation": self.model.explanation.id,
            "since": self.since,
            "positions": pack_array(self.positions),
            "squares": pack_array(self.squares),
            "settled": pack_array(self.settled),
            "plan_log": pack_array(self.plan_log),
            "log_evidence": self.log_evidence,
            "doubt": self.doubt,
            "moves_left": self.moves_left,
            "cursor": self.cursor,
            "scouts": self.scouts.as_json() if self.scouts is not None else None,
            "astray": self.astray,
        }

    def restored(self, kept: Mapping[str, Any], explanation: Explanation, counts: Array) -> Family:
        """The family that was saved, of the vehicle whose flights to plan these are.

        Args:
            kept: what was saved.
            explanation: that it was saved for.
            counts: [3] numbers seen, by kind.
        """
        model = replace(self.model, explanation=explanation)
        positions = unpack_array(kept["positions"])
        tracks, outcomes, _ = fly(model, positions, self.with_clock)
        squares = unpack_array(kept["squares"])
        return Family(
            model=model,
            log_prior=self.log_prior if explanation.failure is None else math.log(explanation.prior),
            positions=positions,
            with_clock=self.with_clock,
            tracks=tracks,
            outcomes=outcomes,
            squares=squares,
            settled=unpack_array(kept["settled"]),
            plan_log=unpack_array(kept["plan_log"]),
            log_normal=self.log_normal,
            scouts=Scouts.from_json(kept["scouts"]) if kept["scouts"] else None,
            astray=kept["astray"],
            log_evidence=kept["log_evidence"],
            doubt=kept["doubt"],
            moves_left=kept["moves_left"],
            cursor=kept["cursor"],
            since=kept["since"],
            now=log_likelihood(squares, counts),
        )
