"""Webcast to flight: cut-off times, speeds and downrange from the speed and height that were shown, Falcon flights."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np

from downrange.inference.infer import PARTICLES, infer
from downrange.inference.odd import odd_points
from downrange.inference.replay import fly_again
from downrange.judging.curves import odd_conflicts
from downrange.judging.findings import findings_of
from downrange.judging.pool import Pool, interval, orbital
from downrange.linking.launches import link_launches
from downrange.reading.telemetry import read_telemetry
from downrange.records.evidence import LaunchEvidence
from downrange.records.finding import CutoffFinding, Interval
from downrange.records.launch import Case
from downrange.records.observation import SpeedHeightSeries
from scoreboard.pieces import Piece, kept
from scoreboard.shared import DATA, half, rows, say, write_section

FOLDER = DATA / "telemetry" / "falcon"
PADS = {
    "SLC-40": (28.562302, -80.577356),
    "LC-39A": (28.608389, -80.604333),
    "SLC-4E": (34.632093, -120.610829),
}
"""Degrees. Source: SpaceX's public launch data set."""
AFTER = 3.0
"""The speed shown this long after the noted cut-off is the insertion speed [s]: events are noted to whole seconds."""


GLITCH_SEED = 4
LOW = 2000.0
"""Catalog orbits with an apogee below this [km] are those of the ascent; others were changed by later burns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One flight scored: truth and interval by quantity, seconds, meters, meters a second and degrees."""

    case: str
    truths: dict[str, float]
    found: dict[str, Interval]
    answer: str
    odd: int
    """Displayed values that do not belong."""
    seconds: float
    flights: int

    def miss(self, name: str) -> float | None:
        """Median less truth; None where either is missing."""
        if name not in self.truths or name not in self.found:
            return None
        return self.found[name].median - self.truths[name]


def row_of(piece: Piece) -> Row:
    """A row as it was kept."""
    return Row(**{**piece, "found": {name: Interval(**item) for name, item in piece["found"].items()}})


def cases() -> Iterator[tuple[str, LaunchEvidence, dict[str, float]]]:
    """Flights whose webcast showed the vehicle from lift-off, with what was noted of them."""
    for row in rows("telemetry", "falcon", "launches.csv"):
        case = row["case"]
        series = [item for path in sorted((FOLDER / case).glob("stage*_display*")) for item in read_telemetry(path)[0]]
        from_liftoff = [item for item in series if item.body == "vehicle" and item.times[0] < 30.0]
        if not from_liftoff or row["pad"] not in PADS:
            continue
        liftoff = datetime.fromisoformat(row["liftoff_utc"].replace("Z", "+00:00"))
        read = Case(id=case, path="", pad_deg=PADS[row["pad"]], liftoff=liftoff, observations=tuple(series))
        yield case, link_launches(read)[0], truths(case) | _inclination(row)


def _inclination(row: dict[str, str]) -> dict[str, float]:
    """The catalog's inclination where the orbit is still that of the ascent [deg]."""
    if row["payload_apogee_km"] and float(row["payload_apogee_km"]) < LOW:
        return {"inclination": float(row["payload_inc_deg"])}
    return {}


def truths(case: str) -> dict[str, float]:
    """Cut-off times as noted, the speeds shown then, and downrange at the first as its analyst has it."""
    events = {row["event"]: row["time_s"] for row in rows("telemetry", "falcon", case, "events.csv")}
    shown = [row for path in sorted((FOLDER / case).glob("stage*_display*")) for row in rows(str(path))]
    found: dict[str, float] = {}
    if events.get("meco"):
        found["first cut-off"] = float(events["meco"])
        found["first speed"] = _at(shown, "display_speed_m_s", found["first cut-off"])
        derived = rows("telemetry", "falcon", case, "analysed_derived_1hz.csv")
        found["first range"] = 1e3 * _at(derived, "downrange_km", found["first cut-off"])
    if events.get("seco1"):
        found["second cut-off"] = float(events["seco1"])
        found["insertion speed"] = _at(shown, "display_speed_m_s", found["second cut-off"] + AFTER)
    return {name: value for name, value in found.items() if np.isfinite(value)}


