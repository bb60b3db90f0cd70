"""How it ended: success, failure or part of both, as facts."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Sequence
from dataclasses import replace
from functools import cache

from downrange.reading.drafts import Reading, compatible
from downrange.reading.facts import STAGES, Fact, SentenceFacts
from downrange.reading.hedges import find_hedge
from downrange.reading.lexicon import Lexicon
from downrange.reading.page import Page, Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.statements import is_left_of, things
from downrange.records.claim import ClaimKind, Hedge

OUTCOME_REACH = 34
"""A failing part stands at most this far before 'failed' [characters]."""
LOSING_REACH = 24
"""A verb of losing stands at most this far before what was lost [characters]."""
STEP_REACH = 30
"""'Lift-off took place as planned': the step stands at most this far before how it went [characters]."""
PLANNED_REACH = 40
"""'Was to' makes a plan of a success at most this far behind it [characters]."""
NEEDED_REACH = 48
MOST_NEEDED = 6
"""'The speed needed for it to be put in orbit': words between the need and its end, in so many characters."""
NEGATION_REACH = 4
"""A negation stands at most this many words before what it denies."""
SHORT_PHRASE = 2
"""'Ended in failure' speaks of the flight, 'failed' perhaps of a part: longer phrases are outcomes [words]."""
PARTIAL_REACH = 12
"""'Released in a wrong orbit': what makes half a success of one stands this near to it [characters]."""
STRIVING_REACH = 64
"""'Tried in August to put': what is striven for stands this near behind the first of the words [characters]."""
DENIAL_REACH = 10
"""'안착시키지 못했다': what denies stands this near behind the word [characters]."""
DATED_REACH = 14
"""'The accident of 12 May': the day stands this near to the noun [characters]."""
LAUNCH_REACH = 44
"""'The failure of a night launch in May': the day stands this near behind the noun [characters]."""
STEPS = frozenset((*STAGES, "booster", "fairing", "engine", "separation"))
"""What does its part of a flight: that it did is no success of the whole."""
_PAUSE = re.compile(r"[,;:]")
_WORDS = re.compile(r"[\w']+")
_OF_PART = re.compile(
    r"\s*(?:(?:of|in|with|the|its|a|an|de|du|des|la|le|les|l'|d'un|d'une|sur|en|del|der|des|am|im|von)[\s']*)*"
)


def read_outcomes(facts: SentenceFacts) -> None:
    """Success, failure or part of both."""
    sentence = facts.sentence
    joints = facts.page.lexicon.meta.get("conjunctions", ())
    for mark in [*sentence.all("outcome"), *_losses(facts)]:
        event = facts.event_at(mark.start)
        if event is None or event.status == "planned" or facts.unreal(mark.start):
            continue
        if _is_part_failure(sentence, mark, joints) or _is_future(sentence, mark) or _is_landing(sentence, mark):
            continue
        if mark.value == "failure" and _is_no_end(facts, mark):
            continue
        partly = [m for m in sentence.all("outcome") if m.value == "partial"]
        near = (m for m in partly if max(m.start - mark.end, mark.start - m.end) <= PARTIAL_REACH)
        if mark.value == "success" and any(sentence.clause_of(m.start) == sentence.clause_of(mark.start) for m in near):
            continue
        value = mark.value
        if (value == "success" and (_is_planned(facts, mark) or _is_striven_for(facts, mark))) or _is_supposed(
            facts, mark
        ):
            continue
        if value == "success" and (_is_of_a_step(facts, mark) or _is_needed(facts, mark) or _is_conceded(facts, mark)):
            continue
        if event.role == "main" and is_of_others(facts, mark):
            continue
        unsure = find_hedge(facts.page, sentence, mark.start, mark.end, attributed=False) is Hedge.UNKNOWN
        if value == "success" and not unsure and _is_denied(facts, mark):
            stages = [p for p in sentence.within("part", *sentence.clause_of(mark.start)) if p.value in STAGES]
            if any(not _is_joined(facts, p, mark, joints) for p in stages):
                continue
            value = "failure"
        facts.add(ClaimKind.OUTCOME, None, value, mark.start, mark.end, "outcome")
    _read_dated_ends(facts)


def _read_dated_ends(facts: SentenceFacts) -> None:
    """'Since the accident of 12 May', 'after the failure in August': the end of the launch of that day."""
    sentence = facts.sentence
    for noun in sentence.all("endnoun"):
        if _told(facts, noun.start, noun.end) or _is_of_part(sentence, noun):
            continue
        for mention in sentence.dates:
            day = mention.resolve(facts.page.published)
            gap = max(mention.start - noun.end, noun.start - mention.end)
            if day is None or not (0 <= gap <= DATED_REACH or _is_of_launch(facts, noun, mention.start)):
                continue
            event = facts.reading.inside(mention.start) or facts.event_at(mention.start)
            told = event is not None and event.role == "background" and event.status == "occurred"
            if event is not None and told and event.day is not None and compatible(event.day, day):
                facts.add(ClaimKind.OUTCOME, None, noun.value, noun.start, noun.end, "dated-end", event=event)
                break


def _is_of_launch(facts: SentenceFacts, noun: Mark, day: int) -> bool:
    """'The failure of a night launch in May': between the end and its day stands only the launch that ended so."""
    if not noun.end < day <= noun.end + LAUNCH_REACH:
        return False
    launches = [m for m in facts.sentence.within("launch", noun.end, day) if m.value == "noun"]
    between = facts.page.folded[noun.end : day]
    return bool(launches) and "," not in between and not facts.sentence.within("outcome", noun.end, day)


def _is_of_part(sentence: Sentence, noun: Mark) -> bool:
    """'The engine failure of 12 May' is a cause."""
    return any(0 <= noun.start - part.end <= 1 for part in sentence.all("part"))


def read_alike(page: Page, reading: Reading, facts: Sequence[Fact]) -> list[Fact]:
    """'Another one met the same fate in May', 'so did one in May': it ended as the launch told before."""
    found: list[Fact] = []
    ends = sorted((fact for fact in facts if fact.kind is ClaimKind.OUTCOME), key=lambda fact: fact.start)
    starts = [fact.start for fact in ends]
    ended = {fact.event.id for fact in ends}
    for sentence in page.sentences if ends else ():
        for mark in sentence.all("alike"):
            event = reading.of_clause.get(sentence.clause_of(mark.start)[0])
            if event is None or event.role != "background" or event.id in ended:
                continue
            before = bisect_left(starts, mark.start)
            if before > 0:
                last = ends[bisect_left(starts, starts[before - 1])]
                found.append(replace(last, event=event, start=mark.start, end=mark.end, chain=(), heading=False))
    return found


@cache
def _losing(lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(f" {word} " for word in lexicon.meta.get("losing", ()))


def _losses(facts: SentenceFacts) -> list[Mark]:
    """'GSLV-F10 lost EOS-03': a verb of losing right before what was to fly."""
    things = facts.sentence.all("payload", "object", "vehicle")
    losing = [word for word in _losing(facts.page.lexicon) if word[1:] in facts.sentence.text] if things else []
    found: list[Mark] = []
    for thing in things if losing else ():
        if thing.kind == "object" and thing.value != "sat":
            continue
        start = max(facts.sentence.start, thing.start - LOSING_REACH)
        before = " " + facts.page.folded[start : thing.start]
        place = max(before.rfind(word) for word in losing)
        if place >= 0 and "," not in before[place:] and not _told(facts, start + place, thing.end):
            found.append(Mark(start + place, thing.end, "outcome", "failure"))
    return found


def _told(facts: SentenceFacts, start: int, end: int) -> bool:
    """Whether a word for how it ended stands there already."""
    return any(m.start < end and start < m.end for m in facts.sentence.all("outcome"))


def _is_landing(sentence: Sentence, mark: Mark) -> bool:
    """'Its booster was lost on landing': no end of the launch."""
    start, end = sentence.clause_of(mark.start)
    stages = [p for p in sentence.within("part", sentence.start, end) if p.value in ("first_stage", "booster")]
    lands = sentence.within("landing", start, end)
    if lands and any(0 <= mark.start - p.end <= OUTCOME_REACH for p in stages):
        return True
    # 'The booster toppled over after it had touched down and blew up': it is still the booster that did.
    lands = [m for m in sentence.all("landing") if m.end <= mark.start and any(p.end <= m.start for p in stages)]
    first = min((p.start for p in stages), default=mark.start)
    others = [m for m in sentence.all("object", "vehicle", "payload") if first < m.start < mark.start]
    return mark.value == "failure" and bool(lands) and not others


def _is_no_end(facts: SentenceFacts, mark: Mark) -> bool:
    """Whether words of failure tell a cause, somebody else's doing, or what became of the remains."""
    if _is_of_its_own_charge(facts.sentence, mark) or _is_of_others_doing(facts, mark):
        return True
    start, _ = facts.sentence.clause_of(mark.start)
    flown = [m for m in things(facts.page, facts.sentence) if start <= m.start and m.end <= mark.start]
    if not flown:  # 'the debris came down off the coast'
        joints = facts.page.lexicon.meta.get("conjunctions", ())
        wrecks = facts.sentence.within("wreck", start, mark.start)
        return bool(wrecks) and not _is_joined(facts, wrecks[-1], mark, joints)
    return all(is_left_of(facts.page, thing) for thing in flown)


