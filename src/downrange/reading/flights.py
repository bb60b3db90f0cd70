"""A flight told without a sentence that says so: 'Sunday's missile was up for half an hour and covered 800 km'.

Only asked where a text has told of no launch. What flew, the day, and what only a flight has must stand somewhere in
it: a word for launching or for coming down with a figure, a clock time or an end beside, several figures of a flight,
a launch of that country that the catalog holds for the day, or enough signs of these together, among them a figure.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from downrange.reading.countries import find_country, is_sole_launch
from downrange.reading.dates import DateMention
from downrange.reading.drafts import ISO_DAY, ISO_MONTH, Draft, is_news, is_past
from downrange.reading.known import count_flown
from downrange.reading.learning import learn_names
from downrange.reading.page import Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.reference import begin_event
from downrange.reading.statements import (
    ROCKET,
    Statement,
    gap_between,
    group_of,
    is_left_of,
    is_negated,
    is_unreal,
    things,
)
from downrange.reading.story import Story

FLOWN = "flown"
"""Value of a predicate that is what flew itself."""
SAID_REACH = 4
"""'Said on Monday': a day this near behind a verb of saying is that of the statement [characters]."""
LEAST_KNOWN = 2
"""So many signs tell of a flight where the catalog holds a launch of that country for the day."""
LEAST_TOLD = 4
"""So many signs, figures of a flight and clock times each counting one, tell of one by themselves."""
LEAST_FIGURES = 2
"""So many figures of a flight tell of one without any verb."""
FROM_REACH = 12
"""'From the Sunan area': a site stands at most this far behind 'from' [characters]."""
RETURN = "reentry"
"""What comes back from orbit tells of no flight without a word for launching."""
FEW = 2
"""A vehicle that flew no more often in a month is told of on the day that it flew."""
_ENDS = ("impactverb", "insertionverb", "destructverb")
_TOLD = ("outcome", "anomalyverb", "trouble")
_FLIGHT_FIGURES = frozenset(("apogee", "altitude", "range", "flight_time", "t_plus", "speed", "orbit_alt", "burn_time"))
_NO_FLIGHT = frozenset(("other", "potential_range"))
"""Kinds of words for what is no figure of a flight that was flown."""
_WAYS = frozenset(("apogee", "altitude", "range", "orbit_alt")) | _NO_FLIGHT
_OF_DIMENSION = {
    "m": _WAYS,
    "m/s": frozenset(("speed", "other")),
    "mach": frozenset(("speed", "other")),
    "s": frozenset(("flight_time", "t_plus", "burn_time", "other")),
}
_SUPPOSED = frozenset(("future", "required"))
SHORT_CUE = 5
"""'For' and 'after' tell of what they can measure only; longer words tell of a flight [characters]."""
CUE_REACH = 46
"""A word that tells what a figure measures stands at most this far from it [characters]."""
_UNREAL = frozenset(("negated", "simulated"))
_LEAST = {"m": 10e3, "m/s": 500.0, "mach": 1.0, "s": 5.0}
"""The least of each figure that is one of a flight [SI]."""


def read_flight(story: Story) -> None:
    """Add the launch of a text whose clauses tell of its flight only: what flew, when and how in one paragraph."""
    real = list(_real(story))
    for paragraph in dict.fromkeys(sentence.paragraph for sentence, _, _ in real if sentence.kind == "body"):
        event = _read_paragraph(story, [row for row in real if row[0].paragraph == paragraph])
        if event is not None:
            _tell(story, event, [row for row in real if row[0].paragraph >= paragraph])
            return


def _read_paragraph(story: Story, real: list[tuple[Sentence, int, int]]) -> Draft | None:
    day = _day(story, real)
    if day is None or any(sentence.within("nonobject", start, end) for sentence, start, end in real):
        return None
    launching = _all(real, "launch")
    if any(mark.value == RETURN for mark in _all(real, "topic", "topic_hint")) and not launching:
        return None
    named = [m for s, start, end in real for m in things(story.page, s) if start <= m.start < end]
    if named and not launching and all(is_left_of(story.page, mark) for mark in named):
        return None
    crafts = _all(real, "craft")
    verbs = [mark for mark in launching if mark.value in ("verb", "noun") and not is_negated(story.page, mark)]
    ends = _all(real, *_ENDS)
    sited = any(_leaves_a_site(sentence, start, end) for sentence, start, end in real)
    figures = sum(_figures(sentence, start, end) for sentence, start, end in real)
    clocks = sum(len(sentence.clocks) for sentence, _, _ in real)
    ways = _all(real, *_TOLD)
    groups = [group for mark in named if (group := group_of(mark)) not in (None, ROCKET)]
    group = "SAT" if "SAT" in groups else next(iter(groups), None)
    actor = find_country(story, group, day)
    known = actor is not None and is_sole_launch(actor, day, [m for m in named if m.kind == "vehicle"])
    rockets = any(group_of(mark) == ROCKET for mark in named)
    sites = sum(_names_a_site(sentence, start, end) for sentence, start, end in real)
    told = bool(verbs or ends) and bool(figures or clocks or ways)
    flown = figures >= LEAST_FIGURES and not _all(real, "unflown")
    enough = bool(groups) and (told or flown)
    enough = enough or (told and figures > 0 and figures + clocks >= LEAST_FIGURES)
    enough = enough or (bool(crafts or launching) and clocks > 0 and figures >= LEAST_FIGURES)
    enough = enough or (sited and bool(ways or clocks or figures or ends))
    enough = enough or (known and bool(groups) and bool(ways or ends or verbs))
    enough = enough or (known and _is_rare(actor or "", day, named) and _stand_together(story, real, named, day))
    aside = bool(_all(real, "ground"))
    enough = enough and (known or not aside)
    if not enough and not aside and not _all(real, "unflown") and not _is_denied(story):
        told_of = figures + clocks + bool(verbs or ends) + bool(sites) + bool(groups or rockets)
        enough = figures > 0 and told_of >= (LEAST_KNOWN if known else LEAST_TOLD)
    if not enough or (actor is None and figures < LEAST_FIGURES):
        return None
    if group is None:
        group = "SAT" if known or rockets else "MIS"
    event = begin_event(story, actor, day, [], real[0][1], recalled=False)
    if event is None or event.status != "occurred":
        return None
    event.groups[group] += 1
    event.kinds.update(mark.value for mark in named if mark.kind == "object")
    event.launched = event.firm = event.told_by_name = True
    return event


def _is_rare(actor: str, day: str, named: list[Mark]) -> bool:
    """Whether the first vehicle named, which the catalog has flying on a day, flew but a few times in that month."""
    vehicle = next((mark.value.split("|")[0] for mark in named if mark.kind == "vehicle"), None)
    return vehicle is not None and count_flown(actor, day[:ISO_MONTH], vehicle) <= FEW


def _stand_together(story: Story, real: list[tuple[Sentence, int, int]], named: list[Mark], day: str) -> bool:
    """Whether a sentence names both the vehicle and the day: 'it ended on Sunday with the PSLV in the sea'.

    A clock time or a word that can stand for a flight must be near, and nothing else that is dated.
    """
    if not _all(real, "standin", *_ENDS, *_TOLD) and not any(sentence.clocks for sentence, _, _ in real):
        return False
    for sentence, _, _ in real:
        dated = any(story.resolve(mention) == day for mention in sentence.dates)
        flown = any(mark.kind == "vehicle" and sentence.start <= mark.start < sentence.end for mark in named)
        if dated and flown and not sentence.has("otherwise_dated") and not sentence.has("topic"):
            return True
    return False


def _leaves_a_site(sentence: Sentence, start: int, end: int) -> bool:
    """'Wednesday's launch from the Sunan area': a clause with a word for launching and a site behind 'from'."""
    if not any(mark.value in ("verb", "noun") for mark in sentence.within("launch", start, end)):
        return False
    behind = [m.end for m in sentence.within("placeprep", start, end) if m.value == "from"]
    return any(
        place.place.kind == "site" and any(0 <= place.start - at <= FROM_REACH for at in behind)
        for place in sentence.places
        if start <= place.start < end
    )


