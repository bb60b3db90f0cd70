"""How many were launched: counts in words and digits before what flew, or behind it with a counter, as facts."""

from __future__ import annotations

import re
from functools import cache

from downrange.reading.facts import SentenceFacts
from downrange.reading.hedges import find_hedge
from downrange.reading.lexicon import Lexicon
from downrange.reading.phrasebook import Mark
from downrange.reading.statements import group_of, things
from downrange.reading.story import is_recalled
from downrange.records.claim import ClaimKind, Hedge

AMONG_REACH = 24
"""'Among them' stands right before the number, within so many characters."""
DIGITS_REACH = 26
_IN_NUMBER = re.compile(r"-|[.,]\d")
"""The '1' of '1,696-kg satellite' counts nothing."""
_DIGITS = re.compile(r"(?<![\w.,-])(\d{1,3}) (?:[^\W\d][\w-]* )?$")
_COUNTER = re.compile(r" ?(\d{1,3}) ?(?:基|機|発|個|本|기|발|개)")
"""'衛星12基': a number with its counter behind what it counts."""
_NAME_BEHIND = re.compile(r" (?:[^\W\d_][\w-]* )?[A-ZÀ-ÖØ-ÞА-Я][\w-]+")
"""The name of what a number counts: 'quatre Galileo', 'four new Starlinks'."""
_BRACKETED = re.compile(r" ?\([^()]{1,20}\) ?[을를은는이가を]? ?")
_CLASSIFIERS = frozenset("발기発基")
_AT_LEAST = frozenset(("少なくとも", "最低", "計", "合計", "최소", "적어도", "모두", "총"))
"""What may stand between a thing and its number where the number comes last."""
UNNAMED = "unnamed"
VERB_REACH = 2
"""A number without a thing stands right behind the word for launching [characters]."""
LARGEST_COUNTER = 10
"""Numbers up to this are words of the lexicons."""
COUNT_REACH = 14
CARGO = "cargo"
_COUNTABLE = frozenset(("object", CARGO))
BESIDE_REACH = 44
"""A number stands at most this far before what it counts [characters]."""
MOST_ADJECTIVES = 3
"""So many words at most stand between a number and what it counts."""
DIGITS = 3
LARGEST = 999
_WORD = re.compile(r"[^\W\d_][\w'-]*|\d+|[^\w\s]")
_OF = frozenset(("of", "de", "d'", "von", "des"))
_COLLECTIVE = ("aine", "aines", "dozen", "dozens", "cena", "dutzend")
_IN_ROW = re.compile(r"[.,:/-]|no|nr|n°|number|numero|nummer|flight|vol|flug|vuelo|block|version|phase|№")
"""What stands before a number that is no count."""
_ORDINAL = re.compile(
    r"third|\w+th|\w+ieme|\w+ten|tercer\w*|(?:quint|sext|septim|octav|noven|decim|duodecim)\w|\w+ой|an?|une?|half"
)
_COUNTER_BEHIND = re.compile(
    r"(?:을|를|은|는|이|가|의|を|は|が|など)? ?(?:약|총|모두|約|計|合計)? ?(\d{1,3})(?:여|余り)? ?[기발개대基機発個本]"
)
_COUNTER_AHEAD = re.compile(r"(?<![\d.])(\d{1,3})(?:여|余り?)? ?[기발개대基機発個本](?:의|の) ?[^\d、。,.]{0,10}$")


def read_counts(facts: SentenceFacts) -> None:
    """How many were launched, when a numeral says so."""
    _read_digits(facts)
    _read_words(facts)
    _read_beside(facts)


def _read_words(facts: SentenceFacts) -> None:
    sentence = facts.sentence
    for mark in sentence.all("counter"):
        event = facts.event_at(mark.start)
        if event is None or (event.status == "planned" and len(facts.reading.events) > 1):
            continue
        named = any(v.start <= mark.start < v.end for v in sentence.all("vehicle", "payload", "source"))
        named = named or any(d.start <= mark.start < d.end for d in (*sentence.dates, *sentence.quantities))
        ahead = facts.page.folded[max(0, mark.start - 1) : mark.start]
        hyphened = ahead == "-" or ahead.isdigit()  # the '3기' of '13기'
        if named or hyphened or _is_numbered(facts, mark.start) or _IN_NUMBER.match(facts.page.folded, mark.end):
            continue
        if _is_of_all(facts, mark) or _is_most(facts, mark.start) or _is_among_more(facts, mark.start):
            continue
        near = [m for m in things(facts.page, sentence) if _counted(facts, mark, m)] or _unnamed(facts, mark)
        launched = [s for s in facts.statements if any(m == s.thing or s.start <= m.start < s.end for m in near)]
        if near and (launched or sentence.listed or near[0].kind == UNNAMED or _is_aboard(facts, near[0])):
            start, end = min(mark.start, near[0].start), max(mark.end, near[0].end)
            taken_back = find_hedge(facts.page, sentence, start, end, attributed=False) is Hedge.NEGATED
            hedge = Hedge.NEGATED if taken_back else Hedge.FACT
            facts.add(ClaimKind.COUNT, None, _COUNTS[mark.value], start, end, "count", hedge=hedge)


