"""Whom a text is credited to: its publisher, and the wire agency that closes every chain of who says it."""

from __future__ import annotations

import re

from downrange.reading.folding import fold
from downrange.reading.gazetteer import load_names, source_types
from downrange.reading.page import Page, Sentence

WIRE_TYPE = "agency-press"
DATELINE_REACH = 80
"""The credit of a wire agency stands this near the beginning of the first paragraph [characters]."""
HEAD = 4
"""Sentences among which the first of the body stands, and those that a dateline may be cut into."""
LONGEST_CREDIT = 12
"""A last line that is a credit and nothing else is no longer than this [characters]."""
LONGEST_LINE = 70
"""A paragraph that is a credit and nothing else is no longer than this [characters]."""
LAST_PARAGRAPHS = 30
"""A credit stands among so many of the last paragraphs."""
LAST_LINES = 3
"""A credit without initials is one of so many last paragraphs."""
LONGEST_INITIALS = 5
"""Letters of who edited it, behind a slash."""
_PIECE = re.compile(r"[^\W\d_]+")
_HEADED = re.compile(r"\s*[\[【(（［〔](?P<who>[^\]】)）］〕\n]{2,40})[\]】)）］〕]")
"""'[서울=뉴시스] ...', '【ソウル共同】...': a bracket that opens the text."""
_SLASHED = re.compile(r"/(?P<who>[^/\n]{2,30})/")
"""'МОСКВА, 20 апреля. /ТАСС/.'"""
_DASHED = re.compile(r"[^\n\"]{2,40}? [-–—] (?P<who>[^.\n\"]{2,24})\.\s")
"""'МОСКВА, 29 июля — РИА Новости. ...'"""
_STOPPED = re.compile(
    r"[^\n\".]{2,30}[.,] (?:\d{1,2} [^\W\d]{2,12}|[^\W\d]{3,12} \d{1,2})\. (?P<who>[^\n\".]{2,24}?) [-–—] "
)
"""'Сеул. 3 ноября. ИНТЕРФАКС - ...': place, day and agency, each before a stop."""
_CLOSING = re.compile(r"[(（\[](?P<who>[^()（）\[\]\n]{2,40})[)）\]]\s*$")
"""'... (dpa/jW)': a bracket that closes the text."""
_LETTERS = re.compile(r"[^\W\d_]+")
_SIGNED = re.compile(r"[.!?\"”»]\s{0,3}[-–—/]\s?(?P<who>[^\s.,;:][^.\n,;:]{1,24})\s*$")
"""'... was lost. – AP': what stands behind a stop and a dash at the end of the text."""


def find_credits(page: Page, outlet: str | None, stated: str | None) -> tuple[str | None, str | None]:
    """(source id of the publisher, source id of the wire agency credited for the whole text).

    Args:
        page: the document, marked up.
        outlet: what its header names as its publisher: 'RTL info', 'RTL info / Belga'.
        stated: what its header names as its wire agency.
    """
    publisher = wire = None
    if outlet:
        names = fold(outlet)
        found = load_names(page.lexicon.lang).find(names, 0, len(names))
        sources = [mark for mark in found if mark.kind == "source"]
        parted = names.find("/")
        for mark in sources:
            if parted >= 0 and mark.start > parted and source_types().get(mark.value) == WIRE_TYPE:
                wire = mark.value
            elif mark.start == 0:
                publisher = mark.value
    if stated:
        names = fold(stated)
        marks = [m for m in load_names(page.lexicon.lang).find(names, 0, len(names)) if m.kind == "source"]
        wire = marks[0].value if marks else wire
    wire = wire or _dateline(page) or _headed(page) or _closing(page) or _credit_line(page)
    return publisher, None if wire == publisher else wire


def _dateline(page: Page) -> str | None:
    """A source in brackets at the head of the first paragraphs: 'TOKYO (Reuters) - ', '(Belga) ...'."""
    body = [s for s in page.sentences[:HEAD] if s.kind == "body"]
    head = [s for s in body if s.paragraph == body[0].paragraph]  # 'MADRID, 28 Ene.' looks like a sentence
    for mark in (mark for sentence in head for mark in sentence.all("source")):
        before = page.folded[mark.start - 1 : mark.start]
        after = page.folded[mark.end : mark.end + 1]
        place = mark.start - head[0].start
        if place > DATELINE_REACH or before != "(" or after != ")":
            continue
        lead = page.text[mark.start - place : mark.start - 1]
        if place <= 1 or "-" in page.folded[mark.end + 1 : mark.end + 5] or lead.isupper():
            return mark.value
    return None


