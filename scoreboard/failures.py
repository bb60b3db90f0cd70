"""What failed: documented failures as the public told them, and made-up ones with a known truth."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import numpy as np
import shapely
from shapely.geometry import shape

from downrange.catalog.launches import find_by_tag, find_failure
from downrange.catalog.sites import pad_of
from downrange.earth.geodesic import destination_deg
from downrange.inference.infer import infer
from downrange.inference.replay import fly_again
from downrange.judging.findings import findings_of
from downrange.judging.leave_out import doubts, left_out
from downrange.judging.pool import Pool
from downrange.records.dossier import Liftoff
from downrange.records.evidence import LaunchEvidence
from downrange.records.finding import Findings
from downrange.records.observation import FallPlace, Observation, Scalar, ScalarObservation, Statement
from scoreboard.shared import half, say, write_section
from scoreboard.synthetic import made_up, spoiled

PLACE_SIGMA = 120e3
"""GCAT's places of fall are whole degrees, often with a question mark [m]."""
APOGEE_SHARE = 0.07


@dataclass(frozen=True, slots=True, kw_only=True)
class Documented:
    """A failure with what is known to have failed."""

    tag: str
    stage: int
    modes: tuple[str, ...]
    """Modes that the documented cause may be called; empty: not known."""
    facts: tuple[Observation, ...] = ()
    """Beside GCAT's apogee and place of fall."""
    cause: str = ""


def _number(quantity: Scalar, value: float, sigma: float, at: float | None = None) -> ScalarObservation:
    return ScalarObservation(
        id=f"{quantity}-told", quantity=quantity, value=value, sigma=sigma, confidence=0.9, at_time=at
    )


EOCHEONGDO = (36.12, 125.98)
DOCUMENTED = (
    Documented(
        tag="2023-F06",
        stage=2,
        modes=("no-ignition",),
        facts=(
            FallPlace(
                id="place-told", center_deg=destination_deg(*EOCHEONGDO, 270.0, 200e3), sigma=25e3, confidence=0.9
            ),
            _number(Scalar.LOSS_TIME, 360.0, 60.0),
        ),
        cause="Chollima-1: the second stage's engine did not start",
    ),
    Documented(
        tag="2020-F01",
        stage=2,
        modes=("early-cutoff", "thrust-loss"),
        facts=(_number(Scalar.SPEED, 6400.0, 200.0, at=475.0),),
        cause="Simorgh: 6,400 of 7,400 m/s after 475 s of powered flight",
    ),
    Documented(tag="2021-F09", stage=3, modes=("early-cutoff",), cause="Nuri: stage 3 shut down 46 s early"),
    Documented(tag="2023-F01", stage=2, modes=("early-cutoff", "thrust-loss"), cause="LauncherOne: stage 2 engine"),
    Documented(
        tag="2020-F05",
        stage=2,
        modes=("early-cutoff",),
        facts=(_number(Scalar.LOSS_TIME, 345.0, 15.0),),
        cause="Electron 13: stage 2 shut down safely",
    ),
    Documented(tag="2021-F06", stage=3, modes=("no-ignition",), cause="GSLV: the cryogenic stage did not ignite"),
    Documented(tag="2020-F03", stage=3, modes=("no-ignition", "early-cutoff"), cause="CZ-3B: stage 3"),
    Documented(tag="2013-F03", stage=3, modes=("early-cutoff",), cause="CZ-4B: stage 3 cut off early"),
    Documented(tag="2017-F03", stage=1, modes=("thrust-loss", "early-cutoff"), cause="CZ-5: a core engine lost thrust"),
    Documented(tag="2020-F02", stage=1, modes=("breakup", "early-cutoff"), cause="CZ-7A: broke up at staging"),
    Documented(
        tag="2020-F07",
        stage=1,
        modes=("early-cutoff", "destruct", "steering"),
        facts=(_number(Scalar.LOSS_TIME, 30.0, 8.0),),
        cause="Astra Rocket 3: engines shut down on command",
    ),
    Documented(tag="2020-F10", stage=2, modes=("early-cutoff",), cause="Astra Rocket 3: cut off 15 s short of orbit"),
    Documented(tag="2020-F06", stage=3, modes=(), cause="Kuaizhou-11: after the second stage's separation"),
    Documented(
        tag="2012-F01",
        stage=1,
        modes=("breakup", "destruct", "early-cutoff"),
        facts=(_number(Scalar.LOSS_TIME, 90.0, 20.0),),
        cause="Unha-3: exploded some 90 s into flight",
    ),
)
"""Stage and cause as documented in reported_events, failures/ and the operators' own statements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One failure scored."""

    case: str
    stage: int
    modes: tuple[str, ...]
    found: Findings
    seconds: float
    truth_time: float | None = None
    impact_held: bool | None = None

    @property
    def stage_right(self) -> bool:
        """The likeliest stage is the one that failed."""
        failure = self.found.failure
        return failure is not None and next(iter(failure.stage)) == str(self.stage)

    def mode_within(self, top: int) -> bool:
        """The mode is among the likeliest ones."""
        failure = self.found.failure
        return failure is not None and bool(set(list(failure.mode)[:top]) & set(self.modes))


