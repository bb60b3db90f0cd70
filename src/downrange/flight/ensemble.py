"""Fly N dispersed flights at once: `fly_ensemble` packs the records into rows, calls the kernel, names the results."""

from __future__ import annotations

import numpy as np

from downrange.errors import FlightError
from downrange.flight import layout as at
from downrange.flight.tables import air_table, drag_table, wind_table
from downrange.flight.threads import share_out
from downrange.flight.tracks import QUANTITIES
from downrange.flight.warm import compile_apart
from downrange.records.flight import Array, Ensemble, PlanArrays, VehicleArrays, Wind

DEFAULT_TOLERANCE = 0.2
"""Error allowed in one step [m]: insertions and impacts of stages are then good to a few meters."""

FEWEST_FOR_LANES = 64
"""Fewer flights are flown one by one: most lanes would be idle, and a first flight waits for one kernel only."""

_VEHICLE_COLUMNS = {
    "drag_area": at.BODY_AREA,
    "drag_scale": at.DRAG_SCALE,
    "booster_propellant_mass": at.BOOSTER_PROPELLANT,
    "booster_dry_mass": at.BOOSTER_DRY,
    "booster_thrust": at.BOOSTER_THRUST,
    "booster_specific_impulse": at.BOOSTER_IMPULSE,
    "booster_exit_area": at.BOOSTER_EXIT_AREA,
    "booster_ballistic": at.BOOSTER_BALLISTIC,
    "fairing_mass": at.FAIRING_MASS,
    "fairing_ballistic": at.FAIRING_BALLISTIC,
    "payload_mass": at.PAYLOAD_MASS,
    "payload_ballistic": at.PAYLOAD_BALLISTIC,
}
_VEHICLE_STAGE_COLUMNS = {
    "propellant_mass": at.PROPELLANT,
    "dry_mass": at.DRY,
    "thrust": at.STAGE_THRUST,
    "specific_impulse": at.IMPULSE,
    "exit_area": at.STAGE_EXIT_AREA,
    "spent_ballistic": at.SPENT_BALLISTIC,
}
_PLAN_COLUMNS = {
    "latitude": at.LATITUDE,
    "longitude": at.LONGITUDE,
    "height": at.HEIGHT,
    "azimuth": at.AZIMUTH,
    "vertical_time": at.VERTICAL_TIME,
    "kick_angle": at.KICK_ANGLE,
    "target_perigee": at.TARGET_PERIGEE,
    "target_apogee": at.TARGET_APOGEE,
    "ballistic": at.BALLISTIC,
    "fairing_height": at.FAIRING_HEIGHT,
    "throttle": at.THROTTLE,
    "failure_code": at.FAILURE,
    "failure_stage": at.FAILURE_STAGE,
    "failure_time": at.FAILURE_TIME,
    "failure_size": at.FAILURE_SIZE,
    "park_perigee": at.PARK_PERIGEE,
    "park_apogee": at.PARK_APOGEE,
}
_PLAN_STAGE_COLUMNS = {"coast": at.COAST, "yaw": at.YAW, "cutoff_fraction": at.CUTOFF_FRACTION}
# Columns that may be negative; what a failure does not use is not looked at.
_SIGNED = [at.LATITUDE, at.LONGITUDE, at.HEIGHT, at.AZIMUTH, at.KICK_ANGLE, at.FAILURE_SIZE, at.FAILURE_TIME,
           at.EAST_SCALE, at.NORTH_SCALE]  # fmt: skip


def body_names(stages: int) -> tuple[str, ...]:
    """Names of the bodies in the order of `Ensemble.bodies`."""
    return ("booster", *(f"stage-{s + 1}" for s in range(stages)), "fairing", "payload")


def pack(vehicles: VehicleArrays, plans: PlanArrays, wind_scale: Array | None = None) -> Array:
    """Rows of kernel input (N, STAGES + S x STAGE_SIZE), with a mark on the rows that can be flown."""
    flights, stages = vehicles.propellant_mass.shape
    rows = np.zeros((flights, at.STAGES + stages * at.STAGE_SIZE))
    for record, columns, stage_columns in (
        (vehicles, _VEHICLE_COLUMNS, _VEHICLE_STAGE_COLUMNS),
        (plans, _PLAN_COLUMNS, _PLAN_STAGE_COLUMNS),
    ):
        for name, column in columns.items():
            rows[:, column] = _shaped(name, getattr(record, name), (flights,))
        for name, column in stage_columns.items():
            rows[:, at.STAGES + column :: at.STAGE_SIZE] = _shaped(name, getattr(record, name), (flights, stages))
    rows[:, at.EAST_SCALE : at.NORTH_SCALE + 1] = 1.0
    if wind_scale is not None:
        rows[:, at.EAST_SCALE : at.NORTH_SCALE + 1] = _shaped("wind_scale", wind_scale, (flights, 2))
    rows[:, at.VALID] = 1.0
    rows[:, at.VALID] = _can_fly(rows, stages)
    return rows


def _shaped(name: str, values: Array, shape: tuple[int, ...]) -> Array:
    values = np.asarray(values)
    if values.shape != shape:
        raise FlightError(
            f"{name} has shape {values.shape}, not {shape}",
            hint="give vehicles and plans of the same N flights, S stages",
        )
    return values


