"""Where the thrust points in the segment about to be flown: writes the segment's seven direction numbers.

`steer_up` (vertical rise and kick), `steer_along` (gravity turn, with or without an offset) and `steer_to_orbit`
(linear tangent law). Yaw turns the plane of thrust to the right of the velocity at a stage's ignition and holds it;
a steering failure turns the thrust to the right from its time on.
"""

# Kernels are typed by Numba when they are compiled.
# pyright: reportMissingParameterType=false, reportUnusedFunction=false
from __future__ import annotations

import math

from downrange.flight import guidance
from downrange.flight.compiling import kernel
from downrange.flight.forces import (
    FOLLOW,
    J2_FACTOR,
    MASS,
    MASS_FLOW,
    MU,
    OMEGA,
    RADIUS,
    RAMP_X,
    STEADY_X,
    THRUST,
)
from downrange.flight.layout import (
    AZIMUTH,
    BURN_END,
    CUT_TIME,
    FAILURE,
    FAIRING_KEPT,
    FAIRING_MASS,
    HAS_NORMAL,
    KICK_ANGLE,
    LATITUDE,
    LONGITUDE,
    MASS_NOW,
    NORMAL_X,
    NORMAL_Y,
    NORMAL_Z,
    NOT_PARKED,
    NOW,
    OFFSET,
    PARK_APOGEE,
    PARK_PERIGEE,
    PARKED,
    RELIT,
    SOLVE_TIME,
    SOLVED,
    STAGE,
    STAGE_SIZE,
    STAGES,
    TANGENT,
    TANGENT_RATE,
    TARGET_APOGEE,
    TARGET_PERIGEE,
    WITH_FAIRING,
    YAW,
)

GRAVITY = 9.8
"""Good enough for foretelling the climb during the kick [m/s2]."""
KICK_TIME = 10.0
"""The tilt from the vertical grows over this long after the vertical rise [s]."""


@kernel
def _write(p, follow, px, py, pz, qx, qy, qz):
    p[FOLLOW] = follow
    p[STEADY_X], p[STEADY_X + 1], p[STEADY_X + 2] = px, py, pz
    p[RAMP_X], p[RAMP_X + 1], p[RAMP_X + 2] = qx, qy, qz


@kernel
def steer_up(x, d, p, y, tilting):
    """Vertical rise, or the kick towards the launch azimuth, held against the turning ground.

    Held in the inertial frame of lift-off instead, the vertical leans west by 0.1 degrees in 25 s: with a kick of two
    degrees that turns the whole ascent by three to eight degrees of azimuth. The kick also takes out what sideways
    speed the turning ground (Coriolis) gives by its end, as a vehicle that steers to its azimuth does.
    """
    sl, cl = math.sin(x[LATITUDE]), math.cos(x[LATITUDE])
    longitude = x[LONGITUDE] + OMEGA * d[NOW]
    so, co = math.sin(longitude), math.cos(longitude)
    ux, uy, uz = cl * co, cl * so, sl
    east, north = math.sin(x[AZIMUTH]), math.cos(x[AZIMUTH])
    fx, fy, fz = -so * east - sl * co * north, co * east - sl * so * north, cl * north
    right = math.tan(d[OFFSET])
    rx, ry, rz = fy * uz - fz * uy, fz * ux - fx * uz, fx * uy - fy * ux
    ramp = math.tan(x[KICK_ANGLE]) / KICK_TIME if tilting else 0.0
    aside = 0.0
    if tilting:
        push = p[THRUST] / p[MASS]
        vx, vy, vz = y[3] + OMEGA * y[1], y[4] - OMEGA * y[0], y[5]
        climb = (vx * ux + vy * uy + vz * uz) * KICK_TIME + 0.5 * (push - GRAVITY) * KICK_TIME * KICK_TIME
        drift = vx * rx + vy * ry + vz * rz + 2.0 * OMEGA * climb * (rx * uy - ry * ux)
        aside = -2.0 * drift / (push * KICK_TIME * KICK_TIME)
    qx = ramp * fx + aside * rx - OMEGA * uy
    qy = ramp * fy + aside * ry + OMEGA * ux
    qz = ramp * fz + aside * rz
    _write(p, 0.0, ux + right * rx, uy + right * ry, uz + right * rz, qx, qy, qz)


