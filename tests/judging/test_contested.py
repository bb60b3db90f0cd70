"""Statements that the physical evidence speaks against, named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_posteriors import posterior

from downrange.judging.contested import contested
from downrange.records.dossier import Liftoff
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import Failure, FlightKind
from downrange.records.flight import FailureMode
from downrange.records.observation import Scalar, ScalarObservation, Statement

NUMBER = ScalarObservation(id="n", quantity=Scalar.GROUND_RANGE, value=3e5, sigma=1e4)
FAILED = Failure(stage=2, mode=FailureMode.NO_IGNITION)


def said(about, value):
    return Statement(id=f"s-{value}", claims=(f"c-{value}",), about=about, value=value, words=f"it was a {value}")


def evidence(*observations):
    nothing = Liftoff(utc=None, earliest=None, latest=None)
    return LaunchEvidence(id="x", title="x", site=None, liftoff=nothing, vehicle=None, observations=observations)


def weighed(nominal, failed, ballistic, unmodeled=0.02):
    return (
        posterior(FlightKind.ORBITAL, nominal, prior=0.45),
        posterior(FlightKind.ORBITAL, failed, failure=FAILED, prior=0.05),
        posterior(FlightKind.BALLISTIC, ballistic, prior=0.48),
        posterior(None, unmodeled, prior=0.02),
    )


@pytest.mark.parametrize(
    ("statement", "odds"),
    [
        (said("class", "sat"), (0.005, 0.005, 0.97)),
        (said("class", "bm"), (0.95, 0.02, 0.01)),
        (said("outcome", "success"), (0.0, 0.98, 0.0)),
        (said("outcome", "failure"), (0.979, 0.001, 0.0)),
    ],
    ids=lambda item: getattr(item, "value", ""),
)
def test_what_the_flights_leave_little_of_is_named_with_what_it_had_before(statement, odds):
    (conflict,) = contested(evidence(NUMBER, statement), weighed(*odds))
    assert conflict.claims == statement.claims
    assert statement.words in conflict.what
    assert "does not fit the physical evidence" in conflict.what


def test_what_fits_is_not_named():
    told = (said("class", "sat"), said("outcome", "failure"))
    assert contested(evidence(NUMBER, *told), weighed(0.01, 0.95, 0.02)) == ()


def test_what_was_improbable_before_and_is_no_more_so_is_not_named():
    rare = (
        posterior(FlightKind.ORBITAL, 0.97, prior=0.97),
        posterior(FlightKind.ORBITAL, 0.008, failure=FAILED, prior=0.01),
    )
    assert contested(evidence(NUMBER, said("outcome", "failure")), rare) == ()


def test_without_physical_evidence_or_where_nothing_modeled_fits_nobody_is_contested():
    assert contested(evidence(said("class", "sat")), weighed(0.0, 0.0, 0.98)) == ()
    assert contested(evidence(NUMBER, said("class", "sat")), weighed(0.0, 0.0, 0.2, 0.8)) == ()


def test_of_a_flight_that_is_only_planned_no_outcome_is_contested():
    planned = replace(evidence(NUMBER, said("outcome", "failure")), planned=True)
    assert contested(planned, weighed(0.98, 0.0, 0.0)) == ()
