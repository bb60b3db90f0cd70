"""Explanations: what may have flown and what may have failed, before and after the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from downrange.records.flight import Array, Ensemble, FailureMode


class FlightKind(StrEnum):
    """The first question."""

    ORBITAL = "orbital"
    BALLISTIC = "ballistic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A stage and how it failed."""

    stage: int
    """From 1."""
    mode: FailureMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One way it may have gone, with its prior probability."""

    id: str
    """orbital/nominal, orbital/stage-2-no-ignition, ballistic/nominal, unmodeled ..."""
    kind: FlightKind | None
    """None for the outlier explanation: something that is not modeled."""
    vehicle: str | None
    """Vehicle or class id."""
    failure: Failure | None = None
    prior: float = 0.0
    """Prior probability among the explanations of the launch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplerReport:
    """How well the sampler did."""

    flights: int
    """Flights flown."""
    steps: int
    """Tempering steps."""
    acceptance: float
    """Mean acceptance of the moves."""
    effective_sample_size: float
    log_evidence_spread: float
    """Spread of the log evidence between independent runs [nat]; NaN when only one was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """One explanation after the evidence: weighted flights and the evidence for it."""

    explanation: Explanation
    log_evidence: float
    """Log of the probability of the physical evidence under the explanation [nat]."""
    probability: float
    """With statements."""
    probability_physics_only: float
    weights: Array
    """[N] sum to 1."""
    parameters: Array
    """[N, P] in the explanation's unit space."""
    parameter_names: tuple[str, ...]
    ensemble: Ensemble | None
    """None for the outlier explanation."""
    log_likelihood: Array
    """[N, O] per observation, in the order of `observations`."""
    observations: tuple[str, ...]
    """Ids of the physical observations."""
    sampler: SamplerReport


@dataclass(frozen=True, slots=True, kw_only=True)
class FlownPosterior:
    """A posterior with a share of its draws flown again for the findings, as planned and as it went."""

    posterior: Posterior
    plan: Ensemble
    """The flights as they were meant to go."""
    flight: Ensemble
    """The flights as the explanation has them; the same as `plan` when nothing fails."""
    azimuth: Array
    """[N] launch azimuth, rad"""
    failure_time: Array
    """[N] of the failure after lift-off, s; NaN when nothing fails"""
