"""Paragraphs and sentences of a page: headline, body, boilerplate and doubled blocks told apart, offsets kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from downrange.reading.folding import fold
from downrange.reading.furniture import is_crumb, is_dated, is_kicker, is_stamp
from downrange.reading.lexicon import Lexicon

_LINE = re.compile(r"[^\n]+")
_SENTENCE_END = re.compile(r"[.!?…]+[\"'»”’)\]]*(?=\s)|[.!?…]+[\"'»”’)\]]*$|[。！？]+[」』”）]*")
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])+")
"""The initials of a name: 'S.P.'"""
QUESTION = 36
"""A question this short is read together with its answer: 'When? On Monday ...' [characters]."""
_SIGNED = re.compile(r"[.!?][\"'»”’]?\s?[-–—]\s?[^\s.,;:][^.\n,;:]{1,24}$")
"""'... was lost. – AP': a credit behind the last stop."""
_NO_SENTENCE = ".!?。！？…»”\"'’」』）)"
LONGEST_HEADING = 90
"""A line without a full stop and shorter than this, between paragraphs, is a sub-heading or a caption [characters]."""
LONGEST_HEADLINE = 220
LONGEST_STANDFIRST = 200
MOST_STANDFIRST = 2
"""What stands between the headline and the line that dates the page sums up the text in so many sentences."""
LONGEST_BOILERPLATE = 160
_NEXT_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_STAMP = re.compile(
    r"(?:[^\d\n]{0,40}[\s=|])?"
    r"(?:(?:19|20)\d\d ?[-./年년] ?\d{1,2} ?[-./月월] ?\d{1,2} ?[日일.]?|\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d)"
    r"[^\d\n]{0,12}(?:\d{1,2} ?[:h時시] ?\d{2}(?::\d\d)? ?[分분]?)?[^\d\n]{0,12}"
)
"""'Seoul = A. Writer 2022-11-19 08:40': when a page was put up, not when anything flew."""
FIRST_BLOCKS = 6
"""A stamp stands among the first blocks of a page."""
_ON_NETWORK = (["on"], ["sur"], ["auf"], ["en"], ["via"])
_ITEMS = ("-", "*", "•", "–", "·", "#", *"0123456789")
_LABELED = re.compile(r"\W{1,2}\s?[^\W\d][^\n:：]{1,13}[:：][^\n]*\d")
"""'・最高高度：7,000kmを超える': an item with a label and a figure tells, whatever mark it begins with."""
_LETTERED = re.compile(r"\(?[a-z0-9]{1,3}\)\s")
"""'(a) ', 'b) ': the label of an item."""
_TELLING = "・■◆▲"
_BULLETS = ("▼", "▲", "►", "・", "▶", "■", "◆", "※", "☞", "→", "©", "-0-", "***", "www.", "http")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the page: offsets, what it is, and the earlier block that it repeats."""

    start: int
    end: int
    kind: str
    """headline, heading, body or boilerplate."""
    copy_of: int | None
    """Index of the paragraph that says the same, character for character."""
    sentences: tuple[tuple[int, int], ...]


def split_paragraphs(text: str, lexicon: Lexicon, folded: str | None = None) -> tuple[Paragraph, ...]:
    """Paragraphs of a page, in order; `folded` is its text as `fold` gives it, where that is at hand."""
    folded = fold(text) if folded is None else folded
    found: list[Paragraph] = []
    seen: dict[str, int] = {}
    headline_over = False
    for start, end in _join_wrapped(text, folded, lexicon):
        kind = _kind(text, folded, start, end, lexicon, first=not headline_over, top=len(found) < FIRST_BLOCKS)
        copy_of = None
        if kind != "boilerplate":
            copy_of = seen.setdefault(folded[start:end], len(found))
            headline_over = headline_over or kind != "headline" or not is_kicker(text, folded, start, end, lexicon)
        elif len(found) < FIRST_BLOCKS and is_dated(folded, start, end):
            _raise_standfirst(found)
        found.append(
            Paragraph(
                start,
                end,
                kind,
                None if copy_of == len(found) else copy_of,
                () if kind == "boilerplate" else _sentences(text, folded, start, end, lexicon),
            )
        )
    return tuple(found)


