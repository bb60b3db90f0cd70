"""Writes the table of computed against flown in README.md from the dossiers that `downrange demo` wrote.

Call: `python docs/flown.py [DEMO_OUT]`. The flown values are not in the cases' folders; each has its source here.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

from shapely.geometry import Point, shape

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- flown: written by docs/flown.py -->", "<!-- /flown -->"

EOCHEONGDO = (36.12, 125.98)


def launch_of(out: Path, case: str, catalog: str | None = None) -> dict[str, Any]:
    """The launch of a case, by its catalog tag where the case has several."""
    launches = json.loads((out / case / "dossier.json").read_text(encoding="utf-8"))["launches"]
    return next(launch for launch in launches if catalog is None or launch["catalog"] == catalog)


def interval(value: dict[str, float], unit: str, digits: int = 1) -> str:
    """Median and 90 % interval."""
    return f"{value['median']:,.{digits}f} {unit} [{value['q05']:,.{digits}f}, {value['q95']:,.{digits}f}]"


def rows(out: Path) -> list[tuple[str, str, str, str, str]]:
    """Evidence, quantity, computed, flown, source of the flown value."""
    iridium = launch_of(out, "iridium-7")
    cutoff = next(each for each in iridium["findings"]["cutoffs"] if each["stage"] == 1)
    rockot = launch_of(out, "rockot-2017-10-13")
    chollima = launch_of(out, "chollima-2023-05-31", "2023-F06")
    page = launch_of(out, "seed", "2023-F06")
    webcast, notices, press = "webcast speed and height", "three warnings to mariners", "press, Chollima-1, May 2023"
    peer = "analysis of the same telemetry by its author"
    return [
        (webcast, "main engine cut-off", interval(cutoff["time_s"], "s"), "146 s", "event noted by the author"),
        (webcast, "ground range at cut-off", interval(cutoff["ground_range_km"], "km"), "58.6 km", peer),
        (notices, "inclination", interval(rockot["findings"]["inclination_deg"], "°"), "98.73°", "elements of 2019"),
        (press, "what failed", _leading(chollima), "stage 2, no-ignition", "KCNA"),
        (press, "reached orbit", _percent(chollima["findings"]["outcome"]["p_reached_orbit"]), "no", "all sides"),
        (press, "90 % area holds the place", _holds(chollima), "200 km west of Eocheongdo", "South Korea's JCS"),
        ("one sentence of a news page", "second stage burned to plan", _to_plan(page), "no", "KCNA, not in the page"),
    ]


def _leading(launch: dict[str, Any]) -> str:
    leader = max(launch["explanations"], key=lambda each: each["probability"])
    failure = leader["failure"]
    name = f"stage {failure['stage']}, {failure['mode']}" if failure else leader["id"]
    return (
        f"{name}: {_percent(leader['probability'])} ({_percent(leader['probability_physics_only'])} on physics alone)"
    )


def _to_plan(launch: dict[str, Any]) -> str:
    """Odds that the second stage of a launch to orbit burned to plan: nothing failed, or a later stage did."""
    orbital = [each for each in launch["explanations"] if each["kind"] == "orbital"]
    sound = [each for each in orbital if each["failure"] is None or each["failure"]["stage"] > 2]
    physics = sum(each["probability_physics_only"] for each in sound)
    return f"{_percent(sum(each['probability'] for each in sound))} ({_percent(physics)} on physics alone)"


def _percent(share: float) -> str:
    return "below 1 %" if share < 0.01 else f"{100 * share:.0f} %"


def _holds(launch: dict[str, Any]) -> str:
    latitude_deg, longitude_deg = EOCHEONGDO
    west = longitude_deg - 200.0 / (111.32 * math.cos(math.radians(latitude_deg)))
    areas = [shape(impact["p90"]) for impact in launch["findings"]["impacts"]]
    return "yes" if any(area.covers(Point(west, latitude_deg)) for area in areas) else "no"


def table(out: Path) -> str:
    """The table in Markdown."""
    head = (
        "| evidence | quantity | computed, 90 % interval | flown or reported | by |\n| --- | --- | --- | --- | --- |\n"
    )
    return head + "\n".join("| " + " | ".join(row) + " |" for row in rows(out))


def main() -> None:
    """Replace the table in the README."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "demo-out"
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN, 1)
    tail = rest.split(END, 1)[1]
    readme.write_text(f"{head}{BEGIN}\n\n{table(out)}\n\n{END}{tail}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
