"""Missiles and suborbital rockets that reports speak of, joined to the flights that are known, by what is told of them.

What is weighed: country, period, name, class, how it ended and the site. Where two flights fit, none is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from downrange.catalog.suborbital import (
    MISSILE_CLASSES,
    RARE_CLASSES,
    SUBORBITAL,
    SuborbitalFlight,
    find_flights,
    is_named,
)
from downrange.records.claim import Claim, ClaimKind, Event, Hedge

WHOLE_SINCE = {"FR": "2006", "GB": "1994", "KP": "2014", "PK": "2010"}
"""Countries whose flights the table holds since a year, so that one told by its month alone can be found."""
MANY = frozenset(("CN", "IL", "RU", "UA", "US", "YE"))
"""Countries that fly more than they tell: there a year and a class are too little."""
_ALIKE = {"mrbm": "irbm", "irbm": "mrbm"}
"""Classes that one writer parts and another does not."""
_DAY, _MONTH, _YEAR = 10, 7, 4


def find_flight(
    event: Event,
    claims: Sequence[Claim],
    *,
    news: Event | None = None,
    claims_of_news: Sequence[Claim] = (),
    not_orbital: bool = False,
) -> SuborbitalFlight | None:
    """The one flight that a report means; None when none fits, or several do.

    Args:
        event: the launch as told.
        claims: what the report says of it.
        news: the launch of the same country that the report is news of; one recalled without name is like it.
        claims_of_news: what the report says of that.
        not_orbital: whether the country launched nothing to orbit then, so that what is told as such was no such thing.
    """
    told = event.date_local
    if event.actor is None or told is None or event.status != "occurred":
        return None
    classes = _classes(claims)
    beside_orbital = news is not None and news.cls != "MIS" and len(told) != _DAY
    laden = beside_orbital or any(c.value == "sat" for c in claims if c.kind is ClaimKind.LAUNCH)
    if len(told) == _DAY:
        return _on_day(event, classes, date.fromisoformat(told), not_orbital, laden)
    rows = [row for row in find_flights(event.actor, told) if _is_of_kind(row, event, not_orbital, laden)]
    whole = told >= WHOLE_SINCE.get(event.actor, "3") and len(told) >= _MONTH
    if event.vehicle is not None:
        fitting = _of_vehicle(rows, event.vehicle, classes)
    elif not_orbital:
        fitting = rows
    elif classes:
        fitting = [row for row in rows if row.cls in classes]
        if len(told) == _YEAR and (event.actor in MANY - {"CN"} or not classes & RARE_CLASSES):
            return None
        if not classes & RARE_CLASSES and not whole:
            return None
    else:
        fitting = _like_the_news(rows, news, claims_of_news) or (rows if whole or event.cls == "SUB" else [])
    fitting = [row for row in fitting if _fits_end(row, event) and _fits_site(row, event)]
    return fitting[0] if len({row.day for row in fitting}) == 1 else None


def _classes(claims: Sequence[Claim]) -> frozenset[str]:
    """Classes of missile that claims name, with those that some writers do not part from them."""
    said = {
        str(c.value) for c in claims if c.kind is ClaimKind.LAUNCH and c.hedge is not Hedge.NEGATED
    } & MISSILE_CLASSES
    return frozenset(said | {_ALIKE[name] for name in said if name in _ALIKE})


def _is_of_kind(row: SuborbitalFlight, event: Event, not_orbital: bool, laden: bool) -> bool:
    """Whether a flight was one of a missile or of a rocket, as told; what was taken for a launcher must be named.

    Of a country that launched nothing to orbit then it may be either, save a missile where a satellite is told, or
    recalled beside news of a launcher.
    """
    if event.cls == "MIS":
        return row.cls != SUBORBITAL
    if row.cls != SUBORBITAL:
        at_site = bool(row.site) and row.site == event.site and len(event.date_local or "") == _DAY
        return (not_orbital or at_site) and not laden
    return event.cls == "SUB" or event.vehicle is not None or not_orbital


def _of_vehicle(rows: Sequence[SuborbitalFlight], vehicle: str, classes: frozenset[str]) -> list[SuborbitalFlight]:
    """Flights of the vehicle told, else those without a name that are of its class."""
    named = [row for row in rows if is_named(vehicle, row.name)]
    return named or [row for row in rows if not row.name and row.cls in classes]


def _like_the_news(
    rows: Sequence[SuborbitalFlight], news: Event | None, claims: Sequence[Claim]
) -> list[SuborbitalFlight]:
    """Flights of the vehicle of the news, else of its class."""
    if news is None:
        return []
    if news.vehicle is not None:
        named = [row for row in rows if is_named(news.vehicle, row.name)]
        if named:
            return named
    classes = _classes(claims)
    return [row for row in rows if row.cls in classes] if classes & RARE_CLASSES else []


def _fits_end(row: SuborbitalFlight, event: Event) -> bool:
    return event.outcome not in ("failure", "success") or row.failed == (event.outcome == "failure")


def _fits_site(row: SuborbitalFlight, event: Event) -> bool:
    return not row.site or event.site is None or row.site == event.site


def _on_day(
    event: Event, classes: frozenset[str], day: date, not_orbital: bool, laden: bool
) -> SuborbitalFlight | None:
    """The flight on the day told, or a day off where the report dates by another zone: by its name or a rare class."""
    for steps in ((0,), (-1, 1)):
        days = [(day + timedelta(step)).isoformat() for step in steps]
        rows = [row for told in days for row in find_flights(event.actor or "", told)]
        rows = [row for row in rows if _is_of_kind(row, event, not_orbital, laden)]
        if event.vehicle is not None:
            rows = [row for row in rows if is_named(event.vehicle, row.name) or (not row.name and row.cls in classes)]
        elif not not_orbital and (classes or len(steps) > 1):
            rows = [row for row in rows if row.cls in classes & RARE_CLASSES]
        if rows:
            return (
                rows[0] if len({row.day for row in rows}) == 1 and (classes or event.vehicle or not rows[1:]) else None
            )
    return None
