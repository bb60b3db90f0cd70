"""Tracking measured: `python -m scoreboard.tracking [falcons speed kinds faults]` writes its section of the scoreboard.

Parts that are left out keep the figures of the last run.
"""

from __future__ import annotations

import argparse
import copy
import csv
import math
import os
import time
from dataclasses import dataclass, field, replace

import numpy as np

from downrange.catalog.sites import find_site
from downrange.catalog.vehicles import find_vehicle, generic_classes
from downrange.earth.ellipsoid import ecef_from_geodetic, geodetic_from_ecef
from downrange.earth.geodesic import planes
from downrange.inference.explanations import explanations_of
from downrange.inference.model import FlightModel
from downrange.records.explanation import FlightKind
from downrange.records.flight import FAILURE_CODES, Array, Ensemble, FailureMode, PlanArrays, VehicleArrays
from downrange.records.sighting import Sighting, SightingKind
from downrange.records.track import TrackAnswer
from downrange.tracking.bank import MOVES_AN_UPDATE, Bank, draw_bank
from downrange.tracking.motion import COAST, DRAG, FALL, LOG_DENSITY, SIZE, advance, fall_to_ground
from downrange.tracking.setup import candidates
from downrange.tracking.stream import StreamReader
from downrange.tracking.tracker import Tracker
from scoreboard.shared import DATA, PAGE, write_section

NOISES = (50.0, 200.0, 1e3, 3e3, 1e4)
ORBITAL = ("Falcon 9", "Soyuz-2-1A", "PSLV", "CZ-2D", "Electron", "Vega", "Unha-3", "Nuri", "Zenit-2", "Delta 7920")
SITE = "vandenberg"
FLIGHTS = 4000
"""In the bank."""
STEP = 2.0
AFTER = 150.0
"""Tracked this long after the last cut-off [s]."""


@dataclass
class Tally:
    """What is counted over many flights."""

    odds: list[tuple[float, bool]] = field(default_factory=list)
    answers: list[tuple[TrackAnswer, bool]] = field(default_factory=list)
    firm_at: list[float] = field(default_factory=list)
    nees: list[float] = field(default_factory=list)
    held: list[bool] = field(default_factory=list)
    against_bound: list[float] = field(default_factory=list)


def rng_of(*names: object) -> np.random.Generator:
    return np.random.default_rng([ord(letter) for letter in "".join(map(str, names))])


def one_flight(model: FlightModel, rng: np.random.Generator, times: Array) -> tuple[Ensemble, Array] | None:
    """A flight that goes to plan, sampled, and its position; None when none was found."""
    for _ in range(40):
        positions = rng.standard_normal((64, model.dimension))
        flight, _ = model.fly_plan(positions, sample_times=np.zeros(0))
        good = np.flatnonzero(model.feasible(flight))
        if good.size:
            chosen = positions[good[:1]]
            return model.fly_plan(chosen, sample_times=times)[0], chosen
    return None


def as_points(flight: Ensemble, sigma: float, rng: np.random.Generator) -> tuple[list[Sighting], Array]:
    """Sightings of a flight from 20 s on, until some time after its last cut-off, and the true places."""
    last = min(float(np.nanmax(flight.end_time)) + AFTER, 900.0)
    times = flight.sample_times
    truth = ecef_from_geodetic(flight.sample_latitude[0], flight.sample_longitude[0], flight.sample_height[0])
    keep = (times >= 20.0) & (times <= last) & np.isfinite(truth[:, 0])
    places = geodetic_from_ecef(truth[keep] + sigma * rng.standard_normal((int(keep.sum()), 3)))
    seen = [
        Sighting(time=float(t), kind=SightingKind.POINT, values=(float(a), float(b), float(c)), sigmas=(sigma,) * 3)
        for t, a, b, c in zip(times[keep], *places, strict=True)
    ]
    return seen, truth[keep]


def follow_kind(
    bank: Bank, model: FlightModel, orbital: bool, sigma: float, rng: np.random.Generator, tally: Tally
) -> None:
    """Track one flight and count what is said of it."""
    found = one_flight(model, rng, np.arange(0.0, 1000.0, STEP))
    if found is None:
        return
    flight, _ = found
    seen, truth = as_points(flight, sigma, rng)
    own = copy.deepcopy(bank)
    tracker = Tracker(pad=own.pad, bank=own)
    firm, last = None, None
    burnout = float(flight.end_time[0])
    for sighting, place in zip(seen, truth, strict=True):
        update = tracker.update(sighting)
        if update is None:
            continue
        last = update
        if int(sighting.time) % 12 == 0:
            tally.odds.append((update.odds.orbital / (update.odds.orbital + update.odds.ballistic + 1e-300), orbital))
            off = update.position - place
            tally.nees.append(float(off @ np.linalg.solve(update.covariance[:3, :3], off)))
        tally.answers.append((update.answer, orbital))
        if firm is None and update.answer is not TrackAnswer.CANNOT_TELL:
            firm = sighting.time - burnout
    if firm is not None:
        tally.firm_at.append(firm)
    if not orbital and last is not None and last.impact is not None and last.time > burnout + 20.0:
        judge_impact(tally, flight, seen, truth, last, burnout)


