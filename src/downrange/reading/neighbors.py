"""Places of one sentence beside each other: which of them only says more closely, or widely, where another lies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from downrange.reading.facts import SentenceFacts
from downrange.reading.places import WATERS, PlaceMention, distance_km

WIDE = 2.0
"""A region reaches so many radii from its middle, where the text says that a place lies in it."""
BESIDE = 10
"""'The Naro center of Goheung': one place stands this near behind another that says more of it [characters]."""
VAGUE_REACH = 34
"""'Hundreds of kilometers off the coast of X': the unit stands this near before the place [characters]."""
BETWEEN_REACH = 70
"""'Between the island of X and the coast of Y': the second place stands this near behind the first word."""
LYING = 12
LYING_WORDS = 2
"""'The sea that lies between A and B': the sea stands so near before, in characters and in words."""
MOST_JOINTS = 3
"""Words and commas between two places of a list."""
_DIGIT = re.compile(r"\d")
_OF = frozenset(("の", " ", ""))


def says_no_more(facts: SentenceFacts, last: PlaceMention | None, place: PlaceMention) -> bool:
    """Whether a place only tells more of the one before or behind it, or how far off something is from it."""
    beside = last is not None and (_is_off(facts, last, place) or _is_wider(facts, last, place))
    return beside or _holds_next(facts, place) or _is_vaguely_off(facts, place) or _is_bound(facts, place)


def is_told_closer(
    facts: SentenceFacts, place: PlaceMention, role: str, told: Sequence[tuple[PlaceMention, str]]
) -> bool:
    """'Came down in the Pacific, some 3,200 km east of Japan': the sea says less than the distance behind it."""
    if place.place.kind not in ("sea", "ocean") or place.distance_km is not None:
        return False
    return any(
        other.distance_km is not None
        and other_role == role
        and facts.event_at(other.start) is facts.event_at(place.start)
        and facts.chain_at(other.start) == facts.chain_at(place.start)
        for other, other_role in told
    )


def goes_on(facts: SentenceFacts, first: PlaceMention | None, second: PlaceMention) -> bool:
    """'From around Tabriz and Isfahan', 'Miami, Nassau and the Bahamas': whether the second goes on with a list."""
    if first is None or first.distance_km is not None or second.distance_km is not None:
        return False
    meta = facts.page.lexicon.meta
    words = facts.page.folded[first.end : second.start].replace(",", " ,").replace("'", " ").split()
    joints = {*meta.get("listing", ())}
    plain = {*meta.get("articles", ()), *meta.get("definite", ()), "l", "d"}
    if not joints or not set(words) & {*joints, ","}:
        return False
    return len(words) <= MOST_JOINTS and all(word in joints or word in plain or word == "," for word in words)


def _is_wider(facts: SentenceFacts, first: PlaceMention, second: PlaceMention) -> bool:
    """'Aomori prefecture, in the Tohoku region': the wider place that the first one lies in says no more."""
    if second.distance_km is not None or facts.page.lexicon.meta.get("order") == "sov":
        return False
    gap = facts.page.folded[first.end : second.start]
    for mark in facts.sentence.within("country", first.end, second.start):  # "in Australia's Northern Territory"
        gap = gap.replace(facts.page.folded[mark.start : mark.end], " ")
    words = gap.replace(",", " ").replace("'", " ").split()
    held = (*facts.page.lexicon.meta.get("withins", ()), *facts.page.lexicon.meta.get("grounds", ()))
    if set(gap) & set(".;:()") or not all(word in held or word == "s" for word in words):
        return False
    if second.place.kind in WATERS:
        return False
    a, b = first.place, second.place
    if a.id == b.id:
        return bool(words)
    if "site" in (b.kind, a.kind) and b.kind != "region":
        return False
    inside = not set(words).isdisjoint(facts.page.lexicon.meta.get("insides", ()))
    return a.radius_km <= b.radius_km and distance_km(a, b) <= b.radius_km * (WIDE if inside else 1.0)


def _is_off(facts: SentenceFacts, first: PlaceMention, second: PlaceMention) -> bool:
    """'Inside Japan's zone off Shimane', 'in that zone southwest of Hateruma': one place, told more closely."""
    if second.distance_km is not None:
        return False
    gap = facts.page.folded[first.end : second.start]
    if set(gap) & set(".;:()"):
        return False
    bearings = [
        m
        for m in facts.sentence.within("bearing", first.end, second.start)
        if m.end <= second.start and m.value != "off"
    ]
    for mark in bearings:
        gap = gap.replace(facts.page.folded[mark.start : mark.end], " ")
    words = gap.replace("'", " ").split()
    off = {*facts.page.lexicon.meta.get("offshore", ())}
    if bearings and facts.page.lexicon.meta.get("order") != "sov":
        off |= {",", *facts.page.lexicon.meta.get("withins", ()), *facts.page.lexicon.meta.get("binders", ())}
        words = [word.strip(",") for word in words]
    return (bool(words) or bool(bearings)) and all(not word or word in off for word in words)


