"""Sizes: figures that tell how tall or heavy a vehicle or payload is, by the thing that they stand beside."""

from __future__ import annotations

import re

from downrange.reading.cargo import name_launcher
from downrange.reading.facts import SentenceFacts
from downrange.reading.phrasebook import Mark
from downrange.reading.units import Quantity

BEHIND = 10
"""'A satellite of 72 kilos': a mass this near behind a thing is the thing's [characters]."""
PASSENGER_REACH = 60
"""The mass of a satellite stands this near behind it [characters]."""
THING_REACH = 26
PARTICIPLE_REACH = 24
"""A mass stands this near behind the beginning of a sentence that a participle opens [characters]."""
SUBJECT_REACH = 30
"""The subject stands this near behind the comma that closes the participle [characters]."""
JOINED_REACH = 24
"""The mass of a vehicle stands this near behind its height [characters]."""
LARGEST_HEIGHT = 200.0
"""A vehicle is no taller than this [m]."""
HEAVIEST_PAYLOAD = 40e3
"""What nothing says to be a payload and weighs more than this is a vehicle [kg]."""
LIGHTEST_PAYLOAD = 0.5
"""What is weighed in grams is no satellite [kg]."""
_OF = frozenset(("of", "de", "d", "von", "an"))
"""Words between a mass and what was weighed."""
SHORTEST_LENGTH = 3.0
"""A vehicle told by its length alone is no shorter than this [m]."""
_CONVERSION = re.compile(r"^ ?\([^()]{2,24}\) ?")
"""'The 400-foot (120-metre) vehicle': the figure again in another unit."""
_OPENING = re.compile(
    r"(?: (?:de|d'|of|von|des|du|фирмы) ?\w+|(?:'s)? \w+|\")?(?:, |\s?\(|、| - )(?:de |d'|of |von |mit |with )?"
)
"""What stands between a thing and its size in apposition: 'Astra's launcher, 13 metres, ...'."""
_CLOSING = re.compile(
    r"(?: each| apiece| chacun| piece| cada uno)? ?(?:[,)、]|- | (?:and|et|und|y|e|и|pour|for) )| (?:and|et|und|y|и) "
)
_NAME = re.compile(r" (?P<name>[A-ZÀ-ÖØ-ÞА-Я][\w-]*[A-Z\d][\w-]*)")
"""A name with a second capital or a figure in it: 'NEXTSAT-2', 'FalconEye1'."""
_NAMED_BEFORE = re.compile(r"(?<![\w-])(?P<name>[A-ZÀ-ÖØ-ÞА-Я][\w-]*[A-Z\d][\w-]*)[»”\"]?(?:, | \(| – | — )$")
"""A name with a second capital or a figure in it in front of a stop: 'Lares-2, '."""
_JOINT = re.compile(r"^ ?(?:,|and|et|und|y|и|при|、|/)")
_UNSIZED = frozenset(("sat", "unknown_projectile", "none"))
"""Kinds of things whose length in meters is not that of a vehicle."""
_SIZE = {
    ("m", False): "vehicle_height",
    ("kg", False): "vehicle_mass",
    ("kg", True): "payload_mass",
}


def mass_of(facts: SentenceFacts, quantity: Quantity) -> str:
    """Whose mass it is: what the sentence names last before it, or else what flew."""
    before = [m for m in facts.sentence.all("vehicle", "object", "payload") if m.end <= quantity.start]
    if before:
        orbital = before[-1].kind == "payload" or before[-1].value == "sat"
        return "payload_mass" if orbital and quantity.si < HEAVIEST_PAYLOAD else "vehicle_mass"
    if any(f.role == "vehicle_height" for f in facts.found) or quantity.si >= HEAVIEST_PAYLOAD:
        return "vehicle_mass"
    event = facts.event_at(quantity.start)
    return "vehicle_mass" if event is not None and event.cls == "MIS" else "payload_mass"


