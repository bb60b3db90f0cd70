"""Speed: ensembles, one flight, stored tracks and start-up, beside the design study's kernels and SciPy in one run."""

from __future__ import annotations

import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bench import study
from downrange.flight import layout
from downrange.flight.disperse import disperse, dispersion_names, nominal
from downrange.flight.ensemble import DEFAULT_TOLERANCE, fly_ensemble, pack
from downrange.flight.fly import fly, plan_flight
from downrange.flight.kernel import fly_rows, make_desk
from downrange.flight.lanes import fly_lanes, make_lanes
from downrange.flight.layout import result_size
from downrange.flight.plan import repeat_rows
from downrange.flight.tables import air_table, drag_table
from downrange.flight.threads import thread_count
from downrange.records.flight import Ensemble, VehicleArrays

REPEATS = 9
FLOPS_PER_STEP = 1580
"""Floating-point operations of one lane's step in calm air, counted in the machine code: six right-hand sides and the
tableau, roots and reciprocals by multiplication included."""
ASCENT = np.arange(0.0, 600.0)
"""What a user would store of an ascent: height, speed, latitude and longitude every second until past insertion [s]."""
YAW = 0.05
"""Of every stage of the flights with everything [rad]."""
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "flight"))  # the made-up vehicles


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
    """Floating-point operations a second of processor time of NumPy's matrix product: a core's, whoever else works."""
    a = np.random.default_rng(1).random((1500, 1500))
    return 2.0 * 1500**3 / interleaved({"product": lambda: a @ a}, 5)["product"][1]


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


def floating_point(flights: int, peak: float) -> list[tuple[str, str]]:
    """How much of the matrix product's rate the lanes reach, on the study's vehicles in calm air."""
    if not study.PROTOTYPES.is_dir():
        return []
    common, _ = study.load()
    vehicles, plans, _, _ = study.as_records(common, flights)
    rows = pack(vehicles, plans)
    results, tracks = np.zeros((flights, result_size(2))), np.zeros((flights, 4, 0))
    tables = (air_table(), None, drag_table())
    work = {
        "lanes": lambda: fly_lanes(rows, 2, DEFAULT_TOLERANCE, np.zeros(0), *tables, results, tracks, *make_lanes(2))
    }
    taken = interleaved(work, 5)["lanes"][1]
    steps = float(results[:, layout.STEPS].mean())
    rate = flights * steps * FLOPS_PER_STEP / taken
    return [
        ("steps of a lane in one such flight, refused ones included", f"{steps:.0f} of {FLOPS_PER_STEP:,} FLOP"),
        (
            "floating-point rate of the lane kernel on a core, all its scalar code included",
            f"{rate / 1e9:.1f} GFLOP/s, {rate / peak:.0%} of the matrix product's",
        ),
    ]


def with_everything(flights: int) -> list[tuple[str, str]]:
    """Seconds flown in a second: two stages, and three with strap-ons, yaw steering and a failure in each flight."""
    from vehicles_to_fly import THREE_STAGES, TWO_STAGES, planned

    rates = {}
    rng = np.random.default_rng(4)
    for vehicle in (TWO_STAGES, THREE_STAGES):
        _, plans = planned(vehicle, flights)
        drawn = 0.3 * rng.standard_normal((flights, len(dispersion_names(vehicle))))
        vehicles = replace(disperse(vehicle, drawn), fairing_mass=np.zeros(flights))
        if vehicle is THREE_STAGES:
            plans = replace(
                plans,
                yaw=np.full((flights, vehicle.stage_count), YAW),
                failure_code=rng.integers(1, 9, flights),
                failure_stage=rng.integers(2, 4, flights),
                failure_time=rng.uniform(5.0, 100.0, flights),
                failure_size=rng.uniform(0.1, 0.8, flights),
            )
        taken = interleaved({"all": lambda v=vehicles, p=plans: fly_ensemble(v, p)}, 5)["all"][1]
        rates[vehicle.id] = seconds_flown(fly_ensemble(vehicles, plans), vehicles) / taken
    few, many = rates["two-stages"], rates["three-stages"]
    return [
        ("two stages: seconds flown, of all bodies, in a second of processor", f"{few:,.0f}"),
        ("three stages, strap-ons, yaw, a failure each: the same", f"{many:,.0f}, {many / few:.2f} x"),
    ]


