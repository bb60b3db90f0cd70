"""A stream that does not end: a body in orbit at 1 Hz, with rubbish, late, doubled and wild lines; memory in use."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from downrange.earth.ellipsoid import ecef_from_geodetic, geodetic_from_ecef
from downrange.tracking.lines import as_line
from downrange.tracking.motion import COAST, LOG_DENSITY, SIZE, advance
from downrange.tracking.stream import StreamReader
from downrange.tracking.tracker import Tracker

MARKS = 10
LATE = 40
"""Lines by which one may come late."""
SIGMA = 100.0
"""Noise [m]."""
HEIGHT, SPEED = 600e3, 7541.0
"""Of the orbit: above the ground [m], over the turning Earth [m/s]."""


def lines(count: int) -> Iterator[str]:
    """CSV as it comes, one in fifty of them no good in one way or another."""
    rng, work, state = np.random.default_rng(1), np.empty((5, SIZE)), np.zeros(SIZE)
    state[:3], state[5] = ecef_from_geodetic(0.0, 0.3, HEIGHT), SPEED
    yield "time_s,lat,lon,height_m,sigma_m,sensor"
    last = held = ""
    for number in range(count):
        latitude, longitude, height = geodetic_from_ecef(state[:3] + SIGMA * rng.standard_normal(3))
        place = f"{math.degrees(latitude):.6f},{math.degrees(longitude):.6f},{height:.1f}"
        line = f"{number},{place},{SIGMA:.0f},s{rng.integers(5000)}"
        kind = rng.random()
        if kind < 0.004:
            yield "rubbish " * int(rng.integers(1, 50))
        elif kind < 0.008:
            yield last
        elif kind < 0.012:
            yield f"{number},{rng.uniform(-90, 90):.3f},{rng.uniform(-180, 180):.3f},{height:.1f},{SIGMA:.0f},wild"
        elif kind < 0.016:
            held = line
        elif kind < 0.02:
            yield f"# sensor s{number}: {number % 80}, {number % 170}, 0"
        else:
            yield line
        last = line
        if held and number % LATE == 0:
            yield held
            held = ""
        advance(state, COAST, 1.0, LOG_DENSITY, work)


def resident() -> float:
    """Memory in use [MB]."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure(count: int) -> list[str]:
    """The section's lines."""
    reader, tracker = StreamReader(), Tracker(from_liftoff=False)
    marks: list[tuple[int, float]] = []
    begun, printed = time.process_time(), 0
    for number, line in enumerate(lines(count), 1):
        sightings, problems = reader.read_line(line)
        tracker.skipped(len(problems))
        for sighting in sightings:
            update = tracker.update(sighting)
            printed += len(as_line(update)) if update is not None else 0
        if number % (count // MARKS) == 0:
            marks.append((number, resident()))
    counts = tracker.counts
    return [
        f"A stream of {count:,} lines at 1 Hz, one in fifty no good, from 5,000 sensors, through reader, filter and "
        f"printed lines ({printed / 1e6:.0f} MB of them), in {time.process_time() - begun:.0f} s of processor time: "
        f"{counts.used:,} used, {counts.skipped:,} skipped, {counts.duplicate:,} doubled, {counts.wild:,} wild, "
        f"{counts.late:,} late, {counts.reordered:,} put in their place, {counts.restarts} restarts.",
        "",
        "| lines | memory in use [MB] |",
        "| --- | --- |",
        *(f"| {number:,} | {used:.1f} |" for number, used in marks),
    ]