def documented() -> Iterator[tuple[Documented, LaunchEvidence]]:
    """Documented failures as evidence: vehicle and site by the catalog, apogee and place of fall by GCAT."""
    for item in DOCUMENTED:
        launch = find_by_tag(item.tag)
        record = find_failure(item.tag)
        if launch is None:
            continue
        facts: list[Observation] = list(item.facts)
        if record is not None and record.apogee is not None:
            facts.append(_number(Scalar.APOGEE, record.apogee, 10e3 + APOGEE_SHARE * record.apogee))
        told = {fact.id for fact in facts}
        if record is not None and record.impact_deg is not None and "place-told" not in told:
            facts.append(FallPlace(id="place-gcat", center_deg=record.impact_deg, sigma=PLACE_SIGMA, confidence=0.8))
        facts.append(Statement(id="outcome", about="outcome", value="failure", origin="gcat", words="it failed"))
        facts.append(Statement(id="class", about="class", value="sat", origin="gcat", words="a launch to orbit"))
        liftoff = Liftoff(utc=launch.liftoff, earliest=launch.liftoff, latest=launch.liftoff)
        yield (
            item,
            LaunchEvidence(
                id=item.tag,
                title=item.cause,
                site=pad_of(launch),
                liftoff=liftoff,
                vehicle=launch.vehicle,
                catalog=launch,
                observations=tuple(facts),
            ),
        )


def findings(evidence: LaunchEvidence, *, particles: int) -> Findings:
    """Findings on one failure."""
    assert evidence.site is not None
    inference = infer(evidence, evidence.site, seed=1, particles=particles)
    return findings_of(evidence, evidence.site, inference.posteriors, Pool(flown=fly_again(inference, seed=1)), seed=1)


def run(*, particles: int = 500, only: str = "", count: int = 24) -> None:
    """Score the documented and the made-up failures, and write the section.

    Args:
        particles: draws per explanation.
        only: part of a case's name; nothing is written then.
        count: made-up failures.
    """
    real = [_score_documented(*pair, particles=particles) for pair in documented() if only in pair[0].tag]
    lines = ["## What failed", "", f"{particles} draws an explanation.", "", "### Documented failures", ""]
    lines.append(
        f"Right stage {sum(row.stage_right for row in real)} of {len(real)}; true mode in the top two "
        f"{sum(row.mode_within(2) for row in real if row.modes)} of {sum(bool(row.modes) for row in real)}. "
        "Evidence: the vehicle, GCAT's apogee and place of fall, that it failed, and the numbers told."
    )
    lines += ["", "| failure | half | cause | stages | modes |", "|---|---|---|---|---|"]
    lines += [_line(row) for row in real]
    if not only:
        write_section("failures", "\n".join([*lines, "", *synthetic(particles, count), "", *planted(particles, count)]))


def _score_documented(item: Documented, evidence: LaunchEvidence, *, particles: int) -> Row:
    begun = time.perf_counter()
    row = Row(
        case=f"{item.tag} {item.cause}",
        stage=item.stage,
        modes=item.modes,
        found=findings(evidence, particles=particles),
        seconds=time.perf_counter() - begun,
    )
    say(f"{_line(row)} {row.seconds:.1f} s")
    return row


