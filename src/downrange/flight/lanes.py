"""The lane integrator: thirty-two flights step side by side, one loop over struct-of-arrays rows, in vector registers.

Each lane has its own time, step and segment. What happens at the ends of segments is settled in scalar code, by the
same functions as for a flight alone (`sequence`), and a lane whose flight is over takes the next. Lanes never mix, so
a flight comes out the same in any company.
"""

# Kernels are typed by Numba when they are compiled.
# pyright: reportMissingParameterType=false, reportUnusedFunction=false
from __future__ import annotations

import math
from typing import Any

import numpy as np

from downrange.flight import layout as at
from downrange.flight.compiling import kernel
from downrange.flight.forces import MASS, SEGMENT_SIZE, geodetic
from downrange.flight.kernel import (
    MOST_STEPS,
    SHORTEST_STEP,
    accelerate,
    crash,
    density_at,
    does_not_lift_off,
    untracked,
)
from downrange.flight.memory import put, take
from downrange.flight.outcome import record_impact, track_step, write_impact
from downrange.flight.sequence import arrive, begin, depart, next_body
from downrange.flight.settle import HIGHEST, QUIET2, settle
from downrange.flight.step import step

LANES = 32
# Rows of the lanes' memory.
X, Y, Z, U, V, W, AX, AY, AZ, TIME, STEP, UNTIL = range(12)
SEGMENT = 12
NEW = SEGMENT + SEGMENT_SIZE
HEIGHT = NEW + 9
EVENT = HEIGHT + 1
USED = EVENT + 1
STRICT = USED + 1
FALLS = STRICT + 1
ROWS = FALLS + 1
# Events are added up: accepted 1, segment ended 2, on the ground 4, may settle 8, passed its top 16.
ACCEPTED = 1.0
LN = LANES


@kernel
def step_lanes(w, air, wind, drag):
    """Try one step in every lane."""
    for k in range(LN):
        left = take(w, UNTIL * LN + k) - take(w, TIME * LN + k)
        h = take(w, STEP * LN + k)
        even = 0.5 * left if h > 0.5 * left else h
        last = h >= left
        size = left if last else even
        x, y, z, u, v, s, a, b, c, error, height = step(
            size, take(w, TIME * LN + k) - take(w, SEGMENT * LN + k),
            take(w, k), take(w, LN + k), take(w, 2 * LN + k), take(w, 3 * LN + k),
            take(w, 4 * LN + k), take(w, 5 * LN + k),
            take(w, 6 * LN + k), take(w, 7 * LN + k), take(w, 8 * LN + k),
            take(w, (SEGMENT + 1) * LN + k), take(w, (SEGMENT + 2) * LN + k), take(w, (SEGMENT + 3) * LN + k),
            take(w, (SEGMENT + 4) * LN + k), take(w, (SEGMENT + 5) * LN + k), take(w, (SEGMENT + 6) * LN + k),
            take(w, (SEGMENT + 7) * LN + k), take(w, (SEGMENT + 8) * LN + k), take(w, (SEGMENT + 9) * LN + k),
            take(w, (SEGMENT + 10) * LN + k), take(w, (SEGMENT + 11) * LN + k), take(w, (SEGMENT + 12) * LN + k),
            take(w, (SEGMENT + 13) * LN + k), take(w, (SEGMENT + 14) * LN + k), take(w, (SEGMENT + 15) * LN + k),
            air, wind, drag,
        )  # fmt: skip
        error *= take(w, STRICT * LN + k)
        accepted = error <= 1.0
        growth = 0.9 / math.sqrt(math.sqrt(math.sqrt(max(error, 1e-9))))
        growth = min(5.0, max(0.2, growth))
        up = x * u + y * v + z * s
        before = (
            take(w, k) * take(w, 3 * LN + k)
            + take(w, LN + k) * take(w, 4 * LN + k)
            + take(w, 2 * LN + k) * take(w, 5 * LN + k)
        )
        falls = take(w, FALLS * LN + k)
        event = (
            1.0
            + (2.0 if last else 0.0)
            + (4.0 if (height < 0.0) & (up < 0.0) else 0.0)
            + (8.0 if (height < HIGHEST) & (a * a + b * b + c * c < QUIET2) & (falls > 0.0) else 0.0)
            + (16.0 if (before > 0.0) & (up < 0.0) else 0.0)
        )
        put(w, EVENT * LN + k, event if accepted else 0.0)
        put(w, HEIGHT * LN + k, height)
        put(w, USED * LN + k, size)
        put(w, STEP * LN + k, size * growth)
        put(w, NEW * LN + k, x)
        put(w, (NEW + 1) * LN + k, y)
        put(w, (NEW + 2) * LN + k, z)
        put(w, (NEW + 3) * LN + k, u)
        put(w, (NEW + 4) * LN + k, v)
        put(w, (NEW + 5) * LN + k, s)
        put(w, (NEW + 6) * LN + k, a)
        put(w, (NEW + 7) * LN + k, b)
        put(w, (NEW + 8) * LN + k, c)


