"""Distances and bearings on the WGS84 ellipsoid, and means of places on the sphere."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

EQUATORIAL_RADIUS, FLATTENING = 6378137.0, 1 / 298.257223563
"""WGS84 [m], [1]. Source: NGA.STND.0036 (2014)."""
LONG = 1.5
"""An area is long when its spread one way is this many times that across."""


@cache
def _geod() -> Any:
    from pyproj import Geod  # loading PROJ takes 0.1 s: only when a distance is asked for

    return Geod(ellps="WGS84")


def distance_deg(
    latitude_deg: float, longitude_deg: float, other_latitude_deg: float, other_longitude_deg: float
) -> float:
    """Geodesic distance between two places given in degrees [m]."""
    return float(_geod().inv(longitude_deg, latitude_deg, other_longitude_deg, other_latitude_deg)[2])


def bearing_deg(
    latitude_deg: float, longitude_deg: float, other_latitude_deg: float, other_longitude_deg: float
) -> float:
    """Bearing of the other place from the first, degrees from north, 0 to 360."""
    return float(_geod().inv(longitude_deg, latitude_deg, other_longitude_deg, other_latitude_deg)[0]) % 360.0


def destination_deg(latitude_deg: float, longitude_deg: float, bearing: float, distance: float) -> tuple[float, float]:
    """Place at `bearing` [degrees] and `distance` [m] from a place: (latitude, longitude) in degrees."""
    longitude, latitude, _ = _geod().fwd(longitude_deg, latitude_deg, bearing, distance)
    return float(latitude), float(longitude)


def ranges(latitude: float, longitude: float, latitudes: Array, longitudes: Array) -> Array:
    """Distances from one place to many, all in radians; NaN stays NaN [m].

    Good to about 1e-5 of the distance, a hundred times faster than geodesics.
    Source: Lambert (1942) as given by the ACIC Technical Report 80 (1957).
    """
    return _lambert(latitude, longitude, latitudes, longitudes)[0]


def headings(latitude: float, longitude: float, latitudes: Array, longitudes: Array) -> Array:
    """Direction of travel on arriving at many places from one along great circles, from north clockwise [rad]."""
    import numpy as np

    turn = longitude - longitudes
    back = np.arctan2(
        np.sin(turn) * np.cos(latitude),
        np.cos(latitudes) * np.sin(latitude) - np.sin(latitudes) * np.cos(latitude) * np.cos(turn),
    )
    return back + np.pi


def _lambert(latitude: float, longitude: float, latitudes: Array, longitudes: Array) -> tuple[Array, Array]:
    """Distance [m] and initial bearing [rad] from one place to many, by Lambert's long-line formula."""
    import numpy as np

    first, second = np.arctan((1 - FLATTENING) * np.tan(latitude)), np.arctan((1 - FLATTENING) * np.tan(latitudes))
    turn = longitudes - longitude
    half = np.sin((second - first) / 2) ** 2 + np.cos(first) * np.cos(second) * np.sin(turn / 2) ** 2
    angle = 2 * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    sine = np.maximum(np.sin(angle), 1e-12)
    mean, split = (first + second) / 2, (second - first) / 2
    near, far = np.cos(angle / 2) ** 2, np.maximum(np.sin(angle / 2) ** 2, 1e-24)
    x = (angle - sine) * np.sin(mean) ** 2 * np.cos(split) ** 2 / np.maximum(near, 1e-12)
    y = (angle + sine) * np.cos(mean) ** 2 * np.sin(split) ** 2 / far
    distance = EQUATORIAL_RADIUS * (angle - FLATTENING / 2 * (x + y))
    bearing = np.arctan2(
        np.sin(turn) * np.cos(second),
        np.cos(first) * np.sin(second) - np.sin(first) * np.cos(second) * np.cos(turn),
    )
    return distance, bearing