def _line(row: Row) -> str:
    failure = row.found.failure
    tag, _, cause = row.case.partition(" ")
    stages = modes = "none found"
    if failure is not None:
        stages = ", ".join(f"{name} {share:.2f}" for name, share in list(failure.stage.items())[:3])
        modes = ", ".join(f"{name} {share:.2f}" for name, share in list(failure.mode.items())[:3])
    right = "" if row.stage_right else " **wrong**"
    return f"| {tag} | {half(tag)} | {cause} | {stages}{right} | {modes} |"


def synthetic(particles: int, count: int) -> list[str]:
    """Made-up failures: stage, mode, time, place."""
    found: list[Row] = []
    confusion: Counter[tuple[str, str]] = Counter()
    for case in made_up(count):
        begun = time.perf_counter()
        result = findings(case.evidence, particles=particles)
        held = next(
            (
                bool(shapely.contains_xy(shape(item.p90), case.impact_deg[1], case.impact_deg[0]))
                for item in result.impacts
                if item.body == "vehicle"
            ),
            None,
        )
        row = Row(
            case=case.evidence.id,
            stage=case.failure.stage,
            modes=(str(case.failure.mode),),
            found=result,
            seconds=time.perf_counter() - begun,
            truth_time=case.time,
            impact_held=held,
        )
        found.append(row)
        best = next(iter(result.failure.mode)) if result.failure else "none"
        confusion[row.modes[0], best] += 1
        say(f"{row.case} stage {row.stage} {row.modes[0]}: stage right {row.stage_right}, {best}, {row.seconds:.1f} s")
    timed = [row for row in found if row.found.failure is not None and row.found.failure.time_s is not None]
    misses, inside = [], 0
    for row in timed:
        assert row.found.failure is not None and row.found.failure.time_s is not None and row.truth_time is not None
        span = row.found.failure.time_s
        misses.append(abs(span.median - row.truth_time))
        inside += span.q05 <= row.truth_time <= span.q95
    placed = [row for row in found if row.impact_held is not None]
    kept = sum(bool(row.impact_held) for row in placed)
    modes = sorted({mode for pair in confusion for mode in pair})
    lines = [
        "### Made-up failures",
        "",
        f"{len(found)} failures of random catalog vehicles, observed to 40 km, 60 s, 5 % of apogee, 10° of bearing: "
        f"right stage {sum(row.stage_right for row in found)}, right mode {sum(row.mode_within(1) for row in found)}, "
        f"in the top two {sum(row.mode_within(2) for row in found)}; stage right, or alike "
        f"(no separation, and no ignition of the next stage) {sum(_alike(row) for row in found)}; "
        f"failure time {np.median(misses):.0f} s off "
        f"(median), 90 % intervals hold {inside} of {len(timed)}; 90 % impact areas hold {kept} of {len(placed)}; "
        f"{median(row.seconds for row in found):.1f} s a failure (median).",
        "",
        "Rows are what was flown, columns what was found likeliest.",
        "",
        "| | " + " | ".join(modes) + " |",
        "|---|" + "---|" * len(modes),
    ]
    lines += [f"| {a} | " + " | ".join(str(confusion[a, b] or "") for b in modes) + " |" for a in modes]
    return lines


def _alike(row: Row) -> bool:
    """Whether the likeliest stage is right, or the next one after a stage that did not separate, or the other way."""
    failure = row.found.failure
    if failure is None:
        return False
    stage, mode = int(next(iter(failure.stage))), row.modes[0]
    next_to = {"no-separation": row.stage + 1, "no-ignition": row.stage - 1}.get(mode)
    return stage in (row.stage, next_to)


def planted(particles: int, count: int) -> list[str]:
    """One of five claims made false: is it the first suspect?"""
    first = second = total = 0
    for number, case in enumerate(made_up(count, seed=41)):
        evidence, false = spoiled(case, np.random.default_rng([42, number]))
        assert evidence.site is not None
        inference = infer(evidence, evidence.site, seed=1, particles=particles)
        order = [doubt.observation.id for doubt in doubts(inference)]
        total += 1
        first += order[:1] == [false]
        second += false in order[:2]
        carrying = left_out(inference)
        say(f"{case.evidence.id} false {false}: suspects {order[:2]}, {len(carrying)} left out without flying")
    return [
        "### A false claim among five",
        "",
        f"In {total} made-up failures one of place, apogee, time of loss, time of impact and bearing is false "
        f"(a factor of 1.8 to 4, 5° to 15° of latitude, 50° and more of bearing): it is the first suspect in {first}, "
        f"among the first two in {second}.",
    ]