def _read_digits(facts: SentenceFacts) -> None:
    """'22 small satellites': a number in digits before what was launched."""
    sentence = facts.sentence
    for thing in things(facts.page, sentence):
        event = facts.event_at(thing.start)
        told = sentence.listed or any(s.start <= thing.start < s.end for s in facts.statements)
        if any(d.year is not None and d.month is None and d.start > thing.start for d in sentence.dates):
            continue  # '25 missiles in all of 2019'
        if thing.kind != "object" or thing.value == "slv" or event is None or not told:
            continue
        behind = _COUNTER.match(facts.page.folded, thing.end)
        if behind is not None and event.status != "planned" and int(behind[1]) > LARGEST_COUNTER:
            facts.add(
                ClaimKind.COUNT, None, int(behind[1]), thing.start, behind.end(), "count-digits", hedge=Hedge.FACT
            )
            continue
        match = _DIGITS.search(facts.page.folded[max(sentence.start, thing.start - DIGITS_REACH) : thing.start])
        if match is None or event.status == "planned":
            continue
        start = max(sentence.start, thing.start - DIGITS_REACH) + match.start()
        taken = any(m.start <= start < m.end for m in sentence.all("vehicle", "payload", "counter"))
        taken = taken or _is_numbered(facts, start) or _is_among_more(facts, start)
        if not taken and not any(d.start <= start < d.end for d in (*sentence.dates, *sentence.quantities)):
            facts.add(ClaimKind.COUNT, None, int(match[1]), start, thing.end, "count-digits", hedge=Hedge.FACT)


def _read_beside(facts: SentenceFacts) -> None:
    """'Its seven small satellites', 'les quelque 180 missiles de mardi', '衛星12基': told of the launch at hand.

    Only of the news itself, not of a tally of a year, and of two or more.
    """
    sentence, folded = facts.sentence, facts.page.folded
    if sentence.kind != "body":
        return
    told = [(fact.start, fact.end) for fact in facts.found if fact.kind is ClaimKind.COUNT]
    for thing in (*things(facts.page, sentence), *sentence.all("cargo")):
        event = facts.event_at(thing.start)
        if event is None or event.role != "main" or event.status != "occurred" or thing.kind not in _COUNTABLE:
            continue
        group = "SAT" if thing.kind == CARGO else group_of(thing)
        start, end = sentence.clause_of(thing.start)
        if (group is not None and group != event.cls) or thing.value == "slv" or facts.unreal(thing.start):
            continue
        if any(d.years is not None or (d.year is not None and d.month is None) for d in sentence.dates):
            continue
        if is_recalled(sentence, start, end) or sentence.within("future", start, end):
            continue
        found = _number_before(facts, thing) if facts.page.lexicon.spaced else _counter_beside(folded, thing)
        if found is None:
            continue
        place, value = found
        low, high = min(place, thing.start), max(place, thing.end)
        taken = any(a <= place < b or (a < high and low < b) for a, b in told)
        taken = taken or any(m.start <= place < m.end for m in sentence.all("vehicle", "payload", "source"))
        taken = taken or _is_among_more(facts, place)
        taken = taken or any(
            d.start <= place < d.end for d in (*sentence.dates, *sentence.quantities, *sentence.clocks)
        )
        if not taken and value > 1 and not _is_numbered(facts, place) and not _is_most(facts, place):
            facts.add(ClaimKind.COUNT, None, value, low, high, "count-beside", event=event, hedge=Hedge.FACT)
            told.append((low, high))


def _number_before(facts: SentenceFacts, thing: Mark) -> tuple[int, int] | None:
    """Offset and value of a number before a thing, with at most three adjectives between."""
    numbers, halts = _numbers(facts.page.lexicon)
    low = max(facts.sentence.start, thing.start - BESIDE_REACH)
    words = [(m.start(), m[0]) for m in _WORD.finditer(facts.page.folded, low, thing.start)]
    for back, (place, word) in enumerate(reversed(words)):
        value = int(word) if word.isdigit() and len(word) <= DIGITS else numbers.get(word)
        before = words[len(words) - back - 2][1] if len(words) > back + 1 else ""
        if value is not None:
            return (place, value) if not _IN_ROW.fullmatch(before) else None
        if word in _OF and before.endswith(_COLLECTIVE):
            continue
        if back >= MOST_ADJECTIVES or word in halts or not word[0].isalpha():
            return None
    return None


@cache
def _numbers(lexicon: Lexicon) -> tuple[dict[str, int], frozenset[str]]:
    """Words for whole numbers from two on, and words behind which a number counts something else."""
    numbers = {
        word: int(value)
        for word, value in lexicon.numbers.items()
        if value == int(value) and 1 < value <= LARGEST and not _ORDINAL.fullmatch(word)
    }
    return numbers, frozenset((*lexicon.meta.get("joiners", ()), *lexicon.units, *_OF))


