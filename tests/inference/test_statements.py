"""What statements are worth, rule by rule."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from downrange.catalog.vehicles import find_vehicle
from downrange.inference.explanations import explanations_of
from downrange.inference.statements import class_odds, log_statement, log_statements, log_told
from downrange.records.explanation import Explanation, Failure, FlightKind
from downrange.records.flight import FailureMode
from downrange.records.observation import Statement


def explained(kind=FlightKind.ORBITAL, stage=None, mode=None):
    failure = Failure(stage=stage, mode=mode) if stage else None
    return Explanation(id="x", kind=kind, vehicle="v", failure=failure)


def said(about, value, *, hedge="fact", origin="kcna", id="1"):
    return Statement(id=id, about=about, value=value, hedge=hedge, origin=origin)


NOMINAL = explained()
SECOND = explained(stage=2, mode=FailureMode.NO_IGNITION)
BALLISTIC = explained(FlightKind.BALLISTIC)


def test_an_admitted_failure_favors_failed_explanations():
    failure = [said("outcome", "failure")]
    assert log_statements(SECOND, failure) > log_statements(NOMINAL, failure) + 2.0


def test_a_named_stage_and_mode_favor_that_failure():
    cause = [said("cause", "second_stage_engine")]
    others = [explained(stage=1, mode=FailureMode.EARLY_CUTOFF), explained(stage=2, mode=FailureMode.STEERING)]
    assert all(log_statements(SECOND, cause) > log_statements(other, cause) + 1.0 for other in others)


def test_a_stage_that_ran_out_of_propellant_lost_its_thrust():
    cause = [said("cause", "second_stage_upper_fuel_propellant")]
    early, steered = (explained(stage=2, mode=mode) for mode in (FailureMode.EARLY_CUTOFF, FailureMode.STEERING))
    assert log_statements(early, cause) > log_statements(steered, cause) + 1.0


def test_a_possible_missile_moves_the_odds_only_a_little():
    possible = [said("class", "bm", hedge="possible", origin="jp_gov")]
    shift = log_statements(BALLISTIC, possible) - log_statements(NOMINAL, possible)
    assert 0.0 < shift < 0.7


def test_one_origin_repeated_counts_once():
    once = [said("outcome", "failure", id="1")]
    thrice = [said("outcome", "failure", id=str(number)) for number in range(3)]
    assert log_statements(SECOND, thrice) == pytest.approx(log_statements(SECOND, once))


def test_two_origins_count_twice():
    one = [said("outcome", "failure", id="1")]
    two = [*one, said("outcome", "failure", id="2", origin="jcs")]
    gain = log_statements(SECOND, one) - log_statements(NOMINAL, one)
    assert log_statements(SECOND, two) - log_statements(NOMINAL, two) == pytest.approx(2 * gain)


def test_no_serious_problem_names_no_cause():
    words = said("cause", "not_serious", hedge="claim")
    assert log_statement(NOMINAL, words) == log_statement(SECOND, words)


def test_a_failure_stated_outweighs_a_good_record_and_a_success_stated_outweighs_less():
    weights = {
        value: log_statement(SECOND, said("outcome", value)) - log_statement(NOMINAL, said("outcome", value))
        for value in ("failure", "success")
    }
    assert math.exp(weights["failure"]) > 50.0
    assert 5.0 < math.exp(-weights["success"]) < 50.0


def test_a_suborbital_flight_is_a_ballistic_one():
    word = said("class", "suborbital")
    assert log_statement(BALLISTIC, word) > log_statement(NOMINAL, word) + 1.0


@pytest.mark.parametrize("value", ["failure", "success"])
def test_statements_do_not_speak_for_what_is_not_modeled(value):
    unmodeled = replace(NOMINAL, kind=None)
    explanations = [replace(NOMINAL, prior=0.9), replace(SECOND, prior=0.08), replace(unmodeled, prior=0.02)]
    told = np.exp(log_told(explanations, [said("outcome", value), said("class", "sat")]))
    priors = np.array([explanation.prior for explanation in explanations])
    after = priors * told / (priors * told).sum()
    assert after[2] == pytest.approx(0.02)
    assert after[0] / after[1] == pytest.approx(
        (0.9 * math.exp(log_statement(NOMINAL, said("outcome", value))))
        / (0.08 * math.exp(log_statement(SECOND, said("outcome", value))))
    )


@pytest.mark.parametrize("value", ["failure", "success"])
def test_how_it_ended_hardly_tells_what_it_was(value):
    told = [said("outcome", value)]
    failures = 0.06
    orbital = failures * math.exp(log_statements(SECOND, told)) + (1.0 - failures) * math.exp(
        log_statements(NOMINAL, told)
    )
    assert 0.5 < orbital / math.exp(log_statements(BALLISTIC, told)) < 2.0


def test_a_fairing_that_is_named_is_the_likeliest_cause_though_others_are_commoner():
    naro = find_vehicle("naro-1")
    every = explanations_of(naro, FlightKind.ORBITAL, 1.0, rate=0.5, with_failures=True)
    failures = [item for item in every if item.failure]

    def leading(value):
        odds = {item.failure.mode: 0.0 for item in failures}
        for item in failures:
            odds[item.failure.mode] += item.prior * math.exp(log_statements(item, [said("cause", value)]))
        return max(odds, key=odds.__getitem__)

    assert leading("separation_fairing") is FailureMode.FAIRING_KEPT
    assert leading("guidance_control") is not FailureMode.FAIRING_KEPT


def test_who_launches_calls_no_launch_to_orbit_a_ballistic_missile():
    others, own = (said("class", "icbm"), replace(said("class", "icbm"), own=True))
    assert class_odds([own]) < class_odds([others]) < 0.0
    assert class_odds([replace(said("class", "missile"), own=True)]) == class_odds([said("class", "missile")])
    assert class_odds([said("class", "sat")]) > 0.0
    assert class_odds([said("outcome", "failure")]) == 0.0
