"""Who stands beside 'according to', 'citing' and 'quoted by': behind them, or before them where the verb comes last."""

from __future__ import annotations

from downrange.reading.acquaintance import ANAPHORS, Speaker
from downrange.reading.page import Page, Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.subjects import leads_to_name
from downrange.reading.tellees import TOLD_REACH

OBJECT_REACH = 48
"""'According to', 'citing' and 'quoted by' name their source within this distance [characters]."""
LONGEST_RANK = 5
"""'Lt. Cmdr.': a rank before a name is no longer than this, its stop counted; what is longer ends a sentence."""
OF_REACH = 40
"""'According to a video of the company': its owner stands this near behind the preposition [characters]."""
MOST_OWNED = 6
"""Words between them."""


def take_after(free: list[Speaker], cue: Mark, sentence: Sentence, *, fronted: bool) -> Speaker | None:
    """Who is named behind the words; None where that is nobody who can be quoted."""
    near = [s for s in free if 0 <= s.start - cue.end <= OBJECT_REACH or _holds(s, cue)]
    if not near:
        return None
    lead = sentence.text[cue.end - sentence.start : near[0].start - sentence.start].strip(" .").split()
    if any("." in word and (len(word) > LONGEST_RANK or not word.endswith(".")) for word in lead):
        return None
    first = near[0]
    if len(near) > 1 and first.press and not near[1].press and not near[1].weak:
        between = sentence.text[first.end - sentence.start : near[1].start - sentence.start]
        if not between.strip(' «»"'):
            return near[1]
    if cue.value == "prep" and first.weak and fronted:
        return None  # 'nach dem Verlust der europäischen Rakete'
    if cue.value == "prep":
        stop = sentence.text.find(",", cue.end - sentence.start)
        if 0 <= stop < first.start - sentence.start:
            return None
    if first.weak and len(near) > 1 and near[1].start - first.end <= TOLD_REACH:
        between = sentence.text[first.end - sentence.start : near[1].start - sentence.start]
        if not set(between) & set(',;:"()') and len(between.split()) <= 2:
            return near[1]
    return first


def _holds(speaker: Speaker, cue: Mark) -> bool:
    """'De source proche du dossier': the nameless source is part of the preposition, or the other way round."""
    inside = speaker.start <= cue.start < cue.end <= speaker.end
    return inside or (speaker.type == "anonymous" and speaker.start < cue.end and cue.start < speaker.end)


def take_before(page: Page, free: list[Speaker], cue: Mark, sentence: Sentence) -> Speaker | None:
    """Who is named before the words, in a language whose verb comes last; the first of several joined ones."""
    near = [s for s in free if 0 <= cue.start - s.end <= OBJECT_REACH // 2 or s.start <= cue.start < s.end]
    strong = [s for s in near if not s.weak]
    best = (strong or near or [None])[-1]
    joints = tuple(page.lexicon.meta.get("joints", ()))
    while best is not None and joints:
        beside = [
            s
            for s in free
            if not s.weak and sentence.text[s.end - sentence.start : best.start - sentence.start] in joints
        ]
        if not beside or beside[-1] is best:
            break
        best = beside[-1]
    return best


def is_leader(page: Page, sentence: Sentence, cue: Mark, speaker: Speaker) -> bool:
    """'According to the company led by X', "selon la société de X": who leads or owns what an anaphor stands for."""
    by = tuple(f" {word} " for word in page.lexicon.meta.get("led_by", ()))
    owned = page.lexicon.meta.get("binders", ())
    meant = [
        m for m in sentence.all("speaker") if m.value in ANAPHORS and cue.end <= m.start and m.end <= speaker.start
    ]
    between = f"{page.folded[meant[0].end : speaker.start]} " if meant and by else ""
    if speaker.type == "person" and meant and meant[0].value == "company" and between.strip(" '") in owned:
        return True
    return any(word in between for word in by) and not set(between) & set(',;:"()')


def find_anaphor(page: Page, sentence: Sentence, cue: Mark, *, after: bool) -> Mark | None:
    """The anaphor beside a preposition, or the owner of what stands behind it ('selon une video du groupe')."""
    for mark in sentence.all("speaker"):
        if mark.value in ANAPHORS:
            gap = mark.start - cue.end if after else cue.start - mark.end
            of = after and mark.value != "pronoun" and 0 <= gap <= OF_REACH and _is_of_noun(page, cue, mark)
            if (0 <= gap <= 2 or of) and not leads_to_name(page, sentence, mark):
                return mark
    return None


def _is_of_noun(page: Page, cue: Mark, mark: Mark) -> bool:
    """Whether the words between a preposition and an anaphor are nouns that it owns, with no stop between."""
    between = page.folded[cue.end : mark.start]
    binders = frozenset(page.lexicon.meta.get("binders", ()))
    bound = tuple(f" {b} {page.folded[mark.start : mark.end]}" for b in binders)
    owned = page.folded.endswith(bound, 0, mark.end)
    fused = page.folded[mark.start : mark.end].split()[0] in ("du", "del", "des", "dem")
    return not set(between) & set(',;:."()') and len(between.split()) <= MOST_OWNED and (owned or fused)
