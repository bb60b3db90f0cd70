"""Lines around a text that tell of nothing: the way to a page, a word above its headline, the line that dates it."""

from __future__ import annotations

import re
from functools import cache

from downrange.reading.folding import fold
from downrange.reading.lexicon import Lexicon

LONGEST = 130
"""Such lines are no longer than this [characters]."""
LONGEST_CRUMB = 34
"""One step of the way to a page: 'World > Asia > Japan' [characters]."""
LONGEST_KICKER = 24
"""A word above the headline ('SPACE') is no longer than this [characters]."""
MOST_OTHERS = 6
"""Words beside day and clock time in the line that says when a page was put up: 'Posted at ... by Staff'."""
_STEP = re.compile(r"\s[>›»→/]\s")
_DAY = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[-./·]\d{1,2}[-./·]\d\d(?:\d\d)?\b|\b(?:19|20)\d\d[-./年년]", re.UNICODE)
_CLOCK = re.compile(r"\b\d{1,2} ?(?:[:.h時시] ?\d\d\b|h\b|(?:a\.?m|p\.?m)\b)")
_WORD = re.compile(r"[^\W\d_]+")
_LABEL = re.compile(r"\s*([^\W\d_]+(?: [^\W\d_]+)?) ?[:：]")
_BESIDE_CLOCK = re.compile("am|pm|gmt|utc|bst|[ecmp][sd]t|cest?|kst|jst|ist|msk|uhr|[hapmt]")


def is_crumb(text: str, start: int, end: int) -> bool:
    """'World > Asia > Japan': the way to a page, step by step."""
    steps = _STEP.split(text[start:end])
    ends = text[end - 1] in ".!?。"
    return len(steps) > 1 and not ends and all(0 < len(step.strip()) <= LONGEST_CRUMB for step in steps)


def is_kicker(text: str, folded: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """'SPACE', 'Internationales': a word or two above the headline, which is still to come."""
    short = end - start <= (LONGEST_KICKER if lexicon.spaced else LONGEST_KICKER // 3)
    return short and text[end - 1].isalnum() and next(iter(lexicon.core.find(folded, start, end)), None) is None


def is_stamp(folded: str, start: int, end: int, lexicon: Lexicon, *, top: bool) -> bool:
    """'Posted at 6:02 PM, Apr 28, 2017', 'Rédaction web - mardi 17 novembre 2020 - 16h12': when it was put up.

    A day with few words and no thing that flies; below the first lines of a page a clock time stands with it, and a day
    that stands all alone may be the heading of a section.
    """
    line = folded[start:end]
    if end - start > LONGEST or line[-1] in "!?。" or _DAY.search(line) is None:
        return False
    label = _LABEL.match(line)
    if label is not None and not label[1].startswith(tuple(lexicon.meta.get("publishing", ()))):
        return False  # 'Launch: 24 September 2024, 05:10 UTC'
    words = [w for w in _WORD.findall(line) if w not in _calendar(lexicon) and not _BESIDE_CLOCK.fullmatch(w)]
    timed = _CLOCK.search(line) is not None
    if len(words) > MOST_OTHERS or (line[-1] == "." and len(words) > 1) or not (timed or (top and words)):
        return False
    return next(iter(lexicon.core.find(folded, start, end)), None) is None


def is_dated(folded: str, start: int, end: int) -> bool:
    """Whether a line of furniture holds a day: 'Mis à jour le 03.10.2019 à 09h12 | 3 commentaires'."""
    return end - start <= LONGEST and _DAY.search(folded, start, end) is not None


@cache
def _calendar(lexicon: Lexicon) -> frozenset[str]:
    """Names of days and months."""
    rows = (*lexicon.dates.get("weekdays", ()), *lexicon.dates.get("months", ()))
    return frozenset(part for names in rows for name in names for part in _WORD.findall(fold(name)))
