"""Aims: what was planned, needed or possible, which is not what was reached."""

from __future__ import annotations

from downrange.reading.facts import SentenceFacts
from downrange.reading.phrasebook import Mark
from downrange.reading.units import Quantity

CUE_REACH = 46
"""A word that tells what a figure measures stands at most this far from it [characters]."""
PLAN_REACH = 110
"""'Was to' makes figures that follow it within this distance planned ones [characters]."""
AIM_REACH = 16
"""'Instead of the 300 km': a word for what was aimed at stands this near in front of the figure [characters]."""
_NAMED = frozenset(("orbit_alt", "burn_time"))
"""'Ziel war eine Umlaufbahn in 500 Kilometern Höhe': what was aimed at may be named in between."""
SPEEDS = frozenset(("m/s", "mach"))
"""Dimensions of speeds."""
BESIDE = 4
"""'The 521 scheduled': and this near behind it [characters]."""


def is_aimed(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'The 521 scheduled', 'instead of the 300 km': a word for what was aimed at stands right beside a figure."""
    others = [q.start for q in facts.sentence.quantities if q is not quantity]
    for mark in facts.sentence.all("aim"):
        ahead = mark.value == "ahead"
        low, high = (mark.end, quantity.start) if ahead else (quantity.end, mark.start)
        between = [m for m in facts.sentence.all("measure") if low <= m.start and m.end <= high and m.value in _NAMED]
        named = sum(m.end - m.start for m in between)
        if not 0 <= high - low <= (AIM_REACH + named if ahead else BESIDE) or any(
            low <= place < high for place in others
        ):
            continue
        if not set(facts.page.folded[low:high]) & set(".;:("):
            return True
    return False


def is_planned(facts: SentenceFacts, quantity: Quantity, *, sov: bool) -> bool:
    """Whether a figure is what was to be reached: of a launch to come, behind 'was to', or beside 'instead of'."""
    event = facts.event_at(quantity.start)
    if (event is not None and event.status == "planned") or is_aimed(facts, quantity):
        return True
    start, end = facts.sentence.clause_of(quantity.start)
    if sov and any(start <= q.start < end and is_aimed(facts, q) for q in facts.sentence.quantities):
        return False  # '118초보다 짧은 106초': where one figure of a clause is set against another, it is the plan
    compared = {m.start for m in facts.sentence.all("aim") if m.value == "ahead"}
    return any(
        m.value == "planned" and m.start not in compared and (sov or 0 <= quantity.start - m.end <= PLAN_REACH)
        for m in facts.sentence.within("modal", start, end)
    )


def is_required(facts: SentenceFacts, quantity: Quantity, *, sov: bool) -> bool:
    """'The speed must exceed 7,600 m/s', '7,600 m/s would have been needed': what is needed is not what was reached."""
    start, end = facts.sentence.clause_of(quantity.start)
    speed = quantity.dimension in SPEEDS
    return any(
        (m.value == "required" and (sov or 0 <= quantity.start - m.end <= CUE_REACH))
        or (speed and m.value in ("required", "lacked") and _is_lacked(facts, m, quantity))
        for m in facts.sentence.within("modal", start, end)
    )


def _is_lacked(facts: SentenceFacts, cue: Mark, quantity: Quantity) -> bool:
    """'It reached 7.2 km/s where 7.68 were needed': the number nearest to the word for need is what was needed."""
    between = facts.page.folded[quantity.end : cue.start] if quantity.end <= cue.start else ""
    return _gap(cue, quantity) <= CUE_REACH and not any(c.isdigit() for c in between)


def _gap(cue: Mark, quantity: Quantity) -> int:
    """Characters between a cue and a figure, on either side; less than zero where they overlap."""
    return max(cue.start - quantity.end, quantity.start - cue.end)


def is_capability(facts: SentenceFacts, quantity: Quantity, *, sov: bool) -> bool:
    """'Can carry 3.8 tonnes to orbit': what a vehicle could lift is not what it lifted."""
    start, end = facts.sentence.clause_of(quantity.start)
    cues = [m for m in facts.sentence.within("measure", start, end) if m.value == "capability"]
    return any(
        sov
        or 0 <= quantity.start - m.end <= CUE_REACH
        or m.start < quantity.start < m.end
        or _verb_closes(facts, m, end)
        for m in cues
    )


def is_where_to(facts: SentenceFacts, quantity: Quantity, *, sov: bool) -> bool:
    """'Can lift 6,000 kg to a 200-kilometer orbit': the orbit of what a vehicle could lift."""
    masses = [q for q in facts.sentence.quantities if q.dimension == "kg" and 0 <= quantity.start - q.end <= CUE_REACH]
    return any(is_capability(facts, q, sov=sov) for q in masses)


def _verb_closes(facts: SentenceFacts, cue: Mark, end: int) -> bool:
    """'... 500 Kilogramm tragen kann': the verb of ability behind what it could lift."""
    return bool(facts.page.lexicon.meta.get("noun_capitals")) and len(facts.page.folded[cue.end : end].split()) <= 1
