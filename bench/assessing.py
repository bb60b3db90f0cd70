"""How long `downrange assess` takes for each shipped case: as a whole process, and in one that has assessed before."""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.calls import DOWNRANGE, Taken, timed
from downrange.cli.assess import assess_cases
from downrange.cli.demo import CASES
from downrange.reading.case import read_paths

RUNS = 3


def report() -> str:
    """The section of the scoreboard."""
    cases = sorted(path for path in CASES.iterdir() if (path / "case.toml").exists())
    with tempfile.TemporaryDirectory() as folder:
        # Warm ones come last: what this process holds counts as memory of those that it starts.
        apart = [_apart(case, Path(folder)) for case in cases]
        within = [_within(case, Path(folder)) for case in cases]
    lines = [
        f"| {case.name} | {taken.clock:.1f} | {taken.processor:.1f} | {warm:.1f} "
        f"| {flights:,} | {flights / warm:,.0f} | {taken.memory:.0f} |"
        for case, (taken, flights), warm in zip(cases, apart, within, strict=True)
    ]
    return (
        f"## Assessing\n\nBy `python -m bench assessing` on {datetime.now(UTC).date().isoformat()}, {os.cpu_count()} "
        f"cores: medians of {RUNS} whole processes, from the start of Python to the dossier written, with kernels "
        "compiled before; and of as many assessments, dossier and all, in one process that has made one before.\n\n"
        "| case | process s | of processor s | warm s | flights | flights a second | most memory MB |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n" + "\n".join(lines)
    )


def _apart(case: Path, folder: Path) -> tuple[Taken, int]:
    """Medians of whole processes, and the flights of one."""
    call = [DOWNRANGE, "assess", str(case), "--out", str(folder), "--quiet"]
    timed(call)  # compiles kernels and warms the files up
    taken = Taken(*(median(column) for column in zip(*(timed(call) for _ in range(RUNS)), strict=True)))
    return taken, json.loads((folder / "dossier.json").read_text(encoding="utf-8"))["flights"]


def _within(case: Path, folder: Path) -> float:
    """Median seconds by the clock of an assessment in this process, after a first one."""
    taken: list[float] = []
    for _ in range(RUNS + 1):
        begun = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            assess_cases(read_paths([str(case)]), [folder], quiet=True)
        taken.append(time.perf_counter() - begun)
    return median(taken[1:])