def _at(table: list[dict[str, str]], column: str, moment: float) -> float:
    """A column at a moment; NaN where the table has a gap there."""
    pairs = sorted((float(row["time_s"]), float(row[column])) for row in table if row["time_s"] and row.get(column))
    times = np.array([pair[0] for pair in pairs])
    if not len(times) or np.abs(times - moment).min() > 2.0:
        return float("nan")
    return float(np.interp(moment, times, [pair[1] for pair in pairs]))


def score(case: str, evidence: LaunchEvidence, truth: dict[str, float], *, particles: int) -> Row:
    """Infer one flight from its webcast."""
    begun = time.perf_counter()
    assert evidence.site is not None
    inference = infer(evidence, evidence.site, seed=1, particles=particles)
    pool = Pool(flown=fly_again(inference, seed=1))
    findings = findings_of(evidence, evidence.site, inference.posteriors, pool, seed=1)
    found = _quantities({item.stage: item for item in findings.cutoffs})
    plane = interval(*pool.gather(lambda item: np.degrees(item.plan.inclination), keep=orbital))
    if findings.inclination_deg is not None:
        found["inclination"] = findings.inclination_deg
    elif plane is not None:
        found["inclination, not told"] = plane
    return Row(
        case=case,
        truths=truth,
        found=found,
        answer=f"{findings.kind.answer}, {findings.outcome.answer}",
        odd=len(odd_conflicts(evidence.observations)),
        seconds=time.perf_counter() - begun,
        flights=inference.flights,
    )


def _quantities(cutoffs: dict[int, CutoffFinding]) -> dict[str, Interval]:
    found: dict[str, Interval] = {}
    if 1 in cutoffs:
        found["first cut-off"], found["first speed"] = cutoffs[1].time_s, cutoffs[1].speed_m_s
        reach = cutoffs[1].ground_range_km
        found["first range"] = Interval(
            **{name: 1e3 * getattr(reach, name) for name in ("median", "q05", "q25", "q75", "q95")}
        )
    if 2 in cutoffs:
        found["second cut-off"], found["insertion speed"] = cutoffs[2].time_s, cutoffs[2].speed_m_s
    return found


def summary(found: list[Row], name: str) -> str:
    """Misses and coverage of one quantity."""
    pairs = [(row, row.miss(name)) for row in found]
    kept = [(row, miss) for row, miss in pairs if miss is not None]
    if not kept:
        return "none noted"
    misses = np.array([abs(miss) for _, miss in kept])
    held = sum(row.found[name].q05 <= row.truths[name] <= row.found[name].q95 for row, _ in kept)
    if "cut-off" in name:
        return (
            f"{len(kept)} flights: median miss {np.median(misses):.1f} s, within 2 s {sum(misses <= 2.0)} of "
            f"{len(kept)}; 90 % intervals hold {held}"
        )
    share = np.array([abs(miss) / row.truths[name] for row, miss in kept])
    return (
        f"{len(kept)} flights: median miss {100 * np.median(share):.2f} %, within 0.5 % {sum(share <= 0.005)} of "
        f"{len(kept)}; 90 % intervals hold {held}"
    )


def planes(found: list[Row]) -> str:
    """What draws and their prior alone have for the plane, told or not."""
    told = sum("inclination" in row.found for row in found)
    pairs = [
        (row.truths["inclination"], row.found["inclination, not told"])
        for row in found
        if "inclination" in row.truths and "inclination, not told" in row.found
    ]
    held = sum(one.q05 - LATE_TURN <= truth <= one.q95 + LATE_TURN for truth, one in pairs)
    wide = median(one.q95 - one.q05 for _, one in pairs) if pairs else float("nan")
    return (
        f"azimuth and inclination: told for {told} of {len(found)}, since speed and height move with the plane by less "
        f"than their model error; those of the draws, which follow the prior over the site's orbits, hold the "
        f"catalog's inclination in {held} of {len(pairs)} 90 % intervals, {wide:.0f}° wide (median)"
    )