def _is_of_its_own_charge(sentence: Sentence, mark: Mark) -> bool:
    """'A signal to destroy itself': what tells the cause tells no end, which is told elsewhere."""
    return any(m.value == "fts" and m.start <= mark.start and mark.end <= m.end for m in sentence.all("cause"))


def _is_of_others_doing(facts: SentenceFacts, mark: Mark) -> bool:
    """'Air defenses intercepted and destroyed it', 'broke up on re-entry': what comes behind a flight ends none."""
    words = (*facts.page.lexicon.meta.get("intercepting", ()), *facts.page.lexicon.meta.get("reentering", ()))
    if not words or not any(m.start < mark.end and mark.start < m.end for m in facts.sentence.all("destructverb")):
        return False
    start, end = facts.sentence.clause_of(mark.start)
    return any(word in facts.page.folded[start:end] for word in words)


def _is_of_a_step(facts: SentenceFacts, mark: Mark) -> bool:
    """'Lift-off took place as planned', 'the first stage worked normally': one step of a flight went well, no more."""
    said = facts.page.folded[mark.start : mark.end]
    if not said.endswith(tuple(facts.page.lexicon.meta.get("nominal", ("\n",)))):
        return False
    start, _ = facts.sentence.clause_of(mark.start)
    steps = [m for m in facts.sentence.within("part", start, mark.start) if m.value in STEPS]
    if steps:
        return True
    lifted = [m for m in facts.sentence.within("launch", start, mark.start) if mark.start - m.end <= STEP_REACH]
    words = tuple(facts.page.lexicon.meta.get("liftings", ("\n",)))
    return any(facts.page.folded.startswith(words, m.start) for m in lifted)


