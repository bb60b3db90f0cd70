"""Posteriors made up: odds alone, with no flights."""

from __future__ import annotations

import math

import numpy as np

from downrange.records.explanation import Explanation, Failure, FlightKind, Posterior, SamplerReport

REPORT = SamplerReport(flights=1, steps=1, acceptance=1.0, effective_sample_size=500.0, log_evidence_spread=math.nan)


def posterior(
    kind: FlightKind | None,
    probability: float,
    *,
    vehicle: str | None = None,
    failure: Failure | None = None,
    prior: float = 0.5,
) -> Posterior:
    """A posterior of one explanation, of so much probability; `kind` None: something unmodeled."""
    return Posterior(
        explanation=Explanation(id="x", kind=kind, vehicle=vehicle, failure=failure, prior=prior),
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