def _is_denied(story: Story) -> bool:
    """Whether a text denies or simulates something anywhere: 'there was no missile'."""
    return any(mark.value in _UNREAL for sentence in story.page.sentences for mark in sentence.all("unreal"))


def _names_a_site(sentence: Sentence, start: int, end: int) -> bool:
    return any(place.place.kind == "site" for place in sentence.places if start <= place.start < end)


def _all(real: list[tuple[Sentence, int, int]], *kinds: str) -> list[Mark]:
    return [mark for sentence, start, end in real for kind in kinds for mark in sentence.within(kind, start, end)]


def _tell(story: Story, event: Draft, real: list[tuple[Sentence, int, int]]) -> None:
    """Every clause of the text is about the one launch; what it names was launched."""
    for sentence, start, end in real:
        story.of_clause[start] = event
        learn_names(story, event, sentence, start, end, [])
        index = story.page.sentences.index(sentence)
        inside = [m for m in things(story.page, sentence) if start <= m.start < end]
        if not inside or any(s.start == start for s in story.statements.get(index, ())):
            continue
        anchors = [m for m in sentence.within("launch", start, end) if m.value != "mission"] or inside
        for thing in inside[:1]:
            anchor = min(anchors, key=lambda m, t=thing: gap_between(m, t))
            predicate = Mark(anchor.start, anchor.end, "launch", FLOWN)
            story.statements.setdefault(index, []).append(Statement(predicate, thing, group_of(thing), start, end))


