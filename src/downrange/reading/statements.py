"""Clauses that tell of a launch: a word for launching with what was launched, neither denied nor only wished for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from downrange.reading.page import Page, Sentence
from downrange.reading.phrasebook import Mark

OBJECT_REACH = 160
"""What is launched is named at most this far from the verb [characters]."""
LAPSE_REACH = 8
"""A time of flight stands this near behind 'after' [characters]."""
NOUN_REACH = 90
"""What is launched is named at most this far from a noun for launching [characters]."""
ROCKET_REACH = {"noun": 16, "verb": 48}
"""A bare 'rocket' may be a salad or a start: it must stand nearer [characters]."""
WISH_REACH = 40
"""'Would like to' makes a wish of a verb that follows it within this distance [characters]."""
REMAINS_REACH = 48
"""'Debris from a large Chinese rocket': the words stand this near before what flew once [characters]."""
ABLE_REACH = 14
"""'Capable of carrying ten tons' speaks of the verb this near behind it, not of 'put two satellites in orbit'."""
GENERAL_REACH = 60
"""'Banned from any test of missiles' speaks of launches in general, at most this far behind [characters]."""
EARLIEST_REACH = 24
"""'Will not fly before May': 'before' stands at most this far behind the verb [characters]."""
MOST_EARLIEST = 2
"""Words behind the verb among which 'before' stands."""
NEGATION_REACH = 14
"""'Never' stands right before what it denies [characters]."""
END_REACH = 20
"""How a missile ended stands at most this far behind it, to tell that it flew [characters]."""
TOUCH = 16
"""A verb this near to what is launched has no other object [characters]."""
OWN_REACH = 26
"""A verb's own object stands at most this far behind it [characters]."""
SITE = "site"
"""A launch site beside what flies and a time tells of a launch without a word for it."""
ROCKET = "rocket"
"""A rocket is a launcher unless someone calls it a missile."""
GROUPS = {"sat": "SAT", "slv": "SAT", "rocket": ROCKET, "suborbital": "SUB", "unknown_projectile": None}
_UNTIL = re.compile(
    r"\b(?:before|until|till|avant que|avant qu'|jusqu'a ce que|bevor|bis|antes de que|hasta que|прежде чем|пока)\b"
)
"""'Was scrubbed eleven times before it went': what is denied is over."""
_FLYING = ("standin", "launch", "object", "vehicle", "payload", "craft", "part", "impactverb", "destructverb", "recall")
"""Kinds of words for what flies, for a flight, or for what can stand for one."""
PUT_IN_REACH = 48
"""What is put in between two commas is no longer than this behind its first words [characters]."""
HABIT = "habit"
"""'Regularly fires missiles': such a phrase tells of no launch by its own verb, and says nothing of others."""
_REACHES = {"hypothetical": WISH_REACH, "able": ABLE_REACH, "general": GENERAL_REACH}
_UNREAL = ("simulated", "negated", "hypothetical", "able", "typical", "general")


@dataclass(frozen=True, slots=True)
class Statement:
    """A clause that tells of a launch: the word for launching, and what was launched."""

    predicate: Mark
    thing: Mark
    group: str | None
    start: int
    end: int


def group_of(mark: Mark) -> str | None:
    """SAT, MIS or SUB by the word; None for a projectile."""
    if mark.kind == "vehicle":
        return mark.value.split("|")[1]
    return "SAT" if mark.kind == "payload" else GROUPS.get(mark.value, "MIS")


def things(page: Page, sentence: Sentence) -> list[Mark]:
    """What can be launched, as named in a sentence: no start-up called Rocket, no 'rocket' in scare quotes."""
    if sentence.things is None:
        sentence.things = _find_things(page, sentence)
    return sentence.things


def _find_things(page: Page, sentence: Sentence) -> list[Mark]:
    found: list[Mark] = []
    for mark in sentence.all("object", "vehicle", "payload"):
        if mark.kind == "object" and not _is_thing(page, sentence, mark):
            continue
        if any(m.start <= mark.start and mark.end <= m.end and m[:2] != mark[:2] for m in sentence.all("nonobject")):
            continue
        if found and mark.start < found[-1].end and mark.kind == "object" and found[-1].kind == "vehicle":
            continue
        found.append(mark)
    return found


