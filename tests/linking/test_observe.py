"""Claims to observations, a test for each rule."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest

from downrange.catalog.sites import find_site
from downrange.earth.geodesic import bearing_deg, distance_deg
from downrange.linking.observe import CONFIDENCE, observe, rounding_width
from downrange.records.claim import Claim, ClaimKind, Hedge, Moment
from downrange.records.evidence import ReportedClaim
from downrange.records.observation import (
    Bound,
    FallArea,
    FallDirection,
    FallPlace,
    Scalar,
    ScalarObservation,
    Statement,
)

SOHAE = find_site("sohae")
LIFTOFF = datetime(2023, 5, 30, 21, 27, tzinfo=UTC)


def claim(kind, value, *, role=None, chain=("jcs",), hedge=Hedge.FACT, id="c1", moment=None):
    words = {"event": "E1", "kind": kind, "role": role, "text": ("words",)}
    return ReportedClaim(claim=Claim(id=id, value=value, chain=chain, hedge=hedge, moment=moment, **words), report="r1")


def length(number, *, unit="km", factor=1e3, approx=False, bound=None):
    return {"value": number, "unit": unit, "si": number * factor, "si_unit": "m", "approx": approx, "bound": bound}


def observed(*claims, liftoff=LIFTOFF):
    return observe(claims, site=SOHAE, liftoff=liftoff, planned=False)


def test_a_plain_number_is_good_to_two_percent_and_an_approximate_one_to_five():
    for approx, share in ((False, 0.02), (True, 0.05)):
        (found,), _ = observed(claim(ClaimKind.QUANTITY, length(987.0, approx=approx), role="range"))
        assert isinstance(found, ScalarObservation)
        assert found.quantity is Scalar.GROUND_RANGE
        assert found.value == 987e3
        assert found.sigma == pytest.approx(share * 987e3, rel=0.02)


def test_a_round_number_has_the_width_of_its_rounding():
    assert rounding_width(length(987.0)) == 1e3
    assert rounding_width(length(980.0)) == 1e4
    assert rounding_width(length(6000.0)) == pytest.approx(6e5)  # a tenth at most
    assert rounding_width({"value": 1.5, "si": 1500.0}) == pytest.approx(100.0)
    (found,), _ = observed(claim(ClaimKind.QUANTITY, length(1000.0), role="range"))
    assert found.sigma == pytest.approx(math.hypot(0.02 * 1e6, 1e5 / math.sqrt(12.0)))


def test_at_least_is_one_sided():
    (found,), _ = observed(claim(ClaimKind.QUANTITY, length(6000.0, bound="min"), role="apogee"))
    assert found.bound is Bound.MIN


def test_a_height_at_some_moment_bounds_the_apogee_from_below():
    (found,), _ = observed(claim(ClaimKind.QUANTITY, length(50.0), role="altitude"))
    assert (found.quantity, found.bound) == (Scalar.APOGEE, Bound.MIN)


def test_copies_of_one_origin_are_merged_and_other_origins_are_not():
    apogee = length(2111.5)
    copies = [
        claim(ClaimKind.QUANTITY, apogee, role="apogee", chain=("kcna", "yonhap"), id="a"),
        claim(ClaimKind.QUANTITY, apogee, role="apogee", chain=("kcna", "reuters"), id="b"),
    ]
    (found,), _ = observed(*copies)
    assert found.claims == ("a", "b")
    both, _ = observed(*copies, claim(ClaimKind.QUANTITY, apogee, role="apogee", chain=("jp_mod",), id="c"))
    assert len(both) == 2


def test_an_outlet_that_names_nobody_is_no_second_witness():
    told = length(550.0)
    found, _ = observed(
        claim(ClaimKind.QUANTITY, length(342.0, unit="mi", factor=1609.344), role="apogee", chain=(), id="converted"),
        claim(ClaimKind.QUANTITY, told, role="apogee", chain=("jcs",), id="jcs"),
        claim(ClaimKind.QUANTITY, told, role="apogee", chain=(), id="copied"),
        claim(ClaimKind.QUANTITY, told, role="apogee", chain=("jp_mod",), id="tokyo"),
        claim(ClaimKind.QUANTITY, length(600.0), role="apogee", chain=(), id="another"),
        claim(ClaimKind.QUANTITY, length(550.0, bound="min"), role="apogee", chain=(), id="at least"),
    )
    assert [item.claims for item in found] == [
        ("jcs", "converted", "copied"),
        ("tokyo",),
        ("another",),
        ("at least",),
    ]


def test_a_statement_told_by_many_without_a_source_counts_once():
    found, _ = observed(*(claim(ClaimKind.OUTCOME, "failure", chain=(), id=f"c{index}") for index in range(6)))
    assert [item.claims for item in found] == [tuple(f"c{index}" for index in range(6))]


def test_a_hedge_lowers_the_confidence_and_what_a_source_takes_back_is_not_used():
    for hedge, confidence in CONFIDENCE.items():
        (found,), _ = observed(claim(ClaimKind.QUANTITY, length(400.0), role="range", hedge=hedge))
        assert found.confidence == confidence
    for hedge in (Hedge.NEGATED, Hedge.UNKNOWN):
        found, unused = observed(claim(ClaimKind.QUANTITY, length(400.0), role="range", hedge=hedge))
        assert found == ()
        assert unused[0][0] == "c1"


def test_a_place_with_an_offset_lies_there_and_is_as_wide_as_its_compass_word():
    eocheong = {"gaz": "eocheong", "lat": 36.12, "lon": 125.98, "radius_km": 60, "bearing": "W", "distance_km": 200}
    (found,), _ = observed(claim(ClaimKind.PLACE, eocheong, role="impact"))
    assert isinstance(found, FallPlace)
    assert distance_deg(36.12, 125.98, *found.center_deg) == pytest.approx(200e3, abs=1.0)
    assert bearing_deg(36.12, 125.98, *found.center_deg) == pytest.approx(270.0, abs=0.1)
    assert 40e3 < found.sigma < 60e3


def test_a_sea_comes_with_its_outline():
    sea = {"gaz": "yellow-sea", "lat": 36.0, "lon": 123.5, "radius_km": 500}
    (found,), _ = observed(claim(ClaimKind.PLACE, sea, role="impact"))
    assert isinstance(found, FallPlace)
    assert found.rings_deg


def test_a_direction_is_a_bearing_from_the_site():
    sea = {"gaz": "yellow-sea", "lat": 36.0, "lon": 123.5, "radius_km": 500}
    (found,), _ = observed(claim(ClaimKind.PLACE, sea, role="direction"))
    assert isinstance(found, FallDirection)
    assert math.degrees(found.bearing) == pytest.approx(195.0, abs=3.0)


def test_a_zone_told_from_a_place_is_a_planned_fall_area():
    taean = {"gaz": "taean", "lat": 36.75, "lon": 126.3, "radius_km": 30, "bearing": "W", "distance_km": 253}
    (found,), _ = observed(claim(ClaimKind.PLACE, taean, role="announced_zone"))
    assert isinstance(found, FallArea)
    assert found.area.radius > 60e3


def test_a_clock_time_counts_from_lift_off_and_is_good_to_the_minute():
    lost = {"local": "06:35", "tz": "KST", "utc": "2023-05-30T21:35Z", "approx": False}
    (found,), _ = observed(claim(ClaimKind.TIME, lost, role="anomaly"))
    assert (found.quantity, found.value) == (Scalar.LOSS_TIME, 480.0)
    assert found.sigma == pytest.approx(60.0 * math.sqrt(2.0))
    assert observed(claim(ClaimKind.TIME, lost, role="anomaly"), liftoff=None)[0] == ()


def test_a_time_after_lift_off_told_of_a_failure_is_when_it_happened():
    time = {"value": 147.0, "unit": "s", "si": 147.0, "si_unit": "s", "approx": True, "bound": None}
    failed = claim(ClaimKind.OUTCOME, "failure", id="f")
    trouble = claim(ClaimKind.QUANTITY, time, role="t_plus")
    found, _ = observed(failed, trouble)
    assert any(isinstance(item, ScalarObservation) and item.quantity is Scalar.LOSS_TIME for item in found)
    found, unused = observed(trouble)
    assert found == ()
    assert unused


def test_what_happened_and_why_are_statements_not_physics():
    found, _ = observed(
        claim(ClaimKind.LAUNCH, "bm", chain=("jp_gov",), hedge=Hedge.POSSIBLE, id="a"),
        claim(ClaimKind.OUTCOME, "failure", id="b"),
        claim(ClaimKind.CAUSE, "second_stage_engine", id="c"),
    )
    assert [type(item) for item in found] == [Statement] * 3
    assert found[0].origin == "jp_gov"
    assert found[0].hedge == "possible"


def test_a_speed_told_is_likely_the_greatest():
    speed = {"value": 7.48, "unit": "km/s", "si": 7480.0, "si_unit": "m/s", "approx": False, "bound": None}
    (found,), _ = observed(claim(ClaimKind.QUANTITY, speed, role="speed"))
    assert found.quantity is Scalar.TOP_SPEED
    assert found.value == 7480.0
    assert found.confidence < CONFIDENCE[Hedge.FACT]


def test_a_mach_number_is_weighed_as_a_speed_as_the_reader_gives_it():
    speed = {"value": 22.0, "unit": "mach", "si": 22.0, "si_unit": "mach", "approx": False, "bound": None}
    (found,), _ = observed(claim(ClaimKind.QUANTITY, speed, role="speed"))
    assert found.quantity is Scalar.TOP_SPEED
    assert found.value == pytest.approx(22.0 * 340.0)
    assert 0.02 * found.value < found.sigma < 0.03 * found.value


def test_of_several_speeds_the_lesser_were_passed():
    speeds = [
        claim(
            ClaimKind.QUANTITY,
            {"value": value, "unit": "m/s", "si": value, "si_unit": "m/s", "bound": bound},
            role="speed",
            id=str(value),
        )
        for value, bound in ((2300.0, None), (7600.0, None), (7500.0, None), (9000.0, "max"))
    ]
    found, _ = observed(*speeds)
    assert [item.bound for item in found] == [Bound.MIN, None, None, Bound.MAX]


def seconds(number, **more):
    return {"value": number, "unit": "s", "si": number, "si_unit": "s", "approx": False, "bound": None} | more


def test_a_time_told_of_the_fall_is_the_flight_time_unless_the_launch_failed():
    fall = claim(ClaimKind.QUANTITY, seconds(1320.0), role="t_plus", moment=Moment.FALL)
    (found,), _ = observed(fall)
    assert (found.quantity, found.bound, found.confidence) == (Scalar.FLIGHT_TIME, None, CONFIDENCE[Hedge.FACT])
    found, _ = observed(claim(ClaimKind.OUTCOME, "failure", id="f"), fall)
    (time,) = [item for item in found if isinstance(item, ScalarObservation)]
    assert (time.quantity, time.confidence) == (Scalar.FALL_TIME, CONFIDENCE[Hedge.FACT])


def test_what_lands_has_flown_for_so_long_at_most():
    (found,), _ = observed(claim(ClaimKind.QUANTITY, seconds(900.0), role="t_plus", moment=Moment.LANDING))
    assert (found.quantity, found.bound) == (Scalar.FLIGHT_TIME, Bound.MAX)


def test_a_moment_on_the_way_is_no_time_of_trouble_and_its_speed_not_the_greatest():
    failed = claim(ClaimKind.OUTCOME, "failure", id="f")
    found, unused = observed(failed, claim(ClaimKind.QUANTITY, seconds(150.0), role="t_plus", moment=Moment.PASSED))
    assert not any(isinstance(item, ScalarObservation) for item in found)
    assert [id for id, _ in unused] == ["c1"]
    speed = {"value": 2222.0, "unit": "m/s", "si": 2222.0, "si_unit": "m/s", "approx": False, "bound": None}
    for moment, bound in ((Moment.PASSED, Bound.MIN), (None, None)):
        (found,), _ = observed(claim(ClaimKind.QUANTITY, speed, role="speed", moment=moment))
        assert (found.quantity, found.bound) == (Scalar.TOP_SPEED, bound)


def test_a_class_told_by_an_institution_of_the_launching_country_is_marked_as_its_own():
    for origin, own in (("kcna", True), ("jcs", False), ("yonhap", False)):
        (found,), _ = observed(claim(ClaimKind.LAUNCH, "icbm", chain=(origin,)))
        assert isinstance(found, Statement)
        assert found.own is own


def test_an_orbit_told_of_a_success_weighs_flights_and_one_told_of_a_failure_does_not():
    angle = {"value": 27.0, "unit": "°", "si": math.radians(27.0), "si_unit": "rad", "approx": False, "bound": None}
    told = (
        claim(ClaimKind.QUANTITY, length(575.0), role="orbit_alt", id="h"),
        claim(ClaimKind.QUANTITY, angle, role="inclination", id="i"),
    )
    height, inclination = observed(*told)[0]
    assert (height.quantity, inclination.quantity) == (Scalar.ORBIT_APOGEE, Scalar.INCLINATION)
    assert height.confidence < inclination.confidence < CONFIDENCE[Hedge.FACT]
    assert math.radians(0.3) <= inclination.sigma <= math.radians(1.0)
    found, unused = observed(claim(ClaimKind.OUTCOME, "failure", id="f"), *told)
    assert not any(isinstance(item, ScalarObservation) for item in found)
    assert {id for id, _ in unused} == {"h", "i"}
