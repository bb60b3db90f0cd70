"""From a state to where it comes down and which orbit it is in, with areas: no thrust after now."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr, ndtri

from downrange.earth.ellipsoid import geodetic_from_ecef
from downrange.inference.likelihood import HEIGHT_ERROR, HEIGHT_SHARE_ERROR, SPEED_ERROR, SPEED_SHARE_ERROR
from downrange.records.flight import Array
from downrange.records.track import ImpactPrediction, OrbitPrediction
from downrange.tracking.filter import FilterState
from downrange.tracking.motion import (
    COAST,
    DRAG,
    FALL,
    LOG_DENSITY,
    MODES,
    MU,
    OMEGA,
    RADIUS,
    falls_of,
    orbit_of,
    sides_of,
)
from downrange.tracking.rows import Plane

LONGEST_FALL = 7200.0
"""What has not come down by then is taken to stay up [s]."""
IN_ORBIT = 100e3
"""Perigee above which an orbit lasts at least once around [m]."""
CHI2_90 = 4.605
"""Squared radius of the 90 % ellipse of a normal in the plane."""
MEAN_RADIUS = 6_371_008.8
"""[m]"""
CUSTOM = 0.3
"""Share of what was likely before in an inclination told from speeds and heights alone. On five made-up launches of two
vehicles 83 % of the inclinations told without it lay within the 90 % that they claimed, with errors up to 3.1 sigma;
with it all do, up to 1.1 sigma."""
RING_POINTS = 24
DIRECTIONS = 24
"""Directions tried where the azimuth is in doubt."""
LATITUDES = tuple(math.radians(degrees) for degrees in (5.0, 20.0, 30.0, 45.0, 60.0))
"""Of a pad that nobody knows: orbital launches come from 0 to 63 degrees."""
_TURN = np.linspace(0.0, 2.0 * math.pi, RING_POINTS, endpoint=False)
_COSINES, _SINES = np.cos(_TURN), np.sin(_TURN)
_USED = np.array([0, 1, 2, 3, 4, 5, DRAG])


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What follows if nothing burns any more."""

    impact: ImpactPrediction | None
    orbit: OrbitPrediction
    landed_share: float
    """Share of the sigma points that come down."""
    least_orbital: float = 0.0
    most_orbital: float = 0.0
    """Probability that the orbit lasts, for the least and the most favorable of the directions that are possible."""


def look_ahead(state: FilterState) -> Outlook | None:
    """Fall and orbit from a state, thrust ended; None when its covariance gave out."""
    mean, covariance = state.estimate()
    # What is known of the drag is what the fall mode knows.
    mean[DRAG] = state.means[FALL, DRAG]
    block = covariance[np.ix_(_USED, _USED)]
    block[6, :] = block[:, 6] = 0.0
    share = float(state.odds[FALL])
    drag = state.covariances[FALL][np.ix_(_USED, _USED)]
    block[6, :6] = block[:6, 6] = share * drag[6, :6]
    block[6, 6] = drag[6, 6]
    if state.odds[FALL] + state.odds[COAST] < 1e-3 and MODES > 2:
        block[6, :6] = block[:6, 6] = 0.0
    rows = np.empty((15, 11))
    # A mixture's covariance may be worn thin by rounding: a part in a million mends it.
    if not falls_of(mean, block + np.diag(1e-6 * np.diag(block)), LONGEST_FALL, LOG_DENSITY, rows):
        return None
    if not np.isfinite(rows[:, 6:10]).all():
        return None
    landed = rows[:, 0] == 1.0
    impact = _impact(rows, state.time) if landed.all() else None
    orbit = _orbit(rows[1:, 6:])
    return Outlook(
        impact=impact,
        orbit=orbit,
        landed_share=float(landed.mean()),
        least_orbital=orbit.probability,
        most_orbital=orbit.probability,
    )


