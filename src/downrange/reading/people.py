"""People and firms by their short names: bound to an institution once, heard by surname or first word from then on."""

from __future__ import annotations

import re
from functools import lru_cache

from downrange.reading.acquaintance import NAME_REACH, PRESS, TITLES, Acquaintance, Speaker
from downrange.reading.folding import fold
from downrange.reading.gazetteer import find_office, source_countries, source_types
from downrange.reading.lexicon import load_shared
from downrange.reading.page import Page, Sentence
from downrange.reading.phrasebook import Mark

APPOSED_REACH = 28
"""A title stands at most this far behind the name that it is apposed to [characters]."""
_NAME = re.compile(r"(?:[A-ZÀ-ÖØ-ÞĀ-ŽА-Я][\w’'-]*\.? ){0,3}[A-ZÀ-ÖØ-ÞА-Я][\w’'-]+")
LEAST_SHORT = 4
"""Letters that the first word of a company's name has at least where it goes for the name."""
TITLE_BESIDE = 2
"""'Pentagon spokesman', "Roscosmos's head": a title stands this near behind whose it is [characters]."""
SHORTEST_SURNAME = 1
"""A surname has more letters than this where it goes for the name."""
_FAMILY_FIRST = frozenset(("CN", "KP", "KR", "TW"))
"""Countries whose people are named by the family first."""
_SHORTENED = frozenset(("company", "agency"))
_OFFICES = frozenset(("speaker", "institution"))


def shorten(page: Page, mark: Mark, kind: str, known: Acquaintance) -> None:
    """'Orbital Sciences Corp' may be called 'Orbital' from then on."""
    words = page.text[mark.start : mark.end].split(" ")
    if kind in PRESS and len(words) > 1 and fold(words[-1]) in load_shared("institutions")["names"]["paper_lasts"]:
        known.shorts.setdefault(fold(words[-1]), (mark.value, kind))  # 'the Journal', 'the Post'
    if kind not in _SHORTENED or len(words) == 1 or not words[0][:1].isupper() or words[0].isupper():
        return
    if len(words[0]) >= LEAST_SHORT and fold(words[0]) not in load_shared("institutions")["names"]["common_firsts"]:
        known.shorts.setdefault(fold(words[0]), (mark.value, kind))


def person_behind(page: Page, sentence: Sentence, institution: Mark) -> Mark | None:
    """'Prime Minister Shinzo Abe': a known official right behind an office says whose it is."""
    behind = [s for s in sentence.all("source") if 0 < s.start - institution.end <= NAME_REACH]
    named = [s for s in behind if find_office(page.folded[s.start : s.end], page.published) is not None]
    return named[0] if named else None


def office_told(sentence: Sentence, person: Mark) -> str | None:
    """'Pentagon spokesman John Kirby': the office that the text gives goes before the one that the registry knows."""
    titles = [m for m in sentence.all("speaker") if m.value == "person" and 0 <= person.start - m.end <= 1]
    beside = [s for s in sentence.all("source") if any(0 <= m.start - s.end <= TITLE_BESIDE for m in titles)]
    told = source_types().get(beside[-1].value) if beside else None
    return beside[-1].value if told is not None and told not in PRESS else None


def learn_surname(name: str, office: str, known: Acquaintance) -> None:
    """'Zhao Lijian', 'Vitaly Lopota': from then on the surname alone speaks for the same office."""
    words = name.split(" ")
    surname = fold(words[0] if source_countries().get(office) in _FAMILY_FIRST else words[-1])
    if len(surname) > SHORTEST_SURNAME and surname not in load_shared("institutions")["names"]["common_lasts"]:
        known.surnames.setdefault(surname, (office, source_types()[office]))


def capital_words(page: Page, sentence: Sentence) -> tuple[tuple[str, int, int], ...]:
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


def bind_people(page: Page, sentence: Sentence, found: list[Speaker], known: Acquaintance) -> None:
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
    for surname, start, end in capital_words(page, sentence):
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
