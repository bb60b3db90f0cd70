"""Which pad of a site a flight left: that nearest to its first low place, or the only one that its vehicle uses."""

from __future__ import annotations

import math
from collections.abc import Iterable

from downrange.catalog.sites import find_pads, find_site, pads_used_by, sphere_distance
from downrange.catalog.vehicles import find_vehicle
from downrange.records.place import Site
from downrange.records.sighting import Sighting, SightingKind

LOW = 20e3
"""Below this height a flight has not left the neighborhood of its pad [m]."""
NEIGHBORHOOD = 20e3
"""A low place farther than this from site and pads tells nothing of which it was [m]."""


def pad_left(site: str | None, vehicle: str | None, first: Sighting | None = None) -> str | None:
    """The pad of a site, as the catalog calls it, or the site as it was given where nothing tells which.

    Args:
        site: name of a site or pad.
        vehicle: name; None: not known.
        first: the first place that was seen, where it was told by latitude and longitude.
    """
    whole = find_site(site) if site is not None else None
    pads = find_pads(whole.id) if whole is not None else ()
    if whole is None or not pads:
        return site
    near = _nearest((whole, *pads), first)
    if near is None:
        known = find_vehicle(vehicle) if vehicle is not None else None
        used = pads_used_by(known.name, whole.id) if known is not None else ()
        near = used[0] if len(used) == 1 else whole
    return site if near is whole else near.id


def first_place(sightings: Iterable[Sighting]) -> Sighting | None:
    """The first sighting of a stream, if it tells a place."""
    first = next(iter(sightings), None)
    return first if first is not None and first.kind is SightingKind.POINT else None


def _nearest(places: Iterable[Site], first: Sighting | None) -> Site | None:
    if first is None or not all(value is not None for value in first.values):
        return None
    latitude, longitude, height = (value or 0.0 for value in first.values)
    if height > LOW:
        return None
    seen = math.degrees(latitude), math.degrees(longitude)
    away, near = min(
        ((sphere_distance(*seen, place.latitude_deg, place.longitude_deg), place) for place in places),
        key=lambda pair: pair[0],
    )
    return near if away <= NEIGHBORHOOD else None
