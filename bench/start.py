"""How long commands take to start: imports, help, and one flight with compiled kernels."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

RUNS = 9


def _seconds(call: list[str]) -> tuple[float, float]:
    """By the clock and of processor, of one run [s]."""
    before, start = os.times(), time.perf_counter()
    subprocess.run(call, capture_output=True, check=False)
    taken, after = time.perf_counter() - start, os.times()
    spent = after.children_user - before.children_user + after.children_system - before.children_system
    return taken, spent


def report() -> str:
    """The section of the scoreboard."""
    command = str(Path(sys.executable).with_name("downrange"))
    calls = {
        "`python -c ''`, for comparison": [sys.executable, "-c", ""],
        "`import downrange`": [sys.executable, "-c", "import downrange"],
        "`downrange --help`": [command, "--help"],
        "`import numba`, for comparison": [sys.executable, "-c", "import numba"],
        "`downrange fly electron --site mahia`": [command, "fly", "electron", "--site", "mahia", "--quiet"],
    }
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in calls}
    for _ in range(RUNS + 1):  # the first round warms the files up
        for name, call in calls.items():
            found[name].append(_seconds(call))
    lines = []
    for name, times in found.items():
        clock, spent = (median(column) for column in zip(*times[1:], strict=True))
        lines.append(f"| {name} | {clock:.2f} | {spent:.2f} |")
    return (
        f"## Start-up\n\nBy `python -m bench start` on {datetime.now(UTC).date().isoformat()}: medians of {RUNS} runs "
        "taken in turns; time of processor does not grow with what else the machine does, time by the clock does.\n\n"
        "| command | by the clock s | of processor s |\n| --- | --- | --- |\n" + "\n".join(lines)
    )