def _is_thing(page: Page, sentence: Sentence, mark: Mark) -> bool:
    text, folded = page.text, page.folded
    word = text[mark.start : mark.end]
    quoted = (
        mark.start > 0
        and folded[mark.start - 1 : mark.start].strip() == ""
        and folded[mark.start - 2 : mark.start - 1] == '"'
    )
    quoted = quoted or folded[mark.start - 1 : mark.start] == '"'
    if quoted and page.lexicon.spaced and folded[mark.end : mark.end + 2].strip()[:1] == '"' and " " not in word:
        return False
    if page.lexicon.meta.get("noun_capitals") or not page.lexicon.spaced or sentence.kind == "headline":
        return True
    named = word[:1].isupper() and not word.isupper() and " " not in word and mark.start > sentence.start + 2
    return not named or mark.value not in ("slv", "sat")


def find_statements(page: Page, sentence: Sentence) -> list[Statement]:
    """The launches that a sentence tells of; denied, simulated and wished-for ones are none."""
    objects = things(page, sentence)
    if not objects:
        return []
    found: list[Statement] = []
    for predicate in _predicates(sentence, objects):
        start, end = sentence.clause_of(predicate.start)
        if is_unreal(sentence, start, end, predicate.start) or is_negated(page, predicate):
            continue
        candidates = objects
        if predicate.value == "mission":
            candidates = [m for m in objects if m.kind in ("vehicle", "payload")]
        near = [
            m
            for m in candidates
            if gap_between(m, predicate) <= _reach(predicate, m) and m.end > start - 30 and m.start < end
        ]
        if not near:
            continue
        thing = min(near, key=lambda m: gap_between(m, predicate) + (0 if start <= m.start < end else 40))
        if is_of_another_kind(sentence, predicate, thing) or _is_of_remains(page, predicate, thing):
            continue
        found.append(Statement(predicate, thing, group_of(thing), start, end))
    return found


def _is_of_remains(page: Page, predicate: Mark, thing: Mark) -> bool:
    """'The core stage of a Chinese rocket fell', 'debris from a rocket crashed': nothing was launched that day."""
    if predicate.start < thing.end or (predicate.kind == "launch" and predicate.value != SITE):
        return False
    return is_left_of(page, thing)


def is_left_of(page: Page, thing: Mark) -> bool:
    """Whether only what is left of a thing, or a stage of it, is spoken of."""
    words = page.lexicon.meta.get("remains")
    if not words:
        return False
    before = page.folded[max(0, thing.start - REMAINS_REACH) : thing.start]
    return _remains(str(words)).search(before) is not None


@cache
def _remains(words: str) -> re.Pattern[str]:
    """What is left of something, right before its name."""
    return re.compile(rf"\b(?:{words}) ?(?:[\w-]+ ){{0,2}}$")


def is_negated(page: Page, predicate: Mark) -> bool:
    """'Has never flown a rocket', 'n'a pas tiré'."""
    if predicate.kind != "launch" or predicate.value != "verb":
        return False
    before = page.folded[max(0, predicate.start - NEGATION_REACH) : predicate.start]
    words = before.split()[-1:]
    if not words or words[0] not in page.lexicon.meta.get("negations", ()):
        return False
    behind = page.folded[predicate.end : predicate.end + EARLIEST_REACH].split()[:MOST_EARLIEST]
    return not any(word in page.lexicon.meta.get("earliest", ()) for word in behind)


def _reach(predicate: Mark, thing: Mark) -> int:
    if thing.value == ROCKET:
        return ROCKET_REACH.get(predicate.value, ROCKET_REACH["verb"])
    return NOUN_REACH if predicate.value == "noun" else OBJECT_REACH


def _predicates(sentence: Sentence, objects: list[Mark]) -> list[Mark]:
    launching = [m for m in sentence.all("launch") if m.value in ("verb", "noun")]
    named = [m for m in objects if m.kind in ("vehicle", "payload") or m.value in ("sat", "slv", "icbm", "slbm")]
    if named:
        launching += [m for m in sentence.all("launch") if m.value == "mission"]
        launching += list(sentence.all("outcome", "impactverb"))
    if not launching and objects and sentence.dates:
        launching += _ends(sentence, objects)
    if not launching and objects and (sentence.clocks or sentence.dates) and not sentence.has("rollout"):
        sites = [p for p in sentence.places if p.place.kind == "site" and p.distance_km is None]
        launching += [Mark(p.start, p.end, "launch", SITE) for p in sites]
    return sorted(set(launching))


def _ends(sentence: Sentence, objects: list[Mark]) -> list[Mark]:
    """'A North Korean missile misfired on Friday' tells that it flew; 'a missile was shot down' does not here."""
    failures = [m for m in sentence.all("outcome") if m.value == "failure"]
    falls = sentence.all("destructverb")
    failures = [m for m in failures if not any(m.start < f.end and f.start < m.end for f in falls)]
    return [m for m in failures if any(0 <= m.start - thing.end <= END_REACH for thing in objects)]


