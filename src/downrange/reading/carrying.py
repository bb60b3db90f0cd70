"""Whether the source of a sentence answers for the next ones, which name none, or the outlet has taken over.

A source that opens its sentence ('The ministry said that ...') is heard on for a while. One that closes it ('..., the
ministry said') is heard on only where the next sentence leans on the last: a pronoun, a quotation, a doubt, or, right
behind a verb of saying, what was told of before ('The missile flew ...'). What only sums up ('It was the
sixth launch this year') is the outlet's own after either.
"""

from __future__ import annotations

import re
from enum import StrEnum

from downrange.reading.page import Page, Sentence
from downrange.reading.talk import Unit

LEAST_LEAD = 12
"""An attribution behind more than this closes its sentence [characters]."""
MOST_TAIL = 12
"""Words behind an attribution that closes its sentence: 'in a statement on its website on Friday'."""
HEARD_ON = 2
"""A source that opens its sentence is heard on for so many more that do not lean on the last."""
OPENING = 60
"""The verb of what comes next stands among the first characters of its sentence."""
MOST_OPENING = 6
"""Words in which a sentence that sums up shows that it does."""
_TOLD = ("launch", "outcome", "impactverb", "destructverb", "anomalyverb", "insertionverb", "trouble")
_RANKED = re.compile(r"\d+(?:st|nd|rd|th|e|er|re|eme|ieme)")
_WORD = re.compile(r"[\w'-]+")
_PLAIN = re.compile(r"\w+")


class Ending(StrEnum):
    """How the last attribution stands to what it tells."""

    OPEN = "open"
    """Before it, or amid it: 'The ministry said that ...'."""
    SAID = "said"
    """Behind it, with a verb of saying: '..., the ministry said'."""
    DONE = "done"
    """Behind it as a preposition, or behind a quotation: '..., according to the ministry', '"...," it said'."""


def find_ending(page: Page, sentence: Sentence, unit: Unit) -> Ending:
    """Whether an attribution stands behind all that its sentence tells: '..., the ministry said on Friday'."""
    if page.folded[unit.cue.start : unit.cue.end].startswith(tuple(page.lexicon.meta.get("mere_verbs", ("\n",)))):
        return Ending.DONE
    start = max(sentence.start, sentence.head)
    lead = sentence.text[start - sentence.start : unit.start - sentence.start].rstrip()
    articles = page.lexicon.meta.get("articles", ())
    lead = next((lead[: -len(a)].rstrip() for a in articles if lead.endswith((f" {a}", f'"{a}'))), lead)
    tail = sentence.text[unit.end - sentence.start :]
    if unit.trailing or len(lead) <= LEAST_LEAD or len(tail.split()) > MOST_TAIL:
        return Ending.OPEN
    if unit.manner != "prep" and not lead.endswith((",", '"', "-", ")")):
        return Ending.OPEN
    told = any(sentence.within(kind, unit.end, sentence.end) for kind in _TOLD)
    if told or any(q.start >= unit.end for q in sentence.quantities):
        return Ending.OPEN
    return Ending.DONE if unit.manner == "prep" or lead.rstrip(" ,").endswith('"') else Ending.SAID


def goes_on(page: Page, sentence: Sentence, *, ending: Ending, since: int) -> bool:
    """Whether a sentence without a source is still told by the one before it.

    Args:
        page: the document, marked up.
        sentence: the sentence that names no source.
        ending: how the source stood to what it told.
        since: sentences since that one.
    """
    openers = frozenset(page.lexicon.meta.get("going_on_words", ()))
    if not openers:
        return True
    start = max(sentence.start, sentence.head)
    text = page.folded[start : sentence.end].lstrip(" -")
    if text.startswith('"') or _is_quoted(page, start, sentence.paragraph):
        return True
    if _sums_up(page, text):
        return False
    words = _WORD.findall(text)
    behind = _WORD.match(text, text.find(", ") + 2) if ", " in text else None  # 'Partis de Wonsan, ils ont ...'
    begun = [words[0].partition("'")[0]] if words else []
    begun += [behind.group().partition("'")[0]] if behind is not None else []
    if not openers.isdisjoint(begun) or _is_doubted(sentence) or is_reported(page, sentence):
        return True
    match ending:
        case Ending.OPEN:
            return since <= HEARD_ON
        case Ending.SAID:
            if page.lexicon.meta.get("trailing_holds") and since <= HEARD_ON:
                return True
            return since == 1 and (_is_definite(page, text) or _is_to_come(page, text))
        case Ending.DONE:
            return False


def _is_doubted(sentence: Sentence) -> bool:
    """Whether a sentence says that it is not sure; 'soll' of what is to come does not."""
    planned = [(m.start, m.end) for m in sentence.all("modal")]
    return any(not any(a < h.end and h.start < b for a, b in planned) for h in sentence.all("hedge"))


def is_reported(page: Page, sentence: Sentence) -> bool:
    """The mood, ending or opening of indirect speech: '... sei geflogen', '...ということです', 'По его данным'."""
    start = max(sentence.start, sentence.head)
    if page.folded.startswith(tuple(page.lexicon.meta.get("by_the_last", ("\n",))), start):
        return True
    moods = frozenset(page.lexicon.meta.get("reported_moods", ()))
    if moods and not moods.isdisjoint(_PLAIN.findall(page.folded, sentence.start, sentence.end)):
        return True
    end = sentence.start + len(sentence.text.rstrip(" .。\n"))
    return page.folded.endswith(tuple(page.lexicon.meta.get("hearsay", ("\n",))), sentence.start, end)


def _is_quoted(page: Page, place: int, paragraph: int) -> bool:
    """Whether a sentence begins inside a quotation of its paragraph."""
    return page.folded.count('"', page.paragraphs[paragraph].start, place) % 2 == 1


def _is_to_come(page: Page, text: str) -> bool:
    """'A group is being set up ...', 'Une enquête sera menée': what comes next is announced by who spoke."""
    return any(f" {words} " in text[:OPENING] for words in page.lexicon.meta.get("announcing_ahead", ()))


def _is_definite(page: Page, text: str) -> bool:
    """'The missile flew ...', "L'engin a volé ...": the sentence begins with what was told of before."""
    word = text.split(" ", 1)[0]
    definite = page.lexicon.meta.get("definite", ())
    return word in definite or any(d.endswith("'") and word.startswith(d) for d in definite)


def _sums_up(page: Page, text: str) -> bool:
    """'It was the first test since May', 'Il s'agit du sixième succès de l'année'."""
    openers = tuple(page.lexicon.meta.get("summing_up", ("\n",)))
    opener = next((words for words in openers if text.startswith(words)), None)
    if opener is None:
        return False
    words = _WORD.findall(text[len(opener) :])[:MOST_OPENING]
    ranks = frozenset(page.lexicon.meta.get("ranks", ()))
    return any(word in ranks or _RANKED.fullmatch(word) for word in words)
