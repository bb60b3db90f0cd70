"""Tracks: height, speed and place of the main body at sample times, sixteen samples of a step at once.

A step of the integrator is a polynomial between its ends, quintic in position; its derivative is the velocity. Nothing
is integrated again, and a track is written once, straight into the array that the caller gets.
"""

# Kernels are typed by Numba when they are compiled.
# pyright: reportMissingParameterType=false, reportUnusedFunction=false
from __future__ import annotations

import math

import numpy as np

from downrange.earth.ellipsoid import ECCENTRICITY2
from downrange.flight import layout as at
from downrange.flight.compiling import inlined, kernel
from downrange.flight.forces import OMEGA, RADIUS, height_at
from downrange.flight.reciprocals import inverse, inverse_root
from downrange.flight.vectors import WIDTH, choose, moved, put, round_down, take

QUANTITIES = 4
"""Height [m], Earth-relative speed [m/s], latitude, longitude [rad]."""
TAPED_STEPS = 8
"""Steps whose samples are written together, which loads the constants of the formulas once for all."""
TAPED_STEP = 22
"""Of a step: its begin and length, first and last sample, and the states at its ends."""
_HALF_PI, _TURN = 0.5 * math.pi, 2.0 * math.pi
_HALF_E2, _NEXT_E2, _MORE_E2 = 0.5 * ECCENTRICITY2, 0.75 * ECCENTRICITY2, 2.0 * ECCENTRICITY2
_TINY = 1e-3  # [m2] keeps the axis of rotation from dividing by zero


def _arctangent_series() -> list[float]:
    """Coefficients of atan(x) / x in powers of x^2 for -1 to 1, through Chebyshev's points: right to 2e-9."""
    x = np.cos((np.arange(60) + 0.5) * np.pi / 120.0)
    return (
        np.polynomial.chebyshev.Chebyshev.fit(x * x, np.arctan(x) / x, 9, domain=[0.0, 1.0])
        .convert(kind=np.polynomial.Polynomial)
        .coef.tolist()
    )


_A0, _A1, _A2, _A3, _A4, _A5, _A6, _A7, _A8, _A9 = _arctangent_series()


@inlined
def angle_of(y, x):
    """The angle of (x, y) from the x axis [rad], of vectors."""
    over, along = max(y, -y), max(x, -x)
    steep = over > along
    t = choose(steep, along, over) * inverse(max(choose(steep, over, along), 1e-30))
    s = t * t
    series = _A5 + s * (_A6 + s * (_A7 + s * (_A8 + s * _A9)))
    angle = t * (_A0 + s * (_A1 + s * (_A2 + s * (_A3 + s * (_A4 + s * series)))))
    angle = choose(steep, _HALF_PI - angle, angle)
    angle = choose(x < 0.0, math.pi - angle, angle)
    return choose(y < 0.0, -angle, angle)


@inlined
def _quintic(h, a, b, c):
    """Coefficients, from the third on, of component `c` along a step, in the fraction of it gone."""
    v, w = h * a[c + 3], h * b[c + 3]
    f, g = 0.5 * h * h * a[c + 6], 0.5 * h * h * b[c + 6]
    rise = b[c] - a[c] - v - f
    slope = w - v - 2.0 * f
    bend = g - f
    return (
        v,
        f,
        10.0 * rise - 4.0 * slope + bend,
        7.0 * slope - 15.0 * rise - 2.0 * bend,
        6.0 * rise - 3.0 * slope + bend,
    )


