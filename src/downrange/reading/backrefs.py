"""Places told again by a word that stands for them: 'from the same base', 'at the airport', 'in these waters'."""

from __future__ import annotations

from downrange.reading.facts import SentenceFacts
from downrange.reading.places import WATERS, PlaceMention

NAMED_REACH = 24
"""'The airport of X': a name stands at most this far behind the word that it explains [characters]."""
MOST_NAMED = 40
"""Places that a text has named are remembered so long."""


def note_places(facts: SentenceFacts) -> None:
    """Remember the places that a sentence names, for those behind it."""
    named = facts.reading.named
    named.extend(p for p in facts.sentence.places if p.distance_km is None)
    del named[:-MOST_NAMED]


def told_again(facts: SentenceFacts) -> list[PlaceMention]:
    """The places that words of a sentence stand for, at these words."""
    found: list[PlaceMention] = []
    for mark in facts.sentence.all("locale"):
        if mark.value not in ("airport", "waters"):
            continue
        if any(0 <= p.start - mark.end <= NAMED_REACH for p in facts.sentence.places):
            continue
        before = [p for p in (*facts.reading.named, *facts.sentence.places) if p.start < mark.start]
        fitting = (p for p in reversed(before) if _fits(facts, p, mark.value))
        place = next(fitting, None)
        if place is not None:
            found.append(PlaceMention(mark.start, mark.end, place.place))
    return found


def same_site(facts: SentenceFacts) -> PlaceMention | None:
    """Where the launch before left, at the words 'from the same base' of a sentence that tells of a launch."""
    left = facts.reading.left_from
    if left is None:
        return None
    for mark in facts.sentence.all("locale"):
        low, high = facts.sentence.clause_of(mark.start)
        if mark.value == "same" and any(m.value != "mission" for m in facts.sentence.within("launch", low, high)):
            return PlaceMention(mark.start, mark.end, left.place)
    return None


def _fits(facts: SentenceFacts, place: PlaceMention, value: str) -> bool:
    if value == "waters":
        return place.place.kind in WATERS
    words = facts.page.folded[place.start : place.end]
    return any(word in words for word in facts.page.lexicon.meta.get("airports", ()))
