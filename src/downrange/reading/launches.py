"""What was launched, and how many: launch claims of a sentence, as facts."""

from __future__ import annotations

from downrange.reading.cargo import is_cargo, name_launcher, read_cargo
from downrange.reading.drafts import PROJECTILE, Draft
from downrange.reading.facts import MISSILES, SentenceFacts
from downrange.reading.implied import NAMED
from downrange.reading.outcomes import is_of_others
from downrange.reading.page import Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.statements import ROCKET, SITE, Statement, group_of, things
from downrange.reading.story import IMPLIED
from downrange.records.claim import ClaimKind, Hedge

BESIDE = 2
"""'The rocket "Chollima-1"' is one thing [characters]."""
MOST_TALLIED = 100.0
MOST_OF = 8
"""'The launch of a new kind of long-range missile': so many words stand between the noun and what was launched."""
MOST_APPOSED = 1
"""'The missile test', 'missile balistique : essai': a noun for launching stands this near behind what flies [words]."""
PASSING_REACH = 3
"""Where the verb comes last, a lapse stands this near behind the launch that it counts from [characters]."""
LABEL_REACH = 40
MOST_EARLIER = 2
"""Words up to which 'after' stands before what flew earlier."""
MOST_MODEL = 3
"""'The Sarmat, an intercontinental missile': pieces between a model and its class."""
IDENTITY_REACH = 26
"""'It was a medium-range ballistic missile': the class stands this near behind [characters]."""
_RANK = {"missile": 0, "slv": 0, "bm": 1, "sat": 2, "suborbital": 2}


def read_launches(facts: SentenceFacts) -> None:
    """What the source says was launched, and what it may have been."""
    sentence = facts.sentence
    best: dict[tuple[str, tuple[str, ...], str], tuple[int, str, int, int, Draft]] = {}
    last = facts.page.lexicon.meta.get("order") == "sov"
    for statement in facts.statements:
        event = facts.event_at(statement.predicate.start)
        if event is None or statement.predicate.kind != "launch":
            continue
        if event.status == "planned" and statement.thing.kind == "implied":
            continue
        bare = statement.predicate.value == SITE and statement.thing.kind == "vehicle"
        if (bare or statement.predicate.value == NAMED) and not _has_satellite(facts, statement):
            continue
        told_before = statement.thing.kind == "implied" and event.role == "main" and event.told_by_name
        told_before = told_before and (event.claimed or not _names_rocket(facts, statement))
        if (
            told_before
            or _is_tally(facts, statement)
            or _is_passing(sentence, statement, last=last and not _has_satellite(facts, statement))
            or _is_quoted_apart(sentence, statement)
            or _is_mention(facts, statement, event)
            or _is_loose(facts, statement, event)
            or (
                event.role == "main"
                and statement.predicate.value == "noun"
                and is_of_others(facts, statement.predicate)
            )
        ):
            continue
        for thing in _things_of(facts, statement, event):
            value = _class_of(facts, thing, event)
            group = "missile" if value in MISSILES else "sat" if value in ("sat", "slv") else value
            start, end = min(statement.predicate.start, thing.start), max(statement.predicate.end, thing.end)
            key = (event.id, facts.chain_at(thing.start), group)
            rank = _RANK.get(value, 3)
            if key not in best or rank > best[key][0]:
                best[key] = (rank, value, start, end, event)
    for (_, chain, _), (_, value, start, end, event) in best.items():
        event.flown = event.flown or value == "sat"
        event.claimed = event.claimed or facts.sentence.kind not in ("headline", "heading")
        facts.add(ClaimKind.LAUNCH, None, value, start, end, "launch", event=event, chain=chain)
    _read_what_it_was(facts)
    _read_labels(facts)
    read_cargo(facts)


def _names_rocket(facts: SentenceFacts, statement: Statement) -> bool:
    """'The rocket built by SpaceX exploded minutes into its first flight': the noun for launching has its rocket."""
    named = (m for m in things(facts.page, facts.sentence) if statement.start <= m.start < statement.predicate.start)
    return statement.predicate.value == "noun" and any(group_of(m) == ROCKET for m in named)


