"""The way from the prior to the posterior: how the likelihood is put in force step by step."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from downrange.records.flight import Array, IntArray


def _none() -> Array:
    return np.zeros(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """Likelihoods at a power between 0 and 1.

    An observation that may be wrong is a normal density on a flat floor.
    Raised to a power it is as narrow as ever, and draws find it by chance only; so its width shrinks instead, as
    the inverse root of the power, and draws are led to it.
    All other terms are raised to the power.
    """

    columns: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """[Q] terms that are such densities; what is missed of them, in squared widths, follows after all terms."""
    peak: Array = field(default_factory=_none)
    """[Q] log density where nothing is missed."""
    floor: Array = field(default_factory=_none)
    """[Q] log density of a wrong observation."""
    freedom: Array = field(default_factory=_none)
    """[Q] numbers that are observed in one."""

    @property
    def start(self) -> float:
        """Log likelihood at power 0: of any draw [nat]."""
        return float(self.floor.sum())

    def plain(self, terms: Array) -> Array:
        """[N, O] the terms in full, without what is missed."""
        return terms[:, : terms.shape[1] - len(self.columns)]

    def log_likelihood(self, terms: Array, power: float) -> Array:
        """[N] of draws with terms [N, O + Q] at a power."""
        plain, misses = self.plain(terms), terms[:, terms.shape[1] - len(self.columns) :]
        if power >= 1.0:
            return plain.sum(axis=1)
        if power <= 0.0:
            return np.full(len(terms), self.start)
        others = np.delete(plain, self.columns, axis=1).sum(axis=1)
        held = self.peak + 0.5 * self.freedom * np.log(power) - 0.5 * power * misses
        return power * others + np.logaddexp(held, self.floor).sum(axis=1)

    def most_left(self, terms: Array, power: float, gain: float) -> float:
        """What the log evidence may still grow by from a power on, give or take [nat].

        Args:
            terms: [N, O + Q] of the draws at hand.
            power: that holds now.
            gain: by how much the best of the other terms may still rise at power 0.
        """
        others = np.delete(self.plain(terms), self.columns, axis=1).sum(axis=1)
        now = np.logaddexp(self.peak + 0.5 * self.freedom * np.log(max(power, 1e-12)), self.floor)
        narrower = float((np.logaddexp(self.peak, self.floor) - now).sum())
        return narrower + (1.0 - power) * (float(others.max()) + gain)


POWERS = Path()
"""Every term raised to the power."""
