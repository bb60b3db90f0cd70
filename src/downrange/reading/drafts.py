"""Events while a document is being read, and which of them each stretch of text is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from downrange.catalog.suborbital import MISSILE_CLASSES
from downrange.reading.places import PlaceMention
from downrange.reading.statements import ROCKET, SITE, Statement

ISO_YEAR, ISO_MONTH, ISO_DAY = len("2000"), len("2000-01"), len("2000-01-01")
NEWS_AGE = 12
"""A launch told as news lies at most this many days before publication."""
VARIANT_REACH = 12
"""What is written behind a vehicle's name is read so far [characters]."""
BLOCK = 256
"""Stretches of a text are looked up by blocks of so many characters."""
PROJECTILE = "unknown_projectile"


@dataclass(slots=True)
class Draft:
    """An event while the document is being read."""

    id: str
    role: str
    status: str
    actor: str | None
    day: str | None
    """ISO day, month or year; two days parted by a slash for a period."""
    first: int
    """Offset of the statement that introduced it."""
    groups: Counter[str] = field(default_factory=Counter)
    """SAT, MIS, SUB or a rocket of either kind -> how often it was called that."""
    kinds: set[str] = field(default_factory=set)
    """Classes of what was launched, by the words used."""
    vehicles: list[str] = field(default_factory=list)
    variant: str | None = None
    """Which of its family the first vehicle is, when the text and the catalog tell."""
    kinds_flown: set[str] = field(default_factory=set)
    """Classes of the vehicles that the text names."""
    payloads: list[str] = field(default_factory=list)
    sites: list[str] = field(default_factory=list)
    week: str | None = None
    """First and last day of the week that it is told in, parted by a slash, when no day is."""
    day_rank: int = -1
    """How firmly its day is told: see `learning.rank_day`."""
    announced: bool = False
    """Whether its day is only known as that of the announcement."""
    told_by_name: bool = False
    """Whether the text names what was launched."""
    in_heading: bool = False
    """Whether only the headline has told of it so far: its country is a guess."""
    in_body: bool = False
    """Whether a statement of the body tells of it."""
    launched: bool = False
    """Whether a word for launching tells of it, not only one for its end."""
    firm: bool = False
    """Whether a verb says that it was launched, failed or came down, not only a noun."""
    flown: bool = False
    """Whether a claim says that it flew a satellite."""
    claimed: bool = False
    """Whether a claim outside the headline says what was launched."""
    told: bool = True
    """Whether the text says what was or will be launched, not only that another try will come."""
    among: Events | None = field(default=None, repr=False, compare=False)
    """The launches that it is filed among by its day."""

    def __setattr__(self, name: str, value: object) -> None:
        """Set an attribute; with another day it is filed anew."""
        object.__setattr__(self, name, value)
        if name == "day" and (among := getattr(self, "among", None)) is not None:
            among.file(self)

    def name_vehicle(self, name: str) -> None:
        """Note a vehicle that a clause about it names."""
        self.vehicles.append(name)
        if self.among is not None:
            self.among.file_name(self, name)

    def name_payload(self, name: str) -> None:
        """Note a payload that a clause about it names."""
        self.payloads.append(name)
        if self.among is not None:
            self.among.file_name(self, name)

    @property
    def number(self) -> int:
        """Which launch of the text it is: 1 for the first one told."""
        return int(self.id[1:])

    @property
    def cls(self) -> str | None:
        """SAT when anyone calls it a satellite launch, else the commonest class named."""
        if self.groups["SUB"] and self.groups["SUB"] >= max(self.groups["SAT"], self.groups["MIS"]):
            return "SUB"
        for group in ("SAT", "MIS"):
            if self.groups[group]:
                return group
        if self.groups[ROCKET]:
            return "SAT"
        return "MIS" if PROJECTILE in self.kinds else None

    def note(self, found: list[Statement], *, plain: bool = False) -> None:
        """Keep what statements say was launched; `plain` when their words fit a launcher as well as a missile."""
        self.groups.update(ROCKET if plain else s.group for s in found if s.group)
        self.kinds.update(s.thing.value for s in found if s.thing.kind == "object")
        self.launched = self.launched or any(s.predicate.kind == "launch" for s in found)
        self.firm = self.firm or any(s.predicate.value not in ("noun", SITE) for s in found)
        self.told_by_name = self.told_by_name or any(s.thing.kind != "implied" for s in found)


