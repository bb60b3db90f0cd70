"""Flights that were not to reach orbit: missiles and suborbital rockets, by country, day and name.

Source: announcements of the governments and companies that flew or watched them; see SOURCES.md beside this file.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from downrange.catalog.names import fold_name
from downrange.catalog.tables import read_rows

MISSILE_CLASSES = frozenset(("icbm", "irbm", "mrbm", "srbm", "slbm"))
RARE_CLASSES = MISSILE_CLASSES - {"srbm"}
"""Classes of missile that no country fires each month."""
SUBORBITAL = "suborbital"
"""Class of a rocket that is no missile."""


class SuborbitalFlight(NamedTuple):
    """One flight, with the class of what flew as reports give it: icbm, irbm, mrbm, srbm, slbm, bm, missile."""

    day: str
    """Local day, ISO; a month (2016-06) where no day was told."""
    country: str
    cls: str
    name: str
    """Empty where none was told; several that it goes by are parted by |."""
    failed: bool
    site: str
    """Id of the site; empty where it is not known, or at sea."""


@cache
def suborbital_flights() -> tuple[SuborbitalFlight, ...]:
    """All flights that are known, in order of time."""
    return tuple(
        SuborbitalFlight(row["day"], row["country"], row["class"], row["name"], row["failed"] == "yes", row["site"])
        for row in read_rows("suborbital_flights.tsv")
    )


@cache
def _by_country() -> dict[str, tuple[SuborbitalFlight, ...]]:
    found: dict[str, list[SuborbitalFlight]] = {}
    for flight in suborbital_flights():
        found.setdefault(flight.country, []).append(flight)
    return {country: tuple(flights) for country, flights in found.items()}


def find_flights(country: str, told: str) -> tuple[SuborbitalFlight, ...]:
    """Flights of a country on a day (2023-04-13), in a month or year, or in a stretch of days (2023-04-10/2023-04-16).

    A flight whose month alone is known is in its month and year, and in no shorter stretch.
    """
    flights = _by_country().get(country, ())
    if "/" in told:
        first, last = told.split("/")
        return tuple(flight for flight in flights if first <= flight.day <= last)
    return tuple(flight for flight in flights if flight.day.startswith(told))


@cache
def is_named(vehicle: str, name: str) -> bool:
    """Whether a flight's vehicle may be the one that a text names: an 'Agni' may be any of its marks.

    >>> is_named("Agni-V", "Agni-V"), is_named("Agni", "Agni-V"), is_named("Agni-I", "Agni-II")
    (True, True, False)
    """
    told = f"{fold_name(vehicle)} "
    return any(f"{fold_name(flown)} ".startswith(told) for flown in name.split("|"))


@cache
def find_named(country: str, vehicle: str) -> tuple[SuborbitalFlight, ...]:
    """All flights of a country's vehicle, in order of time."""
    return tuple(flight for flight in _by_country().get(country, ()) if is_named(vehicle, flight.name))
