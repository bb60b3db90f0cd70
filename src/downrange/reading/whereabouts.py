"""Where it happened: the places of a sentence with their role, as facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from downrange.reading.backrefs import note_places, same_site, told_again
from downrange.reading.elsewhere import is_elsewhere, is_within_power
from downrange.reading.facts import SentenceFacts
from downrange.reading.lands import read_lands, role_of_land
from downrange.reading.neighbors import goes_on, is_told_closer, says_no_more
from downrange.reading.page import Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.places import WATERS, PlaceMention, distance_km
from downrange.records.claim import ClaimKind

VERB_REACH = 90
"""A verb that tells what happened at a place stands at most this far from it [characters]."""
PREPOSITION_REACH = 26
"""A preposition governs a place at most this far behind it ('on the Ukrainian city of Dnipro') [characters]."""
DEBRIS_REACH = 60
"""'Debris of the satellite fell': what falls stands at most this far before the verb [characters]."""
SKY_REACH = 50
"""'Seen streaking across the sky near X': the word for the sky stands this near before the place [characters]."""
_ENDS = frozenset(("impact", "debris", "stage_drop", "detected"))
"""What happens to a flight where it ends."""
_GIVEN_AGAIN = frozenset(("impact", "debris", "target"))
_LANDMARKS = frozenset(("city", "capital", "facility", "country"))
"""What a missile that flies toward it is aimed at."""
_DROPPED = frozenset(("first_stage", "second_stage", "third_stage", "upper_stage", "booster", "fairing"))
"""Parts that are let go in flight."""
STRIKE_REACH = 50
"""A verb for hitting stands this near before what was hit [characters]."""
BESIDE = 10
"""'Reached Kwajalein': a verb stands this near before its goal [characters]."""


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
        bare = listed and (role is None or _preposition(facts, place, sov=False) is None)
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
    if event is None or event.cls != "MIS" or _preposition(facts, place, sov=False) != "on":
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
    prep = _preposition(facts, mention, sov=sov)
    cue = _nearest_cue(sentence, mention, start, end, sov=sov)
    if cue == "target" and prep is None and not _is_beside(facts, mention):
        cue = None
    if not sov and _is_named_target(facts, mention):
        return "impact" if _is_hit(facts, mention, start) else "target"
    if cue == "target" and not sov and (_is_hit(facts, mention, start) or _is_struck(facts, mention, start)):
        return "impact"
    if not sov and is_within_power(facts, mention, start):
        return None
    at_sea = mention.place.kind == "sea"
    fixed_here = mention.place.kind == "site" and mention.distance_km is None
    event = facts.event_at(mention.start)
    of_missile = any(s.group == "MIS" for s in facts.statements) or (event is not None and event.cls == "MIS")
    if not sov and prep in ("in", "over", "from") and (craft := _is_aboard(facts, mention, start)) is not None:
        return craft
    if fixed_here and _is_where_it_left(facts, mention):
        return "launch_site"
    if is_elsewhere(facts, mention, prep, start):
        return None
    if fixed_here and event is not None and cue in ("debris", "impact", "detected"):
        if prep == "from" and not _is_off_shore(facts, mention):
            return "launch_site"  # 'Exploded just above its pad at Wallops', 'came apart a minute after leaving Kourou'
        if not sov and cue != "impact" and not _is_told_before(sentence, cue, start, mention):
            cue = None  # 'Officers at Vandenberg blew it up over the Pacific'
    cue = _refined(facts, mention, cue, start, end, of_missile=of_missile)
    if at_sea and cue == "launch_site" and of_missile and prep != "from" and _is_goal(facts, mention, sov=sov):
        return "direction"
    if cue == "launch_site" and at_sea and not of_missile:
        cue = None
    goal = prep == "in" and of_missile and mention.place.kind in ("ocean", "region") and mention.distance_km is None
    goal = goal and any(m.value == "verb" for m in sentence.within("launch", start, mention.start))
    if goal and not sov and cue in (None, "launch_site") and _is_goal(facts, mention, sov=sov):
        return "impact"  # 'fired into the Pacific'
    if cue == "launch_site" and not sov and mention.place.kind != "site" and _is_reached(facts, mention):
        cue = None
    if cue == "launch_site" and not sov and of_missile and _is_in_waters_off(facts, mention):
        return "impact"
    if cue == "launch_site" and not sov and mention.place.kind != "site" and prep not in ("in", "from"):
        cue = None
    launched = [
        m
        for m in sentence.within("launch", start, end)
        if abs(m.start - mention.start) <= VERB_REACH and m.value != "mission"
    ]
    fixed = mention.place.kind == "site"
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
        aimed = of_missile and mention.place.kind in _LANDMARKS and not own
        return "target" if aimed or cue == "target" or mention.place.kind in ("range", "site") else "direction"
    if prep is None and any(
        c.start <= mention.start < c.end and c.end >= mention.end - 1 for c in sentence.all("country")
    ):
        return None
    if fixed and cue == "target" and prep != "from":
        return "target"
    inner = any(c.start == mention.start and c.end < mention.end for c in sentence.all("country"))  # '北朝鮮の内陸部'
    if prep == "from" and cue in _ENDS and not fixed and _is_off_shore(facts, mention):
        return cue
    if prep == "from" and launched and (fixed or inner or mention.place.kind != "country"):
        return "launch_site" if not _offcoast(mention) or not cue else cue
    if prep == "on" and not fixed and not sov and cue in _ENDS and _is_told_before(sentence, cue, start, mention):
        return cue
    if prep == "on" and not fixed:
        return "target" if any(s.group == "MIS" for s in facts.statements) and launched else cue
    if prep == "over":
        return _role_above(facts, mention, cue, launched=bool(launched), sov=sov)
    if fixed and launched and cue in (None, "target", "debris"):
        return "launch_site"
    if cue is not None and (mention.place.kind != "country" or mention.distance_km is not None):
        return cue
    if at_sea and cue is None and event is not None and not launched and _is_goal(facts, mention, sov=sov):
        return "impact"
    if sentence.answer and prep == "from":
        return "launch_site"
    if fixed and (launched or facts.statements or sentence.listed or prep == "from"):
        return "launch_site"
    return None


def _role_above(
    facts: SentenceFacts, mention: PlaceMention, cue: str | None, *, launched: bool, sov: bool
) -> str | None:
    """What happened over a place: a flight, unless it ended or was lost from view there."""
    start, end = facts.sentence.clause_of(mention.start)
    flown = _gap_to(facts, mention, start, end, ("placecue",), ("overflight",))
    ended = _gap_to(facts, mention, start, end, ("destructverb", "outcome"), ("yes", "failure"))
    lost = _gap_to(facts, mention, start, end, ("placecue",), ("detected",))
    if flown is not None and flown < min(ended or VERB_REACH, lost or VERB_REACH):
        return "overflight"
    if cue in ("debris", "detected", "impact"):
        before = any(m.value == cue and m.end <= mention.start for m in facts.sentence.within("placecue", start, end))
        if before or sov or flown is None:
            return cue
    if flown is None and ended is not None:
        return "debris"
    return "overflight" if launched or cue or facts.statements or facts.sentence.has("object") else None


def _gap_to(
    facts: SentenceFacts,
    mention: PlaceMention,
    start: int,
    end: int,
    kinds: tuple[str, ...],
    values: tuple[str, ...],
) -> int | None:
    """Characters between a place and the nearest word of these kinds and values in its clause."""
    marks = [m for kind in kinds for m in facts.sentence.within(kind, start, end) if m.value in values]
    return min((max(m.start - mention.end, mention.start - m.end, 0) for m in marks), default=None)


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


def _is_told_before(sentence: Sentence, role: str, start: int, mention: PlaceMention) -> bool:
    return any(m.value == role for m in sentence.within("placecue", start, mention.start))


def _is_off_shore(facts: SentenceFacts, mention: PlaceMention) -> bool:
    """'Disintegrated off Cape Canaveral', 'into the sea off the coast of X': beside the place, not from it."""
    off = tuple(facts.page.lexicon.meta.get("offshore", ()))
    before = facts.page.folded[max(facts.sentence.start, mention.start - PREPOSITION_REACH) : mention.start].split()
    while before and before[-1] in off[1:]:
        before.pop()
    return before[-1:] == list(off[:1])


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


def _is_aboard(facts: SentenceFacts, mention: PlaceMention, start: int) -> str | None:
    """'Fired from a submarine in the White Sea', 'fired at a destroyer in the Red Sea': where a craft was, and why."""
    crafts = [m for m in facts.sentence.within("locale", start, mention.start) if m.value == "platform"]
    if not crafts:
        return None
    last = crafts[-1]
    verbs = [m for m in facts.sentence.within("launch", start, last.start) if m.value in ("verb", "noun")]
    gap = facts.page.folded[last.end : mention.start]
    if not verbs or last.start - verbs[-1].end > VERB_REACH or set(gap) & set(";:") or len(gap) > STRIKE_REACH:
        return None
    between = [m for m in facts.sentence.within("placecue", verbs[-1].end, mention.start) if m.value != "target"]
    if between or any(last.end <= p.start < mention.start for p in facts.sentence.places):
        return None
    preps = sorted((m.end, m.value) for m in facts.sentence.within("placeprep", verbs[-1].end, last.start))
    aimed = (
        preps
        and preps[-1][1] in ("on", "toward")
        and not _is_agent(facts, preps[-1][0])
        and not any(preps[-1][0] <= d.start < last.start for d in facts.sentence.dates)
    )
    return "target" if aimed else "launch_site"


def _is_agent(facts: SentenceFacts, place: int) -> bool:
    """'Lanzado por un submarino': whether the preposition that ends at an offset says by whom."""
    return facts.page.folded.endswith(
        tuple(word.rstrip() for word in facts.page.lexicon.meta.get("agents", ("\n",))), 0, place
    )


def _is_hit(facts: SentenceFacts, mention: PlaceMention, start: int) -> bool:
    """'Hit a designated target at the range': it came down where the target stood."""
    hits = tuple(facts.page.lexicon.meta.get("hits", ("\n",)))
    unmet = facts.page.lexicon.meta.get("unmet", ())
    ends = [m for m in facts.sentence.within("outcome", start, mention.start) if m.value == "success"]
    ends = [
        m for m in ends if not set(facts.page.folded[max(start, m.start - BESIDE) : m.start].split()[-1:]) & {*unmet}
    ]
    return any(facts.page.folded.startswith(hits, m.start) for m in ends)


def _is_struck(facts: SentenceFacts, mention: PlaceMention, start: int) -> bool:
    """'Hit a depot at Deliatyn', 'struck the city of Dnipro': a verb for hitting that was not only meant."""
    if mention.place.kind not in _LANDMARKS and mention.place.kind != "region":
        return False
    hits = facts.page.lexicon.meta.get("strikes", ())
    for mark in facts.sentence.within("placecue", max(start, mention.start - VERB_REACH), mention.start):
        words = facts.page.folded[mark.start : mark.end].split()
        if mark.value == "target" and words[0] in hits:
            lead = facts.page.folded[max(start, mark.start - BESIDE) : mark.start].split()[-1:]
            gap = facts.page.folded[mark.end : mention.start]
            if not set(lead) & {*facts.page.lexicon.meta.get("unmet", ())} and not set(gap) & set(",;:"):
                return not any(m.end <= mention.start for m in facts.sentence.within("launch", mark.end, mention.start))
    return False


def _is_named_target(facts: SentenceFacts, mention: PlaceMention) -> bool:
    """'Its target, the Kura range in Kamchatka': a place that only names what was aimed at."""
    articles = facts.page.lexicon.meta.get("articles", ())
    for mark in facts.sentence.within("placecue", max(facts.sentence.start, mention.start - BESIDE - 6), mention.start):
        gap = facts.page.folded[mark.end : mention.start]
        if mark.value == "target" and gap.startswith(",") and all(w in articles for w in gap[1:].split()):
            return True
    return False


def _is_beside(facts: SentenceFacts, mention: PlaceMention) -> bool:
    """'Reached Kwajalein': the word for reaching stands right before the place."""
    return any(m.value == "target" and 0 <= mention.start - m.end <= BESIDE for m in facts.sentence.all("placecue"))


def _is_goal(facts: SentenceFacts, mention: PlaceMention, *, sov: bool) -> bool:
    """'Fired into the Yellow Sea': the word beside the place says that something goes there."""
    words = facts.page.lexicon.meta.get("goals", ())
    if sov:
        return facts.page.folded.startswith(tuple(words), mention.end)
    before = facts.page.folded[max(facts.sentence.start, mention.start - PREPOSITION_REACH // 2) : mention.start]
    return any(f" {word} " in before for word in words)


def _is_in_waters_off(facts: SentenceFacts, mention: PlaceMention) -> bool:
    """'Fired into the waters off the east coast': where it went, and not what it left."""
    meta = facts.page.lexicon.meta
    before = facts.page.folded[max(facts.sentence.start, mention.start - PREPOSITION_REACH) : mention.start].split()
    waters = [i for i, word in enumerate(before) if word in meta.get("waters", ()) or word in meta.get("seas", ())]
    return bool(waters) and any(word in meta.get("goals", ()) for word in before[: waters[-1]])


def _is_reached(facts: SentenceFacts, mention: PlaceMention) -> bool:
    """'As far as Port Isabel', 'all the way to X': up to there, and not from there."""
    before = facts.page.folded[max(facts.sentence.start, mention.start - PREPOSITION_REACH) : mention.start]
    return before.endswith(tuple(facts.page.lexicon.meta.get("reaching", ("\n",))))


def _offcoast(mention: PlaceMention) -> bool:
    return mention.distance_km is not None


def _preposition(facts: SentenceFacts, mention: PlaceMention, *, sov: bool) -> str | None:
    best: Mark | None = None
    for mark in facts.sentence.all("placeprep"):
        if sov:
            behind = mark.end > mention.end and mark.start > mention.start  # '近郊から' behind the place '平壌近郊'
            gap = facts.page.folded[mention.end : mark.start] if behind else None
        else:
            gap = facts.page.folded[mark.end : mention.start] if mark.start < mention.start else None
        if gap is None or len(gap) > PREPOSITION_REACH or len(gap.split()) > 4 or "," in gap:
            continue
        if mark.value == "from" and not sov and _is_genitive(facts, mark):
            continue
        if best is not None and best.start <= mark.start < best.end:
            continue  # 'from near Pyongyang' is 'from'
        if best is None or not (sov or mark.value == "of"):
            best = mark
    return best.value if best else None


def _is_genitive(facts: SentenceFacts, mark: Mark) -> bool:
    """'Dans un champ du comté de X': what also means 'from' where something was launched means 'of' elsewhere."""
    openings = tuple(facts.page.lexicon.meta.get("genitives", ()))
    if not openings or not facts.page.folded.startswith(openings, mark.start):
        return False
    for verb in reversed(facts.sentence.within("launch", facts.sentence.start, mark.start)):
        gap = facts.page.folded[verb.end : mark.start]
        ended = [m for m in facts.sentence.within("placecue", verb.end, mark.start) if m.value in _ENDS]
        return len(gap) > SKY_REACH or "," in gap or bool(ended)
    return any(m.value in _ENDS for m in facts.sentence.within("placecue", facts.sentence.start, mark.start))


def _nearest_cue(sentence: Sentence, mention: PlaceMention, start: int, end: int, *, sov: bool) -> str | None:
    best, least = None, float(VERB_REACH)
    rows = [(m, m.value) for m in sentence.within("placecue", start, end)]
    rows += [(m, "launch_site") for m in sentence.within("launch", start, end) if m.value == "verb"]
    led = any(0 <= mention.start - mark.end <= DEBRIS_REACH for mark, _ in rows)
    told_before = any(
        0 <= mention.start - mark.end <= DEBRIS_REACH and role not in ("target", "launch_site") for mark, role in rows
    )
    fallen = any(0 <= mention.start - mark.end <= BESIDE and role == "impact" for mark, role in rows)
    for mark, role in rows:
        ahead = mark.end <= mention.start
        gap = mention.start - mark.end if ahead else mark.start - mention.end
        around = mark.start < mention.start and mention.end < mark.end
        if around and role == "launch_site":
            continue  # 'struck the city of X with a missile'
        ahead, gap = ahead or around, 0 if around else gap
        behind = sentence.text[mention.end - sentence.start : mark.start - sentence.start]
        if not ahead and not sov and led and "," in behind:
            continue  # 'lit off X, followed its path and fell'
        if not ahead and not sov and role == "launch_site" and told_before:
            continue  # 'the rocket that fell over X had been launched from Y'
        if gap < 0 and (role != "target" or mention.place.kind in WATERS):
            continue  # 'mar Blanco' is no aim
        between = sentence.text[mark.end - sentence.start : mention.start - sentence.start]
        if sov and ahead and role == "launch_site" and ("," in between or "、" in between):
            continue  # where the verb comes last, one before a comma is of another clause
        cost = max(gap, 0) * (1.0 if ahead != sov else 1.6)
        if cost < least:
            best, least = role, cost
    if best == "target" and not sov and fallen and any(mention.start <= m.start < mention.end for m, _ in rows):
        return "impact"  # 'cayeron en el polígono de Kura'
    if best == "launch_site" and mention.place.kind in ("ocean", "country"):
        return None
    if best == "target" and sov and any(m.value == "impact" and m.start > mention.end for m, _ in rows):
        return "impact"  # 'in the target waters off the coast it came down'
    return best
