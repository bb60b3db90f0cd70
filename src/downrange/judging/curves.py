"""Curves: posterior bands and sample flights for the plots and the map, and points of a display that do not belong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from downrange.earth.geodesic import ranges
from downrange.inference.odd import Frozen, OddPoint, frozen_runs, odd_points, without
from downrange.judging.pool import Pool, quantiles
from downrange.records.dossier import Band, Conflict, FlightTrack, Plots
from downrange.records.explanation import FlownPosterior
from downrange.records.flight import Array
from downrange.records.observation import Observation, PointSeries, SpeedHeightSeries
from downrange.records.place import Site
from downrange.wording import Said, say

TRACKS = 40
LEAST_SHARE = 0.2
"""Bands go on while this share of the flights is still in the air."""
MOST_SHARE = 0.5
"""That of speed ends earlier: the few that fly longest are not alike those that have come down."""
RANGE_STEPS = 80
LANDED = 20.0
"""A flight whose last sample is below this height [km] has come down."""


MOST_ODD = 5
"""Points of one display that are named one by one; more are counted."""


def odd_conflicts(observations: Sequence[Observation]) -> tuple[Conflict, ...]:
    """What is said of displayed values that their neighbors contradict; they are left out of what weighs."""
    found: list[Conflict] = []
    for item in observations:
        if isinstance(item, SpeedHeightSeries):
            frozen = frozen_runs(item)
            found += [Conflict(claims=item.claims, what=_stood_still(run)) for run in frozen]
            odd = odd_points(without(item, frozen))
            found += [Conflict(claims=item.claims, what=_odd(point)) for point in odd[:MOST_ODD]]
            if len(odd) > MOST_ODD:
                more = say(
                    "odd.more",
                    "{count} more values of this display do not belong and are left out.",
                    count=len(odd) - MOST_ODD,
                )
                found.append(Conflict(claims=item.claims, what=more))
    return tuple(found)


def _odd(point: OddPoint) -> Said:
    if point.quantity == "speed":
        return say(
            "odd.speed",
            "The speed of {shown:,.0f} m/s shown at T+{time:.0f} s does not belong: its neighbors ask for "
            "{asked:,.0f} m/s. It is left out.",
            shown=point.shown,
            time=point.time,
            asked=point.asked,
        )
    return say(
        "odd.height",
        "The height of {shown:,.1f} km shown at T+{time:.0f} s does not belong: its neighbors ask for "
        "{asked:,.1f} km. It is left out.",
        shown=point.shown / 1e3,
        time=point.time,
        asked=point.asked / 1e3,
    )


def _stood_still(run: Frozen) -> Said:
    if run.quantity == "speed":
        return say(
            "odd.frozen-speed",
            "The display stands still from T+{start:.0f} s to T+{end:.0f} s: it shows {shown:,.0f} m/s all the while "
            "and goes on with {then:,.0f} m/s. What it shows in between is left out.",
            start=run.start,
            end=run.end,
            shown=run.shown,
            then=run.then,
        )
    return say(
        "odd.frozen-height",
        "The display stands still from T+{start:.0f} s to T+{end:.0f} s: it shows {shown:,.1f} km all the while and "
        "goes on with {then:,.1f} km. What it shows in between is left out.",
        start=run.start,
        end=run.end,
        shown=run.shown / 1e3,
        then=run.then / 1e3,
    )


def plots_of(pool: Pool, site: Site, observations: tuple[Observation, ...]) -> Plots:
    """Bands over time and ground range, tracks drawn by weight, and the measured points."""
    if not pool.flown:
        return Plots()
    times = pool.flown[0].flight.sample_times
    heights = _pooled(pool, lambda item: item.flight.sample_height / 1e3)
    speeds = _pooled(pool, lambda item: item.flight.sample_speed)
    reach = _pooled(pool, lambda item: _ranges(item, site) / 1e3)
    weights = np.concatenate(
        [np.full(item.azimuth.shape, item.posterior.probability / len(item.azimuth)) for item in pool.flown]
    )
    return Plots(
        height_by_time=_band(times, _with_landed(heights), weights, flying=np.isfinite(heights)),
        speed_by_time=_band(times, speeds, weights, least=MOST_SHARE),
        height_by_range=_band_over_range(reach, heights, weights),
        tracks=_tracks(pool),
        examples=_examples(pool),
        data=tuple(_points(item, site) for item in observations if isinstance(item, SpeedHeightSeries | PointSeries)),
    )


def _with_landed(heights: Array) -> Array:
    """Heights [km] with flights that have come down at zero from then on, so that the band ends on the ground."""
    table = heights.copy()
    for row in table:
        last = int(np.flatnonzero(np.isfinite(row))[-1]) if np.isfinite(row).any() else len(row)
        if last + 1 < len(row) and row[last] < LANDED:
            row[last + 1 :] = 0.0
    return table


def _pooled(pool: Pool, table: Any) -> Array:
    return np.concatenate([table(item) for item in pool.flown])


def _ranges(item: FlownPosterior, site: Site) -> Array:
    latitude, longitude = np.radians(site.latitude_deg), np.radians(site.longitude_deg)
    return ranges(latitude, longitude, item.flight.sample_latitude, item.flight.sample_longitude)


def _band(
    x: Array, table: Array, weights: Array, *, flying: NDArray[np.bool_] | None = None, least: float = LEAST_SHARE
) -> Band | None:
    rows: list[tuple[float, ...]] = []
    for column, at in enumerate(x):
        good = np.isfinite(table[:, column])
        there = good if flying is None else flying[:, column]
        if weights[there].sum() >= least * weights.sum():
            rows.append((float(at), *map(float, quantiles(table[good, column], weights[good]))))
    return _as_band(rows)


def _as_band(rows: list[tuple[float, ...]]) -> Band | None:
    if len(rows) < 3:
        return None
    x, q05, q25, median, q75, q95 = (tuple(round(value, 3) for value in column) for column in zip(*rows, strict=True))
    return Band(x=x, q05=q05, q25=q25, median=median, q75=q75, q95=q95)


def _band_over_range(reach: Array, heights: Array, weights: Array) -> Band | None:
    """Height quantiles at equal steps of ground range, each flight read along its own path."""
    finite = reach[np.isfinite(reach)]
    if not len(finite):
        return None
    # Closer together near the pad, where flights climb steeply.
    steps = float(np.quantile(finite, 0.98)) * np.linspace(0.0, 1.0, RANGE_STEPS) ** 1.6
    table, flying = np.full((len(reach), RANGE_STEPS), np.nan), np.zeros((len(reach), RANGE_STEPS), dtype=bool)
    for row, (along, up) in enumerate(zip(reach, heights, strict=True)):
        good = np.isfinite(along) & np.isfinite(up)
        if good.sum() > 2:
            rising = np.maximum.accumulate(along[good])
            beyond = 0.0 if up[good][-1] < LANDED else np.nan
            table[row] = np.interp(steps, rising, up[good], right=beyond)
            flying[row] = steps <= rising[-1]
    return _band(steps, table, weights, flying=flying)


def _tracks(pool: Pool) -> tuple[FlightTrack, ...]:
    tracks: list[FlightTrack] = []
    total = sum(item.posterior.probability for item in pool.flown)
    for item in pool.flown:
        share = round(TRACKS * item.posterior.probability / total)
        for row in range(min(share, len(item.azimuth))):
            tracks.append(_track(item, row))
    return tuple(tracks)


def _track(item: FlownPosterior, row: int) -> FlightTrack:
    good = np.isfinite(item.flight.sample_height[row])
    return FlightTrack(
        explanation=item.posterior.explanation.id,
        times=_rounded(item.flight.sample_times[good], 1),
        latitudes_deg=_rounded(np.degrees(item.flight.sample_latitude[row, good]), 4),
        longitudes_deg=_rounded(np.degrees(item.flight.sample_longitude[row, good]), 4),
        heights_km=_rounded(item.flight.sample_height[row, good] / 1e3, 2),
        speeds_m_s=_rounded(item.flight.sample_speed[row, good], 1),
    )


def _examples(pool: Pool) -> tuple[FlightTrack, ...]:
    """For each explanation, of its likeliest vehicle, the flight whose peak and length are nearest the middle ones."""
    best: dict[str, FlownPosterior] = {}
    for item in sorted(pool.flown, key=lambda item: item.posterior.probability):
        best[item.posterior.explanation.id] = item
    return tuple(_track(item, _middle_row(item)) for item in reversed(best.values()))


def _middle_row(item: FlownPosterior) -> int:
    """Of the draws, the one nearest the medians of its peak height and of its samples in the air, by their ranks."""
    peak = np.nan_to_num(np.nanmax(item.flight.sample_height, axis=1, initial=0.0))
    lasting = np.isfinite(item.flight.sample_height).sum(axis=1)
    ranks = [np.argsort(np.argsort(column)) / max(len(column) - 1, 1) for column in (peak, lasting)]
    return int(np.argmin(np.hypot(ranks[0] - 0.5, ranks[1] - 0.5)))


def _rounded(values: Array, digits: int) -> tuple[float, ...]:
    return tuple(round(float(value), digits) for value in values)


def _points(observation: SpeedHeightSeries | PointSeries, site: Site) -> Mapping[str, Any]:
    heights = [None if height is None else height / 1e3 for height in observation.heights]
    speeds = list(observation.speeds) if isinstance(observation, SpeedHeightSeries) else [None] * len(heights)
    label = observation.words or observation.origin or observation.id
    points: dict[str, Any] = {
        "times": list(observation.times),
        "speeds_m_s": speeds,
        "heights_km": heights,
        "label": label,
    }
    if isinstance(observation, PointSeries):
        pad = np.radians(site.latitude_deg), np.radians(site.longitude_deg)
        places = np.radians(observation.latitudes_deg), np.radians(observation.longitudes_deg)
        points["ranges_km"] = [round(float(reach) / 1e3, 3) for reach in ranges(*pad, *places)]
    return points
