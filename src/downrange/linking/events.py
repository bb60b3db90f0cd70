"""Launches that reports speak of, joined to the catalog by country, local day or month, and class; never by wording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from downrange.catalog.families import is_of_family, is_variant
from downrange.catalog.launches import (
    fell_short,
    find_by_local_day,
    find_failure,
    find_launches,
    last_liftoff,
    local_day,
    site_of,
)
from downrange.catalog.sites import distance_between, find_site
from downrange.catalog.suborbital import MISSILE_CLASSES, SUBORBITAL, SuborbitalFlight, find_flights
from downrange.linking.suborbital import find_flight
from downrange.records.claim import Claim, ClaimKind, Event, Hedge, Report
from downrange.records.launch import CatalogLaunch

SAME_INSTANT = timedelta(minutes=40)
"""A reported lift-off this near to the catalog's is the same launch: reports tell the hour, and now and then a hold."""
KNOWN_SPAN = timedelta(days=400)
"""A vehicle that flew within this of a day is known to the catalog by its name."""
DAY = timedelta(1)
UNKNOWN = "XX"
"""In the key of an event: a country that nothing tells."""
LOWEST_ORBIT = 200e3
"""What is told to have come no higher did not orbit [m]."""
NEXT_SITE = 500e3
"""Sites this near to each other are told one for the other [m]."""
RARE = 12
"""A country with no more launches than this in two years seldom fires a missile on the day of one."""
_DAY, _MONTH, _YEAR = 10, 7, 4


def link_events(reports: Sequence[Report]) -> tuple[Report, ...]:
    """The same reports, with each event that the catalog knows given its tag, day, instant, site and vehicle.

    An event that the catalog does not hold keeps what its text says; events of one country, day and class fall into
    one cluster across reports.
    """
    return tuple(_link_all(report) for report in reports)


def _link_all(report: Report) -> Report:
    """A report with its events joined one after the other: what one has taken is no guess for one of another day."""
    taken: dict[str, str] = {}
    flights: dict[str, SuborbitalFlight] = {}
    linked: list[Event] = []
    told = _Told(report)
    for event in report.events:
        joined, flight = _link(event, told, taken, flights)
        linked.append(joined)
        if joined.catalog is not None and event.date_local is not None:
            taken.setdefault(joined.catalog, event.date_local)
        if flight is not None:
            flights[event.id] = flight
    return _without_twins(replace(report, events=tuple(linked)), flights)


class _Told:
    """What a report tells, at hand by launch and by country: it is asked for with each of its launches."""

    def __init__(self, report: Report) -> None:
        self._claims: dict[str, list[Claim]] = {}
        for claim in report.claims:
            self._claims.setdefault(claim.event, []).append(claim)
        self._news: dict[str | None, list[Event]] = {}
        self._first: dict[str | None, list[Event]] = {}
        for event in report.events:
            if event.status == "occurred":
                self._first.setdefault(event.actor, [event])
            if event.role == "main":
                self._news.setdefault(event.actor, []).append(event)

    def claims_on(self, event: Event) -> Sequence[Claim]:
        """The claims on a launch, in their order."""
        return self._claims.get(event.id, ())

    def news_beside(self, event: Event) -> tuple[Event | None, Sequence[Claim]]:
        """The first launch of the country that the report is news of, when it is another, and the claims on all.

        Of a country whose launches are all recalled it is the one told first.
        """
        news = self._news.get(event.actor) or self._first.get(event.actor, ())
        if not news or news[0].id == event.id:
            return None, ()
        return news[0], [claim for first in news for claim in self.claims_on(first)]

    def vehicle_of_news(self, event: Event) -> str | None:
        """The vehicle of the first launch that a report is news of, whoever flew it."""
        news = (first for rows in self._news.values() for first in rows if first.id != event.id)
        return next((first.vehicle for first in news if first.vehicle is not None), None)


def _without_twins(report: Report, flights: Mapping[str, SuborbitalFlight]) -> Report:
    """Events of one report that are the same launch of a catalog become one, with the claims of both."""
    kept: dict[str | SuborbitalFlight, Event] = {}
    same: dict[str, str] = {}
    for event in report.events:
        known = event.catalog or flights.get(event.id) or event.id
        first = kept.setdefault(known, event)
        same[event.id] = first.id
        if first is not event and first.outcome == "-":
            kept[known] = replace(first, outcome=event.outcome)
    if len(kept) == len(report.events):
        return report
    claims, orbits = (
        tuple(replace(claim, event=same.get(claim.event, claim.event)) for claim in told)
        for told in (report.claims, report.orbits)
    )
    return replace(report, events=tuple(kept.values()), claims=claims, orbits=orbits)


