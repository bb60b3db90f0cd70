"""The filter's state and its two verbs: carry on to a time, take a sighting. Numbers are those of `motion`."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from downrange.records.flight import Array
from downrange.tracking import kalman
from downrange.tracking.compiling import kernel
from downrange.tracking.motion import BOOST, COAST, MODES, SIZE
from downrange.tracking.rows import TIME

GATE = 36.0
"""A sighting this many squared sigmas off is wild: once in 10 million true ones of three numbers."""
LONGEST_SPAN = 3600.0
"""Prediction over a longer gap means nothing [s]."""
OUTDONE = -3.0
"""A filter without thrust that lies this far behind in log likelihood is wrong: something burns."""
NEAREST, FARTHEST, FASTEST = 6.2e6, 4.5e8, 2.5e4
"""Distances from the Earth's center [m] and speeds [m/s] that a track can have."""


@dataclass(kw_only=True)
class FilterState:
    """What is known at a time: a mean and covariance for each mode, and the odds of the modes."""

    time: float
    means: Array
    """[3, 11] boost, coast, fall"""
    covariances: Array
    """[3, 11, 11]"""
    odds: Array
    """[3]"""
    fresh: Array = field(default_factory=lambda: np.zeros(MODES))
    """[3] how lately thrust may have ended, as `changes` has it: 1 at that instant, 0 long after."""
    burns: bool = True
    """False for a filter that knows that nothing will burn: its first mode stands still."""
    log_likelihood: float = 0.0
    """Of the last sighting."""
    lead: float = 0.0
    """Of a filter without thrust: by how much the log likelihoods of late lie below those with it, at most 0."""

    def copy(self) -> FilterState:
        """A state of its own."""
        return FilterState(
            time=self.time,
            means=self.means.copy(),
            covariances=self.covariances.copy(),
            odds=self.odds.copy(),
            fresh=self.fresh.copy(),
            burns=self.burns,
            log_likelihood=self.log_likelihood,
            lead=self.lead,
        )

    def estimate(self) -> tuple[Array, Array]:
        """Mean [11] and covariance [11, 11] over the modes."""
        mean, covariance = np.empty(SIZE), np.empty((SIZE, SIZE))
        kalman.estimate(self.means, self.covariances, self.odds, mean, covariance)
        return mean, covariance

    def as_json(self) -> dict[str, Any]:
        """Numbers as they are in memory, so that they are kept exactly and fast."""
        numbers = np.concatenate([self.means.ravel(), self.covariances.ravel(), self.odds, self.fresh])
        packed = base64.b64encode(numbers.tobytes()).decode()
        own = {name: getattr(self, name) for name in ("time", "burns", "log_likelihood", "lead")}
        return {**own, "numbers": packed}

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> FilterState:
        """The state that was saved."""
        numbers = np.frombuffer(base64.b64decode(value["numbers"]))
        ends = np.cumsum([MODES * SIZE, MODES * SIZE * SIZE, MODES])
        means, covariances, odds, fresh = np.split(numbers, ends)
        return FilterState(
            time=float(value["time"]),
            means=means.reshape(MODES, SIZE).copy(),
            covariances=covariances.reshape(MODES, SIZE, SIZE).copy(),
            odds=odds.copy(),
            fresh=fresh.copy(),
            burns=bool(value["burns"]),
            log_likelihood=float(value["log_likelihood"]),
            lead=float(value["lead"]),
        )


def start_state(
    time: float, position: Array, velocity: Array, covariance: Array, odds: tuple[float, float, float]
) -> FilterState:
    """A state from a position and velocity (ECEF) and their covariance (6, 6); all else at its prior."""
    mean = kalman.PRIOR_MEAN.copy()
    mean[:3], mean[3:6] = position, velocity
    full = np.diag(kalman.PRIOR_SIGMA**2)
    full[:6, :6] = covariance
    return FilterState(
        time=time,
        means=np.tile(mean, (MODES, 1)),
        covariances=np.tile(full, (MODES, 1, 1)),
        odds=np.array(odds) / sum(odds),
    )


