"""How an orbit is inclined: 'in an orbit inclined 27 degrees', 'inclinaison de 97,4°', as facts.

The report schema has no role for them: they are kept beside a report's claims.
"""

from __future__ import annotations

import math
import re
from functools import cache

from downrange.reading.facts import SentenceFacts
from downrange.reading.lexicon import Lexicon
from downrange.records.claim import ClaimKind

INCLINATION = "inclination"
"""Role of an inclination [rad]."""
MOST = 150.0
"""Above it no orbit is that was launched to [deg]: the Ofeq satellites, at 141 to 144 degrees, go most to the west."""


@cache
def _told(lexicon: Lexicon) -> re.Pattern[str] | None:
    """'Inclined 27 degrees', '97.4 degrees of inclination'; None where a language has no word for it."""
    stems = "|".join(re.escape(word) for word in lexicon.meta.get("inclined", ()))
    degrees = "|".join(re.escape(word) for word in ("°", *lexicon.meta.get("degree_words", ())))
    number = rf"(?<![\d.,])(?P<{{name}}>\d{{{{1,3}}}}(?:[.,]\d{{{{1,2}}}})?)[ -]?(?:{degrees})"
    behind = rf"(?:{stems})[^.;\d]{{0,30}}?{number.format(name='behind')}"
    ahead = rf"{number.format(name='ahead')}[^.,;\d]{{0,16}}?(?:{stems})"
    return re.compile(f"{behind}|{ahead}") if stems else None


def read_inclinations(facts: SentenceFacts) -> None:
    """Inclinations told of a launch to orbit that took place, not those that were only planned."""
    text, told = facts.sentence, _told(facts.page.lexicon)
    if told is None:
        return
    for match in told.finditer(facts.page.folded, text.start, text.end):
        name = "behind" if match["behind"] else "ahead"
        start, end = match.span(name)
        degrees = float(match[name].replace(",", "."))
        event = facts.event_at(start)
        if event is None or event.cls != "SAT" or event.status == "planned" or not 0.0 < degrees <= MOST:
            continue
        modals = text.within("modal", *text.clause_of(start))
        if facts.unreal(start) or any(m.value in ("planned", "future", "required") for m in modals):
            continue
        value = {
            "value": degrees,
            "unit": "°",
            "si": round(math.radians(degrees), 6),
            "si_unit": "rad",
            "approx": any(m.value == "about" and 0 <= start - m.end <= 1 for m in text.all("approx")),
            "bound": None,
        }
        facts.add(ClaimKind.QUANTITY, INCLINATION, value, start, end, "inclination")
