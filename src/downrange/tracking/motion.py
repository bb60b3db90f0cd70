"""How a tracked object moves, as compiled kernels: boost, coast and fall in the Earth-fixed frame.

The state is eleven numbers: position and velocity (ECEF), log of the thrust acceleration, one over the exhaust
velocity, pitch and yaw of the thrust from the velocity, log of the drag area per mass. A mode uses those it knows of.
Boost: thrust along the velocity, turned by slowly wandering angles, growing as mass burns off: d(log a)/dt = a / c.
Source: Li and Jilkov (2001), A survey of maneuvering target tracking, part II: ballistic target models.
"""

from __future__ import annotations

import math

import numpy as np

from downrange.earth import ellipsoid
from downrange.earth.atmosphere import air
from downrange.records.flight import Array
from downrange.tracking.compiling import kernel
from downrange.tracking.rows import DISPLAY_SEEN, POINT_SEEN

THRUST, FLOW, PITCH, YAW, DRAG, SIZE = 6, 7, 8, 9, 10, 11
BOOST, COAST, FALL, MODES = range(4)
MU, OMEGA, RADIUS = ellipsoid.MU, ellipsoid.ROTATION, ellipsoid.EQUATORIAL_RADIUS
_J2_FACTOR = 1.5 * ellipsoid.J2 * RADIUS * RADIUS
_E2 = ellipsoid.ECCENTRICITY2
_AXIS_RATIO = ellipsoid.POLAR_RADIUS / RADIUS
_EP2_POLAR = ellipsoid.SECOND_ECCENTRICITY2 * ellipsoid.POLAR_RADIUS
LIFT_SPEED = 15.0
"""Below about this speed thrust points up rather than along the velocity [m/s]."""
MOST_THRUST = 200.0
"""No stage pushes harder [m/s2], and none grows beyond 0.7 of it: propellant runs out first."""
ANGLE_TIME = 300.0
"""Thrust angles forget themselves over this long [s]."""
DENSITY_STEP = 1000.0
"""Rows of the density table are this far apart [m]."""
AIR_TOP, SCALE_HEIGHT = 110e3, 7e3
"""Above this nothing slows a fall; what the density falls by e in, below [m]."""
HARDEST_DRAG = 1.0
"""Drag takes at most this share of the speed a second: harder braking is over at once and upsets the steps [1/s]."""
VACUUM_STEP = 40.0
"""A Runge-Kutta step this long errs by a centimeter [s]."""
LOG_DENSITY = np.log(air(np.arange(0.0, 1001e3, DENSITY_STEP))[0])


@kernel
def height_of(x: float, y: float, z: float) -> float:
    """Geodetic height, one turn of Bowring's iteration: a millimeter near the ground, a meter in orbit."""
    p = math.sqrt(x * x + y * y) + 1e-9
    r = math.sqrt(p * p + z * z)
    tangent = _AXIS_RATIO * z / p * (1.0 + _EP2_POLAR / r)
    cosine = 1.0 / math.sqrt(1.0 + tangent * tangent)
    sine = tangent * cosine
    n = z + _EP2_POLAR * sine**3
    d = p - _E2 * RADIUS * cosine**3
    scale = 1.0 / math.sqrt(n * n + d * d)
    s, c = n * scale, d * scale
    return p * c + z * s - RADIUS * math.sqrt(1.0 - _E2 * s * s)


@kernel
def density_at(height: float, table: Array) -> float:
    """Air density [kg/m3], log-linear between the rows."""
    cell = min(max(height / DENSITY_STEP, -2.0), table.size - 1.001)
    j = max(int(cell), 0)
    return math.exp(table[j] + (cell - j) * (table[j + 1] - table[j]))


@kernel
def free_fall(x: float, y: float, z: float, u: float, v: float) -> tuple[float, float, float]:
    """Acceleration by gravity with J2 and by the turning frame."""
    r2 = x * x + y * y + z * z
    g = -MU / (r2 * math.sqrt(r2))
    k = _J2_FACTOR / r2
    zz = 5.0 * z * z / r2
    level = g * (1.0 + k * (1.0 - zz)) + OMEGA * OMEGA
    return level * x + 2.0 * OMEGA * v, level * y - 2.0 * OMEGA * u, g * (1.0 + k * (3.0 - zz)) * z


