"""Posterior to findings: the answers, each as a probability or an interval."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from scipy.special import expit, logit

from downrange.earth.geodesic import ranges
from downrange.inference.explanations import named_vehicle, orbital_prior
from downrange.inference.origin import origin_of
from downrange.inference.statements import class_odds
from downrange.judging.contours import density_areas
from downrange.judging.cutoffs import cutoffs_of
from downrange.judging.orbits import planned_orbits
from downrange.judging.pool import Pool, circular_interval_deg, interval, quantiles
from downrange.judging.transfers import INSERTION_SPREAD_DEG, planned_inclinations
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import FlightKind, FlownPosterior, Posterior
from downrange.records.finding import (
    FailureFinding,
    Findings,
    Impact,
    Interval,
    KindFinding,
    OutcomeFinding,
)
from downrange.records.flight import Array
from downrange.records.observation import (
    FallArea,
    FallDirection,
    FallPlace,
    OrbitObservation,
    PointSeries,
    Scalar,
    ScalarObservation,
    SpeedHeightSeries,
    Statement,
)
from downrange.records.place import Site

FIRM = 0.9
"""An answer is given from this probability on; in between it is 'cannot tell'."""
MOSTLY_UNMODELED = 0.5
"""Where something that is not modeled is likelier than this, flights say neither what it was nor where it was bound."""
ELEMENTS_WIDTH, SAME_EPOCH = 5.0, timedelta(days=1)
"""Heights [km] of the orbit by elements are good to this, and the sets of the first day are those of the launch."""
LEAST_FAILED, LEAST_WHEN_SAID = 0.05, 1e-6
"""What failed, if something did, is told when a failure is this probable, and practically always when someone says that
it failed."""
WIDEST_FALL = 3.0e6
"""Falls that scatter wider than this [m] (half of them farther from their middle) are not told: any place fits."""
LEAST_IMPACT_SHARE = 0.15
"""Bodies that come down in fewer of the flights than this get no area."""


def findings_of(
    evidence: LaunchEvidence, site: Site, posteriors: Sequence[Posterior], pool: Pool, *, seed: int
) -> Findings:
    """All findings on one launch.

    Args:
        evidence: on it.
        site: it was flown from.
        posteriors: every explanation, the unmodeled one included.
        pool: the flown draws of those that matter.
        seed: for the spread added to the inclination.
    """
    kind = _kind(evidence, site, posteriors)
    outcome = _outcome(posteriors, pool, kind, evidence.planned)
    told = _tells_direction(evidence) and unmodeled_share(posteriors) <= MOSTLY_UNMODELED
    on_way = pool.gather(lambda item: item.azimuth)
    flown_height = pool.gather(lambda item: item.flight.peak_height / 1e3)
    settled = _orbit_told(evidence)
    ascent, final = (
        planned_inclinations(pool, site, evidence.year, seed=seed, settled=settled) if told else (None, None)
    )
    in_orbit = pool.gather(lambda item: np.where(item.flight.in_orbit, item.flight.perigee, np.nan) / 1e3)
    sets = first_sets(evidence) if outcome.answer == "reached orbit" else ()
    perigee, apogee = heights_of(sets) if sets else (None, None)
    return Findings(
        kind=kind,
        outcome=outcome,
        azimuth_deg=circular_interval_deg(*on_way) if told else None,
        inclination_deg=final,
        ascent_inclination_deg=ascent,
        orbits=planned_orbits(pool, site, evidence.year, INSERTION_SPREAD_DEG, settled=settled) if told else (),
        perigee_km=perigee or (None if evidence.planned else interval(*in_orbit, least=0.5)),
        apogee_km=apogee or (None if evidence.planned else interval(*flown_height)),
        range_km=interval(*pool.gather(lambda item: item.flight.ground_range / 1e3), least=0.3),
        flight_time_s=interval(*pool.gather(lambda item: item.flight.flight_time), least=0.3),
        failure=_failure(evidence, posteriors, pool),
        impacts=_impacts(pool),
        cutoffs=cutoffs_of(evidence, pool, seed=seed),
    )


def _orbit_told(evidence: LaunchEvidence) -> bool:
    """Whether somebody says how the orbit is inclined: nothing is left then to turns after the ascent."""
    return any(
        isinstance(item, OrbitObservation)
        or (isinstance(item, ScalarObservation) and item.quantity is Scalar.INCLINATION)
        for item in evidence.observations
    )


def unmodeled_share(posteriors: Sequence[Posterior]) -> float:
    """Probability of something that is not modeled."""
    return sum(item.probability for item in posteriors if item.explanation.kind is None)


def heights_of(sets: Sequence[OrbitObservation]) -> tuple[Interval, Interval]:
    """Perigee and apogee [km] by element sets, one or more."""
    return _between([item.perigee / 1e3 for item in sets]), _between([item.apogee / 1e3 for item in sets])


def first_sets(evidence: LaunchEvidence) -> tuple[OrbitObservation, ...]:
    """The element sets of the first day that there are any of."""
    sets = [item for item in evidence.observations if isinstance(item, OrbitObservation)]
    first = min((item.epoch for item in sets), default=None)
    return tuple(item for item in sets if first is not None and item.epoch - first < SAME_EPOCH)


def _between(heights: Sequence[float]) -> Interval:
    """Of heights [km] known to `ELEMENTS_WIDTH`."""
    low, middle, high = (float(level) for level in np.quantile(heights, [0.05, 0.5, 0.95]))
    half = 0.4 * ELEMENTS_WIDTH
    return Interval(
        median=middle, q05=low - ELEMENTS_WIDTH, q25=middle - half, q75=middle + half, q95=high + ELEMENTS_WIDTH
    )


def _tells_direction(evidence: LaunchEvidence) -> bool:
    """False where only speed and height were measured: they move with the plane by less than their model error."""
    measured = [item for item in evidence.observations if isinstance(item, SpeedHeightSeries)]
    placed = FallArea | FallPlace | FallDirection | PointSeries | OrbitObservation
    angles = (Scalar.INCLINATION, Scalar.AZIMUTH)
    return not measured or any(
        isinstance(item, placed) or (isinstance(item, ScalarObservation) and item.quantity in angles)
        for item in evidence.observations
    )


def _kind(evidence: LaunchEvidence, site: Site, posteriors: Sequence[Posterior]) -> KindFinding:
    modeled = [item for item in posteriors if item.explanation.kind is not None]
    outside = [item for item in posteriors if item.explanation.kind is None]
    prior = orbital_prior(site, evidence.liftoff.earliest, named=named_vehicle(evidence))
    elsewhere = origin_of(evidence, site, prior).unmodeled_orbital
    # What sources call it holds for what is not modeled as well.
    called = class_odds([item for item in evidence.observations if isinstance(item, Statement)])
    elsewhere_said = float(expit(logit(elsewhere) + called))
    with_statements = _share(modeled, "probability")
    physics = _share(modeled, "probability_physics_only")
    unmodeled = unmodeled_share(posteriors)
    # What is not modeled may be either: a launch from elsewhere, or a vehicle whose table is wrong.
    with_statements += unmodeled * (elsewhere_said - with_statements)
    physics += sum(item.probability_physics_only for item in outside) * (elsewhere - physics)
    if unmodeled > MOSTLY_UNMODELED:
        answer = "cannot tell"
    elif with_statements >= FIRM:
        answer = "orbital"
    else:
        answer = "ballistic" if with_statements <= 1.0 - FIRM else "cannot tell"
    return KindFinding(answer=answer, p_orbital=with_statements, p_orbital_physics_only=physics)


def _share(modeled: Sequence[Posterior], name: str) -> float:
    total = sum(getattr(item, name) for item in modeled)
    orbital_part = sum(getattr(item, name) for item in modeled if item.explanation.kind is FlightKind.ORBITAL)
    return orbital_part / total if total > 0 else 0.5


def _outcome(posteriors: Sequence[Posterior], pool: Pool, kind: KindFinding, planned: bool) -> OutcomeFinding:
    if planned:
        return OutcomeFinding(answer="planned", p_reached_orbit=None, p_reached_orbit_physics_only=None)
    reached = physics = 0.0
    for item in pool.flown:
        share = float(item.flight.in_orbit.mean())
        reached += share * item.posterior.probability
        physics += share * item.posterior.probability_physics_only
    if unmodeled_share(posteriors) > MOSTLY_UNMODELED:
        answer = "cannot tell"
    elif reached >= FIRM:
        answer = "reached orbit"
    else:
        answer = "failed" if reached <= 1.0 - FIRM and kind.answer == "orbital" else "cannot tell"
    return OutcomeFinding(answer=answer, p_reached_orbit=reached, p_reached_orbit_physics_only=physics)


def _failure(evidence: LaunchEvidence, posteriors: Sequence[Posterior], pool: Pool) -> FailureFinding | None:
    failed = [item for item in posteriors if item.explanation.failure is not None]
    total = sum(item.probability for item in failed)
    if total < (LEAST_WHEN_SAID if _said_to_have_failed(evidence) else LEAST_FAILED):
        return None

    def table(name: str, attribute: str) -> dict[str, float]:
        shares: dict[str, float] = {}
        whole = sum(getattr(item, name) for item in failed)
        for item in failed:
            key = str(getattr(item.explanation.failure, attribute))
            shares[key] = shares.get(key, 0.0) + getattr(item, name) / whole
        return dict(sorted(shares.items(), key=lambda pair: -pair[1]))

    times = pool.gather(
        lambda item: item.failure_time, keep=lambda item: item.posterior.explanation.failure is not None
    )
    return FailureFinding(
        stage=table("probability", "stage"),
        mode=table("probability", "mode"),
        time_s=interval(*times, least=0.02 * total),
        stage_physics_only=table("probability_physics_only", "stage"),
        mode_physics_only=table("probability_physics_only", "mode"),
    )


def _said_to_have_failed(evidence: LaunchEvidence) -> bool:
    statements = [item for item in evidence.observations if isinstance(item, Statement)]
    return any(item.about == "cause" or (item.about, item.value) == ("outcome", "failure") for item in statements)


def _impacts(pool: Pool) -> tuple[Impact, ...]:
    names: dict[str, None] = {}
    for item in pool.flown:
        names.update(dict.fromkeys(item.flight.bodies))
    impacts: list[Impact] = []
    for name in names:
        latitude, weights = pool.gather(lambda item, name=name: _column(item, item.flight.impact_latitude, name))
        longitude, _ = pool.gather(lambda item, name=name: _column(item, item.flight.impact_longitude, name))
        if (
            weights.sum() < LEAST_IMPACT_SHARE
            or len(latitude) < 20
            or _scatter(latitude, longitude, weights) > WIDEST_FALL
        ):
            continue
        median, (half, most) = density_areas(latitude, longitude, weights)
        body = "vehicle" if name == "payload" else name
        impacts.append(Impact(body=body, median=median, p50=half, p90=most, probability=float(min(1.0, weights.sum()))))
    return tuple(impacts)


def _scatter(latitude: Array, longitude: Array, weights: Array) -> float:
    """Median distance of places from their median latitude and longitude [m]."""
    middle = float(quantiles(latitude, weights, [0.5])[0]), float(quantiles(longitude, weights, [0.5])[0])
    return float(quantiles(ranges(*middle, latitude, longitude), weights, [0.5])[0])


def _column(item: FlownPosterior, table: Array, name: str) -> Array:
    bodies = item.flight.bodies
    return table[:, bodies.index(name)] if name in bodies else np.full(table.shape[0], np.nan)
