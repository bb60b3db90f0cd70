"""The best steering there is: thrust direction at every moment that reaches an orbit with the most mass left.

An indirect method: by Pontryagin's principle the thrust lies along the primer vector, the costate of velocity, so that
six numbers at lift-off and the time of cut-off fix the whole flight. They are solved for by Newton's method on the
target orbit and the condition on its free anomaly. The vacuum problem is easy from any start; drag is then added in
steps, each solution the start of the next.
Source: Lawden (1963), Optimal Trajectories for Space Navigation; Bryson, Ho (1975), Applied Optimal Control, chapter 2.
"""

# Kernels are typed by Numba when they are compiled.
# pyright: reportMissingParameterType=false, reportUnusedFunction=false
from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from downrange.errors import FlightError
from downrange.flight.compiling import kernel
from downrange.records.flight import Array

UNKNOWNS = 7
"""Costate of velocity (3) and of position (3) at lift-off, and the length of the last burn."""
MU, OMEGA, RADIUS, DRAG, SCALE_HEIGHT, WORLD_SIZE = range(6)
DURATION, THRUST, FLOW, MASS = range(4)
COSTATE_TIME = 800.0
"""Scale between the costates of position and velocity [s]: both are then numbers near one."""
BURN_SCALE = 100.0
"""Scale of the last burn's length [s]."""
VACUUM_TURNS, DRAG_TURNS, LAST_TURNS = 40, 5, 10
CONVERGED = 1e-9
"""Largest residual, in units of the target's momentum and eccentricity, of the solution handed out."""
LOOSE = 1e-4
"""The same along the way."""
DRAG_POWER = 4.0
"""The continuation's steps are even in the fourth root of drag: the first thousandth changes the steering the most."""
FIRST_DRAG, SHORTEST_DRAG = 0.2, 1e-3
COARSE_STEP, FINE_STEP = 20.0, 2.5
"""Steps of integration along the way and at the end [s]; halving the latter moves the mass left by a milligram."""
LONGEST_TURN = 0.3
"""Newton's steps are cut to this change of any unknown, relative or absolute."""
HALVINGS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Burn:
    """A span of constant thrust and mass flow. The mass jumps freely between one and the next."""

    duration: float
    """s; of the last one the longest"""
    thrust: float
    """N"""
    flow: float
    """kg/s"""
    mass: float
    """at its start, kg"""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A round Earth that turns, with air that thins exponentially and turns along."""

    mu: float
    """m3/s2"""
    radius: float
    """m"""
    rotation: float
    """rad/s"""
    density: float
    """of the air at the radius, kg/m3"""
    scale_height: float
    """m"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orbit:
    """An orbit fixed in space, its anomaly free. SI, rad."""

    semi_major_axis: float
    eccentricity: float
    inclination: float
    ascending_node: float
    argument_of_perigee: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BestAscent:
    """The solution, or how far it got."""

    converged: bool
    mass: float
    """left at cut-off, kg"""
    burn_time: float
    """of the last burn, s"""
    residual: float
    """largest, in units of the target's momentum and eccentricity"""
    shots: int
    """flights integrated on the way"""
    costates: Array
    """[6] of velocity and position at lift-off, in units of 1 and 1 / COSTATE_TIME"""


