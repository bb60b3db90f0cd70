"""The words around a place: the preposition that governs it, and the nearest word that tells what happened there."""

from __future__ import annotations

from collections.abc import Sequence

from downrange.reading.facts import SentenceFacts
from downrange.reading.page import Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.places import WATERS, PlaceMention

VERB_REACH = 90
"""A verb that tells what happened at a place stands at most this far from it [characters]."""
PREPOSITION_REACH = 26
"""A preposition governs a place at most this far behind it ('on the Ukrainian city of Dnipro') [characters]."""
DEBRIS_REACH = 60
"""'Debris of the satellite fell': what falls stands at most this far before the verb [characters]."""
SKY_REACH = 50
"""'Seen streaking across the sky near X': the word for the sky stands this near before the place [characters]."""
BESIDE = 10
"""'Reached Kwajalein': a verb stands this near before its goal [characters]."""
ENDS = frozenset(("impact", "debris", "stage_drop", "detected"))
"""What happens to a flight where it ends."""


def preposition(facts: SentenceFacts, mention: PlaceMention, *, sov: bool) -> str | None:
    """What the preposition that governs a place says: from, in, on, over, toward; None where none does."""
    best: Mark | None = None
    for mark in facts.sentence.all("placeprep"):
        if sov:
            behind = mark.end > mention.end and mark.start > mention.start  # '近郊から' behind the place '平壌近郊'
            gap = facts.page.folded[mention.end : mark.start] if behind else None
        else:
            gap = facts.page.folded[mark.end : mention.start] if mark.start < mention.start else None
        if gap is None or len(gap) > PREPOSITION_REACH or len(gap.split()) > 4 or "," in gap:
            continue
        if mark.value == "from" and not sov and _is_genitive(facts, mark):
            continue
        if best is not None and best.start <= mark.start < best.end:
            continue  # 'from near Pyongyang' is 'from'
        if best is None or not (sov or mark.value == "of"):
            best = mark
    return best.value if best else None


def _is_genitive(facts: SentenceFacts, mark: Mark) -> bool:
    """'Dans un champ du comté de X': what also means 'from' where something was launched means 'of' elsewhere."""
    openings = tuple(facts.page.lexicon.meta.get("genitives", ()))
    if not openings or not facts.page.folded.startswith(openings, mark.start):
        return False
    for verb in reversed(facts.sentence.within("launch", facts.sentence.start, mark.start)):
        gap = facts.page.folded[verb.end : mark.start]
        ended = [m for m in facts.sentence.within("placecue", verb.end, mark.start) if m.value in ENDS]
        return len(gap) > SKY_REACH or "," in gap or bool(ended)
    return any(m.value in ENDS for m in facts.sentence.within("placecue", facts.sentence.start, mark.start))


def nearest_cue(sentence: Sentence, mention: PlaceMention, start: int, end: int, *, sov: bool) -> str | None:
    """The role told by the word nearest to a place in a stretch of text."""
    best, least = None, float(VERB_REACH)
    rows = [(m, m.value) for m in sentence.within("placecue", start, end)]
    rows += [(m, "launch_site") for m in sentence.within("launch", start, end) if m.value == "verb"]
    led = any(0 <= mention.start - mark.end <= DEBRIS_REACH for mark, _ in rows)
    told_before = any(
        0 <= mention.start - mark.end <= DEBRIS_REACH and role not in ("target", "launch_site") for mark, role in rows
    )
    fallen = any(0 <= mention.start - mark.end <= BESIDE and role == "impact" for mark, role in rows)
    left = not sov and _is_launched_there(sentence, mention, rows)
    for mark, role in rows:
        ahead = mark.end <= mention.start
        gap = mention.start - mark.end if ahead else mark.start - mention.end
        around = mark.start < mention.start and mention.end < mark.end
        if around and role == "launch_site":
            continue  # 'struck the city of X with a missile'
        ahead, gap = ahead or around, 0 if around else gap
        behind = sentence.text[mention.end - sentence.start : mark.start - sentence.start]
        if not ahead and not sov and led and "," in behind:
            continue  # 'lit off X, followed its path and fell'
        if not ahead and not sov and role == "launch_site" and told_before:
            continue  # 'the rocket that fell over X had been launched from Y'
        if mark.start >= mention.end and not sov and (role == "overflight" or (left and role != "launch_site")):
            continue  # 'launched by a submarine in the White Sea it fell'
        if gap < 0 and (role != "target" or mention.place.kind in WATERS):
            continue  # 'mar Blanco' is no aim
        between = sentence.text[mark.end - sentence.start : mention.start - sentence.start]
        if sov and ahead and role == "launch_site" and ("," in between or "、" in between):
            continue  # where the verb comes last, one before a comma is of another clause
        cost = max(gap, 0) * (1.0 if ahead != sov else 1.6)
        if cost < least:
            best, least = role, cost
    if best == "target" and not sov and fallen and any(mention.start <= m.start < mention.end for m, _ in rows):
        return "impact"  # 'cayeron en el polígono de Kura'
    if best == "launch_site" and mention.place.kind in ("ocean", "country"):
        return None
    if best == "target" and sov and any(m.value == "impact" and m.start > mention.end for m, _ in rows):
        return "impact"  # 'in the target waters off the coast it came down'
    return best


