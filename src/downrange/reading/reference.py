"""Which launch a clause refers to: one told before, or a new one."""

from __future__ import annotations

from datetime import date
from itertools import islice

from downrange.reading.drafts import (
    ISO_DAY,
    ISO_MONTH,
    Draft,
    Events,
    compatible,
    is_in_week,
    is_news,
    is_old,
    near,
    other_missile,
)
from downrange.reading.known import find_lone_failure, is_flown_by_name, is_known, is_lone_failure
from downrange.reading.ordinals import kind_of
from downrange.reading.page import Sentence
from downrange.reading.plans import LONGEST_NOTICE, find_window
from downrange.reading.statements import Statement, is_of_flight
from downrange.reading.story import Story, is_distinct, is_recalled, tells_of_the_past

_FLOWN = ("launch", "outcome", "impactverb", "destructverb", "insertionverb")
"""Kinds of words that tell of a flight by themselves."""
LATE_NEWS = 60
"""A launch whose day is told later than its news lies at most this many days back."""
DAYS_A_MONTH = 31
"""What was announced was launched at most this long before, where only the month is told [days]."""
_FLIGHT_WORDS = (*_FLOWN, "anomalyverb", "trouble", "vehicle", "payload")


def find_by_name(story: Story, sentence: Sentence, start: int, end: int) -> Draft | None:
    """The one event whose vehicle or payload this clause names, when others have another."""
    for mark in sentence.within("payload", start, end):
        name = story.page.folded[mark.start : mark.end]
        owners = list(islice((e for e in story.events.told_with(name) if name in e.payloads), 2))
        if len(owners) == 1 and len(story.events) > 1:
            return owners[0]
    for mark in sentence.within("vehicle", start, end):
        name = mark.value.split("|")[0]
        owners = list(islice((e for e in story.events.told_with(name) if name in e.vehicles), 2))
        if len(owners) == 1 and len(story.events) > 1 and owners[0].role != "planned":
            return owners[0]
    return None


def follow(
    story: Story, sentence: Sentence, start: int, end: int, day: str | None, named: Draft | None, recalled: bool
) -> Draft | None:
    """The launch of a clause that tells of none itself: the one named, the one of its day, or the one at hand."""
    if named is not None:
        story.current = named
        return named
    if story.current is not None and story.current.status == "planned" and story.current.day is None:
        story.current.day = find_window(story.page, sentence)
    if day is not None and story.current is not None:
        undated = story.current.day is None and story.current.status == "occurred"
        undated = undated and not _is_nowadays(story, sentence, start, end)
        if _is_day_of_announced(story, story.current, sentence, day, start, end):
            story.current.day, story.current.announced = day, False
            return story.current
        if undated and is_news(day, story.page.published) and _is_beside_news(story, sentence, start, end):
            story.current.day = day if tells_of_the_past(sentence) else None
            return story.current
        last = story.current if _is_on(story.current, day) else _last_on(story.events, day)
        if last is not None:
            story.current = last
            if last.day is not None and len(last.day) == ISO_MONTH and len(day) == ISO_DAY and not story.day_of_saying:
                last.day = day  # 'in a test last month ... pushed out of the submarine on Jan. 30'
            return story.current
        if story.current.status == "occurred" and story.current.day and not near(day, story.current.day):
            event = _recall_by_day(story, sentence, start, end, day)
            story.current = event or story.current
            if event is None and len(day) == ISO_DAY and is_old(day, story.page.published):
                story.pending = story.index, day
            return event
    return story.current


def _is_nowadays(story: Story, sentence: Sentence, start: int, end: int) -> bool:
    """'Most of them work today': no day of a flight, where the clause has no word of one."""
    today = story.mention is not None and story.mention.days == 0 and story.mention.told is None
    return today and not any(sentence.within(kind, start, end) for kind in _FLIGHT_WORDS)


def _is_day_of_announced(story: Story, event: Draft, sentence: Sentence, day: str, start: int, end: int) -> bool:
    """'Said on Friday it had tested a missile. Residents took cover on Thursday as it flew by': the day it flew."""
    if not event.announced or event.day is None or len(day) != ISO_DAY or len(event.day) != ISO_DAY:
        return False
    if story.day_of_saying or not is_news(day, story.page.published) or not day < event.day:
        return False
    flown = any(sentence.within(kind, start, end) for kind in _FLOWN)
    return flown and not is_recalled(sentence, start, end) and not _is_another(sentence, start, end)


