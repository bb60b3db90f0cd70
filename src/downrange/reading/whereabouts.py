"""Where it happened: the places of a sentence with their role, as facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from downrange.reading.backrefs import note_places, same_site, told_again
from downrange.reading.elsewhere import is_elsewhere, is_within_power
from downrange.reading.facts import SentenceFacts
from downrange.reading.lands import read_lands, role_of_land
from downrange.reading.neighbors import goes_on, is_told_closer, says_no_more
from downrange.reading.phrasebook import Mark
from downrange.reading.place_words import (
    BESIDE,
    DEBRIS_REACH,
    ENDS,
    SKY_REACH,
    VERB_REACH,
    gap_to,
    is_beside,
    is_goal,
    is_in_waters_off,
    is_left,
    is_off_shore,
    is_reached,
    is_seen_from,
    is_to_come,
    is_told_before,
    nearest_cue,
    preposition,
)
from downrange.reading.places import PlaceMention, distance_km
from downrange.reading.strikes import LANDMARKS, STRIKE_REACH, is_aboard, is_hit, is_named_target, is_struck
from downrange.records.claim import ClaimKind

BAYS = frozenset(("bay", "gulf", "strait"))
_GIVEN_AGAIN = frozenset(("impact", "debris", "target"))
_DROPPED = frozenset(("first_stage", "second_stage", "third_stage", "upper_stage", "booster", "fairing"))
"""Parts that are let go in flight."""


def read_places(facts: SentenceFacts) -> None:
    """Places with what happened there."""
    last: PlaceMention | None = None
    before: str | None = None
    end = facts.sentence.start
    told: list[tuple[PlaceMention, str]] = []
    for place in facts.sentence.places:
        passed = says_no_more(facts, last, place)
        listed, last = goes_on(facts, last, place), place
        if passed or facts.unreal(place.start):
            continue
        role = _role(facts, place, told)
        bare = listed and (role is None or preposition(facts, place, sov=False) is None)
        if bare or (role is None and (before == "stage_drop" and _has_a_part(facts, end, place.start))):
            role = before
        before, end = role, place.end
        if role == "launch_site" and _is_shot_at(facts, place, told):
            role = "target"
        if role is not None:
            told.append((place, role))
    told += [(p, role) for p in told_again(facts) if (role := _place_role(facts, p)) in _GIVEN_AGAIN]
    told += read_lands(facts, told)
    again = same_site(facts)
    if again is not None and not any(role == "launch_site" for _, role in told):
        told.append((again, "launch_site"))
    for place, role in told:
        if not is_told_closer(facts, place, role, told):
            facts.add(ClaimKind.PLACE, role, place_value(place), place.start, place.end, "place")
            if role == "launch_site" and facts.event_at(place.start) is not None:
                facts.reading.left_from = place
    note_places(facts)


def _is_shot_at(facts: SentenceFacts, place: PlaceMention, told: Sequence[tuple[PlaceMention, str]]) -> bool:
    """'Fired from Plesetsk at the Kura range': a second site, behind a word for what something is fired at."""
    event = facts.event_at(place.start)
    if event is None or event.cls != "MIS" or preposition(facts, place, sov=False) != "on":
        return False
    clause = facts.sentence.clause_of(place.start)
    left = (p for p, role in told if role == "launch_site" and facts.sentence.clause_of(p.start) == clause)
    return any(p.place.id != place.place.id and distance_km(p.place, place.place) > p.place.radius_km for p in left)


def _has_a_part(facts: SentenceFacts, start: int, end: int) -> bool:
    """'The first stage fell off X, the fairing off Y': whether another part that is let go stands in a stretch."""
    return any(m.value in _DROPPED for m in facts.sentence.within("part", start, end))


def _role(facts: SentenceFacts, place: PlaceMention, told: Sequence[tuple[PlaceMention, str]]) -> str | None:
    """The role of a place; a whole country has only those that the word before it tells."""
    land = place.place.country if place.place.kind == "country" and place.distance_km is None else None
    if land is not None and facts.page.lexicon.meta.get("order") != "sov":
        role = role_of_land(facts, place, land, told)
        if role is not None:
            return role
    return _place_role(facts, place)


def place_value(mention: PlaceMention) -> dict[str, Any]:
    """A place in the shape of the report schema."""
    place = mention.place
    value: dict[str, Any] = {
        "gaz": place.id,
        "names": list(place.names),
        "lat": place.latitude_deg,
        "lon": place.longitude_deg,
        "radius_km": place.radius_km,
    }
    if mention.distance_km is not None:
        value |= {"bearing": mention.bearing, "distance_km": mention.distance_km, "approx": mention.approx}
    return value


def _place_role(facts: SentenceFacts, mention: PlaceMention) -> str | None:
    sentence = facts.sentence
    start, end = sentence.clause_of(mention.start)
    sov = facts.page.lexicon.meta.get("order") == "sov"
    start = _introduced(facts, start)
    prep = preposition(facts, mention, sov=sov)
    cue = nearest_cue(sentence, mention, start, end, sov=sov)
    if cue == "target" and prep is None and not is_beside(facts, mention):
        cue = None
    if not sov and is_named_target(facts, mention):
        return "impact" if is_hit(facts, mention, start) else "target"
    if cue == "target" and not sov and (is_hit(facts, mention, start) or is_struck(facts, mention, start)):
        return "impact"
    if not sov and is_within_power(facts, mention, start):
        return None
    at_sea = mention.place.kind == "sea"
    fixed_here = mention.fixed
    event = facts.event_at(mention.start)
    of_missile = any(s.group == "MIS" for s in facts.statements) or (event is not None and event.cls == "MIS")
    if not sov and prep in ("in", "over", "from") and (craft := is_aboard(facts, mention, start)) is not None:
        return craft
    if fixed_here and _is_where_it_left(facts, mention):
        return "launch_site"
    if is_elsewhere(facts, mention, prep, start):
        return None
    if not sov and prep == "from" and is_seen_from(facts, mention, start):
        return None if fixed_here else "detected"
    if not sov and event is not None and event.status == "occurred" and is_to_come(facts, mention, start):
        return None
    if fixed_here and event is not None and cue in ("debris", "impact", "detected"):
        if prep == "from" and not is_off_shore(facts, mention):
            return "launch_site"  # 'Exploded just above its pad at Wallops', 'came apart a minute after leaving Kourou'
        if not sov and cue != "impact" and not is_told_before(sentence, cue, start, mention):
            cue = None  # 'Officers at Vandenberg blew it up over the Pacific'
    cue = _refined(facts, mention, cue, start, end, of_missile=of_missile)
    gone = cue == "launch_site" and of_missile and prep not in ("from", "toward")
    gone = gone and is_goal(facts, mention, sov=sov)
    if gone and at_sea:
        return "direction" if sov else "impact"  # 'fired into the Sea of Japan'
    if gone and not sov and mention.place.kind in BAYS and prep != "over":
        return "direction"
    if cue == "launch_site" and at_sea and not of_missile:
        cue = None
    goal = prep == "in" and of_missile and mention.place.kind in ("ocean", "region") and mention.distance_km is None
    goal = goal and any(m.value == "verb" for m in sentence.within("launch", start, mention.start))
    if goal and not sov and cue in (None, "launch_site") and is_goal(facts, mention, sov=sov):
        return "impact"  # 'fired into the Pacific'
    if cue == "launch_site" and not sov and not fixed_here and is_reached(facts, mention):
        cue = None
    if cue == "launch_site" and not sov and of_missile and is_in_waters_off(facts, mention):
        return "impact"
    if cue == "launch_site" and not sov and not fixed_here and prep not in ("in", "from"):
        cue = None
    launched = [
        m
        for m in sentence.within("launch", start, end)
        if abs(m.start - mention.start) <= VERB_REACH and m.value != "mission"
    ]
    fixed = mention.place.kind == "site" and not mention.wide
    falling = mention.distance_km is not None or cue in ("impact", "debris", "stage_drop", "announced_zone")
    if event is not None and event.status == "planned" and falling:
        return "launch_site" if fixed and mention.distance_km is None else "announced_zone"
    if (
        event is not None
        and event.status == "planned"
        and mention.place.kind in ("sea", "ocean", "strait", "gulf", "bay", "region")
    ):
        return "direction" if prep == "toward" else "overflight" if prep == "over" else "announced_zone"
    if prep == "outside" and mention.distance_km is None:
        return None
    if prep == "toward":
        own = mention.place.kind == "country" and event is not None and mention.place.country == event.actor
        aimed = of_missile and mention.place.kind in LANDMARKS and not own
        return "target" if aimed or cue == "target" or mention.place.kind in ("range", "site") else "direction"
    if prep is None and any(
        c.start <= mention.start < c.end and c.end >= mention.end - 1 for c in sentence.all("country")
    ):
        return None
    if fixed and cue == "target" and prep != "from":
        return "target"
    inner = any(c.start == mention.start and c.end < mention.end for c in sentence.all("country"))  # '北朝鮮の内陸部'
    if prep == "from" and cue in ENDS and not fixed and is_off_shore(facts, mention):
        return cue
    if prep == "from" and launched and (fixed or inner or mention.place.kind != "country"):
        return "launch_site" if not _offcoast(mention) or not cue else cue
    if prep == "on" and not fixed and not sov and cue in ENDS and is_told_before(sentence, cue, start, mention):
        return cue
    if prep == "on" and not fixed:
        return "target" if any(s.group == "MIS" for s in facts.statements) and launched else cue
    if prep == "over" and not sov and not _is_flown(facts, mention, start) and cue in (None, "launch_site"):
        return None
    if prep == "over":
        return _role_above(facts, mention, cue, launched=bool(launched), sov=sov)
    plain = mention.wide and mention.distance_km is None and cue in (None, "launch_site")
    if plain and event is not None and not sov:
        told = any(p.fixed and 0 < mention.start - p.end <= STRIKE_REACH for p in sentence.places)
        return "launch_site" if prep is not None and not told and is_left(facts, mention, start) else None
    if fixed and launched and cue in (None, "target", "debris"):
        return "launch_site"
    if cue is not None and (mention.place.kind != "country" or mention.distance_km is not None):
        return cue
    if at_sea and cue is None and event is not None and not launched and is_goal(facts, mention, sov=sov):
        return "impact"
    if sentence.answer and prep == "from":
        return "launch_site"
    if fixed and (launched or facts.statements or sentence.listed or prep == "from"):
        return "launch_site"
    return None


def _is_flown(facts: SentenceFacts, mention: PlaceMention, start: int) -> bool:
    """Whether a word for a launch, a thing launched or its way stands before a place, and no comma parts them."""
    sentence = facts.sentence
    ways = [m for m in sentence.within("placecue", start, mention.start) if m.value in ("overflight", *ENDS)]
    if sentence.within("release", start, mention.start):
        return False  # 'released the rocket over the Atlantic'
    marks = [*sentence.within("launch", start, mention.start), *ways]
    marks += sentence.within("object", start, mention.start)
    last = max((m.end for m in marks if m.end <= mention.start), default=None)
    return last is not None and not set(facts.page.folded[last : mention.start]) & set(";()")


def _role_above(
    facts: SentenceFacts, mention: PlaceMention, cue: str | None, *, launched: bool, sov: bool
) -> str | None:
    """What happened over a place: a flight, unless it ended or was lost from view there."""
    start, end = facts.sentence.clause_of(mention.start)
    flown = gap_to(facts, mention, start, end, ("placecue",), ("overflight",))
    ended = gap_to(facts, mention, start, end, ("destructverb", "outcome"), ("yes", "failure"))
    lost = gap_to(facts, mention, start, end, ("placecue",), ("detected",))
    if flown is not None and flown < min(ended or VERB_REACH, lost or VERB_REACH):
        return "overflight"
    if cue in ("debris", "detected", "impact"):
        before = any(m.value == cue and m.end <= mention.start for m in facts.sentence.within("placecue", start, end))
        if before or sov or flown is None:
            return cue
    if flown is None and ended is not None:
        return "debris"
    return "overflight" if launched or cue or facts.statements or facts.sentence.has("object") else None


def _refined(
    facts: SentenceFacts, mention: PlaceMention, cue: str | None, start: int, end: int, *, of_missile: bool
) -> str | None:
    """What falls may be a stage or debris, and what was only meant to come down somewhere had its target there."""
    sentence = facts.sentence
    if cue == "detected" and sentence.within("wreck", start, end):
        return "detected" if _is_in_the_sky(facts, mention, start) and _is_seen(facts, start, end) else "debris"
    meant = [m for m in sentence.within("modal", start, end) if m.value == "planned"]
    if cue == "stage_drop":
        drops = [m for m in sentence.within("placecue", start, mention.start) if m.value == cue]
        joints = facts.page.lexicon.meta.get("conjunctions", ())
        joined = [any(word in joints for word in facts.page.folded[m.start : m.end].split()) for m in drops]
        return "impact" if joined and all(joined) else cue
    if cue != "impact":
        return cue
    last = facts.page.lexicon.meta.get("order") == "sov"
    falls = [m for m in sentence.within("placecue", start, end) if m.value == "impact"]
    falls = [m for m in falls if (m.start >= mention.end if last else m.end <= mention.start)]
    stages = [m for m in sentence.within("part", start, end) if m.value in _DROPPED]
    for role, things in (("stage_drop", stages), ("debris", sentence.within("wreck", start, end))):
        nearest = falls[:1] if last else falls[-1:]
        if any(_falls(facts, thing, fall) for thing in things for fall in nearest):
            return role
    if any(0 <= f.start - m.end <= BESIDE for f in falls for m in meant):
        return "target"
    return cue


def _is_in_the_sky(facts: SentenceFacts, mention: PlaceMention, start: int) -> bool:
    """'Debris was seen streaking across the sky near Miami': in flight, and not on the ground."""
    lead = facts.page.folded[max(start, mention.start - SKY_REACH) : mention.start].replace("'", " ").split()
    return not set(lead).isdisjoint(facts.page.lexicon.meta.get("skies", ()))


def _is_seen(facts: SentenceFacts, start: int, end: int) -> bool:
    """Whether somebody sees it: 'debris was seen', not 'burning debris streaked across the sky'."""
    seen = facts.page.lexicon.meta.get("seens")
    words = facts.page.folded[start:end].replace("'", " ").replace(",", " ").split()
    return seen is None or not set(words).isdisjoint(seen)


def _falls(facts: SentenceFacts, thing: Mark, fall: Mark) -> bool:
    """'Debris of the satellite fell', but not 'the booster did not ignite and it fell'."""
    gap = facts.page.folded[thing.end : fall.start].split() if thing.end <= fall.start else None
    if gap is None or fall.start - thing.end > DEBRIS_REACH:
        return False
    if facts.page.lexicon.meta.get("order") == "sov":
        ails = facts.sentence.all("trouble", "outcome", "anomalyverb", "cause")
        between = facts.page.folded[thing.end : fall.start]
        return not set(between) & set("、,") and not any(thing.end <= m.start < fall.start for m in ails)
    return not any(word in facts.page.lexicon.meta.get("conjunctions", ()) for word in gap)


def _introduced(facts: SentenceFacts, start: int) -> int:
    """'In three zones: the South China Sea, ...': what is listed behind a colon is what stands before it."""
    if not facts.page.folded.startswith(":", start) and facts.page.folded[max(0, start - 1) : start] != ":":
        return start
    return next((low for low, high in facts.sentence.clauses if high == start), start)


def _is_where_it_left(facts: SentenceFacts, mention: PlaceMention) -> bool:
    """'30 Sekunden nach dem Start in Andøya fiel sie ins Meer': the site right behind a word for launching."""
    for mark in facts.sentence.all("launch"):
        between = facts.page.folded[mark.end : mention.start]
        if 0 < len(between) <= BESIDE and mark.value in ("noun", "verb") and len(between.split()) == 1:
            word = between.strip()
            return any(m.start == mark.end + between.find(word) for m in facts.sentence.all("placeprep"))
    return False


def _offcoast(mention: PlaceMention) -> bool:
    return mention.distance_km is not None
