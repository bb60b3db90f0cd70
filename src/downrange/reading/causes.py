"""What went wrong: a part in trouble, a part named behind 'because of', or a phrase that names the cause."""

from __future__ import annotations

from collections.abc import Sequence

from downrange.reading.drafts import Draft
from downrange.reading.facts import STAGES, SentenceFacts
from downrange.reading.former_plans import FORMER
from downrange.reading.page import Sentence
from downrange.reading.phrasebook import Mark
from downrange.records.claim import ClaimKind, Hedge

CAUSE_REACH = 60
"""The part that failed is named at most this far from the trouble [characters]."""
NEAR_REACH = 20
"""A part this near before a word for trouble belongs to it though another follows nearer [characters]."""
BECAUSE_REACH = 50
"""The part to blame is named at most this far behind 'because of' [characters]."""
AGAIN_REACH = 12
"""'The anomaly': an article stands this near before it [characters]."""
MOST_PARTS = 6
"""Words of a cause's code that name a part: the nearest ones."""
UNSURE_REACH = 48
"""'Why it went into a spin is not known': so much stands between a word for a cause and one for not knowing."""
NOMINAL_REACH = 40
"""'As planned' stands at most this far behind what sounds like trouble [characters]."""
RECOVERED = frozenset(("first_stage", "booster"))
"""What is meant to come back: where a clause speaks of landing, its loss ends no launch."""
DROPPED = frozenset((*STAGES, "booster", "fairing"))
"""What is let go in flight, and falls."""
ENDS = " \n\"')»"
"""What may stand behind a question mark."""
SLIP = "human_error"
"""Somebody's slip is told by what it did to a part, where a part is named."""
SECONDARY = frozenset(("trajectory", "vibration", "weather", "cryogenic"))
"""What strays, shakes or tells the kind of a part: a cause only together with a part."""


_ENDS = ("outcome", "endnoun", "anomalyverb", "destructverb")
_ILLS = (*_ENDS, "trouble", "cause")
"""Kinds of words without which there is nothing that could have a cause."""
_TELLING = frozenset(("cause", "trouble", "because", "unsure"))
"""Kinds of words without which nothing is said to have gone wrong."""


def read_causes(facts: SentenceFacts) -> None:
    """What went wrong, as a short code."""
    sentence = facts.sentence
    if sentence.lacks(_TELLING) or sentence.text.rstrip(ENDS).endswith("?"):
        return
    phrases = _find_phrases(facts)
    said = [(start, end) for start, end, value, _ in phrases if value != SLIP]
    found: list[tuple[list[Mark], Mark]] = []
    for trouble in [*sentence.all("trouble"), *sentence.all("because")]:
        if trouble.kind == "because" and any(_clause_has(sentence, trouble, marks) for _, marks in found):
            continue
        if any(a < trouble.end and trouble.start < b for a, b in said) or facts.unreal(trouble.start):
            continue
        if trouble.kind == "because" and _is_weak(facts, trouble) and not _went_wrong(facts, trouble):
            continue
        if not _is_of_delay(facts, trouble):
            found.extend((parts, trouble) for parts in _choices(facts, _parts_of(facts, trouble)))
    for start, end, value, event in phrases:
        if value == SLIP and found:
            continue
        hedge = Hedge.UNKNOWN if value == "unknown" else None
        facts.add(ClaimKind.CAUSE, None, value, start, end, "cause-phrase", event=event, hedge=hedge)
    for parts, marks in _joined(found):
        event = facts.event_at(marks[0].start)
        if event is None or event.status == "planned":
            continue
        value = _code(parts, marks)
        every = [*parts, *marks]
        start, end = min(m.start for m in every), max(m.end for m in every)
        facts.add(ClaimKind.CAUSE, None, value, start, end, "part-in-trouble", event=event)


def _is_of_delay(facts: SentenceFacts, trouble: Mark) -> bool:
    """'Put off twice, once by a faulty valve': what held up the launch is no cause of how it ended.

    Of a sentence that tells of a delay and of no failure, all that went wrong is one of the delay.
    """
    sentence, folded = facts.sentence, facts.page.folded
    words = facts.page.lexicon.meta.get("delaying", ())
    if not words:
        return False
    start, _ = sentence.clause_of(trouble.start)
    if any(word in folded[start : trouble.start] for word in words):
        return True
    failed = any(m.value != "success" and not _overlap(m, trouble) for m in sentence.all("outcome"))
    if failed or sentence.has("destructverb"):
        return False
    return any(sentence.has(kind) for kind in FORMER) or any(word in sentence.text for word in words)


