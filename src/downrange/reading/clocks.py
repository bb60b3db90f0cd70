"""Clock times: found by the patterns of each lexicon, with the zone written beside them, and put into UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from downrange.reading.folding import fold
from downrange.reading.lexicon import Lexicon
from downrange.reading.patterns import either, find_figures, match_at, search_around, search_words
from downrange.reading.spoken_clocks import NOON, find_spoken_clocks, hour_in_part

HALF_REACH = 120
"""The half of the day told with one clock holds for the next one at most this far behind [characters]."""
ZONE_REACH = 34
"""How far behind a clock time its zone may be written [characters]."""
BESIDE_REACH = 24
"""'Shortly after midnight': the words stand this near before it [characters]."""
SECOND_CLOCK_REACH = 48
"""How far behind a clock time the same instant in another zone may be written [characters]."""
LOCAL = "local"
_HOUR_BEHIND = re.compile(r" ?\d")
_TOLD_BEHIND = re.compile(r" ?\( ?\d{1,2} ?[:.h時시] ?\d\d")
_JOINS = re.compile(r"[\s,(\[/;=]*(?:[^\W\d]+[\s,]+){0,3}")
_CLOCK_BEHIND = re.compile(r"[ :]*(?:\d{1,2}(?:日|일)\s?)?(?:[^\W\d]{1,3}\s?)?\d")
"""'23時55分(日本時間27日午前0時55分)': the zone behind a bracket is that of the clock time behind it."""
_DAY_BETWEEN = re.compile(r"[ ,]*(?:\d{1,2}(?:月|월) ?)?(?:\d{1,2}(?:日|일))?[ ,]*")
"""What stands between a zone and its clock time: '日本時間27日午前0時55分'."""


@dataclass(frozen=True, slots=True)
class ClockMention:
    """A clock time as written, with its zone when one is named."""

    start: int
    end: int
    hour: int
    minute: int
    approx: bool = False
    zone: str | None = None
    """Offset, zone name or `local`."""
    other: tuple[int, int, str] | None = None
    """The same instant in another zone: hour, minute, zone."""

    @property
    def local(self) -> str:
        """As hours and minutes."""
        return f"{self.hour:02d}:{self.minute:02d}"


class _Grammar(NamedTuple):
    patterns: tuple[tuple[re.Pattern[str], bool], ...]
    """Each with whether its hour comes first."""
    zone: re.Pattern[str]
    zones: dict[str, str]
    words: re.Pattern[str] | None
    word_clocks: dict[str, tuple[int, int]]
    pm: frozenset[str]
    am: frozenset[str]
    about: tuple[str, ...]
    about_after: tuple[str, ...]
    beside: tuple[str, ...]
    """Words that put something shortly before or after midnight or noon, which tells no time."""


@cache
def time_zones(lexicon: Lexicon) -> dict[str, str]:
    """Folded names of time zones in a language, with the offset or the name of each."""
    return {fold(name): zone for zone, names in lexicon.dates.get("zones", {}).items() for name in names}


@cache
def _grammar(lexicon: Lexicon) -> _Grammar:
    table = lexicon.dates
    zones = time_zones(lexicon)
    am, pm = (frozenset(fold(word) for word in table.get(key, ())) for key in ("am", "pm"))
    begin, end = (r"(?<![\w.,])(?<!\d:)", r"(?!\w)") if lexicon.spaced else (r"(?<![\d.,])(?<!\d:)", "")
    within = r"(?<![^\W\d_])" if lexicon.spaced else ""  # 'in a test at 5:11' is not Eastern time
    pieces = {
        "{hour}": r"(?P<hour>[0-2]?\d)",
        "{same}": r"(?P<same>)",
        "{hour4}": r"(?P<hour>[0-2]\d)(?P<minute>[0-5]\d)",
        "{follows}": f"(?= ?(?:{either(zones)}))",
        "{minute}": r"(?P<minute>[0-5]\d)(?!\d)" if lexicon.spaced else r"(?P<minute>[0-5]?\d)(?!\d)",
        "{second}": r"[0-5]\d(?!\d)",
        "{pm}": f"(?P<half>{either(am | pm)}){end}",
    }
    patterns: list[tuple[re.Pattern[str], bool]] = []
    for pattern in table.get("clocks", ()):
        plain = fold(pattern)
        for name, piece in pieces.items():
            plain = plain.replace(name, piece)
        patterns.append((re.compile(begin + plain + end), pattern.startswith("{hour")))
    word_clocks = {fold(word): (int(clock[:2]), int(clock[3:])) for word, clock in table.get("words", {}).items()}
    return _Grammar(
        patterns=tuple(patterns),
        zone=re.compile(f"{within}(?:{either(zones)}){end}"),
        zones=zones,
        words=re.compile(f"(?:{either(word_clocks)}){end}") if word_clocks else None,
        word_clocks=word_clocks,
        pm=pm,
        am=am,
        about=tuple(fold(word) for word in table.get("about", ())),
        about_after=tuple(fold(word) for word in table.get("about_after", ())),
        beside=tuple(fold(word) for word in table.get("beside", ("\n",))),
    )


def find_clocks(folded: str, lexicon: Lexicon) -> list[ClockMention]:
    """All clock times that the text names, in order; one instant in two zones is one mention."""
    grammar = _grammar(lexicon)
    used = bytearray(len(folded))
    found: dict[int, ClockMention] = {}
    halved: set[int] = set()
    spoken = list(find_spoken_clocks(folded, lexicon))

    def keep_spoken(*, whole_hours: bool) -> None:
        for start, end, hour, minute, whole in spoken:
            if whole is whole_hours and not any(used[start:end]):
                used[start:end] = b"\1" * (end - start)
                before = folded[max(0, start - 6) : start].rstrip()
                hour += NOON if hour < NOON and not lexicon.spaced and before.endswith(tuple(grammar.pm)) else 0
                found[start] = _with_surroundings(folded, start, end, hour, minute, grammar)

    keep_spoken(whole_hours=False)
    figures = find_figures(folded)
    for pattern, hour_first in grammar.patterns:
        for match in (match_at if hour_first else search_around)(pattern, folded, figures):
            start, end = match.span()
            if any(used[start:end]):
                continue
            parts = match.groupdict()
            before = _clock_before(folded, start, found) if parts.get("same") is not None else None
            if "same" in parts and before is None:
                continue
            hour, minute = before.hour if before else int(parts["hour"]), int(parts.get("minute") or 0)
            half = parts.get("half") or (None if lexicon.spaced or before else _half_before(folded, start, grammar))
            if half in grammar.pm and hour < 12 and (hour > 0 or parts.get("half")):  # '午後0時', but '밤 11시 … 0시'
                hour += 12
            elif half in grammar.am and hour == 12:
                hour = 0
            if hour > 24 or minute > 59:
                continue
            if half is None and lexicon.spaced:
                hour = hour_in_part(folded, end, hour, lexicon)
            used[start:end] = b"\1" * (end - start)
            found[start] = _with_surroundings(folded, start, end, hour % 24, minute, grammar)
            if parts.get("half") in grammar.pm:
                halved.add(start)
    keep_spoken(whole_hours=True)
    if grammar.words is not None:
        for match in search_words(grammar.words, folded, _is_joined):
            if any(used[match.start() : match.end()]) or _TOLD_BEHIND.match(folded, match.end()):
                continue  # 'a little after noon (12:03)'
            if folded[max(0, match.start() - BESIDE_REACH) : match.start()].rstrip().endswith(grammar.beside):
                continue  # 'shortly after midnight'
            hour, minute = grammar.word_clocks[match.group()]
            found[match.start()] = _with_surroundings(folded, *match.span(), hour, minute, grammar)
    return _merge(_share_halves(found, halved, folded, lexicon), folded)


def _share_halves(
    found: dict[int, ClockMention], halved: set[int], folded: str, lexicon: Lexicon
) -> list[ClockMention]:
    """'Between 8:48 and 8:57 p.m.': the half of the day told with the second of two clock times is that of both."""
    clocks = [found[start] for start in sorted(found)]
    joints = (*lexicon.meta.get("conjunctions", ()), *lexicon.meta.get("span_joints", ()), "-")
    for index, start in enumerate(sorted(found)):
        clock = clocks[index - 1] if index else None
        if start not in halved or clock is None or clock.zone is not None or clock.hour >= NOON:
            continue
        if clock.hour + NOON <= found[start].hour and folded[clock.end : start].strip() in joints:
            clocks[index - 1] = replace(clock, hour=clock.hour + NOON)
    return clocks


def _clock_before(folded: str, start: int, found: dict[int, ClockMention]) -> ClockMention | None:
    """The clock time told last: '同51分' is of its hour."""
    near = [place for place in found if 0 <= start - place <= HALF_REACH and "\n" not in folded[place:start]]
    return found[max(near)] if near else None


def _is_joined(char: str) -> bool:
    """'Afternoon' and 'mid-noon' are no noon."""
    return char.isalnum() or char in "_-"


def _half_before(folded: str, start: int, grammar: _Grammar) -> str | None:
    """'밤 10시 44분 ... 10시 46분': the half of the day holds for the next clock of the sentence."""
    said = folded[max(0, start - HALF_REACH) : start]
    for stop in "\n。":
        said = said.rpartition(stop)[2]
    last = max(((said.rfind(word), word) for word in (*grammar.am, *grammar.pm)), default=(-1, ""))
    return last[1] if last[0] >= 0 and _HOUR_BEHIND.match(said, last[0] + len(last[1])) else None


def _with_surroundings(folded: str, start: int, end: int, hour: int, minute: int, grammar: _Grammar) -> ClockMention:
    before = folded[max(0, start - 20) : start].rstrip()
    after = folded[end : end + 3].lstrip()
    approx = before.endswith(grammar.about) or folded.startswith(grammar.about, start)
    approx = approx or (bool(grammar.about_after) and after.startswith(grammar.about_after))
    zone = None
    match = grammar.zone.search(folded, end, end + ZONE_REACH)
    if match and _JOINS.fullmatch(folded, end, match.start()) and not _is_of_next(folded, end, match):
        zone = grammar.zones[match.group()]
        end = match.end()
    else:
        match = grammar.zone.search(folded, max(0, start - ZONE_REACH // 2), start)
        between = folded[match.end() : start] if match else ""
        beside = len(between.strip(" ,")) <= 2 or _DAY_BETWEEN.fullmatch(between) is not None
        if match and beside and "(" not in between:
            zone = grammar.zones[match.group()]
            start = match.start()
    return ClockMention(start, end, hour, minute, bool(approx), zone)


def _is_of_next(folded: str, end: int, zone: re.Match[str]) -> bool:
    """Whether a zone belongs to a second clock time that stands with it in a bracket."""
    return "(" in folded[end : zone.start()] and _CLOCK_BEHIND.match(folded, zone.end()) is not None


def _merge(clocks: list[ClockMention], folded: str) -> list[ClockMention]:
    """Fold `19:15 (15:45 GMT)` into one mention."""
    merged: list[ClockMention] = []
    for clock in clocks:
        if merged:
            last = merged[-1]
            gap = folded[last.end : clock.start]
            reach = SECOND_CLOCK_REACH * (2 if gap.endswith("(") else 1)
            near = len(gap) <= reach and last.other is None and clock.zone not in (None, last.zone)
            if (
                (
                    near
                    and ("(" in gap or "/" in gap or "," in gap or gap.strip() in ("or", "soit", "ou"))
                    and "." not in gap
                )
                and not set(gap) & set(")")
                and _whole_hours(last, clock)
            ):
                end = clock.end + (folded[clock.end : clock.end + 1] == ")")
                merged[-1] = ClockMention(
                    last.start,
                    end,
                    last.hour,
                    last.minute,
                    last.approx,
                    last.zone,
                    (clock.hour, clock.minute, str(clock.zone)),
                )
                continue
        merged.append(clock)
    return merged


def _whole_hours(a: ClockMention, b: ClockMention) -> bool:
    """Two clocks can be one instant in two zones when they differ by quarter hours."""
    return (a.minute - b.minute) % 15 == 0


def zone_of(name: str | None, site_zone: str | None) -> tzinfo | None:
    """The zone that a clock mention names; `local` and None mean the site's."""
    if name is None or name == LOCAL:
        return ZoneInfo(site_zone) if site_zone else None
    if name[0] in "+-":
        sign = -1 if name[0] == "-" else 1
        return timezone(sign * timedelta(hours=int(name[1:3]), minutes=int(name[4:6])))
    return ZoneInfo(name)


