"""Phrasebooks: all phrases of a lexicon found in a text in one pass; nothing here knows of languages or their files.

In a phrase, `*` at the end of a word stands for any ending (`échou*`), a leading `*` for any beginning (`*rakete`,
German compounds), `(a|b|)` for alternatives, and ` ~ ` for a gap of a few words (`put ~ down to`). Texts and phrases
are compared folded (`folding.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from downrange.reading.folding import fold
from downrange.reading.phrase_patterns import begin, cut_open, literal_of, write_out

MOST_WORDS = 100_000
"""Words whose phrases are remembered; a language has a few ten thousand in the news."""
PAIR = 4
"""Characters behind the first word that phrases of several words are looked up by; longer ones by as many more."""
OPEN = 3
"""Characters that phrases whose first word has an open ending are looked up by."""
STEM = "*"
"""Key of phrases whose first word may begin with anything."""
GAP = 64
"""Widest gap that ` ~ ` stands for [characters]."""
_WORD = re.compile(r"\w+")
_FIRST = re.compile(r"\w+(?= |$)")


class Mark(NamedTuple):
    """A stretch of text that the lexicon, or a grammar of numbers, knows: its kind and value."""

    start: int
    end: int
    kind: str
    value: str


_mark = tuple.__new__
"""Makes a mark of its fields, in a third of the time that calling the class takes."""
_Lane = tuple[str, str]
"""(kind, lane): of one lane, the longest phrase at a place is marked."""
_Row = tuple[str, str, str]
"""(pattern, kind, value): phrases as the book holds them until a text has the word that they begin with."""
_Ranked = tuple[int, _Row]
"""A pattern and its place among those looked up together."""
_Group = tuple[tuple[tuple[int, dict[str, tuple["_Phrase", ...]]], ...], int, dict[str, "_Group | list[_Ranked]"]]
"""Some phrases: the shortest by the length of their first part, and by that part; so many characters by which the
others are looked up, and these others by how they begin: patterns, until a text begins so."""
_Here = dict[_Lane, tuple[int, tuple[str, ...]]]
"""Lane -> (length of the longest phrase at one place, its values)."""
_Entry = tuple[_Here, _Group, bool]
"""(what a word marks by itself; the phrases that it can begin; whether longer ones are looked up by what follows)."""
_NOTHING: tuple[int, tuple[str, ...]] = (0, ())
_NONE: _Group = ((), 0, {})
_UNMET: _Entry = ({}, _NONE, False)
"""Stands for a word that no text has had yet."""
_LANES = frozenset(("measure", "topic", "topic_hint"))
"""Kinds whose values do not hide each other: in 'flew for', 'flew' goes with miles and the whole with minutes."""


_TIGHT = frozenset(("speech", "measure"))
"""Kinds whose phrases hold no comma: 'put back by an hour, took place at' is no 'put ... at'."""


class _Part(NamedTuple):
    literal: str
    open_end: bool
    after_gap: bool


class _Phrase(NamedTuple):
    rank: int
    """The place of its pattern among those looked up together, which are tried in this order."""
    parts: tuple[_Part, ...]
    kind: str
    value: str
    bound: bool
    """Whether it must end at a word's end."""
    lane: _Lane
    literal: str
    """Its first part."""
    whole: bool
    """Whether that is all of it, with no open ending."""
    closed: bool
    """Whether its last letter must be the last of a word."""
    behind: str
    """What stands somewhere behind its first part: that behind the first gap."""
    tails: Phrasebook | None = None
    """What may stand behind; kind and value are then those of what does."""
    gap: bool = False
    """Whether a gap may lie before it."""


def _parts(pattern: str) -> tuple[_Part, ...]:
    found: list[_Part] = []
    for chunk in pattern.split(" ~ "):
        pieces = chunk.split("*")
        for i, piece in enumerate(pieces):
            if piece:
                found.append(_Part(piece, i < len(pieces) - 1, bool(found) and i == 0))
    return tuple(found)


