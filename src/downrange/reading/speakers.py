"""Who can speak in a sentence: known sources, ministries told apart by country, people bound to their institution."""

from __future__ import annotations

import re
from dataclasses import replace

from downrange.reading.acquaintance import (
    INSTITUTION_TYPES,
    NAME_REACH,
    PRESS,
    Acquaintance,
    Speaker,
    institution_id,
    owners,
)
from downrange.reading.gazetteer import find_office, proper_names, source_countries, source_types
from downrange.reading.ministries import (
    country_beside,
    country_of_press,
    has_own,
    is_of_press,
    is_office_of,
    is_silent,
    is_staff,
    last_before,
    may_be_meant,
    observer,
    own_country,
)
from downrange.reading.page import Page, Sentence
from downrange.reading.people import bind_people, capital_words, learn_surname, office_told, person_behind, shorten
from downrange.reading.phrasebook import Mark

TITLE_GAP = 16
"""'Defence Ministry spokesman Ahmad Hosseini': the title between both names is at most this long [characters]."""
_NUMBERED = re.compile(r" ?\d")
"""'Astra 2E' is no company."""
BRACKET_REACH = 90
"""'The agency that develops weapons (DRDO)': a name in brackets explains a noun at most this far before it."""
MOST_EXPLAINED = 4
"""Words between them, unless a relative clause stands there."""
_KINDS_OF_FIRMS = frozenset(("company", "agency", "press", "military", "government"))
_APART = frozenset(';:"')
"""What no title and its name stand on both sides of."""


def _is_of(page: Page, mark: Mark, speaker: Speaker) -> bool:
    """'Sources in ISRO': the nameless are those of an institution."""
    words = page.folded[mark.end : speaker.start].split()
    return (
        mark.end <= speaker.start and len(words) <= 3 and all(w in page.lexicon.meta.get("joiners", ()) for w in words)
    )


def _is_meant_again(sentence: Sentence, mark: Mark) -> bool:
    """'The same source', 'those officials': nameless ones who spoke before."""
    words = (m for m in sentence.all("speaker") if m.value == "pronoun")
    return any(m.start <= mark.start and mark.end <= m.end and m[:2] != mark[:2] for m in words)


