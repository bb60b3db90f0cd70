"""Orbit from warnings: inclination from raw notices and the pad, on the launches whose orbit is known."""

from __future__ import annotations

import csv
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from statistics import median

import numpy as np

from downrange.catalog.launches import find_by_tag
from downrange.earth.geodesic import bearing_deg, centroid_deg, distance_deg
from downrange.inference.infer import infer
from downrange.inference.replay import fly_again
from downrange.judging.findings import findings_of
from downrange.judging.pool import Pool
from downrange.linking.launches import link_launches
from downrange.reading.document import read_document
from downrange.reading.notice import read_notices
from downrange.records.document import Document
from downrange.records.evidence import LaunchEvidence
from downrange.records.launch import Case
from downrange.records.observation import FallArea
from scoreboard.pieces import Piece, kept
from scoreboard.shared import DATA, half, rows, say, write_section

STATION = 51.64
"""Inclination of the station's orbit, for ferries without elements of their own. Source: catalog elements of DM-1."""
STATION_CASES = ("_atv", "_crs", "_htv")
CHANGED_ORBIT = {
    "2018-06-04_f9_ses12",
    "2013-06-25_soyuz_o3b1",
    "2019-04-04_soyuz_o3b5",
    "2022-11-12_f9_galaxy31_32",
    "2018-01-25_ariane5_va241_anomaly",
    "2014-08-22_soyuz_galileo_foc1_anomaly",
}
"""Launches whose orbit was changed after the ascent, or missed: the catalog's orbit is not the plan's."""


LISTED_WITHIN = 1.5
"""A family of orbits is the true one when its 90 % interval, this much [deg] wider, holds the true inclination."""
LOWEST_LATITUDE_ORBIT = 30.0
"""Orbits less inclined [deg] are transfers mostly, whose stage was turned and whose elements drifted since."""
FURTHER = Path(__file__).with_name("further_launches.tsv")
CORPUS = "rocket_missile_debris_notices_2010_2026.csv"
EARLIEST_FALL = 150e3
"""Areas nearer to the pad [m] than this have no bearing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One launch scored."""

    case: str
    truth: float
    straight: tuple[float, ...]
    """Baseline inclinations, one for each of `LAGS`."""
    median: float
    q05: float
    q95: float
    listed: float
    """Probability of the families that the true orbit belongs to."""
    listed_any_orbit: float
    """The same without weight on useful orbits."""
    answer: str
    p_orbital: float
    seconds: float
    flights: int

    @property
    def error(self) -> float:
        """Of the median [deg]."""
        return self.median - self.truth


LAGS = tuple(np.linspace(-1.0, 3.0, 41))
"""Degrees of longitude by which the Earth turns under a fall, for each 1,000 km from the pad; for the baseline."""


def cases() -> Iterator[tuple[str, float, LaunchEvidence]]:
    """Launches with a known orbit, each with its evidence as linked from the raw notices and the pad."""
    files = {
        row["message"] if "message" in row else next(iter(row.values())): row for row in rows("notices", "index.csv")
    }
    for row in rows("notices", "launches.csv"):
        truth = row["upper_stage_inc_deg"] or row["payload_inc_deg"]
        if not truth and any(mark in row["case"] for mark in STATION_CASES):
            truth = str(STATION)
        if not truth or row["case"] in CHANGED_ORBIT:
            continue
        notices = []
        for message in row["notices"].split(";"):
            name = list(files[message].values())[1]
            document, _ = read_document(str(DATA / "notices" / "raw" / name))
            if document is not None:
                notices += read_notices(document)
        pad = float(row["pad_lat_deg"]), float(row["pad_lon_deg"])
        case = Case(id=row["case"], path="", pad_deg=pad, notices=tuple(notices))
        yield row["case"], float(truth), link_launches(case)[0]


