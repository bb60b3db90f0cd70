"""Element sets and what the user names: which launch they are of, and what kind of flight."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from downrange.judging.unplaced import judge_unplaced
from downrange.linking.launches import link_launches
from downrange.records.launch import Case
from downrange.records.observation import OrbitObservation, Statement

IRIDIUM = datetime(2018, 7, 25, 11, 39, 26, tzinfo=UTC)


def elements(designator="", *, inclination=97.5, perigee=480e3, norad=1, id="e"):
    return OrbitObservation(
        id=id,
        claims=(id,),
        words="OBJECT A, elements of a day",
        epoch=datetime(2031, 2, 1, tzinfo=UTC),
        name="OBJECT A",
        inclination=math.radians(inclination),
        perigee=perigee,
        apogee=500e3,
        ascending_node=0.0,
        sigma_inclination=math.radians(0.01),
        designator=designator,
        norad_id=norad,
    )


def linked(*observations, **stated):
    (launch,) = link_launches(Case(id="x", path="x", observations=observations, **stated))
    return launch


def test_a_designator_of_the_catalog_finds_the_launch_with_its_site_and_time():
    launch = linked(elements("2018-061A", inclination=86.7))
    assert launch.catalog.tag == "2018-061"
    assert launch.site.id.startswith("vandenberg")
    assert launch.liftoff.utc == launch.catalog.liftoff
    assert launch.conflicts == ()


def test_elements_of_another_launch_are_left_out_and_named():
    own, other = elements("2018-061A", inclination=86.7), elements("1998-067A", inclination=51.6, norad=25544, id="iss")
    launch = linked(own, other, site="Vandenberg", liftoff=IRIDIUM)
    assert [item.id for item in launch.observations if isinstance(item, OrbitObservation)] == ["e"]
    (conflict,) = launch.conflicts
    assert conflict.claims == ("iss",)
    assert "1998-067" in conflict.what


def test_elements_of_two_launches_alone_find_neither():
    launch = linked(elements("2018-061A", id="a"), elements("1998-067A", norad=2, id="b"))
    assert launch.catalog is None


def test_elements_alone_tell_an_orbit_that_was_reached():
    found = judge_unplaced(linked(elements()))
    assert found.findings.kind.answer == "orbital"
    assert found.findings.outcome.answer == "reached orbit"
    interval = found.findings.inclination_deg
    assert interval.q05 < interval.q25 <= interval.median <= interval.q75 < interval.q95
    assert abs(interval.median - 97.5) < 1e-9
    assert abs(found.findings.perigee_km.median - 480.0) < 1.0
    assert "in orbit by its elements" in found.verdict


def test_elements_of_several_planes_or_of_nothing_in_orbit_tell_nothing():
    several = linked(elements(id="a"), elements(inclination=51.6, norad=2, id="b"))
    fallen = linked(elements(perigee=-200e3))
    assert [judge_unplaced(one).findings.kind.answer for one in (several, fallen)] == ["cannot tell"] * 2


def test_a_missile_that_the_user_names_is_a_statement_on_what_was_launched():
    launch = linked(site="Sohae", liftoff=datetime(2031, 3, 2, tzinfo=UTC), vehicle="Hwasong-15", missile="icbm")
    (said,) = (item for item in launch.observations if isinstance(item, Statement))
    assert (said.about, said.value, said.words) == ("class", "icbm", "Hwasong-15")
