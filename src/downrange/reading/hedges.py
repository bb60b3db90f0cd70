"""How surely a thing is said: the hedge whose reach covers a stretch of a clause."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from downrange.reading.page import Page, Sentence
from downrange.reading.phrasebook import Mark
from downrange.records.claim import Hedge

BACKWARD_REACH = 70
"""A hedge covers what follows it in its clause up to this far [characters]."""
GOVERNED_REACH = 160
"""'Estimates that ...' covers what follows up to this far [characters]."""
FORWARD_REACH = 40
"""A hedge behind the words it weakens stands at most this far from them [characters]."""
NOT_REACH = 12
"""'5:15, not 5:05': what a bare 'not' stands before is taken back [characters]."""
NEXT_REACH = 24
"""A hedge weakens the verb that follows it within this distance [characters]."""
_PREDICATES = ("launch", "outcome", "impactverb", "destructverb", "anomalyverb", "insertionverb", "trouble")
CLAIM_REACH = 200
"""'Claims' is about words up to this far from it [characters]."""
MOST_ITEMS = 16
"""Items of a list up to which the sentence that leads to it is about them."""
ADJECTIVE_REACH = 26
"""'A suspected hypersonic missile': an adjective stands at most this far before its noun [characters]."""
WITHIN = 3
"""Words behind a hedge that it is about whatever they are: 'apparently one that'."""
ADJECTIVES = 2
"""Words between them."""
_STRONG = (Hedge.NEGATED, Hedge.UNKNOWN)
"""Doubts that beat any other; of the others the nearest counts."""


def find_hedge(
    page: Page,
    sentence: Sentence,
    start: int,
    end: int,
    *,
    attributed: bool,
    stretch: tuple[int, int] | None = None,
    naming: bool = False,
    elsewhere: Sequence[tuple[int, int]] = (),
) -> Hedge:
    """The hedge on the words between two offsets; `attributed` when a source is named for them.

    `stretch` bounds what that source answers for: a 'claims' outside is about somebody else's words. `naming`: the
    words say what a thing is, and an adjective of the thing weakens them. `elsewhere`: stretches inside the sentence
    that somebody else answers for, with their doubts.
    """
    clause_start, clause_end = sentence.clause_of(start)
    before = page.folded[max(clause_start, start - NOT_REACH) : start].rstrip()
    if before.endswith(tuple(page.lexicon.meta.get("corrections", ()))):
        return Hedge.NEGATED
    if not sentence.has("hedge"):
        return Hedge.FACT
    sov = page.lexicon.meta.get("order") == "sov"
    folded = page.folded
    joints = frozenset((*page.lexicon.meta.get("conjunctions", ()), *page.lexicon.meta.get("complements", ())))
    found: dict[Hedge, int] = {}
    for mark in sentence.within("hedge", clause_start, clause_end):
        hedge = Hedge(mark.value)
        if any(low <= mark.start < high for low, high in elsewhere):
            continue
        if hedge is Hedge.CLAIM or not (naming or _reaches(page, sentence, mark, start, end)):
            continue
        if mark.start < end and start < mark.end:
            found[hedge] = 0
        elif mark.end <= start:
            gap = folded[mark.end : start]
            governs = _governs(sentence, mark.start)
            if not governs and _is_parted(page, gap):
                continue
            reach = 12 if hedge is Hedge.NEGATED else GOVERNED_REACH if governs else BACKWARD_REACH
            if len(gap) <= reach and (gap[1:].count(",") == 0 or governs):
                found[hedge] = min(len(gap), found.get(hedge, len(gap)))
        else:
            gap = folded[end : mark.start]
            parted = any(word in joints for word in gap.split())
            near = len(gap) <= FORWARD_REACH and not parted and "," not in gap and hedge is not Hedge.NEGATED
            if sov or (near and not _weakens_another(page, sentence, mark, clause_end)):
                found.setdefault(hedge, len(gap))
    for hedge in _STRONG:
        if hedge in found:
            return hedge
    if found:
        return min(found, key=lambda hedge: (found[hedge], hedge is not Hedge.POSSIBLE))
    distancing = attributed and any(
        mark.value == Hedge.CLAIM
        and not any(low <= mark.start < high for low, high in elsewhere)
        and _distances(page, sentence, mark, (start, end), stretch)
        for mark in sentence.all("hedge")
    )
    return Hedge.CLAIM if distancing else Hedge.FACT


def hedge_of_list(page: Page, sentence: Sentence) -> Hedge:
    """'We estimate the flight as follows:': a doubt in the sentence that leads to a list is about each of its items."""
    index = bisect_left(page.sentences, sentence.start, key=lambda each: each.start)
    first = index
    while first > 0 and page.sentences[first - 1].listed and index - first < MOST_ITEMS:
        first -= 1
    lead = page.sentences[first - 1] if first > 0 else sentence
    leads = lead.text.rstrip().endswith(":") or any(w in lead.text for w in page.lexicon.meta.get("leading", ()))
    doubts = [Hedge(m.value) for m in lead.all("hedge") if m.value in (Hedge.PROBABLE, Hedge.POSSIBLE)]
    return doubts[-1] if leads and doubts and not lead.listed else Hedge.FACT


def _distances(
    page: Page, sentence: Sentence, mark: Mark, said: tuple[int, int], stretch: tuple[int, int] | None
) -> bool:
    """Whether 'claims' or 'so-called' is about the words between two offsets."""
    start, end = said
    low, high = stretch or (sentence.start, sentence.end)
    if abs(mark.start - start) >= CLAIM_REACH or not low <= mark.start < high:
        return False
    if page.lexicon.meta.get("order") == "sov":  # 'X reported ..., and claimed ...': the verb is about what precedes it
        said_before = [m.end for m in sentence.all("speech") if m.value == "say" and m.end <= mark.start]
        if any(end <= place for place in said_before):
            return False
    return _reaches(page, sentence, mark, start, end)


def _reaches(page: Page, sentence: Sentence, hedge: Mark, start: int, end: int) -> bool:
    """'A suspected missile blew up': a hedge that belongs to a noun weakens what it was, not what it did."""
    if hedge.value in (Hedge.UNKNOWN, Hedge.NEGATED):
        return True
    for thing in sentence.all("object"):
        before = 0 <= thing.start - hedge.end <= ADJECTIVE_REACH and not _governs(sentence, hedge.start)
        between = page.folded[hedge.end : thing.start] if before else ""
        behind = 0 <= hedge.start - thing.end <= 1 and _is_attribute(page, hedge)
        if (before and not set(between) & set(",;:.") and len(between.split()) <= ADJECTIVES) or behind:
            return start < thing.end and thing.start < end
    return True


def _is_attribute(page: Page, hedge: Mark) -> bool:
    """'Missile présumé', 'ミサイルとみられる物体': a hedge right behind its noun, with more to come."""
    if page.lexicon.meta.get("order") == "sov":
        tail = page.folded[hedge.end : hedge.end + 1]
        return bool(tail) and (tail.isalnum() or tail == " ")
    return page.folded[hedge.start : hedge.end].startswith(tuple(page.lexicon.meta.get("doubting", ("\n",))))


def _weakens_another(page: Page, sentence: Sentence, hedge: Mark, clause_end: int) -> bool:
    """'The missile fired from Sunan presumably failed': the hedge stands before another verb, and weakens that one."""
    infinitives = tuple(page.lexicon.meta.get("infinitives", ("\n",)))
    if page.folded.startswith(infinitives, hedge.end) or page.folded.endswith(infinitives, hedge.start, hedge.end):
        return True
    stop = min(clause_end, hedge.end + NEXT_REACH)
    return any(hedge.end <= m.start < stop for kind in _PREDICATES for m in sentence.within(kind, hedge.end, stop))


def _is_parted(page: Page, gap: str) -> bool:
    """'... may have been a glider and that it flew for eleven minutes': a second clause of what is said."""
    joints, complements = page.lexicon.meta.get("conjunctions", ()), page.lexicon.meta.get("complements", ())
    words = gap.split()
    if any(a in joints and b in complements for a, b in pairwise(words)):
        return True
    # 'We appear to have an anomaly that has kept us from orbit': what is told of a thing is told for certain.
    relatives = page.lexicon.meta.get("aside_relatives", ())
    return any(word in relatives for word in words[WITHIN:])


def _governs(sentence: Sentence, place: int) -> bool:
    """A verb of judging ('estimates that ...') governs all that follows."""
    return any(m.start <= place < m.end or m.start == place for m in sentence.all("speech"))
