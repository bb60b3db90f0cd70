"""The right-hand side: acceleration of one body, in plain arithmetic and table look-ups so that it also runs in lanes.

A segment of flight is fifteen numbers (`SEGMENT_*`): mass falling linearly, thrust less back-pressure, and a thrust
direction `follow x v_relative + (V + 1)(steady + ramp x t)`, which holds vertical rise, kick, gravity turn, gravity turn
with an offset, and the linear tangent law.
"""

from __future__ import annotations

import math

from downrange.earth import ellipsoid
from downrange.earth.atmosphere import GAS_CONSTANT, GEOPOTENTIAL_RADIUS, HEAT_RATIO
from downrange.flight.compiling import inlined
from downrange.flight.tables import AIR_CELLS, AIR_ROW, DRAG_ROW, HEIGHT_FOLD, MACH_CELL, MACH_CELLS

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
_J2_FACTOR = 1.5 * ellipsoid.J2 * RADIUS * RADIUS
_AXIS_RATIO = ellipsoid.POLAR_RADIUS / RADIUS
_E2_RADIUS = _E2 * RADIUS
_EP2_POLAR = ellipsoid.SECOND_ECCENTRICITY2 * ellipsoid.POLAR_RADIUS
_INVERSE_GEOPOTENTIAL = 1.0 / GEOPOTENTIAL_RADIUS
_SOUND = HEAT_RATIO * GAS_CONSTANT
_TINY = 1e-3  # [m2] keeps the axis of rotation from dividing by zero
LAST_CELL = AIR_CELLS - 1e-6
CURVE = float(MACH_CELLS * DRAG_ROW)
"""Offset of the tumbling body's curve in the drag table."""


@inlined
def geodetic(x, y, z):
    """Geodetic height [m], sine and cosine of latitude, and 1 / distance from the axis.

    Source: Bowring (1985), one step from the reduced latitude: exact to a micrometer below 1000 km.
    """
    p2 = x * x + y * y + _TINY
    inverse_p = 1.0 / math.sqrt(p2)
    p = p2 * inverse_p
    inverse_r = 1.0 / math.sqrt(p2 + z * z)
    tangent = _AXIS_RATIO * z * inverse_p * (1.0 + _EP2_POLAR * inverse_r)
    cosine = 1.0 / math.sqrt(1.0 + tangent * tangent)
    sine = tangent * cosine
    n = z + _EP2_POLAR * sine * sine * sine
    d = p - _E2_RADIUS * cosine * cosine * cosine
    scale = 1.0 / math.sqrt(n * n + d * d)
    s = n * scale
    c = d * scale
    return p * c + z * s - RADIUS * math.sqrt(1.0 - _E2 * s * s), s, c, inverse_p


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
    air, drag,
):  # fmt: skip
    """Inertial acceleration [m/s2] at ECI position and velocity, `elapsed` [s] into the segment."""
    p2 = x * x + y * y
    z2 = z * z
    inverse_r2 = 1.0 / (p2 + z2)
    inverse_r = math.sqrt(inverse_r2)
    k = _J2_FACTOR * inverse_r2
    zz = 5.0 * z2 * inverse_r2
    g = -MU * inverse_r2 * inverse_r
    g_equatorial = g * (1.0 + k * (1.0 - zz))
    g_polar = g * (1.0 + k * (3.0 - zz))

    height, s, c, inverse_p = geodetic(x, y, z)
    h = max(height, 0.0)
    cell = h / (h + HEIGHT_FOLD) * AIR_CELLS
    cell = min(cell, LAST_CELL)
    j = int(cell)
    u = cell - j
    j *= AIR_ROW
    density = air[j] + u * (air[j + 1] + u * air[j + 2])
    east = wind_east * (air[j + 3] + u * (air[j + 4] + u * air[j + 5]))
    north = wind_north * (air[j + 6] + u * (air[j + 7] + u * air[j + 8]))
    warmth = temperature(height)
    pressure = density * warmth * GAS_CONSTANT

    # Velocity relative to the turning Earth, then to the moving air.
    rx = vx + OMEGA * y
    ry = vy - OMEGA * x
    ex = -y * inverse_p
    ey = x * inverse_p
    ax = rx - east * ex + north * s * ey
    ay = ry - east * ey - north * s * ex
    az = vz - north * c
    speed = math.sqrt(ax * ax + ay * ay + az * az)
    mach_cell = min(speed / math.sqrt(_SOUND * warmth) * (1.0 / MACH_CELL), MACH_CELLS - 1e-9)
    j = int(mach_cell)
    u = mach_cell - j
    j = j * DRAG_ROW + int(curve)
    coefficient = drag[j] + u * (drag[j + 1] + u * drag[j + 2])

    inverse_mass = 1.0 / (mass - flow * elapsed)
    resistance = 0.5 * density * speed * coefficient * drag_area * inverse_mass
    pace = speed + 1.0
    ux = follow * rx + pace * (px + qx * elapsed)
    uy = follow * ry + pace * (py + qy * elapsed)
    uz = follow * vz + pace * (pz + qz * elapsed)
    force = (thrust - exit_area * pressure) * inverse_mass / math.sqrt(ux * ux + uy * uy + uz * uz + 1e-30)
    return (
        g_equatorial * x - resistance * ax + force * ux,
        g_equatorial * y - resistance * ay + force * uy,
        g_polar * z - resistance * az + force * uz,
    )
