"""Days for which a launch that took place had first been set: 'The launch had been set for Saturday, but ...'."""

from __future__ import annotations

from datetime import date

from downrange.reading.dates import DateMention
from downrange.reading.drafts import ISO_DAY, Draft
from downrange.reading.facts import SentenceFacts
from downrange.reading.page import Page, Sentence
from downrange.reading.plans import lies_ahead
from downrange.records.claim import ClaimKind, Hedge

BEHIND = 70
"""The day stands at most this far behind the words: 'had first been planned, the operator said, for 3 May' [chars]."""
BEFORE = 30
"""Where the verb comes last, at most this far before them [characters]."""
INSERTED = 12
"""Words between a comma and the day: ', for 3 May' [characters]."""
LONGEST_DELAY = 500
"""A launch takes place at most this long after the day first set [days]."""
_PARTING = frozenset(";:!?")


def set_apart_first_days(page: Page) -> None:
    """Take the days for which a launch had first been set from those on which something may have flown."""
    for sentence in page.sentences:
        if sentence.dates and sentence.has("firstset"):
            sentence.first_days = [day for day in sentence.dates if _is_first(page, sentence, day)]
            if sentence.first_days:
                sentence.dates = [day for day in sentence.dates if day not in sentence.first_days]


def _is_first(page: Page, sentence: Sentence, day: DateMention) -> bool:
    last = page.lexicon.meta.get("order") == "sov"
    if day.day is not None and lies_ahead(page, day):
        return False  # 'the next had been planned for December 20', told in October
    for mark in sentence.all("firstset"):
        low, high = (day.end, mark.start) if last else (mark.end, day.start)
        between = page.folded[low:high]
        tail = between.rpartition(",")[2] if "," in between else ""
        if len(tail) > INSERTED:
            continue  # 'initialement prévu à 9h00, le tir a eu lieu vendredi'
        if not -1 <= high - low <= (BEFORE if last else BEHIND) or set(between) & _PARTING:
            continue
        others = any(low <= other.start and other.end <= high for other in sentence.dates)
        flown = [m for m in sentence.within("launch", low, high) if m.value == "verb"] if not last else ()
        return not others and len(flown) <= 1
    return False


def read_first_days(facts: SentenceFacts) -> None:
    """The day for which a launch had first been set, as a plan of that launch."""
    for day in facts.sentence.first_days:
        event = facts.event_at(day.start)
        if event is None or event.status == "planned":
            event = next((e for e in facts.reading.events if e.role == "main" and e.status == "occurred"), None)
        value = day.resolve(facts.page.published)
        if event is not None and value is not None and _is_before(value, event):
            facts.add(ClaimKind.PLAN, None, value, day.start, day.end, "first-set", event=event, hedge=Hedge.FACT)


def _is_before(value: str, event: Draft) -> bool:
    """Whether a day or month lies before that of the launch, and not too long before."""
    if event.day is None or "/" in value or "/" in event.day or value >= event.day[: len(value)]:
        return False
    if len(value) < ISO_DAY or len(event.day) < ISO_DAY:
        return True
    return (date.fromisoformat(event.day) - date.fromisoformat(value)).days <= LONGEST_DELAY
