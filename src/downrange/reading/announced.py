"""Launches still to come, as events: a new one, or one told before of which more is said."""

from __future__ import annotations

from datetime import date
from itertools import islice

from downrange.reading.drafts import ISO_DAY, Draft, compatible
from downrange.reading.page import Page, Sentence
from downrange.reading.plans import find_window, is_vague
from downrange.reading.statements import Statement
from downrange.reading.story import Story

HAD_REACH = 20
"""'Had' stands at most this far before 'informed' [characters]."""
COUNTED_REACH = 16
"""'Four more flights': the number stands at most this far before what it counts [characters]."""
EARLY = 2
"""A launch that was announced for a period may take place so long before it opens [days]."""


def find_announced(
    story: Story, sentence: Sentence, start: int, end: int, day: str | None, found: list[Statement]
) -> Draft | None:
    """The launch to come that a clause announces; None when it tells neither a day nor that it will be soon."""
    another = any(m.value == "next" for m in sentence.within("plan", start, end)) or _is_other_vehicle(story, found)
    for event in story.events.about(day) if day else ():
        if not event.day or not compatible(event.day, day or ""):
            continue
        wider = another and event.status == "occurred" and len(day or "") != len(event.day)
        if not wider and not _is_anothers(story, event, found):
            return event
    if _are_several(story.page, sentence, start, end):
        return None
    actor = story.actors.find_planner(story.index, sentence, found, story.current.actor if story.current else None)
    day = find_window(story.page, sentence) or day
    vague = is_vague(sentence, start, end)
    if day is None and not vague:  # 'the rocket is set to lift off from ...': more of the plan told before
        told = story.current if story.current is not None and story.current.status == "planned" else None
        return None if told is None or _is_anothers(story, told, found) else told
    mains = list(islice((e for e in story.mains if e.status == "occurred"), 2))
    if len(mains) == 1 and mains[0].day is None and day is not None and _only_in_headline(story):
        mains[0].role = mains[0].status = "planned"
        mains[0].day = day
        return mains[0]
    if not another and not vague and mains and (day is None or "/" in day):
        noticed = _was_noticed(story, sentence, start, end) and _is_flown_early(mains[0], day)
        if noticed or not _is_later(story, mains[0], day):
            return mains[0]
    told_before = story.is_told_before(found, reach=sentence.end - sentence.start)
    if day is not None and mains and told_before and day >= (mains[0].day or day):
        return mains[0]
    if (
        day is not None
        and "/" not in day
        and story.page.published
        and day < story.page.published.isoformat()[: len(day)]
    ):
        return story.current
    for event in story.events.about(day) if day else story.events:
        if (
            event.status == "planned"
            and event.actor == actor
            and (event.day == day or day is None or event.day is None)
        ):
            event.day = event.day or day
            return event
    if actor is None or not (story.events or found or day):
        return None
    event = story.add("planned", "planned", actor, day, start)
    group = next((s.group for s in found if s.group), None)
    lately = story.lately() if not found else None
    known = story.current.cls if story.current else None
    lately = None if (known, lately) == ("SAT", "MIS") else lately
    group = group or lately or known or story.main_group()
    if group:
        event.groups[group] += 1
    event.told = any(s.thing.kind != "implied" for s in found) or story.actors.country is not None
    if story.current is None:
        story.current = event
    return event


def _are_several(page: Page, sentence: Sentence, start: int, end: int) -> bool:
    """'By 2027 four more flights are to follow': launches that are only counted.

    'After two failed flights' counts those of before, '위성 3기를 추가로 발사' counts what is launched.
    """
    flights = [m for m in sentence.within("launch", start, end) if m.value in ("noun", "mission")]
    flights += sentence.within("standin", start, end)
    many = [m for m in sentence.within("counter", start, end) if m.value != "one"]
    after = frozenset(page.lexicon.meta.get("after", ()))
    many = [m for m in many if after.isdisjoint(page.folded[start : m.start].split()[-2:])]
    if page.lexicon.meta.get("order") == "sov":
        things = {m.end + gap for m in sentence.all("object", "payload", "vehicle") for gap in (0, 1)}
        many = [m for m in many if m.start not in things]
    return any(0 <= flight.start - number.end <= COUNTED_REACH for flight in flights for number in many)


def _is_other_vehicle(story: Story, found: list[Statement]) -> bool:
    """Whether statements name a vehicle when the launches told so far are all of others."""
    told = {s.thing.value.split("|")[0] for s in found if s.thing.kind == "vehicle"}
    flown = (event for name in told for event in story.events.told_with(name) if name in event.vehicles)
    if not told or any(event.status == "occurred" for event in flown):
        return False
    return any(event.status == "occurred" and event.vehicles for event in story.events)


def _is_anothers(story: Story, event: Draft, found: list[Statement]) -> bool:
    """Whether statements name a vehicle that is not the one of an event."""
    told = [s.thing for s in found if s.thing.kind == "vehicle"]
    names = {mark.value.split("|")[0] for mark in told}
    if not names or names & set(event.vehicles):
        return False
    return bool(event.vehicles) or all(story.actors.operator_of(mark) != event.actor for mark in told)


def _is_later(story: Story, main: Draft, day: str | None) -> bool:
    """Whether a period lies wholly after a launch, and so is for another one."""
    return day is not None and main.day is not None and len(main.day) == ISO_DAY and day[:ISO_DAY] > main.day


def _was_noticed(story: Story, sentence: Sentence, start: int, end: int) -> bool:
    """'The North had told Japan that it would launch ...': a notice given before the launch that is the news."""
    had = frozenset(story.page.lexicon.meta.get("pluperfect", ()))
    words = frozenset(story.page.lexicon.meta.get("notifying", ()))
    for cue in sentence.within("speech", start, end):
        said = story.page.folded[max(start, cue.start - HAD_REACH) : cue.end].split()
        if not words.isdisjoint(said) and not had.isdisjoint(said):
            return True
    return False


def _is_flown_early(main: Draft, day: str | None) -> bool:
    """Whether a launch took place within a day or so of the period announced for it, before it opened."""
    if day is None or main.day is None or len(main.day) != ISO_DAY:
        return False
    opened = date.fromisoformat(day[:ISO_DAY])
    return 0 <= (opened - date.fromisoformat(main.day)).days <= EARLY


def _only_in_headline(story: Story) -> bool:
    """Whether nothing but headings has been read so far."""
    return all(sentence.kind != "body" for sentence in islice(story.page.sentences, story.index))