def _link(
    event: Event, told: _Told, taken: Mapping[str, str], flights: Mapping[str, SuborbitalFlight]
) -> tuple[Event, SuborbitalFlight | None]:
    """An event with what the catalogs know of its launch, and the flight that was not to reach orbit, if it is one."""
    own = told.claims_on(event)
    launch, flight = None, None
    if event.status == "occurred" and _may_be_orbital(event, own):
        launch = _find_launch(event, own, told.news_beside(event)[0], taken) or _find_at_site(event)
        launch = launch or _find_abroad(event, told)
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
    else:
        news, of_news = told.news_beside(event)
        if news is not None and news.vehicle is None and news.id in flights:
            news = replace(news, vehicle=flights[news.id].name.split("|")[0] or None)
        alone = event.cls == "SAT" and _flew_nothing(event)
        flight = find_flight(event, own, news=news, claims_of_news=of_news, not_orbital=alone)
        if flight is not None:
            cls = "SUB" if flight.cls == SUBORBITAL else "MIS"
            event = replace(event, cls=cls, date_local=flight.day, site=event.site or flight.site or None)
        elif alone and _is_suborbital(event, own):
            event = replace(event, cls="SUB")
    day = event.date_local or ""
    key = f"{event.actor or UNKNOWN}-{day.replace('-', '')}-{event.cls}"
    return replace(event, key=key, cluster=key if day and event.status == "occurred" else None), flight


def _flew_nothing(event: Event) -> bool:
    """Whether the catalog reaches up to the day or month told, and holds no launch of the country then."""
    told = event.date_local or ""
    if event.status != "occurred" or len(told) not in (_DAY, _MONTH):
        return False
    day = datetime.fromisoformat(f"{told}-15"[:_DAY]).replace(tzinfo=UTC)
    about = DAY if len(told) == _DAY else 16 * DAY
    return day < last_liftoff() and not find_launches(start=day - about, end=day + about + DAY, country=event.actor)


def _is_suborbital(event: Event, claims: Sequence[Claim]) -> bool:
    """Whether what went up on a day without an orbital launch came no higher than satellites fly.

    Only where nobody says that it carried a satellite.
    """
    if len(event.date_local or "") != _DAY:
        return False
    heights = [
        claim.value["si"]
        for claim in claims
        if claim.role in ("apogee", "altitude") and isinstance(claim.value, dict) and claim.value.get("si")
    ]
    said = [claim.value for claim in claims if claim.kind is ClaimKind.LAUNCH]
    return bool(heights) and max(heights) < LOWEST_ORBIT and "sat" not in said and event.vehicle is None


def _may_be_orbital(event: Event, claims: Sequence[Claim]) -> bool:
    """A satellite launch, or something that is only suspected to have been a missile."""
    if event.cls == "SAT":
        return True
    if event.cls != "MIS" or event.date_local is None or len(event.date_local) not in (_DAY, _MONTH):
        return False
    if event.actor and any(flight.cls != SUBORBITAL for flight in find_flights(event.actor, event.date_local)):
        return False
    named = [claim for claim in claims if claim.kind is ClaimKind.LAUNCH]
    if not any(claim.value in MISSILE_CLASSES for claim in named) and event.vehicle is None:
        start = datetime.fromisoformat(f"{event.date_local}-15"[:_DAY]).replace(tzinfo=UTC)
        rows = find_launches(start=start - KNOWN_SPAN, end=start + KNOWN_SPAN, country=event.actor)
        if len(rows) <= RARE:
            return True
    if len(event.date_local) != _DAY:
        return False
    sure = (Hedge.FACT, Hedge.CLAIM)
    return bool(named) and all(claim.hedge not in sure for claim in named if claim.value != "unknown_projectile")


def _find_launch(
    event: Event, claims: Sequence[Claim], news: Event | None, taken: Mapping[str, str]
) -> CatalogLaunch | None:
    day = event.date_local
    if day is None:
        return None
    rows = _candidates(event, day)
    if event.vehicle is None:
        rows = [row for row in rows if not _left_from_elsewhere(row, event)]
    if len(day) == _DAY and len(rows) == 1:
        return rows[0]
    rows = _narrowed(rows, event, claims)
    if len(rows) > 1 and event.vehicle is None and news is not None and news.vehicle is not None:
        like = replace(event, vehicle=news.vehicle, variant=news.variant)
        rows = [row for row in rows if _fits_vehicle(row, like) and taken.get(row.tag, day) == day]
        rows = [row for row in rows if _is_variant(row, like)] or rows
    return rows[0] if len(rows) == 1 else None


def _left_from_elsewhere(row: CatalogLaunch, event: Event) -> bool:
    """Whether a launch left from another site than the one told, too far off to be another name for it."""
    told = find_site(event.site) if event.site is not None else None
    return told is not None and distance_between(told, site_of(row)) > NEXT_SITE


