"""Faults put into flights at 20 magnitudes: how soon they are told, for what, and how often where there is none."""

from __future__ import annotations

import copy
import json
import math
import time
from dataclasses import asdict, dataclass, replace

import numpy as np

from downrange.catalog.vehicles import find_vehicle
from downrange.flight.ensemble import fly_ensemble
from downrange.inference.explanations import explanations_of
from downrange.inference.model import FlightModel
from downrange.records.explanation import FlightKind
from downrange.records.flight import FAILURE_CODES, Array, Ensemble, FailureMode, PlanArrays, VehicleArrays
from downrange.tracking.bank import Bank, draw_bank
from downrange.tracking.setup import candidates
from downrange.tracking.tracker import Tracker
from scoreboard.shared import ROOT
from scoreboard.tracked import STEP, as_points, one_flight, rng_of, site_of

KEPT = ROOT / "build" / "scoreboard" / "tracking-faults.jsonl"
VEHICLE, SIGMA, FLIGHTS, STAGE = "Falcon 9", 200.0, 2000, 2
MAGNITUDES = 20
MODES = (FailureMode.EARLY_CUTOFF, FailureMode.THRUST_LOSS, FailureMode.NO_IGNITION, FailureMode.STEERING)
NOMINAL = "none"
TIMES = np.arange(0.0, 1000.0, STEP)


@dataclass(frozen=True)
class Injected:
    """One flight and what was said of it."""

    mode: str
    """The fault's, or none."""
    index: int
    """Of the magnitude, or of the flight to plan."""
    size: float
    """0.05 to 1"""
    told: str | None
    """What was told first, as 'stage mode'; None: nothing."""
    at_end: str | None
    """What was told last."""
    named: tuple[str, ...]
    """Everything that it might be, as told last."""
    delay: float | None
    """From the fault to the first telling [s]."""


def injected(bank: Bank, mode: FailureMode | None, index: int) -> Injected | None:
    """Fly a flight with a fault, track it; None when no flight was found, or when it reaches orbit all the same."""
    vehicle, site = find_vehicle(VEHICLE), site_of(0)
    assert vehicle is not None
    item = next(explanations_of(vehicle, FlightKind.ORBITAL, 1.0, rate=0.1, with_failures=False))
    model = FlightModel(vehicle=vehicle, site=site, explanation=item)
    rng = rng_of("fault" if mode else "nominal", mode or "", index)
    found = one_flight(model, rng, TIMES)
    if found is None:
        return None
    size = (index + 1) / MAGNITUDES if mode else 0.0
    flight, since = found[0], 0.0
    if mode is not None:
        flight, since = fly_fault(*model.arrays(found[1]), mode, size, found[0], TIMES)
        if bool(flight.in_orbit[0]):
            return None
    own = copy.deepcopy(bank)
    tracker = Tracker(pad=own.pad, bank=own)
    first = last = delay = None
    named: list[str] = []
    for sighting in as_points(flight, SIGMA, rng, first=2.0)[0]:
        update = tracker.update(sighting)
        if update is None:
            continue
        fault = update.fault
        last = f"{fault.stage} {fault.mode}" if fault is not None else None
        named = [last or "", *(f"{stage} {mode}" for stage, mode, _ in (fault.others if fault else ()))]
        if first is None and last is not None:
            first, delay = last, update.time - since
    return Injected(str(mode or NOMINAL), index, size, first, last, tuple(named), delay)


def fly_fault(
    vehicles: VehicleArrays, plans: PlanArrays, mode: FailureMode, size: float, nominal: Ensemble, times: Array
) -> tuple[Ensemble, float]:
    """A flight with the fault in it, and when that happens. The greater the size, the worse, or the sooner."""
    burn = float(nominal.cutoff_time[0, STAGE - 1] - nominal.ignition_time[0, STAGE - 1])
    at = {FailureMode.NO_IGNITION: 0.0, FailureMode.EARLY_CUTOFF: (1.0 - 0.95 * size) * burn}.get(mode, 0.4 * burn)
    sizes = {FailureMode.THRUST_LOSS: 1.0 - 0.95 * size, FailureMode.STEERING: math.radians(45.0) * size}
    failed = replace(
        plans,
        failure_code=np.array([FAILURE_CODES[mode]]),
        failure_stage=np.array([STAGE]),
        failure_time=np.array([at]),
        failure_size=np.array([sizes.get(mode, 100.0)]),
    )
    return fly_ensemble(vehicles, failed, sample_times=times), float(nominal.ignition_time[0, STAGE - 1]) + at


def kept() -> list[Injected]:
    """Flights so far."""
    if not KEPT.is_file():
        return []
    return [Injected(**json.loads(line)) for line in KEPT.read_text(encoding="utf-8").splitlines()]


def go_on(nominal: int, seconds: float) -> None:
    """Track flights that were not yet, for some time."""
    begun = time.monotonic()
    bank = draw_bank(site_of(0), candidates(VEHICLE), flights=FLIGHTS)
    done = {(item.mode, item.index) for item in kept()}
    wanted: list[tuple[FailureMode | None, int]] = []
    for index in range(max(nominal, MAGNITUDES)):
        # Magnitudes in an order that any part of spans the whole.
        wanted += [(mode, index * 7 % MAGNITUDES) for mode in MODES if index < MAGNITUDES]
        wanted += [(None, index)] if index < nominal else []
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    for mode, index in wanted:
        if (str(mode or NOMINAL), index) in done or time.monotonic() - begun > seconds:
            continue
        item = injected(bank, mode, index)
        if item is not None:
            with KEPT.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(item)) + "\n")


def measure(nominal: int, seconds: float) -> list[str]:
    """The section's lines."""
    go_on(nominal, seconds)
    found = kept()
    to_plan = [item for item in found if item.mode == NOMINAL]
    alarms = sum(item.told is not None for item in to_plan)
    names = [str(mode) for mode in MODES]
    answers = sorted({item.at_end or "nothing" for item in found})
    lines = [
        f"Places with {SIGMA:.0f} m of noise every {STEP:.0f} s, vehicle named ({VEHICLE}); false alarms: {alarms} in "
        f"{len(to_plan)} flights to plan. Faults of stage {STAGE} at {MAGNITUDES} magnitudes, from 5 to 100 %: of the "
        "burn left out, of the thrust lost, of 45 degrees of steering. Flights that reach orbit all the same are left "
        "out.",
        "",
        "| fault | flights | told | delay, median [s] | delay, 90 % [s] | stage and mode right at first | at the end "
        "| among those named |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name in names:
        mine = [item for item in found if item.mode == name]
        delays = [item.delay for item in mine if item.delay is not None]
        told = f"{np.median(delays):.0f} | {np.quantile(delays, 0.9):.0f}" if delays else "| "
        first = sum(item.told == f"{STAGE} {name}" for item in mine)
        last = sum(item.at_end == f"{STAGE} {name}" for item in mine)
        among = sum(f"{STAGE} {name}" in item.named for item in mine)
        lines.append(f"| {name} | {len(mine)} | {len(delays)} | {told} | {first} | {last} | {among} |")
    lines += ["", "Told at the end of the track, of each that was injected:", ""]
    lines += [f"| injected | {' | '.join(answers)} |", f"| --- |{' --- |' * len(answers)}"]
    for name in [*names, NOMINAL]:
        mine = [item.at_end or "nothing" for item in found if item.mode == name]
        lines.append(f"| {name} | {' | '.join(str(mine.count(answer)) for answer in answers)} |")
    return lines
