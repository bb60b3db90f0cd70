"""Where the families of the bank stand: probabilities from evidence and its doubt, and which are worth flights."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from downrange.inference.explanations import UNMODELED_PRIOR
from downrange.records.explanation import FlightKind
from downrange.records.flight import Array
from downrange.tracking.family import Family
from downrange.tracking.misses import log_likelihood
from downrange.tracking.probes import laplace

BACKGROUND_MISS = 10.0
"""Something that is not modeled misses every number by this many widths."""
DOUBT = 2.0
"""Evidence from few flights is doubted: probabilities are means over log evidences this many sigmas wide."""
_DRAWS = np.random.default_rng(17).standard_normal((64, 256))


def probabilities_of(families: Sequence[Family], counts: Array) -> Array:
    """Posterior probability of each family, and last of what is not modeled.

    Args:
        families: of the bank.
        counts: [3] numbers seen, by kind.
    """
    logs = [family.log_prior + family.evidence() for family in families]
    doubts = [math.sqrt(family.doubt + 1.0 / family.effective()) for family in families]
    wild = np.array([[BACKGROUND_MISS**2 * count] for count in counts])
    logs.append(math.log(UNMODELED_PRIOR) + float(log_likelihood(wild, counts)[0]))
    draws = _DRAWS[:, : len(logs) - 1] if len(logs) <= _DRAWS.shape[1] else np.zeros((1, len(logs) - 1))
    noisy = np.array(logs) + np.hstack([DOUBT * draws * np.array(doubts), np.zeros((len(draws), 1))])
    weights = np.exp(noisy - noisy.max(axis=1, keepdims=True))
    means: Array = (weights / weights.sum(axis=1, keepdims=True)).mean(axis=0)
    return means


def worth_of(families: Sequence[Family], probabilities: Array) -> Array:
    """How much each family matters: its probability, or that of its whole vehicle when it goes to plan.

    Those that go to plan are what all branches come from: they must stay alive when a branch leads. Of a vehicle
    that is named it is asked what became of it, however like a missile that looks.
    """
    worth = probabilities[:-1].copy()
    orbital = np.array([family.model.explanation.kind is FlightKind.ORBITAL for family in families])
    vehicles = [family.model.vehicle.id for family in families]
    if len({vehicle for vehicle, counts in zip(vehicles, orbital, strict=True) if counts}) == 1:
        worth[orbital] /= max(float(worth[orbital].sum()), 1e-300)
    for index, family in enumerate(families):
        if family.model.explanation.failure is None:
            worth[index] = sum(p for p, vehicle in zip(worth, vehicles, strict=True) if vehicle == vehicles[index])
    return worth


def hopes_of(families: Sequence[Family], worth: Array) -> Array:
    """How much each family may matter: its worth, or what the scouts of its flights to plan tell, if that is more.

    A family's flights can lag behind what fits, and cannot catch up once they are given up for that.
    """
    hopes = worth.copy()
    likeliest = max(family.log_prior + family.evidence() for family in families)
    for index, family in enumerate(families):
        if family.model.explanation.failure is None and family.scouts is not None:
            told = family.log_prior + laplace(family.scouts, family) - likeliest
            hopes[index] = max(hopes[index], math.exp(min(told, 0.0)))
    return hopes
