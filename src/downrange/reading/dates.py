"""Days, months and years: found by the patterns of each lexicon, resolved against the day of publication."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from downrange.reading.lexicon import Lexicon, fold

FUTURE_REACH = 45
"""A day and month without a year lie at most this far after publication [days], unless a plan is told."""


@dataclass(frozen=True, slots=True)
class DateMention:
    """A day, month or year as written; unwritten parts are None."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    """Monday is 0."""
    days: int | None = None
    """Days from publication: 0 for today, -1 for yesterday."""
    months: int | None = None
    """Months from publication."""
    years: int | None = None
    edge: bool = False
    """Written after 'since' or 'until': the end of a stretch, not the day of what is told."""

    def resolve(self, published: date | None, *, future: bool = False) -> str | None:
        """ISO day, month or year; None when it cannot be told.

        `published` is the day that relative words count from; `future` prefers days after it.
        """
        if self.year is not None:
            return _iso(self.year, self.month, self.day)
        if published is None:
            return None
        if self.days is not None:
            return (published + timedelta(self.days)).isoformat()
        if self.months is not None:
            index = published.year * 12 + published.month - 1 + self.months
            return _iso(index // 12, index % 12 + 1, None)
        if self.years is not None:
            return _iso(published.year + self.years, None, None)
        if self.month is not None:
            return self._in_year(published, future=future)
        if self.day is not None:
            return self._in_month(published, future=future)
        if self.weekday is not None:
            back = (published.weekday() - self.weekday) % 7
            return (published + timedelta((7 - back) if future and back else -back)).isoformat()
        return None

    def _in_year(self, published: date, *, future: bool) -> str | None:
        assert self.month is not None
        if self.day is None:
            ahead = self.month - published.month
            year = published.year + (ahead < 0 if future else -(ahead > 0))
            return _iso(year, self.month, None)
        days = [
            day
            for year in (published.year - 1, published.year, published.year + 1)
            if (day := _day(year, self.month, self.day))
        ]
        reach = timedelta(320 if future else FUTURE_REACH)
        fitting = [day for day in days if day <= published + reach]
        if future:
            fitting = [day for day in fitting if day >= published - timedelta(3)] or fitting
            return min(fitting).isoformat() if fitting else None
        return max(fitting).isoformat() if fitting else None

    def _in_month(self, published: date, *, future: bool) -> str | None:
        assert self.day is not None
        index = published.year * 12 + published.month - 1
        if self.day > published.day + 1 and not future:
            index -= 1
        elif future and self.day < published.day:
            index += 1
        return _iso(index // 12, index % 12 + 1, self.day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _iso(year: int, month: int | None, day: int | None) -> str | None:
    if month is None:
        return f"{year:04d}"
    if not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year:04d}-{month:02d}"
    return f"{year:04d}-{month:02d}-{day:02d}" if _day(year, month, day) else None


BARE_REACH = 18
"""A day without its month stands this near to the one that has it ('du 12 au 20 mars') [characters]."""
LONGEST_MONTH = 31
_THROUGH = r" ?(?:-|–|~|to|and|through|until|et|au|bis|und|y|al|до|по|и|から|より|から翌|부터|에서|사이|~)"
_DAY_BEFORE = re.compile(
    rf"(?<![\d.,:])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|日|일)?{_THROUGH} ?(?:(?:le|the|el|dem|den|al) )?$"
)
_DAY_AFTER = re.compile(
    rf"{_THROUGH} ?(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th|日|일)?(?![\d:.,]\d|\d| ?(?:km|a\.?m|p\.?m|h\b|時|시))"
)


class _Grammar(NamedTuple):
    patterns: tuple[re.Pattern[str], ...]
    months: dict[str, int]
    weekdays: dict[str, int]
    shifts: re.Pattern[str] | None
    amounts: dict[str, tuple[str, int]]
    """Folded phrase -> (field of the mention, amount)."""


def either(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or "(?!)"


@cache
def _grammar(lexicon: Lexicon) -> _Grammar:
    table = lexicon.dates
    months = {fold(name): i + 1 for i, names in enumerate(table.get("months", ())) for name in names}
    weekdays = {fold(name): i for i, names in enumerate(table.get("weekdays", ())) for name in names}
    begin, end = (r"(?<!\w)", r"(?!\w)") if lexicon.spaced else (r"(?<!\d)", "")
    pieces = {
        "{year}": r"(?P<year>(?:19|20)\d\d)(?!\d)",
        "{month}": f"(?P<month>{either(months)}){end}",
        "{mm}": r"(?P<mm>1[0-2]|0?[1-9])(?!\d)",
        "{day}": r"(?P<day>[0-3]?\d)(?!\d)(?![.,:]\d)",
        "{weekday}": f"(?P<weekday>{either(weekdays)}){end}",
    }
    amounts = {
        fold(phrase): (field, int(amount))
        for key, field in (("relative", "days"), ("month_shift", "months"), ("year_shift", "years"))
        for amount, phrases in table.get(key, {}).items()
        for phrase in phrases
    }
    return _Grammar(
        patterns=tuple(_build(begin, pattern, pieces) for pattern in table.get("patterns", ())),
        months=months,
        weekdays=weekdays,
        shifts=re.compile(f"{begin}(?:{either(amounts)}){end}") if amounts else None,
        amounts=amounts,
    )


def _build(begin: str, pattern: str, pieces: dict[str, str]) -> re.Pattern[str]:
    plain = fold(pattern)
    for name, piece in pieces.items():
        plain = plain.replace(name, piece)
    return re.compile(begin + plain)


def find_dates(text: str, folded: str, lexicon: Lexicon) -> list[DateMention]:
    """All days, months and years that the text names, in order, none overlapping."""
    grammar = _grammar(lexicon)
    taken: dict[int, DateMention] = {}
    used = bytearray(len(text))
    capitals = lexicon.meta.get("month_case")

    def keep(mention: DateMention) -> None:
        if not any(used[mention.start : mention.end]):
            used[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
            taken[mention.start] = mention

    edges = tuple(fold(word) for word in lexicon.dates.get("not_the_day", ()))

    def is_edge(start: int) -> bool:
        before = folded[max(0, start - 12) : start].rstrip()
        return bool(edges) and (before.endswith(tuple(f" {word}" for word in edges)) or folded.startswith(edges, start))

    for pattern in grammar.patterns:
        for match in pattern.finditer(folded):
            parts = match.groupdict()
            name = parts.get("month")
            if name and capitals and text[match.start("month")].isupper() != (capitals == "upper"):
                continue
            month = grammar.months[name] if name else int(parts["mm"]) if parts.get("mm") else None
            year, day, weekday = parts.get("year"), parts.get("day"), parts.get("weekday")
            if day is not None and not 1 <= int(day) <= 31:
                continue
            keep(
                DateMention(
                    *match.span(),
                    year=int(year) if year else None,
                    month=month,
                    day=int(day) if day else None,
                    weekday=grammar.weekdays[weekday] if weekday else None,
                    edge=is_edge(match.start()),
                )
            )
    if grammar.shifts is not None:
        for match in grammar.shifts.finditer(folded):
            field, amount = grammar.amounts[match.group()]
            keep(replace(DateMention(*match.span()), **{field: amount}))
    found = [taken[start] for start in sorted(taken)]
    return sorted([*found, *_bare_days(folded, found)], key=lambda mention: mention.start)


def _bare_days(folded: str, found: Sequence[DateMention]) -> list[DateMention]:
    """The '12' of 'from 12 to 20 March' and the '20' of 'March 12 to 20': days that share the month of a neighbor."""
    shared: list[DateMention] = []
    for mention in found:
        if mention.month is None or mention.day is None:
            continue
        before = _DAY_BEFORE.search(folded[max(0, mention.start - BARE_REACH) : mention.start])
        after = _DAY_AFTER.match(folded[mention.end : mention.end + BARE_REACH])
        if before is not None and 1 <= int(before["day"]) < mention.day:
            start = max(0, mention.start - BARE_REACH) + before.start("day")
            shared.append(replace(mention, start=start, end=start + len(before["day"]), day=int(before["day"])))
        elif after is not None and mention.day < int(after["day"]) <= LONGEST_MONTH:
            start = mention.end + after.start("day")
            shared.append(replace(mention, start=start, end=start + len(after["day"]), day=int(after["day"])))
    return [day for day in shared if not any(day.start < m.end and m.start < day.end for m in found)]
