"""Lines of a stream to sightings, one line at a time: CSV with a header, JSON lines, CCSDS TDM, in any mix.

Nothing is kept of a line once it is read, but the header, the stated settings and, of a TDM, the instants that are
still incomplete. A line that cannot be read is a `Problem`; the stream goes on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from downrange.catalog.sites import find_site
from downrange.records.problem import Problem
from downrange.records.sighting import Sighting, StreamZero
from downrange.tracking.cells import cut_cells, find_header, guess_delimiter, left_out, with_units
from downrange.tracking.columns import find_column, read_elapsed, read_instant, read_number, read_unix
from downrange.tracking.cutting import LONGEST_LINE
from downrange.tracking.measured import Measured
from downrange.tracking.tdm import Row, TdmReader
from downrange.tracking.tdm_xml import TdmXml

KNOWN = "see docs/tracking.md for the names and units that are known"
ONE_OBJECT = "write one object a line, as `jq -c '.[]'` makes of an array"
AN_INSTANT = "write seconds, T+00:01:23, or 2018-07-25T11:39:26Z"
LONGEST_NAME = 80
"""Characters of a sensor's name."""
SENSORS_KEPT = 256
NOTES_KEPT = 64
MOST_NAMED = 12
"""Columns named in a note."""
JSON_MARKS = {"[", "]", "],", ","}
"""Lines that a JSON array has beside its objects."""


