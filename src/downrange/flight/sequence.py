"""What happens when on a flight: ignition, burn-out, staging, fairing, failures, the end of powered flight, the falls.

A flight is a chain of segments with known ends; only the height where the fairing goes, and the ground, come
unannounced. `begin` puts a flight on its pad, `arrive` settles what happens where a segment ends, `depart` opens the
next. The integrators, one flight at a time or in lanes, call the same three.
"""

# Kernels are typed by Numba when they are compiled.
# pyright: reportMissingParameterType=false, reportUnusedFunction=false
from __future__ import annotations

import math

from downrange.earth.ellipsoid import ECCENTRICITY2, STANDARD_GRAVITY
from downrange.flight import layout as at
from downrange.flight.compiling import kernel
from downrange.flight.forces import (
    CURVE,
    DRAG_AREA,
    DRAG_CURVE,
    EXIT_AREA,
    MASS,
    MASS_FLOW,
    MU,
    OMEGA,
    RADIUS,
    RAMP_X,
    SEGMENT_SIZE,
    START,
    STEADY_X,
    THRUST,
    WIND_EAST,
    WIND_NORTH,
    geodetic,
)
from downrange.flight.guidance import FREEZE_TIME
from downrange.flight.outcome import LOWEST_ORBIT, apsides, finish_orbit, perigee_height, record_cutoff, time_to_apogee
from downrange.flight.settle import HEAVIEST
from downrange.flight.steering import KICK_TIME, steer_along, steer_to_orbit, steer_up

GUIDED_PRESSURE = 3000.0
"""An upper stage is steered in closed loop below this dynamic pressure [Pa]; above it the turn goes on."""
CORE_GUIDED_PRESSURE = 400.0
"""The same for a first stage that flies on without its strap-ons, which is longer and bends more [Pa]."""
SINKING = 20.0
"""An upper stage that rises slower than this is steered at any pressure: the turn would end in the ground [m/s]."""
AIR_SCALE = 7000.0
"""Scale height for foretelling dynamic pressure [m]."""
THROTTLE_SPEEDS = (230.0, 450.0)
"""Earth-relative speeds between which stage 1 is throttled: about Mach 0.7 to 1.5, around maximum pressure [m/s]."""
TUMBLING_AREA = 4.5
"""Mean drag area of a whole stack falling sideways and turning over, in units of its cross section."""
LONGEST_FALL = 21600.0
"""A body still flying this long after it was dropped is given up [s]."""
RENEW_TIME = 10.0
"""A thrust offset from the velocity is renewed at least this often [s]."""
EARLY_STRICTNESS = 20.0
"""The first stage's turn magnifies errors, and its fall again: its steps are held to a twentieth of the tolerance."""
FALL_STRICTNESS = 0.3
"""The air takes out what errors a fall makes in speed: measured over 200 falls, none moved its impact by 3 m."""
SOLVE_SHARE, LONGEST_SOLVE = 0.4, 100.0
"""The law is solved again after this share of the time to go, and at least this often [s]."""
FAIRING_SLACK = 0.1
"""How near to its height the fairing is dropped [m]."""


@kernel
def forget_results(stages, out):
    """Nothing is known of the flight."""
    for k in range(at.STAGE_OUT + stages * at.STAGE_RESULTS + (stages + at.MORE_BODIES) * at.BODY_RESULTS):
        out[k] = math.nan


@kernel
def clear(stages, d, p, bodies, out, last_sample):
    """Forget the flight before."""
    for k in range(at.MEMORY_SIZE):
        d[k] = 0.0
    for k in range(SEGMENT_SIZE):
        p[k] = 0.0
    for k in range((stages + at.MORE_BODIES) * at.BODY_SIZE):
        bodies[k] = 0.0
    forget_results(stages, out)
    out[at.STATUS] = at.OK
    out[at.IN_ORBIT] = 0.0
    out[at.STEPS] = 0.0
    d[at.MAIN] = 1.0
    d[at.LAST_SAMPLE] = last_sample
    d[at.FAIL_TIME] = math.inf
    d[at.ATTACHED_FROM] = -1.0


