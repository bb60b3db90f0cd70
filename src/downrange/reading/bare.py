"""Bare figures: numbers without a unit, which take that of the figure before: '620 km of altitude, the other 600'."""

from __future__ import annotations

import re

from downrange.reading.aims import AIM_REACH, is_aimed
from downrange.reading.facts import SentenceFacts
from downrange.reading.numerals import AND, ends_figure, find_decimal, read_number
from downrange.reading.page import Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.units import Quantity

UNITS = frozenset(("km", "mi", "nmi", "m/s", "km/s", "km/h", "mph", "s"))
"""Units that a text leaves out once it has told them."""
LEAST = 10.0
"""Smaller numbers count things."""
YEARS = range(1900, 2100)
UNIT_REACH = 40
"""'A height of 100 and a distance of 300 km': the unit comes with the next figure [characters]."""
CUE_BEHIND = 2
AIM_WORDS = 8
"""'83 statt der vorgesehenen 112 Sekunden': an article and a participle more [characters]."""
"""'770 au plus haut': a word that tells what is measured right behind a number [characters]."""
_NUMBER = re.compile(r"(?<![\w.,:/+°#№-])(?:\d{1,3}(?:[ .,]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?(?!\d))")
_GLUED = re.compile(r"[\w%°:/-]|[.,]\d| ?[%°]")
_TAKEN = ("vehicle", "payload", "place")


def find_bare(facts: SentenceFacts) -> list[Quantity]:
    """Numbers of a sentence that may be figures whose unit is told before, in it or in the sentence before it."""
    sentence, page = facts.sentence, facts.page
    if not page.lexicon.spaced or not (sentence.has("measure") or sentence.has("aim")):
        return []
    told = [q for q in _before(facts) if q.unit in UNITS]
    here = [q for q in sentence.quantities if q.unit in UNITS]
    if not told and not here:
        return []
    taken = [*sentence.quantities, *sentence.dates, *sentence.clocks, *sentence.all(*_TAKEN)]
    found: list[Quantity] = []
    for match in _NUMBER.finditer(page.folded, sentence.start, sentence.end):
        start, end = match.span()
        value = read_number(match.group(), find_decimal(page.folded, page.lexicon))
        if value < LEAST or (value in YEARS and len(match.group()) == 4) or _GLUED.match(page.folded, end):
            continue
        if any(each.start < end and start < each.end for each in taken) or _is_of_a_name(facts, start):
            continue  # of a figure, a day, a clock time or a name
        set_against = _set_against(sentence, end)
        if not (set_against or ends_figure(page.folded, end, page.lexicon) or _has_cue(sentence, end)):
            continue
        before = next((q for q in reversed(here) if q.end <= start), told[-1] if told else None)
        model = set_against or before
        if model is None and _joined(page.folded, end):
            model = next((q for q in here if 0 < q.start - end <= UNIT_REACH), None)
        if model is None:
            continue
        about = any(m.end <= start <= m.end + 1 for m in sentence.all("approx"))
        bare = Quantity(start, end, value, model.unit, about, _bound(sentence, start), bare=True)
        if model.unit != "s" or set_against or is_aimed(facts, bare):
            found.append(bare)
    return found


def _joined(folded: str, end: int) -> bool:
    """Whether 'and' follows: the number is the first of several."""
    words = folded[end : end + UNIT_REACH].split()
    return bool(words) and words[0] in AND


def _set_against(sentence: Sentence, end: int) -> Quantity | None:
    """'83 statt 112 Sekunden': the figure that a number is set against, whose unit serves both."""
    mark = next((m for m in sentence.all("aim") if m.value == "ahead" and 0 <= m.start - end <= CUE_BEHIND), None)
    if mark is None:
        return None
    return next((q for q in sentence.quantities if 0 <= q.start - mark.end <= AIM_REACH + AIM_WORDS), None)


def _before(facts: SentenceFacts) -> list[Quantity]:
    """Figures of the sentence before, in the same paragraph."""
    last = facts.page.sentences[facts.index - 1] if facts.index else None
    return [q for q in last.quantities if not q.bare] if last and last.paragraph == facts.sentence.paragraph else []


def _has_cue(sentence: Sentence, end: int) -> bool:
    return any(0 <= m.start - end <= CUE_BEHIND for m in sentence.all("measure", "aim"))


def _is_of_a_name(facts: SentenceFacts, start: int) -> bool:
    """'Falcon 9': a number behind a word with a capital, which no first word of a sentence is, is part of a name."""
    text = facts.page.text
    words = text[facts.sentence.start : start].split()
    if len(words) <= 1 or not words[-1][0].isupper():
        return False
    return not facts.page.lexicon.meta.get("noun_capitals") or any(c.isdigit() for c in words[-1])


def _bound(sentence: Sentence, start: int) -> str | None:
    marks: list[Mark] = [m for m in sentence.all("bound") if 0 <= start - m.end <= 1]
    return marks[-1].value if marks else None
