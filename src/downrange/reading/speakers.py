"""Who can speak in a sentence: known sources, ministries told apart by country, people bound to their institution."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from downrange.reading.folding import fold
from downrange.reading.gazetteer import find_office, proper_names, source_countries, source_types
from downrange.reading.lexicon import Lexicon, load_shared
from downrange.reading.page import Page, Sentence
from downrange.reading.phrasebook import Mark

COUNTRY_REACH = 22
"""An institution's country is named at most this far from it ('the defence ministry in Tehran') [characters]."""
NAME_REACH = 4
"""A person's name stands at most this far from the title [characters]."""
OFFICE_REACH = 9
"""'An officer of the Royal Navy': the institution stands this near behind the office [characters]."""
APPOSED_REACH = 28
"""A title stands at most this far behind the name that it is apposed to [characters]."""
TITLE_GAP = 16
"""'Defence Ministry spokesman Ahmad Hosseini': the title between both names is at most this long [characters]."""
PRESS = frozenset(("agency-press", "press", "broadcaster", "state-media"))
TITLES = ("person", "owner")
"""Values of marks that are titles: 'president', 'its president'."""
ANAPHORS = frozenset(("pronoun", "company", "agency", "military", "government", "press", "office", "owner"))
"""Words that stand for a speaker named elsewhere."""
_NAME = re.compile(r"(?:[A-ZÀ-ÖØ-ÞĀ-ŽА-Я][\w’'-]*\.? ){0,3}[A-ZÀ-ÖØ-ÞА-Я][\w’'-]+")
_NUMBERED = re.compile(r" ?\d")
"""'Astra 2E' is no company."""
_WORDS = re.compile(r"\w+'?")
LEAST_SHORT = 4
"""Letters that the first word of a company's name has at least where it goes for the name."""
BRACKET_REACH = 90
"""'The agency that develops weapons (DRDO)': a name in brackets explains a noun at most this far before it."""
MOST_EXPLAINED = 4
"""Words between them, unless a relative clause stands there."""
_KINDS_OF_FIRMS = frozenset(("company", "agency", "press", "military", "government"))
TITLE_BESIDE = 2
"""'Pentagon spokesman', "Roscosmos's head": a title stands this near behind whose it is [characters]."""
SHORTEST_SURNAME = 1
"""A surname has more letters than this where it goes for the name."""
_FAMILY_FIRST = frozenset(("CN", "KP", "KR", "TW"))
"""Countries whose people are named by the family first."""
_SHORTENED = frozenset(("company", "agency"))
_APART = frozenset(';:"')
"""What no title and its name stand on both sides of."""
_OFFICES = frozenset(("speaker", "institution"))
_INSTITUTION_TYPES = {
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


_PARTICLES = frozenset(("は", "が", "も", "은", "는", "이", "가", "도"))
"""What parts a country that acts from an institution named behind it."""


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
    """Source id of an institution of a country."""
    return load_shared("institutions").get(country, {}).get(institution, f"{country.lower()}_{institution}")


def _own_country(lexicon: Lexicon, known: Acquaintance) -> str | None:
    """Country whose ministries a language names without it: always, or where the text is about that country."""
    home, manner = lexicon.meta.get("home"), lexicon.meta.get("own_institutions")
    told = {known.home} if known.home is not None else known.all_countries
    return home if manner is True or (manner and home in told) else None


def _may_be_meant(country: str | None, known: Acquaintance) -> bool:
    """Whether a bare 'ministry of defence' can be that of a country: the one that launches, or one that looks on."""
    if known.home is None or country == known.home:
        return country in known.all_countries
    watching = load_shared("institutions").get("observers", {}).get(known.home, {}).values()
    return country in watching and country in known.all_countries


def _is_of(page: Page, mark: Mark, speaker: Speaker) -> bool:
    """'Sources in ISRO': the nameless are those of an institution."""
    words = page.folded[mark.end : speaker.start].split()
    return (
        mark.end <= speaker.start and len(words) <= 3 and all(w in page.lexicon.meta.get("joiners", ()) for w in words)
    )


def _is_silent(country: str) -> bool:
    """Whether a country's officials tell nothing without its media: nameless ones are not its own."""
    return country in load_shared("institutions").get("observers", {})


def _is_staff(page: Page, sentence: Sentence, mark: Mark) -> bool:
    """'国防総省の当局者': the officials of an institution named right before are that institution."""
    of = tuple(page.lexicon.meta.get("genitives", ()))
    owners = sentence.all("source", "institution") if of else ()
    return any(page.folded[s.end : mark.start] in of for s in owners if s.end < mark.start)


def _is_office_of(page: Page, sentence: Sentence, mark: Mark) -> bool:
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


def _is_of_press(mark: Mark, sources: list[Mark], types: dict[str, str]) -> bool:
    """'The news agency Yonhap', 'public broadcaster NHK': the institution is the one named beside it."""
    return mark.value in _INSTITUTION_TYPES and any(
        types.get(s.value) in PRESS
        and (0 <= s.start - mark.end <= NAME_REACH or (s.start < mark.start and mark.start - s.end <= 2))
        and not (mark.start <= s.start and s.end <= mark.end)
        for s in sources
    )


def find_speakers(page: Page, sentence: Sentence, known: Acquaintance) -> list[Speaker]:
    """All mentions in a sentence of someone who can be quoted, in order; `known` learns from it."""
    types = source_types()
    found: list[Speaker] = []
    countries = sentence.all("country")
    institutions = sentence.all("institution")
    own = _own_country(page.lexicon, known) if institutions else None
    spoken_for: set[int] = set()
    for mark in institutions:
        inner = [c for c in sentence.all("inner_country") if mark.start <= c.start and c.end <= mark.end]
        named = _country_beside(sentence, mark, [*countries, *inner], page.lexicon)
        country = named.value if named else None
        nameless = False
        if mark.value == "bare_guards":  # 'les Gardiens' are those of Iran where a text is about it
            if "IR" not in known.all_countries:
                continue
            mark = mark._replace(value="guards")
        if mark.value == "guards":
            country = "IR"
        if _is_of_press(mark, sentence.all("source"), types):
            continue
        if mark.value == "gov" and named is None and _is_staff(page, sentence, mark):
            continue
        if named is None and _is_office_of(page, sentence, mark):
            continue
        if mark.value == "head" and any(0 <= mark.start - s.end <= 1 for s in sentence.all("source")):
            continue
        if mark.value == "head":
            plural = page.folded[mark.start : mark.end] in page.lexicon.meta.get("unnamed", ())
            if country is None and not (plural and (known.countries.get("gov") or known.last_country or known.home)):
                continue
            nameless = country is None
            mark = mark._replace(value="gov")
        if country is None:
            country = _country_of_press(sentence, known) or own or known.countries.get(mark.value)
            country = country or (known.home if known.home == page.lexicon.meta.get("home") else None)
            country = country or _observer(known, mark.value) or _last_before(countries, mark)
            country = country or known.last_country or known.home
        else:
            known.countries[mark.value] = known.last_country = country
        for source in sentence.all("source"):
            if source.start < mark.end and mark.start < source.end and source.value in _owners():
                known.countries.update((_owners()[source.value],))
        crossing = next((s for s in sentence.all("source") if mark.start < s.start < mark.end < s.end), None)
        if crossing is not None:
            found.append(Speaker(mark.start, crossing.end, crossing.value, types[crossing.value], titled=True))
            continue
        registered = next((s for s in sentence.all("source") if s.start <= mark.start and mark.end <= s.end), None)
        if registered is not None and registered.end - registered.start > mark.end - mark.start + 2:
            continue
        if registered is not None and named is None and _may_be_meant(source_countries().get(registered.value), known):
            continue
        if registered is not None and (
            named is None or (named.start >= registered.start and named.end <= registered.end)
        ):
            wider = registered.end - registered.start > mark.end - mark.start + 2
            if wider or country is None or (named is None and page.lexicon.meta.get("order") == "sov"):
                continue
        if country is None:
            continue
        if nameless and _is_silent(country):
            found.append(Speaker(mark.start, mark.end, "anonymous", "anonymous"))
            continue
        start, end = mark.start, mark.end
        if named is not None:
            spoken_for.add(named.start)
            start, end = min(start, named.start), max(end, named.end)
        ident = institution_id(country, mark.value)
        kind = types.get(ident, _INSTITUTION_TYPES.get(mark.value, "government"))
        found.append(Speaker(start, end, ident, kind, titled=True))
    people: list[tuple[str, str]] = []
    for mark in sentence.all("source"):
        if mark.start < sentence.head or _NUMBERED.match(page.folded, mark.end):
            continue
        office = find_office(page.folded[mark.start : mark.end], page.published)
        if office is not None:
            office = _office_told(sentence, mark) or office
            mark = mark._replace(value=office)
        country = any(c.start <= mark.start and mark.end <= c.end for c in countries)
        if mark.value == "anonymous" and any(0 <= mark.start - s.end <= 1 and not s.press for s in found):
            continue  # '방위성 소식통': the ministry's
        if not country and not any(s.start < mark.end and mark.start < s.end for s in found) and _is_name(page, mark):
            found.append(Speaker(mark.start, mark.end, mark.value, types[mark.value]))
            _shorten(page, mark, types[mark.value], known)
            if office is not None:
                people.append((page.text[mark.start : mark.end], office))
            if types[mark.value] not in PRESS and known.last_country is None:
                known.last_country = source_countries().get(mark.value)
    said = any(short in sentence.text for short in known.shorts)
    for short, start, end in _capital_words(page, sentence) if said else ():
        named = known.shorts.get(short)
        opens = page.folded[start:end].partition(" ")[0]
        if opens in page.lexicon.meta.get("articles", ()):  # 'The Journal said'
            start += len(opens) + 1
        if named is not None and " " not in page.text[start:end] and not _is_taken(sentence, found, start, end):
            found.append(Speaker(start, end, *named))
    _bind_people(page, sentence, found, known)
    for name, office in people:
        _learn_surname(name, office, known)
    for surname, start, end in _capital_words(page, sentence) if known.surnames else ():
        if surname in known.surnames and not any(s.start < end and start < s.end for s in found):
            found.append(Speaker(start, end, *known.surnames[surname]))
    for mark in sentence.all("speaker"):
        if mark.value == "anonymous" and any(
            not s.weak and not s.press and s.type != "anonymous" and s.end <= mark.start for s in found
        ):
            continue
        if mark.value == "anonymous" and any(not s.weak and not s.press and _is_of(page, mark, s) for s in found):
            continue
        if mark.value == "body" and not any(s.start < mark.end and mark.start < s.end for s in found):
            name = page.folded[mark.start : mark.end].replace(" ", "_")
            found.append(Speaker(mark.start, mark.end, name, "unknown", weak=True))
        if found and found[-1].id == mark.value and found[-1].start < mark.start < found[-1].end < mark.end:
            found[-1] = replace(found[-1], end=mark.end)  # 'une source militaire'
        if mark.value in ("anonymous", "experts") and not any(s.start < mark.end and mark.start < s.end for s in found):
            found.append(Speaker(mark.start, mark.end, mark.value, mark.value))
    for mark in countries:
        if mark.start not in spoken_for:
            known.last_country = mark.value
            if not any(s.start < mark.end and mark.start < s.end for s in found):
                found.append(
                    Speaker(
                        mark.start,
                        mark.end,
                        institution_id(mark.value, "gov"),
                        "government",
                        weak=True,
                        country=mark.value,
                    )
                )
    return _settle(_widened(page, sentence, found), page, sentence)


def _widened(page: Page, sentence: Sentence, found: list[Speaker]) -> list[Speaker]:
    """'The agency that develops weapons (DRDO)': a name in brackets is that of the noun that it explains."""
    if "(" not in sentence.text:
        return found
    nouns = [m for m in sentence.all("speaker") if m.value in _KINDS_OF_FIRMS]
    widened: list[Speaker] = []
    for speaker in found:
        opening = speaker.start - 1
        held = page.folded[opening : opening + 1] == "(" and page.folded[speaker.end : speaker.end + 1] == ")"
        near = [m for m in nouns if 0 < opening - m.end <= BRACKET_REACH] if held and not speaker.weak else []
        between = page.folded[near[-1].end : opening] if near else ""
        others = any(s is not speaker and near[-1].end <= s.start < opening for s in found) if near else True
        words = between.split()
        apart = others or set(between) & set(',;:."')
        relative = words[:1] and words[0] in page.lexicon.meta.get("relatives", ())
        if near and not apart and (relative or len(words) <= MOST_EXPLAINED):
            speaker = replace(speaker, start=near[-1].start)
        widened.append(speaker)
    return widened


def _shorten(page: Page, mark: Mark, kind: str, known: Acquaintance) -> None:
    """'Orbital Sciences Corp' may be called 'Orbital' from then on."""
    words = page.text[mark.start : mark.end].split(" ")
    if kind in PRESS and len(words) > 1 and fold(words[-1]) in load_shared("institutions")["names"]["paper_lasts"]:
        known.shorts.setdefault(fold(words[-1]), (mark.value, kind))  # 'the Journal', 'the Post'
    if kind not in _SHORTENED or len(words) == 1 or not words[0][:1].isupper() or words[0].isupper():
        return
    if len(words[0]) >= LEAST_SHORT and fold(words[0]) not in load_shared("institutions")["names"]["common_firsts"]:
        known.shorts.setdefault(fold(words[0]), (mark.value, kind))


def _office_told(sentence: Sentence, person: Mark) -> str | None:
    """'Pentagon spokesman John Kirby': the office that the text gives goes before the one that the registry knows."""
    titles = [m for m in sentence.all("speaker") if m.value == "person" and 0 <= person.start - m.end <= 1]
    beside = [s for s in sentence.all("source") if any(0 <= m.start - s.end <= TITLE_BESIDE for m in titles)]
    told = source_types().get(beside[-1].value) if beside else None
    return beside[-1].value if told is not None and told not in PRESS else None


def _learn_surname(name: str, office: str, known: Acquaintance) -> None:
    """'Zhao Lijian', 'Vitaly Lopota': from then on the surname alone speaks for the same office."""
    words = name.split(" ")
    surname = fold(words[0] if source_countries().get(office) in _FAMILY_FIRST else words[-1])
    if len(surname) > SHORTEST_SURNAME and surname not in load_shared("institutions")["names"]["common_lasts"]:
        known.surnames.setdefault(surname, (office, source_types()[office]))


def _is_taken(sentence: Sentence, found: list[Speaker], start: int, end: int) -> bool:
    """Whether words are part of another name, or of what flew."""
    if any(s.start < end and start < s.end for s in found):
        return True
    return any(m.start < end and start < m.end for m in sentence.all("vehicle", "payload", "country", "place"))


@cache
def _owners() -> dict[str, tuple[str, str]]:
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


def _country_of_press(sentence: Sentence, known: Acquaintance) -> str | None:
    """'Yonhap, citing the military': the country of the agency that passes it on, where the text is about it."""
    types, countries = source_types(), source_countries()
    press = (s.value for s in sentence.all("source") if types.get(s.value) in PRESS and s.value not in known.credits)
    near = known.all_countries | frozenset(
        load_shared("institutions").get("observers", {}).get(known.home or "", {}).values()
    )
    return next((countries[source] for source in press if countries.get(source) in near), None)


def _observer(known: Acquaintance, institution: str) -> str | None:
    """Whose military speaks of another country's launches when the text does not say."""
    return load_shared("institutions").get("observers", {}).get(known.home or "", {}).get(institution)


def _settle(found: list[Speaker], page: Page, sentence: Sentence) -> list[Speaker]:
    """In order, without those inside others; country names that the registry counts as governments are weak."""
    if len(found) < 2:
        return found
    kept: list[Speaker] = []
    for speaker in sorted(found, key=lambda s: (s.start, -s.end)):
        last = kept[-1] if kept else None
        if last is not None and speaker.start < last.end:
            continue
        if (
            last is not None
            and last.titled
            and speaker.start - last.end <= NAME_REACH
            and not speaker.weak
            and not speaker.press
            and not any(c in _APART for c in page.folded[last.end : speaker.start])
        ):
            kept[-1] = replace(last, end=speaker.end)
            continue
        same = last is not None and last.id == speaker.id and last.titled
        if (
            same
            and last is not None
            and 0 <= speaker.start - last.end <= TITLE_GAP
            and not _says(sentence, last, speaker)
        ):
            kept[-1] = replace(last, end=speaker.end)
            continue
        kept.append(speaker)
    return kept


def _says(sentence: Sentence, first: Speaker, second: Speaker) -> bool:
    """'Officials believe it was North Korea's': a verb of saying parts two names."""
    return bool(sentence.within("speech", first.end, second.start))


def _is_name(page: Page, mark: Mark) -> bool:
    """Registry names of one Latin word are written with a capital: 'Fars', not 'fars'; 'Ils' is no ILS."""
    words = page.text[mark.start : mark.end]
    named = words.partition(" ")[2] if page.folded.startswith("the ", mark.start) else words
    if named.islower() and page.folded[mark.start : mark.end] in proper_names():
        return False  # 'the army radio'
    if not words.isupper() and page.folded[mark.start : mark.end] in page.lexicon.meta.get("homographs", ()):
        return False
    return not (words[0].islower() and words.isascii() and " " not in words) or len(words) > 6


def _country_beside(sentence: Sentence, mark: Mark, countries: list[Mark], lexicon: Lexicon) -> Mark | None:
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


def _last_before(countries: list[Mark], mark: Mark) -> str | None:
    before = [country.value for country in countries if country.end <= mark.start]
    return before[-1] if before else None


def _capital_words(page: Page, sentence: Sentence) -> tuple[tuple[str, int, int], ...]:
    """Words that can be names, in order: the last word of each, folded, and its bounds."""
    return _find_names(page.text, page.folded, sentence.start, sentence.end)


@lru_cache(maxsize=1)
def _find_names(text: str, folded: str, start: int, end: int) -> tuple[tuple[str, int, int], ...]:
    """Kept, as those of a sentence are asked for up to three times."""
    spans = (match.span() for match in _NAME.finditer(text, start, end))
    return tuple((folded[low:high].rpartition(" ")[2], low, high) for low, high in spans)


def _surname(names: list[str]) -> str:
    """The last of somebody's names; of 'Lee Sung-jun' the first."""
    return fold(names[0] if len(names) > 1 and "-" in names[-1][1:-1] else names[-1])


def _is_apposed(page: Page, end: int, title: int) -> bool:
    """'Peter Beck, the company's chief executive': an article, or whose chief, between a comma and the title."""
    between = page.folded[end:title]
    if not (between.startswith(", ") and len(between) <= APPOSED_REACH) or set(between[1:]) & set(',;:."()'):
        return False
    return between[2:].split()[:1] in [[word] for word in page.lexicon.meta.get("articles", ())]


def _bind_people(page: Page, sentence: Sentence, found: list[Speaker], known: Acquaintance) -> None:
    """Learn 'ISRO chairman V Narayanan' and 'Ahmad Hosseini, porte-parole du ministere'."""
    if not found or sentence.lacks(_OFFICES):
        return
    titles = [mark for mark in sentence.all("speaker") if mark.value in TITLES]
    if not titles and not sentence.has("institution"):
        return
    for speaker in found:
        name = page.text[speaker.start : speaker.end].split(" ")
        beside = any(0 <= m.start - speaker.end <= 2 or 0 <= speaker.start - m.end <= 1 for m in titles)
        beside = beside or any(_is_apposed(page, speaker.end, m.start) for m in titles)
        if (
            beside
            and len(name) > 1
            and name[-1][:1].isupper()
            and fold(name[-1]) not in speaker.id
            and not speaker.titled
        ):
            office = next((o for o in found if o.titled and 0 <= speaker.start - o.end <= NAME_REACH), speaker)
            known.surnames.setdefault(_surname(name), (office.id, office.type))
    relatives = frozenset(page.lexicon.meta.get("relatives", ()))
    for surname, start, end in _capital_words(page, sentence):
        if any(s.start < end and start < s.end for s in found) or any(
            m.start < end and start < m.end for m in sentence.all("country", "vehicle", "place")
        ):
            continue
        if any(d.start < end and start < d.end for d in sentence.dates):
            continue
        after = [m.end for m in titles if 0 <= start - m.end <= NAME_REACH] + [
            s.end for s in found if 0 <= start - s.end <= NAME_REACH
        ]
        before = [m.start for m in titles if 0 <= m.start - end <= NAME_REACH + 4]
        before = [m for m in before if relatives.isdisjoint(page.folded[end:m].split())]
        if not after and not before:
            continue
        place = (after or before)[0]
        boss = min(found, key=lambda s: min(abs(s.start - place), abs(s.end - place)))
        if not boss.weak and min(abs(boss.start - place), abs(boss.end - place)) <= 40 and len(surname) > 2:
            known.surnames[surname] = known.surnames[_surname(page.text[start:end].split(" "))] = (boss.id, boss.type)