def _has_satellite(facts: SentenceFacts, statement: Statement) -> bool:
    """Whether the clause of a launch that is only named says what it carried."""
    inside = (m for m in things(facts.page, facts.sentence) if statement.start <= m.start < statement.end)
    return any(is_cargo(mark) for mark in inside)


def _is_tally(facts: SentenceFacts, statement: Statement) -> bool:
    """'The third failure in eight flights' sums up, and tells of no launch."""
    words = facts.page.folded[
        max(facts.sentence.start, statement.predicate.start - 12) : statement.predicate.start
    ].split()
    number = facts.page.lexicon.numbers.get(words[-1], 0.0) if words else 0.0
    digits = float(words[-1]) if words and words[-1].isdigit() else 0.0
    return statement.predicate.value == "noun" and len(words) > 1 and 1.0 < max(number, digits) <= MOST_TALLIED


def _is_passing(sentence: Sentence, statement: Statement, *, last: bool) -> bool:
    """'17 minutes after lift-off', 'was to put a satellite into orbit': the launch is mentioned, not told."""
    place = statement.predicate.start
    sited = any(p.place.kind == "site" and statement.start <= p.start < statement.end for p in sentence.places)
    lapses = [m for m in sentence.all("measure") if m.value == "t_plus" and m.start <= place < m.end]
    if not sited and any(statement.predicate.end <= m.end for m in lapses):
        return True
    behind = (q.start - statement.predicate.end for q in sentence.quantities if q.dimension == "s")
    if last and any(0 <= gap <= PASSING_REACH for gap in behind):
        return True  # '打ち上げ5秒後に', '발사 2분 뒤'
    planned = [m for m in sentence.within("modal", statement.start, place + 1) if m.value == "planned"]
    carried = sentence.all("carrying")  # 'a rocket said to carry a satellite was launched'
    return any(place - m.end <= 40 and not any(m.end <= c.start < place for c in carried) for m in planned)


def _is_quoted_apart(sentence: Sentence, statement: Statement) -> bool:
    """'"The mission failed", X said after the loss of PSLV-C61': what is quoted tells of no other thing."""
    first, last = sorted((statement.predicate, statement.thing), key=lambda mark: mark.start)
    between = sentence.text[first.end - sentence.start : last.start - sentence.start]
    return '"' in between and bool(sentence.within("speech", first.end, last.start))


def _is_mention(facts: SentenceFacts, statement: Statement, event: Draft) -> bool:
    """'The missile had flown 600 km' of a launch that was told before names it and says no more about what it is."""
    words = facts.page.folded[statement.predicate.start : statement.predicate.end]
    flying = facts.page.lexicon.meta.get("flying", ())
    flies = words in flying or words.rpartition(" ")[2] in flying
    if not flies or not event.claimed or statement.thing.value not in ("missile", "rocket", "slv", PROJECTILE):
        return False
    return event.first < facts.sentence.start


def _is_loose(facts: SentenceFacts, statement: Statement, event: Draft) -> bool:
    """'They tracked the launch and said that the missile fell': a noun for launching that only refers.

    Of a launch already told, a noun tells anew only what is launched "of" it or right before it; a missile's "last shot
    was in May" does not say what flew; a mission named again is no launch.
    """
    noun, thing = statement.predicate, statement.thing
    if thing.kind == "implied":
        return noun.value == "noun" and event.role == "background" and thing.value == "missile"
    if noun.value == "noun" and event.role == "main" and _is_of_many(facts, noun):
        return True
    if not event.claimed or facts.page.lexicon.meta.get("order") == "sov":
        return False
    if noun.value == "mission":
        return thing.kind == "vehicle"
    if noun.value != "noun" or thing.kind == "payload":
        return False
    if _is_of_its_part(facts, thing):
        return True
    if thing.end <= noun.start:
        return len(facts.page.folded[thing.end : noun.start].split()) > MOST_APPOSED
    start, _ = facts.sentence.clause_of(noun.start)
    before = facts.page.folded[start : noun.start].split()
    if len(before) == 1 and before[0] in facts.page.lexicon.meta.get("definite", ()):
        return True
    between = facts.page.folded[noun.end : thing.start]
    joints = facts.page.lexicon.meta.get("conjunctions", ())
    far = thing.kind == "object" and len(between.split()) > MOST_OF
    return far or "," in between or any(word in joints for word in between.split())