@kernel
def begin_fall(x, stages, d, p, y, bodies, out, last_sample):
    """Set out with a body that only falls: x holds its time, state, ballistic coefficient, and the wind's scale."""
    clear(stages, d, p, bodies, out, last_sample)
    d[at.NOW] = x[at.BODY_TIME]
    for c in range(6):
        y[c] = x[at.BODY_STATE + c]
    height, _, _, _ = geodetic(y[0], y[1], y[2])
    d[at.PEAK] = d[at.ALTITUDE] = height
    p[WIND_EAST] = x[at.BODY_EAST]
    p[WIND_NORTH] = x[at.BODY_NORTH]
    _drop(d, y, bodies, 2, x[at.BODY_BALLISTIC])
    d[at.BODY] = 2
    _fall(x, d, p, y, bodies, out)


@kernel
def begin(x, stages, d, p, y, bodies, out, last_sample):
    """Put a flight on its pad, engines lit."""
    clear(stages, d, p, bodies, out, last_sample)
    sl, cl = math.sin(x[at.LATITUDE]), math.cos(x[at.LATITUDE])
    so, co = math.sin(x[at.LONGITUDE]), math.cos(x[at.LONGITUDE])
    n = RADIUS / math.sqrt(1.0 - ECCENTRICITY2 * sl * sl)
    y[0] = (n + x[at.HEIGHT]) * cl * co
    y[1] = (n + x[at.HEIGHT]) * cl * so
    y[2] = (n * (1.0 - ECCENTRICITY2) + x[at.HEIGHT]) * sl
    y[3], y[4], y[5] = -OMEGA * y[1], OMEGA * y[0], 0.0
    mass = x[at.PAYLOAD_MASS] + x[at.FAIRING_MASS] + x[at.BOOSTER_PROPELLANT] + x[at.BOOSTER_DRY]
    for s in range(stages):
        k = at.STAGES + s * at.STAGE_SIZE
        mass += x[k + at.PROPELLANT] + x[k + at.DRY]
    d[at.MASS_NOW] = mass
    d[at.WITH_FAIRING] = 1.0 if x[at.FAIRING_MASS] > 0.0 else 0.0
    d[at.PEAK] = d[at.ALTITUDE] = x[at.HEIGHT]
    p[DRAG_AREA] = x[at.BODY_AREA] * x[at.DRAG_SCALE]
    p[WIND_EAST] = x[at.EAST_SCALE]
    p[WIND_NORTH] = x[at.NORTH_SCALE]
    _ignite(x, stages, d, p, y, bodies, out)


@kernel
def _ignite(x, stages, d, p, y, bodies, out):
    """Light the stage, or fail to."""
    s = int(d[at.STAGE])
    k = at.STAGES + s * at.STAGE_SIZE
    failing = x[at.FAILURE] > 0.0 and int(x[at.FAILURE_STAGE]) == s + 1
    code = int(x[at.FAILURE]) if failing else 0
    if code == at.NO_IGNITION:
        d[at.ATTACHED_FROM] = s
        d[at.FAILED] = 1.0
        _end_powered_flight(x, stages, d, p, y, bodies, out)
        return
    now = d[at.NOW]
    out[at.STAGE_OUT + s * at.STAGE_RESULTS + at.IGNITION] = now
    d[at.PHASE] = at.POWERED
    flow = x[k + at.STAGE_THRUST] / (x[k + at.IMPULSE] * STANDARD_GRAVITY)
    d[at.BURN_END] = now + (x[k + at.PROPELLANT] * x[k + at.CUTOFF_FRACTION] / flow if flow > 0.0 else 0.0)
    if s == 0 and x[at.BOOSTER_PROPELLANT] > 0.0 and x[at.BOOSTER_THRUST] > 0.0:
        d[at.BOOSTING] = 1.0
        burn = x[at.BOOSTER_PROPELLANT] * x[at.BOOSTER_IMPULSE] * STANDARD_GRAVITY / x[at.BOOSTER_THRUST]
        d[at.BOOST_END] = min(now + burn, d[at.BURN_END])
    d[at.THRUST_FACTOR] = 1.0
    d[at.HAS_NORMAL] = 0.0
    d[at.CUT_TIME] = math.inf
    # The law of the stage before is a good start, but worth solving anew to the end.
    d[at.SOLVED] = min(d[at.SOLVED], 1.0)
    d[at.SOLVE_TIME] = d[at.NEXT_SOLVE] = now
    d[at.FAIL_CODE] = 0.0
    d[at.FAIL_TIME] = math.inf
    if code == at.NO_SEPARATION:
        d[at.FAIL_CODE] = code
    elif code > 0 and code != at.FAIRING_KEPT:
        d[at.FAIL_CODE] = code
        d[at.FAIL_TIME] = now + x[at.FAILURE_TIME]


