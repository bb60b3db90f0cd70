"""Events of reports joined to the launch catalog."""

from __future__ import annotations

from dataclasses import replace

import pytest

from downrange.linking.events import link_events
from downrange.records.claim import Claim, ClaimKind, Event, Hedge, Report


def report(event: Event, *claims: Claim) -> Report:
    return Report(id="r", path="r", digest="r", events=(event,), claims=claims)


def event(**fields: object) -> Event:
    plain = {"id": "E1", "role": "main", "cls": "SAT", "actor": "KP", "date_local": "2023-05-31"}
    return Event(**(plain | fields))  # type: ignore[arg-type]


def launch(value: str, hedge: Hedge) -> Claim:
    return Claim(id="c", event="E1", kind=ClaimKind.LAUNCH, value=value, hedge=hedge)


def linked(given: Event, *claims: Claim) -> Event:
    return link_events([report(given, *claims)])[0].events[0]


def test_a_day_and_a_country_find_the_launch() -> None:
    found = linked(event())
    assert (found.catalog, found.site, found.utc) == ("2023-F06", "sohae", "2023-05-30T21:27Z")


def test_a_month_finds_the_launch_when_there_is_one() -> None:
    assert linked(event(date_local="2023-08")).date_local == "2023-08-24"


def test_a_day_in_the_reporter_s_zone_still_finds_the_launch() -> None:
    assert linked(event(date_local="2023-08-23")).catalog == "2023-F07"
    assert linked(event(date_local="2023-08-23", vehicle="Unha-3")).catalog is None


def test_of_several_launches_in_a_month_the_failed_one_is_taken_when_failure_is_told() -> None:
    several = linked(event(actor="IN", date_local="2021-08", outcome="failure"))
    assert several.catalog == "2021-F06" or several.catalog is None
    assert linked(event(actor="US", date_local="2017-10", outcome="-")).catalog is None


def test_a_missile_is_not_joined_to_an_orbital_launch() -> None:
    found = linked(event(cls="MIS"), launch("icbm", Hedge.FACT))
    assert (found.catalog, found.key) == (None, "KP-20230531-MIS")


def test_what_was_only_suspected_to_be_a_missile_is_joined() -> None:
    assert linked(event(cls="MIS"), launch("bm", Hedge.POSSIBLE)).catalog == "2023-F06"


def test_a_launch_to_come_has_no_tag_and_no_cluster() -> None:
    found = linked(event(status="planned", date_local="2030-01"))
    assert (found.catalog, found.cluster) == (None, None)


def test_two_reports_of_one_launch_fall_into_one_cluster() -> None:
    one, other = link_events([report(event()), report(event(date_local="2023-05", vehicle="Chollima-1"))])
    assert one.events[0].cluster == other.events[0].cluster is not None


@pytest.mark.parametrize("day", [None, "2023"])
def test_an_event_without_a_month_stays_as_told(day: str | None) -> None:
    found = linked(event(date_local=day, actor="US", outcome="-"))
    assert (found.catalog, found.date_local) == (None, day)


def test_a_failure_that_came_to_orbit_is_told_by_its_year_and_vehicle() -> None:
    failed = linked(event(actor="IN", date_local="2017", vehicle="PSLV", outcome="failure"))
    assert failed.catalog == "2017-051"
    assert linked(event(actor="IN", date_local="2017", vehicle="PSLV")).catalog is None


def test_a_missile_of_a_rare_class_told_by_its_month_has_its_day() -> None:
    recalled = event(cls="MIS", date_local="2023-04")
    assert linked(recalled, launch("icbm", Hedge.FACT)).key == "KP-20230413-MIS"
    assert linked(recalled, launch("srbm", Hedge.FACT)).date_local == "2023-04"
    both = event(cls="MIS", date_local="2022-11")
    assert linked(both, launch("icbm", Hedge.FACT)).date_local == "2022-11"
    assert linked(replace(both, outcome="failure"), launch("icbm", Hedge.FACT)).date_local == "2022-11-03"


def test_a_missile_recalled_without_its_class_is_of_the_class_of_the_news() -> None:
    news = event(cls="MIS", date_local="2023-07-12")
    recalled = event(id="E2", role="background", cls="MIS", date_local="2023-02")
    found = link_events(
        [Report(id="r", path="r", digest="r", events=(news, recalled), claims=(launch("icbm", Hedge.FACT),))]
    )[0]
    assert [e.date_local for e in found.events] == ["2023-07-12", "2023-02-18"]
