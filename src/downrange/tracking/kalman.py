"""The interacting multiple models, as compiled kernels: mix, predict with sigma points, correct, weigh.

Three modes share the eleven-number state of `motion`; each predicts the numbers it knows, and holds the others at
their prior, so that a stage that ignites begins with what is known of stages in general.
How they change into one another stands in `changes`.
Source: Julier and Uhlmann (2004), Unscented filtering and nonlinear estimation, Proc. IEEE 92.
"""

from __future__ import annotations

import math

import numpy as np

from downrange.records.flight import Array
from downrange.tracking.changes import grow_old, mix, switch_matrix
from downrange.tracking.compiling import kernel
from downrange.tracking.motion import (
    BOOST,
    COAST,
    DRAG,
    FALL,
    FLOW,
    LOG_DENSITY,
    MODES,
    PITCH,
    SIZE,
    THRUST,
    YAW,
    advance,
    density_at,
    height_of,
    measure,
    root_of,
)
from downrange.tracking.rows import DISPLAY_SEEN, KIND, ORIGIN, RADAR_SEEN, SIDES, SIGMAS, VALUES

PRIOR_MEAN = np.array([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, math.log(12.0), 3.4e-4, 0.0, 0.0, math.log(1.0 / 1000.0)])
PRIOR_SIGMA = np.array([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.65, 0.6e-4, 0.4, 0.2, 1.2])
"""Of what a mode does not know: thrust accelerations of 6 to 23 m/s2, exhaust velocities of 2.5 to 3.6 km/s: two thirds
of the upper stages in the vehicle table lie within, and thrust points by 0.4 rad from the velocity where they light.
300 to 3300 kg/m2: spent stages have 100 to 500, re-entry bodies 500 to 15,000. Source of these: Regan and
Anandakrishnan (1993), Dynamics of Atmospheric Re-Entry."""
PAD_THRUST, PAD_THRUST_SIGMA, PAD_ANGLE_SIGMA = math.log(17.0), 0.5, 0.05
"""The same of a first stage, whose thrust follows the velocity."""
BOOST_NOISE, FREE_NOISE = 0.35, 0.005
"""Acceleration that a mode does not know of [m/s2 per root Hz]; free of thrust: what J2 leaves out of gravity."""
DRAG_NOISE = 0.1
"""Lift, tumbling and wind, as a share of the drag [per root Hz]."""
THRUST_WANDER, DRAG_WANDER = 0.025, 0.02
"""Of the log thrust and of the log drag area [per root second]."""
LOW_WANDER, HIGH_WANDER, WANDER_HEIGHT, YAW_SHARE = 0.003, 0.03, 40e3, 0.4
"""Of the thrust's pitch, in thick air and more above it [per root second], where that begins [m], and the share of the
variance that yaw has: in thick air a vehicle must fly straight. Set so that the error is what the filter claims on one
half of made-up flights (`scoreboard.tracked_impacts`); the other half is reported."""
FLOW_WANDER = 0.03e-4
BOOST_STEP, FREE_STEP, FALL_STEP = 2.0, 10.0, 1.0
"""Longest prediction steps [s]."""
USED = np.array(
    [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [0, 1, 2, 3, 4, 5, -1, -1, -1, -1], [0, 1, 2, 3, 4, 5, 10, -1, -1, -1]]
)
USED_COUNT = np.array([10, 6, 7])
CHANGE_STEP, MOST_CHANGES = 2.0, 30
"""Between sightings modes change so often [s], up to so many times."""
DISPLAY_SHRINK = 0.02
"""Sigma points are drawn in where a speed is seen: wide ones would take the length of a sum for the sum of lengths."""
LEAST_ODDS = 1e-7
"""No mode is ever given up: a flight can always do something else next."""
LOG_2PI = math.log(2.0 * math.pi)
REFUSED = -1e30
"""Log likelihood of a sighting that was not taken."""


@kernel
def forget(mean: Array, covariance: Array, mode: int) -> None:
    """Put what a mode does not know of back to its prior; a coast remembers the drag without making use of it."""
    for i in range(6, SIZE):
        known = (mode == BOOST and i < DRAG) or (mode == FALL and i == DRAG)
        if not known:
            spread = covariance[i, i]
            covariance[i, :] = 0.0
            covariance[:, i] = 0.0
            if mode == COAST and i == DRAG:
                covariance[i, i] = spread
            else:
                mean[i] = PRIOR_MEAN[i]
                covariance[i, i] = PRIOR_SIGMA[i] ** 2


