"""Sections of a page: the paragraphs between two headings of one text, each of which may be about a launch of its own.

A round-up or an encyclopedia page tells of each launch under its heading. Such a section begins anew; one that tells
nothing of its own, no other vehicle and no other day, goes on about the news.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from downrange.reading.drafts import ISO_DAY, Draft, near
from downrange.reading.page import Page, Sentence
from downrange.reading.phrasebook import Mark

LEAST_HEADINGS = 3
"""Fewer short paragraphs without a full stop are subheads of one story."""
LONGEST_HEADING = 60
_STOPS = tuple('.!?:;,"')
_NUMBER = re.compile(r"\s*(?:#|no\. ?)?\d{1,2}[.):]?\s+(?=\S)", re.IGNORECASE)
"""The number before the heading of an item: '3. Colours over Virginia'."""


class Sections:
    """The headings of a page, and what stands under each."""

    def __init__(self, page: Page) -> None:
        self._page = page
        bodies: dict[int, list[Sentence]] = {}
        for sentence in page.sentences:
            bodies.setdefault(sentence.paragraph, []).append(sentence)
        order = sorted(bodies)
        heads = [
            index
            for at, index in enumerate(order[:-1])
            if at > 0 and self._is_heading(bodies[index], bodies[order[at + 1]])
        ]
        self._heads = heads if len(heads) >= LEAST_HEADINGS else []
        self._under: dict[int, list[Sentence]] = {}
        """Paragraph of a heading -> its sentences and those up to the next heading; empty for one story."""
        for index in order if len(heads) >= LEAST_HEADINGS else ():
            place = bisect_right(heads, index) - 1
            if place >= 0:
                self._under.setdefault(heads[place], []).extend(bodies[index])

    def _is_heading(self, sentences: list[Sentence], following: list[Sentence]) -> bool:
        words = self._page.text[sentences[0].start : sentences[-1].end].strip()
        numbered = _NUMBER.match(words)
        plain = not any(s.clocks or any(d.day is not None for d in s.dates) for s in sentences)
        if numbered is not None:
            ending = words.rstrip("()!?")
            return plain and len(words) <= LONGEST_HEADING and not ending.endswith((".", ",", ";", ":"))
        short = len(sentences) == 1 and len(words) <= LONGEST_HEADING and not words.endswith(_STOPS)
        plain = plain and not (sentences[0].listed or sentences[0].dates)
        return short and plain and len(following[0].text) > len(words)

    def of(self, paragraph: int) -> int:
        """Paragraph of the heading that a paragraph stands under; -1 before the first one and on a page without."""
        place = bisect_right(self._heads, paragraph) - 1
        return self._heads[place] if place >= 0 else -1

    def names(self, head: int) -> list[Mark]:
        """Vehicles that the heading of a section names."""
        inside = (s for s in self._under.get(head, ()) if s.paragraph == head)
        return [mark for sentence in inside for mark in sentence.all("vehicle")]

    def begins_another(self, paragraph: int, current: Draft | None) -> bool:
        """Whether a paragraph heads a section about another launch than the one that the text is at."""
        if current is None:
            return False
        for sentence in self._under.get(paragraph, ()):
            for mark in sentence.all("vehicle"):
                if current.vehicles and mark.value.split("|")[0] not in current.vehicles:
                    return True
            for mention in sentence.dates:
                day = mention.resolve(self._page.published)
                if day is not None and len(day) == ISO_DAY and current.day and not near(day, current.day):
                    return bool(sentence.all("launch", "vehicle", "payload", "outcome"))
        return False
