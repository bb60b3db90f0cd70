"""Launches known beforehand: 7,193 orbital attempts from 1957 to 2025, and what is known of the failed ones.

Source: J. McDowell, GCAT (CC-BY 4.0); how the tables were made is in SOURCES.md beside this file. A search by day
makes records of that day's rows only, so the first call costs milliseconds.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache

from downrange.catalog.names import fold_name
from downrange.catalog.sites import find_site, zone_of
from downrange.catalog.tables import DATA, read_rows
from downrange.errors import InputError
from downrange.records.failure import FailedObject, FailureRecord
from downrange.records.launch import CatalogLaunch
from downrange.records.place import Site

SUCCESSORS = {"SU": "RU"}
"""States whose launches a search for the successor finds too."""
EARTH_CENTER_KM = -6300.0
"""Perigees and inclinations of objects that never left the lower atmosphere are placeholders below this height."""
REMEMBERED = 4096
"""Days and countries whose launches are kept: a long text asks for the same ones again."""
_FAMILY = re.compile(r"[ -]")
_IMPACT = re.compile(r"([\d.]+)([EW])\s+([\d.]+)([NS])")


@cache
def _lines() -> list[str]:
    """Rows of the launch table as text, sorted by time: ISO instant first, so text order is time order."""
    lines = (DATA / "launches.tsv").read_text(encoding="utf-8").splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("liftoff_utc"))
    return lines[first + 1 :]


@cache
def _line_by_tag() -> dict[str, str]:
    return {line.split("\t", 2)[1]: line for line in _lines()}


@cache
def _launch(line: str) -> CatalogLaunch:
    liftoff, tag, site, vehicle, variant, country = line.split("\t")
    return CatalogLaunch(
        tag=tag, liftoff=datetime.fromisoformat(liftoff), site=site, vehicle=vehicle, variant=variant, country=country
    )


@cache
def _where_and_whose(line: str) -> tuple[str, str]:
    """(site, country) of a row: what most searches leave rows out by; a long text asks for the same rows on and on."""
    _, _, site, _, _, country = line.split("\t")
    return site, country


@cache
def flown_vehicles() -> frozenset[tuple[str, str]]:
    """(vehicle, variant) of all launches of the catalog."""
    rows = (line.split("\t") for line in _lines())
    return frozenset((vehicle, variant) for _, _, _, vehicle, variant, _ in rows)


@cache
def load_launches() -> tuple[CatalogLaunch, ...]:
    """Every launch of the catalog, in order of time."""
    return tuple(_launch(line) for line in _lines())


@cache
def last_liftoff() -> datetime:
    """The instant up to which the catalog reaches."""
    return _launch(_lines()[-1]).liftoff


def find_launches(
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    country: str | None = None,
    site: str | None = None,
    vehicle: str | None = None,
) -> tuple[CatalogLaunch, ...]:
    """Launches that fit all that is given, in order of time.

    Args:
        start: first instant, aware.
        end: last instant, aware; launches at `end` itself are in.
        country: ISO code of the operator; 'RU' finds Soviet launches too.
        site: site id, or any name that `find_site` knows.
        vehicle: the vehicle's catalog name or the words it begins with, in any case: 'Soyuz-2', 'falcon 9'.

    Raises:
        InputError: `start` or `end` has no time zone, or `site` is not known.
    """
    lines = _lines()
    first = 0 if start is None else bisect_left(lines, _stamp(start, "start"))
    last = len(lines) if end is None else bisect_left(lines, _stamp(end, "end") + "~")
    if site is not None:
        known = find_site(site)
        if known is None:
            raise InputError(f"site {site!r} is not in the catalog", hint="see `all_sites()` for the ids")
        site = known.parent or known.id
    wanted = fold_name(vehicle) if vehicle is not None else None
    found: list[CatalogLaunch] = []
    for line in lines[first:last]:
        at, operator = _where_and_whose(line)
        if site is not None and at != site:
            continue
        if country is not None and operator != country and SUCCESSORS.get(operator) != country:
            continue
        launch = _launch(line)
        if wanted is not None:
            name = fold_name(f"{launch.vehicle} {launch.variant}")
            if not f"{name} ".startswith(f"{wanted} "):
                continue
        found.append(launch)
    return tuple(found)


@cache
def _family(vehicle: str) -> str:
    return _FAMILY.split(fold_name(vehicle))[0]


@cache
def find_operators(site: str, vehicle: str) -> tuple[str, ...]:
    """Countries that launch a family of vehicles from a site, the busiest first; empty when none is known to.

    The family is told by the first word: 'Soyuz-2' finds Soyuz-ST-B, which leaves from Kourou under that name.
    """
    if find_site(site) is None:
        return ()
    family = _family(vehicle)
    rows = [launch for launch in find_launches(site=site) if _family(launch.vehicle) == family]
    return tuple(country for country, _ in Counter(launch.country for launch in rows).most_common())


def _stamp(moment: datetime, what: str) -> str:
    if moment.tzinfo is None:
        raise InputError(f"{what} {moment.isoformat()} has no time zone", hint="pass an aware datetime, such as UTC")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def find_by_tag(tag: str) -> CatalogLaunch | None:
    """The launch with this tag: 2017-064, 2023-F06; None when there is none.

    A piece of the launch (2017-064A) finds it too.
    """
    line = _line_by_tag().get(tag) or _line_by_tag().get(tag.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return _launch(line) if line else None


def local_day(launch: CatalogLaunch) -> date:
    """Calendar day at the launch site when it lifted off."""
    return launch.liftoff.astimezone(zone_of(site_of(launch))).date()


@lru_cache(maxsize=REMEMBERED)
def find_by_local_day(day: date, *, country: str | None = None, site: str | None = None) -> tuple[CatalogLaunch, ...]:
    """Launches whose day at the site was `day`."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    near = find_launches(
        start=midnight - timedelta(hours=14), end=midnight + timedelta(hours=36), country=country, site=site
    )
    return tuple(launch for launch in near if local_day(launch) == day)


