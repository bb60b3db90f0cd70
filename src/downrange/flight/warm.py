"""Kernels compiled apart: in a process of their own, so that flights always run the code that lies in the cache.

Kernels run where they were just compiled differ in the last bits from the same kernels read back from the cache, and a
sampler makes that visible. Compiling in other processes first makes the first run the same as every later one. There
are two, for single flights and for ensembles, side by side where there are two processors.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import numpy as np

from downrange.flight.compiling import is_compiled, mark_compiled
from downrange.flight.threads import thread_count

APART = "DOWNRANGE_COMPILES_APART"
"""Set in the process that compiles, so that it does not start another."""
_tried: list[bool] = []
_one_at_a_time = threading.Lock()


def compile_apart() -> None:
    """Have the kernels compiled into the cache, once; where that cannot be, they are compiled here on first use.

    Threads that come meanwhile wait: a flight that went on would compile the kernels here.
    """
    with _one_at_a_time:
        if not (_tried or is_compiled() or APART in os.environ):
            _tried.append(True)
            _compile_apart()


def _compile_apart() -> None:
    environment = os.environ | {APART: "1", "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    halves = ("compile_scalar", "compile_lanes")
    works = [f"{half}()" for half in halves] if thread_count() > 1 else ["; ".join(f"{half}()" for half in halves)]
    commands = [
        [sys.executable, "-c", f"from downrange.flight.warm import {', '.join(halves)}; {work}"] for work in works
    ]
    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for command in commands
    ]
    codes = [process.wait() for process in running]
    if not any(codes):
        mark_compiled()


def compile_scalar() -> None:
    """Fly one flight and let one body fall, which compiles the kernels of single flights."""
    from downrange.flight.falls import fall

    _fly(1)
    fall(np.zeros(1), np.array([[6.4e6, 0.0, 0.0, 0.0, 500.0, 0.0]]), np.array([100.0]))


def compile_lanes() -> None:
    """Fly many at once, which compiles the kernel of ensembles."""
    from downrange.flight.ensemble import FEWEST_FOR_LANES

    _fly(2 * FEWEST_FOR_LANES)


def _fly(flights: int) -> None:
    from downrange.catalog.vehicles import all_vehicles
    from downrange.flight.disperse import nominal
    from downrange.flight.ensemble import fly_ensemble
    from downrange.flight.plan import default_plans

    vehicle = all_vehicles()[0]
    plans = default_plans(
        flights=flights, stages=vehicle.stage_count, latitude=0.1, longitude=0.0, azimuth=1.5, target_perigee=250e3
    )
    fly_ensemble(nominal(vehicle, flights), plans, sample_times=np.arange(0.0, 400.0, 50.0))
