"""Names that the catalog knows, as phrases a text can be searched for: places and launch sites, sources."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from downrange.catalog.places import all_places
from downrange.catalog.sites import all_sites, find_pads
from downrange.catalog.sources import all_officials, all_sources
from downrange.reading.folding import fold
from downrange.reading.lexicon import Lexicon, load_lexicon
from downrange.reading.phrasebook import Phrasebook
from downrange.records.source import Official

SITE_RADIUS = 60e3
"""A launch told to be 'from' a site may start this far from its nominal point [m]."""
_PAD = re.compile(r"(?:S?LC|LP|ELA|OLP)-?\d\w*|(?:Space )?Launch Complex \d+\w?|[Pp]ad \d\w+")
"""The names of pads that mean nothing else."""
_HYPHENATED = re.compile(r"[A-Z][a-z]{3,}-[A-Z][a-z]{3,}")
"""A name of two long words that is also written without its hyphen."""
_PLAIN = str.maketrans("()|*", "    ")
"""What means something in a phrase and nothing in a name."""
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_PROPER = frozenset(("agency-press", "broadcaster", "company", "press", "state-media"))
"""Types of sources whose names are names, and no nouns."""
SHORT_WORD = 4
SHORTEST_NAME = 3
"""Latin names shorter than this mark nothing [characters]."""


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A site or place in one form: the gazetteer id, names, point and radius."""

    id: str
    kind: str
    names: tuple[str, ...]
    latitude_deg: float
    longitude_deg: float
    radius_km: float
    country: str | None
    timezone: str | None = None
    regions: frozenset[str] = frozenset()
    """Folded names of a site that belong to the land that it lies in."""


@lru_cache(maxsize=1)
def known_places() -> dict[str, KnownPlace]:
    """All sites and places by id; a site hides a place of the same id."""
    found = {
        place.id: KnownPlace(
            place.id,
            place.kind,
            place.names,
            place.latitude_deg,
            place.longitude_deg,
            place.radius / 1000.0,
            place.country,
        )
        for place in all_places()
    }
    for site in all_sites():
        found[site.id] = KnownPlace(
            site.id,
            "site",
            (site.name, *site.aliases),
            site.latitude_deg,
            site.longitude_deg,
            SITE_RADIUS / 1000.0,
            site.country,
            site.timezone,
            frozenset(fold(name) for name in site.regions),
        )
    return found


@lru_cache(maxsize=1)
def source_types() -> dict[str, str]:
    """Type of each known source by id: agency-press, state-media, military ..."""
    return {source.id: source.type for source in all_sources()}


@lru_cache(maxsize=1)
def source_countries() -> dict[str, str]:
    """Country of each known source that has one."""
    return {source.id: source.country for source in all_sources() if source.country}


@cache
def _officials() -> dict[str, list[Official]]:
    """Folded name -> the offices that its bearer held."""
    found: dict[str, list[Official]] = {}
    for official in all_officials():
        for name in official.names:
            found.setdefault(fold(name), []).append(official)
    return found


def find_office(name: str, published: date | None) -> str | None:
    """Id of the source that somebody spoke for in the year of a publication; None when it is nobody's name.

    Args:
        name: folded name.
        published: day of publication; without one, or in a year of none, the last office is taken.
    """
    offices = _officials().get(name)
    if not offices:
        return None
    year = published.year if published is not None else None
    held = [o for o in offices if year is not None and (o.since or 0) <= year <= (o.until or year)]
    return (held or offices)[-1].source


@cache
def proper_names() -> frozenset[str]:
    """Folded names of press, firms and people: written with a capital, where institutions may not be."""
    names = (name for source in all_sources() if source.type in _PROPER for name in source.names)
    return frozenset(fold(name) for name in names if name[:1].isupper()) | frozenset(_officials())


@cache
def _pads() -> dict[str, str]:
    """Name of a pad -> the site that it is on, for names that no other site has: 'SLC-46', 'pad 39A'."""
    found: dict[str, str] = {}
    taken = {fold(name) for place in known_places().values() for name in place.names}
    for site in all_sites():
        for pad in find_pads(site.id):
            for name in (pad.name, *pad.aliases):
                if _PAD.fullmatch(name) and fold(name) not in taken:
                    found[name] = "" if found.get(name, site.id) != site.id else site.id
    return {name: site for name, site in found.items() if site}


@cache
def load_names(lang: str) -> Phrasebook:
    """Names of places and sources in the scripts that a language is written in."""
    lexicon = load_lexicon(lang)
    book = Phrasebook(spaced=lexicon.spaced)
    for place in known_places().values():
        book.add("place", place.id, _forms(place.names, lexicon))
        book.add("place", place.id, _in_provinces(place.names, lexicon))
    for name, site in _pads().items():
        book.add("place", site, _forms((name,), lexicon))
    for source in all_sources():
        book.add("source", source.id, _forms(source.names, lexicon))
    for official in all_officials():
        book.add("source", official.source, _forms(official.names, lexicon))
    return book


@cache
def load_phrases(lang: str) -> Phrasebook:
    """All that marks a text in a language, in one book: its lexicon, and the names of places and sources."""
    book = Phrasebook(spaced=load_lexicon(lang).spaced)
    book.include(load_lexicon(lang).book)
    book.include(load_names(lang))
    return book


def _forms(names: Iterable[str], lexicon: Lexicon) -> list[str]:
    """The names that this language can contain, as phrases; inflected languages get open endings."""
    cyrillic = bool(lexicon.meta.get("inflected"))
    found: list[str] = []
    for name in names:
        plain = fold(name).strip()
        latin = plain.isascii()
        if not latin and lexicon.spaced and _is_cyrillic(plain) != cyrillic and _is_foreign(plain, cyrillic):
            continue
        if latin and len(plain) < SHORTEST_NAME and plain.islower() and not name.isupper():
            continue
        plain = plain.translate(_PLAIN)
        if _HYPHENATED.fullmatch(name):
            found.append(plain.replace("-", " "))  # 'Oshima Oshima'
        if cyrillic and _is_cyrillic(plain):
            plain = " ".join(_open(word) for word in plain.split())
        found.append(plain)
        ending = lexicon.meta.get("genitive")
        if ending and plain[-1:].isalpha() and not plain.endswith(ending):
            found.append(plain + ending)
    return found


def _in_provinces(names: Iterable[str], lexicon: Lexicon) -> list[str]:
    """'평안남도 양덕': a county without its ending, behind the name of a province."""
    endings, provinces = tuple(lexicon.meta.get("county_endings", ())), lexicon.meta.get("provinces", ())
    stems = [fold(name)[:-1] for name in names if endings and name.endswith(endings) and " " not in name]
    return [f"({'|'.join(fold(province) for province in provinces)}) {stem}" for stem in stems if len(stem) > 1]


def _is_cyrillic(name: str) -> bool:
    return _CYRILLIC.search(name) is not None


def _is_foreign(name: str, cyrillic: bool) -> bool:
    """Whether a name is in a script that the language is not written in."""
    return any(c > "\u2e80" for c in name) or (_is_cyrillic(name) and not cyrillic)


def _open(word: str) -> str:
    """A word with its inflected ending left open; of one with hyphens the last part's."""
    if len(word) < 4 or not word.replace("-", "").isalpha():
        return word
    if len(word) == SHORT_WORD and word[-1] in "иоуэ":  # 'Коми' has no cases, and begins 'комиссия'
        return word
    cut = 2 if word[-2:] in ("ое", "ии", "ый", "ая", "ие", "ые", "ии", "ое") else 1 if word[-1] in "аяоеьийы" else 0
    return word[: len(word) - cut] + "*"
