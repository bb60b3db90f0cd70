"""What a sentence measures: figures with their role, as facts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from downrange.reading.aims import is_aimed
from downrange.reading.bare import find_bare
from downrange.reading.cues import reach_cost
from downrange.reading.drafts import Draft
from downrange.reading.facts import SentenceFacts
from downrange.reading.hedges import find_hedge
from downrange.reading.moments import moment_of
from downrange.reading.numerals import find_decimal, read_number
from downrange.reading.orbits import LOWEST_ORBIT
from downrange.reading.roles import by_company, find_role
from downrange.reading.units import SI_UNITS, Quantity
from downrange.records.claim import ClaimKind, Hedge

PLAN_REACH = 110
"""'Could reach' makes figures that follow it within this distance possible ones [characters]."""
CUE_REACH = 46
EDGE_REACH = 2
LOWEST_PERIGEE = 80e3
"""A perigee lower than this is none [m]."""
ORBIT_REACH = 24
_BY = re.compile(
    r"(?<![\w.,])(?P<number>\d[\d.,' ]*?) ?(?:km|км|kms)? ?"
    r"(?:(?P<plain>by|x|×|х|/|-by-)|на|por|sur|mal|auf|에서|から)[ -]?$"
)
"""The perigee of 'an orbit of 490 by 1,426 km'."""
_OF_SAT = frozenset(("の", " ", "級の", "급 "))
_KILOS = ("キロ", "킬로")
STANDING = frozenset(("vehicle_height", "vehicle_mass", "payload_mass"))
"""What a vehicle or payload is, not what it did: no 'according to' reaches over to it from an earlier sentence."""
OF_VEHICLE = frozenset(("vehicle_height", "vehicle_mass"))


def read_quantities(facts: SentenceFacts) -> None:
    """Figures with a role; those that fit none are left out."""
    sentence = facts.sentence
    sentence.quantities = [*(_weighed(facts, each) for each in sentence.quantities), *find_bare(facts)]
    if not sentence.quantities:
        return
    sentence.quantities.sort(key=lambda each: each.start)
    distances = {id(p.quantity) for p in sentence.places if p.quantity is not None}
    paired = _read_orbits(facts)
    left: list[Quantity] = []
    for quantity in sentence.quantities:
        if quantity.start in paired:
            continue
        if id(quantity) in distances or facts.unreal(quantity.start) or _is_offset(facts, quantity):
            continue
        role = find_role(facts, quantity)
        if role is None:
            left.append(quantity)
        else:
            _add(facts, quantity, role)
    for quantity in left:
        role = by_company(facts, quantity) if not quantity.bare and not _has_cue(facts, quantity) else None
        if role in ("flight_time", "range"):
            _add(facts, quantity, role)


def _weighed(facts: SentenceFacts, quantity: Quantity) -> Quantity:
    """'重さ110キロ', '무게 110킬로': kilos of a weight, where the short word goes for kilometers, too."""
    if quantity.unit != "km" or not facts.page.folded[quantity.start : quantity.end].endswith(_KILOS):
        return quantity
    sentence = facts.sentence
    heavy = any(m.value == "mass" and 0 <= quantity.start - m.end <= EDGE_REACH for m in sentence.all("measure"))
    gaps = [facts.page.folded[quantity.end : m.start] for m in sentence.all("object") if m.value == "sat"]
    high = any(m.value == "altitude" and 0 <= quantity.start - m.end <= EDGE_REACH for m in sentence.all("measure"))
    of_sat = any(gap in _OF_SAT for gap in gaps) and not high
    return replace(quantity, unit="kg") if heavy or of_sat else quantity


def _has_cue(facts: SentenceFacts, quantity: Quantity) -> bool:
    """Whether a word that gives no role stands nearest to a figure."""
    start, end = facts.sentence.clause_of(quantity.start)
    return any(m.value == "other" and reach_cost(facts, quantity, m, start, end) for m in facts.sentence.all("measure"))


def _add(facts: SentenceFacts, quantity: Quantity, role: str) -> None:
    own = role in STANDING and facts.loose_at(quantity.start)
    could = role == "potential_range" and _is_could(facts, quantity)
    facts.add(
        ClaimKind.QUANTITY,
        role,
        as_value(quantity),
        quantity.start,
        quantity.end,
        "figure",
        event=_owner(facts, quantity) if role in OF_VEHICLE else None,
        hedge=Hedge.POSSIBLE if could else _hedge_of_plan(facts, quantity, role),
        chain=facts.unspoken if own else None,
        moment=moment_of(facts, quantity, role),
    )


def _hedge_of_plan(facts: SentenceFacts, quantity: Quantity, role: str) -> Hedge | None:
    """'83 seconds instead of 112': what was planned is not denied by its not being reached."""
    if not role.startswith("planned") or not is_aimed(facts, quantity):
        return None
    spoken = facts.spoken_at(quantity.start)
    hedge = find_hedge(facts.page, facts.sentence, quantity.start, quantity.end, attributed=spoken)
    return Hedge.FACT if hedge is Hedge.NEGATED else hedge


def _read_orbits(facts: SentenceFacts) -> set[int]:
    """'An orbit of 490 by 1,426 km', '356 km x 76 km': perigee and apogee; offsets of the figures that these take."""
    taken: set[int] = set()
    for quantity in facts.sentence.quantities:
        if quantity.dimension != "m" or quantity.start in taken:
            continue
        begin = max(facts.sentence.start, quantity.start - ORBIT_REACH)
        match = _BY.search(facts.page.folded[begin : quantity.start])
        if match is None:
            continue
        start = begin + match.start("number")
        value = read_number(match["number"], find_decimal(facts.page.folded, facts.page.lexicon))
        first = replace(quantity, start=start, end=start + len(match["number"]), value=value)
        low, high = sorted((first, quantity), key=lambda each: each.si)
        if not match["plain"] and not _in_orbit(facts, quantity):
            continue
        if high.si < LOWEST_ORBIT or (low.si < LOWEST_PERIGEE and not _in_orbit(facts, quantity)):
            continue
        event = facts.event_at(quantity.start)
        aimed = is_aimed(facts, first) or is_aimed(facts, quantity)
        planned = aimed or (event is not None and event.status == "planned")
        for each, role in ((low, "perigee"), (high, "apogee")):
            name = "planned_altitude" if planned else role
            facts.add(ClaimKind.QUANTITY, name, as_value(each), each.start, each.end, "orbit")
        taken |= {quantity.start, *(q.start for q in facts.sentence.quantities if q.start == start)}
    return taken


def _in_orbit(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'356 auf 76 Kilometer' are two ends of an orbit only where the clause speaks of one."""
    start, end = facts.sentence.clause_of(quantity.start)
    return any(m.value == "orbit_alt" for m in facts.sentence.within("measure", start, end))


