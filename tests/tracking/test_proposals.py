"""Moves leave the prior as it is where nothing was seen, whatever they go by."""

from __future__ import annotations

import numpy as np
import pytest

from downrange.tracking.proposals import proposed


@pytest.mark.parametrize("own", [True, False])
def test_moves_keep_the_prior_where_nothing_was_seen(own: bool) -> None:
    rng = np.random.default_rng(4)
    count, plan, dimension = 4000, 4, 6
    now = rng.standard_normal((count, dimension))
    partners = rng.standard_normal((count, dimension if own else plan))
    size = dimension if own else plan
    shape = np.linalg.cholesky(0.3 * np.eye(size) + 0.2)
    for _ in range(30):
        new, gain = proposed(now, partners, shape, plan, rng)
        taken = np.log(rng.random(count)) < gain
        now = np.where(taken[:, None], new, now)
    assert np.allclose(now.mean(axis=0), 0.0, atol=0.08)
    assert np.allclose(np.cov(now.T), np.eye(dimension), atol=0.1)
