"""Days told by the feast that they are: 'on Christmas Day', 'am Ostersonntag', 'le 14-Juillet'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from downrange.reading.folding import fold
from downrange.reading.lexicon import Lexicon
from downrange.reading.patterns import either, search_words

EASTER = "easter"
"""Keys of the table of feasts: 'MM-DD', or days from Easter Sunday: 'easter-2', 'easter+0'."""


class Feast(NamedTuple):
    """A feast as written: a month and day of every year, or days from Easter Sunday."""

    start: int
    end: int
    month: int | None
    day: int | None
    from_easter: int | None


@cache
def _grammar(lexicon: Lexicon) -> tuple[re.Pattern[str], dict[str, str]] | None:
    table = {fold(name): key for key, names in lexicon.dates.get("feasts", {}).items() for name in names}
    if not table:
        return None
    end = r"(?!\w)" if lexicon.spaced else ""
    return re.compile(f"(?:{either(table)}){end}"), table


def find_feasts(folded: str, lexicon: Lexicon) -> Iterator[Feast]:
    """The feasts that a text names, in order."""
    grammar = _grammar(lexicon)
    if grammar is None:
        return
    pattern, table = grammar
    for match in search_words(pattern, folded, str.isalnum if lexicon.spaced else str.isdigit):
        key = table[match.group()]
        if key.startswith(EASTER):
            yield Feast(*match.span(), None, None, int(key[len(EASTER) :]))
        else:
            yield Feast(*match.span(), int(key[:2]), int(key[3:]), None)


def last_easter(published: date, offset: int) -> date:
    """The last day that lay `offset` days from Easter Sunday, as of a day of publication or the day after."""
    day = easter(published.year) + timedelta(offset)
    return day if day <= published + timedelta(1) else easter(published.year - 1) + timedelta(offset)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar. Source: J. Meeus, Astronomical Algorithms (1991), ch. 8."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    month, day = divmod(h + m - 7 * ((a + 11 * h + 22 * m) // 451) + 114, 31)
    return date(year, month, day + 1)
