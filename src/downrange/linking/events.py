"""Launches that reports speak of, joined to the catalog by country, local day or month, and class; never by wording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from downrange.catalog.launches import find_by_local_day, find_failure, find_launches, local_day
from downrange.catalog.names import fold_name
from downrange.records.claim import Claim, ClaimKind, Event, Hedge, Report
from downrange.records.launch import CatalogLaunch

SAME_INSTANT = timedelta(minutes=40)
"""A reported lift-off this near to the catalog's is the same launch: reports tell the hour, and now and then a hold."""
_DAY, _MONTH, _YEAR = 10, 7, 4


def link_events(reports: Sequence[Report]) -> tuple[Report, ...]:
    """The same reports, with each event that the catalog knows given its tag, day, instant, site and vehicle.

    An event that the catalog does not hold keeps what its text says; events of one country, day and class fall into
    one cluster across reports.
    """
    return tuple(replace(report, events=tuple(_link(event, report) for event in report.events)) for report in reports)


def _link(event: Event, report: Report) -> Event:
    own = [claim for claim in report.claims if claim.event == event.id]
    launch = None
    if event.status == "occurred" and _may_be_orbital(event, own):
        launch = _find_launch(event, own)
    if launch is not None:
        event = replace(
            event,
            cls="SAT",
            actor=launch.country,
            date_local=local_day(launch).isoformat(),
            utc=launch.liftoff.strftime("%Y-%m-%dT%H:%MZ"),
            site=launch.site,
            vehicle=launch.vehicle,
            catalog=launch.tag,
        )
    day = event.date_local or ""
    key = f"{event.actor}-{day.replace('-', '')}-{event.cls}"
    return replace(event, key=key, cluster=key if day and event.status == "occurred" else None)


def _may_be_orbital(event: Event, claims: Sequence[Claim]) -> bool:
    """A satellite launch, or something that is only suspected to have been a missile."""
    if event.cls == "SAT":
        return True
    if event.cls != "MIS" or event.date_local is None or len(event.date_local) != _DAY:
        return False
    named = [claim for claim in claims if claim.kind is ClaimKind.LAUNCH]
    sure = (Hedge.FACT, Hedge.CLAIM)
    return bool(named) and all(claim.hedge not in sure for claim in named if claim.value != "unknown_projectile")


def _find_launch(event: Event, claims: Sequence[Claim]) -> CatalogLaunch | None:
    day = event.date_local
    if day is None:
        return None
    rows = _candidates(event, day)
    if len(day) == _DAY and len(rows) == 1:
        return rows[0]
    rows = _narrowed(rows, event, claims)
    return rows[0] if len(rows) == 1 else None


def _candidates(event: Event, day: str) -> list[CatalogLaunch]:
    """Launches of the country on the day, else a day off (reports date by their own zone), or in the month or year."""
    if len(day) == _DAY:
        date = datetime.fromisoformat(day).date()
        rows = find_by_local_day(date, country=event.actor)
        if not rows:
            near = [find_by_local_day(date + timedelta(step), country=event.actor) for step in (-1, 1)]
            rows = tuple(row for found in near for row in found if _fits_vehicle(row, event) or not event.vehicle)
        return list(rows)
    year, month = int(day[:_YEAR]), int(day[5:7]) if len(day) >= _MONTH else None
    start = datetime(year, month or 1, 1, tzinfo=UTC)
    end = datetime(year + (month is None or month == 12), 1 if month is None else month % 12 + 1, 1, tzinfo=UTC)
    rows = find_launches(start=start - timedelta(1), end=end + timedelta(1), country=event.actor)
    return [row for row in rows if local_day(row).isoformat().startswith(day)]


def _narrowed(rows: Sequence[CatalogLaunch], event: Event, claims: Sequence[Claim]) -> list[CatalogLaunch]:
    """Candidates that fit what else is told, each test kept only when something passes it."""
    kept = list(rows)
    tests = [
        lambda row: _fits_instant(row, event),
        lambda row: event.vehicle is not None and _fits_vehicle(row, event),
        lambda row: event.site is not None and row.site == event.site,
        lambda row: event.outcome == "failure" and _failed(row),
        lambda row: event.outcome == "success" and not _failed(row),
    ]
    for test in tests:
        passing = [row for row in kept if test(row)]
        kept = passing or kept
    return kept


def _fits_instant(row: CatalogLaunch, event: Event) -> bool:
    if event.utc is None or "T" not in event.utc:
        return False
    told = datetime.fromisoformat(event.utc.replace("Z", "+00:00"))
    return abs(told - row.liftoff) <= SAME_INSTANT


def _fits_vehicle(row: CatalogLaunch, event: Event) -> bool:
    if event.vehicle is None:
        return False
    told, known = fold_name(event.vehicle), fold_name(f"{row.vehicle} {row.variant}")
    head = told.split()[0]
    return known.startswith(head) or told.startswith(known.split()[0])


def _failed(row: CatalogLaunch) -> bool:
    return row.failed or find_failure(row.tag) is not None