def _find_at_site(event: Event) -> CatalogLaunch | None:
    """The one launch from the site told on the day told, when the country told has none there in these years.

    A summit's host, or who was warned, is easily taken for who launched; the site is not.
    """
    if event.site is None or find_site(event.site) is None or len(event.date_local or "") != _DAY:
        return None
    day = datetime.fromisoformat(event.date_local or "").replace(tzinfo=UTC)
    if find_launches(start=day - KNOWN_SPAN, end=day + KNOWN_SPAN, country=event.actor, site=event.site):
        return None
    rows = find_launches(start=day - timedelta(1), end=day + timedelta(2), site=event.site)
    rows = [row for row in rows if local_day(row).isoformat() == event.date_local]
    fitting = [row for row in rows if event.vehicle is None or _fits_vehicle(row, event)]
    return fitting[0] if len(rows) == 1 and fitting else None


def _find_abroad(event: Event, told: _Told) -> CatalogLaunch | None:
    """The one launch of the vehicle on the day told that another country flew, when the country told flew none.

    A Soyuz recalled by its day alone may be one that left from Kourou. One recalled without a vehicle flew that of the
    news.
    """
    if len(event.date_local or "") != _DAY or event.cls != "SAT":
        return None
    local = date.fromisoformat(event.date_local or "")
    named = event if event.vehicle is not None else replace(event, vehicle=told.vehicle_of_news(event))
    beside = [row for step in (-1, 1) for row in find_by_local_day(local + timedelta(step), country=event.actor)]
    if find_by_local_day(local, country=event.actor) or any(_fits_vehicle(row, named) for row in beside):
        return None
    rows = [row for row in find_by_local_day(local) if _fits_vehicle(row, named)]
    return rows[0] if len(rows) == 1 else None


def _candidates(event: Event, day: str) -> list[CatalogLaunch]:
    """Launches of the country on the day, else a day off (reports date by their own zone), or in the month or year."""
    if len(day) == _DAY:
        local = date.fromisoformat(day)
        rows = find_by_local_day(local, country=event.actor)
        if not any(_fits_vehicle(row, event) for row in rows) and _is_flown(event, local):
            rows = ()
        if not rows:
            near = [find_by_local_day(local + timedelta(step), country=event.actor) for step in (-1, 1)]
            rows = tuple(row for found in near for row in found if _fits_vehicle(row, event) or not event.vehicle)
        return list(rows)
    if "/" in day:
        first, last = (date.fromisoformat(part) for part in day.split("/"))
        stretch = find_launches(
            start=datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(1),
            end=datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(2),
            country=event.actor,
        )
        return [row for row in stretch if first <= local_day(row) <= last]
    year, month = int(day[:_YEAR]), int(day[5:7]) if len(day) >= _MONTH else None
    start = datetime(year, month or 1, 1, tzinfo=UTC)
    end = datetime(year + (month is None or month == 12), 1 if month is None else month % 12 + 1, 1, tzinfo=UTC)
    rows = find_launches(start=start - timedelta(1), end=end + timedelta(1), country=event.actor)
    return [row for row in rows if local_day(row).isoformat().startswith(day)]


def _is_flown(event: Event, day: date) -> bool:
    """Whether the catalog knows the vehicle by its name: a launch of another vehicle is then another launch."""
    if event.vehicle is None:
        return False
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    rows = find_launches(start=start - KNOWN_SPAN, end=start + KNOWN_SPAN, country=event.actor)
    return any(_fits_vehicle(row, event) for row in rows)


def _narrowed(rows: Sequence[CatalogLaunch], event: Event, claims: Sequence[Claim]) -> list[CatalogLaunch]:
    """Candidates that fit what else is told, each test kept only when something passes it."""
    kept = list(rows)
    tests = [
        lambda row: _fits_instant(row, event),
        lambda row: event.vehicle is not None and _fits_vehicle(row, event),
        lambda row: _is_variant(row, event),
        lambda row: event.site is not None and row.site == event.site,
        lambda row: event.outcome in ("failure", "partial") and _fell_short(row),
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
    return is_of_family(event.vehicle, f"{row.vehicle} {row.variant}")


def _is_variant(row: CatalogLaunch, event: Event) -> bool:
    told = event.variant
    return bool(event.vehicle and told) and is_variant(event.vehicle or "", told or "", f"{row.vehicle} {row.variant}")


def _failed(row: CatalogLaunch) -> bool:
    return row.failed or find_failure(row.tag) is not None or fell_short(row.tag) == "failure"


def _fell_short(row: CatalogLaunch) -> bool:
    """Failed, or partly: 'in 2017 a PSLV failed' when its satellite came to orbit inside the fairing."""
    return _failed(row) or fell_short(row.tag) is not None