@kernel
def spread_points(mean: Array, covariance: Array, mode: int, shrink: float, points: Array) -> bool:
    """Sigma points (2 count + 1, 11) around a mean, in the numbers that are used, drawn in by `shrink`."""
    used, count = USED[mode], USED_COUNT[mode]
    block = np.empty((count, count))
    root = np.zeros((count, count))
    for i in range(count):
        for j in range(count):
            block[i, j] = covariance[used[i], used[j]]
    if not root_of(block, count, root):
        for i in range(count):
            # A covariance worn thin by rounding is thickened by a part in 1e9 and of the smallest sensible size.
            block[i, i] = block[i, i] * (1.0 + 1e-7) + 1e-14
        root[:] = 0.0
        if not root_of(block, count, root):
            return False
    reach = shrink * math.sqrt(float(count))
    for k in range(2 * count + 1):
        points[k] = mean
    for j in range(count):
        for i in range(count):
            points[1 + j, used[i]] += reach * root[i, j]
            points[1 + count + j, used[i]] -= reach * root[i, j]
    return True


@kernel
def predict_mode(mean: Array, covariance: Array, mode: int, span: float) -> bool:
    """Carry one mode's state `span` seconds on, in place."""
    used, count = USED[mode], USED_COUNT[mode]
    points = np.empty((2 * count + 1, SIZE))
    work = np.empty((5, SIZE))
    longest = BOOST_STEP if mode == BOOST else (FALL_STEP if mode == FALL else FREE_STEP)
    if mode == FALL and height_of(mean[0], mean[1], mean[2]) > 150e3:
        longest = FREE_STEP
    steps = max(math.ceil(span / longest - 1e-9), 1)
    h = span / steps
    for _ in range(steps):
        if not spread_points(mean, covariance, mode, 1.0, points):
            return False
        for k in range(2 * count + 1):
            advance(points[k], mode, h, LOG_DENSITY, work)
        for i in range(count):
            a = used[i]
            total = 0.0
            for k in range(1, 2 * count + 1):
                total += points[k, a] - points[0, a]
            mean[a] = points[0, a] + total / (2.0 * count)
        for i in range(count):
            a = used[i]
            for j in range(i + 1):
                b = used[j]
                total = 0.0
                for k in range(1, 2 * count + 1):
                    total += (points[k, a] - mean[a]) * (points[k, b] - mean[b])
                covariance[a, b] = covariance[b, a] = total / (2.0 * count)
        add_noise(mean, covariance, mode, h)
    forget(mean, covariance, mode)
    return True


@kernel
def add_noise(mean: Array, covariance: Array, mode: int, h: float) -> None:
    """What may happen in `h` seconds that the mode does not say."""
    sigma = BOOST_NOISE if mode == BOOST else FREE_NOISE
    if mode == FALL:
        height = height_of(mean[0], mean[1], mean[2])
        if height < 200e3:
            speed2 = mean[3] ** 2 + mean[4] ** 2 + mean[5] ** 2
            drag = 0.5 * density_at(height, LOG_DENSITY) * speed2 * math.exp(min(max(mean[DRAG], -14.0), 2.0))
            sigma += DRAG_NOISE * min(drag, math.sqrt(speed2))
    q = sigma * sigma
    for i in range(3):
        covariance[i, i] += q * h**3 / 3.0
        covariance[i, i + 3] += q * h * h / 2.0
        covariance[i + 3, i] += q * h * h / 2.0
        covariance[i + 3, i + 3] += q * h
    if mode == BOOST:
        covariance[THRUST, THRUST] += THRUST_WANDER**2 * h
        covariance[FLOW, FLOW] += FLOW_WANDER**2 * h
        height = max(height_of(mean[0], mean[1], mean[2]), 0.0)
        wander = (LOW_WANDER + HIGH_WANDER * (1.0 - math.exp(-height / WANDER_HEIGHT))) ** 2 * h
        covariance[PITCH, PITCH] += wander
        covariance[YAW, YAW] += YAW_SHARE * wander
    elif mode == FALL:
        covariance[DRAG, DRAG] += DRAG_WANDER**2 * h


