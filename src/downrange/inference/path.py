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
    All other terms are raised to the power, but for the ends of thrust seen in a curve, which its term holds: what they
    add to it is as narrow, and widens in the same way.
    """

    columns: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """[Q] terms that are such densities; what is missed of them, in squared widths, follows after all terms."""
    seen_peak: Array = field(default_factory=_none)
    """[C] log density of each end of thrust seen, where nothing is missed; what they add to the terms follows last, and
    then what is missed of them, in squared widths."""
    seen_floor: float = 0.0
    """Log density of one that is nothing but chance."""
    peak: Array = field(default_factory=_none)
    """[Q] log density where nothing is missed."""
    floor: Array = field(default_factory=_none)
    """[Q] log density of a wrong observation."""
    freedom: Array = field(default_factory=_none)
    """[Q] numbers that are observed in one."""

    @property
    def narrows(self) -> bool:
        """Whether some density's width shrinks on the way."""
        return len(self.columns) + len(self.seen_peak) > 0

    @property
    def start(self) -> float:
        """Log likelihood at power 0: of any draw [nat]."""
        return float(self.floor.sum()) + self.seen_floor * len(self.seen_peak)

    def plain(self, terms: Array) -> Array:
        """[N, O] the terms in full, without what is missed."""
        return terms[:, : terms.shape[1] - len(self.columns) - 2 * len(self.seen_peak)]

    def _parts(self, terms: Array) -> tuple[Array, Array, Array]:
        """[N] other terms than such densities, without what ends of thrust add, [N, Q] and [N, C] what is missed."""
        count, seen = len(self.columns), len(self.seen_peak)
        plain = self.plain(terms)
        misses, added, off = np.split(terms[:, plain.shape[1] :], [count, count + seen], axis=1)
        return np.delete(plain, self.columns, axis=1).sum(axis=1) - added.sum(axis=1), misses, off

    def log_likelihood(self, terms: Array, power: float) -> Array:
        """[N] of draws with terms [N, O + Q] at a power."""
        if power >= 1.0:
            return self.plain(terms).sum(axis=1)
        if power <= 0.0:
            return np.full(len(terms), self.start)
        others, misses, off = self._parts(terms)
        held = self.peak + 0.5 * self.freedom * np.log(power) - 0.5 * power * misses
        seen = self.seen_peak + np.log(power) - 0.5 * power * off
        return (
            power * others
            + np.logaddexp(held, self.floor).sum(axis=1)
            + np.logaddexp(seen, self.seen_floor).sum(axis=1)
        )

    def most_left(self, terms: Array, power: float, gain: float) -> float:
        """What the log evidence may still grow by from a power on, give or take [nat].

        Args:
            terms: [N, O + Q] of the draws at hand.
            power: that holds now.
            gain: by how much the best of the other terms may still rise at power 0.
        """
        others = self._parts(terms)[0]
        wide = np.log(max(power, 1e-12))
        narrower = 0.0
        for peak, floor, freedom in ((self.peak, self.floor, self.freedom), (self.seen_peak, self.seen_floor, 2.0)):
            now = np.logaddexp(peak + 0.5 * freedom * wide, floor)
            narrower += float((np.logaddexp(peak, floor) - now).sum())
        return narrower + (1.0 - power) * (float(others.max()) + gain)


POWERS = Path()
"""Every term raised to the power."""
