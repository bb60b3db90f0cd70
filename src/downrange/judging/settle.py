"""What would settle it: the next observation with the largest expected gain, in bits, from a fixed list."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from downrange.earth.geodesic import ranges
from downrange.judging.pool import Pool
from downrange.records.dossier import NextObservation
from downrange.records.explanation import FlownPosterior
from downrange.records.flight import Array, Ensemble
from downrange.records.place import Site
from downrange.wording import Said, say

BINS = 24
LEAST_BITS = 0.02
RADAR_TIME = 150.0
"""When a radar would tell the height [s]: most first stages have just burned out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An observation somebody could still make."""

    what: Said
    value: Callable[[FlownPosterior, Site], Array]
    """[N] what it would read; NaN: nothing to see"""
    sigma: float
    """How well it would be known."""


def _downrange(flight: Ensemble, body: str, site: Site) -> Array:
    """[N] distance from the pad at which a body comes down [m]."""
    if body not in flight.bodies:
        return np.full(flight.status.shape, np.nan)
    column = flight.bodies.index(body)
    pad = math.radians(site.latitude_deg), math.radians(site.longitude_deg)
    return ranges(*pad, flight.impact_latitude[:, column], flight.impact_longitude[:, column])


def _height_at(flight: Ensemble, time: float) -> Array:
    """[N] height at the sampled time nearest to one [m]."""
    if not len(flight.sample_times):
        return np.full(flight.status.shape, np.nan)
    return flight.sample_height[:, int(np.argmin(np.abs(flight.sample_times - time)))]


CANDIDATES: tuple[Candidate, ...] = (
    Candidate(
        what=say("settle.cataloged", "whether an object of this launch is in orbit (a catalog entry)"),
        value=lambda item, _: item.flight.in_orbit.astype(float),
        sigma=0.05,
    ),
    Candidate(
        what=say("settle.apogee", "the apogee, to 20 km"), value=lambda item, _: item.flight.peak_height, sigma=20e3
    ),
    Candidate(
        what=say("settle.range", "the ground range to the last impact, to 30 km"),
        value=lambda item, _: item.flight.ground_range,
        sigma=30e3,
    ),
    Candidate(
        what=say("settle.impact-time", "the time of the last impact, to 30 s"),
        value=lambda item, _: item.flight.flight_time,
        sigma=30.0,
    ),
    Candidate(
        what=say("settle.end-time", "when powered flight ended, to 10 s"),
        value=lambda item, _: item.flight.end_time,
        sigma=10.0,
    ),
    Candidate(
        what=say("settle.radar-height", "its height on radar 150 s after lift-off, to 3 km"),
        value=lambda item, _: _height_at(item.flight, RADAR_TIME),
        sigma=3e3,
    ),
    Candidate(
        what=say("settle.stage-fall", "where the first stage fell, to 30 km of downrange"),
        value=lambda item, site: _downrange(item.flight, "stage-1", site),
        sigma=30e3,
    ),
    Candidate(
        what=say("settle.second-notice", "where the second stage was to fall (one more warning), to 60 km"),
        value=lambda item, site: _downrange(item.plan, "stage-2", site),
        sigma=60e3,
    ),
    Candidate(
        what=say("settle.cutoff-speed", "the cut-off speed of stage 1, to 50 m/s"),
        value=lambda item, _: item.flight.cutoff_speed[:, 0],
        sigma=50.0,
    ),
    Candidate(
        what=say("settle.inclination", "the inclination of the planned orbit, to half a degree"),
        value=lambda item, _: item.plan.inclination,
        sigma=np.radians(0.5),
    ),
)


def would_settle(pool: Pool, site: Site) -> tuple[NextObservation, ...]:
    """Candidates with the mutual information between what they would read and which explanation holds, best first."""
    weights = np.array([item.posterior.probability for item in pool.flown])
    if len(weights) < 2 or weights.sum() <= 0:
        return ()
    weights = weights / weights.sum()
    found = [
        NextObservation(
            observation=candidate.what, expected_bits=round(_information(pool, candidate, site, weights), 3)
        )
        for candidate in CANDIDATES
    ]
    return tuple(
        sorted((item for item in found if item.expected_bits >= LEAST_BITS), key=lambda item: -item.expected_bits)
    )


def _information(pool: Pool, candidate: Candidate, site: Site, weights: Array) -> float:
    columns = [np.asarray(candidate.value(item, site), dtype=float) for item in pool.flown]
    seen = np.concatenate([column[np.isfinite(column)] for column in columns])
    if not len(seen):
        return 0.0
    low, high = np.quantile(seen, [0.001, 0.999])
    margin = 3.0 * candidate.sigma
    edges = np.linspace(low - margin, high + margin, BINS + 1)
    kernel = _blur(edges, candidate.sigma)
    table = np.stack([_reading(column, edges, kernel) for column in columns])
    mixed = weights @ table
    return max(0.0, _entropy(mixed) - float(weights @ np.array([_entropy(row) for row in table])))


def _reading(column: Array, edges: Array, kernel: Array) -> Array:
    """Distribution of what would be read, the last bin being 'nothing to see'."""
    good = np.isfinite(column)
    counts, _ = np.histogram(np.clip(column[good], edges[0], edges[-1]), bins=edges)
    reading = np.append(counts @ kernel, (~good).sum()).astype(float)
    return reading / reading.sum()


def _blur(edges: Array, sigma: float) -> Array:
    middle = 0.5 * (edges[1:] + edges[:-1])
    kernel = np.exp(-0.5 * ((middle[:, None] - middle[None, :]) / sigma) ** 2) + 1e-12
    return kernel / kernel.sum(axis=1, keepdims=True)


def _entropy(shares: Array) -> float:
    kept = shares[shares > 0]
    return float(-(kept * np.log2(kept)).sum())
