"""Draws of all explanations pooled, each weighted by its probability."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from downrange.records.explanation import FlightKind, FlownPosterior
from downrange.records.finding import Interval
from downrange.records.flight import Array

ONE_WAY = 0.9
"""Resultant length of the draws' azimuths from which on they go about the same way: a spread of some 25 degrees."""
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Flown posteriors of one launch."""

    flown: tuple[FlownPosterior, ...]

    def gather(
        self, value: Callable[[FlownPosterior], Array], *, keep: Callable[[FlownPosterior], bool] = lambda _: True
    ) -> tuple[Array, Array]:
        """A quantity over all draws with its weights; NaN draws are dropped.

        Args:
            value: [N] of one flown posterior.
            keep: which posteriors count.

        Returns:
            Values [M] and weights [M]; the weights sum to the probability of what was kept.
        """
        values: list[Array] = [np.zeros(0)]
        weights: list[Array] = [np.zeros(0)]
        for item in self.flown:
            if keep(item):
                column = np.asarray(value(item), dtype=float)
                values.append(column)
                weights.append(np.full(column.shape, item.posterior.probability / max(len(column), 1)))
        joined, weight = np.concatenate(values), np.concatenate(weights)
        good = np.isfinite(joined)
        return joined[good], weight[good]

    def ascents(self) -> tuple[Array, Array, Array]:
        """Planned inclination [M] and launch azimuth [M] of the draws that go to orbit [rad], and their weights [M]."""
        reached, weights = self.gather(lambda item: item.plan.inclination, keep=orbital)
        leaving, _ = self.gather(
            lambda item: np.where(np.isfinite(item.plan.inclination), item.azimuth, np.nan), keep=orbital
        )
        return reached, leaving, weights

    def arcs(self) -> tuple[Array, Array]:
        """Apogee [m], range [m] and flight time [s] of the draws that come down [M, 3], and their weights [M]."""
        flights = [(item.flight.peak_height, item.flight.ground_range, item.flight.flight_time) for item in self.flown]
        table = np.vstack([np.zeros((0, 3)), *(np.stack(columns, axis=1) for columns in flights)])
        shares = [np.full(len(item.azimuth), item.posterior.probability / len(item.azimuth)) for item in self.flown]
        weights, down = np.concatenate([np.zeros(0), *shares]), np.isfinite(table).all(axis=1)
        return table[down], weights[down]

    def bearing(self) -> float | None:
        """Mean launch azimuth [rad], when most draws go about the same way."""
        azimuth, weights = self.gather(lambda item: item.azimuth)
        if not len(azimuth):
            return None
        east, north = (weights * np.sin(azimuth)).sum(), (weights * np.cos(azimuth)).sum()
        if math.hypot(east, north) < ONE_WAY * weights.sum():
            return None
        return math.atan2(east, north)


def orbital(item: FlownPosterior) -> bool:
    """Whether the explanation is a launch to orbit."""
    return item.posterior.explanation.kind is FlightKind.ORBITAL


def quantiles(values: Array, weights: Array, levels: Sequence[float] = QUANTILES) -> Array:
    """Weighted quantiles of values [M]."""
    order = np.argsort(values)
    cumulative = np.cumsum(weights[order])
    return np.interp(np.asarray(levels) * cumulative[-1], cumulative - 0.5 * weights[order], values[order])


def interval(values: Array, weights: Array, *, least: float = 0.02) -> Interval | None:
    """Posterior interval of a quantity; None when less than `least` of the probability has it."""
    if not len(values) or weights.sum() < least:
        return None
    q05, q25, median, q75, q95 = (float(level) for level in quantiles(values, weights))
    return Interval(median=median, q05=q05, q25=q25, q75=q75, q95=q95)


def circular_interval_deg(values: Array, weights: Array) -> Interval | None:
    """Interval of an angle [rad] in degrees, cut opposite to its mean so that it does not wrap inside."""
    if not len(values):
        return None
    mean = np.arctan2((weights * np.sin(values)).sum(), (weights * np.cos(values)).sum())
    unwrapped = mean + np.remainder(values - mean + np.pi, 2 * np.pi) - np.pi
    found = interval(np.degrees(unwrapped), weights)
    if found is None:
        return None
    turn = 360.0 * math.floor(found.median / 360.0)
    return Interval(
        median=found.median - turn,
        q05=found.q05 - turn,
        q25=found.q25 - turn,
        q75=found.q75 - turn,
        q95=found.q95 - turn,
    )
