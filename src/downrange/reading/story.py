"""What a text has told so far: its launches, the one it is at, and the words that a launch told later may leave out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from downrange.reading.actors import Actors
from downrange.reading.chains import Scope
from downrange.reading.dates import DateMention
from downrange.reading.drafts import Draft, Events
from downrange.reading.page import Page, Sentence
from downrange.reading.recalled import Recalled
from downrange.reading.statements import Statement, group_of, things

LATELY = 3
"""What a period is for was named at most this many sentences before."""
SCENE_WORDS = 5
"""A sentence that is nothing but a day has at most so many words beside it."""
SCENE_LENGTH = 24
"""The same in characters, for languages that do not part their words."""
PLUPERFECT_REACH = 24
"""'Had' stands at most this far before the word for launching [characters]."""
IMPLIED = {"SAT": "slv", "MIS": "missile", "SUB": "suborbital"}
"""What was launched, by class, when the text does not say it again."""


def _names_launchers(page: Page) -> bool:
    """Whether a text names a launcher, and nothing that a missile is called save the word for rockets of any kind."""
    words = page.lexicon.meta.get("any_rocket", ())
    if not words:
        return False
    named = {mark.value.split("|")[1] for sentence in page.sentences for mark in sentence.all("vehicle")}
    called = (
        mark
        for sentence in page.sentences
        for mark in sentence.all("object")
        if group_of(mark) == "MIS" and page.folded[mark.start : mark.end] not in words
    )
    if "MIS" in named or next(called, None) is not None:
        return False
    return "SAT" in named or any(
        s.has("launch", "verb") and any(m.value == "sat" for m in s.all("object")) and _holds(page, s, words)
        for s in page.sentences
    )


def _holds(page: Page, sentence: Sentence, words: Sequence[str]) -> bool:
    """Whether a sentence names a rocket of any kind: 'запущена ракета с 11 спутниками'."""
    return any(page.folded[m.start : m.end] in words for m in sentence.all("object"))


@dataclass(slots=True)
class Story:
    """The state of reading: it is read sentence by sentence, and what a clause refers to is looked up here."""

    page: Page
    scopes: list[list[Scope]]
    actors: Actors
    events: Events
    recalled: Recalled
    current: Draft | None = None
    """The launch that the text is at."""
    index: int = 0
    """Index of the sentence at hand."""
    day_of_saying: bool = False
    """Whether the day of the clause at hand is only that of the announcement."""
    pending: tuple[int, str] | None = None
    """Sentence that told an earlier day but no launch, and the day: what the next sentence may be about."""
    scene: int = -1
    """Index of the last sentence that was nothing but a day, with what stands around it: 'It was 10 July 2019.'"""
    mention: DateMention | None = None
    """The date that the clause at hand was given."""
    in_headings: list[Draft] = field(default_factory=list)
    """Launches that a headline told of first."""
    of_clause: dict[int, Draft | None] = field(default_factory=dict)
    """Offset of a clause's start -> the launch that it is about."""
    statements: dict[int, list[Statement]] = field(default_factory=dict)
    """Index of a sentence -> its statements."""
    aside: frozenset[int] = frozenset()
    """Indices of the sentences that are about something else than a launch."""
    of_launchers: bool = False
    """Whether the text names launchers and no missile, so that a bare word for rockets of any kind is a launcher."""
    _groups: list[str | None] = field(default_factory=list)

    @classmethod
    def begin(cls, page: Page, scopes: list[list[Scope]]) -> Story:
        """Before the first sentence."""
        events = Events()
        actors = Actors(page, scopes)
        return cls(page, scopes, actors, events, Recalled(page, events, actors), of_launchers=_names_launchers(page))

    @property
    def mains(self) -> Iterator[Draft]:
        """The launches that the text is news of, in order: a long text has many, and mostly the first is asked for."""
        return (event for event in self.events if event.role == "main")

    def add(self, role: str, status: str, actor: str | None, day: str | None, start: int) -> Draft:
        """A launch of which nothing was told before."""
        event = Draft(f"E{len(self.events) + 1}", role, status, actor, day, start)
        self.events.append(event)
        return event

    def resolve(self, mention: DateMention) -> str | None:
        """ISO day, month or year of a date as of the day of publication."""
        return mention.resolve(self.page.published)

    def lately(self) -> str | None:
        """Class of what the last sentences name, for a period told without it: 'there is a window from ...'."""
        for sentence in reversed(self.page.sentences[max(0, self.index - LATELY) : self.index + 1]):
            groups = [group for mark in things(self.page, sentence) if (group := group_of(mark)) in IMPLIED]
            if groups:
                return groups[0]
        return None

    def is_told_before(self, found: list[Statement], *, reach: int = PLUPERFECT_REACH) -> bool:
        """'Had launched' in a text that has its news already: what was before the news."""
        words = tuple(self.page.lexicon.meta.get("pluperfect", ()))
        if not words or not self.events:
            return False
        for statement in found:
            place = statement.predicate.start
            before = self.page.folded[max(statement.start, place - reach) : place]
            if any(f" {word} " in f" {before} " for word in words):
                return True
        return False

    def main_group(self) -> str | None:
        """Class of what the text names first, for a launch told before anything says what flew."""
        if not self._groups:
            named = (group_of(mark) for sentence in self.page.sentences for mark in things(self.page, sentence))
            self._groups.append(next((group for group in named if group in IMPLIED), None))
        return self._groups[0]

    def has_site(self, sentence: Sentence, start: int, end: int) -> bool:
        """Whether a clause names a launch site, other than by the capital of a country."""
        capitals = {mark.start for mark in sentence.all("country")}
        return any(
            p.place.kind == "site" and p.distance_km is None and p.start not in capitals
            for p in sentence.places
            if start <= p.start < end
        )


