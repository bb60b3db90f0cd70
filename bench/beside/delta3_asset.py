"""The Delta III ascent by asset-asrl: four phases of collocation, its own sparse interior-point solver."""

from __future__ import annotations

import json
import math
import time
from importlib.metadata import version

import asset_asrl as asset
import delta3_data as data
import numpy as np

SEGMENTS = 40
REPEATS = 5
GUESS_ANOMALY = -0.43
"""Where on the target orbit the first guess ends [rad]: down the range, and the way there is not through the Earth."""
LENGTH, TIME, MASS = data.RADIUS, 961.0, 301454.0
SPEED, FORCE = LENGTH / TIME, MASS * LENGTH / TIME**2
MU = data.MU / (LENGTH * SPEED**2)
vf, oc = asset.VectorFunctions, asset.OptimalControl


class Ascent(oc.ODEBase):
    """Position, velocity and mass under one burn's thrust, along a direction of any length."""

    def __init__(self, thrust: float, flow: float) -> None:
        arguments = oc.ODEArguments(7, 3)
        r, v, mass = arguments.XVec().head3(), arguments.XVec().segment3(3), arguments.XVar(6)
        relative = v + r.cross(np.array([0.0, 0.0, data.ROTATION * TIME]))
        density = vf.exp((1.0 - r.norm()) * (LENGTH / data.SCALE_HEIGHT)) * (
            0.5 * data.DENSITY * data.AREA * data.DRAG_COEFFICIENT * LENGTH / MASS
        )
        force = arguments.UVec().normalized() * (thrust / FORCE) - density * (relative * relative.norm())
        rates = vf.stack(v, r.normalized_power3() * (-MU) + force / mass, -flow * TIME / MASS)
        super().__init__(rates, 7, 3)


def axes() -> tuple[np.ndarray, np.ndarray]:
    """The target orbit's pole and the direction of its perigee."""
    node, tilt, perigee = (math.radians(a) for a in (data.ASCENDING_NODE, data.INCLINATION, data.ARGUMENT_OF_PERIGEE))
    pole = np.array([math.sin(node) * math.sin(tilt), -math.cos(node) * math.sin(tilt), math.cos(tilt)])
    nodal = np.array([math.cos(node), math.sin(node), 0.0])
    return pole, math.cos(perigee) * nodal + math.sin(perigee) * np.cross(pole, nodal)


def state_on_orbit(anomaly: float) -> np.ndarray:
    """Position and velocity on the target orbit at a true anomaly."""
    pole, along = axes()
    across = np.cross(pole, along)
    parameter = data.SEMI_MAJOR_AXIS / LENGTH * (1.0 - data.ECCENTRICITY**2)
    c, s = math.cos(anomaly), math.sin(anomaly)
    r = parameter / (1.0 + data.ECCENTRICITY * c) * (c * along + s * across)
    return np.concatenate([r, math.sqrt(MU / parameter) * ((data.ECCENTRICITY + c) * across - s * along)])


def orbit_misses() -> object:
    """Five numbers of the state that vanish on the target orbit."""
    pole, along = axes()
    momentum = math.sqrt(MU * data.SEMI_MAJOR_AXIS / LENGTH * (1.0 - data.ECCENTRICITY**2))
    r, v = vf.Arguments(6).tolist([(0, 3), (3, 3)])
    h = r.cross(v)
    e = v.cross(h) / MU - r.normalized() - data.ECCENTRICITY * along
    return vf.stack(h - momentum * pole, e.dot(along), e.dot(np.cross(pole, along)))


def pose() -> oc.OptimalControlProblem:
    """The problem with a first guess on a straight line down the range."""
    latitude = math.radians(data.LATITUDE)
    r = np.array([math.cos(latitude), 0.0, math.sin(latitude)])
    start = np.concatenate([r, np.cross([0.0, 0.0, data.ROTATION * TIME], r)])
    start[3] += 1e-5 / SPEED  # drag has no slope at rest
    goal = state_on_orbit(GUESS_ANOMALY)
    problem = oc.OptimalControlProblem()
    phases, begun = [], 0.0
    for number, (duration, thrust, flow, mass) in enumerate(data.burns()):
        guess = []
        for t in np.linspace(begun, begun + duration, 100):
            share = t / TIME
            way = start + (goal - start) * share
            guess.append(np.concatenate([way, [(mass - flow * (t - begun)) / MASS, share, 0.0, 1.0, 0.0]]))
        phase = Ascent(thrust, flow).phase("LGL3", guess, SEGMENTS)
        phase.setControlMode("HighestOrderSpline")
        phase.addLUNormBound("Path", [8, 9, 10], 0.5, 1.5)
        if number == 0:
            phase.addBoundaryValue("Front", range(8), guess[0][:8])
        else:
            phase.addBoundaryValue("Front", [6], [mass / MASS])
        phase.addLowerNormBound("Path", [0, 1, 2], 0.999999)
        begun += duration
        if number < 3:
            phase.addBoundaryValue("Back", [7], [begun / TIME])
        else:
            phase.addUpperVarBound("Back", 7, begun / TIME, 1.0)
            phase.addEqualCon("Back", orbit_misses(), range(6))
            phase.addValueObjective("Back", 6, -1.0)
        phases.append(phase)
        problem.addPhase(phase)
    problem.addForwardLinkEqualCon(phases[0], phases[3], [0, 1, 2, 3, 4, 5, 7, 8, 9, 10])
    problem.optimizer.set_OptLSMode("L1")
    problem.optimizer.set_SoeLSMode("L1")
    problem.optimizer.set_MaxLSIters(2)
    problem.optimizer.set_PrintLevel(3)
    return problem


def main() -> None:
    """Solve it a few times, posed anew each time; the time is that of solving."""
    times, mass = [], math.nan
    for _ in range(REPEATS):
        problem = pose()
        begun = time.perf_counter()
        problem.solve_optimize()
        times.append(time.perf_counter() - begun)
        mass = float(problem.Phase(3).returnTraj()[-1][6]) * MASS
    what = f"asset-asrl {version('asset_asrl')}, {4 * SEGMENTS} LGL3 segments"
    print(json.dumps({"what": what, "mass": mass, "time": sorted(times)[REPEATS // 2], "good": True}))


if __name__ == "__main__":
    main()
