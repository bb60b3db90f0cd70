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

MOST_WORDS = 100_000
"""Words whose phrases are remembered; a language has a few ten thousand in the news."""
PAIR = 4
"""Characters behind the first word that phrases of several words are looked up by."""
MOST_LENGTHS = 3
"""Phrases of more lengths than this are looked up by a longer beginning first."""
GAP = 64
"""Widest gap that ` ~ ` stands for [characters]."""
_WORD = re.compile(r"\w+")


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
"""(words, kind, value): a phrase as the book holds it until a text has the word that it begins with."""
_Group = tuple[tuple[tuple[int, dict[str, tuple["_Phrase", ...]]], ...], int, dict[str, "_Group"]]
"""Some phrases: the shortest by the length of their first part, and by that part; so many characters by which the
others are looked up, and these others by how they begin."""
_Entry = tuple[tuple[tuple[_Lane, tuple[str, ...]], ...], _Group, bool]
"""(what a word marks by itself: lane, values; the phrases that it can begin; whether longer ones are looked up by
what follows)."""
_Here = dict[_Lane, tuple[int, tuple[str, ...]]]
"""Lane -> (end of the longest phrase at one place, its values)."""
_NOTHING: tuple[int, tuple[str, ...]] = (0, ())
_NONE: _Group = ((), 0, {})
_UNMET: _Entry = ((), _NONE, False)
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
    """Its place among the phrases looked up together, which are tried in this order."""
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


def _expand(pattern: str) -> list[str]:
    """All phrases that a pattern stands for; alternatives may hold alternatives."""
    left = pattern.find("(")
    if left < 0:
        return [pattern]
    depth, begin, choices, right = 0, left + 1, [], left
    for place in range(left, len(pattern)):
        char = pattern[place]
        depth += (char == "(") - (char == ")")
        if depth == 0 or (depth == 1 and char == "|"):
            choices.append(pattern[begin:place])
            begin = place + 1
        if depth == 0:
            right = place
            break
    heads = [head for choice in choices for head in _expand(choice)]
    return [pattern[:left] + head + rest for rest in _expand(pattern[right + 1 :]) for head in heads]


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
        self._spaced = spaced
        self._words: dict[str, list[_Row]] = {}
        """By whole first word; where words are not parted by spaces, by the first two characters."""
        self._pairs: dict[str, list[_Row]] = {}
        """By first word and the next few characters, for phrases of several words."""
        self._prefixes: dict[str, list[_Row]] = {}
        """Phrases whose first word has an open ending, by its first three characters or fewer."""
        self._stems: list[_Phrase] = []
        self._leads: set[str] = set()
        """First words of the phrases of several words."""
        self._known: dict[str, _Entry | None] = {}
        """Words met so far and what they mark or begin: a text says the same words over and over."""
        self._groups: dict[str, _Group] = {}
        """Beginnings of phrases of several words met so far, and these phrases."""

    def add(self, kind: str, value: str, patterns: Iterable[str]) -> None:
        """Add phrases that mark `kind` with `value`."""
        for pattern in patterns:
            for plain in _expand(pattern):
                clean = fold(" ".join(plain.split()))
                row = clean.removeprefix("*"), kind, value
                if not row[0].strip("*"):
                    continue
                if clean.startswith("*") and self._spaced:
                    self._stems.append(self._phrase(len(self._stems), row))
                else:
                    self._index(row)

    def include(self, other: Phrasebook) -> None:
        """Add all phrases of another book."""
        for mine, others in (
            (self._words, other._words),
            (self._pairs, other._pairs),
            (self._prefixes, other._prefixes),
        ):
            for key, phrases in others.items():
                mine.setdefault(key, []).extend(phrases)
        self._stems.extend(other._stems)
        self._leads |= other._leads

    def _index(self, row: _Row) -> None:
        literal, open_end, _ = row[0].partition(" ~ ")[0].partition("*")
        if not self._spaced:
            self._words.setdefault(literal[:2], []).append(row)
            return
        first = _WORD.match(literal)
        word = first.group() if first else literal[:1]
        if len(literal) >= len(word) + PAIR:
            self._pairs.setdefault(literal[: len(word) + PAIR], []).append(row)
            self._leads.add(word)
        elif len(word) == len(literal) and open_end:
            self._prefixes.setdefault(word[:3], []).append(row)
        else:
            self._words.setdefault(word, []).append(row)

    def _phrase(self, rank: int, row: _Row) -> _Phrase:
        words, kind, value = row
        parts = _parts(words)
        cjk = not parts[-1].literal[-1:].isascii() and not self._spaced
        literal, whole = parts[0].literal, len(parts) == 1 and not parts[0].open_end
        lane = kind, value if kind in _LANES else ""
        closed = not cjk and literal[-1].isalnum()
        gap = " " if self._spaced else ""
        behind = next((gap + part.literal for part in parts if part.after_gap), "")
        return _Phrase(rank, parts, kind, value, not cjk, lane, literal, whole, closed, behind)

    def _learn(self, word: str) -> _Entry | None:
        """What a word marks by itself, and the phrases that it can begin; None for nothing. Remembered."""
        rows = list(self._words.get(word, ()))
        for width in (3, 2, 1):
            if len(word) >= width:
                rows.extend(self._prefixes.get(word[:width], ()))
        exact: dict[_Lane, tuple[str, ...]] = {}
        phrases: list[_Phrase] = []
        for phrase in map(self._phrase, range(len(rows)), rows):
            part = phrase.parts[0]
            if len(phrase.parts) > 1 or not part.literal.isalnum() or not word.isalnum():
                phrases.append(phrase)
            elif word.startswith(part.literal) if part.open_end else word == part.literal:
                exact[phrase.lane] = _joined(exact.get(phrase.lane, ()), phrase.value)
        leads = word in self._leads
        entry = None
        if exact or phrases or leads:
            entry = tuple(exact.items()), _grouped(phrases) if phrases else _NONE, leads
        if len(self._known) < MOST_WORDS:
            self._known[word] = entry
        return entry

    def _begun(self, rows: dict[str, list[_Row]], beginning: str) -> _Group:
        """The phrases with a beginning that is one of these; remembered."""
        group = self._groups.get(beginning)
        if group is None:
            found = rows[beginning]
            group = self._groups[beginning] = _grouped([*map(self._phrase, range(len(found)), found)])
        return group

    def holds(self, folded: str, start: int, end: int) -> bool:
        """Whether any phrase stands between two offsets."""
        if next(self._marked(folded, start, end), None) is not None:
            return True
        return bool(self._stems and self.find(folded, start, end))

    def find(self, folded: str, start: int, end: int) -> list[Mark]:
        """Marks between two offsets of a folded text; those of one kind in order, the longest at a place."""
        stems = [p for p in self._stems if folded.find(p.literal, start, end) >= 0] if self._stems else ()
        if stems:
            marked = self._with_stems(stems, folded, start, end, dict(self._marked(folded, start, end)))
            return _longest(sorted(marked.items()))
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
        return self._of_words(folded, start, end) if self._spaced else self._of_places(folded, start, end)

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
            begun = _begun_at(folded, place, group) if group is not _NONE else ()
            if leads and (beginning := folded[place : stop + PAIR]) in pairs:
                begun = (*begun, *_begun_at(folded, place, self._begun(pairs, beginning)))
            if exact or begun:
                here: _Here = {lane: (stop, values) for lane, values in exact}
                if begun:
                    self._keep_begun(folded, place, end, begun, here)
                if here:
                    yield place, here

    def _of_places(self, folded: str, start: int, end: int) -> Iterator[tuple[int, _Here]]:
        words = self._words
        for place in range(start, end):
            if folded[place] > "/":
                here: _Here = {}
                for width in (2, 1):
                    if (beginning := folded[place : place + width]) in words:
                        begun = _begun_at(folded, place, self._begun(words, beginning))
                        self._keep_begun(folded, place, end, begun, here)
                if here:
                    yield place, here

    def _keep_begun(self, folded: str, place: int, end: int, phrases: Iterable[_Phrase], here: _Here) -> None:
        """Add those of some phrases that stand at a place where the first part of each does."""
        spaced = self._spaced
        for phrase in phrases:
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
            lane = phrase.lane
            longest, values = here.get(lane, _NOTHING)
            if stop > longest:
                here[lane] = (stop, (phrase.value,))
            elif stop == longest:
                here[lane] = (stop, _joined(values, phrase.value))