@kernel
def _drop(d, y, bodies, body, ballistic):
    """Leave a body to its fall from here; one without a ballistic coefficient is not followed."""
    bodies[body * at.BODY_SIZE + at.BODY_TIME] = d[at.NOW]
    for c in range(6):
        bodies[body * at.BODY_SIZE + at.BODY_STATE + c] = y[c]
    bodies[body * at.BODY_SIZE + at.BODY_BALLISTIC] = ballistic
    bodies[body * at.BODY_SIZE + at.BODY_WAITS] = 1.0 if ballistic > 0.0 else 0.0


@kernel
def _burn_out(x, stages, d, p, y, bodies, out):
    """The stage has shut down to plan: drop it and go on, or end."""
    s = int(d[at.STAGE])
    record_cutoff(x, d, y, out, s)
    d[at.TANGENT] -= d[at.TANGENT_RATE] * (d[at.NOW] - d[at.SOLVE_TIME])
    if d[at.BOOSTING] == 1.0:
        _drop_boosters(x, d, y, bodies)
    if int(d[at.FAIL_CODE]) == at.NO_SEPARATION:
        d[at.ATTACHED_FROM] = s
        d[at.FAILED] = 1.0
        _end_powered_flight(x, stages, d, p, y, bodies, out)
        return
    if int(d[at.FAIL_CODE]) != at.BREAKUP and int(d[at.FAIL_CODE]) != at.DESTRUCT:
        d[at.FAIL_TIME] = math.inf  # the burn is over before it could fail
    k = at.STAGES + s * at.STAGE_SIZE
    _drop(d, y, bodies, 1 + s, x[k + at.SPENT_BALLISTIC])
    if s + 1 == stages:
        _end_powered_flight(x, stages, d, p, y, bodies, out)
        return
    mass = x[at.PAYLOAD_MASS] + (x[at.FAIRING_MASS] if d[at.WITH_FAIRING] == 1.0 else 0.0)
    for upper in range(s + 1, stages):
        above = at.STAGES + upper * at.STAGE_SIZE
        mass += x[above + at.PROPELLANT] + x[above + at.DRY]
    d[at.MASS_NOW] = mass
    d[at.STAGE] = s + 1
    d[at.COAST_END] = d[at.NOW] + x[at.STAGES + (s + 1) * at.STAGE_SIZE + at.COAST]
    d[at.PHASE] = at.COASTING
    if d[at.COAST_END] <= d[at.NOW]:
        _ignite(x, stages, d, p, y, bodies, out)


@kernel
def _drop_boosters(x, d, y, bodies):
    d[at.BOOSTING] = 0.0
    d[at.MASS_NOW] -= x[at.BOOSTER_DRY]
    _drop(d, y, bodies, 0, x[at.BOOSTER_BALLISTIC])


@kernel
def _end_powered_flight(x, stages, d, p, y, bodies, out):
    """From here the main body only falls: settle its orbit and queue it."""
    finish_orbit(x, d, y, out)
    ballistic = x[at.PAYLOAD_BALLISTIC]
    if ballistic > 0.0 and d[at.ATTACHED_FROM] >= 0.0:
        if int(d[at.FAIL_CODE]) == at.BREAKUP or int(d[at.FAIL_CODE]) == at.DESTRUCT:
            ballistic = x[at.FAILURE_SIZE] if x[at.FAILURE_SIZE] > 0.0 else ballistic
        else:
            ballistic = max(ballistic, d[at.MASS_NOW] / (TUMBLING_AREA * max(x[at.BODY_AREA], 0.01)))
    _drop(d, y, bodies, 2 + stages, ballistic)
    d[at.BODY] = 2 + stages
    _fall(x, d, p, y, bodies, out)
    if ballistic <= 0.0 or (out[at.IN_ORBIT] == 1.0 and d[at.LAST_SAMPLE] <= d[at.NOW]):
        next_body(x, stages, d, p, y, bodies, out)


