"""Days counted from another day: 'three weeks ago', 'eight days earlier', 'two days after it launched ...'.

From publication ('ago'), from the date told before ('earlier', 'later'), or from the day of the launch that the
sentence is about ('eight days after the Guards sent ...': what follows lies eight days before that).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from downrange.reading.folding import fold
from downrange.reading.lexicon import Lexicon
from downrange.reading.patterns import either

DAYS_A_WEEK = 7
BEFORE, BEHIND = 40, 40
"""How far around a unit its number and the word for ago or later stand [characters]."""
FROM_PUBLICATION, FROM_TOLD, FROM_HOST = "publication", "told", "host"
_BASES = {
    "ago": (FROM_PUBLICATION, -1),
    "before": (FROM_TOLD, -1),
    "after": (FROM_TOLD, 1),
    "after_which": (FROM_HOST, -1),
    "before_which": (FROM_HOST, 1),
}
"""Table of a lexicon -> what it counts from, and in which direction."""
_FIELDS = {"day": "days", "week": "weeks", "month": "months", "year": "years"}
_LARGEST = {"days": 400, "weeks": 60, "months": 24, "years": 70}
"""More than this is no date of a launch."""


class Lag(NamedTuple):
    """A stretch of text that counts days, weeks, months or years from another day."""

    start: int
    end: int
    base: str
    field: str
    """Field of a date mention: days, weeks, months or years."""
    amount: int


class _Pattern(NamedTuple):
    words: re.Pattern[str]
    base: str
    sign: int


_TENS = (20, 30, 40, 50, 60, 70, 80, 90)


@cache
def _units(lexicon: Lexicon) -> dict[str, str]:
    table = lexicon.dates.get("lag_unit", {})
    return {fold(name): _FIELDS[unit] for unit, names in table.items() for name in names}


@cache
def _patterns(lexicon: Lexicon) -> tuple[_Pattern, ...]:
    numbers = [word for word, value in lexicon.numbers.items() if value == int(value)]
    tens = [word for word, value in lexicon.numbers.items() if value in _TENS]
    ones = [word for word, value in lexicon.numbers.items() if 1 <= value < min(_TENS) and value == int(value)]
    joint = "".join(f"[ -]{word}[ -]|" for word in lexicon.meta.get("number_joints", ()))
    pair = rf"(?:{either(tens)})(?:{joint}[ -])(?:{either(ones)})|" if tens and lexicon.spaced else ""
    count = rf"(?P<n>\d{{1,3}}|{pair}{either(numbers)})"
    unit = f"(?P<unit>{either(_units(lexicon))})"
    begin, end = (r"(?<![\w-])", r"(?!\w)") if lexicon.spaced else (r"(?<![\d.,])", "")
    found: list[_Pattern] = []
    for key, phrases in lexicon.dates.get("lag", {}).items():
        base, sign = _BASES[key]
        for phrase in phrases:
            plain = fold(phrase).replace("{n}", count).replace("{unit}", unit)
            found.append(_Pattern(re.compile(begin + plain + end), base, sign))
    return tuple(found)


@cache
def _counted(lexicon: Lexicon) -> re.Pattern[str]:
    """A unit of time: what is read only around these takes a tenth of the time."""
    begin, end = (r"(?<!\w)", r"(?!\w)") if lexicon.spaced else ("", "")
    return re.compile(f"{begin}(?:{either(_units(lexicon))}){end}")


@cache
def _spans(lexicon: Lexicon) -> tuple[re.Pattern[str], ...]:
    numbers = [word for word, value in lexicon.numbers.items() if value == int(value)]
    months = either(name for name, field in _units(lexicon).items() if field == "months")
    begin, end = (r"(?<!\w)", r"(?!\w)") if lexicon.spaced else (r"(?<![\d.,])", "")
    pieces = {"{n}": rf"(?P<n>\d{{1,2}}|{either(numbers)})", "{m}": rf"(?P<m>\d{{1,2}}|{either(numbers)})"}
    found: list[re.Pattern[str]] = []
    for phrase in lexicon.dates.get("ahead", ()):
        plain = fold(phrase).replace("{months}", f"(?P<unit>{months})")
        for name, piece in pieces.items():
            plain = plain.replace(name, piece)
        found.append(re.compile(begin + plain + end))
    return tuple(found)


@lru_cache(maxsize=1)
def _find_counted(folded: str, lexicon: Lexicon) -> tuple[int, ...]:
    """Where the units of time of a text begin; kept, as two grammars ask for those of the same text."""
    return tuple(match.start() for match in _counted(lexicon).finditer(folded))


def find_spans_ahead(folded: str, lexicon: Lexicon) -> Iterator[tuple[int, int, int, int]]:
    """'In six to eight months': (start, end, fewest months, most months) of each."""
    patterns = _spans(lexicon)
    hits = _find_counted(folded, lexicon) if patterns else ()
    for words in patterns if hits else ():
        for match in _around(words, folded, hits):
            few, most = (
                int(number) if number.isdigit() else int(lexicon.numbers[number]) for number in (match["n"], match["m"])
            )
            if 0 < few < most <= _LARGEST["months"]:
                yield *match.span(), few, most


def _around(words: re.Pattern[str], folded: str, hits: Sequence[int]) -> Iterator[re.Match[str]]:
    """Matches of a pattern that hold one of the places, each once."""
    last = -1
    for place in hits:
        if place < last:
            continue
        match = words.search(folded, max(last, place - BEFORE, 0), place + BEHIND)
        if match is not None and match.start("unit") == place:
            last = match.end()
            yield match


def _spelled(number: str, lexicon: Lexicon) -> int:
    """'Fifty-three', 'vingt et un': a number in words, of tens and ones."""
    if number in lexicon.numbers:
        return int(lexicon.numbers[number])
    return sum(int(lexicon.numbers.get(word, 0)) for word in number.replace("-", " ").split())


def find_lags(folded: str, lexicon: Lexicon) -> Iterator[Lag]:
    """All stretches that count from another day, those of one manner in order."""
    units = _units(lexicon)
    if not units:
        return
    hits = _find_counted(folded, lexicon)
    for words, base, sign in _patterns(lexicon) if hits else ():
        for match in _around(words, folded, hits):
            number, field = match["n"], units[match["unit"]]
            amount = int(number) if number.isdigit() else _spelled(number, lexicon)
            if not 0 < amount <= _LARGEST[field]:
                continue
            if field == "weeks" and base != FROM_PUBLICATION:
                field, amount = "days", DAYS_A_WEEK * amount
            yield Lag(*match.span(), base, field, sign * amount)
