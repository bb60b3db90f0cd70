"""What becomes of the bank's flights, weighed: where they come down, or which orbit they reach."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from downrange.earth.geodesic import planes
from downrange.records.flight import Array
from downrange.records.track import ImpactPrediction, OrbitPrediction
from downrange.tracking.outlook import impact_of

TELLING = 1e-6
"""Flights below this share of the mean weight tell nothing of the outcome."""
WIDER, WIDEST = np.array([2.0, 5.0, 4.0]), np.array([100e3, 400e3, math.radians(5.0)])
"""What flights tell of perigee, apogee and inclination is off by more than they spread, since too few of them fit what
was seen: it is told so many times as wide, up to this [m, m, rad] where they spread less. Learnt on one half of made-up
launches (`scoreboard.tracked_orbits`); the other half is reported."""
LARGEST_AREA = 4e6
"""An impact area longer than this says nothing [m]."""


@dataclass(kw_only=True)
class Weighed:
    """All flights of the bank with their weights."""

    weights: Array
    """[N], sum 1"""
    outcomes: Array
    """[N, 8] in the order of `OUTCOMES`"""
    ends: Array
    """[N] end of the last burn, seconds after time zero"""

    @cached_property
    def outcome(self) -> tuple[ImpactPrediction | None, OrbitPrediction | None]:
        """Where it will come down, if that is likelier than not, or else the orbit it will reach."""
        in_orbit = self.outcomes[:, 3] == 1.0
        probability = float(self.weights[in_orbit].sum())
        # Flights that weigh nothing are left out: they are nearly all, once much was seen.
        counts = self.weights > TELLING / self.weights.size
        if probability >= 0.5:
            chosen = in_orbit & counts
            return None, _orbit(self.weights[chosen], self.outcomes[chosen], probability)
        down = ~in_orbit & counts & np.isfinite(self.outcomes[:, 0])
        return (_impact(self.weights[down], self.outcomes[down]) if down.any() else None), None


def _impact(weights: Array, outcomes: Array) -> ImpactPrediction | None:
    weights = weights / weights.sum()
    latitude, longitude = outcomes[:, 1], outcomes[:, 2]
    heaviest = int(np.argmax(weights))
    center = math.degrees(latitude[heaviest]), math.degrees(longitude[heaviest])
    east, north = planes(latitude, longitude, center)
    # Sums, not products of matrices: those would wait for threads of their own.
    time = float((weights * outcomes[:, 0]).sum())
    sigma = math.sqrt(float((weights * (outcomes[:, 0] - time) ** 2).sum()))
    found = impact_of(
        float(latitude[heaviest]), float(longitude[heaviest]), east, north, weights, time, sigma, source="flights"
    )
    return found if math.sqrt(max(found.covariance[0], found.covariance[2])) < LARGEST_AREA / 4 else None


def _orbit(weights: Array, outcomes: Array, probability: float) -> OrbitPrediction:
    weights = weights / weights.sum()
    means = (weights[:, None] * outcomes[:, 4:7]).sum(axis=0)
    sigmas = np.sqrt((weights[:, None] * (outcomes[:, 4:7] - means) ** 2).sum(axis=0))
    sigmas = np.maximum(sigmas, np.minimum(WIDER * sigmas, WIDEST))
    return OrbitPrediction(
        perigee=float(means[0]),
        perigee_sigma=float(sigmas[0]),
        apogee=float(means[1]),
        apogee_sigma=float(sigmas[1]),
        inclination=float(means[2]),
        inclination_sigma=float(sigmas[2]),
        probability=probability,
        source="flights",
    )
