"""Orbits: which figure of a sentence is the height of an orbit, and of which end of it."""

from __future__ import annotations

from downrange.reading.cues import CUE_REACH, stands_at
from downrange.reading.facts import SentenceFacts
from downrange.reading.sizes import THING_REACH
from downrange.reading.units import Quantity

PEAK_REACH = 24
"""'Maximum' stands this near a figure whose other cue is only 'altitude' [characters]."""
LOWEST_ORBIT = 160e3
"""Satellites are let go no lower than this [m]."""
END_REACH = 8
"""'248 km de périgée': the name of the end stands this near behind its figure [characters]."""


def is_missile(facts: SentenceFacts, quantity: Quantity) -> bool:
    """Whether a figure is told of a missile's launch."""
    event = facts.event_at(quantity.start)
    return event is not None and event.cls == "MIS"


def is_satellite_launch(facts: SentenceFacts, quantity: Quantity) -> bool:
    """Whether a figure is told of a launch to orbit."""
    event = facts.event_at(quantity.start)
    return event is not None and event.cls == "SAT"


def end_of_orbit(facts: SentenceFacts, quantity: Quantity) -> str | None:
    """'近地点高度250キロ、遠地点高度500キロ', 'перигей орбиты - 240 км': the end of an orbit that is told.

    Only where a clause names the lower end, and with no other figure between the name and this one.
    """
    if quantity.dimension != "m" or quantity.si < LOWEST_ORBIT / 2 or is_missile(facts, quantity):
        return None
    named = _named_behind(facts, quantity)
    if named is not None:
        return named
    lows = [m for m in facts.sentence.all("measure") if m.value == "perigee"]
    if not lows:
        return None
    tops = {(m.start, m.end) for m in facts.sentence.all("peak")}
    highs = [
        m
        for m in facts.sentence.all("measure")
        if m.value == "apogee" and any(a < m.end and m.start < b for a, b in tops)
    ]
    starts = [q.start for q in facts.sentence.quantities]
    before = [m for m in sorted([*lows, *highs]) if 0 <= quantity.start - m.end <= PEAK_REACH]
    if not before or any(before[-1].end <= place < quantity.start for place in starts):
        return None
    return before[-1].value


def _named_behind(facts: SentenceFacts, quantity: Quantity) -> str | None:
    """'248 km de périgée', '377 km at apogee': the end of an orbit by its name right behind the figure."""
    meta, folded = facts.page.lexicon.meta, facts.page.folded
    tops = {(m.start, m.end) for m in facts.sentence.all("peak")}
    for mark in facts.sentence.all("measure"):
        end = mark.value == "perigee" or (mark.value == "apogee" and (mark.start, mark.end) in tops)
        if not end or not 1 <= mark.start - quantity.end <= END_REACH:
            continue
        gap = folded[quantity.end : mark.start].replace("'", " ").split()
        if gap and not set(gap) - {*meta.get("binders", ()), *meta.get("locatives", ()), *meta.get("articles", ())}:
            return mark.value
    return None


def is_lowest(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'The lowest point of its orbit is 180 km': the height of an orbit's lower end."""
    others = [q.start for q in facts.sentence.quantities if q.dimension == quantity.dimension]
    return any(
        m.value == "perigee"
        and 0 <= quantity.start - m.end <= CUE_REACH
        and not any(m.end <= place < quantity.start for place in others)
        for m in facts.sentence.within("measure", *facts.sentence.clause_of(quantity.start))
    )


def is_satellites(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'The satellite was released at 550 km': as high as satellites fly, and nothing else is named in between."""
    if quantity.si < LOWEST_ORBIT or not is_satellite_launch(facts, quantity):
        return False
    start, end = facts.sentence.clause_of(quantity.start)
    marks = [
        m for kind in ("vehicle", "object", "payload", "part", "craft") for m in facts.sentence.within(kind, start, end)
    ]
    before = [m for m in sorted(marks) if m.end <= quantity.start]
    named = bool(before) and (before[-1].kind == "payload" or before[-1].value == "sat")
    let_go = facts.sentence.within("release", start, end) and stands_at(facts, quantity)
    if let_go and not facts.sentence.within("part", start, end):
        named = named or any(m.kind == "payload" or m.value == "sat" for m in marks)
    if not named or any(m.value == "failure" for m in facts.sentence.within("outcome", start, end)):
        return False
    sent = any(0 <= before[-1].start - m.end <= THING_REACH for m in facts.sentence.within("launch", start, end))
    measures = facts.sentence.within("measure", start, end)
    if any(m.value == "perigee" for m in measures):
        return False
    cues = [m for m in measures if m.value == "orbit_alt"]
    freed = facts.sentence.within("insertionverb", start, end) or facts.sentence.within("release", start, end)
    return sent or bool(cues) or bool(freed)


def is_of_many(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'They fly 600 km above the Earth', 'situe leur altitude à 593 km': of satellites that are not named again."""
    if quantity.si < LOWEST_ORBIT or not is_satellite_launch(facts, quantity):
        return False
    start, end = facts.sentence.clause_of(quantity.start)
    if any(facts.sentence.within(kind, start, end) for kind in ("vehicle", "part", "trouble", "outcome", "wreck")):
        return False
    words = facts.page.folded[start : quantity.start].replace("'", " ").split()
    return not set(words).isdisjoint(facts.page.lexicon.meta.get("plurals", ()))


def is_orbit(facts: SentenceFacts, quantity: Quantity) -> bool:
    """Whether a word for an orbit stands near a figure."""
    start, end = facts.sentence.clause_of(quantity.start)
    cues = [m for m in facts.sentence.within("measure", start, end) if m.value == "orbit_alt"]
    return any(-20 <= quantity.start - m.end <= CUE_REACH for m in cues)


def is_of_what_broke(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'Le moteur a lâché à 160 km': where a part failed, though its verb can mean that something was let go."""
    start, end = facts.sentence.clause_of(quantity.start)
    if not (facts.sentence.within("part", start, quantity.start) and facts.sentence.within("trouble", start, end)):
        return False
    cues = [m for m in facts.sentence.within("measure", start, end) if m.value == "orbit_alt"]
    verbs = facts.sentence.all("release", "trouble")
    return all(any(v.start < m.end and m.start < v.end for v in verbs) for m in cues)
