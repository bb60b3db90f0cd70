"""The filter against the nearest one in Stone Soup, on the same sightings. Stone Soup need not be there.

Stone Soup has no model with thrust along the velocity, mass that burns off or unknown drag, and no interacting multiple
models: nearest come its Kalman filter with Singer's or constant acceleration, given the noise that served it best.
"""

from __future__ import annotations

import importlib
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from downrange.earth.ellipsoid import ecef_from_geodetic
from downrange.earth.geodesic import planes
from downrange.records.explanation import FlightKind
from downrange.records.flight import Array, Ensemble
from downrange.records.sighting import Sighting
from downrange.tracking.filter import start_state
from downrange.tracking.outlook import look_ahead
from downrange.tracking.tracker import Tracker
from scoreboard.tracked import NOISES, as_points, pad_of, rng_of, site_of
from scoreboard.tracked_impacts import flights

EPOCH = datetime(2024, 1, 1)
"""Stone Soup's own clocks name no zone."""
SETTLED = 40.0
"""Scored from so long after the first sighting [s]."""
LEARNT_ON = 6
"""Flights on which the rival's model is chosen; the others are reported."""
SINCE = 60.0
"""Impacts are judged this long after the last cut-off [s]."""
GRID = [("Singer", 1.0 / memory, noise) for memory in (20.0, 60.0) for noise in (3.0, 10.0, 30.0)]
GRID += [("constant", 0.0, noise) for noise in (1.0, 3.0, 10.0)]
"""Model, damping [1/s], noise: what is tried on the first half of the flights."""
Estimates = Iterator[tuple[Array, Array]]
"""Mean [6] and covariance [6, 6] (ECEF) after each sighting."""


@dataclass
class Scores:
    """Errors over many flights."""

    places: list[float] = field(default_factory=list)
    speeds: list[float] = field(default_factory=list)
    misfits: list[float] = field(default_factory=list)
    impacts: list[float] = field(default_factory=list)
    """How far off, a flight that comes down each [m]; NaN where no impact was told."""
    held: list[bool] = field(default_factory=list)
    updates: int = 0
    seconds: float = 0.0


def ours(seen: list[Sighting], index: int) -> Estimates:
    """The filter of this package."""
    tracker = Tracker(pad=pad_of(site_of(index)))
    for sighting in seen:
        update = tracker.update(sighting)
        if update is None:
            yield np.full(6, math.nan), np.eye(6)
            continue
        known = tracker.free or tracker.state
        assert known is not None
        mean, covariance = known.estimate()
        yield mean[:6], covariance[:6, :6]


def rival(stone: dict[str, Any], model: tuple[str, float, float]) -> Callable[[list[Sighting], int], Estimates]:
    """Stone Soup's Kalman filter with one of its models."""
    name, damping, noise = model

    def one() -> Any:
        if name == "constant":
            return stone["ConstantAcceleration"](noise**2)
        return stone["Singer"](noise_diff_coeff=noise**2, damping_coeff=damping)

    predictor = stone["KalmanPredictor"](stone["CombinedLinearGaussianTransitionModel"]([one() for _ in range(3)]))
    order = [0, 3, 6, 1, 4, 7]

    def run(seen: list[Sighting], index: int) -> Estimates:
        del index
        variance = seen[0].sigmas[0] ** 2
        measured = stone["LinearGaussian"](ndim_state=9, mapping=(0, 3, 6), noise_covar=np.eye(3) * variance)
        updater = stone["KalmanUpdater"](measured)
        state = None
        for sighting in seen:
            place = ecef_from_geodetic(*(value or 0.0 for value in sighting.values))
            moment = EPOCH + timedelta(seconds=sighting.time)
            if state is None:
                mean = np.zeros(9)
                mean[[0, 3, 6]] = place
                prior = np.diag(np.tile([variance, 1000.0**2, 20.0**2], 3))
                state = stone["GaussianState"](mean[:, None], prior, timestamp=moment)
            else:
                detection = stone["Detection"](place[:, None], timestamp=moment)
                prediction = predictor.predict(state, timestamp=moment)
                state = updater.update(stone["SingleHypothesis"](prediction, detection))
            yield (
                np.asarray(state.mean, dtype=float).ravel()[order],
                np.asarray(state.covar, dtype=float)[np.ix_(order, order)],
            )

    return run


