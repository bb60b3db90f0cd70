"""`python -m scoreboard [section] [--particles N] [--only TEXT]`."""

from __future__ import annotations

import argparse

from scoreboard import notices
from scoreboard.shared import DATA


def main() -> None:
    """Score what was asked for."""
    parser = argparse.ArgumentParser(description="Score Downrange on real cases; figures go to docs/scoreboard.md.")
    parser.add_argument("--particles", type=int, default=1000)
    parser.add_argument("--only", default="", help="part of a case's name; nothing is written then")
    parser.add_argument("--vehicle", choices=["known", "unknown", "both"], default="both")
    chosen = parser.parse_args()
    if not DATA.is_dir():
        raise SystemExit(f"The real cases are not at {DATA}. hint: set DOWNRANGE_SHARED to the folder that holds data/")
    notices.run(
        particles=chosen.particles,
        known=chosen.vehicle != "unknown",
        unknown=chosen.vehicle != "known",
        only=chosen.only,
    )


if __name__ == "__main__":
    main()
