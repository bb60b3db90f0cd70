"""Launches told by a word that stands for one: 'another one did in May', 'the first, on 12 June, was lost'.

A clause that names neither a launch nor what flew tells of one all the same when it gives a day of its own and a word
that can stand for a launch: a turn ('an attempt', 'the accident'), one of a row ('the previous one', 'its
predecessor', 'did the same'), or only loosely a word of a flight ('the vehicle', 'went wrong'). For satellites the
catalog must hold such a launch; for missiles, which it does not hold, the clause must say more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain

from downrange.reading.dates import DateMention
from downrange.reading.drafts import ISO_DAY, ISO_MONTH, Draft, compatible, is_old, is_past, near
from downrange.reading.known import count_flown, is_covered_as_told, is_known
from downrange.reading.page import Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.plans import VAGUE
from downrange.reading.statements import Statement, is_unreal
from downrange.reading.story import IMPLIED, Story

REFERRED = "referred"
"""Kind of a predicate that only stands for a launch told by its day."""
SAID_REACH = 4
"""'Said on Monday': a day this near behind a verb of saying is that of the statement [characters]."""
FEW = 4
"""A country that flew more often in a month has launches on most days: it must be one of the vehicle at hand."""
SPARSE = 2
"""A loose word is enough where no more launches than this flew in the month."""
_REUSED = ("first_stage", "booster")
TURN, ONE, LOOSE = "turn", "one", "loose"
_FLIGHT = ("launch", "outcome", "endnoun", "impactverb", "destructverb", "insertionverb", "vehicle")


def find_referred(story: Story, sentence: Sentence, found: Sequence[Statement]) -> list[Statement]:
    """Statements of the clauses that tell of another launch by its day and a word that stands for it.

    `found` are the statements that say what was launched: their clauses are left alone.
    """
    marks = sentence.all("standin")
    if not marks or not sentence.dates or sentence.has("otherwise_dated") or sentence.has("recall", "condemn"):
        return []
    host = _host(story)
    if host is None:
        return []
    referred: list[Statement] = []
    for start, end in sentence.clauses:
        words = [m for m in marks if start <= m.start < end]
        if not words or any(s.start == start for s in found) or _tells_otherwise(sentence, start, end):
            continue
        if any(m.value.split("|")[0] not in host.vehicles for m in sentence.within("vehicle", start, end)):
            continue
        for mention in sentence.dates:
            day = story.resolve(mention)
            if not start <= mention.start < end or mention.edge or day is None or _is_said(sentence, mention):
                continue
            if any(m.value in _REUSED and m.start < mention.start for m in sentence.all("part")):
                continue  # 'the first stage had already flown in March'
            if not _is_another(story, host, day):
                continue
            best = _best(story, host, sentence, words, day, start, end)
            if best is not None:
                thing = Mark(best.start, best.end, "implied", IMPLIED[host.cls or "SAT"])
                predicate = Mark(best.start, best.end, REFERRED, best.value)
                referred.append(Statement(predicate, thing, host.cls, start, end))
                break
    return referred


def _host(story: Story) -> Draft | None:
    """The launch beside which another is told: the one at hand, else the news."""
    for event in chain((story.current,), story.mains):
        if event is not None and event.status == "occurred" and event.actor and event.cls in IMPLIED:
            return event
    return None


def _tells_otherwise(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a clause wishes, plans, denies, or is about something else that is dated."""
    if sentence.within("modal", start, end) or sentence.within("nonobject", start, end):
        return True
    ahead = any(m.value in VAGUE for m in sentence.within("plan", start, end))
    return ahead or is_unreal(sentence, start, end, start)


def _is_said(sentence: Sentence, mention: DateMention) -> bool:
    return any(m.value == "say" and 0 <= mention.start - m.end <= SAID_REACH for m in sentence.all("speech"))


def _is_another(story: Story, host: Draft, day: str) -> bool:
    """Whether a day lies before publication, or before the news, and on none of the launches told so far."""
    if host.day is None and not is_old(day, story.page.published):
        return False
    if len(day) not in (ISO_DAY, ISO_MONTH) or not is_past(day, story.page.published) or near(day, host.day):
        return False
    return not any(e.day and compatible(e.day, day) for e in story.events.about(day))


def _best(
    story: Story, host: Draft, sentence: Sentence, words: Sequence[Mark], day: str, start: int, end: int
) -> Mark | None:
    """The word that stands for a launch on a day, as firm as what else is told asks for."""
    tiers = {word.value: word for word in reversed(words)}
    firm = tiers.get(ONE) or tiers.get(TURN)
    if host.cls == "SAT":
        actors = dict.fromkeys((*_countries(sentence, start, end), host.actor or ""))
        if not is_covered_as_told(day):
            return firm
        vehicle = next(iter(host.vehicles), None)
        if firm is not None and any(
            _flew(actor, day, None, most=FEW) or _flew(actor, day, vehicle) for actor in actors
        ):
            return firm
        loose = tiers.get(LOOSE)
        return loose if loose is not None and _flew(host.actor or "", day, vehicle, most=SPARSE) else None
    told = any(sentence.within(kind, start, end) for kind in _FLIGHT)
    return tiers.get(ONE) or (firm if told else None)


def _countries(sentence: Sentence, start: int, end: int) -> Iterator[str]:
    return (m.value for m in sentence.within("country", start, end) if m.value != "EU")


def _flew(actor: str, day: str, vehicle: str | None, *, most: int | None = None) -> bool:
    """Whether the catalog holds a launch of a country on a day or in a month, and no more than `most` in it."""
    if len(day) == ISO_DAY and not is_known(actor, date.fromisoformat(day), vehicle):
        return False
    count = count_flown(actor, day[:ISO_MONTH], vehicle)
    return (count > 0 or len(day) == ISO_DAY) and (most is None or count <= most)