class Phrasebook:
    """Finds all phrases of a lexicon in one pass; time grows linearly with the text."""

    def __init__(self, *, spaced: bool = True) -> None:
        self.spaced = spaced
        """Whether words are parted by spaces."""
        self._patterns: dict[str, list[_Row]] = {}
        """Patterns by key, their first word written out: '(a|the) test' is kept as 'a test' and as 'the test'."""
        self._pairs: dict[str, list[_Row]] = {}
        """By first word and the next few characters, patterns of several words that a word met so far begins."""
        self._stems: list[_Phrase] = []
        self._known: dict[str, _Entry | None] = {}
        """Words met so far and what they mark or begin: a text says the same words over and over."""
        self._groups: dict[str, _Group] = {}
        """Beginnings of phrases of several words met so far, and these phrases."""

    def add(self, kind: str, value: str, patterns: Iterable[str]) -> None:
        """Add phrases that mark `kind` with `value`.

        A pattern is written out once a text has the word that it begins with: of most, no text ever has.
        """
        for pattern in map(fold, patterns):
            self._add(pattern, kind, value)

    def _add(self, pattern: str, kind: str, value: str) -> None:
        first = _FIRST.match(pattern) if self.spaced else None
        if first is not None:  # most patterns: nothing of their first word is left open
            self._patterns.setdefault(first[0], []).append((pattern, kind, value))
            return
        for begun, rest in begin(pattern) if self.spaced else ((words, "") for words in write_out(pattern)):
            key = self._key(begun)
            row = begun.removeprefix("*") + rest, kind, value
            if key == STEM:
                self._stems.extend(self._made([(len(self._stems), row)]))
            else:
                self._patterns.setdefault(key, []).append(row)

    def include(self, other: Phrasebook) -> None:
        """Add all phrases of another book."""
        for key, patterns in other._patterns.items():
            self._patterns.setdefault(key, []).extend(patterns)
        self._stems.extend(other._stems)

    def _key(self, words: str) -> str:
        """What a phrase is looked up by: its first word; a few characters of it and a star where its ending is open;
        where words are not parted by spaces, its first two characters."""
        if not self.spaced:
            return literal_of(words.removeprefix("*"))[:2]
        if words.startswith("*"):
            return STEM
        literal = literal_of(words)
        first = _WORD.match(literal)
        word = first.group() if first else literal[:1]
        return f"{word[:OPEN]}*" if word == literal and words.startswith("*", len(word)) else word

    def _made(self, patterns: Iterable[_Ranked]) -> list[_Phrase]:
        """All phrases of some patterns, each with the rank of its pattern, up to a gap or an open ending.

        What stands behind these is a book of its own, in which nothing is written out that no text goes on with.
        """
        found: list[_Phrase] = []
        books: dict[tuple[str, bool], Phrasebook] = {}
        for rank, (pattern, kind, value) in patterns:
            head, tail, gap = cut_open(pattern) if self.spaced else (pattern, "", False)
            for words in write_out(head):
                if not tail:
                    found.append(self._phrase(rank, words, kind, value))
                    continue
                if (words, gap) not in books:
                    books[words, gap] = Phrasebook()
                    found.append(self._phrase(rank, words, "", "")._replace(tails=books[words, gap], gap=gap))
                books[words, gap]._add(tail, kind, value)
        return found

    def _phrase(self, rank: int, words: str, kind: str, value: str) -> _Phrase:
        parts = _parts(words)
        cjk = not parts[-1].literal[-1:].isascii() and not self.spaced
        literal, whole = parts[0].literal, len(parts) == 1 and not parts[0].open_end
        lane = kind, value if kind in _LANES else ""
        closed = not cjk and literal[-1].isalnum()
        gap = " " if self.spaced else ""
        behind = next((gap + part.literal for part in parts if part.after_gap), "")
        return _Phrase(rank, parts, kind, value, not cjk, lane, literal, whole, closed, behind)

    def _learn(self, word: str) -> _Entry | None:
        """What a word marks by itself, and the phrases that it can begin; None for nothing. Remembered."""
        patterns: list[_Row] = []
        pairs: dict[str, list[_Row]] = {}
        width = len(word) + PAIR
        for pattern, kind, value in self._patterns.get(word, ()):
            for begun, rest in begin(pattern, width):
                literal = literal_of(begun)
                rows = pairs.setdefault(literal[:width], []) if len(literal) >= width else patterns
                rows.append((begun + rest, kind, value))
        self._pairs.update(pairs)
        for length in range(min(OPEN, len(word)), 0, -1):
            rows = self._patterns.get(f"{word[:length]}*", ())
            patterns.extend(row for row in rows if word.startswith(literal_of(row[0])))
        exact: _Here = {}
        phrases: list[_Phrase] = []
        for phrase in self._made(enumerate(patterns)):
            part = phrase.parts[0]
            if phrase.tails or len(phrase.parts) > 1 or not part.literal.isalnum() or not word.isalnum():
                phrases.append(phrase)
            elif word.startswith(part.literal) if part.open_end else word == part.literal:
                exact[phrase.lane] = (len(word), _joined(exact.get(phrase.lane, _NOTHING)[1], phrase.value))
        entry = None
        if exact or phrases or pairs:
            entry = exact, (_by_length(phrases), 0, {}) if phrases else _NONE, bool(pairs)
        if len(self._known) < MOST_WORDS:
            self._known[word] = entry
        return entry

    def _begun(self, beginning: str) -> _Group:
        """The phrases of several words that begin so; where words are not parted by spaces, all that do. Remembered."""
        group = self._groups.get(beginning)
        if group is None:
            patterns = self._pairs[beginning] if self.spaced else self._patterns[beginning]
            group = self._groups[beginning] = self._grouped(enumerate(patterns), len(beginning))
        return group

    def _grouped(self, patterns: Iterable[_Ranked], known: int) -> _Group:
        """Patterns whose first so many characters are the same, by the next ones: of thousands, a text has few."""
        width = known + PAIR
        short: list[_Ranked] = []
        longer: dict[str, list[_Ranked]] = {}
        for rank, (pattern, kind, value) in patterns:
            for begun, rest in begin(pattern, width):
                literal = literal_of(begun)
                rows = longer.setdefault(literal[:width], []) if len(literal) >= width else short
                rows.append((rank, (begun + rest, kind, value)))
        return _by_length(self._made(short)), width, {**longer}

    def _begun_at(self, folded: str, place: int, group: _Group) -> Sequence[_Phrase]:
        """Those of some phrases whose first part stands at a place, in the order that they are tried in."""
        found: tuple[_Phrase, ...] = ()
        while True:
            lengths, width, others = group
            for length, phrases in lengths:
                begun = phrases.get(folded[place : place + length])
                if begun is not None:
                    found = (*found, *begun) if found else begun
            beginning = folded[place : place + width]
            if beginning not in others:
                return sorted(found) if len(found) > 1 else found
            deeper = others[beginning]
            if isinstance(deeper, list):
                deeper = others[beginning] = self._grouped(deeper, width)
            group = deeper

    def holds(self, folded: str, start: int, end: int) -> bool:
        """Whether any phrase stands between two offsets."""
        if next(self._marked(folded, start, end), None) is not None:
            return True
        return bool(self._stems and self.find(folded, start, end))

    def find(self, folded: str, start: int, end: int) -> list[Mark]:
        """Marks between two offsets of a folded text; those of one kind in order, the longest at a place."""
        said = folded[start:end] if self._stems else ""
        stems = [phrase for phrase in self._stems if phrase.literal in said]
        if stems:
            marked = {place: dict(here) for place, here in self._marked(folded, start, end)}
            return _longest(sorted(self._with_stems(stems, folded, start, end, marked).items()))
        return _longest(self._marked(folded, start, end))

    def _with_stems(
        self, stems: Iterable[_Phrase], folded: str, start: int, end: int, best: dict[int, _Here]
    ) -> dict[int, _Here]:
        for phrase in stems:
            literal = phrase.parts[0].literal
            place = folded.find(literal, start, end)
            while place >= 0:
                self._keep_begun(folded, place, end, (phrase,), best.setdefault(place, {}))
                place = folded.find(literal, place + len(literal), end)
        return best

    def _marked(self, folded: str, start: int, end: int) -> Iterator[tuple[int, _Here]]:
        """The places where something stands that is marked, in order, and what does."""
        return self._of_words(folded, start, end) if self.spaced else self._of_places(folded, start, end)

    def _of_words(self, folded: str, start: int, end: int) -> Iterator[tuple[int, _Here]]:
        known, pairs = self._known, self._pairs
        for match in _WORD.finditer(folded, start, end):
            entry = known.get(match[0], _UNMET)
            if entry is _UNMET:
                entry = self._learn(match[0])
            if entry is None:
                continue
            place, stop = match.span()
            exact, group, leads = entry
            begun = self._begun_at(folded, place, group) if group is not _NONE else ()
            if leads and (beginning := folded[place : stop + PAIR]) in pairs:
                begun = (*begun, *self._begun_at(folded, place, self._begun(beginning)))
            here = exact
            if begun:
                here = dict(exact)
                self._keep_begun(folded, place, end, begun, here)
            if here:
                yield place, here

    def _behind(self, folded: str, start: int, end: int, *, gap: bool) -> _Here:
        """The longest phrases behind what ends at `start`, with the gap between; each where it first stands."""
        if not gap:
            place, here = next(self._of_words(folded, start, end), (-1, {}))
            near = place == start + 1 and folded[start] == " "
            return {lane: (length + 1, values) for lane, (length, values) in here.items()} if near else {}
        found: _Here = {}
        met: set[tuple[_Lane, str]] = set()
        comma = folded.find(",", start, min(start + GAP, end))
        for place, here in self._of_words(folded, start, end):
            if place > start + GAP:
                break
            if folded[place - 1] != " ":
                continue
            for lane, (length, values) in here.items():
                said = lane, folded[place : place + length]
                if said in met or (0 <= comma < place and lane[0] in _TIGHT):
                    continue
                met.add(said)
                _keep(found, lane, place + length - start, values)
        return found

    def _of_places(self, folded: str, start: int, end: int) -> Iterator[tuple[int, _Here]]:
        words = self._patterns
        for place in range(start, end):
            if folded[place] > "/":
                here: _Here = {}
                for width in (2, 1):
                    if (beginning := folded[place : place + width]) in words:
                        begun = self._begun_at(folded, place, self._begun(beginning))
                        self._keep_begun(folded, place, end, begun, here)
                if here:
                    yield place, here

    def _keep_begun(self, folded: str, place: int, end: int, phrases: Iterable[_Phrase], here: _Here) -> None:
        """Add those of some phrases that stand at a place where the first part of each does."""
        spaced = self.spaced
        for phrase in phrases:
            if phrase.tails is not None:
                start = _match(folded, place, end, phrase, spaced=spaced)
                if start > 0:
                    for lane, (length, values) in phrase.tails._behind(folded, start, end, gap=phrase.gap).items():
                        _keep(here, lane, start + length - place, values)
                continue
            if phrase.whole and spaced:
                stop = place + len(phrase.literal)
                if stop > end or (phrase.closed and stop < end and folded[stop].isalnum()):
                    continue
            elif phrase.behind and folded.find(phrase.behind, place, end) < 0:
                continue
            else:
                stop = _match(folded, place, end, phrase, spaced=spaced)
                if stop <= 0:
                    continue
            _keep(here, phrase.lane, stop - place, (phrase.value,))


