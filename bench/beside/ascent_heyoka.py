"""Ascents by heyoka's batch Taylor integrator, in a smooth world: exponential air, one drag coefficient.

Tables with kinks have no Taylor series, so this is the easier model; the segments are those of our flights.
"""

from __future__ import annotations

import sys
from importlib.metadata import version

import heyoka as hy
import numpy as np
from flights import tell, timed

MU, RADIUS, OMEGA, J2 = 3.986004418e14, 6378137.0, 7.2921159e-5, 1.08262668e-3
DENSITY, SCALE_HEIGHT, DRAG_COEFFICIENT, PRESSURE = 1.225, 7200.0, 0.35, 101325.0
FEW = 256
TOLERANCE = 1e-9


def main() -> None:
    """Fly a few hundred, as many abreast as the processor's registers hold."""
    given = np.load(sys.argv[1])
    x, y, z, u, v, w = hy.make_vars("x", "y", "z", "u", "v", "w")
    mass, flow, thrust, area, follow, px, py, pz, qx, qy, qz, drag = (hy.par[i] for i in range(12))
    r2 = x * x + y * y + z * z
    r = hy.sqrt(r2)
    flat = 1.5 * J2 * RADIUS * RADIUS / r2
    sine2 = z * z / r2
    g = -MU / (r2 * r)
    rx, ry = u + OMEGA * y, v - OMEGA * x
    speed = hy.sqrt(rx * rx + ry * ry + w * w + 1e-6)
    ground = float(np.linalg.norm(given["first"][0, :3]))  # the pad lies nearer to the middle than the equator does
    thin = hy.exp((ground - r) / SCALE_HEIGHT)
    m = mass - flow * hy.time
    pace = speed + 1.0
    ux = follow * rx + pace * (px + qx * hy.time)
    uy = follow * ry + pace * (py + qy * hy.time)
    uz = follow * w + pace * (pz + qz * hy.time)
    size = hy.sqrt(ux * ux + uy * uy + uz * uz + 1e-30)
    force = (thrust - area * PRESSURE * thin) / (m * size)
    resistance = 0.5 * DENSITY * DRAG_COEFFICIENT * thin * speed * drag / m
    equations = [
        (x, u), (y, v), (z, w),
        (u, g * (1.0 + flat * (1.0 - 5.0 * sine2)) * x - resistance * rx + force * ux),
        (v, g * (1.0 + flat * (1.0 - 5.0 * sine2)) * y - resistance * ry + force * uy),
        (w, g * (1.0 + flat * (3.0 - 5.0 * sine2)) * z - resistance * w + force * uz),
    ]  # fmt: skip
    lanes = hy.recommended_simd_size()
    machine = hy.taylor_adaptive_batch(
        equations, state=np.zeros((6, lanes)), pars=np.ones((12, lanes)), time=np.zeros(lanes), tol=TOLERANCE
    )
    durations, numbers = given["durations"][:FEW], given["numbers"][:FEW]

    def fly() -> np.ndarray:
        ends = np.zeros((FEW, 6))
        for start in range(0, FEW, lanes):
            group = slice(start, start + lanes)
            machine.state[:] = given["first"][group].T
            for s in range(durations.shape[1]):
                span = durations[group, s]
                if not span.any():
                    break
                machine.set_time(np.zeros(lanes))
                machine.pars[:] = numbers[group, s, :12].T
                machine.propagate_until(np.maximum(span, 1e-9))
            ends[group] = machine.state.T
        return ends

    wall, processor, _ = timed(fly)
    what = f"heyoka {version('heyoka')}, Taylor, batches of {lanes}, tolerance 1e-9"
    tell(what, FEW, wall, processor, None, "a smooth world: exponential air, one drag coefficient")


if __name__ == "__main__":
    main()