def _is_needed(facts: SentenceFacts, mark: Mark) -> bool:
    """'The speed needed to be put in orbit', 'too slow to reach orbit': what an end would have taken is no end."""
    needs = facts.page.lexicon.meta.get("requirers", ())
    goals = frozenset(facts.page.lexicon.meta.get("needed_for", ()))
    begun = max(facts.sentence.start, mark.start - NEEDED_REACH)
    words = _WORDS.findall(_PAUSE.split(facts.page.folded[begun : mark.start])[-1])
    first = facts.page.folded[mark.start : mark.end].split()[0]
    last = max((i for i, word in enumerate(words) if word in needs), default=len(words))
    behind = [*words[last + 1 :], first]
    return last < len(words) and not goals.isdisjoint(behind) and len(behind) <= MOST_NEEDED


def _is_conceded(facts: SentenceFacts, mark: Mark) -> bool:
    """'The satellite came off successfully, but it was too slow': how a step went before what went wrong."""
    sentence = facts.sentence
    start, end = sentence.clause_of(mark.start)
    steps = facts.page.lexicon.meta.get("steps", ())
    near = facts.page.folded[max(start, mark.start - STEP_REACH) : mark.end + STEP_REACH]
    if not any(step in near for step in steps):
        return False
    turned = any(m.start == end and m.value == "strong" for m in sentence.all("clause"))
    ills = (*sentence.within("cause", end, sentence.end), *sentence.within("trouble", end, sentence.end))
    failed = any(m.value == "failure" for m in sentence.within("outcome", end, sentence.end))
    return turned and (failed or bool(ills)) and not sentence.within("landing", end, sentence.end)