@kernel
def _rates(y, t, burn, world, drag, o):
    """Rates of position, velocity and their costates, thrust along the costate of velocity."""
    rx, ry, rz, vx, vy, vz = y[0], y[1], y[2], y[3], y[4], y[5]
    bx, by, bz = y[9], y[10], y[11]
    r2 = rx * rx + ry * ry + rz * rz
    r = math.sqrt(r2)
    mass = burn[MASS] - burn[FLOW] * t
    g = world[MU] / (r2 * r)
    wx, wy, wz = vx + world[OMEGA] * ry, vy - world[OMEGA] * rx, vz
    speed = math.sqrt(wx * wx + wy * wy + wz * wz) + 1e-9
    k = 0.0
    if drag > 0.0:
        k = drag * world[DRAG] * math.exp(min((world[RADIUS] - r) / world[SCALE_HEIGHT], 3.0)) / mass
    push = burn[THRUST] / mass / math.sqrt(bx * bx + by * by + bz * bz)
    k_speed = k * speed
    b_w = bx * wx + by * wy + bz * wz
    b_r = bx * rx + by * ry + bz * rz
    # How drag answers to velocity, along the costate.
    qx = k * (speed * bx + b_w / speed * wx)
    qy = k * (speed * by + b_w / speed * wy)
    qz = k * (speed * bz + b_w / speed * wz)
    c = -3.0 * g * b_r / r2 - k_speed * b_w / (world[SCALE_HEIGHT] * r)
    o[0], o[1], o[2] = vx, vy, vz
    o[3] = push * bx - g * rx - k_speed * wx
    o[4] = push * by - g * ry - k_speed * wy
    o[5] = push * bz - g * rz - k_speed * wz
    o[6] = g * bx + c * rx - world[OMEGA] * qy
    o[7] = g * by + c * ry + world[OMEGA] * qx
    o[8] = g * bz + c * rz
    o[9], o[10], o[11] = qx - y[6], qy - y[7], qz - y[8]


@kernel
def _shoot(unknowns, burns, start, world, target, drag, longest, y, work, misses):
    """Fly with these unknowns; what the end misses the target by, seven numbers, goes to `misses`."""
    for c in range(6):
        y[c] = start[c]
    for c in range(3):
        y[6 + c] = unknowns[3 + c] / COSTATE_TIME
        y[9 + c] = unknowns[c]
    a, b, e, f, z = work[0], work[1], work[2], work[3], work[4]
    count = burns.shape[0]
    for i in range(count):
        duration = burns[i, DURATION] if i + 1 < count else unknowns[6] * BURN_SCALE
        steps = max(math.ceil(burns[i, DURATION] / longest), 1)
        h = duration / steps
        for s in range(steps):
            t = s * h
            _rates(y, t, burns[i], world, drag, a)
            for c in range(12):
                z[c] = y[c] + 0.5 * h * a[c]
            _rates(z, t + 0.5 * h, burns[i], world, drag, b)
            for c in range(12):
                z[c] = y[c] + 0.5 * h * b[c]
            _rates(z, t + 0.5 * h, burns[i], world, drag, e)
            for c in range(12):
                z[c] = y[c] + h * e[c]
            _rates(z, t + h, burns[i], world, drag, f)
            for c in range(12):
                y[c] += h / 6.0 * (a[c] + 2.0 * b[c] + 2.0 * e[c] + f[c])
    r = math.sqrt(y[0] * y[0] + y[1] * y[1] + y[2] * y[2])
    h0 = y[1] * y[5] - y[2] * y[4]
    h1 = y[2] * y[3] - y[0] * y[5]
    h2 = y[0] * y[4] - y[1] * y[3]
    mu = world[MU]
    e0 = (y[4] * h2 - y[5] * h1) / mu - y[0] / r - target[3]
    e1 = (y[5] * h0 - y[3] * h2) / mu - y[1] / r - target[4]
    e2 = (y[3] * h1 - y[4] * h0) / mu - y[2] / r - target[5]
    momentum = math.sqrt(target[0] * target[0] + target[1] * target[1] + target[2] * target[2])
    misses[0] = (h0 - target[0]) / momentum
    misses[1] = (h1 - target[1]) / momentum
    misses[2] = (h2 - target[2]) / momentum
    misses[3] = e0 * target[6] + e1 * target[7] + e2 * target[8]
    misses[4] = e0 * target[9] + e1 * target[10] + e2 * target[11]
    # A later cut-off on the same orbit must gain nothing.
    g = mu / (r * r * r)
    along = pull = size = 0.0
    for c in range(3):
        along += y[6 + c] * y[3 + c]
        pull += y[9 + c] * y[c]
        size += y[9 + c] * y[9 + c]
    misses[5] = 0.01 * (along - g * pull) / math.sqrt(size)
    misses[6] = unknowns[0] * unknowns[0] + unknowns[1] * unknowns[1] + unknowns[2] * unknowns[2] - 1.0


