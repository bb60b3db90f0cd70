"""The conductor: the whole story on one screen.

paths ─read─▶ cases ─link─▶ launches ─infer─▶ posteriors ─judge─▶ findings ─▶ dossier
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import downrange
from downrange.inference.infer import PARTICLES, QUICK_PARTICLES, infer
from downrange.inference.replay import fly_again
from downrange.judging.judge import judge
from downrange.judging.unplaced import judge_unplaced
from downrange.linking.events import link_events
from downrange.linking.launches import link_launches
from downrange.reading.case import read_paths
from downrange.records.dossier import Dossier, LaunchDossier
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import FlownPosterior
from downrange.records.flight import Array
from downrange.records.launch import Case

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A case assessed: its dossier, and the flights behind it as columns."""

    dossier: Dossier
    flights: dict[str, Array]


def assess(paths: Sequence[str | Path], *, seed: int = 1, quick: bool = False) -> tuple[Assessment, ...]:
    """Read files or case folders and assess each case.

    Args:
        paths: files and folders; bare files handed together are one case.
        seed: of all random numbers.
        quick: fewer draws, rougher odds.

    Raises:
        InputError: a path does not exist.
    """
    return tuple(assess_case(case, seed=seed, quick=quick) for case in read_paths([str(path) for path in paths]))


def assess_case(
    case: Case,
    *,
    seed: int = 1,
    quick: bool = False,
    without: Sequence[str] = (),
    progress: Progress | None = None,
) -> Assessment:
    """Assess one case: link its evidence to launches, fly every explanation, judge.

    Args:
        case: as read.
        seed: of all random numbers; the same seed gives the same dossier, byte for byte.
        quick: fewer draws, rougher odds.
        without: claim or area ids to leave out.
        progress: called with what is being done and the share done, 0 to 1.
    """
    struck = strike_out(case, without)
    launches = link_launches(struck)
    judged: list[LaunchDossier] = []
    columns: dict[str, list[Array]] = {}
    flights = 0
    for index, evidence in enumerate(launches):
        launch, flown, count = _assess_launch(evidence, seed, quick, _part(progress, evidence, index, len(launches)))
        judged.append(launch)
        flights += count
        _collect(columns, index, flown)
    dossier = Dossier(
        version=downrange.__version__,
        seed=seed,
        title=case.title or case.id,
        inputs=case.inputs,
        launches=tuple(judged),
        reports=link_events(struck.reports),
        problems=case.problems,
        flights=flights,
    )
    flights_by_name = {name: np.concatenate(values) for name, values in columns.items()}
    return Assessment(dossier=dossier, flights=flights_by_name)


def _assess_launch(
    evidence: LaunchEvidence, seed: int, quick: bool, progress: Progress
) -> tuple[LaunchDossier, tuple[FlownPosterior, ...], int]:
    if evidence.site is None:
        return judge_unplaced(evidence), (), 0
    particles = QUICK_PARTICLES if quick else PARTICLES
    inference = infer(evidence, evidence.site, seed=seed, particles=particles, progress=progress)
    flown = fly_again(inference, seed=seed)
    return judge(evidence, evidence.site, inference.posteriors, flown, seed=seed), flown, inference.flights


def _part(progress: Progress | None, evidence: LaunchEvidence, index: int, count: int) -> Progress:
    def report(what: str, share: float) -> None:
        if progress is not None:
            progress(f"{evidence.title}: {what}", (index + share) / count)

    return report


def strike_out(case: Case, without: Sequence[str]) -> Case:
    """The case without some of its claims and areas."""
    if not without:
        return case
    struck = set(without)
    reports = tuple(
        replace(report, claims=tuple(claim for claim in report.claims if claim.id not in struck))
        for report in case.reports
    )
    notices = tuple(
        replace(notice, areas=tuple(area for area in notice.areas if area.id not in struck)) for notice in case.notices
    )
    return replace(case, reports=reports, notices=notices)


def _collect(columns: dict[str, list[Array]], launch: int, flown: Sequence[FlownPosterior]) -> None:
    """Posterior flights as columns for the Parquet file."""
    for number, item in enumerate(flown):
        flight, count = item.flight, len(item.azimuth)
        row = {
            "launch": np.full(count, launch, dtype=float),
            "explanation": np.full(count, number, dtype=float),
            "weight": np.full(count, item.posterior.probability / max(count, 1)),
            "azimuth_deg": np.degrees(item.azimuth),
            "inclination_deg": np.degrees(item.plan.inclination),
            "in_orbit": flight.in_orbit.astype(float),
            "perigee_km": flight.perigee / 1e3,
            "apogee_km": flight.apogee / 1e3,
            "peak_height_km": flight.peak_height / 1e3,
            "ground_range_km": flight.ground_range / 1e3,
            "flight_time_s": flight.flight_time,
            "end_time_s": flight.end_time,
            "failure_time_s": item.failure_time,
        }
        for name, values in row.items():
            columns.setdefault(name, []).append(values)
