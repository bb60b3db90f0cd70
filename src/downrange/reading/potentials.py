"""Potentials: ranges that a missile could fly, told apart from those that it flew."""

from __future__ import annotations

from downrange.reading.cues import CUE_REACH
from downrange.reading.facts import SentenceFacts
from downrange.reading.orbits import is_missile
from downrange.reading.units import Quantity

ABLE_REACH = 100
"""'Can deliver warheads over a range of 1,500 km': a word for being able stands this near in front [characters]."""


def is_potential(facts: SentenceFacts, quantity: Quantity) -> bool:
    """Whether 'could reach' or 'has a range of' stands before the figure, and no other figure between."""
    others = [q.start for q in facts.sentence.quantities if q.dimension == quantity.dimension]
    flown = {m.value for m in facts.sentence.all("measure")} & {"apogee", "altitude", "flight_time"}
    plain = {(m.start, m.end) for m in facts.sentence.all("measure") if m.value == "range"}
    named = [(m.start, m.end) for m in facts.sentence.all("object")]
    sov = facts.page.lexicon.meta.get("order") == "sov"
    return any(
        m.value == "potential_range"
        and (0 <= quantity.start - m.end <= CUE_REACH or (sov and 0 <= m.start - quantity.end <= CUE_REACH // 3))
        and not (flown and (m.start, m.end) in plain)
        and not any(low <= m.start and m.end <= high for low, high in named)
        and not any(w.value == "range" and w.start <= m.start and m.end < w.end for w in facts.sentence.all("measure"))
        and not any(m.end <= place < quantity.start for place in others)
        for m in facts.sentence.all("measure")
    )


def is_within_ability(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'Can deliver warheads over a range of 1,500 km', 'pouvait aller à plus de 1250 km': how far a missile can fly.

    Not where a verb for a launch or a fall that was stands between the two.
    """
    words = facts.page.lexicon.meta.get("ables", ())
    if not words or not facts.page.lexicon.spaced or not is_missile(facts, quantity):
        return False
    start, _ = facts.sentence.clause_of(quantity.start)
    low = max(start, quantity.start - ABLE_REACH)
    folded = facts.page.folded
    place = max((folded.rfind(f" {word}", low, quantity.start) for word in words), default=-1)
    if place < 0:
        return False
    others = any(place < q.start < quantity.start and q.dimension == "m" for q in facts.sentence.quantities)
    told = [*facts.sentence.within("impactverb", place, quantity.start)]
    told += [m for m in facts.sentence.within("launch", place, quantity.start) if m.value == "verb"]
    stops = set(folded[place : quantity.start]) & set(";:")
    return not others and not stops and not told
