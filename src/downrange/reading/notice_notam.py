"""ICAO NOTAM: items Q and A to G, as laid down in ICAO Doc 8126 and Annex 15.

The outline is taken from item E; the Q line's circle, which only covers the area, is kept for when E has none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from downrange.reading import notice_shapes as shapes
from downrange.reading.notice_areas import NAUTICAL_MILE, Outline
from downrange.reading.schedules import read_schedule
from downrange.reading.windows import lay
from downrange.records.area import AreaShape, Window

_START = re.compile(r"(?:^|\n|\()[ \t]{0,8}(?=[A-Z]{1,2}\d{1,4}/\d{2}\s+NOTAM[NRC]\b|Q\)\s?[A-Z]{4}/)")
_NAME = re.compile(r"(?P<id>[A-Z]{1,2}\d{1,4}/\d{2})\s+NOTAM(?P<type>[NRC])(?:\s+(?P<old>[A-Z]{1,2}\d{1,4}/\d{2}))?")
_ITEM = re.compile(r"(?:^|[\s(])(?P<letter>[A-GQ])\)\s?")
_Q_CIRCLE = re.compile(r"(?P<lat>\d{4})(?P<ns>[NS])(?P<lon>\d{5})(?P<ew>[EW])(?P<radius>\d{3})")
_Q_CODE = re.compile(r"/Q(?P<code>[A-Z]{4})/")
_INSTANT = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?!\d)")
_WHOLE_WORLD = 999

_SUBJECTS = {
    "WM": "MISSILE GUN OR ROCKET FIRING",
    "WL": "ASCENT OF FREE BALLOON",
    "WE": "EXERCISES",
    "RD": "DANGER AREA",
    "RR": "RESTRICTED AREA",
    "RP": "PROHIBITED AREA",
    "RT": "TEMPORARY RESTRICTED AREA",
}
"""Second and third letters of the Q code. Source: ICAO Doc 8400, NOTAM code."""


@dataclass(frozen=True, slots=True)
class Notam:
    """The items of one NOTAM."""

    name: str
    item_e: str
    item_e_start: int
    """First character of item E in the NOTAM's text."""
    subject: str
    """What the Q code says, in words; 'MISSILE GUN OR ROCKET FIRING' is told apart by item E only."""
    circle: Outline | None
    """The Q line's circle."""
    start: datetime | None
    end: datetime | None
    schedule: str
    """Item D."""
    cancels: tuple[str, ...]
    ends_another: bool
    """Whether it only cancels another one (NOTAMC): it closes nothing and needs no windows."""
    references: tuple[str, ...]
    issued: datetime | None = None

    def windows(self) -> tuple[tuple[Window, ...], list[str]]:
        """Windows of items B to D, and what kept others out."""
        if self.start is None or self.end is None:
            return (), ["item B or C shows no date"] if self.item_e and not self.ends_another else []
        if self.end <= self.start:
            return (), [f"item C ({self.end:%Y-%m-%d %H:%M}) is not after item B ({self.start:%Y-%m-%d %H:%M})"]
        if not self.schedule.strip():
            return (Window(start=self.start, end=self.end),), []
        read = read_schedule(self.schedule)
        if read.clocks and not read.complete and not read.daily:
            return self._every_day(read.clocks), [flaw.what for flaw in read.flaws]
        windows, flaws = lay(read, self.start, anchor=self.start)
        inside = tuple(window for window in windows if window.end > self.start and window.start < self.end)
        if not inside:
            return (Window(start=self.start, end=self.end),), [*flaws, f"item D '{self.schedule.strip()}' is not read"]
        return inside, flaws

    def _every_day(self, clocks: list[tuple[int, int]]) -> tuple[Window, ...]:
        """Clock ranges on each day from B to C."""
        if self.start is None or self.end is None:
            return ()
        midnight = self.start.replace(hour=0, minute=0)
        found: list[Window] = []
        while midnight < self.end and len(found) < 1000:
            for begin, finish in clocks:
                opens = midnight + timedelta(minutes=begin)
                length = finish - begin if finish > begin else finish - begin + 1440
                if opens < self.end and opens + timedelta(minutes=length) > self.start:
                    found.append(Window(start=opens, end=opens + timedelta(minutes=length)))
            midnight += timedelta(days=1)
        return tuple(found)


