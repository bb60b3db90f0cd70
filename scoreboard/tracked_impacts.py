"""The filter alone on made-up flights: is it as sure as it may be, and where does a body come down?

Its noise was set on the flights of even number; those of odd number are reported. In pieces, kept in a file a flight.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from scipy.stats import chi2

from downrange.earth.geodesic import planes
from downrange.records.explanation import FlightKind
from downrange.records.flight import Array, Ensemble
from downrange.records.track import ImpactPrediction, TrackUpdate
from downrange.tracking.tracker import Tracker
from scoreboard.tracked import NOISES, STEP, as_points, cramer_rao, model_of, one_flight, pad_of, rng_of, site_of

SINCE = (20.0, 60.0, 140.0)
"""Impacts are judged this long after the last cut-off [s]."""
CHI2_90 = 4.605
SETTLED = 40.0
"""Errors at times this far apart count for the mean over all [s]."""


@dataclass
class Tally:
    """What is counted over many flights."""

    boost: list[float] = field(default_factory=list)
    """Normalized errors squared under thrust, one at a random time of each flight: they know nothing of each other."""
    free: list[float] = field(default_factory=list)
    """The same without thrust."""
    boosts: list[float] = field(default_factory=list)
    """Every so often."""
    frees: list[float] = field(default_factory=list)
    held: list[bool] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    untold: int = 0

    def add(self, other: Tally) -> None:
        """Count another's flights, too."""
        for name in ("boost", "free", "boosts", "frees", "held", "ratios"):
            getattr(self, name).extend(getattr(other, name))
        self.untold += other.untold


