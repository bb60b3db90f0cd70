"""The Delta III ascent as yapss ships it among its examples: a pseudospectral method over IPOPT."""

from __future__ import annotations

import json
import time
from importlib.metadata import version

import yapss.examples.delta_iii_ascent as example

REPEATS = 3


def main() -> None:
    """Solve it a few times."""
    times, found = [], None
    for _ in range(REPEATS):
        problem = example.setup()
        problem.ipopt_options.print_level = 0
        begun = time.perf_counter()
        found = problem.solve()
        times.append(time.perf_counter() - begun)
    what = f"yapss {version('yapss')}, its own example"
    print(json.dumps({"what": what, "mass": float(found.objective), "time": sorted(times)[1], "good": True}))


if __name__ == "__main__":
    main()
