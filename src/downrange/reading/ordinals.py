"""Launches told by a year and their place in a row: 'its maiden flight in 2017', 'last tested in 2016'."""

from __future__ import annotations

from collections.abc import Iterator

from downrange.catalog.families import find_variant
from downrange.catalog.suborbital import MISSILE_CLASSES
from downrange.reading.drafts import ISO_DAY, ISO_YEAR, VARIANT_REACH, Draft
from downrange.reading.known import Kind, find_first, find_last, find_lone_failure
from downrange.reading.page import Page, Sentence
from downrange.reading.phrasebook import Mark

NEVER = "9999"
"""Later than any day."""


def day_of_ordinal(
    page: Page, sentence: Sentence, start: int, end: int, day: str, kind: Kind | None, news: str | None
) -> str:
    """The day that a year or month stands for, where the clause tells which launch of a kind it was; else as told.

    It is the first one, the last one before the news, or the one that failed, where the catalogs hold just that in
    the year or month told.

    Args:
        page: the text.
        sentence: the sentence of the clause.
        start: where the clause begins [characters].
        end: where it ends [characters].
        day: year or month as told, ISO.
        kind: what is spoken of.
        news: day of the launch that the text is news of, ISO.
    """
    if kind is None or len(day) >= ISO_DAY or "/" in day:
        return day
    words = set(_words_that_rank(page, sentence, start, end))
    if words & set(page.lexicon.meta.get("maidens", ())) and (first := find_first(kind, day)) is not None:
        return first
    if words & set(page.lexicon.meta.get("lasts", ())):
        before = min(filter(None, (news, str(page.published or NEVER))))
        if (last := find_last(kind, day, before)) is not None:
            return last
    if len(day) == ISO_YEAR and any(m.value == "failure" for m in sentence.within("outcome", start, end)):
        return find_lone_failure(kind, day) or day
    return day


def kind_named(page: Page, mark: Mark, event: Draft | None) -> Kind:
    """The launches of the vehicle that a clause names; of two countries that fly it, of that of the launch at hand."""
    name, cls, _, countries = mark.value.split("|")
    owners = countries.split("/")
    actor = event.actor if event is not None and event.actor in owners else owners[0]
    behind = page.folded[mark.end : mark.end + VARIANT_REACH]
    variant = find_variant(name, behind) if cls == "SAT" and behind.strip(" -")[:1].isdigit() else None
    return Kind(actor or owners[0], cls, name, variant)


def kind_of(event: Draft | None) -> Kind | None:
    """The launches of what a launch flew: of its vehicle, else of its class of missile."""
    if event is None or event.actor is None or event.cls is None:
        return None
    name = event.vehicles[0] if event.vehicles else None
    return Kind(event.actor, event.cls, name, event.variant, frozenset(event.kinds & MISSILE_CLASSES))


def _words_that_rank(page: Page, sentence: Sentence, start: int, end: int) -> Iterator[str]:
    """The words of a clause that are not of a date or a part: the 'last' of 'last year', the 'first' of a stage."""
    spans = [(d.start, d.end) for d in sentence.dates] + [(m.start, m.end) for m in sentence.all("part")]
    for low, high in sorted(span for span in spans if start <= span[0] < end):
        yield from (word.strip(",.;:()\"'") for word in page.folded[start:low].split())
        start = max(start, high)
    yield from (word.strip(",.;:()\"'") for word in page.folded[start:end].split())
