"""How an orbit is inclined: 'in an orbit inclined 27 degrees', 'inclinaison de 97,4°', as facts.

The report schema has no role for them: they are kept beside a report's claims.
"""

from __future__ import annotations

import math
import re

from downrange.reading.facts import SentenceFacts
from downrange.records.claim import ClaimKind

INCLINATION = "inclination"
"""Role of an inclination [rad]."""
MOST = 150.0
"""No launch went to a larger inclination [deg]."""
_STEM = r"(?:inclin|neigung|geneigt|наклон|경사|傾斜)"
_NUMBER = r"(?<![\d.,])(?P<{name}>\d{{1,3}}(?:[.,]\d{{1,2}})?)[ -]?(?:°|deg|grad|градус|도|度)"
_TOLD = re.compile(
    rf"{_STEM}[^.;\d]{{0,30}}?{_NUMBER.format(name='behind')}|{_NUMBER.format(name='ahead')}[^.,;\d]{{0,16}}?{_STEM}"
)


def read_inclinations(facts: SentenceFacts) -> None:
    """Inclinations told of a launch to orbit that took place, not those that were only planned."""
    text = facts.sentence
    for match in _TOLD.finditer(facts.page.folded, text.start, text.end):
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