def points_back(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a clause points at the launch recalled last: 'in that case', 'damals', 'à l'époque'."""
    return any(m.value == "that" for m in sentence.within("shift", start, end))


def is_scene(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a sentence is nothing but a day with a few words around it: 'It was 10 July 2019.', 'Retour au 5 mai.'"""
    if sentence.kind != "body" or len(sentence.dates) != 1 or sentence.dates[0].day is None:
        return False
    if (start, end) != (sentence.clauses[0][0], sentence.clauses[-1][1]) or sentence.clocks or sentence.quantities:
        return False
    day = sentence.dates[0]
    around = f"{sentence.text[: day.start - sentence.start]} {sentence.text[day.end - sentence.start :]}"
    empty = not any(sentence.has(kind) for kind in ("speech", "launch", "outcome", "trouble", "placecue", "modal"))
    return empty and 0 < len(around.split()) <= SCENE_WORDS and len(around.strip()) <= SCENE_LENGTH


def is_recalled(sentence: Sentence, start: int, end: int, *, dated: bool = True) -> bool:
    """Whether a clause says that it looks back: 'in an earlier test'; in 'said earlier' only the statement is old.

    Unless `dated`, words of a date do not count: 'two weeks ago'.
    """
    marks = [m for m in sentence.within("shift", start, end) if m.value == "background"]
    says = [m for m in sentence.all("speech") if m.value == "say"] if marks else []
    marks = [
        m for m in marks if not any(m.end in (s.start, s.start - 1) or m.start in (s.end, s.end + 1) for s in says)
    ]
    return any(dated or not any(d.start <= m.end and m.start <= d.end for d in sentence.dates) for m in marks)


def is_distinct(found: Sequence[Statement]) -> bool:
    """Whether a verb or noun for launching tells of the launch, not only a word for its end."""
    return any(s.predicate.kind == "launch" for s in found)


def tells_of_the_past(sentence: Sentence) -> bool:
    """Whether nothing in a sentence is still to come."""
    return not sentence.has("modal", "future")
