"""Days told from where it is tomorrow already: 'early Saturday local time' in a text published on Friday."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from downrange.reading.clocks import LOCAL, ClockMention, time_zones
from downrange.reading.dates import DateMention
from downrange.reading.lexicon import Lexicon

LOCAL_REACH = 3
"""'Saturday, local time': the words stand this near behind the day [characters]."""
TWO = 2
"""One instant is told in two zones by two clock times."""


def put_ahead(
    days: Sequence[DateMention], clocks: Sequence[ClockMention], folded: str, published: date | None, lexicon: Lexicon
) -> list[DateMention]:
    """The dates of a sentence, with weekdays that lie a day ahead of publication put there.

    A weekday does so when 'local time' stands behind it, or when the weekday of publication stands beside it and the
    sentence has two clock times: 'at 10:33 a.m. in Hawaii on Friday (5:33 a.m. Saturday in Korea)'.

    Args:
        days: The dates of a sentence.
        clocks: Its clock times.
        folded: The folded text of the page.
        published: Day of publication.
        lexicon: Words of the language.
    """
    if published is None or not any(day.weekday is not None and day.day is None for day in days):
        return list(days)
    ahead = published + timedelta(1)
    today = any(day.weekday == published.weekday() for day in days) and len(clocks) >= TWO
    local = tuple(name for name, zone in time_zones(lexicon).items() if zone == LOCAL)
    put: list[DateMention] = []
    for day in days:
        bare = day.weekday == ahead.weekday() and day.day is None and day.weeks is None and day.days is None
        behind = folded[day.end : day.end + LOCAL_REACH + max(map(len, local), default=0)].lstrip(" ,(")
        if bare and (today or behind.startswith(local)):
            day = replace(day, year=ahead.year, month=ahead.month, day=ahead.day, local=True)
        put.append(day)
    return put
