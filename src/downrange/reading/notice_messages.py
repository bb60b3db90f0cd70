"""Messages in a text: where each begins, its id and day of issue, and what it cancels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import PurePath

from downrange.reading.columns import read_iso
from downrange.reading.windows import read_instant
from downrange.records.document import Document

_SERIES = (
    r"(?:NAVAREA\s+[IVX]{1,5}|HYDROLANT|HYDROPAC|HYDROARC|NAVTEX|AVURNAV(?:\s+[A-Z]{1,12})?|COASTAL\s+WARNING|AUSCOAST"
    r"|(?:[A-Z]{3,12}\s)?NAV\s?WARN(?:ING)?|NAVIGATIONAL\s+WARNING|SPECIAL\s+WARNING)"
)
_NUMBER = r"\d{1,5}/\d{2}(?:\d{2})?"
_ID = rf"(?:{_SERIES})\s{{1,3}}(?:NR\.?\s?|NO\.?\s?)?{_NUMBER}"
_HEADING = re.compile(rf"(?:^|\n)[ \t]{{0,12}}N?(?P<id>{_ID})(?P<regions>\s?\([\d,.A-Z ]{{1,80}}\))?")
_REFERENCE = re.compile(rf"{_ID}")
_DTG_LINE = re.compile(r"(?:^|\n)[ \t]{0,12}(?P<dtg>\d{6}Z?\s?(?:UTC\s)?[A-Z]{3}\s?(?:\d{4}|\d{2}))[ \t\r]*$")
_TRAILER_DATE = re.compile(r"(?<![A-Z])DATE:\s?(?P<dtg>\d{6}Z?\s[A-Z]{3}\s(?:\d{4}|\d{2}))")
_AUTHORITY = re.compile(r"(?://\s{0,3})?AUTHORITY:[^\n]{0,200}")
_TRAILER = re.compile(r"(?:DATE:|(?<![A-Z])CANCEL:)[^\n]{0,60}")
_CANCEL = re.compile(r"CANCEL\w{0,5}\s(?P<what>[^.]{1,300}?)(?=\.(?:\s|$|=|/)|\.\d{1,2}\.|//|=|\n\s{0,6}\d{1,2}\.|$)")
_CANCEL_SELF = re.compile(r"THIS\s+(?:MSG|MESSAGE|WARNINGS?|NOTICE)|\d{6}\s?(?:Z|UTC)")
_LOOSE_NUMBERS = re.compile(rf"(?<![\d/\-]){_NUMBER}(?![\d\-])")
_POSITION = re.compile(r"\d\d[-°]\d\d[.,\d]{0,5}'?\s?[NS](?![A-Z])|(?<![A-Z])[NS]\s?\d\d[-°]\d\d|\d{4}[NS]\s?\d{5}[EW]")
_FILE_ID = re.compile(r"(?P<series>NAVAREA_[IVX]{1,5}|HYDROLANT|HYDROPAC|HYDROARC)_(?P<number>\d{1,5})-(?P<year>\d{2})")


@dataclass(frozen=True, slots=True)
class Message:
    """One message within the text of a document."""

    start: int
    end: int
    name: str
    issued: datetime | None


def split_messages(document: Document) -> list[Message]:
    """Messages of a text, from heading to heading; the whole text when it has at most one."""
    text = document.text
    upper = text.upper() if len(text.upper()) == len(text) else text
    starts: list[tuple[int, str, datetime | None]] = []
    read_to, holds_areas = 0, False
    for match in _HEADING.finditer(upper):
        name = " ".join(match["id"].split())
        holds_areas = holds_areas or _POSITION.search(upper, read_to, match.start("id")) is not None
        read_to = match.start("id")
        before = upper[max(0, match.start("id") - 400) : match.start("id")].rstrip(" \t")
        dtg = _DTG_LINE.search(before.rstrip("\n\r "))
        alone = not before.strip() or before.endswith(("\n\n", "\n \n", "NNNN\n", "=\n"))
        if starts and name == starts[-1][1] and not dtg and not holds_areas:
            continue
        if not (dtg or alone or not starts or name == starts[-1][1]):
            continue
        if not starts and not dtg and not alone and re.search(r"CANCEL|AUTHORITY", before):
            continue
        start = match.start("id") - (len(before) - dtg.start("dtg")) if dtg else match.start("id")
        starts.append((max(0, start), name, read_instant(dtg["dtg"]) if dtg else None))
        holds_areas = False
    if not starts:
        return [Message(0, len(text), _name_from_file(document), _issued_in(upper, document))]
    messages: list[Message] = []
    for index, (start, name, issued) in enumerate(starts):
        begin = 0 if index == 0 else start
        end = starts[index + 1][0] if index + 1 < len(starts) else len(text)
        messages.append(Message(begin, end, name, issued or _issued_in(upper[begin:end], None)))
    return messages


def _name_from_file(document: Document) -> str:
    """Message id from the header or the name of the file, when the text shows none."""
    for key in ("notice", "message"):
        if key in document.header:
            return document.header[key]
    match = _FILE_ID.search(PurePath(document.path).stem.upper())
    return f"{match['series'].replace('_', ' ')} {match['number']}/{match['year']}" if match else ""


def _issued_in(text: str, document: Document | None) -> datetime | None:
    """When the message was issued: its date-time group, the trailer's date, or the header's day."""
    head = _DTG_LINE.search(text[:400].split("\n", 1)[0]) or _TRAILER_DATE.search(text)
    if head:
        return read_instant(head["dtg"])
    stated = document.header.get("issued") or document.header.get("published") if document else None
    return (read_iso(stated) or read_instant(stated)) if stated else None


def read_cancellations(
    text: str, name: str, issued: datetime | None
) -> tuple[tuple[str, ...], tuple[str, ...], datetime | None, str]:
    """Messages canceled and named, the time of self-cancellation, and the text with all of that blanked out."""
    upper = text.upper() if len(text.upper()) == len(text) else text
    cancels: list[str] = []
    cancel_at: datetime | None = None
    blanked = list(text)

    def blank(start: int, end: int) -> None:
        blanked[start:end] = [character if character == "\n" else " " for character in text[start:end]]

    for match in _CANCEL.finditer(upper):
        what = match["what"]
        if _CANCEL_SELF.search(what):
            cancel_at = read_instant(what, issued) or cancel_at
        named = [" ".join(found[0].split()) for found in _REFERENCE.finditer(what)]
        cancels.extend(named)
        series = named[0].rsplit(" ", 1)[0] if named else name.rsplit(" ", 1)[0]
        loose = _REFERENCE.sub(" ", what)
        cancels.extend(f"{series} {found[0]}" for found in _LOOSE_NUMBERS.finditer(loose) if series)
        blank(*match.span())
    for pattern in (_AUTHORITY, _TRAILER, _DTG_LINE):
        for match in pattern.finditer(upper):
            blank(*match.span())
    first = upper.split("\n", 1)[0]
    if _DTG_LINE.fullmatch(first):
        blank(0, len(first))
    named = dict.fromkeys(" ".join(match[0].split()) for match in _REFERENCE.finditer(upper))
    references = tuple(one for one in named if one != name and one not in cancels)
    return tuple(dict.fromkeys(cancels)), references, cancel_at, "".join(blanked)


def find_anchor(message: Message, cancel_at: datetime | None) -> datetime | None:
    """The day from which on a date without a year lies, when the message does not say when it was issued."""
    if cancel_at:
        return cancel_at - timedelta(days=364)
    year = re.search(r"/(\d{2}|\d{4})$", message.name)
    return datetime(2000 + int(year[1]) % 100, 1, 1, tzinfo=UTC) if year else None
