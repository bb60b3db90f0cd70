"""Speeds against the heights and ranges told with them; figures of South Korea's Joint Chiefs of Staff for 2022."""

from __future__ import annotations

import pytest

from downrange.judging.speeds import arc_speed, least_speed, odd_speeds
from downrange.records.observation import Bound, Scalar, ScalarObservation

SOUND = 340.0


def number(quantity, value, *, bound=None):
    id = quantity.value
    return ScalarObservation(
        id=f"obs-{id}", claims=(id,), quantity=quantity, value=value, sigma=0.02 * value, bound=bound
    )


def told(speed, apogee, ground_range=None, *, bound=None):
    numbers = [number(Scalar.TOP_SPEED, speed), number(Scalar.APOGEE, apogee, bound=bound)]
    if ground_range is not None:
        numbers.append(number(Scalar.GROUND_RANGE, ground_range))
    return odd_speeds(numbers)


@pytest.mark.parametrize(
    ("apogee_km", "range_km", "mach"),
    [(6100, 1000, 22), (2000, 800, 16), (970, 4500, 17), (1920, 760, 15), (780, 470, 11), (540, 360, 8.9)],
)
def test_speeds_told_of_flights_fit_their_arcs(apogee_km, range_km, mach):
    assert arc_speed(1e3 * apogee_km, 1e3 * range_km) == pytest.approx(SOUND * mach, rel=0.05)
    assert told(SOUND * mach, 1e3 * apogee_km, 1e3 * range_km) == ()


def test_a_speed_far_from_what_apogee_and_range_ask_for_is_named_with_it():
    (conflict,) = told(SOUND * 6.0, 6100e3, 1000e3)
    assert conflict.claims == ("top_speed", "apogee", "ground_range")
    assert "2.0 km/s" in conflict.what
    assert "7.8 km/s" in conflict.what


def test_a_height_that_was_passed_asks_for_a_least_speed_only():
    assert least_speed(6100e3) == pytest.approx(7450.0, rel=0.01)
    (conflict,) = told(SOUND * 6.0, 6100e3, bound=Bound.MIN)
    assert "at least" in conflict.what
    assert told(7600.0, 540e3, bound=Bound.MIN) == ()
    assert told(7600.0, 500e3) == ()


def test_a_first_burn_of_what_reached_an_orbit_is_no_conflict():
    numbers = [number(Scalar.TOP_SPEED, 7800.0), number(Scalar.APOGEE, 35_786e3), number(Scalar.PERIGEE, 250e3)]
    assert odd_speeds(numbers[:2])
    assert odd_speeds(numbers) == ()
