"""Sections of a page: the paragraphs between two headings of one text, each of which may be about a launch of its own.

A round-up or an encyclopedia page tells of each launch under its heading. Such a section begins anew; one that tells
nothing of its own, no other vehicle and no other day, goes on about the news.
"""

from __future__ import annotations

from downrange.reading.drafts import ISO_DAY, Draft, near
from downrange.reading.page import Page, Sentence

LEAST_HEADINGS = 3
"""Fewer short paragraphs without a full stop are subheads of one story."""
LONGEST_HEADING = 60
_STOPS = tuple('.!?:;,"')


def find_headings(page: Page) -> frozenset[int]:
    """Paragraphs that head a section; empty when the page is one story."""
    found: list[int] = []
    bodies: dict[int, list[Sentence]] = {}
    for sentence in page.sentences:
        bodies.setdefault(sentence.paragraph, []).append(sentence)
    order = sorted(bodies)
    for at, index in enumerate(order[:-1]):
        sentences, following = bodies[index], bodies[order[at + 1]]
        words = page.text[sentences[0].start : sentences[-1].end].strip()
        short = len(sentences) == 1 and len(words) <= LONGEST_HEADING and not words.endswith(_STOPS)
        plain = not (sentences[0].listed or sentences[0].clocks or sentences[0].dates)
        if at > 0 and short and plain and len(following[0].text) > len(words):
            found.append(index)
    return frozenset(found) if len(found) >= LEAST_HEADINGS else frozenset()


def is_of_its_own(page: Page, heading: int, headings: frozenset[int], current: Draft | None) -> bool:
    """Whether the section under a heading tells of another launch than the one that the text is at."""
    if current is None:
        return False
    last = min((index for index in headings if index > heading), default=len(page.paragraphs))
    inside = [s for s in page.sentences if heading <= s.paragraph < last]
    for sentence in inside:
        for mark in sentence.all("vehicle"):
            if current.vehicles and mark.value.split("|")[0] not in current.vehicles:
                return True
        for mention in sentence.dates:
            day = mention.resolve(page.published)
            if day is not None and len(day) == ISO_DAY and current.day and not near(day, current.day):
                return bool(sentence.all("launch", "vehicle", "payload", "outcome"))
    return False