def _is_launched_there(sentence: Sentence, mention: PlaceMention, rows: Sequence[tuple[Mark, str]]) -> bool:
    """Whether the last word before a place tells of a launch, and no comma parts them."""
    ahead = [(mark.end, role) for mark, role in rows if mark.end <= mention.start and role != "target"]
    end, role = max(ahead, default=(0, ""))
    between = sentence.text[end - sentence.start : mention.start - sentence.start]
    return role == "launch_site" and len(between) <= DEBRIS_REACH and not set(between) & set(",;:")


def told_last(facts: SentenceFacts, mention: PlaceMention, start: int) -> str | None:
    """The last word before a place, in a clause, that tells of a launch or of what happened at a place."""
    rows = [(m.end, m.value) for m in facts.sentence.within("placecue", start, mention.start) if m.value != "target"]
    rows += [(m.end, "launch") for m in facts.sentence.within("launch", start, mention.start) if m.value != "mission"]
    return max(((end, value) for end, value in rows if end <= mention.start), default=(0, None))[1]


def is_seen_from(facts: SentenceFacts, mention: PlaceMention, start: int) -> bool:
    """'Launched on Thursday, it was seen from Haiti': who saw it stood there, and nothing left from there."""
    froms = tuple(f" {word} " for word in facts.page.lexicon.meta.get("froms", ()))
    lead = facts.page.folded[max(start, mention.start - PREPOSITION_REACH) : mention.start]
    return bool(froms) and any(word in lead for word in froms) and told_last(facts, mention, start) == "detected"


def is_to_come(facts: SentenceFacts, mention: PlaceMention, start: int) -> bool:
    """'The next one will fly from X': the launch that a place belongs to has not taken place."""
    verbs = [m for m in facts.sentence.within("launch", start, mention.start) if m.value != "noun"]
    if not verbs:
        return False
    modals = [m for m in facts.sentence.within("modal", start, verbs[-1].end) if m.value == "future"]
    return any(m.start <= verbs[-1].start and verbs[-1].start - m.end <= BESIDE for m in modals)


def is_left(facts: SentenceFacts, mention: PlaceMention, start: int) -> bool:
    """'Took place in Semnan province', 'from an island off Odisha': the word before tells of a launch, or 'from'."""
    froms = tuple(f" {word} " for word in facts.page.lexicon.meta.get("froms", ()))
    lead = facts.page.folded[max(start, mention.start - SKY_REACH) : mention.start]
    place = max((lead.rfind(word) for word in froms), default=-1)
    verbs = [m for m in facts.sentence.all("launch") if m.value == "verb"]
    if any(0 <= m.start - mention.end <= 1 or m.start < mention.start < mention.end < m.end for m in verbs):
        return True  # 'sei nahe Pjöngjang gestartet'
    return (place >= 0 and "," not in lead[place:]) or told_last(facts, mention, start) == "launch"


def is_off_shore(facts: SentenceFacts, mention: PlaceMention) -> bool:
    """'Disintegrated off Cape Canaveral', 'into the sea off the coast of X': beside the place, not from it."""
    off = tuple(facts.page.lexicon.meta.get("offshore", ()))
    before = facts.page.folded[max(facts.sentence.start, mention.start - PREPOSITION_REACH) : mention.start].split()
    while before and before[-1] in off[1:]:
        before.pop()
    return before[-1:] == list(off[:1])


def is_goal(facts: SentenceFacts, mention: PlaceMention, *, sov: bool) -> bool:
    """'Fired into the Yellow Sea': the word beside the place says that something goes there."""
    words = facts.page.lexicon.meta.get("goals", ())
    if sov:
        return facts.page.folded.startswith(tuple(words), mention.end)
    before = facts.page.folded[max(facts.sentence.start, mention.start - PREPOSITION_REACH // 2) : mention.start]
    return any(f" {word} " in before for word in words)


def is_in_waters_off(facts: SentenceFacts, mention: PlaceMention) -> bool:
    """'Fired into the waters off the east coast': where it went, and not what it left."""
    meta = facts.page.lexicon.meta
    before = facts.page.folded[max(facts.sentence.start, mention.start - PREPOSITION_REACH) : mention.start].split()
    waters = [i for i, word in enumerate(before) if word in meta.get("waters", ()) or word in meta.get("seas", ())]
    return bool(waters) and any(word in meta.get("goals", ()) for word in before[: waters[-1]])


def is_reached(facts: SentenceFacts, mention: PlaceMention) -> bool:
    """'As far as Port Isabel', 'all the way to X': up to there, and not from there."""
    before = facts.page.folded[max(facts.sentence.start, mention.start - PREPOSITION_REACH) : mention.start]
    return before.endswith(tuple(facts.page.lexicon.meta.get("reaching", ("\n",))))


def is_beside(facts: SentenceFacts, mention: PlaceMention) -> bool:
    """'Reached Kwajalein': the word for reaching stands right before the place."""
    return any(m.value == "target" and 0 <= mention.start - m.end <= BESIDE for m in facts.sentence.all("placecue"))


def gap_to(
    facts: SentenceFacts,
    mention: PlaceMention,
    start: int,
    end: int,
    kinds: tuple[str, ...],
    values: tuple[str, ...],
) -> int | None:
    """Characters between a place and the nearest word of these kinds and values in its clause."""
    marks = [m for kind in kinds for m in facts.sentence.within(kind, start, end) if m.value in values]
    return min((max(m.start - mention.end, mention.start - m.end, 0) for m in marks), default=None)


def is_told_before(sentence: Sentence, role: str, start: int, mention: PlaceMention) -> bool:
    """Whether a word for a role stands before a place."""
    return any(m.value == role for m in sentence.within("placecue", start, mention.start))
