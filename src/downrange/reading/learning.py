"""What a clause adds to the launch that it is about: its day, vehicle, payload, site and operator."""

from __future__ import annotations

from dataclasses import replace

from downrange.catalog.families import find_variant
from downrange.reading.drafts import VARIANT_REACH, Draft, near
from downrange.reading.page import Sentence
from downrange.reading.statements import ROCKET, Statement, group_of
from downrange.reading.story import Story

SAID, COUNTED, ENDED, LAUNCHED, BY_CALENDAR = range(5)


def learn(
    story: Story,
    event: Draft,
    sentence: Sentence,
    start: int,
    end: int,
    found: list[Statement],
    actor: str | None,
    day: str | None,
) -> None:
    """Add to a launch what a clause about it says; `found` are its statements, `day` the day that it gives."""
    if event.in_heading and sentence.kind == "body" and found:
        event.in_heading = False
        if actor not in (None, event.actor):
            event.actor, event.vehicles = actor, []
    event.in_body = event.in_body or (sentence.kind == "body" and bool(found))
    event.note([_as_weapon(story, s) for s in found], plain=_plain(story, event, found))
    event.actor = event.actor or actor
    if day:
        _learn_day(story, event, day, found)
    weeks = [d.stretch(story.page.published) for d in sentence.dates if found and start <= d.start < end]
    event.week = event.week or next((f"{week[0]}/{week[1]}" for week in weeks if week), None)
    learn_names(story, event, sentence, start, end, found)


def learn_names(story: Story, event: Draft, sentence: Sentence, start: int, end: int, found: list[Statement]) -> None:
    """Add to a launch the vehicles, payloads and sites that a clause about it names."""
    for mark in sentence.within("vehicle", start, end):
        name = mark.value.split("|")[0]
        if name not in event.vehicles and not story.recalled.holds(mark.start):
            event.name_vehicle(name)
            event.kinds_flown.add(mark.value.split("|")[2])
            if event.variant is None and group_of(mark) == "SAT":
                behind = story.page.folded[mark.end : mark.end + VARIANT_REACH]
                event.variant = find_variant(event.vehicles[0], behind) if behind.strip(" -")[:1].isdigit() else None
            if found and not event.vehicles[1:] and not event.groups["SAT"]:
                event.groups[group_of(mark) or ROCKET] += 1
            if not event.vehicles[1:]:
                event.actor = story.actors.operator_of(mark) if any(s.thing == mark for s in found) else event.actor
    for mark in sentence.within("payload", start, end):
        if not story.recalled.holds(mark.start):
            event.name_payload(story.page.folded[mark.start : mark.end])
    for place in sentence.places:
        if story.recalled.holds(place.start):
            continue
        if start <= place.start < end and place.place.kind == "site" and place.place.id not in event.sites:
            event.sites.append(place.place.id)


def _learn_day(story: Story, event: Draft, day: str, found: list[Statement]) -> None:
    """Give an event its day, a finer one, or a neighboring one that is told more firmly."""
    rank = rank_day(story, found)
    firmer = found and rank > event.day_rank and event.day != day and near(event.day, day)
    known = event.announced and found and rank > SAID and event.day is not None and day < event.day
    if event.day is None or firmer or known or (len(day) > len(event.day) and day.startswith(event.day)):
        event.day, event.day_rank = day, rank
    elif event.day == day and found:
        event.day_rank = max(event.day_rank, rank)
    event.announced = event.day_rank == SAID


def rank_day(story: Story, found: list[Statement]) -> int:
    """How firmly a clause gives its day: as that of saying, counted, of an end, of a launch, by the calendar.

    'Was grounded on Friday' gives way to 'lifted off on July 11', and 'said on Friday that it had launched' to both.
    """
    mention = story.mention
    if story.day_of_saying:
        return SAID
    if mention is None or (mention.told is not None and mention.days != 0):
        return COUNTED
    lifted = [s for s in found if s.predicate.kind == "launch"]
    if not lifted:
        return ENDED
    calendar = mention.month is not None and mention.day is not None
    return BY_CALENDAR if calendar and any(s.predicate.value == "verb" for s in lifted) else LAUNCHED


def _as_weapon(story: Story, statement: Statement) -> Statement:
    """'Feuerte eine Rakete ab': what a word for shooting says of a bare rocket is that it was a missile."""
    shots = tuple(story.page.lexicon.meta.get("shots", ()))
    words = story.page.folded[statement.predicate.start : statement.predicate.end].split()
    shot = bool(shots) and statement.group == ROCKET and any(word.startswith(shots) for word in words)
    return replace(statement, group="MIS") if shot else statement


def _plain(story: Story, event: Draft, found: list[Statement]) -> bool:
    """Whether a bare word for rockets of any kind ('ракета') tells of a launcher, as the news of the text does."""
    words = story.page.lexicon.meta.get("any_rocket", ())
    main = next((e for e in story.events if e.role == "main" and e is not event), None)
    if not words or not (story.of_launchers or (main is not None and main.cls == "SAT")):
        return False
    return all(story.page.folded[s.thing.start : s.thing.end] in words for s in found)