def further_cases() -> Iterator[tuple[str, float, LaunchEvidence]]:
    """Launches warned of in the corpus, with the orbit their objects were found in, evidence as linked."""
    texts = {row["notice"]: row["text"] for row in rows("notices", "corpus", CORPUS)}
    table = (line for line in FURTHER.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    for row in csv.DictReader(table, delimiter="\t"):
        launch = find_by_tag(row["tag"])
        assert launch is not None
        notices = [
            notice for name in row["notices"].split(";") for notice in read_notices(_document(name, texts[name]))
        ]
        case = Case(id=row["tag"], path="", notices=tuple(notices), liftoff=launch.liftoff, site=launch.site)
        yield row["tag"], float(row["inclination_deg"]), link_launches(case)[0]


def _document(name: str, text: str) -> Document:
    return Document(path=name, digest=sha256(text.encode()).hexdigest(), text=text)


def score(evidence: LaunchEvidence, case: str, truth: float, *, particles: int, seed: int = 1) -> Row | None:
    """Infer one launch and hold its inclination against the truth."""
    begun = time.perf_counter()
    assert evidence.site is not None
    inference = infer(evidence, evidence.site, seed=seed, particles=particles)
    flown = fly_again(inference, seed=seed)
    findings = findings_of(evidence, evidence.site, inference.posteriors, Pool(flown=flown), seed=seed)
    found = findings.inclination_deg
    if found is None:
        return None
    true_ones = [
        orbit
        for orbit in findings.orbits
        if orbit.inclination_deg.q05 - LISTED_WITHIN <= truth <= orbit.inclination_deg.q95 + LISTED_WITHIN
    ]
    return Row(
        case=case,
        truth=truth,
        straight=tuple(great_circle(evidence, lag) for lag in LAGS),
        median=found.median,
        q05=found.q05,
        q95=found.q95,
        listed=sum(orbit.probability for orbit in true_ones),
        listed_any_orbit=sum(orbit.probability_any_orbit for orbit in true_ones),
        answer=findings.kind.answer,
        p_orbital=findings.kind.p_orbital,
        seconds=time.perf_counter() - begun,
        flights=inference.flights,
    )


def ascent_areas(evidence: LaunchEvidence) -> list[tuple[float, float]]:
    """Middles of the areas taken for stage falls, off the pad."""
    assert evidence.site is not None
    pad = evidence.site.latitude_deg, evidence.site.longitude_deg
    places = [centroid_deg(item.area.rings_deg[0]) for item in evidence.observations if isinstance(item, FallArea)]
    return [place for place in places if distance_deg(*pad, *place) > EARLIEST_FALL]


def great_circle(evidence: LaunchEvidence, lag: float) -> float:
    """Baseline: inclination of the great circle from the pad through the mean bearing of the areas [deg].

    Args:
        evidence: with at least one area of the ascent.
        lag: degrees of longitude for each 1,000 km that the areas are moved east before.
    """
    assert evidence.site is not None
    pad = evidence.site.latitude_deg, evidence.site.longitude_deg
    bearings = []
    for latitude, longitude in ascent_areas(evidence):
        turned = longitude + lag * distance_deg(*pad, latitude, longitude) / 1e6
        bearings.append(math.radians(bearing_deg(*pad, latitude, turned)))
    mean = math.atan2(sum(map(math.sin, bearings)), sum(map(math.cos, bearings)))
    return math.degrees(math.acos(math.sin(mean) * math.cos(math.radians(pad[0]))))


def unknown_vehicle(evidence: LaunchEvidence) -> LaunchEvidence:
    """The same evidence with nobody saying what flew."""
    kept = tuple(item for item in evidence.observations if not item.id.startswith("obs-gcat"))
    return replace(evidence, vehicle=None, catalog=None, observations=kept)


def summary(found: list[Row]) -> str:
    """Median and 90th percentile of the error, coverage and width, of a list of rows."""
    if not found:
        return "none"
    errors = np.array([abs(row.error) for row in found])
    held = sum(row.q05 <= row.truth <= row.q95 for row in found)
    width = median(row.q95 - row.q05 for row in found)
    return (
        f"{len(found)} launches: median error {np.median(errors):.2f}°, "
        f"90th percentile {np.quantile(errors, 0.9):.1f}°; "
        f"90 % intervals hold the truth in {held} of {len(found)} and are {width:.1f}° wide (median); "
        f"{median(row.seconds for row in found):.1f} s a launch (median)"
    )


def baselines(found: list[Row]) -> list[str]:
    """The great circle, as it is and with one lag for the turning Earth fitted on the learn half."""
    straight = int(np.argmin(np.abs(LAGS)))
    learn = [row for row in found if half(row.case) == "learn"]
    lag = int(np.argmin([median([abs(row.straight[k] - row.truth) for row in learn]) for k in range(len(LAGS))]))
    lines: list[str] = []
    for name, k in (("great circle through pad and areas", straight), ("the same with one fitted lag", lag)):
        for part in ("learn", "report"):
            errors = [abs(row.straight[k] - row.truth) for row in found if half(row.case) == part]
            lines.append(
                f"- {name}, {part} half: median error {median(errors):.2f}°, "
                f"90th percentile {np.quantile(errors, 0.9):.1f}°"
            )
    return lines


def _kept_row(pieces: Path | None, key: str, make: Callable[[], Row | None]) -> Row | None:
    """The score of a launch, as kept or made now; None where nothing was found."""

    def piece() -> Piece:
        row = make()
        return {} if row is None else asdict(row)

    known = kept(pieces, key, piece)
    return Row(**{**known, "straight": tuple(known["straight"])}) if known else None


def _part(
    label: str,
    launches: Iterator[tuple[str, float, LaunchEvidence]],
    *,
    particles: int,
    only: str,
    pieces: Path | None,
) -> list[str]:
    """One table: all launches scored, summed up by half, beside the baselines."""
    found: list[Row] = []
    silent: list[str] = []
    for case, truth, evidence in launches:
        if only not in case or evidence.site is None:
            continue
        if not ascent_areas(evidence):
            silent.append(case)
            continue
        row = _kept_row(
            pieces,
            f"notices-{label}-{case}-{particles}",
            lambda case=case, truth=truth, evidence=evidence: score(evidence, case, truth, particles=particles),
        )
        if row is not None:
            found.append(row)
            say(
                f"{label} {case} true {truth:.1f} found {row.median:.1f} [{row.q05:.1f}, {row.q95:.1f}] "
                f"listed {row.listed:.2f} p(orbital) {row.p_orbital:.2f} {row.seconds:.1f} s"
            )
    lines = [f"### {label.capitalize()}", ""]
    for part in ("learn", "report"):
        lines.append(f"- {part} half: {summary([row for row in found if half(row.case) == part])}")
        low = [row for row in found if half(row.case) == part and row.truth >= LOWEST_LATITUDE_ORBIT]
        lines.append(f"- {part} half without orbits below {LOWEST_LATITUDE_ORBIT:.0f}°: {summary(low)}")
    lines += baselines(found) if not only else []
    if silent:
        lines.append(f"- no area of the ascent, so nothing said: {', '.join(silent)}")
    lines += ["", "| launch | half | true | great circle | found, 90 % | listed | p(orbital) |"]
    lines.append("|---|---|---|---|---|---|---|")
    straight = int(np.argmin(np.abs(LAGS)))
    lines += [
        f"| {row.case} | {half(row.case)} | {row.truth:.1f} | {row.straight[straight]:.1f} | "
        f"{row.median:.1f} [{row.q05:.1f}, {row.q95:.1f}] | {row.listed:.2f} ({row.listed_any_orbit:.2f}) | "
        f"{row.p_orbital:.2f} |"
        for row in found
    ]
    return [*lines, ""]


def run(
    *,
    particles: int = 1000,
    known: bool = True,
    unknown: bool = True,
    only: str = "",
    pieces: Path | None = None,
) -> None:
    """Score all launches and write the section.

    Args:
        particles: draws an explanation.
        known: score the launches with their vehicle named.
        unknown: score them, and the further ones, without.
        only: part of a case's name; nothing is written then.
        pieces: folder where finished cases are kept, to go on from.
    """
    lines = [
        "## Orbit from warnings",
        "",
        "Raw notices and the pad only; the interval is of the planned inclination.",
        "`listed` is the probability of the families of orbits that the true one belongs to; in brackets without",
        "weight on orbits that launches from there are for.",
        "Priors and model errors were chosen on the learn half.",
        "The prior over orbits counts earlier launches only; the constellations of 2017 to 2021 were added to what is "
        "judged after two of their launches had been missed here (2020-008 and 2020-020 of the report half).",
        "Seconds are by the clock, on one core that other work shared.",
        "",
    ]
    if unknown:
        nobody_says = ((case, truth, unknown_vehicle(evidence)) for case, truth, evidence in cases())
        lines += _part("vehicle unknown", nobody_says, particles=particles, only=only, pieces=pieces)
    if known:
        lines += _part("vehicle known", cases(), particles=particles, only=only, pieces=pieces)
    if unknown:
        nobody_says = ((case, truth, unknown_vehicle(evidence)) for case, truth, evidence in further_cases())
        lines += _part("further launches, vehicle unknown", nobody_says, particles=particles, only=only, pieces=pieces)
    if not only:
        write_section("notices", "\n".join(lines))
