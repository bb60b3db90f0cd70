"""Clock times told in words: 'half past six', 'sept heures et quart', 'halb acht', 'в половине восьмого'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from downrange.reading.folding import fold
from downrange.reading.lexicon import Lexicon
from downrange.reading.patterns import either, find_held, find_places_of, search_around

QUARTER, HALF, HOUR, NOON = 15, 30, 60, 12
DAWN = 6
"""'At eight at night' is 20:00, 'at two at night' is 02:00: nights begin in the evening and end at this hour."""
_KINDS = ("quarter_past", "quarter_to", "half_past", "half_to", "past", "to", "hour_minute", "hour")


class SpokenClock(NamedTuple):
    """A clock time in words: bounds, hour, minute."""

    start: int
    end: int
    hour: int
    minute: int
    whole: bool
    """Whether no minutes are told: what a clock time in figures goes before."""


class _Grammar(NamedTuple):
    patterns: tuple[tuple[str, re.Pattern[str], str], ...]
    """Kind, pattern, and words that every match holds; none where there are alternatives throughout."""
    hours: dict[str, int]
    minutes: dict[str, int]


class _Parts(NamedTuple):
    behind: re.Pattern[str]
    """Words behind an hour that tell the part of the day."""
    names: dict[str, str]


def _table(lexicon: Lexicon) -> Mapping[str, Any]:
    return lexicon.dates.get("spoken", {})


@cache
def _anchors(lexicon: Lexicon) -> re.Pattern[str]:
    """Words one of which every such clock holds: a text without them needs no grammar."""
    return re.compile(either([fold(word) for word in _table(lexicon).get("anchors", ())]))


@cache
def _parts(lexicon: Lexicon) -> _Parts | None:
    names = {fold(word): part for part in ("am", "pm", "night") for word in _table(lexicon).get(part, ())}
    end = r"(?!\w)" if lexicon.spaced else ""
    return _Parts(re.compile(rf"[\s,]*(?P<part>{either(names)}){end}"), names) if names else None


@cache
def _grammar(lexicon: Lexicon) -> _Grammar:
    table = _table(lexicon)
    ones = [fold(word) for word in table["ones"].split()]
    minutes = {word: value for value, word in enumerate(ones, 1)}
    for ten, word in enumerate(table["tens"].split(), 2):
        minutes[fold(word)] = ten * 10
        for one, small in enumerate(ones[:9], 1):
            for joint in table["joints"]:
                pair = f"{small}{joint}{word}" if table.get("ones_first") else f"{word}{joint}{small}"
                minutes[fold(pair)] = ten * 10 + one
    hours = {word: value for word, value in minutes.items() if value <= 2 * NOON}
    hours |= {fold(word): value for value, word in enumerate(table.get("hours", "").split(), 1)}
    hours |= {fold(word): 0 if clock.startswith("00") else NOON for word, clock in lexicon.dates["words"].items()}
    halves = {fold(word): value for value, word in enumerate(table.get("halves", "").split(), 1)}
    parts = _parts(lexicon)
    counted = [word for word, value in minutes.items() if value > 1]  # 'vers 14 heures une fusée'
    pieces = {
        "{h}": f"(?P<hour>{either(hours)}|[0-2]?\\d(?![\\d:]|[.,]\\d))",
        "{m}": f"(?P<minute>{either(counted)}|[0-5]?\\d(?!\\d))",
        "{ordinal}": f"(?P<hour>{either(halves)})" if halves else "(?!)",
        "{part}": f"(?={either(parts.names)})" if parts else "(?!)",
    }
    end = r"(?!\w)" if lexicon.spaced else ""
    patterns: list[tuple[str, re.Pattern[str], str]] = []
    for kind in _KINDS:
        for pattern in table.get(kind, ()):
            words = fold(pattern)
            held = find_held(words)
            for name, piece in pieces.items():
                words = words.replace(name, piece)
            patterns.append((kind, re.compile(words + ("" if words.endswith(pieces["{part}"]) else end)), held))
    return _Grammar(tuple(patterns), hours | halves, minutes)


def find_spoken_clocks(folded: str, lexicon: Lexicon) -> Iterator[SpokenClock]:
    """The clock times that a text tells in words, kind by kind."""
    anchors = [match.start() for match in _anchors(lexicon).finditer(folded)]
    if not anchors:
        return
    grammar = _grammar(lexicon)
    for kind, pattern, words in grammar.patterns:
        places = find_places_of(words, folded, len(anchors)) if words else None
        held = anchors if places is None else places
        for match in search_around(pattern, folded, held, _is_joined if lexicon.spaced else str.isdigit):
            parts = match.groupdict()
            hour = _value(grammar.hours, parts["hour"])
            minute = _value(grammar.minutes, parts["minute"]) if parts.get("minute") else 0
            hour, minute = _told(kind, hour, minute)
            if not (0 <= hour <= 2 * NOON and 0 <= minute < HOUR):
                continue
            hour = hour_in_part(folded, match.end(), hour, lexicon)
            yield SpokenClock(match.start(), match.end(), hour % (2 * NOON), minute, kind == "hour")


def hour_in_part(folded: str, end: int, hour: int, lexicon: Lexicon) -> int:
    """'7.30 Uhr abends', 'a las 9.18 de la noche': the hour in the part of the day that is told behind it."""
    parts = _parts(lexicon) if hour <= NOON else None
    behind = parts.behind.match(folded, end) if parts is not None else None
    return hour if parts is None or behind is None else _in_part(hour, parts.names[behind["part"]])


def _told(kind: str, hour: int, minute: int) -> tuple[int, int]:
    if kind.startswith("half"):
        minute = HALF
    elif kind.startswith("quarter"):
        minute = QUARTER
    if kind in ("to", "quarter_to"):
        return hour - 1 if hour else 2 * NOON - 1, HOUR - minute
    if kind == "half_to":
        return hour - 1 if hour else 2 * NOON - 1, HALF
    return hour, minute


def _in_part(hour: int, part: str) -> int:
    if hour > NOON:
        return hour
    if part == "am" or (part == "night" and hour < DAWN):
        return 0 if hour == NOON else hour
    if part == "night" and hour == NOON:
        return 0
    return hour if hour == NOON else hour + NOON


def _value(words: Mapping[str, int], written: str) -> int:
    return int(written) if written.isdigit() else words[written]


def _is_joined(char: str) -> bool:
    return char.isalnum() or char in "_-.,:"
