"""How long `downrange assess` takes for each shipped case, as a whole process."""

from __future__ import annotations

import json
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.calls import DOWNRANGE, timed
from downrange.cli.demo import CASES

RUNS = 3


def report() -> str:
    """The section of the scoreboard."""
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for case in sorted(path for path in CASES.iterdir() if (path / "case.toml").exists()):
            call = [DOWNRANGE, "assess", str(case), "--out", folder, "--quiet"]
            timed(call)  # compiles kernels and warms the files up
            taken = [timed(call) for _ in range(RUNS)]
            clock, spent, memory = (median(column) for column in zip(*taken, strict=True))
            flights = json.loads((Path(folder) / "dossier.json").read_text(encoding="utf-8"))["flights"]
            lines.append(
                f"| {case.name} | {clock:.1f} | {spent:.1f} | {flights:,} | {flights / clock:,.0f} | {memory:.0f} |"
            )
    return (
        f"## Assessing\n\nBy `python -m bench assessing` on {datetime.now(UTC).date().isoformat()}: medians of {RUNS} "
        f"whole processes, from the start of Python to the dossier written, on {os.cpu_count()} cores with kernels "
        "compiled before.\n\n"
        "| case | by the clock s | of processor s | flights | flights a second | most memory MB |\n"
        "| --- | --- | --- | --- | --- | --- |\n" + "\n".join(lines)
    )
