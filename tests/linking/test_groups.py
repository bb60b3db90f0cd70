"""Events of several reports that are one launch."""

from __future__ import annotations

from downrange.linking.groups import event_instant, events_by_launch
from downrange.records.claim import Event, Report


def report(id, *events):
    return Report(id=id, path=id, digest=id, events=events)


def event(id, **fields):
    return Event(**{"id": id, "role": "main", "cls": "SAT", "actor": "KP", "date_local": "2023-05-31", **fields})


PLACED = event("E1", catalog="2023-F06", site="sohae")


def groups(*reports):
    return [[(item.id, found.id) for item, found in group] for group in events_by_launch(reports)]


def test_events_with_one_catalog_entry_are_one_launch():
    assert groups(report("a", PLACED), report("b", PLACED)) == [[("a", "E1"), ("b", "E1")]]


def test_an_announced_window_joins_the_launch_that_took_place_in_it():
    announced = event("E2", role="planned", status="planned", date_local="2023-05-31/2023-06-11")
    assert groups(report("a", PLACED), report("b", announced)) == [[("a", "E1"), ("b", "E2")]]


def test_another_country_or_another_week_stays_a_launch_of_its_own():
    other = event("E2", actor="CN", key="CN-20230531-SAT")
    later = event("E3", date_local="2023-06-20", key="KP-20230620-SAT")
    assert len(groups(report("a", PLACED), report("b", other), report("c", later))) == 3


def test_an_event_with_a_month_only_has_no_instant():
    assert event_instant(event("E1", date_local="2023-05")) is None
    assert event_instant(PLACED).isoformat().startswith("2023-05-30T21:27")
