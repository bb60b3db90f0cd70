"""Shapes of closed areas: circles, sectors, ellipses, corridors and boxes drawn out, rings cut at the date line.

Rings are tuples of (latitude, longitude) in degrees, not closed. Circles are drawn on the sphere that fits the
ellipsoid where they lie; against a geodesic on WGS84 they are off by less than 0.4 % of their radius.
"""

from __future__ import annotations

from itertools import pairwise
from math import asin, atan2, ceil, cos, degrees, hypot, pi, radians, sin, sqrt

Point = tuple[float, float]
"""(latitude, longitude), degrees."""
Ring = tuple[Point, ...]

_EQUATORIAL_RADIUS = 6_378_137.0
_ECCENTRICITY_SQUARED = 6.694_379_990_14e-3
"""WGS84. Source: NIMA TR8350.2, table 3.1."""

CIRCLE_VERTICES = 72
"""Vertices of a drawn circle: its area is then 0.13 % too small."""

_LONGEST_PIECE = 200_000.0
"""Corridor sides are bent every so many meters, so that they stay the given distance from the line [m]."""

_LEAST_EXTENT = 1e-10
"""Below this a ring is a line or a point: a meter by a meter [square degrees]."""

_FEW_VERTICES = 60
"""Rings up to this size are tested for crossings pair by pair; larger ones by GEOS."""


def circle(center: Point, radius: float) -> Ring:
    """Circle of a radius [m] round a center."""
    return tuple(_destination(center, 2.0 * pi * k / CIRCLE_VERTICES, radius) for k in range(CIRCLE_VERTICES))


def sector(center: Point, radius: float, start: float, end: float) -> Ring:
    """Sector of a circle, clockwise from bearing `start` to bearing `end` [rad]."""
    return (center, *arc(center, radius, start, end))


def arc(center: Point, radius: float, start: float, end: float) -> Ring:
    """Points of an arc, clockwise from bearing `start` to bearing `end` [rad]."""
    width = (end - start) % (2.0 * pi) or 2.0 * pi
    steps = max(2, ceil(CIRCLE_VERTICES * width / (2.0 * pi)))
    return tuple(_destination(center, start + width * k / steps, radius) for k in range(steps + 1))


def ellipse(center: Point, long_axis: float, short_axis: float, bearing: float) -> Ring:
    """Ellipse with full axes [m], the long one along a bearing [rad]."""
    ring: list[Point] = []
    for k in range(CIRCLE_VERTICES):
        along = 0.5 * long_axis * cos(2.0 * pi * k / CIRCLE_VERTICES)
        across = 0.5 * short_axis * sin(2.0 * pi * k / CIRCLE_VERTICES)
        ring.append(_destination(center, bearing + atan2(across, along), hypot(along, across)))
    return tuple(ring)


