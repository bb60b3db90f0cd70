"""Lines of a stream to sightings, one line at a time: CSV with a header, JSON lines, CCSDS TDM, in any mix.

Nothing is kept of a line once it is read, but the header, the stated settings and, of a TDM, the instants that are
still incomplete. A line that cannot be read is a `Problem`; the stream goes on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from downrange.catalog.sites import find_site
from downrange.earth.geodesic import destination_deg
from downrange.records.problem import Problem
from downrange.records.sighting import Sighting, SightingKind, StreamZero
from downrange.tracking.cells import cut_cells, find_header, guess_delimiter, left_out, with_units
from downrange.tracking.columns import find_column, read_elapsed, read_instant, read_number, read_unix
from downrange.tracking.cutting import LONGEST_LINE
from downrange.tracking.tdm import Row, TdmReader

DEFAULT_SIGMA = {
    "position": 500.0, "range": 100.0, "angle": math.radians(0.1), "range_rate": 5.0, "speed": 2.0, "height": 50.0,
}  # fmt: skip
"""Taken where the stream states none [m, rad, m/s]; a speed or height is at least as unsure as its last digit."""
DISPLAY_LAG = 0.15
"""A display's speed and height are as old as this when shown [s]."""
DEGREE = math.pi / 180
LIMITS: dict[str, tuple[float, float, str, float]] = {
    "latitude": (-90 * DEGREE, 90 * DEGREE, "degrees", DEGREE),
    "longitude": (-360 * DEGREE, 360 * DEGREE, "degrees", DEGREE),
    "azimuth": (-360 * DEGREE, 360 * DEGREE, "degrees", DEGREE),
    "elevation": (-90 * DEGREE, 90 * DEGREE, "degrees", DEGREE),
    "sensor_latitude": (-90 * DEGREE, 90 * DEGREE, "degrees", DEGREE),
    "sensor_longitude": (-360 * DEGREE, 360 * DEGREE, "degrees", DEGREE),
    "sensor_height": (-2e4, 5e8, "m", 1.0),
    "height": (-2e4, 5e8, "m", 1.0),
    "range": (0.0, 5e8, "m", 1.0),
    "downrange": (-2e7, 2e7, "m", 1.0),
    "speed": (0.0, 2e4, "m/s", 1.0),
    "range_rate": (-2e4, 2e4, "m/s", 1.0),
}
"""Least and most of each quantity, and the unit that messages name it in; what lies outside is a misread number."""
LONGEST_TIME = 1e8
"""[s]"""
DOWNRANGE_SHARE = 0.02
"""A distance downrange and its height are told for a moment or place to this share of themselves."""
AZIMUTH_SIGMA = 0.05
"""How well a stated azimuth says where a place downrange is [rad]."""
MEAN_RADIUS = 6_371_008.8
"""[m]"""
KNOWN = "see docs/tracking.md for the names and units that are known"
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

    def read_line(self, text: str) -> tuple[tuple[Sighting, ...], tuple[Problem, ...]]:
        """The sightings that a line completes, and what is wrong with it."""
        self.line += 1
        if len(text) > LONGEST_LINE:
            return (), (self._problem(f"a line of {len(text)} characters", "cut the stream into one line a sighting"),)
        text = text.strip().lstrip("\ufeff").strip("\0")
        if not text or text in JSON_MARKS:
            return (), ()
        if text.startswith("#"):
            return (), self._setting(text.lstrip("# "))
        if text[0] in "{[":
            return self._json(text)
        if text[0] == "<":
            return (), (self._problem("this is XML or HTML", "write a TDM as KEYWORD = value, or give CSV"),)
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
            return (), (self._problem(f"not JSON: {what}", "one object a line"),)
        items: list[Any] = value if isinstance(value, list) else [value]
        if not items or not all(isinstance(item, dict) for item in items):
            return (), (self._problem("JSON that is no object", "one object a line"),)
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
        for name, text in fields.items():
            column = find_column(name)
            if column is None or not text.strip():
                continue
            quantity = column.quantity
            if quantity == "sensor":
                sensor = sensor or text.strip()[:LONGEST_NAME]
                continue
            number = read_number(text, decimal_comma=decimal_comma)
            if quantity in ("utc", "time") and number is None:
                instant = instant or read_instant(text)
                number = read_elapsed(text) if quantity == "time" else None
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

    def _sigma(self, numbers: Mapping[str, tuple[float, float]], key: str, default: float, digit: float) -> float:
        if key in numbers and numbers[key][0] > 0:
            return numbers[key][0]
        return math.hypot(self.stated.get(key, default), digit / math.sqrt(12))

    def _sighting(
        self,
        numbers: Mapping[str, tuple[float, float]],
        sensor: str,
        time: float,
        place: tuple[float, float, float] | None,
        line: int,
    ) -> Sighting | Problem:
        """One sighting out of the numbers of a line, or what keeps it from being one."""
        wrong = _impossible(numbers, time)
        if wrong:
            return self._problem(*wrong, line)
        value = {key: number[0] for key, number in numbers.items()}
        if "latitude" in value and "longitude" in value and "height" in value:
            level = self._sigma(numbers, "sigma", DEFAULT_SIGMA["position"], 0.0)
            up = self._sigma(numbers, "sigma_height", level, numbers["height"][1])
            values = value["latitude"], _half_turn(value["longitude"]), value["height"]
            return Sighting(
                time=time,
                kind=SightingKind.POINT,
                values=values,
                sigmas=(level, level, up),
                sensor=sensor,
                line=line,
            )
        if "downrange" in value and "height" in value:
            return self._seen_from_pad(numbers, sensor, time, line)
        if any(key in value for key in ("range", "azimuth", "elevation", "range_rate")):
            place = place or self._find_sensor(sensor)
            if place is None:
                hint = "add a line '# sensor NAME: lat, lon, height', or --sensor NAME=LAT,LON,HEIGHT"
                return self._problem(f"sensor {sensor!r} stands nowhere known", hint, line)
            angle = self._sigma(numbers, "sigma_angle", DEFAULT_SIGMA["angle"], 0.0)
            sigmas = (
                self._sigma(numbers, "sigma_range", DEFAULT_SIGMA["range"], 0.0),
                angle,
                angle,
                self._sigma(numbers, "sigma_range_rate", DEFAULT_SIGMA["range_rate"], 0.0),
            )
            return Sighting(
                time=time,
                kind=SightingKind.RADAR,
                values=tuple(value.get(key) for key in ("range", "azimuth", "elevation", "range_rate")),
                sigmas=sigmas,
                sensor=sensor,
                position=place,
                line=line,
            )
        if "speed" in value or "height" in value:
            nothing = (0.0, 0.0)
            speed = self._sigma(numbers, "sigma_speed", DEFAULT_SIGMA["speed"], numbers.get("speed", nothing)[1])
            height = self._sigma(numbers, "sigma_height", DEFAULT_SIGMA["height"], numbers.get("height", nothing)[1])
            height = math.hypot(height, DISPLAY_LAG * 0.5 * value.get("speed", 0.0))
            return Sighting(
                time=time,
                kind=SightingKind.DISPLAY,
                values=(value.get("speed"), value.get("height")),
                sigmas=(speed, height),
                sensor=sensor,
                line=line,
            )
        return self._problem("nothing measured in it", KNOWN, line)

    def _seen_from_pad(
        self, numbers: Mapping[str, tuple[float, float]], sensor: str, time: float, line: int
    ) -> Sighting | Problem:
        """A distance along the ground and a height, as the press has them: what a radar on the pad would see of it."""
        if self.pad is None:
            return self._problem("a distance downrange, but no pad is known", "give --site or --pad", line)
        (reach, digit), (height, height_digit) = numbers["downrange"], numbers["height"]
        far = max(self._sigma(numbers, "sigma_downrange", DOWNRANGE_SHARE * reach, digit), 1.0)
        up = max(self._sigma(numbers, "sigma_height", DOWNRANGE_SHARE * abs(height), height_digit), 1.0)
        if self.azimuth is not None:
            pad_deg = math.degrees(self.pad[0]), math.degrees(self.pad[1])
            place = destination_deg(*pad_deg, math.degrees(self.azimuth), reach)
            values = math.radians(place[0]), _half_turn(math.radians(place[1])), height
            sigmas = (math.hypot(far, AZIMUTH_SIGMA * reach),) * 2
            return Sighting(
                time=time,
                kind=SightingKind.POINT,
                values=values,
                sigmas=(*sigmas, up),
                sensor=sensor,
                line=line,
            )
        turn, top = reach / MEAN_RADIUS, MEAN_RADIUS + height
        along, rise = top * math.sin(turn), top * math.cos(turn) - MEAN_RADIUS - self.pad[2]
        distance = max(math.hypot(along, rise), 1.0)
        level, steep = along / distance, rise / distance
        return Sighting(
            time=time,
            kind=SightingKind.RADAR,
            values=(distance, None, math.atan2(rise, along), None),
            sigmas=(math.hypot(far * level, up * steep), 1.0, math.hypot(far * steep, up * level) / distance, 1.0),
            sensor=sensor,
            position=self.pad,
            line=line,
        )

    def _find_sensor(self, name: str) -> tuple[float, float, float] | None:
        if name in self.sensors:
            return self.sensors[name]
        site = find_site(name) if name else None
        if site is None:
            return next(iter(self.sensors.values())) if len(self.sensors) == 1 and not name else None
        return math.radians(site.latitude_deg), math.radians(site.longitude_deg), site.height


def _half_turn(angle: float) -> float:
    return math.remainder(angle, 2.0 * math.pi)


def _impossible(numbers: Mapping[str, tuple[float, float]], time: float) -> tuple[str, str] | None:
    """What in a line cannot be, in words, and what to do; None when all can."""
    if not abs(time) <= LONGEST_TIME:
        return f"time {time:g} s is out of range", "give seconds after lift-off, or an instant"
    for quantity, (least, most, unit, factor) in LIMITS.items():
        value = numbers.get(quantity, (0.0, 0.0))[0]
        if not least * (1 + 1e-9) <= value <= most * (1 + 1e-9):
            what = f"{quantity} {value / factor:g} {unit} is out of range ({least / factor:g} to {most / factor:g})"
            return what, "name the unit in the column, as altitude_km or lat_deg"
    if numbers.get("range", (1.0, 0.0))[0] <= 0:
        return "a range that is not above zero", "leave it empty where it was not measured"
    return None
