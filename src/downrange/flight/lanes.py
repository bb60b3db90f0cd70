"""The lane integrator: thirty-two flights step side by side, struct-of-arrays rows, in vector registers.

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
from downrange.flight.forces import MASS, SEGMENT_SIZE
from downrange.flight.kernel import (
    CROSSING_SLACK,
    MOST_GROWTH,
    MOST_STEPS,
    SHORTEST_STEP,
    accelerate,
    density_at,
    does_not_lift_off,
    land,
    may_settle,
)
from downrange.flight.outcome import find_top, record_impact, time_of_crossing, write_impact
from downrange.flight.reciprocals import inverse_root
from downrange.flight.sequence import arrive, begin, depart
from downrange.flight.settle import HIGHEST, QUIET2, settle
from downrange.flight.step import step
from downrange.flight.tracks import QUANTITIES, close_track, open_track, track_step
from downrange.flight.vectors import WIDTH, bits_of, choose, lowest_bit, put, row_of, take

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
SAMPLED = FALLS + 1
CEILING = SAMPLED + 1
CAUTION = CEILING + 1
BOLDEST = CAUTION + 1
ROWS = BOLDEST + 1
# Events are added up; 0 is a step refused.
ACCEPTED, ENDED, GROUNDED, SETTLES, TOPPED, SAMPLES, CROSSED = 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0
LN = LANES
IDLE = -2
"""A lane for which no flight is left."""


@kernel
def step_lanes(w, air, wind, drag):
    """Try one step in every lane; returns the bits of the lanes that need to be seen to."""
    attention = 0
    for k in range(0, LN, WIDTH):
        time, h = take(w, TIME * LN + k), take(w, STEP * LN + k)
        left = take(w, UNTIL * LN + k) - time
        last = h >= left
        size = choose(last, left, min(h, 0.5 * left))
        x0, y0, z0 = take(w, k), take(w, LN + k), take(w, 2 * LN + k)
        u0, v0, s0 = take(w, 3 * LN + k), take(w, 4 * LN + k), take(w, 5 * LN + k)
        x, y, z, u, v, s, a, b, c, error, height = step(
            size, time - take(w, SEGMENT * LN + k), x0, y0, z0, u0, v0, s0,
            take(w, 6 * LN + k), take(w, 7 * LN + k), take(w, 8 * LN + k),
            take(w, (SEGMENT + 1) * LN + k), take(w, (SEGMENT + 2) * LN + k), take(w, (SEGMENT + 3) * LN + k),
            take(w, (SEGMENT + 4) * LN + k), take(w, (SEGMENT + 5) * LN + k), take(w, (SEGMENT + 6) * LN + k),
            take(w, (SEGMENT + 7) * LN + k), take(w, (SEGMENT + 8) * LN + k), take(w, (SEGMENT + 9) * LN + k),
            take(w, (SEGMENT + 10) * LN + k), take(w, (SEGMENT + 11) * LN + k), take(w, (SEGMENT + 12) * LN + k),
            take(w, (SEGMENT + 13) * LN + k), take(w, (SEGMENT + 14) * LN + k), take(w, (SEGMENT + 15) * LN + k),
            air, wind, drag,
        )  # fmt: skip
        error = error * take(w, STRICT * LN + k)
        growth = take(w, CAUTION * LN + k) * inverse_root(math.sqrt(math.sqrt(max(error, 1e-9))))
        growth = min(max(growth, 0.2), take(w, BOLDEST * LN + k))
        up = x * u + y * v + z * s
        before = x0 * u0 + y0 * v0 + z0 * s0
        a2 = a * a + b * b + c * c
        accepted = error <= 1.0
        until = time + size
        event = (
            1.0
            + choose(last, ENDED, 0.0)
            + choose((height < 0.0) & (up < 0.0), GROUNDED, 0.0)
            + choose((height < HIGHEST) & (a2 < QUIET2) & (take(w, FALLS * LN + k) > 0.0), SETTLES, 0.0)
            + choose((before > 0.0) & (up < 0.0), TOPPED, 0.0)
            + choose(until >= take(w, SAMPLED * LN + k), SAMPLES, 0.0)
            + choose(height > take(w, CEILING * LN + k), CROSSED, 0.0)
        )
        event = choose(accepted, event, 0.0)
        put(w, BOLDEST * LN + k, choose(accepted, MOST_GROWTH, 1.0))
        attention |= bits_of((event > ACCEPTED) | ((event < ACCEPTED) & (size < SHORTEST_STEP))) << k
        put(w, EVENT * LN + k, event)
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
    return attention


@kernel
def commit_lanes(w):
    """Move on the lanes whose step was accepted and whose segment goes on."""
    for k in range(0, LN, WIDTH):
        plain = take(w, EVENT * LN + k) == ACCEPTED
        for c in range(9):
            put(w, c * LN + k, choose(plain, take(w, (NEW + c) * LN + k), take(w, c * LN + k)))
        time = take(w, TIME * LN + k)
        put(w, TIME * LN + k, choose(plain, time + take(w, USED * LN + k), time))


@kernel
def _load(w, k, d, p, y, tolerance, samples, count):
    """Put a flight's next segment into lane `k`."""
    for c in range(9):
        w[c * LN + k] = y[c]
    w[TIME * LN + k] = d[at.NOW]
    w[STEP * LN + k] = d[at.FIRST_STEP]
    w[UNTIL * LN + k] = d[at.END]
    for c in range(SEGMENT_SIZE):
        w[(SEGMENT + c) * LN + k] = p[c]
    w[STRICT * LN + k] = (d[at.STRICTNESS] / tolerance) ** 2
    w[FALLS * LN + k] = 1.0 if may_settle(d, count) else 0.0
    w[SAMPLED * LN + k] = _next_sample(d, samples, count)
    w[CEILING * LN + k] = d[at.CEILING] + CROSSING_SLACK
    w[CAUTION * LN + k] = d[at.CAUTION]
    w[BOLDEST * LN + k] = MOST_GROWTH
    w[EVENT * LN + k] = 0.0


