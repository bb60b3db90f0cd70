"""The moves of a population: each way leaves the density that it is meant to leave as it is."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest

from downrange.inference import moves
from downrange.inference.moves import proposed

WIDTH = 0.3
SIZE, MOVES = 4000, 60


def log_likelihood(positions):
    """The sum of the first two coordinates is seen to be one: a ridge across both."""
    return -0.5 * ((positions[:, 0] + positions[:, 1] - 1.0) / WIDTH) ** 2


@pytest.mark.parametrize(("anew", "alike"), [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.3, 0.3)])
def test_each_way_of_moving_leaves_the_posterior_as_it_is(anew, alike, monkeypatch):
    monkeypatch.setattr(moves, "REDRAWN_SHARE", anew)
    monkeypatch.setattr(moves, "RESEMBLING_SHARE", alike)
    rng = np.random.default_rng(5)
    total, spread = 1.0 / (1.0 + WIDTH**2 / 2.0), WIDTH / np.sqrt(1.0 + WIDTH**2 / 2.0)
    across, along = total + spread * rng.standard_normal(SIZE), np.sqrt(2.0) * rng.standard_normal(SIZE)
    positions = np.column_stack([(across + along) / 2.0, (across - along) / 2.0, rng.standard_normal(SIZE)])
    for turn in range(MOVES):
        proposal, log_kept = proposed(positions, rng, whole=turn % 4 == 3)
        gained = log_kept + log_likelihood(proposal) - log_likelihood(positions)
        take = np.log(rng.random(SIZE)) < gained
        positions = np.where(take[:, None], proposal, positions)
    whole = positions[:, 0] + positions[:, 1]
    assert kstest((whole - total) / spread, "norm").pvalue > 1e-3
    assert kstest((positions[:, 0] - positions[:, 1]) / np.sqrt(2.0), "norm").pvalue > 1e-3
    assert kstest(positions[:, 2], "norm").pvalue > 1e-3
