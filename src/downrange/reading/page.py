"""A document marked up: paragraphs, sentences and clauses, each with the words, numbers, days and names found in it."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from downrange.reading.clocks import ClockMention, find_clocks
from downrange.reading.date_line import put_ahead
from downrange.reading.dates import DateMention, find_dates
from downrange.reading.engine_tests import drop_engine_tests
from downrange.reading.folding import fold
from downrange.reading.gazetteer import load_phrases, source_types
from downrange.reading.lexicon import Lexicon
from downrange.reading.paragraphs import QUESTION, Paragraph, split_paragraphs
from downrange.reading.phrasebook import Mark
from downrange.reading.places import PlaceMention, find_places
from downrange.reading.quantities import find_quantities
from downrange.reading.tallies import drop_tallies
from downrange.reading.units import Quantity

LONG_TEXT = 200_000
"""From this length on only the surroundings of words for something launched are read [characters]."""
NEARBY = 12
"""Paragraphs on either side that belong to the surroundings."""
PARENTHESIS = 80
"""What stands between two dashes and is longer than this is a clause of its own [characters]."""
NOTHING = "none"
"""Value of phrases that only keep the words inside them from being marked: 'launch pad' is no launch."""
_BREAK = re.compile(r"[;；]|\s-\s|:\s")


_BULLET = re.compile(r"\s*(?:[・■◆▲]|(?:[-*•–·]|\d{1,2}[.)])\s)")
_DATELINE = re.compile(r"[^.;:!?\"]{0,70}(?:\.[^.;:!?\"]{0,20})?(?P<credit>\([^)]{2,30}\))\s*(?:--?-?|(?P<colon>:))\s")
_BRACKETED = re.compile(r"\s*[\[【［〔](?P<credit>[^\]】］〕\n]{2,40})[\]】］〕]")
"""'【ソウル時事】', '[테헤란=AP/뉴시스]': a bracket that opens a sentence with who wrote it, where and when."""
_CREDIT = re.compile(r"(?P<name>[^\s.]{2,20}(?: [^\s.]{2,20}){0,3})(?:\.[A-Za-z]{2,3})?\s[-–—]\s")
"""The agency that opens a text, before a dash."""
LIST_REACH = 10
"""The first day of a list stands at most this far behind the colon [characters]."""
_VERBS = ("launch", "outcome", "speech", "impactverb", "destructverb")
FALLING_REACH = 30
"""The day of a re-entry to come stands at most this far behind the verb [characters]."""
SINCE_REACH = 90
LEAST_OTHER = 3
"""A day told by what else happened stands behind 'since' and at least so many words, in so many characters."""
_OF_FLIGHTS = (
    "launch",
    "outcome",
    "impactverb",
    "destructverb",
    "endnoun",
    "standin",
    "vehicle",
    "payload",
    "object",
    "trouble",
    "tally",
    "otherwise_dated",
)
NIGHT_GAP = 6
EVE_REACH = 12
"""The evening of a night named by its end is told this near to the day [characters]."""
NOON = 12
"""'The night from Wednesday ...': the weekday stands this near behind the night [characters]."""
LASTING_REACH = 24
"""A word for lasting stands at most this far before a duration [characters]."""
ACRONYM = 3
"""Letters of a country's name that has only capitals: 'US'."""
LONGEST_ARTICLE = 3
"""Letters of an article before a name: 'the North', 'le Nord'."""
CREDITED = 6
"""A credit stands among the first sentences."""