@kernel
def _next_sample(d, samples, count):
    """When the body in the air passes its next sample."""
    wanted = d[at.MAIN] == 1.0 and int(d[at.SAMPLE]) < count
    return samples[int(d[at.SAMPLE])] if wanted else math.inf


@kernel
def _see_to(
    w, k, x, stages, d, p, y, z, bodies, out, air, wind, drag, samples, count, track, scratch
):  # fmt: skip
    """See to what a step of lane `k` ran into; True when its segment is over."""
    event = int(w[EVENT * LN + k])
    size = w[USED * LN + k]
    for c in range(9):
        y[c] = w[c * LN + k]
        z[c] = w[(NEW + c) * LN + k]
    d[at.NOW] = w[TIME * LN + k]
    if event & 64 != 0:
        # Up to there only, and the segment ends there.
        wait = time_of_crossing(size, y, z, d[at.CEILING])
        d[at.END] = w[UNTIL * LN + k] = d[at.NOW] + wait
        w[STEP * LN + k] = wait
        w[EVENT * LN + k] = 0.0
        return False
    last = event & 2 != 0
    grounded = event & 4 != 0
    if grounded:
        record_impact(x, stages, d, size, y, z, out)
    if d[at.MAIN] == 1.0:
        find_top(d, size, y, z, w[HEIGHT * LN + k] if last else 0.0)
        track_step(d, size, y, z, samples, count, track, scratch)
        w[SAMPLED * LN + k] = _next_sample(d, samples, count)
        w[FALLS * LN + k] = 1.0 if may_settle(d, count) else 0.0
    d[at.NOW] = d[at.END] if last else d[at.NOW] + size
    d[at.ALTITUDE] = w[HEIGHT * LN + k]
    if not grounded and event & 8 != 0 and may_settle(d, count):
        time, latitude, longitude = settle(z, d[at.NOW], p, air, wind, drag)
        if time > 0.0:
            grounded = True
            write_impact(x, stages, d, time, latitude, longitude, out)
    if not (grounded or last):
        w[EVENT * LN + k] = ACCEPTED
        return False
    for c in range(9):
        y[c] = z[c]
    if grounded:
        land(x, stages, d, p, y, bodies, samples, out)
    else:
        arrive(x, stages, d, p, y, bodies, out)
    return True


@kernel
def _leave_idle(w, k):
    """Leave lane `k` without a flight: something rests there far away."""
    for row in range(ROWS):
        w[row * LN + k] = 0.0
    w[k], w[UNTIL * LN + k], w[STEP * LN + k] = 1e12, 1e300, 1.0
    w[SAMPLED * LN + k] = w[CEILING * LN + k] = math.inf
    w[(SEGMENT + MASS) * LN + k] = 1.0


