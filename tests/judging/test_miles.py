"""One mile taken for the other, told by a place or by another source."""

from __future__ import annotations

from dataclasses import replace

import pytest

from downrange.catalog.sites import find_site
from downrange.earth.geodesic import distance_deg
from downrange.judging.miles import mile_conflicts
from downrange.records.observation import FallPlace, Scalar, ScalarObservation

VANDENBERG, KWAJALEIN = find_site("vandenberg"), (8.72, 167.73)
PAD = VANDENBERG.latitude_deg, VANDENBERG.longitude_deg
REACH = distance_deg(*PAD, *KWAJALEIN)
FELL = FallPlace(id="p", claims=("p",), center_deg=KWAJALEIN, sigma=40e3, words="Kwajalein Atoll")


def told(value, unit, *, share=0.02, origin="a"):
    return ScalarObservation(
        id=origin,
        claims=(origin,),
        origin=origin,
        quantity=Scalar.GROUND_RANGE,
        value=value,
        sigma=share * value,
        unit=unit,
    )


NAUTICAL = told(REACH / 1.852 * 1.609344, "mi")


def test_a_range_in_the_wrong_miles_is_told_by_the_place_of_fall():
    (conflict,) = mile_conflicts([NAUTICAL, FELL], PAD)
    assert "nautical miles taken for statute ones" in conflict.what
    assert conflict.claims == ("a", "p")
    (conflict,) = mile_conflicts([told(REACH * 1.852 / 1.609344, "nmi"), FELL], PAD)
    assert "statute miles taken for nautical ones" in conflict.what


def test_a_range_in_the_wrong_miles_is_told_by_another_source():
    (conflict,) = mile_conflicts([NAUTICAL, told(REACH, "km", origin="b")], PAD)
    assert "nautical miles taken for statute ones" in conflict.what


@pytest.mark.parametrize(
    "observations",
    [
        [replace(NAUTICAL, unit="km"), FELL],
        [told(NAUTICAL.value, "mi", share=0.05), FELL],
        [told(REACH, "mi"), FELL],
        [told(0.7 * REACH, "mi"), FELL],
        [NAUTICAL, replace(FELL, sigma=500e3)],
        [NAUTICAL, told(REACH, "km")],
    ],
    ids=["in kilometers", "too loose", "right", "off by more", "a wide place", "one source"],
)
def test_no_slip_of_miles_is_named_where_none_shows(observations):
    assert mile_conflicts(observations, PAD) == ()
