"""Scouts: a few flights that follow the sightings by least squares, and tell a family that it has gone astray.

Flights that are resampled and moved can only go where others are near. What a stage about to light will do is not seen
until it has lit; then the few that had it right may be gone. Scouts climb there step by step, over plans that reach no
orbit if need be, which moves may not.
Source: Marquardt (1963), An algorithm for least-squares estimation of nonlinear parameters, J. SIAM 11.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from downrange.records.flight import Array
from downrange.tracking.charts import Chart
from downrange.tracking.misses import add_squares, log_likelihood, weights_of, write_misses
from downrange.tracking.rows import KIND

COUNT = 3
STEP = 0.03
"""For slopes, in prior sigmas."""
DAMPINGS = (0.0, 0.5, 3.0, 20.0, 150.0)
"""Tried at once, over the prior's own curvature of 1."""
SHARES = (1.0, 0.4)
"""Of each damped step."""
TRIALS = 6
"""Besides, so many flights with one to three coordinates drawn afresh: a stage not yet lit has no slope."""
LEAST_CURVED, LEAST_SLOPE = 1e-3, 1e-2
"""Of a step that changes neither what is seen nor any coordinate: its curvature, and how far it leads at least."""
STILL = 2.0
"""A step that brings less than this did not lead elsewhere [nat]."""
FRESH_EVERY = 5
"""The last scout begins anew from a flight of its family after so many steps."""

Fly = Callable[[Array], tuple[Array, Array, Array]]
"""positions [N, P] -> tracks [N, K, 5], seconds from lift-off to time zero [N], what speaks against each beside the
sightings [N, nat]"""


@dataclass(kw_only=True)
class Scouts:
    """Where they are, the best first, and the shape of the posterior about the best."""

    positions: Array
    """[COUNT, P] unit coordinates"""
    heights: Array
    """[COUNT] log likelihood less half the squared coordinates and what else speaks against it [nat]"""
    root: Array
    """[P, P] of the covariance about the best: what the slopes there say"""
    steps: int = 0
    gain: float = math.inf
    """What the last step brought the best [nat]: the slopes are those ahead of it."""

    @property
    def begins_anew(self) -> bool:
        """Whether at the next step the last scout is to go on from elsewhere."""
        return (self.steps + 1) % FRESH_EVERY == 0

    @property
    def settled(self) -> bool:
        """Whether the slopes are those about the best, not of some place that it has left."""
        return self.gain < STILL

    @property
    def log_size(self) -> float:
        """Log of the posterior's volume about the best over that of the prior [nat]."""
        return float(np.log(np.abs(np.diag(self.root))).sum())

    def as_json(self) -> dict[str, Any]:
        """Numbers as they are in memory."""
        numbers = np.concatenate([self.positions.ravel(), self.heights, self.root.ravel()])
        return {"steps": self.steps, "gain": self.gain, "numbers": base64.b64encode(numbers.tobytes()).decode()}

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Scouts:
        """The scouts that were saved."""
        numbers = np.frombuffer(base64.b64decode(value["numbers"]))
        # COUNT P + COUNT + P P numbers in all.
        size = round(0.5 * (math.sqrt(COUNT**2 + 4.0 * (numbers.size - COUNT)) - COUNT))
        positions, heights, root = np.split(numbers, [COUNT * size, COUNT * size + COUNT])
        return Scouts(
            positions=positions.reshape(COUNT, size).copy(),
            heights=heights.copy(),
            root=root.reshape(size, size).copy(),
            steps=int(value["steps"]),
            gain=float(value["gain"]),
        )


def send_out(positions: Array, heights: Array) -> Scouts:
    """Scouts that begin from a family's best flights."""
    best = np.argsort(-heights)[np.arange(COUNT) % len(heights)]
    size = positions.shape[1]
    return Scouts(positions=positions[best].copy(), heights=heights[best].copy(), root=np.eye(size))