def _overlap(a: Mark, b: Mark) -> bool:
    return a.start < b.end and b.start < a.end


def _is_weak(facts: SentenceFacts, because: Mark) -> bool:
    """'Came from', 'found that': words that lead to a cause only where something has failed."""
    said = facts.page.folded[because.start : because.end]
    return said.startswith(tuple(facts.page.lexicon.meta.get("finding", ("\n",))))


def _went_wrong(facts: SentenceFacts, because: Mark) -> bool:
    """Whether something has failed that a cause can be told of: 'the order came from the control post' has none.

    In the sentence, or anywhere in what is told of that launch.
    """
    if any(not _overlap(m, because) for kind in _ILLS for m in facts.sentence.all(kind) if m.value != "success"):
        return True
    event = facts.event_at(because.start)
    return event is not None and event.id in _ailing(facts)


def _ailing(facts: SentenceFacts) -> frozenset[str]:
    """Launches of which a clause tells a failure or a part of one."""
    reading = facts.reading
    if reading.ailing is None:
        clauses = (
            reading.inside(mark.start) or reading.of_clause.get(sentence.clause_of(mark.start)[0])
            for sentence in facts.page.sentences
            for kind in _ENDS
            for mark in sentence.all(kind)
            if mark.value != "success"
        )
        reading.ailing = frozenset(event.id for event in clauses if event is not None)
    return reading.ailing


def _clause_has(sentence: Sentence, because: Mark, trouble: Mark) -> bool:
    """'Put down to the poor reliability of the engine': the trouble itself says more than 'because of'."""
    return sentence.clause_of(because.start) == sentence.clause_of(trouble.start) and trouble.start > because.start


def _find_phrases(facts: SentenceFacts) -> list[tuple[int, int, str, Draft]]:
    """(start, end, code, event) of the phrases that name a cause by themselves."""
    sentence = facts.sentence
    found: list[tuple[int, int, str, Draft]] = []
    for mark in sentence.all("cause"):
        event = facts.event_at(mark.start)
        if event is None or event.status == "planned":
            continue
        if mark.value == "unknown" and (_names_part(facts, mark) or _is_told_before(facts, mark)):
            continue
        start, end, value = _with_stage(sentence, mark) if mark.value == "fts" else (mark.start, mark.end, mark.value)
        found.append((start, end, value, event))
    return found or _find_unsure(facts)


def _find_unsure(facts: SentenceFacts) -> list[tuple[int, int, str, Draft]]:
    """'Why is not clear yet', 'nobody could say what had happened': a word for a cause beside one for not knowing."""
    sentence = facts.sentence
    for unsure in sentence.all("unsure"):
        beside = [w for w in sentence.all("why") if _between(w, unsure) <= UNSURE_REACH and not _overlap(w, unsure)]
        if not beside:
            continue
        why = min(beside, key=lambda w: _between(w, unsure))
        event = facts.event_at(min(why.start, unsure.start))
        failed = event is not None and (event.id in _ailing(facts) or sentence.has("trouble"))
        if event is not None and event.status != "planned" and failed:
            return [(min(why.start, unsure.start), max(why.end, unsure.end), "unknown", event)]
    return []


def _with_stage(sentence: Sentence, mark: Mark) -> tuple[int, int, str]:
    """'An error in the emergency blasting system in third-stage flight': trouble in it, with the stage that flew."""
    low, high = sentence.clause_of(mark.start)
    near = [m for m in sentence.within("part", low, high) if m.value in STAGES and _between(m, mark) <= NEAR_REACH]
    troubles = [t for t in sentence.within("trouble", low, high) if _between(t, mark) <= NEAR_REACH]
    if not near or not troubles:
        return mark.start, mark.end, mark.value
    every = [mark, near[0], *troubles]
    return min(m.start for m in every), max(m.end for m in every), f"{near[0].value}_{mark.value}"


