"""What a family is worth, and what it may be worth yet."""

from __future__ import annotations

import copy
import math
import sys
from dataclasses import replace

import numpy as np
import pytest
from track_samples import ROOT

from downrange.catalog.sites import find_site
from downrange.records.explanation import FlightKind
from downrange.records.sighting import Sighting, SightingKind
from downrange.records.track import TrackAnswer
from downrange.tracking.bank import Bank
from downrange.tracking.drawing import draw_bank
from downrange.tracking.family import Family
from downrange.tracking.flying import makes_sense
from downrange.tracking.probes import laplace
from downrange.tracking.scouts import Scouts
from downrange.tracking.setup import candidates
from downrange.tracking.standing import (
    ANOTHER_KIND,
    ENOUGH_SEEN,
    hopes_of,
    probabilities_of,
    standing_of,
    strangeness,
    worth_of,
)
from downrange.tracking.suspicion import plan_may_do
from downrange.tracking.tracker import Tracker

sys.path.insert(0, str(ROOT))
from scoreboard.tracked import as_points, site_of
from scoreboard.tracked_strangers import stranger


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
    probabilities = probabilities_of(bank.families, bank.seen.counts)
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
    lost = worth_of(families, probabilities_of(families, bank.seen.counts))
    assert lost[index] < 1e-6
    behind.scouts = copy.deepcopy(bank.families[index].scouts)
    assert hopes_of(families, lost)[index] > 1e-3
    behind.scouts.heights = behind.scouts.heights - 200.0
    assert hopes_of(families, lost)[index] == lost[index]


@pytest.mark.filterwarnings("error")
def test_a_family_that_cannot_have_been_seen_so_has_no_effective_flights(bank: Bank) -> None:
    family = bank.families[0]
    assert family.effective() > 0.0
    assert replace(family, now=np.full(family.size, -math.inf)).effective() == 0.0


def test_a_family_that_lost_its_evidence_begins_anew_though_its_flights_fit(bank: Bank) -> None:
    family = copy.deepcopy(bank.families[0])
    rng, before = np.random.default_rng(4), family.evidence()
    family.log_evidence -= 30.0
    assert family.scouts is not None
    for _ in range(12):
        family.scout(bank.seen.stacked, bank.seen.counts, 400, rng)
        family.moves_left = 0
    gap = float(family.scouts.heights[0]) - float((family.now - 0.5 * (family.positions**2).sum(axis=1)).max())
    assert gap < 8.0  # no scout fits so much better than the flights
    assert family.evidence() == pytest.approx(before, abs=6.0)


def test_no_fault_is_told_while_a_scout_knows_a_plan_that_makes_sense_and_may_do_as_well(bank: Bank) -> None:
    families = copy.deepcopy(bank.families)
    orbital = [item for item in families if item.model.explanation.kind is FlightKind.ORBITAL]
    plan = next(item for item in orbital if item.model.explanation.failure is None)
    assert any(item.model.explanation.failure is not None for item in orbital)
    for item in orbital:
        item.scouts = None
    tried = np.random.default_rng(5).standard_normal((200, plan.model.dimension))
    senseless = tried[~makes_sense(plan.model, tried)]

    def may_do(position: np.ndarray, height: float) -> bool:
        root = np.eye(position.size)
        plan.scouts = Scouts(positions=np.tile(position, (3, 1)), heights=np.full(3, height), root=root)
        failing = plan.log_prior + laplace(plan.scouts, plan) + 2.0 - height
        logs = [failing if item.model.explanation.failure is not None else -99.0 for item in families]
        return plan_may_do(families, np.array(logs) - math.log(len(families)))

    assert may_do(plan.positions[0], 0.0)
    assert not may_do(plan.positions[0], -10.0)
    assert not may_do(senseless[0], 0.0)


def test_scouts_take_nothing_from_a_family_that_fits(bank: Bank) -> None:
    worth = worth_of(bank.families, probabilities_of(bank.families, bank.seen.counts))
    assert np.all(hopes_of(bank.families, worth) >= worth)


