"""Accuracy: dispersed flights against DOP853 at rtol 1e-12 in the exact standard atmosphere (tests/flight)."""

from __future__ import annotations

import math
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "flight"))

SEED = 2027
"""Not the tests' seed, and no tolerance was tuned on it."""


def compare(row: np.ndarray) -> Any:
    """The reference flight of one row of input."""
    from reference_flight import fly_reference

    return fly_reference(row, 2)


def report(flights: int) -> str:
    """The section of the scoreboard."""
    from vehicles_to_fly import TWO_STAGES, planned

    from downrange.flight.disperse import disperse, dispersion_names
    from downrange.flight.ensemble import fly_ensemble, pack
    from downrange.flight.threads import thread_count

    _, plans = planned(TWO_STAGES, flights)
    normals = np.random.default_rng(SEED).standard_normal((flights, len(dispersion_names(TWO_STAGES))))
    vehicles = disperse(TWO_STAGES, normals)
    flown = fly_ensemble(vehicles, plans)
    with ProcessPoolExecutor(thread_count()) as pool:
        truth = list(pool.map(compare, pack(vehicles, plans), chunksize=4))
    insertion, falls = [], {name: [] for name in ("stage-1", "fairing")}
    for i, each in enumerate(truth):
        state = each.cutoffs[-1][1]
        insertion.append(float(np.linalg.norm(state[:3] - flown.cutoff_state[i, 1, :3])))
        for name, (_, latitude, longitude) in each.impacts.items():
            if name in falls:
                b = flown.bodies.index(name)
                north = latitude - flown.impact_latitude[i, b]
                east = (longitude - flown.impact_longitude[i, b]) * math.cos(latitude)
                falls[name].append(6.371e6 * math.hypot(north, east))

    def line(name: str, errors: list[float]) -> str:
        return f"| {name} | {np.median(errors):.2f} | {np.quantile(errors, 0.95):.2f} | {max(errors):.2f} |"

    rows = [line("insertion", insertion), *(line(f"impact of {name}", errors) for name, errors in falls.items())]
    return (
        f"## Flight against an independent integration\n\nBy `python -m bench reference`: {flights} dispersed flights, "
        "position error in meters.\n\n| of | median | 95 % | max |\n| --- | --- | --- | --- |\n" + "\n".join(rows)
    )
