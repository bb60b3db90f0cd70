"""Days, months and years: found by the patterns of each lexicon, resolved against the day of publication."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from downrange.reading.date_joints import LISTED, join_parts, tell_from
from downrange.reading.feasts import find_feasts, last_easter
from downrange.reading.folding import fold
from downrange.reading.lags import FROM_HOST, FROM_TOLD, find_lags, find_spans_ahead
from downrange.reading.lexicon import Lexicon
from downrange.reading.patterns import either, find_figures, match_at, search_around, search_words

YEAR, MONTH, DAY = len("2000"), len("2000-01"), len("2000-01-01")
"""Lengths of an ISO year, month and day."""
MONTHS = 12
FUTURE_REACH = 45
"""A day and month without a year lie at most this far after publication [days], unless a plan is told."""


FIRST_SHORT_YEAR = 56
"""A year of two digits above this one lies in the last century."""


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
    weeks: int | None = None
    """Weeks from publication: no day can be told, only a stretch of days."""
    told: DateMention | None = None
    """The date named before that 'that year', 'the next day' or 'the same month' counts from."""
    period: tuple[int, int] | None = None
    """First and last month of a quarter, a half or a season of a year."""
    season: bool = False
    """Whether the period is a season, of the northern hemisphere."""
    ahead: tuple[int, int] | None = None
    """Fewest and most months from publication: 'in six to eight months'."""
    hosted: bool = False
    """Counts from the day of the launch that its sentence is about: 'eight days after it had sent ...'."""
    from_easter: int | None = None
    """Days from Easter Sunday."""
    local: bool = False
    """A day that lies ahead of publication only as it was tomorrow already where something happened."""
    edge: bool = False
    """Written after 'since' or 'until': the end of a stretch, not the day of what is told."""

    def resolve(self, published: date | None, *, future: bool = False) -> str | None:
        """ISO day, month or year; None when it cannot be told.

        `published` is the day that relative words count from; `future` prefers days after it.
        """
        if self.period is not None and (future or not self.season):
            return self._months_of(published, self.period) if future else None
        if self.period is not None:  # 'in the spring of 2021' of what was is the year
            return str(self.year) if self.year is not None else None
        if self.ahead is not None:
            return self._months_of(published, self.ahead) if future else None
        if self.hosted:
            return None
        week = self.stretch(published) if future and self.weeks is not None and self.weeks >= 0 else None
        if week is not None:
            return f"{week[0].isoformat()}/{week[1].isoformat()}"
        if self.year is not None:
            return _iso(self.year, self.month, self.day)
        if self.told is not None:
            return self._counted_from(self.told.resolve(published))
        if self.weeks is not None and self.weekday is not None and published is not None:
            return (published + timedelta(7 * self.weeks - published.weekday() + self.weekday)).isoformat()
        if published is None or self.weeks is not None:
            return None
        if self.months is not None and self.day is not None:
            index = published.year * 12 + published.month - 1 + self.months
            return _iso(index // 12, index % 12 + 1, self.day)
        if self.years is not None and self.month is not None:
            return _iso(published.year + self.years, self.month, self.day)
        if self.from_easter is not None:
            return last_easter(published, self.from_easter).isoformat()
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

    def counted_from(self, day: str) -> DateMention | None:
        """The date itself, for one that counts from the launch of its sentence; None when it cannot be told."""
        iso = self._counted_from(day)
        if iso is None:
            return None
        year, month, number = (int(part) for part in f"{iso}-0-0".split("-")[:3])
        return DateMention(self.start, self.end, year=year, month=month or None, day=number or None)

    def stretch(self, published: date | None) -> tuple[date, date] | None:
        """First and last day of a week that is told ('last week'); None when something finer or coarser is."""
        if self.weeks is None or self.weekday is not None or published is None:
            return None
        monday = published + timedelta(7 * self.weeks - published.weekday())
        return monday, monday + timedelta(6)

    def _months_of(self, published: date | None, period: tuple[int, int]) -> str | None:
        """First and last day of a quarter or half-year, or of months counted from publication, parted by a slash."""
        if self.ahead is not None and published is not None:
            period = period[0] + published.month, period[1] + published.month
        year = self.year if self.ahead is None or published is None else published.year
        if year is None and published is not None:
            year = published.year + (self.years if self.years is not None else int(period[1] < published.month))
            year -= int(period[1] > MONTHS and published.month < (period[0] - 1) % MONTHS + 1)
        if year is None:
            return None
        if self.season and self.year is None and self.years is None and published is not None:
            year = published.year + int(period[1] < published.month)
        last = date(year + period[1] // 12, period[1] % 12 + 1, 1) - timedelta(1)
        first = date(year + (period[0] - 1) // 12, (period[0] - 1) % 12 + 1, 1)
        if published is not None and first < published < last:
            first = published
        return f"{first.isoformat()}/{last.isoformat()}"

    def _counted_from(self, base: str | None) -> str | None:
        """'That year', 'the next day', 'the same month', after a date that resolves to `base`."""
        if base is None:
            return None
        if self.years is not None:
            return _iso(int(base[:YEAR]) + self.years, self.month, self.day)
        if self.months is not None and len(base) >= MONTH:
            index = int(base[:YEAR]) * 12 + int(base[5:MONTH]) - 1 + self.months
            return _iso(index // 12, index % 12 + 1, self.day)
        if self.days is not None and len(base) == DAY:
            return (date.fromisoformat(base) + timedelta(self.days)).isoformat()
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


def _full_year(short: str) -> str:
    """'03年' is 2003, '98年' is 1998: no launch is older than 1942."""
    return ("19" if int(short) > FIRST_SHORT_YEAR else "20") + short


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
_NIGHT_BEFORE = re.compile(
    rf"(?<![\d.,:])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|日|일)?(?:{_THROUGH}| a) ?(?:(?:le|the|el|dem|den|al) )?$"
)
"""'In the night from Monday 16 to Tuesday 17 November', 'de lundi 16 à mardi 17 novembre'."""
_DAY_AFTER = re.compile(
    rf"{_THROUGH} ?(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th|日|일)?(?![\d:.,]\d|\d| ?(?:km|a\.?m|p\.?m|h\b|時|시))"
)


_LAPSED = re.compile(
    r"(?:seconds?|minutes?|hours?|secondes?|minutes?|heures?|sekunden|minuten|stunden|segundos?|minutos?|horas?|"
    r"секунд[уы]?|минут[уы]?) (?:after|apres|nach|despues del?|tras|после) (?:the |le |la |l'|dem |der |el )?\w*\W*$"
)
"""'Fifteen seconds after Thursday's launch': a time of flight, and the day of the launch."""
_SHIFTS = {
    "relative": "days",
    "week_shift": "weeks",
    "month_shift": "months",
    "year_shift": "years",
    "told_day": "days",
    "told_month": "months",
    "told_year": "years",
}
"""Tables of a lexicon that count from publication, or from a date told before -> unit."""
_HELD = {"{month}": "month", "{weekday}": "weekday"} | dict.fromkeys(
    ("{year}", "{yy}", "{mm}", "{day}", "{dd}"), "figure"
)
_RAREST = ("month", "weekday", "figure")
_PIECE = re.compile(r"\{\w+\}")
_GROUP = re.compile(r"\([^()]*\)")


