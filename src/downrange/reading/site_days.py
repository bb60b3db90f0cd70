"""The day at the site, where a text gives day and clock time in another zone: 'Thursday at 0:46 a.m. Paris time'."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from downrange.reading.clocks import LOCAL, ClockMention, zone_of
from downrange.reading.dates import DateMention
from downrange.reading.drafts import ISO_DAY, Draft, Reading
from downrange.reading.page import Page
from downrange.reading.zones import site_zone

BESIDE = 24
"""A day and the clock time that it belongs to stand at most this far apart [characters]."""
UNIVERSAL = "+00:00"
"""Writers give a local day beside a time in this zone."""


def put_at_site(page: Page, reading: Reading) -> None:
    """Move the days of launches that are told in a zone where it was already, or still, another day."""
    for sentence in page.sentences:
        for clock in sentence.clocks if sentence.dates else ():
            if clock.zone in (None, LOCAL, UNIVERSAL):
                continue
            start, _ = sentence.clause_of(clock.start)
            event = reading.inside(clock.start) or reading.of_clause.get(start)
            if event is None or event.status != "occurred" or event.day is None or not _is_sited(event):
                continue
            for index, mention in enumerate(sentence.dates):
                day = mention.resolve(page.published)
                if day is None or len(day) != ISO_DAY or not _stands_beside(page.folded, mention, clock):
                    continue
                there = _day_there(day, clock, event)
                if there is None or there == day:
                    continue
                year, month, number = (int(part) for part in there.split("-"))
                sentence.dates[index] = DateMention(mention.start, mention.end, year=year, month=month, day=number)
                if event.day == day:
                    event.day = there


def _is_sited(event: Draft) -> bool:
    """Whether the zone of the site is known, not only that of a country with bases elsewhere."""
    return bool(event.sites) or event.cls == "MIS"


def _stands_beside(folded: str, mention: DateMention, clock: ClockMention) -> bool:
    """Whether a day is that of a clock time's zone: it stands next to it, and outside its bracket."""
    if clock.start <= mention.start < clock.end:
        return "(" not in folded[clock.start : mention.start]
    low, high = min(mention.end, clock.end), max(mention.start, clock.start)
    return high - low <= BESIDE and not set(folded[low:high]) & set("(/;:")


def _day_there(day: str, clock: ClockMention, event: Draft) -> str | None:
    zone, site = zone_of(clock.zone, None), site_zone(event)
    if zone is None or site is None:
        return None
    on = date.fromisoformat(day)
    instant = datetime(on.year, on.month, on.day, clock.hour, clock.minute, tzinfo=zone)
    return instant.astimezone(ZoneInfo(site)).date().isoformat()