@kernel
def slowing(height: float, speed: float, area: float, table: Array) -> float:
    """Share of its speed that drag takes from a body of a drag area per mass [m2/kg], each second."""
    if height >= 200e3:
        return 0.0
    return min(0.5 * density_at(height, table) * speed * area, HARDEST_DRAG)


@kernel
def derivative(s: Array, mode: int, table: Array, out: Array) -> None:
    """Time derivative of a state in a mode, written to `out`."""
    x, y, z, u, v, w = s[0], s[1], s[2], s[3], s[4], s[5]
    r = math.sqrt(x * x + y * y + z * z)
    ax, ay, az = free_fall(x, y, z, u, v)
    out[6:] = 0.0
    if mode == BOOST:
        ux, uy, uz = x / r, y / r, z / r
        fx, fy, fz = u + LIFT_SPEED * ux, v + LIFT_SPEED * uy, w + LIFT_SPEED * uz
        scale = 1.0 / math.sqrt(fx * fx + fy * fy + fz * fz + 1e-12)
        fx, fy, fz = fx * scale, fy * scale, fz * scale
        # Right of the motion; in vertical flight the east serves.
        rx, ry, rz = fy * uz - fz * uy, fz * ux - fx * uz, fx * uy - fy * ux
        rx, ry = rx - 1e-3 * y / r, ry + 1e-3 * x / r
        scale = 1.0 / math.sqrt(rx * rx + ry * ry + rz * rz + 1e-18)
        rx, ry, rz = rx * scale, ry * scale, rz * scale
        nx, ny, nz = ry * fz - rz * fy, rz * fx - rx * fz, rx * fy - ry * fx
        a = min(math.exp(min(s[6], 7.0)), MOST_THRUST)
        up, right = s[8], s[9]
        along = 1.0 - 0.5 * (up * up + right * right) * (1.0 - (up * up + right * right) / 12.0)
        ax += a * (along * fx + up * nx + right * rx)
        ay += a * (along * fy + up * ny + right * ry)
        az += a * (along * fz + up * nz + right * rz)
        out[6] = a * s[7] if a < 0.7 * MOST_THRUST else 0.0
        out[8] = -s[8] / ANGLE_TIME
        out[9] = -s[9] / ANGLE_TIME
    elif mode == FALL:
        speed = math.sqrt(u * u + v * v + w * w)
        drag = slowing(height_of(x, y, z), speed, math.exp(min(max(s[10], -14.0), 2.0)), table)
        ax -= drag * u
        ay -= drag * v
        az -= drag * w
    out[0], out[1], out[2] = u, v, w
    out[3], out[4], out[5] = ax, ay, az


@kernel
def advance(s: Array, mode: int, h: float, table: Array, work: Array) -> None:
    """One Runge-Kutta step of `h` [s] in place; `work` is (5, 11) of scratch."""
    k1, k2, k3, k4, t = work[0], work[1], work[2], work[3], work[4]
    derivative(s, mode, table, k1)
    for i in range(SIZE):
        t[i] = s[i] + 0.5 * h * k1[i]
    derivative(t, mode, table, k2)
    for i in range(SIZE):
        t[i] = s[i] + 0.5 * h * k2[i]
    derivative(t, mode, table, k3)
    for i in range(SIZE):
        t[i] = s[i] + h * k3[i]
    derivative(t, mode, table, k4)
    for i in range(SIZE):
        s[i] += h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i])


@kernel
def pull(
    x: float, y: float, z: float, u: float, v: float, w: float, area: float, table: Array
) -> tuple[float, float, float]:
    """Acceleration of a body without thrust, of a drag area per mass [m2/kg]; as `derivative`, number by number."""
    ax, ay, az = free_fall(x, y, z, u, v)
    if x * x + y * y + z * z < (RADIUS + 200e3) ** 2:
        drag = slowing(height_of(x, y, z), math.sqrt(u * u + v * v + w * w), area, table)
        ax -= drag * u
        ay -= drag * v
        az -= drag * w
    return ax, ay, az


