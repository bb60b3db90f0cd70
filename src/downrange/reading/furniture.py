"""Lines that only say when, where and by whom a page was put up."""

from __future__ import annotations

import re

from downrange.reading.page import Page, Sentence

LONGEST_LINE = 160
"""A line of furniture is no longer than this [characters]."""
MOST_WORDS = 8
"""Words that it holds beside day and time: names, an outlet, a place; twice as many where it says 'published'."""
FIRST_PARAGRAPHS = 8
"""A line with a day and no clock time is furniture among so many paragraphs; farther down it heads a section."""
_TELLING = ("launch", "object", "outcome", "part", "impactverb", "destructverb", "plan", "standin", "trouble")
_CLOCK = re.compile(r"(?<!\d)\d{1,2} ?(?:[:h時시]|\.(?=\d\d(?!\d))) ?\d{2}(?::\d{2})?(?: ?[分분])?(?: ?[ap]\.?m\b\.?)?")
_ZONE = re.compile(r"(?<!\w)(?:(?:gmt|utc) ?(?:[+-] ?\d{1,2}(?::?\d\d)?)?|[+-]\d{1,2}(?::?\d\d)?)(?!\w)")
_WORD = re.compile(r"[^\W\d_]+")
_LABEL = re.compile(r"\s*(?P<label>[^\W\d_]+(?: [^\W\d_]+)?) ?[:：]")
_STOPPED = re.compile(r"\w[.!?]\s*$")
_READ = re.compile(r"(?<!\w)\d{1,3} ?(?:min|mn|minutes?|minuten|minutos|мин|分|분)(?!\w)")
"""'4 min': how long a page takes to read."""


def clear_furniture(page: Page) -> None:
    """Keep the lines that say when a page was put up from telling of a launch.

    Of a line only its sources are kept: it may credit an agency.
    """
    for sentence in page.sentences:
        if not (sentence.dates or sentence.clocks):
            continue
        if _is_furniture(sentence, page):
            sentence.marks = {kind: marks for kind, marks in sentence.marks.items() if kind == "source"}
            sentence.forget()


def _is_furniture(sentence: Sentence, page: Page) -> bool:
    """Whether a line holds nothing but when, where and by whom the page was put up."""
    folded, lexicon = page.folded, page.lexicon
    paragraph = page.paragraphs[sentence.paragraph]
    if (sentence.start, sentence.end) != (paragraph.start, paragraph.end):
        return False
    if len(sentence.text) > LONGEST_LINE or any(sentence.has(kind) for kind in _TELLING):
        return False
    held = sorted({(m.start, m.end) for m in (*sentence.dates, *sentence.clocks)}, reverse=True)
    rest, left = folded[sentence.start : sentence.end], sentence.start
    for start, end in held:
        rest = f"{rest[: start - left]} {rest[end - left :]}"
    rest = _ZONE.sub(" ", _CLOCK.sub(" ", rest))
    published = any(
        re.search(rf"(?<!\w){re.escape(word)}" + (r"(?!\w)" if lexicon.spaced else ""), rest)
        for word in lexicon.meta.get("publishing", ())
    )
    words = _WORD.findall(rest)
    if published:
        return len(words) <= 2 * MOST_WORDS and (not _STOPPED.search(rest) or len(words) <= MOST_WORDS // 2)
    if _STOPPED.search(rest) or any(c.isdigit() for c in _READ.sub(" ", rest)) or _LABEL.match(rest) is not None:
        return False
    whole = any(day.year and day.month and day.day for day in sentence.dates)
    timed = bool(sentence.clocks) or _CLOCK.search(folded, sentence.start, sentence.end) is not None
    return len(words) <= MOST_WORDS and whole and (timed or sentence.paragraph < FIRST_PARAGRAPHS)
