"""Missiles and suborbital rockets of reports joined to the flights that are known, by what is told of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from downrange.linking.events import link_events
from downrange.records.claim import Claim, ClaimKind, Event, Hedge, Report

RECALLED = Event(id="E1", role="background", cls="MIS", actor="IN", date_local="2012", vehicle="Agni-V")


def linked(event: Event, *launched: str, news: Event | None = None) -> Event:
    """The event as joined, in a report that says what was launched and may be news of another launch."""
    claims = tuple(
        Claim(id=f"c{i}", event=event.id, kind=ClaimKind.LAUNCH, value=value, hedge=Hedge.FACT)
        for i, value in enumerate(launched)
    )
    events = (event,) if news is None else (news, event)
    report = Report(id="r", path="r", digest="r", events=events, claims=claims)
    return next(e for e in link_events([report])[0].events if e.id == event.id)


@pytest.mark.parametrize(
    ("told", "launched", "day"),
    [
        ({}, (), "2012-04-19"),
        ({"date_local": "2018"}, (), "2018"),
        ({"date_local": "2018-12"}, (), "2018-12-10"),
        ({"date_local": "2009", "vehicle": "Agni-II"}, (), "2009"),
        ({"date_local": "2009-11", "vehicle": "Agni"}, (), "2009-11-23"),
        ({"date_local": "2012-09"}, (), "2012-09"),
        ({"actor": "CN", "date_local": "1980", "vehicle": None}, ("icbm",), "1980-05-18"),
        ({"actor": "RU", "date_local": "2016", "vehicle": None}, ("icbm",), "2016"),
        ({"actor": "GB", "date_local": "2016", "vehicle": "Trident II"}, (), "2016-06"),
        ({"actor": "KP", "date_local": "2017-07", "vehicle": "Hwasong-14"}, (), "2017-07"),
        ({"actor": "KP", "date_local": "2017-07-24/2017-07-30", "vehicle": "Hwasong-14"}, (), "2017-07-28"),
        ({"actor": "KP", "date_local": "2016-10", "vehicle": None, "outcome": "success"}, ("irbm",), "2016-10"),
        ({"actor": "KP", "date_local": "2024-06", "vehicle": None}, ("missile",), "2024-06-26"),
        ({"actor": "IN", "date_local": "2024-08", "vehicle": None}, ("missile",), "2024-08"),
        ({"actor": "US", "date_local": "2015-11", "vehicle": "Trident II"}, (), "2015-11"),
        ({"actor": "US", "date_local": "2018-07", "vehicle": "Minuteman III", "outcome": "failure"}, (), "2018-07-31"),
        ({"actor": "US", "date_local": "2018-07", "vehicle": "Minuteman III", "outcome": "success"}, (), "2018-07"),
        ({"actor": "RU", "date_local": "2015-11", "vehicle": "Topol", "site": "kapustin-yar"}, (), "2015-11"),
    ],
)
def test_a_flight_is_taken_where_just_one_fits(
    told: dict[str, str | None], launched: tuple[str, ...], day: str
) -> None:
    assert linked(replace(RECALLED, **told), *launched).date_local == day  # type: ignore[arg-type]


def test_one_recalled_without_a_name_is_of_the_vehicle_of_the_news() -> None:
    news = replace(RECALLED, id="E0", role="main", date_local="2022-12-15")
    assert linked(replace(RECALLED, date_local="2021-10", vehicle=None), news=news).date_local == "2021-10-27"
    assert linked(replace(RECALLED, date_local="2021-10", vehicle=None)).date_local == "2021-10"


def test_what_is_told_as_a_launch_to_orbit_was_suborbital_where_only_such_a_flight_is_known() -> None:
    told = Event(id="E1", role="background", cls="SAT", actor="IR", date_local="2010-02")
    assert (linked(told).cls, linked(told).date_local) == ("SUB", "2010-02-03")
    assert linked(replace(told, date_local="2021-02-01")).cls == "SUB"
    assert linked(replace(told, date_local="2009-02")).catalog == "2009-004"
    assert linked(replace(told, actor="US", date_local="2021-07")).cls == "SAT"


def test_a_day_of_another_zone_gives_way_to_the_day_at_the_site() -> None:
    told = Event(id="E1", role="main", cls="MIS", actor="KP", date_local="2017-11-28")
    assert linked(told, "icbm").date_local == "2017-11-29"
    assert linked(told, "missile").date_local == "2017-11-28"
    assert linked(replace(told, vehicle="Hwasong-12")).date_local == "2017-11-28"


def test_one_flight_told_twice_is_one_launch() -> None:
    first = Event(id="E1", role="main", cls="MIS", actor="IR", date_local="2019-07-24")
    again = replace(first, id="E2", date_local="2019-07-22/2019-07-28", vehicle="Shahab-3")
    (report,) = link_events([Report(id="r", path="r", digest="r", events=(first, again))])
    assert [event.date_local for event in report.events] == ["2019-07-24"]


def test_a_launch_of_another_site_is_not_taken_without_its_vehicle() -> None:
    told = Event(id="E1", role="main", cls="SAT", actor="US", date_local="2024-06-28", site="kauai")
    assert (linked(told).catalog, linked(told).cls) == (None, "MIS")
    assert linked(replace(told, site="vandenberg")).catalog == "2024-121"
    assert linked(replace(told, vehicle="Falcon 9")).catalog == "2024-121"
