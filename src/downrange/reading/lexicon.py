"""Lexicons: one TOML file a language with the words that it marks, and those that all languages share.

A lexicon file holds tables `kind -> value -> phrases`; how phrases are written and found is `phrasebook.py`'s.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from downrange.reading.folding import fold
from downrange.reading.phrasebook import Phrasebook

LEXICONS = Path(__file__).parent / "lexicons"
ROCKET = " rocket"
"""What a name in the table of vehicles ends in when it means one only beside that word."""
_META = ("meta", "dates", "numbers", "units", "multipliers", "speakers")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """All that reading knows of one language."""

    lang: str
    book: Phrasebook
    core: Phrasebook
    """The phrases without which a text is about no launch: what can be launched."""
    boiler: Phrasebook
    """The phrases of share bars, credits and links."""
    meta: Mapping[str, Any] = field(default_factory=dict)
    dates: Mapping[str, Any] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    """Folded written unit -> unit of the unit table."""
    multipliers: Mapping[str, float] = field(default_factory=dict)

    @property
    def spaced(self) -> bool:
        """Whether words are parted by spaces."""
        return bool(self.meta.get("spaced", True))

    @property
    def decimal(self) -> str:
        """The decimal mark."""
        return str(self.meta.get("decimal", "."))


@lru_cache(maxsize=1)
def find_languages() -> tuple[str, ...]:
    """Languages that have a lexicon."""
    return tuple(sorted(path.stem for path in LEXICONS.glob("??.toml")))


@cache
def load_lexicon(lang: str) -> Lexicon:
    """The lexicon of a language, with the names that all languages share."""
    data = tomllib.loads((LEXICONS / f"{lang}.toml").read_text(encoding="utf-8"))
    table: dict[str, Any] = data.get("meta", {})
    meta: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    book = Phrasebook(spaced=meta.get("spaced", True))
    elision = meta.get("elision")
    variants = [(str(a), str(b)) for a, b in meta.get("variants", ())]
    for kind, table in data.items():
        if kind not in _META:
            for value, phrases in table.items():
                book.add(kind, value, phrases)
                if elision:
                    book.add(
                        kind, value, [p[: -len(elision[0])] + elision[1] for p in phrases if p.endswith(elision[0])]
                    )
                for a, b in variants:
                    book.add(kind, value, [phrase.replace(a, b) for phrase in phrases if a in phrase])
    core = Phrasebook(spaced=book.spaced)
    for value, phrases in data.get("object", {}).items():
        core.add("object", value, phrases)
    names = _shared_names(book.spaced, meta.get("rocket_names", ()))
    book.include(names)
    core.include(names)
    boiler = Phrasebook(spaced=book.spaced)
    for value, phrases in data.get("boiler", {}).items():
        boiler.add("boiler", value, phrases)
    return Lexicon(
        lang=lang,
        book=book,
        core=core,
        boiler=boiler,
        meta=meta,
        dates=data.get("dates", {}),
        numbers={fold(word): float(number) for word, number in data.get("numbers", {}).items()},
        units={fold(name): unit for unit, names in data.get("units", {}).items() for name in names},
        multipliers={fold(word): float(number) for word, number in data.get("multipliers", {}).items()},
    )


def _shared_names(spaced: bool, rocket_names: Iterable[str]) -> Phrasebook:
    """Names of vehicles and payloads, the same in every language but for their spelling.

    A name that means a vehicle only beside the word for it ('vulcan rocket') does so in each language's own way.
    """
    book = Phrasebook(spaced=spaced)
    for entry in load_shared("vehicles")["vehicle"]:
        value = "|".join((entry["name"], entry["cls"], entry["kind"], entry["country"]))
        book.add("vehicle", value, entry["forms"])
        names = {form.removesuffix(ROCKET) for form in entry["forms"] if form.endswith(ROCKET) and "(" not in form}
        names -= set(entry["forms"])
        book.add("vehicle", value, [pattern.replace("{}", name) for name in sorted(names) for pattern in rocket_names])
    book.add("vehicle", "none", load_shared("vehicles").get("not_vehicle", ()))
    for value, phrases in load_shared("vehicles")["payload"].items():
        book.add("payload", value, phrases)
    return book


@cache
def load_shared(name: str) -> Mapping[str, Any]:
    """A table that serves all languages: vehicles, institutions."""
    return tomllib.loads((LEXICONS / f"{name}.shared.toml").read_text(encoding="utf-8"))


@cache
def common_words() -> tuple[tuple[str, frozenset[str], str], ...]:
    """(language, its commonest words, its script) of each lexicon, without loading the phrase books."""
    rows: list[tuple[str, frozenset[str], str]] = []
    for lang in find_languages():
        meta = tomllib.loads((LEXICONS / f"{lang}.toml").read_text(encoding="utf-8").split("\n\n", 1)[0])["meta"]
        rows.append((lang, frozenset(fold(word) for word in meta["common"]), meta.get("script", "")))
    return tuple(rows)


def guess_language(text: str) -> str | None:
    """The language whose commonest words or script fill the text; None when no lexicon fits."""
    sample = fold(text[:4000])
    words = _WORD.findall(sample)
    best, score = None, 0.04
    for lang, common, script in common_words():
        if script:
            low, high = (int(edge, 16) for edge in script.split("-"))
            share = sum(low <= ord(c) <= high for c in sample) / max(1, len(sample)) * 2
        else:
            share = sum(word in common for word in words) / max(1, len(words))
        if share > score:
            best, score = lang, share
    return best
