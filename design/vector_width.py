"""How many numbers to a vector: the same ensemble by 8, 16 and 32, in turns. Results stand in docs/flight.md.

Each width is a copy of the package in which `vectors.WIDTH` is changed, with kernels of its own, in a process of its
own on one thread. Run from the repository root: `.venv/bin/python design/vector_width.py [WIDTH ...]`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
USUAL, WIDTHS = "WIDTH = 16\n", (8, 16, 32)
FLIGHTS, ROUNDS = 2_000, 7
SCRIPT = """
import sys, time
import numpy as np
from vehicles_to_fly import TWO_STAGES, planned
from downrange.flight.ensemble import fly_ensemble
vehicles, plans = planned(TWO_STAGES, int(sys.argv[1]))
plans.kick_angle[:] *= np.random.default_rng(1).uniform(0.97, 1.03, plans.kick_angle.size)
fly_ensemble(vehicles, plans)
for line in sys.stdin:
    start = time.process_time()
    fly_ensemble(vehicles, plans)
    print(time.process_time() - start, flush=True)
"""


def start(folder: Path, width: int) -> subprocess.Popen[str]:
    """A process that flies the ensemble by vectors of a width and prints the seconds, once a line that it gets."""
    package = folder / str(width) / "downrange"
    shutil.copytree(ROOT / "src" / "downrange", package, ignore=shutil.ignore_patterns("__pycache__"))
    vectors = package / "flight" / "vectors.py"
    text = vectors.read_text(encoding="utf-8")
    assert text.count(USUAL) == 1, "WIDTH is not where it was"
    vectors.write_text(text.replace(USUAL, f"WIDTH = {width}\n"), encoding="utf-8")
    paths = os.pathsep.join((str(package.parent), str(ROOT / "tests" / "flight")))
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(FLIGHTS)],
        env=os.environ | {"PYTHONPATH": paths, "DOWNRANGE_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def ask(process: subprocess.Popen[str]) -> float:
    """Microseconds of processor a flight."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    return float(process.stdout.readline()) / FLIGHTS * 1e6


def main(widths: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        processes = {}
        for width in widths:
            processes[width] = start(Path(folder), width)
            ask(processes[width])
        found = {width: [] for width in widths}
        for _ in range(ROUNDS):
            for width, process in processes.items():
                found[width].append(ask(process))
        for width, process in processes.items():
            process.communicate()
            low, high = min(found[width]), max(found[width])
            print(f"{width} numbers to a vector: {median(found[width]):.2f} [{low:.2f}, {high:.2f}] us a flight")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or list(WIDTHS))