def split_notams(text: str) -> list[tuple[int, int]]:
    """Where NOTAMs begin and end in a text; empty when it holds none."""
    starts: list[int] = []
    for match in _START.finditer(text.upper() if len(text.upper()) == len(text) else text):
        begin = match.end()
        if starts and text[begin : begin + 2].upper() == "Q)" and "Q)" not in text[starts[-1] : begin].upper():
            continue
        starts.append(begin)
    return [(start, starts[index + 1] if index + 1 < len(starts) else len(text)) for index, start in enumerate(starts)]


def read_notam(text: str) -> Notam:
    """Items of one NOTAM."""
    upper = text.upper() if len(text.upper()) == len(text) else text
    items: dict[str, tuple[int, int]] = {}
    marks = [(match["letter"], match.start("letter"), match.end()) for match in _ITEM.finditer(upper)]
    for index, (letter, _, begin) in enumerate(marks):
        if letter == "E" or letter not in items:
            stop = marks[index + 1][1] if index + 1 < len(marks) else len(upper)
            items.setdefault(letter, (begin, stop))
        if letter == "E":
            after = next((mark for mark in marks[index + 1 :] if mark[0] in "FG"), None)
            items["E"] = (begin, after[1] if after else len(upper))
            break
    for letter, begin, _ in marks:  # items F and G after E hold limits that are no coordinates
        if letter in "FG" and "E" in items and begin >= items["E"][0]:
            items["E"] = (items["E"][0], min(items["E"][1], begin))
            break
    name = _NAME.search(upper)
    q_line = upper[slice(*items["Q"])] if "Q" in items else ""
    old = name["old"] if name and name["old"] else None
    code = _Q_CODE.search(q_line)
    e_start, e_end = items.get("E", (0, 0))
    return Notam(
        name=name["id"] if name else "",
        item_e=text[e_start:e_end],
        item_e_start=e_start,
        subject=_SUBJECTS.get(code["code"][:2], "") if code else "",
        circle=_q_circle(q_line, items["Q"][0]) if "Q" in items else None,
        start=_instant(upper[slice(*items["B"])]) if "B" in items else None,
        end=_instant(upper[slice(*items["C"])]) if "C" in items else None,
        schedule=upper[slice(*items["D"])] if "D" in items else "",
        cancels=(old,) if old and name and name["type"] in "RC" else (),
        ends_another=name is not None and name["type"] == "C",
        references=(),
    )


def _q_circle(q_line: str, offset: int) -> Outline | None:
    """The circle at the end of the Q line, unless it stands for a whole region."""
    match = _Q_CIRCLE.search(q_line)
    if not match or int(match["radius"]) in (0, _WHOLE_WORLD):
        return None
    latitude = int(match["lat"][:2]) + int(match["lat"][2:]) / 60.0
    longitude = int(match["lon"][:3]) + int(match["lon"][3:]) / 60.0
    if latitude > 90.0 or longitude > 180.0:
        return None
    center = (-latitude if match["ns"] == "S" else latitude, -longitude if match["ew"] == "W" else longitude)
    radius = int(match["radius"]) * NAUTICAL_MILE
    span = (offset + match.start(), offset + match.end())
    return Outline(AreaShape.CIRCLE, shapes.circle(center, radius), span, center, radius)


def _instant(words: str) -> datetime | None:
    """YYMMDDhhmm to an instant; None for PERM, or when the calendar has no such day."""
    match = _INSTANT.search(words)
    if not match:
        return None
    year, month, day, hour, minute = (int(group) for group in match.groups())
    try:
        midnight = datetime(2000 + year, month, day, tzinfo=UTC)
    except ValueError:
        return None
    return midnight + timedelta(hours=hour, minutes=minute)
