"""Places: gazetteer names, the finest of a phrase, with the offset written beside it ('250 km west of Okushiri')."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from downrange.catalog.sites import sphere_distance
from downrange.reading.anchors import anchor_after
from downrange.reading.folding import fold
from downrange.reading.gazetteer import KnownPlace, known_places, load_names
from downrange.reading.lexicon import Lexicon
from downrange.reading.patterns import either
from downrange.reading.phrasebook import Mark
from downrange.reading.units import Quantity

OFFSET_REACH = 32
"""A bearing stands at most this far from its figure and from its place [characters]."""
ADJECTIVE_REACH = 16
"""The name of an island stands this near behind the adjective of its country [characters]."""
TOUCHING = 4
"""A distance this near before a bearing is measured along it ('km to the east of') [characters]."""
PHRASE_REACH = 34
"""Names of one place stand at most this far apart ('Sriharikota, in the state of Andhra Pradesh') [characters]."""
LEFT_REACH = 12
"""'From the White Sea': the preposition stands this near before the place [characters]."""
LEAST_OFFSET = 1000.0
"""A shorter offset is not one of a launch report [m]."""
_FINE = {
    "site": 0,
    "range": 1,
    "island": 1,
    "atoll": 1,
    "city": 2,
    "capital": 2,
    "facility": 1,
    "lake": 2,
    "strait": 3,
    "region": 4,
    "sea": 5,
    "bay": 4,
    "gulf": 4,
    "ocean": 7,
    "country": 8,
}
_OFF = "off"
_TOWNS = frozenset(("city", "capital", "facility", "range", "island"))
WATERS = frozenset(("sea", "ocean", "gulf", "bay", "strait"))
_WIDE = WATERS | {"country"}
"""What may lie around a place, or beside it, though its middle is far off."""


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place as written, with its offset when there is one."""

    start: int
    end: int
    place: KnownPlace
    bearing: str | None = None
    distance_km: float | None = None
    approx: bool = False
    quantity: Quantity | None = None
    """The distance, which is then no range or altitude."""
    wide: bool = False
    """Whether the words name the land that a site lies in: 'Texas'."""

    @property
    def fixed(self) -> bool:
        """Whether it is a site under a name of its own, and not so many kilometers off it."""
        return self.place.kind == "site" and not self.wide and self.distance_km is None


@cache
def _joint(lexicon: Lexicon) -> re.Pattern[str]:
    words = either(fold(word) for word in lexicon.meta.get("joiners", ()))
    if lexicon.spaced:
        return re.compile(rf"[\s,('\-]*(?:(?:{words})[\s,'\-]*){{0,4}}")
    return re.compile(rf"[\s,('・、\-]*(?:(?:{words})[\s]*){{0,2}}")


def find_places(
    folded: str,
    names: Sequence[Mark],
    bearings: Sequence[Mark],
    quantities: Sequence[Quantity],
    lexicon: Lexicon,
    *,
    countries: Sequence[Mark] = (),
) -> list[PlaceMention]:
    """The places of a sentence, in order; a province beside a site belongs to it, a country only anchors an offset."""
    known = known_places()
    lengths = [q for q in quantities if q.dimension == "m" and q.si >= LEAST_OFFSET]
    names = [inner for mark in names for inner in _measured_from(folded, mark, bearings, lengths, lexicon)]
    plain = [_named(folded, mark, known[mark.value]) for mark in names if mark.value in known]
    lands = [PlaceMention(m.start, m.end, known[known_lands()[m.value]]) for m in countries if m.value in known_lands()]
    anchors = sorted([*plain, *lands], key=lambda p: p.start)
    offsets = [
        found for bearing in bearings if (found := _offset(folded, bearing, anchors, lengths, lexicon)) is not None
    ]
    offsets = _without_overlap(offsets)
    kept: list[PlaceMention] = []
    joint = _joint(lexicon)
    apart = frozenset(lexicon.meta.get("lying_off", ()))
    beside = frozenset(f"{o}{side}{end}" for side, o, end in product(*_sides(lexicon)))
    for mention in sorted([*offsets, *plain], key=lambda m: (m.start, m.distance_km is None)):
        if any(o is not mention and o.start <= mention.start < o.end for o in offsets):
            continue
        last = kept[-1] if kept else None
        if last is not None and mention.start < last.end:
            continue
        gap = folded[last.end : mention.start].strip() if last is not None else ""
        if last is not None and gap in apart and last.distance_km is not None and mention.place.kind in WATERS:
            continue  # '한반도에서 서쪽으로 350㎞ 떨어진 동중국해': the sea says less than how far off it was
        if last is not None and gap in (apart if last.distance_km is not None else beside):
            kept[-1] = mention  # '테헤란에서 230㎞ 떨어진 셈난': how far off the place lies that is named next
            continue
        if last is not None and _is_sea_beside(folded, last, mention, bearings, lexicon):
            kept[-1] = PlaceMention(last.start, mention.end, mention.place, wide=mention.wide)
            continue
        if (
            last is not None
            and mention.start - last.end <= PHRASE_REACH
            and joint.fullmatch(folded, last.end, mention.start)
            and _can_be_one(last, mention, folded[last.end : mention.start], lexicon)
            and not _is_shot_at(folded, last, mention, lexicon)
            and (not _listed(last, mention) or _is_near(folded[last.end : mention.start], lexicon))
        ):
            if last.distance_km is None or "(" not in folded[last.end : mention.start]:
                kept[-1] = last if _is_turned(last, mention, bearings) else _finer(folded, last, mention)
            continue  # what stands in brackets behind an offset only says more about it
        kept.append(mention)
    return kept