@kernel
def correct_mode(mean: Array, covariance: Array, mode: int, row: Array) -> tuple[float, float]:
    """Correct one mode's state by a sighting in place; its log likelihood and squared misfit."""
    used, count = USED[mode], USED_COUNT[mode]
    kind = int(row[KIND])
    origin, sides = row[ORIGIN:SIDES], row[SIDES:VALUES].reshape(3, 3)
    present = np.empty(4, np.int64)
    size = 0
    for m in range(4):
        if row[SIGMAS + m] > 0.0:
            present[size] = m
            size += 1
    points = np.empty((2 * count + 1, SIZE))
    shrink = DISPLAY_SHRINK if kind == DISPLAY_SEEN else 1.0
    if not spread_points(mean, covariance, mode, shrink, points):
        return REFUSED, -REFUSED
    scale = 1.0 / (2.0 * count * shrink * shrink)
    total = 2 * count + 1
    shown = np.zeros((total, 4))
    for k in range(total):
        measure(points[k], kind, origin, sides, shown[k])
    middle = np.zeros(size)
    for i in range(size):
        m = present[i]
        for k in range(1, total):
            miss = shown[k, m] - shown[0, m]
            if kind == RADAR_SEEN and m == 1:
                miss = wrap(miss)
                shown[k, m] = shown[0, m] + miss
            middle[i] += miss
        middle[i] = shown[0, m] + (middle[i] / (2.0 * count) if shrink == 1.0 else 0.0)
    joint = np.zeros((size, size))
    for i in range(size):
        for j in range(i + 1):
            value = 0.0
            for k in range(1, total):
                value += (shown[k, present[i]] - middle[i]) * (shown[k, present[j]] - middle[j])
            joint[i, j] = joint[j, i] = value * scale
        joint[i, i] += row[SIGMAS + present[i]] ** 2
    cross = np.zeros((count, size))
    for a in range(count):
        for i in range(size):
            value = 0.0
            for k in range(1, total):
                value += (points[k, used[a]] - mean[used[a]]) * (shown[k, present[i]] - middle[i])
            cross[a, i] = value * scale
    root = np.zeros((size, size))
    if not root_of(joint, size, root):
        return REFUSED, -REFUSED
    # Solved by substitution: white = root^-1 miss, and rows of cross root^-T.
    white = np.zeros(size)
    log_size = 0.0
    for i in range(size):
        miss = row[VALUES + present[i]] - middle[i]
        if kind == RADAR_SEEN and present[i] == 1:
            miss = wrap(miss)
        for j in range(i):
            miss -= root[i, j] * white[j]
        white[i] = miss / root[i, i]
        log_size += math.log(root[i, i])
    misfit = 0.0
    for i in range(size):
        misfit += white[i] * white[i]
    gain = np.zeros((count, size))
    for a in range(count):
        for i in range(size):
            value = cross[a, i]
            for j in range(i):
                value -= gain[a, j] * root[i, j]
            gain[a, i] = value / root[i, i]
    for a in range(count):
        for i in range(size):
            mean[used[a]] += gain[a, i] * white[i]
        for b in range(a + 1):
            value = covariance[used[a], used[b]]
            for i in range(size):
                value -= gain[a, i] * gain[b, i]
            if a == b:
                # Rounding must not take more than all that was unknown.
                value = max(value, 1e-9 * covariance[used[a], used[a]])
            covariance[used[a], used[b]] = covariance[used[b], used[a]] = value
    return -0.5 * misfit - log_size - 0.5 * size * LOG_2PI, misfit


@kernel
def wrap(angle: float) -> float:
    """An angle within half a turn of zero."""
    return angle - 2.0 * math.pi * math.floor((angle + math.pi) / (2.0 * math.pi))


@kernel
def predict(means: Array, covariances: Array, odds: Array, span: float, fresh: Array, burns: bool) -> bool:
    """Carry all modes `span` seconds on in place; without `burns` those free of thrust. False when numbers gave out.

    `fresh` is as in `changes`. Modes change several times in a long span: an engine that stops in the midst of
    it leaves the flight where neither one that burned throughout nor one that coasted throughout would be.
    """
    new_means, new_covariances = np.empty_like(means), np.empty_like(covariances)
    switch = np.empty((MODES, MODES))
    parts = min(max(math.ceil(span / CHANGE_STEP - 1e-9), 1), MOST_CHANGES) if burns else 1
    h = span / parts
    for _ in range(parts):
        top = 0
        for j in range(MODES):
            if odds[j] > odds[top]:
                top = j
        height = height_of(means[top, 0], means[top, 1], means[top, 2])
        switch_matrix(height, h, fresh, burns, switch)
        grow_old(fresh, odds, switch, h)
        mix(means, covariances, odds, switch, h, new_means, new_covariances)
        means[:] = new_means
        covariances[:] = new_covariances
        for mode in range(MODES):
            if mode == BOOST and not burns:
                continue
            forget(means[mode], covariances[mode], mode)
            if not predict_mode(means[mode], covariances[mode], mode, h):
                return False
            for i in range(SIZE):
                if not math.isfinite(means[mode, i]):
                    return False
    return True