def free_state(state: FilterState) -> FilterState:
    """The same without thrust, now or later: what coasts and falls goes on by itself."""
    free = state.copy()
    free.burns, free.lead = False, 0.0
    free.odds[BOOST] = 0.0
    free.odds /= free.odds.sum()
    return free


def beside(state: FilterState, free: FilterState) -> tuple[Array, Array]:
    """Mean [11] and covariance [11, 11] of what most likely coasts: without thrust, but for the odds that it burns."""
    means, covariances = free.means.copy(), free.covariances.copy()
    means[BOOST], covariances[BOOST] = state.means[BOOST], state.covariances[BOOST]
    burns = float(state.odds[BOOST])
    odds = free.odds * (1.0 - burns)
    odds[BOOST] = burns
    mean, covariance = np.empty(SIZE), np.empty((SIZE, SIZE))
    kalman.estimate(means, covariances, odds, mean, covariance)
    return mean, covariance


def carry(state: FilterState, time: float) -> bool:
    """Predict to `time` in place. False when the numbers gave out."""
    span = time - state.time
    if span > 0.0:
        state.time = time
        return bool(kalman.predict(state.means, state.covariances, state.odds, span, state.fresh, state.burns))
    return True


def take(state: FilterState, row: Array, *, gate: float = GATE) -> tuple[float, float]:
    """Correct by a sighting (a row of `rows`) at the state's time, in place; (log likelihood, least squared misfit).

    A misfit beyond `gate` leaves the state as it is.
    """
    return kalman.correct(state.means, state.covariances, state.odds, row, gate, state.burns)


def followed(state: FilterState, row: Array) -> FilterState | None:
    """The state after a sighting: carried to its time and corrected. None when it was too far off, or out of reach."""
    span = float(row[TIME]) - state.time
    if span > LONGEST_SPAN:
        return None
    new = state.copy()
    new.time = max(float(row[TIME]), state.time)
    new.log_likelihood = _follow(new.means, new.covariances, new.odds, span, row, new.fresh, state.burns)
    return new if new.log_likelihood > kalman.REFUSED else None


def followed_free(free: FilterState, row: Array, beside: FilterState) -> FilterState | None:
    """The state without thrust after a sighting; None when the one `beside`, which knows of thrust, foretold it better.

    Likelihoods are added up, and what was good long ago does not make up for what is bad of late (Page's test).
    """
    new = followed(free, row)
    if new is not None:
        new.lead = min(free.lead + new.log_likelihood - beside.log_likelihood, 0.0)
    return new if new is not None and new.lead > OUTDONE else None


@kernel
def _follow(means: Array, covariances: Array, odds: Array, span: float, row: Array, fresh: Array, burns: bool) -> float:
    if span > 0.0 and not kalman.predict(means, covariances, odds, span, fresh, burns):
        return kalman.REFUSED
    log_likelihood = kalman.correct(means, covariances, odds, row, GATE, burns)[0]
    return log_likelihood if _is_sound(means, covariances, odds, burns) else kalman.REFUSED


@kernel
def _is_sound(means: Array, covariances: Array, odds: Array, burns: bool) -> bool:
    radius2 = speed2 = 0.0
    for i in range(3):
        place = speed = 0.0
        for m in range(BOOST if burns else COAST, MODES):
            place += odds[m] * means[m, i]
            speed += odds[m] * means[m, i + 3]
            for variance in (covariances[m, i, i], covariances[m, i + 3, i + 3]):
                if not 0.0 < variance < FARTHEST**2:
                    return False
        radius2 += place * place
        speed2 += speed * speed
    return NEAREST**2 < radius2 < FARTHEST**2 and speed2 < FASTEST**2


def loosen(state: FilterState, position: float, velocity: float) -> None:
    """Widen a state that sightings have left, by sigmas in position [m] and velocity [m/s], in place."""
    for i in range(3):
        state.covariances[:, i, i] += position**2
        state.covariances[:, i + 3, i + 3] += velocity**2
    state.odds[:] = 1.0 / MODES