def centroid_deg(ring_deg: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Area centroid of a ring of (latitude, longitude) in degrees, in a local plane; safe at the date line."""
    mean = [0.0, 0.0, 0.0]
    for latitude_deg, longitude_deg in ring_deg:
        latitude, longitude = math.radians(latitude_deg), math.radians(longitude_deg)
        mean[0] += math.cos(latitude) * math.cos(longitude)
        mean[1] += math.cos(latitude) * math.sin(longitude)
        mean[2] += math.sin(latitude)
    center = math.degrees(math.atan2(mean[2], math.hypot(mean[0], mean[1]))), math.degrees(math.atan2(mean[1], mean[0]))
    points = [plane(latitude_deg, longitude_deg, center) for latitude_deg, longitude_deg in ring_deg]
    twice_area = x_sum = y_sum = 0.0
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True):
        cross = x0 * y1 - x1 * y0
        twice_area += cross
        x_sum += (x0 + x1) * cross
        y_sum += (y0 + y1) * cross
    if abs(twice_area) < 1e-6:
        return center
    east, north = x_sum / (3 * twice_area), y_sum / (3 * twice_area)
    distance = math.hypot(east, north)
    return destination_deg(*center, math.degrees(math.atan2(east, north)), distance)


def plane(latitude_deg: float, longitude_deg: float, center_deg: tuple[float, float]) -> tuple[float, float]:
    """East and north of a place from a center in the azimuthal equidistant plane [m]."""
    bearing, _, distance = _geod().inv(center_deg[1], center_deg[0], longitude_deg, latitude_deg)
    return distance * math.sin(math.radians(bearing)), distance * math.cos(math.radians(bearing))


def planes(latitudes: Array, longitudes: Array, center_deg: tuple[float, float]) -> tuple[Array, Array]:
    """East and north of many places [rad] from a center [degrees], azimuthal equidistant plane; NaN stays NaN [m]."""
    return offsets(normals(latitudes, longitudes), center_deg)


def normals(latitudes: Array, longitudes: Array) -> tuple[Array, Array, Array]:
    """Unit normals of the ellipsoid at many places [rad]."""
    import numpy as np

    flat = np.cos(latitudes)
    return flat * np.cos(longitudes), flat * np.sin(longitudes), np.sin(latitudes)


def offsets(places: tuple[Array, Array, Array], center_deg: tuple[float, float]) -> tuple[Array, Array]:
    """East and north of places, given by their normals, from a center [degrees], azimuthal equidistant plane [m].

    The angle between normals, scaled by the radii of curvature at the center: exact near it, good to half a percent
    of the distance at 2,000 km; cheap where the same places are seen from many centers.
    """
    import numpy as np

    latitude, longitude = math.radians(center_deg[0]), math.radians(center_deg[1])
    sine, cosine = math.sin(latitude), math.cos(latitude)
    turn, along = math.sin(longitude), math.cos(longitude)
    x, y, z = places
    out = along * x + turn * y
    east, north, up = along * y - turn * x, cosine * z - sine * out, cosine * out + sine * z
    level = np.sqrt(east * east + north * north)
    stretch = np.where(level > 1e-9, np.arctan2(level, up) / np.maximum(level, 1e-9), 1.0)
    squared = FLATTENING * (2.0 - FLATTENING)
    across = EQUATORIAL_RADIUS / math.sqrt(1.0 - squared * sine * sine)
    return across * stretch * east, across * (1.0 - squared) / (1.0 - squared * sine * sine) * stretch * north


def second_moments(ring_deg: Sequence[tuple[float, float]], center_deg: tuple[float, float]) -> Array:
    """[2, 2] covariance of the area of a polygon in the plane about its middle, east and north [m2].

    Args:
        ring_deg: its corners, (latitude, longitude) in degrees.
        center_deg: its middle.
    """
    import numpy as np  # only where arrays are in play

    latitudes, longitudes = (np.radians([point[axis] for point in ring_deg]) for axis in (0, 1))
    east, north = offsets(normals(latitudes, longitudes), center_deg)
    x0, y0, x1, y1 = east, north, np.roll(east, -1), np.roll(north, -1)
    cross = x0 * y1 - x1 * y0
    area = cross.sum() / 2.0
    if abs(area) < 1e4:
        return np.cov(np.stack([east, north])) + 1e6 * np.eye(2)
    xx = (cross * (x0 * x0 + x0 * x1 + x1 * x1)).sum() / (12.0 * area)
    yy = (cross * (y0 * y0 + y0 * y1 + y1 * y1)).sum() / (12.0 * area)
    xy = (cross * (x0 * y1 + 2 * x0 * y0 + 2 * x1 * y1 + x1 * y0)).sum() / (24.0 * area)
    return np.array([[xx, xy], [xy, yy]])


def long_axis(spread: Array) -> tuple[float, float] | None:
    """East and north of the long axis of an area with second moments [2, 2], of length one; None: it is not long."""
    import numpy as np

    (least, most), directions = np.linalg.eigh(spread)
    if most < LONG**2 * max(least, 1.0):
        return None
    return float(directions[0, 1]), float(directions[1, 1])
