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
    geodetic,
)
from downrange.flight.outcome import finish_orbit, record_impact, track_step, write_impact
from downrange.flight.sequence import arrive, begin, depart, next_body
from downrange.flight.settle import HIGHEST, QUIET2, settle
from downrange.flight.step import step
from downrange.records.flight import Array

MOST_STEPS = 20000
"""A flight that needs more steps than this is given up: ordinary ones take 200 to 600."""
SHORTEST_STEP = 1e-7
"""[s]"""


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
def does_not_lift_off(y, out):
    """Whether the vehicle stays on its pad, not accelerating upwards relative to the turning Earth; says so then."""
    r = math.sqrt(y[0] * y[0] + y[1] * y[1] + y[2] * y[2])
    up = (y[6] * y[0] + y[7] * y[1] + y[8] * y[2]) / r
    if up + OMEGA * OMEGA * (y[0] * y[0] + y[1] * y[1]) / r > 0.0:
        return False
    out[:] = math.nan
    out[at.STATUS] = at.DID_NOT_LIFT_OFF
    out[at.IN_ORBIT] = 0.0
    out[at.STEPS] = 0.0
    return True


@kernel
def fly_on(x, stages, tolerance, samples, air, wind, drag, d, p, y, z, bodies, out, track, fresh):
    """Fly on segment by segment until the last body is down; `fresh` when the vehicle still stands on its pad."""
    steps = 0
    while d[at.PHASE] != at.DONE:
        height, _, _, _ = geodetic(y[0], y[1], y[2])
        depart(x, stages, d, p, y, bodies, out, height, density_at(height, air))
        accelerate(y, p, 0.0, air, wind, drag)
        if fresh:
            fresh = False
            if does_not_lift_off(y, out):
                return
        h = d[at.FIRST_STEP]
        tolerance2 = (d[at.STRICTNESS] / tolerance) ** 2
        grounded = False
        while d[at.NOW] < d[at.END]:
            left = d[at.END] - d[at.NOW]
            last = h >= left
            # Two even steps rather than a long and a very short one.
            size = left if last else (0.5 * left if h > 0.5 * left else h)
            (z[0], z[1], z[2], z[3], z[4], z[5], z[6], z[7], z[8], error, new_height) = step(
                size, d[at.NOW] - p[START],
                y[0], y[1], y[2], y[3], y[4], y[5], y[6], y[7], y[8], p[MASS], p[MASS_FLOW], p[THRUST], p[EXIT_AREA],
                p[FOLLOW], p[STEADY_X], p[STEADY_X + 1], p[STEADY_X + 2], p[RAMP_X], p[RAMP_X + 1], p[RAMP_X + 2],
                p[DRAG_AREA], p[DRAG_CURVE], p[WIND_EAST], p[WIND_NORTH], air, wind, drag,
            )  # fmt: skip
            steps += 1
            error *= tolerance2
            if not error <= 1.0:
                h = size * max(0.2, 0.9 / math.sqrt(math.sqrt(math.sqrt(error)))) if error < 1e12 else 0.2 * size
                if h < SHORTEST_STEP or steps > MOST_STEPS:
                    out[at.STATUS] = at.STEP_LIMIT
                    out[at.STEPS] = steps
                    out[at.PEAK_HEIGHT] = d[at.PEAK]
                    return
                continue
            h = size * min(5.0, 0.9 / math.sqrt(math.sqrt(math.sqrt(max(error, 1e-9)))))
            grounded = new_height < 0.0 and z[0] * z[3] + z[1] * z[4] + z[2] * z[5] < 0.0
            if grounded:
                record_impact(x, stages, d, size, y, z, out)
            if d[at.MAIN] == 1.0:
                track_step(d, size, y, z, new_height if last else 0.0, samples, track)
                if grounded:
                    for k in range(samples.size):
                        if samples[k] > out[at.FLIGHT_TIME]:
                            track[:, k] = math.nan
            height = new_height
            for c in range(9):
                y[c] = z[c]
            d[at.NOW] = d[at.END] if last else d[at.NOW] + size
            quiet = y[6] * y[6] + y[7] * y[7] + y[8] * y[8] < QUIET2
            if quiet and height < HIGHEST and not grounded and d[at.PHASE] == at.FALLING and untracked(d, samples):
                time, latitude, longitude = settle(y, d[at.NOW], p, air, wind, drag)
                if time > 0.0:
                    grounded = True
                    write_impact(x, stages, d, time, latitude, longitude, out)
            if grounded or steps > MOST_STEPS:
                break
        if steps > MOST_STEPS:
            out[at.STATUS] = at.STEP_LIMIT
            break
        if grounded:
            if d[at.PHASE] != at.FALLING:
                crash(x, d, y, out)
            next_body(x, stages, d, p, y, bodies, out)
        else:
            arrive(x, stages, d, p, y, bodies, out)
    out[at.STEPS] = steps
    out[at.PEAK_HEIGHT] = d[at.PEAK]


@kernel
def untracked(d, samples):
    """Whether no sample of the body's way down is wanted any more."""
    return d[at.MAIN] == 0.0 or int(d[at.SAMPLE]) >= samples.size


@kernel
def crash(x, d, y, out):
    """The vehicle met the ground under power or between stages."""
    finish_orbit(x, d, y, out)
    out[at.END_TIME] = out[at.FLIGHT_TIME]


def make_desk(stages: int) -> tuple[Array, ...]:
    """Memory to fly one flight with: itself, segment, state, next state, bodies."""
    return (
        np.zeros(at.MEMORY_SIZE),
        np.zeros(SEGMENT_SIZE),
        np.zeros(9),
        np.zeros(9),
        np.zeros((stages + 3, at.BODY_SIZE)),
    )


@kernel
def fly_rows(rows, stages, tolerance, samples, air, wind, drag, results, tracks, d, p, y, z, bodies):
    """Fly every row of inputs into its row of results, one after another; the last five are from `make_desk`."""
    last = samples[samples.size - 1] if samples.size > 0 else -1.0
    for i in range(rows.shape[0]):
        if rows[i, at.VALID] == 1.0:
            begin(rows[i], stages, d, p, y, bodies, results[i], last)
            y[6:] = 0.0
            fresh = d[at.PHASE] == at.POWERED
            fly_on(
                rows[i], stages, tolerance, samples, air, wind, drag, d, p, y, z, bodies, results[i], tracks[i], fresh
            )
