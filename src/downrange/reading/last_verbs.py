"""Whose words a verb of saying at the end of its clause tells: topics, subjects right before it, and those who act."""

from __future__ import annotations

from collections.abc import Sequence

from downrange.reading.acquaintance import ANAPHORS, TITLES, Speaker
from downrange.reading.page import Page, Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.tellees import is_told

NAMED_REACH = 16
"""'JAXAの山川宏理事長': an institution stands at most this far before the title of who speaks for it [characters]."""
DAY_REACH = 8
"""The day of saying stands at most this far before its verb where the verb is last, a bracket between [characters]."""
NEAR_VERB = 14
"""'... 중앙통신이 3일 보도했다': a subject this near before its verb is the verb's own [characters]."""
TOPIC_OPENS = 4
"""Who acts and says so opens its sentence: at most so many characters stand before it."""


def find_topic(
    page: Page, sentence: Sentence, cue: Mark, free: Sequence[Speaker], used: set[int]
) -> tuple[Speaker | None, str | None]:
    """(who says it, or what the anaphor that does stands for) where the verb ends the clause."""
    topics = [s for s in free if s.end <= cue.start and s.start not in used and not is_told(page, s, cue)]
    marked = [s for s in topics if _is_topic(page, s)] or [s for s in topics if not s.weak]
    own = _next_to(page, sentence, cue, topics)
    heard = bool(own) and own[0].press and (_closes_quote(page, own[0]) or all(s.weak for s in marked))
    marked = own if own and (_calls(page, cue) or heard) else marked
    near = [m for m in sentence.all("speaker") if m.value in ANAPHORS and m.end <= cue.start]
    if near and (not marked or near[-1].start > marked[-1].end):
        return None, near[-1].value
    titles = [m for m in sentence.all("speaker") if m.value in TITLES and m.end <= cue.start]
    held = [m for m in titles if page.folded.startswith(tuple(page.lexicon.meta.get("topics", ())), m.end)]
    if held and not any(s.end + NAMED_REACH >= held[-1].start for s in marked):
        return None, "pronoun"
    quoted = page.folded[sentence.start : before_day(sentence, cue)].rstrip()
    if not marked and not quoted.endswith(tuple(page.lexicon.meta.get("quotatives", ("\n",)))):
        subjects = tuple(page.lexicon.meta.get("subjects", ()))
        marked = [s for s in topics if page.folded.startswith(subjects, s.end)]
        acts = [m for m in sentence.within("launch", marked[-1].end, cue.start) if m.value == "verb"] if marked else []
        marked = [] if acts else marked
    elif not marked:
        marked = _of_itself(page, sentence, cue, topics)
    if not marked and page.folded.startswith(tuple(page.lexicon.meta.get("going_on", ("\n",))), sentence.start):
        return None, "pronoun"  # '이어 "..."고 밝혔다': whoever spoke last goes on
    return (marked[-1] if marked else None), None


def _closes_quote(page: Page, speaker: Speaker) -> bool:
    """'... 보냈다고 AP통신이 보도했다': who stands between what is said and its verb."""
    said = page.folded[max(0, speaker.start - NAMED_REACH) : speaker.start].rstrip()
    return said.endswith(tuple(page.lexicon.meta.get("quotatives", ("\n",))))


def _next_to(page: Page, sentence: Sentence, cue: Mark, topics: Sequence[Speaker]) -> list[Speaker]:
    """'... 중앙통신이 보도했다', '북한이 주장하는': who stands right before a verb as its own subject."""
    subjects = tuple(page.lexicon.meta.get("subjects", ("\n",)))
    near = [s for s in topics if before_day(sentence, cue) - s.end <= NEAR_VERB]
    bare = [s for s in near if cue.start - s.end <= 1 and _calls(page, cue)]
    return bare or [s for s in near if page.folded.startswith(subjects, s.end)]


def _calls(page: Page, cue: Mark) -> bool:
    """Whether a verb gives a name to a thing behind it: '北朝鮮が主張する', '북한이 주장하는'."""
    return page.folded.startswith(tuple(page.lexicon.meta.get("callings", ("\n",))), cue.start)


def before_day(sentence: Sentence, cue: Mark) -> int:
    """Where what is said ends: before the day that may stand between it and the verb of saying."""
    return next((d.start for d in sentence.dates if 0 <= cue.start - d.end <= DAY_REACH), cue.start)


def _of_itself(page: Page, sentence: Sentence, cue: Mark, topics: Sequence[Speaker]) -> list[Speaker]:
    """'The North (subject) that it had launched ... claimed': with no other topic, who acts in a sentence says so, too.

    Verbs of passing on ('reported') are other people's.
    """
    words = page.folded[cue.start : cue.end]
    if words.startswith(tuple(page.lexicon.meta.get("passing_on", ()))):
        return []
    opening = [
        s for s in topics if s.start - max(sentence.start, sentence.head) <= TOPIC_OPENS and s.country is not None
    ]
    subjects = tuple(page.lexicon.meta.get("subjects", ()))
    return [s for s in opening if page.folded.startswith(subjects, s.end)][:1] if len(topics) == 1 else []


def _is_topic(page: Page, speaker: Speaker) -> bool:
    tail = page.folded[speaker.end : speaker.end + 12]
    meta = page.lexicon.meta
    if any(tail.startswith(mark) for mark in meta.get("topics", ())):
        return True
    return not speaker.weak and not tail.startswith(tuple(meta.get("subjects", ())))
