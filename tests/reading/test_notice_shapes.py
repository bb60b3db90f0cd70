"""Shapes of closed areas, against geodesics of PROJ on the WGS84 ellipsoid and plain geometry."""

from __future__ import annotations

from itertools import pairwise
from math import pi, radians

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import Point, Polygon
from shapely.ops import unary_union

from downrange.reading import notice_shapes as shapes

GEOD = Geod(ellps="WGS84")
MILE = 1852.0


def areas(rings: tuple[shapes.Ring, ...]) -> float:
    """Area of rings on the ellipsoid [m2]."""
    return sum(abs(GEOD.polygon_area_perimeter([p[1] for p in ring], [p[0] for p in ring])[0]) for ring in rings)


@pytest.mark.parametrize("center", [(0.0, 0.0), (37.6, -45.7), (-60.0, 179.9), (74.5, 15.7), (89.0, 10.0)])
@pytest.mark.parametrize("radius", [2 * MILE, 25 * MILE, 188 * MILE])
def test_a_circle_keeps_its_radius_to_four_parts_in_a_thousand(center: shapes.Point, radius: float) -> None:
    for latitude, longitude in shapes.circle(center, radius):
        _, _, distance = GEOD.inv(center[1], center[0], longitude, latitude)
        assert distance == pytest.approx(radius, rel=4e-3)


def test_a_sector_runs_clockwise_between_its_bearings() -> None:
    center = (69.294, 16.018)
    ring = shapes.sector(center, 9 * MILE, radians(310.0), radians(14.0))
    assert ring[0] == center
    bearings = [GEOD.inv(center[1], center[0], lon, lat)[0] % 360.0 for lat, lon in ring[1:]]
    assert bearings[0] == pytest.approx(310.0, abs=0.05)
    assert bearings[-1] == pytest.approx(14.0, abs=0.05)
    assert all(bearing >= 309.9 or bearing <= 14.1 for bearing in bearings)
    whole, part = areas((shapes.circle(center, 9 * MILE),)), areas((ring,))
    assert part / whole == pytest.approx(64.0 / 360.0, rel=0.01)


def test_an_ellipse_has_its_axes_and_azimuth() -> None:
    ring = shapes.ellipse((82.0, -0.6), 130 * MILE, 54 * MILE, radians(292.0))
    assert areas((ring,)) == pytest.approx(pi / 4 * 130 * 54 * MILE**2, rel=0.01)
    azimuth, _, distance = GEOD.inv(-0.6, 82.0, ring[0][1], ring[0][0])
    assert azimuth % 360.0 == pytest.approx(292.0, abs=0.1)
    assert distance == pytest.approx(65 * MILE, rel=4e-3)


@pytest.mark.parametrize(
    "line",
    [
        ((19.12, 85.6), (18.56, 84.9)),
        ((5.3, -52.8), (5.1, -52.5), (6.0, -51.0)),
        ((60.0, 170.0), (62.0, -172.0)),
        ((0.0, 0.0), (0.0, 9.0)),
    ],
)
def test_the_edge_of_a_corridor_is_as_far_from_the_line_as_stated(line: shapes.Ring) -> None:
    half = 40 * MILE
    ring = shapes.corridor(line, half)
    dense: list[tuple[float, float]] = []
    for start, end in pairwise(line):
        between = GEOD.npts(start[1], start[0], end[1], end[0], 400)
        dense += [start, *((lat, lon) for lon, lat in between), end]
    for latitude, longitude in ring:
        nearest = min(GEOD.inv(lon, lat, longitude, latitude)[2] for lat, lon in dense)
        assert nearest == pytest.approx(half, rel=0.02)


def test_a_corridor_of_no_length_is_a_circle() -> None:
    assert shapes.corridor(((10.0, 20.0), (10.0, 20.0)), MILE) == shapes.circle((10.0, 20.0), MILE)


@pytest.mark.parametrize(
    ("longitudes", "width"),
    [((-138.9, -147.3), 8.4), ((175.0, -175.0), 10.0), ((-175.0, 175.0), 10.0), ((0.0, 30.0), 30.0)],
)
def test_a_box_takes_the_short_way_round(longitudes: tuple[float, float], width: float) -> None:
    rings = shapes.cut(shapes.box((-27.7, -73.1), longitudes))
    total = sum(max(p[1] for p in ring) - min(p[1] for p in ring) for ring in rings)
    assert total == pytest.approx(width)


