"""CCSDS Tracking Data Messages (keyword = value), a line at a time: components of one instant are put together.

A data section may be sorted by time or by keyword. Of a message that is a file, each section is put together at its
end; of a stream, as soon as an instant cannot grow any more.
Source: CCSDS 503.0-B-2 (2020), Tracking Data Message, 3.3 to 3.5.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from downrange.tracking.columns import read_instant, read_number

KEYWORDS = {
    "RANGE": "range",
    "ANGLE_1": "azimuth",
    "ANGLE_2": "elevation",
    "DOPPLER_INSTANTANEOUS": "range_rate",
    "DOPPLER_INTEGRATED": "range_rate",
}
CORRECTIONS = {
    "RANGE": "CORRECTION_RANGE",
    "ANGLE_1": "CORRECTION_ANGLE_1",
    "ANGLE_2": "CORRECTION_ANGLE_2",
    "DOPPLER_INSTANTANEOUS": "CORRECTION_DOPPLER",
    "DOPPLER_INTEGRATED": "CORRECTION_DOPPLER",
}
RANGE_UNITS = {"km": 1e3, "s": 299_792_458.0, "m": 1.0}
"""Round-trip times are halved below."""
UTC_NAMES = ("UTC", "UT1")
INSTANTS_KEPT = 4096
"""Instants of a stream that are still incomplete; the oldest goes out as it is when there are more."""
WHOLE_KEPT = 500_000
"""The same of a file."""
_LINE = re.compile(r"^([A-Z][A-Z0-9_]*)\s*=\s*(.*)$")
_MARKS = {"META_START", "META_STOP", "DATA_START", "DATA_STOP"}


@dataclass(kw_only=True)
class Row:
    """What was measured at an instant."""

    instant: datetime
    values: dict[str, float]
    """In SI."""
    line: int
    """Line of its first component."""
    stations: tuple[str, ...] = ()
    """Participants that may be the station, the likeliest first."""


@dataclass(kw_only=True)
class TdmReader:
    """Holds the metadata of the segment being read and the instants that are not complete yet."""

    whole: bool = False
    """True for a file: a section is put together at its end, whatever its order."""
    active: bool = False
    meta: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    """What was said of this segment's metadata: once."""
    waiting: dict[str, Row] = field(default_factory=dict)
    """By instant as written, in order of arrival."""
    newest: datetime | None = None
    """Latest instant of this section."""
    by_keyword: bool = False
    """True once this section is known to be sorted by keyword."""
    last: str = ""
    """Keyword of the last line of data."""

    def takes(self, text: str) -> bool:
        """True when a line belongs to a message."""
        if text.startswith("CCSDS_TDM_VERS"):
            self.active = True
        return self.active and (text in _MARKS or text.startswith("COMMENT") or _LINE.match(text) is not None)

    def read(self, text: str, line: int) -> list[Row]:
        """The instants that a line completes.

        Raises:
            ValueError: the line is no line of a message, or not one that is read; the text says why.
        """
        if text == "META_START":
            rows = self.flush()
            self.meta, self.refused = {}, []
            return rows
        if text == "DATA_STOP":
            return self.flush()
        found = _LINE.match(text)
        if text in _MARKS or text.startswith("COMMENT") or found is None:
            return []
        keyword, value = found.groups()
        if keyword not in KEYWORDS:
            if len(self.meta) < 200:
                self.meta[keyword] = value.strip()
            return []
        return self._measured(keyword, value, line)

    def _measured(self, keyword: str, value: str, line: int) -> list[Row]:
        parts = value.split()
        number = read_number(parts[1]) if len(parts) == 2 else None
        instant = read_instant(parts[0]) if parts else None
        if number is None or instant is None:
            raise ValueError(f"{keyword} {value[:60]!r} is no instant and number")
        refusal = self._refusal(keyword)
        if refusal:
            if refusal in self.refused:
                return []
            self.refused.append(refusal)
            raise ValueError(refusal)
        rows = [] if self.whole else self._completed(keyword, instant)
        middle = instant + self._to_middle(keyword)
        key = parts[0] if middle == instant else f"{parts[0]} {keyword}"
        row = self.waiting.setdefault(key, Row(instant=middle, values={}, line=line, stations=self._stations()))
        row.values[KEYWORDS[keyword]] = (number[0] + self._correction(keyword)) * self._factor(keyword)
        self.newest, self.last = max(self.newest or instant, instant), keyword
        while len(self.waiting) > (WHOLE_KEPT if self.whole else INSTANTS_KEPT):
            rows.append(self.waiting.pop(next(iter(self.waiting))))
        return rows

    def _to_middle(self, keyword: str) -> timedelta:
        """From a time tag to the instant that a measurement is of: the middle of what it was integrated over."""
        interval = read_number(self.meta.get("INTEGRATION_INTERVAL", "0"))
        tag = self.meta.get("INTEGRATION_REF", "MIDDLE").upper()
        if keyword != "DOPPLER_INTEGRATED" or interval is None or tag not in ("START", "END"):
            return timedelta()
        return timedelta(seconds=interval[0] / 2.0 if tag == "START" else -interval[0] / 2.0)

    def _path(self) -> list[str]:
        """Indices of the participants that the signal passed, the sender first."""
        return [part.strip() for part in self.meta.get("PATH", "1,2,1").split(",") if part.strip()]

    def _stations(self) -> tuple[str, ...]:
        """Angles are measured where the signal is received; where that is the vehicle, the sender is the station."""
        names = [self.meta.get(f"PARTICIPANT_{index}", "") for index in reversed(self._path())]
        return tuple(dict.fromkeys([*(name for name in names if name), self.meta.get("PARTICIPANT_1", "")]))

    def _refusal(self, keyword: str) -> str:
        """Why measurements of this segment are not read; empty when they are."""
        system = self.meta.get("TIME_SYSTEM", "UTC").upper()
        if system not in UTC_NAMES:
            return f"times in {system} are not read, only UTC"
        if self.meta.get("MODE", "SEQUENTIAL").upper() != "SEQUENTIAL":
            return f"data of mode {self.meta['MODE']} are not read, only SEQUENTIAL"
        if keyword.startswith("ANGLE") and self.meta.get("ANGLE_TYPE", "AZEL").upper() != "AZEL":
            return f"angles of type {self.meta['ANGLE_TYPE']} are not read, only AZEL"
        if keyword.startswith("ANGLE"):
            return ""
        if len(set(self._path())) > 2:
            return f"{keyword} over the path {self.meta['PATH']}, with a sender apart, is not read"
        if keyword == "RANGE" and self.meta.get("RANGE_UNITS", "km").lower() not in RANGE_UNITS:
            return f"ranges in {self.meta['RANGE_UNITS']} are not read, only km, m and s"
        modulus = read_number(self.meta.get("RANGE_MODULUS", "0"))
        if keyword == "RANGE" and (modulus is None or modulus[0] != 0.0):
            return f"ambiguous ranges (RANGE_MODULUS {self.meta['RANGE_MODULUS']}) are not read"
        return ""

    def _correction(self, keyword: str) -> float:
        """What is to be added to a measurement, where the message says that it has not been."""
        if self.meta.get("CORRECTIONS_APPLIED", "YES").upper() != "NO":
            return 0.0
        number = read_number(self.meta.get(CORRECTIONS[keyword], "0"))
        return number[0] if number is not None else 0.0

    def _factor(self, keyword: str) -> float:
        if keyword == "RANGE":
            unit = self.meta.get("RANGE_UNITS", "km").lower()
            return RANGE_UNITS[unit] * (0.5 if unit == "s" and len(self._path()) > 2 else 1.0)
        return 1e3 if keyword.startswith("DOPPLER") else math.pi / 180

    def _completed(self, keyword: str, instant: datetime) -> list[Row]:
        """Instants that cannot grow any more as a line comes: those before it, where lines are sorted by time.

        A keyword that comes twice in a row may go on to the end of the section, and others follow; once time has gone
        back with another keyword that is certain, and nothing is complete before the end.
        """
        if self.newest is not None and instant < self.newest:
            self.by_keyword = True
        if self.by_keyword or keyword == self.last:
            return []
        done = [text for text, row in self.waiting.items() if row.instant < instant]
        return sorted((self.waiting.pop(text) for text in done), key=lambda row: row.instant)

    def flush(self) -> list[Row]:
        """Everything that still waits, in order of time."""
        rows = sorted(self.waiting.values(), key=lambda row: row.instant)
        self.waiting, self.newest, self.by_keyword, self.last = {}, None, False, ""
        return rows

    def state(self) -> dict[str, object]:
        """As JSON values."""
        waiting = {text: {**asdict(row), "instant": row.instant.isoformat()} for text, row in self.waiting.items()}
        kept = ("whole", "active", "meta", "refused", "by_keyword", "last")
        newest = self.newest.isoformat() if self.newest else None
        return {**{name: getattr(self, name) for name in kept}, "waiting": waiting, "newest": newest}

    def restore(self, state: Mapping[str, object]) -> None:
        """Go on from a saved state."""
        saved: dict[str, Any] = dict(state)
        waiting: dict[str, dict[str, Any]] = saved.pop("waiting")
        newest = saved.pop("newest")
        self.newest = datetime.fromisoformat(newest) if newest else None
        for name, value in saved.items():
            setattr(self, name, value)
        self.waiting = {
            text: Row(
                instant=datetime.fromisoformat(row["instant"]),
                values=row["values"],
                line=row["line"],
                stations=tuple(row["stations"]),
            )
            for text, row in waiting.items()
        }