def _is_beside_news(story: Story, sentence: Sentence, start: int, end: int) -> bool:
    """Whether a clause with a recent day may give it to the news: 'the board, which met yesterday, ...' may not.

    It may in the paragraph that tells the launch, or with a word of a flight.
    """
    sentences, first = story.page.sentences, story.index
    while first > 0 and sentences[first - 1].paragraph == sentence.paragraph:
        first -= 1
    told = story.current is not None and story.current.first >= sentences[first].start
    return told or any(sentence.within(kind, start, end) for kind in _FLIGHT_WORDS)


def _recall_by_day(story: Story, sentence: Sentence, start: int, end: int, day: str) -> Draft | None:
    """'In the third, on 27 December 2021, the stage did not restart': a launch told by its day and how it went.

    For satellites the catalog must hold a launch of that country on the day, for missiles something must fly or fall.
    A month or year is enough beside a word for failing where one launch of the family failed in it: 'the last failures
    were in May 2021 and in July 2020', 'an earlier one blew up in 2013'.
    """
    host = story.current if story.current is not None and story.current.actor else next(story.mains, None)
    if host is None or host.actor is None or host.cls is None or host.status != "occurred":
        return None
    alone = len(day) == ISO_MONTH and host.cls == "SAT" and _is_lone(host, sentence, day)
    if len(day) < ISO_DAY and not alone and (failed := _lone_failure(host, sentence, start, end, day)) is not None:
        day, alone = failed, True
    if (len(day) != ISO_DAY and not alone) or not is_old(day, story.page.published) or story.day_of_saying:
        return None
    if sentence.within("modal", start, end) or sentence.within("plan", start, end):
        return None
    if sentence.has("otherwise_dated") and not (sentence.has("launch") or sentence.has("vehicle")):
        return None
    if any(m.value == "scrub" for m in sentence.within("topic", start, end)):
        return None  # 'the tries of 8 and 11 March ended in scrubs'
    if not any(sentence.within(kind, start, end) for kind in _FLIGHT_WORDS):
        other = any(sentence.all(kind) for kind in _FLIGHT_WORDS) or is_recalled(sentence, start, end)
        if not other:
            return None
    if host.cls == "SAT":
        if not alone and not is_known(host.actor, date.fromisoformat(day)):
            return None
    elif sentence.within("nonobject", start, end) or not (alone or _is_flown(sentence, start, end)):
        return None
    event = story.add("background", "occurred", host.actor, day, start)
    event.groups[host.cls] += 1
    event.launched = True
    if alone and host.vehicles:
        event.name_vehicle(host.vehicles[0])
    story.recalled.read_list(event, sentence, story.mention, [])
    return event