class _Pattern(NamedTuple):
    words: re.Pattern[str]
    holds: str | None
    """What every match holds: the name of a month or weekday, or a figure."""
    opens: bool
    """Whether every match begins with it."""


class _Grammar(NamedTuple):
    glued: Callable[[str], bool]
    """Whether a character joins a date to the word before it."""
    patterns: tuple[_Pattern, ...]
    months: dict[str, int]
    weekdays: dict[str, int]
    month: re.Pattern[str]
    weekday: re.Pattern[str]
    periods: dict[str, tuple[int, int]]
    seasons: frozenset[str]
    period_name: re.Pattern[str]
    period: re.Pattern[str]
    shifts: re.Pattern[str] | None
    amounts: dict[str, tuple[str, int, bool]]
    """Folded phrase -> (field of the mention, amount, whether it counts from the date named before)."""


@cache
def _grammar(lexicon: Lexicon) -> _Grammar:
    table = lexicon.dates
    months = {fold(name): i + 1 for i, names in enumerate(table.get("months", ())) for name in names}
    weekdays = {fold(name): i for i, names in enumerate(table.get("weekdays", ())) for name in names}
    end = r"(?!\w)" if lexicon.spaced else ""
    units = either(name for name in lexicon.units if " " not in name)
    counted = rf"(?! ?(?:{units})(?![\w']))" if lexicon.spaced else ""  # "en 2021 s'est ..." names no seconds
    pieces = {
        "{year}": rf"(?P<year>(?:19|20)\d\d)(?!\d){counted}",  # 'von 2000 Kilometern' is no year
        "{yy}": r"(?P<yy>\d\d)",
        "{era}": f"(?P<era>{either(table.get('eras', ()))})(?P<reign>\\d{{1,2}}|元)",
        "{month}": f"(?P<month>{either(months)}){end}",
        "{mm}": r"(?P<mm>1[0-2]|0?[1-9])(?!\d)",
        "{day}": r"(?P<day>[0-3]?\d)(?!\d)(?![.,:]\d)",
        "{dd}": r"(?P<day>[0-3]?\d)(?!\d)",
        "{weekday}": f"(?P<weekday>{either(weekdays)}){end}",
    }
    amounts = {
        fold(phrase): (field, int(amount), key.startswith("told"))
        for key, field in _SHIFTS.items()
        for amount, phrases in table.get(key, {}).items()
        for phrase in phrases
    }
    periods = {
        fold(phrase): (int(months[:2]), int(months[3:]))
        for kind in ("period", "season")
        for months, phrases in table.get(kind, {}).items()
        for phrase in phrases
    }
    return _Grammar(
        periods=periods,
        seasons=frozenset(fold(phrase) for phrases in table.get("season", {}).values() for phrase in phrases),
        period_name=re.compile(either(periods)),
        period=re.compile(
            rf"(?:(?P<before>(?:19|20)\d\d)(?:年|년)(?:の| )?)?(?P<months>{either(periods)}){end}"
            r"(?:,? (?:of |of the year |de |del |del ano |de l'annee |des |des jahres |du )?"
            r"(?P<after>(?:19|20)\d\d)(?!\d))?"
        ),
        glued=str.isalnum if lexicon.spaced else str.isdigit,
        patterns=tuple(_build(pattern, pieces) for pattern in table.get("patterns", ())),
        months=months,
        weekdays=weekdays,
        month=re.compile(f"(?:{either(months)}){end}"),
        weekday=re.compile(f"(?:{either(weekdays)}){end}"),
        shifts=re.compile(f"(?:{either(amounts)}){end}") if amounts else None,
        amounts=amounts,
    )


