"""Impact areas hold the share of points that they claim."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from downrange.judging.contours import density_areas


def held(area, latitude, longitude):
    shape = shapely.union_all([shapely.geometry.shape(area)])
    points = np.degrees(longitude), np.degrees(latitude)
    near = [shapely.contains_xy(shape, points[0] + turn, points[1]) for turn in (-360.0, 0.0, 360.0)]
    return float(np.any(near, axis=0).mean())


@pytest.mark.parametrize("center", [(36.0, 123.0), (-51.0, 179.9), (78.0, -120.0)])
def test_fresh_points_of_a_normal_fall_in_the_areas_as_often_as_they_say(center):
    rng = np.random.default_rng(4)

    def draw(count):
        north, east = 3e4 * rng.standard_normal(count), 6e4 * rng.standard_normal(count)
        latitude = np.radians(center[0]) + north / 6.371e6
        longitude = np.radians(center[1]) + east / (6.371e6 * np.cos(np.radians(center[0])))
        return latitude, (longitude + np.pi) % (2 * np.pi) - np.pi

    median, (half, most) = density_areas(*draw(1500), np.full(1500, 1 / 1500))
    fresh = draw(4000)
    assert median[0] == pytest.approx(center[0], abs=0.1)
    assert held(half, *fresh) == pytest.approx(0.5, abs=0.08)
    assert held(most, *fresh) == pytest.approx(0.9, abs=0.05)


def test_two_far_clusters_give_two_polygons():
    rng = np.random.default_rng(1)
    latitude = np.radians(np.concatenate([np.full(500, 10.0), np.full(500, 14.0)]) + 0.1 * rng.standard_normal(1000))
    longitude = np.radians(20.0 + 0.1 * rng.standard_normal(1000))
    _, (_, most) = density_areas(latitude, longitude, np.full(1000, 1e-3))
    assert most["type"] == "MultiPolygon"


@pytest.mark.parametrize("middle", [-75.0, 10.0, 170.0])
def test_falls_all_around_the_globe_are_held_as_often_as_they_say(middle):
    """Bearings of all sides, thousands of kilometers: outlines that run around a pole."""
    rng = np.random.default_rng(3)

    def draw(count):
        bearing, distance = rng.uniform(-np.pi, np.pi, count), 1.2 + 0.3 * rng.standard_normal(count)
        at = np.radians(55.0)
        latitude = np.arcsin(np.sin(at) * np.cos(distance) + np.cos(at) * np.sin(distance) * np.cos(bearing))
        turned = np.arctan2(
            np.sin(bearing) * np.sin(distance) * np.cos(at), np.cos(distance) - np.sin(at) * np.sin(latitude)
        )
        return latitude, np.remainder(np.radians(middle) + turned + np.pi, 2 * np.pi) - np.pi

    _, (half, most) = density_areas(*draw(1500), np.full(1500, 1 / 1500))
    fresh = draw(4000)
    assert held(half, *fresh) == pytest.approx(0.5, abs=0.15)
    assert held(most, *fresh) == pytest.approx(0.9, abs=0.05)


def test_an_area_of_few_points_holds_as_many_further_ones_as_it_says():
    rng = np.random.default_rng(5)
    shares = []
    for _ in range(12):
        east, bend = rng.standard_normal(640), rng.standard_normal(640)
        latitude = np.radians(20.0 + 1.0 * east**2 + 0.15 * bend)
        longitude = np.radians(40.0 + 3.0 * east)
        _, (_, most) = density_areas(latitude[:40], longitude[:40], np.full(40, 1 / 40))
        shares.append(held(most, latitude[40:], longitude[40:]))
    assert np.mean(shares) == pytest.approx(0.9, abs=0.05)
