"""`python -m scoreboard [section ...] [--particles N] [--only TEXT] [--count N] [--pieces FOLDER]`."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

from scoreboard import ballistic, failures, notices, webcasts
from scoreboard.shared import DATA

SECTIONS = ("notices", "ballistic", "webcasts", "failures")


def main() -> None:
    """Score what was asked for."""
    parser = argparse.ArgumentParser(description="Score Downrange on real cases; figures go to docs/scoreboard.md.")
    parser.add_argument("sections", nargs="*", help=f"of {', '.join(SECTIONS)}; none: all")
    parser.add_argument("--particles", type=int, default=None, help="draws per explanation; each section has its own")
    parser.add_argument("--only", default="", help="part of a case's name; nothing is written then")
    parser.add_argument("--vehicle", choices=["known", "unknown", "both"], default="both", help="for notices")
    parser.add_argument("--count", type=int, default=200, help="made-up failures tried")
    parser.add_argument("--pieces", type=Path, default=None, help="folder that keeps finished cases, to go on from")
    parser.add_argument("--seconds", type=float, default=math.inf, help="begin no other case of ballistic after these")
    chosen = parser.parse_args()
    if not DATA.is_dir():
        raise SystemExit(f"The real cases are not at {DATA}. hint: set DOWNRANGE_SHARED to the folder that holds data/")
    wanted = chosen.sections or SECTIONS
    for name in wanted:
        if name not in SECTIONS:
            raise SystemExit(f"No section is called {name!r}. hint: choose of {', '.join(SECTIONS)}")
    common = {"only": chosen.only} | ({"particles": chosen.particles} if chosen.particles else {})
    if "notices" in wanted:
        notices.run(
            known=chosen.vehicle != "unknown", unknown=chosen.vehicle != "known", pieces=chosen.pieces, **common
        )
    if "ballistic" in wanted:
        ballistic.run(pieces=chosen.pieces, seconds=chosen.seconds, **common)
    if "webcasts" in wanted:
        webcasts.run(pieces=chosen.pieces, **common)
    if "failures" in wanted:
        failures.run(count=chosen.count, pieces=chosen.pieces, **common)


if __name__ == "__main__":
    main()
