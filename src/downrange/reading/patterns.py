"""Patterns made from the words of a lexicon, and the places of a long text where they can match at all.

A search that tries every character is what reading a long text takes longest for. A pattern that must hold a figure or
the name of a month is therefore tried only there, with the same matches.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

REACH = 64
"""No date or clock time is longer than this before or behind the figure or name that it holds [characters]."""
LEAST_HELD = 3
"""Fewer characters that a pattern holds are no help in finding it."""
_FIGURES = re.compile(r"\d+")
_ESCAPED = re.compile(r"\\.")
_GROUP = re.compile(r"\([^()]*\)[?*+]?")
_VARYING = re.compile(r"\[[^\]]*\][?*+]?|\{\w+\}|.[?*+]|[.^$\0]")
"""Sets, pieces still to be filled in and what may be absent: not the same in all matches of a pattern."""
_Tree = dict[str, "_Tree"]


def either(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first; beginnings are shared, which a search is several times faster for.

    >>> either(["mai", "mars", "mar"]), either([])
    ('ma(?:i|r(?:s)?)', '(?!)')
    """
    tree: _Tree = {}
    for word in words:
        branch = tree
        for char in word:
            branch = branch.setdefault(char, {})
        branch[""] = {}
    return _written(tree) or "(?!)"


def _written(tree: _Tree) -> str:
    choices = [re.escape(char) + _written(rest) for char, rest in tree.items() if char]
    if not choices:
        return ""
    whole = "|".join(choices)
    if "" in tree:
        return f"(?:{whole})?"
    return f"(?:{whole})" if len(choices) > 1 else whole


@lru_cache(maxsize=1)
def find_figures(folded: str) -> tuple[int, ...]:
    """Where each number of a text begins; kept, as every grammar asks for those of the same text."""
    return tuple(match.start() for match in _FIGURES.finditer(folded))


def find_held(pattern: str) -> str:
    """The longest words that all matches of a pattern hold; empty when they are too short to be of use.

    >>> find_held("{m} minutes? (?:past|after) {h}"), find_held("(?:at|by) {h} {part}")
    (' minute', '')
    """
    plain, nested = _ESCAPED.sub("\0", pattern), ""
    while plain != nested:
        nested, plain = plain, _GROUP.sub("\0", plain)
    held = max(_VARYING.sub("\0", plain).split("\0"), key=len)
    return held if len(held) >= LEAST_HELD and "|" not in plain else ""


def find_places_of(words: str, folded: str, most: int) -> list[int] | None:
    """Where words stand in a text; None when it is in more places than `most`."""
    places: list[int] = []
    place = folded.find(words)
    while place >= 0:
        places.append(place)
        if len(places) > most:
            return None
        place = folded.find(words, place + 1)
    return places


def never(_char: str) -> bool:
    """No character joins a match to the word before it."""
    return False


def search_words(
    pattern: re.Pattern[str], folded: str, glued: Callable[[str], bool], start: int = 0, stop: int | None = None
) -> Iterator[re.Match[str]]:
    """Matches that no character before them joins to another word, in order, none overlapping.

    Told apart here, since a look behind at the start makes a search many times slower.
    """
    place, stop = start, len(folded) if stop is None else stop
    while (match := pattern.search(folded, place, stop)) is not None:
        begin = match.start()
        if begin > 0 and glued(folded[begin - 1]):
            place = begin + 1
        else:
            yield match
            place = max(match.end(), begin + 1)


def match_at(
    pattern: re.Pattern[str], folded: str, places: Iterable[int], glued: Callable[[str], bool] = never
) -> Iterator[re.Match[str]]:
    """Matches that begin at one of the places, in order, none overlapping."""
    done = 0
    for place in places:
        if place < done or (match := pattern.match(folded, place)) is None:
            continue
        if place == 0 or not glued(folded[place - 1]):
            done = match.end()
            yield match


def search_around(
    pattern: re.Pattern[str], folded: str, places: Sequence[int], glued: Callable[[str], bool] = never
) -> Iterator[re.Match[str]]:
    """Matches that hold one of the places, in order, none overlapping."""
    index = 0
    while index < len(places):
        start = max(0, places[index] - REACH)
        while index + 1 < len(places) and places[index + 1] - places[index] <= 2 * REACH:
            index += 1
        yield from search_words(pattern, folded, glued, start, places[index] + REACH)
        index += 1
