"""Drills, games and novels: which sentences tell what only a scenario tells, and which a real launch beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby

from downrange.reading.drafts import ISO_DAY
from downrange.reading.page import Page, Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.statements import is_behind

LEAD = 2
"""A text says in its headlines or in its first paragraphs, this many, that it is about a drill."""
LEAST_WORDS = 2
"""A text about a drill says so this often."""
FRESH = 6
"""A day at most this long before publication may be that of the drill [days]."""


def find_staged(page: Page) -> frozenset[int]:
    """Indices of the sentences that tell what only a scenario tells, or only of an engine on its stand.

    A text whose beginning says that it is about a drill, a game or a novel tells nothing else, save in a sentence with
    an older day of its own and what follows it in the paragraph. Elsewhere a scenario reaches to the end of its
    paragraph.
    """
    telling = [index for index, sentence in enumerate(page.sentences) if _tales(sentence)]
    stands = frozenset(i for i, s in enumerate(page.sentences) if s.has("engine_test") and not s.has("launch", "verb"))
    if not telling:
        return stands
    whole = _is_whole(page)
    drilled = {day for index in telling for day in _days(page, page.sentences[index], recalled=False)}
    staged: set[int] = set()
    for _, group in groupby(enumerate(page.sentences), key=lambda row: row[1].paragraph):
        inside = whole
        for index, sentence in group:
            tales = _tales(sentence)
            if tales:
                inside = not any(_is_apart(sentence, tale) for tale in tales)
            elif inside and any(day not in drilled for day in _days(page, sentence, recalled=True)):
                inside = False
            if inside and not sentence.has("staged", "real"):
                staged.add(index)
    return stands | staged


def _tales(sentence: Sentence) -> list[Mark]:
    return [mark for mark in sentence.all("staged") if mark.value == "tale"]


def _is_apart(sentence: Sentence, tale: Mark) -> bool:
    """Whether a sentence about a drill tells, with a day, of a launch or of its end beside the drill."""
    if not sentence.dates:
        return False
    return any(is_behind(sentence, tale, m.start) for m in sentence.all("launch", "outcome", "impactverb"))


def _is_whole(page: Page) -> bool:
    """Whether the whole text is about a drill: its beginning says so, and it says so again."""
    bodies = sorted({s.paragraph for s in page.sentences if s.kind == "body"})[:LEAD]
    lead = any(
        _tales(s) and not any(_is_apart(s, tale) for tale in _tales(s))
        for s in page.sentences
        if s.kind == "headline" or s.paragraph in bodies
    )
    return lead and sum(len(_tales(s)) for s in page.sentences) >= LEAST_WORDS


def _days(page: Page, sentence: Sentence, *, recalled: bool) -> Iterator[str]:
    """The days, months and years a sentence names; with `recalled` only those well before publication."""
    edge = (page.published - timedelta(FRESH)).isoformat() if page.published is not None else None
    for mention in sentence.dates:
        day = mention.resolve(page.published)
        if day is not None and (not recalled or edge is None or day < edge[: min(len(day), ISO_DAY)]):
            yield day