def find_speakers(page: Page, sentence: Sentence, known: Acquaintance) -> list[Speaker]:
    """All mentions in a sentence of someone who can be quoted, in order; `known` learns from it."""
    types = source_types()
    found: list[Speaker] = []
    countries = sentence.all("country")
    institutions = sentence.all("institution")
    own = own_country(page.lexicon, known) if institutions else None
    spoken_for: set[int] = set()
    for mark in institutions:
        inner = [c for c in sentence.all("inner_country") if mark.start <= c.start and c.end <= mark.end]
        named = country_beside(sentence, mark, [*countries, *inner], page.lexicon)
        country = named.value if named else None
        nameless = False
        if mark.value == "bare_guards":  # 'les Gardiens' are those of Iran where a text is about it
            if "IR" not in known.all_countries:
                continue
            mark = mark._replace(value="guards")
        if mark.value == "guards":
            country = "IR"
        if is_of_press(mark, sentence.all("source"), types):
            continue
        if mark.value == "gov" and named is None and is_staff(page, sentence, mark):
            continue
        if named is None and is_office_of(page, sentence, mark):
            continue
        if mark.value == "head" and any(0 <= mark.start - s.end <= 1 for s in sentence.all("source")):
            continue
        if mark.value == "head":
            plural = page.folded[mark.start : mark.end] in page.lexicon.meta.get("unnamed", ())
            if country is None and not (plural and (known.countries.get("gov") or known.last_country or known.home)):
                continue
            nameless = country is None
            mark = mark._replace(value="gov")
        person = None if named is not None else person_behind(page, sentence, mark)
        if person is not None:
            country = source_countries().get(person.value)
        if country is None:
            country = country_of_press(sentence, known) or own or known.countries.get(mark.value)
            country = country or (known.home if has_own(known.home, mark.value) else None)
            country = country or (known.home if known.home == page.lexicon.meta.get("home") else None)
            country = country or observer(known, mark.value) or last_before(countries, mark)
            country = country or known.last_country or known.home
        else:
            known.countries[mark.value] = known.last_country = country
        for source in sentence.all("source"):
            if source.start < mark.end and mark.start < source.end and source.value in owners():
                known.countries.update((owners()[source.value],))
        crossing = next((s for s in sentence.all("source") if mark.start < s.start < mark.end < s.end), None)
        if crossing is not None:
            found.append(Speaker(mark.start, crossing.end, crossing.value, types[crossing.value], titled=True))
            continue
        registered = next((s for s in sentence.all("source") if s.start <= mark.start and mark.end <= s.end), None)
        if registered is not None and registered.end - registered.start > mark.end - mark.start + 2:
            continue
        if registered is not None and named is None and may_be_meant(source_countries().get(registered.value), known):
            continue
        if registered is not None and (
            named is None or (named.start >= registered.start and named.end <= registered.end)
        ):
            wider = registered.end - registered.start > mark.end - mark.start + 2
            if wider or country is None or (named is None and page.lexicon.meta.get("order") == "sov"):
                continue
        if country is None:
            continue
        if nameless and is_silent(country):
            found.append(Speaker(mark.start, mark.end, "anonymous", "anonymous"))
            continue
        start, end = mark.start, mark.end
        if named is not None:
            spoken_for.add(named.start)
            start, end = min(start, named.start), max(end, named.end)
        ident = institution_id(country, mark.value)
        kind = types.get(ident, INSTITUTION_TYPES.get(mark.value, "government"))
        found.append(Speaker(start, end, ident, kind, titled=True))
    people: list[tuple[str, str]] = []
    for mark in sentence.all("source"):
        if mark.start < sentence.head or _NUMBERED.match(page.folded, mark.end):
            continue
        office = find_office(page.folded[mark.start : mark.end], page.published)
        if office is not None:
            office = office_told(sentence, mark) or office
            mark = mark._replace(value=office)
        country = any(c.start <= mark.start and mark.end <= c.end for c in countries)
        if mark.value == "anonymous" and any(0 <= mark.start - s.end <= 1 and not s.press for s in found):
            continue  # '방위성 소식통': the ministry's
        if mark.value == "anonymous" and _is_meant_again(sentence, mark):
            continue
        if not country and not any(s.start < mark.end and mark.start < s.end for s in found) and _is_name(page, mark):
            found.append(Speaker(mark.start, mark.end, mark.value, types[mark.value]))
            shorten(page, mark, types[mark.value], known)
            if office is not None:
                people.append((page.text[mark.start : mark.end], office))
            if types[mark.value] not in PRESS and known.last_country is None:
                known.last_country = source_countries().get(mark.value)
    said = any(short in sentence.text for short in known.shorts)
    for short, start, end in capital_words(page, sentence) if said else ():
        named = known.shorts.get(short)
        opens = page.folded[start:end].partition(" ")[0]
        if opens in page.lexicon.meta.get("articles", ()):  # 'The Journal said'
            start += len(opens) + 1
        if named is not None and " " not in page.text[start:end] and not _is_taken(sentence, found, start, end):
            found.append(Speaker(start, end, *named))
    bind_people(page, sentence, found, known)
    for name, office in people:
        learn_surname(name, office, known)
    for surname, start, end in capital_words(page, sentence) if known.surnames else ():
        if surname in known.surnames and not any(s.start < end and start < s.end for s in found):
            found.append(Speaker(start, end, *known.surnames[surname]))
    for mark in sentence.all("speaker"):
        if mark.value == "anonymous" and any(
            not s.weak and not s.press and s.type != "anonymous" and s.end <= mark.start for s in found
        ):
            continue
        if mark.value == "anonymous" and any(not s.weak and not s.press and _is_of(page, mark, s) for s in found):
            continue
        if mark.value == "anonymous" and _is_meant_again(sentence, mark):
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


def _is_taken(sentence: Sentence, found: list[Speaker], start: int, end: int) -> bool:
    """Whether words are part of another name, or of what flew."""
    if any(s.start < end and start < s.end for s in found):
        return True
    return any(m.start < end and start < m.end for m in sentence.all("vehicle", "payload", "country", "place"))


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
