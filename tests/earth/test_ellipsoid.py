"""Frames of the Earth, against PROJ and their own inverses."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from downrange.earth.ellipsoid import ecef_from_eci, ecef_from_geodetic, eci_from_ecef, geodetic_from_ecef

angles = st.floats(-1.57, 1.57)
heights = st.floats(-5e3, 4e7)


@given(angles, st.floats(-3.14, 3.14), heights)
def test_places_survive_the_way_to_ecef_and_back(latitude: float, longitude: float, height: float) -> None:
    back = geodetic_from_ecef(ecef_from_geodetic(latitude, longitude, height))
    assert abs(back[0] - latitude) < 1e-10
    assert abs(back[1] - longitude) < 1e-10
    assert abs(back[2] - height) < 1e-3


def test_ecef_is_that_of_proj() -> None:
    from pyproj import Transformer

    latitude, longitude, height = np.array([-89.9, -35.0, 0.0, 51.5]), np.array([10.0, 179.0, -80.0, 0.1]), 12e3
    to_ecef = Transformer.from_crs("EPSG:4979", "EPSG:4978")
    truth = np.stack(to_ecef.transform(latitude, longitude, np.full(4, height)), axis=-1)
    assert np.abs(ecef_from_geodetic(np.radians(latitude), np.radians(longitude), height) - truth).max() < 1e-6


@given(st.floats(0.0, 1e5))
def test_turning_with_the_earth_and_back_changes_nothing(time: float) -> None:
    position = np.array([6.4e6, -1.2e6, 3.3e6])
    assert np.abs(eci_from_ecef(ecef_from_eci(position, time), time) - position).max() < 1e-6