@kernel
def fall_to_ground(state: Array, most: float, table: Array, out: Array) -> None:
    """Fly a state without thrust to the ellipsoid or for `most` seconds: (landed, time, x, y, z, peak) to `out`."""
    x, y, z, u, v, w = state[0], state[1], state[2], state[3], state[4], state[5]
    area = math.exp(min(max(state[10], -14.0), 2.0))
    height = height_of(x, y, z)
    time, peak = 0.0, height
    out[0] = 0.0
    while time < most:
        peak = max(peak, height)
        climb = (x * u + y * v + z * w) / math.sqrt(x * x + y * y + z * z)
        if height < AIR_TOP:
            # A step may cost a quarter of the speed, and cross 0.4 of a scale height, at most.
            drag = 0.5 * density_at(height, table) * area * math.sqrt(u * u + v * v + w * w)
            h = max(min(0.25 / (drag + 1e-12), 0.4 * SCALE_HEIGHT / (abs(climb) + 1.0), 4.0), 0.02)
        else:
            h = min(VACUUM_STEP, max(1.0, 0.5 * (height - AIR_TOP) / max(-climb, 1.0)))
        g = 0.5 * h
        a1, b1, c1 = pull(x, y, z, u, v, w, area, table)
        u2, v2, w2 = u + g * a1, v + g * b1, w + g * c1
        a2, b2, c2 = pull(x + g * u, y + g * v, z + g * w, u2, v2, w2, area, table)
        u3, v3, w3 = u + g * a2, v + g * b2, w + g * c2
        a3, b3, c3 = pull(x + g * u2, y + g * v2, z + g * w2, u3, v3, w3, area, table)
        u4, v4, w4 = u + h * a3, v + h * b3, w + h * c3
        a4, b4, c4 = pull(x + h * u3, y + h * v3, z + h * w3, u4, v4, w4, area, table)
        sixth = h / 6.0
        x_new = x + sixth * (u + 2.0 * (u2 + u3) + u4)
        y_new = y + sixth * (v + 2.0 * (v2 + v3) + v4)
        z_new = z + sixth * (w + 2.0 * (w2 + w3) + w4)
        u, v, w = (
            u + sixth * (a1 + 2.0 * (a2 + a3) + a4),
            v + sixth * (b1 + 2.0 * (b2 + b3) + b4),
            w + sixth * (c1 + 2.0 * (c2 + c3) + c4),
        )
        below = height_of(x_new, y_new, z_new)
        time += h
        if not below > 0.0:
            if below != below:
                break
            share = 0.0 if height <= 0.0 else height / (height - below)
            out[0] = 1.0
            time += (share - 1.0) * h
            out[2], out[3], out[4] = x + share * (x_new - x), y + share * (y_new - y), z + share * (z_new - z)
            break
        x, y, z, height = x_new, y_new, z_new, below
    out[1] = time
    out[5] = peak


@kernel
def orbit_of(state: Array, out: Array) -> None:
    """Semi-major axis [m], eccentricity, inclination [rad], perigee and apogee heights above the equator [m]."""
    x, y, z = state[0], state[1], state[2]
    u, v, w = state[3] - OMEGA * y, state[4] + OMEGA * x, state[5]
    r = math.sqrt(x * x + y * y + z * z)
    speed2 = u * u + v * v + w * w
    hx, hy, hz = y * w - z * v, z * u - x * w, x * v - y * u
    h2 = hx * hx + hy * hy + hz * hz
    inverse_a = 2.0 / r - speed2 / MU
    if abs(inverse_a) < 1e-12:
        inverse_a = 1e-12
    a = 1.0 / inverse_a
    e = math.sqrt(max(1.0 - h2 / (MU * a), 0.0))
    out[0], out[1] = a, e
    out[2] = math.acos(min(max(hz / math.sqrt(h2 + 1e-9), -1.0), 1.0))
    out[3] = a * (1.0 - e) - RADIUS
    out[4] = a * (1.0 + e) - RADIUS if inverse_a > 0.0 else math.inf