@kernel
def commit_lanes(w):
    """Move on the lanes whose step was accepted and needs no settling; returns how many others there are."""
    others = 0.0
    for k in range(LN):
        plain = w[EVENT * LN + k] == ACCEPTED
        for c in range(9):
            w[c * LN + k] = w[(NEW + c) * LN + k] if plain else w[c * LN + k]
        w[TIME * LN + k] = w[TIME * LN + k] + w[USED * LN + k] if plain else w[TIME * LN + k]
        stuck = (w[EVENT * LN + k] == 0.0) & (w[STEP * LN + k] < SHORTEST_STEP)
        others += 0.0 if plain else (1.0 if (w[EVENT * LN + k] > 0.0) | stuck else 0.0)
    return others


@kernel
def _load(w, k, d, p, y, tolerance):
    """Put a flight's next segment into lane `k`."""
    for c in range(9):
        w[c * LN + k] = y[c]
    w[TIME * LN + k] = d[at.NOW]
    w[STEP * LN + k] = d[at.FIRST_STEP]
    w[UNTIL * LN + k] = d[at.END]
    for c in range(SEGMENT_SIZE):
        w[(SEGMENT + c) * LN + k] = p[c]
    w[STRICT * LN + k] = (d[at.STRICTNESS] / tolerance) ** 2
    w[FALLS * LN + k] = 1.0 if d[at.PHASE] == at.FALLING else 0.0


@kernel
def _settle_lane(w, k, x, stages, d, p, y, z, bodies, out, air, wind, drag, samples, track):
    """Settle what a step of lane `k` ran into; True when its segment is over."""
    event = int(w[EVENT * LN + k])
    size = w[USED * LN + k]
    for c in range(9):
        y[c] = w[c * LN + k]
        z[c] = w[(NEW + c) * LN + k]
    d[at.NOW] = w[TIME * LN + k]
    grounded = event & 4 != 0
    if grounded:
        record_impact(x, stages, d, size, y, z, out)
    if d[at.MAIN] == 1.0:
        track_step(d, size, y, z, w[HEIGHT * LN + k] if event & 2 != 0 else 0.0, samples, track)
        if grounded:
            for j in range(samples.size):
                if samples[j] > out[at.FLIGHT_TIME]:
                    track[:, j] = math.nan
    last = event & 2 != 0
    d[at.NOW] = d[at.END] if last else d[at.NOW] + size
    for c in range(9):
        y[c] = z[c]
    if not grounded and event & 8 != 0 and untracked(d, samples):
        time, latitude, longitude = settle(y, d[at.NOW], p, air, wind, drag)
        if time > 0.0:
            grounded = True
            write_impact(x, stages, d, time, latitude, longitude, out)
    if grounded:
        if d[at.PHASE] != at.FALLING:
            crash(x, d, y, out)
        next_body(x, stages, d, p, y, bodies, out)
    elif last:
        arrive(x, stages, d, p, y, bodies, out)
    else:
        for c in range(9):
            w[c * LN + k] = y[c]
        w[TIME * LN + k] = d[at.NOW]
        return False
    return True


@kernel
def _sample_lanes(w, d, y, z, flight, samples, tracks):
    """Write down the samples that the main bodies pass in this step."""
    for k in range(LN):
        if flight[k] < 0 or w[EVENT * LN + k] != ACCEPTED or d[k, at.MAIN] != 1.0:
            continue
        j = int(d[k, at.SAMPLE])
        if j < samples.size and samples[j] <= w[TIME * LN + k] + w[USED * LN + k]:
            d[k, at.NOW] = w[TIME * LN + k]
            for c in range(9):
                y[k, c] = w[c * LN + k]
                z[c] = w[(NEW + c) * LN + k]
            track_step(d[k], w[USED * LN + k], y[k], z, 0.0, samples, tracks[flight[k]])