def _is_flown(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a clause tells of a flight: a word for one, or for how something ended beside what can be one."""
    if any(sentence.within(kind, start, end) for kind in _FLOWN if kind != "outcome"):
        return True
    return any(is_of_flight(sentence, mark) for mark in sentence.within("outcome", start, end))


def _lone_failure(host: Draft, sentence: Sentence, start: int, end: int, day: str) -> str | None:
    """Day of the one flight like that at hand that failed in a year or month, where the clause tells of trouble."""
    failed = any(mark.value == "failure" for mark in sentence.within("outcome", start, end))
    trouble = failed or sentence.within("anomalyverb", start, end) or sentence.within("trouble", start, end)
    kind = kind_of(host)
    return find_lone_failure(kind, day) if trouble and kind is not None else None


def _is_lone(host: Draft, sentence: Sentence, day: str) -> bool:
    """Whether a sentence speaks of failing, and one launch of the vehicle at hand, or of its country, did so."""
    failed = any(mark.value == "failure" for mark in sentence.all("outcome"))
    return failed and is_lone_failure(host.actor or "", day, next(iter(host.vehicles), None))


def match(
    story: Story,
    actor: str | None,
    day: str | None,
    named: Draft | None,
    found: list[Statement],
    *,
    recalled: bool,
    start: int,
) -> Draft | None:
    """The launch that statements tell of: one that fits by country and day, or a new one."""
    published = story.page.published
    if recalled and day is not None and published is not None and not any(e.day for e in story.events):
        recalled = is_old(day, story.page.published)

    def fits(e: Draft) -> bool:
        return e.status == "occurred" and (actor is None or e.actor in (None, actor) or e.in_heading)

    if day is not None:
        fitting = [e for e in story.events.about(day) if fits(e)]
        fresh = not recalled and (
            published is None or is_news(day, published) or (len(day) == ISO_MONTH and not is_old(day, published))
        )
        later = not recalled and _is_first_day(story, day, found)
        same = [
            e
            for e in fitting
            if (e.day is None and (fresh or (later and e is story.current and e.role == "main")))
            or (e.day and (compatible(e.day, day) or is_in_week(day, e.day)))
            or (e.day is None and e in story.in_headings and not e.in_body and _is_late_news(story, day))
        ]
        same = [e for e in same if not _is_anothers_flight(story, e, found, day)]
        if same:
            return max(same, key=lambda e: (e.day == day, e.day is not None, e is story.current))
        close = [e for e in fitting if near(e.day, day) and not recalled and not other_missile(e, found)]
        close = [e for e in close if not _is_other_vehicle(story, e, found)]
        close = [e for e in close if not (_is_anothers_flight(story, e, found, day) or _is_elsewhere(story, e, found))]
        if close:
            return close[0]
        announced = _only_announced(story, day, found, start)
        if announced is not None and fits(announced):
            return announced
        if len(day) == 4 and not any(s.thing.kind in ("vehicle", "payload") for s in found):
            return None
        return begin_event(story, actor, day, found, start, recalled=recalled)
    if named is not None:
        return named
    lifted = [s for s in found if s.predicate.value == "verb" and s.thing.kind == "vehicle"]
    if story.current is not None and lifted and _flies_another(story, story.current, found):
        return None
    if recalled and story.events and not any(s.predicate.kind == "outcome" for s in found):
        others = (e for e in story.events if e.role == "background" and fits(e))
        if (first := next(others, None)) is not None:
            latest = story.recalled.latest
            return latest if latest is not None and latest.role == "background" and fits(latest) else first
        return story.current if not is_distinct(found) else None
    if story.current is not None and fits(story.current):
        return story.current
    if (last := next(filter(fits, reversed(story.events)), None)) is not None:
        return last
    unnamed = story.current is not None and story.current.role == "main" and not story.current.vehicles
    if unnamed and found[0].thing.kind == "vehicle" and not recalled:
        return story.current
    if any(e.status == "occurred" for e in story.events):
        return None
    return begin_event(story, actor, None, found, start, recalled=recalled)


def _only_announced(story: Story, day: str, found: list[Statement], start: int) -> Draft | None:
    """'The ministry said on Wednesday it had tested a missile. It was fired on Sunday': the day of what was announced.

    Until then the launch had only the day of the statement, and this one lies before it.
    """
    sentence = story.page.sentences[story.index]
    low, high = sentence.clause_of(start)
    if (
        story.page.published is None
        or is_recalled(sentence, low, high, dated=False)
        or _is_another(sentence, low, high)
    ):
        return None
    for event in story.mains:
        if not event.announced or event.day is None or len(event.day) != ISO_DAY or event.status != "occurred":
            continue
        last = date.fromisoformat(f"{day}-28"[:ISO_DAY]) if len(day) >= ISO_MONTH else None
        if last is None or not day < event.day[: len(day)]:
            continue
        reach = LATE_NEWS if len(day) > ISO_MONTH else DAYS_A_MONTH
        late = (date.fromisoformat(event.day) - last).days <= reach
        other = other_missile(event, found) or _is_other_vehicle(story, event, found)
        if late and not other and not _is_anothers_flight(story, event, found, day):
            return event
    return None


def _is_another(sentence: Sentence, start: int, end: int) -> bool:
    """'Another one flew on Sunday', 'the second, on 5 May'."""
    return any(m.value == "nth" for m in sentence.within("recall", start, end))


def _is_on(event: Draft, day: str) -> bool:
    """Whether a launch was on a day, or in its month or year."""
    return bool(event.day) and compatible(event.day or "", day) and event.status == "occurred"


def _last_on(events: Events, day: str) -> Draft | None:
    """The launch on a day that was told last."""
    return next((e for e in reversed(events.about(day)) if _is_on(e, day)), None)


def _is_first_day(story: Story, day: str, found: list[Statement]) -> bool:
    """'Firefly's Alpha put a satellite in orbit. The rocket lifted off on Sept. 14': news told some weeks later.

    No launch has a day yet, and a verb of lift-off stands with this one.
    """
    published = story.page.published
    if published is None or len(day) != ISO_DAY or any(e.day for e in story.events):
        return False
    lifted = any(s.predicate.kind == "launch" and s.predicate.value == "verb" for s in found)
    return lifted and 0 <= (published - date.fromisoformat(day)).days <= LATE_NEWS


def _is_late_news(story: Story, day: str) -> bool:
    """'Missile fails its test', and below 'in a test last month': what a heading tells without a day is weeks old."""
    published = story.page.published
    if published is None or len(day) < ISO_MONTH:
        return False
    return 0 <= (published - date.fromisoformat(f"{day}-28"[:ISO_DAY])).days <= LATE_NEWS


def begin_event(
    story: Story, actor: str | None, day: str | None, found: list[Statement], start: int, *, recalled: bool
) -> Draft | None:
    """A launch told for the first time; None when its day lies too far ahead to be news."""
    published = story.page.published
    old = day is not None and is_old(day, story.page.published)
    before = recalled and bool(story.events) and not any(e.day == day for e in story.mains if day is not None)
    role, status = "background" if old or before else "main", "occurred"  # 'earlier that day the North had fired two'
    if published is not None and day is not None and len(day) == ISO_DAY:
        ahead = (date.fromisoformat(day) - published).days
        if ahead > LONGEST_NOTICE:
            return None
        if ahead > 1:
            role = status = "planned"
    event = story.add(role, status, actor, day, start)
    event.announced = day is not None and story.day_of_saying
    if story.page.sentences[story.index].kind == "headline":
        event.in_heading = True
        story.in_headings.append(event)
    return event


def _flown(story: Story, found: list[Statement]) -> list[list[str]]:
    """Vehicles that the clauses of statements name: name, class, kind and countries of each."""
    sentence = story.page.sentences[story.index]
    marks = {m for s in found for m in sentence.within("vehicle", s.start, s.end) if not story.recalled.holds(m.start)}
    return [mark.value.split("|") for mark in sorted(marks)]


def _flies_another(story: Story, event: Draft, found: list[Statement]) -> bool:
    """Whether statements tell of the flight of a vehicle by name that is not the one of an event."""
    told = {row[0] for row in _flown(story, found)}
    return bool(told and event.vehicles) and not told & set(event.vehicles)


def _is_anothers_flight(story: Story, event: Draft, found: list[Statement], day: str) -> bool:
    """'A Yars left Plesetsk, and a Sineva was fired from a submarine': two vehicles on one day are two launches.

    Two missiles must be of two classes, since each side names what it saw, or the one of this name is known to have
    flown on another day of the month told; a launcher must be in the catalog.
    """
    if not _flies_another(story, event, found) or not is_distinct(found):
        return False
    vehicles = _flown(story, found)
    if any(cls != "SAT" for _, cls, _, _ in vehicles):
        if len(day) < ISO_DAY == len(event.day or ""):
            actor, on = event.actor or "", event.day or ""
            known = [
                is_flown_by_name(actor, name, day) and not is_flown_by_name(actor, name, on) for name, *_ in vehicles
            ]
            if any(known):
                return True
        return event.cls != "SAT" and any(kind not in event.kinds_flown for _, cls, kind, _ in vehicles if cls != "SAT")
    local = date.fromisoformat(day) if len(day) == ISO_DAY else None
    return local is None or any(is_known(event.actor or "", local, name) for name, _, _, _ in vehicles)


def _is_elsewhere(story: Story, event: Draft, found: list[Statement]) -> bool:
    """Whether a verb of launching names another launch site than an event's: two launches, a day apart."""
    sentence = story.page.sentences[story.index]
    capitals = {mark.start for mark in sentence.all("country")}
    sites = {
        p.place.id
        for s in found
        for p in sentence.places
        if s.predicate.value == "verb" and s.start <= p.start < s.end and p.place.kind == "site"
        if p.distance_km is None and p.start not in capitals
    }
    return bool(sites and event.sites) and not sites & set(event.sites)


def _is_other_vehicle(story: Story, event: Draft, found: list[Statement]) -> bool:
    """Whether statements name a launcher that is not the one of an event a day apart: two launches of a busy week."""
    told = {row[0] for row in _flown(story, found) if row[1] == "SAT"}
    return bool(told and event.vehicles) and not told & set(event.vehicles)