def _parts_of(facts: SentenceFacts, trouble: Mark) -> list[Mark]:
    """Parts within reach of a word for trouble, in its clause; those that only tell when are none."""
    sentence, sov = facts.sentence, facts.page.lexicon.meta.get("order") == "sov"
    start, end = sentence.clause_of(trouble.start)
    within = sentence.within("part", start, end)
    parts = [p for p in within if not (p.start < trouble.end and trouble.start < p.end)]
    if trouble.kind == "because" and trouble.value == "ahead" and not sov:
        held = [p for p in within if trouble.start < p.start and p.end < trouble.end]  # 'holds a leak responsible'
        parts = held or [p for p in parts if 0 <= p.start - trouble.end <= BECAUSE_REACH]
    elif trouble.kind == "because":
        parts = [p for p in parts if 0 <= trouble.start - p.end <= BECAUSE_REACH]
    else:
        parts = [p for p in parts if _between(p, trouble) <= CAUSE_REACH]
        held = [p for p in within if p.start < trouble.end and trouble.start < p.end]
        words = facts.page.folded[trouble.start : trouble.end]
        # 'Softwarefehler' is one word for a part and its trouble.
        alone = [p for p in held if " " in words or (p.start, p.end) == (trouble.start, trouble.end)]
        parts += held if parts else alone
    parts = [p for p in parts if not _went_well(facts, p, trouble)]
    others = [t for t in sentence.within("trouble", start, end) if t is not trouble]
    meta = facts.page.lexicon.meta
    after = (*meta.get("after", ()), *meta.get("following", ()))
    parts = [p for p in parts if not _parted(sentence, p, trouble, after) and not _taken(p, trouble, others)]
    parts = [p for p in parts if not _is_when(facts.page.folded[trouble.start : p.start], after)]
    if any(m.start == trouble.start and m.value == "failure" for m in sentence.all("outcome")):
        # 'GSLV-D3, its first with an Indian engine, failed': the part stands in an apposition.
        parts = [p for p in parts if facts.page.folded[p.end : trouble.start] != ", "]
    parts = _on_its_side(parts, trouble) if trouble.kind == "trouble" else parts
    parts = _with_its_stage(facts, parts, within)
    if any(start <= m.start < end for m in sentence.all("landing")):
        parts = [p for p in parts if p.value not in RECOVERED]
    if all(p.value in DROPPED for p in parts) and _is_fall(sentence, trouble):
        return []
    return parts if any(p.value not in SECONDARY for p in parts) else []


def _went_well(facts: SentenceFacts, part: Mark, trouble: Mark) -> bool:
    """'The motors worked properly and the satellite came off': a part that did what it should is not in trouble."""
    words = facts.page.folded[part.end : trouble.start].split() if part.end <= trouble.start else []
    well = facts.page.lexicon.meta.get("nominal", ())
    if _was_meant_to(facts, trouble, well):
        return True
    joints = facts.page.lexicon.meta.get("conjunctions", ())
    good = next((i for i, word in enumerate(words) if word.strip(",") in well), len(words))
    return any(word in joints for word in words[good:])


def _was_meant_to(facts: SentenceFacts, trouble: Mark, well: Sequence[str]) -> bool:
    """'Shut down after two minutes, as planned': that an engine stops is no trouble when it should."""
    ends = tuple(facts.page.lexicon.meta.get("stopping", ("\n",)))
    said = facts.page.folded[trouble.start : trouble.end]
    if not any(word.startswith(ends) for word in said.split()) or _denies(facts, said):
        return False
    behind = facts.page.folded[trouble.end : min(trouble.end + NOMINAL_REACH, facts.sentence.end)]
    return any(f", {word}" in behind or behind.startswith(f" {word}") for word in well)


def _denies(facts: SentenceFacts, said: str) -> bool:
    """'Did not shut down'."""
    return not set(said.split()).isdisjoint(facts.page.lexicon.meta.get("negations", ()))


def _is_fall(sentence: Sentence, trouble: Mark) -> bool:
    """'The first stage dropped into the sea': that is what stages do."""
    falls = (m for m in sentence.all("placecue") if m.value in ("impact", "stage_drop"))
    return any(m.start < trouble.end and trouble.start < m.end for m in falls)


def _with_its_stage(facts: SentenceFacts, parts: list[Mark], within: list[Mark]) -> list[Mark]:
    """'During the burn of the second stage', 'the nozzle of its fourth stage': whose part it is stands right behind."""
    if not parts or any(p.value in STAGES for p in parts):
        return parts
    last = max(p.end for p in parts)
    behind = [p for p in within if p.value in STAGES and 0 <= p.start - last <= NEAR_REACH]
    meta = facts.page.lexicon.meta
    joints = frozenset((*meta.get("prepositions", ()), *meta.get("articles", ()), *meta.get("possessives", ())))
    owned = [p for p in behind if joints.issuperset(facts.page.folded[last : p.start].replace("'", " ").split())]
    return [*parts, *owned[:1]]


def _on_its_side(parts: list[Mark], trouble: Mark) -> list[Mark]:
    """'... and the unstable nature of the fuel': what follows nearer than what goes before is what is in trouble."""
    ahead = min((p.start - trouble.end for p in parts if p.start >= trouble.end), default=CAUSE_REACH)
    behind = min((trouble.start - p.end for p in parts if p.end <= trouble.start), default=CAUSE_REACH)
    if ahead >= behind:
        return parts
    return [p for p in parts if p.start >= trouble.end or _between(p, trouble) <= NEAR_REACH]


