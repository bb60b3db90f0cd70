"""Closed-loop steering to orbit: a linear tangent law whose two numbers are solved for by flying ahead.

The rest of the flight, all burns and coasts, is predicted in the plane of thrust (vacuum, central gravity matched to
the present point) with the tangent of pitch falling linearly in burn time; Newton's method, its derivatives summed up
on the way, finds the law that ends
level at the target's perigee when the target's energy is reached. It is solved again every few seconds, so that
prediction errors wash out; the last seconds are flown with the law frozen. A vehicle that runs dry first is steered to
end level at the same height, which keeps the law tame.
Source for the law: Perkins (1966), Explicit Tangent-Steering Guidance for Multi-Stage Boosters, Astronautica Acta 12.
"""

# Kernels are typed by Numba when they are compiled.
# pyright: reportMissingParameterType=false, reportUnusedFunction=false
from __future__ import annotations

import math

from downrange.earth.ellipsoid import MU, STANDARD_GRAVITY
from downrange.flight.compiling import inlined, kernel
from downrange.flight.layout import (
    COAST,
    CUTOFF_FRACTION,
    DRY,
    FAILURE,
    FAIRING_KEPT,
    FAIRING_MASS,
    IMPULSE,
    PAYLOAD_MASS,
    PROPELLANT,
    STAGE_SIZE,
    STAGE_THRUST,
    STAGES,
)

PREDICTION_STEP = 100.0
"""Longest step of the prediction [s]."""
PREDICTION_SHARE = 0.4
"""... and longest as a share of the time in which the whole mass would burn away, near which thrust acceleration rises
steeply. Halving both moves insertions by less than the loop's own corrections."""
FREEZE_TIME = 8.0
"""With less than this to go the law is flown as it stands [s]."""
LEVEL_ONLY_TIME = 30.0
"""With less than this to go, only the vertical speed is steered: height can no longer be changed [s]."""
TANGENT_LIMITS = (-1.0, 3.0)
RATE_LIMIT = 0.02
"""[1/s]"""
FIRST_TURNS, STAGE_TURNS, LATER_TURNS = 6, 3, 1
"""Turns of Newton's method at the first solution, after an ignition, and later: each starts from the law so far."""


@inlined
def _rates(r, vr, vh, across2, mu, push, tangent):
    """Radial and horizontal acceleration in the plane of thrust."""
    inverse_r = 1.0 / r
    cosine = push / math.sqrt(1.0 + tangent * tangent)
    return (
        (vh * vh + across2) * inverse_r - mu * inverse_r * inverse_r + tangent * cosine,
        cosine - vr * vh * inverse_r,
    )


@kernel
def _advance(r, vr, vh, across2, mu, h, thrust, mass, flow, tangent, rate):
    """One classical Runge-Kutta step of the prediction."""
    g = 0.5 * h
    middle = thrust / (mass - flow * g)
    a1, b1 = _rates(r, vr, vh, across2, mu, thrust / mass, tangent)
    w2 = vr + g * a1
    a2, b2 = _rates(r + g * vr, w2, vh + g * b1, across2, mu, middle, tangent - rate * g)
    w3 = vr + g * a2
    a3, b3 = _rates(r + g * w2, w3, vh + g * b2, across2, mu, middle, tangent - rate * g)
    w4 = vr + h * a3
    a4, b4 = _rates(r + h * w3, w4, vh + h * b3, across2, mu, thrust / (mass - flow * h), tangent - rate * h)
    k = h / 6.0
    return (
        r + k * (vr + 2.0 * (w2 + w3) + w4),
        vr + k * (a1 + 2.0 * (a2 + a3) + a4),
        vh + k * (b1 + 2.0 * (b2 + b3) + b4),
    )


