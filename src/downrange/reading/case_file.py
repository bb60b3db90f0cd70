"""case.toml: what the user states about a case, and what is wrong in it with its line."""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from downrange.catalog.nearness import hint_at, near_sites, near_vehicles
from downrange.catalog.sites import find_site
from downrange.catalog.vehicles import find_vehicle
from downrange.reading.columns import read_iso
from downrange.reading.document import read_document
from downrange.reading.folding import fold
from downrange.reading.lexicon import load_shared
from downrange.records.document import Document
from downrange.records.problem import Problem

CASE_FILE = "case.toml"


@dataclass(slots=True)
class Stated:
    """What case.toml states."""

    title: str = ""
    site: str | None = None
    pad_deg: tuple[float, float] | None = None
    vehicle: str | None = None
    missile: str | None = None
    """Class of the vehicle where it is a missile or a sounding rocket, which the catalog does not fly."""
    liftoff: datetime | None = None
    stations: dict[str, tuple[float, float, float]] = field(default_factory=dict)


def read_case_file(name: str) -> tuple[Stated, list[Problem], list[tuple[str, str]]]:
    """What case.toml states, what is wrong in it, and its digest."""
    document, found = read_document(name)
    problems = list(found)
    if document is None:
        return Stated(), problems, []
    text = document.text
    inputs = [(name, document.digest)]
    try:
        table = tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        match = re.search(r"line (\d+)", str(error))
        line = document.first_line - 1 + int(match[1]) if match else None
        hint = 'write lines such as title = "…" and pad = [34.63, -120.61]; the rest of the case was read without it'
        problems.append(Problem(path=name, line=line, what=f"case.toml is broken: {error}", hint=hint))
        return Stated(), problems, inputs
    stated = Stated()
    for key, value in table.items():
        wrong = _state(stated, key, value)
        if wrong:
            problems.append(Problem(path=name, line=_line_of_key(document, key), what=wrong[0], hint=wrong[1]))
    return stated, problems, inputs


def _line_of_key(document: Document, key: str) -> int | None:
    """Line of the file that sets a key."""
    match = re.search(rf"(?m)^[ \t]*(?:\[+[ \t]*)?[\"']?{re.escape(key)}\b", document.text)
    return document.line_of(match.start()) if match else None


def _state(stated: Stated, key: str, value: Any) -> tuple[str, str] | None:
    """Set one key of case.toml; what is wrong with it and what to do, or None."""
    match key:
        case "title" | "site" | "vehicle":
            if not isinstance(value, str):
                return f"{key} is {value!r}, not text", f'write {key} = "…"'
            if not _is_known(key, value):
                near = near_sites(value) if key == "site" else near_vehicles(value)
                hint = hint_at(near, _NAMES_HINT[key])
                return f"the {key} {value!r} is not in the catalog and was left out", hint
            setattr(stated, key, value)
            if key == "vehicle":
                stated.missile = missile_class(value)
        case "pad":
            pad = _numbers(value, (2, 3))
            if pad is not None and abs(pad[0]) > 90.0 >= abs(pad[1]):
                swapped = f"pad = [{pad[1]:g}, {pad[0]:g}]"
                return f"pad is {value!r}, and no latitude is beyond 90 degrees", f"latitude first: {swapped}?"
            if pad is None or abs(pad[0]) > 90.0 or abs(pad[1]) > 360.0:
                return f"pad is {value!r}, not a latitude and a longitude", "write pad = [34.63, -120.61], in degrees"
            stated.pad_deg = (pad[0], (pad[1] + 180.0) % 360.0 - 180.0)
        case "liftoff":
            stated.liftoff = _instant(value)
            if stated.liftoff is None:
                return f"liftoff is {value!r}, not a date and time", 'write liftoff = "2018-07-25T11:39:26Z"'
        case "stations":
            return _state_stations(stated, value)
        case _:
            known = "title, site, pad, vehicle, liftoff, stations"
            return f"the key '{key}' is not known and was left out", f"known keys are {known}"
    return None


_NAMES_HINT = {
    "site": "give pad = [latitude, longitude] instead, in degrees",
    "vehicle": "leave it out: generic classes are flown then",
}


def _is_known(key: str, name: str) -> bool:
    """Whether a stated name means something to the catalog; titles are free."""
    if key == "site":
        return find_site(name) is not None
    return key != "vehicle" or find_vehicle(name) is not None or missile_class(name) is not None


_FREE = re.compile(r"[*?(|)~]")
_SUBORBITAL = ("MIS", "SUB")


def missile_class(name: str) -> str | None:
    """Class of a missile or sounding rocket that reports are read with, by its name; None for any other vehicle.

    What follows the name is let go: 'Hwasong-15 ICBM'.

    >>> missile_class("Hwasong-15 ICBM"), missile_class("New Shepard"), missile_class("Falcon 9")
    ('icbm', 'suborbital', None)
    """
    if find_vehicle(name) is not None:
        return None
    told = f"{fold(name)} "
    for entry in load_shared("vehicles")["vehicle"]:
        names = (entry["name"], *(form for form in entry["forms"] if not _FREE.search(form)))
        if entry["cls"] in _SUBORBITAL and any(told.startswith(f"{fold(form)} ") for form in names):
            return str(entry["kind"])
    return None


def _state_stations(stated: Stated, value: Any) -> tuple[str, str] | None:
    """Places of tracking stations."""
    hint = "write a table [stations] with NAME = [latitude, longitude, height in m]"
    if not isinstance(value, dict):
        return f"stations is {value!r}, not a table", hint
    for name, place in value.items():
        numbers = _numbers(place, (2, 3))
        if numbers is None or abs(numbers[0]) > 90.0 or abs(numbers[1]) > 360.0:
            return f"station {name} is {place!r}, not a place", hint
        stated.stations[str(name)] = (numbers[0], numbers[1], numbers[2] if len(numbers) == 3 else 0.0)
    return None


def _numbers(value: Any, counts: tuple[int, ...]) -> list[float] | None:
    """A list of so many finite numbers, or None."""
    if not isinstance(value, list) or len(value) not in counts:
        return None
    if not all(isinstance(one, int | float) and not isinstance(one, bool) and math.isfinite(one) for one in value):
        return None
    return [float(one) for one in value]


def _instant(value: Any) -> datetime | None:
    """An aware UTC instant from text or a TOML date and time; without a zone it is UTC."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    if isinstance(value, str) and "T" in value.upper().replace(" ", "T") and not isinstance(value, date):
        return read_iso(value)
    return None
