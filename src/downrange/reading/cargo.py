"""What a launcher carries: a model named without its satellite, and a satellite named without its launch."""

from __future__ import annotations

from downrange.reading.drafts import Draft
from downrange.reading.facts import SentenceFacts
from downrange.reading.page import Page, Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.statements import ROCKET, SITE, Statement, group_of, things
from downrange.records.claim import ClaimKind

CARGO_REACH = 120
"""A satellite and its carrier stand at most this far apart [characters]."""
LAPSE_REACH = 20
"""'After' stands at most this far before a word for launching that only tells when [characters]."""
MOST_LAPSE_WORDS = 2
DENIED_REACH = 24
"""'Neither people nor satellites': what denies a cargo stands at most this far before it [characters]."""


def name_launcher(facts: SentenceFacts, event: Draft) -> str:
    """A launcher named by its model only flies a satellite when the text tells of one, else itself."""
    return "sat" if event.payloads or "sat" in event.kinds or event.id in _laden(facts) else "slv"


def is_cargo(mark: Mark) -> bool:
    """Whether a mark is what a launcher carries."""
    return mark.kind == "payload" or mark.value == "sat"


def _laden(facts: SentenceFacts) -> frozenset[str]:
    """Launches with which the text names a satellite: anywhere, in a text about one launch."""
    reading = facts.reading
    if reading.laden is None:
        alone = reading.events[0] if len(reading.events) == 1 else None
        named = (
            alone or reading.of_clause.get(sentence.clause_of(mark.start)[0])
            for sentence in facts.page.sentences
            for mark in sentence.all("object", "payload")
            if is_cargo(mark) and not _is_denied(facts.page, sentence, mark)
        )
        reading.laden = frozenset(event.id for event in named if event is not None)
    return reading.laden


def read_cargo(facts: SentenceFacts) -> None:
    """'A Falcon 9 with a cargo ship broke up', 'it was carrying a satellite': what flew is said beside its carrier.

    A clause that only recalls the cargo of a launch told as one of a satellite says nothing new.
    """
    if any(
        s.predicate.kind == "launch" and s.predicate.value != SITE and not _is_lapse(facts, s) for s in facts.statements
    ):
        return
    for mark in things(facts.page, facts.sentence):
        event = facts.event_at(mark.start)
        if not is_cargo(mark) or event is None or event.flown or _is_denied(facts.page, facts.sentence, mark):
            continue
        if event.role not in ("main", "background") or event.status != "occurred" or event.cls != "SAT":
            continue
        start, end = facts.sentence.clause_of(mark.start)
        beside = [
            m
            for m in facts.sentence.all("vehicle", "object", "carrying", "aboard")
            if start <= m.start < end
            and (m.kind in ("carrying", "aboard", "vehicle") or group_of(m) == ROCKET)
            and abs(m.start - mark.start) <= CARGO_REACH
            and m != mark
        ]
        if not beside or facts.unreal(mark.start):
            continue
        near = min(beside, key=lambda m: abs(m.start - mark.start))
        event.flown = True
        facts.add(
            ClaimKind.LAUNCH, None, "sat", min(near.start, mark.start), max(near.end, mark.end), "cargo", event=event
        )


def _is_lapse(facts: SentenceFacts, statement: Statement) -> bool:
    """'Was lost two minutes after leaving the ground': the word for launching only tells when."""
    place = statement.predicate.start
    words = facts.page.lexicon.meta.get("after", ())
    before = facts.page.folded[max(facts.sentence.start, place - LAPSE_REACH) : place].split()
    passing = any(m.value == "t_plus" and m.start <= place < m.end for m in facts.sentence.all("measure"))
    return passing or any(word in words for word in before[-MOST_LAPSE_WORDS:])


def _is_denied(page: Page, sentence: Sentence, cargo: Mark) -> bool:
    """'Carrying no satellite'."""
    words = page.folded[max(sentence.start, cargo.start - DENIED_REACH) : cargo.start].split()
    return not set(words).isdisjoint(page.lexicon.meta.get("negations", ()))
