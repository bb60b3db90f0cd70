"""Whose launch it is where no clause that tells of one says so: by the ground, who speaks, who watches, the catalog."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from downrange.catalog.launches import SUCCESSORS, find_by_local_day
from downrange.reading.drafts import ISO_DAY
from downrange.reading.gazetteer import source_countries, source_types
from downrange.reading.lexicon import load_shared
from downrange.reading.page import Sentence
from downrange.reading.statements import gap_between, things
from downrange.reading.story import Story

BESIDE = 3
"""'The North Korean missile': a country this near to what flew flies it [characters]."""
FROM_REACH = 12
"""'From the province of Jagang': a place stands at most this far behind 'from' [characters]."""
_SPEAKING = frozenset(("agency", "company", "state-media", "government", "military"))
"""Types of sources that speak of launches of their own country."""


def guess_country(story: Story, group: str | None, day: str | None) -> str | None:
    """Country of a launch of class `group` on `day` that no clause gives: the likeliest, or any that is named."""
    return find_country(story, group, day) or story.actors.any_country()


def find_country(story: Story, group: str | None, day: str | None) -> str | None:
    """Country of a launch of class `group` on `day` that no clause gives; None where nothing tells.

    The vehicle's, the site's, that of what the launch came from, the one beside what flew, one that others watch, an
    agency or company that speaks, the one that who speaks watches, the only one that launched on that day where a
    clock time is told.
    """
    actors = story.actors
    if actors.country is not None:
        return actors.country
    sentences = story.page.sentences
    for told in (_site_countries(sentences), _origins(sentences), _beside(story)):
        country = next(told, None)
        if country is not None:
            return country
    named = list(dict.fromkeys(m.value for s in sentences for m in s.all("country", "inner_country")))
    shared = load_shared("institutions")
    watched = {m for m in named if m in shared.get("observers", {})}
    watchers = shared.get("watches", {})
    if watched and group != "SAT":
        return next(m for m in named if m in watched)
    speaking = [
        country
        for s in sentences
        for m in s.all("source")
        if source_types().get(m.value) in _SPEAKING and (country := source_countries().get(m.value)) is not None
    ]
    own = [country for country in (*speaking, *named) if country not in watchers and country != "EU"]
    looking = [watchers[country] for country in (*speaking, *named) if country in watchers]
    if group == "SAT":
        ready = _flying(day)
        told_of = [country for country in dict.fromkeys((*own, *speaking, *named)) if ready is None or country in ready]
        if told_of:
            return told_of[0]
        timed = any(sentence.clocks for sentence in sentences)
        if ready is not None and len(ready) == 1 and timed:
            return next(iter(ready))
    return next(iter(own), None) or next(iter(looking), None)


def _site_countries(sentences: list[Sentence]) -> Iterator[str]:
    for sentence in sentences:
        for place in sentence.places:
            if place.place.kind == "site" and place.distance_km is None and place.place.country:
                yield place.place.country


def _origins(sentences: list[Sentence]) -> Iterator[str]:
    """Countries of places behind 'from'."""
    for sentence in sentences:
        behind = [m.end for m in sentence.all("placeprep") if m.value == "from"]
        for place in sentence.places:
            near = any(0 <= place.start - end <= FROM_REACH for end in behind)
            if near and place.distance_km is None and place.place.country:
                yield place.place.country


def _beside(story: Story) -> Iterator[str]:
    """Countries written right beside what flew."""
    for sentence in story.page.sentences:
        flown = [*things(story.page, sentence), *sentence.all("craft")]
        for mark in sentence.all("country"):
            if mark.value != "EU" and any(gap_between(mark, thing) <= BESIDE for thing in flown):
                yield mark.value


def _flying(day: str | None) -> frozenset[str] | None:
    """Countries that launched something on a day; None where the catalog holds nothing for it."""
    if day is None or len(day) != ISO_DAY:
        return None
    found = frozenset(SUCCESSORS.get(row.country, row.country) for row in find_by_local_day(date.fromisoformat(day)))
    return found or None