def _keep(here: _Here, lane: _Lane, length: int, values: tuple[str, ...]) -> None:
    """Add a phrase to the longest ones at a place."""
    longest, known = here.get(lane, _NOTHING)
    if length > longest:
        here[lane] = (length, values)
    elif length == longest:
        for value in values:
            known = _joined(known, value)
        here[lane] = (length, known)


def _longest(marked: Iterable[tuple[int, _Here]]) -> list[Mark]:
    """Of each lane the longest at a place, and none inside another."""
    reach: dict[_Lane, int] = {}
    found: list[Mark] = []
    for place, here in marked:
        rows = here.items() if len(here) == 1 else sorted(here.items(), key=_farthest)
        for lane, (length, values) in rows:
            stop = place + length
            if stop > reach.get(lane, 0):
                reach[lane] = stop
                for value in values:
                    found.append(_mark(Mark, (place, stop, lane[0], value)))
    return found


def _by_length(phrases: Iterable[_Phrase]) -> tuple[tuple[int, dict[str, tuple[_Phrase, ...]]], ...]:
    """Phrases by the length of their first part, and by that part."""
    found: dict[int, dict[str, list[_Phrase]]] = {}
    for phrase in phrases:
        found.setdefault(len(phrase.literal), {}).setdefault(phrase.literal, []).append(phrase)
    return tuple(
        (length, {literal: tuple(alike) for literal, alike in begun.items()}) for length, begun in found.items()
    )


def _joined(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    """Values of phrases of one length; 'none' beats them all."""
    if value in values:
        return values
    return ("none",) if "none" in (value, *values) else (*values, value)


def _match(folded: str, place: int, end: int, phrase: _Phrase, *, spaced: bool) -> int:
    """Where the phrase that begins at `place` ends; -1 when it is not there."""
    for part in phrase.parts:
        literal = part.literal
        if part.after_gap:
            begin = place
            place = folded.find(" " + literal if spaced else literal, begin, min(begin + GAP + len(literal), end))
            if place < 0 or (phrase.kind in _TIGHT and "," in folded[begin:place]):
                return -1
            place += spaced
        elif not folded.startswith(literal, place):
            return -1
        place += len(literal)
        if part.open_end:
            while place < end and folded[place].isalnum() and (spaced or folded[place].isascii()):
                place += 1
        elif (
            phrase.bound
            and place < end
            and folded[place].isalnum()
            and literal[-1].isalnum()
            and (spaced or folded[place].isascii())
        ):
            return -1
    return place if place <= end else -1


def _farthest(row: tuple[_Lane, tuple[int, tuple[str, ...]]]) -> int:
    return -row[1][0]
