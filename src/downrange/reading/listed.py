"""Launches told without sentences: the entries of a chronology, and lists of who, what and when."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice, takewhile

from downrange.reading.drafts import Draft, is_news
from downrange.reading.entries import Entry
from downrange.reading.learning import learn
from downrange.reading.page import Sentence
from downrange.reading.reference import begin_event
from downrange.reading.statements import group_of, is_unreal, things
from downrange.reading.story import Story

LEAST_FRAGMENTS = 3
_TOLD = ("launch", "outcome", "impactverb", "payload", "vehicle", "trouble", "destructverb")


def read_entry(story: Story, entry: Entry) -> Draft | None:
    """The launch that an entry of a list is about; None when it tells of something else."""
    first = bisect_left(story.page.sentences, entry.paragraph, key=lambda s: s.paragraph)
    inside = list(takewhile(lambda s: s.paragraph == entry.paragraph, islice(story.page.sentences, first, None)))
    day = entry.mention.resolve(story.page.published)
    told = any(
        s.all("launch", "outcome", "impactverb", "payload", "vehicle", "trouble", "destructverb") for s in inside
    )
    told = told or (not any(s.has("otherwise_dated") for s in inside) and any(_is_loss(s) for s in inside))
    told = told or any(s.all("placecue", "measure") and things(story.page, s) for s in inside)
    if day is None or not told or any(is_unreal(s, s.start, s.end, s.start) for s in inside[:1]):
        return None
    vehicles = [mark for sentence in inside for mark in sentence.all("vehicle")]
    countries = [mark.value for sentence in inside for mark in sentence.all("country") if mark.value != "EU"]
    actor = story.actors.operator_of(vehicles[0]) if vehicles else None
    actor = actor or story.actors.country or next(iter(countries), None) or story.actors.any_country()
    groups = [group_of(mark) for sentence in inside for mark in things(story.page, sentence)]
    group = group_of(vehicles[0]) if vehicles else next((group for group in ("SAT", *groups) if group in groups), None)
    group = group or story.main_group()
    if actor is None or group is None or (story.page.published and day > story.page.published.isoformat()):
        return None
    event = next((e for e in story.events.about(day) if e.day == day and e.actor == actor), None)
    if event is None:
        event = story.add("main", "occurred", actor, day, entry.mention.start)
    event.groups[group] += 1
    return event


def _is_loss(sentence: Sentence) -> bool:
    """'Lost after two minutes', 'the vehicle broke up': words of a flight, not of a milestone."""
    return sentence.has("standin", "loose") or sentence.has("standin", "turn")


def read_fragments(story: Story) -> None:
    """A list ('Who: ..., When: ...') tells a launch without a sentence that does."""
    parts = [s for index, s in enumerate(story.page.sentences) if (s.listed or s.answer) and index not in story.aside]
    group, day = story.main_group(), None
    if len(parts) < LEAST_FRAGMENTS or group is None:
        return
    for sentence in story.page.sentences:
        for mention in sentence.dates:
            iso = mention.resolve(story.page.published)
            day = day or (iso if iso and is_news(iso, story.page.published) else None)
    if day is None:
        return
    event = begin_event(story, story.actors.country or story.actors.any_country(), day, [], 0, recalled=False)
    if event is not None:
        event.groups[group] += 1
        for sentence in story.page.sentences:
            for start, end in sentence.clauses:
                story.of_clause[start] = event
                learn(story, event, sentence, start, end, [], event.actor, None)
