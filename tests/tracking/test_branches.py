"""Branches leave flights to plan where failures may come, all of them by the time their window begins."""

from __future__ import annotations

import numpy as np
import pytest

from downrange.catalog.sites import find_site
from downrange.tracking.bank import Bank
from downrange.tracking.branches import BUDS_TOGETHER, Branches
from downrange.tracking.drawing import draw_bank
from downrange.tracking.misses import GRID
from downrange.tracking.setup import candidates


@pytest.fixture(scope="module")
def bank() -> Bank:
    vehicles = [item for item in candidates(None) if item[0].stage_count <= 2]
    return draw_bank(find_site("plesetsk"), vehicles, flights=1200, seed=3)


def begun(bank: Bank) -> tuple[Branches, list]:
    branches, worth = Branches(until=40.0), bank.probabilities()[:-1]
    window = 40.0, 60.0
    plans = branches.begin_window(bank.families, bank.probabilities(), worth, bank.explanations, window, 40.0)
    return branches, plans


def test_a_branch_flies_as_planned_until_its_window(bank: Bank) -> None:
    branches, plans = begun(bank)
    made = branches.grow(len(branches.buds), plans, bank.explanations, np.random.default_rng(1))
    assert made
    assert not branches.buds
    for branch in made:
        plan = next(f for f in plans if f.model.vehicle.id == branch.model.vehicle.id)
        before = int(np.searchsorted(GRID, branch.since)) - 1
        for n in range(branch.size):
            twin = np.flatnonzero((plan.positions == branch.positions[n, : plan.positions.shape[1]]).all(axis=1))
            assert np.allclose(branch.tracks[n, :before], plan.tracks[twin[0], :before], atol=30.0)


def test_buds_made_at_each_sighting_are_all_there_when_their_window_begins(bank: Bank) -> None:
    branches, plans = begun(bank)
    rng, most = np.random.default_rng(1), 0
    ways = sum(-(-(len(bank.explanations[plan.model.vehicle.id]) - 1) // BUDS_TOGETHER) for plan in plans)
    assert 0 < len(branches.buds) <= ways
    for time in np.arange(21.0, 41.0):
        due = branches.due(float(time), float(time) - 1.0)
        most = max(most, due)
        branches.grow(due, plans, bank.explanations, rng)
    assert not branches.buds
    assert most <= 1 + ways // 10
