"""The first state of a track: at rest on a known pad, fitted to the first sightings, or that of the bank's flights.

A track in flight begins with a polynomial of second degree in time, fitted to the sightings so far with wide priors
(Gauss-Newton), as soon as its velocity is known well enough for a filter to go on from.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from downrange.records.flight import Array
from downrange.records.sighting import Sighting, SightingKind
from downrange.tracking import kalman
from downrange.tracking.bank import Bank
from downrange.tracking.filter import FilterState, followed, start_state
from downrange.tracking.motion import PITCH, SIZE, THRUST, YAW, measure
from downrange.tracking.rows import KIND, ORIGIN, RADAR_SEEN, SIDES, SIGMAS, VALUES, Plane, row_of

NEAR_PAD_TIME, NEAR_PAD_HEIGHT = 20.0, 5e3
"""A track that begins this soon after lift-off [s] and this low [m] begins on its pad."""
PAD_SIGMA, REST_SIGMA = 150.0, 3.0
"""How well a pad and lift-off are known [m], [m/s]."""
RISE_SPEED, LEAN = 50.0, math.radians(4.0)
"""A displayed flight begins at this speed [m/s], about this far from the vertical [rad]."""
ACCELERATION_SIGMA = 25.0
"""Prior of the acceleration beside gravity [m/s2]."""
SPEED_SIGMA = 6000.0
"""Prior of each component of the velocity [m/s]."""
GOOD_SPEED, GOOD_SHARE = 80.0, 0.06
"""A velocity is known well enough at this many m/s, or this share of it."""
RANGE_GUESS, RANGE_SIGMA = 500e3, 400e3
"""Prior of the distance where only angles are seen [m]."""
CROSS_SIGMA, ALONG_SIGMA = 1e3, 300e3
"""Prior of a displayed flight's place across and along its assumed azimuth [m]."""
MOST_SIGHTINGS = 40
"""Sightings that a track is begun with at most."""


def is_near_pad(sighting: Sighting, plane: Plane) -> bool:
    """Whether a flight seen so soon and so low begins on its pad."""
    if not -5.0 <= sighting.time <= NEAR_PAD_TIME:
        return False
    height = None if sighting.kind is SightingKind.RADAR else sighting.values[-1]
    return height is None or height - plane.pad[2] < NEAR_PAD_HEIGHT + 3.0 * sighting.sigmas[-1]


def from_pad(plane: Plane) -> FilterState:
    """At rest on the pad at lift-off, leaning a little along the azimuth."""
    position, along, _, up = plane.axes()
    covariance = np.diag([PAD_SIGMA**2] * 3 + [REST_SIGMA**2] * 3)
    return _first_stage(start_state(0.0, position, 0.5 * up + 0.3 * along, covariance, (0.98, 0.01, 0.01)))


def _first_stage(state: FilterState) -> FilterState:
    """The same, with what is known of the thrust of first stages."""
    state.means[:, THRUST] = kalman.PAD_THRUST
    for number, sigma in (
        (THRUST, kalman.PAD_THRUST_SIGMA),
        (PITCH, kalman.PAD_ANGLE_SIGMA),
        (YAW, kalman.PAD_ANGLE_SIGMA),
    ):
        state.covariances[:, number, number] = sigma**2
    return state


def from_rise(sighting: Sighting, plane: Plane) -> FilterState | None:
    """Climbing steeply over the pad, from a display; None until it shows some speed."""
    speed, height = sighting.values
    if speed is None or speed < RISE_SPEED:
        return None
    origin, along, across, up = plane.axes()
    above = max((height if height is not None else 0.0) - plane.pad[2], 0.0)
    velocity = speed * (math.cos(LEAN) * up + math.sin(LEAN) * along)
    axes = np.stack([along, across, up])
    across_speed = LEAN * speed
    places = axes.T @ np.diag([PAD_SIGMA**2, PAD_SIGMA**2, sighting.sigmas[1] ** 2]) @ axes
    speeds = axes.T @ np.diag([across_speed**2, 1.0, (2.0 + sighting.sigmas[0]) ** 2]) @ axes
    covariance = np.zeros((6, 6))
    covariance[:3, :3], covariance[3:, 3:] = places, speeds
    return _first_stage(start_state(sighting.time, origin + above * up, velocity, covariance, (0.98, 0.01, 0.01)))


def from_sightings(sightings: Sequence[Sighting], plane: Plane) -> FilterState | None:
    """A state at the last of the sightings, or None while they do not settle the velocity.

    Args:
        sightings: in order of time.
        plane: of the flight, for displays that show no place.
    """
    last = sightings[-1].time
    if len(sightings) < 3 or last - sightings[0].time <= 0.0:
        return None
    guess, prior_mean, prior_root = _priors(sightings, plane)
    fitted = _fit(sightings, last, guess, prior_mean, prior_root)
    if fitted is None:
        return None
    mean, covariance = fitted
    spread = math.sqrt(float(np.trace(covariance[3:6, 3:6])) / 3.0)
    speed = float(np.linalg.norm(mean[3:6]))
    waited = len(sightings) >= MOST_SIGHTINGS
    if spread > max(GOOD_SPEED, GOOD_SHARE * speed) and not waited:
        return None
    # What the polynomial does not say: change of acceleration over the span.
    span = last - sightings[0].time
    block = covariance[:6, :6] + np.diag([(0.02 * span**3) ** 2 * 0.1] * 3 + [(0.1 * span) ** 2] * 3)
    return start_state(last, mean[:3], mean[3:6], block, (0.5, 0.3, 0.2))


