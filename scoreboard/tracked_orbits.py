"""Orbits that the bank tells under thrust: how often they hold the one that is reached. In pieces, kept in a folder."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from downrange.records.explanation import FlightKind
from downrange.records.flight import Array
from downrange.tracking.drawing import draw_bank
from downrange.tracking.flying import OUTCOMES, fly
from downrange.tracking.setup import candidates, kind_prior
from downrange.tracking.tracker import Tracker
from scoreboard.pieces import Piece, kept
from scoreboard.tracked import as_points, model_of, one_flight, pad_of, rng_of, site_of

FLIGHTS = 6000
"""In the bank."""
NOISES = (50.0, 200.0)
STEP = 4.0
TOLD = ("perigee", "apogee", "inclination")
LEFT = ((0.0, 60.0), (60.0, 200.0), (200.0, 400.0), (400.0, 2000.0))
"""Until the last cut-off [s]."""
SCALES = np.array([1e3, 1e3, np.pi / 180.0])
WITHIN = 1.645
"""90 % of a normal distribution lie within so many sigmas."""


def measure(folder: Path, flights: int, seconds: float) -> list[str]:
    """The lines of the section.

    Args:
        folder: for the pieces.
        flights: over ten vehicles and two levels of noise.
        seconds: after which no more are begun.
    """
    begun = time.perf_counter()
    rows: dict[str, list[list[float]]] = {"learn": [], "report": []}
    for index in range(flights):
        allowed = time.perf_counter() - begun < seconds
        piece = kept(folder, f"{index}", (lambda index=index: _follow(index)) if allowed else None)
        if piece is not None:
            rows["learn" if index % 2 == 0 else "report"] += piece["rows"]
    lines = [
        "Orbits told from flights of the bank under thrust, of launches to plan by ten vehicles, each named, with "
        f"places of 50 and 200 m every {STEP:.0f} s: how many of the 90 % intervals hold the orbit that is reached, and how "
        "wide one sigma is in the median. They are widened by what was learnt on the first half.",
        "",
        "| half, time to the last cut-off [s] | told | perigee | apogee | inclination "
        "| perigee [km] | apogee [km] | inclination [deg] |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, found in rows.items():
        values = np.array(found).reshape(-1, 7)
        for low, high in (*LEFT, (0.0, np.inf)):
            chosen = values[(values[:, 0] >= low) & (values[:, 0] < high)]
            if len(chosen):
                span = f"{low:.0f} to {high:.0f}" if np.isfinite(high) else "all"
                lines.append(f"| {name}, {span} | {len(chosen)} | {_cells(chosen)} |")
    return lines


def _cells(rows: Array) -> str:
    off, sigmas = rows[:, 1:4], rows[:, 4:7]
    held = (np.abs(off) < WITHIN * sigmas).mean(axis=0)
    wide = np.median(sigmas, axis=0) / SCALES
    return " | ".join([*(f"{100 * share:.0f} %" for share in held), *(f"{width:.3g}" for width in wide)])


def _follow(index: int) -> Piece:
    """One flight: for each update with an orbit, the time left, what is told less the truth, and the sigmas."""
    rng, model, site = rng_of("orbits", index), model_of(FlightKind.ORBITAL, index), site_of(index)
    found = one_flight(model, rng, np.arange(0.0, 1000.0, STEP))
    if found is None:
        return {"rows": []}
    flight, position = found
    truth = fly(model, position, False)[1][0][[OUTCOMES.index(name) for name in TOLD]]
    vehicle = model.vehicle.name
    bank = draw_bank(site, candidates(vehicle, site.id), flights=FLIGHTS, orbital=kind_prior(site, vehicle))
    tracker, end = Tracker(pad=pad_of(site), bank=bank), float(np.nanmax(flight.end_time))
    rows: list[list[float]] = []
    for sighting in as_points(flight, NOISES[index // 10 % len(NOISES)], rng)[0]:
        update = tracker.update(sighting)
        orbit = update.orbit if update is not None else None
        if orbit is None or orbit.source != "flights" or sighting.time > end:
            continue
        told = np.array([getattr(orbit, name) for name in TOLD])
        sigmas = [float(getattr(orbit, f"{name}_sigma")) for name in TOLD]
        rows.append([end - sighting.time, *(told - truth).tolist(), *sigmas])
    return {"rows": rows}