@kernel
def _fall(x, d, p, y, bodies, out):
    """Set the state and segment to the waiting body `BODY`."""
    b = int(d[at.BODY])
    d[at.PHASE] = at.FALLING
    d[at.NOW] = bodies[b * at.BODY_SIZE + at.BODY_TIME]
    for c in range(6):
        y[c] = bodies[b * at.BODY_SIZE + at.BODY_STATE + c]
    bodies[b * at.BODY_SIZE + at.BODY_WAITS] = 0.0
    p[START] = d[at.NOW]
    p[MASS], p[MASS_FLOW], p[THRUST], p[EXIT_AREA] = 1.0, 0.0, 0.0, 0.0
    ballistic = max(bodies[b * at.BODY_SIZE + at.BODY_BALLISTIC], 1e-3)
    d[at.SINKS] = 1.0 if ballistic < HEAVIEST else 0.0
    p[DRAG_AREA] = 1.0 / ballistic
    p[DRAG_CURVE] = CURVE


@kernel
def next_body(x, stages, d, p, y, bodies, out):
    """The body in the air is down or given up: go to the next that waits, or be done."""
    d[at.MAIN] = 0.0
    for b in range(stages + at.MORE_BODIES):
        if bodies[b * at.BODY_SIZE + at.BODY_WAITS] == 1.0:
            d[at.BODY] = b
            _fall(x, d, p, y, bodies, out)
            if perigee_height(y) < LOWEST_ORBIT:
                return
    d[at.PHASE] = at.DONE


@kernel
def _park(x, d, y, out):
    """On the parking orbit: shut down, and coast to where the middle of the next burn is at apogee."""
    s = int(d[at.STAGE])
    record_cutoff(x, d, y, out, s)
    now = d[at.NOW]
    d[at.PHASE] = at.COASTING
    d[at.PARKED] = at.PARKING
    d[at.BURN_LEFT] = d[at.BURN_END] - now
    d[at.FAIL_LEFT] = d[at.FAIL_TIME] - now
    d[at.FAIL_TIME] = math.inf
    perigee, apogee = apsides(y)
    speed = math.sqrt(2.0 * MU / apogee - 2.0 * MU / (perigee + apogee))
    goal = math.sqrt(2.0 * MU / apogee - 2.0 * MU / (apogee + max(RADIUS + x[at.TARGET_APOGEE], apogee)))
    k = at.STAGES + s * at.STAGE_SIZE
    burn = d[at.MASS_NOW] * (goal - speed) / max(x[k + at.STAGE_THRUST], 1.0)
    wait = time_to_apogee(y) - 0.5 * min(burn, d[at.BURN_LEFT])
    d[at.COAST_END] = now + max(wait, 0.0)


@kernel
def _light_again(d):
    """Open the second burn of a parked stage."""
    d[at.PHASE] = at.POWERED
    d[at.PARKED] = at.RELIT
    d[at.BURN_END] = d[at.NOW] + d[at.BURN_LEFT]
    d[at.FAIL_TIME] = d[at.NOW] + d[at.FAIL_LEFT]
    d[at.HAS_NORMAL] = 0.0
    d[at.CUT_TIME] = math.inf
    d[at.SOLVED] = 1.0
    d[at.TANGENT] = d[at.TANGENT_RATE] = 0.0
    d[at.SOLVE_TIME] = d[at.NEXT_SOLVE] = d[at.NOW]


