"""What a sentence measures: figures with their role, as facts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from downrange.reading.drafts import Draft
from downrange.reading.facts import SentenceFacts
from downrange.reading.lexicon import Mark
from downrange.reading.quantities import SI_UNITS, Quantity, read_number
from downrange.records.claim import ClaimKind, Hedge

CUE_REACH = 46
"""A word that tells what a figure measures stands at most this far from it [characters]."""
SAID_REACH = 24
"""'Wrote half an hour later': a delay this near to a verb of saying is that of the statement [characters]."""
PLAN_REACH = 110
"""'Was to' makes figures that follow it within this distance planned ones [characters]."""
SHORT_CUE = 5
EDGE_REACH = 2
BARE_CUE = 8
"""'After' and 'later' say less than 'in the air for': a cue of few letters counts as standing this much farther."""
BEHIND = 10
"""'A satellite of 72 kilos': a mass this near behind a thing is the thing's [characters]."""
THING_REACH = 26
JOINED_REACH = 24
"""The mass of a vehicle stands this near behind its height [characters]."""
LOWEST_ORBIT = 160e3
"""Satellites are let go no lower than this [m]."""
SHORTEST_RANGE = 20e3
"""'Fell 2.5 km from the pad' tells where, not how far a launcher flew [m]."""
LOWEST_PERIGEE = 80e3
"""A perigee lower than this is none [m]."""
ORBIT_REACH = 24
_BY = re.compile(
    r"(?<![\w.,])(?P<number>\d[\d.,' ]*?) ?(?:km|км|kms)? ?"
    r"(?:(?P<plain>by|x|×|х|-by-)|на|por|sur|mal|auf|에서|から)[ -]$"
)
"""The perigee of 'an orbit of 490 by 1,426 km'."""
LARGEST_HEIGHT = 200.0
"""A vehicle is no taller than this [m]."""
HEIGHTS = frozenset(("apogee", "altitude", "orbit_alt", "perigee"))
STANDING = frozenset(("vehicle_height", "vehicle_mass", "payload_mass"))
"""What a vehicle or payload is, not what it did: no 'according to' reaches over to it from an earlier sentence."""
OF_VEHICLE = frozenset(("vehicle_height", "vehicle_mass"))
_ROLES = {
    "m": ("apogee", "altitude", "range", "potential_range", "orbit_alt", "perigee", "vehicle_height", "other"),
    "s": ("flight_time", "t_plus", "burn_time", "other"),
    "kg": ("payload_mass", "vehicle_mass", "mass", "other"),
    "m/s": ("speed",),
    "mach": ("speed",),
    "%": ("fraction",),
}


_CONVERSION = re.compile(r"^ ?\([^()]{2,24}\) ?")
"""'The 400-foot (120-metre) vehicle': the figure again in another unit."""


def read_quantities(facts: SentenceFacts) -> None:
    """Figures with a role; those that fit none are left out."""
    sentence = facts.sentence
    if not sentence.quantities:
        return
    distances = {id(p.quantity) for p in sentence.places if p.quantity is not None}
    paired = _read_orbits(facts)
    left: list[Quantity] = []
    for quantity in sentence.quantities:
        if quantity.start in paired:
            continue
        if id(quantity) in distances or facts.unreal(quantity.start) or _is_offset(facts, quantity):
            continue
        role = _role(facts, quantity)
        if role is None:
            left.append(quantity)
        else:
            _add(facts, quantity, role)
    for quantity in left:
        role = _by_company(facts, quantity) if not _has_cue(facts, quantity) else None
        if role == "flight_time":
            _add(facts, quantity, role)


def _has_cue(facts: SentenceFacts, quantity: Quantity) -> bool:
    """Whether a word that gives no role stands nearest to a figure."""
    start, end = facts.sentence.clause_of(quantity.start)
    return any(m.value == "other" and _cost(facts, quantity, m, start, end) for m in facts.sentence.all("measure"))


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
        hedge=Hedge.POSSIBLE if could else None,
        chain=facts.unspoken if own else None,
    )


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
        value = read_number(match["number"], facts.page.lexicon.decimal)
        first = replace(quantity, start=start, end=start + len(match["number"]), value=value)
        low, high = sorted((first, quantity), key=lambda each: each.si)
        if not match["plain"] and not _in_orbit(facts, quantity):
            continue
        if high.si < LOWEST_ORBIT or (low.si < LOWEST_PERIGEE and not _in_orbit(facts, quantity)):
            continue
        event = facts.event_at(quantity.start)
        planned = event is not None and event.status == "planned"
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
    return mains[0] if len(mains) == 1 and not named else at_hand


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


