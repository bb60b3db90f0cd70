"""Roles: what a figure of a sentence measures, by the words around it and the launch that it is told of."""

from __future__ import annotations

from downrange.reading.aims import (
    BESIDE,
    SPEEDS,
    is_aimed,
    is_capability,
    is_of_failed_insertion,
    is_on_ground,
    is_planned,
    is_required,
    is_where_to,
)
from downrange.reading.cues import (
    CUE_REACH,
    SHORT_CUE,
    is_away,
    is_moment,
    reach_cost,
    rises,
    stands_at,
)
from downrange.reading.facts import SentenceFacts
from downrange.reading.heights import (
    BARE_COST,
    LOWEST_FLIGHT,
    counts_the_next,
    crowns,
    is_height_reached,
    is_low_moment,
    is_way_up,
    is_whole_flight,
)
from downrange.reading.orbits import (
    LOWEST_ORBIT,
    end_of_orbit,
    is_lowest,
    is_missile,
    is_of_many,
    is_of_what_broke,
    is_orbit,
    is_satellite_launch,
    is_satellites,
)
from downrange.reading.phrasebook import Mark
from downrange.reading.potentials import is_potential, is_within_ability
from downrange.reading.sizes import (
    LARGEST_HEIGHT,
    follows_height,
    is_of_a_passenger,
    is_of_the_payload,
    mass_of,
    of_the_thing_beside,
    without_approx,
)
from downrange.reading.units import Quantity
from downrange.reading.unrelated import is_of_something_else
from downrange.records.claim import ClaimKind

SAID_REACH = 24
"""'Wrote half an hour later': a delay this near to a verb of saying is that of the statement [characters]."""
PLAN_REACH = 110
"""'Was to' makes figures that follow it within this distance planned ones [characters]."""
OTHER_REACH = 24
SUBJECT_REACH = 16
"""'The distance flown ... was 1,080 km': what is measured begins its clause [characters]."""
AFTER_REACH = 12
"""'After about 39 minutes of flight' [characters]."""
MOST_COST = 60
"""A word farther than this, counting what stands between, tells nothing of a figure."""
OTHER_COST = 25
"""A word that says that a figure is none of a flight is nearer than this."""
LOWEST_PERIGEE = 80e3
"""Nothing circles lower than this [m]."""
SHORTEST_RANGE = 20e3
"""'Fell 2.5 km from the pad' tells where, not how far a launcher flew [m]."""
HEIGHTS = frozenset(("apogee", "altitude", "orbit_alt", "perigee"))
SIZES = frozenset(("vehicle_height", "vehicle_mass", "payload_mass"))
_ROLES = {
    "m": ("apogee", "altitude", "range", "potential_range", "orbit_alt", "perigee", "vehicle_height", "other"),
    "s": ("flight_time", "t_plus", "burn_time", "other"),
    "kg": ("payload_mass", "vehicle_mass", "mass", "other"),
    "m/s": ("speed",),
    "mach": ("speed",),
    "%": ("fraction",),
}


def find_role(facts: SentenceFacts, quantity: Quantity) -> str | None:
    """The role of a figure, or None when it tells nothing of a flight."""
    sov = facts.page.lexicon.meta.get("order") == "sov"
    if quantity.countdown:
        return "t_plus"
    if any(m.value == "other" and 0 <= quantity.start - m.end <= 1 < m.end - m.start - SHORT_CUE for m in _cues(facts)):
        return None  # 'a diameter of 2.8 m'
    vague = tuple(f" {word} " for word in facts.page.lexicon.meta.get("vague_numbers", ()))
    if vague and facts.page.folded.endswith(vague, 0, quantity.start):
        return None  # 'several hundred miles'
    if is_of_something_else(facts, quantity):
        return None
    if quantity.dimension == "kg" and is_capability(facts, quantity, sov=sov):
        return None
    if quantity.dimension == "kg" and follows_height(facts, quantity):
        return "vehicle_mass"
    beside = of_the_thing_beside(facts, quantity)
    if beside is not None:
        return beside
    planned = is_planned(facts, quantity, sov=sov)
    role = _in_place_of(facts, quantity) or _by_subject(facts, quantity) or _by_cue(facts, quantity)
    if role in (None, "t_plus") and _lasts(facts, quantity):
        role = "flight_time"
    role = role or _by_construction(facts, quantity)
    if role == "other" and quantity.dimension == "s" and is_moment(facts, quantity):
        role = "t_plus"
    if role == "mass":
        role = mass_of(facts, quantity)
    if role == "vehicle_mass" and is_of_a_passenger(facts, quantity):
        role = "payload_mass"
    if role is None and quantity.dimension in SPEEDS and not quantity.bare:
        role = "speed"
    if role in (None, "vehicle_height") and is_low_moment(facts, quantity):
        return "altitude"
    if role in (None, "other") or (role in HEIGHTS and is_where_to(facts, quantity, sov=sov)):
        return None
    if is_required(facts, quantity, sov=sov):
        return None
    return _refined(facts, quantity, role, planned=planned)