@cache
def _sides(lexicon: Lexicon) -> tuple[tuple[str, ...], ...]:
    """Words for sides of the compass, and what stands around them: '朝鮮半島の東側の日本海' is the sea."""
    sides = tuple(lexicon.meta.get("sides", ()))
    return sides, tuple(lexicon.meta.get("side_openings", ("",))), tuple(lexicon.meta.get("side_endings", ("",)))


@cache
def known_lands() -> dict[str, str]:
    """Country code -> id of the place that is the whole country."""
    return {p.country: p.id for p in known_places().values() if p.kind == "country" and p.country}


def distance_km(a: KnownPlace, b: KnownPlace) -> float:
    """How far apart two places are [km]."""
    return 1e-3 * sphere_distance(a.latitude_deg, a.longitude_deg, b.latitude_deg, b.longitude_deg)


def _named(folded: str, mark: Mark, place: KnownPlace) -> PlaceMention:
    """A place by its name; a site may be told by that of the land it lies in."""
    wide = bool(place.regions) and folded[mark.start : mark.end].removesuffix("'s") in place.regions
    return PlaceMention(mark.start, mark.end, place, wide=wide)


def _measured_from(
    folded: str, mark: Mark, bearings: Sequence[Mark], lengths: Sequence[Quantity], lexicon: Lexicon
) -> Sequence[Mark]:
    """'1,500 km east of Luzon' measures from Luzon, though 'east of Luzon' alone is a name."""
    for bearing in bearings:
        beside = any(0 <= bearing.start - q.end <= TOUCHING for q in lengths)
        if bearing.start <= mark.start < bearing.end < mark.end and beside:
            inner = load_names(lexicon.lang).find(folded, bearing.end, mark.end)
            return [m for m in inner if m.kind == "place"] or [mark]
    return [mark]


def _can_be_one(a: PlaceMention, b: PlaceMention, gap: str, lexicon: Lexicon) -> bool:
    """'Sunan, Pyongyang', 'the Red Sea off Jizan'; two that 'and' joins or that lie far apart are two places.

    Where a site bears the name of its province, a town of that province lies off the site.
    """
    if not set(gap.replace(",", " ").split()).isdisjoint(lexicon.meta.get("listing", ())):
        return False
    one, other = a.place, b.place
    if a.distance_km is not None or b.distance_km is not None or {one.kind, other.kind} & _WIDE:
        return True
    if "site" in (one.kind, other.kind) and one.country == other.country:
        return not set(gap.split()) & set(lexicon.meta.get("ats", ()))
    return distance_km(one, other) <= one.radius_km + other.radius_km


def _is_shot_at(folded: str, a: PlaceMention, b: PlaceMention, lexicon: Lexicon) -> bool:
    """'From the White Sea at the Kura range': the first is where it left, the second what it was fired at."""
    left = folded[max(0, a.start - LEFT_REACH) : a.start].split()
    aimed = set(folded[a.end : b.start].split()) & set(lexicon.meta.get("ats", ()))
    return bool(aimed) and a.place.kind in WATERS and not set(left).isdisjoint(lexicon.meta.get("lefts", ()))


def _listed(a: PlaceMention, b: PlaceMention) -> bool:
    """Two seas or two cities joined by 'and' are two places."""
    plain = a.distance_km is None and b.distance_km is None
    return a.place.kind == b.place.kind and plain and a.wide == b.wide


def _is_near(gap: str, lexicon: Lexicon) -> bool:
    """'Sunan near Pyongyang', 'Sunan in Pjöngjang' is one place, and the first name is the finer."""
    nears = (*lexicon.meta.get("nears", ()), *lexicon.meta.get("insides", ()))
    return any(word in nears for word in gap.split())


def _is_sea_beside(
    folded: str, sea: PlaceMention, place: PlaceMention, bearings: Sequence[Mark], lexicon: Lexicon
) -> bool:
    """'The Pacific off the Sanriku coast', 'in the Sea of Japan, west of Hokkaido': the coast is finer than the sea."""
    if sea.place.kind not in WATERS or sea.distance_km is not None or place.distance_km is not None:
        return False
    if place.place.kind in _WIDE or place.start - sea.end > PHRASE_REACH:
        return False
    off = tuple(lexicon.meta.get("offshore", ()))[:1]
    plain = {*lexicon.meta.get("joiners", ()), *lexicon.meta.get("articles", ()), *lexicon.meta.get("definite", ())}
    for mark in bearings:
        if not sea.end <= mark.start <= place.start or folded[sea.end : mark.start].strip(" ,"):
            continue
        if mark.value == _OFF and not folded.startswith(off, mark.start):
            continue
        if set(folded[mark.end : place.start].split()) <= plain:
            return True
    return False


