"""Faults of every kind at 20 magnitudes put into flights of ten vehicles, and flights to plan: what is told of them."""

from __future__ import annotations

import json
import math
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np

from downrange.flight.ensemble import fly_ensemble
from downrange.inference.model import FlightModel
from downrange.records.explanation import FlightKind
from downrange.records.flight import FAILURE_CODES, Array, Ensemble, FailureMode
from downrange.tracking.bank import FAULT_FIRM, FAULT_ROWS, Bank
from downrange.tracking.drawing import draw_bank
from downrange.tracking.misses import GRID, add_squares, log_likelihood, sampled
from downrange.tracking.setup import candidates, kind_prior
from downrange.tracking.tracker import Tracker
from scoreboard.shared import half
from scoreboard.tracked import NOISES, ORBITAL, STEP, as_points, model_of, one_flight, rng_of, site_of

FLIGHTS = 2000
"""In the bank."""
MAGNITUDES = 20
MODES = tuple(FailureMode)
NOMINAL = "none"
TIMES = np.arange(0.0, 1000.0, STEP)
FIRST, AFTER, AFTER_BURN = 10.0, 150.0, 60.0
"""Tracked from here until so long after the fault, if that was told for so long by then, or after the last cut-off of a
flight that goes on burning; or until 20 s after the last cut-off of a flight to plan [s]."""
TRIES = 12
"""Flights drawn for one that does not reach its orbit all the same."""
ROWS_TRIED = (2, 3, 4, 5, 6, 8, 10, 12, 16)
FIRM_TRIED = (0.95, 0.99, 0.999, 0.9999)
ALLOWED = 0.01
"""False alarms a flight to plan."""
EVEN = 10.0
"""A fault of a certain stage and mode, with a time and size of its own, must be likelier by this to be told [nat]: its
prior is some e^-5, and odds of 0.99 are e^4.6."""
ENDED = ("no-ignition", "early-cutoff", "no-separation", "breakup", "destruct")
"""Thrust is over and what is left falls: in vacuum these leave one and the same track, and a stage that stops just
before its time leaves that of one that does not come off, or of the next that does not light."""


@dataclass(frozen=True)
class Watched:
    """One flight and what was thought of it, sighting by sighting of the bank."""

    name: str
    mode: str
    """The fault's, or none."""
    stage: int
    size: float
    """0.05 to 1"""
    vehicle: str
    sigma: float
    since: float
    """When it happened [s]."""
    seconds: float
    """Of processor time."""
    rows: list[list[float]] = field(default_factory=list)
    """Time, probability of a fault, whether it counts (settled, and no scout knows better), at each sighting of the
    bank."""
    named: list[list[list[object]]] = field(default_factory=list)
    """At each: the likeliest stages and modes, with probabilities."""
    fits: list[float] = field(default_factory=list)
    """Log likelihood and prior at the end, of the flight itself and of the best flight to plan that was found [nat]."""

    def told_for(self) -> float:
        """How long a fault has been told by the package's thresholds; 0 of flights to plan [s]."""
        told = self.told(FAULT_FIRM, FAULT_ROWS) if self.mode != NOMINAL else []
        since = [self.rows[k][0] for k in told if self.rows[k][0] > self.since]
        return self.rows[-1][0] - since[0] if since and told[-1] == len(self.rows) - 1 else 0.0

    def told(self, firm: float, rows: int) -> list[int]:
        """Sightings at which a fault is told, with thresholds of one's own."""
        found: list[int] = []
        held = 0
        for index, (_, probability, counts) in enumerate(self.rows):
            held = held + 1 if counts and probability >= firm else 0
            if held >= rows:
                found.append(index)
        return found