@dataclass(slots=True)
class Sentence:
    """A sentence and all that was found in it, in order."""

    start: int
    end: int
    paragraph: int
    kind: str
    """Kind of its paragraph."""
    text: str
    head: int = 0
    """Where the text begins after a dateline."""
    clauses: tuple[tuple[int, int], ...] = ()
    marks: dict[str, list[Mark]] = field(default_factory=dict)
    dates: list[DateMention] = field(default_factory=list)
    former: list[tuple[DateMention, str]] = field(default_factory=list)
    """Days for which the launch had been planned before it flew, as written and in ISO (`former_plans.py`)."""
    clocks: list[ClockMention] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    places: list[PlaceMention] = field(default_factory=list)
    things: list[Mark] | None = None
    """What can be launched, once `statements.things` has looked."""
    _joined: dict[tuple[str, ...], list[Mark]] = field(default_factory=dict)
    """Kinds of marks that were asked for together -> the marks."""

    @property
    def listed(self) -> bool:
        """Whether it is an item of a list: '- Pad: Semnan'."""
        return _BULLET.match(self.text) is not None

    @property
    def answer(self) -> bool:
        """Whether it is a short question with its answer: 'When? At 6:27 a.m.'."""
        return 0 < self.text.find("?", 0, QUESTION) < len(self.text) - 1

    def all(self, kind: str, *others: str) -> list[Mark]:
        """Marks of these kinds, in order."""
        if not others:
            return self.marks.get(kind) or []
        kinds = (kind, *others)
        joined = self._joined.get(kinds)
        if joined is None:
            held = [self.marks[kind] for kind in kinds if kind in self.marks]
            joined = held[0] if len(held) == 1 else sorted(itertools.chain.from_iterable(held))
            self._joined[kinds] = joined
        return joined

    def keep_behind(self, kind: str, place: int) -> None:
        """Drop the marks of a kind that begin before an offset."""
        self.marks[kind] = [mark for mark in self.all(kind) if mark.start >= place]
        self._joined.clear()

    def forget(self) -> None:
        """Drop all days, clock times, figures and places."""
        self.dates, self.clocks, self.quantities, self.places = [], [], [], []
        self._joined.clear()

    def lacks(self, kinds: frozenset[str]) -> bool:
        """Whether no mark of any of the kinds is there."""
        return kinds.isdisjoint(self.marks)

    def has(self, kind: str, value: str | None = None) -> bool:
        """Whether a mark of the kind (and value) is there."""
        marks = self.marks.get(kind)
        return bool(marks) and (value is None or any(mark.value == value for mark in marks))

    def clause_of(self, place: int) -> tuple[int, int]:
        """Bounds of the clause that holds an offset."""
        for start, end in self.clauses:
            if place < end:
                return start, end
        return self.clauses[-1]

    def within(self, kind: str, start: int, end: int) -> list[Mark]:
        """Marks of a kind that begin between two offsets."""
        marks = self.marks.get(kind)
        return [mark for mark in marks if start <= mark.start < end] if marks else []


@dataclass(slots=True)
class Page:
    """A whole document, marked up."""

    text: str
    folded: str
    lexicon: Lexicon
    published: date | None
    paragraphs: tuple[Paragraph, ...]
    sentences: list[Sentence]


def mark_page(text: str, lexicon: Lexicon, published: date | None) -> Page:
    """Find everything that the lexicon, the gazetteer and the number grammars know in a text."""
    folded = fold(text)
    paragraphs = split_paragraphs(text, lexicon, folded)
    relevant = _relevant(folded, paragraphs, lexicon)
    sentences = [
        Sentence(start, end, index, paragraph.kind, folded[start:end])
        for index, paragraph in enumerate(paragraphs)
        if paragraph.copy_of is None and (relevant is None or index in relevant)
        for start, end in paragraph.sentences
    ]
    phrases = load_phrases(lexicon.lang)
    for sentence in sentences:
        _mark_sentence(
            sentence, phrases.find(folded, sentence.start, sentence.end), text, folded, spaced=lexicon.spaced
        )
        if "part" in sentence.marks:
            drop_engine_tests(sentence.marks, folded, lexicon)
        if "tally" in sentence.marks:
            drop_tallies(sentence.marks, sentence.start, folded, lexicon)
    edges = [sentence.start for sentence in sentences]

    def holder(place: int, end: int) -> Sentence | None:
        index = bisect_left(edges, place + 1) - 1
        return sentences[index] if index >= 0 and end <= sentences[index].end + 1 else None

    bounds = [mark for sentence in sentences for mark in sentence.all("approx", "bound")]
    quantities = find_quantities(folded, lexicon, bounds)
    counted = {quantity.end for quantity in quantities if quantity.countdown}
    durations = {quantity.start for quantity in quantities if quantity.dimension == "s"}
    for clock in find_clocks(folded, lexicon):
        if clock.end in counted or (clock.start in durations and _lasts(folded, clock, lexicon)):
            continue
        if (home := holder(clock.start, clock.end)) is not None:
            home.clocks.append(clock)
    for day in find_dates(text, folded, lexicon):
        home = holder(day.start, day.end)
        if (
            home is not None
            and not _in_brackets_with_clock(folded, day.start, home)
            and not any(c.start <= day.start < c.end and "(" in folded[c.start : day.start] for c in home.clocks)
            and not any(m.start < day.end and day.start < m.end for m in home.all("vehicle", "payload"))
        ):
            home.dates.append(day)
            if home.clocks:  # 'on May 15, 2021 UTC' tells no time
                home.clocks = [c for c in home.clocks if not _is_of_the_day(folded, c, day)]
    for sentence in sentences:
        if not sentence.has("modal", "future"):
            sentence.dates = put_ahead(sentence.dates, sentence.clocks, folded, published, lexicon)
        _drop_days_of_falling(sentence)
        _drop_days_of_others(sentence, folded, lexicon)
        if "nights" in lexicon.meta:
            _drop_nights(sentence, folded, lexicon.meta["nights"])
        if "eves" in lexicon.meta and sentence.clocks:
            _put_on_eves(sentence, folded, tuple(lexicon.meta["eves"]))
    spans = lexicon.meta.get("clock_spans", ())  # '7시 28분부터 29분 사이'
    for quantity in quantities:
        home = holder(quantity.start, quantity.end)
        if home is not None and not any(
            (c.start < quantity.end and quantity.start < c.end) or folded[c.end : quantity.start].strip() in spans
            for c in home.clocks
        ):
            home.quantities.append(quantity)
    for index, sentence in enumerate(sentences):
        _drop_zones(sentence)
        _drop_dateline(sentence)
        _drop_credit(sentences[: index + 1], text) if index < CREDITED else None
        sentence.clauses = _clauses(sentence, lexicon)
        if not sentence.lacks(_PLACING):
            sentence.places = find_places(
                folded,
                sentence.all("place"),
                sentence.all("bearing"),
                sentence.quantities,
                lexicon,
                countries=sentence.all("country"),
            )
    return Page(text, folded, lexicon, published, paragraphs, sentences)


