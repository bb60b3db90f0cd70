"""How far flights are from sightings: sampled tracks interpolated and compared, compiled, in any number.

Widths are those of `inference.likelihood`, so that a stream and a file of the same data are worth the same.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import gammaln

from downrange.earth.ellipsoid import ECCENTRICITY2, EQUATORIAL_RADIUS, ecef_from_geodetic
from downrange.earth.geodesic import ranges
from downrange.flight.threads import share_out
from downrange.inference.curve import SAME_ERROR
from downrange.inference.likelihood import (
    HEIGHT_ERROR,
    HEIGHT_SHARE_ERROR,
    SERIES_CORRELATION,
    SERIES_FREEDOM,
    SPEED_ERROR,
    SPEED_SHARE_ERROR,
)
from downrange.records.flight import Array, Ensemble, IntArray
from downrange.records.sighting import Sighting, SightingKind
from downrange.tracking.compiling import kernel
from downrange.tracking.rows import DISPLAY_SEEN, KIND, ORIGIN, SIDES, SIGMAS, TIME, VALUES, row_of

FINE_STEP, FINE_END, MIDDLE_STEP, MIDDLE_END, COARSE_STEP, END = 2.0, 600.0, 10.0, 900.0, 20.0, 4000.0
"""Tracks are sampled every 2 s to 600 s, then every 10 s to 900 s, and every 20 s to 4,000 s: a straight line between
two samples leaves the flight by 15, 120 and 500 m at most where nothing brakes, less than the model errs by there."""
FINE_COUNT, MIDDLE_COUNT = int(FINE_END / FINE_STEP), int((MIDDLE_END - FINE_END) / MIDDLE_STEP)
GRID = np.concatenate(
    [
        np.arange(0.0, FINE_END, FINE_STEP),
        np.arange(FINE_END, MIDDLE_END, MIDDLE_STEP),
        np.arange(MIDDLE_END, END + 1.0, COARSE_STEP),
    ]
)
COLUMNS = 5
"""ECEF position, height, Earth-relative speed."""
TRACK_ERROR, TRACK_SHARE_ERROR = 500.0, 0.02
"""Model error of a position [m], and as a share of the distance from the pad; as in `Weigher`."""
ANGLE_ERROR = 0.02
"""Model error of an angle where no range is seen [rad]."""
DOWN = 1e3
"""Widths that a flight misses by once it has come down."""

INVERSE_WIDTHS = SIGMAS
"""Where a row of `rows` has sigmas, one here has inverse widths, model error and noise together; 0: not measured."""


def sampled(ensemble: Ensemble) -> Array:
    """Tracks [N, K, 5] of flights sampled on `GRID`, in single precision (half a meter).

    What came down stays where it fell, at rest: a flight that lands a second early is wrong by a second, not by all.
    """
    tracks = np.empty((*ensemble.sample_height.shape, COLUMNS), dtype=np.float32)

    def work(part: slice) -> None:
        _sample(
            *(ensemble.sample_latitude[part], ensemble.sample_longitude[part]),
            *(ensemble.sample_height[part], ensemble.sample_speed[part], tracks[part]),
        )

    share_out(len(tracks), work)
    return tracks  # pyright: ignore[reportReturnType]


@kernel
def _sample(latitude: Array, longitude: Array, height: Array, speed: Array, tracks: Array) -> None:
    """Write tracks of geodetic samples [N, K] to `tracks` [N, K, 5]."""
    for n in range(tracks.shape[0]):
        last = -1
        for k in range(tracks.shape[1]):
            h = height[n, k]
            if math.isfinite(h):
                s, c = math.sin(latitude[n, k]), math.cos(latitude[n, k])
                normal = EQUATORIAL_RADIUS / math.sqrt(1.0 - ECCENTRICITY2 * s * s)
                level = (normal + h) * c
                tracks[n, k, 0] = level * math.cos(longitude[n, k])
                tracks[n, k, 1] = level * math.sin(longitude[n, k])
                tracks[n, k, 2] = (normal * (1.0 - ECCENTRICITY2) + h) * s
                tracks[n, k, 3] = h
                tracks[n, k, 4] = speed[n, k]
                last = k
            else:
                tracks[n, k, :] = math.nan
        if last >= 0:
            for k in range(last + 1, tracks.shape[1]):
                tracks[n, k, :4] = tracks[n, last, :4]
                tracks[n, k, 4] = 0.0


def weighed_row(sighting: Sighting, pad: tuple[float, float, float], gap: float = math.inf) -> tuple[Array, float]:
    """A sighting as a row for the kernel, and how many numbers it counts for.

    Args:
        sighting: to be weighed.
        pad: latitude, longitude [rad], height [m].
        gap: since the sensor's sighting before [s]: a display's error goes on for `SAME_ERROR`.
    """
    row = row_of(sighting)
    values, sigmas = row[VALUES:SIGMAS], row[SIGMAS:].copy()
    present = np.flatnonzero(sigmas > 0.0)
    widths = np.full(4, np.inf)
    if sighting.kind is SightingKind.DISPLAY:
        widths[0] = math.hypot(SPEED_ERROR + SPEED_SHARE_ERROR * values[0], sigmas[0])
        widths[1] = math.hypot(HEIGHT_ERROR + HEIGHT_SHARE_ERROR * abs(values[1]), sigmas[1])
    elif sighting.kind is SightingKind.POINT:
        place = np.array([sighting.values[0] or 0.0]), np.array([sighting.values[1] or 0.0])
        error = TRACK_ERROR + TRACK_SHARE_ERROR * float(ranges(pad[0], pad[1], *place)[0])
        widths[:3] = np.hypot(sigmas[:3], error)
    else:
        error, angle = _radar_errors(row, present, pad)
        widths[0] = math.hypot(sigmas[0], error)
        widths[1] = math.hypot(sigmas[1], angle) / max(math.cos(values[2]), 0.05)
        widths[2] = math.hypot(sigmas[2], angle)
        widths[3] = math.hypot(sigmas[3], SPEED_ERROR + SPEED_SHARE_ERROR * abs(values[3]))
    worth = SERIES_CORRELATION * min(gap / SAME_ERROR, 1.0) if sighting.kind is SightingKind.DISPLAY else 1.0
    row[INVERSE_WIDTHS:] = 0.0
    row[INVERSE_WIDTHS + present] = math.sqrt(worth) / widths[present]
    if sighting.kind is SightingKind.DISPLAY:
        # A display has no origin; its worth is kept in that place.
        row[ORIGIN] = worth
    return row, count_of(row)


def count_of(row: Array) -> float:
    """How many numbers a row counts for."""
    numbers = float(np.count_nonzero(row[INVERSE_WIDTHS:]))
    return numbers * float(row[ORIGIN]) if row[KIND] == DISPLAY_SEEN else numbers


def expected_of(row: Array, sighting: Sighting) -> float:
    """The sum of squared misses, in widths, that the flight itself is expected to have: of the stated noise alone."""
    sigmas = np.array(sighting.sigmas, dtype=np.float64)
    return float(((row[INVERSE_WIDTHS : INVERSE_WIDTHS + sigmas.size] * sigmas) ** 2).sum())


def thinned(rows: list[Array]) -> list[Array]:
    """Every other row; what is left of a display counts for what fell out beside it."""
    kept = [row.copy() for row in rows[::2]]
    for row in kept:
        if row[KIND] == DISPLAY_SEEN:
            more = min(2.0, SERIES_CORRELATION / row[ORIGIN])
            row[ORIGIN] *= more
            row[INVERSE_WIDTHS:] *= math.sqrt(more)
    return kept


def _radar_errors(row: Array, present: IntArray, pad: tuple[float, float, float]) -> tuple[float, float]:
    values, origin, sides = row[VALUES:SIGMAS], row[ORIGIN:SIDES], row[SIDES:VALUES].reshape(3, 3)
    if not {0, 1, 2} <= set(present.tolist()):
        distance = values[0] if 0 in present else 0.0
        return TRACK_ERROR + TRACK_SHARE_ERROR * distance, ANGLE_ERROR
    level = math.cos(values[2])
    toward = (
        level * math.cos(values[1]) * sides[0] + level * math.sin(values[1]) * sides[1] + math.sin(values[2]) * sides[2]
    )
    reach = float(np.linalg.norm(origin + values[0] * toward - ecef_from_geodetic(*pad)))
    error = TRACK_ERROR + TRACK_SHARE_ERROR * reach
    return error, error / values[0]


@kernel
def _flight_misses(track: Array, offset: float, row: Array, out: Array) -> None:
    """Misses of one flight to one sighting, in widths, to `out` [4]; 0 where nothing was measured."""
    time = max(row[TIME] + offset, 0.0)
    if time < FINE_END:
        cell = time / FINE_STEP
        step = FINE_STEP
    elif time < MIDDLE_END:
        cell = FINE_COUNT + (time - FINE_END) / MIDDLE_STEP
        step = MIDDLE_STEP
    else:
        cell = FINE_COUNT + MIDDLE_COUNT + (time - MIDDLE_END) / COARSE_STEP
        step = COARSE_STEP
    j = min(int(cell), track.shape[0] - 2)
    u = min(cell - j, 1.0)
    kind = int(row[KIND])
    out[:] = 0.0
    if kind == 2:
        for i in range(2):
            inverse = row[INVERSE_WIDTHS + i]
            if inverse > 0.0:
                column = 4 if i == 0 else 3
                flown = track[j, column] + u * (track[j + 1, column] - track[j, column])
                if flown != flown:
                    flown = 0.0
                out[i] = (flown - row[VALUES + i]) * inverse
        return
    dx = track[j, 0] + u * (track[j + 1, 0] - track[j, 0]) - row[ORIGIN]
    dy = track[j, 1] + u * (track[j + 1, 1] - track[j, 1]) - row[ORIGIN + 1]
    dz = track[j, 2] + u * (track[j + 1, 2] - track[j, 2]) - row[ORIGIN + 2]
    if dx != dx:
        for i in range(4):
            if row[INVERSE_WIDTHS + i] > 0.0:
                out[i] = DOWN
        return
    north = row[SIDES] * dx + row[SIDES + 1] * dy + row[SIDES + 2] * dz
    east = row[SIDES + 3] * dx + row[SIDES + 4] * dy + row[SIDES + 5] * dz
    up = row[SIDES + 6] * dx + row[SIDES + 7] * dy + row[SIDES + 8] * dz
    if kind == 0:
        out[0] = north * row[INVERSE_WIDTHS]
        out[1] = east * row[INVERSE_WIDTHS + 1]
        out[2] = up * row[INVERSE_WIDTHS + 2]
        return
    distance = math.sqrt(dx * dx + dy * dy + dz * dz) + 1e-6
    out[0] = (distance - row[VALUES]) * row[INVERSE_WIDTHS]
    turn = math.atan2(east, north) - row[VALUES + 1]
    turn -= 2.0 * math.pi * math.floor((turn + math.pi) / (2.0 * math.pi))
    out[1] = turn * row[INVERSE_WIDTHS + 1]
    out[2] = (math.asin(min(max(up / distance, -1.0), 1.0)) - row[VALUES + 2]) * row[INVERSE_WIDTHS + 2]
    if row[INVERSE_WIDTHS + 3] > 0.0:
        ux, uy, uz = track[j + 1, 0] - track[j, 0], track[j + 1, 1] - track[j, 1], track[j + 1, 2] - track[j, 2]
        rate = (dx * ux + dy * uy + dz * uz) / (distance * step)
        out[3] = (rate - row[VALUES + 3]) * row[INVERSE_WIDTHS + 3]


@kernel
def add_squares(tracks: Array, offsets: Array, rows: Array, squares: Array) -> None:
    """Add the squared misses of flights [N] to sightings [H] to `squares` [3, N], by kind of sighting."""
    miss = np.empty(4)
    for n in range(tracks.shape[0]):
        for h in range(rows.shape[0]):
            _flight_misses(tracks[n], offsets[n], rows[h], miss)
            squares[int(rows[h, KIND]), n] += miss[0] ** 2 + miss[1] ** 2 + miss[2] ** 2 + miss[3] ** 2


@kernel
def write_misses(tracks: Array, offsets: Array, rows: Array, out: Array) -> None:
    """Write the misses of flights [N] to sightings [H], in widths, to `out` [N, H, 4]."""
    for n in range(tracks.shape[0]):
        for h in range(rows.shape[0]):
            _flight_misses(tracks[n], offsets[n], rows[h], out[n, h])


def log_likelihood(squares: Array, counts: Array) -> Array:
    """[N] log likelihood of what was seen, a multivariate t for each kind of sighting; as `inference.likelihood`.

    Args:
        squares: [3, N] sums of squared misses in widths.
        counts: [3] how many numbers they are of.
    """
    total = np.zeros(squares.shape[1])
    for kind in range(3):
        if counts[kind]:
            count = counts[kind] / SERIES_CORRELATION
            constant = gammaln((SERIES_FREEDOM + count) / 2) - gammaln(SERIES_FREEDOM / 2)
            constant -= count / 2 * math.log(SERIES_FREEDOM / 4)
            scaled = squares[kind] / SERIES_CORRELATION / (SERIES_FREEDOM / 4)
            total += constant - (SERIES_FREEDOM + count) / 2 * np.log1p(scaled)
    return total


def weights_of(squares: Array, counts: Array) -> Array:
    """[3] weight of each kind's squared misses in a least-squares fit that climbs `log_likelihood` from one flight.

    Args:
        squares: [3] sums of squared misses in widths.
        counts: [3] how many numbers they are of.
    """
    return (SERIES_FREEDOM + counts / SERIES_CORRELATION) / (SERIES_CORRELATION * SERIES_FREEDOM / 4 + squares)