def from_flights(bank: Bank, last: Sighting, plane: Plane) -> FilterState:
    """What the bank's flights that fit are at the last sighting that they were held against."""
    now = bank.present(last.time)
    state = start_state(last.time, now.likeliest[:3], now.likeliest[3:], now.spread, (0.5, 0.3, 0.2))
    # The bank gives a sighting the width of its model error; the filter takes it at its word.
    return followed(state, row_of(last, plane)) or state


def _priors(sightings: Sequence[Sighting], plane: Plane) -> tuple[Array, Array, Array]:
    """Starting point, prior mean and square root of the prior's information, of position, velocity, acceleration."""
    first = next((s for s in sightings if s.kind is not SightingKind.DISPLAY), None)
    if first is None:
        return _display_priors(sightings, plane)
    row = row_of(first)
    values, measured, origin, sides = row[VALUES:SIGMAS], row[SIGMAS:] > 0.0, row[ORIGIN:SIDES], _axes(row)
    if first.kind is SightingKind.POINT:
        position = origin
    else:
        distance = values[0] if measured[0] else RANGE_GUESS
        bearing, elevation = values[1], values[2] if measured[2] else 0.5
        level = math.cos(elevation)
        position = origin + distance * (
            level * math.cos(bearing) * sides[0] + level * math.sin(bearing) * sides[1] + math.sin(elevation) * sides[2]
        )
    up = position / np.linalg.norm(position)
    mean = np.concatenate([position, np.zeros(3), -5.0 * up])
    sigma = np.array([RANGE_SIGMA] * 3 + [SPEED_SIGMA] * 3 + [ACCELERATION_SIGMA] * 3)
    return mean.copy(), mean, np.diag(1.0 / sigma)


def _display_priors(sightings: Sequence[Sighting], plane: Plane) -> tuple[Array, Array, Array]:
    origin, heading, across, up = plane.axes()
    shown = [(s.time, s.values[0], s.values[1]) for s in sightings]
    heights = [(t, h) for t, _, h in shown if h is not None]
    speeds = [v for _, v, _ in shown if v is not None]
    span = heights[-1][0] - heights[0][0] if len(heights) > 1 else 0.0
    climb = (heights[-1][1] - heights[0][1]) / span if span > 0 else 0.0
    speed = speeds[-1] if speeds else 1000.0
    level = math.sqrt(max(speed**2 - climb**2, 1.0))
    height = heights[-1][1] if heights else 1e3
    mean = np.concatenate([origin + height * up, level * heading + climb * up, -5.0 * up])
    axes = np.stack([heading, across, up])
    root = np.zeros((9, 9))
    for block, sigmas in enumerate(
        ([ALONG_SIGMA, CROSS_SIGMA, 50e3], [SPEED_SIGMA, 20.0, SPEED_SIGMA], [ACCELERATION_SIGMA] * 3)
    ):
        root[3 * block : 3 * block + 3, 3 * block : 3 * block + 3] = axes / np.array(sigmas)[:, None]
    return mean.copy(), mean, root


def _fit(
    sightings: Sequence[Sighting], last: float, start: Array, prior_mean: Array, prior_root: Array
) -> tuple[Array, Array] | None:
    """Gauss-Newton with halved steps; mean [9] and covariance [9, 9] at the time `last`, or None when it runs away."""
    prepared = [(row_of(sighting), sighting.time - last) for sighting in sightings]

    def misses(point: Array) -> Array:
        parts = [prior_root @ (point - prior_mean)]
        state, shown = np.zeros(SIZE), np.zeros(4)
        for row, ago in prepared:
            state[:3] = point[:3] + ago * point[3:6] + 0.5 * ago * ago * point[6:9]
            state[3:6] = point[3:6] + ago * point[6:9]
            measure(state, int(row[KIND]), row[ORIGIN:SIDES], _axes(row), shown)
            miss = shown - row[VALUES:SIGMAS]
            if row[KIND] == RADAR_SEEN:
                miss[1] = math.remainder(miss[1], 2.0 * math.pi)
            measured = row[SIGMAS:] > 0.0
            parts.append(miss[measured] / row[SIGMAS:][measured])
        return np.concatenate(parts)

    point = start.copy()
    steps = np.array([10.0] * 3 + [0.1] * 3 + [0.01] * 3)
    now = misses(point)
    slope = np.zeros((now.size, 9))
    for _ in range(25):
        slope = np.stack([(misses(point + step) - now) / step[i] for i, step in enumerate(np.diag(steps))], axis=1)
        move = np.linalg.lstsq(slope, -now, rcond=None)[0]
        share = 1.0
        trial = misses(point + move)
        while not trial @ trial < now @ now and share > 1e-3:
            share *= 0.5
            trial = misses(point + share * move)
        if not trial @ trial < now @ now:
            break
        point, now = point + share * move, trial
        if float(np.abs(move[:3]).max()) < 1.0:
            break
    information = slope.T @ slope
    if not np.isfinite(information).all():
        return None
    # Sightings that do not fit their noise widen the state by as much.
    excess = max(1.0, float(now @ now) / max(now.size - 9, 1))
    try:
        covariance = np.asarray(np.linalg.inv(information) * excess, dtype=np.float64)
    except np.linalg.LinAlgError:
        return None
    # A sigma a million times smaller than the others' leaves no digits for what they measure.
    told = bool(np.isfinite(point).all() and np.isfinite(covariance).all() and (covariance.diagonal() > 0.0).all())
    return (point, covariance) if told else None


def _axes(row: Array) -> Array:
    return row[SIDES:VALUES].reshape(3, 3)
