"""Words that are verbs of saying in one place and something else in another: 'state subsidies', 'le tir annoncé'.

What stands before such a word decides: a determiner, a preposition or an adjective makes it a noun; a plural form of
the present wants a plural before it; a French participle is a verb where its auxiliary stands before it.
"""

from __future__ import annotations

import re

from downrange.reading.page import Page, Sentence
from downrange.reading.phrasebook import Mark

LOOKED_BACK = 60
"""What stands before a word is looked for among so many characters."""
AUXILIARY_REACH = 5
"""Words between an auxiliary and its participle."""
_WORD = re.compile(r"[\w.'’-]+|[,;:\"()]")


def is_other(page: Page, sentence: Sentence, cue: Mark) -> bool:
    """Whether a word for saying is a noun, an adjective or a passive participle at this place."""
    word = page.folded[cue.start : cue.end]
    if " " in word:
        return False
    if page.folded[cue.end : cue.end + 1] == "-" and page.folded[cue.end + 1 : cue.end + 2].isalpha():
        return word in page.lexicon.meta.get("noun_verbs", ()) or word in page.lexicon.meta.get("plural_verbs", ())
    start = max(sentence.start, sentence.head, cue.start - LOOKED_BACK)
    before = _WORD.findall(page.folded, start, cue.start)
    if _is_participle(page, cue, before):
        return True
    if word in page.lexicon.meta.get("plural_verbs", ()):
        return not _is_plural(page, before)
    if word not in page.lexicon.meta.get("noun_verbs", ()) or not before:
        return False
    last = before[-1]
    return last in page.lexicon.meta.get("determiners", ()) or last.endswith(("'s", "s'")) or last.isdigit()


def _is_plural(page: Page, before: list[str]) -> bool:
    """Whether the words before a verb end with a plural, places and adverbs behind it apart: 'officials in Seoul'."""
    meta = page.lexicon.meta
    governs = frozenset(meta.get("prepositions", ()))
    words = [w for w in before if w in governs or w not in meta.get("before_verbs", ())] or before
    if not words or words[-1] in ',;:"()':
        return False
    while len(words) > 2 and words[-2] in governs:
        words = words[:-2]
    last = words[-1]
    auxiliary = before[-1] in meta.get("verb_leads", ())
    return auxiliary or last in meta.get("plurals", ()) or (last.endswith("s") and not last.endswith("ss"))


def _is_participle(page: Page, cue: Mark, before: list[str]) -> bool:
    """'Le tir annoncé jeudi', 'a été estimé': a participle without its auxiliary, or in the passive."""
    endings = tuple(page.lexicon.meta.get("participle_endings", ()))
    if not endings or not page.text[cue.start : cue.end].endswith(endings):
        return False
    near = before[-AUXILIARY_REACH:]
    while "," in near:
        near = near[near.index(",") + 1 :]
    leads = frozenset(page.lexicon.meta.get("verb_leads", ()))
    return near[-1:] in [[w] for w in page.lexicon.meta.get("been", ())] or leads.isdisjoint(
        part for word in near for part in word.replace("’", "'").split("'")
    )