def is_of_others(facts: SentenceFacts, mark: Mark) -> bool:
    """'Previous launches had gone well', 'to make up for the failures of recent years': none of these is the news."""
    start, end = facts.sentence.clause_of(mark.start)
    tallied = _tallied(facts.page.lexicon)
    if tallied is not None and tallied.search(facts.page.folded, start, end) is not None:
        return True  # 'had failed twice this year'
    if any(start <= day.start < end for day in facts.sentence.dates):
        return False
    words = facts.page.folded[mark.start : mark.end]
    if words.endswith(tuple(facts.page.lexicon.meta.get("plural_ends", ("\n",)))):
        return True
    others = _others_flown(facts.page.lexicon)
    return others is not None and others.search(facts.page.folded, start, mark.end) is not None


@cache
def _tallied(lexicon: Lexicon) -> re.Pattern[str] | None:
    words = lexicon.meta.get("times_tallied")
    return re.compile(rf"\b(?:{words})\b") if words else None


@cache
def _others_flown(lexicon: Lexicon) -> re.Pattern[str] | None:
    words = lexicon.meta.get("others_flown")
    return re.compile(rf"\b(?:{words})\b") if words else None


def _is_planned(facts: SentenceFacts, mark: Mark) -> bool:
    """'Was to have been placed in orbit' tells of the plan; where the verb comes last, the words stand behind."""
    start, end = facts.sentence.clause_of(mark.start)
    planned = [m for m in facts.sentence.within("modal", start, end) if m.value == "planned"]
    if facts.page.lexicon.meta.get("order") == "sov":
        return any(0 <= m.start - mark.end <= PLANNED_REACH // 4 for m in planned)
    # 'Sollte vom Weltraumzentrum aus in eine Umlaufbahn gebracht werden': the infinitive closes the clause.
    reach = end - start if facts.page.lexicon.meta.get("noun_capitals") else PLANNED_REACH
    return any(0 <= mark.start - m.end <= reach for m in planned)


def _is_striven_for(facts: SentenceFacts, mark: Mark) -> bool:
    """'In a bid to put a satellite in orbit', 'tried in August to put one there' do not say that it came there."""
    words = facts.page.lexicon.meta.get("strivings", ())
    lead = facts.page.folded[facts.sentence.start : mark.start].rstrip()
    if lead.endswith(tuple(words)):
        return True
    apart = _striving(facts.page.lexicon)
    return apart is not None and apart.search(lead, max(0, len(lead) - STRIVING_REACH)) is not None


@cache
def _striving(lexicon: Lexicon) -> re.Pattern[str] | None:
    """Words for striving of two and more, with when or where before the last of them."""
    pairs = [word.rpartition(" ")[::2] for word in lexicon.meta.get("strivings", ()) if " " in word]
    parted = "|".join(rf"{re.escape(first)}(?: [\w.]+){{1,4}} {re.escape(last)}" for first, last in pairs)
    return re.compile(rf"\b(?:{parted})$") if pairs else None


def _is_supposed(facts: SentenceFacts, mark: Mark) -> bool:
    """'A successful launch would prove ...': what would follow from an end that has not come."""
    match = _conditional(facts.page.lexicon).match(facts.page.folded, mark.end, facts.sentence.end)
    if match is None:
        return False
    start, _ = facts.sentence.clause_of(mark.start)
    return not any(start <= day.start < match.end() for day in facts.sentence.dates)


@cache
def _conditional(lexicon: Lexicon) -> re.Pattern[str]:
    """Nothing but a noun for a launch, what is launched, and a verb in the conditional."""
    verbs = "|".join(lexicon.meta.get("conditionals", ("\n",)))
    nouns = "|".join(lexicon.meta.get("supposed", ("\n",)))
    whose = r" (?:of|by|du|de la|de l'|d'un|d'une|de) (?:[\w-]+ )?[\w-]+"
    return re.compile(rf"(?: (?:{nouns})|{whose}){{0,2}} (?:{verbs})\b")


def _is_denied(facts: SentenceFacts, mark: Mark) -> bool:
    """A negation before it in its part of the sentence; where the verb comes last, right behind it."""
    behind = facts.page.folded[mark.end : mark.end + DENIAL_REACH]
    if any(word in behind for word in facts.page.lexicon.meta.get("denials", ())):
        return True
    before = _PAUSE.split(facts.page.folded[max(facts.sentence.start, mark.start - 40) : mark.start])[-1]
    whole, parted = (_WORDS.findall(words)[-NEGATION_REACH:] for words in (before, before.replace("'", "' ")))
    return not set(facts.page.lexicon.meta.get("negations", ())).isdisjoint((*whole, *parted))  # "weren't", "n'avait"


def _is_part_failure(sentence: Sentence, mark: Mark, joints: Container[str]) -> bool:
    """'The second stage failed' is a cause, not an outcome; '... and failed to reach orbit' is one."""
    if mark.value != "failure":
        return False
    if _names_its_cause(sentence, mark):
        return True
    if len(sentence.text[mark.start - sentence.start : mark.end - sentence.start].split()) > SHORT_PHRASE:
        return False
    troubled = any(t.start < mark.end and mark.start < t.end for t in sentence.all("trouble"))
    start, end = sentence.clause_of(mark.start)
    for part in sentence.within("part", start, end):
        if part.value in ("trajectory", "vibration", "cryogenic"):
            continue
        if sentence.text[part.end - sentence.start : mark.start - sentence.start] == ", ":
            continue  # 'GSLV-D3, its first with an Indian engine, failed': the part stands in an apposition
        if any(part.end <= t.start and t.end <= mark.start for t in sentence.all("trouble")):
            continue  # 'the third stage had a problem and failed': the problem is the part's, the failure the flight's
        between = sentence.text[part.end - sentence.start : max(part.end, mark.start) - sentence.start].split()
        if 0 <= mark.start - part.end <= OUTCOME_REACH and not any(word in joints for word in between):
            return troubled
        gap = sentence.text[mark.end - sentence.start : part.start - sentence.start]
        if 0 <= part.start - mark.end <= OUTCOME_REACH and len(gap.split()) <= 3 and _OF_PART.fullmatch(gap):
            return troubled
    return False


def _names_its_cause(sentence: Sentence, mark: Mark) -> bool:
    """'Doomed by the nozzle', 'lost thrust': words that lead to a part, or hold one, tell the cause."""
    start, end = sentence.clause_of(mark.start)
    parts = [p for p in sentence.within("part", start, end) if p.value not in ("trajectory", "vibration")]
    leads = [m for m in sentence.within("because", start, end) if m.start < mark.end and mark.start < m.end]
    if any(0 <= part.start - m.end <= OUTCOME_REACH for m in leads for part in parts):
        return True
    troubled = any(t.start < mark.end and mark.start < t.end for t in sentence.within("trouble", start, end))
    return troubled and any(mark.start < part.start and part.end <= mark.end for part in parts)


def _is_joined(facts: SentenceFacts, part: Mark, mark: Mark, joints: Container[str]) -> bool:
    """'The second stage quit and the payloads weren't delivered': another subject stands behind the 'and'."""
    words = facts.page.folded[part.end : mark.start].split() if part.end <= mark.start else []
    return any(word in joints for word in words)


def _is_future(sentence: Sentence, mark: Mark) -> bool:
    start, _ = sentence.clause_of(mark.start)
    return any(
        m.value == "future" and 0 <= mark.start - m.end <= 40 for m in sentence.within("modal", start, mark.start)
    )
