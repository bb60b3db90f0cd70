"""Names of the catalog that one it does not know may have been meant for."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from downrange.catalog.sites import all_sites
from downrange.catalog.vehicles import all_vehicles
from downrange.records.place import Site
from downrange.records.vehicle import Vehicle

NEAR, NEAREST = 0.66, 3
"""Likeness from which difflib calls a name near (lower ones read as noise), and how many are told."""


def near_sites(name: str) -> tuple[str, ...]:
    """Names of sites like one, the nearest first; none where nothing is like it."""
    return _near(name, all_sites())


def near_vehicles(name: str) -> tuple[str, ...]:
    """Names of vehicles like one, the nearest first; none where nothing is like it."""
    return _near(name, all_vehicles())


def hint_at(near: Iterable[str], otherwise: str) -> str:
    """What a problem advises: names that are near, or something else where there are none."""
    names = ", ".join(near)
    return f"near it: {names}" if names else otherwise


def _near(name: str, items: Iterable[Site | Vehicle]) -> tuple[str, ...]:
    names = {written.casefold(): item.name for item in items for written in (item.id, item.name, *item.aliases)}
    close = get_close_matches(name.casefold(), names, n=2 * NEAREST, cutoff=NEAR)
    return tuple(dict.fromkeys(names[written] for written in close))[:NEAREST]