def _is_vaguely_off(facts: SentenceFacts, place: PlaceMention) -> bool:
    """'Hundreds of kilometers off the American coast': how far off it was, and of that no figure."""
    if place.distance_km is not None or facts.page.lexicon.meta.get("order") == "sov":
        return False
    units = facts.page.lexicon.meta.get("vague_lengths", ())
    lead = facts.page.folded[max(facts.sentence.start, place.start - VAGUE_REACH) : place.start]
    at = max((lead.rfind(unit) for unit in units), default=-1)
    if at < 0 or set(lead[at:]) & set(",;:.()"):
        return False
    begun = place.start - len(lead) + at
    pads = facts.sentence.within("placeprep", begun + 1, place.start)
    if place.fixed and any(m.value == "from" and place.start - m.end <= 1 for m in pads):
        return False  # 'not far from its pad at Baikonur'
    told = [facts.page.folded[q.start : q.end] for q in facts.sentence.quantities if q.start <= begun < q.end]
    return not any(char.isdigit() for words in told for char in words)


def _is_bound(facts: SentenceFacts, place: PlaceMention) -> bool:
    """'In the Atlantic between Brazil and Africa': what a stretch of sea lies between, where that is named."""
    betweens = facts.page.lexicon.meta.get("betweens", ())
    if not betweens or place.distance_km is not None:
        return False
    lead = facts.page.folded[max(facts.sentence.start, place.start - BETWEEN_REACH) : place.start]
    at = max(lead.rfind(f" {word} ") for word in betweens)
    if at < 0 or set(lead[at:]) & set(";:.()"):
        return False
    begun = place.start - len(lead) + at
    inner = [p for p in facts.sentence.places if begun < p.start < place.start]
    wider = [p for p in facts.sentence.places if 0 <= begun - p.end <= LYING and p.place.kind in WATERS]
    water = lead[:at].replace(",", " ").split()[-LYING_WORDS:]
    these = not set(water).isdisjoint(facts.page.lexicon.meta.get("waters", ()))
    joints = {*facts.page.lexicon.meta.get("listing", ())}
    first = not inner and set(lead[at:].split()).isdisjoint(joints) and not _DIGIT.search(lead, at)
    second = len(inner) == 1 and not set(facts.page.folded[inner[0].end : place.start].split()).isdisjoint(joints)
    return len(inner) <= 1 and (bool(wider) or these or first or second)


def _lies_in(place: PlaceMention, region: PlaceMention) -> bool:
    """'北海道の奥尻島': whether a place is finer than a region, and lies in it."""
    if place.place.kind in WATERS or region.place.kind in WATERS or place.place.radius_km >= region.place.radius_km:
        return False
    return distance_km(place.place, region.place) <= WIDE * region.place.radius_km


def _holds_next(facts: SentenceFacts, place: PlaceMention) -> bool:
    """'鹿児島県の種子島宇宙センター', "Syria's Idlib": the province or country of what is named right behind it."""
    if place.distance_km is not None:
        return False
    if facts.page.lexicon.meta.get("order") != "sov":
        starts = [other.start for other in facts.sentence.places]
        return (
            place.place.kind == "country" and facts.page.folded.startswith("'s ", place.end) and place.end + 3 in starts
        )
    return any(
        (other.place.kind == "site" or _lies_in(other, place)) and facts.page.folded[place.end : other.start] in _OF
        for other in facts.sentence.places
        if place.end <= other.start <= place.end + BESIDE
    )
