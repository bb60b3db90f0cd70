"""Facts: one statement at one place of the text each, still to be folded into claims, and their collector."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from downrange.reading.chains import Scope
from downrange.reading.drafts import Draft, Reading
from downrange.reading.hedges import find_hedge, hedge_of_list
from downrange.reading.page import Page, Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.statements import is_behind
from downrange.records.claim import ClaimKind, Hedge, Moment

SINCE_REACH = 40
STAGES = ("first_stage", "second_stage", "third_stage", "fourth_stage", "upper_stage")
_NAMING = (ClaimKind.LAUNCH, ClaimKind.OUTCOME, ClaimKind.CAUSE)
MISSILES = frozenset(("missile", "bm", "icbm", "irbm", "mrbm", "srbm", "slbm"))


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement at one place of the text."""

    event: Draft
    kind: ClaimKind
    role: str | None
    value: str | int | Mapping[str, Any]
    start: int
    end: int
    chain: tuple[str, ...]
    hedge: Hedge
    rule: str
    heading: bool = False
    """Said in a headline: never a claim of its own when the body says the same."""
    moment: Moment | None = None
    """Of a figure: what happened when it was so."""


class SentenceFacts:
    """Collects the facts of one sentence with its event, chain and hedge filled in."""

    def __init__(
        self, page: Page, sentence: Sentence, index: int, reading: Reading, scopes: list[Scope], wire: str | None
    ) -> None:
        self.page = page
        self.wire = wire
        self.sentence = sentence
        self.index = index
        self.reading = reading
        self.scopes = scopes
        self.statements = reading.statements.get(index, [])
        self._edges = [day for day in sentence.dates if day.edge]
        self.found: list[Fact] = []

    def event_at(self, place: int) -> Draft | None:
        """The event that the clause at an offset is about."""
        inside = self.reading.inside(place)
        if inside is not None:
            return inside
        start, _ = self.sentence.clause_of(place)
        event = self.reading.of_clause.get(start)
        aside = event is not None and event.role == "main" and any(day.end < place for day in self._edges)
        return None if aside and any(m.value == "noun" or m.kind == "outcome" for m in self._before_edge()) else event

    def flown_at(self, place: int) -> Draft | None:
        """The event that the clause at an offset is about if it took place, else the last one that did before it.

        '"It was a missile," said the minister, who does not rule out a second one': what was is none that is to come.
        """
        event = self.event_at(place)
        if event is None or event.status == "occurred":
            return event
        told = reversed(self.reading.of_clause.items())
        return next((e for start, e in told if start < place and e is not None and e.status == "occurred"), None)

    def _before_edge(self) -> list[Mark]:
        """'The first failure since 2003, when ...': words for launches and outcomes before 'since'."""
        edge = max((day.start for day in self._edges), default=0)
        return [m for m in self.sentence.all("launch", "outcome") if edge - SINCE_REACH <= m.start < edge]

    def chain_at(self, place: int, *, naming: bool = True) -> tuple[str, ...]:
        """Who answers for the words at an offset; `naming`: they say what a thing is or how it went.

        'What X calls a test began at 7.40': X answers for the name, not for the time.
        """
        for scope in self.scopes:
            if scope.start <= place < scope.end and (naming or not scope.called):
                return scope.chain
        return self.scopes[-1].chain if self.scopes else ()

    @property
    def unspoken(self) -> tuple[str, ...]:
        """The chain of the outlet's own voice."""
        return (self.wire,) if self.wire else ()

    def loose_at(self, place: int) -> bool:
        """Whether the source of the words at an offset is only carried over from an 'according to'."""
        return any(scope.loose and scope.start <= place < scope.end for scope in self.scopes)

    def spoken_at(self, place: int) -> bool:
        """Whether a source is named for the words at an offset."""
        return any(scope.spoken and scope.start <= place < scope.end for scope in self.scopes)

    def _called_at(self, place: int) -> bool:
        """Whether the words at an offset are what somebody calls a thing."""
        return any(scope.called and scope.start <= place < scope.end for scope in self.scopes)

    def _is_inner(self, scope: Scope) -> bool:
        """Whether a stretch is an island in that of another source."""
        return any(s is not scope and s.start <= scope.start and scope.end <= s.end for s in self.scopes)

    def _is_taken_back(self, kind: ClaimKind, role: str | None, place: int) -> bool:
        """'Withdrew the report that the missile fired on Thursday flew over Japan': where it flew is taken back.

        That it flew, when and from where only where nothing else is told of it: 'took back its report that X had fired
        a missile'.
        """
        start, end = self.sentence.clause_of(place)
        if not any(start <= m.start and m.end <= place for m in self.sentence.all("retract")):
            return False
        if kind not in (ClaimKind.LAUNCH, ClaimKind.DATE, ClaimKind.COUNT) and role not in ("launch", "launch_site"):
            return True
        return not any(self.sentence.within(told, start, end) for told in ("impactverb", "outcome", "placecue"))

    def unreal(self, place: int) -> bool:
        """Whether the clause at an offset is denied, simulated, typical or wished for."""
        marks = self.sentence.all("unreal")
        if not marks:
            return False
        start, end = self.sentence.clause_of(place)
        return any(
            (m.value == "simulated" and not is_behind(self.sentence, m, place))
            or (m.value == "typical" and start <= m.start < end)
            for m in marks
        )

    def add(
        self,
        kind: ClaimKind,
        role: str | None,
        value: str | int | Mapping[str, Any],
        start: int,
        end: int,
        rule: str,
        *,
        event: Draft | None = None,
        hedge: Hedge | None = None,
        chain: tuple[str, ...] | None = None,
        moment: Moment | None = None,
    ) -> None:
        """Note a fact at a stretch of text; nothing is noted where the text is about no event."""
        event = event or self.event_at(start)
        if event is None:
            return
        naming = kind in _NAMING
        links = self.chain_at(start, naming=naming) if chain is None else chain
        if event.role == "background" and not self.spoken_at(start) and self.reading.has_main:
            links = links[-1:] if links and links[-1] == self.wire else ()
        if hedge is None:
            stretch = next(((s.start, s.end) for s in self.scopes if s.start <= start < s.end), None)
            spoken = self.spoken_at(start)
            launch = kind is ClaimKind.LAUNCH
            islands = [
                (s.start, s.end) for s in self.scopes if self._is_inner(s) and not (s.start < end and start < s.end)
            ]
            hedge = find_hedge(
                self.page,
                self.sentence,
                start,
                end,
                attributed=spoken,
                stretch=stretch,
                naming=launch,
                elsewhere=islands,
            )
            hedge = Hedge.CLAIM if hedge is Hedge.FACT and naming and self._called_at(start) else hedge
            if hedge is Hedge.FACT and self._is_taken_back(kind, role, start):
                hedge = Hedge.NEGATED
            if hedge is Hedge.FACT and self.sentence.listed:
                hedge = hedge_of_list(self.page, self.sentence)
        heading = self.sentence.kind in ("headline", "heading")
        self.found.append(Fact(event, kind, role, value, start, end, links, hedge, rule, heading, moment))
