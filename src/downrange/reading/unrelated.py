"""Unrelated: figures of a launch's clause that tell of something else: a place, a class, a station, another vehicle."""

from __future__ import annotations

import re

from downrange.reading.facts import SentenceFacts
from downrange.reading.phrasebook import Mark
from downrange.reading.sizes import LARGEST_HEIGHT, without_approx
from downrange.reading.units import Quantity

SHORTEST_WAY = 1000.0
"""Distances between places are no less than this [m]."""
OPENING = 4
"""A class that a sentence is about stands at most this far behind its beginning [characters]."""
LYING_REACH = 28
"""'Guam lies about 3,400 km off': a verb of lying and its figure stand this near behind the place [characters]."""
CLASS_REACH = 16
"""'La classe des 200 kg': a word for a class stands this near in front of a figure [characters]."""
PIECE_REACH = 24
"""'The vessel, about five feet long': the size of a piece stands this near behind the word for it [characters]."""
PIECE_NEAR = 8
"""Where words are not parted, this near [characters]."""
_WORD = re.compile(r"[^\W\d_]+")
NAME_REACH = 32
"""'700 km away from the Marquesas': a name stands this near behind the distance from it [characters]."""
_FLOWN = ("object", "vehicle", "payload", "craft", "part", "wreck", "release")


def is_of_something_else(facts: SentenceFacts, quantity: Quantity) -> bool:
    """Whether what a clause says of a figure is about no launch that the text tells of."""
    return (
        _is_of_a_bystander(facts, quantity)
        or _is_of_a_class(facts, quantity)
        or (quantity.dimension == "m" and _is_between_places(facts, quantity))
        or (quantity.dimension == "m" and _is_of_the_next(facts, quantity))
        or (quantity.dimension == "m" and _is_where_pieces_fell(facts, quantity))
        or _is_of_another_vehicle(facts, quantity)
        or _is_of_a_piece(facts, quantity)
    )


