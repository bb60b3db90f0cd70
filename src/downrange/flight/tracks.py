"""Tracks: height, speed and place of the main body at sample times, sixteen samples of a step at once.

A step of the integrator is a polynomial between its ends, quintic in position; its derivative is the velocity. Nothing
is integrated again, and a track is written once, straight into the array that the caller gets.
"""

# Kernels are typed by Numba when they are compiled.
# pyright: reportMissingParameterType=false, reportUnusedFunction=false
from __future__ import annotations

import math

import numpy as np

from downrange.flight import layout as at
from downrange.flight.compiling import inlined, kernel
from downrange.flight.forces import OMEGA, geodetic
from downrange.flight.vectors import WIDTH, choose, put, round_down, take

QUANTITIES = 4
"""Height [m], Earth-relative speed [m/s], latitude, longitude [rad]."""
_HALF_PI, _TURN = 0.5 * math.pi, 2.0 * math.pi


def _arctangent_series() -> list[float]:
    """Coefficients of atan(x) / x in powers of x^2 for -1 to 1, through Chebyshev's points: right to 1e-11."""
    x = np.cos((np.arange(60) + 0.5) * np.pi / 120.0)
    return (
        np.polynomial.chebyshev.Chebyshev.fit(x * x, np.arctan(x) / x, 13, domain=[0.0, 1.0])
        .convert(kind=np.polynomial.Polynomial)
        .coef.tolist()
    )


_A0, _A1, _A2, _A3, _A4, _A5, _A6, _A7, _A8, _A9, _A10, _A11, _A12, _A13 = _arctangent_series()


@inlined
def angle_of(y, x):
    """The angle of (x, y) from the x axis [rad], of vectors."""
    over, along = max(y, -y), max(x, -x)
    steep = over > along
    t = choose(steep, along, over) / max(choose(steep, over, along), 1e-300)
    s = t * t
    series = _A8 + s * (_A9 + s * (_A10 + s * (_A11 + s * (_A12 + s * _A13))))
    series = _A4 + s * (_A5 + s * (_A6 + s * (_A7 + s * series)))
    angle = t * (_A0 + s * (_A1 + s * (_A2 + s * (_A3 + s * series))))
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


@kernel
def track_step(d, h, a, b, samples, count, track, scratch):
    """Write the samples that a step of `h` [s] from `a` to `b` passes; `scratch` has room for one group of each."""
    now = d[at.NOW]
    k = int(d[at.SAMPLE])
    end = k
    while end < count and samples[end] <= now + h:
        end += 1
    if end == k:
        return
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
        speed = math.sqrt(vx * vx + vy * vy + vz * vz)
        height, sine, cosine, _ = geodetic(px, py, pz)
        latitude = angle_of(sine, cosine)
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
    d[at.SAMPLE] = end


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
