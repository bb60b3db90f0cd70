"""Launch to orbit or ballistic flight, told in flight: right, calibrated, how soon. In pieces, kept in a file."""

from __future__ import annotations

import copy
import json
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from downrange.records.explanation import FlightKind
from downrange.records.track import TrackAnswer
from downrange.tracking.bank import Bank
from downrange.tracking.drawing import draw_bank
from downrange.tracking.setup import candidates
from downrange.tracking.tracker import Tracker
from scoreboard.tracked import NOISES, STEP, as_points, model_of, one_flight, rng_of, site_of

FLIGHTS = 4000
"""In the bank."""
EVERY = 12.0
"""Odds are scored this often [s]."""


@dataclass
class Told:
    """What was said of one flight."""

    sigma: float
    index: int
    orbital: bool
    vehicle: str
    odds: list[float] = field(default_factory=list)
    """Of a launch to orbit against a ballistic flight, every so often."""
    right: int = 0
    wrong: int = 0
    silent: int = 0
    firm: float | None = None
    """First answer after the last cut-off [s]."""
    seconds: float = 0.0
    alarm: bool = False
    """A fault was told of a launch to orbit that went to plan."""


def follow(bank: Bank, sigma: float, index: int, kind: FlightKind) -> Told | None:
    """Track one flight; None when the vehicle has none to offer."""
    model = model_of(kind, index)
    rng = rng_of(sigma, index, kind)
    found = one_flight(model, rng, np.arange(0.0, 1000.0, STEP))
    if found is None:
        return None
    begun = time.perf_counter()
    orbital = kind is FlightKind.ORBITAL
    told = Told(sigma=sigma, index=index, orbital=orbital, vehicle=model.vehicle.id)
    own = copy.deepcopy(bank)
    tracker = Tracker(pad=own.pad, bank=own)
    expected = TrackAnswer.ORBITAL if orbital else TrackAnswer.BALLISTIC
    for sighting in as_points(found[0], sigma, rng)[0]:
        update = tracker.update(sighting)
        if update is None:
            continue
        told.alarm |= orbital and update.fault is not None
        if sighting.time % EVERY < STEP:
            told.odds.append(update.odds.orbital / (update.odds.orbital + update.odds.ballistic + 1e-300))
        if update.answer is TrackAnswer.CANNOT_TELL:
            told.silent += 1
            continue
        told.right += update.answer is expected
        told.wrong += update.answer is not expected
        if told.firm is None:
            told.firm = sighting.time - float(found[0].end_time[0])
    told.seconds = time.perf_counter() - begun
    return told


def kept(folder: Path) -> list[Told]:
    """Flights told so far."""
    return [Told(**json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.json"))]


def go_on(folder: Path, per_level: int, seconds: float, share: tuple[int, int]) -> None:
    """Track flights that were not yet, for some time; each is kept in a file of its own."""
    begun = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(share[0], -(-per_level // 2), share[1]):
        bank: Bank | None = None
        for sigma in NOISES:
            for kind in (FlightKind.ORBITAL, FlightKind.BALLISTIC):
                path = folder / f"{kind}-{index}-{sigma:.0f}.json"
                if path.exists() or time.monotonic() - begun > seconds:
                    continue
                bank = bank or draw_bank(site_of(index), candidates(None, site_of(index).id), flights=FLIGHTS)
                told = follow(bank, sigma, index, kind)
                if told is not None:
                    part = path.with_suffix(".part")
                    part.write_text(json.dumps(asdict(told)), encoding="utf-8")
                    part.replace(path)


def row(name: str, flights: list[Told]) -> str:
    """One line of the table."""
    right, wrong = sum(told.right for told in flights), sum(told.wrong for told in flights)
    whole = right + wrong + sum(told.silent for told in flights)
    odds = np.array([odd for told in flights for odd in told.odds])
    truth = np.array([float(told.orbital) for told in flights for _ in told.odds])
    cell = np.minimum((odds * 10).astype(int), 9)
    error = sum(abs(odds[cell == k].mean() - truth[cell == k].mean()) * (cell == k).mean() for k in set(cell.tolist()))
    firm = [told.firm for told in flights if told.firm is not None]
    ahead = f"{np.median(firm):+.0f}" if firm else "none"
    ever = sum(told.wrong > 0 for told in flights)
    answered = right + wrong
    return (
        f"| {name} | {len(flights)} | {right / max(answered, 1):.4f} | {ever} | {answered / max(whole, 1):.2f} "
        f"| {error:.3f} | {ahead} | {len(flights) - len(firm)} |"
    )


def measure(folder: Path, per_level: int, seconds: float, share: tuple[int, int]) -> list[str]:
    """The section's lines."""
    go_on(folder, per_level, seconds, share)
    flights = kept(folder)
    orbital = [told for told in flights if told.orbital]
    rows = [row(f"{sigma:.0f}", [told for told in flights if told.sigma == sigma]) for sigma in NOISES]
    return [
        f"{len(flights)} flights, half of them of catalogue vehicles to orbit from sites of theirs, half of generic "
        f"ballistic families from the same sites; places every {STEP:.0f} s from T+20 s to 150 s after burn-out; the "
        f"vehicle is not named, and the bank of {FLIGHTS} flights is the one that `--site` makes.",
        "",
        "| noise [m] | flights | answers right | flights ever answered wrong | answered | calibration error "
        "| first answer after burn-out, median [s] | never answered |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *rows,
        row("all", flights),
        "",
        f"A fault was told of {sum(told.alarm for told in orbital)} of the {len(orbital)} launches to orbit, which all "
        "went to plan.",
    ]
