"""Tracking measured: `python -m scoreboard.tracking [falcons real speed ...]` writes figures.

Parts left out keep the figures of the last run. Kinds, orbits, strangers and faults go on where an earlier run stopped,
for `--seconds`, perhaps several processes at once (`--share`); what they found is kept in a file a flight in the folder
`--resume`, and `--afresh` forgets it.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import math
import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from downrange.records.explanation import FlightKind
from downrange.records.sighting import Sighting
from downrange.tracking.bank import MOVES_AN_UPDATE
from downrange.tracking.drawing import draw_bank
from downrange.tracking.setup import candidates
from downrange.tracking.stream import StreamReader
from downrange.tracking.switches import TAIL_OFF
from downrange.tracking.tracker import Tracker
from scoreboard import (
    tracked_faults,
    tracked_impacts,
    tracked_kinds,
    tracked_memory,
    tracked_orbits,
    tracked_real,
    tracked_rivals,
    tracked_strangers,
)
from scoreboard.shared import DATA, PAGE, ROOT, half, write_section
from scoreboard.tracked import as_points, model_of, one_flight, pad_of, rng_of, site_of

WITHIN = 1.0
"""A cut-off is found when it lies this near to the noted whole second [s]."""
TAIL_OFFS = np.arange(0.0, 1.51, 0.1)
OBJECTS, RATE = 100, 1.0
"""Tracked at once, each so often [Hz]."""


def cutoff_misses() -> dict[str, float]:
    """By webcast, how long the main engine's cut-off was found after it was noted, without the tail-off [s]."""
    folder = DATA / "telemetry" / "falcon"
    misses: dict[str, float] = {}
    for path in sorted(item for item in folder.glob("*/") if (item / "events.csv").is_file()):
        with (path / "events.csv").open(encoding="utf-8") as file:
            events = {row["event"]: float(row["time_s"]) for row in csv.DictReader(file) if row["time_s"]}
        found = _cutoffs(path, events.get("meco", 0.0) + 40.0)
        if "meco" in events and found is not None and found[0] < events["meco"] - 20.0:
            misses[path.name] = min((cut - events["meco"] for cut in found[1]), key=abs, default=math.inf)
    return misses


def _cutoffs(path: Path, until: float) -> tuple[float, list[float]] | None:
    """When a webcast's display begins, and the cut-offs seen in it."""
    stream = path / "stage2_display_1hz.csv"
    stream = stream if stream.is_file() else path / "stage1_display_1hz.csv"
    reader, tracker = StreamReader(path=str(stream)), Tracker(pad=(0.5, -1.4, 0.0))
    cuts: list[float] = []
    first: float | None = None
    for line in stream.read_text(encoding="utf-8").splitlines():
        for sighting in reader.read_line(line)[0]:
            first = sighting.time if first is None else first
            update = tracker.update(sighting) if sighting.time <= until else None
            if update is not None:
                cuts += [event.time - TAIL_OFF for event in update.events if event.name == "cut-off"]
    return None if first is None else (first, cuts)


def measure_falcons() -> list[str]:
    """Cut-offs of webcasts: the tail-off learnt on one half of the flights, the figure from the other."""
    misses = cutoff_misses()
    learn = np.array([miss for case, miss in misses.items() if half(case) == "learn"])
    report = np.array([miss for case, miss in misses.items() if half(case) == "report"])
    found = [np.mean(np.abs(learn + late) <= WITHIN) for late in TAIL_OFFS]
    # Of tail-offs that find equally many, the middle one.
    chosen = float(np.median(TAIL_OFFS[np.array(found) == max(found)]))

    def words(values: np.ndarray, late: float) -> str:
        off = np.abs(values + late)
        return (
            f"{int((off <= WITHIN).sum())} of {len(off)} (median {np.median(off):.2f} s, worst "
            f"{off[np.isfinite(off)].max():.1f} s)"
        )

    return [
        "Falcon webcasts: main engine cut-off within 1 s of the noted whole second. The tail-off added to each cut-off "
        f"is learnt on one half of the flights: {chosen:.2f} s; the package has {TAIL_OFF:.2f} s.",
        "",
        "| half | with the tail-off learnt | as the package has it | without |",
        "| --- | --- | --- | --- |",
        *(
            f"| {name} | {words(values, chosen)} | {words(values, TAIL_OFF)} | {words(values, 0.0)} |"
            for name, values in (("learn", learn), ("report", report))
        ),
    ]


def _timed(tracker: Tracker, seen: list[Sighting], name: str) -> str:
    took: list[float] = []
    worked: list[float] = []
    for sighting in seen:
        begun, clock = time.perf_counter(), time.process_time()
        tracker.update(sighting)
        took.append(time.perf_counter() - begun)
        worked.append(time.process_time() - clock)
    took, worked = took[50:], worked[50:]
    rate, of_work = len(took) / sum(took), len(took) / sum(worked)
    late, late_work = (1e3 * np.quantile(values, 0.99) for values in (took, worked))
    return f"| {name} | {rate:.0f} | {1e3 * np.median(took):.1f} | {late:.1f} | {of_work:.0f} | {late_work:.1f} |"


