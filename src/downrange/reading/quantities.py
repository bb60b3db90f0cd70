"""Quantities: numbers with units in the number format of each lexicon, conversions in brackets folded, in SI."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from downrange.reading.figure_grammar import counting_articles, grammar_of
from downrange.reading.lexicon import Lexicon
from downrange.reading.numerals import AND, THOUSAND, ends_figure, find_decimal, multiplied, read_number, spelled
from downrange.reading.patterns import find_figures, match_at, never, search_around, search_words
from downrange.reading.phrasebook import Mark
from downrange.reading.units import SI_UNITS, Quantity

SIXTY = 60.0
SLOWEST_SOUND, FASTEST_SOUND = 270.0, 345.0
"""Speed of sound between the ground and 100 km (U.S. Standard Atmosphere, 1976) [m/s]."""
SAME_WITHIN = 0.09
"""A conversion in brackets misses the figure by its rounding only."""
BETWEEN_REACH = 24
"""'Between about 300 and 400 km' [characters]."""
AFTER = "_after"
"""Ends the value of a bound that stands behind its figure: 'or more'."""
CONVERSION_REACH = 26
"""How far behind a figure its conversion may begin [characters]."""
_COUNTDOWN = re.compile(r"(?<!\w)t ?(?:\+|plus) ?(?P<h>\d{1,2}:)??(?P<m>\d{1,3}):(?P<s>\d\d)(?![\d:])")
"""'T+2:28': minutes and seconds after lift-off."""
_CURRENCIES = tuple(f"{sign}{gap}" for sign in "$£€¥₩₽₹" for gap in ("", " "))
"""What stands before a sum of money: '£17m' is no length."""
_SECONDS = re.compile(r":\d\d")
"""What each countdown holds."""
_FLAT = re.compile(r"(?<!\w)t ?(?:\+|plus) ?(?P<s>\d{1,4})(?![:.,]\d|\d| ?(?:m|min|h)\w*)")
"""'T+63': seconds after lift-off."""
_ZERO = re.compile(r"(?:(?<!\w)(?:[thlx][0o]?) ?(?:\+|plus)|(?:^|[ (])(?:\+|(?:at|a) plus)) ?$")
"""'H0 + 2 min 35 s': what a count from lift-off opens with, in front of a figure with its unit."""
_ZERO_LENGTH = 9
_COUNTED_BY_ARTICLE = frozenset(("s", "min", "h", "t"))
"""'A minute', 'a tonne': units that an article counts one of."""
_MINUTES = re.compile(
    r"(?<![\w.,:°'])(?:(?P<h>\d{1,2}) ?h ?)?(?P<m>\d{1,3}) ?(?:mn|min|'|m(?=\d| \d\d? ?s)) ?(?P<s>[0-5]\d)"
    r"(?: ?(?:seconds?|secondes?|secs?|s)\b|''|\"|(?![\w'°]|[:.,]\d))"
)
"""'20m30s', '20 mn 30', "1'30": minutes and seconds in short."""
_HOURS = re.compile(r"(?<![\w.,:])(?P<h>\d{1,2}) ?h ?(?P<m>[0-5]\d)(?: ?(?:min|mn|m))?(?![\w:'])")
"""'1h10': hours and minutes in short, where they are no clock time."""
_REST = re.compile(r" (?P<rest>[0-5]\d)(?![\d:]|[.,]\d)")
"""'6 minutes 12': seconds that lack their unit."""


def find_quantities(folded: str, lexicon: Lexicon, marks: Sequence[Mark]) -> list[Quantity]:
    """All numbers with units, in order; `marks` supply the words for about, more than and less than."""
    grammar = grammar_of(lexicon)
    decimal = find_decimal(folded, lexicon)
    found: list[Quantity] = []
    around = {(m.end, "b"): m for m in marks if m.kind in ("approx", "bound")}
    starts = {m.start: m for m in marks if m.kind in ("approx", "bound")}
    for match in match_at(grammar.pattern, folded, find_figures(folded)):
        low = read_number(match["number"], decimal)
        high = read_number(match["second"], decimal) if match["second"] else None
        halves = match.groupdict()
        low = multiplied(low, match["times"], lexicon) + 0.5 * bool(halves.get("behind") or halves.get("half"))
        high = multiplied(high, match["times"], lexicon) if high else None
        read = _quantity(folded, match, low, high, lexicon, around, starts)
        if halves.get("nth") and read.unit == "s":
            read = replace(read, countdown=True)
        if high and _are_two(folded, match, lexicon):
            found.append(replace(read, end=match.end("number"), start=match.start(), value=low, low=None, high=None))
            read = replace(read, start=match.start("second"), value=high, low=None, high=None)
        found.append(read)
    for match in search_around(_COUNTDOWN, folded, [match.start() for match in _SECONDS.finditer(folded)]):
        seconds = int((match["h"] or "0:")[:-1]) * 3600.0 + int(match["m"]) * 60.0 + int(match["s"])
        found.append(Quantity(match.start(), match.end(), seconds, "s", countdown=True))
    for match in _FLAT.finditer(folded) if "t+" in folded or "t plus" in folded else ():
        found.append(Quantity(match.start(), match.end(), float(match["s"]), "s", countdown=True))
    if lexicon.spaced:
        found += _short_durations(folded, lexicon, around, starts)
    vague = tuple(f"{word} " for word in lexicon.meta.get("vague", ("\n",)))
    if grammar.words is not None:
        for match in search_words(grammar.words, folded, _is_joined):
            value = spelled(match["number"], lexicon)
            if value >= THOUSAND and folded.endswith(vague, 0, match.start()):
                continue  # 'mehrere tausend Kilometer'
            unit = lexicon.units[match["unit"]]
            if match["number"] in counting_articles(lexicon) and unit not in _COUNTED_BY_ARTICLE:
                continue
            beats = tuple(lexicon.meta.get("beats", ()))
            if beats and unit == "s" and value == 1 and not folded.startswith(beats, match.end()):
                continue  # 'then to a second of 72 km', 'une seconde tentative'
            value += 0.5 * bool(match["half"] or match["behind"])
            read = _quantity(folded, match, value, None, lexicon, around, starts)
            found.append(_from_lower(folded, _rounded(match["number"], read, lexicon), lexicon, around, starts))
    if grammar.mach is not None:
        for match in search_words(grammar.mach, folded, _is_joined if lexicon.spaced else never):
            low = lexicon.numbers.get(match["number"]) or read_number(match["number"], decimal)
            found.append(_quantity(folded, match, low, None, lexicon, around, starts))
    if grammar.spans is not None and any(name in folded for name, unit in lexicon.units.items() if " " in unit):
        for match in search_words(grammar.spans, folded, _is_joined if lexicon.spaced else never):
            found.append(_span(folded, match, lexicon, around, starts))
    if grammar.numbered is not None and any(words in folded for words in lexicon.meta["unit_first"]):
        for match in search_words(grammar.numbered, folded, _is_joined):
            low = read_number(match["number"], decimal)
            read = _quantity(folded, match, low, None, lexicon, around, starts)
            found.append(replace(read, countdown=read.unit == "s"))
    found = [_from_zero(each, folded) for each in found if not folded.endswith(_CURRENCIES, 0, each.start)]
    found.sort(key=lambda q: (q.start, -q.end))
    joined = _join_durations(found, folded)
    return _fold_conversions([_with_rest(each, folded, lexicon) for each in joined], folded)


def _rounded(words: str, quantity: Quantity, lexicon: Lexicon) -> Quantity:
    """'Une vingtaine de minutes', 'un millier de kilometres': a word that counts roughly by itself."""
    rough = lexicon.meta.get("rough_numbers", ())
    return replace(quantity, approx=True) if any(word in rough for word in re.split(r"[ -]", words)) else quantity


def _from_lower(
    folded: str,
    quantity: Quantity,
    lexicon: Lexicon,
    around: dict[tuple[int, str], Mark],
    starts: dict[int, Mark],
) -> Quantity:
    """'Five to six seconds', 'une ou deux minutes': the lower end of a span that words tell."""
    words = grammar_of(lexicon).lower
    begin = max(0, quantity.start - BETWEEN_REACH)
    match = words.search(folded, begin, quantity.start) if words is not None else None
    if match is None or (match.start() > 0 and folded[match.start() - 1].isalnum()):
        return quantity
    low = lexicon.numbers[match["low"]]
    if not 0 < low < quantity.value:
        return quantity
    about = _quantity(folded, match, low, None, lexicon, around, starts)
    middle = (low + quantity.value) / 2
    approx = quantity.approx or about.approx
    return replace(quantity, start=about.start, value=middle, low=low, high=quantity.value, approx=approx)


def _short_durations(
    folded: str, lexicon: Lexicon, around: dict[tuple[int, str], Mark], starts: dict[int, Mark]
) -> list[Quantity]:
    """'20m30s', '2 mn 30', '1h10': durations written in short."""
    found: list[Quantity] = []
    for match in match_at(_MINUTES, folded, find_figures(folded)):
        seconds = int(match["h"] or 0) * 3600.0 + int(match["m"]) * SIXTY + int(match["s"])
        found.append(replace(_quantity(folded, match, seconds, None, lexicon, around, starts), unit="s"))
    taken = {each.start for each in found}
    for match in match_at(_HOURS, folded, find_figures(folded)):
        if match.start() not in taken:
            minutes = int(match["h"]) * SIXTY + int(match["m"])
            found.append(replace(_quantity(folded, match, minutes, None, lexicon, around, starts), unit="min"))
    return found


def _from_zero(quantity: Quantity, folded: str) -> Quantity:
    """'H0 + 2 min', 'T + 63 s', 'the 63rd second': a time counted from lift-off."""
    if quantity.dimension != "s" or quantity.countdown:
        return quantity
    opening = max(0, quantity.start - _ZERO_LENGTH)
    zero = _ZERO.search(folded[opening : quantity.start])
    return quantity if zero is None else replace(quantity, start=opening + zero.start(), countdown=True)


def _span(
    folded: str,
    match: re.Match[str],
    lexicon: Lexicon,
    around: dict[tuple[int, str], Mark],
    starts: dict[int, Mark],
) -> Quantity:
    """'A quarter of an hour': fifteen minutes, as the unit table writes it."""
    value, _, unit = lexicon.units[match.group()].partition(" ")
    read = _quantity(folded, match, float(value), None, lexicon, around, starts)
    return replace(read, unit=unit)


def _with_rest(quantity: Quantity, folded: str, lexicon: Lexicon) -> Quantity:
    """'6 minutes 12', 'deux minutes trente': minutes with the seconds behind them that lack their unit.

    What follows must be a word that follows a whole figure, or the end of the clause: '6 minutes 12 missiles' is two.
    """
    if quantity.unit not in ("min", "h") or quantity.high is not None:
        return quantity
    match = _REST.match(folded, quantity.end)
    value = float(match["rest"]) if match is not None else 0.0
    words = grammar_of(lexicon).bare_rest
    if match is None and words is not None and (match := words.match(folded, quantity.end)) is not None:
        value = spelled(match["rest"], lexicon)
    if match is None or not 1.0 <= value < SIXTY or not ends_figure(folded, match.end(), lexicon):
        return quantity
    lower = "s" if quantity.unit == "min" else "min"
    return replace(quantity, end=match.end(), value=quantity.value * SIXTY + value, unit=lower)


def _are_two(folded: str, match: re.Match[str], lexicon: Lexicon) -> bool:
    """'Points 395 and 337 km away' are two figures, 'between 300 and 400 km' is one."""
    if match["joint"].strip() not in AND - {"", ","}:
        return False
    before = folded[max(0, match.start() - BETWEEN_REACH) : match.start()].split()
    return not any(word in lexicon.meta.get("betweens", ()) for word in before)


def _is_joined(char: str) -> bool:
    return char.isalnum() or char == "_"


def _join_durations(quantities: list[Quantity], folded: str) -> list[Quantity]:
    """'2 minutes and 27 seconds' is one figure."""
    joined: list[Quantity] = []
    for quantity in quantities:
        last = joined[-1] if joined else None
        if last is not None and last.dimension == quantity.dimension == "s" and quantity.start >= last.end:
            factors = SI_UNITS[last.unit][0], SI_UNITS[quantity.unit][0]
            gap = folded[last.end : quantity.start].strip()
            if factors[0] > factors[1] and quantity.si < factors[0] and gap.strip(".") in AND:
                total = (last.si + quantity.si) / factors[1]
                joined[-1] = Quantity(last.start, quantity.end, total, quantity.unit, last.approx, last.bound)
                continue
        joined.append(quantity)
    return joined


def _quantity(
    folded: str,
    match: re.Match[str],
    low: float,
    high: float | None,
    lexicon: Lexicon,
    around: dict[tuple[int, str], Mark],
    starts: dict[int, Mark],
) -> Quantity:
    start, end = match.span()
    approx = bool(match.groupdict().get("infix"))
    bound: str | None = None
    place = start
    for _ in range(3):
        while place > 0 and folded[place - 1] in " (~":
            place -= 1
        mark = around.get((place, "b"))
        if mark is None or mark.value.endswith(AFTER) or _is_of_verb(folded, mark, lexicon):
            break
        if mark.kind == "approx":
            approx = True
        else:
            bound = _turned(folded, mark, lexicon)
        place = mark.start
    behind = end + _named_behind(folded, end, lexicon)
    for place in sorted({*range(end, end + 4), *range(behind, behind + 3)}):
        mark = starts.get(place)
        if mark is None or folded[mark.end : mark.end + 2].strip()[:1].isdigit():
            continue
        if mark.kind == "approx" and folded[mark.start : mark.end] not in lexicon.meta.get("articles", ()):
            approx = True
        elif mark.kind == "bound" and bound is None and (mark.value.endswith(AFTER) or not lexicon.spaced):
            bound = mark.value.removesuffix(AFTER)
        else:
            continue
        break
    unit = _unit(folded, match, lexicon)
    if high is not None and high > low:
        return Quantity(start, end, (low + high) / 2, unit, approx, bound, low, high)
    if high is not None:
        start, low = match.start("second"), high
    return Quantity(start, end, low, unit, approx, bound)


def _is_of_verb(folded: str, mark: Mark, lexicon: Lexicon) -> bool:
    """'Tipped over about 30 seconds later': the word belongs to the verb before it, and bounds nothing."""
    verbs = lexicon.meta.get("particled", ())
    return bool(verbs) and mark.kind == "bound" and f" {folded[: mark.start].rstrip()}".endswith(tuple(verbs))


def _named_behind(folded: str, end: int, lexicon: Lexicon) -> int:
    """How many characters behind a figure only name what it measures: '120 km d'altitude environ'."""
    return next((len(words) for words in lexicon.meta.get("measured", ()) if folded.startswith(words, end)), 0)


