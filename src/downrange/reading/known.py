"""Launches that the catalog holds, to confirm what a text only hints at: a day beside the name of what flew."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

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
from downrange.catalog.suborbital import RARE_CLASSES, find_flights, find_named
from downrange.reading.drafts import ISO_DAY, ISO_MONTH
from downrange.records.launch import CatalogLaunch

DAY = timedelta(1)
LATELY = timedelta(7)
"""News that names no day is of a launch at most this long before it."""
MONTHS = 12
REMEMBERED = 4096
"""Days and countries whose launches are kept: a long text asks for the same ones again."""


@lru_cache(maxsize=REMEMBERED)
def is_known(actor: str, day: date, vehicle: str | None = None) -> bool:
    """Whether a country launched on a day, give or take one for the time zone; of that family when one is named."""
    return any(
        vehicle is None or is_of_family(vehicle, f"{launch.vehicle} {launch.variant}")
        for step in (0 * DAY, -DAY, DAY)
        for launch in find_by_local_day(day + step, country=actor)
    )


@lru_cache(maxsize=REMEMBERED)
def zone_of_launch(actor: str, day: date, vehicle: str | None = None) -> str | None:
    """Time zone at the site of a country's launches on a day there, of that family when one is named; None when two."""
    zones = {
        site_of(launch).timezone
        for launch in find_by_local_day(day, country=actor)
        if vehicle is None or is_of_family(vehicle, f"{launch.vehicle} {launch.variant}")
    }
    return zones.pop() if len(zones) == 1 else None


@lru_cache(maxsize=REMEMBERED)
def find_lately(actor: str, published: date, vehicle: str | None) -> tuple[date, ...]:
    """Local days of a country's launches in the week up to a day, of that family when one is named."""
    midnight = datetime(published.year, published.month, published.day, tzinfo=UTC)
    rows = find_launches(start=midnight - LATELY, end=midnight + DAY, country=actor)
    return tuple(
        local_day(row) for row in rows if vehicle is None or is_of_family(vehicle, f"{row.vehicle} {row.variant}")
    )


@lru_cache(maxsize=REMEMBERED)
def find_missiles_lately(actor: str, published: date, classes: frozenset[str]) -> tuple[date, ...]:
    """Local days of a country's flights of missiles of rare classes in the week before a day, that day among them."""
    months = {(published - LATELY).isoformat()[:ISO_MONTH], published.isoformat()[:ISO_MONTH]}
    classes = classes | {"irbm"} if "mrbm" in classes else classes  # one word for both in Russian and German
    rows = [row for month in sorted(months) for row in find_flights(actor, month) if row.cls in classes]
    days = dict.fromkeys(date.fromisoformat(row.day) for row in rows if len(row.day) == ISO_DAY)
    return tuple(day for day in days if published - LATELY <= day <= published)


@lru_cache(maxsize=REMEMBERED)
def is_lone_failure(actor: str, month: str, vehicle: str | None = None) -> bool:
    """Whether just one launch of a country in a month (2021-05) failed, of that family when one is named."""
    failed = [launch for launch in _flown(actor, month, vehicle) if launch.failed or fell_short(launch.tag) is not None]
    return len(failed) == 1


@lru_cache(maxsize=REMEMBERED)
def count_flown(actor: str, month: str, vehicle: str | None = None) -> int:
    """How many launches of a country the catalog holds in a month (2021-05), of that family when one is named."""
    return len(_flown(actor, month, vehicle))


class Kind(NamedTuple):
    """What is asked for: launches of a country, of a class, and of a vehicle or else of a class of missile."""

    actor: str
    cls: str
    vehicle: str | None = None
    variant: str | None = None
    missiles: frozenset[str] = frozenset()


class Flown(NamedTuple):
    """A launch that a catalog holds: local day or month, ISO, and whether it fell short."""

    day: str
    failed: bool