@kernel
def _thrust_plane(x, d, ux, uy, uz, vx, vy, vz):
    """Horizontal direction in the plane of thrust; fixes the plane at its first call after an ignition."""
    if d[HAS_NORMAL] == 0.0:
        up = vx * ux + vy * uy + vz * uz
        fx, fy, fz = vx - up * ux, vy - up * uy, vz - up * uz
        scale = 1.0 / math.sqrt(fx * fx + fy * fy + fz * fz + 1e-12)
        fx, fy, fz = fx * scale, fy * scale, fz * scale
        yaw = x[STAGES + int(d[STAGE]) * STAGE_SIZE + YAW] if d[PARKED] != RELIT else 0.0
        c, s = math.cos(yaw), math.sin(yaw)
        # Right of forward, seen from above: forward x up.
        fx, fy, fz = (
            c * fx + s * (fy * uz - fz * uy),
            c * fy + s * (fz * ux - fx * uz),
            c * fz + s * (fx * uy - fy * ux),
        )
        d[NORMAL_X], d[NORMAL_Y], d[NORMAL_Z] = uy * fz - uz * fy, uz * fx - ux * fz, ux * fy - uy * fx
        d[HAS_NORMAL] = 1.0
    nx, ny, nz = d[NORMAL_X], d[NORMAL_Y], d[NORMAL_Z]
    fx, fy, fz = ny * uz - nz * uy, nz * ux - nx * uz, nx * uy - ny * ux
    scale = 1.0 / math.sqrt(fx * fx + fy * fy + fz * fz + 1e-12)
    return fx * scale, fy * scale, fz * scale


@kernel
def _turned(angle, fx, fy, fz, ux, uy, uz):
    """Horizontal direction turned right by `angle`."""
    if angle == 0.0:
        return fx, fy, fz
    c, s = math.cos(angle), math.sin(angle)
    return c * fx + s * (fy * uz - fz * uy), c * fy + s * (fz * ux - fx * uz), c * fz + s * (fx * uy - fy * ux)


