"""Whose launch it is where no clause that tells of one says so: by the ground, who speaks, who watches, the catalog."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from downrange.catalog.families import is_of_family
from downrange.catalog.launches import SUCCESSORS, find_by_local_day, site_of
from downrange.reading.drafts import ISO_DAY
from downrange.reading.gazetteer import source_countries, source_types
from downrange.reading.lexicon import load_shared
from downrange.reading.page import Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.statements import gap_between, things
from downrange.reading.story import Story
from downrange.records.launch import CatalogLaunch

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
    agency or company that speaks, the one that who speaks watches, the one that launched on that day at the
    clock time told.
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
    if group == "SAT" and (ready := _on_day(day)):
        flying = [SUCCESSORS.get(row.country, row.country) for row in ready]
        told_of = [country for country in dict.fromkeys((*own, *speaking, *named)) if country in flying]
        timed = told_of or list(dict.fromkeys(_timed(sentences, ready)))
        if told_of or len(timed) == 1:
            return next(iter(timed))
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


def _on_day(day: str | None) -> tuple[CatalogLaunch, ...]:
    """What the catalog holds for a day at the site."""
    return find_by_local_day(date.fromisoformat(day)) if day is not None and len(day) == ISO_DAY else ()


def _timed(sentences: list[Sentence], rows: tuple[CatalogLaunch, ...]) -> Iterator[str]:
    """Countries whose launch of the day left at a clock time that is told, of the site or of Greenwich."""
    told = {(c.hour, c.minute) for sentence in sentences for c in sentence.clocks}
    told |= {c.other[:2] for sentence in sentences for c in sentence.clocks if c.other is not None}
    for row in rows:
        local = row.liftoff.astimezone(ZoneInfo(site_of(row).timezone))
        if {(local.hour, local.minute), (row.liftoff.hour, row.liftoff.minute)} & told:
            yield SUCCESSORS.get(row.country, row.country)


def is_sole_launch(actor: str, day: str, vehicles: list[Mark]) -> bool:
    """Whether the catalog holds the launch of one of these vehicles on a day, or no other of that country."""
    rows = [row for row in _on_day(day) if SUCCESSORS.get(row.country, row.country) == actor]
    names = {mark.value.split("|")[0] for mark in vehicles}
    if names:
        return any(is_of_family(name, f"{row.vehicle} {row.variant}") for name in names for row in rows)
    return len(rows) == 1
