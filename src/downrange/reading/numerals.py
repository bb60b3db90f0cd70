"""Numbers: figures in the format of a language, and numbers in words."""

from __future__ import annotations

import re
from functools import lru_cache

from downrange.reading.lexicon import Lexicon
from downrange.reading.patterns import either

AND = frozenset(("", ",", "and", "et", "und", "y", "и"))
TEN = 10.0
"""A number from ten on multiplies a smaller one before it: 'quatre-vingts', 'une dizaine'."""
THOUSAND = 1000.0
_NEXT = re.compile(r"(?P<stop> ?[,;:.)(!?\"/](?!\d)| -|$)| (?P<word>[^\W\d_]+)")
"""What follows a number: a stop, or a word."""
NUMBER = r"\d{1,3}(?:[ .,']\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,・]\d+)?"
_COMMA_GROUP = re.compile(r"(?<![\d.,])[1-9]\d{0,2},\d{3}(?![\d,]|\.\d{3})")
"""'1,000': thousands, where nothing speaks against it."""
_COMMA_DECIMAL = re.compile(r"\d,\d{1,2}(?!\d)|(?<!\d)0,\d|\d\.\d{3}(?!\d)")
"""'0,2', '3.700': a text that writes so has a comma before its decimals."""


def read_number(written: str, decimal: str) -> float:
    """A number in the format of a language; groups of three digits are told from decimals.

    >>> read_number("1,696.24", "."), read_number("6 800", ","), read_number("1.000", ","), read_number("19,02", ",")
    (1696.24, 6800.0, 1000.0, 19.02)
    """
    clean = written.replace(" ", "").replace("'", "").replace("・", decimal)
    marks = [c for c in clean if c in ".,"]
    if not marks:
        return float(clean)
    last = marks[-1]
    whole, _, rest = clean.rpartition(last)
    grouped = (len(rest) == 3 and (last != decimal or (len(marks) > 1 and marks[0] == last)) and len(whole) <= 3) or (
        len(set(marks)) == 1 and len(marks) > 1
    )
    if grouped and not (last == decimal and len(marks) == 1):
        return float(clean.replace(".", "").replace(",", ""))
    return float(whole.replace(".", "").replace(",", "") + "." + rest)


@lru_cache(maxsize=2)
def find_decimal(folded: str, lexicon: Lexicon) -> str:
    """The decimal mark of a text: in a language that writes both, a text that groups thousands by commas has points."""
    if not lexicon.meta.get("decimal_varies") or _COMMA_GROUP.search(folded) is None:
        return lexicon.decimal
    return lexicon.decimal if _COMMA_DECIMAL.search(folded) is not None else "."


def spelled(words: str, lexicon: Lexicon) -> float:
    """The value of 'two hundred and fifty' or 'quatre-vingt-dix': units add up, multipliers multiply what precedes."""
    total = part = last = 0.0
    for word in re.split(r"[ -]", words):
        factor = lexicon.multipliers.get(word)
        if factor is None:
            number = lexicon.numbers.get(word, 0.0)
            if 0 < number < 1 == last:  # 'une demi-heure': an article in front of a half is no one
                part -= 1
            last = number
            times = number >= TEN and 0 < part % 100 < number
            part = part - part % 100 + part % 100 * number if times else part + number
        elif factor >= THOUSAND:
            total, part = total + (part or 1.0) * factor, 0.0
        else:
            part = part - part % 100 + (part % 100 or 1.0) * factor
    return total + part


def ends_figure(folded: str, place: int, lexicon: Lexicon) -> bool:
    """Whether a bare number that ends at an offset counts nothing that follows: a word of grammar or a stop comes."""
    match = _NEXT.match(folded, place)
    if match is None:
        return False
    return match["stop"] is not None or match["word"] in lexicon.meta.get("behind_figures", ())


def multiplied(number: float, times: str | None, lexicon: Lexicon) -> float:
    """The value of '15 thousand', and of '1万5千': each multiplier takes the number before it, 万 all before it."""
    if not times:
        return number
    total, part, held = 0.0, 0.0, number
    for token in re.findall(rf"{either(lexicon.multipliers)}|{NUMBER}", times):
        factor = lexicon.multipliers.get(token)
        if factor is None:
            held = read_number(token, lexicon.decimal)
        elif factor > THOUSAND:
            total, part, held = total + (part + held) * factor, 0.0, 0.0
        else:
            part, held = part + (held or 1.0) * factor, 0.0
    return total + part + held