def seconds_flown(flown: Ensemble, vehicles: VehicleArrays) -> float:
    """Of all flights and bodies: the ascent, and each body's fall from where it is dropped [s]."""
    with np.errstate(divide="ignore", invalid="ignore"):
        burn = vehicles.booster_propellant_mass * vehicles.booster_specific_impulse * 9.80665 / vehicles.booster_thrust
    parts = [
        flown.end_time,
        flown.impact_time[:, 0] - burn,
        *(flown.impact_time[:, 1 : 1 + vehicles.stages] - flown.cutoff_time).T,
        flown.impact_time[:, -1] - flown.end_time,
    ]
    return float(sum(np.nansum(part) for part in parts))


def processor_times(work: Callable[[], object]) -> tuple[float, float]:
    """Median processor time of `work` and of the system on its behalf, warm [s]."""
    work()
    rows = []
    for _ in range(7):
        begun = resource.getrusage(resource.RUSAGE_SELF)
        work()
        ended = resource.getrusage(resource.RUSAGE_SELF)
        rows.append((ended.ru_utime - begun.ru_utime, ended.ru_stime - begun.ru_stime))
    user, system = np.median(rows, axis=0).tolist()
    return user, system


def stored_tracks(
    name: str, flights: int, without: Callable[[], object], keeping: Callable[[], object]
) -> list[tuple[str, str]]:
    """What it costs to keep the ascents, in processor time; what the system takes to clear memory is told apart."""
    (plain, _), (stored, cleared) = processor_times(without), processor_times(keeping)
    wall = median_time(keeping, 3)
    size = 4.0 * 8.0 * ASCENT.size * flights
    each = (stored - plain) / (flights * ASCENT.size)
    return [
        (
            f"{name}, ascents kept at 1 s for 10 min, {size / 1e6:.0f} MB of float64",
            f"{flights / wall:,.0f} flights/s; {stored / flights * 1e6:.1f} µs of processor a flight, "
            f"{stored / plain - 1.0:.0%} more than without, {each * 1e9:.1f} ns a "
            f"sample; and {cleared / flights * 1e6:.1f} µs in the system, which clears the memory",
        )
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
        plain = median_time(lambda v=vehicles, p=plans: fly_ensemble(v, p), 5)
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
            *stored_tracks(
                vehicle.name,
                flights,
                lambda v=vehicles, p=plans: fly_ensemble(v, p),
                lambda v=vehicles, p=plans: fly_ensemble(v, p, sample_times=ASCENT),
            ),
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


def report(flights: int) -> str:
    """The section of the scoreboard."""
    import numba
    import scipy

    peak = dgemm()
    lines = against_the_study(flights)
    lines += floating_point(flights, peak)
    lines += with_everything(flights)
    lines += of_the_catalog(flights)
    lines.append(scipy_peer())
    lines.append(("matrix product (DGEMM) of NumPy, a core", f"{peak / 1e9:,.0f} GFLOP/s"))
    table = "\n".join(f"| {name} | {value} |" for name, value in lines)
    versions = f"numba {numba.__version__}, numpy {np.__version__}, scipy {scipy.__version__}"
    day = datetime.now(UTC).date().isoformat()
    return (
        f"## Speed of flight\n\nBy `make bench` on {day}: {thread_count()} threads, "
        f"Python {platform.python_version()}, {versions}; medians of runs taken "
        f"in turns, {flights:,} dispersed flights, calls from Python included.\n\n"
        f"| what | measured |\n| --- | --- |\n{table}"
    )
