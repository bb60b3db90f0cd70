"""`python -m bench [WHAT]`: prints a table and writes its section of docs/scoreboard.md."""

from __future__ import annotations

import argparse
import sys

WHAT = ("speed", "start", "falcon", "capacity", "reference", "delta3", "gpu", "peers", "reading", "assessing")


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description="Measure flight; figures go to docs/scoreboard.md.")
    parser.add_argument("what", nargs="?", choices=WHAT, default="speed")
    parser.add_argument("--flights", type=int, default=0, help="ensemble or reference size; 0 is the usual")
    parser.add_argument("--peers", metavar="INTERPRETER", help="Python with the peers that delta3 and peers run beside")
    parser.add_argument("--dry", action="store_true", help="print only")
    chosen = parser.parse_args()
    section, text = chosen.what, ""
    if chosen.what == "speed":
        from bench.speed import report

        section = "bench"
        text = report(chosen.flights or 10_000)
    elif chosen.what == "start":
        from bench.start import report

        text = report()
    elif chosen.what == "falcon":
        from bench.falcon import report

        text = report()
    elif chosen.what == "capacity":
        from bench.capacity import report

        text = report()
    elif chosen.what == "delta3":
        from bench.delta3 import report

        text = report(chosen.peers)
    elif chosen.what == "gpu":
        from bench.gpu import report

        text = report(chosen.flights or 1_000_000)
    elif chosen.what == "reading":
        from bench.reading import report

        text = report()
    elif chosen.what == "assessing":
        from bench.assessing import report

        text = report()
    elif chosen.what == "peers":
        from bench.peers import report

        text = report(chosen.peers, chosen.flights or 10_000)
    else:
        from bench.reference import report

        text = report(chosen.flights or 200)
    sys.stdout.write(text + "\n")
    if not chosen.dry:
        from scoreboard.shared import write_section

        write_section(section, text)


if __name__ == "__main__":
    main()
