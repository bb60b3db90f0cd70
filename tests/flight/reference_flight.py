"""A flight flown again by other means: SciPy's DOP853 at rtol 1e-12, the exact standard atmosphere, its own events.

Physics, air, sequence and integration are written anew, in NumPy, from the definitions; only the control laws (which
way the vehicle points) are the package's, because they are part of what is flown.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from downrange.earth.atmosphere import air
from downrange.earth.ellipsoid import (
    EQUATORIAL_RADIUS,
    J2,
    MU,
    ROTATION,
    STANDARD_GRAVITY,
    ecef_from_eci,
    ecef_from_geodetic,
    geodetic_from_ecef,
)
from downrange.flight import forces, steering
from downrange.flight import layout as at
from downrange.flight.guidance import FREEZE_TIME
from downrange.flight.sequence import GUIDED_PRESSURE, LONGEST_SOLVE, SOLVE_SHARE
from downrange.flight.tables import DRAG_ROW, MACH_CELL, MACH_CELLS, drag_table
from downrange.records.flight import Array

_DRAG = drag_table().reshape(2, MACH_CELLS, DRAG_ROW)
_MACHS = (np.arange(2001)) * (MACH_CELLS * MACH_CELL / 2000.0)


def drag_coefficient(mach: float, curve: int) -> float:
    """The published curve, as the package smooths it."""
    cell = min(mach / MACH_CELL, MACH_CELLS - 1e-9)
    j = int(cell)
    c = _DRAG[curve, j]
    u = cell - j
    return float(c[0] + u * (c[1] + u * c[2]))


@dataclass
class Body:
    """A thing in flight: how its mass, thrust, pointing and drag go."""

    mass: float
    flow: float = 0.0
    thrust: float = 0.0
    exit_area: float = 0.0
    drag_area: float = 0.0
    curve: int = 0
    start: float = 0.0
    direction: Callable[[float, Array, Array, float], Array] = field(default=lambda t, r, v, s: v)


def rates(t: float, state: Array, body: Body) -> Array:
    """Right-hand side from the definitions."""
    r, v = state[:3], state[3:]
    distance = np.linalg.norm(r)
    k = 1.5 * J2 * (EQUATORIAL_RADIUS / distance) ** 2
    zz = 5.0 * (r[2] / distance) ** 2
    a = -MU / distance**3 * r * np.array([1.0 + k * (1.0 - zz), 1.0 + k * (1.0 - zz), 1.0 + k * (3.0 - zz)])
    height = float(geodetic_from_ecef(r)[2])
    density, temperature, pressure = (float(q) for q in air(np.array(height)))
    relative = v - np.array([-ROTATION * r[1], ROTATION * r[0], 0.0])
    speed = float(np.linalg.norm(relative))
    if height > 86e3:
        temperature = 186.946  # the package's Mach number stops falling where the layers end
    mach = speed / math.sqrt(1.4 * 287.0528 * temperature)
    mass = body.mass - body.flow * (t - body.start)
    a = a - 0.5 * density * speed * drag_coefficient(mach, body.curve) * body.drag_area / mass * relative
    if body.thrust > 0.0:
        u = body.direction(t, r, relative, speed)
        a = a + (body.thrust - body.exit_area * pressure) / mass / np.linalg.norm(u) * u
    return np.concatenate([v, a])


def advance(state: Array, body: Body, begin: float, end: float, ground: bool = False) -> tuple[float, Array]:
    """State at `end`, or where the body meets the ground."""

    def height(t: float, s: Array, _: Body) -> float:
        return float(geodetic_from_ecef(s[:3])[2])

    height.terminal = True  # type: ignore[attr-defined]
    height.direction = -1.0  # type: ignore[attr-defined]
    solution = solve_ivp(
        rates,
        (begin, end),
        state,
        method="DOP853",
        rtol=1e-12,
        atol=1e-7,
        args=(body,),
        events=height if ground else None,
    )
    return float(solution.t[-1]), solution.y[:, -1]


@dataclass
class Flown:
    """What the reference flight found."""

    cutoffs: list[tuple[float, Array]] = field(default_factory=list)
    impacts: dict[str, tuple[float, float, float]] = field(default_factory=dict)


def fly_reference(x: Array, stages: int) -> Flown:
    """Fly one row of kernel input whose nominal sequence has no strap-ons, throttling or failure."""
    flown = Flown()
    d: Any = np.zeros(at.MEMORY_SIZE)
    p: Any = np.zeros(forces.SEGMENT_SIZE)
    d[at.CUT_TIME] = math.inf
    latitude, longitude = x[at.LATITUDE], x[at.LONGITUDE]
    r = ecef_from_geodetic(latitude, longitude, x[at.HEIGHT])
    state = np.concatenate([r, [-ROTATION * r[1], ROTATION * r[0], 0.0]])
    area = x[at.BODY_AREA] * x[at.DRAG_SCALE]
    fairing = x[at.FAIRING_MASS]
    dropped: list[tuple[str, float, Array, float]] = []
    now, guided = 0.0, False

    def stage(s: int, column: int) -> float:
        return float(x[at.STAGES + s * at.STAGE_SIZE + column])

    def above(s: int) -> float:
        return float(x[at.PAYLOAD_MASS]) + sum(stage(k, at.PROPELLANT) + stage(k, at.DRY) for k in range(s, stages))

    def pointed(begin: float, follow: float) -> Callable[[float, Array, Array, float], Array]:
        steady, ramp = p[forces.STEADY_X : forces.STEADY_X + 3].copy(), p[forces.RAMP_X : forces.RAMP_X + 3].copy()
        return lambda t, r, v, speed: follow * v + (speed + 1.0) * (steady + ramp * (t - begin))

    def body_along(t: float, r: Array, v: Array, speed: float) -> Array:
        return v

    for s in range(stages):
        flow = stage(s, at.STAGE_THRUST) / (stage(s, at.IMPULSE) * STANDARD_GRAVITY)
        burn_end = now + stage(s, at.PROPELLANT) * stage(s, at.CUTOFF_FRACTION) / flow
        mass = above(s) + fairing
        d[at.STAGE], d[at.BURN_END], d[at.HAS_NORMAL] = s, burn_end, 0.0
        d[at.SOLVED], d[at.SOLVE_TIME] = min(d[at.SOLVED], 1.0), now
        reached, next_solve, law = False, now, body_along
        while now < burn_end - 1e-9 and not reached:
            body = Body(mass, flow, stage(s, at.STAGE_THRUST), stage(s, at.STAGE_EXIT_AREA), area, 0, now)
            end = burn_end
            if s > 0 and fairing > 0.0:
                height = float(geodetic_from_ecef(state[:3])[2])
                if height >= x[at.FAIRING_HEIGHT] - 0.1:
                    dropped.append(("fairing", now, state.copy(), x[at.FAIRING_BALLISTIC]))
                    mass, fairing = mass - fairing, 0.0
                    continue
            p[forces.MASS], p[forces.MASS_FLOW], p[forces.THRUST] = mass, flow, body.thrust
            d[at.NOW], d[at.MASS_NOW], d[at.WITH_FAIRING] = now, mass, 1.0 if fairing > 0.0 else 0.0
            y: Any = np.concatenate([state, np.zeros(3)])
            kicked = x[at.VERTICAL_TIME] + steering.KICK_TIME
            if s == 0 and now < kicked:
                tilting = bool(now >= x[at.VERTICAL_TIME])
                steering.steer_up(x, d, p, y, tilting)
                body.direction = pointed(now, 0.0)
                end = min(end, kicked if tilting else x[at.VERTICAL_TIME])
            elif (
                s > 0 and x[at.BALLISTIC] == 0.0 and not guided and _dynamic_pressure(state) > 1.0021 * GUIDED_PRESSURE
            ):
                end = _time_of(lambda s: 1.001 * GUIDED_PRESSURE - _dynamic_pressure(s), state, body, now, end)
            elif s > 0 and x[at.BALLISTIC] == 0.0:
                guided = True
                if next_solve < now:
                    next_solve = now
                if now >= next_solve:
                    to_go = steering.steer_to_orbit(x, d, p, y, stages)
                    law = pointed(now, 0.0)
                    next_solve = (
                        now + min(max(SOLVE_SHARE * to_go, FREEZE_TIME), LONGEST_SOLVE)
                        if to_go > FREEZE_TIME
                        else math.inf
                    )
                body.direction = law
                end = min(end, next_solve, d[at.CUT_TIME])
            else:
                body.direction = body_along
            if s > 0 and fairing > 0.0:
                aim = x[at.FAIRING_HEIGHT]
                end = min(
                    end, _time_of(lambda s, a=aim: float(geodetic_from_ecef(s[:3])[2]) - a, state, body, now, end)
                )
            _, state = advance(state, body, now, end)
            mass -= flow * (end - now)
            now = float(end)
            reached = now >= d[at.CUT_TIME]
        d[at.TANGENT] -= d[at.TANGENT_RATE] * (now - d[at.SOLVE_TIME])
        flown.cutoffs.append((now, state.copy()))
        dropped.append((f"stage-{s + 1}", now, state.copy(), stage(s, at.SPENT_BALLISTIC)))
        if reached or s + 1 == stages:
            break
        wait = stage(s + 1, at.COAST)
        _, state = advance(state, Body(above(s + 1) + fairing, drag_area=area), now, now + wait)
        now += wait
    if x[at.BALLISTIC] != 0.0:
        dropped.append(("payload", now, state.copy(), x[at.PAYLOAD_BALLISTIC]))
        dropped.pop(-2)
    for name, begin, at_drop, ballistic in dropped:
        if _perigee(at_drop) < 100e3:
            fallen = Body(1.0, drag_area=1.0 / ballistic, curve=1)
            time, down = advance(at_drop, fallen, begin, begin + 20000.0, ground=True)
            lat, lon, _ = geodetic_from_ecef(ecef_from_eci(down[:3], time))
            flown.impacts[name] = (time, float(lat), float(lon))
    return flown


def _dynamic_pressure(state: Array) -> float:
    relative = state[3:] - np.array([-ROTATION * state[1], ROTATION * state[0], 0.0])
    return 0.5 * float(air(geodetic_from_ecef(state[:3])[2])[0]) * float(relative @ relative)


def _time_of(measure: Callable[[Array], float], state: Array, body: Body, begin: float, end: float) -> float:
    """When a measure of the state passes zero on its way up, or `end`."""

    def over(t: float, s: Array, _: Body) -> float:
        return measure(s)

    over.terminal = True  # type: ignore[attr-defined]
    over.direction = 1.0  # type: ignore[attr-defined]
    found = solve_ivp(rates, (begin, end), state, method="DOP853", rtol=1e-10, atol=1e-4, args=(body,), events=over)
    return float(found.t[-1])


def _perigee(state: Array) -> float:
    r, v = state[:3], state[3:]
    momentum = np.cross(r, v)
    e = np.cross(v, momentum) / MU - r / np.linalg.norm(r)
    return float(momentum @ momentum / MU / (1.0 + np.linalg.norm(e))) - EQUATORIAL_RADIUS
