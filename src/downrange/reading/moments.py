"""Moments: what happened when a time after lift-off, or a speed, was so, by the verbs and parts around the figure."""

from __future__ import annotations

from downrange.reading.facts import STAGES, SentenceFacts
from downrange.reading.page import Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.units import Quantity
from downrange.records.claim import Moment

LOWER = frozenset(("first_stage", "booster"))
DROPPED = frozenset((*STAGES, "booster", "fairing", "parachute"))
"""Parts that come down by themselves."""
_ENDS = ("destructverb", "anomalyverb", "trouble")
_NAMED = ("part", "wreck", "vehicle", "object", "craft", "payload")
_REACHED = frozenset(("apogee", "altitude", "orbit_alt", "speed"))


def moment_of(facts: SentenceFacts, quantity: Quantity, role: str) -> Moment | None:
    """What happened when a figure with a role was so; None where the words do not tell.

    Args:
        facts: of the sentence.
        quantity: the figure.
        role: what it measures.
    """
    start, end = facts.sentence.clause_of(quantity.start)
    match role:
        case "t_plus":
            return _of_a_time(facts, quantity, start, end)
        case "speed":
            return _of_a_speed(facts, start, end)
        case _:
            return None


def _of_a_time(facts: SentenceFacts, quantity: Quantity, start: int, end: int) -> Moment | None:
    """'Came down 8 minutes later', 'the first stage separated after 150 s': what the nearest verb says."""
    verb = _nearest(facts, quantity, start, end)
    if verb is None:
        return None
    if verb.kind != "impactverb":
        return None if _goes_wrong(facts, start, end) else Moment.PASSED
    event = facts.event_at(quantity.start)
    cls = event.cls if event is not None else None
    if _last_named(facts, verb.start) == "dropped":
        return Moment.PASSED
    landing = [m for m in facts.sentence.within("landing", start, end) if m.start < verb.end and verb.start < m.end]
    if landing and cls != "MIS":
        return Moment.LANDING if cls == "SUB" else Moment.PASSED
    return Moment.FALL


def _nearest(facts: SentenceFacts, quantity: Quantity, start: int, end: int) -> Mark | None:
    """The verb for a fall, an end or a separation that stands nearest to a figure in its clause; None: no verb does.

    Not 'reached the peak', and of 'fell silent' the longer words count.
    """
    others = [q.start for q in facts.sentence.quantities if q.start != quantity.start and q.dimension == "s"]
    reached = [m for m in facts.sentence.within("measure", start, end) if m.value in _REACHED]
    marks = [m for kind in ("impactverb", "insertionverb", *_ENDS) for m in facts.sentence.within(kind, start, end)]
    marks += [m for m in facts.sentence.within("part", start, end) if m.value == "separation"]
    falls = [m for m in marks if m.kind == "impactverb"]
    best: tuple[int, Mark] | None = None
    for mark in marks:
        if mark.kind == "impactverb" and any(m.start < mark.end and mark.start < m.end for m in reached):
            continue
        if mark.kind == "trouble" and any(m.start <= mark.start and mark.end <= m.end for m in falls):
            continue
        if any(o.start <= mark.start and mark.end <= o.end and o.end - o.start > mark.end - mark.start for o in marks):
            continue
        low, high = sorted((mark.start, quantity.start))
        if any(low < place < high for place in others):
            continue
        gap = max(mark.start - quantity.end, quantity.start - mark.end, 0)
        if best is None or gap < best[0]:
            best = gap, mark
    if best is None or best[1].kind in _ENDS:
        return None
    return best[1]


def _goes_wrong(facts: SentenceFacts, start: int, end: int) -> bool:
    """'The fairing failed to separate after 215 s': trouble, whatever else the clause names."""
    failed = any(m.value == "failure" for m in facts.sentence.within("outcome", start, end))
    return failed or any(facts.sentence.within(kind, start, end) for kind in _ENDS)


def _last_named(facts: SentenceFacts, place: int) -> str:
    """What a text named last before an offset: "dropped", a part that comes down by itself; else "flown" or nothing.

    A sentence that names nothing goes on about what the one before it in the paragraph is about.
    """
    sentence: Sentence | None = facts.sentence
    index, before = facts.index, place
    while sentence is not None:
        kind = _named_in(sentence, before)
        if kind:
            return kind
        index -= 1
        earlier = facts.page.sentences[index] if index >= 0 else None
        sentence = earlier if earlier is not None and earlier.paragraph == facts.sentence.paragraph else None
        before = sentence.end if sentence is not None else 0
        if index < facts.index - 1:
            break
    return ""


def _named_in(sentence: Sentence, before: int) -> str:
    named = [m for m in sentence.all(*_NAMED) if m.end <= before and (m.kind != "part" or m.value in DROPPED)]
    if not named:
        return ""
    last = max(named, key=lambda m: (m.end, m.end - m.start))
    return "dropped" if last.kind in ("part", "wreck") else "flown"


def _of_a_speed(facts: SentenceFacts, start: int, end: int) -> Moment | None:
    """'The first stage separated at 8,000 km/h': a speed that was passed, where nothing says that it was the most."""
    if facts.sentence.within("peak", start, end) or _goes_wrong(facts, start, end):
        return None
    parts = {m.value for m in facts.sentence.within("part", start, end)}
    stages = parts & {*STAGES, "booster"}
    lower = bool(stages) and stages <= LOWER
    apart = "separation" in parts and not stages - LOWER
    return Moment.PASSED if lower or apart else None
