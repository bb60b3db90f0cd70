"""What failed: documented failures as the public told them, and made-up ones with a known truth."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import numpy as np
import shapely
from shapely.geometry import shape

from downrange.catalog.launches import find_by_tag, find_failure
from downrange.catalog.sites import pad_of
from downrange.earth.geodesic import destination_deg
from downrange.inference.infer import infer
from downrange.inference.replay import fly_again
from downrange.inference.statements import STAGE_WORDS
from downrange.judging.findings import findings_of
from downrange.judging.pool import Pool
from downrange.records.dossier import Liftoff
from downrange.records.evidence import LaunchEvidence
from downrange.records.finding import Findings
from downrange.records.observation import FallPlace, Observation, Scalar, ScalarObservation, Statement
from scoreboard.documented import DOCUMENTED, Documented
from scoreboard.pieces import kept
from scoreboard.planted import planted
from scoreboard.shared import half, say, write_section
from scoreboard.synthetic import MadeUp, made_up

PLACE_SIGMA = 120e3
"""GCAT's places of fall are whole degrees, often with a question mark [m]."""
APOGEE_SHARE = 0.07
PERIGEE_SIGMA, PERIGEE_CONFIDENCE = 300e3, 0.8
"""GCAT's perigee of the arc it was left on: mostly rounded to 100 or 500 km, some mere guesses [m]."""
TABLE_HEAD = "| | failures | stage right | as sure | right or alike | mode known | in the top two | as sure |"
NEXT_TO = {"no-separation": 1, "no-ignition": -1}
"""A stage that does not separate and the next that does not ignite look alike from outside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One failure scored, in what JSON can hold."""

    case: str
    stages: tuple[int, ...]
    """That failed, as documented; none: not a stage's failure."""
    modes: tuple[str, ...]
    said: Mapping[str, float]
    """Stages with statements, likeliest first."""
    said_modes: Mapping[str, float]
    physics: Mapping[str, float]
    """Stages on physics alone, likeliest first."""
    physics_modes: Mapping[str, float]
    seconds: float
    webcast: bool = False
    onset: float | None = None
    """True time of the failure [s]."""
    span: tuple[float, float, float] | None = None
    """5 %, 50 % and 95 % of its time as found [s]."""
    impact_held: bool | None = None

    def right(self, name: str) -> bool:
        """Whether the likeliest stage is the one that failed; `name` says by which table."""
        table = getattr(self, name)
        return bool(table) and int(next(iter(table))) in self.stages

    def alike(self, name: str) -> bool:
        """Whether it is right, or the next one after a stage that did not separate, or the other way."""
        table = getattr(self, name)
        near = {stage + NEXT_TO[mode] for stage in self.stages for mode in self.modes if mode in NEXT_TO}
        return bool(table) and int(next(iter(table))) in {*self.stages, *near}

    def sure(self, name: str, top: int) -> float:
        """Probability of the likeliest ones of a table together."""
        return sum(list(getattr(self, name).values())[:top])

    def within(self, name: str, top: int) -> bool:
        """Whether the mode is among the likeliest ones."""
        return bool(set(list(getattr(self, f"{name}_modes"))[:top]) & set(self.modes))


def documented() -> Iterator[tuple[Documented, LaunchEvidence]]:
    """Documented failures as evidence: vehicle and site by the catalog, what GCAT says of the flight, what was told."""
    for item in DOCUMENTED:
        launch = find_by_tag(item.tag)
        if launch is None:
            continue
        facts = [*_told(item), *_by_gcat(item)]
        facts.append(Statement(id="outcome", about="outcome", value="failure", origin="gcat", words="it failed"))
        facts.append(Statement(id="class", about="class", value="sat", origin="gcat", words="a launch to orbit"))
        word = {number: word for word, number in STAGE_WORDS.items()}
        if item.stages:
            value = word[item.stages[0]]
            facts.append(Statement(id="cause", about="cause", value=value, hedge="probable", words=value))
        yield (
            item,
            LaunchEvidence(
                id=item.tag,
                title=item.cause,
                site=pad_of(launch),
                liftoff=Liftoff(utc=launch.liftoff, earliest=launch.liftoff, latest=launch.liftoff),
                vehicle=launch.vehicle,
                catalog=launch,
                observations=tuple(facts),
            ),
        )


def _told(item: Documented) -> Iterator[Observation]:
    if item.trouble is not None:
        yield _number(Scalar.LOSS_TIME, *item.trouble)
    if item.speed is not None:
        speed, sigma, at = item.speed
        yield _number(Scalar.SPEED, speed, sigma, at=at)
    if item.place is not None:
        latitude, longitude, bearing, distance, sigma = item.place
        center = destination_deg(latitude, longitude, bearing, distance)
        yield FallPlace(id="place-told", center_deg=center, sigma=sigma, confidence=0.9)