def _raise_standfirst(found: list[Paragraph]) -> None:
    """'The missile came down in the sea on Wednesday.', between the headline and the line that dates the page."""
    told = [i for i, paragraph in enumerate(found) if paragraph.kind != "boilerplate"]
    if len(told) < 2 or found[told[-1]].kind != "body" or any(found[i].kind == "body" for i in told[:-1]):
        return
    last = found[told[-1]]
    if last.end - last.start <= LONGEST_STANDFIRST and len(last.sentences) <= MOST_STANDFIRST:
        found[told[-1]] = replace(last, kind="headline")


def _join_wrapped(text: str, folded: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Lines of the page; a line that plainly goes on in the next one is joined with it."""
    blocks: list[tuple[int, int]] = []
    words = (*lexicon.meta.get("articles", ()), *lexicon.meta.get("prepositions", ()))
    hanging = frozenset(words) - frozenset(lexicon.meta.get("particles", ()))
    parted = "\n\n" in text
    for match in _LINE.finditer(text):
        start, end = match.span()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start == end:
            continue
        if blocks:
            before_start, before_end = blocks[-1]
            gap = text[before_end:start]
            wrapped = (
                gap.count("\n") == 1 and before_end - before_start >= 45 and text[before_end - 1] not in _NO_SENTENCE
            )
            if not wrapped and parted and gap.count("\n") == 1 and before_end - before_start >= 45:
                item = text[start:end].startswith(_ITEMS) or _LETTERED.match(text, start, end) is not None
                wrapped = not item and text[before_end - 1] in ".。"
                if wrapped:
                    blocks[-1] = (before_start, end)
                    continue
            last = folded[before_start:before_end].rpartition(" ")[2]
            if wrapped and (text[start].islower() or text[before_end - 1] in ",-" or last in hanging):
                blocks[-1] = (before_start, end)
                continue
        blocks.append((start, end))
    return blocks


def _kind(text: str, folded: str, start: int, end: int, lexicon: Lexicon, *, first: bool, top: bool) -> str:
    line = folded[start:end]
    sentence = text[end - 1] in _NO_SENTENCE
    if end - start <= LONGEST_BOILERPLATE:
        if (text[start:end].startswith(_BULLETS) and not _tells(text, start, end)) or " | " in line:
            return "boilerplate"
        if any(
            m.start == start or m.end - m.start >= 12
            for m in lexicon.boiler.find(folded, start, min(end, start + LONGEST_BOILERPLATE))
        ):
            return "boilerplate"
    if _is_file_caption(line, lexicon):
        return "boilerplate"
    if top and not sentence and not first and _STAMP.fullmatch(folded, start, end):
        return "boilerplate"
    if is_crumb(text, start, end) or is_stamp(folded, start, end, lexicon, top=top):
        return "boilerplate"
    if first and not sentence and end - start <= LONGEST_HEADLINE:
        return "headline"
    if first and text[end - 1] in "\"'»”’」』?!" and end - start <= LONGEST_HEADING and ". " not in line:
        return "headline"
    signed = _SIGNED.search(text, start, end) is not None
    if not sentence and not signed and end - start <= LONGEST_HEADING and ":" not in line and not _DIGIT.search(line):
        return "heading"
    return "body"


def _is_file_caption(line: str, lexicon: Lexicon) -> bool:
    """'FILE - A Long March lifts off', '... (file photo)': an older picture tells nothing of what is told."""
    opens = line.startswith(tuple(lexicon.meta.get("file_captions", ("\n",))))
    return opens or line.rstrip(" .").endswith(tuple(lexicon.meta.get("file_ends", ("\n",))))


def _tells(text: str, start: int, end: int) -> bool:
    """Whether a line with a mark before it is an item of a list that tells something, not a link or a credit."""
    return text[start] in _TELLING and _LABELED.match(text, start, end) is not None


def _sentences(text: str, folded: str, start: int, end: int, lexicon: Lexicon) -> tuple[tuple[int, int], ...]:
    shorts = frozenset(lexicon.meta.get("abbreviations", ()))
    cuts: list[tuple[int, int]] = []
    begin = start
    for match in _SENTENCE_END.finditer(text, start, end):
        stop = match.end()
        follow = stop
        while follow < end and text[follow].isspace():
            follow += 1
        if (
            follow < end
            and text[match.start()] == "."
            and (lexicon.spaced or text[match.start() - 1].isascii())  # '... 발사됐다. dpa 통신에 따르면 ...'
            and _goes_on(text, folded, begin, match.start(), follow, shorts, lexicon)
        ):
            continue
        if follow < end and text[match.start()] in "!?…" and text[follow].islower():
            continue
        if follow < end and text[match.start()] == "?" and stop - begin <= QUESTION:
            continue
        cuts.append((begin, stop))
        begin = follow
    if begin < end:
        cuts.append((begin, end))
    return tuple(cuts)


def _begins_anew(folded: str, follow: int, lexicon: Lexicon) -> bool:
    """Whether a word that is no name stands behind a stop: 'in the U.K. The missile', but 'S.P. Dash'."""
    word = _NEXT_WORD.match(folded, follow)
    plain = (*lexicon.meta.get("common", ()), *lexicon.meta.get("articles", ()), *lexicon.meta.get("pointers", ()))
    return word is None or word.group() in plain or word.group() in lexicon.meta.get("prepositions", ())


@cache
def _after_clock(lexicon: Lexicon) -> frozenset[str]:
    """Words that go on after 'a.m.': days, months and zones."""
    groups = [
        *lexicon.dates.get("weekdays", ()),
        *lexicon.dates.get("months", ()),
        *lexicon.dates.get("zones", {}).values(),
    ]
    return frozenset(fold(name).split(" ")[0] for names in groups for name in names)


_MEASURES = frozenset(("t", "kg", "km", "m", "min", "s"))
"""Units whose abbreviation behind a figure may end a sentence; 'г.' is a year in Russian."""


def _goes_on(
    text: str, folded: str, begin: int, dot: int, follow: int, shorts: frozenset[str], lexicon: Lexicon
) -> bool:
    """Whether the full stop at `dot` belongs to an abbreviation or an initial."""
    if text[follow].islower():
        return True
    if text[dot - 1 : dot].isdigit() and "." in lexicon.meta.get("ordinals", ()):
        word = _NEXT_WORD.match(folded, follow)
        if word is not None and word.group() in lexicon.units:
            return True  # 'in der 80. Sekunde'
    left = dot
    while left > begin and not text[left - 1].isspace() and text[left - 1] not in "(«“\"'’":
        left -= 1
    word = folded[left:dot]
    if word in ("a.m", "p.m"):
        following = folded[follow : follow + 12].split(" ")[0].rstrip(".,")
        return text[follow] == "(" or following in _after_clock(lexicon)
    if len(word) == 1 and folded[max(begin, left - 6) : left].split()[-1:] in _ON_NETWORK:
        return False
    measured = lexicon.units.get(word) in _MEASURES and folded[max(begin, left - 2) : left].strip()[-1:].isdigit()
    if measured and text[follow].isupper():
        return False  # 'весит более 200 т. Поразить цель ...', 'for 8 min. The rocket'
    return (
        word in shorts
        or (len(word) == 1 and word.isalpha())
        or (len(word) <= 5 and "." in word and text[follow].isdigit())
        or (_INITIALS.fullmatch(word) is not None and not _begins_anew(folded, follow, lexicon))
    )