def _choices(facts: SentenceFacts, parts: list[Mark]) -> list[list[Mark]]:
    """'The engines of the first stage or the control system': each side of an 'or' is a cause of its own."""
    words = tuple(facts.page.lexicon.meta.get("disjunctions", ()))
    groups: list[list[Mark]] = []
    for part in sorted(parts):
        between = facts.page.folded[groups[-1][-1].end : part.start].split() if groups else []
        if groups and not any(word in words for word in between):
            groups[-1].append(part)
        else:
            groups.append([part])
    return groups


def _joined(found: list[tuple[list[Mark], Mark]]) -> list[tuple[list[Mark], list[Mark]]]:
    """Troubles that share a part are one cause."""
    groups: list[tuple[list[Mark], list[Mark]]] = []
    for parts, trouble in found:
        home = next((g for g in groups if any(p in g[0] for p in parts)), None)
        if home is None:
            groups.append((list(parts), [trouble]))
        else:
            home[0].extend(p for p in parts if p not in home[0])
            home[1].append(trouble)
    return groups


def _code(parts: list[Mark], marks: list[Mark]) -> str:
    """The stage first, then the parts nearest to the trouble, with their words joined."""
    near = sorted(parts, key=lambda p: min(_between(p, m) for m in marks))
    names = list(dict.fromkeys(p.value for p in near))
    stage = next((name for name in names if name in STAGES), None)
    if "upper_stage" in names and stage == "second_stage":
        names[names.index("upper_stage")] = "upper"
    others = [name for name in names if name not in STAGES and name not in ("reliability", "engine")]
    if "engine" in names:
        others.insert(0, "engine_reliability" if "reliability" in names else "engine")
    words = [stage] if stage else []
    words += others[:MOST_PARTS]
    return "_".join(words) or "unknown"


def _is_told_before(facts: SentenceFacts, mark: Mark) -> bool:
    """'The anomaly led to the loss of the vehicle' names again what was told, and says nothing of its cause."""
    if facts.page.folded.startswith(tuple(facts.page.lexicon.meta.get("articles", ())), mark.start):
        words = facts.page.folded[mark.start : mark.end].split()[:1]
    else:
        words = facts.page.folded[max(facts.sentence.start, mark.start - AGAIN_REACH) : mark.start].split()[-1:]
    troubled = any(t.start < mark.end and mark.start < t.end for t in facts.sentence.all("trouble"))
    return troubled and not set(words).isdisjoint(facts.page.lexicon.meta.get("definite", ()))


def _names_part(facts: SentenceFacts, mark: Mark) -> bool:
    """'An anomaly on the second stage', 'beim Zünden der dritten Stufe trat eine Anomalie auf': no unknown cause."""
    sentence = facts.sentence
    troubles = [t for t in sentence.all("trouble") if t.start < mark.end and mark.start < t.end]
    start, end = sentence.clause_of(mark.start)
    parts = sentence.within("part", start, end) if troubles else []
    if any(0 <= p.start - mark.end <= CAUSE_REACH for p in parts):
        return True
    return any(p.value in STAGES for trouble in troubles for p in _parts_of(facts, trouble))


def _parted(sentence: Sentence, part: Mark, trouble: Mark, after: Sequence[str]) -> bool:
    """'Fails after stage separation': the part only tells when."""
    low, high = min(part.end, trouble.end), max(part.start, trouble.start)
    if part.start > trouble.end:
        between = sentence.text[low - sentence.start : high - sentence.start].split()
        if any(word in after for word in between):
            return True
    elif part.value == "separation" and sentence.text.startswith(tuple(after), part.end - sentence.start):
        return True
    return part.start > trouble.end and any(
        m.value == "t_plus" and low <= m.start < high for m in sentence.all("measure")
    )


def _is_when(words: str, after: Sequence[str]) -> bool:
    """'Schaltete nach der Zündung ab': inside the words for trouble, the part only tells when."""
    return any(word in after for word in words.split())


def _taken(part: Mark, trouble: Mark, others: list[Mark]) -> bool:
    """'The poor reliability of the engine and the unstable fuel': each trouble has the parts up to the next one."""
    low, high = min(part.end, trouble.end), max(part.start, trouble.start)
    return trouble.kind == "trouble" and any(low <= t.start and t.end <= high for t in others)


def _between(a: Mark, b: Mark) -> int:
    return max(a.start - b.end, b.start - a.end, 0)
