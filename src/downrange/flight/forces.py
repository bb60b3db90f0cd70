"""The right-hand side: acceleration of one body, in plain arithmetic and table look-ups so that it also runs in lanes.

A segment of flight is sixteen numbers: mass falling linearly, thrust less back-pressure, and a thrust
direction `follow x v_relative + (V + 1)(steady + ramp x t)`, which holds vertical rise, kick, gravity turn with or
without an offset, and the linear tangent law.
"""

# Kernels are typed by Numba when they are compiled.
# pyright: reportMissingParameterType=false, reportUnusedFunction=false, reportPossiblyUnboundVariable=false
from __future__ import annotations

import math

import numpy as np

from downrange.earth import ellipsoid
from downrange.earth.atmosphere import GAS_CONSTANT, GEOPOTENTIAL_RADIUS, HEAT_RATIO
from downrange.flight.compiling import inlined
from downrange.flight.reciprocals import inverse, inverse_root
from downrange.flight.tables import AIR_CELLS, AIR_ROW, DRAG_ROW, HEIGHT_FOLD, MACH_CELL, MACH_CELLS, WIND_ROW
from downrange.flight.vectors import read_row

(
    START,
    MASS,
    MASS_FLOW,
    THRUST,
    EXIT_AREA,
    FOLLOW,
    STEADY_X,
    STEADY_Y,
    STEADY_Z,
    RAMP_X,
    RAMP_Y,
    RAMP_Z,
    DRAG_AREA,
    DRAG_CURVE,
    WIND_EAST,
    WIND_NORTH,
    SEGMENT_SIZE,
) = range(17)

MU = ellipsoid.MU
RADIUS = ellipsoid.EQUATORIAL_RADIUS
OMEGA = ellipsoid.ROTATION
_E2 = ellipsoid.ECCENTRICITY2
J2_FACTOR = 1.5 * ellipsoid.J2 * RADIUS * RADIUS
_AXIS_RATIO = ellipsoid.POLAR_RADIUS / RADIUS
_E2_RADIUS = _E2 * RADIUS
_EP2_POLAR = ellipsoid.SECOND_ECCENTRICITY2 * ellipsoid.POLAR_RADIUS
_INVERSE_GEOPOTENTIAL = 1.0 / GEOPOTENTIAL_RADIUS


def _height_polynomial() -> list[float]:
    """Coefficients of (r - height) / radius - 1 in powers of sine squared and radius / r, by least squares."""
    latitude, height = np.meshgrid(np.linspace(0.0, 0.5 * np.pi, 31), np.linspace(-20e3, 2000e3, 102))
    position = ellipsoid.ecef_from_geodetic(latitude, 0.0, height)
    r = np.sqrt((position**2).sum(axis=-1))
    sine2, ratio = (position[..., 2] / r) ** 2, RADIUS / r
    basis = np.stack([sine2**i * ratio**j for i in (1, 2, 3) for j in (0, 1)], axis=-1).reshape(-1, 6)
    return np.linalg.lstsq(basis, ((r - height) / RADIUS - 1.0).reshape(-1), rcond=None)[0].tolist()


_H10, _H11, _H20, _H21, _H30, _H31 = _height_polynomial()
# Drag-table cells per unit of speed, as a polynomial in (temperature - 240 K) / 60 K: relative error 6e-5.
_WARMTH = np.linspace(180.0, 300.0, 61)
_S4, _S3, _S2, _S1, _S0 = np.polyfit(
    _WARMTH / 60.0 - 4.0, 1.0 / (np.sqrt(HEAT_RATIO * GAS_CONSTANT * _WARMTH) * MACH_CELL), 4
).tolist()
_TINY = 1e-3  # [m2] keeps the axis of rotation from dividing by zero
_SLOWEST2 = 1e-30  # [m2/s2] keeps a body at rest from it
LAST_CELL = AIR_CELLS - 1e-6
CURVE = float(MACH_CELLS)
"""First cell of the tumbling body's curve in the drag table."""


@inlined
def geodetic(x, y, z):
    """Geodetic height [m], sine and cosine of latitude, and 1 / distance from the axis.

    Source: Bowring (1985), one step from the reduced latitude: exact to a micrometer below 1000 km.
    """
    p2 = x * x + y * y + _TINY
    inverse_p = inverse_root(p2)
    p = p2 * inverse_p
    inverse_r = inverse_root(p2 + z * z)
    tangent = _AXIS_RATIO * z * inverse_p * (1.0 + _EP2_POLAR * inverse_r)
    cosine = inverse_root(1.0 + tangent * tangent)
    sine = tangent * cosine
    n = z + _EP2_POLAR * sine * sine * sine
    d = p - _E2_RADIUS * cosine * cosine * cosine
    scale = inverse_root(n * n + d * d)
    s = n * scale
    c = d * scale
    return p * c + z * s - RADIUS * math.sqrt(1.0 - _E2 * s * s), s, c, inverse_p


