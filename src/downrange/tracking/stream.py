"""Lines of a stream to sightings, one line at a time: CSV with a header, JSON lines, CCSDS TDM, in any mix.

Nothing is kept of a line once it is read, but the header, the stated settings and, of a TDM, the instants that are
still incomplete. A line that cannot be read is a `Problem`; the stream goes on.
"""

from __future__ import annotations

import csv
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
from downrange.tracking.columns import Column, find_column, read_instant, read_number
from downrange.tracking.tdm import TdmReader

LONGEST_LINE = 20_000
"""Characters; a longer line is no observation."""
DEFAULT_SIGMA = {
    "position": 500.0, "range": 100.0, "angle": math.radians(0.1), "range_rate": 5.0, "speed": 2.0, "height": 50.0,
}  # fmt: skip
"""Taken where the stream states none [m, rad, m/s]; a speed or height is at least as unsure as its last digit."""
DISPLAY_LAG = 0.15
"""A display's speed and height are as old as this when shown [s]."""
FARTHEST = 5e8
"""Lengths beyond this [m] are misread numbers."""
FASTEST = 2e4
"""[m/s]"""
DOWNRANGE_SHARE = 0.02
"""A distance downrange and its height are told for a moment or place to this share of themselves."""
AZIMUTH_SIGMA = 0.05
"""How well a stated azimuth says where a place downrange is [rad]."""
MEAN_RADIUS = 6_371_008.8
"""[m]"""
SENSORS_KEPT = 256


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
    stated: dict[str, float] = field(default_factory=dict)
    """Noise stated in `# key: value` lines, SI."""
    tdm: TdmReader = field(default_factory=TdmReader)

    def read_line(self, text: str) -> tuple[tuple[Sighting, ...], tuple[Problem, ...]]:
        """The sightings that a line completes, and what is wrong with it."""
        self.line += 1
        if len(text) > LONGEST_LINE:
            return (), (self._problem(f"a line of {len(text)} characters", "cut the stream into one line a sighting"),)
        text = text.strip().lstrip("\ufeff")
        if not text:
            return (), ()
        if text.startswith("#"):
            return (), self._setting(text.lstrip("# "))
        if text.startswith("{"):
            return self._json(text)
        if self.tdm.takes(text):
            return self._tdm(text)
        return self._row(text)

    def finish(self) -> tuple[tuple[Sighting, ...], tuple[Problem, ...]]:
        """What was still waiting for the end of the stream."""
        return self._from_rows(self.tdm.flush())

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
        self.stated = dict(saved["stated"])
        self.tdm.restore(saved["tdm"])

    def _problem(self, what: str, hint: str = "") -> Problem:
        return Problem(path=self.path, line=self.line, what=what, hint=hint)

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
            self.liftoff = instant
        elif key.startswith("sensor "):
            numbers = [read_number(part) for part in value.split(",")]
            if len(numbers) not in (2, 3) or None in numbers:
                return (self._problem(f"sensor position {value!r}", "write latitude, longitude, height in meters"),)
            place = [number[0] for number in numbers if number is not None]
            self.add_sensor(text.partition(":")[0][len("sensor ") :].strip(), (place[0], place[1], sum(place[2:])))
        elif key.startswith("sigma"):
            column, number = find_column(key), read_number(value)
            if column is not None and number is not None and number[0] > 0:
                self.stated[column.quantity] = number[0] * column.factor
        return ()

    def add_sensor(self, name: str, place_deg: tuple[float, float, float]) -> None:
        """State where a sensor stands: latitude and longitude in degrees, height in meters."""
        if len(self.sensors) < SENSORS_KEPT:
            self.sensors[name] = (math.radians(place_deg[0]), math.radians(place_deg[1]), place_deg[2])

    def _json(self, text: str) -> tuple[tuple[Sighting, ...], tuple[Problem, ...]]:
        try:
            # Numbers stay text, so that the width of their last digit is seen.
            value = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
        except (json.JSONDecodeError, RecursionError) as error:
            what = error.msg if isinstance(error, json.JSONDecodeError) else "it is nested too deep"
            return (), (self._problem(f"not JSON: {what}", "one object a line"),)
        if not isinstance(value, dict):
            return (), (self._problem("JSON that is no object", "one object a line"),)
        return self._fields({str(key): str(item) for key, item in value.items() if item is not None})

    def _row(self, text: str) -> tuple[tuple[Sighting, ...], tuple[Problem, ...]]:
        delimiter = next((mark for mark in (",", ";", "\t") if mark in text), ",")
        try:
            cells = next(csv.reader([text], delimiter=delimiter), [])
        except csv.Error as error:
            return (), (self._problem(f"not CSV: {error}"),)
        if _is_header(cells):
            self.header = tuple(cell.strip() for cell in cells)
            if not any(find_column(name) for name in self.header):
                return (), (self._problem("no column of the header is known", "see docs/tracking.md for the names"),)
            return (), ()
        if not self.header:
            return (), (self._problem("a row before any header", "begin with a line of column names"),)
        if len(cells) != len(self.header):
            return (), (self._problem(f"{len(cells)} cells under {len(self.header)} columns"),)
        return self._fields(dict(zip(self.header, cells, strict=True)))

    def _tdm(self, text: str) -> tuple[tuple[Sighting, ...], tuple[Problem, ...]]:
        try:
            rows = self.tdm.read(text)
        except ValueError as error:
            return (), (self._problem(str(error), "CCSDS 503.0-B: KEYWORD = instant value"),)
        return self._from_rows(rows)

    def _from_rows(
        self, rows: list[tuple[dict[str, float], str, datetime]]
    ) -> tuple[tuple[Sighting, ...], tuple[Problem, ...]]:
        sightings: list[Sighting] = []
        problems: list[Problem] = []
        for values, sensor, instant in rows:
            made = self._sighting(
                {key: (value, 0.0) for key, value in values.items()}, sensor, self._seconds(instant), None
            )
            if isinstance(made, Sighting):
                sightings.append(made)
            else:
                problems.append(made)
        return tuple(sightings), tuple(problems)

    def _fields(self, fields: dict[str, str]) -> tuple[tuple[Sighting, ...], tuple[Problem, ...]]:
        numbers: dict[str, tuple[float, float]] = {}
        instant: datetime | None = None
        sensor = ""
        for name, text in fields.items():
            column = find_column(name)
            if column is None or not text.strip():
                continue
            if column.quantity == "sensor":
                sensor = text.strip()
            elif column.quantity == "utc":
                instant = read_instant(text)
                if instant is None:
                    return (), (self._problem(f"{name} {text.strip()!r} is no instant"),)
            else:
                number = read_number(text)
                if number is None and column.quantity == "time" and (instant := read_instant(text)):
                    continue
                if number is None:
                    return (), (self._problem(f"{name} {text.strip()[:40]!r} is no number"),)
                self._take(numbers, column, number)
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
        made = self._sighting(numbers, sensor, time, place)
        return ((made,), ()) if isinstance(made, Sighting) else ((), (made,))

    @staticmethod
    def _take(numbers: dict[str, tuple[float, float]], column: Column, number: tuple[float, float]) -> None:
        numbers.setdefault(column.quantity, (number[0] * column.factor, number[1] * column.factor))

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
    ) -> Sighting | Problem:
        """One sighting out of the numbers of a line, or what keeps it from being one."""
        wrong = _impossible(numbers, time)
        if wrong:
            return self._problem(wrong)
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
                line=self.line,
            )
        if "downrange" in value and "height" in value:
            return self._seen_from_pad(numbers, sensor, time)
        if any(key in value for key in ("range", "azimuth", "elevation", "range_rate")):
            place = place or self._find_sensor(sensor)
            if place is None:
                return self._problem(
                    f"sensor {sensor!r} stands nowhere known", "add a line '# sensor NAME: lat, lon, height'"
                )
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
                line=self.line,
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
                line=self.line,
            )
        return self._problem("nothing measured in it", "see docs/tracking.md for the columns that are known")

    def _seen_from_pad(
        self, numbers: Mapping[str, tuple[float, float]], sensor: str, time: float
    ) -> Sighting | Problem:
        """A distance along the ground and a height, as the press has them: what a radar on the pad would see of it."""
        if self.pad is None:
            return self._problem("a distance downrange, but no pad is known", "give --site or --pad")
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
                line=self.line,
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
            line=self.line,
        )

    def _find_sensor(self, name: str) -> tuple[float, float, float] | None:
        if name in self.sensors:
            return self.sensors[name]
        site = find_site(name) if name else None
        if site is None:
            return next(iter(self.sensors.values())) if len(self.sensors) == 1 and not name else None
        return math.radians(site.latitude_deg), math.radians(site.longitude_deg), site.height