def _is_of_its_part(facts: SentenceFacts, thing: Mark) -> bool:
    """'A trial of new Black Brant motors': a part of what flies was tried."""
    return any(0 <= part.start - thing.end <= 1 for part in facts.sentence.all("part"))


def _is_of_many(facts: SentenceFacts, noun: Mark) -> bool:
    """'There have been 1,700 Soyuz launches', 'criticized the recent missile tests': several, and none of them told."""
    words = facts.page.folded[noun.start : noun.end]
    plural = words.endswith(tuple(facts.page.lexicon.meta.get("many_launched", ("\n",))))
    start, end = facts.sentence.clause_of(noun.start)
    return plural and not any(start <= day.start < end for day in facts.sentence.dates)


def _things_of(facts: SentenceFacts, statement: Statement, event: Draft) -> list[Mark]:
    """What the statement is about: all objects of its clause within reach."""
    named = things(facts.page, facts.sentence)
    vehicles = [mark.start for mark in named if mark.kind == "vehicle"]
    return [
        mark
        for mark in named
        if not (
            mark.kind == "object"
            and (group_of(mark) != "MIS" or mark.value == "missile")
            and any(0 <= start - mark.end <= BESIDE for start in vehicles)
        )
        and statement.start <= mark.start < statement.end
        and abs(mark.start - statement.predicate.start) <= 120
        and not (mark != statement.thing and (_is_earlier(facts, mark) or _is_other_matter(statement, mark, event)))
    ] or [statement.thing]


def _is_other_matter(statement: Statement, mark: Mark, event: Draft) -> bool:
    """'Put a satellite in orbit amid tension over its ballistic missiles': those flew nowhere."""
    behind = mark.start > max(statement.predicate.end, statement.thing.end)
    return behind and event.cls == statement.group == "SAT" and group_of(mark) == "MIS"


def _is_earlier(facts: SentenceFacts, mark: Mark) -> bool:
    """'Two days after an ICBM, two short-range missiles were fired': what only tells when is not what flew."""
    before = facts.page.folded[max(facts.sentence.start, mark.start - LABEL_REACH) : mark.start].split()
    return not frozenset(facts.page.lexicon.meta.get("after", ())).isdisjoint(before[-MOST_EARLIER:])


def _class_of(facts: SentenceFacts, thing: Mark, event: Draft) -> str:
    if thing.kind == "payload":
        return "sat"
    if thing.kind == "vehicle":
        _, cls, kind, _ = thing.value.split("|")
        if cls == "MIS":
            return _models(facts).get(facts.page.folded[thing.start : thing.end], "missile")
        return name_launcher(facts, event) if cls == "SAT" else kind
    if event.cls == "SAT" and facts.page.folded[thing.start : thing.end] in facts.page.lexicon.meta.get(
        "any_rocket", ()
    ):
        return "slv"
    if thing.value == "rocket" or (thing.value == "slv" and event.cls == "SUB"):
        return IMPLIED.get(event.cls or "SAT", "slv")
    return thing.value


def _models(facts: SentenceFacts) -> dict[str, str]:
    """The class that the text gives each missile right beside its model: 'Agni-I medium-range missile'."""
    reading = facts.reading
    if reading.models is None:
        models: dict[str, str] = {}
        for sentence in facts.page.sentences:
            for vehicle in sentence.all("vehicle"):
                for mark in sentence.all("object") if "|MIS|" in vehicle.value else ():
                    beside = group_of(mark) == "MIS" and _names_model(facts, mark, vehicle)
                    model = facts.page.folded[vehicle.start : vehicle.end]
                    if beside and _RANK.get(mark.value, 3) > _RANK.get(models.get(model, "missile"), 3):
                        models[model] = mark.value
        reading.models = models
    return reading.models