def look_ahead_turned(state: FilterState, plane: Plane, azimuth_sigma: float, latitude_known: bool) -> Outlook | None:
    """The same of a flight that shows only speed and height: with the doubt of its assumed azimuth.

    What is shown is the speed over the ground; how much the Earth's turning adds hangs on where the flight heads and
    on the latitude. The state is turned about the pad to every direction that is possible, and moved to other latitudes
    where no pad is known.

    Args:
        state: held to the plane.
        plane: of the assumed azimuth.
        azimuth_sigma: doubt of that [rad]; infinite: any direction.
        latitude_known: whether the pad is known.
    """
    own = look_ahead(state)
    if own is None:
        return None
    mean, _ = state.estimate()
    _, _, _, up = plane.axes()
    if math.isinf(azimuth_sigma):
        turns = 2.0 * math.pi * np.arange(DIRECTIONS) / DIRECTIONS
    else:
        turns = azimuth_sigma * np.asarray(ndtri((np.arange(DIRECTIONS) + 0.5) / DIRECTIONS))
    east = np.cross([0.0, 0.0, 1.0], up) / np.linalg.norm(np.cross([0.0, 0.0, 1.0], up))
    tilts = [0.0] if latitude_known else [plane.pad[0] - latitude for latitude in LATITUDES]
    found = np.empty((len(tilts) * DIRECTIONS, 5))
    for row, (tilt, turn) in enumerate((tilt, turn) for tilt in tilts for turn in turns):
        # From north to east at the pad: clockwise, seen from above.
        turned = mean.copy()
        for part in (slice(0, 3), slice(3, 6)):
            turned[part] = _rotated(_rotated(mean[part], up, -turn), east, tilt)
        orbit_of(turned, found[row])
    width = max(own.orbit.perigee_sigma, 1.0)
    chances = ndtr((found[:, 3] - IN_ORBIT) / width)
    middle, bound = found.mean(axis=0), bool(np.isfinite(found[:, 4]).all())
    spread = found.std(axis=0) if bound else np.append(found[:, :4].std(axis=0), math.inf)
    orbit = OrbitPrediction(
        perigee=float(middle[3]),
        perigee_sigma=math.hypot(float(spread[3]), own.orbit.perigee_sigma),
        apogee=float(middle[4]),
        apogee_sigma=math.hypot(float(spread[4]), own.orbit.apogee_sigma),
        inclination=float(middle[2]),
        inclination_sigma=math.hypot(float(spread[2]), own.orbit.inclination_sigma),
        probability=float(chances.mean()),
        source="filter",
    )
    return replace(own, impact=None, orbit=orbit, least_orbital=float(chances.min()), most_orbital=float(chances.max()))


def sides_at(latitude: float, longitude: float) -> Array:
    """Unit vectors north, east and up (ECEF), rows of [3, 3]."""
    sides = np.empty((3, 3))
    sides_of(latitude, longitude, sides)
    return sides


def _rotated(vector: Array, axis: Array, angle: float) -> Array:
    """A vector turned about a unit axis, counterclockwise seen from its tip."""
    c, s = math.cos(angle), math.sin(angle)
    turned: Array = c * vector + s * np.cross(axis, vector) + (1.0 - c) * float(axis @ vector) * axis
    return turned


def _orbit(outer: Array) -> OrbitPrediction:
    bound = bool(np.isfinite(outer[:, 4]).all())
    means = outer.sum(axis=0) / len(outer)
    sigmas = np.sqrt(((outer - means) ** 2).sum(axis=0) / len(outer)) if bound else np.full(5, math.inf)
    perigee, perigee_sigma = float(means[3]), float(sigmas[3] if bound else outer[:, 3].std())
    return OrbitPrediction(
        perigee=perigee,
        perigee_sigma=perigee_sigma,
        apogee=float(means[4]),
        apogee_sigma=float(sigmas[4]),
        inclination=float(means[2]),
        inclination_sigma=float(sigmas[2] if bound else outer[:, 2].std()),
        probability=float(ndtr((perigee - IN_ORBIT) / max(perigee_sigma, 1.0))),
        source="filter",
    )


def _impact(rows: Array, now: float) -> ImpactPrediction:
    latitude, longitude, _ = (float(part) for part in geodetic_from_ecef(rows[0, 2:5]))
    sides = sides_at(latitude, longitude)
    off = (rows[1:, 2:5] - rows[0, 2:5]) @ sides.T
    north, east = off[:, 0], off[:, 1]
    return impact_of(
        latitude,
        longitude,
        east,
        north,
        np.full(14, 1.0 / 14.0),
        now + float(rows[1:, 1].mean()),
        float(rows[1:, 1].std()),
        source="filter",
    )


def impact_of(
    latitude: float,
    longitude: float,
    east: Array,
    north: Array,
    weights: Array,
    time: float,
    time_sigma: float,
    *,
    source: str,
) -> ImpactPrediction:
    """A prediction from weighted places around a middle (latitude, longitude [rad]), east and north of it [m]."""
    middle_east, middle_north = float((weights * east).sum()), float((weights * north).sum())
    off_east, off_north = east - middle_east, north - middle_north
    xx = float((weights * off_east**2).sum()) + 1.0
    yy = float((weights * off_north**2).sum()) + 1.0
    xy = float((weights * off_east * off_north).sum())
    places = _moved(latitude, longitude, np.array([middle_east]), np.array([middle_north]))
    latitude, longitude = (float(part[0]) for part in places)
    return ImpactPrediction(
        latitude=latitude,
        longitude=longitude,
        time=time,
        time_sigma=time_sigma,
        covariance=(xx, xy, yy),
        ring_deg=_ellipse(latitude, longitude, xx, xy, yy),
        source=source,
    )


