"""Where and when thrust ended: as a display shows it, and else as the flights have it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from statistics import NormalDist

import numpy as np

from downrange.inference.curve import SeenCutoff, seen_ascents
from downrange.judging.pool import Pool, interval
from downrange.records.evidence import LaunchEvidence
from downrange.records.finding import CutoffFinding, Interval
from downrange.records.flight import Array
from downrange.records.observation import SpeedHeightSeries

CUTOFF_ERROR_S = 1.0
CUTOFF_SHARE_ERRORS = {"cutoff_height": 0.015, "cutoff_speed": 0.015, "cutoff_range": 0.05}
"""Model error of a flown cut-off's time and, as shares, of its height, speed and ground range: what a point mass with
constant thrust misses on the learn half of the Falcon webcasts besides its own spread."""
SEEN_ERROR_S = 0.7
SEEN_SPEED_SHARE, SEEN_RANGE_SHARE = 0.003, 0.03
"""Error of a cut-off that a display shows: of its time, and, as shares, of its speed and of the ground range summed up
to it. Of the 22 cut-offs noted on the learn half 20 are within 1 s of what is seen, and the scatter is 0.6 s; ranges
scatter by 1.5 % about those that the display's analyst has, and lie 2 % below them."""
LEAST_HEIGHT_ERROR = 100.0
"""A height is shown at some instant within the display's own delay [m]."""
MARKS = {"median": 0.5, "q05": 0.05, "q25": 0.25, "q75": 0.75, "q95": 0.95}


def cutoffs_of(evidence: LaunchEvidence, pool: Pool, *, seed: int) -> tuple[CutoffFinding, ...]:
    """The cut-off of each stage: what a display shows of it stands before what the flights have.

    Args:
        evidence: on the launch.
        pool: its flights.
        seed: for the model error that is added to the flights.
    """
    shown = [item for item in evidence.observations if isinstance(item, SpeedHeightSeries)]
    seen = {item.number: item for ascent in reversed(seen_ascents(shown)) for item in ascent.cutoffs if item.number}
    flown = _flown(pool, seed)
    return tuple(_as_seen(finding, seen) for finding in flown)


def _as_seen(flown: CutoffFinding, seen: Mapping[int, SeenCutoff]) -> CutoffFinding:
    cutoff = seen.get(flown.stage)
    if cutoff is None:
        return flown
    found = replace(
        flown,
        time_s=_about(cutoff.time, SEEN_ERROR_S),
        speed_m_s=_about(cutoff.speed, SEEN_SPEED_SHARE * cutoff.speed),
    )
    if cutoff.height is not None:
        width = float(np.hypot(LEAST_HEIGHT_ERROR, SEEN_ERROR_S * cutoff.climb))
        found = replace(found, height_km=_about(cutoff.height / 1e3, width / 1e3))
    if cutoff.ground_range is not None:
        reach = cutoff.ground_range / 1e3
        found = replace(found, ground_range_km=_about(reach, SEEN_RANGE_SHARE * reach))
    return found


def _about(middle: float, width: float) -> Interval:
    """The interval of a normal distribution."""
    normal = NormalDist(middle, width)
    return Interval(**{name: normal.inv_cdf(mark) for name, mark in MARKS.items()})


def _flown(pool: Pool, seed: int) -> tuple[CutoffFinding, ...]:
    rng = np.random.default_rng([seed, 7])
    stages = max((item.flight.cutoff_time.shape[1] for item in pool.flown), default=0)
    found: list[CutoffFinding] = []
    for stage in range(stages):
        columns = [
            pool.gather(lambda item, table=table, stage=stage: _stage(getattr(item.flight, table), stage))
            for table in ("cutoff_time", "cutoff_height", "cutoff_speed", "cutoff_range")
        ]
        blurred = [
            (_blurred(name, values, rng), weights)
            for name, (values, weights) in zip(("cutoff_time", *CUTOFF_SHARE_ERRORS), columns, strict=True)
        ]
        time, height, speed, reach = (interval(*column, least=0.3) for column in blurred)
        if time and height and speed and reach:
            found.append(
                CutoffFinding(
                    stage=stage + 1,
                    time_s=time,
                    height_km=_in_km(height),
                    speed_m_s=speed,
                    ground_range_km=_in_km(reach),
                )
            )
    return tuple(found)


def _blurred(name: str, values: Array, rng: np.random.Generator) -> Array:
    noise = rng.standard_normal(len(values))
    share = CUTOFF_SHARE_ERRORS.get(name)
    return values + noise * CUTOFF_ERROR_S if share is None else values * (1.0 + share * noise)


def _stage(table: Array, stage: int) -> Array:
    return table[:, stage] if stage < table.shape[1] else np.full(table.shape[0], np.nan)


def _in_km(found: Interval) -> Interval:
    return Interval(
        median=found.median / 1e3,
        q05=found.q05 / 1e3,
        q25=found.q25 / 1e3,
        q75=found.q75 / 1e3,
        q95=found.q95 / 1e3,
    )
