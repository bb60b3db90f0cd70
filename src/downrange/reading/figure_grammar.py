"""The grammar of a figure with its unit in each language, made of its words."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from downrange.reading.folding import fold
from downrange.reading.lexicon import Lexicon
from downrange.reading.numerals import AND, NUMBER
from downrange.reading.patterns import either

_JOIN = r"\s?(?:-|~|〜|to|a|et|and|bis|y|до|и|から|에서)\s?"


class Grammar(NamedTuple):
    """How a language writes figures."""

    pattern: re.Pattern[str]
    """Numbers in figures, with their unit behind them."""
    words: re.Pattern[str] | None
    """Numbers in words, likewise."""
    mach: re.Pattern[str] | None
    """Units that stand before their number: Mach 5."""
    per_second: tuple[str, ...]
    """Words before a number that make its kilometers kilometers a second."""
    per_hour: tuple[str, ...]
    spans: re.Pattern[str] | None
    """Units that are a figure by themselves: a quarter of an hour."""
    numbered: re.Pattern[str] | None
    """Units of time that stand before their number: 'en el segundo 63'."""
    bare_rest: re.Pattern[str] | None
    """'Two minutes thirty': seconds in words that lack their unit."""
    lower: re.Pattern[str] | None
    """'Five to' of 'five to six seconds'."""


@cache
def grammar_of(lexicon: Lexicon) -> Grammar:
    """The grammar that the words of a language make."""
    end = r"(?!'?[^\W\d_])" if lexicon.spaced else r"(?![a-z])"
    names = [name for name, unit in lexicon.units.items() if " " not in unit]
    spans = [name for name, unit in lexicon.units.items() if " " in unit]
    unit = f"(?P<unit>{either(names)})" + (f"(?:(?<=[%])|{end})")
    factor = either(lexicon.multipliers) if lexicon.multipliers else "(?!)"
    compound = bool(lexicon.meta.get("compound_numbers"))
    times = f"(?P<times>(?:{factor})(?: ?(?:{NUMBER})(?:{factor})?)*)" if compound else f"(?P<times>{factor})"
    ending = r"(?!\w)" if lexicon.spaced else ""
    ordinals = [fold(ending) for ending in lexicon.meta.get("ordinals", ())]
    ordinal = f"(?P<nth>-?(?:{either(ordinals)}))?" if ordinals else ""
    infix = either(lexicon.meta.get("number_infixes", ()))
    half = either([fold(words) for words in lexicon.meta.get("halves", ())]).replace("\\ ", "[ -]")
    number = f"(?P<number>{NUMBER})(?:(?P<joint>{_JOIN})(?P<second>{NUMBER}))?"
    begin = r"(?<![\w.,])" if lexicon.spaced else r"(?<![\d.,])"
    halved = bool(lexicon.meta.get("halves"))
    behind = rf"(?: ?(?P<behind>{half}){ending}(?! {either(names)}{end}))?" if halved else ""
    between = rf"(?:(?P<half>{half})[ -])?" if halved and lexicon.spaced else ""
    filled = rf"(?:(?P<infix>{infix})[ -]?)?"
    pattern = re.compile(rf"{begin}(?:{number}){ordinal}[ -]?{between}(?:{times}{ending}[ -]?)?{filled}{unit}{behind}")
    words = rest = None
    if lexicon.numbers:
        articles = counting_articles(lexicon)
        word = either([w for w in (*lexicon.numbers, *lexicon.multipliers) if w not in articles])
        single = f"|{either(articles)}" if articles else ""
        joint = rf"(?:[ -](?:{either(AND - {'', ','})}))?[ -]"
        of = r"(?:(?:de|of|an|a) |d')?"
        spelled = f"(?P<number>(?:{word})(?:{joint}(?:{word})){{0,7}}{single})[ -](?:(?P<half>{half})[ -])?"
        spelled += f"(?:(?P<infix>{infix})[ -])?{of}" if infix != "(?!)" else of
        words = re.compile(rf"{spelled}{unit}(?: (?P<behind>{half})(?! {either(names)}{end}))?")
        rest = re.compile(rf" (?P<rest>(?:{word})(?:{joint}(?:{word})){{0,2}}){end}")
    before = {
        key: tuple(fold(word) for word in lexicon.meta.get(key, ()))
        for key in ("mach", "per_second", "per_hour", "unit_first")
    }
    counts = either([word for word, value in lexicon.numbers.items() if value >= 1 and word.isalpha()])
    machs = rf"(?P<unit>{either(before['mach'])})[ -]?(?P<number>{NUMBER}|(?:{counts})\b)" if before["mach"] else ""
    mach = re.compile(machs) if machs else None
    first = before["unit_first"]
    joints = [fold(word) for word in lexicon.meta.get("span_joints", ())]
    lows = [word for word, value in lexicon.numbers.items() if value == int(value) and len(word) > 1]
    lows = [word for word in lows if word not in counting_articles(lexicon)]
    return Grammar(
        pattern,
        words,
        mach,
        before["per_second"],
        before["per_hour"],
        re.compile(f"{either(spans)}{end}") if spans else None,
        re.compile(rf"(?P<unit>{either(first)}) (?P<number>{NUMBER})(?! ?{either(names)}{end})") if first else None,
        rest,
        re.compile(f"(?P<low>{either(lows)}) (?:{either(joints)}) $") if joints else None,
    )


def counting_articles(lexicon: Lexicon) -> tuple[str, ...]:
    """Articles that count one of a unit of time: 'a minute after launch'."""
    return (
        tuple(w for w in lexicon.meta.get("articles", ()) if w in lexicon.numbers)
        if lexicon.meta.get("articles_count")
        else ()
    )