def _can_fly(rows: Array, stages: int) -> Array:
    unused = rows[:, at.FAILURE] == 0.0
    looked_at = rows.copy()
    looked_at[unused, at.FAILURE_STAGE : at.FAILURE_SIZE + 1] = 0.0
    good = np.isfinite(looked_at).all(axis=1)
    signed = np.zeros(rows.shape[1], dtype=np.bool_)
    signed[_SIGNED] = True
    signed[at.STAGES + at.YAW :: at.STAGE_SIZE] = True
    with np.errstate(invalid="ignore"):
        good &= (looked_at[:, ~signed] >= 0.0).all(axis=1)
        stage_blocks = rows[:, at.STAGES :].reshape(rows.shape[0], stages, at.STAGE_SIZE)
        good &= (stage_blocks[:, :, at.IMPULSE] > 0.0).all(axis=1)
        good &= (stage_blocks[:, :, at.DRY].sum(axis=1) + rows[:, at.PAYLOAD_MASS]) > 0.0
        good &= (rows[:, at.BOOSTER_THRUST] == 0.0) | (rows[:, at.BOOSTER_IMPULSE] > 0.0)
        good &= np.abs(rows[:, at.LATITUDE]) <= 0.5 * np.pi
        good &= np.abs(rows[:, at.HEIGHT]) < 2e4
        good &= np.abs(rows[:, at.KICK_ANGLE]) < 1.5
        good &= rows[:, at.THROTTLE] > 0.0
    return good.astype(np.float64)


def fly_ensemble(
    vehicles: VehicleArrays,
    plans: PlanArrays,
    *,
    wind: Wind | None = None,
    wind_scale: Array | None = None,
    sample_times: Array | None = None,
    tolerance: float = DEFAULT_TOLERANCE,
) -> Ensemble:
    """Fly N vehicles on their N plans, each with every body it drops to its impact.

    Args:
        vehicles: (N) dispersed vehicles.
        plans: (N) plans and failures.
        wind: Wind by height; None is calm.
        wind_scale: (N, 2) factors on the east and north wind; None is one.
        sample_times: (K) increasing times after lift-off at which the main body's track is wanted [s].
        tolerance: Error allowed in one step [m].

    Returns:
        What came of each flight, with a status; a flight that cannot be flown leaves the others as they are. The same
        on any number of threads.

    Raises:
        FlightError: Shapes do not fit, or sample times do not increase.
    """
    rows, results, times = lay_out(vehicles, plans, wind_scale, sample_times)
    stages = vehicles.stages
    tracks = np.empty((rows.shape[0], QUANTITIES, times.size))
    tracks[rows[:, at.VALID] != 1.0] = np.nan
    tables = (air_table(), wind_table(wind), drag_table())
    compile_apart()
    if rows.shape[0] < FEWEST_FOR_LANES:
        from downrange.flight.kernel import fly_rows as fly
        from downrange.flight.kernel import make_desk as make_memory
    else:
        from downrange.flight.lanes import fly_lanes as fly
        from downrange.flight.lanes import make_lanes as make_memory

    def work(part: slice) -> None:
        fly(rows[part], stages, tolerance, times, *tables, results[part], tracks[part], *make_memory(stages))

    share_out(rows.shape[0], work)
    return unpack(results, tracks, times, stages)


def lay_out(
    vehicles: VehicleArrays, plans: PlanArrays, wind_scale: Array | None, sample_times: Array | None
) -> tuple[Array, Array, Array]:
    """The kernels' rows, their results as of flights that cannot be flown, and the sample times.

    Raises:
        FlightError: Shapes do not fit, or sample times do not increase.
    """
    times = np.zeros(0) if sample_times is None else np.ascontiguousarray(sample_times, dtype=np.float64)
    if times.ndim != 1 or not np.all(np.isfinite(times)) or np.any(np.diff(times) < 0.0):
        raise FlightError("sample_times must be one axis of increasing, finite seconds", hint="sort them")
    rows = pack(vehicles, plans, wind_scale)
    results = np.full((rows.shape[0], at.result_size(vehicles.stages)), np.nan)
    results[:, at.STATUS] = at.BAD_INPUT
    results[:, at.IN_ORBIT] = 0.0
    return rows, results, times


def unpack(results: Array, tracks: Array, times: Array, stages: int) -> Ensemble:
    """Name the columns of the kernel's results."""
    per_stage = results[:, at.STAGE_OUT : at.STAGE_OUT + stages * at.STAGE_RESULTS].reshape(
        -1, stages, at.STAGE_RESULTS
    )
    per_body = results[:, at.STAGE_OUT + stages * at.STAGE_RESULTS :].reshape(-1, stages + 3, at.BODY_RESULTS)
    return Ensemble(
        bodies=body_names(stages),
        status=results[:, at.STATUS].astype(np.int64),
        ignition_time=per_stage[:, :, at.IGNITION],
        cutoff_time=per_stage[:, :, at.CUTOFF],
        cutoff_state=per_stage[:, :, at.CUTOFF_STATE : at.CUTOFF_STATE + 6],
        cutoff_height=per_stage[:, :, at.CUTOFF_HEIGHT],
        cutoff_speed=per_stage[:, :, at.CUTOFF_SPEED],
        cutoff_range=per_stage[:, :, at.CUTOFF_RANGE],
        impact_time=per_body[:, :, at.IMPACT_TIME],
        impact_latitude=per_body[:, :, at.IMPACT_LATITUDE],
        impact_longitude=per_body[:, :, at.IMPACT_LONGITUDE],
        in_orbit=results[:, at.IN_ORBIT] == 1.0,
        perigee=results[:, at.PERIGEE],
        apogee=results[:, at.APOGEE],
        inclination=results[:, at.INCLINATION],
        ascending_node=results[:, at.ASCENDING_NODE],
        peak_height=results[:, at.PEAK_HEIGHT],
        ground_range=results[:, at.GROUND_RANGE],
        flight_time=results[:, at.FLIGHT_TIME],
        end_time=results[:, at.END_TIME],
        sample_times=times,
        sample_height=tracks[:, 0],
        sample_speed=tracks[:, 1],
        sample_latitude=tracks[:, 2],
        sample_longitude=tracks[:, 3],
    )
