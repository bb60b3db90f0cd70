"""Speed: ensembles, one flight, stored tracks and start-up, beside the design study's kernels and SciPy in one run."""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bench import study
from downrange.flight.disperse import disperse, dispersion_names, nominal
from downrange.flight.ensemble import DEFAULT_TOLERANCE, fly_ensemble, pack
from downrange.flight.fly import fly, plan_flight
from downrange.flight.kernel import fly_rows, make_desk
from downrange.flight.layout import result_size
from downrange.flight.plan import repeat_rows
from downrange.flight.tables import air_table, drag_table
from downrange.flight.threads import thread_count

REPEATS = 9
FLOPS_PER_STEP = 1700
"""Floating-point operations of one lane's step, counted in the source: six right-hand sides of 190 and the tableau."""
ROOT = Path(__file__).resolve().parents[1]


def median_time(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median wall time of `work`, warm [s]."""
    work()
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def interleaved(works: dict[str, Callable[[], object]], repeats: int = REPEATS) -> dict[str, tuple[float, float]]:
    """Median wall and processor time of each [s], taken in turns so that a busy machine is unfair to none."""
    for work in works.values():
        work()
    walls: dict[str, list[float]] = {name: [] for name in works}
    processors: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            begun, used = time.perf_counter(), time.process_time()
            work()
            walls[name].append(time.perf_counter() - begun)
            processors[name].append(time.process_time() - used)
    return {name: (statistics.median(walls[name]), statistics.median(processors[name])) for name in works}


def dgemm() -> float:
    """Floating-point operations a second of NumPy's matrix product, all threads."""
    a = np.random.default_rng(1).random((1500, 1500))
    return 2.0 * 1500**3 / median_time(lambda: a @ a, 5)


def against_the_study(flights: int) -> list[tuple[str, str]]:
    """The same dispersed two-stage vehicles through the study's lanes and through this package."""
    if not study.PROTOTYPES.is_dir():
        return [("study's lane kernel", "not here")]
    common, lanes = study.load()
    rows = study.segments(common, flights)
    out = np.zeros((flights, 11))
    first_steps = np.array(study.FIRST_STEPS)
    vehicles, plans, wind, wind_scale = study.as_records(common, flights)
    turning = replace(plans, ballistic=np.ones(flights, dtype=np.bool_))
    times = interleaved(
        {
            "study": lambda: lanes(rows, study.TOLERANCE, first_steps, thread_count() * 4, out),
            "closed loop": lambda: fly_ensemble(vehicles, plans, wind=wind, wind_scale=wind_scale),
            "calm": lambda: fly_ensemble(vehicles, plans),
            "turn": lambda: fly_ensemble(vehicles, turning, wind=wind, wind_scale=wind_scale),
        }
    )
    theirs = times["study"]

    def line(name: str, key: str) -> tuple[str, str]:
        wall, processor = times[key]
        text = f"{flights / wall:,.0f} flights/s; {processor / flights * 1e6:.1f} µs of processor a flight"
        return name, text if key == "study" else f"{text}, {theirs[1] / processor:.2f} x the study's"

    return [
        line("study's lane kernel, fixed steering law, wind", "study"),
        line("this package, closed-loop steering, wind", "closed loop"),
        line("this package, closed-loop steering, calm", "calm"),
        line("this package, gravity turn and payload's fall, wind", "turn"),
    ]


def of_the_catalog(flights: int) -> list[tuple[str, str]]:
    """Catalog vehicles with fairing, one flight, tracks."""
    from downrange.catalog.vehicles import find_vehicle

    lines = []
    for name in ("falcon-9-ft", "soyuz-2-1b-fregat"):
        vehicle = find_vehicle(name)
        assert vehicle is not None
        plan = plan_flight(vehicle, latitude=0.5, longitude=0.0, perigee=300e3, inclination=0.9)
        normals = 0.3 * np.random.default_rng(1).standard_normal((flights, len(dispersion_names(vehicle))))
        vehicles, plans = disperse(vehicle, normals), repeat_rows(plan, flights)
        samples = np.arange(0.0, 1800.0, 1.0)
        plain = median_time(lambda v=vehicles, p=plans: fly_ensemble(v, p), 5)
        few = slice(0, flights // 10)
        part_v, part_p = disperse(vehicle, normals[few]), repeat_rows(plan, flights // 10)
        stored = median_time(lambda v=part_v, p=part_p, t=samples: fly_ensemble(v, p, sample_times=t), 3) * 10
        row = pack(nominal(vehicle), plan)
        stages = vehicle.stage_count
        results, tracks = np.zeros((1, result_size(stages))), np.zeros((1, 4, 0))
        tables = (air_table(), None, drag_table())
        one = median_time(
            lambda r=row, s=stages, o=results, t=tracks, a=tables: fly_rows(
                r, s, DEFAULT_TOLERANCE, np.zeros(0), *a, o, t, *make_desk(s)
            ),
            200,
        )
        through = median_time(lambda v=vehicle, p=plan: fly(v, p), 50)
        lines += [
            (f"{vehicle.name}, fairing and every body to the ground", f"{flights / plain:,.0f} flights/s"),
            (f"{vehicle.name}, tracks kept at 1 s for 30 min", f"{flights / stored:,.0f} flights/s"),
            (f"{vehicle.name}, one warm flight", f"{one * 1e6:.0f} µs in the kernel, {through * 1e3:.2f} ms in fly()"),
        ]
    return lines


def scipy_peer() -> tuple[str, str]:
    """SciPy's RK45 on a two-body problem with the same number of steps: what plain Python costs."""
    from scipy.integrate import solve_ivp

    def rates(_: float, y: np.ndarray) -> np.ndarray:
        r = y[:3]
        return np.concatenate([y[3:], -3.986e14 / (r @ r) ** 1.5 * r])

    state = np.array([6.6e6, 0.0, 0.0, 0.0, 7.7e3, 0.0])
    taken = median_time(lambda: solve_ivp(rates, (0.0, 5400.0), state, rtol=1e-7, atol=1.0), 3)
    return "SciPy RK45, one vacuum orbit and nothing else", f"{1 / taken:,.0f} a second"


def start_up() -> list[tuple[str, str]]:
    """Seconds to import, to show help, and to fly from the command line with compiled kernels."""
    command = str(Path(sys.executable).with_name("downrange"))
    calls = {
        "import downrange": [sys.executable, "-c", "import downrange"],
        "downrange --help": [command, "--help"],
        "downrange fly electron --site mahia": [command, "fly", "electron", "--site", "mahia", "--quiet"],
    }
    lines = []
    for name, call in calls.items():
        taken = median_time(lambda c=call: subprocess.run(c, capture_output=True, check=False), 5)
        lines.append((name, f"{taken:.2f} s"))
    bare = median_time(lambda: subprocess.run([sys.executable, "-c", ""], capture_output=True, check=True), 5)
    return [*lines, ("python -c '' for comparison", f"{bare:.2f} s")]


def report(flights: int) -> str:
    """The section of the scoreboard."""
    import numba
    import scipy

    peak = dgemm()
    lines = against_the_study(flights)
    lines += of_the_catalog(flights)
    lines.append(scipy_peer())
    lines.append(("matrix product (DGEMM) of NumPy here", f"{peak / 1e9:,.0f} GFLOP/s"))
    lines += start_up()
    table = "\n".join(f"| {name} | {value} |" for name, value in lines)
    versions = f"numba {numba.__version__}, numpy {np.__version__}, scipy {scipy.__version__}"
    day = datetime.now(UTC).date().isoformat()
    return (
        f"## Speed of flight\n\nBy `make bench` on {day}: {thread_count()} threads, "
        f"Python {platform.python_version()}, {versions}; medians of runs taken "
        f"in turns, {flights:,} dispersed flights, calls from Python included.\n\n"
        f"| what | measured |\n| --- | --- |\n{table}"
    )
