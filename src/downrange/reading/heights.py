"""Heights: whether a height is the top of a flight, one moment's, or part of the way up."""

from __future__ import annotations

from downrange.reading.aims import BESIDE
from downrange.reading.cues import reach_cost, stands_at
from downrange.reading.facts import SentenceFacts
from downrange.reading.numerals import AND
from downrange.reading.orbits import PEAK_REACH, is_satellite_launch
from downrange.reading.phrasebook import Mark
from downrange.reading.sizes import LARGEST_HEIGHT, without_approx
from downrange.reading.units import Quantity

BARE_COST = 26
"""A number that lacks its unit is a figure when its cue is this near."""
LOWEST_FLIGHT = 1000.0
"""Ranges and peaks told of a flight are no less than this [m]."""
FLIGHT = frozenset(("apogee", "range", "flight_time", "speed"))
"""What is told of a flight as a whole."""


def is_low_moment(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'At a height of about 100 m it tipped over': where trouble came, and no measure of the vehicle."""
    if quantity.dimension != "m" or not quantity.si <= LARGEST_HEIGHT or not stands_at(facts, quantity):
        return False
    start, end = facts.sentence.clause_of(quantity.start)
    heights = [m for m in facts.sentence.within("measure", start, end) if m.value == "altitude"]
    near = (max(m.start - quantity.end, quantity.start - m.end, 0) <= BESIDE for m in heights)
    if not any(near) and not any(0 <= quantity.start - m.end <= PEAK_REACH for m in heights):
        return False
    ends = any(facts.sentence.within(kind, start, end) for kind in ("destructverb", "anomalyverb", "trouble"))
    return ends or any(m.value == "failure" for m in facts.sentence.within("outcome", start, end))


def is_way_up(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'The launcher rose to 540 km': how far up it came, where no word says that this was the highest point."""
    if not facts.page.lexicon.meta.get("names_peaks") or not is_satellite_launch(facts, quantity):
        return False
    return not facts.sentence.within("peak", *facts.sentence.clause_of(quantity.start))


def is_height_reached(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'Reached an altitude of 92 km', 'altitude: 50 km at most': a word for height and one for coming up to it."""
    start, end = facts.sentence.clause_of(quantity.start)
    for mark in facts.sentence.all("peak"):
        ahead = mark.end <= quantity.start
        low, high = (mark.end, quantity.start) if ahead else (quantity.end, mark.start)
        if high - low <= PEAK_REACH and not any(low <= q.start < high for q in facts.sentence.quantities):
            return True
    reached = [
        cost
        for m in facts.sentence.within("measure", start, end)
        if m.value == "apogee" and (cost := reach_cost(facts, quantity, m, start, end)) is not None
    ]
    if not reached or min(reached) > BARE_COST:
        return False
    return not stands_at(facts, quantity) or _leads_to(facts, quantity, start)


def _leads_to(facts: SentenceFacts, quantity: Quantity, start: int) -> bool:
    """'Monté à une altitude de 80 km': only words of grammar and for height stand behind the verb for rising."""
    meta, words = facts.page.lexicon.meta, facts.page.folded
    fillers = {*meta.get("locatives", ()), *meta.get("articles", ()), *meta.get("binders", ()), *AND}
    place = without_approx(facts, quantity.start)
    heights = [m for m in facts.sentence.within("measure", start, place) if m.value == "altitude"]
    for mark in facts.sentence.within("measure", start, place):
        if mark.value != "apogee" or mark.end > place:
            continue
        gap = words[mark.end : place]
        if not set(words[mark.start : mark.end].split()[-1:] + gap.split()) & set(meta.get("locatives", ())):
            continue
        for height in (h for h in heights if mark.end <= h.start):
            gap = gap.replace(words[height.start : height.end], " ")
        if all(word in fillers for word in gap.replace("'", " ").split()):
            return True
    return False


def is_whole_flight(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'6,100 km of altitude, 1,000 km of distance', 'under 3,000 km high': the height that a missile's flight came to.

    A height with 'at' in front of it is one moment's.
    """
    event = facts.event_at(quantity.start)
    if event is None or event.cls != "MIS":
        return False
    told = {fact.role for fact in facts.found if fact.event is event}
    start, end = facts.sentence.clause_of(quantity.start)
    whole = quantity.bound is not None and {"range", "flight_time"} & told and _is_flown_at(facts, start, end)
    if stands_at(facts, quantity) and not whole:
        return False
    if any(facts.sentence.within(kind, start, end) for kind in ("destructverb", "anomalyverb", "release")):
        return False
    cues = {m.value for m in facts.sentence.all("measure")}
    return quantity.bound is not None or bool(told & FLIGHT) or bool(cues & {"range", "potential_range"})


def _is_flown_at(facts: SentenceFacts, start: int, end: int) -> bool:
    """'Covered 1,000 km, at 6,000 km of altitude': where nothing in the clause happens at that height."""
    if any(m.value in ("detected", "overflight") for m in facts.sentence.within("placecue", start, end)):
        return False
    kinds = ("destructverb", "anomalyverb", "release", "impactverb", "trouble", "part")
    return not any(facts.sentence.within(kind, start, end) for kind in kinds)


def crowns(facts: SentenceFacts, quantity: Quantity, mark: Mark) -> bool:
    """'4.500 kilomètres au plus haut': a word for the highest point right behind its figure."""
    stops = facts.page.folded[mark.end : mark.end + 1] in (",", ";", ".")
    if mark.start - quantity.end != 1 or quantity.si < LOWEST_FLIGHT:
        return False
    if not stops and counts_the_next(facts, mark):
        return False
    return any(m.start < mark.end and mark.start < m.end for m in facts.sentence.all("peak"))


def counts_the_next(facts: SentenceFacts, mark: Mark) -> bool:
    """'510 kilometres every 95 minutes': the word belongs to the figure behind it."""
    return any(0 <= q.start - mark.end <= BESIDE for q in facts.sentence.quantities)
