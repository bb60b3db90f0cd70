"""Apogee, range and flight time of one flight: against announced flights, flown flights and planted slips."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from downrange.catalog.vehicles import generic_classes
from downrange.inference.explanations import explanations_of
from downrange.inference.model import FlightModel
from downrange.judging.consistency import arc_time, flight_time, hold_together, inconsistencies
from downrange.records.explanation import FlightKind
from downrange.records.observation import Scalar, ScalarObservation
from downrange.records.place import Site

EAST = math.pi / 2
PYONGYANG = (39.2, 125.7)


def number(quantity, value, *, share=0.02, id=None, confidence=0.95):
    return ScalarObservation(
        id=id or quantity,
        claims=(id or quantity,),
        quantity=quantity,
        value=value,
        sigma=share * value,
        confidence=confidence,
    )


def trio(apogee_km, range_km, seconds):
    return (
        number(Scalar.APOGEE, apogee_km * 1e3),
        number(Scalar.GROUND_RANGE, range_km * 1e3),
        number(Scalar.FLIGHT_TIME, seconds),
    )


def test_a_low_short_arc_is_a_parabola_over_flat_ground():
    assert arc_time(10e3, 20e3 / 6.371e6) == pytest.approx(2 * math.sqrt(2 * 10e3 / 9.82), rel=0.005)


def test_an_arc_once_around_at_the_ground_takes_a_circular_period():
    period = 2 * math.pi * math.sqrt(6.371e6**3 / 3.986004418e14)
    assert arc_time(1.0, math.pi) == pytest.approx(period / 2, rel=1e-3)


@pytest.mark.parametrize(
    ("apogee_km", "range_km", "seconds"),
    [(4475, 950, 53 * 60), (6040.9, 999.2, 4135), (2111.5, 700, 30 * 60)],
    ids=["Hwasong-15, November 2017", "Hwasong-17, November 2022", "Hwasong-12, May 2017"],
)
def test_announced_flights_last_as_long_as_they_should_within_two_percent(apogee_km, range_km, seconds):
    found, _ = flight_time(apogee_km * 1e3, range_km * 1e3, place_deg=PYONGYANG, bearing=EAST)
    assert found == pytest.approx(seconds, rel=0.02)
    assert inconsistencies(trio(apogee_km, range_km, seconds), place_deg=PYONGYANG, bearing=EAST) == ()


def test_flown_ballistic_flights_fit_their_own_numbers():
    site = Site(
        id="x", name="x", latitude_deg=40.0, longitude_deg=128.0, country="", timezone="UTC", source="for a test"
    )
    vehicle = next(item for item in generic_classes() if item.id == "ballistic-2-long")
    explanation = next(explanations_of(vehicle, FlightKind.BALLISTIC, 1.0, rate=0.1, with_failures=False))
    model = FlightModel(vehicle=vehicle, site=site, explanation=explanation)
    flight, _ = model.fly(np.random.default_rng(5).standard_normal((300, model.dimension)))
    high = model.feasible(flight) & (flight.peak_height > 100e3) & (flight.peak_height > flight.ground_range / 6)
    rows = np.flatnonzero(high)
    misses = [
        hold_together(trio(flight.peak_height[row] / 1e3, flight.ground_range[row] / 1e3, flight.flight_time[row])).miss
        for row in rows
    ]
    assert len(misses) > 80
    assert np.mean(np.abs(misses) > 2.5) < 0.06


def test_an_apogee_in_feet_is_named_with_its_slip():
    sentence = inconsistencies(trio(4475 / 0.3048, 950, 3180))[0].what
    assert "The apogee of 14,682 km is off" in sentence
    assert "feet taken for meters" in sentence


def test_a_flight_time_that_is_off_is_named_with_what_it_should_be():
    sentence = inconsistencies(trio(4475, 950, 3180 * 2))[0].what
    assert "The flight time of 106.0 min is off: the other numbers ask for 52.5 min" in sentence
    assert "the time told twice over, from 53.0 min" in sentence


def test_a_zero_too_many_in_the_range_is_named_with_what_is_right():
    lasting, _ = flight_time(200e3, 800e3)
    sentence = inconsistencies(trio(200, 8000, lasting))[0].what
    assert "The range of 8,000 km is off: the other numbers ask for 800 km" in sentence
    assert "a zero too many" in sentence


def test_swapped_digits_are_told_as_such_where_nothing_commoner_fits():
    sentence = inconsistencies(trio(4475, 950, 60 * 53), place_deg=None) + inconsistencies(trio(7445, 950, 3180))
    assert "The apogee of 7,445 km is off" in sentence[-1].what


def test_miles_for_kilometers_of_range_hardly_change_the_time_of_a_lofted_flight():
    apogee, reach = 1000e3, 500e3
    right, width = flight_time(apogee, reach)
    slipped, _ = flight_time(apogee, reach / 1.609344)
    assert abs(right - slipped) < width


def test_where_two_numbers_may_be_off_both_are_told():
    sentence = inconsistencies(trio(4475, 950, 3180 * 0.6))[0].what
    assert "The apogee of 4,475 km is off" in sentence
    assert "Or else: flight time 52" in sentence


def test_of_two_apogees_the_one_that_fits_stands():
    first = number(Scalar.APOGEE, 4475e3, id="right")
    second = number(Scalar.APOGEE, 2000e3, id="wrong")
    _, reach, lasting = trio(1, 950, 3180)
    found = inconsistencies((first, second, reach, lasting))
    assert [item.claims[0] for item in found] == ["wrong"]


def test_what_the_others_ask_for_is_told_apart_from_what_a_slip_would_be_from():
    lasting, _ = flight_time(2100e3, 1000e3)
    sentence = inconsistencies(trio(6000, 1000, lasting))[0].what
    assert "the other numbers ask for 2,100 km (186 % more is said, as if by feet taken for meters, from 1,829 km)" in (
        sentence
    )


def test_numbers_that_flights_have_belong_together_however_long_they_climbed():
    slow = trio(60, 400, 400)
    assert "cannot belong to one ballistic flight" in inconsistencies(slow)[0].what
    flights = np.array([(60.5e3, 405e3, 395.0)] * 4 + [(60e3, 400e3, 290.0)] * 6)
    assert inconsistencies(slow, flown=(flights, np.full(10, 0.1))) == ()
    assert inconsistencies(slow, flown=(flights[4:], np.full(6, 0.1))) != ()
    assert inconsistencies(slow, flown=(flights[:0], np.zeros(0))) != ()


def test_two_numbers_alone_are_not_held_together():
    assert inconsistencies(trio(4475, 950, 1000)[:2]) == ()


@pytest.mark.parametrize(("unit", "share", "named"), [("mi", 0.02, True), ("km", 0.02, False), ("mi", 0.05, False)])
def test_nautical_miles_told_as_miles_are_named_where_the_figure_is_told_in_miles_and_narrow(unit, share, named):
    told = [replace(item, sigma=share * item.value) for item in trio(6040.9 / 1.852 * 1.609344, 999.2, 4135)]
    told[2] = replace(told[2], sigma=10.0)
    told[0] = replace(told[0], unit=unit)
    found = " ".join(item.what for item in inconsistencies(told, place_deg=PYONGYANG, bearing=EAST))
    assert ("nautical miles taken for statute ones" in found) is named


def test_miles_that_fit_are_left_alone():
    told = [replace(item, unit="mi") for item in trio(6040.9, 999.2, 4135)]
    assert inconsistencies(told, place_deg=PYONGYANG, bearing=EAST) == ()