def _names_model(facts: SentenceFacts, mark: Mark, vehicle: Mark) -> bool:
    """Whether a class stands right beside a model, or apart from it by a comma and an article."""
    first, last = sorted((mark, vehicle), key=lambda m: m.start)
    words = facts.page.folded[first.end : last.start].replace("'", " ").split()
    articles = facts.page.lexicon.meta.get("articles", ())
    if not words:
        return True
    return len(words) <= MOST_MODEL and words[0] == "," and (len(words) == 1 or words[1] in articles)


def _read_what_it_was(facts: SentenceFacts) -> None:
    """'Suspected of being a ballistic missile', 'could be a missile': what the object may have been."""
    for mark in facts.sentence.all("object"):
        if group_of(mark) != "MIS":
            _read_what_else(facts, mark)
            continue
        if facts.unreal(mark.start):
            continue
        start, _ = facts.sentence.clause_of(mark.start)
        said = _identified(facts, start, mark)
        if not said and any(s.thing == mark for s in facts.statements):
            continue
        near = [
            h
            for h in facts.sentence.within("hedge", start, mark.end)
            if 0 <= mark.start - h.end <= 40
            and (h.value == "possible" or (h.value == "probable" and not _is_definite(facts, mark)))
        ]
        after = [
            h
            for h in facts.sentence.all("hedge")
            if h.value in ("possible", "probable") and 0 <= h.start - mark.end <= 12 and not facts.page.lexicon.spaced
        ]
        event = facts.flown_at(mark.start) if said else facts.event_at(mark.start)
        if said and event is not None and event.cls == "MIS":
            facts.add(ClaimKind.LAUNCH, None, mark.value, said[-1].start, mark.end, "what-it-was", event=event)
        elif (near or after) and event is not None and event.status == "occurred":
            hedge = Hedge((near or after)[-1].value)
            begin = near[-1].start if near else mark.start
            facts.add(ClaimKind.LAUNCH, None, mark.value, begin, mark.end, "may-have-been", event=event, hedge=hedge)


def _identified(facts: SentenceFacts, start: int, mark: Mark) -> list[Mark]:
    """Words like 'it was a' right before a class, with nothing but adjectives between."""
    governs = frozenset(facts.page.lexicon.meta.get("prepositions", ()))
    near = [
        m for m in facts.sentence.within("identity", start, mark.start) if 0 <= mark.start - m.end <= IDENTITY_REACH
    ]
    return [m for m in near if governs.isdisjoint(facts.page.folded[m.end : mark.start].split())]


def _read_what_else(facts: SentenceFacts, mark: Mark) -> None:
    """'It was a spacecraft, the ministry said': a source's word for what others call a missile, or nothing."""
    if group_of(mark) is None or mark.value not in ("sat", "slv", "suborbital") or facts.unreal(mark.start):
        return
    start, _ = facts.sentence.clause_of(mark.start)
    said = _identified(facts, start, mark)
    event = facts.flown_at(mark.start) if said else None
    if event is not None and facts.chain_at(mark.start):
        facts.add(ClaimKind.LAUNCH, None, mark.value, said[-1].start, mark.end, "what-it-was", event=event)


def _is_definite(facts: SentenceFacts, mark: Mark) -> bool:
    """'The missile would have a range of ...' names what is known, and says nothing of what it was."""
    before = facts.page.folded[max(facts.sentence.start, mark.start - 12) : mark.start].split()
    return bool(before) and before[-1] in facts.page.lexicon.meta.get("definite", ())


def _read_labels(facts: SentenceFacts) -> None:
    """'Payload: FalconSAT-2', in a list of flights."""
    for label in facts.sentence.all("label"):
        event = facts.event_at(label.start)
        opens = not facts.sentence.text[: label.start - facts.sentence.start].strip(" -*•–")
        behind = facts.page.folded[label.end : label.end + 3]
        if event is not None and event.status == "occurred" and opens and behind[:1].isspace():
            end = min(facts.sentence.end, label.end + LABEL_REACH)
            facts.add(ClaimKind.LAUNCH, None, "sat", label.start, end, "payload-label", event=event)
