"""Launches told without what was launched: 'in May, a North Korean launch failed too'."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from downrange.reading.actors import COUNTRY_REACH
from downrange.reading.dates import DateMention
from downrange.reading.drafts import ISO_MONTH, compatible, is_old, is_past
from downrange.reading.known import count_flown, is_covered, is_known, may_have_flown
from downrange.reading.page import Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.statements import (
    ROCKET,
    Statement,
    gap_between,
    group_of,
    is_of_another_kind,
    is_of_flight,
    is_unreal,
    things,
)
from downrange.reading.story import IMPLIED, Story, is_recalled

SAID_REACH = 4
"""'Said on Monday': a day this near behind a verb of saying is that of the statement [characters]."""
SCENE = "scene"
"""An exhibition, a lecture, a parade: what is named there did not fly."""
SPARSE = 2
"""A month names a launch where no more of the family flew in it."""
NAMED = "named"
"""Value of a predicate that is only the name of what flew."""
_FLIGHT = ("impactverb", "insertionverb")
_COURSES = frozenset(("impact", "overflight", "stage_drop"))
"""Kinds of words for where it went; wreckage may be found at any time."""
_NAMES = frozenset(("vehicle", "payload"))
HEAD_REACH = 6
"""'The first' begins a sentence when it stands at most this far in [characters]."""


def find_implied(story: Story, sentence: Sentence) -> list[Statement]:
    """'In May, a North Korean launch failed too': what was launched goes without saying."""
    if not sentence.dates or sentence.has("otherwise_dated", SCENE):
        return []
    group = story.current.cls if story.current is not None else story.main_group() or _rocket_group(story, sentence)
    if group is None:
        return []
    found: list[Statement] = []
    known_day = story.current.day if story.current is not None else None
    for predicate in sentence.all("launch", "outcome"):
        start, end = sentence.clause_of(predicate.start)
        dated = [d for d in sentence.dates if start <= d.start < end and not d.edge]
        beside = [m for m in sentence.within("country", start, end) if gap_between(m, predicate) <= COUNTRY_REACH]
        passing = any(m.value == "t_plus" and m.start <= predicate.start < m.end for m in sentence.all("measure"))
        recalled = predicate.value == "mission" and is_recalled(sentence, start, end)
        ended = predicate.kind == "outcome" and any(_is_another(story, d, known_day) for d in dated)
        ended = ended and (not sentence.has("otherwise_dated") or _names_flight(sentence))
        ended = ended and _may_have_ended(story, sentence, group, predicate, dated)
        lifted = predicate.kind == "launch" and predicate.value == "verb" and story.has_site(sentence, start, end)
        lifted = lifted and not sentence.within("nonobject", start, end)
        if (
            predicate.kind == "launch"
            and sentence.within("otherwise_dated", start, end)
            and not _is_lifting(sentence, predicate)
        ):
            continue
        counted = predicate.kind == "launch" and _is_counted(story, sentence, dated)
        if (
            (predicate.value == "noun" or recalled or ended or counted or (lifted and bool(dated)))
            and (beside or dated)
            and not passing
            and not is_unreal(sentence, start, end, predicate.start)
        ):
            thing = Mark(predicate.start, max([predicate.end, *(m.end for m in beside)]), "implied", IMPLIED[group])
            if not is_of_another_kind(sentence, predicate, thing):
                found.append(Statement(predicate, thing, group, start, end))
    return found


def find_named(story: Story, sentence: Sentence, found: Sequence[Statement]) -> list[Statement]:
    """'A day later a Falcon 9 carried ...', '12 February: a Pukguksong-2 flies': what flew and its day, no more.

    A launcher's launch must be in the catalog, as far as that reaches; a missile's flight must be told by a figure or
    by where it went.
    """
    named: list[Statement] = []
    if not sentence.dates or sentence.lacks(_NAMES) or sentence.has("otherwise_dated", SCENE):
        return named
    for start, end in sentence.clauses:
        if any(s.start == start for s in found) or is_unreal(sentence, start, end, start):
            continue
        things_named = sentence.within("vehicle", start, end) or sentence.within("payload", start, end)
        dated = [d for d in sentence.dates if start <= d.start < end and not d.edge]
        if not things_named or not dated or sentence.within("modal", start, end) or sentence.within("plan", start, end):
            continue
        if sentence.within("nonobject", start, end) or any(_is_said(sentence, d) for d in dated):
            continue
        thing = things_named[0]
        if any(_flew(story, sentence, thing, day, start, end) for d in dated if (day := story.resolve(d))):
            predicate = Mark(thing.start, thing.end, "launch", NAMED)
            named.append(Statement(predicate, thing, group_of(thing), start, end))
    return named


def _is_said(sentence: Sentence, mention: DateMention) -> bool:
    """'X said on Monday': the day of a statement."""
    return any(m.value == "say" and 0 <= mention.start - m.end <= SAID_REACH for m in sentence.all("speech"))


def _flew(story: Story, sentence: Sentence, thing: Mark, day: str, start: int, end: int) -> bool:
    if not is_past(day, story.page.published) or len(day) < ISO_MONTH:
        return False
    referred = story.current is not None and not sentence.has("otherwise_dated")
    referred = referred and is_old(day, story.page.published)
    if len(day) == ISO_MONTH:
        return referred and thing.kind == "vehicle" and _flew_in_month(story, sentence, thing, day, start, end)
    if thing.kind == "payload":
        actor = story.current.actor if story.current is not None else story.actors.country
        return actor is not None and is_covered(date.fromisoformat(day)) and is_known(actor, date.fromisoformat(day))
    told = any(sentence.within(kind, start, end) for kind in _FLIGHT)
    told = told or any(m.value in _COURSES for m in sentence.within("placecue", start, end))
    measured = sentence.within("measure", start, end)
    told = told or (bool(measured) and any(start <= q.start < end for q in sentence.quantities))
    told = told or any(start <= p.start < end and p.place.kind == "site" for p in sentence.places)
    timed = any(start <= clock.start < end for clock in sentence.clocks)
    told = told or (referred and (timed or bool(sentence.within("standin", start, end))))
    local = date.fromisoformat(day)
    if group_of(thing) == "SAT" and is_covered(local):
        return is_known(story.actors.operator_of(thing), local, thing.value.split("|")[0])
    return told


def _flew_in_month(story: Story, sentence: Sentence, thing: Mark, month: str, start: int, end: int) -> bool:
    """'In August 2021 the GSLV came to grief': the catalog holds few of that family in the month.

    What it does not hold, a missile, must be told of by a word that can stand for a flight.
    """
    if group_of(thing) == "SAT":
        return 0 < count_flown(story.actors.operator_of(thing), month, thing.value.split("|")[0]) <= SPARSE
    return any(mark.value in ("turn", "one") for mark in sentence.within("standin", start, end))


def _rocket_group(story: Story, sentence: Sentence) -> str | None:
    """SAT where a text tells of rockets, by no other word, and a sentence names a launch site."""
    if not story.has_site(sentence, sentence.start, sentence.end):
        return None
    return "SAT" if any(m.value == ROCKET for s in story.page.sentences for m in things(story.page, s)) else None


def _is_counted(story: Story, sentence: Sentence, dated: list[DateMention]) -> bool:
    """'The first, on 5 January, flew 700 km': a sentence that begins with a number in a row and its day."""
    heads = [
        m
        for m in sentence.all("recall")
        if m.value in ("first", "nth") and m.start - sentence.clause_of(m.start)[0] <= HEAD_REACH
    ]
    return any(0 <= d.start - m.end <= COUNTRY_REACH for m in heads for d in dated)


def _names_flight(sentence: Sentence) -> bool:
    """Whether a sentence about something else that is dated has a noun for a launch, or a vehicle, too."""
    nouns = (mark for mark in sentence.all("launch") if mark.value == "noun")
    return sentence.has("vehicle") or any(_is_lifting(sentence, mark) for mark in nouns)


def _is_lifting(sentence: Sentence, predicate: Mark) -> bool:
    """Whether a word for launching is one of lift-off, and not 'an attempt', which goods and companies make, too."""
    return not any(m.start <= predicate.start < m.end for m in sentence.all("standin") if m.value != "loose")


def _may_have_ended(story: Story, sentence: Sentence, group: str, predicate: Mark, dated: list[DateMention]) -> bool:
    """Whether what failed or worked on a day can have been a launch: 'the team failed on 7 September' is none.

    For satellites the catalog holds a launch of the country at hand, or of one named beside, as far as it reaches.
    Where it cannot tell, something that flies, or a word that can stand for a launch, stands in the clause.
    """
    start, end = sentence.clause_of(predicate.start)
    known = story.current.actor if story.current is not None else story.actors.country
    actors = dict.fromkeys(m.value for m in sentence.within("country", start, end))
    actors |= dict.fromkeys([known] if known is not None else ())
    days = [day for d in dated if (day := story.resolve(d)) is not None and len(day) >= ISO_MONTH]
    if days and actors and not any(may_have_flown(actor, group, day) for actor in actors for day in days):
        return False
    return is_of_flight(sentence, predicate)


def _is_another(story: Story, mention: DateMention, known: str | None) -> bool:
    """Whether a date lies before the news and outside the day that is being told."""
    iso = mention.resolve(story.page.published)
    return iso is not None and known is not None and is_old(iso, story.page.published) and not compatible(iso, known)