@kernel
def predict(x, stages, stage, r, vr, vh, across2, mu, mass, burn, thrust, flow, tangent, rate, energy):
    """Fly ahead to the end: radius [m], vertical speed [m/s], time [s], whether the target's energy was reached.

    Then how the end answers to the law, to first order: the sums over the burns of thrust acceleration that a change of
    the tangent turns upwards, by itself, times the time, times the burn time, times both.
    """
    time = burnt = 0.0
    s0 = s1 = sb = s1b = 0.0
    s = stage
    while True:
        if burn > 0.0:
            steps = math.ceil(burn / min(PREDICTION_STEP, PREDICTION_SHARE * mass / flow))
            h = burn / steps
            for _ in range(steps):
                r1, vr1, vh1 = _advance(r, vr, vh, across2, mu, h, thrust, mass, flow, tangent, rate)
                part = h
                excess = 0.5 * (vr1 * vr1 + vh1 * vh1 + across2) - MU / r1 - energy
                done = excess >= 0.0
                if done:
                    for _ in range(3):  # secant on the smooth energy along the step
                        late = tangent - rate * part
                        push = thrust / (mass - flow * part) / math.sqrt(1.0 + late * late)
                        part = min(max(part - excess / max(push * (vh1 + late * vr1), 1.0), 0.0), h)
                        r1, vr1, vh1 = _advance(r, vr, vh, across2, mu, part, thrust, mass, flow, tangent, rate)
                        excess = 0.5 * (vr1 * vr1 + vh1 * vh1 + across2) - MU / r1 - energy
                half = 0.5 * part
                slope = tangent - rate * half
                flat = 1.0 / (1.0 + slope * slope)
                turned = part * thrust / (mass - flow * half) * flat * math.sqrt(flat)
                s0 += turned
                s1 += turned * (time + half)
                sb += turned * (burnt + half)
                s1b += turned * (time + half) * (burnt + half)
                time += part
                if done:
                    return r1, vr1, time, True, s0, s1, sb, s1b
                r, vr, vh = r1, vr1, vh1
                mass -= flow * h
                tangent -= rate * h
                burnt += h
        s += 1
        if s == stages:
            return r, vr, time, False, s0, s1, sb, s1b
        k = STAGES + s * STAGE_SIZE
        wait = x[k + COAST]
        if wait > 0.0:
            steps = math.ceil(wait / PREDICTION_STEP)
            h = wait / steps
            for _ in range(steps):
                r, vr, vh = _advance(r, vr, vh, across2, mu, h, 0.0, 1.0, 0.0, 0.0, 0.0)
            time += wait
        thrust = x[k + STAGE_THRUST]
        flow = thrust / (x[k + IMPULSE] * STANDARD_GRAVITY)
        burn = x[k + PROPELLANT] * x[k + CUTOFF_FRACTION] / flow if flow > 0.0 else 0.0
        mass = x[PAYLOAD_MASS]
        if int(x[FAILURE]) == FAIRING_KEPT:
            mass += x[FAIRING_MASS]
        for upper in range(s, stages):
            above = STAGES + upper * STAGE_SIZE
            mass += x[above + PROPELLANT] + x[above + DRY]


@kernel
def solve(x, stages, stage, r, vr, vh, across2, mu, mass, burn, thrust, flow, tangent, rate, radius, energy, turns):
    """Solve the law: tangent of pitch now, its fall per second, time to go [s], and whether the energy is reached.

    `tangent` and `rate` are the law so far, the start of Newton's method; `turns` is how often it is improved. The
    number is fixed, so that the law, and with it the flight, varies smoothly with all that goes in.
    """
    to_go = 0.0
    reached = False
    for _ in range(turns):
        r1, v1, to_go, reached, s0, s1, sb, s1b = predict(
            x, stages, stage, r, vr, vh, across2, mu, mass, burn, thrust, flow, tangent, rate, energy
        )
        if to_go < FREEZE_TIME:
            break
        miss = r1 - radius
        # How end speed and end height answer to the tangent and to its rate of fall.
        va, vb = s0, -sb
        ra, rb = to_go * s0 - s1, s1b - to_go * sb
        if to_go < LEVEL_ONLY_TIME:
            tangent += min(max(-v1 / va, -0.2), 0.2) if va > 1.0 else 0.0
            continue
        determinant = ra * vb - rb * va
        if not abs(determinant) > 1e-3 * to_go * to_go:
            break
        change_a = (-miss * vb + v1 * rb) / determinant
        change_b = (-v1 * ra + miss * va) / determinant
        # A long way off, go part of it: the prediction is far from linear in the law.
        shrink = min(1.0, 0.3 / max(abs(change_a), 1e-9), 0.5 / max(abs(change_b) * to_go, 1e-9))
        tangent = min(max(tangent + change_a * shrink, TANGENT_LIMITS[0]), TANGENT_LIMITS[1])
        rate = min(max(rate + change_b * shrink, -RATE_LIMIT), RATE_LIMIT)
    return tangent, rate, to_go, reached
