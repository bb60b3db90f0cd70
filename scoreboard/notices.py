"""Orbit from warnings: inclination from raw notices and the pad, on the launches whose orbit is known."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from downrange.earth.geodesic import bearing_deg, centroid_deg, distance_deg
from downrange.inference.infer import infer
from downrange.inference.replay import fly_again
from downrange.judging.findings import findings_of
from downrange.judging.pool import Pool
from downrange.linking.launches import link_launches
from downrange.reading.document import read_document
from downrange.reading.notice import read_notices
from downrange.records.evidence import LaunchEvidence
from downrange.records.launch import Case
from scoreboard.shared import DATA, half, rows, write_section

STATION = 51.64
"""Inclination of the station's orbit, for ferries without elements of their own. Source: catalog elements of DM-1."""
STATION_CASES = ("_atv", "_crs", "_htv")
AFTER_ORBIT = {
    "2014-04-03_soyuz_sentinel1a",
    "2018-12-23_f9_gps3sv01",
    "2021-06-17_f9_gps3sv05",
}
"""Launches whose areas are all for what came after orbit: they say nothing of the ascent."""
CHANGED_ORBIT = {
    "2018-06-04_f9_ses12",
    "2013-06-25_soyuz_o3b1",
    "2019-04-04_soyuz_o3b5",
    "2022-11-12_f9_galaxy31_32",
    "2018-01-25_ariane5_va241_anomaly",
    "2014-08-22_soyuz_galileo_foc1_anomaly",
}
"""Launches whose orbit was changed after the ascent, or missed: the catalog's orbit is not the plan's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One launch scored."""

    case: str
    truth: float
    straight: float | None
    median: float
    q05: float
    q95: float
    answer: str
    p_orbital: float
    seconds: float
    flights: int

    @property
    def error(self) -> float:
        """Of the median [deg]."""
        return self.median - self.truth


def cases() -> Iterator[tuple[str, float, LaunchEvidence]]:
    """Launches with a known orbit, each with its evidence as linked from the raw notices and the pad."""
    files = {
        row["message"] if "message" in row else next(iter(row.values())): row for row in rows("notices", "index.csv")
    }
    for row in rows("notices", "launches.csv"):
        truth = row["upper_stage_inc_deg"] or row["payload_inc_deg"]
        if not truth and any(mark in row["case"] for mark in STATION_CASES):
            truth = str(STATION)
        if not truth or row["case"] in AFTER_ORBIT | CHANGED_ORBIT:
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
    return Row(
        case=case,
        truth=truth,
        straight=great_circle(evidence),
        median=found.median,
        q05=found.q05,
        q95=found.q95,
        answer=findings.kind.answer,
        p_orbital=findings.kind.p_orbital,
        seconds=time.perf_counter() - begun,
        flights=inference.flights,
    )


def great_circle(evidence: LaunchEvidence) -> float | None:
    """Baseline: inclination of the great circle from the pad through the middle of the areas' bearings [deg]."""
    assert evidence.site is not None
    pad = evidence.site.latitude_deg, evidence.site.longitude_deg
    places = [centroid_deg(area.rings_deg[0]) for area in evidence.areas]
    bearings = [math.radians(bearing_deg(*pad, *place)) for place in places if distance_deg(*pad, *place) > 150e3]
    if not bearings:
        return None
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


def run(*, particles: int = 1000, known: bool = True, unknown: bool = True, only: str = "") -> None:
    """Score all launches and write the section."""
    lines = ["## Orbit from warnings", ""]
    for label, wanted, change in (
        ("vehicle known", known, lambda item: item),
        ("vehicle unknown", unknown, unknown_vehicle),
    ):
        if not wanted:
            continue
        found: list[Row] = []
        for case, truth, evidence in cases():
            if only in case and evidence.site is not None:
                row = score(change(evidence), case, truth, particles=particles)
                if row is not None:
                    found.append(row)
                    print(
                        f"{label} {case} true {truth:.1f} found {row.median:.1f} [{row.q05:.1f}, {row.q95:.1f}] "
                        f"p(orbital) {row.p_orbital:.2f} {row.seconds:.1f} s",
                        flush=True,
                    )
        straight = [abs(row.straight - row.truth) for row in found if row.straight is not None]
        lines += [f"### {label.capitalize()}", ""]
        for part in ("learn", "report"):
            lines.append(f"- {part} half: {summary([row for row in found if half(row.case) == part])}")
        if straight:
            lines.append(f"- great circle through pad and areas: median error {median(straight):.2f}°")
        lines += ["", "| launch | half | true | great circle | found, 90 % | p(orbital) |", "|---|---|---|---|---|---|"]
        lines += [
            f"| {row.case} | {half(row.case)} | {row.truth:.1f} | "
            f"{'' if row.straight is None else f'{row.straight:.1f}'} | "
            f"{row.median:.1f} [{row.q05:.1f}, {row.q95:.1f}] | "
            f"{row.p_orbital:.2f} |"
            for row in found
        ]
        lines.append("")
    if not only:
        write_section("notices", "\n".join(lines))