def _by_gcat(item: Documented) -> Iterator[Observation]:
    record = find_failure(item.tag)
    if record is None:
        return
    if record.apogee is not None:
        yield _number(Scalar.APOGEE, record.apogee, 10e3 + APOGEE_SHARE * record.apogee)
    if record.perigee is not None:
        yield _number(Scalar.PERIGEE, record.perigee, PERIGEE_SIGMA, confidence=PERIGEE_CONFIDENCE)
    if record.impact_deg is not None and item.place is None:
        yield FallPlace(id="place-gcat", center_deg=record.impact_deg, sigma=PLACE_SIGMA, confidence=0.8)


def _number(
    quantity: Scalar, value: float, sigma: float, *, at: float | None = None, confidence: float = 0.9
) -> ScalarObservation:
    return ScalarObservation(
        id=f"{quantity}-told", quantity=quantity, value=value, sigma=sigma, confidence=confidence, at_time=at
    )


def findings(evidence: LaunchEvidence, *, particles: int) -> Findings:
    """Findings on one failure."""
    assert evidence.site is not None
    inference = infer(evidence, evidence.site, seed=1, particles=particles)
    return findings_of(evidence, evidence.site, inference.posteriors, Pool(flown=fly_again(inference, seed=1)), seed=1)


def run(*, particles: int = 200, only: str = "", count: int = 200, claims: int = 0, pieces: Path | None = None) -> None:
    """Score the documented and the made-up failures, and write the section.

    Args:
        particles: draws per explanation.
        only: part of a case's name; nothing is written then.
        count: made-up failures tried.
        claims: made-up failures tried with a false claim; 0: as many.
        pieces: folder where finished cases are kept as lines of JSON, to go on from.
    """
    real: list[Row] = []
    for item, evidence in documented():
        if only in item.tag:
            key = f"documented-{item.tag}-{particles}"
            real.append(_kept(pieces, key, lambda i=item, e=evidence: score(i, e, particles)))
            say(f"{_line(real[-1])} {real[-1].seconds:.1f} s")
    if only:
        return
    lines = ["## What failed", "", f"{particles} draws an explanation, half as many for false claims.", ""]
    lines += [*_documented_lines(real), ""]
    made: list[Row] = []
    for case in made_up(count):
        key = f"made-up-{case.evidence.id}-{particles}"
        made.append(_kept(pieces, key, lambda c=case: score_made_up(c, particles)))
        say(f"{made[-1].case} {made[-1].stages} {made[-1].modes}: {dict(made[-1].said)} {made[-1].seconds:.1f} s")
    write_section(
        "failures", "\n".join([*lines, *made_up_lines(made), "", *planted(particles // 2, claims or count, pieces)])
    )


def _kept(pieces: Path | None, key: str, make: Callable[[], Row]) -> Row:
    known = kept(pieces, key, lambda: asdict(make()))
    return Row(**{name: tuple(value) if isinstance(value, list) else value for name, value in known.items()})


def score(item: Documented, evidence: LaunchEvidence, particles: int) -> Row:
    """One documented failure."""
    begun = time.perf_counter()
    found = findings(evidence, particles=particles)
    return _row(f"{item.tag} {item.cause}", item.stages, item.modes, found, time.perf_counter() - begun)


def _holds(area: Mapping[str, object], latitude: float, longitude: float) -> bool:
    """Whether an area holds a place; one over the date line is written on one side of it."""
    polygon = shape(area)
    return any(bool(shapely.contains_xy(polygon, longitude + turn, latitude)) for turn in (-360.0, 0.0, 360.0))


def score_made_up(case: MadeUp, particles: int) -> Row:
    """One made-up failure."""
    begun = time.perf_counter()
    found = findings(case.public, particles=particles)
    area = next((item.p90 for item in found.impacts if item.body == "vehicle"), None)
    held = None if area is None else _holds(area, *case.impact_deg)
    return _row(
        case.evidence.id,
        (case.failure.stage,),
        (str(case.failure.mode),),
        found,
        time.perf_counter() - begun,
        webcast=case.webcast,
        onset=case.time,
        impact_held=held,
    )


def _row(
    case: str,
    stages: tuple[int, ...],
    modes: tuple[str, ...],
    found: Findings,
    seconds: float,
    *,
    webcast: bool = False,
    onset: float | None = None,
    impact_held: bool | None = None,
) -> Row:
    failure, none = found.failure, dict[str, float]()
    span = failure.time_s if failure else None
    return Row(
        case=case,
        stages=stages,
        modes=modes,
        said=failure.stage if failure else none,
        said_modes=failure.mode if failure else none,
        physics=failure.stage_physics_only if failure else none,
        physics_modes=failure.mode_physics_only if failure else none,
        seconds=seconds,
        webcast=webcast,
        onset=onset,
        span=(span.q05, span.median, span.q95) if span else None,
        impact_held=impact_held,
    )


def _documented_lines(rows: Sequence[Row]) -> list[str]:
    lines = [
        "### Documented failures",
        "",
        f"{len(rows)} failures of catalog vehicles whose cause was published (`scoreboard/documented.py`).",
        "Evidence: the vehicle, GCAT's apogee, perigee and place of fall where it has them, that it failed, the time "
        "of trouble where it was told; with statements also that the stage at fault was named ('probable').",
        "As sure: the mean probability of the likeliest stage, and that of the two likeliest modes together, which is "
        "how often a calibrated answer is right.",
        "",
        TABLE_HEAD,
        "|---|---|---|---|---|---|---|---|",
    ]
    for title, chosen in (
        ("all", rows),
        ("learn half", [row for row in rows if half(row.case.split()[0]) == "learn"]),
        ("report half", [row for row in rows if half(row.case.split()[0]) == "report"]),
    ):
        lines += _table(title, chosen)
    lines += ["", "| failure | half | cause | stages, physics alone | modes, physics alone |", "|---|---|---|---|---|"]
    return lines + [_line(row) for row in rows]


def _table(title: str, rows: Sequence[Row]) -> list[str]:
    staged, moded = [row for row in rows if row.stages], [row for row in rows if row.modes]
    lines: list[str] = []
    for name, words in (("physics", "physics alone"), ("said", "with statements")):
        sure = np.mean([row.sure(name, 1) for row in staged])
        of_two = np.mean([row.sure(f"{name}_modes", 2) for row in moded])
        lines.append(
            f"| {title}, {words} | {len(staged)} | {_of(row.right(name) for row in staged)} | {100 * sure:.0f} % | "
            f"{_of(row.alike(name) for row in staged)} | {len(moded)} | {_of(row.within(name, 2) for row in moded)} | "
            f"{100 * of_two:.0f} % |"
        )
    return lines


def _of(held: Iterator[bool]) -> str:
    counted = list(held)
    return f"{sum(counted)} ({100 * np.mean(counted):.0f} %)" if counted else "none"


def _line(row: Row) -> str:
    tag, _, cause = row.case.partition(" ")
    stages, modes = (
        ", ".join(f"{name} {share:.2f}" for name, share in list(table.items())[:3]) or "none found"
        for table in (row.physics, row.physics_modes)
    )
    right = "" if row.right("physics") or not row.stages else " *alike*" if row.alike("physics") else " **wrong**"
    return f"| {tag} | {half(tag)} | {cause} | {stages}{right} | {modes} |"


def made_up_lines(rows: Sequence[Row]) -> list[str]:
    """The part on made-up failures."""
    lines = [
        "### Made-up failures",
        "",
        f"{len(rows)} failures of random catalog vehicles, by the priors, from sites they flew from, and observed the "
        "way the public observes.",
        "Half have a webcast: the time of trouble to 5 s, height and speed shown just before to 1 %.",
        "Of the others half have a time told: when the failure set in (60 %), when thrust ended (15 %), or any later "
        "one until it came down.",
        "All have the apogee to 5 %, 60 % where it fell to 40 km, 80 % the area closed for the first stage (75 km "
        "about the planned fall, off by what the model of a fall is off by).",
        "With statements: one word on stage and mode, each right in 85 %.",
        "",
        TABLE_HEAD,
        "|---|---|---|---|---|---|---|---|",
    ]
    groups = (
        ("all", rows),
        ("webcast", [row for row in rows if row.webcast]),
        ("no webcast", [row for row in rows if not row.webcast]),
    )
    for title, chosen in groups:
        lines += _table(title, chosen)
    lines += [
        "",
        "| | time off (median) | 90 % intervals hold | their width (median) | 90 % impact areas hold |",
        "|---|---|---|---|---|",
    ]
    lines += [_times(title, chosen) for title, chosen in groups]
    return [*lines, "", f"{median(row.seconds for row in rows):.1f} s a failure (median).", "", *_confusion(rows)]


def _times(title: str, rows: Sequence[Row]) -> str:
    timed = [(row.span, row.onset) for row in rows if row.span is not None and row.onset is not None]
    off = median(abs(span[1] - onset) for span, onset in timed)
    wide = median(span[2] - span[0] for span, _ in timed)
    held = _of(span[0] <= onset <= span[2] for span, onset in timed)
    areas = [row.impact_held for row in rows if row.impact_held is not None]
    return f"| {title} | {off:.0f} s | {held} of {len(timed)} | {wide:.0f} s | {_of(iter(areas))} of {len(areas)} |"


def _confusion(rows: Sequence[Row]) -> list[str]:
    lines: list[str] = []
    for what, truth, found in (
        ("Stage", lambda row: str(row.stages[0]), lambda row: next(iter(row.physics), "none")),
        ("Mode", lambda row: row.modes[0], lambda row: next(iter(row.physics_modes), "none")),
    ):
        counted = Counter((truth(row), found(row)) for row in rows)
        names = sorted({name for pair in counted for name in pair})
        lines += [f"{what} on physics alone: rows are what was flown, columns what was found likeliest.", ""]
        lines += ["| | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
        lines += [f"| {a} | " + " | ".join(str(counted[a, b] or "") for b in names) + " |" for a in names]
        lines.append("")
    return lines[:-1]
