"""The launches of a text once it is read: days filled in, what has no day, country or class dropped."""

from __future__ import annotations

from datetime import date
from functools import cache

from downrange.catalog.launches import SUCCESSORS, find_operators
from downrange.catalog.suborbital import MISSILE_CLASSES
from downrange.reading.countries import guess_country
from downrange.reading.drafts import Draft
from downrange.reading.flights import is_measured
from downrange.reading.known import find_lately, find_missiles_lately
from downrange.reading.lexicon import load_shared
from downrange.reading.statements import ROCKET, is_unreal, things
from downrange.reading.story import Story
from downrange.reading.told_days import day_of_news

LEAST_STAMPS = 3
STAMP_REACH = 3
"""The time of an entry stands at most this far in [characters]."""


def settle(story: Story) -> None:
    """Give the main event the day of the news, drop what has no day, country or class."""
    published = story.page.published
    live = _is_live(story)
    told = {(event.day, event.actor) for event in story.events if event.day is not None}
    news = day_of_news(story, published) if published is not None else None
    for event in story.events:
        if event.day is None and event.status == "occurred" and event.firm and published is not None:
            actor = event.actor or story.actors.country or story.actors.any_country()
            event.day = event.week or news or _lately_flown(event, actor, published)
            if event.in_heading and (event.day, actor) in told:
                event.day = None  # a heading's launch that the body tells of under its day
                continue
        timed = live or (news is None and not told and (_is_timed(story, event) or _is_fresh(story, event)))
        if event.day is None and event.role == "main" and event.launched and published is not None and timed:
            event.day = published.isoformat()
        event.actor = operator_at(event) or event.actor or guess_country(story, event.cls, event.day)
    _settle_operators(story)
    _settle_classes(story)
    gone = {
        event.id
        for event in story.events
        if (event.actor is None and not (_is_plain(event) and is_measured(story)))
        or event.cls is None
        or (event.status == "occurred" and (event.day is None or _is_falling_satellite(story, event)))
    }
    if all(event.id in gone or event.status == "planned" for event in story.events):
        plans = [e for e in story.events if e.status == "planned" and e.id not in gone and e.told]
        gone |= {e.id for e in story.events if e not in plans}
    mains = [e for e in story.events if e.role == "main" and e.id not in gone]
    if mains:
        for index, sentence in enumerate(story.page.sentences):
            for start, end in sentence.clauses if index not in story.aside else ():
                if (
                    start < mains[0].first
                    and story.of_clause.get(start) is None
                    and not is_unreal(sentence, start, end, start)
                ):
                    story.of_clause[start] = mains[0]
    story.of_clause = {k: (None if e is not None and e.id in gone else e) for k, e in story.of_clause.items()}
    story.events[:] = [e for e in story.events if e.id not in gone]


def _lately_flown(event: Draft, actor: str | None, published: date) -> str | None:
    """The day of the one launch of its kind in the last days before publication, for news that names no day.

    Of that vehicle, or of the country where no vehicle is named; a missile of a rare class by its class.
    """
    if event.role != "main" or actor is None or not event.launched:
        return None
    if event.cls == "SAT":
        days = find_lately(actor, published, event.vehicles[0] if event.vehicles else None)
    else:
        days = find_missiles_lately(actor, published, frozenset(event.kinds & MISSILE_CLASSES))
    return days[0].isoformat() if len(days) == 1 else None


def _is_plain(event: Draft) -> bool:
    """Whether a verb says on what day a missile or satellite by that name was launched: news of whomever's launch."""
    return event.firm and event.launched and event.told_by_name and event.role == "main" and not event.groups[ROCKET]


def _is_live(story: Story) -> bool:
    """Whether paragraphs begin with the time of day: what such a page tells without a day is of the day itself."""
    heads = {s.paragraph: s for s in reversed(story.page.sentences)}.values()
    stamped = [s for s in heads if any(c.start - s.start <= STAMP_REACH for c in s.clocks) and not s.dates]
    return len(stamped) >= LEAST_STAMPS


def _is_timed(story: Story, event: Draft) -> bool:
    """Whether news that names no day tells at what time of day it was launched: that is the day of the news."""
    if not event.firm or event is not next(iter(story.mains), None):
        return False
    return any(
        story.of_clause.get(start) is event and sentence.has("launch", "verb") and start <= clock.start < end
        for sentence in story.page.sentences
        for start, end in sentence.clauses
        for clock in sentence.clocks
    )


def _is_fresh(story: Story, event: Draft) -> bool:
    """Whether the first sentence tells of a missile with who says so, and the text names no day: news of the day."""
    lead = next((i for i, s in enumerate(story.page.sentences) if s.kind == "body"), None)
    if lead is None or not event.firm or event.cls != "MIS" or event is not next(iter(story.mains), None):
        return False
    sentence = story.page.sentences[lead]
    inside = sentence.start <= event.first < sentence.end
    return inside and not sentence.dates and any(scope.spoken for scope in story.scopes[lead])


def _settle_classes(story: Story) -> None:
    """A bare 'rocket' is of the class of the news; a launch with a launcher's name is no missile."""
    news = next((e.cls for e in story.mains if e.cls is not None and set(e.groups) != {ROCKET}), None)
    for event in story.events:
        if set(event.groups) == {ROCKET} and not event.vehicles and news is not None:
            event.groups[news] += 1


def _settle_operators(story: Story) -> None:
    """'The next Soyuz flies in December', in news of one from Kourou: whoever flew that one flies it again."""
    flown = {name: e.actor for e in reversed(list(story.mains)) if operator_at(e) is not None for name in e.vehicles}
    news = next((e for e in story.mains if operator_at(e) is not None), None)
    for event in story.events:
        if event.status != "planned" or event.sites or event.cls != "SAT":
            continue
        if event.vehicles and event.vehicles[0] in flown:
            event.actor = flown[event.vehicles[0]]
        elif news is not None and not event.vehicles and event.actor in _builders().get(news.vehicles[0], ()):
            event.actor = news.actor


@cache
def _builders() -> dict[str, list[str]]:
    """Vehicle -> the countries that fly it."""
    return {entry["name"]: entry["country"].split("/") for entry in load_shared("vehicles")["vehicle"]}


def operator_at(event: Draft) -> str | None:
    """The country that flies the event's vehicle from its site: a Soyuz that leaves from Kourou is Arianespace's."""
    if not event.sites or not event.vehicles or event.cls != "SAT":
        return None
    operators = {SUCCESSORS.get(country, country) for country in find_operators(event.sites[0], event.vehicles[0])}
    return operators.pop() if len(operators) == 1 else None


def _is_falling_satellite(story: Story, event: Draft) -> bool:
    """Whether a text says only that a satellite came to its end, and nothing of a launch: a re-entry."""
    if event.launched or event.vehicles or event.kinds != {"sat"}:
        return False
    launches = (m for s in story.page.sentences for m in s.all("launch") if m.value in ("verb", "noun"))
    carriers = (m for s in story.page.sentences for m in things(story.page, s) if m.value != "sat")
    return next(launches, None) is None and next(carriers, None) is None