def _role(facts: SentenceFacts, quantity: Quantity) -> str | None:
    sentence, sov = facts.sentence, facts.page.lexicon.meta.get("order") == "sov"
    if quantity.countdown:
        return "t_plus"
    if quantity.dimension == "kg" and _is_capability(facts, quantity, sov=sov):
        return None
    roles = _ROLES[quantity.dimension]
    beside = _of_the_thing_beside(facts, quantity)
    if quantity.dimension == "kg" and _follows_height(facts, quantity):
        return "vehicle_mass"
    if beside is not None:
        return beside
    best: tuple[float, str] | None = None
    start, end = sentence.clause_of(quantity.start)
    for mark in sentence.all("measure"):
        if mark.value not in roles or (mark.value == "vehicle_height" and quantity.si > LARGEST_HEIGHT):
            continue
        cost = _cost(facts, quantity, mark, start, end)
        if cost is not None and (best is None or cost < best[0]):
            best = (cost, mark.value)
    role = best[1] if best else _by_company(facts, quantity)
    if role == "mass":
        role = _mass_of(facts, quantity)
    if role is None and quantity.dimension in ("m/s", "mach"):
        role = "speed"
    if role in (None, "other") or (role in HEIGHTS and _is_where_to(facts, quantity, sov=sov)):
        return None
    event = facts.event_at(quantity.start)
    if _is_required(facts, quantity, start, end, sov=sov):
        return None
    planned = (event is not None and event.status == "planned") or any(
        m.value == "planned" and (sov or 0 <= quantity.start - m.end <= PLAN_REACH)
        for m in sentence.within("modal", start, end)
    )
    return _refined(facts, quantity, role, planned=planned, sov=sov)


def _is_required(facts: SentenceFacts, quantity: Quantity, start: int, end: int, *, sov: bool) -> bool:
    """'The speed must exceed 7,600 m/s': what is needed is not what was reached."""
    return any(
        m.value == "required" and (sov or 0 <= quantity.start - m.end <= CUE_REACH)
        for m in facts.sentence.within("modal", start, end)
    )


def _is_capability(facts: SentenceFacts, quantity: Quantity, *, sov: bool) -> bool:
    """'Can carry 3.8 tonnes to orbit': what a vehicle could lift is not what it lifted."""
    start, end = facts.sentence.clause_of(quantity.start)
    cues = [m for m in facts.sentence.within("measure", start, end) if m.value == "capability"]
    return any(
        sov
        or 0 <= quantity.start - m.end <= CUE_REACH
        or m.start < quantity.start < m.end
        or _verb_closes(facts, m, end)
        for m in cues
    )


def _is_where_to(facts: SentenceFacts, quantity: Quantity, *, sov: bool) -> bool:
    """'Can lift 6,000 kg to a 200-kilometer orbit': the orbit of what a vehicle could lift."""
    masses = [q for q in facts.sentence.quantities if q.dimension == "kg" and 0 <= quantity.start - q.end <= CUE_REACH]
    return any(_is_capability(facts, q, sov=sov) for q in masses)


def _verb_closes(facts: SentenceFacts, cue: Mark, end: int) -> bool:
    """'... 500 Kilogramm tragen kann': the verb of ability behind what it could lift."""
    return bool(facts.page.lexicon.meta.get("noun_capitals")) and len(facts.page.folded[cue.end : end].split()) <= 1


def _mass_of(facts: SentenceFacts, quantity: Quantity) -> str:
    """Whose mass it is: what the sentence names last before it, or else what flew."""
    before = [m for m in facts.sentence.all("vehicle", "object", "payload") if m.end <= quantity.start]
    if before:
        return "payload_mass" if before[-1].kind == "payload" or before[-1].value == "sat" else "vehicle_mass"
    if any(f.role == "vehicle_height" for f in facts.found):
        return "vehicle_mass"
    event = facts.event_at(quantity.start)
    return "vehicle_mass" if event is not None and event.cls == "MIS" else "payload_mass"


