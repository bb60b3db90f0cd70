"""Events of several reports that are one launch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from downrange.catalog.launches import find_by_tag
from downrange.records.claim import Event, Report

Group = list[tuple[Report, Event]]

SAME_LAUNCH = timedelta(hours=36)
"""Events this close in time may be one launch: days differ with the time zone."""


def events_by_launch(reports: Sequence[Report]) -> list[Group]:
    """Events grouped by launch, in the order read.

    Events with the same catalog entry or cluster are one launch. An event that names neither site nor catalog entry
    (an announced window, 'a projectile') joins the one placed launch of the same country and time, if there is one.
    """
    groups: dict[str, Group] = {}
    for report in reports:
        for event in report.events:
            key = event.catalog or event.cluster or event.key or f"{report.id}/{event.id}"
            groups.setdefault(key, []).append((report, event))
    placed = {key: group for key, group in groups.items() if any(_is_placed(event) for _, event in group)}
    for key in [key for key in groups if key not in placed]:
        hosts = [host for host in placed.values() if all(_may_join(event, host) for _, event in groups[key])]
        if len(hosts) == 1:
            hosts[0].extend(groups.pop(key))
    return list(groups.values())


def event_instant(event: Event) -> datetime | None:
    """When an event was: by its catalog entry, its instant, or noon of its day; None when only a month is known."""
    if event.catalog and (launch := find_by_tag(event.catalog)):
        return launch.liftoff
    stamp = event.utc or event.date_local
    if not stamp or len(stamp) < 10:
        return None
    try:
        instant = datetime.fromisoformat(stamp.split("/")[0].replace("Z", "+00:00"))
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC) + timedelta(hours=12)


def _is_placed(event: Event) -> bool:
    return event.catalog is not None or event.site is not None


def _may_join(event: Event, host: Group) -> bool:
    actors = {other.actor for _, other in host if other.actor}
    if event.actor and actors and event.actor not in actors:
        return False
    instant = event_instant(event)
    times = [moment for _, other in host if (moment := event_instant(other))]
    if instant is None or not times:
        return event.date_local is None and any(other.role == "main" for _, other in host)
    return min(abs(moment - instant) for moment in times) <= SAME_LAUNCH
