"""Tables with units in their headers: CSV, JSON lines and JSON lists to rows of SI numbers with their lines.

A column is understood by its name (`speed`, `velocity`, `display_speed`, `v` ...) and its unit, in brackets or as a
suffix (`altitude_km`, `v (m/s)`). A column without a unit is returned as such: what to make of it is the caller's.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from downrange.records.problem import Problem


class Quantity(StrEnum):
    """What a column can hold."""

    TIME = "time"
    SPEED = "speed"
    HEIGHT = "height"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"


_NAMES = {
    Quantity.TIME: "t time seconds sec secs met elapsed elapsedtime missiontime tplus ts timestamp utc epoch datetime",
    Quantity.SPEED: "speed velocity vel v groundspeed airspeed speedtotal totalvelocity vtotal",
    Quantity.HEIGHT: "altitude alt height h z elevation hgt",
    Quantity.LATITUDE: "latitude lat phi",
    Quantity.LONGITUDE: "longitude lon long lng lambda",
}
_QUANTITY_OF = {name: quantity for quantity, names in _NAMES.items() for name in names.split()}
_SAYS_NOTHING = (
    "display displayed shown gps gnss geodetic wgs84 aprox approx vehicle stage1 stage2 stage earth relative"
)
_PASSED_OVER = frozenset((*_SAYS_NOTHING.split(), "agl", "asl", "msl", "amsl", "since", "liftoff", "launch"))

UNITS: dict[Quantity, dict[str, float]] = {
    Quantity.TIME: {"s": 1.0, "sec": 1.0, "secs": 1.0, "seconds": 1.0, "ms": 1e-3, "min": 60.0, "minutes": 60.0},
    Quantity.SPEED: {
        "m/s": 1.0, "mps": 1.0, "ms": 1.0, "km/h": 1 / 3.6, "kmh": 1 / 3.6, "kph": 1 / 3.6,
        "km/s": 1000.0, "kms": 1000.0, "kmps": 1000.0, "mph": 0.44704, "mi/h": 0.44704,
        "ft/s": 0.3048, "fps": 0.3048, "fts": 0.3048,
        "kn": 1852 / 3600, "kt": 1852 / 3600, "kts": 1852 / 3600, "knots": 1852 / 3600,
    },
    Quantity.HEIGHT: {
        "m": 1.0, "meters": 1.0, "metres": 1.0, "km": 1000.0, "kilometers": 1000.0, "ft": 0.3048, "feet": 0.3048,
        "kft": 304.8, "mi": 1609.344, "miles": 1609.344, "nmi": 1852.0, "nm": 1852.0,
    },
    Quantity.LATITUDE: {"deg": 1.0, "degrees": 1.0, "°": 1.0, "rad": math.degrees(1.0)},
    Quantity.LONGITUDE: {"deg": 1.0, "degrees": 1.0, "°": 1.0, "rad": math.degrees(1.0)},
}  # fmt: skip
"""SI per unit (degrees for angles), by quantity."""

_BRACKETS = re.compile(r"[(\[{]([^)\]}]{1,20})[)\]}]")
_CLOCK = re.compile(r"(?:T\s?)?(?P<sign>[+-])?\s?(?:(?P<h>\d{1,3}):)?(?P<m>\d{1,2}):(?P<s>\d{1,2}(?:\.\d{1,6})?)")

MOST_PROBLEMS = 8
"""Rows that are wrong in one way are listed up to this many; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that was understood."""

    quantity: Quantity
    name: str
    """As the file writes it."""
    index: int
    unit: str | None
    """None when the header shows none."""

    @property
    def factor(self) -> float:
        """SI per unit; 1 when no unit is shown."""
        return UNITS[self.quantity][self.unit] if self.unit else 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text with the line of each."""

    path: str
    names: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    columns: tuple[Column, ...]

    def find(self, quantity: Quantity) -> Column | None:
        """The column of a quantity: one with a unit before one without."""
        found = [column for column in self.columns if column.quantity is quantity]
        return next((column for column in found if column.unit), found[0] if found else None)

    def understood(self) -> str:
        """What was understood, for messages."""
        if not self.columns:
            return f"no column was understood among {', '.join(self.names)}"
        parts = [f"{c.quantity} = '{c.name}' [{c.unit or '?'}]" for c in self.columns]
        known = {column.index for column in self.columns}
        others = [name for index, name in enumerate(self.names) if index not in known]
        passed = f"; passed over: {', '.join(others)}" if others else ""
        return f"understood {', '.join(parts)}{passed}"


def read_table(path: str, text: str, first_line: int = 1) -> tuple[Table | None, tuple[Problem, ...]]:
    """A table from CSV, TSV, JSON lines or a JSON list of objects; None when there is no header and no row."""
    start = text.lstrip()[:1]
    if start in ("{", "["):
        names, rows, problems = _read_json(path, text, first_line)
    else:
        names, rows, problems = _read_csv(path, text, first_line)
    if not names or not rows:
        what = "the table has no rows" if names else "the table has no header line with column names"
        hint = "the first line must name the columns with their units, such as time_s,speed_m_s,altitude_km"
        return None, (*problems, Problem(path=path, line=first_line, what=what, hint=hint))
    columns = tuple(found for index, name in enumerate(names) if (found := understand(name, index)) is not None)
    return Table(path, names, rows, columns), problems


