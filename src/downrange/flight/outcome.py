"""What is written down of a flight: cut-offs, the final orbit, impacts, the peak, samples along the way."""

# Kernels are typed by Numba when they are compiled.
# pyright: reportMissingParameterType=false, reportUnusedFunction=false
from __future__ import annotations

import math

from downrange.earth.ellipsoid import FLATTENING, POLAR_RADIUS, SECOND_ECCENTRICITY2
from downrange.flight import layout as at
from downrange.flight.compiling import inlined, kernel
from downrange.flight.forces import MU, OMEGA, RADIUS, geodetic

LOWEST_ORBIT = 100e3
"""A perigee above this counts as an orbit [m]."""
TARGET_SLACK = 25e3
"""A perigee or apogee this far below the target still counts as reached [m]; 3 % of the apogee where that is more."""


@kernel
def relative_speed(y):
    """Speed relative to the turning Earth [m/s]."""
    vx, vy, vz = y[3] + OMEGA * y[1], y[4] - OMEGA * y[0], y[5]
    return math.sqrt(vx * vx + vy * vy + vz * vz)


@kernel
def record_cutoff(x, d, y, out, stage):
    """Write the state at the cut-off of `stage`."""
    k = at.STAGE_OUT + stage * at.STAGE_RESULTS
    out[k + at.CUTOFF] = d[at.NOW]
    for c in range(6):
        out[k + at.CUTOFF_STATE + c] = y[c]
    height, _, _, _ = geodetic(y[0], y[1], y[2])
    out[k + at.CUTOFF_HEIGHT] = height
    out[k + at.CUTOFF_SPEED] = relative_speed(y)
    latitude, longitude = place(y[0], y[1], y[2], d[at.NOW])
    out[k + at.CUTOFF_RANGE] = ground_range(x[at.LATITUDE], x[at.LONGITUDE], latitude, longitude)


@kernel
def apsides(y):
    """Perigee and apogee radius [m] of the Kepler orbit through a state; the apogee is infinite on escape."""
    r = math.sqrt(y[0] * y[0] + y[1] * y[1] + y[2] * y[2])
    v2 = y[3] * y[3] + y[4] * y[4] + y[5] * y[5]
    rv = y[0] * y[3] + y[1] * y[4] + y[2] * y[5]
    momentum2 = max(r * r * v2 - rv * rv, 0.0)
    energy = 0.5 * v2 - MU / r
    e = math.sqrt(max(1.0 + 2.0 * energy * momentum2 / (MU * MU), 0.0))
    parameter = momentum2 / MU
    perigee = parameter / (1.0 + e)
    apogee = -MU / (2.0 * energy) * (1.0 + e) if energy < 0.0 else math.inf
    return perigee, apogee


@kernel
def time_to_apogee(y):
    """Time [s] from a state to the next apogee of its Kepler orbit; zero where the orbit has none to speak of."""
    perigee, apogee = apsides(y)
    axis = 0.5 * (perigee + apogee)
    e = (apogee - perigee) / (apogee + perigee)
    if not 1e-4 < e < 0.95:
        return 0.0
    r = math.sqrt(y[0] * y[0] + y[1] * y[1] + y[2] * y[2])
    cosine = min(max((1.0 - r / axis) / e, -1.0), 1.0)
    anomaly = math.acos(cosine)
    if y[0] * y[3] + y[1] * y[4] + y[2] * y[5] < 0.0:
        anomaly = 2.0 * math.pi - anomaly
    mean = anomaly - e * math.sin(anomaly)
    ahead = math.pi - mean
    if ahead < 0.0:
        ahead += 2.0 * math.pi
    return ahead * math.sqrt(axis * axis * axis / MU)


@kernel
def perigee_height(y):
    """Height of the perigee above the equatorial radius [m]."""
    perigee, _ = apsides(y)
    return perigee - RADIUS