def _by_company(facts: SentenceFacts, quantity: Quantity) -> str | None:
    """'7,321 km high, 1,034 km away, 4,835 seconds': a bare duration beside the figures of a missile's flight."""
    event = facts.event_at(quantity.start)
    told = {fact.role for fact in facts.found}
    if (
        quantity.dimension == "s"
        and event is not None
        and event.cls == "MIS"
        and told & {"apogee", "altitude", "range"}
    ):
        return "flight_time"
    return _as_told_by_another(facts, quantity)


def _as_told_by_another(facts: SentenceFacts, quantity: Quantity) -> str | None:
    """'600 km, according to Seoul, but Tokyo speaks of 750 km': another's figure for the one thing measured before."""
    chain = facts.chain_at(quantity.start)
    rows = [f for f in facts.found if f.kind is ClaimKind.QUANTITY and f.value["unit"] == quantity.unit]  # type: ignore[index]
    roles = {f.role for f in rows}
    return roles.pop() if len(roles) == 1 and all(f.chain[:1] != chain[:1] for f in rows) else None


def _of_the_thing_beside(facts: SentenceFacts, quantity: Quantity) -> str | None:
    """'The 28-metre rocket', 'a 113-kilo satellite': the figure belongs to what it stands before."""
    for mark in facts.sentence.all("vehicle", "object", "payload", "craft"):
        behind = facts.page.folded[mark.end : quantity.start]
        near = mark.end <= quantity.start and len(behind) <= BEHIND and "," not in behind
        if mark.kind == "craft" and quantity.dimension != "m":
            continue
        tall = quantity.dimension == "m" and quantity.unit in ("m", "ft") and quantity.si <= LARGEST_HEIGHT
        if tall and near and (mark.kind == "vehicle" or mark.value in ("slv", "rocket", "suborbital")):
            return "vehicle_height"
        if quantity.dimension == "kg" and near:
            return "payload_mass" if mark.kind == "payload" or mark.value == "sat" else "vehicle_mass"
        gap = _CONVERSION.sub(" ", facts.page.folded[quantity.end : mark.start])
        if (
            not 0
            <= mark.start - quantity.end
            <= THING_REACH + 12 * ("(" in facts.page.folded[quantity.end : mark.start])
            or set(gap) & set('.;:("、' + "," * (quantity.dimension == "kg"))
            or " of " in gap
            or len(gap.split()) > 3
        ):
            continue
        orbital = mark.kind == "payload" or mark.value == "sat"
        if quantity.dimension == "kg":
            return "payload_mass" if orbital else "vehicle_mass"
        if quantity.dimension == "m" and quantity.unit in ("m", "ft") and quantity.si <= LARGEST_HEIGHT and not orbital:
            return "vehicle_height"
    return None