def make_lanes(stages: int) -> tuple[Any, ...]:
    """Memory of idle lanes: rows, then of each its flight's memory, segment, state, bodies; flight and first step."""
    return (
        np.zeros(ROWS * LN),
        np.zeros((LN, at.MEMORY_SIZE)),
        np.zeros((LN, SEGMENT_SIZE)),
        np.zeros((LN, 9)),
        np.zeros(9),
        np.zeros((LN, (stages + at.MORE_BODIES) * at.BODY_SIZE)),
        np.zeros(QUANTITIES * WIDTH),
        np.full(LN, -1, dtype=np.int64),
        np.zeros(LN, dtype=np.int64),
    )


@kernel
def fly_lanes(
    rows, stages, tolerance, samples, air, wind, drag, results, tracks, w, d, p, y, z, bodies, scratch, flight, steps
):  # fmt: skip
    """Fly every row of inputs into its row of results, lanes refilled as they fall free.

    What follows `tracks` is from `make_lanes`.
    """
    count = samples.size
    last_sample = samples[count - 1] if count > 0 else -1.0
    times, lanes, after, room = row_of(samples, 0), row_of(w, 0), row_of(z, 0), row_of(scratch, 0)
    air_rows, wind_rows, drag_rows = row_of(air, 0), row_of(wind, 0), row_of(drag, 0)
    upcoming = total = 0
    alive = LN
    attention = (1 << LN) - 1
    while alive > 0:
        while attention != 0:
            k = lowest_bit(attention)
            attention &= attention - 1
            memory, segment, state, waiting = row_of(d, k), row_of(p, k), row_of(y, k), row_of(bodies, k)
            i = flight[k]
            over = i != IDLE
            if i >= 0:
                event = w[EVENT * LN + k]
                if total - steps[k] > MOST_STEPS or (event < ACCEPTED and w[USED * LN + k] < SHORTEST_STEP):
                    results[i, at.STATUS] = at.STEP_LIMIT
                    memory[at.PHASE] = at.DONE
                else:
                    over = event > ACCEPTED and _see_to(
                        lanes, k, row_of(rows, i), stages, memory, segment, state, after, waiting, row_of(results, i),
                        air_rows, wind_rows, drag_rows, times, count, row_of(tracks, i), room,
                    )  # fmt: skip
            fresh = False
            # Open segments until one takes time; a flight that is over makes room for the next.
            while over:
                if i >= 0 and memory[at.PHASE] == at.DONE:
                    results[i, at.PEAK_HEIGHT] = memory[at.PEAK]
                    results[i, at.STEPS] = total - steps[k]
                    close_track(memory, count, row_of(tracks, i))
                    i = -1
                if i < 0:
                    while upcoming < rows.shape[0] and rows[upcoming, at.VALID] != 1.0:
                        upcoming += 1
                    i = flight[k] = upcoming if upcoming < rows.shape[0] else IDLE
                    if i == IDLE:
                        _leave_idle(lanes, k)
                        alive -= 1
                        break
                    upcoming += 1
                    steps[k] = total
                    begin(row_of(rows, i), stages, memory, segment, state, waiting, row_of(results, i), last_sample)
                    open_track(memory, times, count, row_of(tracks, i))
                    for c in range(6, 9):
                        state[c] = 0.0
                    fresh = memory[at.PHASE] == at.POWERED
                    continue
                x, out = row_of(rows, i), row_of(results, i)
                air_density = density_at(memory[at.ALTITUDE], air_rows)
                depart(x, stages, memory, segment, state, waiting, out, air_density)
                accelerate(state, segment, 0.0, air_rows, wind_rows, drag_rows)
                if fresh and does_not_lift_off(stages, state, out):
                    close_track(memory, count, row_of(tracks, i))
                    i = -1
                elif memory[at.END] > memory[at.NOW]:
                    _load(lanes, k, memory, segment, state, tolerance, times, count)
                    over = False
                else:
                    arrive(x, stages, memory, segment, state, waiting, out)
                fresh = False
        while attention == 0 and alive > 0:
            commit_lanes(lanes)
            attention = step_lanes(lanes, air_rows, wind_rows, drag_rows)
            total += 1
            if total % 1024 == 0:
                attention = (1 << LN) - 1
