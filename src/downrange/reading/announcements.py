"""When a next launch is to come, as facts."""

from __future__ import annotations

import itertools

from downrange.reading.drafts import Draft
from downrange.reading.facts import SentenceFacts
from downrange.reading.once_planned import find_once, is_before
from downrange.reading.plans import are_days_apart, is_night, opens_window
from downrange.records.claim import ClaimKind, Hedge

_AHEAD = frozenset(("plan", "modal"))


def read_plans(facts: SentenceFacts) -> None:
    """When a next launch is to come: a period, or soon."""
    sentence = facts.sentence
    if not sentence.dates and sentence.lacks(_AHEAD):
        return
    for start, end in sentence.clauses:
        event = facts.reading.of_clause.get(start)
        if event is None:
            continue
        once = find_once(facts.page, sentence, start, end)
        if once is not None and is_before(once[1], event):
            mention, day = once
            _add(facts, event, day, mention.start, mention.end, "plan-once")
            continue
        window = _window(facts, start, end)
        if window is not None:
            value, first, last = window
            facts.add(
                ClaimKind.PLAN, None, value, first, last, "plan-window", event=event, chain=_planner(facts, first)
            )
            continue
        if event.status != "planned":
            continue
        day = next(
            (
                d
                for d in sentence.dates
                if event.day and start <= d.start < end and d.resolve(facts.page.published, future=True) == event.day
            ),
            None,
        )
        vague = [m for m in sentence.within("plan", start, end) if m.value in ("asap", "soon", "months")]
        if day is not None and event.day is not None:
            _add(facts, event, event.day, day.start, day.end, "plan-day")
        elif vague:
            _add(facts, event, vague[0].value, vague[0].start, vague[0].end, "plan-vague")


def _add(facts: SentenceFacts, event: Draft, value: str, start: int, end: int, rule: str) -> None:
    facts.add(
        ClaimKind.PLAN, None, value, start, end, rule, event=event, hedge=Hedge.FACT, chain=_planner(facts, start)
    )


def _planner(facts: SentenceFacts, place: int) -> tuple[str, ...]:
    """Who plans: the source that speaks, or else the source that is the subject of 'will launch'."""
    chain = facts.chain_at(place)
    if facts.spoken_at(place):
        return chain
    modal = next((m for m in facts.sentence.all("modal") if m.value == "future" and m.start < place), None)
    if modal is None:
        return chain
    subjects = [s for s in facts.sentence.all("source") if s.end <= modal.start and modal.start - s.end <= 20]
    return (subjects[-1].value,) if subjects and not chain else chain


def _window(facts: SentenceFacts, start: int, end: int) -> tuple[str, int, int] | None:
    """A stretch of days in a clause about a launch to come or once announced."""
    sentence = facts.sentence
    if not any(m.value in ("window", "next") for m in sentence.within("plan", start, end)) and not sentence.within(
        "modal", start, end
    ):
        return None
    days = [d for d in sentence.dates if start <= d.start < end]
    for a, b in itertools.pairwise(days):
        gap = facts.page.folded[a.end : b.start]
        if len(gap) <= 12 and opens_window(sentence, a) and b.day is not None:
            if are_days_apart(a, b) or is_night(facts.page, a, b):
                continue
            first = a.resolve(facts.page.published, future=True)
            last = b.resolve(facts.page.published, future=True)
            if first and last and first < last:
                return f"{first}/{last}", a.start, b.end
    return None
