"""Whom they tell: the agency of a source, the one in the dative, the one that 'was told', who all pass it on."""

from __future__ import annotations

from collections.abc import Sequence

from downrange.reading.acquaintance import Speaker
from downrange.reading.page import Page
from downrange.reading.phrasebook import Mark

INVERTED_REACH = 34
"""A subject follows its verb within this distance ('..., said on Monday the ministry') [characters]."""
SOURCE_REACH = 4
"""'A source of Interfax': the agency stands this near behind its source [characters]."""
TOLD_REACH = 16
"""Whom they tell stands this near behind a verb of telling [characters]."""
DATIVE_REACH = 90
"""'聯合ニュースの取材に対して明らかにした': whom they tell stands at most this far before the verb [characters]."""
TELLING_REACH = 48
"""A source and the agency that it told stand at most this far apart [characters]."""


def find_told(page: Page, speaker: Speaker, free: Sequence[Speaker], cue: Mark) -> list[Speaker]:
    """'A source of Interfax', 'a spokesman told dpa', 'Reuters was told by a source': it passes on what it is told."""
    words = frozenset(page.lexicon.meta.get("tellees", ()))
    passives = frozenset(page.lexicon.meta.get("passives", ()))
    before = [s for s in free if s.press and 0 < cue.start - s.end <= TOLD_REACH and speaker.start >= cue.end]
    heard = [s for s in before if passives & set(page.folded[s.end : cue.start].split())]
    heard += [
        s
        for s in free
        if s.press and s.end <= speaker.start and any(0 <= s.start - o.end <= SOURCE_REACH for o in _sources(free))
    ]
    if heard and not speaker.press:
        return heard[:1]
    told = [s for s in free if s.press and 0 <= s.start - cue.end <= 2 and 0 < speaker.start - s.end <= 2]
    if not told and not speaker.press:
        told = [s for s in free if s.press and _is_dative(page, cue, s)]
    if page.lexicon.meta.get("order") == "sov":
        told += [s for s in free if s.start > speaker.start and is_told(page, s, cue)]
    if told and not speaker.press:
        return told[:1]
    press = [s for s in free if s.press and s.start >= speaker.end and s.id != speaker.id]
    inverted = [s for s in press if cue.end <= speaker.start and _is_dative(page, speaker, s)]
    if inverted:  # 'confie une source militaire au quotidien X'
        return inverted[:1]
    if speaker.type == "anonymous":
        return [s for s in press if s.start - speaker.end <= SOURCE_REACH or _was_told(page, speaker, s)][:1]
    told = [s for s in press if s.start - speaker.end <= TOLD_REACH]
    return [s for s in told if words & set(page.folded[speaker.end : s.start].split()) and not speaker.press][:1]


def _is_dative(page: Page, cue: Mark | Speaker, press: Speaker) -> bool:
    """'Precise a Yonhap un grade', 'contaron a la agencia Efe': whom they tell, right behind the verb or who tells."""
    if not 0 < press.start - cue.end <= INVERTED_REACH:
        return False
    words = page.folded[cue.end : press.start].replace("'", " ").split()
    nouns = {*page.lexicon.meta.get("articles", ()), *page.lexicon.meta.get("press_nouns", ())}
    return bool(words) and words[0] in page.lexicon.meta.get("datives", ()) and nouns.issuperset(words[1:])


def _was_told(page: Page, speaker: Speaker, press: Speaker) -> bool:
    """'A source close to the inquiry who spoke to TASS': a verb of telling, and the dative of the agency behind it."""
    words = page.folded[speaker.end : press.start].replace("l'", "").split()
    tells = {*page.lexicon.meta.get("tellees", ()), *page.lexicon.meta.get("datives", ()), "told"}
    opened = {*page.folded[speaker.start : speaker.end].split()[-1:], *words[:1]}
    relative = not opened.isdisjoint(page.lexicon.meta.get("relatives", ()))
    return press.start - speaker.end <= TELLING_REACH and bool(words) and words[-1] in tells and relative


def _sources(free: Sequence[Speaker]) -> list[Speaker]:
    return [s for s in free if s.type == "anonymous"]


def is_told(page: Page, speaker: Speaker, cue: Mark) -> bool:
    """'聯合ニュースに語った': an agency in the dative right before the verb is whom they tell."""
    tellees = tuple(page.lexicon.meta.get("tellees", ("\n",)))
    prep = any(page.folded.startswith(words, speaker.end) for words in page.lexicon.meta.get("accordings", ()))
    near = 0 <= cue.start - speaker.end <= DATIVE_REACH
    notified = tuple(page.lexicon.meta.get("notified", ("\n",)))  # '海上保安庁に通報した': whoever it is
    told = (speaker.press and page.folded.startswith(tellees, speaker.end)) or page.folded.startswith(
        notified, speaker.end
    )
    return near and not prep and told