def _counter_beside(folded: str, thing: Mark) -> tuple[int, int] | None:
    """'위성 8기', '衛星を12基', '8기의 위성': digits with their counter on either side of a thing."""
    behind = _COUNTER_BEHIND.match(folded, thing.end)
    if behind is not None:
        return behind.start(1), int(behind[1])
    low = max(0, thing.start - BESIDE_REACH // 2)
    ahead = _COUNTER_AHEAD.search(folded[low : thing.start])
    return (low + ahead.start(1), int(ahead[1])) if ahead is not None else None


def _is_numbered(facts: SentenceFacts, place: int) -> bool:
    """'The Zafar 1 communications satellite': the number is part of a name."""
    text, sentence = facts.page.text, facts.sentence
    word = text[sentence.start : place].rstrip().rpartition(" ")[2]
    opening = text[sentence.start : place].strip() == word
    numbers = facts.page.lexicon.meta.get("numero", ())
    if text[place : place + 1].isdigit() and word.casefold() in numbers:
        return True  # 'the SS-520 No. 4 rocket'
    if any(m.start < place <= m.end + 1 for m in sentence.all("object")):
        return False  # 'ICBM 1발'
    dated = any(d.start <= place - 2 < d.end for d in sentence.dates)
    return text[place : place + 1].isdigit() and word[:1].isupper() and word.isalpha() and not opening and not dated


def _is_of_all(facts: SentenceFacts, mark: Mark) -> bool:
    """'North Korea's one working satellite', 'one of its satellites': how many there are, not how many flew."""
    meta = facts.page.lexicon.meta
    ahead = facts.page.folded[facts.sentence.start : mark.start].split()[-MOST_ADJECTIVES:]
    stands_alone = facts.page.folded[mark.end : mark.end + 1] in ",;:."
    if mark.value == "one" and stands_alone and set(ahead[:-1]) & set(meta.get("definite", ())):
        return True  # 'the long-range one'
    behind = facts.page.folded[mark.end :][:COUNT_REACH].replace("'", " ").split()
    if mark.value == "one" and len(behind) > 1 and behind[0] in facts.page.lexicon.meta.get("belongings", ()):
        return True
    before = facts.page.folded[facts.sentence.start : mark.start].rstrip()
    return mark.value == "one" and before.endswith("'s")


def _is_among_more(facts: SentenceFacts, place: int) -> bool:
    """'55 spacecraft, among them a pair of satellites': a part of what was launched."""
    words = tuple(facts.page.lexicon.meta.get("including", ()))
    before = facts.page.folded[max(facts.sentence.start, place - AMONG_REACH) : place].rstrip()
    return bool(words) and before.endswith(tuple(f" {word}" for word in words))


def _is_most(facts: SentenceFacts, place: int) -> bool:
    """'Carries up to eight missiles': how many it could hold."""
    bounds = facts.sentence.all("bound")
    return any(m.value == "max" and 0 <= place - m.end <= 1 for m in bounds)


def _is_aboard(facts: SentenceFacts, thing: Mark) -> bool:
    """'Nine satellites were aboard': what is on board is counted though the clause says nothing of the launch."""
    start, end = facts.sentence.clause_of(thing.start)
    return group_of(thing) == "SAT" and bool(facts.sentence.within("aboard", start, end))


def _unnamed(facts: SentenceFacts, counter: Mark) -> list[Mark]:
    """'Put four Galileo in orbit', '발사된 1발': what is counted has a name, or a counter that says enough."""
    verbs = [
        m
        for m in facts.sentence.all("launch", "insertionverb")
        if m.value != "mission" and abs(counter.start - m.end) <= VERB_REACH and m.end <= counter.start
    ]
    if not verbs and not facts.page.lexicon.spaced:  # '1発が発射され'
        verbs = [m for m in facts.sentence.all("launch") if 0 < m.start - counter.end <= VERB_REACH]
    if not verbs:
        return []
    if not facts.page.lexicon.spaced or facts.page.folded[counter.start : counter.end][-1:] in _CLASSIFIERS:
        return [Mark(counter.start, counter.end, UNNAMED, "")]
    name = _NAME_BEHIND.match(facts.page.text, counter.end)
    return [Mark(counter.end, name.end(), UNNAMED, "")] if name is not None else []


def _counted(facts: SentenceFacts, counter: Mark, thing: Mark) -> bool:
    """'Two missiles', and in languages that count after the noun 'missile two-pieces'."""
    if 0 <= thing.start - counter.end <= COUNT_REACH:
        return True
    if facts.page.lexicon.spaced or counter.start < thing.end:
        return False
    gap = facts.page.folded[thing.end : counter.start]
    return len(gap) <= 3 or gap.strip() in _AT_LEAST or _BRACKETED.fullmatch(gap) is not None  # '미사일(ICBM) 1발'


_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