def test_a_ring_over_the_date_line_is_cut_in_two_that_keep_its_area() -> None:
    ring = ((81 + 43 / 60, -155.2), (80 + 7 / 60, -154.6), (77 + 50 / 60, 169.0), (78 + 22 / 60, 167.4))
    rings = shapes.cut(ring)
    assert len(rings) == 2
    assert all(-180.0 <= lon <= 180.0 for piece in rings for _, lon in piece)
    flat = Polygon([(lon % 360.0, lat) for lat, lon in ring])
    assert sum(Polygon([(lon, lat) for lat, lon in piece]).area for piece in rings) == pytest.approx(flat.area)


@pytest.mark.parametrize("side", [1.0, -1.0])
def test_a_circle_round_a_pole_holds_the_pole(side: float) -> None:
    rings = shapes.cut(shapes.circle((side * 88.0, 40.0), 300 * MILE))
    union = unary_union([Polygon([(lon, lat) for lat, lon in ring]) for ring in rings])
    assert union.is_valid
    for longitude in (-179.0, -90.0, 0.0, 90.0, 179.0):
        assert union.contains(Point(longitude, side * 89.99))
    assert not union.contains(Point(0.0, side * 80.0))
    steps = [abs(a[1] - b[1]) for ring in rings for a, b in zip(ring, (*ring[1:], ring[0]), strict=True)]
    assert max(steps) <= 180.0


def test_an_outline_round_the_pole_does_not_cross_itself() -> None:
    ring = ((87.2, -72.5), (87.15, -138.1), (87.6, -147.2), (89.26, 160.5), (88.77, 35.4), (87.1, 0.5), (87.1, -12.0))
    assert not shapes.crosses_itself(ring)
    union = unary_union([Polygon([(lon, lat) for lat, lon in piece]) for piece in shapes.cut(ring)])
    assert union.contains(Point(60.0, 89.9))


def test_four_corners_that_alternate_are_put_in_order() -> None:
    crossed = ((35.735, 124.508), (35.735, 124.906), (34.976, 124.542), (34.978, 124.936))
    assert shapes.crosses_itself(crossed)
    mended, done = shapes.mend(crossed)
    assert done
    assert set(mended) == set(crossed)
    assert Polygon(mended).is_valid


def test_many_corners_that_alternate_are_put_in_order() -> None:
    zigzag = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.1), (1.0, 1.1), (2.0, 0.2), (2.0, 1.2), (3.0, 0.3), (3.0, 1.3))
    mended, done = shapes.mend(zigzag)
    assert done
    assert Polygon(mended).area == pytest.approx(3.0)


def test_a_ring_that_crosses_itself_once_is_not_reordered() -> None:
    ring = ((20.0, -21.0), (25.0, -21.0), (30.0, -20.0), (35.5, -20.0), (40.0, -20.0), (45.0, -20.1))
    assert shapes.crosses_itself(ring)
    assert shapes.mend(ring) == (ring, False)
    faces = shapes.enclosed(ring)
    assert faces
    assert all(not shapes.crosses_itself(face) for face in faces)


POINTS = st.tuples(st.floats(-90.0, 90.0), st.floats(-180.0, 180.0))


@settings(max_examples=400, deadline=None)
@given(st.lists(POINTS, max_size=8).map(tuple))
def test_no_ring_leaves_the_globe(ring: shapes.Ring) -> None:
    for piece in shapes.cut(ring):
        assert len(piece) >= 3
        assert all(-90.0 <= lat <= 90.0 and -180.0 <= lon <= 180.0 for lat, lon in piece)


@settings(max_examples=200, deadline=None)
@given(POINTS, st.floats(1.0, 2.0e6), st.floats(0.0, 2 * pi), st.floats(0.0, 2 * pi))
def test_no_circle_or_sector_leaves_the_globe(center: shapes.Point, radius: float, start: float, end: float) -> None:
    for ring in (shapes.circle(center, radius), shapes.sector(center, radius, start, end)):
        for piece in shapes.cut(ring):
            assert all(-90.0 <= lat <= 90.0 and -180.0 <= lon <= 180.0 for lat, lon in piece)
