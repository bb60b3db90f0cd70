"""The filter's state and its two verbs: carry on to a time, take a sighting. Numbers are those of `motion`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from downrange.earth.ellipsoid import ROTATION, ecef_from_geodetic
from downrange.records.flight import Array
from downrange.records.sighting import Sighting, SightingKind
from downrange.tracking import kalman
from downrange.tracking.motion import LOG_DENSITY, MODES, sides_of

GATE = 36.0
"""A sighting this many squared sigmas off is wild: once in 10 million true ones of three numbers."""
LONGEST_SPAN = 3600.0
"""Prediction over a longer gap means nothing [s]."""
NEAREST, FARTHEST, FASTEST = 6.2e6, 4.5e8, 2.5e4
"""Distances from the Earth's center [m] and speeds [m/s] that a track can have."""
SETUP = (kalman.PRIOR_MEAN, kalman.PRIOR_SIGMA, kalman.NOISE, kalman.USED, kalman.USED_COUNT)
_KINDS = {SightingKind.POINT: 0, SightingKind.RADAR: 1, SightingKind.DISPLAY: 2}

Seen = tuple[Array, Array, NDArray[np.int64], Array, Array]
"""Values, sigmas, which are present, origin (ECEF) and axes of the sensor."""


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

    def copy(self) -> FilterState:
        """A state of its own."""
        return FilterState(
            time=self.time,
            means=self.means.copy(),
            covariances=self.covariances.copy(),
            odds=self.odds.copy(),
        )

    def estimate(self) -> tuple[Array, Array]:
        """Mean [11] and covariance [11, 11] over the modes."""
        mean = self.odds @ self.means
        off = self.means - mean
        covariance = np.einsum("m,mij->ij", self.odds, self.covariances) + np.einsum("m,mi,mj->ij", self.odds, off, off)
        return mean, covariance

    def as_json(self) -> dict[str, Any]:
        """Numbers as JSON keeps them exactly."""
        arrays = {name: getattr(self, name).tolist() for name in ("means", "covariances", "odds")}
        return {"time": self.time, **arrays}

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> FilterState:
        """The state that was saved."""
        return FilterState(
            time=float(value["time"]),
            means=np.array(value["means"]),
            covariances=np.array(value["covariances"]),
            odds=np.array(value["odds"]),
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


PLANE_SPEED, PLANE_PLACE = 10.0, 500.0
"""A displayed flight is held this near the plane of its assumed azimuth [m/s], [m], and as far as the Earth turns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """Where a flight that shows only speed and height is taken to be: from a pad along an azimuth."""

    pad: tuple[float, float, float]
    """Latitude, longitude [rad], height [m]."""
    azimuth: float
    """[rad]"""

    def axes(self) -> tuple[Array, Array, Array, Array]:
        """Pad (ECEF), and unit vectors along, across to the right, and up."""
        origin, sides = _standing_kept(*self.pad)
        along = math.cos(self.azimuth) * sides[0] + math.sin(self.azimuth) * sides[1]
        across: Array = np.cross(along, sides[2])
        return origin, along, across, sides[2]


def seen_of(sighting: Sighting, plane: Plane | None = None) -> tuple[Seen, int]:
    """A sighting as the kernels take it; a display is held to the `plane`, when there is one."""
    values = np.zeros(4)
    sigmas = np.ones(4)
    present = np.array([i for i, value in enumerate(sighting.values) if value is not None], dtype=np.int64)
    for i in present:
        values[i], sigmas[i] = sighting.values[i] or 0.0, sighting.sigmas[i]
    origin, sides = np.zeros(3), np.zeros((3, 3))
    if sighting.kind is SightingKind.POINT:
        latitude, longitude, height = values[0], values[1], values[2]
        origin, sides = _standing(latitude, longitude, height)
        values[:3] = 0.0
    elif sighting.position is not None:
        origin, sides = _standing_kept(*sighting.position)
    elif plane is not None:
        origin, _, across, _ = plane.axes()
        sides[0] = across
        turned = ROTATION * max(sighting.time, 0.0)
        sigmas[2] = PLANE_SPEED + turned * values[0]
        sigmas[3] = PLANE_PLACE + 0.5 * turned * values[0] * max(sighting.time, 0.0)
        present = np.concatenate([present, [2, 3]])
    return (values, sigmas, present, origin, sides), _KINDS[sighting.kind]


def _standing(latitude: float, longitude: float, height: float) -> tuple[Array, Array]:
    sides = np.empty((3, 3))
    sides_of(latitude, longitude, sides)
    return ecef_from_geodetic(latitude, longitude, height), sides


@cache
def _standing_kept(latitude: float, longitude: float, height: float) -> tuple[Array, Array]:
    return _standing(latitude, longitude, height)


def carry(state: FilterState, time: float, *, forced: int = -1) -> bool:
    """Predict to `time` in place; with `forced` >= 0 in that mode alone. False when the numbers gave out."""
    span = time - state.time
    if span > 0.0:
        good = kalman.predict(state.means, state.covariances, state.odds, span, forced, SETUP, LOG_DENSITY)
        state.time = time
        return bool(good) and bool(np.isfinite(state.means).all())
    return True


def take(state: FilterState, sighting: Sighting, plane: Plane | None, *, gate: float = GATE) -> tuple[float, float]:
    """Correct by a sighting at the state's time, in place; (log likelihood, least squared misfit).

    A misfit beyond `gate` leaves the state as it is.
    """
    seen, kind = seen_of(sighting, plane)
    log_likelihood, misfit = kalman.correct(state.means, state.covariances, state.odds, seen, kind, gate, SETUP)
    return float(log_likelihood), float(misfit)


def take_in_mode(state: FilterState, sighting: Sighting, plane: Plane | None, mode: int) -> float:
    """Correct one mode alone, in place; its log likelihood."""
    seen, kind = seen_of(sighting, plane)
    return float(kalman.correct_mode(state.means[mode], state.covariances[mode], mode, seen, kind, SETUP, True)[0])


def loosen(state: FilterState, position: float, velocity: float) -> None:
    """Widen a state that sightings have left, by sigmas in position [m] and velocity [m/s], in place."""
    for i in range(3):
        state.covariances[:, i, i] += position**2
        state.covariances[:, i + 3, i + 3] += velocity**2
    state.odds[:] = 1.0 / MODES


def is_sound(state: FilterState) -> bool:
    """False when a state cannot be gone on with: not finite, deep in the Earth, beyond the Moon, or too fast."""
    mean = state.odds @ state.means
    radius, speed = float(np.linalg.norm(mean[:3])), float(np.linalg.norm(mean[3:6]))
    variances = state.covariances[:, np.arange(6), np.arange(6)]
    if not (np.isfinite(state.covariances).all() and (variances > 0.0).all() and variances.max() < FARTHEST**2):
        return False
    return NEAREST < radius < FARTHEST and speed < FASTEST
