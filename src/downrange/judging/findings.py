"""Posterior to findings: the answers, each as a probability or an interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from downrange.earth.geodesic import ranges
from downrange.judging.contours import density_areas
from downrange.judging.late_turns import INSERTION_SPREAD_DEG, planned_inclinations
from downrange.judging.orbits import planned_orbits
from downrange.judging.pool import Pool, circular_interval_deg, interval, quantiles
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import FlightKind, FlownPosterior, Posterior
from downrange.records.finding import (
    CutoffFinding,
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
)
from downrange.records.place import Site

FIRM = 0.9
"""An answer is given from this probability on; in between it is 'cannot tell'."""
CUTOFF_ERROR_S = 1.0
CUTOFF_SHARE_ERRORS = {"cutoff_height": 0.015, "cutoff_speed": 0.015, "cutoff_range": 0.05}
"""Model error of a cut-off's time and, as shares, of its height, speed and ground range: what a point mass with
constant thrust misses on the learn half of the Falcon webcasts besides its own spread."""
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
    kind = _kind(posteriors)
    told = _tells_direction(evidence)
    on_way = pool.gather(lambda item: item.azimuth)
    flown_height = pool.gather(lambda item: item.flight.peak_height / 1e3)
    ascent, final = planned_inclinations(pool, site, evidence.year, seed=seed) if told else (None, None)
    in_orbit = pool.gather(lambda item: np.where(item.flight.in_orbit, item.flight.perigee, np.nan) / 1e3)
    return Findings(
        kind=kind,
        outcome=_outcome(posteriors, pool, kind, evidence.planned),
        azimuth_deg=circular_interval_deg(*on_way) if told else None,
        inclination_deg=final,
        ascent_inclination_deg=ascent,
        orbits=planned_orbits(pool, site, evidence.year, INSERTION_SPREAD_DEG) if told else (),
        perigee_km=None if evidence.planned else interval(*in_orbit, least=0.5),
        apogee_km=None if evidence.planned else interval(*flown_height),
        range_km=interval(*pool.gather(lambda item: item.flight.ground_range / 1e3), least=0.3),
        flight_time_s=interval(*pool.gather(lambda item: item.flight.flight_time), least=0.3),
        failure=_failure(posteriors, pool),
        impacts=_impacts(pool),
        cutoffs=_cutoffs(pool, seed),
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


def _kind(posteriors: Sequence[Posterior]) -> KindFinding:
    modeled = [item for item in posteriors if item.explanation.kind is not None]
    with_statements = _share(modeled, "probability")
    physics = _share(modeled, "probability_physics_only")
    unmodeled = sum(item.probability for item in posteriors if item.explanation.kind is None)
    if unmodeled > 0.5:
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
    unmodeled = sum(item.probability for item in posteriors if item.explanation.kind is None)
    if unmodeled > 0.5:
        answer = "cannot tell"
    elif reached >= FIRM:
        answer = "reached orbit"
    else:
        answer = "failed" if reached <= 1.0 - FIRM and kind.answer == "orbital" else "cannot tell"
    return OutcomeFinding(answer=answer, p_reached_orbit=reached, p_reached_orbit_physics_only=physics)


def _failure(posteriors: Sequence[Posterior], pool: Pool) -> FailureFinding | None:
    failed = [item for item in posteriors if item.explanation.failure is not None]
    total = sum(item.probability for item in failed)
    if total < 0.05:
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
        time_s=interval(*times),
        stage_physics_only=table("probability_physics_only", "stage"),
        mode_physics_only=table("probability_physics_only", "mode"),
    )


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


def _cutoffs(pool: Pool, seed: int) -> tuple[CutoffFinding, ...]:
    rng = np.random.default_rng([seed, 7])
    stages = max((item.flight.cutoff_time.shape[1] for item in pool.flown), default=0)
    found: list[CutoffFinding] = []
    for stage in range(stages):
        columns = [
            pool.gather(lambda item, table=table, stage=stage: _stage(getattr(item.flight, table), stage))
            for table in ("cutoff_time", "cutoff_height", "cutoff_speed", "cutoff_range")
        ]
        blurred = [
            (_blurred(name, values, rng), weights)
            for name, (values, weights) in zip(("cutoff_time", *CUTOFF_SHARE_ERRORS), columns, strict=True)
        ]
        time, height, speed, reach = (interval(*column, least=0.3) for column in blurred)
        if time and height and speed and reach:
            found.append(
                CutoffFinding(
                    stage=stage + 1,
                    time_s=time,
                    height_km=_in_km(height),
                    speed_m_s=speed,
                    ground_range_km=_in_km(reach),
                )
            )
    return tuple(found)


def _blurred(name: str, values: Array, rng: np.random.Generator) -> Array:
    noise = rng.standard_normal(len(values))
    share = CUTOFF_SHARE_ERRORS.get(name)
    return values + noise * CUTOFF_ERROR_S if share is None else values * (1.0 + share * noise)


def _stage(table: Array, stage: int) -> Array:
    return table[:, stage] if stage < table.shape[1] else np.full(table.shape[0], np.nan)


def _in_km(found: Interval) -> Interval:
    return Interval(
        median=found.median / 1e3,
        q05=found.q05 / 1e3,
        q25=found.q25 / 1e3,
        q75=found.q75 / 1e3,
        q95=found.q95 / 1e3,
    )