def judge_impact(tally: Tally, flight: Ensemble, seen: list[Sighting], truth: Array, last, burnout: float) -> None:
    body = flight.bodies.index("payload")
    place = flight.impact_latitude[:, body], flight.impact_longitude[:, body]
    if not np.isfinite(place[0][0]):
        return
    impact = last.impact
    east, north = planes(*place, (math.degrees(impact.latitude), math.degrees(impact.longitude)))
    xx, xy, yy = impact.covariance
    area = np.array([[xx, xy], [xy, yy]])
    off = np.array([float(east[0]), float(north[0])])
    tally.held.append(bool(off @ np.linalg.solve(area, off) < 4.605))
    free = [(s, p) for s, p in zip(seen, truth, strict=True) if s.time > burnout + 1.0]
    if len(free) > 5:
        bound = cramer_rao(free)
        tally.against_bound.append(math.sqrt(np.linalg.eigvalsh(area)[-1] / np.linalg.eigvalsh(bound)[-1]))


def cramer_rao(free: list[tuple[Sighting, Array]]) -> Array:
    """Cramer-Rao bound [2, 2] of the impact from the sightings after burn-out and the prior of the drag."""
    times = np.array([s.time for s, _ in free])
    places = np.array([p for _, p in free])
    fit = np.polynomial.polynomial.polyfit(times - times[0], places, 4)
    state = np.zeros(SIZE)
    state[:3], state[3:6], state[DRAG] = fit[0], fit[1], math.log(1 / 500.0)
    used, steps = [0, 1, 2, 3, 4, 5, DRAG], np.array([10.0] * 3 + [0.1] * 3 + [0.05])

    def run(start: Array) -> tuple[Array, Array]:
        now, work, out, path = start.copy(), np.empty((5, SIZE)), np.empty(6), []
        for gap in np.diff(times, prepend=times[0]):
            mode = FALL if np.linalg.norm(now[:3]) < 6378e3 + 120e3 else COAST
            if gap > 0:
                advance(now, mode, float(gap), LOG_DENSITY, work)
            path.append(now[:3].copy())
        fall_to_ground(start, 7200.0, LOG_DENSITY, out)
        return np.array(path).ravel(), out[2:5].copy()

    path, down = run(state)
    slopes, falls = [], []
    for index, step in zip(used, steps, strict=True):
        moved = state.copy()
        moved[index] += step
        other, elsewhere = run(moved)
        slopes.append((other - path) / step)
        falls.append((elsewhere - down) / step)
    slope, fall = np.stack(slopes, axis=1), np.stack(falls, axis=1)
    information = slope.T @ slope / free[0][0].sigmas[0] ** 2
    information[6, 6] += 1.0 / 1.2**2
    up = down / np.linalg.norm(down)
    east = np.cross([0.0, 0.0, 1.0], up) / np.linalg.norm(np.cross([0.0, 0.0, 1.0], up))
    flat = np.stack([east, np.cross(up, east)]) @ fall
    return flat @ np.linalg.inv(information) @ flat.T


def measure_kinds(per_level: int) -> list[str]:
    site = find_site(SITE)
    assert site is not None
    bank = draw_bank(site, candidates(None), flights=FLIGHTS)
    ballistic = [item for item in generic_classes() if item.kind == "ballistic"]
    orbital = [vehicle for name in ORBITAL if (vehicle := find_vehicle(name)) is not None]
    rows, whole = [], Tally()
    for sigma in NOISES:
        tally = Tally()
        for index in range(per_level):
            for kind, vehicles in ((FlightKind.ORBITAL, orbital), (FlightKind.BALLISTIC, ballistic)):
                rng = rng_of(sigma, index, kind)
                vehicle = vehicles[index % len(vehicles)]
                item = next(explanations_of(vehicle, kind, 1.0, rate=0.1, with_failures=False))
                model = FlightModel(vehicle=vehicle, site=site, explanation=item)
                follow_kind(bank, model, kind is FlightKind.ORBITAL, sigma, rng, tally)
        rows.append(f"| {sigma:.0f} | {kind_row(tally)} |")
        for name in ("odds", "answers", "firm_at", "nees", "held", "against_bound"):
            getattr(whole, name).extend(getattr(tally, name))
    rows.append(f"| all | {kind_row(whole)} |")
    return [
        f"{2 * per_level * len(NOISES)} flights from {site.name}, half of them of catalogue vehicles to orbit, half of "
        "generic ballistic families; places every 2 s from T+20 s to 150 s after burn-out; the bank knows generic classes only.",
        "",
        "| noise [m] | answers right | answered | calibration error | firm, median after burn-out [s] | position NEES/3 "
        "| impact in 90 % area | area over Cramér–Rao, median |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *rows,
    ]