def _cues(facts: SentenceFacts) -> list[Mark]:
    return facts.sentence.all("measure")


def _by_subject(facts: SentenceFacts, quantity: Quantity) -> str | None:
    """'The distance flown by the missile of 24 March was only 1,080 km': what opens a clause that says how much."""
    start, _ = facts.sentence.clause_of(quantity.start)
    before = facts.page.folded[start : without_approx(facts, quantity.start)].rstrip()
    if not before.endswith(tuple(facts.page.lexicon.meta.get("amounts", ("\n",)))):
        return None
    roles = _ROLES[quantity.dimension]
    opening = [m for m in facts.sentence.within("measure", start, start + SUBJECT_REACH) if m.value in roles]
    named = [m.value for m in opening if m.value not in ("other", "mass", "vehicle_height", "potential_range")]
    nearer = [m for m in facts.sentence.within("measure", start + SUBJECT_REACH, quantity.start) if m.value in roles]
    return named[0] if named and not nearer and quantity.start - start > SUBJECT_REACH else None


def _by_cue(facts: SentenceFacts, quantity: Quantity) -> str | None:
    """What the word nearest to a figure says that it measures."""
    roles = _ROLES[quantity.dimension]
    most = MOST_COST if facts.page.lexicon.meta.get("order") != "sov" else 1.5 * MOST_COST
    best: tuple[float, str] | None = None
    start, end = facts.sentence.clause_of(quantity.start)
    plain = {(m.start, m.end) for m in facts.sentence.all("measure") if m.value == "range"}
    named = end_of_orbit(facts, quantity)
    if named is not None:
        return named
    if quantity.dimension == "m" and quantity.si >= LOWEST_FLIGHT and rises(facts, quantity, start):
        return "apogee"
    for mark in facts.sentence.all("measure"):
        if mark.value == "potential_range" and (mark.start, mark.end) in plain:
            continue  # 'a range of 450 km' is what was flown or could be: see _is_potential
        if mark.value == "other" and 0 <= mark.start - quantity.end <= 1 and not counts_the_next(facts, mark):
            return "other"
        if quantity.dimension == "m" and mark.value == "apogee" and crowns(facts, quantity, mark):
            return "apogee"
        if mark.value not in roles:
            continue
        if quantity.dimension == "m" and (mark.value == "vehicle_height") != (quantity.si <= LARGEST_HEIGHT):
            continue
        if mark.value in ("range", "potential_range") and any(
            m.start <= mark.start and mark.end <= m.end for m in facts.sentence.all("object")
        ):
            continue  # 'a short-range missile' tells no range
        cost = reach_cost(facts, quantity, mark, start, end)
        if quantity.bare and (cost is None or cost > BARE_COST):
            continue
        if mark.value == "other" and (cost is None or cost > OTHER_COST):
            continue
        if cost is not None and cost <= most and (best is None or cost < best[0]):
            timed = mark.value == "range" and _is_of_a_time(facts, mark) and stands_at(facts, quantity)
            best = (cost, "altitude" if timed else mark.value)  # '65 seconds after launch, at around 8.5 km'
    return best[1] if best else None


