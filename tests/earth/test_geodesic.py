"""Distances against PROJ's geodesics (Karney 2013)."""

from __future__ import annotations

import numpy as np
import pytest

from downrange.earth.geodesic import (
    bearing_deg,
    centroid_deg,
    destination_deg,
    distance_deg,
    plane,
    planes,
    ranges,
)


def test_fast_ranges_agree_with_geodesics_to_a_few_parts_in_a_hundred_thousand():
    rng = np.random.default_rng(2)
    for latitude_deg, longitude_deg in [(39.66, 124.7), (-5.2, -52.8), (62.9, 40.6), (0.0, 179.9), (-80.0, 10.0)]:
        latitudes = np.clip(latitude_deg + rng.uniform(-60, 60, 400), -89.5, 89.5)
        longitudes = longitude_deg + rng.uniform(-80, 80, 400)
        fast = ranges(
            np.radians(latitude_deg), np.radians(longitude_deg), np.radians(latitudes), np.radians(longitudes)
        )
        exact = [distance_deg(latitude_deg, longitude_deg, *place) for place in zip(latitudes, longitudes, strict=True)]
        assert fast == pytest.approx(exact, rel=3e-5, abs=1.0)


def test_planes_agree_with_the_geodesic_plane_across_the_date_line():
    center = (51.0, 179.5)
    places = [destination_deg(*center, bearing, 4e5) for bearing in range(0, 360, 30)]
    east, north = planes(*(np.radians([place[axis] for place in places]) for axis in (0, 1)), center)
    exact = np.array([plane(*place, center) for place in places])
    assert np.hypot(east - exact[:, 0], north - exact[:, 1]).max() < 1200.0


def test_centroid_of_a_box_across_the_date_line_is_in_its_middle():
    latitude, longitude = centroid_deg([(10.0, 178.0), (10.0, -178.0), (12.0, -178.0), (12.0, 178.0)])
    assert latitude == pytest.approx(11.0, abs=0.02)
    assert abs(longitude) == pytest.approx(180.0, abs=0.02)


def test_destination_is_undone_by_distance_and_bearing():
    place = destination_deg(35.0, 125.0, 260.0, 2e5)
    assert distance_deg(35.0, 125.0, *place) == pytest.approx(2e5, abs=1.0)
    assert bearing_deg(35.0, 125.0, *place) == pytest.approx(260.0, abs=1e-6)