@kernel
def correct(means: Array, covariances: Array, odds: Array, row: Array, gate: float, burns: bool) -> tuple[float, float]:
    """Correct all modes by a sighting; (log likelihood, least misfit). Beyond `gate` nothing is changed."""
    new_means, new_covariances = means.copy(), covariances.copy()
    logs = np.full(MODES, REFUSED)
    least, top = 1e30, -1e300
    for mode in range(MODES):
        if mode == BOOST and not burns:
            continue
        logs[mode], misfit = correct_mode(new_means[mode], new_covariances[mode], mode, row)
        top = max(top, logs[mode])
        if odds[mode] > 1e-4:
            least = min(least, misfit)
    if least > gate:
        return REFUSED, least
    means[:] = new_means
    covariances[:] = new_covariances
    total = 0.0
    for mode in range(MODES):
        odds[mode] *= math.exp(max(logs[mode] - top, -600.0))
        total += odds[mode]
    for mode in range(MODES):
        odds[mode] = max(odds[mode] / total, LEAST_ODDS) if burns or mode != BOOST else 0.0
    odds /= odds.sum()
    return top + math.log(total), least


@kernel
def estimate(means: Array, covariances: Array, odds: Array, mean: Array, covariance: Array) -> None:
    """Mean [11] and covariance [11, 11] over the modes."""
    mean[:] = 0.0
    covariance[:] = 0.0
    for m in range(MODES):
        for i in range(SIZE):
            mean[i] += odds[m] * means[m, i]
    for m in range(MODES):
        for i in range(SIZE):
            for j in range(SIZE):
                covariance[i, j] += odds[m] * (covariances[m, i, j] + (means[m, i] - mean[i]) * (means[m, j] - mean[j]))


@kernel
def hand_over(means: Array, covariances: Array, before: int, after: int) -> None:
    """The second mode goes on from where the first is; what only it knows is at its prior."""
    means[after] = means[before]
    covariances[after] = covariances[before]
    for i in range(6, SIZE):
        means[after, i] = PRIOR_MEAN[i]
        covariances[after, i, :] = 0.0
        covariances[after, :, i] = 0.0
        covariances[after, i, i] = PRIOR_SIGMA[i] ** 2


@kernel
def _go_on(mean: Array, covariance: Array, mode: int, span: float, row: Array) -> float:
    """Carry one mode to a sighting and correct it, in place; its log likelihood."""
    if span > 0.0 and not predict_mode(mean, covariance, mode, span):
        return -math.inf
    return correct_mode(mean, covariance, mode, row)[0]


@kernel
def switch_logs(
    means: Array, covariances: Array, time: float, rows: Array, before: int, after: int, trials: Array, logs: Array
) -> None:
    """Log likelihood of rows of sightings for each time in `trials` of a switch from one mode to another, to `logs`.

    Trials increase; what lies ahead of one is flown once for all later ones.
    """
    base, spread = means.copy(), covariances.copy()
    now, total, first = time, 0.0, 0
    for n in range(trials.size):
        while first < rows.shape[0] and rows[first, 0] < trials[n]:
            total += _go_on(base[before], spread[before], before, rows[first, 0] - now, rows[first])
            now = max(now, rows[first, 0])
            first += 1
        own, own_spread, moment, own_total = base.copy(), spread.copy(), now, total
        if trials[n] > now:
            if not predict_mode(own[before], own_spread[before], before, trials[n] - now):
                own_total = -math.inf
            moment = trials[n]
        hand_over(own, own_spread, before, after)
        for k in range(first, rows.shape[0]):
            own_total += _go_on(own[after], own_spread[after], after, rows[k, 0] - moment, rows[k])
            moment = max(moment, rows[k, 0])
        logs[n] = own_total
