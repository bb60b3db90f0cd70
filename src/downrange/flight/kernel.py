"""The scalar integrator: one flight after another."""

# Kernels are typed by Numba when they are compiled.
# pyright: reportMissingParameterType=false, reportUnusedFunction=false
from __future__ import annotations

import math

import numpy as np

from downrange.flight import layout as at
from downrange.flight.compiling import kernel
from downrange.flight.forces import (
    AIR_CELLS,
    AIR_ROW,
    DRAG_AREA,
    DRAG_CURVE,
    EXIT_AREA,
    FOLLOW,
    HEIGHT_FOLD,
    LAST_CELL,
    MASS,
    MASS_FLOW,
    OMEGA,
    RAMP_X,
    SEGMENT_SIZE,
    START,
    STEADY_X,
    THRUST,
    WIND_EAST,
    WIND_NORTH,
    acceleration,
)
from downrange.flight.outcome import find_top, finish_orbit, record_impact, time_of_crossing, write_impact
from downrange.flight.sequence import arrive, begin, depart, forget_results, next_body
from downrange.flight.settle import HIGHEST, QUIET2, settle
from downrange.flight.step import step
from downrange.flight.tracks import QUANTITIES, close_track, cut_track, open_track, track_step
from downrange.flight.vectors import WIDTH, row_of
from downrange.records.flight import Array

MOST_STEPS = 20000
"""A flight that needs more steps than this is given up: ordinary ones take 200 to 600."""
SHORTEST_STEP = 1e-7
"""[s]"""
MOST_GROWTH = 5.0
"""From a step to the next; none after a step refused, which would be refused again."""
CROSSING_SLACK = 0.05
"""Passing a height by this is passing it with the segment's end [m]."""


@kernel
def accelerate(y, p, elapsed, air, wind, drag):
    """Write the acceleration at `y[:6]` into `y[6:]`."""
    y[6], y[7], y[8], _ = acceleration(
        y[0], y[1], y[2], y[3], y[4], y[5], elapsed, p[MASS], p[MASS_FLOW], p[THRUST], p[EXIT_AREA], p[FOLLOW],
        p[STEADY_X], p[STEADY_X + 1], p[STEADY_X + 2], p[RAMP_X], p[RAMP_X + 1], p[RAMP_X + 2],
        p[DRAG_AREA], p[DRAG_CURVE], p[WIND_EAST], p[WIND_NORTH], air, wind, drag,
    )  # fmt: skip


@kernel
def density_at(height, air):
    """Air density from the table [kg/m3]."""
    h = max(height, 0.0)
    cell = min(h / (h + HEIGHT_FOLD) * AIR_CELLS, LAST_CELL)
    j = int(cell)
    u = cell - j
    return air[j * AIR_ROW] + u * (air[j * AIR_ROW + 1] + u * air[j * AIR_ROW + 2])


@kernel
def does_not_lift_off(stages, y, out):
    """Whether the vehicle stays on its pad, not accelerating upwards relative to the turning Earth; says so then."""
    r = math.sqrt(y[0] * y[0] + y[1] * y[1] + y[2] * y[2])
    up = (y[6] * y[0] + y[7] * y[1] + y[8] * y[2]) / r
    if up + OMEGA * OMEGA * (y[0] * y[0] + y[1] * y[1]) / r > 0.0:
        return False
    forget_results(stages, out)
    out[at.STATUS] = at.DID_NOT_LIFT_OFF
    out[at.IN_ORBIT] = 0.0
    out[at.STEPS] = 0.0
    return True