def _owner(facts: SentenceFacts, quantity: Quantity) -> Draft | None:
    """The launch whose vehicle is that tall or heavy: of the one named, else the news, whatever the clause recalls."""
    named = {mark.value.split("|")[0] for mark in facts.sentence.all("vehicle")}
    mains, of_vehicle = facts.reading.mains, facts.reading.of_vehicle
    flown = min(
        (of_vehicle[name] for name in named if name in of_vehicle),
        key=lambda event: (event.role != "main", event.number),
        default=None,
    )
    at_hand = facts.event_at(quantity.start)
    if flown is not None:
        return flown
    before = _owner_before(facts) if not named else None
    if before is not None:
        return before
    return mains[0] if len(mains) == 1 and not named else at_hand


def _owner_before(facts: SentenceFacts) -> Draft | None:
    """'It tested the Agni-IV in November. This missile is 20 metres long': the launch of what was named just before."""
    before = facts.page.sentences[facts.index - 1] if facts.index else None
    if before is None or before.paragraph != facts.sentence.paragraph or before.kind != facts.sentence.kind:
        return None
    named = sorted(before.all("vehicle"))
    return facts.reading.of_vehicle.get(named[-1].value.partition("|")[0]) if named else None


def _is_offset(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'3,200 km east of the country': a place that has no name here, and no range."""
    behind = [m for m in facts.sentence.all("bearing") if 0 <= m.start - quantity.end <= EDGE_REACH]
    return any(m.value != "off" for m in behind)


def _is_could(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'Could reach 15,000 km', where 'has a range of' would be no hedge."""
    start, end = facts.sentence.clause_of(quantity.start)
    words = facts.page.lexicon.meta.get("coulds", ())
    folded = facts.page.folded
    if facts.page.lexicon.spaced:
        return any(word in words for word in folded[max(start, quantity.start - PLAN_REACH) : quantity.start].split())
    return any(word in folded[quantity.end : min(end, quantity.end + CUE_REACH)] for word in words)


def as_value(quantity: Quantity) -> dict[str, Any]:
    """A quantity in the shape of the report schema."""
    factor, unit = SI_UNITS[quantity.unit]
    value: dict[str, Any] = {
        "value": quantity.value,
        "unit": quantity.unit,
        "si": round(quantity.si, 6),
        "si_unit": unit,
        "approx": quantity.approx,
        "bound": quantity.bound,
    }
    if quantity.low is not None and quantity.high is not None:
        del value["value"], value["si"]
        value |= {
            "lo": quantity.low,
            "hi": quantity.high,
            "si_lo": round(quantity.low * factor, 6),
            "si_hi": round(quantity.high * factor, 6),
        }
    return value