@kernel
def _copy(source, to):
    for c in range(UNKNOWNS):
        to[c] = source[c]


@kernel
def _largest(values):
    most = 0.0
    for c in range(UNKNOWNS):
        if not abs(values[c]) <= most:
            most = abs(values[c])
    return most


@kernel
def _solve_linear(matrix, right):
    """Gaussian elimination with row exchange, in place; the solution replaces `right`. False when singular."""
    for i in range(UNKNOWNS):
        best = i
        for j in range(i + 1, UNKNOWNS):
            if abs(matrix[j, i]) > abs(matrix[best, i]):
                best = j
        if not abs(matrix[best, i]) > 1e-14:
            return False
        for k in range(UNKNOWNS):
            matrix[i, k], matrix[best, k] = matrix[best, k], matrix[i, k]
        right[i], right[best] = right[best], right[i]
        for j in range(i + 1, UNKNOWNS):
            share = matrix[j, i] / matrix[i, i]
            right[j] -= share * right[i]
            for k in range(i, UNKNOWNS):
                matrix[j, k] -= share * matrix[i, k]
    for i in range(UNKNOWNS - 1, -1, -1):
        for k in range(i + 1, UNKNOWNS):
            right[i] -= matrix[i, k] * right[k]
        right[i] /= matrix[i, i]
    return True


@kernel
def _improve(unknowns, burns, start, world, target, drag, longest, turns, enough, y, work, matrix, rows):
    """Newton's method with differences; the largest residual and the shots it took."""
    misses, trial, change = rows[0], rows[1], rows[2]
    _shoot(unknowns, burns, start, world, target, drag, longest, y, work, misses)
    shots = 1
    size = _largest(misses)
    for _ in range(turns):
        if not size > enough:
            break
        for c in range(UNKNOWNS):
            nudge = 1e-6 * max(1.0, abs(unknowns[c]))
            before = unknowns[c]
            unknowns[c] = before + nudge
            _shoot(unknowns, burns, start, world, target, drag, longest, y, work, trial)
            unknowns[c] = before
            for k in range(UNKNOWNS):
                matrix[k, c] = (trial[k] - misses[k]) / nudge
            change[c] = -misses[c]
        shots += UNKNOWNS
        if not _solve_linear(matrix, change):
            break
        share = 1.0
        for c in range(UNKNOWNS):
            share = min(share, LONGEST_TURN * max(abs(unknowns[c]), 1.0) / max(abs(change[c]), 1e-12))
        better = False
        for _ in range(HALVINGS):
            for c in range(UNKNOWNS):
                unknowns[c] += share * change[c]
            _shoot(unknowns, burns, start, world, target, drag, longest, y, work, trial)
            shots += 1
            if _largest(trial) < size:
                better = True
                break
            for c in range(UNKNOWNS):
                unknowns[c] -= share * change[c]
            share *= 0.5
        if not better:
            break
        size = _largest(trial)
        _copy(trial, misses)
    return size, shots


