"""Evidence struck out without flying: against flying again, and the tail estimate against a known Pareto tail."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import genpareto

from downrange.inference.infer import infer
from downrange.inference.reweigh import reweigh, tail_shape
from downrange.records.dossier import Liftoff
from downrange.records.evidence import LaunchEvidence
from downrange.records.observation import FallPlace, Scalar, ScalarObservation, Statement
from downrange.records.place import Site

SOHAE = Site(
    id="sohae", name="Sohae", latitude_deg=39.66, longitude_deg=124.705, country="KP", timezone="Asia/Pyongyang"
)
FELL = FallPlace(id="fell", claims=("c1",), center_deg=(36.2, 124.0), sigma=150e3, confidence=0.9)
PEAK = ScalarObservation(id="peak", claims=("c2",), quantity=Scalar.APOGEE, value=180e3, sigma=40e3, confidence=0.9)
FAILED = Statement(id="failed", claims=("c3",), about="outcome", value="failure")
ORBITAL = Statement(id="orbital", claims=("c4",), about="class", value="sat")


def evidence(*observations) -> LaunchEvidence:
    liftoff = Liftoff(utc=None, earliest=None, latest=None)
    return LaunchEvidence(
        id="one", title="One", site=SOHAE, liftoff=liftoff, vehicle="Chollima-1", observations=observations
    )


def as_odds(explanations, probabilities) -> dict[str, float]:
    odds: dict[str, float] = {}
    for explanation, probability in zip(explanations, probabilities, strict=True):
        odds[explanation.id] = odds.get(explanation.id, 0.0) + probability
    return odds


@pytest.fixture(scope="module")
def whole():
    return infer(evidence(FELL, PEAK, FAILED, ORBITAL), SOHAE, seed=7, particles=600)


def test_with_all_the_evidence_the_odds_are_those_inferred(whole):
    again = reweigh(whole, evidence(FELL, PEAK, FAILED, ORBITAL))
    inferred = as_odds([p.explanation for p in whole.posteriors], [p.probability for p in whole.posteriors])
    assert again.must_fly == ""
    assert as_odds(again.explanations, again.probability) == pytest.approx(inferred, abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("left", [(PEAK, FAILED, ORBITAL), (FELL, FAILED, ORBITAL)], ids=["no place", "no apogee"])
def test_striking_out_an_observation_gives_the_odds_of_flying_without_it(whole, left):
    struck = reweigh(whole, evidence(*left))
    flown = infer(evidence(*left), SOHAE, seed=4, particles=600)
    expected = as_odds(
        [p.explanation for p in flown.posteriors], [p.probability_physics_only for p in flown.posteriors]
    )
    found = as_odds(struck.explanations, struck.probability_physics_only)
    distance = 0.5 * sum(abs(found.get(name, 0.0) - share) for name, share in expected.items())
    assert struck.must_fly == ""
    assert distance < 0.15


def test_striking_out_a_statement_leaves_physics_as_it_was(whole):
    before = reweigh(whole, evidence(FELL, PEAK, FAILED, ORBITAL))
    after = reweigh(whole, evidence(FELL, PEAK, FAILED))
    assert after.probability_physics_only == pytest.approx(before.probability_physics_only)
    assert after.probability != pytest.approx(before.probability)
    assert after.error == 0.0


def test_odds_sum_to_one_after_every_strike(whole):
    for left in ((FELL, PEAK), (FELL, ORBITAL, FAILED), (FAILED, ORBITAL)):
        struck = reweigh(whole, evidence(*left))
        assert math.fsum(struck.probability) == pytest.approx(1.0)
        assert math.fsum(struck.probability_physics_only) == pytest.approx(1.0)


def distance(a: dict[str, float], b: dict[str, float]) -> float:
    return 0.5 * sum(abs(a.get(name, 0.0) - b.get(name, 0.0)) for name in a.keys() | b.keys())


@pytest.mark.slow
@pytest.mark.parametrize(
    "changed",
    [
        (FELL, replace(PEAK, value=150e3), FAILED, ORBITAL),
        (replace(FELL, center_deg=(36.8, 124.2)), PEAK, FAILED, ORBITAL),
        (FELL, replace(PEAK, value=200e3), FAILED, ORBITAL),
    ],
    ids=["lower", "nearer", "higher"],
)
def test_changing_a_value_gives_the_odds_of_flying_with_it(whole, changed):
    again = reweigh(whole, evidence(*changed))
    flown = infer(evidence(*changed), SOHAE, seed=5, particles=600)
    expected = as_odds(
        [p.explanation for p in flown.posteriors], [p.probability_physics_only for p in flown.posteriors]
    )
    found = as_odds(again.explanations, again.probability_physics_only)
    before = as_odds([p.explanation for p in whole.posteriors], [p.probability_physics_only for p in whole.posteriors])
    assert again.must_fly == ""
    assert distance(found, expected) < 0.15
    assert distance(found, expected) < distance(before, expected) + 0.05


def test_a_value_far_from_every_stored_flight_is_not_answered_from_them(whole):
    moved = replace(FELL, center_deg=(10.0, 100.0), sigma=5e3, confidence=0.999)
    found = reweigh(whole, evidence(moved, PEAK, FAILED, ORBITAL))
    assert found.must_fly or as_odds(found.explanations, found.probability)["unmodeled"] > 0.5


def test_a_value_of_a_curve_must_be_flown(whole):
    curve = ScalarObservation(id="peak", claims=("c2",), quantity=Scalar.SPEED, value=2e3, sigma=10.0, at_time=90.0)
    assert "stored flights" in reweigh(whole, evidence(FELL, curve, FAILED, ORBITAL)).must_fly


def test_new_evidence_must_be_flown(whole):
    another = replace(FELL, id="fell again", center_deg=(35.0, 124.0))
    assert reweigh(whole, evidence(another, PEAK, FAILED, ORBITAL)).must_fly
    assert reweigh(whole, replace(evidence(FELL, PEAK), vehicle="Unha-3")).must_fly
    assert reweigh(whole, replace(evidence(FELL, PEAK), site=replace(SOHAE, latitude_deg=40.0))).must_fly


def test_without_anything_on_the_flight_it_must_fly(whole):
    assert reweigh(whole, evidence()).must_fly


@pytest.mark.parametrize("shape", [0.2, 0.5, 0.9])
def test_the_tail_of_weights_is_found_where_it_is_known(shape):
    weights = genpareto.rvs(shape, size=20_000, random_state=1)
    assert tail_shape(np.log(weights)) == pytest.approx(shape, abs=0.15)


def test_equal_weights_have_no_tail_and_few_cannot_be_judged():
    assert tail_shape(np.zeros(1000)) == 0.0
    assert tail_shape(np.zeros(10)) == math.inf
