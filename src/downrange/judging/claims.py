"""How far each claim is from the flights that survived, and which observation it fed."""

from __future__ import annotations

import math

import numpy as np

from downrange.earth.geodesic import planes
from downrange.inference.numbers import flown_number
from downrange.judging.pool import Pool, quantiles
from downrange.records.dossier import WeighedClaim
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import FlownPosterior
from downrange.records.flight import Array
from downrange.records.observation import (
    OF_TROUBLE,
    FallArea,
    FallDirection,
    FallPlace,
    Observation,
    ScalarObservation,
    Statement,
)
from downrange.wording import Said, say


def weigh_claims(evidence: LaunchEvidence, pool: Pool) -> tuple[WeighedClaim, ...]:
    """Every claim on the launch with whether it was used and its misfit, in the order read."""
    feeds: dict[str, Observation] = {id: item for item in evidence.observations for id in item.claims}
    reasons = dict(evidence.unused)
    weighed: list[WeighedClaim] = []
    for item in evidence.claims:
        observation = feeds.get(item.claim.id)
        misfit = misfit_sigma(observation, pool) if observation is not None else None
        weighed.append(
            WeighedClaim(
                claim=item.claim,
                report=item.report,
                used=observation is not None,
                misfit_sigma=misfit,
                note=_how(observation)
                if observation is not None
                else reasons.get(item.claim.id, say("use.not", "not used")),
            )
        )
    return tuple(weighed)


def _how(observation: Observation) -> Said:
    match observation:
        case Statement():
            about = say(f"about.{observation.about}", observation.about)
            return say("use.statement", "a statement on {about}: weighs explanations, not flights", about=about)
        case FallArea():
            return say("use.area", "a planned fall area: weighs the planned flight")
        case _:
            template = "weighs flights, taken to hold with probability {p:.2f}"
            return say("use.flights", template, p=observation.confidence)


def misfit_sigma(observation: Observation, pool: Pool) -> float | None:
    """Distance of the posterior's middle from an observation, in the observation's own widths; None if it has none."""
    match observation:
        case ScalarObservation():
            return _scalar_misfit(observation, pool)
        case FallDirection():
            values, weights = pool.gather(lambda item: item.azimuth)
            if not len(values):
                return None
            miss = np.remainder(values - observation.bearing + np.pi, 2 * np.pi) - np.pi
            return abs(float(quantiles(miss, weights, [0.5])[0])) / observation.sigma
        case FallPlace():
            return _place_misfit(observation, pool)
        case _:
            return None


def _scalar_misfit(observation: ScalarObservation, pool: Pool) -> float | None:
    if observation.at_time is not None:
        return None
    none = np.zeros(0)
    values, weights = pool.gather(lambda item: flown_number(observation, item.flight, item.azimuth, none))
    if not len(values) or weights.sum() < 0.02:
        return None
    middle = float(quantiles(values, weights, [0.5])[0])
    miss = (middle - observation.value) / observation.sigma
    if observation.bound == "min" or observation.quantity in OF_TROUBLE:
        return max(0.0, -miss if observation.bound == "min" else miss)
    return max(0.0, miss) if observation.bound == "max" else abs(miss)


def _place_misfit(observation: FallPlace, pool: Pool) -> float | None:
    name = observation.body or "payload"

    def column(item: FlownPosterior, axis: str) -> Array:
        bodies = item.flight.bodies
        body = bodies.index(name if name in bodies else "payload")
        return getattr(item.flight, axis)[:, body]

    latitude, weights = pool.gather(lambda item: column(item, "impact_latitude"))
    longitude, _ = pool.gather(lambda item: column(item, "impact_longitude"))
    if not len(latitude) or weights.sum() < 0.02:
        return None
    east, north = planes(latitude, longitude, observation.center_deg)
    middle_east, middle_north = (float(quantiles(axis, weights, [0.5])[0]) for axis in (east, north))
    return math.hypot(middle_east, middle_north) / observation.sigma
