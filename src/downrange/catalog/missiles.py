"""Flights of missiles of the rare classes, by country and month: what a report recalls as 'the ICBM test in April'.

Source: announcements of the governments that fired or watched them; see SOURCES.md beside this file.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from downrange.catalog.tables import read_rows


class MissileFlight(NamedTuple):
    """One flight: the local day, ISO; the country; the class; the name where it was told; whether it failed."""

    day: str
    country: str
    cls: str
    name: str
    failed: bool


@cache
def missile_flights() -> tuple[MissileFlight, ...]:
    """All flights that are known, in order of time."""
    rows = read_rows("missile_flights.tsv")
    return tuple(MissileFlight(r["day"], r["country"], r["class"], r["name"], r["failed"] == "yes") for r in rows)


def find_flights(country: str, month: str, classes: frozenset[str]) -> tuple[MissileFlight, ...]:
    """Flights of a country in a month (2023-04) that were of one of these classes."""
    return tuple(
        flight
        for flight in missile_flights()
        if flight.country == country and flight.day.startswith(month) and flight.cls in classes
    )