def _lasts(folded: str, clock: ClockMention, lexicon: Lexicon) -> bool:
    """'A volé pendant 1h10', '1h06 après le décollage': a duration, written as a clock time is."""
    if clock.zone is not None or ":" in folded[clock.start : clock.end]:
        return False
    before = folded[max(0, clock.start - LASTING_REACH) : clock.start].rstrip()
    after = tuple(f" {word} " for word in lexicon.meta.get("after", ()))
    leaving = tuple(lexicon.meta.get("leaving", ()))
    if after and folded.startswith(after, clock.end):
        behind = folded[clock.end : clock.end + LASTING_REACH].split(" ", 2)[-1]
        return behind.startswith(leaving) if leaving else False
    return before.endswith(tuple(f" {words}" for words in lexicon.meta.get("lasting", ())))


def _mark_sentence(sentence: Sentence, found: list[Mark], text: str, folded: str, *, spaced: bool) -> None:
    """Keep the marks that are what they look like, by kind."""
    marks = sentence.marks
    wide = [mark for mark in found if mark.kind in _NAMING]
    margin = 2 if spaced else 0  # '태평양' holds '평양'
    for mark in found:
        start, end, kind, value = mark
        if kind in _INSIDE and any(
            m.start <= start and end <= m.end and m.end - m.start > end - start + margin
            for m in wide
            if m.kind in _INSIDE[kind]
        ):
            if kind != "country":
                continue
            kind = "inner_country"
        elif value == NOTHING or (kind in _DOUBTED and not _DOUBTED[kind](text, folded, mark)):
            continue
        if kind in marks:
            marks[kind].append(mark)
        else:
            marks[kind] = [mark]


def _is_of_the_day(folded: str, clock: ClockMention, day: DateMention) -> bool:
    """Whether what looks like a clock time is the year of a day; 'yesterday afternoon' may share its last word."""
    return day.start < clock.start < day.end and any(c.isdigit() for c in folded[clock.start : day.end])


def _put_on_eves(sentence: Sentence, folded: str, eves: tuple[str, ...]) -> None:
    """'In der Nacht zum Freitag um 22.20 Uhr': a night is named by its end, and its evening is of the day before."""
    for index, day in enumerate(sentence.dates):
        before = folded[max(sentence.start, day.start - EVE_REACH) : day.start].rstrip()
        gaps = [(max(c.start - day.end, day.start - c.end), c) for c in sentence.clocks]
        evening = [clock for gap, clock in gaps if 0 <= gap <= EVE_REACH]
        if not before.endswith(eves) or not evening or evening[0].hour < NOON:
            continue
        if day.weekday is not None and day.day is None:
            sentence.dates[index] = replace(day, weekday=(day.weekday - 1) % 7)
        elif day.day is not None and day.day > 1:
            sentence.dates[index] = replace(day, day=day.day - 1, weekday=None)


def _drop_nights(sentence: Sentence, folded: str, nights: Sequence[str]) -> None:
    """'In the night from Wednesday to Thursday': the weekdays say which night."""
    for night, day in itertools.pairwise(list(sentence.dates)):
        words = folded[night.start : night.end].split()
        named = day.weekday is not None and night.weekday is None and 0 <= day.start - night.end <= NIGHT_GAP
        if named and words and words[-1] in nights:
            sentence.dates.remove(night)