@dataclass(kw_only=True)
class StreamReader:
    """Reads a stream line by line; holds what earlier lines said about later ones."""

    path: str = "-"
    sensors: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    """Positions of sensors by name (latitude, longitude [rad], height [m])."""
    liftoff: datetime | None = None
    """Lift-off, when stated."""
    zero: StreamZero = field(default_factory=StreamZero)
    pad: tuple[float, float, float] | None = None
    """Launch pad, from which distances downrange count: latitude, longitude [rad], height [m]."""
    azimuth: float | None = None
    """Of the launch, when stated: places downrange lie along it [rad]."""
    line: int = 0
    header: tuple[str, ...] = ()
    delimiter: str = ","
    notes: list[Problem] = field(default_factory=list)
    """What was assumed and not refused; whoever tells it empties the list."""
    noted: list[str] = field(default_factory=list)
    """Notes that were made, so that each is made once."""
    stated: dict[str, float] = field(default_factory=dict)
    """Noise stated in `# key: value` lines, SI."""
    tdm: TdmReader = field(default_factory=TdmReader)
    xml: TdmXml = field(default_factory=TdmXml)

    def read_line(self, text: str) -> tuple[tuple[Sighting, ...], tuple[Problem, ...]]:
        """The sightings that a line completes, and what is wrong with it."""
        self.line += 1
        if len(text) > LONGEST_LINE:
            return (), (self._problem(f"a line of more than {LONGEST_LINE} characters", "write one line a sighting"),)
        text = text.strip().lstrip("\ufeff").strip("\0")
        if not text or text in JSON_MARKS:
            return (), ()
        if text.startswith("#"):
            return (), self._setting(text.lstrip("# "))
        if text[0] in "{[":
            return self._json(text)
        if self.xml.takes(text):
            found = [self._tdm(line) for line in self.xml.lines(text) if self.tdm.takes(line)]
            return tuple(s for seen, _ in found for s in seen), tuple(p for _, wrong in found for p in wrong)
        if text[0] == "<":
            return (), (self._problem("this is XML or HTML", "of XML a CCSDS TDM alone is read; or give CSV"),)
        if text.startswith("CCSDS_") and not text.startswith("CCSDS_TDM_VERS"):
            return (), (self._problem(f"{text[:40]!r} is another message", "of CCSDS messages TDM alone is read"),)
        if self.tdm.takes(text):
            return self._tdm(text)
        return self._row(text)

    def finish(self) -> tuple[tuple[Sighting, ...], tuple[Problem, ...]]:
        """What was still waiting for the end of the stream."""
        return self._from_rows(self.tdm.flush())

    def reads(self, text: str) -> bool:
        """Whether a line would be understood here; nothing changes."""
        trial = StreamReader(path=self.path)
        trial.restore(self.state())
        return not trial.read_line(text)[1]

    def state(self) -> dict[str, object]:
        """Everything needed to go on reading after a restart, as JSON values."""
        return {
            "sensors": {name: list(place) for name, place in self.sensors.items()},
            "pad": self.pad,
            "azimuth": self.azimuth,
            "liftoff": self.liftoff.isoformat() if self.liftoff else None,
            "zero": [self.zero.utc.isoformat() if self.zero.utc else None, self.zero.is_liftoff],
            "line": self.line,
            "header": list(self.header),
            "delimiter": self.delimiter,
            "noted": list(self.noted),
            "stated": dict(self.stated),
            "tdm": self.tdm.state(),
            "xml": asdict(self.xml),
        }

    def restore(self, state: Mapping[str, object]) -> None:
        """Go on from a saved state."""
        saved: dict[str, Any] = dict(state)
        self.sensors = {name: tuple(place) for name, place in saved["sensors"].items()}
        self.pad = tuple(saved["pad"]) if saved["pad"] else None
        self.azimuth = saved["azimuth"]
        self.liftoff = read_instant(str(saved["liftoff"])) if saved["liftoff"] else None
        utc, is_liftoff = saved["zero"]
        self.zero = StreamZero(utc=read_instant(utc) if utc else None, is_liftoff=is_liftoff)
        self.line = int(saved["line"])
        self.header = tuple(saved["header"])
        self.delimiter = saved["delimiter"]
        self.noted = list(saved["noted"])
        self.stated = dict(saved["stated"])
        self.tdm.restore(saved["tdm"])
        self.xml = TdmXml(**saved.get("xml", {}))

    def _problem(self, what: str, hint: str = "", line: int = 0) -> Problem:
        return Problem(path=self.path, line=line or self.line, what=what, hint=hint)

    def _note(self, about: str, what: str, hint: str = "") -> None:
        """Say something once that keeps no line from being read."""
        if about not in self.noted and len(self.noted) < NOTES_KEPT:
            self.noted.append(about)
            self.notes.append(self._problem(what, hint))

    def _setting(self, text: str) -> tuple[Problem, ...]:
        """`# liftoff: instant`, `# sensor NAME: lat, lon, height`, `# sigma_m: 200`; other comments are passed over."""
        key, colon, value = text.partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon or not value:
            return ()
        if key == "liftoff":
            instant = read_instant(value)
            if instant is None:
                return (self._problem(f"lift-off {value!r} is no instant", "write it as 2018-07-25T11:39:26Z"),)
            if self.zero.utc is not None and self.zero.utc != instant:
                return (
                    self._problem("lift-off is stated after the first sighting", "state it before, or as --liftoff"),
                )
            self.liftoff = instant
        elif key.startswith("sensor "):
            numbers = [read_number(part) for part in value.split(",")]
            place = [number[0] for number in numbers if number is not None]
            if len(numbers) not in (2, 3) or len(place) < len(numbers) or abs(place[0]) > 90 or abs(place[1]) > 360:
                hint = "write latitude and longitude in degrees, height in meters"
                return (self._problem(f"sensor position {value!r}", hint),)
            self.add_sensor(text.partition(":")[0][len("sensor ") :].strip(), (place[0], place[1], sum(place[2:])))
        elif key.startswith("sigma"):
            column, number = find_column(key), read_number(value)
            if column is None:
                return (self._problem(f"{key!r} is no noise that is known", "see docs/tracking.md for the names"),)
            if number is None or number[0] <= 0:
                return (self._problem(f"{key} {value[:40]!r} is no number above zero"),)
            self.stated[column.quantity] = number[0] * column.factor
        return ()

    def add_sensor(self, name: str, place_deg: tuple[float, float, float]) -> None:
        """State where a sensor stands: latitude and longitude in degrees, height in meters."""
        if len(self.sensors) < SENSORS_KEPT:
            self.sensors[name] = (math.radians(place_deg[0]), math.radians(place_deg[1]), place_deg[2])

    def _json(self, text: str) -> tuple[tuple[Sighting, ...], tuple[Problem, ...]]:
        try:
            # Numbers stay text, so that the width of their last digit is seen.
            value = json.loads(text.rstrip(", "), parse_float=str, parse_int=str, parse_constant=str)
        except (json.JSONDecodeError, RecursionError) as error:
            what = error.msg if isinstance(error, json.JSONDecodeError) else "it is nested too deep"
            return (), (self._problem(f"not JSON: {what}", ONE_OBJECT),)
        items: list[Any] = value if isinstance(value, list) else [value]
        if not items or not all(isinstance(item, dict) for item in items):
            return (), (self._problem("JSON that is no object", ONE_OBJECT),)
        found: list[Sighting] = []
        wrong: list[Problem] = []
        for item in items:
            fields = {str(key): str(part) for key, part in item.items() if part is not None}
            sightings, problems = self._fields(fields, decimal_comma=False)
            found += sightings
            wrong += problems
        return tuple(found), tuple(wrong)

    def _row(self, text: str) -> tuple[tuple[Sighting, ...], tuple[Problem, ...]]:
        try:
            cells = cut_cells(text, self.delimiter if self.header else guess_delimiter(text))
        except ValueError as error:
            return (), (self._problem(str(error)),)
        decimal_comma = self.delimiter != ","
        measured = bool(self.header) and any(read_number(cell, decimal_comma=decimal_comma) for cell in cells)
        named = None if measured else find_header(text)
        if named is not None:
            self.delimiter, self.header = named
            self._note_columns()
            return (), ()
        if not self.header:
            numbers = sum(read_number(cell, decimal_comma=True) is not None for cell in cells)
            what = "a row before any header" if numbers else "no column of the header is known"
            hint = "begin with a line of column names, as time,lat,lon,height" if numbers else KNOWN
            return (), (self._problem(what, hint),)
        united = with_units(self.header, cells)
        if united is not None:
            self.header = united
            self._note_columns()
            return (), ()
        if len(cells) > len(self.header) and not any(cells[len(self.header) :]):
            cells = cells[: len(self.header)]
        if len(cells) != len(self.header):
            hint = "write as many cells as there are columns; leave those empty that were not measured"
            return (), (self._problem(f"{len(cells)} cells under {len(self.header)} columns", hint),)
        return self._fields(dict(zip(self.header, cells, strict=True)), decimal_comma=decimal_comma)

    def _note_columns(self) -> None:
        strange, again = left_out(self.header)
        for names, what in ((strange, "not understood"), (again, "telling again what another column tells")):
            if names:
                more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
                listed = ", ".join(name[:40] for name in names[:MOST_NAMED])
                self._note(f"{what} {listed}", f"columns left out, {what}: {listed}{more}", KNOWN)
        if not any((column := find_column(name)) and column.quantity in ("time", "utc") for name in self.header):
            self._note("no time", "no column of the header is a time", "name one time_s or utc")

    def _tdm(self, text: str) -> tuple[tuple[Sighting, ...], tuple[Problem, ...]]:
        try:
            rows = self.tdm.read(text, self.line)
        except ValueError as error:
            return (), (self._problem(str(error), "CCSDS 503.0-B: KEYWORD = instant value"),)
        return self._from_rows(rows)

    def _from_rows(self, rows: list[Row]) -> tuple[tuple[Sighting, ...], tuple[Problem, ...]]:
        sightings: list[Sighting] = []
        problems: list[Problem] = []
        for row in rows:
            numbers = {key: (value, 0.0) for key, value in row.values.items()}
            station = next((name for name in row.stations if self._find_sensor(name)), "".join(row.stations[:1]))
            made = self._sighting(numbers, station, self._seconds(row.instant), None, row.line)
            if isinstance(made, Sighting):
                sightings.append(made)
            else:
                problems.append(made)
        return tuple(sightings), tuple(problems)

    def _fields(
        self, fields: dict[str, str], *, decimal_comma: bool
    ) -> tuple[tuple[Sighting, ...], tuple[Problem, ...]]:
        numbers: dict[str, tuple[float, float]] = {}
        instant: datetime | None = None
        sensor = ""
        day = next((text for name, text in fields.items() if (of := find_column(name)) and of.quantity == "date"), "")
        for name, text in fields.items():
            column = find_column(name)
            if column is None or not text.strip():
                continue
            quantity = column.quantity
            if quantity == "sensor":
                sensor = sensor or text.strip()[:LONGEST_NAME]
                continue
            number = read_number(text, decimal_comma=decimal_comma)
            if quantity == "date":
                continue
            if quantity in ("utc", "time") and number is None:
                instant = instant or read_instant(text) or read_instant(f"{day.strip()}T{text.strip()}")
                number = read_elapsed(text) if quantity == "time" and instant is None else None
                if instant is None and number is None:
                    return (), (self._problem(f"{name} {text.strip()[:40]!r} is no instant", AN_INSTANT),)
                if number is not None:
                    numbers.setdefault("time", number)
            elif quantity in ("utc", "time") and number is not None:
                instant = instant or read_unix(number[0] * column.factor)
                if quantity == "utc" and instant is None:
                    return (), (self._problem(f"{name} {text.strip()[:40]!r} is no instant", AN_INSTANT),)
                numbers.setdefault("time", (number[0] * column.factor, number[1]))
            elif number is None:
                return (), (self._problem(f"{name} {text.strip()[:40]!r} is no number"),)
            elif quantity.startswith("sigma") and number[0] <= 0.0:
                what = f"{name} {text.strip()[:40]} is not above zero; the usual noise is taken there"
                self._note(f"{name} not above zero", what, "leave it empty where it is not known")
            else:
                numbers.setdefault(quantity, (number[0] * column.factor, number[1] * column.factor))
        if instant is None and "time" not in numbers and ":" in day:
            instant = read_instant(day)
        if instant is not None:
            time = self._seconds(instant)
        elif "time" in numbers:
            time = numbers["time"][0]
        else:
            return (), (self._problem("no time", "give time_s or utc"),)
        place: tuple[float, float, float] | None = None
        if "sensor_latitude" in numbers and "sensor_longitude" in numbers:
            height = numbers.get("sensor_height", (0.0, 0.0))[0]
            place = numbers["sensor_latitude"][0], numbers["sensor_longitude"][0], height
        made = self._sighting(numbers, sensor, time, place, self.line)
        return ((made,), ()) if isinstance(made, Sighting) else ((), (made,))

    def _seconds(self, instant: datetime) -> float:
        if self.zero.utc is None:
            liftoff = self.liftoff
            self.zero = StreamZero(utc=liftoff or instant, is_liftoff=liftoff is not None)
        zero = self.zero.utc
        assert zero is not None
        return (instant - zero).total_seconds()

    def _sighting(
        self,
        numbers: Mapping[str, tuple[float, float]],
        sensor: str,
        time: float,
        place: tuple[float, float, float] | None,
        line: int,
    ) -> Sighting | Problem:
        """One sighting out of the numbers of a line, or what keeps it from being one."""
        measured = Measured(numbers=numbers, time=time, sensor=sensor, line=line, stated=self.stated)
        wrong = measured.wrong()
        if wrong:
            return self._problem(*wrong, line)
        if measured.is_place:
            return measured.place()
        if measured.is_downrange:
            if self.pad is None:
                return self._problem("a distance downrange, but no pad is known", "give --site or --pad", line)
            return measured.from_pad(self.pad, self.azimuth)
        if measured.is_radar:
            place = place or self._find_sensor(sensor)
            if place is None:
                hint = "add a line '# sensor NAME: lat, lon, height', or --sensor NAME=LAT,LON,HEIGHT"
                return self._problem(f"sensor {sensor!r} stands nowhere known", hint, line)
            return measured.by_radar(place)
        if measured.is_display:
            return measured.display()
        return self._problem("nothing measured in it", KNOWN, line)

    def _find_sensor(self, name: str) -> tuple[float, float, float] | None:
        if name in self.sensors:
            return self.sensors[name]
        site = find_site(name) if name else None
        if site is None:
            return next(iter(self.sensors.values())) if len(self.sensors) == 1 and not name else None
        return math.radians(site.latitude_deg), math.radians(site.longitude_deg), site.height
