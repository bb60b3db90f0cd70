"""What the peers' scripts share: the clock, the line they print, and this package's right-hand side by its source."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np


def right_hand_side(names: dict[str, Any]) -> Callable[..., Any]:
    """`downrange.flight.forces.acceleration` with other arithmetic: `names` replaces what it calls."""
    from downrange.flight import forces

    known = dict(vars(forces)) | names
    for part in ("height_at", "temperature"):
        source = getattr(forces, part).py_func
        known[part] = FunctionType(source.__code__, known, part)
    source = forces.acceleration.py_func
    return FunctionType(source.__code__, known, "acceleration")


def timed(work: Callable[[], Any], repeats: int = 3) -> tuple[float, float, Any]:
    """Median wall and processor time of `work` [s], after one warm-up, and what it returned."""
    found = work()
    walls, processors = [], []
    for _ in range(repeats):
        begun, used = time.perf_counter(), time.process_time()
        found = work()
        walls.append(time.perf_counter() - begun)
        processors.append(time.process_time() - used)
    return float(np.median(walls)), float(np.median(processors)), found


def tell(what: str, flights: int, wall: float, processor: float, error: float | None, note: str = "") -> None:
    """The one JSON line that a script prints."""
    print(
        json.dumps(
            {"what": what, "flights": flights, "wall": wall, "processor": processor, "error": error, "note": note}
        )
    )
