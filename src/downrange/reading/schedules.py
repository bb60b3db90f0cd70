"""Words about time to schedules: date-time groups, daily times over lists of days, alternates, weekdays.

The text becomes a list of small tokens and is read from left to right once. What a word means for time is in the
tables; all other words are passed over. Nothing is invented: a time that cannot be read is a flaw with its
characters, and a window that lacks an end is left out and said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "JAN JANUARY JANVIER ENERO",
            "FEB FEBRUARY FEVRIER FEBRERO",
            "MAR MARCH MARS MARZO",
            "APR APRIL AVRIL ABRIL",
            "MAY MAI MAYO",
            "JUN JUNE JUIN JUNIO",
            "JUL JULY JUILLET JULIO",
            "AUG AUGUST AOUT AGO AGOSTO",
            "SEP SEPT SEPTEMBER SEPTEMBRE SEPTIEMBRE",
            "OCT OCTOBER OCTOBRE OKT OCTUBRE",
            "NOV NOVEMBER NOVEMBRE NOVIEMBRE",
            "DEC DECEMBER DES DECEMBRE DIC DICIEMBRE",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = {"MONDAY": 0, "TUESDAY": 1, "WEDNESDAY": 2, "THURSDAY": 3, "FRIDAY": 4, "SATURDAY": 5, "SUNDAY": 6}
_DAYS_TOGETHER = {"WEEKDAYS": (0, 1, 2, 3, 4), "WEEKENDS": (5, 6)}
_WORDS = (
    dict.fromkeys(("TO", "THRU", "THROUGH", "TILL", "AU", "AL"), "to")
    | dict.fromkeys(("UNTIL", "JUSQU", "HASTA"), "until")
    | dict.fromkeys(("AND", "ET", "Y", "PLUS"), "and")
    | dict.fromkeys(("BETWEEN", "BTN", "ENTRE"), "between")
    | dict.fromkeys(("ALTERNATE", "ALTERNATES", "RESERVE", "BACKUP", "BACK-UP", "ALTERNATIVE"), "alternate")
    | dict.fromkeys(("EXCEPT", "EXCLUDING", "SAUF"), "except")
    | dict.fromkeys(("LOCAL", "LT", "LMT"), "local")
    | dict.fromkeys(("SUNSET", "SUNRISE", "SR", "SS", "DUSK", "DAWN"), "dark")
    | dict.fromkeys(_WEEKDAYS, "weekday")
    | {f"{weekday}S": "weekday" for weekday in _WEEKDAYS}
    | dict.fromkeys(_DAYS_TOGETHER, "weekday")
    | dict.fromkeys(_MONTHS, "month")
)
_MONTH_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_TOKEN = re.compile(
    r"(?P<group>(?<!\d)\d{6}(?=\s?(?:Z|UTC|GMT|[^\dA-Z]|$|TO\b))(?:\s?(?:Z|UTC|GMT))?)"
    r"|(?P<clock>(?<!\d)(?:\d{4}(?=\s?(?:Z|UTC|GMT|H\b|[^\dA-Z]|$|TO\b))|\d{1,2}:\d{2})(?:\s?(?:Z|UTC|GMT|HRS|H\b))?)"
    r"|(?P<bad>(?<!\d)(?:\d{5}|\d{3}|\d{7,8})Z)"
    r"|(?P<day>(?<!\d)(?<!\bT)\d{1,2}(?!\d)(?:ST\b|ND\b|RD\b|TH\b)?)"
    rf"|(?P<month>(?<![A-Z])(?:{_MONTH_NAMES})(?=[^A-Z]|$|NAVIGATION|IN\b|DAILY|DANGEROUS|AREA|FROM)"
    r")"
    r"|(?P<word>[A-Z][A-Z\-]{0,20}(?<!-))"
    r"|(?P<dash>[\-/])|(?P<comma>[,&])|(?P<stop>[.;:](?=\s|$))"
)
_NOT_TIMES = re.compile(
    r"\bDNC\s+\d+|\d{1,5}/\d{2}(?:\([\d,.A-Z]{0,60}\))?|\b(?:CHARTS?|CHART RUS|RUS|CHANNEL|CH|VHF|AREA|NR|NO)\.?\s+\d+"
    r"|\d+(?:\.\d+)?\s?(?:MILES?|NM|KM|KILOMET\w{0,5}|MET\w{0,5}|FEET|FT|DEG\w{0,5}|KNOTS|ROCKETS?|VESSELS?)\b"
    r"|(?:^|\n)[ ]{0,12}\d{1,2}\.(?=[ A-Z])|\.\d{1,2}\.(?=[ A-Z])|\+\d[\d ]{4,20}"
)

_TOUCHING, _NEAR, _FAR = 3, 12, 1_000_000
"""A day and its clock time stand this close; days whose month comes later, this close to what follows [characters]."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A time that could not be read."""

    span: tuple[int, int]
    what: str


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text that means something for time."""

    kind: str
    words: str
    span: tuple[int, int]


@dataclass(slots=True)
class Moment:
    """A day with or without month, year and clock time."""

    day: int
    minute: int | None = None
    """Minutes after midnight."""
    month: int | None = None
    year: int | None = None
    span: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class Schedule:
    """What a text says about time, before it is laid on the calendar."""

    ranges: list[tuple[Moment | None, Moment]] = field(default_factory=list)
    """From one instant to another; None: from the issue of the notice."""
    daily: list[tuple[list[tuple[int, int]], list[tuple[Moment | None, Moment]]]] = field(default_factory=list)
    """Clock ranges [minutes] on lists of day ranges; None: from the day of issue."""
    clocks: list[tuple[int, int]] = field(default_factory=list)
    """Clock ranges without days."""
    weekdays: frozenset[int] | None = None
    """Only these weekdays."""
    flaws: list[Flaw] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """True when there is something to lay on the calendar."""
        return bool(self.ranges or any(clocks for clocks, _ in self.daily))

    @property
    def days(self) -> list[tuple[Moment | None, Moment]]:
        """Day ranges that have no clock times."""
        return [span for clocks, spans in self.daily if not clocks for span in spans]


def read_schedule(text: str, *, offset: int = 0) -> Schedule:
    """Read what a text says about time. Spans of flaws are shifted by `offset`."""
    tokens = _tokenize(text, offset)
    return _Reader(tokens).read()


def read_moments(text: str) -> list[Moment]:
    """All days and instants that a text names, in order."""
    reader = _Reader(_tokenize(text, 0))
    reader.read()
    return reader.moments


def combine(days: Schedule, clocks: Schedule) -> Schedule:
    """A schedule from days said in one place and clock times in another."""
    spans = days.days or [span for _, found in days.daily for span in found]
    return Schedule(daily=[(clocks.clocks, spans)], weekdays=days.weekdays, flaws=[*days.flaws, *clocks.flaws])


def _tokenize(text: str, offset: int) -> list[Token]:
    """Pieces that mean something for time; numbers known to be something else are blanked first."""
    plain = text.upper().replace("–", "-").replace("—", "-")
    if len(plain) != len(text):
        plain = text
    plain = _NOT_TIMES.sub(lambda match: " " * len(match[0]), plain)
    tokens: list[Token] = []
    for match in _TOKEN.finditer(plain):
        kind, words = match.lastgroup or "", match[0]
        if kind == "word":
            kind = _WORDS.get(words, "")
            if not kind:
                continue
        elif kind in ("dash", "comma"):
            kind = "to" if kind == "dash" else "and"
        span = (match.start() + offset, match.end() + offset)
        if kind in ("clock", "group") and not _valid_clock(words):
            kind = "bad" if words.endswith(("Z", "UTC", "GMT")) else ""
        tokens.append(Token(kind, words, span))
    return tokens


def _valid_clock(words: str) -> bool:
    """True for digits that a clock can show (24:00 included)."""
    digits = re.sub(r"\D", "", words)
    hours, minutes = int(digits[-4:-2]), int(digits[-2:])
    day = int(digits[:2]) if len(digits) == 6 else 1
    return (hours < 24 or (hours == 24 and minutes == 0)) and minutes < 60 and 1 <= day <= 31


def _minutes(words: str) -> int:
    """Minutes after midnight of a clock time."""
    digits = re.sub(r"\D", "", words)[-4:].rjust(4, "0")
    return int(digits[:2]) * 60 + int(digits[2:])


class _Reader:
    """Reads tokens from left to right into a schedule."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.index = 0
        self.schedule = Schedule()
        self.pending: list[tuple[int, int]] = []
        """Clock ranges that wait for their days."""
        self.last_clocks: list[tuple[int, int]] = []
        self.open: list[tuple[int, int]] | None = None
        """Clock list of days that wait for their times."""
        self.moments: list[Moment] = []
        """All days and instants in order, to fill in months."""

    def read(self) -> Schedule:
        """Read all tokens."""
        while self.index < len(self.tokens):
            if not (self._read_range() or self._read_clock() or self._read_days() or self._read_weekdays()):
                token = self.tokens[self.index]
                if token.kind == "bad":
                    self.schedule.flaws.append(Flaw(token.span, f"'{token.words}' is no time"))
                elif token.kind == "alternate":
                    self.pending, self.open = [], None
                elif token.kind == "local":
                    what = "the times are local and the zone is not stated"
                    self.schedule.flaws.append(Flaw(token.span, what))
                    self.schedule.ranges.clear()
                    self.schedule.daily.clear()
                    self.pending = []
                self.index += 1
        self.schedule.clocks = self.pending or self.last_clocks
        self._fill_months()
        dated = [(clocks, spans) for clocks, spans in self.schedule.daily if clocks or spans[-1][1].month is not None]
        self.schedule.daily = dated  # a number alone is no day
        return self.schedule

    def _kind(self, ahead: int = 0) -> str:
        place = self.index + ahead
        return self.tokens[place].kind if place < len(self.tokens) else ""

    def _gap(self, ahead: int = 0) -> int:
        """Characters between a token and the next one; many at the end of the text."""
        place = self.index + ahead
        if place < 0 or place + 1 >= len(self.tokens):
            return _FAR
        return self.tokens[place + 1].span[0] - self.tokens[place].span[1]

    def _moment(self, *, clock: bool) -> Moment | None:
        """A date-time group, or a day with its clock time, with month and year when they follow; moves past it."""
        token = self.tokens[self.index] if self.index < len(self.tokens) else None
        if token is None:
            return None
        if token.kind == "group":
            moment = Moment(int(token.words[:2]), _minutes(re.sub(r"\D", "", token.words)), span=token.span)
            self.index += 1
        elif clock and token.kind == "day" and self._kind(1) == "clock" and self._gap() <= _TOUCHING:
            moment = Moment(int(re.sub(r"\D", "", token.words)), _minutes(self.tokens[self.index + 1].words))
            self.index += 2
        else:
            return None
        self._month_and_year(moment)
        self.moments.append(moment)
        return moment

    def _month_and_year(self, moment: Moment) -> None:
        """Take a month and a year that follow directly."""
        ahead = 1 if self._kind() == "stop" and self._kind(1) == "month" else 0
        if self._kind(ahead) != "month":
            return
        moment.month = _MONTHS[self.tokens[self.index + ahead].words]
        self.index += ahead + 1
        self._year(moment)

    def _year(self, moment: Moment) -> None:
        """Take a year that follows a month."""
        token = self.tokens[self.index] if self.index < len(self.tokens) else None
        if token is None:
            return
        if token.kind == "clock" and re.fullmatch(r"(?:19|20)\d\d", token.words) and self._kind(1) != "to":
            moment.year = int(token.words)
            self.index += 1
        elif token.kind == "day" and re.fullmatch(r"\d\d", token.words) and self._kind(1) not in ("month", "clock"):
            moment.year = 2000 + int(token.words)
            self.index += 1

    def _read_range(self) -> bool:
        """`DDHHMMZ [MON] TO DDHHMMZ [MON]`, and `UNTIL DDHHMMZ`."""
        start_index = self.index
        if self._kind() == "until":
            self.index += 1
            end = self._moment(clock=False)
            if end:
                self.schedule.ranges.append((None, end))
                return True
            self.index = start_index
            return False
        if self._read_spelled_range():
            return True
        start = self._moment(clock=True)
        if start is None:
            return False
        if self._kind() in ("to", "until"):
            self.index += 1
            end = self._moment(clock=True)
            if end:
                self.schedule.ranges.append((start, end))
                self.open = None
                return True
            if self._kind() == "clock" and start.minute is not None:
                finish = _minutes(self.tokens[self.index].words)
                self.index += 1
                end = Moment(start.day, finish, start.month, start.year)
                self._month_and_year(end)
                start.month, start.year = start.month or end.month, start.year or end.year
                self.moments.append(end)
                self.schedule.ranges.append((start, end))
                return True
        if self._kind() == "dark":
            what = "the window ends or begins with the sun; its time is not stated"
        else:
            what = f"'{self.tokens[start_index].words}' has no other end: no TO and time follow it"
        self.schedule.flaws.append(Flaw(self.tokens[start_index].span, what))
        return True

    def _read_spelled_range(self) -> bool:
        """`0600 UTC 12 NOV TO 0900 UTC 13 NOV 2023`, or the days before the times."""
        start_index = self.index
        start = self._spelled()
        if start and self._kind() in ("to", "until"):
            self.index += 1
            end = self._spelled()
            if end:
                self.moments.extend((start, end))
                self.schedule.ranges.append((start, end))
                return True
        self.index = start_index
        return False

    def _spelled(self) -> Moment | None:
        """A day with its month and its clock time, in either order; moves past it."""
        clock_first = self._kind() == "clock"
        place = self.index + clock_first
        kinds = [token.kind for token in self.tokens[place : place + 2]]
        if kinds != ["day", "month"] or (clock_first and self._gap() > _NEAR):
            return None
        number = int(re.sub(r"\D", "", self.tokens[place].words))
        clock = self.tokens[self.index].words if clock_first else ""
        self.index = place + 1
        moment = Moment(number, None, span=self.tokens[place].span)
        self._month_and_year(moment)
        if not clock_first:
            if self._kind() != "clock" or self._gap(-1) > _NEAR:
                return None
            clock = self.tokens[self.index].words
            self.index += 1
        moment.minute = _minutes(clock)
        return moment if 1 <= number <= 31 else None

    def _read_clock(self) -> bool:
        """`HHMMZ TO HHMMZ`, or AND after BETWEEN."""
        if self._kind() != "clock":
            return False
        before = self.tokens[self.index - 1].kind if self.index else ""
        token, joint, after = self.tokens[self.index], self._kind(1), self._kind(2)
        if after == "clock" and (joint in ("to", "until") or (joint == "and" and before == "between")):
            clocks = (_minutes(token.words), _minutes(self.tokens[self.index + 2].words))
            self.index += 3
            if self.open is not None:
                self.open.append(clocks)
            else:
                self.pending.append(clocks)
                self.last_clocks = self.pending
            return True
        if after == "dark":
            what = "the window ends or begins with the sun; its time is not stated"
            self.schedule.flaws.append(Flaw(token.span, what))
        elif after == "bad" or before == "bad":
            self.pending = []
        elif token.words.endswith(("Z", "UTC", "GMT")):
            self.schedule.flaws.append(Flaw(token.span, f"'{token.words}' has no other end: no TO and time follow it"))
        self.index += 1
        return True

    def _read_days(self) -> bool:
        """A list of days: `13 AND 14 OCT`, `16, 19 THRU 24 JUL`, `UNTIL 30 SEP`, `JUNE 6TH 2016`."""
        start_index, known = self.index, len(self.moments)
        first: list[tuple[Moment | None, Moment]] = []
        until = self._kind() == "until"
        if until:
            self.index += 1
        while (moment := self._day()) is not None:
            if until and not first:
                if moment.month is None:  # UNTIL 14 ROCKETS
                    break
                first.append((None, moment))
            elif first and self._joined_by_to(start_index):
                first[-1] = (first[-1][0], moment)
            else:
                first.append((moment, moment))
            start_index = self.index
            while self._kind() in ("and", "to", "until", "stop") and self._kind(1) in ("and", "to", "day", "month"):
                if self._kind() == "stop" and self._kind(1) not in ("to", "month"):
                    break
                self.index += 1
        if not first:
            self.index = start_index
            return False
        if all(moment.month is None for _, moment in first) and self._gap(-1) > _NEAR:
            del self.moments[known:]  # a number in running words
            return True
        clocks = self.pending
        if clocks:
            self.pending, self.open = [], None
        elif self.schedule.daily and self.last_clocks and self.open is None:
            clocks = self.last_clocks
        else:
            clocks = self.open = []
        if clocks:
            self.last_clocks = clocks
        self.schedule.daily.append((clocks, first))
        return True

    def _joined_by_to(self, start: int) -> bool:
        """True when the last day and this one are the ends of a range."""
        return any(token.kind in ("to", "until") for token in self.tokens[start : self.index])

    def _day(self) -> Moment | None:
        """A day with its month and year when they follow, or a month with its day; moves past it."""
        if self._kind() == "day":
            number = int(re.sub(r"\D", "", self.tokens[self.index].words))
            if not 1 <= number <= 31 or (self._kind(1) == "clock" and self._gap() <= _TOUCHING):
                return None
            moment = Moment(number, span=self.tokens[self.index].span)
            self.index += 1
            self._month_and_year(moment)
        elif self._kind() == "month" and self._kind(1) == "day":
            month, day = self.tokens[self.index], self.tokens[self.index + 1]
            number = int(re.sub(r"\D", "", day.words))
            if not 1 <= number <= 31:
                return None
            moment = Moment(number, None, _MONTHS[month.words], span=month.span)
            self.index += 2
            if self._kind() == "and":
                self.index += 1
                self._year(moment)
                self.index -= 0 if moment.year else 1
            else:
                self._year(moment)
        else:
            return None
        self.moments.append(moment)
        return moment

    def _read_weekdays(self) -> bool:
        """`EXCEPT SATURDAYS AND SUNDAYS`, `WEDNESDAY THRU FRIDAY`."""
        index = self.index
        excepted = self._kind() == "except"
        if excepted:
            index += 1
        days: list[int] = []
        ranged = False
        while index < len(self.tokens) and self.tokens[index].kind in ("weekday", "to", "and"):
            token = self.tokens[index]
            if token.words in _DAYS_TOGETHER:
                days.extend(_DAYS_TOGETHER[token.words])
            elif token.kind == "weekday":
                number = _WEEKDAYS[token.words.removesuffix("S")]
                if ranged and days:
                    last = days[-1]
                    days.extend((last + step) % 7 for step in range(1, (number - last) % 7))
                days.append(number)
                ranged = False
            elif token.kind == "to":
                ranged = True
            index += 1
        if not days:
            return False
        while self.tokens[index - 1].kind != "weekday":
            index -= 1
        self.index = index
        chosen = frozenset(range(7)) - set(days) if excepted else frozenset(days)
        known = self.schedule.weekdays
        self.schedule.weekdays = chosen if known is None else (known & chosen if excepted else known | chosen)
        return True

    def _fill_months(self) -> None:
        """Give days without a month the one that follows in the text, else the one before."""
        following: Moment | None = None
        for moment in reversed(self.moments):
            if moment.month is None and following is not None:
                moment.month, moment.year = following.month, following.year
            elif moment.month is not None:
                following = moment
        before: Moment | None = None
        for moment in self.moments:
            if moment.month is None and before is not None:
                moment.month, moment.year = before.month, before.year
            elif moment.month is not None:
                before = moment