def corridor(line: Ring, half_width: float) -> Ring:
    """All that lies within a distance [m] of a line, ends rounded; the line's legs are geodesics of the sphere."""
    from shapely import LineString

    legs = [point for start, end in pairwise(line) for point in _pieces(start, end)] + [line[-1]]
    middle = legs[len(legs) // 2]
    plane = LineString([_to_plane(middle, point) for point in legs]) if len(legs) > 1 else None
    if plane is None or plane.length == 0.0:
        return circle(line[0], half_width)
    outline = plane.buffer(half_width, quad_segs=12).exterior.coords
    return tuple(_from_plane(middle, x, y) for x, y, *_ in list(outline)[:-1])


def box(latitudes_deg: tuple[float, float], longitudes_deg: tuple[float, float]) -> Ring:
    """The rectangle between two latitudes and two longitudes, taking the short way round the globe."""
    low, high = sorted(latitudes_deg)
    west, east = longitudes_deg
    if (east - west) % 360.0 > 180.0:
        west, east = east, west
    return (low, west), (low, east), (high, east), (high, west)


def bearing(start: Point, end: Point) -> float:
    """Initial bearing from one point to another [rad]."""
    lat1, lat2, turn = radians(start[0]), radians(end[0]), radians(end[1] - start[1])
    return atan2(sin(turn) * cos(lat2), cos(lat1) * sin(lat2) - sin(lat1) * cos(lat2) * cos(turn))


def tidy(ring: Ring) -> Ring:
    """The ring without repeated neighbors and without a last point that repeats the first."""
    kept: list[Point] = []
    for point in ring:
        if not kept or point != kept[-1]:
            kept.append(point)
    while len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return tuple(kept)


def mend(ring: Ring) -> tuple[Ring, bool]:
    """The ring with vertices that alternate from side to side put in order, and whether it now does not cross itself.

    Only for a ring that crosses itself. Four corners have one order that does not. With more, vertices that alternate
    make every second side cross the area: then all even ones go out and all odd ones back.
    """
    mended = (*ring[0::2], *ring[1::2][::-1])
    if len(ring) > 4 and (len(ring) % 2 or _count_crossings(ring) < len(ring) // 2 - 1):
        return ring, False
    if len(ring) == 4:
        mended = (ring[0], ring[1], ring[3], ring[2])
        if crosses_itself(mended):
            mended = (ring[0], ring[2], ring[1], ring[3])
    return (mended, True) if not crosses_itself(mended) else (ring, False)


def crosses_itself(ring: Ring) -> bool:
    """True when two sides of the ring cross."""
    flat = _lay_flat(ring)
    if len(flat) < 4:
        return False
    if len(flat) > _FEW_VERTICES:
        from shapely import LinearRing

        return not LinearRing(flat).is_simple
    return _count_crossings(ring) > 0


def _count_crossings(ring: Ring) -> int:
    """Pairs of sides that cross; for rings of few vertices."""
    flat = _lay_flat(ring)
    count = len(flat)
    if count > _FEW_VERTICES:
        return 0
    sides = [(flat[k], flat[(k + 1) % count]) for k in range(count)]
    return sum(
        _sides_cross(*sides[i], *sides[j])
        for i in range(count)
        for j in range(i + 2, count)
        if not (i == 0 and j == count - 1)
    )


def enclosed(ring: Ring) -> tuple[Ring, ...]:
    """The simple rings that a line crossing itself encloses."""
    from shapely import LineString, MultiLineString, Polygon, polygonize, unary_union

    if _turns(_unwrap(ring)):  # round a pole: nothing flat to cut up
        return (ring,)
    flat = _unwrap(ring)
    lines = unary_union(LineString([*flat, flat[0]]))
    parts = lines.geoms if isinstance(lines, MultiLineString) else [lines]
    faces = [face for face in polygonize(list(parts)).geoms if isinstance(face, Polygon)]
    return tuple(tuple((x, y) for x, y, *_ in list(face.exterior.coords)[:-1]) for face in faces)


def draw_rings(ring: Ring) -> tuple[Ring, ...]:
    """The rings that an outline covers: simple, within -180..180 degrees; none when it encloses nothing."""
    faces = enclosed(ring) if crosses_itself(ring) else (ring,)
    return tuple(piece for face in faces for piece in cut(face) if _extent(piece) > _LEAST_EXTENT)


def cut(ring: Ring) -> tuple[Ring, ...]:
    """Rings within -180..180 degrees of longitude that together cover one that may cross the date line or a pole."""
    flat = _unwrap(ring)
    if not flat:
        return ()
    turns = _turns(flat)
    if turns:  # it goes round a pole: run along it
        closing = flat[0][1] + 360.0 * turns
        pole = 90.0 if sum(latitude for latitude, _ in flat) > 0.0 else -90.0
        back = [(pole, closing + (flat[0][1] - closing) * k / 4.0) for k in range(5)]  # no step is half a turn
        flat = [*flat, (flat[0][0], closing), *back]
    longitudes = [longitude for _, longitude in flat]
    rings: list[Ring] = []
    for turn in range(int((min(longitudes) + 180.0) // 360.0), int((max(longitudes) + 180.0) // 360.0) + 1):
        low = 360.0 * turn - 180.0
        piece = _clip(_clip(flat, low, 1.0), low + 360.0, -1.0)
        inside = tidy(
            tuple((latitude, min(180.0, max(-180.0, longitude - 360.0 * turn))) for latitude, longitude in piece)
        )
        if len(inside) >= 3 and len({longitude for _, longitude in inside}) > 1:
            rings.append(inside)
    return tuple(rings)


def _extent(ring: Ring) -> float:
    """Area of a ring on the plane of latitude and longitude [square degrees]."""
    closed = (*ring[1:], ring[0])
    return 0.5 * abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, closed, strict=True)))


def _turns(flat: list[Point]) -> int:
    """Whole turns that an unwrapped ring makes round a pole: 0 when it goes round none."""
    return round((_near(flat[0][1], flat[-1][1]) - flat[0][1]) / 360.0) if flat else 0


def _lay_flat(ring: Ring) -> list[Point]:
    """The ring on a plane in which its sides cross when they do on the globe: seen from the pole when it goes round."""
    flat = _unwrap(ring)
    if not _turns(flat):
        return flat
    side = 1.0 if sum(latitude for latitude, _ in flat) > 0.0 else -1.0
    polar = [(90.0 - side * latitude, radians(longitude)) for latitude, longitude in flat]
    return [(far * cos(turn), far * sin(turn)) for far, turn in polar]


def _near(longitude: float, other: float) -> float:
    """The longitude, whole turns added, nearest to another."""
    return longitude - 360.0 * round((longitude - other) / 360.0)


def _unwrap(ring: Ring) -> list[Point]:
    """The ring with longitudes that run on across the date line: each side takes the short way."""
    flat: list[Point] = []
    for latitude, longitude in ring:
        flat.append((latitude, _near(longitude, flat[-1][1]) if flat else longitude))
    return flat


def _clip(ring: list[Point], limit: float, side: float) -> list[Point]:
    """The part of a ring whose longitude is on one side of a limit (side 1: above, -1: below)."""
    kept: list[Point] = []
    for here, after in zip(ring, ring[1:] + ring[:1], strict=True):
        inside, next_inside = side * (here[1] - limit) >= 0.0, side * (after[1] - limit) >= 0.0
        if inside:
            kept.append(here)
        if inside != next_inside:
            part = (limit - here[1]) / (after[1] - here[1])
            kept.append((here[0] + part * (after[0] - here[0]), limit))
    return kept


def _sides_cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """True when two sides have a point in common that is not an end of both."""

    def turn(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return turn(a, b, c) * turn(a, b, d) < 0.0 and turn(c, d, a) * turn(c, d, b) < 0.0


def _radius_of_curvature(latitude_deg: float) -> float:
    """Radius of the sphere that fits the ellipsoid at a latitude: root of meridian times transverse radius [m]."""
    bend = 1.0 - _ECCENTRICITY_SQUARED * sin(radians(latitude_deg)) ** 2
    return _EQUATORIAL_RADIUS * sqrt(1.0 - _ECCENTRICITY_SQUARED) / bend


def _destination(start: Point, bearing: float, distance: float) -> Point:
    """Point at a bearing [rad] and distance [m] on the fitted sphere; longitude within -180..180."""
    angle = min(distance / _radius_of_curvature(start[0]), pi)
    latitude, longitude = radians(start[0]), radians(start[1])
    sine = sin(latitude) * cos(angle) + cos(latitude) * sin(angle) * cos(bearing)
    reached = asin(min(1.0, max(-1.0, sine)))
    turn = atan2(sin(bearing) * sin(angle) * cos(latitude), cos(angle) - sin(latitude) * sine)
    return degrees(reached), (degrees(longitude + turn) + 540.0) % 360.0 - 180.0


def distance(start: Point, end: Point) -> float:
    """Distance on the fitted sphere [m]."""
    lat1, lat2, turn = radians(start[0]), radians(end[0]), radians(end[1] - start[1])
    chord = sin((lat2 - lat1) / 2.0) ** 2 + cos(lat1) * cos(lat2) * sin(turn / 2.0) ** 2
    return 2.0 * _radius_of_curvature(start[0]) * asin(min(1.0, sqrt(chord)))


def _pieces(start: Point, end: Point) -> list[Point]:
    """Points along a leg, its end left out."""
    length = distance(start, end)
    count = max(1, ceil(length / _LONGEST_PIECE))
    heading = bearing(start, end)
    return [start, *(_destination(start, heading, length * k / count) for k in range(1, count))]


def _to_plane(center: Point, point: Point) -> tuple[float, float]:
    """Azimuthal equidistant projection about a center [m]."""
    length, heading = distance(center, point), bearing(center, point)
    return length * sin(heading), length * cos(heading)


def _from_plane(center: Point, x: float, y: float) -> Point:
    """Inverse of the azimuthal equidistant projection."""
    return _destination(center, atan2(x, y), hypot(x, y))
