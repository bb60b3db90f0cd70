"""The day for which a launch that took place had been planned before: 'was first set for March 5 and put off'."""

from __future__ import annotations

from datetime import date

from downrange.reading.dates import DateMention
from downrange.reading.drafts import ISO_DAY, ISO_MONTH, Draft
from downrange.reading.page import Page, Sentence

DAY_REACH = 24
"""The day stands at most this far from the words that say so [characters]."""
LONGEST_WAIT = 800
"""A launch is put off for no longer than this [days]."""


def find_once(page: Page, sentence: Sentence, start: int, end: int) -> tuple[DateMention, str] | None:
    """The day in a clause for which a launch had been planned, as written and as ISO day or month; None for none."""
    if any(mark.value == "next" for kind in ("plan", "once") for mark in sentence.within(kind, start, end)):
        return None
    if sentence.within("coming", start, end):
        return None
    for mark in sentence.within("once", start, end):
        if sentence.within("otherwise_dated", start, end) and not sentence.within("launch", start, end):
            continue
        near = [d for d in sentence.dates if start <= d.start < end and not d.edge]
        near = [d for d in near if max(d.start - mark.end, mark.start - d.end) <= DAY_REACH]
        for mention in sorted(near, key=lambda d: max(d.start - mark.end, mark.start - d.end)):
            day = mention.resolve(page.published)
            if day is not None and len(day) >= ISO_MONTH and "/" not in day:
                return mention, day
    return None


def is_before(day: str, event: Draft | None) -> bool:
    """Whether a launch took place, and after the day for which it had been planned."""
    if event is None or event.status != "occurred" or event.role != "main" or event.day is None:
        return False
    if len(event.day) != ISO_DAY or not day < event.day[: len(day)]:
        return False
    return (date.fromisoformat(event.day) - date.fromisoformat(f"{day}-01"[:ISO_DAY])).days <= LONGEST_WAIT
