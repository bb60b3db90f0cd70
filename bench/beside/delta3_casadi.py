"""The Delta III ascent by CasADi and IPOPT: direct collocation, three Radau points an interval."""

from __future__ import annotations

import json
import math
import time
from importlib.metadata import version

import casadi
import delta3_data as data
import numpy as np

INTERVALS = (8, 8, 8, 12)
LENGTH, TIME = data.RADIUS, 961.0
SPEED = LENGTH / TIME
MASS = 301454.0
REPEATS = 5


def dynamics() -> casadi.Function:
    """Scaled rates of position and velocity from state, thrust direction, mass, thrust."""
    r, v, u = casadi.SX.sym("r", 3), casadi.SX.sym("v", 3), casadi.SX.sym("u", 3)
    mass, thrust = casadi.SX.sym("m"), casadi.SX.sym("t")
    mu = data.MU / (LENGTH * SPEED**2)
    distance = casadi.norm_2(r)
    relative = v - casadi.vertcat(-data.ROTATION * TIME * r[1], data.ROTATION * TIME * r[0], 0)
    density = data.DENSITY * casadi.exp(-(distance - data.RADIUS / LENGTH) * LENGTH / data.SCALE_HEIGHT)
    k = 0.5 * density * data.AREA * data.DRAG_COEFFICIENT * LENGTH / (mass * MASS)
    drag = k * casadi.sqrt(casadi.dot(relative, relative) + 1e-12) * relative
    push = thrust * TIME / (MASS * SPEED) / mass
    return casadi.Function("f", [r, v, u, mass, thrust], [v, -mu / distance**3 * r + push * u - drag])


def transcribe() -> tuple[casadi.Function, dict[str, object]]:
    """The nonlinear program, and bounds and first guess for it."""
    rates = dynamics()
    points = [0.0, *casadi.collocation_points(3, "radau")]
    slopes = np.array([[_slope(points, j, t) for t in points[1:]] for j in range(4)])
    latitude = math.radians(data.LATITUDE)
    start = np.array([math.cos(latitude), 0.0, math.sin(latitude)])
    spin = data.ROTATION * TIME * np.array([-start[1], start[0], 0.0])
    goal = np.array([0.18, 1.0, 0.1])  # a place down the range: the guess goes there in a straight line
    variables, lower, upper, guess, rows = [], [], [], [], []

    def variable(name: str, size: int, low: float, high: float, first: np.ndarray) -> casadi.SX:
        symbol = casadi.SX.sym(name, size)
        variables.append(symbol)
        lower.extend([low] * size)
        upper.extend([high] * size)
        guess.extend(np.broadcast_to(first, size))
        return symbol

    last = variable("last", 1, 0.1, 1.0, np.array([0.9]))  # share of the last burn that is flown
    r, v = casadi.DM(start), casadi.DM(spin)
    begun = 0.0
    for burn, (duration, thrust, flow, mass) in enumerate(data.burns()):
        whole = duration * last if burn == 3 else duration
        h = whole / INTERVALS[burn]
        for i in range(INTERVALS[burn]):
            stages = []
            for j in range(3):
                share = (begun + duration * (i + points[j + 1]) / INTERVALS[burn]) / TIME
                way = start + share * (goal - start)
                stages.append(
                    (
                        variable("r", 3, -10.0, 10.0, way * (1.0 + 0.03 * share) / np.linalg.norm(way)),
                        variable("v", 3, -10.0, 10.0, spin + share * np.array([-0.9, 1.2, -0.3])),
                        variable("u", 3, -1.1, 1.1, np.array([0.5, 0.8, 0.3])),
                    )
                )
            knots = [(r, v), *[(a, b) for a, b, _ in stages]]
            for j, (a, b, u) in enumerate(stages):
                time_here = h * (i + points[j + 1])
                rate_r, rate_v = rates(a, b, u, (mass - flow * time_here) / MASS, thrust)
                rows.append(sum(slopes[k, j] * knots[k][0] for k in range(4)) - h / TIME * rate_r)
                rows.append(sum(slopes[k, j] * knots[k][1] for k in range(4)) - h / TIME * rate_v)
                rows.append(casadi.dot(u, u) - 1.0)
            r, v = stages[-1][0], stages[-1][1]
        begun += duration
    rows.append(_orbit_misses(r, v))
    x, g = casadi.vertcat(*variables), casadi.vertcat(*rows)
    solver = casadi.nlpsol(
        "solver", "ipopt", {"x": x, "f": last, "g": g}, {"ipopt.print_level": 0, "print_time": False}
    )
    return solver, {"x0": guess, "lbx": lower, "ubx": upper, "lbg": 0.0, "ubg": 0.0}


def _slope(points: list[float], j: int, t: float) -> float:
    """Derivative at `t` of the Lagrange polynomial that is one at `points[j]`."""
    others = [p for k, p in enumerate(points) if k != j]
    return float(np.polyder(np.poly1d(others, r=True))(t) / np.prod([points[j] - p for p in others]))


def _orbit_misses(r: casadi.SX, v: casadi.SX) -> casadi.SX:
    """Five numbers that vanish on the target orbit."""
    node, tilt, perigee = (math.radians(a) for a in (data.ASCENDING_NODE, data.INCLINATION, data.ARGUMENT_OF_PERIGEE))
    pole = np.array([math.sin(node) * math.sin(tilt), -math.cos(node) * math.sin(tilt), math.cos(tilt)])
    nodal = np.array([math.cos(node), math.sin(node), 0.0])
    along = math.cos(perigee) * nodal + math.sin(perigee) * np.cross(pole, nodal)
    across = np.cross(pole, along)
    mu = data.MU / (LENGTH * SPEED**2)
    momentum = math.sqrt(mu * data.SEMI_MAJOR_AXIS / LENGTH * (1.0 - data.ECCENTRICITY**2))
    h = casadi.cross(r, v)
    e = casadi.cross(v, h) / mu - r / casadi.norm_2(r) - data.ECCENTRICITY * along
    return casadi.vertcat(h - momentum * pole, casadi.dot(e, along), casadi.dot(e, across))


def main() -> None:
    """Solve it a few times; the time is that of solving, not of setting up."""
    begun = time.perf_counter()
    solver, call = transcribe()
    set_up = time.perf_counter() - begun
    times, found = [], {}
    for _ in range(REPEATS):
        begun = time.perf_counter()
        found = solver(**call)
        times.append(time.perf_counter() - begun)
    duration, _, flow, mass = data.burns()[3]
    print(
        json.dumps(
            {
                "what": f"CasADi {version('casadi')}, IPOPT, {sum(INTERVALS)} intervals of 3 Radau points",
                "mass": mass - flow * duration * float(found["x"][0]),
                "time": sorted(times)[REPEATS // 2],
                "set_up": set_up,
                "good": bool(solver.stats()["success"]),
            }
        )
    )


if __name__ == "__main__":
    main()