@kernel
def finish_orbit(x, d, y, out):
    """Write the orbit at the end of powered flight and judge it against the target."""
    perigee, apogee = apsides(y)
    out[at.END_TIME] = d[at.NOW]
    out[at.PERIGEE] = perigee - RADIUS
    out[at.APOGEE] = apogee - RADIUS
    hx = y[1] * y[5] - y[2] * y[4]
    hy = y[2] * y[3] - y[0] * y[5]
    hz = y[0] * y[4] - y[1] * y[3]
    out[at.INCLINATION] = math.atan2(math.sqrt(hx * hx + hy * hy), hz)
    out[at.ASCENDING_NODE] = math.atan2(hx, -hy)
    if perigee - RADIUS > LOWEST_ORBIT:
        out[at.IN_ORBIT] = 1.0
        d[at.PEAK] = max(d[at.PEAK], apogee - RADIUS)
    if x[at.BALLISTIC] == 0.0 and d[at.FAILED] == 0.0:
        slack = max(TARGET_SLACK, 0.03 * x[at.TARGET_APOGEE])
        if out[at.PERIGEE] < x[at.TARGET_PERIGEE] - TARGET_SLACK or out[at.APOGEE] < x[at.TARGET_APOGEE] - slack:
            out[at.STATUS] = at.TARGET_NOT_REACHED


@inlined
def between(theta, h, a, b, c):
    """Component `c` of the position a fraction `theta` along a step of `h` [s] from `a` to `b`, rows of r, v, a.

    Quintic Hermite, exact to the order of the step itself.
    """
    t2 = theta * theta
    t3 = t2 * theta
    rest = 1.0 - theta
    r3 = rest * rest * rest
    return (
        r3 * (1.0 + theta * (3.0 + 6.0 * theta)) * a[c]
        + r3 * theta * (1.0 + 3.0 * theta) * h * a[c + 3]
        + 0.5 * r3 * t2 * h * h * a[c + 6]
        + t3 * (1.0 + rest * (3.0 + 6.0 * rest)) * b[c]
        - t3 * rest * (1.0 + 3.0 * rest) * h * b[c + 3]
        + 0.5 * t3 * rest * rest * h * h * b[c + 6]
    )


@inlined
def velocity_between(theta, h, a, b, c):
    """Component `c` of the velocity there: cubic Hermite of the velocities and accelerations."""
    t2 = theta * theta
    rest = 1.0 - theta
    return (
        (1.0 + 2.0 * theta) * rest * rest * a[c + 3]
        + theta * rest * rest * h * a[c + 6]
        + t2 * (3.0 - 2.0 * theta) * b[c + 3]
        - t2 * rest * h * b[c + 6]
    )


@kernel
def time_of_crossing(h, a, b, height):
    """Seconds into a step of `h` [s] from `a` to `b` at which it passes `height` [m] upwards, to a millimeter."""
    low, high = 0.0, 1.0
    f_low, _, _, _ = geodetic(a[0], a[1], a[2])
    f_high, _, _, _ = geodetic(b[0], b[1], b[2])
    f_low -= height
    f_high -= height
    theta = 1.0
    for turn in range(40):
        theta = low - f_low * (high - low) / (f_high - f_low) if turn % 3 < 2 else 0.5 * (low + high)
        f, _, _, _ = geodetic(between(theta, h, a, b, 0), between(theta, h, a, b, 1), between(theta, h, a, b, 2))
        f -= height
        if abs(f) < 1e-3:
            break
        if f < 0.0:
            low, f_low = theta, f
        else:
            high, f_high = theta, f
    return theta * h


@kernel
def record_impact(x, stages, d, h, a, b, out):
    """Find where a step of `h` [s] from `a` to `b` meets the ellipsoid, and write it for the body in the air."""
    low, high = 0.0, 1.0
    f_low, _, _, _ = geodetic(a[0], a[1], a[2])
    f_high, _, _, _ = geodetic(b[0], b[1], b[2])
    theta = 0.0
    if f_low > 0.0:
        for turn in range(40):
            theta = low - f_low * (high - low) / (f_high - f_low) if turn % 3 < 2 else 0.5 * (low + high)
            f, _, _, _ = geodetic(between(theta, h, a, b, 0), between(theta, h, a, b, 1), between(theta, h, a, b, 2))
            if abs(f) < 1e-4:
                break
            if f > 0.0:
                low, f_low = theta, f
            else:
                high, f_high = theta, f
    time = d[at.NOW] + theta * h
    px, py, pz = between(theta, h, a, b, 0), between(theta, h, a, b, 1), between(theta, h, a, b, 2)
    latitude, longitude = place(px, py, pz, time)
    write_impact(x, stages, d, time, latitude, longitude, out)