class Events(list[Draft]):
    """The launches of a text in the order told, and by their days: every clause asks which can be on a day."""

    def __init__(self) -> None:
        super().__init__()
        self._on: dict[str, dict[int, Draft]] = {}
        """Day, month or year as told, or the first day of a period -> launches by number; '' for those without."""
        self._within: dict[str, dict[int, Draft]] = {}
        """Month or year -> launches on a day of it, or told by it."""
        self._named: dict[str, dict[int, Draft]] = {}
        """Vehicle or payload -> launches that were told to fly it."""

    def append(self, event: Draft) -> None:
        """Add a launch told for the first time."""
        super().append(event)
        event.among = self
        self.file(event)

    def file(self, event: Draft) -> None:
        """Note the day of a launch; another day that it had stays noted, and whoever asks looks at the day itself."""
        day, number = event.day or "", event.number
        self._on.setdefault(day[:ISO_DAY], {})[number] = event
        if day:
            self._on.get("", {}).pop(number, None)
        for length in (ISO_YEAR, ISO_MONTH):
            if len(day) >= length:
                self._within.setdefault(day[:length], {})[number] = event

    def file_name(self, event: Draft, name: str) -> None:
        """Note a vehicle or payload of a launch; one that the launch loses again stays filed."""
        self._named.setdefault(name, {})[event.number] = event

    def told_with(self, name: str) -> Iterable[Draft]:
        """Launches that a vehicle or payload was named with; whoever asks looks whether they still have it."""
        return self._named.get(name, {}).values()

    def about(self, day: str) -> list[Draft]:
        """Launches on a day, in its month or year, on a neighbor day or on none, in the order told; maybe some more."""
        found = dict(self._on.get("", {}))
        for key in {day[:ISO_DAY], day[:ISO_MONTH], day[:ISO_YEAR]}:
            found |= self._on.get(key, {})
        if len(day) < ISO_DAY:
            found |= self._within.get(day, {})
        elif len(day) == ISO_DAY:
            for step in (-1, 1):
                found |= self._on.get((date.fromisoformat(day) + timedelta(step)).isoformat(), {})
        return [found[number] for number in sorted(found)]


@dataclass(slots=True)
class Reading:
    """Events of a document, and the event of each clause."""

    events: list[Draft]
    of_clause: dict[int, Draft | None]
    """Offset of a clause's start -> the event that it is about."""
    statements: dict[int, list[Statement]]
    """Index of a sentence -> its statements."""
    of_span: list[tuple[int, int, Draft]] = field(default_factory=list)
    """Stretches inside clauses that are about another event: a second date in a list, 'since 2003, when ...'."""
    twins: list[tuple[int, int, Draft, Draft]] = field(default_factory=list)
    """Sentences whose outcome is that of two events: start, end, the event of the clause, its twin."""
    laden: frozenset[str] | None = None
    """Launches with which the text names a satellite, once `cargo` has looked."""
    ailing: frozenset[str] | None = None
    """Launches of which the text tells that something failed, once `causes` has looked."""
    models: dict[str, str] | None = None
    """Class that the text gives a missile named by its model, once `launches` has looked."""

    named: list[PlaceMention] = field(default_factory=list)
    """Places that the text has named so far, the last ones."""
    left_from: PlaceMention | None = None
    """Where the launch that was told last left."""

    mains: list[Draft] = field(init=False)
    """Events that the text is news of."""
    of_vehicle: dict[str, Draft] = field(init=False, default_factory=dict)
    """Vehicle -> the first event that it flew, of the news where it did."""
    _spans: dict[int, list[tuple[int, int, Draft]]] = field(init=False, default_factory=dict)
    """Number of a block of `BLOCK` characters -> the stretches that reach into it, in order."""

    def __post_init__(self) -> None:
        """Put what is asked for again and again at hand."""
        self.mains = [event for event in self.events if event.role == "main"]
        for event in (*self.mains, *self.events):
            for name in event.vehicles:
                self.of_vehicle.setdefault(name, event)
        for span in self.of_span:
            for block in range(span[0] // BLOCK, span[1] // BLOCK + 1):
                self._spans.setdefault(block, []).append(span)

    @property
    def has_main(self) -> bool:
        """Whether the text is the news of a launch, and others are recalled beside it."""
        return bool(self.mains)

    def inside(self, place: int) -> Draft | None:
        """The event of the stretch inside a clause that holds an offset; None where the clause's own event holds."""
        for start, end, event in self._spans.get(place // BLOCK, ()):
            if start <= place < end:
                return event
        return None


def compatible(a: str, b: str) -> bool:
    """Whether one day, month or year lies in the other."""
    return a.startswith(b) or b.startswith(a)


def is_in_week(day: str, week: str | None) -> bool:
    """Whether a day lies in a week that is told by its first and last day."""
    first, _, last = (week or "").partition("/")
    return len(day) == ISO_DAY and bool(last) and first <= day <= last


def near(a: str | None, b: str | None) -> bool:
    """Whether two days are the same or neighbors: reports date by their own zone."""
    if not a or not b or len(a) != ISO_DAY or len(b) != ISO_DAY:
        return False
    return abs((date.fromisoformat(a) - date.fromisoformat(b)).days) <= 1


def other_missile(event: Draft, found: list[Statement]) -> bool:
    """Whether statements tell of another class of missile than an event's: 'also fired a short-range one'."""
    told = {s.thing.value for s in found} & MISSILE_CLASSES
    known = event.kinds & MISSILE_CLASSES
    return bool(told and known) and not told & known


def is_news(day: str, published: date | None) -> bool:
    """Whether a day is recent enough to be the day of the news."""
    if published is None or len(day) != ISO_DAY:
        return False
    return -NEWS_AGE <= (date.fromisoformat(day) - published).days <= 1


def is_old(day: str, published: date | None) -> bool:
    """Whether a day, month or year lies before the news."""
    return published is not None and day < (published - timedelta(NEWS_AGE)).isoformat()[: len(day)]


def is_past(day: str, published: date | None) -> bool:
    """Whether a day, month or year does not lie after publication."""
    return published is None or day <= published.isoformat()[: len(day)]