def _real(story: Story) -> Iterator[tuple[Sentence, int, int]]:
    """Clauses of the body that deny nothing, simulate nothing and lie not ahead."""
    for index, sentence in enumerate(story.page.sentences):
        for start, end in sentence.clauses if index not in story.aside else ():
            if not _lies_ahead(story, sentence, start, end) and not is_unreal(sentence, start, end, start):
                yield sentence, start, end


def _lies_ahead(story: Story, sentence: Sentence, start: int, end: int) -> bool:
    """'Will fly', where no day of the past stands beside it."""
    if not any(m.value == "future" for m in sentence.within("modal", start, end)):
        return False
    days = [story.resolve(d) for d in sentence.dates if start <= d.start < end]
    return not any(day is not None and is_past(day, story.page.published) for day in days)


def _day(story: Story, real: list[tuple[Sentence, int, int]]) -> str | None:
    """The first day of the news that a clause names; that of a statement where there is no other."""
    days = [
        (_is_said(sentence, mention), mention.start, iso)
        for sentence, start, end in real
        for mention in sentence.dates
        if start <= mention.start < end and not mention.edge
        if (iso := story.resolve(mention)) is not None and len(iso) == ISO_DAY and is_news(iso, story.page.published)
    ]
    return min(days)[2] if days else None


def _is_said(sentence: Sentence, mention: DateMention) -> bool:
    return any(m.value == "say" and 0 <= mention.start - m.end <= SAID_REACH for m in sentence.all("speech"))


def is_measured(story: Story) -> bool:
    """Whether the figures of a text are those of a flight, and nothing else flies in it."""
    real = list(_real(story))
    figures = sum(_figures(sentence, start, end) for sentence, start, end in real)
    return figures >= LEAST_FIGURES and not _all(real, "nonobject")


def _figures(sentence: Sentence, start: int, end: int) -> int:
    """How many figures of a flight a clause gives: heights, ways, speeds and times, beside a word for one of them.

    What could or would be reached is none.
    """
    if any(mark.value in _SUPPOSED for mark in sentence.within("modal", start, end)):
        return 0
    marks = [mark for mark in sentence.within("measure", start, end) if mark.value in _FLIGHT_FIGURES | _NO_FLIGHT]
    found = 0
    for quantity in sentence.quantities:
        if not start <= quantity.start < end or quantity.si < _LEAST.get(quantity.dimension, math.inf):
            continue
        near = [
            (max(mark.start - quantity.end, quantity.start - mark.end, 0), mark.value in _NO_FLIGHT)
            for mark in marks
            if mark.value in _OF_DIMENSION[quantity.dimension] or mark.end - mark.start > SHORT_CUE
        ]
        found += bool(near) and min(near)[0] <= CUE_REACH and not min(near)[1]
    return found
