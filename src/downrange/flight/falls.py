"""Bodies that only fall: from any state to the ground, and the classes of debris that a break-up leaves.

For stages, fragments and re-entering objects outside a flight of their own; the integrator is the flights'.
"""

# Kernels are typed by Numba when they are compiled.
# pyright: reportMissingParameterType=false, reportUnusedFunction=false
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from downrange.errors import FlightError
from downrange.flight import layout as at
from downrange.flight.compiling import kernel
from downrange.flight.ensemble import DEFAULT_TOLERANCE
from downrange.flight.kernel import fly_on, make_desk
from downrange.flight.sequence import begin_fall
from downrange.flight.tables import air_table, drag_table, wind_table
from downrange.flight.threads import share_out
from downrange.flight.tracks import QUANTITIES
from downrange.flight.vectors import row_of
from downrange.flight.warm import compile_apart
from downrange.records.flight import Array, IntArray, Wind

DEBRIS_CLASSES: tuple[tuple[str, float, float], ...] = (
    ("insulation and skin", 10.0, 2.0),
    ("panels and tanks", 50.0, 5.0),
    ("structure", 150.0, 10.0),
    ("equipment", 400.0, 10.0),
    ("engines and pressure vessels", 1000.0, 15.0),
)
"""What a vehicle breaks into: class, ballistic coefficient [kg/m2], speed that the break-up adds, one sigma [m/s].

Source: FAA Flight Safety Analysis Handbook (2011), chapter 4: fragment lists group by ballistic coefficient over
two decades, with imparted velocities of this order for break-up without detonation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Falls:
    """Where N falling bodies came down. NaN where one did not."""

    status: IntArray
    """[N] FlightStatus"""
    time: Array
    """[N] s, on the clock of the states"""
    latitude: Array
    """[N] geodetic, rad"""
    longitude: Array
    """[N] rad"""
    peak_height: Array
    """[N] m"""
    sample_times: Array
    """[K] s"""
    sample_height: Array
    """[N, K] m"""
    sample_speed: Array
    """[N, K] Earth-relative, m/s"""
    sample_latitude: Array
    """[N, K] rad"""
    sample_longitude: Array
    """[N, K] rad"""


@kernel
def fall_rows(rows, stages, tolerance, samples, air, wind, drag, results, tracks, x, d, p, y, z, bodies, scratch):
    """Let every row's body fall into its row of results; x is an empty input, what follows is from `make_desk`."""
    count = samples.size
    last = samples[count - 1] if count > 0 else -1.0
    memory, segment, state, after = row_of(d, 0), row_of(p, 0), row_of(y, 0), row_of(z, 0)
    waiting, room, times, nothing = row_of(bodies, 0), row_of(scratch, 0), row_of(samples, 0), row_of(x, 0)
    air_rows, wind_rows, drag_rows = row_of(air, 0), row_of(wind, 0), row_of(drag, 0)
    for i in range(rows.shape[0]):
        out, track = row_of(results, i), row_of(tracks, i)
        begin_fall(row_of(rows, i), stages, memory, segment, state, waiting, out, last)
        fly_on(
            nothing, stages, tolerance, times, count, air_rows, wind_rows, drag_rows, memory, segment, state, after,
            waiting, room, out, track, memory[at.PHASE] == at.POWERED,
        )  # fmt: skip


def fall(
    times: Array,
    states_eci: Array,
    ballistic: Array,
    *,
    wind: Wind | None = None,
    wind_scale: Array | None = None,
    sample_times: Array | None = None,
    tolerance: float = DEFAULT_TOLERANCE,
    drag: Array | None = None,
) -> Falls:
    """Let N bodies fall from states (N, 6) [m, m/s] at `times` (N) [s] with ballistic coefficients (N) [kg/m2].

    ECI and ECEF coincide at time zero. `drag` replaces the tumbling body's drag table (`tables.drag_table`).

    Raises:
        FlightError: Shapes do not fit, or a coefficient is not positive.
    """
    times, ballistic = np.asarray(times, dtype=np.float64), np.asarray(ballistic, dtype=np.float64)
    states = np.asarray(states_eci, dtype=np.float64)
    count = times.size
    if states.shape != (count, 6) or ballistic.shape != (count,) or times.shape != (count,):
        raise FlightError(f"states of shape {states.shape} for {count} times", hint="give (N), (N, 6) and (N)")
    if not (np.all(ballistic > 0.0) and np.all(np.isfinite(states)) and np.all(np.isfinite(times))):
        raise FlightError("a ballistic coefficient or state is not positive or finite", hint="check the bodies")
    rows = np.zeros((count, at.FALL_SIZE))
    rows[:, at.BODY_TIME] = times
    rows[:, at.BODY_STATE : at.BODY_STATE + 6] = states
    rows[:, at.BODY_BALLISTIC] = ballistic
    rows[:, at.BODY_EAST : at.BODY_NORTH + 1] = 1.0 if wind_scale is None else wind_scale
    samples = np.zeros(0) if sample_times is None else np.ascontiguousarray(sample_times, dtype=np.float64)
    results = np.full((count, at.result_size(0)), np.nan)
    tracks = np.empty((count, QUANTITIES, samples.size))
    tables = (air_table(), wind_table(wind), drag_table() if drag is None else drag)

    compile_apart()

    def work(part: slice) -> None:
        nothing = np.zeros(at.STAGES)
        fall_rows(rows[part], 0, tolerance, samples, *tables, results[part], tracks[part], nothing, *make_desk(0))

    share_out(count, work)
    impact = results[:, at.STAGE_OUT + 2 * at.BODY_RESULTS :]
    return Falls(
        status=results[:, at.STATUS].astype(np.int64),
        time=impact[:, at.IMPACT_TIME],
        latitude=impact[:, at.IMPACT_LATITUDE],
        longitude=impact[:, at.IMPACT_LONGITUDE],
        peak_height=results[:, at.PEAK_HEIGHT],
        sample_times=samples,
        sample_height=tracks[:, 0],
        sample_speed=tracks[:, 1],
        sample_latitude=tracks[:, 2],
        sample_longitude=tracks[:, 3],
    )


def break_up(
    time: float, state_eci: Array, *, fragments: int, rng: np.random.Generator, wind: Wind | None = None
) -> tuple[IntArray, Falls]:
    """Break a vehicle up at a state (6) [m, m/s] and let its fragments fall.

    Returns:
        Class (N) of each fragment, an index into `DEBRIS_CLASSES`, and the falls; the classes are equally numerous,
        so that weights can be put on them afterwards.
    """
    classes = np.arange(fragments) % len(DEBRIS_CLASSES)
    coefficient = np.array([entry[1] for entry in DEBRIS_CLASSES])[classes]
    kick = np.array([entry[2] for entry in DEBRIS_CLASSES])[classes]
    states = np.tile(np.asarray(state_eci, dtype=np.float64), (fragments, 1))
    states[:, 3:] += rng.standard_normal((fragments, 3)) * kick[:, None]
    spread = coefficient * np.exp(0.3 * rng.standard_normal(fragments))
    return classes, fall(np.full(fragments, time), states, spread, wind=wind)
