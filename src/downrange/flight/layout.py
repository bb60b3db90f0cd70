"""Where everything lies in the kernels' rows: one row of inputs, one of results and one of memory per flight.

Rows instead of dozens of arguments keep compiling and calling fast, and let a lane be refilled by copying an index.
"""

from __future__ import annotations

# Inputs: plan and vehicle, then STAGE_SIZE numbers for each stage from STAGES on.
(
    LATITUDE, LONGITUDE, HEIGHT, AZIMUTH, VERTICAL_TIME, KICK_ANGLE, TARGET_PERIGEE, TARGET_APOGEE, BALLISTIC,
    FAIRING_HEIGHT, THROTTLE, FAILURE, FAILURE_STAGE, FAILURE_TIME, FAILURE_SIZE, PARK_PERIGEE, PARK_APOGEE,
    BODY_AREA, DRAG_SCALE, BOOSTER_PROPELLANT, BOOSTER_DRY, BOOSTER_THRUST, BOOSTER_IMPULSE, BOOSTER_EXIT_AREA,
    BOOSTER_BALLISTIC, FAIRING_MASS, FAIRING_BALLISTIC, PAYLOAD_MASS, PAYLOAD_BALLISTIC, EAST_SCALE, NORTH_SCALE,
    VALID, STAGES,
) = range(33)  # fmt: skip
PROPELLANT, DRY, STAGE_THRUST, IMPULSE, STAGE_EXIT_AREA, SPENT_BALLISTIC, COAST, YAW, CUTOFF_FRACTION, STAGE_SIZE = (
    range(10)
)

# Results: of the flight, then STAGE_RESULTS numbers for each stage from STAGE_OUT on, then BODY_RESULTS for each body.
(
    STATUS, IN_ORBIT, PERIGEE, APOGEE, INCLINATION, ASCENDING_NODE, PEAK_HEIGHT, GROUND_RANGE, FLIGHT_TIME, END_TIME,
    STEPS, STAGE_OUT,
) = range(12)  # fmt: skip
IGNITION, CUTOFF, CUTOFF_STATE, CUTOFF_HEIGHT, CUTOFF_SPEED, CUTOFF_RANGE, STAGE_RESULTS = 0, 1, 2, 8, 9, 10, 11
IMPACT_TIME, IMPACT_LATITUDE, IMPACT_LONGITUDE, BODY_RESULTS = range(4)

# Memory of the flight under way.
(
    NOW, END, FIRST_STEP, PHASE, STAGE, MASS_NOW, BURN_END, BOOST_END, BOOSTING, COAST_END, WITH_FAIRING,
    FAIL_CODE, FAIL_TIME, THRUST_FACTOR, OFFSET, THROTTLED, GUIDED, SOLVED, TANGENT, TANGENT_RATE, CUT_TIME,
    NORMAL_X, NORMAL_Y, NORMAL_Z, HAS_NORMAL, MAIN, BODY, ATTACHED_FROM, FAILED, PEAK, SAMPLE, LAST_SAMPLE,
    STRICTNESS, SOLVE_TIME, NEXT_SOLVE, PARKED, BURN_LEFT, FAIL_LEFT, ALTITUDE, SINKS, CEILING, CAUTION, MEMORY_SIZE,
) = range(43)  # fmt: skip

# Bodies waiting to fall: time, state, ballistic coefficient, whether it waits.
BODY_TIME, BODY_STATE, BODY_BALLISTIC, BODY_WAITS, BODY_SIZE = 0, 1, 7, 8, 9
# A row of input for a body that only falls: the same, then the wind's scale.
BODY_EAST, BODY_NORTH, FALL_SIZE = 9, 10, 11

MORE_BODIES = 3
"""Strap-ons, fairing and payload fall as well as the stages."""

# Of a last stage that burns twice: not yet parked, coasting to apogee, on its second burn.
NOT_PARKED, PARKING, RELIT = 0.0, 1.0, 2.0

# Phases.
POWERED, COASTING, FALLING, DONE = 0.0, 1.0, 2.0, 3.0

# Failure codes and statuses as the records number them; a test holds these to the records.
NO_IGNITION, EARLY_CUTOFF, THRUST_LOSS, STEERING, NO_SEPARATION, FAIRING_KEPT, BREAKUP, DESTRUCT = range(1, 9)
OK, DID_NOT_LIFT_OFF, BAD_INPUT, STEP_LIMIT, TARGET_NOT_REACHED = range(5)


def result_size(stages: int) -> int:
    """Length of a row of results for a vehicle of `stages` serial stages."""
    return STAGE_OUT + STAGE_RESULTS * stages + BODY_RESULTS * body_count(stages)


def body_count(stages: int) -> int:
    """Strap-ons, each stage, fairing, payload."""
    return stages + MORE_BODIES
