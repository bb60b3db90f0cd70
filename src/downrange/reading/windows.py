"""Schedules laid on the calendar: years left out, days that run over midnight, windows in aware UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from downrange.reading.schedules import Moment, Schedule, read_moments
from downrange.records.area import Window

MOST_WINDOWS = 1000
"""More windows than this from one schedule are a misreading."""

_LONGEST_DAYS = 400
"""A list of days longer than this is a misreading [days]."""

_BACK = timedelta(days=62)
"""A date without a year lies at most this long before the day of issue, else in the next year."""


def lay(
    schedule: Schedule, issued: datetime | None, *, anchor: datetime | None = None
) -> tuple[tuple[Window, ...], list[str]]:
    """Windows of a schedule, aware UTC, sorted, and what kept others out.

    Args:
        schedule: What the text says.
        issued: When the notice was issued; it settles years left out and begins what is in progress.
        anchor: The day from which on a date without a year lies, when the day of issue is not known.
    """
    earliest = issued - _BACK if issued else anchor
    calendar = _Calendar(issued, earliest)
    for start, end in schedule.ranges:
        calendar.add_range(start, end)
    broken = bool(schedule.flaws)
    for clocks, spans in schedule.daily:
        if clocks or not broken:  # days whose clock time is a misprint are not days around the clock
            for first, last in spans:
                calendar.add_days(clocks or [(0, 1440)], first, last)
    windows = calendar.windows
    if schedule.weekdays is not None:
        windows = {window for window in windows if window[0].weekday() in schedule.weekdays}
    if len(windows) > MOST_WINDOWS:
        return (), [*calendar.flaws, f"{len(windows)} windows, more than a notice can mean"]
    return tuple(Window(start=start, end=end) for start, end in sorted(windows)), calendar.flaws


class _Calendar:
    """Lays ranges of moments on the calendar."""

    def __init__(self, issued: datetime | None, earliest: datetime | None) -> None:
        self.issued = issued
        self.earliest = earliest
        self.windows: set[tuple[datetime, datetime]] = set()
        self.flaws: list[str] = []

    def add_range(self, start: Moment | None, end: Moment) -> None:
        """One window from instant to instant."""
        ends = self._place_ends(start, end)
        if ends:
            self.windows.add(ends)

    def add_days(self, clocks: list[tuple[int, int]], first: Moment | None, last: Moment) -> None:
        """Clock ranges on each of a range of days; one that ends before it begins runs into the next day."""
        ends = self._place_ends(first, last)
        if not ends:
            return
        day, final = ends[0].date(), ends[1].date()
        if (final - day).days > _LONGEST_DAYS:
            self._flaw(f"the days run from {day} to {final}")
            return
        while day <= final and len(self.windows) <= MOST_WINDOWS:
            midnight = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
            for start, stop in clocks:
                length = stop - start if stop > start else stop - start + 1440
                opens = midnight + timedelta(minutes=start)
                self.windows.add((opens, opens + timedelta(minutes=length)))
            day += timedelta(days=1)

    def _place_ends(self, start: Moment | None, end: Moment) -> tuple[datetime, datetime] | None:
        """Both ends on the calendar, in order, or None with a flaw."""
        try:
            if start is None:
                begin = self.issued
                if begin is None:
                    self._flaw("the window is open from the day of issue, which is not stated")
                    return None
            elif start.year is None and end.year is not None and start.month is not None:
                year = end.year - ((start.month, start.day) > (end.month or start.month, end.day))
                begin = _instant(start, year)
            else:
                begin = self._place(start, self.earliest)
            finish = self._place(end, begin or self.earliest)
        except ValueError:
            self._flaw("a day that the calendar does not have")
            return None
        if begin is None or finish is None:
            return None
        if finish < begin:
            self._flaw(f"the window ends ({finish:%Y-%m-%d %H:%M}) before it begins ({begin:%Y-%m-%d %H:%M})")
            return None
        return begin, finish

    def _place(self, moment: Moment, earliest: datetime | None) -> datetime | None:
        """An instant on the calendar; a year left out is the first in which it is not before `earliest`."""
        if moment.month is None:
            return self._place_without_month(moment, earliest)
        if moment.year is not None:
            return _instant(moment, moment.year)
        if earliest is None:
            self._flaw("the year is not stated")
            return None
        later = (moment.month, moment.day) < (earliest.month, earliest.day)
        return _instant(moment, earliest.year + later)

    def _place_without_month(self, moment: Moment, earliest: datetime | None) -> datetime | None:
        """A date-time group without a month: the first such day from the day of issue on, as ACP 121 has it."""
        start = earliest if earliest and self.issued and earliest > self.issued else self.issued
        if start is None or moment.minute is None:
            self._flaw("the month is not stated")
            return None
        day = start.date()
        while day.day != moment.day:
            day += timedelta(days=1)
            if (day - start.date()).days > 62:
                raise ValueError(moment.day)
        return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=moment.minute)

    def _flaw(self, what: str) -> None:
        """Note a flaw once."""
        if what not in self.flaws:
            self.flaws.append(what)


def _instant(moment: Moment, year: int) -> datetime:
    """A moment with its year settled. ValueError when the calendar has no such day."""
    return datetime(year, moment.month or 1, moment.day, tzinfo=UTC) + timedelta(minutes=moment.minute or 0)


def read_instant(words: str, earliest: datetime | None = None) -> datetime | None:
    """The first instant that words name by day and month, or None.

    A year left out is the first in which the instant is not before `earliest`; without `earliest` it must be there.
    """
    for moment in read_moments(words):
        if moment.month is None or (moment.year is None and earliest is None):
            continue
        try:
            if moment.year is not None or earliest is None:
                return _instant(moment, moment.year or 0)
            later = (moment.month, moment.day) < (earliest.month, earliest.day)
            return _instant(moment, earliest.year + later)
        except ValueError:
            return None
    return None
