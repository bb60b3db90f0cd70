"""Launch sites and pads: where they are, who runs them, what time it is there, and every name they go by."""

from __future__ import annotations

from functools import cache
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from downrange.catalog.names import fold_name
from downrange.catalog.tables import read_rows, split_list
from downrange.records.place import Site

if TYPE_CHECKING:  # readers of text need sites, and not all that a launch record brings along
    from downrange.records.launch import CatalogLaunch

EARTH_RADIUS = 6_371_008.8
"""Mean radius, for distances between places on a sphere [m]. Source: IUGG."""


@cache
def _table() -> tuple[tuple[Site, tuple[str, ...]], ...]:
    """Sites and pads with the vehicles that use a pad."""
    found: list[tuple[Site, tuple[str, ...]]] = []
    for row in read_rows("sites.tsv"):
        site = Site(
            id=row["id"],
            parent=row["parent"] or None,
            name=row["name"],
            latitude_deg=float(row["latitude_deg"]),
            longitude_deg=float(row["longitude_deg"]),
            height=float(row["height"]),
            country=row["country"],
            timezone=row["timezone"],
            aliases=(*split_list(row["aliases"]), *split_list(row["regions"])),
            regions=split_list(row["regions"]),
            source=row["source"],
        )
        found.append((site, split_list(row["vehicles"])))
    return tuple(found)


@cache
def all_sites() -> tuple[Site, ...]:
    """Every site, without its pads."""
    return tuple(site for site, _ in _table() if site.parent is None)


@cache
def find_pads(site_id: str) -> tuple[Site, ...]:
    """The pads known at a site; empty when none is."""
    return tuple(site for site, _ in _table() if site.parent == site_id)


@cache
def vehicles_of_pad(pad_id: str) -> tuple[str, ...]:
    """Names of the vehicles known to use a pad, as the launch catalog writes them."""
    return next((vehicles for site, vehicles in _table() if site.id == pad_id), ())


@cache
def _by_name() -> dict[str, Site]:
    """First comes first: ids, then names and aliases of sites, then those of pads."""
    index: dict[str, Site] = {}
    for site, _ in _table():
        index.setdefault(site.id, site)
    for site, _ in sorted(_table(), key=lambda row: row[0].parent is not None):
        for name in (site.name, *site.aliases):
            index.setdefault(fold_name(name), site)
    return index


def find_site(name: str) -> Site | None:
    """The site or pad with this id, name or alias, in any case and with or without accents; None when unknown."""
    return _by_name().get(name) or _by_name().get(fold_name(name))


def nearest_sites(latitude_deg: float, longitude_deg: float, *, within: float) -> tuple[Site, ...]:
    """Sites within `within` [m] of a point, nearest first: by the nearest of a site and its known pads."""
    measured = [
        (min(sphere_distance(latitude_deg, longitude_deg, *place) for place in _places(site.id)), site)
        for site in all_sites()
    ]
    near = [pair for pair in measured if pair[0] <= within]
    return tuple(site for _, site in sorted(near, key=lambda pair: pair[0]))


@cache
def _places(site_id: str) -> tuple[tuple[float, float], ...]:
    """Where a site and its pads are, degrees."""
    return tuple((site.latitude_deg, site.longitude_deg) for site, _ in _table() if site_id in (site.id, site.parent))


def pad_of(launch: CatalogLaunch) -> Site | None:
    """The pad that this vehicle uses at this site, or the site when the pad is not known; None for an unknown site.

    Where a vehicle uses several pads of a site, the one listed first is returned: such pads lie within some 20 km.
    """
    name = f"{launch.vehicle} "
    for pad, vehicles in _table():
        if pad.parent == launch.site and any(_uses(name, beginning) for beginning in vehicles):
            return pad
    return find_site(launch.site)


def pads_used_by(vehicle: str, site_id: str) -> tuple[Site, ...]:
    """The pads of a site that a vehicle is known to use, as listed; empty when none is known."""
    return tuple(
        pad
        for pad, vehicles in _table()
        if pad.parent == site_id and any(_uses(f"{vehicle} ", beginning) for beginning in vehicles)
    )


def _uses(name: str, beginning: str) -> bool:
    return name.startswith(beginning) and not name[len(beginning)].isalnum()


@cache
def zone_of(site: Site) -> ZoneInfo:
    """The site's time zone."""
    return ZoneInfo(site.timezone)


def distance_between(site: Site, other: Site) -> float:
    """Great-circle distance between two sites [m]."""
    return sphere_distance(site.latitude_deg, site.longitude_deg, other.latitude_deg, other.longitude_deg)


def sphere_distance(latitude_1: float, longitude_1: float, latitude_2: float, longitude_2: float) -> float:
    """Great-circle distance between two points in degrees, on a sphere [m]."""
    a, b = radians(latitude_1), radians(latitude_2)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(longitude_2 - longitude_1) / 2) ** 2
    return 2 * EARTH_RADIUS * asin(min(1.0, sqrt(half)))