def flights(count: int) -> Iterator[tuple[FlightKind, int, Ensemble]]:
    """Half to orbit, half ballistic."""
    for index in range(count // 2):
        for kind in (FlightKind.ORBITAL, FlightKind.BALLISTIC):
            found = one_flight(model_of(kind, index), rng_of("filter", index, kind), np.arange(0.0, 1000.0, STEP))
            if found is not None:
                yield kind, index, found[0]


def follow(flight: Ensemble, kind: FlightKind, index: int, sigma: float) -> Tally:
    """Track one flight; count its consistency and, of a ballistic one, its impacts."""
    tally, rng = Tally(), rng_of("noise", sigma, index, kind)
    seen, truth = as_points(flight, sigma, rng)
    tracker = Tracker(pad=pad_of(site_of(index)))
    burnout, lit = float(flight.end_time[0]), list(zip(flight.ignition_time[0], flight.cutoff_time[0], strict=True))
    waiting = list(SINCE) if kind is FlightKind.BALLISTIC else []
    errors: tuple[list[float], list[float]] = [], []
    for number, (sighting, place) in enumerate(zip(seen, truth, strict=True)):
        update = tracker.update(sighting)
        if update is None:
            continue
        burns = any(start <= sighting.time <= end for start, end in lit)
        errors[not burns].append(misfit(update, place))
        if sighting.time % SETTLED < STEP:
            (tally.boosts if burns else tally.frees).append(errors[not burns][-1])
        if waiting and sighting.time > burnout + waiting[0]:
            waiting.pop(0)
            judge(tally, flight, update, [*zip(seen, truth, strict=True)][: number + 1], burnout)
    for all_of_them, one in zip(errors, (tally.boost, tally.free), strict=True):
        if all_of_them:
            one.append(all_of_them[int(rng.integers(len(all_of_them)))])
    return tally


def misfit(update: TrackUpdate, place: Array) -> float:
    """Normalized estimation error squared of the position."""
    off = update.position - place
    return float(off @ np.linalg.solve(update.covariance[:3, :3], off))


def area_of(impact: ImpactPrediction) -> Array:
    """Covariance [2, 2], east and north."""
    xx, xy, yy = impact.covariance
    return np.array([[xx, xy], [xy, yy]])


def judge(tally: Tally, flight: Ensemble, update: TrackUpdate, seen: list, burnout: float) -> None:
    """Does the 90 % area hold the place, and how large is it?"""
    body = flight.bodies.index("payload")
    latitude, longitude = flight.impact_latitude[:, body], flight.impact_longitude[:, body]
    if not np.isfinite(latitude[0]):
        return
    impact = update.impact
    if impact is None or impact.source != "filter":
        tally.untold += 1
        return
    east, north = planes(latitude, longitude, (math.degrees(impact.latitude), math.degrees(impact.longitude)))
    off, area = np.array([float(east[0]), float(north[0])]), area_of(impact)
    tally.held.append(bool(off @ np.linalg.solve(area, off) < CHI2_90))
    free = [(s, p) for s, p in seen if s.time > burnout + 1.0]
    if len(free) > 5:
        bound = cramer_rao(free)
        tally.ratios.append(math.sqrt(np.linalg.eigvalsh(area)[-1] / np.linalg.eigvalsh(bound)[-1]))


def band(values: list[float]) -> str:
    """Mean over degrees of freedom, and the 95 % band that it should lie in."""
    if not values:
        return "none"
    low, high = chi2.ppf([0.025, 0.975], 3 * len(values)) / (3 * len(values))
    return f"{np.mean(values) / 3:.2f} ({low:.2f} to {high:.2f})"


def mean(values: list[float]) -> str:
    """Mean over degrees of freedom."""
    return f"{np.mean(values) / 3:.2f}" if values else "none"


def row(name: str, tally: Tally) -> str:
    """One line of the table."""
    told = len(tally.held)
    share = f"{sum(tally.held)}/{told} ({100 * sum(tally.held) / max(told, 1):.0f} %)"
    ratios = np.array(tally.ratios) if tally.ratios else np.array([math.nan])
    within = f"{100 * np.mean(ratios <= 2.0):.0f} %"
    return (
        f"| {name} | {band(tally.boost)} | {mean(tally.boosts)} | {band(tally.free)} | {mean(tally.frees)} | {share} "
        f"| {tally.untold} | {np.median(ratios):.2f} | {within} |"
    )


def go_on(folder: Path, count: int, seconds: float, share: tuple[int, int]) -> None:
    """Track flights that were not yet, at every level of noise, for some time."""
    begun = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    for number, (kind, index, flight) in enumerate(flights(count)):
        path = folder / f"{kind}-{index}.json"
        if number % share[1] != share[0] or path.exists() or time.monotonic() - begun > seconds:
            continue
        tallies = {f"{sigma:.0f}": asdict(follow(flight, kind, index, sigma)) for sigma in NOISES}
        part = path.with_suffix(".part")
        part.write_text(json.dumps(tallies), encoding="utf-8")
        part.replace(path)


def measure(folder: Path, count: int, seconds: float, share: tuple[int, int]) -> list[str]:
    """The section's lines."""
    go_on(folder, count, seconds, share)
    lines, after = [], ", ".join(f"{since:.0f}" for since in SINCE)
    halves: dict[str, list[Path]] = {"learn": [], "report": []}
    for path in sorted(folder.glob("*.json")):
        halves["report" if int(path.stem.rpartition("-")[2]) % 2 else "learn"].append(path)
    for name, paths in (("report", halves["report"]), ("learn", halves["learn"])):
        if not paths:
            continue
        whole = Tally()
        for sigma in NOISES:
            tally = Tally()
            for path in paths:
                tally.add(Tally(**json.loads(path.read_text(encoding="utf-8"))[f"{sigma:.0f}"]))
            if name == "report":
                lines.append(row(f"{sigma:.0f}", tally))
            whole.add(tally)
        lines.append(row(f"all, {name} half", whole))
    return [
        f"The filter alone, {len(halves['report'])} flights a noise level on which its noise was not set, and "
        f"{len(halves['learn'])} of those on which it was; half of catalogue vehicles to orbit, half of generic "
        f"ballistic families; places every {STEP:.0f} s. Errors of the position over what the filter claims, at one "
        f"random time of each flight, "
        f"with the 95 % band of a mean over so many, and the mean over all times {SETTLED:.0f} s apart; impacts "
        f"{after} s after burn-out, against the Cramér–Rao bound of the sightings since then and the same prior of the "
        "drag.",
        "",
        "| noise [m] | NEES/3 in boost | all times | NEES/3 free of thrust | all times | impact in 90 % area "
        "| not told | half-width over bound, median | within twice |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        *lines,
    ]