def site_of(launch: CatalogLaunch) -> Site:
    """The site a launch left from."""
    site = find_site(launch.site)
    if site is None:
        raise InputError(f"launch {launch.tag} names site {launch.site!r}, which the catalog does not hold")
    return site


@cache
def _failures() -> dict[str, tuple[dict[str, str], ...]]:
    grouped: dict[str, list[dict[str, str]]] = {}
    for row in read_rows("failures.tsv"):
        grouped.setdefault(row["tag"], []).append(row)
    return {tag: tuple(rows) for tag, rows in grouped.items()}


@cache
def _wrong_orbits() -> dict[str, str]:
    return {row["tag"]: row["outcome"] for row in read_rows("wrong_orbits.tsv")}


def fell_short(tag: str) -> str | None:
    """`failure` or `partial` for a launch that left something in orbit, but not where or as it was meant; else None."""
    return _wrong_orbits().get(tag)


def failure_tags() -> tuple[str, ...]:
    """Tags of the failed launches whose objects are known (1999 on, not complete)."""
    return tuple(_failures())


def find_failure(tag: str) -> FailureRecord | None:
    """What GCAT says of the objects of a failed launch; None when it lists none."""
    rows = _failures().get(tag)
    if rows is None:
        return None
    objects = tuple(_failed_object(row) for row in rows)
    fallen = next((o for o in objects if o.impact_deg), next((o for o in objects if o.destination), None))
    return FailureRecord(
        tag=tag,
        day=rows[0]["day"],
        perigee=max((o.perigee for o in objects if o.perigee is not None), default=None),
        apogee=max((o.apogee for o in objects if o.apogee is not None), default=None),
        inclination=next((o.inclination for o in objects if o.inclination is not None), None),
        destination=fallen.destination if fallen else None,
        impact_deg=fallen.impact_deg if fallen else None,
        objects=objects,
    )


def _failed_object(row: dict[str, str]) -> FailedObject:
    perigee_km = float(row["perigee_km"]) if row["perigee_km"] else -math.inf
    inclination_deg = float(row["inclination_deg"]) if row["inclination_deg"] else 0.0
    destination = row["destination"] or None
    place = _IMPACT.search(destination) if destination else None
    impact = None
    if place:
        longitude = float(place[1]) * (1 if place[2] == "E" else -1)
        impact = (float(place[3]) * (1 if place[4] == "N" else -1), longitude)
    return FailedObject(
        id=row["id"],
        type=row["type"],
        name=row["name"],
        mass=float(row["mass_kg"]) if row["mass_kg"] else None,
        perigee=perigee_km * 1e3 if perigee_km > EARTH_CENTER_KM else None,
        apogee=float(row["apogee_km"]) * 1e3 if row["apogee_km"] else None,
        inclination=math.radians(inclination_deg) if inclination_deg > 0 else None,
        destination=destination,
        impact_deg=impact,
    )