def kind_row(tally: Tally) -> str:
    firm = [(answer, orbital) for answer, orbital in tally.answers if answer is not TrackAnswer.CANNOT_TELL]
    right = np.mean([(answer is TrackAnswer.ORBITAL) == orbital for answer, orbital in firm]) if firm else math.nan
    odds = np.array([p for p, _ in tally.odds])
    truth = np.array([orbital for _, orbital in tally.odds], dtype=float)
    cell = np.minimum((odds * 10).astype(int), 9)
    error = sum(abs(odds[cell == k].mean() - truth[cell == k].mean()) * (cell == k).mean() for k in set(cell.tolist()))
    held = f"{sum(tally.held)}/{len(tally.held)}"
    bound = np.median(tally.against_bound) if tally.against_bound else math.nan
    return (
        f"{right:.3f} | {len(firm) / max(len(tally.answers), 1):.2f} | {error:.3f} | {np.median(tally.firm_at):.0f} "
        f"| {np.mean(tally.nees) / 3:.2f} | {held} | {bound:.2f}"
    )


def measure_faults(nominal: int, faulty: int) -> list[str]:
    site, vehicle = find_site(SITE), find_vehicle("Falcon 9")
    assert site is not None
    assert vehicle is not None
    bank = draw_bank(site, candidates("Falcon 9"), flights=FLIGHTS // 2)
    items = list(explanations_of(vehicle, FlightKind.ORBITAL, 1.0, rate=0.1, with_failures=True))
    times = np.arange(0.0, 1000.0, STEP)
    false_alarms = flown = 0
    for index in range(nominal):
        rng = rng_of("nominal", index)
        found = one_flight(FlightModel(vehicle=vehicle, site=site, explanation=items[0]), rng, times)
        if found is not None:
            flown += 1
            false_alarms += first_fault(bank, found[0], rng) is not None
    delays: dict[str, list[float]] = {}
    right: dict[str, int] = {}
    total: dict[str, int] = {}
    modes = (FailureMode.EARLY_CUTOFF, FailureMode.THRUST_LOSS, FailureMode.NO_IGNITION, FailureMode.STEERING)
    for index in range(faulty):
        mode = modes[index % len(modes)]
        rng = rng_of("fault", index)
        found = one_flight(FlightModel(vehicle=vehicle, site=site, explanation=items[0]), rng, times)
        if found is None:
            continue
        model = FlightModel(vehicle=vehicle, site=site, explanation=items[0])
        vehicles, plans = model.arrays(found[1])
        size = 0.3 + 0.6 * (index // len(modes)) / max(faulty // len(modes) - 1, 1)
        flight, failed_at = fly_fault(vehicles, plans, mode, size, found[0], times)
        told = first_fault(bank, flight, rng)
        name = str(mode)
        total[name] = total.get(name, 0) + 1
        if told is not None:
            delays.setdefault(name, []).append(told[0] - failed_at)
            right[name] = right.get(name, 0) + (told[1] == (2, name))
    rows = [
        f"| {name} | {count} | {len(delays.get(name, []))} | {np.median(delays.get(name, [math.nan])):.0f} "
        f"| {right.get(name, 0)} |"
        for name, count in total.items()
    ]
    return [
        f"Places with 200 m of noise every 2 s, vehicle named; false alarms: {false_alarms} in {flown} flights to plan.",
        "Failures of stage 2 at 20 to 80 % of its burn, of 30 to 90 % size:",
        "",
        "| injected | flights | detected | median delay [s] | stage and mode right at first telling |",
        "| --- | --- | --- | --- | --- |",
        *rows,
    ]


def fly_fault(
    vehicles: VehicleArrays, plans: PlanArrays, mode: FailureMode, size: float, nominal: Ensemble, times: Array
) -> tuple[Ensemble, float]:
    from downrange.flight.ensemble import fly_ensemble

    burn = float(nominal.cutoff_time[0, 1] - nominal.ignition_time[0, 1])
    at = 0.0 if mode is FailureMode.NO_IGNITION else (0.2 + 0.6 * size) * burn
    sizes = {FailureMode.THRUST_LOSS: 1.0 - size, FailureMode.STEERING: math.radians(40.0) * size}
    failed = replace(
        plans,
        failure_code=np.array([FAILURE_CODES[mode]]),
        failure_stage=np.array([2]),
        failure_time=np.array([at]),
        failure_size=np.array([sizes.get(mode, 100.0)]),
    )
    return fly_ensemble(vehicles, failed, sample_times=times), float(nominal.ignition_time[0, 1]) + at


def first_fault(bank: Bank, flight: Ensemble, rng: np.random.Generator) -> tuple[float, tuple[int | None, str]] | None:
    own = copy.deepcopy(bank)
    tracker = Tracker(pad=own.pad, bank=own)
    for sighting in as_points(flight, 200.0, rng)[0]:
        update = tracker.update(sighting)
        if update is not None and update.fault is not None:
            return update.time, (update.fault.stage, update.fault.mode)
    return None


def measure_falcons() -> list[str]:
    folder = DATA / "telemetry" / "falcon"
    flights = sorted(path for path in folder.glob("*/") if (path / "events.csv").is_file())
    noted = found = 0
    off: list[float] = []
    for path in flights:
        with (path / "events.csv").open(encoding="utf-8") as file:
            events = {row["event"]: float(row["time_s"]) for row in csv.DictReader(file) if row["time_s"]}
        stream = path / "stage2_display_1hz.csv"
        stream = stream if stream.is_file() else path / "stage1_display_1hz.csv"
        reader, tracker = StreamReader(path=str(stream)), Tracker(pad=(0.5, -1.4, 0.0))
        cuts: list[float] = []
        first = None
        for line in stream.read_text(encoding="utf-8").splitlines():
            for sighting in reader.read_line(line)[0]:
                first = sighting.time if first is None else first
                if sighting.time > events.get("meco", 0.0) + 40.0:
                    continue
                update = tracker.update(sighting)
                if update is not None:
                    cuts += [event.time for event in update.events if event.name == "cut-off"]
        if "meco" in events and first is not None and first < events["meco"] - 20.0:
            noted += 1
            miss = min((abs(cut - events["meco"]) for cut in cuts), default=math.inf)
            off.append(miss)
            found += miss <= 1.0
    if not noted:
        return []
    return [
        f"Falcon webcasts: main engine cut-off within 1 s of the noted whole second on {found} of {noted} flights "
        f"(median {np.median(off):.2f} s, worst {max(off):.1f} s)."
    ]


def measure_speed() -> list[str]:
    site = find_site(SITE)
    assert site is not None
    vehicle = next(item for item in generic_classes() if item.kind == "orbital")
    item = next(explanations_of(vehicle, FlightKind.ORBITAL, 1.0, rate=0.1, with_failures=False))
    found = one_flight(
        FlightModel(vehicle=vehicle, site=site, explanation=item), rng_of("speed"), np.arange(0, 900, 0.2)
    )
    assert found is not None
    seen = as_points(found[0], 200.0, rng_of("speed noise"))[0][:700]
    rows = []
    for name, bank in (
        ("filter alone, 5 Hz", None),
        (
            "filter and 10,000 flights, 5 Hz, moves spread",
            draw_bank(site, candidates(None), flights=10_000, moves=MOVES_AN_UPDATE),
        ),
    ):
        tracker = Tracker(pad=(0.6, -2.1, 0.0) if bank is None else bank.pad, bank=bank)
        took = []
        for sighting in seen:
            begun = time.perf_counter()
            tracker.update(sighting)
            took.append(time.perf_counter() - begun)
        took = took[50:]
        rows.append(f"| {name} | {len(took) / sum(took):.0f} | {1e3 * np.quantile(took, 0.99):.1f} |")
    return [f"| on 2 cores, load average {os.getloadavg()[0]:.0f} | updates/s | latency, 99th percentile [ms] |", "| --- | --- | --- |", *rows]


PARTS = ("falcons", "speed", "kinds", "faults")


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=list(PARTS), choices=[*PARTS, []])
    parser.add_argument("--flights-per-level", type=int, default=6)
    parser.add_argument("--faults", type=int, default=20)
    parser.add_argument("--nominal", type=int, default=20)
    options = parser.parse_args()
    made = {
        "falcons": measure_falcons,
        "speed": measure_speed,
        "kinds": lambda: measure_kinds(options.flights_per_level),
        "faults": lambda: measure_faults(options.nominal, options.faults),
    }
    kept = _kept()
    for name in options.parts:
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