def _build(pattern: str, pieces: dict[str, str]) -> _Pattern:
    whole = fold(pattern)
    for name, piece in pieces.items():
        whole = whole.replace(name, piece)
    words = re.compile(whole)
    required, nested = pattern, ""
    while required != nested:
        required, nested = _GROUP.sub(" ", required), required
    held = [] if "|" in required else [_HELD[name] for name in _PIECE.findall(required) if name in _HELD]
    first = _PIECE.match(pattern)
    if held and first is not None and first.group() in _HELD:
        return _Pattern(words, _HELD[first.group()], opens=True)
    return _Pattern(words, min(held, key=_RAREST.index, default=None), opens=False)


def _find_matches(
    pattern: _Pattern, folded: str, grammar: _Grammar, held: Mapping[str, Sequence[int]]
) -> Iterator[re.Match[str]]:
    """Matches of a pattern, in order; `held` tells where the names and figures are that a match must hold."""
    if pattern.holds is None:
        return search_words(pattern.words, folded, grammar.glued)
    find = match_at if pattern.opens else search_around
    return find(pattern.words, folded, held[pattern.holds], grammar.glued)


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
    edges_before = tuple(f" {word}" for word in edges)
    edges_opening = tuple(f"{word} " for word in edges)

    def is_edge(start: int) -> bool:
        before = folded[max(0, start - 12) : start].rstrip()
        if not (before.endswith(edges_before) or folded.startswith(edges_opening, start)):
            return False
        return not _LAPSED.search(folded, max(0, start - 40), start)

    named = [match.start() for match in grammar.period_name.finditer(folded)]
    for match in search_around(grammar.period, folded, named, grammar.glued):
        year = match["before"] or match["after"]
        keep(
            DateMention(
                *match.span(),
                period=grammar.periods[match["months"]],
                season=match["months"] in grammar.seasons,
                year=int(year) if year is not None else None,
            )
        )
    held = {
        "month": [match.start() for match in grammar.month.finditer(folded)],
        "weekday": [match.start() for match in grammar.weekday.finditer(folded)],
        "figure": find_figures(folded),
    }
    for pattern in grammar.patterns:
        for match in _find_matches(pattern, folded, grammar, held):
            parts = match.groupdict()
            name = parts.get("month")
            if name and capitals and text[match.start("month")].isupper() != (capitals == "upper"):
                continue
            month = grammar.months[name] if name else int(parts["mm"]) if parts.get("mm") else None
            year, day, weekday = parts.get("year"), parts.get("day"), parts.get("weekday")
            if parts.get("yy"):
                year = _full_year(parts["yy"])
            if parts.get("era"):
                year = str(lexicon.dates["eras"][parts["era"]] + (1 if parts["reign"] == "元" else int(parts["reign"])))
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
    parts_of_day = tuple(f" {fold(word)}" for word in lexicon.dates.get("part_of_day", ()))
    if grammar.shifts is not None:
        for match in search_words(grammar.shifts, folded, grammar.glued):
            if parts_of_day and folded[max(0, match.start() - 16) : match.start()].rstrip().endswith(parts_of_day):
                continue  # 'a las diez de la mañana' is no tomorrow
            field, amount, told = grammar.amounts[match.group()]
            mention = replace(DateMention(*match.span()), **{field: amount})
            keep(replace(mention, told=mention) if told else mention)
    for start, end, month, day, from_easter in find_feasts(folded, lexicon):
        keep(DateMention(start, end, month=month, day=day, from_easter=from_easter))
    for start, end, few, most in find_spans_ahead(folded, lexicon):
        keep(DateMention(start, end, ahead=(few, most)))
    for lag in find_lags(folded, lexicon):
        mention = replace(DateMention(lag.start, lag.end, hosted=lag.base == FROM_HOST), **{lag.field: lag.amount})
        keep(replace(mention, told=mention) if lag.base == FROM_TOLD else mention)
    found = sorted(taken.values(), key=lambda mention: mention.start)
    found = [*found, *_bare_days(folded, found), *_bare_months(text, folded, found, grammar, capitals)]
    ordered = sorted(found, key=lambda mention: mention.start)
    return tell_from(join_parts(text, folded, ordered, shift_first=lexicon.meta.get("order") == "sov"))


