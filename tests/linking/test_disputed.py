"""Falls told of a launch that others have in orbit: what their stories and the catalog's word are worth."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest

from downrange.inference.statements import log_statement
from downrange.linking.disputed import disputed
from downrange.linking.launches import link_launches
from downrange.records.explanation import Explanation, Failure, FlightKind
from downrange.records.flight import FailureMode
from downrange.records.launch import Case
from downrange.records.observation import CATALOG, FallPlace, Scalar, ScalarObservation, Statement


def outcome(value, origin):
    return Statement(id=f"{origin}-{value}", about="outcome", value=value, origin=origin)


def story(origin=""):
    time = ScalarObservation(
        id="t", quantity=Scalar.FLIGHT_TIME, value=480.0, sigma=20.0, confidence=0.95, origin=origin
    )
    place = FallPlace(id="p", center_deg=(36.0, 124.0), sigma=1e5, confidence=0.95, origin=origin)
    return outcome("failure", origin), time, place


def test_the_parts_of_a_denied_story_are_together_as_probable_to_be_false_as_one_was():
    failed, time, place = disputed((*story("someone"), outcome("success", "jcs")), listed_in_orbit=False)[:3]
    assert time.confidence == place.confidence < 0.95
    assert (1.0 - time.confidence) ** 3 == pytest.approx(1.0 - 0.95)
    assert failed.hedge == "fact"


def test_nobody_named_is_believed_less_than_somebody_named_who_denies_it():
    told = disputed((*story(), outcome("success", "jcs")), listed_in_orbit=False)
    assert told[0].hedge == "claim"


def test_a_story_that_nobody_denies_stands_as_it_was_told():
    assert disputed(story(), listed_in_orbit=False) == story()
    both = (*story("kcna"), outcome("success", "kcna"))
    assert disputed(both, listed_in_orbit=False) == both


def test_what_came_down_of_a_launch_in_orbit_was_hardly_the_vehicle():
    told = disputed((*story(), outcome("success", CATALOG)), listed_in_orbit=True)
    assert all(item.confidence < 0.3 for item in told[1:3])


def test_the_catalog_is_hardly_wrong_on_what_is_in_orbit():
    failed, nominal = (
        Explanation(id="x", kind=FlightKind.ORBITAL, vehicle="v", failure=failure)
        for failure in (Failure(stage=2, mode=FailureMode.NO_IGNITION), None)
    )
    odds = [
        log_statement(nominal, outcome("success", origin)) - log_statement(failed, outcome("success", origin))
        for origin in (CATALOG, "kcna")
    ]
    assert odds[0] > odds[1] + math.log(50.0)


@pytest.mark.parametrize(
    ("site", "liftoff", "ends"),
    [
        ("Kourou", datetime(2020, 11, 17, 1, 52, 20, tzinfo=UTC), []),  # 2020-U01, a failure
        ("Plesetsk", datetime(2017, 10, 13, 9, 27, 44, tzinfo=UTC), ["success"]),
    ],
)
def test_a_marginal_flight_of_the_catalog_tells_no_outcome(site, liftoff, ends):
    (launch,) = link_launches(Case(id="x", path="x", site=site, liftoff=liftoff))
    assert launch.catalog is not None
    assert [item.value for item in launch.observations if getattr(item, "about", "") == "outcome"] == ends
