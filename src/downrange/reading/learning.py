"""What a clause adds to the launch that it is about: its day, vehicle, payload, site and operator."""

from __future__ import annotations

from downrange.reading.drafts import Draft, near
from downrange.reading.page import Sentence
from downrange.reading.statements import Statement
from downrange.reading.story import Story


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
    event.note(found, plain=_plain(story, event, found))
    event.actor = event.actor or actor
    if found and event.announced and not story.day_of_saying and near(event.day, day):
        event.day, event.announced = day, False
    if day and (event.day is None or (event.day == day and found)):
        event.announced = story.day_of_saying if event.day is None else event.announced and story.day_of_saying
    if day and (event.day is None or (len(day) > len(event.day) and day.startswith(event.day))):
        event.day = day
    weeks = [d.stretch(story.page.published) for d in sentence.dates if found and start <= d.start < end]
    event.week = event.week or next((f"{week[0]}/{week[1]}" for week in weeks if week), None)
    for mark in sentence.within("vehicle", start, end):
        name = mark.value.split("|")[0]
        if name not in event.vehicles and not story.recalled.holds(mark.start):
            event.vehicles.append(name)
            if not event.vehicles[1:]:
                event.actor = story.actors.operator_of(mark) if any(s.thing == mark for s in found) else event.actor
    for mark in sentence.within("payload", start, end):
        if not story.recalled.holds(mark.start):
            event.payloads.append(story.page.folded[mark.start : mark.end])
    for place in sentence.places:
        if story.recalled.holds(place.start):
            continue
        if start <= place.start < end and place.place.kind == "site" and place.place.id not in event.sites:
            event.sites.append(place.place.id)


def _plain(story: Story, event: Draft, found: list[Statement]) -> bool:
    """Whether a bare word for rockets of any kind ('ракета') tells of a launcher, as the news of the text does."""
    words = story.page.lexicon.meta.get("any_rocket", ())
    main = next((e for e in story.events if e.role == "main" and e is not event), None)
    if main is None or main.cls != "SAT" or not words:
        return False
    return all(story.page.folded[s.thing.start : s.thing.end] in words for s in found)
