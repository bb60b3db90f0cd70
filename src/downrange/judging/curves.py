"""Posterior bands and sample flights for the plots and the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from downrange.earth.geodesic import ranges
from downrange.judging.pool import Pool, quantiles
from downrange.records.dossier import Band, FlightTrack, Plots
from downrange.records.explanation import FlownPosterior
from downrange.records.flight import Array
from downrange.records.observation import Observation, PointSeries, SpeedHeightSeries
from downrange.records.place import Site

TRACKS = 40
LEAST_SHARE = 0.2
"""Bands go on while this share of the flights is still in the air."""
RANGE_STEPS = 80


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
        height_by_time=_band(times, heights, weights),
        speed_by_time=_band(times, speeds, weights),
        height_by_range=_band_over_range(reach, heights, weights),
        tracks=_tracks(pool),
        data=tuple(_points(item) for item in observations if isinstance(item, SpeedHeightSeries | PointSeries)),
    )


def _pooled(pool: Pool, table: Any) -> Array:
    return np.concatenate([table(item) for item in pool.flown])


def _ranges(item: FlownPosterior, site: Site) -> Array:
    latitude, longitude = np.radians(site.latitude_deg), np.radians(site.longitude_deg)
    return ranges(latitude, longitude, item.flight.sample_latitude, item.flight.sample_longitude)


def _band(x: Array, table: Array, weights: Array) -> Band | None:
    rows: list[tuple[float, ...]] = []
    for column, at in enumerate(x):
        good = np.isfinite(table[:, column])
        if weights[good].sum() >= LEAST_SHARE * weights.sum():
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
    steps = np.linspace(0.0, float(np.quantile(finite, 0.98)), RANGE_STEPS)
    table = np.full((len(reach), RANGE_STEPS), np.nan)
    for row, (along, up) in enumerate(zip(reach, heights, strict=True)):
        good = np.isfinite(along) & np.isfinite(up)
        if good.sum() > 2:
            rising = np.maximum.accumulate(along[good])
            table[row] = np.interp(steps, rising, up[good], right=np.nan)
    return _band(steps, table, weights)


def _tracks(pool: Pool) -> tuple[FlightTrack, ...]:
    tracks: list[FlightTrack] = []
    total = sum(item.posterior.probability for item in pool.flown)
    for item in pool.flown:
        share = round(TRACKS * item.posterior.probability / total)
        for row in range(min(share, len(item.azimuth))):
            good = np.isfinite(item.flight.sample_height[row])
            tracks.append(
                FlightTrack(
                    explanation=item.posterior.explanation.id,
                    times=_rounded(item.flight.sample_times[good], 1),
                    latitudes_deg=_rounded(np.degrees(item.flight.sample_latitude[row, good]), 4),
                    longitudes_deg=_rounded(np.degrees(item.flight.sample_longitude[row, good]), 4),
                    heights_km=_rounded(item.flight.sample_height[row, good] / 1e3, 2),
                    speeds_m_s=_rounded(item.flight.sample_speed[row, good], 1),
                )
            )
    return tuple(tracks)


def _rounded(values: Array, digits: int) -> tuple[float, ...]:
    return tuple(round(float(value), digits) for value in values)


def _points(observation: SpeedHeightSeries | PointSeries) -> Mapping[str, Any]:
    heights = [None if height is None else height / 1e3 for height in observation.heights]
    speeds = list(observation.speeds) if isinstance(observation, SpeedHeightSeries) else [None] * len(heights)
    label = observation.words or observation.origin or observation.id
    return {"times": list(observation.times), "speeds_m_s": speeds, "heights_km": heights, "label": label}