def is_unreal(sentence: Sentence, start: int, end: int, place: int) -> bool:
    """Whether a clause denies, simulates, or only wishes for what it tells."""
    for mark in sentence.all("unreal"):
        if mark.value == "simulated":
            if is_behind(sentence, mark, place):
                continue
            return True
        if mark.value == HABIT:
            if mark.start <= place < mark.end:
                return True
            continue
        reach = _REACHES.get(mark.value)
        if reach is not None and not 0 <= place - mark.end <= reach:
            continue
        # 'Three weeks after a scrubbed attempt, the rocket left': what is denied is over at the comma.
        between = sentence.text[mark.end - sentence.start : max(mark.end, place) - sentence.start]
        over = mark.value == "negated" and (
            "," in between or (_UNTIL.search(between) is not None and _is_done(sentence, place))
        )
        if mark.value == "negated" and place < mark.start and _is_put_in(sentence, mark):
            continue  # 'the next flight, postponed twice, will be in March'
        if mark.value in _UNREAL and start <= mark.start < end and not (over and mark.end <= place):
            return True
    return False


def _is_done(sentence: Sentence, place: int) -> bool:
    """Whether the word for launching at an offset is a verb: 'called off before the planned lift-off' tells of none."""
    return not any(m.start == place and m.value == "noun" for m in sentence.all("launch"))


def _is_put_in(sentence: Sentence, mark: Mark) -> bool:
    """Whether words stand between two commas, at the beginning of what is put in."""
    before = sentence.text[: mark.start - sentence.start].rstrip()
    behind = sentence.text[mark.end - sentence.start : mark.end - sentence.start + PUT_IN_REACH]
    return before.endswith(",") and "," in behind


def is_of_another_kind(sentence: Sentence, predicate: Mark, thing: Mark) -> bool:
    """'Launches its new app': the word for launching has an object of its own."""
    if predicate.kind != "launch":
        return False
    if predicate.value == "verb" and thing.kind == "vehicle" and thing.end <= predicate.start:
        for mark in sentence.within("nonobject", predicate.end, predicate.end + OWN_REACH):
            if not any(predicate.end <= m.start < mark.start for m in sentence.all("placeprep")):
                return True  # 'The start-up Electron launched its app'
    if gap_between(predicate, thing) <= TOUCH:
        return False
    for mark in sentence.all("nonobject"):
        ahead = mark.start - predicate.end
        if (
            0 <= ahead <= OWN_REACH
            and not (predicate.end <= thing.start < mark.start)
            and not (thing.start < mark.end and mark.start < thing.end)
        ):
            return True
        behind = predicate.start - mark.end
        if (
            0 <= behind <= 12
            and not mark.end <= thing.start < predicate.start
            and not (thing.start < mark.end and mark.start < thing.end)
        ):
            return True
    return False


def is_of_flight(sentence: Sentence, outcome: Mark) -> bool:
    """Whether the clause of a word for how it ended has another one for what flies: 'the team failed' has none."""
    start, end = sentence.clause_of(outcome.start)
    beside = (mark for kind in _FLYING for mark in sentence.within(kind, start, end))
    return any(mark.end <= outcome.start or mark.start >= outcome.end for mark in beside)


def gap_between(a: Mark, b: Mark) -> int:
    """Characters between two marks; 0 when they touch or overlap."""
    return max(a.start - b.end, b.start - a.end, 0)


def is_behind(sentence: Sentence, mark: Mark, place: int) -> bool:
    """'The drill came a week after the rocket had failed', 'After the rocket failed, a drill was held': told beside it.

    `mark` says that something is a drill, `place` is the offset of what is told.
    """
    between = [m for m in sentence.all("staged") if m.value == "after" and not _is_lapse(sentence, m)]
    if mark.end <= place:
        return any(mark.end <= m.start < place for m in between)
    if any(place <= m.start and m.end <= mark.start for m in between):  # where the verb comes last
        return True
    ahead = any(m.start < place for m in between)
    return ahead and "," in sentence.text[place - sentence.start : mark.start - sentence.start]


def _is_lapse(sentence: Sentence, after: Mark) -> bool:
    """'After 40 seconds', 'after lift-off': when in the flight, not behind what."""
    if any(0 <= q.start - after.end <= LAPSE_REACH and q.dimension == "s" for q in sentence.quantities):
        return True
    return any(m.value == "t_plus" and m.start <= after.start and after.end < m.end for m in sentence.all("measure"))