def make_lanes(stages: int) -> tuple[Any, ...]:
    """Memory of idle lanes: rows, then of each its flight's memory, segment, state, bodies; flight and first step."""
    return (
        np.zeros(ROWS * LN),
        np.zeros((LN, at.MEMORY_SIZE)),
        np.zeros((LN, SEGMENT_SIZE)),
        np.zeros((LN, 9)),
        np.zeros(9),
        np.zeros((LN, stages + 3, at.BODY_SIZE)),
        np.full(LN, -1, dtype=np.int64),
        np.zeros(LN, dtype=np.int64),
    )


@kernel
def fly_lanes(
    rows, stages, tolerance, samples, air, wind, drag, results, tracks, w, d, p, y, z, bodies, flight, steps
):  # fmt: skip
    """Fly every row of inputs into its row of results, lanes refilled as they fall free.

    What follows `tracks` is from `make_lanes`.
    """
    last_sample = samples[samples.size - 1] if samples.size > 0 else -1.0
    upcoming = 0
    total = 0
    alive = 1
    while alive > 0:
        alive = 0
        for k in range(LN):
            i = flight[k]
            over = True
            if i >= 0:
                event = w[EVENT * LN + k]
                stuck = event == 0.0 and w[STEP * LN + k] < SHORTEST_STEP
                if stuck or total - steps[k] > MOST_STEPS:
                    results[i, at.STATUS] = at.STEP_LIMIT
                    d[k, at.PHASE] = at.DONE
                elif event <= ACCEPTED or not _settle_lane(
                    w,
                    k,
                    rows[i],
                    stages,
                    d[k],
                    p[k],
                    y[k],
                    z,
                    bodies[k],
                    results[i],
                    air,
                    wind,
                    drag,
                    samples,
                    tracks[i],
                ):
                    over = False
            fresh = False
            # Open segments until one takes time; a flight that is over makes room for the next.
            while over:
                i = flight[k]
                if i >= 0 and d[k, at.PHASE] == at.DONE:
                    results[i, at.PEAK_HEIGHT] = d[k, at.PEAK]
                    results[i, at.STEPS] = total - steps[k]
                    flight[k] = i = -1
                if i < 0:
                    while upcoming < rows.shape[0] and rows[upcoming, at.VALID] != 1.0:
                        upcoming += 1
                    if upcoming == rows.shape[0]:
                        # An idle lane falls from far away for ever.
                        w[k], w[LN + k], w[2 * LN + k] = 1e8, 0.0, 0.0
                        w[3 * LN + k], w[4 * LN + k], w[5 * LN + k] = 0.0, 1e3, 0.0
                        w[UNTIL * LN + k], w[STEP * LN + k], w[FALLS * LN + k] = 1e300, 1.0, 0.0
                        w[(SEGMENT + MASS) * LN + k] = 1.0
                        break
                    flight[k] = i = upcoming
                    upcoming += 1
                    steps[k] = total
                    begin(rows[i], stages, d[k], p[k], y[k], bodies[k], results[i], last_sample)
                    y[k, 6:] = 0.0
                    fresh = d[k, at.PHASE] == at.POWERED
                    continue
                height, _, _, _ = geodetic(y[k, 0], y[k, 1], y[k, 2])
                depart(rows[i], stages, d[k], p[k], y[k], bodies[k], results[i], height, density_at(height, air))
                accelerate(y[k], p[k], 0.0, air, wind, drag)
                if fresh and does_not_lift_off(y[k], results[i]):
                    flight[k] = -1
                elif d[k, at.END] > d[k, at.NOW]:
                    _load(w, k, d[k], p[k], y[k], tolerance)
                    over = False
                else:
                    arrive(rows[i], stages, d[k], p[k], y[k], bodies[k], results[i])
                fresh = False
            alive += 1 if flight[k] >= 0 else 0
        others = 0.0
        while others == 0.0 and alive > 0:
            step_lanes(w, air, wind, drag)
            total += 1
            if samples.size > 0:
                _sample_lanes(w, d, y, z, flight, samples, tracks)
            others = commit_lanes(w) + (1.0 if total % 1024 == 0 else 0.0)
