"""The last kilometers of a light falling body, which sinks at its terminal speed and drifts with the wind.

There the equation of motion is stiff, and an explicit integrator would creep for minutes of fall with steps of a second
or two; the answer is a quadrature over height. Used once the body is within `NEAR` of its sinking speed; sideways it
relaxes to the wind by the exact solution of each slice. Against full integration impacts move by a meter or two.
"""

# Kernels are typed by Numba when they are compiled.
# pyright: reportMissingParameterType=false, reportUnusedFunction=false
from __future__ import annotations

import math

from downrange.earth.atmosphere import GAS_CONSTANT, HEAT_RATIO
from downrange.earth.ellipsoid import ECCENTRICITY2
from downrange.flight.compiling import kernel
from downrange.flight.forces import (
    DRAG_AREA,
    DRAG_CURVE,
    J2_FACTOR,
    MU,
    OMEGA,
    RADIUS,
    WIND_EAST,
    WIND_NORTH,
    geodetic,
    temperature,
)
from downrange.flight.tables import AIR_CELLS, AIR_ROW, DRAG_ROW, HEIGHT_FOLD, MACH_CELL, WIND_ROW

HIGHEST = 25e3
"""Looked for below this height only [m]."""
QUIET2 = 1.5**2
"""... and where the square of its acceleration is below this [m2/s4]: a cheap first look."""
NEAR = 0.06
"""Largest departure from the sinking speed, as a fraction of it."""
FASTEST = 75.0
"""Above this sinking speed the first order is not enough, nor the motion stiff [m/s]."""
HEAVIEST = 300.0
"""A ballistic coefficient above this sinks faster than that even at sea level [kg/m2]."""
SLICE, CALM_SLICE = 250.0, 1000.0
"""Height of one slice of the quadrature, fine enough for the wind's changes, and without them [m]."""


@kernel
def sinking(height, gravity, coefficient, p, air, wind, drag):
    """Sinking speed [m/s], rate of relaxing to it [1/s], wind and its change with height, and the drag coefficient.

    `coefficient` is a guess at the last, such as that of a height nearby.
    """
    cell = height / (height + HEIGHT_FOLD) * AIR_CELLS
    j = int(cell)
    u = cell - j
    fold = AIR_CELLS * HEIGHT_FOLD / (height + HEIGHT_FOLD) ** 2
    k = j * AIR_ROW
    density = air[k] + u * (air[k + 1] + u * air[k + 2])
    slope = (air[k + 1] + 2.0 * u * air[k + 2]) * fold
    east = north = east_slope = north_slope = 0.0
    if wind is not None:
        k = j * WIND_ROW
        east = p[WIND_EAST] * (wind[k] + u * (wind[k + 1] + u * wind[k + 2]))
        north = p[WIND_NORTH] * (wind[k + 4] + u * (wind[k + 5] + u * wind[k + 6]))
        east_slope = p[WIND_EAST] * fold * (wind[k + 1] + 2.0 * u * wind[k + 2])
        north_slope = p[WIND_NORTH] * fold * (wind[k + 5] + 2.0 * u * wind[k + 6])
    slowness = 1.0 / (math.sqrt(HEAT_RATIO * GAS_CONSTANT * temperature(height)) * MACH_CELL)
    balance = 2.0 * gravity / (density * p[DRAG_AREA])
    speed = 0.0
    for _ in range(2):
        speed = math.sqrt(balance / coefficient)
        mach_cell = min(speed * slowness, 8.0)
        k = int(mach_cell)
        f = mach_cell - k
        k = (k + int(p[DRAG_CURVE])) * DRAG_ROW
        coefficient = drag[k] + f * (drag[k + 1] + f * drag[k + 2])
    # The body slows as the air thickens: its inertia keeps it a little faster than the balance of forces.
    speed *= math.sqrt(1.0 - 0.5 * speed * speed * slope / (density * gravity))
    rate = 0.5 * density * coefficient * p[DRAG_AREA] * speed
    return speed, rate, east, north, east_slope, north_slope, coefficient


@kernel
def _drift(velocity, wind, wind_slope, speed, rate, wait):
    """Velocity after, and way made in, `wait` [s] of relaxing to a wind that changes evenly on the way down."""
    lag = speed * wind_slope / rate
    fade = math.exp(-rate * wait)
    half = 0.5 * speed * wait * wind_slope
    left = velocity - (wind + half + lag)
    return wind - half + lag + left * fade, (wind + lag) * wait + left * (1.0 - fade) / rate


@kernel
def settle(y, now, p, air, wind, drag):
    """Time, latitude and longitude of impact, when the body sinks at terminal speed from here; else a time of -1."""
    height, s, c, inverse_p = geodetic(y[0], y[1], y[2])
    if height > HIGHEST or height <= 0.0:
        return -1.0, 0.0, 0.0
    ex, ey = -y[1] * inverse_p, y[0] * inverse_p
    nx, ny, nz = -s * ey, s * ex, c
    upx, upy, upz = c * ey, -c * ex, s
    rx, ry, rz = y[3] + OMEGA * y[1], y[4] - OMEGA * y[0], y[5]
    down = -(rx * upx + ry * upy + rz * upz)
    if down <= 0.0:
        return -1.0, 0.0, 0.0
    r2 = y[0] * y[0] + y[1] * y[1] + y[2] * y[2]
    gravity = MU / r2 * (1.0 + J2_FACTOR / r2 * (1.0 - 3.0 * s * s)) - OMEGA * OMEGA * RADIUS * c * c
    speed, rate, east, north, _, _, coefficient = sinking(height, gravity, 0.8, p, air, wind, drag)
    if speed > FASTEST or abs(down - speed) > NEAR * speed:
        return -1.0, 0.0, 0.0
    u_east = rx * ex + ry * ey
    u_north = rx * nx + ry * ny + rz * nz
    if (u_east - east) ** 2 + (u_north - north) ** 2 > 0.25 * speed * speed:
        return -1.0, 0.0, 0.0
    time = -0.5 * (down - speed) / (speed * rate)
    to_east = to_north = 0.0
    slices = max(math.ceil(height / (CALM_SLICE if wind is None else SLICE)), 1)
    slice_height = height / slices
    for i in range(slices):
        h = height - (i + 0.5) * slice_height
        local = gravity * (1.0 + 2.0 * (height - h) / RADIUS) - 2.0 * OMEGA * c * u_east
        speed, rate, east, north, east_slope, north_slope, coefficient = sinking(
            h, local, coefficient, p, air, wind, drag
        )
        slant = (u_east - east) ** 2 + (u_north - north) ** 2
        wait = slice_height / speed * (1.0 + 0.25 * slant / (speed * speed))
        time += wait
        east += 2.0 * OMEGA * c * speed / rate
        u_east, way = _drift(u_east, east, east_slope, speed, rate, wait)
        to_east += way
        u_north, way = _drift(u_north, north, north_slope, speed, rate, wait)
        to_north += way
    w = math.sqrt(1.0 - ECCENTRICITY2 * s * s)
    latitude = math.atan2(s, c) + to_north * w * w * w / (RADIUS * (1.0 - ECCENTRICITY2))
    longitude = math.atan2(y[1], y[0]) - OMEGA * now + to_east * w / (RADIUS * max(c, 1e-6))
    longitude -= 2.0 * math.pi * math.floor((longitude + math.pi) / (2.0 * math.pi))
    return now + time, latitude, longitude