@kernel
def arrive(x, stages, d, p, y, bodies, out):
    """Settle what happens at the end of a segment, `NOW`, with the state there in `y`."""
    now = d[at.NOW]
    d[at.MASS_NOW] -= p[MASS_FLOW] * (now - p[START])
    phase = d[at.PHASE]
    if phase == at.FALLING:
        next_body(x, stages, d, p, y, bodies, out)
        return
    if now >= d[at.FAIL_TIME]:
        d[at.FAIL_TIME] = math.inf
        d[at.FAILED] = 1.0
        code = int(d[at.FAIL_CODE])
        s = int(d[at.STAGE])
        if phase == at.COASTING:
            s -= 1
        lost = code == at.THRUST_LOSS and x[at.FAILURE_SIZE] <= 0.0
        if code == at.EARLY_CUTOFF or code == at.BREAKUP or code == at.DESTRUCT or lost:
            if phase == at.POWERED:
                record_cutoff(x, d, y, out, s)
            d[at.ATTACHED_FROM] = s if phase == at.POWERED else s + 1
            if d[at.BOOSTING] == 1.0:
                bodies[at.BODY_WAITS] = 0.0
            _end_powered_flight(x, stages, d, p, y, bodies, out)
            return
        if code == at.THRUST_LOSS:
            d[at.THRUST_FACTOR] = x[at.FAILURE_SIZE]
            d[at.BURN_END] = now + (d[at.BURN_END] - now) / x[at.FAILURE_SIZE]
            d[at.SOLVED] = min(d[at.SOLVED], 1.0)
            d[at.NEXT_SOLVE] = now
        elif code == at.STEERING:
            d[at.OFFSET] = x[at.FAILURE_SIZE]
            d[at.NEXT_SOLVE] = now
    if phase == at.COASTING:
        if now >= d[at.COAST_END]:
            if d[at.PARKED] == at.PARKING:
                _light_again(d)
            else:
                _ignite(x, stages, d, p, y, bodies, out)
        return
    if d[at.BOOSTING] == 1.0 and now >= d[at.BOOST_END]:
        _drop_boosters(x, d, y, bodies)
    if now >= d[at.CUT_TIME]:
        s = int(d[at.STAGE])
        if x[at.PARK_PERIGEE] > 0.0 and d[at.PARKED] == at.NOT_PARKED and s + 1 == stages:
            _park(x, d, y, out)
            return
        record_cutoff(x, d, y, out, s)
        k = at.STAGES + s * at.STAGE_SIZE
        _drop(d, y, bodies, 1 + s, x[k + at.SPENT_BALLISTIC])
        _end_powered_flight(x, stages, d, p, y, bodies, out)
    elif now >= d[at.BURN_END]:
        _burn_out(x, stages, d, p, y, bodies, out)


