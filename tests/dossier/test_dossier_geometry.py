from __future__ import annotations

import math
from itertools import pairwise

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import shape

from downrange.dossier import geometry

EARTH = Geod(ellps="WGS84")


def rings_of(made):
    many = made["type"] == "MultiPolygon"
    return [ring for polygon in (made["coordinates"] if many else [made["coordinates"]]) for ring in polygon]


def area_km2(made) -> float:
    return abs(EARTH.geometry_area_perimeter(shape(made))[0]) / 1e6


def circle(lat, lon, radius_km, points=48):
    bearings = [360.0 * k / points for k in range(points)]
    ends = [EARTH.fwd(lon, lat, bearing, 1000.0 * radius_km) for bearing in bearings]
    return [(b, a) for a, b, _ in ends]


def check_strict(made):
    for ring in rings_of(made):
        assert ring[0] == ring[-1]
        assert all(-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0 for lon, lat in ring)
        assert all(abs(b[0] - a[0]) < 180.0 or abs(a[1]) == 90.0 or abs(b[1]) == 90.0 for a, b in pairwise(ring))
    polygons = made["coordinates"] if made["type"] == "MultiPolygon" else [made["coordinates"]]
    for outer, *holes in polygons:
        assert shapely.LinearRing(outer).is_ccw
        assert not any(shapely.LinearRing(hole).is_ccw for hole in holes)
    assert shape(made).is_valid


def test_a_clockwise_ring_leaves_counterclockwise():
    made = geometry.polygon([[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]])
    check_strict(made)
    assert made["type"] == "Polygon"


def test_a_ring_over_the_date_line_is_cut_in_two_that_meet_there():
    made = geometry.polygon([[(50.0, 175.0), (50.0, -175.0), (55.0, -175.0), (55.0, 175.0)]])
    check_strict(made)
    assert made["type"] == "MultiPolygon"
    west, east = sorted((shape(made).geoms), key=lambda piece: piece.bounds)
    assert west.bounds == (-180.0, 50.0, -175.0, 55.0)
    assert east.bounds == (175.0, 50.0, 180.0, 55.0)


@pytest.mark.parametrize("pole", [1.0, -1.0])
def test_a_ring_around_a_pole_reaches_the_pole(pole):
    made = geometry.polygon([[(pole * 80.0, lon) for lon in range(-180, 180, 15)]])
    check_strict(made)
    assert shape(made).covers(shapely.Point(12.0, pole * 89.9))
    assert not shape(made).covers(shapely.Point(12.0, pole * 79.0))


@given(st.floats(-60, 60), st.floats(-180, 180), st.floats(20, 900))
def test_a_circle_anywhere_keeps_its_area(lat, lon, radius_km):
    made = geometry.polygon([circle(lat, lon, radius_km)])
    check_strict(made)
    wedge = 2.0 * math.pi / 48
    inscribed = 24 * math.sin(wedge) * radius_km**2
    assert area_km2(made) == pytest.approx(inscribed, rel=0.03)


def test_a_geojson_polygon_with_a_hole_keeps_it():
    hole = [[2.0, 2.0], [2.0, 3.0], [3.0, 3.0], [3.0, 2.0], [2.0, 2.0]]
    given_one = {"type": "Polygon", "coordinates": [[[0.0, 0.0], [0.0, 5.0], [5.0, 5.0], [5.0, 0.0], [0.0, 0.0]], hole]}
    made = geometry.normal(given_one)
    check_strict(made)
    assert shape(made).area == pytest.approx(24.0)


def test_a_multipolygon_that_was_cut_already_stays_as_it_is():
    once = geometry.polygon([circle(10.0, 179.0, 400.0)])
    assert geometry.normal(once) == once


def test_a_path_over_the_date_line_is_cut_where_it_crosses():
    made = geometry.line([(0.0, 170.0), (10.0, -170.0), (20.0, -160.0)])
    assert made == {
        "type": "MultiLineString",
        "coordinates": [[[170.0, 0.0], [180.0, 5.0]], [[-180.0, 5.0], [-170.0, 10.0], [-160.0, 20.0]]],
    }
    back = geometry.line([(0.0, -170.0), (10.0, 170.0)])
    assert back["coordinates"] == [[[-170.0, 0.0], [-180.0, 5.0]], [[180.0, 5.0], [170.0, 10.0]]]
