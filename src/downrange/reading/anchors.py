"""Places that only anchor a distance: the name after 'km east of' when the gazetteer of launch reports has none."""

from __future__ import annotations

import re
from functools import cache

from downrange.catalog.cities import find_city
from downrange.reading.folding import fold
from downrange.reading.gazetteer import KnownPlace
from downrange.reading.lexicon import Lexicon
from downrange.reading.patterns import either

MOST_WORDS = 3
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’\-](?=[^\W\d_]))*")


@cache
def _lead(lexicon: Lexicon) -> re.Pattern[str]:
    words = either(fold(word) for word in lexicon.meta.get("joiners", ()))
    return re.compile(rf"[\s,('\-]*(?:(?:{words})[\s,'\-]*){{0,4}}")


def anchor_after(folded: str, start: int, lexicon: Lexicon) -> tuple[int, int, KnownPlace] | None:
    """The city named right after a compass word: (first character, one past the last, place), longest name first."""
    lead = _lead(lexicon).match(folded, start)
    begin = lead.end() if lead else start
    ends: list[int] = []
    position = begin
    while len(ends) < MOST_WORDS and (word := _WORD.match(folded, position)):
        ends.append(word.end())
        position = word.end() + 1
        if folded[word.end() : word.end() + 1] not in {" ", "-"}:
            break
    for end in reversed(ends):
        city = find_city(folded[begin:end])
        if city is not None:
            place = KnownPlace(
                city.id,
                city.kind,
                city.names,
                city.latitude_deg,
                city.longitude_deg,
                city.radius / 1000.0,
                city.country,
            )
            return begin, end, place
    return None
