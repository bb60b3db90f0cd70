"""Where the bank's flights are at a time, and what burns: told while sightings settle no place by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from downrange.earth.ellipsoid import geodetic_from_ecef
from downrange.earth.geodesic import ranges
from downrange.inference.likelihood import SPEED_ERROR, SPEED_SHARE_ERROR
from downrange.records.flight import Array, IntArray
from downrange.records.track import ImpactPrediction, OrbitPrediction, Phase
from downrange.tracking.family import Family
from downrange.tracking.misses import END, GRID, TRACK_ERROR, TRACK_SHARE_ERROR
from downrange.tracking.outlook import widened, widened_orbit


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """The flights' present, weighed."""

    mean: Array
    """[6] position and velocity (ECEF): their mean."""
    covariance: Array
    """[6, 6] about it."""
    likeliest: Array
    """[6] of the likeliest flight."""
    spread: Array
    """[6, 6] of all about that."""
    burning: float
    """Weight of those whose engine is lit."""
    stage: int | None
    """The stage that most of them have lit last, from 1."""
    pad: tuple[float, float, float]
    """Latitude, longitude [rad], height [m]."""

    def error_at(self, latitude: float, longitude: float) -> float:
        """How far a flight of the bank is from a real one at a place [rad], as its likelihood has it [m].

        Where angles alone are seen nothing else says so: flights that fit lie nearer together than that.
        """
        away = float(ranges(self.pad[0], self.pad[1], np.array([latitude]), np.array([longitude]))[0])
        return TRACK_ERROR + TRACK_SHARE_ERROR * away

    @property
    def place_error(self) -> float:
        """What a model errs by here [m]."""
        latitude, longitude, _ = (float(part) for part in geodetic_from_ecef(self.mean[:3]))
        return self.error_at(latitude, longitude)

    @property
    def speed_error(self) -> float:
        """What a model errs by in speed [m/s]."""
        return SPEED_ERROR + SPEED_SHARE_ERROR * float(np.linalg.norm(self.mean[3:]))

    @property
    def whole(self) -> Array:
        """[6, 6] of the present about the mean, with what models err by."""
        return self.covariance + np.diag([self.place_error**2] * 3 + [self.speed_error**2] * 3)

    def ahead(
        self, impact: ImpactPrediction | None, orbit: OrbitPrediction | None
    ) -> tuple[ImpactPrediction | None, OrbitPrediction | None]:
        """What becomes of the flights, with what models err by."""
        wide = widened(impact, self.error_at(impact.latitude, impact.longitude)) if impact is not None else None
        return wide, widened_orbit(orbit, self.place_error, self.speed_error) if orbit is not None else None

    def phase(self, *, low: bool, falls: bool) -> Phase:
        """What most of the flights do; `low`: in air that is felt."""
        if self.burning > 0.5:
            return Phase.BOOST
        return Phase.ENTRY if low and falls else Phase.COAST

    def odds(self, *, low: bool) -> tuple[float, float, float]:
        """Of boost, coast, entry."""
        out = 1.0 - self.burning
        return self.burning, 0.0 if low else out, out if low else 0.0


def present_of(families: Sequence[Family], weights: Array, time: float, pad: tuple[float, float, float]) -> Present:
    """What the flights of a bank do at a time [s].

    Args:
        families: of the bank.
        weights: [N] of all flights, in the order of the families.
        time: seconds after the stream's zero.
        pad: latitude, longitude [rad], height [m].
    """
    parts: list[Array] = []
    lit: list[NDArray[np.bool_]] = []
    stages: list[IntArray] = []
    for family in families:
        clock = time + family.offsets
        at = np.clip(clock, 0.0, END - 1.0)
        cell = np.clip(np.searchsorted(GRID, at, side="right") - 1, 0, len(GRID) - 2)
        rows, step = np.arange(family.size), (GRID[cell + 1] - GRID[cell])[:, None]
        here, there = family.tracks[rows, cell, :3], family.tracks[rows, cell + 1, :3]
        velocity = (there - here) / step
        parts.append(np.hstack([here + (at - GRID[cell])[:, None] * velocity, velocity]))
        begun = family.ignition <= clock[:, None]
        lit.append(np.any(begun & ~(family.cutoff <= clock[:, None]), axis=1))
        stages.append(begun.sum(axis=1))
    states = np.concatenate(parts).astype(np.float64)
    up = np.isfinite(states).all(axis=1)
    share, states = weights[up] / weights[up].sum(), states[up]
    burning, reached = np.concatenate(lit)[up], np.concatenate(stages)[up]
    likeliest = states[int(np.argmax(share))]
    mean: Array = np.einsum("n,ni->i", share, states)
    error = np.diag([TRACK_ERROR**2] * 3 + [SPEED_ERROR**2] * 3)
    votes = np.bincount(reached, weights=share)
    return Present(
        mean=mean,
        covariance=_about(mean, states, share),
        likeliest=likeliest,
        spread=_about(likeliest, states, share) + error,
        burning=float(share[burning].sum()),
        stage=int(np.argmax(votes)) or None,
        pad=pad,
    )


def _about(middle: Array, states: Array, share: Array) -> Array:
    off = states - middle
    spread: Array = np.einsum("n,ni,nj->ij", share, off, off)
    return spread