@kernel
def _add_drag(unknowns, burns, start, world, target, y, work, matrix, rows):
    """From the vacuum's solution to that in air; the largest residual and the shots it took."""
    size, shots = _improve(
        unknowns, burns, start, world, target, 0.0, COARSE_STEP, VACUUM_TURNS, LOOSE, y, work, matrix, rows
    )
    if not size <= LOOSE:
        return size, shots
    now, step = 0.0, FIRST_DRAG
    last, kept = rows[3], rows[4]
    _copy(unknowns, last)
    before = 0.0
    while now < 1.0:
        ahead = min(now + step, 1.0)
        _copy(unknowns, kept)
        if now > before:  # go on along the line through the last two
            for c in range(UNKNOWNS):
                unknowns[c] += (unknowns[c] - last[c]) * (ahead - now) / (now - before)
        size, more = _improve(
            unknowns, burns, start, world, target, ahead**DRAG_POWER, COARSE_STEP, DRAG_TURNS, LOOSE, y, work, matrix,
            rows,
        )  # fmt: skip
        shots += more
        if size <= LOOSE:
            _copy(kept, last)
            before, now = now, ahead
            step *= 1.6
        else:
            _copy(kept, unknowns)
            step *= 0.4
            if step < SHORTEST_DRAG:
                return size, shots
    size, more = _improve(
        unknowns, burns, start, world, target, 1.0, FINE_STEP, LAST_TURNS, CONVERGED, y, work, matrix, rows
    )
    return size, shots + more


def best_ascent(
    burns: tuple[Burn, ...], position: Array, velocity: Array, orbit: Orbit, world: World, *, drag_area: float
) -> BestAscent:
    """Steer from a position and velocity (3) [m, m/s] to an orbit with the most mass left, thrust never out.

    Needs no first guess: thrust starts halfway between up and the course. `drag_area` is drag coefficient x area [m2].

    Raises:
        FlightError: No burns, or a number that is not finite.
    """
    table = np.array([[b.duration, b.thrust, b.flow, b.mass] for b in burns])
    start = np.concatenate([np.asarray(position, dtype=np.float64), np.asarray(velocity, dtype=np.float64)])
    if table.size == 0 or start.shape != (6,) or not (np.isfinite(table).all() and np.isfinite(start).all()):
        raise FlightError("an ascent without burns, or from nowhere", hint="give burns, position (3) and velocity (3)")
    target, pole = _target(orbit, world.mu)
    constants = np.zeros(WORLD_SIZE)
    constants[MU], constants[OMEGA], constants[RADIUS] = world.mu, world.rotation, world.radius
    constants[DRAG], constants[SCALE_HEIGHT] = 0.5 * world.density * drag_area, world.scale_height
    up = start[:3] / np.linalg.norm(start[:3])
    course = np.cross(pole, up)
    first = up + course / np.linalg.norm(course)
    unknowns = np.concatenate([first / np.linalg.norm(first), up, [0.8 * table[-1, DURATION] / BURN_SCALE]])
    size, shots = _add_drag(
        unknowns, table, start, constants, target, np.zeros(12), np.zeros((5, 12)), np.zeros((UNKNOWNS, UNKNOWNS)),
        np.zeros((5, UNKNOWNS)),
    )  # fmt: skip
    time = float(unknowns[6]) * BURN_SCALE
    return BestAscent(
        converged=bool(size <= CONVERGED and 0.0 < time <= table[-1, DURATION]),
        mass=float(table[-1, MASS] - table[-1, FLOW] * time),
        burn_time=time,
        residual=float(size),
        shots=int(shots),
        costates=unknowns[:6].copy(),
    )


def _target(orbit: Orbit, mu: float) -> tuple[Array, Array]:
    """Momentum, eccentricity vector and the two axes of the plane as the kernel takes them; and the plane's pole."""
    cn, sn = math.cos(orbit.ascending_node), math.sin(orbit.ascending_node)
    ci, si = math.cos(orbit.inclination), math.sin(orbit.inclination)
    cp, sp = math.cos(orbit.argument_of_perigee), math.sin(orbit.argument_of_perigee)
    along = np.array([cn * cp - sn * sp * ci, sn * cp + cn * sp * ci, sp * si])
    pole = np.array([sn * si, -cn * si, ci])
    momentum = math.sqrt(mu * orbit.semi_major_axis * (1.0 - orbit.eccentricity**2))
    return np.concatenate([momentum * pole, orbit.eccentricity * along, along, np.cross(pole, along)]), pole
