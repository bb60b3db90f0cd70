"""CCSDS Tracking Data Messages (keyword = value), a line at a time: components of one instant are put together.

Source: CCSDS 503.0-B-2 (2020), Tracking Data Message.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from downrange.tracking.columns import read_instant, read_number

KEYWORDS = {"RANGE": "range", "ANGLE_1": "azimuth", "ANGLE_2": "elevation", "DOPPLER_INSTANTANEOUS": "range_rate"}
RANGE_UNITS = {"km": 1e3, "s": 299_792_458.0, "m": 1.0}
"""Two-way times are halved below."""
INSTANTS_KEPT = 4096
"""Instants still incomplete; the oldest goes out as it is when there are more."""
_LINE = re.compile(r"^([A-Z][A-Z0-9_]*)\s*=\s*(.*)$")
_MARKS = {"META_START", "META_STOP", "DATA_START", "DATA_STOP"}

Row = tuple[dict[str, float], str, datetime]
"""Values in SI, name of the sensor, instant."""


@dataclass(kw_only=True)
class TdmReader:
    """Holds the metadata of the segment being read and the instants that are not complete yet."""

    active: bool = False
    meta: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    """Data keywords of this segment so far."""
    waiting: dict[str, dict[str, float]] = field(default_factory=dict)
    """Components by instant as written, in order of arrival."""
    latest: dict[str, str] = field(default_factory=dict)
    """Last instant written under each keyword."""

    def takes(self, text: str) -> bool:
        """True when a line belongs to a message."""
        if text.startswith("CCSDS_TDM_VERS"):
            self.active = True
        return self.active and (text in _MARKS or text.startswith("COMMENT") or _LINE.match(text) is not None)

    def read(self, text: str) -> list[Row]:
        """The instants that a line completes.

        Raises:
            ValueError: the line is no line of a message; the text says why.
        """
        if text == "META_START":
            rows = self.flush()
            self.meta, self.seen, self.latest = {}, [], {}
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
        return self._measured(keyword, value)

    def _measured(self, keyword: str, value: str) -> list[Row]:
        parts = value.split()
        number = read_number(parts[1]) if len(parts) == 2 else None
        if number is None or read_instant(parts[0]) is None:
            raise ValueError(f"{keyword} {value[:60]!r} is no instant and number")
        if keyword in ("ANGLE_1", "ANGLE_2") and self.meta.get("ANGLE_TYPE", "AZEL") != "AZEL":
            raise ValueError(f"angles of type {self.meta['ANGLE_TYPE']!r} are not read, only AZEL")
        if keyword not in self.seen:
            self.seen.append(keyword)
        self.waiting.setdefault(parts[0], {})[KEYWORDS[keyword]] = number[0] * self._factor(keyword)
        self.latest[keyword] = parts[0]
        return self._completed()

    def _factor(self, keyword: str) -> float:
        if keyword == "RANGE":
            unit = self.meta.get("RANGE_UNITS", "km").lower()
            if unit not in RANGE_UNITS:
                raise ValueError(f"ranges in {unit!r} are not read")
            two_way = len(set(self.meta.get("PATH", "1,2").split(","))) < len(self.meta.get("PATH", "1,2").split(","))
            return RANGE_UNITS[unit] * (0.5 if unit == "s" and two_way else 1.0)
        return 1e3 if keyword == "DOPPLER_INSTANTANEOUS" else math.pi / 180

    def _completed(self) -> list[Row]:
        """Instants that every keyword seen has passed; with one keyword alone nothing is known to be complete."""
        rows: list[Row] = []
        if len(self.latest) < 2:
            return self._overflow(rows)
        last = min(
            (read_instant(text) for text in self.latest.values()),
            key=lambda instant: instant.timestamp() if instant else 0,
        )
        for text in list(self.waiting):
            instant = read_instant(text)
            if instant is not None and last is not None and instant < last:
                rows.append((self.waiting.pop(text), self.meta.get("PARTICIPANT_1", ""), instant))
        return self._overflow(sorted(rows, key=lambda row: row[2]))

    def _overflow(self, rows: list[Row]) -> list[Row]:
        while len(self.waiting) > INSTANTS_KEPT:
            text = next(iter(self.waiting))
            instant = read_instant(text)
            values = self.waiting.pop(text)
            if instant is not None:
                rows.append((values, self.meta.get("PARTICIPANT_1", ""), instant))
        return rows

    def flush(self) -> list[Row]:
        """Everything that still waits, in order of time."""
        rows = [
            (values, self.meta.get("PARTICIPANT_1", ""), instant)
            for text, values in self.waiting.items()
            if (instant := read_instant(text)) is not None
        ]
        self.waiting = {}
        return sorted(rows, key=lambda row: row[2])

    def state(self) -> dict[str, object]:
        """As JSON values."""
        return {
            "active": self.active,
            "meta": self.meta,
            "seen": self.seen,
            "waiting": self.waiting,
            "latest": self.latest,
        }

    def restore(self, state: Mapping[str, object]) -> None:
        """Go on from a saved state."""
        for name, value in state.items():
            setattr(self, name, value)