def _is_of_a_bystander(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'The sirens sounded for 20 minutes': what a clause names last before a figure is nothing that flew."""
    start, _ = facts.sentence.clause_of(quantity.start)
    aside = [m for m in facts.sentence.within("bystander", start, quantity.start) if m.end <= quantity.start]
    if not aside:
        return False
    flown = any(facts.sentence.within(kind, aside[-1].end, quantity.start) for kind in _FLOWN)
    return not flown and not any(
        m.value == "verb" for m in facts.sentence.within("launch", aside[-1].end, quantity.start)
    )


def _is_of_a_class(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'Hypersonic weapons exceed Mach 5', 'engines of 3,000 to 5,500 km count as such', 'a 200-kg class vehicle'."""
    meta, folded = facts.page.lexicon.meta, facts.page.folded
    classes = tuple(meta.get("classes", ()))
    if classes and folded.startswith(tuple(f"{gap}{word}" for word in classes for gap in "- "), quantity.end):
        return True
    compared = tuple(f" {words}" for words in meta.get("comparisons", ()))
    if compared and folded.startswith(compared, quantity.end):
        return True  # 'It flew 12 minutes more than the last one'
    before = folded[max(facts.sentence.start, quantity.start - CLASS_REACH) : quantity.start]
    if any(word in before.split() for word in classes):
        return True
    start, end = facts.sentence.clause_of(quantity.start)
    if any(
        m.value == "opening" and m.start <= max(facts.sentence.start, start) + OPENING
        for m in facts.sentence.all("generic")
    ):
        return True
    return any(m.value == "defining" or m.start < quantity.start for m in facts.sentence.within("generic", start, end))


def _is_between_places(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'Guam lies 3,400 km away', 'fell 700 km off the Marquesas': how far from one another places are."""
    if quantity.si < SHORTEST_WAY or not facts.page.lexicon.spaced:
        return False
    start, _ = facts.sentence.clause_of(quantity.start)
    place = without_approx(facts, quantity.start)
    return _lies(facts, start, place) or _is_from_a_name(facts, quantity, start)


def _is_where_pieces_fell(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'Fragments came down 250 km from the launch point': how far pieces were scattered, and no range."""
    start, end = facts.sentence.clause_of(quantity.start)
    named = [m for kind in (*_FLOWN, "nonobject") for m in facts.sentence.within(kind, start, quantity.start)]
    pieces = named and max(named, key=lambda m: (m.end, m.kind == "wreck")).kind == "wreck"
    return bool(pieces) and any(m.value == "range" for m in facts.sentence.within("measure", start, end))


def _lies(facts: SentenceFacts, start: int, place: int) -> bool:
    """Whether a clause says before a figure that a place lies somewhere."""
    named = [p.end for p in facts.sentence.places if start <= p.start and p.end <= place]
    if not named or place - max(named) > LYING_REACH:
        return False
    if any(max(named) <= m.start < place for kind in _FLOWN for m in facts.sentence.all(kind)):
        return False
    words = facts.page.folded[max(named) : place].replace("'", " ").replace(",", " ").split()
    return not set(words).isdisjoint(facts.page.lexicon.meta.get("lying", ()))


def _is_from_a_name(facts: SentenceFacts, quantity: Quantity, start: int) -> bool:
    """'Retombé à 700 km des Marquises': how far from a named place, that is no site of the launch, it came down."""
    name = _name_behind(facts, quantity.end)
    event = facts.event_at(quantity.start)
    if name is None or facts.page.lexicon.meta.get("noun_capitals"):
        return False
    if any(m.start <= name < m.end for m in facts.sentence.all("vehicle", "payload", "source")):
        return False
    sites = event.sites if event is not None else ()
    if any(p.start <= name < p.end and (p.place.kind == "site" or p.place.id in sites) for p in facts.sentence.places):
        return False
    came_down = [m for m in facts.sentence.within("impactverb", start, quantity.start) if m.end <= quantity.start]
    flew = [m for m in facts.sentence.within("measure", start, quantity.start) if m.value in ("range", "apogee")]
    lying = set(facts.page.folded[start : quantity.start].replace("'", " ").split())
    return bool(came_down or not flew or not lying.isdisjoint(facts.page.lexicon.meta.get("lying", ())))


def _name_behind(facts: SentenceFacts, place: int) -> int | None:
    """Where the name begins that 'from', 'off' or 'away from the' leads to from an offset on."""
    meta, text = facts.page.lexicon.meta, facts.page.text
    aways, articles = meta.get("aways", ()), meta.get("articles", ())
    led = False
    for match in _WORD.finditer(facts.page.folded, place, min(place + NAME_REACH, facts.sentence.end)):
        word, between = match[0], facts.page.folded[place : match.start()]
        if set(between) - {" ", "'", "("}:
            return None
        if led and text[match.start()].isupper():
            return None if word in meta.get("globes", ()) else match.start()
        if word in aways:
            led = True
        elif not led or word not in {*articles, "l"}:
            return None
        place = match.end()
    return None


def _is_of_the_next(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'The next rocket will be 40 meters tall' beside news of one that flew: how large another vehicle is."""
    event = facts.event_at(quantity.start)
    if event is None or event.status == "planned" or quantity.si > LARGEST_HEIGHT:
        return False
    start, end = facts.sentence.clause_of(quantity.start)
    ahead = [*facts.sentence.within("coming", start, quantity.start), *facts.sentence.within("plan", start, end)]
    return any(m.kind == "coming" or (m.value == "next" and m.start < quantity.start) for m in ahead)


def _is_of_another_vehicle(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'The country has the Agni-III, with a range of 3,500 km' beside news of an Agni-II: what another one can do.

    'Saturn V stood 111 metres' beside news of another launcher, too: how large another one is.
    """
    event = facts.event_at(quantity.start)
    start, end = facts.sentence.clause_of(quantity.start)
    named = facts.sentence.within("vehicle", start, quantity.start)
    if event is None or not named or facts.sentence.within("impactverb", start, end):
        return False
    told = facts.page.folded[named[-1].start : named[-1].end]
    sized = quantity.dimension == "kg" or (quantity.dimension == "m" and quantity.si <= LARGEST_HEIGHT)
    own = event.cls == "MIS" and _names_it(facts, event.first, told)
    if sized and not own and not _is_known(facts, named[-1]):
        return True
    if event.cls != "MIS":
        return False
    could = any(m.value == "potential_range" for m in facts.sentence.within("measure", start, end))
    could = could or _in_own_brackets(facts.page.folded[named[-1].end : quantity.start])
    return could and not _names_it(facts, event.first, told)


def _is_known(facts: SentenceFacts, vehicle: Mark) -> bool:
    """Whether a vehicle is one that flew, or flies, in the text, by its own name or by that of its family."""
    name = vehicle.value.partition("|")[0]
    flown = {known for event in facts.reading.events for known in event.vehicles} | {*facts.reading.of_vehicle}
    return not flown or any(known.startswith(name) or name.startswith(known) for known in flown)


def _names_it(facts: SentenceFacts, first: int, told: str) -> bool:
    """Whether the sentence that first tells of a launch, or the one behind it, has a vehicle by that name, or none."""
    sentences = facts.page.sentences
    place = next((i for i, s in enumerate(sentences) if s.start <= first < s.end), None)
    near = sentences[place : place + 2] if place is not None else []
    names = {facts.page.folded[m.start : m.end].replace("-", " ") for s in near for m in s.all("vehicle")}
    return not names or told.replace("-", " ") in names or facts.sentence in near


def _in_own_brackets(between: str) -> bool:
    """'The Agni-I (range 700 km)': a figure in the bracket that a name opens."""
    return between.lstrip().startswith("(") and ")" not in between


def _is_of_a_piece(facts: SentenceFacts, quantity: Quantity) -> bool:
    """'The 18-tonne stage', 'the vessel, about five feet long': how large or heavy a part or a piece is."""
    small = quantity.dimension == "m" and quantity.si <= LARGEST_HEIGHT
    start, end = facts.sentence.clause_of(quantity.start)
    heights = any(m.value in ("altitude", "apogee") for m in facts.sentence.within("measure", start, end))
    if not (quantity.dimension == "kg" or (small and not heights)):
        return False
    pieces, folded = facts.page.lexicon.meta.get("pieces", ()), facts.page.folded
    if not facts.page.lexicon.spaced:
        lead = folded[max(start, quantity.start - PIECE_NEAR) : quantity.start]
        return any(word in lead for word in pieces)
    behind = list(_WORD.finditer(folded, quantity.end, min(end, quantity.end + NAME_REACH)))[:2]
    if any(m[0] in pieces and not set(folded[quantity.end : m.start()]) & set(",.;:()") for m in behind):
        return True
    words = [m for m in _WORD.finditer(folded, start, quantity.start) if m[0] in pieces]
    if not words or quantity.start - words[-1].end() > PIECE_REACH:
        return False
    flown = facts.sentence.within("vehicle", words[-1].end(), quantity.start)
    flown += facts.sentence.within("object", words[-1].end(), quantity.start)
    return not flown and not facts.sentence.within("payload", words[-1].end(), quantity.start)
