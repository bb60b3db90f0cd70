"""One step of the integrator: Dormand and Prince's 5(4) pair, and what lies between the ends of a step.

Source: Dormand, Prince (1980), A family of embedded Runge-Kutta formulae, J. Comp. Appl. Math. 6.
"""

# Kernels are typed by Numba when they are compiled.
# pyright: reportMissingParameterType=false, reportUnusedFunction=false
from __future__ import annotations

from downrange.flight.compiling import inlined
from downrange.flight.forces import acceleration

VELOCITY_WEIGHT = 100.0**2
"""An error in velocity of 1 m/s counts as 100 m: what it grows to in a hundred seconds [s2]."""


@inlined
def step(
    h, e,
    x, y, z, u, v, w, a1, b1, c1,
    m, f, th, ae, fo, px, py, pz, qx, qy, qz, da, cu, we, wn, air, wind, drag,
):  # fmt: skip
    """State and acceleration a step of `h` [s] on, `e` [s] into the segment; squared error [m2]; height [m]."""
    k = h * (1 / 5)
    u2, v2, w2 = u + k * a1, v + k * b1, w + k * c1
    a2, b2, c2, _ = acceleration(
        x + k * u, y + k * v, z + k * w, u2, v2, w2, e + k,
        m, f, th, ae, fo, px, py, pz, qx, qy, qz, da, cu, we, wn, air, wind, drag,
    )  # fmt: skip
    k, n = h * (3 / 40), h * (9 / 40)
    u3, v3, w3 = u + k * a1 + n * a2, v + k * b1 + n * b2, w + k * c1 + n * c2
    a3, b3, c3, _ = acceleration(
        x + k * u + n * u2, y + k * v + n * v2, z + k * w + n * w2, u3, v3, w3, e + h * 0.3,
        m, f, th, ae, fo, px, py, pz, qx, qy, qz, da, cu, we, wn, air, wind, drag,
    )  # fmt: skip
    k, n, o = h * (44 / 45), h * (-56 / 15), h * (32 / 9)
    u4, v4, w4 = u + k * a1 + n * a2 + o * a3, v + k * b1 + n * b2 + o * b3, w + k * c1 + n * c2 + o * c3
    a4, b4, c4, _ = acceleration(
        x + k * u + n * u2 + o * u3, y + k * v + n * v2 + o * v3, z + k * w + n * w2 + o * w3, u4, v4, w4, e + h * 0.8,
        m, f, th, ae, fo, px, py, pz, qx, qy, qz, da, cu, we, wn, air, wind, drag,
    )  # fmt: skip
    k, n, o, r = h * (19372 / 6561), h * (-25360 / 2187), h * (64448 / 6561), h * (-212 / 729)
    u5 = u + k * a1 + n * a2 + o * a3 + r * a4
    v5 = v + k * b1 + n * b2 + o * b3 + r * b4
    w5 = w + k * c1 + n * c2 + o * c3 + r * c4
    a5, b5, c5, _ = acceleration(
        x + k * u + n * u2 + o * u3 + r * u4,
        y + k * v + n * v2 + o * v3 + r * v4,
        z + k * w + n * w2 + o * w3 + r * w4,
        u5, v5, w5, e + h * (8 / 9),
        m, f, th, ae, fo, px, py, pz, qx, qy, qz, da, cu, we, wn, air, wind, drag,
    )  # fmt: skip
    k, n, o, r, s = h * (9017 / 3168), h * (-355 / 33), h * (46732 / 5247), h * (49 / 176), h * (-5103 / 18656)
    u6 = u + k * a1 + n * a2 + o * a3 + r * a4 + s * a5
    v6 = v + k * b1 + n * b2 + o * b3 + r * b4 + s * b5
    w6 = w + k * c1 + n * c2 + o * c3 + r * c4 + s * c5
    a6, b6, c6, _ = acceleration(
        x + k * u + n * u2 + o * u3 + r * u4 + s * u5,
        y + k * v + n * v2 + o * v3 + r * v4 + s * v5,
        z + k * w + n * w2 + o * w3 + r * w4 + s * w5,
        u6, v6, w6, e + h,
        m, f, th, ae, fo, px, py, pz, qx, qy, qz, da, cu, we, wn, air, wind, drag,
    )  # fmt: skip
    k, n, o, r, s = h * (35 / 384), h * (500 / 1113), h * (125 / 192), h * (-2187 / 6784), h * (11 / 84)
    X = x + k * u + n * u3 + o * u4 + r * u5 + s * u6
    Y = y + k * v + n * v3 + o * v4 + r * v5 + s * v6
    Z = z + k * w + n * w3 + o * w4 + r * w5 + s * w6
    U = u + k * a1 + n * a3 + o * a4 + r * a5 + s * a6
    V = v + k * b1 + n * b3 + o * b4 + r * b5 + s * b6
    W = w + k * c1 + n * c3 + o * c4 + r * c5 + s * c6
    a7, b7, c7, height = acceleration(
        X, Y, Z, U, V, W, e + h, m, f, th, ae, fo, px, py, pz, qx, qy, qz, da, cu, we, wn, air, wind, drag
    )
    k, n, o, r, s, t = (
        h * (71 / 57600),
        h * (-71 / 16695),
        h * (71 / 1920),
        h * (-17253 / 339200),
        h * (22 / 525),
        h * (-1 / 40),
    )
    e1 = k * u + n * u3 + o * u4 + r * u5 + s * u6 + t * U
    e2 = k * v + n * v3 + o * v4 + r * v5 + s * v6 + t * V
    e3 = k * w + n * w3 + o * w4 + r * w5 + s * w6 + t * W
    e4 = k * a1 + n * a3 + o * a4 + r * a5 + s * a6 + t * a7
    e5 = k * b1 + n * b3 + o * b4 + r * b5 + s * b6 + t * b7
    e6 = k * c1 + n * c3 + o * c4 + r * c5 + s * c6 + t * c7
    error2 = e1 * e1 + e2 * e2 + e3 * e3 + VELOCITY_WEIGHT * (e4 * e4 + e5 * e5 + e6 * e6)
    return X, Y, Z, U, V, W, a7, b7, c7, error2, height