def _drop_days_of_falling(sentence: Sentence) -> None:
    """'Which should fall back in early January', 'in a picture released on Friday': a day on which nothing flies."""
    falling = [mark for mark in sentence.all("otherwise_dated") if mark.value == "reentry"]
    falling += sentence.all("shown")
    if falling:
        sentence.dates = [d for d in sentence.dates if not any(0 <= d.start - m.end <= FALLING_REACH for m in falling)]


def _drop_days_of_others(sentence: Sentence, folded: str, lexicon: Lexicon) -> None:
    """'Since a new government came to power a month ago': the day of something else, behind 'since', flies nothing."""
    since = [mark for mark in sentence.all("recall") if mark.value == "since"]
    if not since or not sentence.dates:
        return
    begun = tuple(lexicon.meta.get("beginnings", ("\n",)))
    dropped: set[int] = set()
    for mark in since:
        day = next((d for d in sentence.dates if d.start >= mark.end), None)
        between = folded[mark.end : day.start] if day is not None else ""
        if day is None or len(between) > SINCE_REACH or set(between) & set(",;:"):
            continue
        flown = any(sentence.within(kind, mark.end, day.start) for kind in _OF_FLIGHTS)
        other = lexicon.meta.get("since_is_time") and len(between.split()) >= LEAST_OTHER and not flown
        if other or between.startswith(begun):
            dropped.add(day.start)
    if dropped:
        sentence.dates = [d for d in sentence.dates if d.start not in dropped]


def _in_brackets_with_clock(folded: str, place: int, sentence: Sentence) -> bool:
    """'At 6.57 (23.57 CEST on Thursday)': the day of another zone."""
    opening = folded.rfind("(", sentence.start, place)
    if opening < 0 or ")" in folded[opening:place]:
        return False
    closing = folded.find(")", place, sentence.end)
    if sentence.within("place", opening, closing):  # '(22.52 on Monday in Kourou)': the day where it left
        return False
    return any(opening < clock.start < place or clock.start < opening < clock.end for clock in sentence.clocks)


def _relevant(folded: str, paragraphs: tuple[Paragraph, ...], lexicon: Lexicon) -> set[int] | None:
    """Paragraphs of a long text that stand near a word for something launched; None when all are to be read."""
    if len(folded) < LONG_TEXT:
        return None
    kept: set[int] = set()
    for index, paragraph in enumerate(paragraphs):
        if paragraph.copy_of is not None or paragraph.kind == "boilerplate":
            continue
        if lexicon.core.holds(folded, paragraph.start, paragraph.end):
            kept.update(range(max(0, index - NEARBY), index + NEARBY + 1))
    return kept


def _is_hedge(text: str, folded: str, mark: Mark) -> bool:
    """'May' is no hedge but a month."""
    month = folded[mark.start : mark.end] == "may" and text[mark.start] == "M"
    return not month or folded[mark.end : mark.end + 1] == ""


def _is_country(text: str, _folded: str, mark: Mark) -> bool:
    """'The north' and 'le nord' are no country, 'the North' and 'le Nord' are; nor is 'us'."""
    if mark.end - mark.start <= ACRONYM and text[mark.start : mark.end].isascii() and text[mark.start].islower():
        return False
    article, _, name = text[mark.start : mark.end].partition(" ")
    return not (len(article) <= LONGEST_ARTICLE and name[:1].islower())


def _is_named(text: str, _folded: str, mark: Mark) -> bool:
    """Names of vehicles and payloads are written with a capital or a digit, or in a script without capitals."""
    words = text[mark.start : mark.end]
    return not words[0].islower() or any(c.isdigit() for c in words)


_NAMING = frozenset(("place", "source"))
_PLACING = frozenset(("place", "bearing"))
_INSIDE = {"country": _NAMING, "source": frozenset(("place",)), "object": frozenset(("source",))}
"""Kinds of words that may be part of a longer name, and of which kinds that is: of the Rocket Force flies nothing."""


def _is_capital(text: str, folded: str, mark: Mark) -> bool:
    """'с курса' is not from Kura: a name of one Cyrillic word, whose ending is open, has its capital."""
    first = text[mark.start]
    return not ("а" <= first <= "я") or " " in folded[mark.start : mark.end]


_DOUBTED = {
    "place": _is_capital,
    "hedge": _is_hedge,
    "country": _is_country,
    "vehicle": _is_named,
    "payload": _is_named,
}