def _is_header(cells: list[str]) -> bool:
    """A header names at least one known column and holds no number."""
    known = sum(find_column(cell) is not None for cell in cells)
    return known > 0 and not any(read_number(cell) for cell in cells if cell.strip())


def _half_turn(angle: float) -> float:
    return math.remainder(angle, 2.0 * math.pi)


def _impossible(numbers: Mapping[str, tuple[float, float]], time: float) -> str:
    """What in a line cannot be, in words; empty when all can."""
    if not math.isfinite(time) or abs(time) > 1e11:
        return f"time {time!r}"
    limits = {
        "latitude": math.pi / 2, "longitude": 2 * math.pi, "elevation": math.pi / 2, "azimuth": 2 * math.pi,
        "height": FARTHEST, "range": FARTHEST, "downrange": 2e7, "speed": FASTEST, "range_rate": FASTEST,
    }  # fmt: skip
    for quantity, most in limits.items():
        value = numbers.get(quantity, (0.0, 0.0))[0]
        if not abs(value) <= most * (1 + 1e-9):
            return f"{quantity} {value:g} is out of range"
    if numbers.get("range", (1.0, 0.0))[0] <= 0 or numbers.get("speed", (0.0, 0.0))[0] < 0:
        return "a range or speed below zero"
    return ""