def _follows_height(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'34 metres tall and 120 tonnes': a mass joined to the height of a vehicle is the vehicle's."""
    last = facts.found[-1] if facts.found else None
    if last is None or last.role != "vehicle_height" or last.end > quantity.start:
        return False
    gap = facts.page.folded[last.end : quantity.start]
    return len(gap) <= JOINED_REACH and not any(
        last.end <= m.start < quantity.start for m in facts.sentence.all("object", "payload")
    )


def _cost(facts: SentenceFacts, quantity: Quantity, mark: Mark, start: int, end: int) -> float | None:
    """How far a cue is from a figure, counting what stands between; None when out of reach."""
    if mark.end <= quantity.start:
        gap, ahead = facts.page.folded[mark.end : quantity.start], True
    elif mark.start >= quantity.end:
        gap, ahead = facts.page.folded[quantity.end : mark.start], False
    else:
        return 0.0
    if len(gap) > CUE_REACH:
        return None
    cost = float(len(gap)) + (0 if ahead else 3) + (BARE_CUE if mark.end - mark.start <= SHORT_CUE else 0)
    cost += 14 * gap.count(",") + 30 * gap.count(".") * (not any(c.isdigit() for c in gap))
    if not start <= mark.start < end:
        cost += 25
    cost += 12 * sum(
        1
        for c in facts.sentence.all("clause")
        if min(mark.end, quantity.end) <= c.start < max(mark.start, quantity.start)
    )
    if not ahead and any(
        q.dimension == quantity.dimension and 0 <= q.start - mark.end <= 20 for q in facts.sentence.quantities
    ):
        cost += 25
    others = [
        q
        for q in facts.sentence.quantities
        if q is not quantity and min(mark.end, quantity.end) <= q.start < max(mark.start, quantity.start)
    ]
    return cost + 30 * len(others) - min(4, (mark.end - mark.start) / 4)


def _refined(facts: SentenceFacts, quantity: Quantity, role: str, *, planned: bool, sov: bool) -> str | None:
    if role in ("apogee", "altitude", "range", "orbit_alt") and quantity.si < 1000.0:
        return None
    if planned:
        if role in ("apogee", "altitude", "orbit_alt", "perigee"):
            return "planned_altitude"
        if role == "burn_time":
            return "planned_burn_time"
        if role in ("t_plus", "range", "flight_time", "speed", "fraction"):
            return None
    if role == "flight_time" and any(
        m.value == "burn_time" and facts.sentence.clause_of(m.start) == facts.sentence.clause_of(quantity.start)
        for m in facts.sentence.all("measure")
    ):
        role = "planned_burn_time" if planned else "burn_time"
    if role == "altitude" and not planned and _is_orbit(facts, quantity):
        return "orbit_alt"
    if role in ("apogee", "altitude") and not planned and _is_satellites(facts, quantity):
        return "orbit_alt"
    if role == "range" and quantity.si < SHORTEST_RANGE and _is_satellite_launch(facts, quantity):
        return None
    if role == "t_plus" and any(
        m.value == "say" and 0 <= quantity.start - m.end <= SAID_REACH and not _happens(facts, m.end, quantity.start)
        for m in facts.sentence.all("speech")
    ):
        return None
    if role == "range" and _is_potential(facts, quantity):
        return "potential_range"
    return role


def _is_satellite_launch(facts: SentenceFacts, quantity: Quantity) -> bool:
    event = facts.event_at(quantity.start)
    return event is not None and event.cls == "SAT"


def _is_satellites(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'The satellite was released at 550 km': as high as satellites fly, and nothing else is named in between."""
    if quantity.si < LOWEST_ORBIT or not _is_satellite_launch(facts, quantity):
        return False
    start, end = facts.sentence.clause_of(quantity.start)
    marks = [
        m for kind in ("vehicle", "object", "payload", "part", "craft") for m in facts.sentence.within(kind, start, end)
    ]
    before = [m for m in sorted(marks) if m.end <= quantity.start]
    named = bool(before) and (before[-1].kind == "payload" or before[-1].value == "sat")
    if not named or any(m.value == "failure" for m in facts.sentence.within("outcome", start, end)):
        return False
    sent = any(0 <= before[-1].start - m.end <= THING_REACH for m in facts.sentence.within("launch", start, end))
    measures = facts.sentence.within("measure", start, end)
    if any(m.value == "perigee" for m in measures):
        return False
    cues = [m for m in measures if m.value == "orbit_alt"]
    freed = facts.sentence.within("insertionverb", start, end) or facts.sentence.within("release", start, end)
    return sent or bool(cues) or bool(freed)


def _happens(facts: SentenceFacts, start: int, end: int) -> bool:
    """Whether a verb that tells of the flight stands between two offsets."""
    kinds = ("launch", "outcome", "anomalyverb", "impactverb", "destructverb", "trouble")
    return any(facts.sentence.within(kind, start, end) for kind in kinds)


def _is_potential(facts: SentenceFacts, quantity: Quantity) -> bool:
    """Whether 'could reach' or 'has a range of' stands before the figure, and no other figure between."""
    others = [q.start for q in facts.sentence.quantities if q.dimension == quantity.dimension]
    return any(
        m.value == "potential_range"
        and 0 <= quantity.start - m.end <= CUE_REACH
        and not any(w.value == "range" and w.start <= m.start and m.end < w.end for w in facts.sentence.all("measure"))
        and not any(m.end <= place < quantity.start for place in others)
        for m in facts.sentence.all("measure")
    )


def _is_orbit(facts: SentenceFacts, quantity: Quantity) -> bool:
    start, end = facts.sentence.clause_of(quantity.start)
    cues = [m for m in facts.sentence.within("measure", start, end) if m.value == "orbit_alt"]
    return any(-20 <= quantity.start - m.end <= CUE_REACH for m in cues)