def _begun_at(folded: str, place: int, group: _Group) -> Sequence[_Phrase]:
    """Those of some phrases whose first part stands at a place, in the order that they are tried in."""
    found: tuple[_Phrase, ...] = ()
    deeper: _Group | None = group
    while deeper is not None:
        lengths, width, others = deeper
        for length, phrases in lengths:
            begun = phrases.get(folded[place : place + length])
            if begun is not None:
                found = (*found, *begun) if found else begun
        deeper = others.get(folded[place : place + width]) if width else None
    return sorted(found) if len(found) > 1 else found


def _longest(marked: Iterable[tuple[int, _Here]]) -> list[Mark]:
    """Of each lane the longest at a place, and none inside another."""
    reach: dict[_Lane, int] = {}
    found: list[Mark] = []
    for place, here in marked:
        rows = here.items() if len(here) == 1 else sorted(here.items(), key=_farthest)
        for lane, (stop, values) in rows:
            if lane not in reach or stop > reach[lane]:
                reach[lane] = stop
                for value in values:
                    found.append(_mark(Mark, (place, stop, lane[0], value)))
    return found


def _grouped(phrases: Sequence[_Phrase]) -> _Group:
    """Phrases by how their first part begins: of thousands that begin alike, a text has few."""
    lengths = sorted({len(phrase.literal) for phrase in phrases})
    width = lengths[MOST_LENGTHS] if len(lengths) > MOST_LENGTHS else 0
    short: dict[int, dict[str, list[_Phrase]]] = {}
    others: dict[str, list[_Phrase]] = {}
    for phrase in phrases:
        literal = phrase.literal
        if width and len(literal) >= width:
            others.setdefault(literal[:width], []).append(phrase)
        else:
            short.setdefault(len(literal), {}).setdefault(literal, []).append(phrase)
    rows = ((length, {literal: tuple(alike) for literal, alike in begun.items()}) for length, begun in short.items())
    return tuple(rows), width, {beginning: _grouped(alike) for beginning, alike in others.items()}


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