def as_utc(
    day: date, clock: ClockMention, site_zone: str | None, *, at_site: bool = True
) -> tuple[str | None, str | None]:
    """(UTC instant, name of the zone) of a clock time.

    `day` is the day at the site; `at_site` is false when the zone is only the country's. A clock
    given in another zone than the site's is put on the day that makes it fall
    on the site's day.
    """
    zone = zone_of(clock.zone, site_zone)
    if zone is None:
        if clock.other is None:
            return None, None
        zone = zone_of(clock.other[2], site_zone)
        if zone is None:
            return None, None
        local = timedelta(hours=clock.hour, minutes=clock.minute)
        instant = datetime(day.year, day.month, day.day, clock.other[0], clock.other[1], tzinfo=zone)
        shift = (local - timedelta(hours=clock.other[0], minutes=clock.other[1])).total_seconds() / 3600
        if shift > 14:
            instant += timedelta(1)
        elif shift < -12:
            instant -= timedelta(1)
        return _write(instant), None
    if clock.zone is None and clock.other is not None and site_zone:
        second = zone_of(clock.other[2], site_zone) or zone
        instant = datetime(day.year, day.month, day.day, *clock.other[:2], tzinfo=second)
        instant -= instant.astimezone(zone).date() - day
        at_site_clock = instant.astimezone(zone)
        if (at_site_clock.hour, at_site_clock.minute) != (clock.hour, clock.minute):
            # '14h44, heure de Papeete (0h44 UTC)': the first clock is of a zone that no lexicon knows.
            return _write(instant), None
    instant = datetime(day.year, day.month, day.day, clock.hour, clock.minute, tzinfo=zone)
    if site_zone and at_site and clock.zone not in (None, LOCAL):
        off = instant.astimezone(ZoneInfo(site_zone)).date() - day
        instant -= off
    return _write(instant), instant.tzname()


def _write(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
