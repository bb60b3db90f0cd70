"""Kernels compiled apart: in a process of their own, so that flights always run the code that lies in the cache.

Kernels run where they were just compiled differ in the last bits from the same kernels read back from the cache, and a
sampler makes that visible. Compiling in another process first makes the first run the same as every later one.
"""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np

from downrange.flight.compiling import is_compiled, mark_compiled

APART = "DOWNRANGE_COMPILES_APART"
"""Set in the process that compiles, so that it does not start another."""
_tried: list[bool] = []


def compile_apart() -> None:
    """Have the kernels compiled into the cache, once; where that cannot be, they are compiled here on first use."""
    if _tried or is_compiled() or APART in os.environ:
        return
    _tried.append(True)
    environment = os.environ | {APART: "1", "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-c", "from downrange.flight.warm import compile_here; compile_here()"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    if done.returncode == 0:
        mark_compiled()


def compile_here() -> None:
    """Fly one flight and many, sampled and not, and let one body fall: every kernel needed is compiled by that."""
    from downrange.catalog.vehicles import all_vehicles
    from downrange.flight.disperse import nominal
    from downrange.flight.ensemble import FEWEST_FOR_LANES, fly_ensemble
    from downrange.flight.falls import fall
    from downrange.flight.plan import default_plans

    vehicle = all_vehicles()[0]
    for flights in (1, 2 * FEWEST_FOR_LANES):
        plans = default_plans(
            flights=flights, stages=vehicle.stage_count, latitude=0.1, longitude=0.0, azimuth=1.5, target_perigee=250e3
        )
        for times in (None, np.arange(0.0, 400.0, 50.0)):
            fly_ensemble(nominal(vehicle, flights), plans, sample_times=times)
    fall(np.zeros(1), np.array([[6.4e6, 0.0, 0.0, 0.0, 500.0, 0.0]]), np.array([100.0]))