def score(
    run: Callable[[list[Sighting], int], Estimates], flown: list[tuple[FlightKind, int, Ensemble]], sigma: float
) -> Scores:
    """Errors of a filter over flights."""
    scores = Scores()
    for kind, index, flight in flown:
        seen, truth = as_points(flight, sigma, rng_of("rivals", sigma, index, kind))
        moments = np.array([sighting.time for sighting in seen])
        speeds = np.gradient(truth, moments, axis=0)
        down = float(flight.end_time[0]) + SINCE if kind is FlightKind.BALLISTIC else math.inf
        begun = time.perf_counter()
        estimates = list(run(seen, index))
        scores.seconds += time.perf_counter() - begun
        scores.updates += len(seen)
        for n, (mean, covariance) in enumerate(estimates):
            if moments[n] < moments[0] + SETTLED or not np.isfinite(mean).all():
                continue
            off = mean[:3] - truth[n]
            scores.places.append(float(off @ off))
            scores.speeds.append(float(np.sum((mean[3:] - speeds[n]) ** 2)))
            scores.misfits.append(float(off @ np.linalg.solve(covariance[:3, :3], off)) / 3.0)
            if moments[n] > down:
                down = math.inf
                judge(scores, flight, float(moments[n]), mean, covariance)
    return scores


def judge(scores: Scores, flight: Ensemble, moment: float, mean: Array, covariance: Array) -> None:
    """Both are flown down by the same fall, from where each thinks that the body is."""
    outlook = look_ahead(start_state(moment, mean[:3], mean[3:], covariance, (1e-7, 1.0, 1e-4)))
    body = flight.bodies.index("payload")
    latitude, longitude = flight.impact_latitude[:, body], flight.impact_longitude[:, body]
    if not np.isfinite(latitude[0]):
        return
    if outlook is None or outlook.impact is None:
        scores.impacts.append(math.nan)
        scores.held.append(False)
        return
    impact = outlook.impact
    east, north = planes(latitude, longitude, (math.degrees(impact.latitude), math.degrees(impact.longitude)))
    xx, xy, yy = impact.covariance
    off = np.array([float(east[0]), float(north[0])])
    scores.impacts.append(float(np.hypot(*off)))
    scores.held.append(bool(off @ np.linalg.solve(np.array([[xx, xy], [xy, yy]]), off) < 4.605))


def row(name: str, sigma: float, scores: Scores, both: np.ndarray) -> str:
    """One line of the table; impacts count where `both` filters tell one."""
    misses, held = np.array(scores.impacts), np.array(scores.held)
    told = np.isfinite(misses)
    miss = f"{np.median(misses[both]) / 1e3:.1f}" if both.any() else ""
    return (
        f"| {sigma:.0f} | {name} | {math.sqrt(np.mean(scores.places)):.0f} | {math.sqrt(np.mean(scores.speeds)):.1f} "
        f"| {np.mean(scores.misfits):.2f} | {miss} | {held[told].sum()}/{told.sum()} | {len(told) - told.sum()} "
        f"| {scores.updates / scores.seconds:.0f} |"
    )


def _stone_soup() -> dict[str, Any]:
    """What is used of Stone Soup, by name.

    Raises:
        ModuleNotFoundError: it is not there.
    """
    modules = {
        "models.transition.linear": ("CombinedLinearGaussianTransitionModel", "ConstantAcceleration", "Singer"),
        "models.measurement.linear": ("LinearGaussian",),
        "predictor.kalman": ("KalmanPredictor",),
        "updater.kalman": ("KalmanUpdater",),
        "types.state": ("GaussianState",),
        "types.detection": ("Detection",),
        "types.hypothesis": ("SingleHypothesis",),
    }
    return {
        name: getattr(importlib.import_module(f"stonesoup.{module}"), name)
        for module, names in modules.items()
        for name in names
    }


def measure(count: int) -> list[str]:
    """The section's lines."""
    stone = _stone_soup()
    version = importlib.import_module("stonesoup").__version__
    flown = list(flights(count))
    learn, report = flown[:LEARNT_ON], flown[LEARNT_ON:]
    rows: list[str] = []
    for sigma in NOISES:
        best = min(GRID, key=lambda model: np.mean(score(rival(stone, model), learn, sigma).places))
        name = f"Stone Soup, {best[0]} acceleration, noise {best[2]:.0f}" + (
            f", {1 / best[1]:.0f} s" if best[1] else ""
        )
        mine, theirs = score(ours, report, sigma), score(rival(stone, best), report, sigma)
        both = np.isfinite(mine.impacts) & np.isfinite(theirs.impacts)
        rows += [row("this filter", sigma, mine, both), row(name, sigma, theirs, both)]
    return [
        f"Against Stone Soup {version} on the same sightings of {len(report)} flights; its model and noise were chosen "
        f"on {len(learn)} others, for each level. It has no interacting multiple models, no model of thrust or drag; "
        "nearest is its Kalman filter with Singer's or constant acceleration. Impacts of both are those of the same "
        f"fall {SINCE:.0f} s after burn-out; the miss is the median over flights of which both tell one, and none is "
        "told where the place is open by thousands of kilometers. Updates a second: here with all that is printed, in "
        "Stone Soup the filter alone.",
        "",
        "| noise [m] | filter | place, RMS [m] | velocity, RMS [m/s] | NEES/3 | impact, median miss [km] "
        "| in 90 % area | not told | updates/s |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        *rows,
    ]
