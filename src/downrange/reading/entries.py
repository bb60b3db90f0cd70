"""Lists of launches: a chronology or a flight table in which each entry begins with its day.

'Flight 2 - 21 March 2007, 01:10 UTC. Payload: ...', '2019-07-11: Vega is lost', '- 4. Juni 1996: ...'. Each entry is a
launch of its own when it says so, and all of its sentences are about it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from downrange.reading.dates import DateMention
from downrange.reading.page import Page, Sentence

LEAST_ENTRIES = 3
"""Fewer dated paragraphs than this are a text, not a list."""
LABEL_REACH = 40
"""A day stands at most this far from the beginning of its entry [characters]."""
_LABEL = re.compile(r"[^.;!?]{0,40}?(?:[-:,(|/]\s*)?$")
_LETTER = re.compile(r"\(?[a-z0-9]{1,3}\)\s*")
_STOP = re.compile(r"\s*(?:st|nd|rd|th|[,(]?\s*(?:à|at|um|в)?\s*\d{1,2}[:h.]\d\d[^.;]{0,60}?)?[)\]]?\s*(?:[-:.,|(/]|$)")


@dataclass(frozen=True, slots=True)
class Entry:
    """A paragraph that begins with a day."""

    paragraph: int
    mention: DateMention


def find_entries(page: Page) -> dict[int, Entry]:
    """Paragraph -> its entry; empty when the text is no list of dated entries."""
    found: dict[int, Entry] = {}
    seen: set[int] = set()
    for sentence in page.sentences:
        if sentence.paragraph in seen or sentence.kind == "headline":
            continue
        seen.add(sentence.paragraph)
        mention = _heading_day(page, sentence)
        if mention is not None:
            found[sentence.paragraph] = Entry(sentence.paragraph, mention)
    days = {entry.mention.resolve(page.published) for entry in found.values()}
    return found if len(days) >= LEAST_ENTRIES else {}


def _heading_day(page: Page, sentence: Sentence) -> DateMention | None:
    """The day with which a paragraph begins, set off from what follows."""
    for mention in sentence.dates[:2]:
        if mention.month is None or mention.day is None or mention.edge:
            continue
        if mention.start - sentence.start > LABEL_REACH:
            return None
        label = page.folded[sentence.start : mention.start]
        if _LABEL.fullmatch(label) and _is_label(label) and _STOP.match(page.folded, mention.end):
            return mention
    return None


def _is_label(label: str) -> bool:
    """'Flight 2 - ' and '3. ' are labels, 'The rocket flew on ' is not."""
    if _LETTER.fullmatch(label):
        return True
    plain = label.strip(" -*•–·#\t")
    return len(plain.split()) <= 4 and (not plain or label.rstrip()[-1:] in "-:,|(./" or plain[-1:].isdigit())