def climb(
    scouts: Scouts,
    fly: Fly,
    rows: Array,
    counts: Array,
    fresh: Array | None,
    rng: np.random.Generator,
    chart: Chart | None = None,
) -> int:
    """One damped Gauss-Newton step of each scout, in place; returns how many flights were flown.

    Args:
        scouts: to be moved.
        fly: flies positions of the family.
        rows: sightings [H].
        counts: [3] numbers seen, by kind.
        fresh: [P] a flight of the family that the last scout goes on from every now and then; None: it is not time.
        rng: random numbers.
        chart: where steps lead; None: along the coordinates.
    """
    go = chart or _straight
    if fresh is not None and scouts.begins_anew:
        scouts.positions[-1] = fresh
    scouts.steps += 1
    size = scouts.positions.shape[1]
    around = np.vstack([np.vstack([here, go(here, STEP * np.eye(size))]) for here in scouts.positions])
    heights, misses, squares = _seen(fly, around, rows, counts)
    trials: list[Array] = []
    roots: list[Array] = []
    for k in range(COUNT):
        here = slice(k * (size + 1), (k + 1) * (size + 1))
        weights = weights_of(squares[:, here.start], counts)[rows[:, KIND].astype(int)]
        miss = misses[here][0].ravel()
        slope = (misses[here][1:].reshape(size, -1) - miss).T / STEP
        weighed = slope * np.repeat(weights, misses.shape[2])[:, None]
        leads = _leads(around[here])
        curvature = LEAST_CURVED * np.eye(size) + leads.T @ leads + weighed.T @ slope
        damped = curvature + np.array(DAMPINGS)[:, None, None] * np.eye(size)
        uphill = leads.T @ scouts.positions[k] + weighed.T @ miss
        downhill = -np.linalg.solve(damped, uphill[:, None])[:, :, 0]
        steps = [step * share for step in downhill for share in SHARES]
        trials.append(go(scouts.positions[k], np.array(steps + [np.zeros(size)] * TRIALS)))
        chosen = rng.random((TRIALS, size)).argsort(axis=1) < rng.integers(1, 4, (TRIALS, 1))
        trials[-1][len(steps) :] += chosen * (rng.standard_normal((TRIALS, size)) - trials[-1][len(steps) :])
        roots.append(leads @ np.linalg.inv(np.linalg.cholesky(curvature)).T)
    tried = np.concatenate(trials)
    found = _seen(fly, tried, rows, counts)[0]
    each = len(trials[0])
    gains = np.zeros(COUNT)
    for k in range(COUNT):
        best = k * each + int(np.argmax(found[k * each : (k + 1) * each]))
        scouts.heights[k] = heights[k * (size + 1)]
        if found[best] > scouts.heights[k]:
            gains[k] = found[best] - scouts.heights[k]
            scouts.positions[k], scouts.heights[k] = tried[best], found[best]
    order = np.argsort(-scouts.heights, kind="stable")
    scouts.positions, scouts.heights = scouts.positions[order], scouts.heights[order]
    scouts.gain = float(gains[order[0]])
    # As a triangle, whose diagonal tells the volume.
    scouts.root = np.linalg.qr(roots[order[0]].T)[1].T
    return len(around) + len(tried)


def spread(center: Array, offsets: Array, chart: Chart | None) -> Array:
    """Positions [N, P] about a center [P]: offsets [N, P] of the coordinates at first order, along what is flown."""
    if chart is None:
        return center + offsets
    leads = _leads(np.vstack([center, chart(center, STEP * np.eye(len(center)))]))
    steps = np.linalg.solve(leads, offsets.T).T
    return chart(center, steps.astype(np.float64))


def _straight(here: Array, steps: Array) -> Array:
    return here + steps


def _leads(around: Array) -> Array:
    """[P, P] what the coordinates change by along each step (columns), from a position and those a `STEP` away."""
    leads = (around[1:] - around[0]).T / STEP
    along = np.diag(leads)
    return leads + np.diag(np.where(np.abs(along) < LEAST_SLOPE, np.copysign(LEAST_SLOPE, along) - along, 0.0))


def _seen(fly: Fly, positions: Array, rows: Array, counts: Array) -> tuple[Array, Array, Array]:
    """Heights [N], misses [N, H, 4] and their squares by kind [3, N]."""
    tracks, offsets, against = fly(positions)
    misses, squares = np.empty((len(positions), len(rows), 4)), np.zeros((3, len(positions)))
    write_misses(tracks, offsets, rows, misses)
    add_squares(tracks, offsets, rows, squares)
    return log_likelihood(squares, counts) - 0.5 * (positions**2).sum(axis=1) - against, misses, squares
