"""Whole countries as places: what was fired from one or at one, flew over it or came down in it."""

from __future__ import annotations

from collections.abc import Sequence

from downrange.reading.facts import SentenceFacts
from downrange.reading.gazetteer import known_places
from downrange.reading.phrasebook import Mark
from downrange.reading.places import PlaceMention, known_lands

VERB_REACH = 90
"""A verb that tells what happened in a country stands at most this far from it [characters]."""
FALL_REACH = 44
"""'Fell harmlessly in the desert of X': a word for falling stands this near before the country [characters]."""
OVER_REACH = 30
"""'Broke up high over X': what ended stands this near before the country [characters]."""
DENIAL_REACH = 24
DENYING = 2
"""A negation is among so many words before the verb that it denies, in so many characters."""


def read_lands(facts: SentenceFacts, told: Sequence[tuple[PlaceMention, str]]) -> list[tuple[PlaceMention, str]]:
    """Countries with what happened there; `told` are the other places of the sentence, which say it more closely."""
    sentence = facts.sentence
    found: list[tuple[PlaceMention, str]] = []
    if facts.page.lexicon.meta.get("order") == "sov":
        return found
    for mark in sentence.all("country"):
        land = known_lands().get(mark.value)
        if land is None or any(p.start < mark.end and mark.start < p.end for p in sentence.places):
            continue
        mention = PlaceMention(mark.start, mark.end, known_places()[land])
        role = role_of_land(facts, mention, mark.value, told)
        if role is not None:
            found.append((mention, role))
    return found


def role_of_land(
    facts: SentenceFacts, mention: PlaceMention, country: str, told: Sequence[tuple[PlaceMention, str]]
) -> str | None:
    """The role of a whole country, by the word right before it; None where nothing flew."""
    event = facts.event_at(mention.start)
    if event is None or event.status == "planned" or facts.unreal(mention.start):
        return None
    start, end = facts.sentence.clause_of(mention.start)
    if _is_crossed(facts, mention, start, end):
        ended = _ended_over(facts, mention, start)
        return ended or ("overflight" if event.actor != country else None)
    if not _is_a_land(facts, mention):
        return None
    preps = [m for m in facts.sentence.within("placeprep", start, mention.start) if _is_next(facts, m.end, mention)]
    if not preps:
        return None
    values = {m.value for m in preps}
    launched = [
        m for m in facts.sentence.within("launch", start, end) if m.value in ("verb", "noun") and _is_near(m, mention)
    ]
    if "from" in values and launched:
        finer = any(role == "launch_site" and facts.event_at(p.start) is event for p, role in told)
        return None if finer or not _left(facts, launched, preps) else "launch_site"
    ahead = [m for m in launched if m.end <= mention.start]
    if event.cls == "MIS" and event.actor != country and ahead and values & {"on", "toward"}:
        closer = any(
            role == "target" and 0 <= p.start - mention.end <= FALL_REACH and p.start < end for p, role in told
        )
        return None if closer or _is_said_of(facts, ahead[-1].end, mention.start) else "target"
    return _came_down(facts, mention, start) if "in" in values else None


def _is_near(mark: Mark, mention: PlaceMention) -> bool:
    return mention.start - mark.end <= VERB_REACH and mark.start - mention.end <= VERB_REACH // 2


def _left(facts: SentenceFacts, launched: Sequence[Mark], preps: Sequence[Mark]) -> bool:
    """Whether 'from' goes with the launch: no word for falling or being seen stands between them."""
    first = min(m.start for m in preps)
    last = max((m.end for m in launched if m.end <= first + 1), default=None)
    if last is None:
        return any(m.start >= first for m in launched)
    apart = (m for m in facts.sentence.within("placecue", last, first) if m.value != "target")
    return next(apart, None) is None and not _is_said_of(facts, last, first)


def _is_said_of(facts: SentenceFacts, start: int, end: int) -> bool:
    """Whether a verb of saying parts two offsets."""
    return any(m.end <= end for m in facts.sentence.within("speech", start, end))


def _came_down(facts: SentenceFacts, mention: PlaceMention, start: int) -> str | None:
    """'One of them landed in Jordan', 'debris was found in Iraq'."""
    low = max(start, mention.start - FALL_REACH)
    cues = [
        m
        for m in facts.sentence.within("placecue", low, mention.start)
        if m.value in ("impact", "debris", "stage_drop") and m.end <= mention.start
    ]
    if not cues or _is_said_of(facts, cues[-1].end, mention.start):
        return None
    between = facts.sentence.all("launch", "place")
    if any(cues[-1].end <= m.start < mention.start for m in between) or _is_denied(facts, start, cues[-1]):
        return None
    return "debris" if facts.sentence.within("wreck", start, mention.start) else cues[-1].value


def _is_crossed(facts: SentenceFacts, mention: PlaceMention, start: int, end: int) -> bool:
    """'Fired a missile over Japan', 'survole le Japon': a country that something flew over is a place."""
    over = [m for m in facts.sentence.within("placeprep", start, end) if m.value == "over"]
    crossing = [m for m in facts.sentence.within("placecue", start, end) if m.value == "overflight"]
    beside = [m for m in (*over, *crossing) if m.end <= mention.start and _is_next(facts, m.end, mention)]
    if not beside or _is_denied(facts, start, beside[0]):
        return False
    verbs = facts.sentence.all("launch")
    flown = any(m.value == "verb" and 0 <= mention.start - m.end <= VERB_REACH for m in verbs)
    return flown or any(m in crossing for m in beside)


def _ended_over(facts: SentenceFacts, mention: PlaceMention, start: int) -> str | None:
    """'Burned up above China', 'lost from view over Iran': what ended there flew over none."""
    low = max(start, mention.start - OVER_REACH)
    if any(m.value == "yes" for m in facts.sentence.within("destructverb", low, mention.start)):
        return "debris"
    cues = [m for m in facts.sentence.within("placecue", low, mention.start) if m.end <= mention.start]
    return cues[-1].value if cues and cues[-1].value in ("debris", "detected", "impact") else None


def _is_a_land(facts: SentenceFacts, mention: PlaceMention) -> bool:
    """Whether the words name the country itself: 'Iran', not 'Iranian'."""
    words = facts.page.folded[mention.start : mention.end]
    return words in facts.page.lexicon.meta.get("lands", ()) and not facts.page.folded.startswith(
        ("'s", "-"), mention.end
    )


def _is_denied(facts: SentenceFacts, start: int, mark: Mark) -> bool:
    """'It did not cross Japan', "n'a pas survolé le Japon": a negation among the last words before the verb."""
    words = facts.page.folded[max(start, mark.start - DENIAL_REACH) : mark.start].split()[-DENYING:]
    return not set(words).isdisjoint(facts.page.lexicon.meta.get("negations", ()))


def _is_next(facts: SentenceFacts, start: int, mention: PlaceMention) -> bool:
    """Whether nothing but an article stands between an offset and a place."""
    words = facts.page.folded[start : mention.start].replace("'", " ").split()
    articles = (*facts.page.lexicon.meta.get("articles", ()), *facts.page.lexicon.meta.get("definite", ()))
    return start <= mention.start and len(words) <= 1 and all(w in articles or f"{w}'" in articles for w in words)
