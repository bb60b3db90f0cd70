"""Facts folded into claims: the same said again by the same origin is one claim with several spans."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from downrange.catalog.sites import sphere_distance
from downrange.reading.facts import MISSILES, Fact
from downrange.reading.gazetteer import known_places
from downrange.reading.page import Page
from downrange.records.claim import Claim, ClaimKind, Hedge

MOST_SPANS = 50
"""Spans kept of a claim that a page repeats endlessly."""
SAME_FIGURE = 0.01
"""Figures of one origin nearer than this are one figure."""
_STRENGTH = {Hedge.FACT: 0, Hedge.CLAIM: 1, Hedge.PROBABLE: 2, Hedge.POSSIBLE: 3, Hedge.UNKNOWN: 4, Hedge.NEGATED: 5}


def fold_claims(page: Page, digest: str, facts: Iterable[Fact]) -> tuple[Claim, ...]:
    """Claims of a document, in the order of their first words in the body."""
    groups: list[list[Fact]] = []
    alike: dict[tuple[Any, ...], list[list[Fact]]] = {}
    by_origin: dict[tuple[Any, ...], list[list[Fact]]] = {}
    rows = sorted(facts, key=lambda f: (f.heading, f.start))
    for fact in rows:
        key = fact.event.id, fact.kind, fact.role
        slot = alike.setdefault(key, [])
        own = by_origin.setdefault((*key, fact.chain[:1]), [])
        home = next((group for group in (slot if fact.heading else own) if _same(group[0], fact)), None)
        if home is None:
            home = []
            slot.append(home)
            own.append(home)
            groups.append(home)
        home.append(fact)
    told: dict[tuple[str, ClaimKind], list[list[Fact]]] = {}
    for group in groups:
        told.setdefault((group[0].event.id, group[0].kind), []).append(group)
    groups = [group for group in groups if not _overruled(group, told[group[0].event.id, group[0].kind])]
    groups.sort(key=lambda group: group[0].start)
    repeats = _Repeats(page)
    claims: dict[str, Claim] = {}
    for group in groups:
        claim = _claim(page, digest, group, repeats)
        if claim.id in claims:  # the same words tell of two launches: 'three failures, in 2006, 2007 and 2008'
            claim = replace(claim, id=_identify(f"{digest}{claim.event}", claim.spans[0], claim.kind, claim.value))
        claims[claim.id] = claim
    return tuple(claims.values())


def _same(a: Fact, b: Fact) -> bool:
    """Whether two facts are one claim: same origin and value, whoever passes it on, or one of them a headline."""
    if a.chain[:1] != b.chain[:1] and not b.heading:
        return False
    if b.heading and a.kind is ClaimKind.LAUNCH and all(str(fact.value) in MISSILES for fact in (a, b)):
        return True
    return _same_value(a.kind, a.value, b.value)


def _same_value(kind: ClaimKind, a: Any, b: Any) -> bool:
    if kind is ClaimKind.LAUNCH:
        return a == b or {a, b} <= {"sat", "slv"} or (a in MISSILES and b in MISSILES and "missile" in (a, b))
    if kind is ClaimKind.DATE:
        return str(a).startswith(str(b)) or str(b).startswith(str(a))
    if kind is ClaimKind.CAUSE:
        mine, other = set(str(a).split("_")), set(str(b).split("_"))
        return mine <= other or other <= mine
    if kind is ClaimKind.QUANTITY:
        x, y = a.get("si", a.get("si_lo")), b.get("si", b.get("si_lo"))
        return a["si_unit"] == b["si_unit"] and abs(x - y) <= SAME_FIGURE * max(abs(x), abs(y))
    if kind is ClaimKind.PLACE:
        return a["gaz"] == b["gaz"] and a.get("distance_km") == b.get("distance_km")
    if kind is ClaimKind.TIME:
        return a["local"] == b["local"] or (a["utc"] is not None and a["utc"] == b["utc"])
    return bool(a == b)


def _overruled(group: Sequence[Fact], beside: Sequence[Sequence[Fact]]) -> bool:
    """A success that the same origin also calls a failure is a stage on the way; 'soon' yields to a date.

    So does a region to the site in it. `beside` are the groups of its kind and event, itself among them.
    """
    fact = group[0]
    if fact.kind is ClaimKind.PLACE:
        others = [g[0] for g in beside if g is not group and g[0].role == fact.role]
        held = fact.role == "launch_site" and any(_lies_in(other, fact) for other in others)
        return held or any(_lies_in_land(other, fact) for other in others)
    if fact.kind is not ClaimKind.OUTCOME and fact.kind is not ClaimKind.PLAN:
        return False
    rivals = [g[0] for g in beside if g is not group]
    if fact.kind is not ClaimKind.PLAN:
        rivals = [r for r in rivals if r.chain[:1] == fact.chain[:1] or fact.heading]
    if fact.kind is ClaimKind.OUTCOME:
        failed = any(rival.value == "failure" for rival in rivals)
        return (fact.value == "success" and failed) or (fact.heading and bool(rivals))
    if fact.kind is ClaimKind.PLAN and str(fact.value)[:1].isalpha():
        return any(str(r.value)[:1].isdigit() for r in rivals)
    return False


def _lies_in(site: Fact, region: Fact) -> bool:
    """Whether a launch site lies in a region that the same origin names for it: 'Wallops Island', 'Virginia'."""
    a: Any = site.value
    b: Any = region.value
    if site.role != region.role or site.chain != region.chain or _kind_of(a) != "site":
        return False
    if _kind_of(b) == "site" or b.get("distance_km"):
        return False
    return 1e-3 * sphere_distance(a["lat"], a["lon"], b["lat"], b["lon"]) <= b["radius_km"] + a["radius_km"]


def _kind_of(place: Mapping[str, Any]) -> str:
    """Kind of the gazetteer's place that a value names; cities of the world's list are not in the gazetteer."""
    known = known_places().get(place["gaz"])
    return known.kind if known is not None else "city"


def _lies_in_land(place: Fact, land: Fact) -> bool:
    """Whether a country only tells more widely, to the same origin or in a headline, what a place in it does."""
    a: Any = place.value
    b: Any = land.value
    if _kind_of(b) != "country" or b.get("distance_km") or _kind_of(a) == "country":
        return False
    one, other = known_places().get(a["gaz"]), known_places()[b["gaz"]]
    told = land.heading or place.chain == land.chain
    return told and one is not None and one.country == other.country


def _finest(group: Sequence[Fact]) -> Fact:
    if group[0].kind is ClaimKind.DATE:
        return max(group, key=lambda f: len(str(f.value)))
    if group[0].kind is ClaimKind.LAUNCH:
        return max(group, key=lambda f: (not f.heading, f.value not in ("missile", "slv")))
    return group[0]


def _claim(page: Page, digest: str, group: Sequence[Fact], repeats: _Repeats) -> Claim:
    main = _finest(group)
    spans = [(main.start, main.end)]
    for fact in group:
        if len(spans) < MOST_SPANS and (fact.start, fact.end) not in spans:
            spans.append((fact.start, fact.end))
    for start, end in tuple(spans):
        spans.extend(repeats.find(start, end))
    value = main.value
    hedge = min((f.hedge for f in group if not f.heading), key=lambda h: _STRENGTH[h], default=main.hedge)
    return Claim(
        id=_identify(digest, spans[0], main.kind, value),
        event=main.event.id,
        kind=main.kind,
        role=main.role,
        value=value,
        chain=main.chain,
        hedge=hedge,
        spans=tuple(spans),
        text=tuple(page.text[a:b] for a, b in spans),
        rule=main.rule,
        moment=next((f.moment for f in (main, *group) if f.moment is not None), None),
    )


class _Repeats:
    """Where the words of a paragraph stand again, in paragraphs that repeat it."""

    def __init__(self, page: Page) -> None:
        self._paragraphs = page.paragraphs
        self._starts = [paragraph.start for paragraph in page.paragraphs]
        self._copies: dict[int, list[int]] = {}
        for paragraph in page.paragraphs:
            if paragraph.copy_of is not None:
                self._copies.setdefault(paragraph.copy_of, []).append(paragraph.start)

    def find(self, start: int, end: int) -> list[tuple[int, int]]:
        """Spans of the same words in the copies."""
        home = bisect_right(self._starts, start) - 1
        shift = self._starts[home]
        return [(start - shift + copy, end - shift + copy) for copy in self._copies.get(home, [])[:MOST_SPANS]]


def _identify(digest: str, span: tuple[int, int], kind: ClaimKind, value: str | int | Mapping[str, Any]) -> str:
    """A hash of document, span and value: reruns give the same id."""
    plain = json.dumps([digest, span, kind, value], sort_keys=True, ensure_ascii=False)
    return "c" + sha256(plain.encode()).hexdigest()[:12]
