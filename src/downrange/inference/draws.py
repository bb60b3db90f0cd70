"""What an inference keeps of its draws, so that evidence can be struck out later without flying again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from downrange.inference.seen import SeenFlights, seen_flights
from downrange.inference.weighing import Draft, Run
from downrange.records.explanation import Explanation
from downrange.records.flight import Array, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDraws:
    """The log-likelihood terms of one explanation's draws, and the evidence that came of them."""

    explanation: Explanation
    plan_terms: Array
    """[M, A] of the plans, drawn from their posterior given the warned areas."""
    plan_log_evidence: float
    """Log evidence of the warned areas [nat]."""
    plans: IntArray
    """[N] plan that each flight starts from."""
    flight_terms: Array
    """[N, F] of the flights, not weighted by what happened."""
    posterior_terms: Array
    """[K, F] of the draws from the posterior."""
    log_evidence: float
    """As inferred with all the evidence [nat]."""
    seen: SeenFlights | None = None
    """What came of the flights, [N], to hold a changed number against."""
    posterior_seen: SeenFlights | None = None
    """What came of the draws from the posterior, [K]."""


def store(draft: Draft, run: Run) -> StoredDraws | None:
    """The terms of a weighed explanation; None when it has no draws."""
    if draft.planned is None or draft.start is None or draft.plans is None or run.population is None:
        return None
    return StoredDraws(
        explanation=draft.explanation,
        plan_terms=draft.planned.terms,
        plan_log_evidence=draft.planned.log_evidence,
        plans=np.asarray(draft.plans, dtype=np.int64),
        flight_terms=draft.start.terms[:, : run.population.terms.shape[1]],
        posterior_terms=run.population.terms,
        log_evidence=run.log_evidence,
        seen=draft.seen,
        posterior_seen=seen_flights(*run.model.fly(run.population.positions)) if run.model is not None else None,
    )
