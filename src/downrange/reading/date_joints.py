"""Dates put together: 'July last year', 'a year ago, on 12 August', lists of dates, and days told from others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from downrange.reading.dates import DateMention

_OF = re.compile(r"\s*(?:(?:of|de|del|des|d'|la|le|the|im|in|on|en|au mois de|am|в|の|의|に|から)\s*){0,3}")
"""What stands between 'July' and 'last year'."""
_APPOSED = re.compile(r" ?[,(] ?(?:(?:on|le|el|am|du|den|в) )?")
"""What stands between 'two months ago' and the day that it was."""
LISTED = re.compile(
    r"(?:st|nd|rd|th|日|일)?\s*(?:[,、·]|(?:and|et|y|e|und|и|as well as|then|puis)(?=\s)|や|と|과|와|및)\s*"
    r"(?:(?:and|et|y|und|и|then|again|de nouveau|erneut|снова|on|in|im|en|am|au|le|el|в|du|des|de) +){0,3}"
)
"""What stands between two dates of a list: 'in July 2019 and in November 2020'."""
JOINED = re.compile(r"(?<!\w)(?:and|et|y|e|und|и|as well as|then|puis)(?!\w)|[や와과と및]")
"""A conjunction between the last two of a list."""
_AND_NAME = re.compile(
    r",?\s(?:and|et|y|und|и|then|puis)\s(?:the |le |la |el |die |der |das )?(?:[^\W\d_a-zа-яß-öø-ÿ][\w-]*\s){1,3}"
    r"(?:on|in|im|en|am|le|el|в|au)?\s?"
)
"""The name of another thing between two dates: 'Noor-1 in April 2020 and Noor-2 in March 2022'."""
LIST_REACH = 40
"""Dates of one list stand at most this far apart [characters]."""


SAME_YEAR_REACH = 200
"""Two dates of one year, told with the second, stand at most this far apart [characters]."""


def listed_with(text: str, folded: str, first: DateMention, second: DateMention) -> bool:
    """Whether two dates stand in one list: 'in July 2019 and in November 2020', 'in 2020 and Noor-2 in March'."""
    if first.end >= second.start or second.start - first.end > LIST_REACH:
        return False
    if LISTED.fullmatch(folded, first.end, second.start) is not None:
        return True
    return _AND_NAME.fullmatch(text, first.end, second.start) is not None


def join_parts(text: str, folded: str, found: Sequence[DateMention], *, shift_first: bool) -> list[DateMention]:
    """'July last year', 'the 27th of last month', '지난해 10월': parts of one date put together."""
    joined = list(found[:1])
    for mention in found[1:]:
        before = joined[-1]
        between = _OF.fullmatch(folded, before.end, mention.start)
        first, second = before, mention
        if first.years is not None or first.months is not None:
            first, second = second, first
        shifted = second.years is not None or second.months is not None
        shifted = shifted and (second is before or not shift_first)
        if between is not None and shifted and second.month is None and second.day is None and _fits(first, second):
            relative = {"years": second.years, "months": second.months, "told": second.told}
            joined[-1] = replace(first, start=before.start, end=mention.end, edge=before.edge, **relative)
            continue
        week = next((m for m in (before, mention) if m.weeks is not None and m.weekday is None), None)
        day = before if week is mention else mention
        if (
            between is not None
            and week is not None
            and day.weekday is not None
            and day.day is None
            and day.weeks is None
        ):
            joined[-1] = replace(day, start=before.start, end=mention.end, weeks=week.weeks)
            continue
        if _is_coarse(before) and mention.day is not None and _APPOSED.fullmatch(folded, before.end, mention.start):
            joined[-1] = mention
            continue
        if _is_years_ago(before) and _lacks_year(mention) and _APPOSED.fullmatch(folded, before.end, mention.start):
            joined[-1] = replace(mention, start=before.start, years=before.years)
            continue
        beside = folded[before.end : mention.start].strip() in {",", ""}
        if _is_month(before) and mention.day is not None and mention.month is mention.months is None and beside:
            joined[-1] = replace(before, end=mention.end, day=mention.day)
            continue
        if _lacks_year(before) and mention.month is not None and listed_with(text, folded, before, mention):
            joined[-1] = replace(before, year=mention.year, years=mention.years, told=mention.told)
        joined.append(mention)
    return joined


def _is_month(mention: DateMention) -> bool:
    """'In January', without a day."""
    return mention.month is not None and mention.day is None and mention.period is None


def _is_coarse(mention: DateMention) -> bool:
    """'Two months ago', 'three weeks earlier': what a day behind a comma tells more finely."""
    counted = mention.months is not None or mention.weeks is not None or mention.told is not None
    counted = counted or mention.days not in (None, 0)
    return counted and mention.day is None and mention.month is None


def _is_years_ago(mention: DateMention) -> bool:
    """'A year ago' of 'almost exactly a year ago, on 12 August'."""
    return mention.years is not None and mention.years < 0 and mention.month is None and mention.told is None


def _lacks_year(mention: DateMention) -> bool:
    """'May' of 'May and June 2019'."""
    return mention.month is not None and mention.year is None and mention.years is None


def _fits(part: DateMention, shift: DateMention) -> bool:
    """'July' goes with 'last year', 'the 27th' with 'last month'."""
    if part.period is not None:
        return shift.years is not None and part.years is None and part.year is None
    if part.year is not None or part.weekday is not None or part.days is not None or part.weeks is not None:
        return False
    if shift.years is not None:
        return part.month is not None and part.years is None
    return part.month is None and part.day is not None and part.months is None


def tell_from(found: Sequence[DateMention]) -> list[DateMention]:
    """'That year' and 'the next day' count from the last date named before; without one, from publication."""
    settled: list[DateMention] = []
    day: DateMention | None = None
    month: DateMention | None = None
    year: DateMention | None = None
    dated: DateMention | None = None
    for mention in found:
        if mention.told is not None:
            if year is not None and _lacks_year(year) and dated is not None and _is_near(dated, mention):
                year = dated
            base = year if mention.years is not None else month if mention.months is not None else day
            mention = replace(mention, told=base)
            before = settled[-1] if settled else None
            if before is not None and before is not base and mention.years == 0 and _shares_year(before, mention):
                settled[-1] = replace(before, years=0, told=base)
        settled.append(mention)
        if mention.hosted:
            continue
        if mention.year is not None or mention.years is not None:
            dated = mention
        if mention.edge and mention.day is None:
            year = mention
            continue
        if mention.day is not None or mention.weekday is not None or mention.days is not None:
            day = mention
        if mention.month is not None or mention.months is not None:
            month = mention
        if mention.weeks is None and mention.days is None and mention.weekday is None:
            year = mention
    return settled


def _shares_year(first: DateMention, second: DateMention) -> bool:
    """'One in May, the other in August of the same year': both months are of the year told before."""
    return (
        _is_near(first, second)
        and _lacks_year(first)
        and second.month is not None
        and (first.month or 0) <= second.month
    )


def _is_near(first: DateMention, second: DateMention) -> bool:
    return second.start - first.end <= SAME_YEAR_REACH
