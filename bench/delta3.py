"""The Delta III ascent: our indirect method beside CasADi, yapss and asset-asrl, where their interpreter is given."""

from __future__ import annotations

import json
import math
import statistics
import subprocess
import time
from pathlib import Path

import numpy as np

from bench.beside import delta3_data as data
from downrange.flight.optimal import BestAscent, Burn, Orbit, World, best_ascent

REPEATS = 21
PEERS = ("delta3_asset", "delta3_casadi", "delta3_yapss")
ASKED_TIME = 0.12
"""What asset-asrl was measured to take on this class of machine [s]."""


def solve() -> BestAscent:
    """The best ascent of Betts' vehicle in Betts' world."""
    latitude = math.radians(data.LATITUDE)
    position = data.RADIUS * np.array([math.cos(latitude), 0.0, math.sin(latitude)])
    return best_ascent(
        tuple(Burn(duration=d, thrust=t, flow=f, mass=m) for d, t, f, m in data.burns()),
        position,
        np.cross([0.0, 0.0, data.ROTATION], position),
        Orbit(
            semi_major_axis=data.SEMI_MAJOR_AXIS,
            eccentricity=data.ECCENTRICITY,
            inclination=math.radians(data.INCLINATION),
            ascending_node=math.radians(data.ASCENDING_NODE),
            argument_of_perigee=math.radians(data.ARGUMENT_OF_PERIGEE),
        ),
        World(
            mu=data.MU,
            radius=data.RADIUS,
            rotation=data.ROTATION,
            density=data.DENSITY,
            scale_height=data.SCALE_HEIGHT,
        ),
        drag_area=data.AREA * data.DRAG_COEFFICIENT,
    )


def run_beside(interpreter: str, script: str, *arguments: str, limit: float = 170.0) -> dict[str, object]:
    """What a peer's script printed on its last line; why not, under `what`, where it printed none."""
    path = Path(__file__).parent / "beside" / f"{script}.py"
    command = [interpreter, str(path), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=limit)
    except subprocess.TimeoutExpired:
        return {"what": f"{script}: not done in {limit:.0f} s"}
    lines = done.stdout.strip().splitlines()
    if done.returncode != 0 or not lines:
        reason = (done.stderr.strip().splitlines() or ["it printed nothing"])[-1]
        return {"what": f"{script}: {reason}"}
    return json.loads(lines[-1])


def report(interpreter: str | None) -> str:
    """The section of the scoreboard."""
    found = solve()
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        found = solve()
        times.append(time.perf_counter() - begun)
    ours = statistics.median(times)
    lines = [
        f"| this package, indirect, {found.shots} shots, no first guess | {found.mass:.4f} | {ours * 1e3:.1f} | 1 |"
    ]
    for peer in PEERS if interpreter else ():
        told = run_beside(interpreter or "", peer)
        if "time" in told:
            theirs = float(str(told["time"]))
            lines.append(f"| {told['what']} | {told['mass']:.4f} | {theirs * 1e3:.0f} | {theirs / ours:.0f} |")
        else:
            lines.append(f"| {told['what']} | | | |")
    miss = found.mass - data.PUBLISHED_MASS
    return (
        "## Delta III ascent to a transfer orbit\n\n"
        "By `python -m bench delta3`, peers with `--peers INTERPRETER`; median time of solving, warm. "
        f"Published: {data.PUBLISHED_MASS} kg; this package is {miss:+.3f} kg from it; asked: within 0.05 kg in "
        f"{ASKED_TIME} s.\n\n"
        "| solver | mass at cut-off kg | ms | times ours |\n| --- | --- | --- | --- |\n" + "\n".join(lines)
    )
