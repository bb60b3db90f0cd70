"""Likelihoods against closed forms and limits, on made-up flights."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import pytest

from downrange.catalog.sites import find_site
from downrange.earth.geodesic import bearing_deg, destination_deg, distance_deg
from downrange.inference.areas import TRACK_TIMES
from downrange.inference.areas import planned_area as measured
from downrange.inference.likelihood import PLACE_BACKGROUND, place_background, weigher
from downrange.inference.trouble import AT_ONCE, AT_THE_END
from downrange.records.area import Area, AreaKind, AreaShape
from downrange.records.document import Provenance
from downrange.records.flight import Ensemble, PlanArrays
from downrange.records.observation import (
    Bound,
    FallArea,
    FallDirection,
    FallPlace,
    Scalar,
    ScalarObservation,
    SpeedHeightSeries,
)

SITE = find_site("sohae")
BODIES = ("booster", "stage-1", "stage-2", "fairing", "payload")


def flights(count, **known):
    """An ensemble in which nothing happened but what is given."""
    shapes = {"sample_times": (0,), "cutoff_state": (count, 2, 6), **dict.fromkeys(SAMPLES, (count, 0))}
    values = {}
    for field in fields(Ensemble):
        shape = shapes.get(field.name, (count, len(BODIES)) if field.name.startswith("impact") else (count,))
        values[field.name] = known.get(field.name, np.full(shape, np.nan))
    values["bodies"] = BODIES
    values["in_orbit"] = known.get("in_orbit", np.zeros(count, dtype=bool))
    values["status"] = np.zeros(count, dtype=np.int64)
    return Ensemble(**values)


SAMPLES = ("sample_height", "sample_speed", "sample_latitude", "sample_longitude")


def plans(count, azimuth=0.0):
    empty = {field.name: np.zeros(count) for field in fields(PlanArrays)}
    return PlanArrays(**{**empty, "azimuth": np.full(count, azimuth)})


def falls(places_deg, body="payload"):
    latitude, longitude = (np.full((len(places_deg), len(BODIES)), np.nan) for _ in range(2))
    for row, place in enumerate(places_deg):
        latitude[row, BODIES.index(body)], longitude[row, BODIES.index(body)] = np.radians(place)
    return {"impact_latitude": latitude, "impact_longitude": longitude}


def terms(observation, ensemble, azimuth=0.0):
    weigh = weigher(SITE, [observation])
    return weigh.flight_terms(ensemble, plans(len(ensemble.status), azimuth))[:, 0]


def test_a_place_is_a_normal_density_with_a_floor_for_wrong_reports():
    place = FallPlace(id="p", center_deg=(36.0, 123.5), sigma=40e3, confidence=0.95)
    spots = [(36.0, 123.5), destination_deg(36.0, 123.5, 90.0, 40e3), (10.0, 150.0)]
    found = np.exp(terms(place, flights(3, **falls(spots))))
    peak = 0.95 / (2 * math.pi * 40e3**2)
    assert found[0] == pytest.approx(peak, rel=1e-3)
    assert found[1] == pytest.approx(peak * math.exp(-0.5), rel=5e-3)
    assert found[2] == pytest.approx(0.05 * PLACE_BACKGROUND)


def test_a_flight_in_orbit_keeps_the_chance_that_the_report_of_a_fall_is_wrong():
    place = FallPlace(id="p", center_deg=(36.0, 123.5), sigma=40e3, confidence=0.95)
    assert np.exp(terms(place, flights(1)))[0] == pytest.approx(0.05 * PLACE_BACKGROUND)


def test_a_sea_counts_whole():
    ring = ((30.0, 120.0), (30.0, 126.0), (40.0, 126.0), (40.0, 120.0))
    sea = FallPlace(id="s", center_deg=(35.0, 123.0), sigma=1e5, rings_deg=(ring,), confidence=0.9)
    inside, also, outside = np.exp(terms(sea, flights(3, **falls([(31.0, 121.0), (39.0, 125.0), (20.0, 121.0)]))))
    assert inside == also > 0.9
    assert outside < 0.01


def test_at_least_rewards_all_that_is_higher_alike():
    floor = ScalarObservation(id="a", quantity=Scalar.APOGEE, value=1e6, sigma=2e4, bound=Bound.MIN)
    low, high, higher = np.exp(terms(floor, flights(3, peak_height=np.array([5e5, 2e6, 4e6]))))
    assert low < 1e-6
    assert high == pytest.approx(higher) == pytest.approx(1.0)


def test_lost_from_view_is_between_the_end_of_powered_flight_and_the_fall():
    lost = ScalarObservation(id="l", quantity=Scalar.LOSS_TIME, value=480.0, sigma=30.0)
    ends, falls_at = np.array([130.0, 800.0, 130.0]), np.array([700.0, 900.0, 300.0])
    between, before, after = np.exp(terms(lost, flights(3, end_time=ends, flight_time=falls_at)))
    assert between == pytest.approx((1.0 - AT_ONCE - AT_THE_END) / 570.0, rel=1e-3)
    assert before < 1e-4 * between
    assert after < 1e-4 * between


def test_a_suborbital_perigee_tells_how_fast_it_was():
    deep = ScalarObservation(id="p", quantity=Scalar.PERIGEE, value=-4e6, sigma=2e5, confidence=0.9)
    fits, orbit = np.exp(terms(deep, flights(2, perigee=np.array([-4.1e6, 2e5]))))
    assert fits > 100.0 * orbit


def test_a_top_speed_is_held_against_the_nearer_of_the_speed_over_ground_and_the_inertial_one():
    over_ground = np.array([[2000.0, 7100.0], [2000.0, 6300.0], [2000.0, np.nan], [np.nan, np.nan]])
    states = np.full((4, 2, 6), np.nan)
    states[:, :, 3:] = 0.0
    states[:, :, 3] = over_ground + 400.0
    told = ScalarObservation(id="v", quantity=Scalar.TOP_SPEED, value=7500.0, sigma=1.0, confidence=0.6)
    in_orbit, slower, lost, unlit = terms(told, flights(4, cutoff_speed=over_ground, cutoff_state=states))
    assert in_orbit > slower + 2.0
    assert slower > lost
    assert lost == pytest.approx(unlit)  # both may only be a wrong report


def test_a_direction_wraps_round_north():
    north = FallDirection(id="d", bearing=math.radians(359.0), sigma=math.radians(10.0))
    near = terms(north, flights(1), azimuth=math.radians(1.0))[0]
    assert near == pytest.approx(terms(north, flights(1), azimuth=math.radians(357.0))[0])
    assert near > terms(north, flights(1), azimuth=math.radians(180.0))[0] + 5.0


def test_a_series_prefers_the_flight_nearer_to_it_and_scale_errors_cost_little():
    times = tuple(float(t) for t in range(10, 110, 10))
    speeds, heights = tuple(10.0 * t for t in times), tuple(40.0 * t * t / 10 for t in times)
    series = SpeedHeightSeries(
        id="s", times=times, speeds=speeds, heights=heights, speed_rounding=0.3, height_rounding=(100.0,) * 10
    )
    factor = np.array([[1.0], [1.01], [1.2]])
    samples = {"sample_speed": factor * speeds, "sample_height": factor * heights, "sample_times": np.array(times)}
    exact, near, far = terms(series, flights(3, **samples))
    assert exact > near > far
    assert exact - near < 3.0
    assert near - far > 10.0


def planned_area(bearing, distance):
    center = destination_deg(SITE.latitude_deg, SITE.longitude_deg, bearing, distance)
    ring = tuple(destination_deg(*center, angle, 50e3) for angle in (45, 135, 225, 315))
    provenance = Provenance(document="", path="", span=(0, 0), words="", rule="test")
    area = Area(
        id="a", message="", kind=AreaKind.LAUNCH, shape=AreaShape.POLYGON, rings_deg=(ring,), provenance=provenance
    )
    return FallArea(id="obs", area=area)


def along(bearing, distances):
    return [destination_deg(SITE.latitude_deg, SITE.longitude_deg, bearing, distance) for distance in distances]


def test_an_area_forgives_a_fall_along_the_track_more_than_one_across_it():
    weigh = weigher(SITE, [planned_area(180.0, 3e6)])
    spots = [*along(180.0, [3e6, 3.4e6]), destination_deg(*along(180.0, [3e6])[0], 90.0, 4e5)]
    nowhere = {name: np.full((3, len(TRACK_TIMES)), np.nan) for name in SAMPLES}
    ensemble = flights(3, **falls(spots, "stage-2"), **nowhere, sample_times=np.array(TRACK_TIMES))
    hit, long, aside = weigh.plan_terms(ensemble)[:, 0]
    assert hit > long > aside


def slanted_area(center, bearing):
    """200 km along a bearing and 40 km across."""
    far = math.hypot(100e3, 20e3)
    corner = math.degrees(math.atan2(20e3, 100e3))
    turns = (corner, 180.0 - corner, 180.0 + corner, -corner)
    ring = tuple(destination_deg(*center, bearing + turn, far) for turn in turns)
    return replace(planned_area(0.0, 1e6), area=replace(planned_area(0.0, 1e6).area, rings_deg=(ring,)))


def test_an_area_lies_along_the_way_over_the_turning_ground_of_what_falls_into_it():
    # A polar path that crosses the equator northward at 5 km/s: the ground moves east under it at 465 m/s.
    state = np.full((1, 2, 6), np.nan)
    state[0, 1] = [0.0, 6.378137e6, 0.0, 0.0, 0.0, 5e3]
    spot = falls([(0.0, 90.0)], "stage-2")
    nowhere = {name: np.full((1, len(TRACK_TIMES)), np.nan) for name in SAMPLES}
    known = {**spot, **nowhere, "cutoff_state": state, "impact_time": np.zeros((1, len(BODIES)))}
    ensemble = flights(1, **known, sample_times=np.array(TRACK_TIMES))

    def weight(bearing):
        return float(weigher(SITE, [slanted_area((0.0, 90.0), bearing)]).plan_terms(ensemble)[0, 0])

    course = -math.degrees(math.atan2(465.1, 5e3))
    bearings = np.arange(course - 30.0, course + 31.0, 5.0)
    weights = [weight(bearing) for bearing in bearings]
    assert bearings[int(np.argmax(weights))] == pytest.approx(course)
    assert weight(course) - weight(course + 90.0) > 2.0
    assert weight(course + 40.0) - weight(course + 90.0) < 0.5


def test_near_the_pole_the_course_is_that_over_the_area_and_not_over_where_the_body_falls():
    # A path from the pad that passes the pole at 4 degrees, 5,500 km on; the body falls before it, the area is beyond.
    latitude, longitude, azimuth = math.radians(SITE.latitude_deg), math.radians(SITE.longitude_deg), math.radians(5.0)
    pad = np.array(
        [math.cos(latitude) * math.cos(longitude), math.cos(latitude) * math.sin(longitude), math.sin(latitude)]
    )
    east = np.array([-math.sin(longitude), math.cos(longitude), 0.0])
    way = math.sin(azimuth) * east + math.cos(azimuth) * np.cross(pad, east)

    def latitude_longitude(angle):
        x, y, z = math.cos(angle) * pad + math.sin(angle) * way
        return math.degrees(math.asin(z)), math.degrees(math.atan2(y, x))

    state = np.full((1, 2, 6), np.nan)
    state[0, 1] = [*(6.378e6 * pad), *(7.4e3 * way)]
    nowhere = {name: np.full((1, len(TRACK_TIMES)), np.nan) for name in SAMPLES}
    known = {**falls([latitude_longitude(0.80)], "stage-2"), **nowhere, "cutoff_state": state}
    known["impact_time"] = np.zeros((1, len(BODIES)))
    ensemble = flights(1, **known, sample_times=np.array(TRACK_TIMES))
    center = latitude_longitude(0.95)
    course = bearing_deg(*center, *latitude_longitude(0.96))
    before = bearing_deg(*latitude_longitude(0.80), *latitude_longitude(0.81))
    assert math.cos(math.radians(course - before)) < 0.5
    bearings = course + np.arange(-60.0, 61.0, 5.0)
    weights = [float(weigher(SITE, [slanted_area(center, bearing)]).plan_terms(ensemble)[0, 0]) for bearing in bearings]
    assert bearings[int(np.argmax(weights))] == pytest.approx(course, abs=5.0)


def test_the_bearing_of_an_area_that_is_about_round_says_nothing():
    square, circle = planned_area(180.0, 3e6), planned_area(120.0, 3e6)
    assert all(measured(item, SITE).axis is None for item in (square, circle))


def test_an_area_at_the_pad_says_nothing_of_stage_falls():
    weigh = weigher(SITE, [planned_area(180.0, 20e3)])
    nowhere = {name: np.full((1, len(TRACK_TIMES)), np.nan) for name in SAMPLES}
    assert weigh.plan_terms(flights(1, **nowhere))[0, 0] == 0.0
    assert weigh.background()[0] == 0.0


def test_a_wrong_report_of_a_place_is_the_less_likely_the_farther_it_is_from_the_pad():
    near, middle, far = (place_background(distance) for distance in (3e5, 3e6, 8e6))
    assert near == PLACE_BACKGROUND > middle > far
    # As of a range: any distance within a factor of a thousand is alike.
    assert far * 2 * math.pi * 6.371e6 * math.sin(8 / 6.371) * 8e6 == pytest.approx(1 / 7, rel=1e-3)
    assert place_background(19.9e6) < PLACE_BACKGROUND / 10
    kwajalein = FallPlace(id="p", center_deg=(8.72, 167.73), sigma=40e3, confidence=0.95)
    reach = distance_deg(SITE.latitude_deg, SITE.longitude_deg, 8.72, 167.73)
    assert weigher(SITE, [kwajalein]).background()[0] == pytest.approx(math.log(place_background(reach)))
