"""The last kilometers of a light falling body, which sinks at its terminal speed and drifts with the wind.

There the equation of motion is stiff, and an explicit integrator would creep for minutes of fall with steps of a second
or two; the answer is a quadrature over height. Used once the body is within `NEAR` of terminal motion; what is left of
its transient is carried along to first order. Against full integration impacts move by a meter or two.
"""

from __future__ import annotations

import math

from downrange.earth.atmosphere import GAS_CONSTANT, HEAT_RATIO
from downrange.earth.ellipsoid import ECCENTRICITY2
from downrange.flight.compiling import kernel
from downrange.flight.forces import (
    DRAG_AREA,
    DRAG_CURVE,
    MU,
    OMEGA,
    RADIUS,
    WIND_EAST,
    WIND_NORTH,
    geodetic,
    temperature,
)
from downrange.flight.tables import AIR_CELLS, AIR_ROW, DRAG_ROW, HEIGHT_FOLD, MACH_CELL

HIGHEST = 25e3
"""Looked for below this height only [m]."""
NEAR = 0.06
"""Largest departure from terminal motion, as a fraction of its speed."""
FASTEST = 75.0
"""Above this sinking speed the first order is not enough, nor the motion stiff [m/s]."""
SLICE = 500.0
"""Height of one slice of the quadrature [m]."""


@kernel
def sinking(height, gravity, p, air, drag):
    """Speed of the body at `height`: downwards, east, north [m/s], slowly varying terms to first order."""
    cell = height / (height + HEIGHT_FOLD) * AIR_CELLS
    j = int(cell)
    u = cell - j
    j *= AIR_ROW
    density = air[j] + u * (air[j + 1] + u * air[j + 2])
    fold = AIR_CELLS * HEIGHT_FOLD / (height + HEIGHT_FOLD) ** 2
    slope = (air[j + 1] + 2.0 * u * air[j + 2]) * fold
    sound = math.sqrt(HEAT_RATIO * GAS_CONSTANT * temperature(height))
    coefficient = 0.8
    speed = 0.0
    for _ in range(4):
        speed = math.sqrt(gravity / (0.5 * density * coefficient * p[DRAG_AREA]))
        mach = min(speed / sound, 1.0) / MACH_CELL
        k = int(mach)
        f = mach - k
        k = k * DRAG_ROW + int(p[DRAG_CURVE])
        coefficient = drag[k] + f * (drag[k + 1] + f * drag[k + 2])
    # The body slows as the air thickens: its inertia keeps it a little faster than the balance of forces.
    speed *= math.sqrt(1.0 - 0.5 * speed * speed * slope / (density * gravity))
    # It also keeps some of the wind it comes from.
    lag = speed * speed / gravity * fold
    east = air[j + 3] + u * (air[j + 4] + u * air[j + 5]) + lag * (air[j + 4] + 2.0 * u * air[j + 5])
    north = air[j + 6] + u * (air[j + 7] + u * air[j + 8]) + lag * (air[j + 7] + 2.0 * u * air[j + 8])
    return speed, p[WIND_EAST] * east, p[WIND_NORTH] * north


@kernel
def settle(y, now, p, air, drag):
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
    gravity = MU / r2 - OMEGA * OMEGA * RADIUS * c * c
    speed, east, north = sinking(height, gravity, p, air, drag)
    if speed > FASTEST or abs(down - speed) > NEAR * speed:
        return -1.0, 0.0, 0.0
    coriolis = 2.0 * OMEGA * c / gravity
    left_east = rx * ex + ry * ey - east - coriolis * speed * speed
    left_north = rx * nx + ry * ny + rz * nz - north
    if left_east * left_east + left_north * left_north > NEAR * NEAR * speed * speed:
        return -1.0, 0.0, 0.0
    relaxing = speed / gravity
    to_east = left_east * relaxing
    to_north = left_north * relaxing
    time = -0.5 * (down - speed) * relaxing / speed
    slices = max(math.ceil(height / SLICE), 1)
    slice_height = height / slices
    for i in range(slices):
        speed, east, north = sinking((i + 0.5) * slice_height, gravity, p, air, drag)
        wait = slice_height / speed
        time += wait
        to_east += (east + coriolis * speed * speed) * wait
        to_north += north * wait
    w = math.sqrt(1.0 - ECCENTRICITY2 * s * s)
    latitude = math.atan2(s, c) + to_north * w * w * w / (RADIUS * (1.0 - ECCENTRICITY2))
    longitude = math.atan2(y[1], y[0]) - OMEGA * now + to_east * w / (RADIUS * max(c, 1e-6))
    longitude -= 2.0 * math.pi * math.floor((longitude + math.pi) / (2.0 * math.pi))
    return now + time, latitude, longitude