def _is_of_a_time(facts: SentenceFacts, mark: Mark) -> bool:
    """Whether a word is the 'after' that stands right behind a time of flight."""
    after = facts.page.folded[mark.start : mark.end] in facts.page.lexicon.meta.get("after", ())
    return after and any(q.dimension == "s" and 0 <= mark.start - q.end <= 1 for q in facts.sentence.quantities)


def _is_beside_aim(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'63 s in place of 105': a duration that is set against a planned one is that of a burn."""
    after = [q for q in facts.sentence.quantities if q.start > quantity.start and q.dimension == quantity.dimension]
    return bool(after) and is_aimed(facts, after[0])


def _in_place_of(facts: SentenceFacts, quantity: Quantity) -> str | None:
    """'Peak altitude was 91 km, for the 100 that had been aimed at': what was aimed at has the role of what was not."""
    told = [f for f in facts.found if f.kind is ClaimKind.QUANTITY and f.role not in SIZES]
    last = [f for f in told if f.value["si_unit"] == quantity.dimension]  # type: ignore[index]
    return last[-1].role if last and (is_aimed(facts, quantity) or _is_of_the_other(facts, quantity)) else None


def _is_of_the_other(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'The first flew 200 km, the second 360': a figure right behind another of the things measured."""
    place = without_approx(facts, quantity.start)
    before = facts.page.folded[max(facts.sentence.start, place - OTHER_REACH) : place].rstrip(" -,")
    return before.endswith(tuple(f" {words}" for words in facts.page.lexicon.meta.get("parallels", ())))


def _by_construction(facts: SentenceFacts, quantity: Quantity) -> str | None:
    """The role of a figure that no word names: by what it stands in place of, or where it stands."""
    if quantity.bare:
        return None
    if quantity.dimension == "kg":
        return "payload_mass" if is_of_the_payload(facts, quantity) else None
    if quantity.si >= LOWEST_ORBIT / 2 and quantity.dimension == "m" and is_aimed(facts, quantity):
        return None if is_missile(facts, quantity) else "altitude"
    if quantity.dimension == "s" and _is_beside_aim(facts, quantity):
        return "burn_time"
    if quantity.dimension == "s" and is_moment(facts, quantity):
        return "t_plus"
    if quantity.dimension == "m" and quantity.si >= LOWEST_FLIGHT and stands_at(facts, quantity):
        start, end = facts.sentence.clause_of(quantity.start)
        let_go = facts.sentence.within("release", start, end)
        if let_go and is_satellite_launch(facts, quantity) and quantity.si >= LOWEST_ORBIT:
            return "orbit_alt"
        ended = any(facts.sentence.within(kind, start, end) for kind in ("destructverb", "anomalyverb"))
        seen = any(m.value in ("detected", "overflight") for m in facts.sentence.within("placecue", start, end))
        broke = is_satellite_launch(facts, quantity) and facts.sentence.within("part", start, end)
        broke = broke and facts.sentence.within("trouble", start, end)
        if (ended or seen or broke) and not is_away(facts, quantity):
            return "altitude"
        if is_planned(facts, quantity, sov=False) and is_satellite_launch(facts, quantity):
            return "altitude"
    return by_company(facts, quantity)


def by_company(facts: SentenceFacts, quantity: Quantity) -> str | None:
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
    if quantity.dimension == "m" and _is_distance_left(facts, quantity, told):
        return "range"
    return _as_told_by_another(facts, quantity)


def _is_distance_left(facts: SentenceFacts, quantity: Quantity, told: set[str | None]) -> bool:
    """'4,600 km in 22 minutes, with a high point at 1,000 km': the other distance of a missile's flight."""
    if not is_missile(facts, quantity) or quantity.si < SHORTEST_RANGE or "range" in told or stands_at(facts, quantity):
        return False
    return {"apogee", "flight_time"} <= told


def _as_told_by_another(facts: SentenceFacts, quantity: Quantity) -> str | None:
    """'600 km, according to Seoul, but Tokyo speaks of 750 km': another's figure for the one thing measured before."""
    chain = facts.chain_at(quantity.start)
    rows = [f for f in facts.found if f.kind is ClaimKind.QUANTITY and f.value["unit"] == quantity.unit]  # type: ignore[index]
    roles = {f.role for f in rows}
    return roles.pop() if len(roles) == 1 and all(f.chain[:1] != chain[:1] for f in rows) else None


def _refined(facts: SentenceFacts, quantity: Quantity, role: str, *, planned: bool) -> str | None:
    if role in ("apogee", "range", "orbit_alt") and quantity.si < LOWEST_FLIGHT:
        return None
    if role == "altitude" and (quantity.si <= LARGEST_HEIGHT or is_on_ground(facts, quantity)):
        return None
    if role in ("flight_time", "burn_time") and _is_when_it_failed(facts, quantity):
        role = "t_plus"
    if role == "flight_time" and _is_of_a_burn(facts, quantity):
        role = "burn_time"
    if role == "burn_time" and _ends_after(facts, quantity):
        role = "t_plus"
    if planned:
        if role in ("apogee", "altitude", "orbit_alt", "perigee"):
            return "planned_altitude"
        if role == "burn_time":
            return "planned_burn_time"
        if role in ("t_plus", "range", "flight_time", "speed", "fraction"):
            return None
    if role == "t_plus" and _is_of_the_launch(facts, quantity):
        return None
    if role == "orbit_alt" and _flies_to_no_orbit(facts, quantity):
        event, (start, end) = facts.event_at(quantity.start), facts.sentence.clause_of(quantity.start)
        if event is not None and event.cls == "SUB" and not facts.sentence.within("release", start, end):
            return None  # 'it will put 220 kg in an orbit of 500 km', said of a flight that went to none
        role = "altitude"
    if role == "orbit_alt" and is_of_what_broke(facts, quantity):
        role = "altitude"
    if role == "orbit_alt" and is_lowest(facts, quantity):
        return "perigee"
    at_height = role == "range" and is_satellite_launch(facts, quantity) and stands_at(facts, quantity)
    if at_height and not is_away(facts, quantity):
        role = "altitude"
    orbiting = role == "altitude" and quantity.si >= LOWEST_ORBIT and is_orbit(facts, quantity)
    if orbiting and not is_missile(facts, quantity):
        return "orbit_alt"
    circling = role == "altitude" and is_of_many(facts, quantity)
    if role in ("apogee", "altitude") and not planned and (circling or is_satellites(facts, quantity)):
        return "orbit_alt"
    if role == "altitude" and (is_whole_flight(facts, quantity) or is_height_reached(facts, quantity)):
        role = "apogee"
    if role == "apogee" and is_way_up(facts, quantity):
        role = "altitude"
    if role == "range" and quantity.si < SHORTEST_RANGE and is_satellite_launch(facts, quantity):
        return None
    if role == "t_plus" and _is_of_whole_flight(facts, quantity):
        return "flight_time"
    if role == "t_plus" and any(
        m.value == "say" and 0 <= quantity.start - m.end <= SAID_REACH and not _happens(facts, m.end, quantity.start)
        for m in facts.sentence.all("speech")
    ):
        return None
    if role == "orbit_alt" and is_of_failed_insertion(facts, quantity):
        return "planned_altitude"
    if role == "potential_range" and is_satellite_launch(facts, quantity) and _is_load(facts, quantity):
        return None
    if role == "range" and (is_potential(facts, quantity) or is_within_ability(facts, quantity)):
        return "potential_range"
    return role


def _is_load(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'The rocket can carry 1.5 tons to between 600 and 800 km': what a launcher can do, not how far it flies."""
    start, end = facts.sentence.clause_of(quantity.start)
    return any(m.value == "capability" for m in facts.sentence.within("measure", start, end))


def _lasts(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'Flew 1,001 km for 4,491 s': a duration behind 'for' and a verb for flying is that of the flight."""
    if quantity.dimension != "s" or quantity.countdown:
        return False
    meta, folded = facts.page.lexicon.meta, facts.page.folded
    start, _ = facts.sentence.clause_of(quantity.start)
    before = folded[start : without_approx(facts, quantity.start)].rstrip()
    if not f" {before}".endswith(tuple(f" {word}" for word in meta.get("during", ()))):
        return False
    return any(f" {word} " in f" {before} " for word in meta.get("flying", ()))


def _ends_after(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'The missile gave out after 35 seconds': when it failed, where no engine is named that burned so long."""
    before = facts.page.folded[facts.sentence.start : without_approx(facts, quantity.start)].rstrip()
    if not f" {before}".endswith(tuple(f" {word}" for word in facts.page.lexicon.meta.get("after", ()))):
        return False
    start, _ = facts.sentence.clause_of(quantity.start)
    near = [facts.sentence]
    if facts.index and not any(facts.sentence.within(k, start, quantity.start) for k in ("object", "vehicle", "craft")):
        near.append(facts.page.sentences[facts.index - 1])
    return not any(sentence.has("part") for sentence in near)


def _flies_to_no_orbit(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'Dropped at 10 km', or a figure of a missile or sounding rocket: no height of an orbit."""
    event = facts.event_at(quantity.start)
    return quantity.si < LOWEST_PERIGEE or (event is not None and event.cls in ("MIS", "SUB"))


def _is_when_it_failed(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'Exploded at two minutes of flight', 'contact was lost after 90 seconds of flight': a moment, no whole flight."""
    meta, folded = facts.page.lexicon.meta, facts.page.folded
    if not folded.startswith(tuple(meta.get("of_flight", ())), quantity.end):
        return False
    before = folded[facts.sentence.start : without_approx(facts, quantity.start)].rstrip()
    after = f" {before}".endswith(tuple(f" {word}" for word in meta.get("after", ())))
    if not (stands_at(facts, quantity, "moments") or after):
        return False
    start, end = facts.sentence.clause_of(quantity.start)
    if facts.sentence.within("impactverb", start, end):
        return False
    if after and is_satellite_launch(facts, quantity):
        return True
    kinds = ("destructverb", "anomalyverb", "insertionverb", "trouble", "part")
    return any(facts.sentence.within(kind, start, end) for kind in kinds)


def _is_of_the_launch(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'It was fired 20 minutes after the drill had ended': when it was launched is no time of the flight."""
    place = without_approx(facts, quantity.start)
    verbs = [m for m in facts.sentence.all("launch") if m.value == "verb" and 0 <= place - m.end <= BESIDE]
    behind = facts.page.folded[quantity.end : quantity.end + AFTER_REACH].split()
    from_start = any(
        m.value == "t_plus" and 0 <= m.start - quantity.end <= 1 and m.end - m.start > SHORT_CUE
        for m in facts.sentence.all("measure")
    )
    return bool(verbs) and not from_start and behind[:1] != [] and behind[0] in facts.page.lexicon.meta.get("after", ())


def _is_of_a_burn(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'The engine ran for 20 minutes': a duration with a word for burning near it, with no stop in between."""
    for mark in facts.sentence.all("measure"):
        if mark.value != "burn_time":
            continue
        low, high = (mark.end, quantity.start) if mark.end <= quantity.start else sorted((mark.start, quantity.start))
        gap = facts.page.folded[low:high]
        reach = CUE_REACH if facts.page.lexicon.spaced else CUE_REACH // 3
        if len(gap) <= reach and not set(gap) & set(";:"):
            return True
    return False


def _is_of_whole_flight(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'2,802 km of height, 933 km of range and 39 minutes of flight': no moment beside the figures of a missile."""
    event = facts.event_at(quantity.start)
    told = {fact.role for fact in facts.found}
    if event is None or event.cls != "MIS" or not told & {"apogee", "range"} or stands_at(facts, quantity, "moments"):
        return False
    if not facts.page.folded.startswith(tuple(facts.page.lexicon.meta.get("of_flight", ())), quantity.end):
        return False
    return not any(
        m.value == "t_plus" and 0 <= quantity.start - m.end <= AFTER_REACH for m in facts.sentence.all("measure")
    )


def _happens(facts: SentenceFacts, start: int, end: int) -> bool:
    """Whether a verb that tells of the flight stands between two offsets."""
    kinds = ("launch", "outcome", "anomalyverb", "impactverb", "destructverb", "trouble")
    return any(facts.sentence.within(kind, start, end) for kind in kinds)
