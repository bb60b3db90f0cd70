"""A pad, a lift-off or a warning at the wrong place or time, told before anything is flown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from downrange.catalog.sites import find_site
from downrange.earth.geodesic import destination_deg
from downrange.linking.launches import link_launches
from downrange.linking.misplaced import pad_conflicts, window_conflicts
from downrange.records.area import Area, AreaKind, AreaShape, Window
from downrange.records.document import Provenance
from downrange.records.launch import Case
from downrange.records.place import Site

SITE = find_site("sriharikota")
OPENING = datetime(2031, 3, 10, 14, 0, tzinfo=UTC)


def box(distance, *, start=OPENING, bearing=140.0, message="TEST 1/31"):
    center = destination_deg(SITE.latitude_deg, SITE.longitude_deg, bearing, distance)
    return Area(
        id=f"{message}-{distance}",
        message=message,
        kind=AreaKind.LAUNCH,
        shape=AreaShape.POLYGON,
        rings_deg=(tuple(destination_deg(*center, angle, 60e3) for angle in (45, 135, 225, 315)),),
        windows=(Window(start=start, end=start + timedelta(hours=2)),),
        provenance=Provenance(document="", path="", span=(0, 0), words="", rule="test"),
    )


AREAS = tuple(box(distance) for distance in (300e3, 1100e3, 2600e3))


def told(pad_deg):
    case = Case(id="x", path="x", pad_deg=pad_deg)
    pad = Site(
        id="stated-pad",
        name="pad",
        latitude_deg=pad_deg[0],
        longitude_deg=pad_deg[1],
        country="",
        timezone="UTC",
        source="test",
    )
    return [item.what for item in pad_conflicts(case, pad, None, AREAS)]


def test_a_pad_that_the_areas_do_not_line_up_with_is_told_with_the_site_that_they_do():
    (what,) = told((9.3, 79.0))
    assert "line up with the pad stated" in what
    assert "Sriharikota" in what
    assert "check the pad" in what


def test_the_right_pad_and_one_behind_it_on_the_line_are_left_alone():
    assert told((SITE.latitude_deg, SITE.longitude_deg)) == []
    assert told(destination_deg(SITE.latitude_deg, SITE.longitude_deg, 321.0, 400e3)) == []


@pytest.mark.parametrize("days", [-4, 4])
def test_a_message_that_closes_nothing_at_the_lift_off_stated_is_told_with_its_nearest_window(days):
    other = box(900e3, start=OPENING + timedelta(days=days), message="OTHER 2/31")
    (found,) = window_conflicts(OPENING + timedelta(minutes=20), [*AREAS, other])
    assert found.claims == (other.id,)
    assert "OTHER 2/31 closes nothing at the lift-off stated, 2031-03-10 14:20 UTC" in found.what
    assert f"{other.windows[0].start:%Y-%m-%d %H:%M}" in found.what


def test_an_area_for_a_deorbit_hours_later_or_no_lift_off_is_no_conflict():
    late = box(9e6, start=OPENING + timedelta(hours=5), message="LATE 3/31")
    assert window_conflicts(OPENING + timedelta(minutes=20), [*AREAS, late]) == []
    assert window_conflicts(None, AREAS) == []


def test_a_pad_far_from_every_site_with_a_lift_off_is_taken_as_stated():
    case = Case(id="x", path="x", pad_deg=(67.4, 40.5), liftoff=OPENING)
    (launch,) = link_launches(case)
    assert launch.site.id == "stated-pad"
    assert launch.catalog is None
