"""What the verdict says of a failure."""

from __future__ import annotations

import math

import numpy as np
import pytest

from downrange.judging.verdict import failures_of
from downrange.records.explanation import Explanation, Failure, FlightKind, Posterior, SamplerReport
from downrange.records.flight import FailureMode

REPORT = SamplerReport(flights=1, steps=1, acceptance=1.0, effective_sample_size=1.0, log_evidence_spread=math.nan)


def posterior(vehicle, failure, probability):
    return Posterior(
        explanation=Explanation(id="x", kind=FlightKind.ORBITAL, vehicle=vehicle, failure=failure),
        log_evidence=0.0,
        probability=probability,
        probability_physics_only=probability,
        weights=np.zeros(0),
        parameters=np.zeros((0, 0)),
        parameter_names=(),
        ensemble=None,
        log_likelihood=np.zeros((0, 0)),
        observations=(),
        sampler=REPORT,
    )


def test_a_failure_counts_for_all_classes_that_may_have_had_it():
    fairing = Failure(stage=2, mode=FailureMode.FAIRING_KEPT)
    cutoff = Failure(stage=1, mode=FailureMode.EARLY_CUTOFF)
    found = failures_of(
        [
            posterior("a", cutoff, 0.15),
            *(posterior(vehicle, fairing, 0.1) for vehicle in "abc"),
            posterior("a", None, 0.5),
        ]
    )
    assert [failure for failure, _ in found] == [fairing, cutoff]
    assert [share for _, share in found] == pytest.approx([0.3, 0.15])