@kernel
def steer_along(x, d, p, y):
    """Gravity turn along the Earth-relative velocity; True when an offset from it has to be renewed now and then."""
    yaw = x[STAGES + int(d[STAGE]) * STAGE_SIZE + YAW]
    if yaw == 0.0 and d[OFFSET] == 0.0:
        _write(p, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        return False
    r = math.sqrt(y[0] * y[0] + y[1] * y[1] + y[2] * y[2])
    ux, uy, uz = y[0] / r, y[1] / r, y[2] / r
    vx, vy, vz = y[3] + OMEGA * y[1], y[4] - OMEGA * y[0], y[5]
    speed = math.sqrt(vx * vx + vy * vy + vz * vz) + 1e-9
    vx, vy, vz = vx / speed, vy / speed, vz / speed
    up = vx * ux + vy * uy + vz * uz
    level = math.sqrt(max(1.0 - up * up, 0.0))
    if yaw == 0.0:
        scale = 1.0 / (level + 1e-12)
        fx, fy, fz = (vx - up * ux) * scale, (vy - up * uy) * scale, (vz - up * uz) * scale
    else:
        fx, fy, fz = _thrust_plane(x, d, ux, uy, uz, vx, vy, vz)
    fx, fy, fz = _turned(d[OFFSET], fx, fy, fz, ux, uy, uz)
    _write(p, 1.0, level * fx + up * ux - vx, level * fy + up * uy - vy, level * fz + up * uz - vz, 0.0, 0.0, 0.0)
    return True


@kernel
def _coasting_energy(y, low, high, sine2):
    """Kepler energy at radius `low`, half an orbit before an apogee of radius `high`, in the flattened Earth's field.

    Energy is the same at both ends, which lie at opposite latitudes; momentum changes by the field's torque, to first
    order in eccentricity. Without this, apogees of polar orbits miss by 25 km.
    """
    hx, hy, hz = y[1] * y[5] - y[2] * y[4], y[2] * y[3] - y[0] * y[5], y[0] * y[4] - y[1] * y[3]
    level2 = hx * hx + hy * hy
    tilt2 = level2 / (level2 + hz * hz)
    factor = J2_FACTOR / 1.5
    parameter = 2.0 * low * high / (low + high)
    gain = -2.0 * factor / (parameter * parameter) * (high - low) / (high + low) * (tilt2 - 2.0 * sine2)
    flat = 0.5 * MU * factor * (3.0 * sine2 - 1.0)
    fall = MU * (1.0 / low - 1.0 / high) - flat * (1.0 / (low * low * low) - 1.0 / (high * high * high))
    share = max(1.0 - low * low / (high * high) * (1.0 + 2.0 * gain), 1e-6)
    return fall / share - MU / low


@kernel
def steer_to_orbit(x, d, p, y, stages):
    """Solve the tangent law from here and write it; returns the time to go to the planned cut-off [s]."""
    r2 = y[0] * y[0] + y[1] * y[1] + y[2] * y[2]
    r = math.sqrt(r2)
    ux, uy, uz = y[0] / r, y[1] / r, y[2] / r
    vr = y[3] * ux + y[4] * uy + y[5] * uz
    # Thrust goes on along the Earth-relative course: in the plane of the inertial velocity, which the turning Earth
    # bends east while it is slow, every northward ascent would end three degrees flatter than such launches do.
    # A second burn, half an orbit on, goes along the orbit.
    turning = OMEGA if d[PARKED] != RELIT else 0.0
    fx, fy, fz = _thrust_plane(x, d, ux, uy, uz, y[3] + turning * y[1], y[4] - turning * y[0], y[5])
    vh = y[3] * fx + y[4] * fy + y[5] * fz
    across2 = max(y[3] * y[3] + y[4] * y[4] + y[5] * y[5] - vr * vr - vh * vh, 0.0)
    # The field's pull here, flattening included, stands for a central field over the rest of the flight.
    sine2 = uz * uz
    mu = MU * (1.0 + J2_FACTOR / r2 * (1.0 - 3.0 * sine2))
    parks = x[PARK_PERIGEE] > 0.0 and d[PARKED] == NOT_PARKED
    perigee = x[PARK_PERIGEE] if parks else x[TARGET_PERIGEE]
    apogee = x[PARK_APOGEE] if parks else x[TARGET_APOGEE]
    radius = RADIUS + perigee
    energy = -MU / (2.0 * RADIUS + perigee + apogee)
    if parks:
        energy = _coasting_energy(y, radius, RADIUS + apogee, sine2)
    sheds = d[WITH_FAIRING] == 1.0 and int(x[FAILURE]) != FAIRING_KEPT
    mass = d[MASS_NOW] - (x[FAIRING_MASS] if sheds else 0.0)
    thrust = p[THRUST]
    turns = guidance.LATER_TURNS if d[SOLVED] == 2.0 else guidance.STAGE_TURNS
    if d[SOLVED] == 0.0:
        turns = guidance.FIRST_TURNS
        d[TANGENT] = min(max(vr / max(vh, 1.0), 0.0), 1.0) + 0.2
        d[TANGENT_RATE] = d[TANGENT] / 300.0
    else:
        d[TANGENT] -= d[TANGENT_RATE] * (d[NOW] - d[SOLVE_TIME])
    tangent, rate, to_go, reached = guidance.solve(
        x, stages, int(d[STAGE]), r, vr, vh, across2, mu, mass, d[BURN_END] - d[NOW], thrust, p[MASS_FLOW],
        d[TANGENT], d[TANGENT_RATE], radius, energy, turns,
    )  # fmt: skip
    d[SOLVED] = 2.0
    d[SOLVE_TIME] = d[NOW]
    d[TANGENT], d[TANGENT_RATE] = tangent, rate
    d[CUT_TIME] = d[NOW] + to_go if reached else math.inf
    fx, fy, fz = _turned(d[OFFSET], fx, fy, fz, ux, uy, uz)
    # The local level turns with the motion; the segment's axes do not.
    ramp = -rate - (1.0 + tangent * tangent) * vh / r
    _write(p, 0.0, fx + tangent * ux, fy + tangent * uy, fz + tangent * uz, ramp * ux, ramp * uy, ramp * uz)
    return to_go
