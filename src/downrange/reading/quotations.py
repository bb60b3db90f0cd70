"""Quotations that run over several sentences: who is named behind the closing mark speaks in all of them.

One of several paragraphs has an opening mark at the head of each, and a closing one only at its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from downrange.reading.chains import Scope
from downrange.reading.page import Page

_OPENING, _CLOSING, _EITHER = "«“„「『", "»”」』", '"'
_MARK = re.compile(f"[{_OPENING}{_CLOSING}{_EITHER}]")
_TURNED = str.maketrans("«»", "»«")
LONGEST = 12
"""A quotation of more sentences than this has lost its closing mark."""


def spread_quotations(page: Page, scopes: list[list[Scope]]) -> list[list[Scope]]:
    """The same scopes, with the sentences of a quotation given to whom its last one names as its source.

    '"The rocket was lost. The cause is known," the agency said.' Sentences that name a source of their own keep it.
    """
    spread = list(scopes)
    for first, last, opening in _long_quotations(page):
        named = [scope for scope in scopes[last] if scope.spoken and scope.start <= page.sentences[last].start]
        if not named or not named[0].chain:
            continue
        for index in range(first, last):
            spread[index] = [
                piece
                for scope in spread[index]
                for piece in _parted(scope, opening if index == first else scope.start, named[0].chain)
            ]
    return spread


def _parted(scope: Scope, opening: int, chain: tuple[str, ...]) -> list[Scope]:
    """A scope with what stands behind an opening mark under another chain."""
    if scope.spoken or scope.end <= opening:
        return [scope]
    before = [replace(scope, end=opening)] if scope.start < opening else []
    return [*before, Scope(max(scope.start, opening), scope.end, chain, True)]


def _closes(page: Page, text: str, index: int) -> bool:
    """Whether the paragraph that begins with a sentence ends a quotation that it does not open."""
    sentences = page.sentences
    last = index
    while last + 1 < len(sentences) and sentences[last + 1].paragraph == sentences[index].paragraph:
        last += 1
    marks = _MARK.findall(text, sentences[index].start, sentences[last].end)
    return bool(marks) and (marks[0] in _CLOSING or (marks[0] == _EITHER and marks.count(_EITHER) % 2 == 1))


def _long_quotations(page: Page) -> Iterator[tuple[int, int, int]]:
    """(index of its first sentence, of its last one, offset of the opening mark) of each."""
    depth, first, opening, paragraph = 0, 0, 0, -1
    pointed = [m.group() for m in re.finditer("[«»]", page.text)][:1]
    text = page.text.translate(_TURNED) if pointed == ["»"] else page.text  # »...« as in German books
    for index, sentence in enumerate(page.sentences):
        begin = sentence.start
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            if depth == 1 and text[begin] == text[opening]:  # a quotation goes on in the next paragraph
                begin += 1
            elif depth != 1 or not _closes(page, text, index):
                depth = 0
        held = depth > 0
        for match in _MARK.finditer(text, begin, sentence.end):
            char, place = match.group(), match.start()
            if char in _OPENING or (char == _EITHER and depth == 0):
                if depth == 0:
                    first, opening = index, place
                depth += 1
            elif (char in _CLOSING or char == _EITHER) and depth > 0:
                depth -= 1
                if depth == 0 and held and first < index <= first + LONGEST:
                    yield first, index, opening
                    held = False
