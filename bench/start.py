"""How long commands take to start: imports, help, and one flight with compiled kernels."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from statistics import median

from bench.calls import DOWNRANGE, Taken, timed

RUNS = 9


def report() -> str:
    """The section of the scoreboard."""
    calls = {
        "`python -c ''`, for comparison": [sys.executable, "-c", ""],
        "`import downrange`": [sys.executable, "-c", "import downrange"],
        "`downrange --help`": [DOWNRANGE, "--help"],
        "`import numba`, for comparison": [sys.executable, "-c", "import numba"],
        "`downrange fly electron --site mahia`": [DOWNRANGE, "fly", "electron", "--site", "mahia", "--quiet"],
    }
    found: dict[str, list[Taken]] = {name: [] for name in calls}
    for _ in range(RUNS + 1):  # the first round warms the files up
        for name, call in calls.items():
            found[name].append(timed(call))
    lines = []
    for name, times in found.items():
        clock, spent, _ = (median(column) for column in zip(*times[1:], strict=True))
        lines.append(f"| {name} | {clock:.2f} | {spent:.2f} |")
    return (
        f"## Start-up\n\nBy `python -m bench start` on {datetime.now(UTC).date().isoformat()}: medians of {RUNS} runs "
        "taken in turns; time of processor does not grow with what else the machine does, time by the clock does.\n\n"
        "| command | by the clock s | of processor s |\n| --- | --- | --- |\n" + "\n".join(lines)
    )