@kernel
def depart(x, stages, d, p, y, bodies, out, air_density):
    """Open the next segment from the state and acceleration in `y`; `END` is when it ends."""
    now, height = d[at.NOW], d[at.ALTITUDE]
    d[at.FIRST_STEP] = 5.0
    d[at.STRICTNESS] = 1.0
    d[at.CEILING] = math.inf
    d[at.CAUTION] = 0.9
    if d[at.PHASE] == at.FALLING:
        d[at.END] = now + LONGEST_FALL
        if d[at.MAIN] == 1.0 and out[at.IN_ORBIT] == 1.0:
            d[at.END] = d[at.LAST_SAMPLE]
        d[at.FIRST_STEP] = 10.0
        d[at.STRICTNESS] = FALL_STRICTNESS
        d[at.CAUTION] = 0.8  # the air thickens ever faster: steps grow less boldly, and fewer are refused
        return
    elapsed = now - p[START]
    p[START] = now
    r = math.sqrt(y[0] * y[0] + y[1] * y[1] + y[2] * y[2])
    vr = (y[0] * y[3] + y[1] * y[4] + y[2] * y[5]) / r
    end = d[at.FAIL_TIME]
    s = int(d[at.STAGE])
    k = at.STAGES + s * at.STAGE_SIZE
    if d[at.WITH_FAIRING] == 1.0 and s > 0 and int(x[at.FAILURE]) != at.FAIRING_KEPT:
        if height > x[at.FAIRING_HEIGHT] - FAIRING_SLACK:
            d[at.WITH_FAIRING] = 0.0
            d[at.MASS_NOW] -= x[at.FAIRING_MASS]
            _drop(d, y, bodies, 1 + stages, x[at.FAIRING_BALLISTIC])
        else:
            d[at.CEILING] = x[at.FAIRING_HEIGHT]
    p[MASS] = d[at.MASS_NOW]
    if s == 0:
        d[at.STRICTNESS] = EARLY_STRICTNESS
    if d[at.PHASE] == at.COASTING:
        p[MASS_FLOW], p[THRUST], p[EXIT_AREA] = 0.0, 0.0, 0.0
        d[at.END] = min(end, d[at.COAST_END])
        return
    thrust = x[k + at.STAGE_THRUST] * d[at.THRUST_FACTOR]
    flow = thrust / (x[k + at.IMPULSE] * STANDARD_GRAVITY)
    area = x[k + at.STAGE_EXIT_AREA] * d[at.THRUST_FACTOR]
    rx, ry, rz = y[3] + OMEGA * y[1], y[4] - OMEGA * y[0], y[5]
    speed = math.sqrt(rx * rx + ry * ry + rz * rz)
    kicked = x[at.VERTICAL_TIME] + KICK_TIME
    if s == 0 and x[at.THROTTLE] != 1.0 and now >= kicked and d[at.THROTTLED] < 2.0:
        pull = (rx * y[6] + ry * y[7] + rz * y[8]) / max(speed, 1.0)
        if d[at.THROTTLED] == 0.0 and speed >= THROTTLE_SPEEDS[0] - 2.0:
            d[at.THROTTLED] = 1.0
            _rescale(x, d, now, x[at.THROTTLE])
        if d[at.THROTTLED] == 1.0 and speed >= THROTTLE_SPEEDS[1] - 2.0:
            d[at.THROTTLED] = 2.0
            _rescale(x, d, now, 1.0 / x[at.THROTTLE])
        if d[at.THROTTLED] < 2.0:
            goal = THROTTLE_SPEEDS[0] if d[at.THROTTLED] == 0.0 else THROTTLE_SPEEDS[1]
            end = min(end, now + max((goal - speed) / max(pull, 1.0), 0.1))
        if d[at.THROTTLED] == 1.0:
            thrust *= x[at.THROTTLE]
            flow *= x[at.THROTTLE]
    end = min(end, d[at.BURN_END])
    if d[at.BOOSTING] == 1.0:
        thrust += x[at.BOOSTER_THRUST]
        flow += x[at.BOOSTER_THRUST] / (x[at.BOOSTER_IMPULSE] * STANDARD_GRAVITY)
        area += x[at.BOOSTER_EXIT_AREA]
        end = min(end, d[at.BOOST_END])
    p[THRUST], p[MASS_FLOW], p[EXIT_AREA] = thrust, flow, area
    if s == 0 and now < kicked:
        tilting = now >= x[at.VERTICAL_TIME]
        steer_up(x, d, p, y, tilting)
        d[at.END] = min(end, kicked if tilting else x[at.VERTICAL_TIME])
        d[at.FIRST_STEP] = 2.0
        return
    guided = False
    if x[at.BALLISTIC] == 0.0 and (s > 0 or (d[at.BOOSTING] == 0.0 and x[at.BOOSTER_PROPELLANT] > 0.0)):
        pressure = 0.5 * air_density * speed * speed
        bearable = GUIDED_PRESSURE if s > 0 else CORE_GUIDED_PRESSURE
        if d[at.GUIDED] == 1.0 or pressure < 1.002 * bearable or (s > 0 and vr < SINKING):
            guided = True
        else:
            wait = AIR_SCALE * math.log(pressure / bearable) / max(vr, 100.0)
            end = min(end, now + min(max(0.9 * wait, 0.05), 40.0))
    if guided:
        if d[at.GUIDED] == 0.0 or now >= d[at.NEXT_SOLVE]:
            d[at.GUIDED] = 1.0
            to_go = steer_to_orbit(x, d, p, y, stages)
            d[at.NEXT_SOLVE] = math.inf
            if to_go > FREEZE_TIME:
                d[at.NEXT_SOLVE] = now + min(max(SOLVE_SHARE * to_go, FREEZE_TIME), LONGEST_SOLVE)
        else:
            for c in range(3):
                p[STEADY_X + c] += p[RAMP_X + c] * elapsed
        end = min(end, d[at.NEXT_SOLVE], d[at.CUT_TIME])
        d[at.FIRST_STEP] = 30.0
    elif steer_along(x, d, p, y):
        end = min(end, now + RENEW_TIME)
    d[at.END] = end


@kernel
def _rescale(x, d, now, factor):
    """Stretch the rest of stage 1's burn by a change of throttle."""
    d[at.BURN_END] = now + (d[at.BURN_END] - now) / factor