def understand(name: str, index: int = 0) -> Column | None:
    """The quantity and unit of a column by its name, or None."""
    bracket = _BRACKETS.search(name)
    stated = bracket[1].strip().lower().replace(" ", "").split("-", maxsplit=1)[0] if bracket else None
    bare = name[: bracket.start()] if bracket else name
    bare = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", bare)
    words = [word for word in re.split(r"[^a-z0-9°/]+", bare.lower().replace("/", "_")) if word]
    words = [word for word in words if word not in _PASSED_OVER]
    for count in (0, 1, 2):
        quantity = _QUANTITY_OF.get("".join(words[: len(words) - count])) if len(words) > count else None
        if quantity is None:
            continue
        if count == 0:
            if stated is None:
                return Column(quantity, name, index, None)
            return Column(quantity, name, index, stated) if stated in UNITS[quantity] else None
        tail = words[len(words) - count :]
        for unit in ("/".join(tail), "".join(tail)):
            if unit in UNITS[quantity]:
                return Column(quantity, name, index, unit)
    return None


def read_number(cell: str) -> float | None:
    """A finite number, NaN for what is no number, or None for an empty cell."""
    cell = cell.strip()
    if not cell or cell.lower() in ("null", "none", "-", "--"):
        return None
    try:
        value = float(cell)
    except ValueError:
        try:
            value = float(cell.replace(",", ".")) if cell.count(",") == 1 and "." not in cell else math.nan
        except ValueError:
            value = math.nan
    return value if math.isfinite(value) else math.nan


def read_time(cell: str, factor: float) -> float | datetime | None:
    """Seconds, an aware instant for ISO times, NaN for what is neither, or None for an empty cell."""
    number = read_number(cell)
    if number is None or not math.isnan(number):
        return None if number is None else number * factor
    match = _CLOCK.fullmatch(cell.strip())
    if match:
        seconds = 3600.0 * int(match["h"] or 0) + 60.0 * int(match["m"]) + float(match["s"])
        return -seconds if match["sign"] == "-" else seconds
    return read_iso(cell) or math.nan


def read_iso(words: str) -> datetime | None:
    """An ISO instant as aware UTC (no zone: UTC), also as year and day of year; None when it is none."""
    from datetime import UTC, timedelta

    words = words.strip()
    ordinal = re.fullmatch(r"(\d{4})-(\d{3})(T.*)?", words)
    try:
        if ordinal:
            day = datetime(int(ordinal[1]), 1, 1) + timedelta(days=int(ordinal[2]) - 1)
            words = f"{day:%Y-%m-%d}{ordinal[3] or ''}"
        instant = datetime.fromisoformat(words)
    except (ValueError, OverflowError):
        return None
    if instant.tzinfo is None:
        return instant.replace(tzinfo=UTC)
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        return None


def list_rows(path: str, lines: list[int], what: str, hint: str) -> list[Problem]:
    """One problem a row up to a limit, the rest counted."""
    problems = [Problem(path=path, line=line, what=what, hint=hint) for line in lines[:MOST_PROBLEMS]]
    if len(lines) > MOST_PROBLEMS:
        rest = f"the same in {len(lines) - MOST_PROBLEMS} more rows"
        problems.append(Problem(path=path, line=lines[MOST_PROBLEMS], what=f"{what}; {rest}", hint=hint))
    return problems


_Parsed = tuple[tuple[str, ...], tuple[tuple[int, tuple[str, ...]], ...], tuple[Problem, ...]]


def _read_csv(path: str, text: str, first_line: int) -> _Parsed:
    """Names and rows of delimited text; lines that begin with # are comments."""
    head = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    delimiter = max(",;\t|", key=head.count)
    if head.count(delimiter) == 0:
        delimiter = ","
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    names: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[str, ...]]] = []
    try:
        for cells in reader:
            if not cells or cells[0].startswith("#") or not any(cell.strip() for cell in cells):
                continue
            if not names:
                if all(read_number(cell) is None or not math.isnan(read_number(cell) or 0.0) for cell in cells):
                    return (), (), ()
                names = tuple(cell.strip() for cell in cells)
                continue
            rows.append((first_line + reader.line_num - 1, tuple(cells)))
    except csv.Error as error:
        line = first_line + reader.line_num - 1
        problem = Problem(
            path=path, line=line, what=f"the table cannot be read from here: {error}", hint="check quotes"
        )
        return names, tuple(rows), (problem,)
    return names, tuple(rows), ()


def _read_json(path: str, text: str, first_line: int) -> _Parsed:
    """Names and rows of JSON lines, or of a JSON list of objects (whose rows all carry the first line)."""
    records: list[tuple[int, dict[str, object]]] = []
    bad: list[int] = []
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        whole = None
    if isinstance(whole, list):
        records = [(first_line, record) for record in whole if isinstance(record, dict)]
    elif whole is None:
        for number, line in enumerate(text.split("\n"), start=first_line):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                record = None
            if isinstance(record, dict):
                records.append((number, record))
            else:
                bad.append(number)
    elif isinstance(whole, dict):
        records = [(first_line, whole)]
    names = tuple(dict.fromkeys(str(key) for _, record in records for key in record))
    rows = tuple(
        (line, tuple("" if record.get(name) is None else str(record.get(name)) for name in names))
        for line, record in records
    )
    problems = list_rows(path, bad, "this line is no JSON object", "one object a line")
    return names, rows, tuple(problems)