def watch(name: str, mode: FailureMode | None, magnitude: int) -> Watched | None:
    """Fly a flight, with a fault or without, and track it; None when none was found that fails."""
    number = magnitude if mode is None else magnitude + MODES.index(mode)
    sigma = NOISES[number // len(ORBITAL) % len(NOISES)] if mode is None else NOISES[number % len(NOISES)]
    vehicle = ORBITAL[number % len(ORBITAL)][0]
    model, rng = model_of(FlightKind.ORBITAL, number), rng_of("fault", name)
    size, since, stage = (magnitude + 1) / MAGNITUDES, 0.0, 0
    for _ in range(TRIES if mode else 1):
        found = one_flight(model, rng, TIMES)
        if found is None:
            return None
        flight, since, stage = found[0], 0.0, 0
        if mode is None:
            break
        flight, since, stage = fly_fault(model, found[1], mode, magnitude, found[0])
        if not bool(flight.in_orbit[0]) and np.isfinite(since):
            break
    else:
        return None
    end = float(np.nanmax(flight.end_time))
    until = max(since + AFTER, end + AFTER_BURN) if mode else end + 20.0
    site = site_of(number)
    bank = draw_bank(site, candidates(vehicle), flights=FLIGHTS, orbital=kind_prior(site, vehicle))
    watched = Watched(name, str(mode or NOMINAL), stage, size if mode else 0.0, vehicle, sigma, since, 0.0)
    tracker, begun = Tracker(pad=bank.pad, bank=bank), time.process_time()
    for sighting in as_points(flight, sigma, rng, first=FIRST)[0]:
        count = len(bank.seen.rows)
        if sighting.time > until or (sighting.time > since + AFTER and watched.told_for() > AFTER_BURN):
            break
        if tracker.update(sighting) is not None and len(bank.seen.rows) != count:
            note(watched, bank, sighting.time)
    fits: list[float] = []
    if mode is not None:
        fits = fits_of(bank, fly_fault(model, found[1], mode, magnitude, found[0], GRID)[0], found[1])
    return replace(watched, seconds=time.process_time() - begun, fits=fits)


def fits_of(bank: Bank, flight: Ensemble, position: Array) -> list[float]:
    """How well the flight itself fits what was seen, and the best flight to plan."""
    rows, squares = bank.seen.stacked, np.zeros((3, 1))
    add_squares(sampled(flight), np.zeros(1), rows, squares)
    plan = next(item for item in bank.families if item.model.explanation.kind is FlightKind.ORBITAL)
    heights = plan.now - 0.5 * (plan.positions**2).sum(axis=1)
    best = max(float(heights.max()), float(plan.scouts.heights[0]) if plan.scouts is not None else -math.inf)
    return [float(log_likelihood(squares, bank.seen.counts)[0]) - 0.5 * float((position**2).sum()), best]


def note(watched: Watched, bank: Bank, moment: float) -> None:
    """What the bank thinks of a fault."""
    fault = bank.suspicion()
    named = [[fault.stage, fault.mode, fault.mode_probability], *map(list, fault.others)] if fault is not None else []
    counts = bank.settled and not bank.planned
    watched.rows.append([moment, fault.probability if fault is not None else 0.0, float(counts)])
    watched.named.append([[stage, mode, round(float(share), 4)] for stage, mode, share in named])


def fly_fault(
    model: FlightModel, position: Array, mode: FailureMode, magnitude: int, nominal: Ensemble, times: Array = TIMES
) -> tuple[Ensemble, float, int]:
    """A flight with the fault in it, when that happens and in which stage. The greater, the worse, or the sooner."""
    size = (magnitude + 1) / MAGNITUDES
    upper = {FailureMode.NO_IGNITION, FailureMode.FAIRING_KEPT}
    stage = 2 if mode in upper or (mode is not FailureMode.NO_SEPARATION and magnitude % 2 == 0) else 1
    ignition, cutoff = float(nominal.ignition_time[0, stage - 1]), float(nominal.cutoff_time[0, stage - 1])
    burn = cutoff - ignition
    ended = mode in (FailureMode.EARLY_CUTOFF, FailureMode.BREAKUP, FailureMode.DESTRUCT)
    at = 0.0 if mode in upper else (1.0 - 0.95 * size) * burn if ended else 0.4 * burn
    at = burn if mode is FailureMode.NO_SEPARATION else at
    sizes = {FailureMode.THRUST_LOSS: 1.0 - 0.95 * size, FailureMode.STEERING: math.radians(45.0) * size}
    vehicles, plans = model.arrays(position)
    failed = replace(
        plans,
        failure_code=np.array([FAILURE_CODES[mode]]),
        failure_stage=np.array([stage]),
        failure_time=np.array([at]),
        failure_size=np.array([sizes.get(mode, 100.0)]),
    )
    return fly_ensemble(vehicles, failed, sample_times=times), ignition + at, stage


def kept(folder: Path) -> list[Watched]:
    """Flights so far."""
    return [Watched(**json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.json"))]


def go_on(folder: Path, nominal: int, seconds: float, share: tuple[int, int]) -> None:
    """Track flights that were not yet, for some time; each is kept in a file of its own."""
    begun = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    wanted: list[tuple[str, FailureMode | None, int]] = []
    for index in range(max(nominal, MAGNITUDES)):
        # Magnitudes in an order of which any part spans the whole.
        part = index * 7 % MAGNITUDES
        wanted += [(f"{mode}-{part}", mode, part) for mode in MODES if index < MAGNITUDES]
        wanted += [(f"{NOMINAL}-{n}", None, n) for n in range(8 * index, min(8 * index + 8, nominal))]
    for name, mode, magnitude in wanted[share[0] :: share[1]]:
        path = folder / f"{name}.json"
        if path.exists() or time.monotonic() - begun > seconds:
            continue
        watched = watch(name, mode, magnitude)
        if watched is None:
            watched = Watched(name, str(mode), 0, (magnitude + 1) / MAGNITUDES, "", 0.0, math.inf, 0.0)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(asdict(watched)), encoding="utf-8")
        part.replace(path)


def learnt(flights: list[Watched]) -> tuple[float, int]:
    """Thresholds with no more false alarms than are allowed, of those the ones that tell faults soonest."""
    to_plan = [item for item in flights if item.mode == NOMINAL]
    faults = [item for item in flights if item.mode != NOMINAL and item.rows]
    best: tuple[float, float, int] | None = None
    for firm in FIRM_TRIED:
        for rows in ROWS_TRIED:
            alarms = sum(bool(item.told(firm, rows)) for item in to_plan)
            if alarms > ALLOWED * len(to_plan):
                continue
            delay = float(np.median([delay_of(item, firm, rows) for item in faults])) if faults else 0.0
            if best is None or delay < best[0]:
                best = delay, firm, rows
    return (best[1], best[2]) if best is not None else (FIRM_TRIED[-1], ROWS_TRIED[-1])


def delay_of(item: Watched, firm: float, rows: int) -> float:
    """From the fault to the first telling after it [s]; infinite when it was never told."""
    return next((item.rows[k][0] - item.since for k in item.told(firm, rows) if item.rows[k][0] > item.since), math.inf)


def class_of(mode: str) -> str:
    """The class of faults that leave the same track."""
    return "thrust ended" if mode in ENDED else mode


def measure(folder: Path, nominal: int, seconds: float, share: tuple[int, int]) -> list[str]:
    """The section's lines."""
    go_on(folder, nominal, seconds, share)
    return report(kept(folder))


def report(flights: list[Watched]) -> list[str]:
    """The section's lines from flights that were watched."""
    to_plan = [item for item in flights if item.mode == NOMINAL]
    faults = [item for item in flights if item.mode != NOMINAL and item.rows]
    ours = FAULT_FIRM, FAULT_ROWS
    own = learnt([item for item in flights if half(item.name) == "learn"])

    def alarms(part: str, firm: float, rows: int) -> str:
        mine = [item for item in to_plan if half(item.name) == part]
        return f"{sum(bool(item.told(firm, rows)) for item in mine)} of {len(mine)}"

    lines = [
        f"Places with 50 m to 10 km of noise every {STEP:.0f} s from T+{FIRST:.0f} s; ten vehicles, each named; a bank "
        f"of {FLIGHTS} flights. Faults of eight modes at {MAGNITUDES} magnitudes each, in the first or second stage: "
        "of the burn left out, of the thrust lost, of 45 degrees of steering; those without a magnitude are as many "
        "flights. Those that reach their orbit all the same are left out.",
        "",
        f"A fault is told at odds of {ours[0]} held over {ours[1]} sightings of the bank (4 s apart); learnt on one "
        f"half of the flights: {own[0]} over {own[1]}.",
        "",
        "| flights to plan with a false alarm | as the package has it | as learnt |",
        "| --- | --- | --- |",
        *(f"| {part} half | {alarms(part, *ours)} | {alarms(part, *own)} |" for part in ("learn", "report")),
        "",
        "At the end of the track, where thrust-ended is one class (" + ", ".join(ENDED) + "):",
        "",
        "| fault | flights | told | delay, median [s] | delay, 90 % [s] | right stage and mode | right stage "
        "| right class | among those named |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for mode in MODES:
        mine = [item for item in faults if item.mode == str(mode)]
        lines.append(line_of(str(mode), mine, ours))
    lines += [line_of("all", faults, ours), "", *confusion(flights, ours), "", *by_magnitude(faults, ours)]
    return lines


def by_magnitude(faults: list[Watched], thresholds: tuple[float, int]) -> list[str]:
    """How many of those flown were told, by how large the fault was and how noisy the sightings."""
    parts = [(first, first + MAGNITUDES // 4) for first in range(0, MAGNITUDES, MAGNITUDES // 4)]

    def cell(mine: list[Watched]) -> str:
        told = sum(math.isfinite(delay_of(item, *thresholds)) for item in mine)
        return f"{told}/{len(mine)}" if mine else ""

    def row(name: str, mine: list[Watched]) -> str:
        sizes = [[item for item in mine if low < round(item.size * MAGNITUDES) <= high] for low, high in parts]
        noises = [[item for item in mine if item.sigma == sigma] for sigma in NOISES]
        return f"| {name} | {' | '.join(map(cell, [*sizes, *noises]))} |"

    silent = [item for item in faults if item.fits and not math.isfinite(delay_of(item, *thresholds))]
    even = sum(item.fits[0] - item.fits[1] < EVEN for item in silent)
    heads = [f"{low + 1} to {high}" for low, high in parts] + [f"{sigma:.0f} m" for sigma in NOISES]
    return [
        "Told of those flown, by magnitude in twentieths and by noise:",
        "",
        f"| fault | {' | '.join(heads)} |",
        f"| --- |{' --- |' * len(heads)}",
        *(row(str(mode), [item for item in faults if item.mode == str(mode)]) for mode in MODES),
        row("all", faults),
        "",
        f"Of {len(silent)} that were not told, {even} are followed as well by some flight to plan: the flight itself, "
        f"known, is not {EVEN:.0f} nat likelier, which is what odds of {thresholds[0]} need against the prior of one "
        "fault.",
    ]


def last_named(item: Watched, thresholds: tuple[float, int]) -> list[list[object]]:
    """What was told last, the likeliest first; empty when nothing was."""
    told = item.told(*thresholds)
    return item.named[told[-1]] if told and told[-1] >= len(item.rows) - 2 else []


def line_of(name: str, mine: list[Watched], thresholds: tuple[float, int]) -> str:
    """One line of the table."""
    delays = [delay for item in mine if math.isfinite(delay := delay_of(item, *thresholds))]
    spread = f"{np.median(delays):.0f} | {np.quantile(delays, 0.9):.0f}" if delays else " | "
    mode = stage = kind = among = 0
    for item in mine:
        named = last_named(item, thresholds)
        if named:
            mode += named[0][0] == item.stage and named[0][1] == item.mode
            stage += named[0][0] == item.stage
            kind += class_of(str(named[0][1])) == class_of(item.mode)
            among += any(part[0] == item.stage and part[1] == item.mode for part in named)
    return f"| {name} | {len(mine)} | {len(delays)} | {spread} | {mode} | {stage} | {kind} | {among} |"


def confusion(flights: list[Watched], thresholds: tuple[float, int]) -> list[str]:
    """Injected against told at the end of the track."""
    answers: dict[tuple[str, str], int] = {}
    for item in flights:
        if item.mode != NOMINAL and not item.rows:
            continue
        named = last_named(item, thresholds)
        # The stage is told apart in the table above; here it only says whether it was the right one.
        other = bool(named) and item.stage and named[0][0] != item.stage
        told = "nothing" if not named else "another stage" if other else str(named[0][1])
        answers[item.mode, told] = answers.get((item.mode, told), 0) + 1
    columns = [*map(str, MODES), "unmodeled", "another stage", "nothing"]
    columns = [name for name in columns if any(told == name for _, told in answers)]
    return [
        "Told at the end of the track, of each that was injected:",
        "",
        f"| injected | {' | '.join(columns)} |",
        f"| --- |{' --- |' * len(columns)}",
        *(
            f"| {mode} | {' | '.join(str(answers.get((mode, name), 0)) for name in columns)} |"
            for mode in [*map(str, MODES), NOMINAL]
        ),
    ]