@kernel
def sides_of(latitude: float, longitude: float, out: Array) -> None:
    """Unit vectors north, east and up at a place, rows of `out` (3, 3)."""
    s, c = math.sin(latitude), math.cos(latitude)
    so, co = math.sin(longitude), math.cos(longitude)
    out[0, 0], out[0, 1], out[0, 2] = -s * co, -s * so, c
    out[1, 0], out[1, 1], out[1, 2] = -so, co, 0.0
    out[2, 0], out[2, 1], out[2, 2] = c * co, c * so, s


@kernel
def measure(state: Array, kind: int, origin: Array, sides: Array, out: Array) -> None:
    """What a sensor at `origin` (ECEF), with axes `sides`, would measure of a state; in the order of the kind.

    A point is measured as north, east and up from `origin`, the place reported. Of a display the last two are not
    shown: speed and distance across the plane through `origin` whose normal is the first of `sides`.
    """
    if kind == DISPLAY_SEEN:
        out[0] = math.sqrt(state[3] ** 2 + state[4] ** 2 + state[5] ** 2)
        out[1] = height_of(state[0], state[1], state[2])
        n = sides[0]
        out[2] = n[0] * state[3] + n[1] * state[4] + n[2] * state[5]
        out[3] = n[0] * (state[0] - origin[0]) + n[1] * (state[1] - origin[1]) + n[2] * (state[2] - origin[2])
        return
    dx, dy, dz = state[0] - origin[0], state[1] - origin[1], state[2] - origin[2]
    north = sides[0, 0] * dx + sides[0, 1] * dy + sides[0, 2] * dz
    east = sides[1, 0] * dx + sides[1, 1] * dy + sides[1, 2] * dz
    up = sides[2, 0] * dx + sides[2, 1] * dy + sides[2, 2] * dz
    if kind == POINT_SEEN:
        out[0], out[1], out[2] = north, east, up
        return
    distance = math.sqrt(dx * dx + dy * dy + dz * dz) + 1e-6
    out[0] = distance
    out[1] = math.atan2(east, north)
    out[2] = math.asin(min(max(up / distance, -1.0), 1.0))
    out[3] = (dx * state[3] + dy * state[4] + dz * state[5]) / distance


@kernel
def root_of(matrix: Array, size: int, out: Array) -> bool:
    """Cholesky factor of the leading block; False when it has none."""
    for i in range(size):
        for j in range(i + 1):
            total = matrix[i, j]
            for k in range(j):
                total -= out[i, k] * out[j, k]
            if i == j:
                if not total > 0.0:
                    return False
                out[i, i] = math.sqrt(total)
            else:
                out[i, j] = total / out[j, j]
    return True


@kernel
def falls_of(mean: Array, covariance: Array, most: float, table: Array, out: Array) -> bool:
    """Where sigma points of a state come down: `fall_to_ground` and `orbit_of` in `out` (15, 11), middle first.

    The covariance is of position, velocity and drag; False when it is none.
    """
    used = np.array([0, 1, 2, 3, 4, 5, DRAG])
    root = np.zeros((7, 7))
    if not root_of(covariance, 7, root):
        thicker = covariance.copy()
        for i in range(7):
            thicker[i, i] *= 1.0 + 1e-4
        root[:] = 0.0
        if not root_of(thicker, 7, root):
            return False
    for k in range(15):
        point = mean.copy()
        if k > 0:
            j = (k - 1) % 7
            sign = 1.0 if k <= 7 else -1.0
            for i in range(7):
                point[used[i]] += sign * math.sqrt(7.0) * root[i, j]
        fall_to_ground(point, most, table, out[k, :6])
        orbit_of(point, out[k, 6:])
    return True
