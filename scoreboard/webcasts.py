"""Webcast to flight: cut-off times, speeds and downrange from the speed and height that were shown, Falcon flights."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from statistics import median

import numpy as np

from downrange.inference.infer import infer
from downrange.inference.replay import fly_again
from downrange.judging.findings import findings_of
from downrange.judging.pool import Pool
from downrange.linking.launches import link_launches
from downrange.reading.telemetry import read_telemetry
from downrange.records.evidence import LaunchEvidence
from downrange.records.finding import CutoffFinding, Interval
from downrange.records.launch import Case
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One flight scored: truth and interval by quantity, seconds, meters and meters a second."""

    case: str
    truths: dict[str, float]
    found: dict[str, Interval]
    answer: str
    seconds: float
    flights: int

    def miss(self, name: str) -> float | None:
        """Median less truth; None where either is missing."""
        if name not in self.truths or name not in self.found:
            return None
        return self.found[name].median - self.truths[name]


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
        yield case, link_launches(read)[0], truths(case)


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
    findings = findings_of(
        evidence, evidence.site, inference.posteriors, Pool(flown=fly_again(inference, seed=1)), seed=1
    )
    cutoffs = {item.stage: item for item in findings.cutoffs}
    return Row(
        case=case,
        truths=truth,
        found=_quantities(cutoffs),
        answer=f"{findings.kind.answer}, {findings.outcome.answer}",
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


QUANTITIES = ("first cut-off", "second cut-off", "insertion speed", "first speed", "first range")


def run(*, particles: int = 300, only: str = "") -> None:
    """Score the flights and write the section."""
    found: list[Row] = []
    for case, evidence, truth in cases():
        if only in case:
            row = score(case, evidence, truth, particles=particles)
            found.append(row)
            misses = ", ".join(f"{name} {miss:+.1f}" for name in QUANTITIES if (miss := row.miss(name)) is not None)
            say(f"{case} ({half(case)}): {row.answer}; {misses}; {row.flights} flights, {row.seconds:.1f} s")
    lines = ["## Webcast to flight", ""]
    lines.append(
        f"{particles} draws an explanation. Model errors were learnt on the learn half. Downrange is held against the "
        "telemetry's analyst, who integrated the same display."
    )
    lines.append("")
    for part in ("learn", "report"):
        lines.append(f"- {part} half")
        mine = [row for row in found if half(row.case) == part]
        lines += [f"    - {name}: {summary(mine, name)}" for name in QUANTITIES]
    lines.append(f"- {median(row.seconds for row in found):.0f} s a flight (median)")
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


def _cell(row: Row, name: str) -> str:
    if name not in row.found:
        return ""
    truth = f", noted {row.truths[name]:.0f}" if name in row.truths else ""
    interval = row.found[name]
    return f"{interval.median:.1f} [{interval.q05:.1f}, {interval.q95:.1f}]{truth}"
