"""Whose ministry, army or state media it is: the country of an institution that the words name alone."""

from __future__ import annotations

import re

from downrange.reading.acquaintance import INSTITUTION_TYPES, NAME_REACH, PRESS, Acquaintance
from downrange.reading.gazetteer import source_countries, source_types
from downrange.reading.lexicon import Lexicon, load_shared
from downrange.reading.page import Page, Sentence
from downrange.reading.phrasebook import Mark

COUNTRY_REACH = 22
"""An institution's country is named at most this far from it ('the defence ministry in Tehran') [characters]."""
OFFICE_REACH = 9
"""'An officer of the Royal Navy': the institution stands this near behind the office [characters]."""
_WORDS = re.compile(r"\w+'?")
_OF_STATE = frozenset(("state_tv", "state_media"))
_PARTICLES = frozenset(("は", "が", "も", "은", "는", "이", "가", "도"))
"""What parts a country that acts from an institution named behind it."""


def own_country(lexicon: Lexicon, known: Acquaintance) -> str | None:
    """Country whose ministries a language names without it: always, or where the text is about that country."""
    home, manner = lexicon.meta.get("home"), lexicon.meta.get("own_institutions")
    told = {known.home} if known.home is not None else known.all_countries
    return home if manner is True or (manner and home in told) else None


def may_be_meant(country: str | None, known: Acquaintance) -> bool:
    """Whether a bare 'ministry of defence' can be that of a country: the one that launches, or one that looks on."""
    if known.home is None or country == known.home:
        return country in known.all_countries
    watching = load_shared("institutions").get("observers", {}).get(known.home, {}).values()
    return country in watching and country in known.all_countries


def is_silent(country: str) -> bool:
    """Whether a country's officials tell nothing without its media: nameless ones are not its own."""
    return country in load_shared("institutions").get("observers", {})


def is_staff(page: Page, sentence: Sentence, mark: Mark) -> bool:
    """'国防総省の当局者': the officials of an institution named right before are that institution."""
    of = tuple(page.lexicon.meta.get("genitives", ()))
    owners = sentence.all("source", "institution") if of else ()
    return any(page.folded[s.end : mark.start] in of for s in owners if s.end < mark.start)


def is_office_of(page: Page, sentence: Sentence, mark: Mark) -> bool:
    """'Un officier de la préfecture maritime', 'an officer of the Royal Navy': whoever stands behind 'of' speaks."""
    if page.lexicon.meta.get("order") == "sov":
        return False
    binders = frozenset((*page.lexicon.meta.get("binders", ()), *page.lexicon.meta.get("articles", ())))
    for source in sentence.all("source"):
        gap = page.folded[mark.end : source.start] if mark.end < source.start <= mark.end + OFFICE_REACH else ""
        words = gap.replace("'", " ").split()
        if words and all(word in binders for word in words):
            return source_types().get(source.value) not in PRESS
    return False


def is_of_press(mark: Mark, sources: list[Mark], types: dict[str, str]) -> bool:
    """'The news agency Yonhap', 'public broadcaster NHK': the institution is the one named beside it."""
    return mark.value in INSTITUTION_TYPES and any(
        types.get(s.value) in PRESS
        and (0 <= s.start - mark.end <= NAME_REACH or (s.start < mark.start and mark.start - s.end <= 2))
        and not (mark.start <= s.start and s.end <= mark.end)
        for s in sources
    )


def has_own(country: str | None, institution: str) -> bool:
    """'State television': of the country that launches, where it is one with media of the state."""
    return institution in _OF_STATE and institution in load_shared("institutions").get(country or "", {})


def country_of_press(sentence: Sentence, known: Acquaintance) -> str | None:
    """'Yonhap, citing the military': the country of the agency that passes it on, where the text is about it."""
    types, countries = source_types(), source_countries()
    press = (s.value for s in sentence.all("source") if types.get(s.value) in PRESS and s.value not in known.credits)
    near = known.all_countries | frozenset(
        load_shared("institutions").get("observers", {}).get(known.home or "", {}).values()
    )
    return next((countries[source] for source in press if countries.get(source) in near), None)


def observer(known: Acquaintance, institution: str) -> str | None:
    """Whose military speaks of another country's launches when the text does not say."""
    return load_shared("institutions").get("observers", {}).get(known.home or "", {}).get(institution)


def country_beside(sentence: Sentence, mark: Mark, countries: list[Mark], lexicon: Lexicon) -> Mark | None:
    """The country named nearest to an institution: 'the defence ministry in Tehran'."""
    best, least = None, COUNTRY_REACH
    for country in countries:
        if country.start < mark.end and mark.start < country.end:
            return country
        gap = mark.start - country.end if country.end <= mark.start else country.start - mark.end
        between = sentence.text[
            min(mark.end, country.end) - sentence.start : max(mark.start, country.start) - sentence.start
        ]
        joiners = lexicon.meta.get("joiners", ())
        if country.start > mark.end and any(word not in joiners for word in _WORDS.findall(between)):
            continue
        if not lexicon.spaced and (country.start > mark.start or gap > NAME_REACH):
            continue
        if not lexicon.spaced and between.strip() in _PARTICLES:
            continue  # '北朝鮮は海上保安庁に'
        if gap < least and not set(between) & set('.;:"!?') and "," not in between and len(between.split()) <= 3:
            if any(word.endswith(("ed", "ent")) and len(word) > 5 for word in between.split()):
                continue
            best, least = country, gap
    return best


def last_before(countries: list[Mark], mark: Mark) -> str | None:
    """The country named last before an institution in its sentence."""
    before = [country.value for country in countries if country.end <= mark.start]
    return before[-1] if before else None