@lru_cache(maxsize=REMEMBERED)
def find_all(kind: Kind) -> tuple[Flown, ...]:
    """All launches of a kind, in order of time; none where nothing tells them from a country's other launches."""
    if kind.cls == "SAT":
        return _orbital(kind)
    if kind.vehicle is not None:
        rows = find_named(kind.actor, kind.vehicle)
    else:
        rows = tuple(row for row in find_flights(kind.actor, "") if row.cls in kind.missiles & RARE_CLASSES)
    return tuple(Flown(row.day, row.failed) for row in rows)


def _orbital(kind: Kind) -> tuple[Flown, ...]:
    if kind.vehicle is None:
        return ()
    rows = [
        row
        for row in find_launches(country=kind.actor)
        if is_of_family(kind.vehicle, name := f"{row.vehicle} {row.variant}")
        and (kind.variant is None or is_variant(kind.vehicle, kind.variant, name))
    ]
    return tuple(
        Flown(
            local_day(row).isoformat(),
            row.failed or fell_short(row.tag) is not None or find_failure(row.tag) is not None,
        )
        for row in rows
    )


def find_first(kind: Kind, told: str) -> str | None:
    """Day of the first launch of a kind, when that was in the year or month told; None otherwise."""
    rows = find_all(kind)
    first = min((row.day for row in rows), default=None)
    return first if first is not None and first.startswith(told) else None


def find_last(kind: Kind, told: str, before: str) -> str | None:
    """Day of the last launch of a kind before a day, when that was in the year or month told; None otherwise."""
    last = max((row.day for row in find_all(kind) if row.day < before), default=None)
    return last if last is not None and last.startswith(told) else None


def find_lone_failure(kind: Kind, told: str) -> str | None:
    """Day of the one launch of a kind that failed in a year or month; None when there were more, or none."""
    days = {row.day for row in find_all(kind) if row.failed and row.day.startswith(told)}
    return days.pop() if len(days) == 1 else None


def has_flown(kind: Kind | None, told: str) -> bool:
    """Whether a launch of a kind in a year or month is known."""
    return kind is not None and any(row.day.startswith(told) for row in find_all(kind))


def is_flown_by_name(actor: str, vehicle: str, told: str) -> bool:
    """Whether a missile or suborbital rocket by a name flew on a day, or in a month or year."""
    return any(row.day.startswith(told) for row in find_named(actor, vehicle))


def _flown(actor: str, told: str, vehicle: str | None) -> list[CatalogLaunch]:
    """Launches of a month (2021-05) or a year (2021)."""
    whole = len(told) < ISO_MONTH
    year, number = int(told[:4]), 1 if whole else int(told[5:7])
    start = datetime(year, number, 1, tzinfo=UTC)
    last = MONTHS if whole else number
    end = datetime(year + last // MONTHS, last % MONTHS + 1, 1, tzinfo=UTC)
    return [
        launch
        for launch in find_launches(start=start - DAY, end=end + DAY, country=actor)
        if local_day(launch).isoformat().startswith(told)
        and (vehicle is None or is_of_family(vehicle, f"{launch.vehicle} {launch.variant}"))
    ]


def is_covered(day: date) -> bool:
    """Whether the catalog reaches up to a day, so that what it does not hold was no orbital launch."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) < last_liftoff()


def is_covered_as_told(day: str) -> bool:
    """The same for a day (2021-05-03) or a month (2021-05) as a text tells it; a month up to its 28th."""
    return is_covered(date.fromisoformat(f"{day}-28"[:ISO_DAY]))


def may_have_flown(actor: str, cls: str | None, day: str) -> bool:
    """Whether a launch of a country on a day or in a month is in the catalog, or is none that it would hold."""
    if cls != "SAT" or not is_covered_as_told(day):
        return True
    return is_known(actor, date.fromisoformat(day)) if len(day) == ISO_DAY else count_flown(actor, day[:ISO_MONTH]) > 0