@inlined
def _write_samples(now, h, a, b, k, end, samples, count, track, scratch):
    """Write samples `k` to `end` of a step of `h` [s] from `a` to `b`."""
    x1, x2, x3, x4, x5 = _quintic(h, a, b, 0)
    y1, y2, y3, y4, y5 = _quintic(h, a, b, 1)
    z1, z2, z3, z4, z5 = _quintic(h, a, b, 2)
    per_second = 1.0 / h
    while k < end:
        if k + WIDTH <= count:
            time = take(samples, k)
        else:
            for i in range(WIDTH):
                scratch[i] = samples[min(k + i, count - 1)]
            time = take(scratch, 0)
        t = (time - now) * per_second
        px = a[0] + t * (x1 + t * (x2 + t * (x3 + t * (x4 + t * x5))))
        py = a[1] + t * (y1 + t * (y2 + t * (y3 + t * (y4 + t * y5))))
        pz = a[2] + t * (z1 + t * (z2 + t * (z3 + t * (z4 + t * z5))))
        vx = (x1 + t * (2.0 * x2 + t * (3.0 * x3 + t * (4.0 * x4 + t * (5.0 * x5))))) * per_second + OMEGA * py
        vy = (y1 + t * (2.0 * y2 + t * (3.0 * y3 + t * (4.0 * y4 + t * (5.0 * y5))))) * per_second - OMEGA * px
        vz = (z1 + t * (2.0 * z2 + t * (3.0 * z3 + t * (4.0 * z4 + t * (5.0 * z5))))) * per_second
        v2 = vx * vx + vy * vy + vz * vz + 1e-30
        speed = v2 * inverse_root(v2)
        p2 = px * px + py * py
        r2 = p2 + pz * pz
        inverse_r = inverse_root(r2)
        sine2 = pz * pz * inverse_r * inverse_r
        height = height_at(sine2, RADIUS * inverse_r, r2 * inverse_r)
        # The tangent of geodetic latitude is z / p over 1 - e^2 N / (N + height); N from the squared sine of geodetic
        # latitude to first order is good to 70 m, of which a ten-thousandth counts at 1000 km.
        normal = RADIUS * (1.0 + _HALF_E2 * sine2 * (1.0 + _MORE_E2 * (1.0 - sine2) + _NEXT_E2 * sine2))
        inward = 1.0 - ECCENTRICITY2 * normal * inverse(normal + height)
        latitude = angle_of(pz, (p2 * inverse_root(p2 + _TINY)) * inward)
        longitude = angle_of(py, px) - OMEGA * time
        turns = longitude * (1.0 / _TURN) + 0.5
        longitude = longitude - _TURN * round_down(turns)
        if k + WIDTH <= count:
            put(track, k, height)
            put(track, count + k, speed)
            put(track, 2 * count + k, latitude)
            put(track, 3 * count + k, longitude)
        else:
            put(scratch, 0, height)
            put(scratch, WIDTH, speed)
            put(scratch, 2 * WIDTH, latitude)
            put(scratch, 3 * WIDTH, longitude)
            for q in range(QUANTITIES):
                for i in range(end - k):
                    track[q * count + k + i] = scratch[q * WIDTH + i]
        k += WIDTH


@inlined
def _end_of(k, time, samples, count):
    """The sample after the last that comes before `time`, from the `k`-th on."""
    while k < count and samples[k] <= time:
        k += 1
    return k


@kernel
def track_step(d, h, a, b, samples, count, track, scratch):
    """Write the samples that a step of `h` [s] from `a` to `b` passes; `scratch` has room for one group of each."""
    k = int(d[at.SAMPLE])
    end = _end_of(k, d[at.NOW] + h, samples, count)
    if end > k:
        _write_samples(d[at.NOW], h, a, b, k, end, samples, count, track, scratch)
        d[at.SAMPLE] = end


@kernel
def tape_step(d, h, a, b, samples, count, track, tape, scratch):
    """The same later, many steps at a time: the step is put on the flight's tape, which is written when it is full."""
    k = int(d[at.SAMPLE])
    end = _end_of(k, d[at.NOW] + h, samples, count)
    if end > k:
        n = int(d[at.TAPED]) * TAPED_STEP
        tape[n], tape[n + 1], tape[n + 2], tape[n + 3] = d[at.NOW], h, k, end
        for c in range(9):
            tape[n + 4 + c] = a[c]
            tape[n + 13 + c] = b[c]
        d[at.SAMPLE] = end
        d[at.TAPED] += 1.0
        if d[at.TAPED] == TAPED_STEPS:
            write_tape(d, samples, count, track, tape, scratch)


@kernel
def write_tape(d, samples, count, track, tape, scratch):
    """Write the samples of all steps on the tape."""
    for step in range(int(d[at.TAPED])):
        n = step * TAPED_STEP
        _write_samples(
            tape[n], tape[n + 1], moved(tape, n + 4), moved(tape, n + 13), int(tape[n + 2]), int(tape[n + 3]),
            samples, count, track, scratch,
        )  # fmt: skip
    d[at.TAPED] = 0.0


@kernel
def open_track(d, samples, count, track):
    """No track before the flight begins."""
    k = 0
    while k < count and samples[k] < d[at.NOW]:
        for q in range(QUANTITIES):
            track[q * count + k] = math.nan
        k += 1
    d[at.SAMPLE] = k


@kernel
def cut_track(d, time, samples):
    """The main body met the ground at `time`: later samples are not its."""
    k = int(d[at.SAMPLE])
    while k > 0 and samples[k - 1] > time:
        k -= 1
    d[at.SAMPLE] = k


@kernel
def close_track(d, count, track):
    """No track after the last sample."""
    for k in range(int(d[at.SAMPLE]), count):
        for q in range(QUANTITIES):
            track[q * count + k] = math.nan