def widened(impact: ImpactPrediction, sigma: float) -> ImpactPrediction:
    """The same prediction with an error of the place that it left out, alike in every direction [m]."""
    xx, xy, yy = impact.covariance
    xx, yy = xx + sigma**2, yy + sigma**2
    ring = _ellipse(impact.latitude, impact.longitude, xx, xy, yy)
    return replace(impact, covariance=(xx, xy, yy), ring_deg=ring)


def widened_orbit(orbit: OrbitPrediction, place: float, speed: float) -> OrbitPrediction:
    """The same orbit with errors of the place [m] and the speed [m/s] at its beginning that it left out.

    To first order near a circle: a speed off by dv lifts the far side by 4 a dv / v, and turns the plane by dv / v.
    """
    radius = MEAN_RADIUS + orbit.perigee
    share = speed / math.sqrt(MU / radius)
    return replace(
        orbit,
        perigee_sigma=math.hypot(orbit.perigee_sigma, place),
        apogee_sigma=math.hypot(orbit.apogee_sigma, 4.0 * radius * share),
        inclination_sigma=math.hypot(orbit.inclination_sigma, place / radius, share),
    )


def widened_shown(orbit: OrbitPrediction, speed: float, latitude: float, *, out: bool) -> OrbitPrediction:
    """The same orbit of flights that were held against speeds and heights alone, with what models err by.

    The direction shows only in what the Earth's turning adds to the speed, at most its own speed at the pad: an error
    turns the plane by its ratio to that. Once thrust is out the error lifts the far side; before, the flights go
    where they are bound.

    Args:
        orbit: of the flights.
        speed: over the ground [m/s].
        latitude: of the pad [rad].
        out: whether thrust is surely out.
    """
    error = SPEED_ERROR + SPEED_SHARE_ERROR * speed
    radius = MEAN_RADIUS + orbit.perigee
    turned = error / (OMEGA * RADIUS * max(math.cos(latitude), 0.1))
    return replace(
        orbit,
        perigee_sigma=math.hypot(orbit.perigee_sigma, HEIGHT_ERROR + HEIGHT_SHARE_ERROR * max(orbit.perigee, 0.0)),
        apogee_sigma=math.hypot(orbit.apogee_sigma, 4.0 * radius * error / math.sqrt(MU / radius) if out else 0.0),
        inclination_sigma=math.hypot(orbit.inclination_sigma, turned),
    )


def held_to_custom(orbit: OrbitPrediction, inclination: float, sigma: float) -> OrbitPrediction:
    """The same orbit with a share `CUSTOM` of the inclinations that were likely before anything was seen.

    A vehicle's own speed is known no better than what the Earth's turning adds: speeds and heights that fit a few
    flights of a bank so well that no others are left tell of those, not of the plane.

    Args:
        orbit: of flights that were held against speeds and heights alone.
        inclination: mean of where such vehicles go from there [rad].
        sigma: its spread.
    """
    off = orbit.inclination - inclination
    variance = (1.0 - CUSTOM) * orbit.inclination_sigma**2 + CUSTOM * (sigma**2 + (1.0 - CUSTOM) * off**2)
    return replace(orbit, inclination=inclination + (1.0 - CUSTOM) * off, inclination_sigma=math.sqrt(variance))


def _ellipse(latitude: float, longitude: float, xx: float, xy: float, yy: float) -> tuple[tuple[float, float], ...]:
    middle, half = 0.5 * (xx + yy), math.hypot(0.5 * (xx - yy), xy)
    long, short = (math.sqrt(max(middle + sign * half, 0.0) * CHI2_90) for sign in (1.0, -1.0))
    bearing = 0.5 * math.atan2(2.0 * xy, xx - yy)
    east = long * math.cos(bearing) * _COSINES - short * math.sin(bearing) * _SINES
    north = long * math.sin(bearing) * _COSINES + short * math.cos(bearing) * _SINES
    places = _moved(latitude, longitude, east, north)
    latitudes_deg, longitudes_deg = (np.round(np.degrees(part), 5).tolist() for part in places)
    return tuple(zip(latitudes_deg, longitudes_deg, strict=True))


def _moved(latitude: float, longitude: float, east: Array, north: Array) -> tuple[Array, Array]:
    """Places east and north of another along great circles, on a sphere of the mean radius."""
    distance = np.hypot(east, north) / MEAN_RADIUS
    bearing = np.arctan2(east, north)
    sine = math.sin(latitude) * np.cos(distance) + math.cos(latitude) * np.sin(distance) * np.cos(bearing)
    turn = np.arctan2(
        np.sin(bearing) * np.sin(distance) * math.cos(latitude), np.cos(distance) - math.sin(latitude) * sine
    )
    return np.arcsin(np.clip(sine, -1.0, 1.0)), np.remainder(longitude + turn + math.pi, 2.0 * math.pi) - math.pi
