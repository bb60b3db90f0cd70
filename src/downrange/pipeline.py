"""The conductor: the whole story on one screen.

paths ─read─▶ cases ─link─▶ launches ─infer─▶ posteriors ─judge─▶ findings ─▶ dossier
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

import downrange
from downrange.inference.infer import PARTICLES, QUICK_PARTICLES, Inference, infer
from downrange.inference.replay import fly_again
from downrange.inference.reweigh import Reweighed, reweigh
from downrange.judging.judge import judge
from downrange.judging.leave_out import leave_out_lines
from downrange.judging.told import with_sentences
from downrange.judging.unplaced import judge_unplaced
from downrange.linking.events import link_events
from downrange.linking.launches import link_launches
from downrange.reading.case import read_paths
from downrange.records.dossier import Dossier, LaunchDossier
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import FlownPosterior
from downrange.records.flight import Array
from downrange.records.launch import Case
from downrange.wording import joined, say

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A case assessed: its dossier, and the flights behind it as columns."""

    dossier: Dossier
    flights: dict[str, Array]
    runs: tuple[LaunchRun, ...] = ()
    """One per launch of the dossier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchRun:
    """What stands behind one launch of a dossier: the evidence, the inference and the flights flown again."""

    evidence: LaunchEvidence
    inference: Inference | None
    """None when no site is known and nothing was flown."""
    flown: tuple[FlownPosterior, ...]


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
    edits: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Assessment:
    """Assess one case: link its evidence to launches, fly every explanation, judge.

    Args:
        case: as read.
        seed: of all random numbers; the same seed gives the same dossier, byte for byte.
        quick: fewer draws, rougher odds.
        without: claim or area ids to strike out, as in `link_without`.
        edits: values by claim id that take the place of what was read; the dossier marks these claims.
        progress: called with what is being done and the share done, 0 to 1.
    """
    original, case = case, with_values(case, edits or {})
    launches = link_without(case, without)
    judged: list[LaunchDossier] = []
    runs: list[LaunchRun] = []
    columns: dict[str, list[Array]] = {}
    flights = 0
    for index, evidence in enumerate(launches):
        launch, run = _assess_launch(evidence, seed, quick, _part(progress, evidence, index, len(launches)))
        judged.append(_with_edits_told(launch, original, edits or {}))
        runs.append(run)
        flights += run.inference.flights if run.inference else 0
        _collect(columns, index, run.flown)
    dossier = Dossier(
        version=downrange.__version__,
        seed=seed,
        title=case.title or case.id,
        inputs=case.inputs,
        launches=tuple(judged),
        reports=link_events(case.reports),
        problems=case.problems,
        flights=flights,
    )
    flights_by_name = {name: np.concatenate(values) for name, values in columns.items()}
    return Assessment(dossier=dossier, flights=flights_by_name, runs=tuple(runs))


def _assess_launch(
    evidence: LaunchEvidence, seed: int, quick: bool, progress: Progress
) -> tuple[LaunchDossier, LaunchRun]:
    if evidence.site is None:
        return judge_unplaced(evidence), LaunchRun(evidence=evidence, inference=None, flown=())
    particles = QUICK_PARTICLES if quick else PARTICLES
    inference = infer(evidence, evidence.site, seed=seed, particles=particles, progress=progress)
    flown = fly_again(inference, seed=seed)
    rests_on = leave_out_lines(inference)
    judged = judge(evidence, evidence.site, inference.posteriors, flown, seed=seed, left_out=rests_on)
    return judged, LaunchRun(evidence=evidence, inference=inference, flown=flown)


def odds_without(
    case: Case, runs: Sequence[LaunchRun], without: Sequence[str], edits: Mapping[str, Any] | None = None
) -> tuple[Reweighed | None, ...]:
    """The odds of each launch once claims or areas are struck out or changed, from stored draws, without flying.

    Args:
        case: as read, whole.
        runs: of the assessment made of it.
        without: claim or area ids to leave out.
        edits: values by claim id that take the place of what was read.

    Returns:
        One per run; None for a launch that nothing is left of, or that nothing was flown for.
    """
    left = {evidence.id: evidence for evidence in link_without(with_values(case, edits or {}), without)}
    return tuple(
        reweigh(run.inference, left[run.evidence.id]) if run.inference and run.evidence.id in left else None
        for run in runs
    )


def _part(progress: Progress | None, evidence: LaunchEvidence, index: int, count: int) -> Progress:
    def report(what: str, share: float) -> None:
        if progress is not None:
            progress(f"{evidence.title}: {what}", (index + share) / count)

    return report


def odds_shifts(runs: Sequence[LaunchRun]) -> dict[str, float | None]:
    """How far the odds of its launch move when one claim or area alone is struck out, from stored draws.

    Returns:
        For each id that weighs on a launch the total variation between the explanations' probabilities with and
        without it, 0 to 1; None where the stored draws cannot tell.
    """
    shifts: dict[str, float | None] = {}
    for run in runs:
        if run.inference is None:
            continue
        whole = reweigh(run.inference, run.evidence)
        for id in dict.fromkeys(id for item in run.evidence.observations for id in item.claims or (item.id,)):
            left = reweigh(run.inference, _weighing_without(run.evidence, {id}))
            moved = [abs(a - b) for a, b in zip(whole.probability, left.probability, strict=not left.must_fly)]
            shifts[id] = None if left.must_fly or whole.must_fly else 0.5 * sum(moved)
    return shifts


def link_without(case: Case, without: Sequence[str]) -> tuple[LaunchEvidence, ...]:
    """The launches of a case once claims or areas are struck out.

    What weighs flights or explanations stays where it was linked and only stops weighing, so that a launch does not
    fall apart over it; what gives a launch its time, site or vehicle is taken out before anything is linked.
    """
    launches = link_launches(case)
    struck = set(without)
    unweighed = struck - {id for one in launches for item in one.observations for id in (*item.claims, item.id)}
    if unweighed:
        launches = link_launches(strike_out(case, sorted(unweighed)))
    return tuple(_weighing_without(launch, struck) for launch in launches)


def _weighing_without(evidence: LaunchEvidence, struck: set[str]) -> LaunchEvidence:
    """The launch without the observations that stand on nothing but what is struck out."""
    out = [item for item in evidence.observations if struck.issuperset(item.claims or (item.id,))]
    if not out:
        return evidence
    why = tuple((id, say("use.struck-out", "struck out")) for item in out for id in item.claims)
    left = tuple(item for item in evidence.observations if item not in out)
    return replace(evidence, observations=left, unused=(*evidence.unused, *why))


def with_values(case: Case, edits: Mapping[str, Any]) -> Case:
    """The case with other values for some of its claims; their ids and words stay."""
    if not edits:
        return case
    reports = tuple(
        replace(
            report,
            claims=tuple(
                replace(claim, value=edits[claim.id]) if claim.id in edits else claim for claim in report.claims
            ),
        )
        for report in case.reports
    )
    return replace(case, reports=reports)


def _with_edits_told(launch: LaunchDossier, case: Case, edits: Mapping[str, Any]) -> LaunchDossier:
    """The launch with a note on every claim whose value was changed by hand."""
    changed = {claim.id for report in case.reports for claim in report.claims if claim.id in edits}
    if not changed.intersection(item.claim.id for item in launch.claims):
        return launch
    by_hand = say("use.by-hand", "its value was changed by hand: the quoted words say something else")
    claims = tuple(
        replace(item, note=joined([by_hand, item.note], "; ")) if item.claim.id in changed else item
        for item in launch.claims
    )
    return with_sentences(replace(launch, claims=claims))


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
