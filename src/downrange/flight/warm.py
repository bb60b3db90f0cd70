"""Flights that compile all kernels of flight, and having them compiled apart.

There are two works, for single flights and for ensembles, side by side where there are two processors.
"""

from __future__ import annotations

import numpy as np

from downrange.flight.apart import compile_once
from downrange.flight.compiling import COMPLETE
from downrange.flight.threads import thread_count

_HALVES = ("compile_scalar", "compile_lanes")


def compile_apart() -> None:
    """Have the kernels of flight compiled into the cache, once."""
    compile_once(COMPLETE, _works)


def _works() -> list[str]:
    calls = [f"{half}()" for half in _HALVES]
    shares = calls if thread_count() > 1 else ["; ".join(calls)]
    return [f"from downrange.flight.warm import {', '.join(_HALVES)}; {share}" for share in shares]


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