@kernel
def write_impact(x, stages, d, time, latitude, longitude, out):
    """Write the impact of the body in the air; of all that is joined to it, when it is the main body."""
    body = int(d[at.BODY]) if d[at.PHASE] == at.FALLING else stages + 2
    base = at.STAGE_OUT + stages * at.STAGE_RESULTS
    _write_impact(out, base + body * at.BODY_RESULTS, time, latitude, longitude)
    if d[at.MAIN] == 1.0:
        attached = d[at.ATTACHED_FROM]
        if d[at.PHASE] != at.FALLING:
            attached = d[at.STAGE]
        if attached >= 0.0 and attached < stages:
            _write_impact(out, base + int(1 + attached) * at.BODY_RESULTS, time, latitude, longitude)
        out[at.FLIGHT_TIME] = time
        out[at.GROUND_RANGE] = ground_range(x[at.LATITUDE], x[at.LONGITUDE], latitude, longitude)


@inlined
def _write_impact(out, k, time, latitude, longitude):
    out[k + at.IMPACT_TIME] = time
    out[k + at.IMPACT_LATITUDE] = latitude
    out[k + at.IMPACT_LONGITUDE] = longitude


@kernel
def place(px, py, pz, time):
    """Geodetic latitude and longitude [rad] under an ECI position at `time` [s]."""
    _, s, c, _ = geodetic(px, py, pz)
    longitude = math.atan2(py, px) - OMEGA * time
    longitude -= 2.0 * math.pi * math.floor((longitude + math.pi) / (2.0 * math.pi))
    return math.atan2(s, c), longitude


@kernel
def ground_range(lat1, lon1, lat2, lon2):
    """Length of the geodesic [m]; within 30 m, and within 20 km for places nearly opposite each other.

    Source: Vincenty (1975), Direct and inverse solutions of geodesics on the ellipsoid, Survey Review 23.
    """
    u1 = math.atan((1.0 - FLATTENING) * math.tan(lat1))
    u2 = math.atan((1.0 - FLATTENING) * math.tan(lat2))
    s1, c1, s2, c2 = math.sin(u1), math.cos(u1), math.sin(u2), math.cos(u2)
    difference = lon2 - lon1
    turn = difference
    sine = cosine = angle = cos2 = middle = 0.0
    for _ in range(8):
        st, ct = math.sin(turn), math.cos(turn)
        along = c1 * s2 - s1 * c2 * ct
        sine = math.sqrt(c2 * st * c2 * st + along * along)
        if sine < 1e-15:
            return 0.0
        cosine = s1 * s2 + c1 * c2 * ct
        angle = math.atan2(sine, cosine)
        sin_azimuth = c1 * c2 * st / sine
        cos2 = 1.0 - sin_azimuth * sin_azimuth
        middle = cosine - 2.0 * s1 * s2 / cos2 if cos2 > 1e-12 else 0.0
        c = FLATTENING / 16.0 * cos2 * (4.0 + FLATTENING * (4.0 - 3.0 * cos2))
        last = turn
        turn = difference + (1.0 - c) * FLATTENING * sin_azimuth * (
            angle + c * sine * (middle + c * cosine * (2.0 * middle * middle - 1.0))
        )
        if abs(turn - last) < 1e-11:
            break
    k2 = cos2 * SECOND_ECCENTRICITY2
    a = 1.0 + k2 / 16384.0 * (4096.0 + k2 * (k2 * (320.0 - 175.0 * k2) - 768.0))
    b = k2 / 1024.0 * (256.0 + k2 * (k2 * (74.0 - 47.0 * k2) - 128.0))
    correction = b * sine * (middle + b / 4.0 * (cosine * (2.0 * middle * middle - 1.0)))
    return POLAR_RADIUS * a * (angle - correction)


@kernel
def find_top(d, h, a, b, end_height):
    """Raise the peak to the highest point of a step of the main body; `end_height` is that at its end."""
    peak = end_height
    up_a = a[0] * a[3] + a[1] * a[4] + a[2] * a[5]
    up_b = b[0] * b[3] + b[1] * b[4] + b[2] * b[5]
    if up_a > 0.0 and up_b < 0.0:
        low, high = 0.0, 1.0
        theta = 0.5
        for _ in range(8):  # the top is flat: a thousandth of the step is near enough
            theta = low + (high - low) * min(max(up_a / (up_a - up_b), 0.1), 0.9)
            up = 0.0
            for c in range(3):
                up += between(theta, h, a, b, c) * velocity_between(theta, h, a, b, c)
            if up > 0.0:
                low, up_a = theta, up
            else:
                high, up_b = theta, up
            if high - low < 1e-3:
                break
        top, _, _, _ = geodetic(between(theta, h, a, b, 0), between(theta, h, a, b, 1), between(theta, h, a, b, 2))
        peak = max(peak, top)
    d[at.PEAK] = max(d[at.PEAK], peak)
