"""The day a text was published, where its header does not say: in the dateline, or on the line of the byline."""

from __future__ import annotations

import re
from datetime import date

from downrange.reading.dates import DateMention, find_dates
from downrange.reading.folding import fold
from downrange.reading.lexicon import Lexicon

HEAD = 1500
"""A byline or dateline stands at most this far into a text [characters]."""
LINES = 12
"""Lines of the head that are looked at."""
BESIDE = 8
"""Words that a byline may hold beside the day and the time: names, an outlet, a place."""
_DATELINE = re.compile(
    r"\s*[^\W\d_][^.;:!?\"\d]{1,60}?[,(] ?(?P<day>{day})\.?\)?(?:,? \([^)]{2,30}\))?\s*(?:--?-?|[–—:])\s".replace(
        "{day}", r"\x00+"
    )
)
"""'SEOUL, May 31, 2023 (Yonhap) -- ', the day being struck out."""
_CLOCK = re.compile(r"\d{1,2} ?[:.h時시] ?\d{2}(?::\d{2})?(?: ?[ap]\.?m\b\.?)?(?: ?(?:gmt|utc) ?[+-] ?\d{1,2})?")


def find_published(text: str, lexicon: Lexicon) -> date | None:
    """The latest day that the head of a text gives as its own; None when it gives none in full.

    A dateline's counts as it stands; a line of its own counts when it holds words for publishing, or little else than
    the day, the time and names.
    """
    head = text[:HEAD]
    folded = fold(head)
    days = [day for day in find_dates(head, folded, lexicon) if day.year and day.month and day.day]
    found: list[date] = []
    start = 0
    for line in head.splitlines(keepends=True)[:LINES]:
        end = start + len(line)
        inside = [day for day in days if start <= day.start < day.end <= end]
        if inside and (_is_byline(folded[start:end], start, inside, lexicon) or _is_dateline(line, start, inside[0])):
            found += [_as_date(day) for day in inside]
        start = end
    return max(found, default=None)


def _as_date(day: DateMention) -> date:
    return date.fromisoformat(day.resolve(None) or "")


def _is_dateline(line: str, start: int, day: DateMention) -> bool:
    struck = line[: day.start - start] + "\0" * (day.end - day.start) + line[day.end - start :]
    match = _DATELINE.match(struck)
    return match is not None and match.start("day") == day.start - start


def _is_byline(line: str, start: int, days: list[DateMention], lexicon: Lexicon) -> bool:
    """Whether a line holds nothing but when, where and by whom a text was put up."""
    rest = line
    for day in reversed(days):
        rest = f"{rest[: day.start - start]} {rest[day.end - start :]}"
    rest = _CLOCK.sub(" ", rest)
    if re.search(r"\w[.!?]\s*$", rest) or any(c.isdigit() for c in rest):
        return False
    words = re.findall(r"[^\W\d_]+", rest)
    publishing = [fold(word) for word in lexicon.meta.get("publishing", ())]
    if any(f" {word} " in f" {' '.join(words)} " or rest.strip().startswith(word) for word in publishing):
        return len(words) <= 2 * BESIDE
    about = lexicon.core.find(line, 0, len(line)) or lexicon.book.find(line, 0, len(line))
    speaks = any(mark.kind in ("launch", "object", "outcome", "speech", "part") for mark in about)
    return len(words) <= BESIDE and not speaks
