"""Cues: how near a word that tells what is measured stands to a figure, and whether 'at' stands before it."""

from __future__ import annotations

from downrange.reading.facts import SentenceFacts
from downrange.reading.numerals import AND
from downrange.reading.phrasebook import Mark
from downrange.reading.units import Quantity

CUE_REACH = 46
"""A word that tells what a figure measures stands at most this far from it [characters]."""
SHORT_CUE = 5
BARE_CUE = 8
"""'After' and 'later' say less than 'in the air for': a cue of few letters counts as standing this much farther."""
BESIDE_COST = 12
"""What a figure of another kind that 'and' joins costs between a cue and its figure."""
OWN_REACH = 24
"""A cue's own figure follows it within this distance [characters]."""
LOCATIVE_REACH = 16
CLOSING_REACH = 4
"""Where the verb comes last, it stands this near behind its own figure [characters]."""
CLOSED_COST = 25
MOST_FILLERS = 6
"""'At an altitude of about 50 km': words between a preposition and its figure."""
_BETWEEN = frozenset(("about", "min", "max", "altitude"))
_LASTING = ("間", "간")
"""'14分間で': units of a duration, not of a moment."""


def reach_cost(facts: SentenceFacts, quantity: Quantity, mark: Mark, start: int, end: int) -> float | None:
    """How far a cue is from a figure, counting what stands between; None when out of reach."""
    if mark.end <= quantity.start:
        gap, ahead = facts.page.folded[mark.end : quantity.start], True
    elif mark.start >= quantity.end:
        gap, ahead = facts.page.folded[quantity.end : mark.start], False
        if (
            len(gap) <= CUE_REACH
            and (set(gap) & set(",;(") or _leads_on(facts, mark))
            and _owned_by_next(facts, quantity, mark)
        ):
            return None
    else:
        return 0.0
    if len(gap) > CUE_REACH:
        return None
    cost = float(len(gap)) + (0 if ahead else 3) + (BARE_CUE if mark.end - mark.start <= SHORT_CUE else 0)
    cost += 14 * gap.count(",") + 30 * gap.count(";") + 30 * gap.count(".") * (not any(c.isdigit() for c in gap))
    if not start <= mark.start < end:
        cost += 25
    cost += 12 * sum(
        1
        for c in facts.sentence.all("clause")
        if min(mark.end, quantity.end) <= c.start < max(mark.start, quantity.start)
    )
    if not ahead and any(
        q.dimension == quantity.dimension and 0 <= q.start - mark.end <= 20 for q in facts.sentence.quantities
    ):
        cost += 25
    if ahead and facts.page.lexicon.meta.get("order") == "sov" and _closes_another(facts, quantity, mark):
        cost += CLOSED_COST
    others = [
        q
        for q in facts.sentence.quantities
        if q is not quantity and min(mark.end, quantity.end) <= q.start < max(mark.start, quantity.start)
    ]
    cost += sum(BESIDE_COST if _goes_on(facts, other, quantity) else 30 for other in others)
    return cost - min(4, (mark.end - mark.start) / 4)


def _goes_on(facts: SentenceFacts, other: Quantity, quantity: Quantity) -> bool:
    """'After flying 66 minutes and about 900 km': one verb tells two figures of different kinds that 'and' joins."""
    if other.dimension == quantity.dimension or other.end > quantity.start:
        return False
    return _between(facts, other.end, quantity.start).strip() in AND


def _between(facts: SentenceFacts, start: int, end: int) -> str:
    """The words between two offsets, without 'about' and 'more than'."""
    gap = facts.page.folded[start:end]
    for mark in (*facts.sentence.within("approx", start, end), *facts.sentence.within("bound", start, end)):
        gap = gap.replace(facts.page.folded[mark.start : mark.end], "")
    return gap


