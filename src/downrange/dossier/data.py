"""The dossier as data: records to `dossier.json`, and the schema of that file."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter

from downrange.dossier import digits, geometry
from downrange.dossier.contract import (
    AreaEntry,
    ClaimEntry,
    ConflictEntry,
    CutoffEntry,
    DossierFile,
    ExplanationEntry,
    FailureEntry,
    FailureFindingEntry,
    FindingsEntry,
    GeometryEntry,
    ImpactEntry,
    InputEntry,
    IntervalEntry,
    KindEntry,
    LaunchEntry,
    LiftoffEntry,
    OutcomeEntry,
    PlannedOrbitEntry,
    ProblemEntry,
    SettleEntry,
    SiteEntry,
    WindowEntry,
)
from downrange.records.area import Area
from downrange.records.dossier import Dossier, LaunchDossier, RankedExplanation, WeighedClaim
from downrange.records.finding import CutoffFinding, FailureFinding, Findings, Impact, Interval, PlannedOrbit
from downrange.records.problem import Problem

SCHEMA_ID = "downrange-dossier/1"


def as_json(dossier: Dossier) -> dict[str, Any]:
    """The dossier in schema `downrange-dossier/1`: plain values, rounded, in a fixed order."""
    entry = DossierFile(
        schema=SCHEMA_ID,
        downrange=dossier.version,
        seed=dossier.seed,
        inputs=[InputEntry(path=path, sha256=digest) for path, digest in dossier.inputs],
        launches=[_launch(launch) for launch in dossier.launches],
        problems=[_problem(problem) for problem in dossier.problems],
        title=dossier.title,
        flights=dossier.flights,
    )
    return TypeAdapter(DossierFile).dump_python(entry, mode="json")


def schema() -> dict[str, Any]:
    """The JSON schema (2020-12) that every `dossier.json` keeps."""
    made = TypeAdapter(DossierFile).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, **made}


def as_text(value: Any, *, compact: bool = False) -> str:
    """Plain values as the text of a JSON file: UTF-8, no NaN, a line break at the end; compact for long geometries."""
    if compact:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def instant(value: datetime) -> str:
    """A UTC instant as ISO 8601 with a Z; fractions of a second only when there are any."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _instant_or_none(value: datetime | None) -> str | None:
    return None if value is None else instant(value)


def _launch(launch: LaunchDossier) -> LaunchEntry:
    site = launch.site
    return LaunchEntry(
        id=launch.id,
        catalog=launch.catalog,
        site=None
        if site is None
        else SiteEntry(
            name=site.name,
            lat=digits.degrees(site.latitude_deg),
            lon=digits.longitude(site.longitude_deg),
            id=site.id,
        ),
        liftoff=LiftoffEntry(
            utc=_instant_or_none(launch.liftoff.utc),
            earliest=_instant_or_none(launch.liftoff.earliest),
            latest=_instant_or_none(launch.liftoff.latest),
        ),
        vehicle=launch.vehicle,
        explanations=[_explanation(ranked) for ranked in launch.explanations],
        findings=_findings(launch.findings),
        claims=[_claim(claim) for claim in launch.claims],
        conflicts=[ConflictEntry(claims=list(each.claims), what=each.what) for each in launch.conflicts],
        cannot_tell=list(launch.cannot_tell),
        would_settle=[
            SettleEntry(observation=each.observation, expected_bits=digits.rounded(each.expected_bits, 3))
            for each in launch.would_settle
        ],
        title=launch.title,
        verdict=launch.verdict,
        catalog_note=launch.catalog_note,
        areas=[_area(area) for area in launch.areas],
        physics=list(launch.physics),
        basis={name: list(ids) for name, ids in sorted(launch.basis.items())},
    )


def _explanation(ranked: RankedExplanation) -> ExplanationEntry:
    explanation = ranked.explanation
    failure = explanation.failure
    return ExplanationEntry(
        id=explanation.id,
        kind=None if explanation.kind is None else explanation.kind.value,
        failure=None if failure is None else FailureEntry(stage=failure.stage, mode=failure.mode.value),
        probability=digits.probability(ranked.probability),
        probability_physics_only=digits.probability(ranked.probability_physics_only),
        log_evidence=digits.rounded_or_none(ranked.log_evidence),
        prior=digits.probability(explanation.prior),
        vehicle=explanation.vehicle,
        flights=ranked.flights,
        note=ranked.note,
    )


