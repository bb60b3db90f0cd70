"""Posterior draws flown again with sample times, for the findings, the plots and the map."""

from __future__ import annotations

import numpy as np

from downrange.inference.infer import Inference
from downrange.inference.model import FlightModel
from downrange.inference.trouble import onsets
from downrange.records.explanation import FlownPosterior, Posterior
from downrange.records.flight import Array, Ensemble, PlanArrays

DRAWS = 2500
"""Draws over all explanations, shared by probability."""
FEWEST_DRAWS = 40
LEAST_PROBABILITY, LEAST_OF_FAILURES = 2e-3, 0.02
"""Explanations below the first, with and without statements, are not flown again, unless they hold the second share of
all failures: what failed, if something did, is told as well."""
SAMPLES = 121
LONGEST = 5400.0
"""Flights are sampled for at most an orbit [s]."""


def fly_again(inference: Inference, *, seed: int) -> tuple[FlownPosterior, ...]:
    """Fly a share of each posterior's draws as planned and as it went, sampled over a common time grid.

    Args:
        inference: posteriors and their models.
        seed: picks the draws.
    """
    rng = np.random.default_rng([seed, 11])
    chosen: list[tuple[Posterior, FlightModel, Array]] = []
    failed = LEAST_OF_FAILURES * sum(_share(item) for item in inference.posteriors if item.explanation.failure)
    for posterior in inference.posteriors:
        explanation = posterior.explanation
        model = inference.models.get((explanation.id, explanation.vehicle))
        share = _share(posterior)
        least = min(LEAST_PROBABILITY, failed) if explanation.failure else LEAST_PROBABILITY
        if model is None or share < least or not len(posterior.parameters):
            continue
        count = min(len(posterior.parameters), max(FEWEST_DRAWS, round(DRAWS * share)))
        rows = rng.choice(len(posterior.parameters), size=count, replace=False)
        chosen.append((posterior, model, posterior.parameters[rows]))
    none = np.zeros(0)
    first = [model.fly(positions, sample_times=none)[0] for _, model, positions in chosen]
    grid = np.linspace(0.0, _duration(chosen, first), SAMPLES)
    return tuple(_flown(posterior, model, positions, grid) for posterior, model, positions in chosen)


def _share(posterior: Posterior) -> float:
    return max(posterior.probability, posterior.probability_physics_only)


def _duration(chosen: list[tuple[Posterior, FlightModel, Array]], flights: list[Ensemble]) -> float:
    """Long enough for most of the flights to end, weighed by probability."""
    lasting = 300.0
    for (posterior, _, _), flight in zip(chosen, flights, strict=True):
        if posterior.probability > 0.05:
            ends = np.where(np.isfinite(flight.flight_time), flight.flight_time, flight.end_time + 300.0)
            lasting = max(lasting, float(np.nanquantile(ends, 0.9)))
    return float(np.ceil(min(lasting, LONGEST) / 120.0) * 120.0)


def _flown(posterior: Posterior, model: FlightModel, positions: Array, grid: Array) -> FlownPosterior:
    flight, plans = model.fly(positions, sample_times=grid)
    nominal = model.explanation.failure is None
    plan = flight if nominal else model.fly_plan(positions, sample_times=np.zeros(0))[0]
    return FlownPosterior(
        posterior=posterior,
        plan=plan,
        flight=flight,
        azimuth=plans.azimuth,
        failure_time=np.full(len(positions), np.nan) if nominal else failure_times(model, flight, plans),
    )


def failure_times(model: FlightModel, flight: Ensemble, plans: PlanArrays) -> Array:
    """[N] when the failure set in, seconds after lift-off; NaN when nothing failed."""
    if model.explanation.failure is None:
        return np.full(flight.status.shape, np.nan)
    return onsets(flight, plans)
