"""What the verdict says of a failure."""

from __future__ import annotations

import pytest
from made_posteriors import posterior

from downrange.judging.verdict import failures_of
from downrange.records.explanation import Failure, FlightKind
from downrange.records.flight import FailureMode


def orbital(vehicle, failure, probability):
    return posterior(FlightKind.ORBITAL, probability, vehicle=vehicle, failure=failure)


def test_a_failure_counts_for_all_classes_that_may_have_had_it():
    fairing = Failure(stage=2, mode=FailureMode.FAIRING_KEPT)
    cutoff = Failure(stage=1, mode=FailureMode.EARLY_CUTOFF)
    found = failures_of(
        [
            orbital("a", cutoff, 0.15),
            *(orbital(vehicle, fairing, 0.1) for vehicle in "abc"),
            orbital("a", None, 0.5),
        ]
    )
    assert [failure for failure, _ in found] == [fairing, cutoff]
    assert [share for _, share in found] == pytest.approx([0.3, 0.15])