@kernel
def fly_on(
    x, stages, tolerance, samples, count, air, wind, drag, d, p, y, z, bodies, scratch, out, track, fresh
):  # fmt: skip
    """Fly on segment by segment until the last body is down; `fresh` when the vehicle still stands on its pad."""
    steps = 0
    open_track(d, samples, count, track)
    while d[at.PHASE] != at.DONE:
        depart(x, stages, d, p, y, bodies, out, density_at(d[at.ALTITUDE], air))
        accelerate(y, p, 0.0, air, wind, drag)
        if fresh:
            fresh = False
            if does_not_lift_off(stages, y, out):
                close_track(d, count, track)
                return
        h, caution, boldest = d[at.FIRST_STEP], d[at.CAUTION], MOST_GROWTH
        tolerance2 = (d[at.STRICTNESS] / tolerance) ** 2
        grounded = stuck = False
        while d[at.NOW] < d[at.END]:
            left = d[at.END] - d[at.NOW]
            last = h >= left
            # Two even steps rather than a long and a very short one.
            size = left if last else min(h, 0.5 * left)
            (z[0], z[1], z[2], z[3], z[4], z[5], z[6], z[7], z[8], error, height) = step(
                size, d[at.NOW] - p[START],
                y[0], y[1], y[2], y[3], y[4], y[5], y[6], y[7], y[8], p[MASS], p[MASS_FLOW], p[THRUST], p[EXIT_AREA],
                p[FOLLOW], p[STEADY_X], p[STEADY_X + 1], p[STEADY_X + 2], p[RAMP_X], p[RAMP_X + 1], p[RAMP_X + 2],
                p[DRAG_AREA], p[DRAG_CURVE], p[WIND_EAST], p[WIND_NORTH], air, wind, drag,
            )  # fmt: skip
            steps += 1
            error *= tolerance2
            if not error <= 1.0:
                h = size * max(0.2, caution / math.sqrt(math.sqrt(math.sqrt(error)))) if error < 1e12 else 0.2 * size
                boldest = 1.0
                stuck = h < SHORTEST_STEP or steps > MOST_STEPS
                if stuck:
                    break
                continue
            if height > d[at.CEILING] + CROSSING_SLACK:
                # Up to there only, and the segment ends there.
                h = time_of_crossing(size, y, z, d[at.CEILING])
                d[at.END] = d[at.NOW] + h
                continue
            h = size * min(boldest, caution / math.sqrt(math.sqrt(math.sqrt(max(error, 1e-9)))))
            boldest = MOST_GROWTH
            grounded = height < 0.0 and z[0] * z[3] + z[1] * z[4] + z[2] * z[5] < 0.0
            if grounded:
                record_impact(x, stages, d, size, y, z, out)
            if d[at.MAIN] == 1.0:
                find_top(d, size, y, z, height if last else 0.0)
                track_step(d, size, y, z, samples, count, track, scratch)
            for c in range(9):
                y[c] = z[c]
            d[at.NOW] = d[at.END] if last else d[at.NOW] + size
            d[at.ALTITUDE] = height
            quiet = y[6] * y[6] + y[7] * y[7] + y[8] * y[8] < QUIET2
            if quiet and height < HIGHEST and not grounded and may_settle(d, count):
                time, latitude, longitude = settle(y, d[at.NOW], p, air, wind, drag)
                if time > 0.0:
                    grounded = True
                    write_impact(x, stages, d, time, latitude, longitude, out)
            stuck = steps > MOST_STEPS
            if grounded or stuck:
                break
        if stuck:
            out[at.STATUS] = at.STEP_LIMIT
            break
        if grounded:
            land(x, stages, d, p, y, bodies, samples, out)
        else:
            arrive(x, stages, d, p, y, bodies, out)
    out[at.STEPS] = steps
    out[at.PEAK_HEIGHT] = d[at.PEAK]
    close_track(d, count, track)


@kernel
def may_settle(d, count):
    """Whether the rest of a body's fall may be a quadrature: light enough, and no sample of it wanted."""
    return d[at.PHASE] == at.FALLING and d[at.SINKS] == 1.0 and (d[at.MAIN] == 0.0 or int(d[at.SAMPLE]) >= count)


@kernel
def land(x, stages, d, p, y, bodies, samples, out):
    """The body in the air is down: go on to the next."""
    if d[at.MAIN] == 1.0:
        cut_track(d, out[at.FLIGHT_TIME], samples)
    if d[at.PHASE] != at.FALLING:
        crash(x, d, y, out)
    next_body(x, stages, d, p, y, bodies, out)


@kernel
def crash(x, d, y, out):
    """The vehicle met the ground under power or between stages."""
    finish_orbit(x, d, y, out)
    out[at.END_TIME] = out[at.FLIGHT_TIME]


def make_desk(stages: int) -> tuple[Array, ...]:
    """Memory to fly one flight with: itself, segment, state, next state, bodies, samples."""
    return (
        np.zeros(at.MEMORY_SIZE),
        np.zeros(SEGMENT_SIZE),
        np.zeros(9),
        np.zeros(9),
        np.zeros((stages + at.MORE_BODIES) * at.BODY_SIZE),
        np.zeros(QUANTITIES * WIDTH),
    )


@kernel
def fly_rows(rows, stages, tolerance, samples, air, wind, drag, results, tracks, d, p, y, z, bodies, scratch):
    """Fly every row of inputs into its row of results, one after another; what follows `tracks` is from `make_desk`."""
    count = samples.size
    last = samples[count - 1] if count > 0 else -1.0
    memory, segment, state, after = row_of(d, 0), row_of(p, 0), row_of(y, 0), row_of(z, 0)
    waiting, room, times = row_of(bodies, 0), row_of(scratch, 0), row_of(samples, 0)
    air_rows, wind_rows, drag_rows = row_of(air, 0), row_of(wind, 0), row_of(drag, 0)
    for i in range(rows.shape[0]):
        x, out, track = row_of(rows, i), row_of(results, i), row_of(tracks, i)
        if x[at.VALID] == 1.0:
            begin(x, stages, memory, segment, state, waiting, out, last)
            for c in range(6, 9):
                y[c] = 0.0
            fly_on(
                x, stages, tolerance, times, count, air_rows, wind_rows, drag_rows, memory, segment, state, after,
                waiting, room, out, track, memory[at.PHASE] == at.POWERED,
            )  # fmt: skip
