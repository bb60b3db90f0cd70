"""Peers side by side: what each needs for an ascent, beside this package, on the same machine in one run."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench import segments
from bench.delta3 import run_beside
from downrange.flight.ensemble import fly_ensemble
from downrange.flight.threads import thread_count

REPEATS = 5
SENT = 1024
"""Flights that the peers are given."""
SCRIPTS = ("ascent_diffrax", "ascent_heyoka", "ascent_scipy", "flight_rocketpy")
ROOT = Path(__file__).resolve().parents[1]


def ours(flights: int) -> tuple[float, float]:
    """Wall and processor time a flight [s]."""
    vehicles, plans = segments.flights(flights)
    fly_ensemble(vehicles, plans)
    walls, processors = [], []
    for _ in range(REPEATS):
        begun, used = time.perf_counter(), time.process_time()
        fly_ensemble(vehicles, plans)
        walls.append(time.perf_counter() - begun)
        processors.append(time.process_time() - used)
    return statistics.median(walls) / flights, statistics.median(processors) / flights


def report(interpreter: str | None, flights: int) -> str:
    """The section of the scoreboard."""
    if interpreter is None:
        raise SystemExit(
            "the peers' interpreter is not given; nothing is measured or written\n"
            "  hint: python -m venv P && P/bin/pip install numba scipy jax diffrax heyoka rocketpy, then\n"
            "        python -m bench peers --peers P/bin/python"
        )
    wall, processor = ours(flights)
    lines = [
        f"| this package, steering, staging and the fall of stage 1 included | {1.0 / wall:,.0f} | "
        f"{processor * 1e6:,.1f} | 1 | |"
    ]
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "flights.npz"
        segments.write(given, SENT)
        for script in SCRIPTS:
            told = run_beside(interpreter, script, str(given))
            if "wall" not in told:
                lines.append(f"| {told['what']} | | | | |")
                continue
            each = float(str(told["processor"])) / int(str(told["flights"]))
            rate = int(str(told["flights"])) / float(str(told["wall"]))
            error = told["error"]
            note = f"{error:.2g} m from ours" if isinstance(error, float) else str(told["note"])
            lines.append(f"| {told['what']} | {rate:,.3g} | {each * 1e6:,.4g} | {each / processor:,.3g} | {note} |")
    python = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    return (
        "## Peers side by side\n\n"
        f"By `python -m bench peers --peers INTERPRETER`, {python}, {thread_count()} threads; two-stage ascents of "
        f"{segments.VEHICLE} to 250 km, dispersed. "
        "The peers are given every segment's steering and integrate the ascent alone; the ratio is of processor time. "
        "They are installed with `pip install numba scipy jax diffrax heyoka rocketpy` into a place of their own.\n\n"
        "| engine | flights/s | µs of processor a flight | times ours | |\n"
        "| --- | --- | --- | --- | --- |\n" + "\n".join(lines)
    )
