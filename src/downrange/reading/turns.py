"""Turns of a transcript: 'SPOKESPERSON: ...', 'Q: ...' name who speaks for a whole paragraph."""

from __future__ import annotations

import re

from downrange.reading.acquaintance import Acquaintance
from downrange.reading.folding import fold
from downrange.reading.page import Page, Sentence
from downrange.reading.speakers import find_speakers

LEAST_TURNS = 3
"""A page with fewer paragraphs that begin like turns is no transcript."""
_LABEL = re.compile(r"(?P<name>[^\W\d_][^\n:(]{0,48}?) ?(?:\((?P<office>[^)\n]{2,60})\) ?)?[:：]\s")


class Turns:
    """Whose turn each paragraph is."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._questions = frozenset(page.lexicon.meta.get("questioners", ()))
        self._labels: dict[int, re.Match[str]] = {}
        for index, paragraph in enumerate(page.paragraphs):
            match = _LABEL.match(page.text, paragraph.start, paragraph.end)
            if match is not None and paragraph.kind != "headline" and self._is_label(match["name"]):
                self._labels[index] = match
        if len(self._labels) < LEAST_TURNS:
            self._labels.clear()
        self._heads: dict[int, list[Sentence]] = {}
        for sentence in page.sentences if self._labels else ():
            match = self._labels.get(sentence.paragraph)
            if match is not None and sentence.start < match.end():
                self._heads.setdefault(sentence.paragraph, []).append(sentence)

    def _is_label(self, name: str) -> bool:
        return (name.isupper() and len(name) > 1) or fold(name).strip(" .") in self._questions

    def begin(self, sentence: Sentence, known: Acquaintance) -> tuple[str, ...] | None:
        """Chain of the turn that a sentence begins; empty for who only asks, None outside a transcript."""
        match = self._labels.get(sentence.paragraph)
        if match is None:
            return None
        name = fold(match["name"]).strip(" .")
        if name in self._questions:
            return ()
        surname = name.split(" ")[-1]
        heads = self._heads.get(sentence.paragraph, ())
        speakers = [speaker for head in heads for speaker in find_speakers(self._page, head, known)]
        named = [s for s in speakers if s.start < match.end() and not s.weak]
        if named:
            known.surnames[surname] = (named[0].id, named[0].type)
        elif surname not in known.surnames:
            office = fold(match["office"] or "").strip(" .")
            title = any(m.end <= match.end() for head in heads for m in head.all("speaker"))
            known.surnames[surname] = ((office if office and title else name).replace(" ", "_"), "unknown")
        return (known.surnames[surname][0],)

    def label_end(self, sentence: Sentence) -> int:
        """Where what is said begins: behind the label of a turn."""
        match = self._labels.get(sentence.paragraph)
        return max(sentence.start, match.end()) if match is not None else sentence.start