def _turned(folded: str, mark: Mark, lexicon: Lexicon) -> str:
    """'Did not exceed' is an upper bound."""
    before = folded[max(0, mark.start - 12) : mark.start].split()
    denied = any(word in lexicon.meta.get("negations", ()) for word in before[-2:])
    return {"min": "max", "max": "min"}[mark.value] if denied else mark.value


def _unit(folded: str, match: re.Match[str], lexicon: Lexicon) -> str:
    """The unit as the unit table writes it; 'per second' may stand before the number."""
    grammar = grammar_of(lexicon)
    written = match.groupdict().get("unit") or ""
    unit = lexicon.units.get(written) or lexicon.units.get(written.rpartition(" ")[2], "mach")
    before = folded[max(0, match.start() - 8) : match.start()].rstrip(" 약約")
    if unit in ("km", "m") and grammar.per_second and before.endswith(grammar.per_second):
        return f"{unit}/s"
    if unit == "km" and grammar.per_hour and before.endswith(grammar.per_hour):
        return "km/h"
    return unit


def _fold_conversions(quantities: list[Quantity], folded: str) -> list[Quantity]:
    kept: list[Quantity] = []
    for quantity in quantities:
        if kept:
            last = kept[-1]
            if quantity.start < last.end:
                continue
            gap = folded[last.end : quantity.start]
            if _is_mach_again(last, quantity) and len(gap) <= CONVERSION_REACH // 2 and "." not in gap:
                continue
            if quantity.dimension == last.dimension and quantity.unit != last.unit and len(gap) <= CONVERSION_REACH:
                same = abs(quantity.si - last.si) <= SAME_WITHIN * max(quantity.si, last.si)
                if same and "." not in gap:
                    continue
        kept.append(quantity)
    return kept


def _is_mach_again(first: Quantity, second: Quantity) -> bool:
    """'Mach 10, or 2.5 to 3 kilometres per second': one speed, the speed of sound being 270 to 345 m/s up to space."""
    if (first.dimension, second.dimension) != ("mach", "m/s") or not first.value:
        return False
    sound = second.si / first.value
    return SLOWEST_SOUND * (1 - SAME_WITHIN) <= sound <= FASTEST_SOUND * (1 + SAME_WITHIN)