def _bare_months(
    text: str, folded: str, found: Sequence[DateMention], grammar: _Grammar, capitals: str | None
) -> list[DateMention]:
    """The 'June' of 'in May and June' and the 'May' of 'May and June 2019': a month beside one that is read."""
    extra: list[DateMention] = []
    starts = [mention.start for mention in found]
    for mention in found:
        if mention.month is None or mention.day is not None:
            continue
        gap = LISTED.match(folded, mention.end)
        if gap is None or gap.end() == mention.end or _holds(found, starts, gap.end()):
            continue
        name = grammar.month.match(folded, gap.end())
        if name is None or (capitals and text[gap.end()].isupper() != (capitals == "upper")):
            continue
        extra.append(replace(mention, start=name.start(), end=name.end(), month=grammar.months[name.group()]))
    return extra


def _holds(found: Sequence[DateMention], starts: Sequence[int], place: int) -> bool:
    """Whether an offset lies in one of the dates, which follow each other."""
    index = bisect_right(starts, place) - 1
    return index >= 0 and place < found[index].end


def _bare_days(folded: str, found: Sequence[DateMention]) -> list[DateMention]:
    """The '12' of 'from 12 to 20 March' and the '20' of 'March 12 to 20': days that share the month of a neighbor."""
    shared: list[DateMention] = []
    for mention in found:
        if mention.month is None or mention.day is None:
            continue
        through = _DAY_BEFORE if mention.weekday is None else _NIGHT_BEFORE
        before = through.search(folded[max(0, mention.start - BARE_REACH) : mention.start])
        after = _DAY_AFTER.match(folded[mention.end : mention.end + BARE_REACH])
        if before is not None and 1 <= int(before["day"]) < mention.day:
            start = max(0, mention.start - BARE_REACH) + before.start("day")
            shared.append(replace(mention, start=start, end=start + len(before["day"]), day=int(before["day"])))
        elif after is not None and mention.day < int(after["day"]) <= LONGEST_MONTH:
            start = mention.end + after.start("day")
            shared.append(replace(mention, start=start, end=start + len(after["day"]), day=int(after["day"])))
    starts = [mention.start for mention in found]
    return [day for day in shared if not (_holds(found, starts, day.start) or _holds(found, starts, day.end - 1))]
