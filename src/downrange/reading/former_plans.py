"""Days for which a launch had been planned before it flew: 'first set for Saturday', 'put off from 3 March'."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from downrange.reading.dates import DateMention
from downrange.reading.drafts import ISO_DAY
from downrange.reading.facts import SentenceFacts
from downrange.reading.page import Page, Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.plans import lies_nearer_ahead
from downrange.records.claim import ClaimKind, Hedge

REACH = 30
"""The day stands at most this far from the words for what had been planned [characters]."""
OVERLAP = 6
"""The preposition of the day may be the end of those words: 'put off from', 'reporté du' [characters]."""
LONGEST_DELAY = 20
"""A launch flies at most so long after the day first named [years]."""
FORMER = frozenset(("former", "called_off"))
"""Kinds of words beside which a day was planned, and came to nothing."""
_OF_OTHERS = (("coming", "yes"), ("coming", "then"), ("plan", "next"), ("recall", "nth"))
"""Words for another launch than the one at hand."""


def take_former(page: Page, sentence: Sentence, flown: str) -> None:
    """Set apart the days of a sentence for which the launch that flew on a day had been planned.

    Those of attempts that were called off are set apart, too, and tell no plan.

    Args:
        page: The document.
        sentence: Its dates lose those days; it keeps the planned ones in `former`.
        flown: ISO day of the launch.
    """
    if any(sentence.has(kind, value) for kind, value in _OF_OTHERS):
        return
    for mention in list(sentence.dates):
        held = {m.kind for m in sentence.all("former", "called_off") if _holds(page, sentence, m, mention)}
        day = _day_before(mention, page.published, flown) if held else None
        if day is not None:
            sentence.dates.remove(mention)
            if "former" in held:
                sentence.former.append((mention, day))


def _holds(page: Page, sentence: Sentence, mark: Mark, mention: DateMention) -> bool:
    """Whether a day belongs to words for what had been planned: inside, behind or before them, as they say."""
    if mark.start <= mention.start and mention.end <= mark.end:
        return True
    if mark.value == "around":
        return False
    low, high = (mark.end, mention.start) if mark.value == "ahead" else (mention.end, mark.start)
    if not -OVERLAP <= high - low <= REACH:
        return False
    between = page.folded[low:high]
    parted = set(between) & set(",;:()") or any(low <= d.start < high for d in sentence.dates)
    return not parted and not any(sentence.within(kind, low, high) for kind in ("outcome", "speech"))


def _day_before(mention: DateMention, published: date | None, flown: str) -> str | None:
    """The day, month or year planned, when it lies before the day of the launch; None otherwise."""
    day = mention.resolve(published)
    if day is None or "/" in day or published is None:
        return None
    if mention.weekday is not None and mention.day is mention.weeks is None:
        if day > flown:
            day = (date.fromisoformat(day) - timedelta(7)).isoformat()
    elif lies_nearer_ahead(published, mention):
        return None  # 'the next had been planned for December'
    early = day < flown[: len(day)] and int(flown[:4]) - int(day[:4]) <= LONGEST_DELAY
    return day if early else None


def find_flown(days: Iterator[str | None]) -> str | None:
    """The first full day of some launches that took place."""
    return next((day for day in days if day is not None and len(day) == ISO_DAY), None)


def read_former(facts: SentenceFacts) -> None:
    """Days for which the launch at hand had been planned before it flew."""
    for mention, day in facts.sentence.former:
        news = (e for e in facts.reading.events if e.role == "main" and e.status == "occurred")
        event = facts.flown_at(mention.start) or next(news, None)
        if event is not None:
            facts.add(
                ClaimKind.PLAN, None, day, mention.start, mention.end, "plan-former", event=event, hedge=Hedge.FACT
            )