def lifted(families: list[Family], kind: FlightKind, *, flights: float, scouts: float) -> list[Family]:
    """Families of a kind fit better by so much, by their flights and by their scouts [nat]."""
    own = copy.deepcopy(families)
    for family in own:
        if family.model.explanation.kind is kind:
            family.now = family.now + flights
            if family.scouts is not None:
                family.scouts.heights = family.scouts.heights + scouts
    return own


def test_where_flights_and_scouts_agree_the_odds_are_those_of_the_flights(bank: Bank) -> None:
    families = lifted(bank.families, FlightKind.ORBITAL, flights=20.0, scouts=20.0)
    standing = standing_of(families, 0.0, bank.strange, bank.seen.counts)
    assert standing.agrees
    assert standing.odds.orbital > 0.999


def test_where_the_scouts_say_otherwise_nothing_is_answered_and_odds_are_doubted(bank: Bank) -> None:
    """What flights alone say is then a matter of how they were drawn."""
    one_sided = lifted(bank.families, FlightKind.ORBITAL, flights=8.0, scouts=-15.0)
    standing = standing_of(one_sided, 0.0, bank.strange, bank.seen.counts)
    assert not standing.agrees
    agreeing = lifted(bank.families, FlightKind.ORBITAL, flights=8.0, scouts=8.0)
    assert standing.odds.orbital < standing_of(agreeing, 0.0, bank.strange, bank.seen.counts).odds.orbital - 0.02


def test_before_anything_is_seen_the_odds_are_the_prior() -> None:
    site = find_site("plesetsk")
    assert site is not None
    drawn = draw_bank(site, [item for item in candidates(None) if item[0].stage_count <= 2], flights=200, seed=3)
    shares = dict.fromkeys(FlightKind, 0.0)
    for family in drawn.families:
        kind = family.model.explanation.kind
        assert kind is not None
        shares[kind] += math.exp(family.log_prior)
    expected = shares[FlightKind.ORBITAL] / sum(shares.values())
    odds = drawn.odds()
    assert odds.orbital / (odds.orbital + odds.ballistic) == pytest.approx(expected, abs=0.02)


def test_what_no_flight_fits_to_its_noise_is_of_another_kind_unless_its_vehicle_is_named(bank: Bank) -> None:
    far = copy.deepcopy(bank.families)
    for family in far:
        family.now = family.now - 40.0
        if family.scouts is not None:
            family.scouts.heights = family.scouts.heights - 40.0
    strange = strangeness(far, bank.seen.noise, bank.seen.counts)
    assert strange > strangeness(bank.families, bank.seen.noise, bank.seen.counts) + 39.0
    many = np.array([ENOUGH_SEEN, 0.0, 0.0])
    assert standing_of(far, 0.0, strange, many).stranger == 0.0
    first = next(item for item in far if item.model.explanation.kind is FlightKind.ORBITAL)
    other = replace(first, model=replace(first.model, vehicle=replace(first.model.vehicle, id="another")))
    assert standing_of([*far, other], 0.0, strange, many - 1.0).stranger == 0.0
    standing = standing_of([*far, other], 0.0, strange, many)
    assert standing.stranger > 0.99
    assert standing.odds.cannot_tell > 0.99
    near = replace(other, now=other.now + 40.0)
    fits = standing_of([*bank.families, near], 0.0, bank.strange, many)
    assert fits.stranger < ANOTHER_KIND


@pytest.mark.slow
def test_a_missile_of_three_stages_that_the_bank_does_not_hold_is_not_called_a_launch_to_orbit() -> None:
    index = 13
    found = stranger(FlightKind.BALLISTIC, index, np.arange(0.0, 400.0, 2.0))
    assert found is not None
    model, flight, _ = found
    assert model.vehicle.stage_count == 3
    site = site_of(index)
    drawn = draw_bank(site, candidates(None, site.id), flights=2000, seed=1)
    tracker, answers = Tracker(pad=drawn.pad, bank=drawn), []
    for sighting in as_points(flight, 50.0, np.random.default_rng(5))[0]:
        update = tracker.update(sighting) if sighting.time < 120.0 else None
        if update is not None:
            answers.append(update.answer)
    assert len(answers) > 40
    assert TrackAnswer.ORBITAL not in answers
