"""Mentions of who can be quoted, and what a document has told so far about who is who."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from downrange.reading.lexicon import load_shared

NAME_REACH = 4
"""A person's name stands at most this far from the title [characters]."""
PRESS = frozenset(("agency-press", "press", "broadcaster", "state-media"))
TITLES = ("person", "owner")
"""Values of marks that are titles: 'president', 'its president'."""
ANAPHORS = frozenset(("pronoun", "company", "agency", "military", "government", "press", "office", "owner"))
"""Words that stand for a speaker named elsewhere."""
INSTITUTION_TYPES = {
    "state_media": "state-media",
    "news_agency": "agency-press",
    "state_tv": "broadcaster",
    "media": "press",
}


@dataclass(frozen=True, slots=True)
class Speaker:
    """A mention of someone who can be quoted."""

    start: int
    end: int
    id: str
    type: str
    titled: bool = False
    """Named by office ('the defence minister'): a name right behind it is that of the person."""
    weak: bool = False
    """A bare country, or a name met for the first time: a speaker only beside a verb of saying."""
    country: str | None = None
    """Country that a bare name of a country or capital is."""

    @property
    def press(self) -> bool:
        """Whether it passes on what others say."""
        return self.type in PRESS


@dataclass(frozen=True, slots=True)
class Subject:
    """Who says it: a speaker, or what the anaphor that does stands for."""

    speaker: Speaker | None = None
    stands_for: str | None = None
    name: str | None = None
    """Surname of who speaks for what the anaphor stands for: 'Peter Beck, the chief executive'."""


@dataclass(slots=True)
class Acquaintance:
    """What the document has told so far about who is who."""

    surnames: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Folded surname -> (source id, type)."""
    shorts: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Folded first word of a company's name -> (source id, type)."""
    countries: dict[str, str] = field(default_factory=dict)
    """Institution -> country it was last named with."""
    last_country: str | None = None
    all_countries: frozenset[str] = frozenset()
    """Countries that the document names anywhere."""
    credits: frozenset[str] = frozenset()
    """Publisher and wire agency: what they cite is not of their country."""
    home: str | None = None
    """Country that unadorned institutions belong to."""


def institution_id(country: str, institution: str) -> str:
    """Source id of an institution of a country; a foreign ministry speaks for its government."""
    told = load_shared("institutions").get(country, {})
    if institution == "foreign" and institution not in told:
        institution = "gov"
    return told.get(institution, f"{country.lower()}_{institution}")


@cache
def owners() -> dict[str, tuple[str, str]]:
    """Source id -> (institution, country) of those that are an institution of a country."""
    tables = load_shared("institutions").items()
    return {
        source: (institution, country)
        for country, table in tables
        if len(country) == len("KP")
        for institution, source in table.items()
    }


def is_government_of(source: str, country: str | None) -> bool:
    """Whether a source is the government of a country: of what its own forces have fired it detects nothing."""
    return country is not None and source == institution_id(country, "gov")