def _findings(findings: Findings) -> FindingsEntry:
    kind, outcome = findings.kind, findings.outcome
    return FindingsEntry(
        kind=KindEntry(
            answer=kind.answer,  # pyright: ignore[reportArgumentType]  # the record's docstring fixes the words
            p_orbital=digits.probability(kind.p_orbital),
            p_orbital_physics_only=digits.probability(kind.p_orbital_physics_only),
        ),
        outcome=OutcomeEntry(
            answer=outcome.answer,  # pyright: ignore[reportArgumentType]
            p_reached_orbit=_probability(outcome.p_reached_orbit),
            p_reached_orbit_physics_only=_probability(outcome.p_reached_orbit_physics_only),
        ),
        azimuth_deg=_interval(findings.azimuth_deg),
        inclination_deg=_interval(findings.inclination_deg),
        ascent_inclination_deg=_interval(findings.ascent_inclination_deg),
        orbits=[_orbit(orbit) for orbit in findings.orbits],
        perigee_km=_interval(findings.perigee_km),
        apogee_km=_interval(findings.apogee_km),
        range_km=_interval(findings.range_km),
        flight_time_s=_interval(findings.flight_time_s),
        failure=_failure(findings.failure),
        impacts=[_impact(impact) for impact in findings.impacts],
        cutoffs=[_cutoff(cutoff) for cutoff in findings.cutoffs],
    )


def _orbit(orbit: PlannedOrbit) -> PlannedOrbitEntry:
    return PlannedOrbitEntry(
        name=orbit.name,
        inclination_deg=_interval(orbit.inclination_deg),
        turn_deg=_interval(orbit.turn_deg),
        probability=digits.probability(orbit.probability),
        probability_any_orbit=digits.probability(orbit.probability_any_orbit),
    )


def _probability(value: float | None) -> float | None:
    return None if value is None else digits.probability(value)


def _interval(interval: Interval | None) -> IntervalEntry | None:
    """None too for an interval that is not finite: no flight had the quantity."""
    if interval is None:
        return None
    values = (interval.median, interval.q05, interval.q25, interval.q75, interval.q95)
    if not all(math.isfinite(value) for value in values):
        return None
    median, q05, q25, q75, q95 = (digits.rounded(value) for value in values)
    return IntervalEntry(median=median, q05=q05, q25=q25, q75=q75, q95=q95)


def _failure(failure: FailureFinding | None) -> FailureFindingEntry | None:
    if failure is None:
        return None
    return FailureFindingEntry(
        stage=_shares(failure.stage),
        mode=_shares(failure.mode),
        time_s=_interval(failure.time_s),
        stage_physics_only=_shares(failure.stage_physics_only),
        mode_physics_only=_shares(failure.mode_physics_only),
    )


def _shares(shares: dict[str, float]) -> dict[str, float]:
    return {name: digits.probability(share) for name, share in sorted(shares.items())}


def _impact(impact: Impact) -> ImpactEntry:
    lat, lon = impact.median
    return ImpactEntry(
        body=impact.body,
        median=(digits.degrees(lat), digits.longitude(lon)),
        p50=GeometryEntry(**geometry.normal(impact.p50)),
        p90=GeometryEntry(**geometry.normal(impact.p90)),
        probability=digits.probability(impact.probability),
    )


def _cutoff(cutoff: CutoffFinding) -> CutoffEntry:
    return CutoffEntry(
        stage=cutoff.stage,
        time_s=_interval(cutoff.time_s),
        height_km=_interval(cutoff.height_km),
        speed_m_s=_interval(cutoff.speed_m_s),
        ground_range_km=_interval(cutoff.ground_range_km),
    )


def _claim(weighed: WeighedClaim) -> ClaimEntry:
    claim = weighed.claim
    return ClaimEntry(
        id=claim.id,
        event=claim.event,
        alt_events=list(claim.alt_events),
        kind=claim.kind.value,
        role=claim.role,
        value=_plain(claim.value),
        chain=list(claim.chain),
        hedge=claim.hedge.value,
        spans=list(claim.spans),
        text=list(claim.text),
        used=weighed.used,
        misfit_sigma=digits.rounded_or_none(weighed.misfit_sigma, 3),
        report=weighed.report,
        note=weighed.note,
    )


def _plain(value: Any) -> Any:
    """A claim's value as plain JSON: mappings to dicts, floats to digits that mean something."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return digits.rounded_or_none(value, 9) if isinstance(value, float) else value


def _area(area: Area) -> AreaEntry:
    return AreaEntry(
        id=area.id,
        message=area.message,
        kind=area.kind.value,
        windows=[WindowEntry(start=instant(w.start), end=instant(w.end)) for w in area.windows],
    )


def _problem(problem: Problem) -> ProblemEntry:
    return ProblemEntry(path=problem.path, line=problem.line, what=problem.what, hint=problem.hint)
