"""`python -m bench [speed|falcon|capacity|reference]`: prints a table and writes its section of docs/scoreboard.md."""

from __future__ import annotations

import argparse
import sys


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description="Measure flight; figures go to docs/scoreboard.md.")
    parser.add_argument("what", nargs="?", choices=["speed", "falcon", "capacity", "reference"], default="speed")
    parser.add_argument("--flights", type=int, default=0, help="ensemble or reference size; 0 is the usual")
    parser.add_argument("--dry", action="store_true", help="print only")
    chosen = parser.parse_args()
    if chosen.what == "speed":
        from bench.speed import report

        section = "bench"
        text = report(chosen.flights or 10_000)
    elif chosen.what == "falcon":
        from bench.falcon import report

        section = "falcon"
        text = report()
    elif chosen.what == "capacity":
        from bench.capacity import report

        section = "capacity"
        text = report()
    else:
        from bench.reference import report

        section = "reference"
        text = report(chosen.flights or 200)
    sys.stdout.write(text + "\n")
    if not chosen.dry:
        from scoreboard.shared import write_section

        write_section(section, text)


if __name__ == "__main__":
    main()