def _drop_zones(sentence: Sentence) -> None:
    """'A las 07.00 hora de Japón': the country of a time zone does nothing and says nothing."""
    if not sentence.clocks or not sentence.has("country"):
        return
    zones = {m for m in sentence.all("country") if any(c.start < m.start and m.end <= c.end for c in sentence.clocks)}
    held = [(m.start, m.end) for m in zones]
    for kind in ("country", "source"):
        if held and kind in sentence.marks:
            sentence.marks[kind] = [m for m in sentence.marks[kind] if (m.start, m.end) not in held]


def _drop_dateline(sentence: Sentence) -> None:
    """A dateline ('PYONGYANG, May 31 (KCNA) -- ') tells where and when was written, not what flew."""
    match = _DATELINE.match(sentence.text) if sentence.has("source") else None
    if match is None:
        match = _BRACKETED.match(sentence.text)
        if match is None or not (sentence.has("source") or "=" in match["credit"]):
            return
    credit = sentence.start + match.start("credit") + 1, sentence.start + match.end("credit") - 1
    if match.groupdict().get("colon") and not any((m.start, m.end) == credit for m in sentence.all("source")):
        return
    end = sentence.start + match.end()
    sentence.head = end
    for kind in ("place", "country", "object", "launch"):
        sentence.keep_behind(kind, end)
    sentence.dates = [day for day in sentence.dates if day.start >= end]


def _drop_credit(sentences: list[Sentence], text: str) -> None:
    """'Москва. 20 апреля. INTERFAX.RU - ...': the agency before the dash and the day before it tell of nothing."""
    last = sentences[-1]
    match = _CREDIT.match(text, last.start, last.end)
    credit = next((m for m in last.all("source") if m.start == last.start), None)
    if match is None or credit is None or credit.end > match.end("name") or last.kind != "body":
        return
    if source_types().get(credit.value) not in ("agency-press", "press", "broadcaster", "state-media"):
        return
    last.head = match.end()
    for sentence in sentences:
        if sentence.paragraph == last.paragraph:
            sentence.dates = [day for day in sentence.dates if day.start >= last.head]
            for kind in ("place", "country", "source"):
                sentence.marks[kind] = [mark for mark in sentence.all(kind) if mark.start >= last.head]


def _parentheses(sentence: Sentence, cuts: list[int]) -> set[int]:
    """'The first two - on 23 May and 4 June - went well': dashes around a few words without a verb part nothing."""
    inner: set[int] = set()
    for low, high in itertools.pairwise(cuts):
        words = sentence.text[low - sentence.start : high - sentence.start]
        dashed = words.startswith(" - ") and sentence.text.startswith(" - ", high - sentence.start)
        verbs = (sentence.within(kind, low, high) for kind in ("launch", "outcome", "speech", "impactverb"))
        if dashed and len(words) <= PARENTHESIS and not any(verbs):
            inner |= {low, high}
    return inner


def _opens_a_list(sentence: Sentence, cut: int) -> bool:
    """'It failed twice: on 12 May and on 6 June': behind the colon stand only the days of what is told before it."""
    if sentence.text[cut - sentence.start] != ":":
        return False
    behind = [day for day in sentence.dates if day.start >= cut]
    verbs = (mark for kind in _VERBS for mark in sentence.all(kind) if mark.start >= cut)
    return bool(behind) and behind[0].start - cut <= LIST_REACH and next(verbs, None) is None


def _in_brackets(sentence: Sentence, cut: int) -> bool:
    """'At 7.17 (Pacific; 10.17 in Montreal)': what stands in a bracket parts nothing around it."""
    at = cut - sentence.start
    opening = sentence.text.rfind("(", max(0, at - PARENTHESIS), at)
    if opening < 0 or ")" in sentence.text[opening:at]:
        return False
    return 0 <= sentence.text.find(")", at) - at <= PARENTHESIS


def _clauses(sentence: Sentence, lexicon: Lexicon) -> tuple[tuple[int, int], ...]:
    cuts = {match.start() + sentence.start for match in _BREAK.finditer(sentence.text)}
    if not cuts and not sentence.has("clause"):
        return ((sentence.start, sentence.end),)
    if sentence.listed:
        cuts = set()
    cuts -= _parentheses(sentence, sorted(cuts))
    cuts = {cut for cut in cuts if not (_opens_a_list(sentence, cut) or _in_brackets(sentence, cut))}
    for mark in sentence.all("clause"):
        at = mark.start
        before = sentence.text[: at - sentence.start].rstrip()
        if mark.value == "after":
            cuts.add(mark.end)
        elif mark.value == "strong" or before.endswith((",", ";", ":", "-", "(")):
            cuts.add(at)
    edges = sorted({sentence.start, sentence.end, *(cut for cut in cuts if sentence.start < cut < sentence.end)})
    return tuple(itertools.pairwise(edges))
