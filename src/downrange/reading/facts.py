"""What a sentence states: launches, outcomes, counts and plans, as facts still to be folded into claims."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from downrange.reading.chains import Scope
from downrange.reading.drafts import Draft, Reading
from downrange.reading.events import IMPLIED
from downrange.reading.hedges import find_hedge
from downrange.reading.lexicon import Mark
from downrange.reading.page import Page, Sentence
from downrange.reading.statements import Statement, group_of, things
from downrange.records.claim import ClaimKind, Hedge

OUTCOME_REACH = 34
"""A failing part stands at most this far before 'failed' [characters]."""
PLANNED_REACH = 40
"""'Was to' makes a plan of a success at most this far behind it [characters]."""
NEGATION_REACH = 4
"""A negation stands at most this many words before what it denies."""
_WORDS = re.compile(r"[\w']+")
SHORT_PHRASE = 2
"""'Ended in failure' speaks of the flight, 'failed' perhaps of a part: longer phrases are outcomes [words]."""
DIGITS_REACH = 26
LABEL_REACH = 40
IDENTITY_REACH = 26
"""'It was a medium-range ballistic missile': the class stands this near behind [characters]."""
_IN_NUMBER = re.compile(r"-|[.,]\d")
"""The '1' of '1,696-kg satellite' counts nothing."""
_DIGITS = re.compile(r"(?<![\w.,-])(\d{1,3}) (?:[^\W\d][\w-]* )?$")
SINCE_REACH = 40
COUNT_REACH = 14
STAGES = ("first_stage", "second_stage", "third_stage", "fourth_stage", "upper_stage")
MISSILES = frozenset(("missile", "bm", "icbm", "irbm", "mrbm", "srbm", "slbm"))
_RANK = {"missile": 0, "slv": 0, "bm": 1, "sat": 2, "suborbital": 2}
_OF_PART = re.compile(
    r"\s*(?:(?:of|in|with|the|its|a|an|de|du|des|la|le|les|l'|d'un|d'une|sur|en|del|der|des|am|im|von)[\s']*)*"
)


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


class SentenceFacts:
    """Collects the facts of one sentence with its event, chain and hedge filled in."""

    def __init__(
        self, page: Page, sentence: Sentence, index: int, reading: Reading, scopes: list[Scope], wire: str | None
    ) -> None:
        self.page = page
        self.wire = wire
        self.sentence = sentence
        self.reading = reading
        self.scopes = scopes
        self.statements = reading.statements.get(index, [])
        self.found: list[Fact] = []

    def event_at(self, place: int) -> Draft | None:
        """The event that the clause at an offset is about."""
        inside = self.reading.inside(place)
        if inside is not None:
            return inside
        start, _ = self.sentence.clause_of(place)
        event = self.reading.of_clause.get(start)
        aside = (
            event is not None and event.role == "main" and any(d.edge and d.end < place for d in self.sentence.dates)
        )
        return None if aside and any(m.value == "noun" or m.kind == "outcome" for m in self._before_edge()) else event

    def _before_edge(self) -> list[Mark]:
        """'The first failure since 2003, when ...': words for launches and outcomes before 'since'."""
        edge = max((d.start for d in self.sentence.dates if d.edge), default=0)
        return [m for m in self.sentence.all("launch", "outcome") if edge - SINCE_REACH <= m.start < edge]

    def chain_at(self, place: int) -> tuple[str, ...]:
        """Who answers for the words at an offset."""
        for scope in self.scopes:
            if scope.start <= place < scope.end:
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

    def unreal(self, place: int) -> bool:
        """Whether the clause at an offset is denied, simulated, typical or wished for."""
        start, end = self.sentence.clause_of(place)
        return any(
            m.value == "simulated" or (m.value == "typical" and start <= m.start < end)
            for m in self.sentence.all("unreal")
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
    ) -> None:
        """Note a fact at a stretch of text; nothing is noted where the text is about no event."""
        event = event or self.event_at(start)
        if event is None:
            return
        links = self.chain_at(start) if chain is None else chain
        if event.role == "background" and not self.spoken_at(start) and self.reading.has_main:
            links = links[-1:] if links and links[-1] == self.wire else ()
        if hedge is None:
            hedge = find_hedge(self.page, self.sentence, start, end, attributed=self.spoken_at(start))
        heading = self.sentence.kind in ("headline", "heading")
        self.found.append(Fact(event, kind, role, value, start, end, links, hedge, rule, heading))


def read_launches(facts: SentenceFacts) -> None:
    """What the source says was launched, and what it may have been."""
    sentence = facts.sentence
    best: dict[tuple[str, tuple[str, ...], str], tuple[int, str, int, int]] = {}
    for statement in facts.statements:
        event = facts.event_at(statement.predicate.start)
        if event is None or statement.predicate.kind != "launch":
            continue
        if event.status == "planned" and statement.thing.kind == "implied":
            continue
        told_before = statement.thing.kind == "implied" and event.role == "main" and event.told_by_name
        if told_before or _is_passing(sentence, statement) or _is_mention(facts, statement, event):
            continue
        for thing in _things_of(facts, statement):
            value = _class_of(thing, event)
            group = "missile" if value in MISSILES else "sat" if value in ("sat", "slv") else value
            start, end = min(statement.predicate.start, thing.start), max(statement.predicate.end, thing.end)
            key = (event.id, facts.chain_at(thing.start), group)
            rank = _RANK.get(value, 3)
            if key not in best or rank > best[key][0]:
                best[key] = (rank, value, start, end)
    for (event_id, chain, _), (_, value, start, end) in best.items():
        event = next(e for e in facts.reading.events if e.id == event_id)
        facts.add(ClaimKind.LAUNCH, None, value, start, end, "launch", event=event, chain=chain)
    _read_what_it_was(facts)
    _read_labels(facts)


def _is_passing(sentence: Sentence, statement: Statement) -> bool:
    """'17 minutes after lift-off', 'was to put a satellite into orbit': the launch is mentioned, not told."""
    place = statement.predicate.start
    sited = any(p.place.kind == "site" and statement.start <= p.start < statement.end for p in sentence.places)
    if not sited and any(m.value == "t_plus" and m.start <= place < m.end for m in sentence.all("measure")):
        return True
    planned = [m for m in sentence.within("modal", statement.start, place + 1) if m.value == "planned"]
    return any(place - m.end <= 40 for m in planned)


def _is_mention(facts: SentenceFacts, statement: Statement, event: Draft) -> bool:
    """'The missile had flown 600 km' of a launch that was told before names it and says no more about what it is."""
    words = facts.page.folded[statement.predicate.start : statement.predicate.end]
    flies = words in facts.page.lexicon.meta.get("flying", ())
    return flies and statement.thing.value in ("missile", "rocket", "slv") and event.first < facts.sentence.start


def _things_of(facts: SentenceFacts, statement: Statement) -> list[Mark]:
    """What the statement is about: all objects of its clause within reach."""
    return [
        mark
        for mark in things(facts.page, facts.sentence)
        if statement.start <= mark.start < statement.end and abs(mark.start - statement.predicate.start) <= 120
    ] or [statement.thing]


def _class_of(thing: Mark, event: Draft) -> str:
    if thing.kind == "payload":
        return "sat"
    if thing.kind == "vehicle":
        _, cls, kind, _ = thing.value.split("|")
        return "sat" if cls == "SAT" else "missile" if cls == "MIS" else kind
    if thing.value == "rocket" or (thing.value == "slv" and event.cls == "SUB"):
        return IMPLIED.get(event.cls or "SAT", "slv")
    return thing.value


def _read_what_it_was(facts: SentenceFacts) -> None:
    """'Suspected of being a ballistic missile', 'could be a missile': what the object may have been."""
    for mark in facts.sentence.all("object"):
        if group_of(mark) != "MIS" or any(s.thing == mark for s in facts.statements):
            continue
        if facts.unreal(mark.start):
            continue
        start, _ = facts.sentence.clause_of(mark.start)
        said = [
            m for m in facts.sentence.within("identity", start, mark.start) if 0 <= mark.start - m.end <= IDENTITY_REACH
        ]
        near = [
            h
            for h in facts.sentence.within("hedge", start, mark.end)
            if h.value in ("possible", "probable") and 0 <= mark.start - h.end <= 40
        ]
        after = [
            h
            for h in facts.sentence.all("hedge")
            if h.value in ("possible", "probable") and 0 <= h.start - mark.end <= 12 and not facts.page.lexicon.spaced
        ]
        event = facts.event_at(mark.start)
        if said and event is not None and event.status == "occurred" and event.cls == "MIS":
            facts.add(ClaimKind.LAUNCH, None, mark.value, said[-1].start, mark.end, "what-it-was", event=event)
        elif (near or after) and event is not None and event.status == "occurred":
            hedge = Hedge((near or after)[-1].value)
            begin = near[-1].start if near else mark.start
            facts.add(ClaimKind.LAUNCH, None, mark.value, begin, mark.end, "may-have-been", event=event, hedge=hedge)


def _read_labels(facts: SentenceFacts) -> None:
    """'Payload: FalconSAT-2', in a list of flights."""
    for label in facts.sentence.all("label"):
        event = facts.event_at(label.start)
        opens = not facts.sentence.text[: label.start - facts.sentence.start].strip(" -*•–")
        behind = facts.page.folded[label.end : label.end + 3]
        if event is not None and event.status == "occurred" and opens and behind[:1].isspace():
            end = min(facts.sentence.end, label.end + LABEL_REACH)
            facts.add(ClaimKind.LAUNCH, None, "sat", label.start, end, "payload-label", event=event)


def read_outcomes(facts: SentenceFacts) -> None:
    """Success, failure or part of both."""
    sentence = facts.sentence
    for mark in sentence.all("outcome"):
        event = facts.event_at(mark.start)
        if event is None or event.status == "planned" or facts.unreal(mark.start):
            continue
        if _is_part_failure(sentence, mark) or _is_future(sentence, mark) or _is_landing(sentence, mark):
            continue
        partly = [m for m in sentence.all("outcome") if m.value == "partial"]
        if mark.value == "success" and any(m.start < mark.end and mark.start < m.end for m in partly):
            continue
        value = mark.value
        if value == "success" and _is_planned(sentence, mark):
            continue
        unsure = find_hedge(facts.page, sentence, mark.start, mark.end, attributed=False) is Hedge.UNKNOWN
        if value == "success" and not unsure and _is_denied(facts, mark):
            if any(p.value in STAGES for p in sentence.within("part", *sentence.clause_of(mark.start))):
                continue
            value = "failure"
        facts.add(ClaimKind.OUTCOME, None, value, mark.start, mark.end, "outcome")


def _is_landing(sentence: Sentence, mark: Mark) -> bool:
    """'Its booster was lost on landing': no end of the launch."""
    start, end = sentence.clause_of(mark.start)
    stages = [p for p in sentence.within("part", start, end) if p.value in ("first_stage", "booster")]
    lands = sentence.within("landing", start, end)
    return bool(lands) and any(0 <= mark.start - p.end <= OUTCOME_REACH for p in stages)


def _is_planned(sentence: Sentence, mark: Mark) -> bool:
    """'Was to have been placed in orbit' tells of the plan."""
    start, _ = sentence.clause_of(mark.start)
    planned = [m for m in sentence.within("modal", start, mark.start + 1) if m.value == "planned"]
    return any(0 <= mark.start - m.end <= PLANNED_REACH for m in planned)


def _is_denied(facts: SentenceFacts, mark: Mark) -> bool:
    words = _WORDS.findall(facts.page.folded[max(facts.sentence.start, mark.start - 40) : mark.start])
    return any(word in facts.page.lexicon.meta.get("negations", ()) for word in words[-NEGATION_REACH:])


def _is_part_failure(sentence: Sentence, mark: Mark) -> bool:
    """'The second stage failed' is a cause, not an outcome."""
    if mark.value != "failure":
        return False
    if len(sentence.text[mark.start - sentence.start : mark.end - sentence.start].split()) > SHORT_PHRASE:
        return False
    troubled = any(t.start < mark.end and mark.start < t.end for t in sentence.all("trouble"))
    start, end = sentence.clause_of(mark.start)
    for part in sentence.within("part", start, end):
        if part.value in ("trajectory", "vibration"):
            continue
        if 0 <= mark.start - part.end <= OUTCOME_REACH:
            return troubled
        gap = sentence.text[mark.end - sentence.start : part.start - sentence.start]
        if 0 <= part.start - mark.end <= OUTCOME_REACH and len(gap.split()) <= 3 and _OF_PART.fullmatch(gap):
            return troubled
    return False


def _is_future(sentence: Sentence, mark: Mark) -> bool:
    start, _ = sentence.clause_of(mark.start)
    return any(
        m.value == "future" and 0 <= mark.start - m.end <= 40 for m in sentence.within("modal", start, mark.start)
    )


def read_counts(facts: SentenceFacts) -> None:
    """How many were launched, when a numeral says so."""
    _read_digits(facts)
    sentence = facts.sentence
    for mark in sentence.all("counter"):
        event = facts.event_at(mark.start)
        if event is None or (event.status == "planned" and len(facts.reading.events) > 1):
            continue
        named = any(v.start <= mark.start < v.end for v in sentence.all("vehicle", "payload"))
        hyphened = facts.page.folded[mark.start - 1 : mark.start] == "-"
        if named or hyphened or _IN_NUMBER.match(facts.page.folded, mark.end):
            continue
        near = [m for m in things(facts.page, sentence) if _counted(facts, mark, m)]
        launched = [s for s in facts.statements if any(m == s.thing or s.start <= m.start < s.end for m in near)]
        if near and (launched or sentence.listed):
            start, end = min(mark.start, near[0].start), max(mark.end, near[0].end)
            facts.add(ClaimKind.COUNT, None, _COUNTS[mark.value], start, end, "count", hedge=Hedge.FACT)


def _read_digits(facts: SentenceFacts) -> None:
    """'22 small satellites': a number in digits before what was launched."""
    sentence = facts.sentence
    for thing in things(facts.page, sentence):
        event = facts.event_at(thing.start)
        told = sentence.listed or any(s.start <= thing.start < s.end for s in facts.statements)
        if thing.kind != "object" or thing.value == "slv" or event is None or not told:
            continue
        match = _DIGITS.search(facts.page.folded[max(sentence.start, thing.start - DIGITS_REACH) : thing.start])
        if match is None or event.status == "planned":
            continue
        start = max(sentence.start, thing.start - DIGITS_REACH) + match.start()
        taken = any(m.start <= start < m.end for m in sentence.all("vehicle", "payload", "counter"))
        if not taken and not any(d.start <= start < d.end for d in (*sentence.dates, *sentence.quantities)):
            facts.add(ClaimKind.COUNT, None, int(match[1]), start, thing.end, "count-digits", hedge=Hedge.FACT)


def _counted(facts: SentenceFacts, counter: Mark, thing: Mark) -> bool:
    """'Two missiles', and in languages that count after the noun 'missile two-pieces'."""
    if 0 <= thing.start - counter.end <= COUNT_REACH:
        return True
    return not facts.page.lexicon.spaced and 0 <= counter.start - thing.end <= 3


_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}


def read_plans(facts: SentenceFacts) -> None:
    """When a next launch is to come: a period, or soon."""
    sentence = facts.sentence
    for start, end in sentence.clauses:
        event = facts.reading.of_clause.get(start)
        if event is None:
            continue
        window = _window(facts, start, end)
        if window is not None:
            value, first, last = window
            facts.add(
                ClaimKind.PLAN, None, value, first, last, "plan-window", event=event, chain=_planner(facts, first)
            )
            continue
        if event.status != "planned":
            continue
        vague = [m for m in sentence.within("plan", start, end) if m.value in ("asap", "soon", "months")]
        if vague:
            mark = vague[0]
            facts.add(
                ClaimKind.PLAN,
                None,
                mark.value,
                mark.start,
                mark.end,
                "plan-vague",
                event=event,
                hedge=Hedge.FACT,
                chain=_planner(facts, mark.start),
            )
        elif event.day:
            day = next(
                (
                    d
                    for d in sentence.dates
                    if start <= d.start < end and d.resolve(facts.page.published, future=True) == event.day
                ),
                None,
            )
            if day is not None:
                facts.add(
                    ClaimKind.PLAN,
                    None,
                    event.day,
                    day.start,
                    day.end,
                    "plan-day",
                    event=event,
                    hedge=Hedge.FACT,
                    chain=_planner(facts, day.start),
                )


def _planner(facts: SentenceFacts, place: int) -> tuple[str, ...]:
    """Who plans: the source that speaks, or else the source that is the subject of 'will launch'."""
    chain = facts.chain_at(place)
    if facts.spoken_at(place):
        return chain
    modal = next((m for m in facts.sentence.all("modal") if m.value == "future" and m.start < place), None)
    if modal is None:
        return chain
    subjects = [s for s in facts.sentence.all("source") if s.end <= modal.start and modal.start - s.end <= 20]
    return (subjects[-1].value,) if subjects and not chain else chain


def _window(facts: SentenceFacts, start: int, end: int) -> tuple[str, int, int] | None:
    """A stretch of days in a clause about a launch to come or once announced."""
    sentence = facts.sentence
    if not any(m.value in ("window", "next") for m in sentence.within("plan", start, end)) and not sentence.within(
        "modal", start, end
    ):
        return None
    days = [d for d in sentence.dates if start <= d.start < end]
    for a, b in itertools.pairwise(days):
        gap = facts.page.folded[a.end : b.start]
        if len(gap) <= 12 and a.day is not None and b.day is not None:
            first = a.resolve(facts.page.published, future=True)
            last = b.resolve(facts.page.published, future=True)
            if first and last and first < last:
                return f"{first}/{last}", a.start, b.end
    return None
