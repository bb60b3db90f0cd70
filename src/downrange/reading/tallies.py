"""Launches that are only counted: 'after six successful launches', 'a string of failed tests' tell of none of them.

A lexicon's `tally` holds nouns for several launches with how they ended. Such a noun is a tally where a number of four
or more, or a word such as 'series', stands before it; no word of it then tells of a launch, or of how one ended. Two
or three are often told one by one.
"""

from __future__ import annotations

import re
from functools import cache

from downrange.reading.lexicon import Lexicon
from downrange.reading.phrasebook import Mark

LEAST = 4
"""So many launches are counted, and not told one by one."""
NUMBER_REACH = 34
"""The number stands at most this far before the noun [characters]."""
MOST_BETWEEN = 3
"""Words between the number and the noun: 'six of its seven last failed launches'."""
_TOLD = ("launch", "outcome", "endnoun", "standin", "destructverb")
_WORD = re.compile(r"[^\W\d_][\w'-]*|\d[\d.,]*(?!\w)|[^\w\s]")


def drop_tallies(marks: dict[str, list[Mark]], begin: int, folded: str, lexicon: Lexicon) -> None:
    """Take from the marks of a sentence that begins at an offset the words of launches that it only counts."""
    for tally in marks.get("tally", ()):
        start = max(begin, tally.start - NUMBER_REACH)
        words = _WORD.findall(folded, start, tally.start)[-MOST_BETWEEN - 1 :]
        opens_list = folded[tally.end : tally.end + 1] == ":"
        if opens_list or not any(_is_many(word, lexicon) for word in words):
            continue
        for kind in _TOLD:
            if kind in marks:
                marks[kind] = [m for m in marks[kind] if m.end <= tally.start or tally.end <= m.start]


def _is_many(word: str, lexicon: Lexicon) -> bool:
    digits = word.replace(",", "").replace(".", "")
    if digits.isdigit():
        return LEAST <= int(digits) < 1000
    return word in _many(lexicon)


@cache
def _many(lexicon: Lexicon) -> frozenset[str]:
    ordinal = tuple(lexicon.meta.get("ordinal_endings", ("\n",)))
    numbers = (word for word, value in lexicon.numbers.items() if value >= LEAST and not word.endswith(ordinal))
    return frozenset((*numbers, *lexicon.meta.get("many", ())))