def is_of_a_passenger(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'The satellite, of 5.3 tonnes at take-off': the mass of what is named last before it, a satellite."""
    start, _ = facts.sentence.clause_of(quantity.start)
    if quantity.si < HEAVIEST_PAYLOAD and _opens(facts, quantity):
        subject = _subject_behind(facts, quantity)
        return subject is not None and (subject.kind == "payload" or subject.value == "sat")
    named = sorted(m for m in facts.sentence.all("vehicle", "object", "payload") if m.end <= quantity.start)
    if not named or quantity.si >= HEAVIEST_PAYLOAD or quantity.start - named[-1].end > PASSENGER_REACH:
        return False
    nearer = any(named[-1].end <= p.start < quantity.start for p in facts.sentence.all("part", "craft"))
    return not nearer and (named[-1].kind == "payload" or named[-1].value == "sat") and start <= quantity.start


def _opens(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'Weighing 1,197 kg at lift-off, ...': whether a participle with the mass opens the sentence."""
    words = tuple(f"{word} " for word in facts.page.lexicon.meta.get("weighing", ()))
    start = max(facts.sentence.start, facts.sentence.head)
    near = without_approx(facts, quantity.start) - start <= PARTICIPLE_REACH
    return bool(words) and near and facts.page.folded.startswith(words, start)


def _subject_behind(facts: SentenceFacts, quantity: Quantity) -> Mark | None:
    """What a participle that opens the sentence is about: what the comma leads to, or what a pronoun there means."""
    page, sentence = facts.page, facts.sentence
    comma = page.folded.find(",", quantity.end, sentence.end)
    if comma < 0:
        return None
    kinds = ("vehicle", "object", "payload")
    words = page.folded[comma + 1 : comma + 1 + SUBJECT_REACH].split()
    if not words or words[0] not in page.lexicon.meta.get("pointers", ()):
        named = [m for m in sentence.all(*kinds) if comma < m.start <= comma + SUBJECT_REACH]
        return named[0] if named else None
    before = page.sentences[facts.index - 1] if facts.index else None
    if before is None or before.paragraph != sentence.paragraph:
        return None
    return next(iter(sorted(before.all(*kinds))), None)


def is_of_the_payload(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'SEOSAT, Spanish, 750 kg', 'his own, 3,795 kilos, is well': a mass that no word explains, of what was put up.

    Where a vehicle or a part is named last before it, or something that is weighed follows, it is not.
    """
    event = facts.event_at(quantity.start)
    if event is None or event.cls != "SAT" or not LIGHTEST_PAYLOAD <= quantity.si < HEAVIEST_PAYLOAD:
        return False
    if name_launcher(facts, event) != "sat" or any(m.value == "other" for m in facts.sentence.all("measure")):
        return False
    behind = facts.page.folded[quantity.end : quantity.end + BEHIND].replace("'", " ").split()[:1]
    if behind and (behind[0] in facts.page.lexicon.meta.get("binders", ()) or behind[0] in _OF):
        return False
    named = sorted(facts.sentence.all("vehicle", "object", "payload", "craft", "part", "wreck", "nonobject"))
    before = [m for m in named if m.end <= quantity.start]
    nearest = before[-1] if before else next(iter(named), None)
    return nearest is None or nearest.kind in ("payload", "craft") or nearest.value == "sat"


def of_the_thing_beside(facts: SentenceFacts, quantity: Quantity) -> str | None:
    """'The 28-metre rocket', 'a 113-kilo satellite': the figure belongs to what it stands before."""
    if quantity.dimension == "kg" and (_is_of_a_name(facts, quantity) or _is_beside_a_name(facts, quantity)):
        return "payload_mass"
    if quantity.dimension == "m" and _follows_mass(facts, quantity):
        return "vehicle_height"
    things = facts.sentence.all("vehicle", "object", "payload", "craft")
    if quantity.dimension == "kg":
        for mark in things:
            if mark.kind != "craft" and 0 <= mark.start - quantity.end <= 1:
                return "payload_mass" if mark.kind == "payload" or mark.value == "sat" else "vehicle_mass"
    for mark in things:
        behind = facts.page.folded[mark.end : quantity.start]
        near = mark.end <= quantity.start and len(behind) <= BEHIND and "," not in behind
        if near and quantity.dimension == "kg" and facts.sentence.within("launch", mark.end, quantity.start):
            continue  # 'Nuri put a 162.5-kilogram test satellite into orbit'
        if mark.kind == "craft" and quantity.dimension != "m":
            continue
        tall = quantity.dimension == "m" and quantity.unit in ("m", "ft") and quantity.si <= LARGEST_HEIGHT
        if tall and near and mark.kind in ("vehicle", "object", "craft") and mark.value not in _UNSIZED:
            return "vehicle_height"
        if _in_apposition(facts, quantity, mark, tall=tall):
            return _SIZE[quantity.dimension, mark.kind == "payload" or mark.value == "sat"]
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


def _in_apposition(facts: SentenceFacts, quantity: Quantity, mark: Mark, *, tall: bool) -> bool:
    """'Epsilon-6 (26 m, 95.6 t)', 'its launcher, 56 metres and 540 tonnes, had': a size set beside a name by stops."""
    if mark.end > quantity.start or not (tall or quantity.dimension == "kg"):
        return False
    if quantity.dimension == "m" and (
        quantity.si < SHORTEST_LENGTH or mark.kind == "payload" or mark.value in ("sat", "unknown_projectile")
    ):
        return False
    folded = facts.page.folded
    opening = _OPENING.fullmatch(folded, mark.end, without_approx(facts, quantity.start))
    return opening is not None and _CLOSING.match(folded, quantity.end) is not None


def without_approx(facts: SentenceFacts, place: int) -> int:
    """Where the words for about in front of an offset begin."""
    for mark in reversed(facts.sentence.all("approx", "bound")):
        if mark.end <= place <= mark.end + 1:
            place = mark.start
    return place


def _is_of_a_name(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'The 180-kilogram NEXTSAT-2': what goes up by a name that is no vehicle's, and weighs that much."""
    event = facts.event_at(quantity.start)
    if event is None or event.cls != "SAT" or facts.page.lexicon.meta.get("noun_capitals"):
        return False
    name = _NAME.match(facts.page.text, quantity.end)
    kinds = ("vehicle", "place", "country", "source")
    return name is not None and not any(m.start == name.start("name") for m in facts.sentence.all(*kinds))


def _is_beside_a_name(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'A lâché Lares-2, 295 kg, à 5.900 km': a mass in apposition to a name that is no vehicle's."""
    event = facts.event_at(quantity.start)
    if event is None or event.cls != "SAT" or quantity.si >= HEAVIEST_PAYLOAD:
        return False
    place = without_approx(facts, quantity.start)
    name = _NAMED_BEFORE.search(facts.page.text, facts.sentence.start, place)
    kinds = ("vehicle", "place", "country", "source", "craft")
    if name is None or _CLOSING.match(facts.page.folded, quantity.end) is None:
        return False
    return not any(m.start <= name.start("name") < m.end for m in facts.sentence.all(*kinds))


def _follows_mass(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'Of 120 tonnes and 34 metres': a height joined to the mass of a vehicle is the vehicle's."""
    last = facts.found[-1] if facts.found else None
    if last is None or last.role != "vehicle_mass" or not SHORTEST_LENGTH <= quantity.si <= LARGEST_HEIGHT:
        return False
    gap = facts.page.folded[last.end : quantity.start]
    return last.end <= quantity.start and len(gap) <= JOINED_REACH and _JOINT.search(gap) is not None


def follows_height(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'34 metres tall and 120 tonnes': a mass joined to the height of a vehicle is the vehicle's."""
    last = facts.found[-1] if facts.found else None
    if last is None or last.role != "vehicle_height" or last.end > quantity.start:
        return False
    gap = facts.page.folded[last.end : quantity.start]
    loaded = any(m.value == "payload_mass" and m.start - quantity.end == 1 for m in facts.sentence.all("measure"))
    return (
        len(gap) <= JOINED_REACH
        and not loaded
        and not any(last.end <= m.start < quantity.start for m in facts.sentence.all("object", "payload"))
    )
