"""Which warned areas tell of stage falls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from downrange.linking.areas import fall_areas, notice_statements
from downrange.records.area import Area, AreaKind, AreaShape, Window
from downrange.records.document import Provenance

LIFTOFF = datetime(2018, 7, 25, 11, 25, tzinfo=UTC)


def area(latitude, longitude, *, start=LIFTOFF - timedelta(minutes=30), hours=2.0, kind=AreaKind.LAUNCH, id="a"):
    ring = tuple((latitude + dy, longitude + dx) for dy, dx in ((0, 0), (1, 0), (1, 1), (0, 1)))
    return Area(
        id=id,
        message=f"TEST {id}",
        kind=kind,
        shape=AreaShape.POLYGON,
        rings_deg=(ring,),
        windows=(Window(start=start, end=start + timedelta(hours=hours)),),
        provenance=Provenance(document="", path="", span=(0, 0), words="", rule="test"),
    )


def kept(*areas, liftoff=LIFTOFF):
    return [item.area.id for item in fall_areas(areas, liftoff)]


def test_an_area_warned_of_twice_counts_once_and_the_one_open_at_lift_off_stays():
    scrubbed = area(10, -50, start=LIFTOFF - timedelta(days=1), id="old")
    again = area(10.05, -50, id="new")
    assert kept(scrubbed, again) == ["new"]


def test_areas_side_by_side_both_count():
    assert kept(area(10, -50, id="a"), area(10, -48.9, id="b")) == ["a", "b"]


def test_an_area_that_opens_long_after_lift_off_is_for_something_else():
    assert kept(area(10, -50, id="a"), area(-7, -91, start=LIFTOFF + timedelta(minutes=78), id="late")) == ["a"]


def test_without_a_lift_off_an_area_that_opens_long_after_the_others_is_left_out():
    first = area(10, -50, id="a")
    late = area(-7, -91, start=LIFTOFF + timedelta(minutes=78), id="late")
    assert kept(first, late, liftoff=None) == ["a"]


def test_gunnery_is_no_stage_fall():
    assert kept(area(10, -50, kind=AreaKind.GUNNERY)) == []


def test_words_of_a_notice_count_once_each():
    missiles = [area(10, -50, kind=AreaKind.MISSILE, id="a"), area(20, -40, kind=AreaKind.MISSILE, id="b")]
    (statement,) = notice_statements(missiles)
    assert (statement.about, statement.value) == ("class", "missile")
    assert notice_statements([replace(missiles[0], kind=AreaKind.LAUNCH)]) == ()