def _headed(page: Page) -> str | None:
    """The agency that a bracket, two slashes or a dash name where the first paragraph begins."""
    body = [s for s in page.sentences[: 2 * HEAD] if s.kind == "body"]
    head = [s for s in body if s.paragraph == body[0].paragraph]
    if not head:
        return None
    start, end = head[0].start, head[-1].end
    stop = min(end, start + DATELINE_REACH)
    for match in (
        _HEADED.match(page.text, start, stop),
        _SLASHED.search(page.text, start, stop),
        _DASHED.match(page.text, start, stop),
    ):
        if match is not None and (who := _agency(page, head, match.start("who"), match.end("who"))) is not None:
            return who
    match = _STOPPED.match(page.text, start, stop)
    found = load_names(page.lexicon.lang).find(page.folded, *match.span("who")) if match is not None else ()
    agencies = (m.value for m in found if m.kind == "source" and source_types().get(m.value) == WIRE_TYPE)
    return next(agencies, None)


def _closing(page: Page) -> str | None:
    """The agency in the bracket that closes the last paragraph of the body."""
    body = [s for s in page.sentences if s.kind == "body"]
    if not body:
        return None
    match = _CLOSING.search(page.text, body[-1].start, body[-1].end)
    if match is None:
        match = _SIGNED.search(page.text, body[-2 if len(body) > 1 else -1].start, body[-1].end)
    if match is None:
        return _last_line(page)
    return _agency(page, body[-2:], match.start("who"), match.end("who"))


def _last_line(page: Page) -> str | None:
    """The agency that stands alone in the last line: '/ATS', 'AFP'."""
    last = page.sentences[-1]
    words = page.text[last.start : last.end].strip("/-–— ()[]")
    if not 0 < len(words) <= LONGEST_CREDIT or page.sentences[0] is last:
        return None
    start = page.text.index(words, last.start)
    return _agency(page, [last], start, start + len(words))


def _credit_line(page: Page) -> str | None:
    """The agency that a paragraph names with nothing else: 'ats/afp/jgal', 'Copyright AP - Associated Press'."""
    types = source_types()
    names = load_names(page.lexicon.lang)
    for place, paragraph in enumerate(reversed(page.paragraphs[1:][-LAST_PARAGRAPHS:])):
        start, end = paragraph.start, paragraph.end
        if end - start > LONGEST_LINE:
            continue
        found = [m for m in names.find(page.folded, start, end) if m.kind == "source"]
        agencies = [m for m in found if types.get(m.value) == WIRE_TYPE]
        rest = list(page.folded[start:end])
        for mark in agencies:
            rest[mark.start - start : mark.end - start] = " " * (mark.end - mark.start)
        words = [w for w in _PIECE.findall("".join(rest)) if w not in page.lexicon.meta.get("credit_words", ())]
        signed = "/" in page.text[start:end] and " " not in page.text[start:end].strip()
        closing = not words and place < LAST_LINES  # in the middle it is that of a picture
        if agencies and (closing or (signed and all(len(w) <= LONGEST_INITIALS for w in words))):
            return agencies[0].value
    return None


def _agency(page: Page, sentences: list[Sentence], start: int, end: int) -> str | None:
    """The agency that a credit ends with, or that stands before a slash."""
    types = source_types()
    if not set(_LETTERS.findall(page.folded[start:end])).isdisjoint(page.lexicon.meta.get("photo_words", ())):
        return None  # '(Photo: AFP)'
    for sentence in sentences:
        for mark in sentence.all("source"):
            if start <= mark.start and mark.end <= end and types.get(mark.value) == WIRE_TYPE:
                tail = page.folded[mark.end : end]
                lead = page.folded[start : mark.start]
                if (not tail or tail[0] in "/= ") and (not lead or not lead[-1].isascii() or lead[-1] in " =/"):
                    return mark.value
    words = page.folded[start:end]
    ends: list[str] = page.lexicon.meta.get("credit_ends", [])
    pairs = (entry.split("|") for entry in ends)
    return next((source for name, source in pairs if words.endswith(fold(name))), None)
