"""What a family is worth, and what it may be worth yet."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest

from downrange.catalog.sites import find_site
from downrange.records.explanation import FlightKind
from downrange.records.sighting import Sighting, SightingKind
from downrange.tracking.bank import Bank
from downrange.tracking.drawing import draw_bank
from downrange.tracking.setup import candidates
from downrange.tracking.standing import hopes_of, probabilities_of, worth_of


@pytest.fixture(scope="module")
def bank() -> Bank:
    site = find_site("plesetsk")
    assert site is not None
    drawn = draw_bank(site, [item for item in candidates(None) if item[0].stage_count <= 2], flights=400, seed=3)
    up = math.radians(site.latitude_deg), math.radians(site.longitude_deg)
    for time, height in ((20.0, 1500.0), (30.0, 4000.0), (40.0, 8000.0)):
        drawn.weigh(Sighting(time=time, kind=SightingKind.POINT, values=(*up, height), sigmas=(500.0,) * 3))
    return drawn


def test_probabilities_sum_to_one_with_what_is_not_modeled(bank: Bank) -> None:
    probabilities = probabilities_of(bank.families, bank.counts)
    assert len(probabilities) == len(bank.families) + 1
    assert probabilities.sum() == pytest.approx(1.0)


def test_a_family_whose_flights_lag_is_kept_while_its_scouts_fit(bank: Bank) -> None:
    families = copy.deepcopy(bank.families)
    index = next(n for n, item in enumerate(families) if item.model.explanation.kind is FlightKind.BALLISTIC)
    behind = families[index]
    assert behind.scouts is not None
    for family in families:
        family.scouts = None
    behind.now = behind.now - 60.0
    lost = worth_of(families, probabilities_of(families, bank.counts))
    assert lost[index] < 1e-6
    behind.scouts = copy.deepcopy(bank.families[index].scouts)
    assert hopes_of(families, lost)[index] > 1e-3
    behind.scouts.heights = behind.scouts.heights - 200.0
    assert hopes_of(families, lost)[index] == lost[index]


def test_scouts_take_nothing_from_a_family_that_fits(bank: Bank) -> None:
    worth = worth_of(bank.families, probabilities_of(bank.families, bank.counts))
    assert np.all(hopes_of(bank.families, worth) >= worth)