def measure_speed() -> list[str]:
    """Updates a second and the time that one takes."""
    found = one_flight(model_of(FlightKind.ORBITAL, 0), rng_of("speed"), np.arange(0, 900, 0.2))
    assert found is not None
    seen = as_points(found[0], 200.0, rng_of("speed noise"))[0]
    site = site_of(0)
    rows = [_timed(Tracker(pad=pad_of(site)), seen[:2500], "filter alone, 5 Hz")]
    for name, step, count in (("5 Hz", 1, 700), ("1 Hz", 5, 500)):
        bank = draw_bank(site, candidates(None), flights=10_000, moves=MOVES_AN_UPDATE)
        rows.append(
            _timed(Tracker(pad=bank.pad, bank=bank), seen[::step][:count], f"filter and 10,000 flights, {name}")
        )
    trackers = [Tracker(pad=pad_of(site)) for _ in range(OBJECTS)]
    moments = seen[::5][:200]
    late: list[float] = []
    begun = time.perf_counter()
    for sighting in moments:
        round_begun = time.perf_counter()
        for number, tracker in enumerate(trackers):
            tracker.update(replace(sighting, time=sighting.time + 1e-3 * number))
        late.append(time.perf_counter() - round_begun)
    busy = 100.0 * (time.perf_counter() - begun) / (len(moments) / RATE)
    return [
        f"| on 2 cores, load average {os.getloadavg()[0]:.0f} | updates/s | one update, median [ms] "
        "| 99th percentile [ms] | updates a second of processor time | 99th percentile of it [ms] |",
        "| --- | --- | --- | --- | --- | --- |",
        *rows,
        "",
        f"{OBJECTS} objects at {RATE:.0f} Hz: {busy:.0f} % of one core's time; a round of all takes "
        f"{1e3 * np.quantile(late, 0.99):.0f} ms at the 99th percentile.",
    ]


PARTS = ("falcons", "real", "speed", "memory", "filter", "kinds", "orbits", "strangers", "faults", "rivals")


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=list(PARTS), choices=[*PARTS, []])
    parser.add_argument("--flights-per-level", type=int, default=20)
    parser.add_argument("--nominal", type=int, default=100)
    parser.add_argument("--lines", type=int, default=300_000, help="of the endless stream")
    parser.add_argument("--resume", type=Path, default=ROOT / "build" / "scoreboard" / "tracking")
    parser.add_argument("--share", default="0/1", help="fly only the faults K of N: K/N, for several processes")
    parser.add_argument("--seconds", type=float, default=1e9, help="for kinds and faults, each")
    parser.add_argument("--afresh", action="store_true", help="forget earlier flights of kinds and faults")
    options = parser.parse_args()
    number, of = (int(part) for part in options.share.split("/"))
    share = number, of
    names = ("filter", "kinds", "orbits", "strangers", "faults")
    filters, kinds, orbits, strangers, faults = (options.resume / name for name in names)
    if options.afresh:
        shutil.rmtree(options.resume, ignore_errors=True)
    made = {
        "falcons": measure_falcons,
        "real": tracked_real.measure,
        "speed": measure_speed,
        "memory": lambda: tracked_memory.measure(options.lines),
        "filter": lambda: tracked_impacts.measure(filters, 12 * options.flights_per_level, options.seconds, share),
        "kinds": lambda: tracked_kinds.measure(kinds, options.flights_per_level, options.seconds, share),
        "orbits": lambda: tracked_orbits.measure(orbits, options.flights_per_level, options.seconds),
        "strangers": lambda: tracked_strangers.measure(
            strangers, 2 * options.flights_per_level, options.seconds, share
        ),
        "faults": lambda: tracked_faults.measure(faults, options.nominal, options.seconds, share),
        "rivals": lambda: tracked_rivals.measure(options.flights_per_level),
    }
    kept = _kept()
    for name in options.parts:
        if name == "rivals" and importlib.util.find_spec("stonesoup") is None:
            print("rivals: Stone Soup is not installed; its figures stay as they are")
            continue
        if name in ("falcons", "real") and not DATA.is_dir():
            print(f"{name}: the data are not here; their figures stay as they are")
            continue
        kept[name] = "\n".join(made[name]())
        print(kept[name], flush=True)
        body = "\n\n".join(f"<!-- tracking {part} -->\n{kept[part]}" for part in PARTS if kept.get(part))
        write_section("tracking", f"## Tracking\n\nBy `python -m scoreboard.tracking`.\n\n{body}")


def _kept() -> dict[str, str]:
    """The parts as they stand on the page."""
    if not PAGE.exists():
        return {}
    section = PAGE.read_text(encoding="utf-8").partition("<!-- tracking -->")[2].partition("<!-- /tracking -->")[0]
    parts = section.split("<!-- tracking ")[1:]
    return {part.partition(" -->")[0]: part.partition(" -->\n")[2].strip() for part in parts}


if __name__ == "__main__":
    main()