def _is_turned(a: PlaceMention, b: PlaceMention, bearings: Sequence[Mark]) -> bool:
    """'The province of Semnan, east of Tehran': the second place only says which way the first one lies from it."""
    if a.place.kind in WATERS or a.distance_km is not None or b.distance_km is not None:
        return False
    return any(a.end <= m.start and m.end <= b.start and m.value != _OFF for m in bearings)


def _finer(folded: str, a: PlaceMention, b: PlaceMention) -> PlaceMention:
    gap = folded[a.end : b.start]
    if b.distance_km is not None and a.distance_km is None and "," in gap and a.place.kind in (*_TOWNS, "site"):
        return PlaceMention(a.start, b.end, a.place, quantity=b.quantity)  # 'at Semnan, 230 km southeast of Tehran'
    rank_a, rank_b = _rank(a), _rank(b)
    best = a if rank_a <= rank_b or _is_of_province(a, b) else b
    return PlaceMention(
        min(a.start, b.start),
        max(a.end, b.end),
        best.place,
        best.bearing,
        best.distance_km,
        best.approx,
        best.quantity,
        best.wide,
    )


def _rank(mention: PlaceMention) -> int:
    """How fine a name is: the least is the finest."""
    if mention.distance_km is not None:
        return -1
    return _FINE["region"] if mention.wide else _FINE.get(mention.place.kind, 3)


def _is_of_province(a: PlaceMention, b: PlaceMention) -> bool:
    """'Sukchon in South Pyongan': the second is the name of a site that lies elsewhere in the province of that name."""
    if a.place.kind not in _TOWNS or b.place.kind != "site" or b.distance_km is not None:
        return False
    return distance_km(a.place, b.place) > a.place.radius_km


def _offset(
    folded: str, bearing: Mark, places: Sequence[PlaceMention], lengths: Sequence[Quantity], lexicon: Lexicon
) -> PlaceMention | None:
    quantity = _nearest(bearing, lengths, OFFSET_REACH // 2)
    if quantity is None:
        return None
    if lexicon.meta.get("order") == "sov":
        near = [p for p in places if 0 <= bearing.start - p.end <= OFFSET_REACH]
        place = near[-1] if near else None
    else:
        near = [p for p in places if 0 <= p.start - bearing.end <= OFFSET_REACH]
        place = near[0] if near else None
        if (
            place is not None
            and place.place.kind == "country"
            and len(near) > 1
            and not _is_land(folded, place, lexicon)
        ):
            gap = folded[place.end : near[1].start]
            inner = len(gap) <= ADJECTIVE_REACH and not set(gap) & set(",.;:()")
            place = near[1] if inner and gap.strip() else place  # 'westlich der japanischen Insel Hokkaido'
        beside = place is not None and _joint(lexicon).fullmatch(folded, bearing.end, place.start)
        if bearing.value != _OFF and not beside and (anchor := anchor_after(folded, bearing.end, lexicon)) is not None:
            place = PlaceMention(*anchor)
    if place is None or _other_words(folded, bearing, place, lexicon):
        return None
    if bearing.value == _OFF and not _touch(folded, quantity, bearing):
        return None
    if bearing.value == _OFF and "," in folded[bearing.end : place.start]:
        return None  # 'landed 1,080 km from its launch site, Tokyo said'
    if place.place.kind == "site" and bearing.value == _OFF:
        return None
    start = min(quantity.start, bearing.start, place.start)
    end = max(quantity.end, bearing.end, place.end)
    return PlaceMention(
        start,
        end,
        place.place,
        None if bearing.value == _OFF else bearing.value,
        round(quantity.si / 1000.0, 3),
        quantity.approx,
        quantity,
    )


def _is_land(folded: str, place: PlaceMention, lexicon: Lexicon) -> bool:
    """'Japan', and not 'Japanese'."""
    return folded[place.start : place.end] in lexicon.meta.get("lands", ())


def _touch(folded: str, quantity: Quantity, bearing: Mark) -> bool:
    gap = folded[min(quantity.end, bearing.end) : max(quantity.start, bearing.start)]
    return len(gap.strip()) <= 1


def _other_words(folded: str, bearing: Mark, place: PlaceMention, lexicon: Lexicon) -> bool:
    gap = folded[min(bearing.end, place.end) : max(bearing.start, place.start)]
    return (not lexicon.spaced and any(c in gap for c in "。、,")) or "." in gap.strip()


def _nearest(bearing: Mark, lengths: Sequence[Quantity], reach: int) -> Quantity | None:
    best, least = None, reach + 1
    for quantity in lengths:
        gap = bearing.start - quantity.end if quantity.end <= bearing.start else quantity.start - bearing.end
        if 0 <= gap < least:
            best, least = quantity, gap
    return best


def _without_overlap(offsets: Sequence[PlaceMention]) -> list[PlaceMention]:
    kept: list[PlaceMention] = []
    for mention in sorted(offsets, key=lambda m: (m.bearing is None, m.start)):
        if not any(m.start < mention.end and mention.start < m.end for m in kept):
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)