@inlined
def height_at(sine2, radius_ratio, r):
    """Geodetic height [m] from the squared sine of geocentric latitude, equatorial radius / r, and r [m].

    Bowring's height as a polynomial, fitted over -20 to 2000 km and right to 1 mm there; no root, no division.
    """
    u = radius_ratio
    depth = sine2 * (_H10 + u * _H11 + sine2 * (_H20 + u * _H21 + sine2 * (_H30 + u * _H31)))
    return r - RADIUS - RADIUS * depth


@inlined
def temperature(height):
    """Air temperature [K] of the layers below 86 km, constant above."""
    ratio = height * _INVERSE_GEOPOTENTIAL
    km = 1e-3 * height * (1.0 - ratio * (1.0 - ratio))
    return (
        288.15
        - 6.5 * min(km, 11.0)
        + min(max(km - 20.0, 0.0), 12.0)
        + 2.8 * min(max(km - 32.0, 0.0), 15.0)
        - 2.8 * min(max(km - 51.0, 0.0), 20.0)
        - 2.0 * min(max(km - 71.0, 0.0), 13.852)
    )


@inlined
def acceleration(
    x, y, z, vx, vy, vz, elapsed,
    mass, flow, thrust, exit_area, follow, px, py, pz, qx, qy, qz, drag_area, curve, wind_east, wind_north,
    air, wind, drag,
):  # fmt: skip
    """Inertial acceleration [m/s2] at ECI position and velocity, `elapsed` [s] into the segment; then the height [m].

    `wind` is a table or None; for None the compiler leaves out all that wind needs.
    """
    p2 = x * x + y * y
    r2 = p2 + z * z
    inverse_r = inverse_root(r2)
    inverse_r2 = inverse_r * inverse_r
    sine2 = z * z * inverse_r2
    flat = J2_FACTOR * inverse_r2
    zz = 5.0 * sine2
    g = -MU * inverse_r2 * inverse_r
    g_equatorial = g * (1.0 + flat * (1.0 - zz))
    g_polar = g * (1.0 + flat * (3.0 - zz))

    rx = vx + OMEGA * y
    ry = vy - OMEGA * x
    m = mass - flow * elapsed
    height = height_at(sine2, RADIUS * inverse_r, r2 * inverse_r)
    h = max(height, 0.0)
    inverse_fold = inverse(h + HEIGHT_FOLD)
    cell = min(h * inverse_fold * AIR_CELLS, LAST_CELL)
    j = int(cell)
    u = cell - j
    c0, c1, c2 = read_row(air, j, AIR_ROW, 0)
    density = c0 + u * (c1 + u * c2)
    warmth = temperature(height)

    if wind is None:
        ax, ay, az = rx, ry, vz
    else:
        # Velocity relative to the moving air; north and east are those of the sphere.
        c0, c1, c2 = read_row(wind, j, WIND_ROW, 0)
        east = wind_east * (c0 + u * (c1 + u * c2))
        c0, c1, c2 = read_row(wind, j, WIND_ROW, 4)
        north = wind_north * (c0 + u * (c1 + u * c2))
        inverse_p = inverse_root(p2 + _TINY)
        across = east * inverse_p
        inward = north * z * inverse_r * inverse_p
        ax = rx + across * y + inward * x
        ay = ry - across * x + inward * y
        az = vz - north * p2 * inverse_p * inverse_r
    v2 = ax * ax + ay * ay + az * az + _SLOWEST2
    speed = v2 * inverse_root(v2)
    pace = speed + 1.0
    ux = follow * rx + pace * (px + qx * elapsed)
    uy = follow * ry + pace * (py + qy * elapsed)
    uz = follow * vz + pace * (pz + qz * elapsed)
    inverse_mass = inverse(m)
    per_mass_and_size = inverse_mass * inverse_root(ux * ux + uy * uy + uz * uz + _SLOWEST2)
    t = warmth * (1.0 / 60.0) - 4.0
    slowness = _S0 + t * (_S1 + t * (_S2 + t * (_S3 + t * _S4)))
    mach_cell = min(speed * slowness, MACH_CELLS - 1e-9)
    j = int(mach_cell)
    u = mach_cell - j
    c0, c1, c2 = read_row(drag, j + int(curve), DRAG_ROW, 0)
    coefficient = c0 + u * (c1 + u * c2)

    resistance = 0.5 * density * speed * coefficient * drag_area * inverse_mass
    force = (thrust - exit_area * density * warmth * GAS_CONSTANT) * per_mass_and_size
    return (
        g_equatorial * x - resistance * ax + force * ux,
        g_equatorial * y - resistance * ay + force * uy,
        g_polar * z - resistance * az + force * uz,
        height,
    )