def _leads_on(facts: SentenceFacts, mark: Mark) -> bool:
    """'Flew 350 km at a height of about 50 km': a cue that ends in 'of' or 'at' leads to the figure behind it."""
    last = facts.page.folded[mark.start : mark.end].split()[-1:]
    meta = facts.page.lexicon.meta
    return bool(last) and last[0] in (*meta.get("binders", ()), *meta.get("locatives", ()))


def _closes_another(facts: SentenceFacts, quantity: Quantity, mark: Mark) -> bool:
    """'4475㎞까지 상승해 950㎞를 비행했다': a word right behind another figure of the kind tells what that one is."""
    return any(
        0 <= mark.start - q.end <= CLOSING_REACH and not set(facts.page.folded[q.end : mark.start]) & set(",.、")
        for q in facts.sentence.quantities
        if q is not quantity and q.dimension == quantity.dimension
    )


def _owned_by_next(facts: SentenceFacts, quantity: Quantity, mark: Mark) -> bool:
    """'Flew 500 km, with a maximum altitude of about 800 km': the cue names the figure that follows it at once."""
    after = next(
        (q for q in facts.sentence.quantities if q.start >= mark.end and q.dimension == quantity.dimension), None
    )
    if after is None or after.start - mark.end > OWN_REACH:
        return False
    gap = _between(facts, mark.end, after.start)
    meta = facts.page.lexicon.meta
    fillers = (*meta.get("articles", ()), *meta.get("binders", ()), *meta.get("locatives", ()), "d", "was", ":")
    return not set(gap) & set(",;") and all(word in fillers for word in gap.replace("'", " ").split())


def stands_at(facts: SentenceFacts, quantity: Quantity, words: str = "locatives") -> bool:
    """'At 20 km', 'à une altitude de 50 km', '550kmで': where something was, not what a flight came to."""
    meta = facts.page.lexicon.meta
    if not facts.page.lexicon.spaced:
        return facts.page.folded.startswith(tuple(meta.get(words, ())), quantity.end)
    folded, place = facts.page.folded, quantity.start
    marks = [m for m in facts.sentence.all("approx", "bound", "measure") if m.end <= place]
    fillers = (*meta.get("articles", ()), *meta.get("binders", ()), *meta.get("betweens", ()))
    for _ in range(MOST_FILLERS):
        while place > 0 and folded[place - 1] in " (\"'":
            place -= 1
        own = next((m for m in reversed(marks) if m.end == place and m.value in _BETWEEN), None)
        opening = folded.rfind(" ", 0, place) + 1
        word = folded[opening:place].removeprefix("d'")
        if own is not None and folded.startswith(tuple(f"{w} " for w in meta.get(words, ())), own.start):
            return True
        if own is None and (word in meta.get(words, ()) or word not in fillers):
            named = any(m.end == opening - 1 and m.value == "altitude" for m in marks)
            return word in meta.get(words, ()) and not named  # 'put its height at 50 km' is no place
        place = opening if own is None else own.start
    return False


def rises(facts: SentenceFacts, quantity: Quantity, start: int) -> bool:
    """'Stieg 2802 Kilometer hoch', 'went 4,475 km up': how far up, between a verb for rising and its particle."""
    meta, folded = facts.page.lexicon.meta, facts.page.folded
    if not folded.startswith(tuple(meta.get("upward", ("\n",))), quantity.end):
        return False
    place = quantity.start
    for mark in reversed(facts.sentence.all("approx", "bound")):
        place = mark.start if mark.end <= place <= mark.end + 1 else place
    return f" {folded[start:place].rstrip()}".endswith(tuple(f" {verb}" for verb in meta.get("rising", ())))


def is_away(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'Exploded at 2.5 km from the pad': a place, and no height."""
    words = facts.page.folded[quantity.end : quantity.end + LOCATIVE_REACH].split()
    return bool(words) and words[0].partition("'")[0] in facts.page.lexicon.meta.get("aways", ())


def is_moment(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'At two and a half minutes the range destroyed it': when something befell a launch that is told."""
    lasting = facts.page.folded[quantity.start : quantity.end].endswith(_LASTING)
    return not lasting and stands_at(facts, quantity, "moments")
