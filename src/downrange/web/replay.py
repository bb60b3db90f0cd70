"""Flights for the globe: tracks drawn from the posterior by weight, and the falls of their stages, as columns."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from downrange.flight.falls import fall
from downrange.pipeline import LaunchRun
from downrange.records.explanation import FlownPosterior
from downrange.records.flight import Array, IntArray
from downrange.web.store import state_file, write_atomically

TRACKS = 500
FALLING_TRACKS = 120
"""Of the tracks, those whose stages are shown falling."""
FALL_SAMPLES = 48
FALL_BALLISTIC = 300.0
"""Mass over drag area of a tumbling spent stage [kg/m2]. It shapes the path that is drawn; its end is the computed
impact of that flight, to which the path is moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What the globe plays: a header for JSON, and columns as 32-bit floats."""

    header: dict[str, Any]
    columns: bytes
    """Tracks [n, K, 4]: latitude, longitude [degrees], height [km], speed [m/s]; then falls [m, J, 4]: time [s],
    latitude, longitude, height. NaN after the end."""


def replay_of(run: LaunchRun) -> Replay | None:
    """A launch's flights, drawn by probability; None when nothing was flown."""
    total = sum(item.posterior.probability for item in run.flown)
    if not run.flown or total <= 0.0:
        return None
    tracks: list[Array] = []
    of: list[int] = []
    failures: list[float | None] = []
    falls: list[Array] = []
    falls_of: list[dict[str, Any]] = []
    for number, item in enumerate(run.flown):
        share = item.posterior.probability / total
        rows = np.arange(min(round(TRACKS * share), len(item.azimuth)), dtype=np.int64)
        if not len(rows):
            continue
        columns = _columns(item)[rows]
        falling = rows[: round(FALLING_TRACKS * share)]
        for body, which, paths in _falls(item, falling):
            falls.extend(paths)
            falls_of.extend({"body": body, "track": len(of) + int(row)} for row in which)
        tracks.extend(columns)
        of.extend([number] * len(rows))
        failures.extend(None if not np.isfinite(value) else round(float(value), 1) for value in item.failure_time[rows])
    header = {
        "times": [round(float(time), 2) for time in run.flown[0].flight.sample_times],
        "explanations": [item.posterior.explanation.id for item in run.flown],
        "of": of,
        "failure_times": failures,
        "falls": falls_of,
        "fall_samples": FALL_SAMPLES,
    }
    whole = [np.asarray(part, dtype="<f4").tobytes() for part in (*tracks, *falls)]
    return Replay(header=header, columns=b"".join(whole))


def _columns(item: FlownPosterior) -> Array:
    """[N, K, 4] of the main body."""
    flight = item.flight
    return np.stack(
        [
            np.degrees(flight.sample_latitude),
            np.degrees(flight.sample_longitude),
            flight.sample_height / 1e3,
            flight.sample_speed,
        ],
        axis=-1,
    )


def _falls(item: FlownPosterior, rows: IntArray) -> list[tuple[str, IntArray, Array]]:
    """For each stage that came down: its name, the flights [M] in which it did, and its paths [M, J, 4]."""
    flight = item.flight
    found: list[tuple[str, IntArray, Array]] = []
    for stage in range(flight.cutoff_time.shape[1]):
        name = f"stage-{stage + 1}"
        if name not in flight.bodies:
            continue
        body = flight.bodies.index(name)
        start, end = flight.cutoff_time[rows, stage], flight.impact_time[rows, body]
        good = rows[np.isfinite(start) & np.isfinite(end) & (end > start + 1.0)]
        if len(good):
            found.append((name, good, _fall_paths(item, stage, body, good)))
    return found


def _fall_paths(item: FlownPosterior, stage: int, body: int, rows: IntArray) -> Array:
    """[M, J, 4] from cut-off to the computed impact."""
    flight = item.flight
    start, end = flight.cutoff_time[rows, stage], flight.impact_time[rows, body]
    states = flight.cutoff_state[rows, stage]
    clock = np.unique(np.round(np.linspace(start.min(), end.max() + 900.0, 400), 2))
    fallen = fall(start, states, np.full(len(rows), FALL_BALLISTIC), sample_times=clock)
    paths = np.empty((len(rows), FALL_SAMPLES, 4))
    share = np.linspace(0.0, 1.0, FALL_SAMPLES)
    for row in range(len(rows)):
        good = np.isfinite(fallen.sample_height[row]) & (clock >= start[row])
        own = start[row] + share * (float(fallen.time[row]) - start[row])
        along = [
            np.interp(own, clock[good], column[row][good])
            for column in (fallen.sample_latitude, np.unwrap(fallen.sample_longitude), fallen.sample_height)
        ]
        miss_latitude = flight.impact_latitude[rows[row], body] - along[0][-1]
        miss_longitude = (
            np.remainder(flight.impact_longitude[rows[row], body] - along[1][-1] + np.pi, 2 * np.pi) - np.pi
        )
        paths[row, :, 0] = start[row] + share * (end[row] - start[row])
        paths[row, :, 1] = np.degrees(along[0] + share * miss_latitude)
        paths[row, :, 2] = np.degrees(along[1] + share * miss_longitude)
        paths[row, :, 3] = np.maximum(along[2] * (1.0 - share**8), 0.0) / 1e3
    return paths


def write_replay(folder: Path, launch: int, replay: Replay | None) -> None:
    """Keep a replay beside the dossier of a case; without one an older one is taken away."""
    header, columns = state_file(folder, f"replay-{launch}.json"), state_file(folder, f"replay-{launch}.f32")
    if replay is None:
        header.unlink(missing_ok=True)
        columns.unlink(missing_ok=True)
        return
    write_atomically(columns, replay.columns)
    write_atomically(header, json.dumps(replay.header).encode())
