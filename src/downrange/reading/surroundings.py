"""What stands around the names and verbs of one sentence: its words, its commas, and the words of grammar.

Who speaks is asked elsewhere (`subjects.py`, `strangers.py`); here is only what a place of the sentence has beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from downrange.reading.acquaintance import Speaker
from downrange.reading.lexicon import Lexicon
from downrange.reading.page import Page, Sentence

GOVERNED_REACH = 24
"""A preposition stands at most this far before what it governs, articles and all [characters]."""
_EDGE = re.compile(r',(?!\d)|[;:"()]| - |\? |! ')
_WORD = re.compile(r"[^\W\d_][\w'-]*|\d[\d.,:]*")
_WORDS = (
    "before_verbs",
    "conjunctions",
    "relatives",
    "apposition_starters",
    "passives",
    "prepositions",
    "binders",
    "articles",
    "datives",
    "locatives",
    "complements",
    "participles",
    "called_objects",
    "showing",
    "nobodies",
)


@cache
def _function_words(lexicon: Lexicon) -> tuple[frozenset[str], ...]:
    """The words of each of `_WORDS`; a relative pronoun starts an apposition, too. Then the words of grammar."""
    words = {key: frozenset(lexicon.meta.get(key, ())) for key in _WORDS}
    words["apposition_starters"] |= words["relatives"]
    plain = ("before_verbs", "conjunctions", "relatives", "prepositions", "articles", "complements")
    return (*words.values(), frozenset[str]().union(*(words[key] for key in plain)))


class Surroundings:
    """The words, edges and words of grammar of one sentence; offsets count the text of the page."""

    def __init__(self, page: Page, sentence: Sentence, speakers: Sequence[Speaker]) -> None:
        self._page = page
        self._sentence = sentence
        words = _function_words(page.lexicon)
        self.skips, self.links, self.relatives, self.starters = words[:4]
        self.passives, self.governs, self.binders, self.articles = words[4:8]
        self.datives, self.locatives, self.complements, self.trailing = words[8:12]
        self.objects, self.things, self.nobodies, self.plain = words[12:]
        """What is called a name, what shows things, nobodies, and words that are no names even with a capital."""
        held = {place for s in speakers for place in (s.start - 1, s.end)}
        held |= {place for m in sentence.all("vehicle", "payload") for place in (m.start - 1, m.end)}
        self.edges = [
            (m.start() + sentence.start, m.end() + sentence.start)
            for m in _EDGE.finditer(sentence.text)
            if m.group() != '"' or m.start() + sentence.start not in held
        ]
        """Commas, quotation marks and the like, but for those around a name."""

    def words(self, start: int, end: int) -> list[tuple[int, int, str]]:
        """Words between two offsets, without those of a date."""
        folded = self._page.folded
        words = [(*m.span(), m[0]) for m in _WORD.finditer(folded, start, end)]
        dates = [d for d in self._sentence.dates if start <= d.start < end]
        if not dates:
            return words
        return [w for w in words if not any(d.start <= w[0] < d.end for d in dates)]

    def is_governed(self, place: int, start: int, words_before: frozenset[str] | None = None) -> bool:
        """Whether a preposition stands before a name: 'over Japan', 'in Tokyo'."""
        words = [w for w in self.words(max(start, place - GOVERNED_REACH), place) if w[2] not in self.articles]
        if not words or any(words[-1][1] <= d.start and d.end <= place for d in self._sentence.dates):
            return False  # 'on Tuesday the company said': the preposition is the day's
        return words[-1][2] in (self.governs if words_before is None else words_before)

    def is_in_number(self, place: int) -> bool:
        """'1,100': whether figures stand on both sides of a comma."""
        folded = self._page.folded
        return folded[place - 1 : place].isdigit() and folded[place + 1 : place + 2].isdigit()

    def is_comma(self, place: int) -> bool:
        """Whether what stands at a place sets off an apposition."""
        folded = self._page.folded
        return folded[place : place + 1] in ",()" or folded[place : place + 3] == " - "
