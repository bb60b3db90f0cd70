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
MOST_DENIED = 3
"""'Did not reach': a negation stands among so many words before the verb."""
BEHIND_REACH = 30
"""'80 km la altitud prevista': the word for what was planned stands this near behind the figure [characters]."""
HIGHEST_GROUND = 5000.0
"""No mountain on which something lands is higher [m]."""
GROUND_WORDS = 12
"""Words between a verb for landing and how high the ground is."""
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
    if event is not None and event.status == "planned":
        return True
    if is_aimed(facts, quantity):
        return not _is_reached(facts, quantity, sov=sov)
    if _is_reached(facts, quantity, sov=sov):
        return False
    if not sov and _is_planned_behind(facts, quantity):
        return True
    start, end = facts.sentence.clause_of(quantity.start)
    if sov and any(start <= q.start < end and is_aimed(facts, q) for q in facts.sentence.quantities):
        return False  # '118초보다 짧은 106초': where one figure of a clause is set against another, it is the plan
    compared = {m.start for m in facts.sentence.all("aim") if m.value == "ahead"}
    return any(
        m.value == "planned" and m.start not in compared and (sov or 0 <= quantity.start - m.end <= PLAN_REACH)
        for m in facts.sentence.within("modal", start, end)
    )


def _is_reached(facts: SentenceFacts, quantity: Quantity, *, sov: bool) -> bool:
    """'Reached its target altitude of 600 km', '목표 고도인 600km에 올라': what was aimed at was come up to."""
    meta, folded = facts.page.lexicon.meta, facts.page.folded
    if facts.sentence.has("trouble") or facts.sentence.has("outcome", "failure"):
        return False  # 'It reached its target altitude, but the engine stopped too soon'
    if sov:
        return folded.startswith(tuple(meta.get("reachings", ("\n",))), quantity.end)
    start, _ = facts.sentence.clause_of(quantity.start)
    words = folded[max(start, quantity.start - CUE_REACH) : quantity.start].replace("'", " ").split()
    places = [i for i, word in enumerate(words) if word in meta.get("reachings", ())]
    aims = [m for m in facts.sentence.within("modal", start, quantity.start) if m.value == "planned"]
    aims += facts.sentence.within("aim", start, quantity.start)
    if not places or not aims:
        return False
    verb = folded.rfind(words[places[-1]], start, quantity.start)
    before = folded[start:verb].replace("'", " ").split()[-MOST_DENIED:]
    denied = {*meta.get("negations", ()), *meta.get("unmet", ()), "n", "ne"}
    return all(verb < mark.start for mark in aims) and denied.isdisjoint(before)


def _is_planned_behind(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'Había fijado en 80 km la altitud prevista': the height that a figure tells, behind it, is the planned one."""
    for mark in facts.sentence.all("modal"):
        if mark.value != "planned" or not 0 <= mark.start - quantity.end <= BEHIND_REACH:
            continue
        between = facts.page.folded[quantity.end : mark.start]
        named = facts.sentence.within("measure", quantity.end, mark.end)
        if any(m.value in ("altitude", "apogee") for m in named) and not set(between) & set(",.;:"):
            return len(between.split()) <= MOST_DENIED
    return False


def is_of_failed_insertion(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'Failed to put the satellite into a 500-km orbit': where it was to circle, as the verb for it is denied."""
    start, _ = facts.sentence.clause_of(quantity.start)
    put = [m for m in facts.sentence.within("launch", start, quantity.end) if m.value == "verb"]
    denied = [m for m in facts.sentence.within("outcome", start, quantity.start) if m.value == "failure"]
    return any((m.start <= d.end and d.start < m.start) or 0 <= m.start - d.end <= BESIDE for m in put for d in denied)


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


def is_on_ground(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'It landed in the mountains, at a height of 1,000 m': how high the ground is; 'fell from 1,000 m' is not."""
    if quantity.si > HIGHEST_GROUND:
        return False
    start, _ = facts.sentence.clause_of(quantity.start)
    landed = [m.end for m in facts.sentence.within("impactverb", start, quantity.start)]
    if not landed:
        return False
    place = max(landed)
    between = facts.page.folded[place : quantity.start].replace(",", " ").split()
    risen = any(facts.sentence.within(kind, place, quantity.start) for kind in ("launch", "peak", "destructverb"))
    froms = facts.page.lexicon.meta.get("from_heights", ())
    return not risen and len(between) <= GROUND_WORDS and not any(word in froms for word in between)