LATE_TURN = 0.5
"""Catalog inclinations differ from those of the ascent by this [deg]."""
QUANTITIES = ("first cut-off", "second cut-off", "insertion speed", "first speed", "first range")


def run(*, particles: int = PARTICLES, only: str = "", pieces: Path | None = None) -> None:
    """Score the flights and write the section.

    Args:
        particles: draws per explanation.
        only: part of a case's name; nothing is written then.
        pieces: folder where finished flights are kept.
    """
    found: list[Row] = []
    for case, evidence, truth in cases():
        if only in case:
            make = partial(_piece, case, evidence, truth, particles)
            row = row_of(kept(pieces, f"webcast-{case}-{particles}", make))
            found.append(row)
            misses = ", ".join(f"{name} {miss:+.1f}" for name in QUANTITIES if (miss := row.miss(name)) is not None)
            say(f"{case} ({half(case)}): {row.answer}; {misses}; {row.flights} flights, {row.seconds:.1f} s")
    lines = ["## Webcast to flight", ""]
    lines.append(
        f"{particles} draws an explanation, as the command takes. Model errors were learnt on the learn half. "
        "Downrange is held against the telemetry's analyst, who integrated the same display."
    )
    lines.append("")
    for part in ("learn", "report"):
        lines.append(f"- {part} half")
        mine = [row for row in found if half(row.case) == part]
        lines += [f"    - {name}: {summary(mine, name)}" for name in QUANTITIES]
        lines.append(f"    - {planes(mine)}")
        wrong = sum(row.answer != "orbital, reached orbit" for row in mine)
        lines.append(f"    - not said to have reached orbit: {wrong} of {len(mine)}")
    lines.append(f"- displayed values that do not belong: {sum(row.odd for row in found)}")
    lines += [f"- {line}" for line in planted_glitches()]
    lines += [
        "",
        "| flight | half | answer | first cut-off | second cut-off | insertion speed |",
        "|---|---|---|---|---|---|",
    ]
    for row in found:
        cells = " | ".join(_cell(row, name) for name in QUANTITIES[:3])
        lines.append(f"| {row.case} | {half(row.case)} | {row.answer} | {cells} |")
    if only:
        say("\n".join(lines))
    else:
        write_section("webcasts", "\n".join(lines))


def _piece(case: str, evidence: LaunchEvidence, truth: dict[str, float], particles: int) -> Piece:
    return asdict(score(case, evidence, truth, particles=particles))


def planted_glitches(count: int = 20) -> list[str]:
    """Digits misread in displays: how many are named, by how far they are off."""
    rng = np.random.default_rng(GLITCH_SEED)
    lines: list[str] = []
    for label, factor in (("a digit of the hundreds misread", None), ("a zero too many or too few", 10.0)):
        planted = named = others = 0
        for _, evidence, _ in cases():
            series = max(
                (item for item in evidence.observations if isinstance(item, SpeedHeightSeries)),
                key=lambda item: len(item.times),
            )
            before = {(point.quantity, point.index) for point in odd_points(series)}
            for index in rng.choice(np.arange(5, len(series.times) - 5), count, replace=False):
                speed = series.speeds[index]
                if speed is None or speed < 100.0:
                    continue
                wrong = speed * factor if factor else speed + 100.0 * float(rng.choice([-3, -1, 1, 3]))
                speeds = tuple(wrong if at == index else value for at, value in enumerate(series.speeds))
                seen = {(point.quantity, point.index) for point in odd_points(replace(series, speeds=speeds))}
                planted += 1
                named += ("speed", int(index)) in seen
                others += len(seen - before - {("speed", int(index))})
        lines.append(f"{label} in a speed: {named} of {planted} planted named, {others} other values named with them")
    return lines


def _cell(row: Row, name: str) -> str:
    if name not in row.found:
        return ""
    truth = f", noted {row.truths[name]:.0f}" if name in row.truths else ""
    interval = row.found[name]
    return f"{interval.median:.1f} [{interval.q05:.1f}, {interval.q95:.1f}]{truth}"
