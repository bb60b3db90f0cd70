"""Flights on an NVIDIA device: how many a second, and how far they are from the processor's."""

from __future__ import annotations

import platform
import statistics
import time
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

import numpy as np

from downrange.catalog.vehicles import find_vehicle
from downrange.flight.disperse import disperse, dispersion_names
from downrange.flight.ensemble import fly_ensemble
from downrange.flight.fly import plan_flight
from downrange.flight.gpu import device_name, fly_ensemble_on_gpu, is_simulated
from downrange.flight.plan import repeat_rows

REPEATS = 5
COMPARED = 10_000
ASKED = 10e6
"""Flights a second on one H200."""


def measure(name: str, flights: int) -> tuple[float, float, float, float]:
    """Seconds on the device, copies included; the processor's rate [1/s]; worst and median distance apart [m]."""
    vehicle = find_vehicle(name)
    assert vehicle is not None
    plan = plan_flight(vehicle, latitude=0.5, longitude=0.0, perigee=300e3, inclination=0.9)
    normals = 0.3 * np.random.default_rng(1).standard_normal((flights, len(dispersion_names(vehicle))))
    vehicles, plans = disperse(vehicle, normals), repeat_rows(plan, flights)
    fly_ensemble_on_gpu(vehicles, plans)
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        found = fly_ensemble_on_gpu(vehicles, plans)
        times.append(time.perf_counter() - begun)
    few = min(flights, COMPARED)
    part, few_plans = disperse(vehicle, normals[:few]), repeat_rows(plan, few)
    fly_ensemble(part, few_plans)
    begun = time.perf_counter()
    here = fly_ensemble(part, few_plans)
    rate = few / (time.perf_counter() - begun)
    apart = np.linalg.norm(found.cutoff_state[:few, -1, :3] - here.cutoff_state[:, -1, :3], axis=1)
    return statistics.median(times), rate, float(np.nanmax(apart)), float(np.nanmedian(apart))


def report(flights: int) -> str:
    """The section of the scoreboard; where no device is, the command ends and says so."""
    device = device_name()
    if device is None or is_simulated():
        raise SystemExit(
            "no CUDA device can be used here; nothing is measured or written\n"
            "  hint: pip install 'downrange[gpu]' on a machine with an NVIDIA driver, then python -m bench gpu"
        )
    lines = []
    for name in ("falcon-9-ft", "soyuz-2-1b-fregat"):
        seconds, rate, worst, middle = measure(name, flights)
        lines.append(
            f"| {name} | {flights / seconds:,.0f} | {rate:,.0f} | {flights / seconds / rate:.0f} | "
            f"{worst:.2g}, median {middle:.2g} |"
        )
    try:
        target = f"numba-cuda {version('numba-cuda')}"
    except PackageNotFoundError:
        target = "numba's own CUDA target"
    return (
        f"## Flights on a GPU\n\n"
        f"By `python -m bench gpu --flights {flights}` on {datetime.now(UTC):%Y-%m-%d}: {device}, "
        f"{target}, numba {version('numba')}, {platform.platform()}; copies to and from the device included. "
        f"Asked: {ASKED:,.0f} flights/s on one H200; equal to the processor's within 1 m.\n\n"
        "| vehicle | device, flights/s | this machine's processor, flights/s | ratio | apart at insertion m |\n"
        "| --- | --- | --- | --- | --- |\n" + "\n".join(lines)
    )
