"""Who says it: officials by name and office, outlets that are told, firms explained in brackets, nameless sources."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from downrange.catalog.sources import all_officials, all_sources, find_source
from downrange.reading.gazetteer import find_office
from downrange.reading.report import read_report
from downrange.records.claim import ClaimKind
from downrange.records.document import Document


def chains(text: str, kind: ClaimKind, lang: str, published: str) -> list[tuple[str, ...]]:
    header = {"lang": lang, "published": published}
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))
    return [c.chain for c in report.claims if c.kind is kind]


def test_officials_speak_for_known_sources_and_for_one_at_a_time() -> None:
    ids = {source.id for source in all_sources()}
    held: dict[str, list[tuple[int, int]]] = {}
    for official in all_officials():
        assert official.source in ids
        for name in official.names:
            held.setdefault(name, []).append((official.since or 0, official.until or 9999))
            named = find_source(name)
            assert named is not None
    for name, terms in held.items():
        terms.sort()
        assert all(first[1] <= second[0] for first, second in pairwise(terms)), name


def test_the_year_says_which_office_somebody_held() -> None:
    assert find_office("john kirby", date(2014, 5, 1)) == "pentagon"
    assert find_office("john kirby", date(2024, 5, 1)) == "us_officials"
    assert find_office("john kirby", None) is not None
    assert find_office("john doe", date(2024, 5, 1)) is None


@pytest.mark.parametrize(
    ("lang", "published", "kind", "text", "chain"),
    [
        (
            "en",
            "2013-02-03",
            ClaimKind.OUTCOME,
            "A Zenit carrying a satellite was lost on Friday. Vitaly Lopota flew in from Moscow. Its engine had "
            'worked until then. "The launch failed," Lopota said.',
            ("energia_ru",),
        ),
        (
            "en",
            "2024-02-21",
            ClaimKind.OUTCOME,
            "A submarine fired a Trident missile on 30 January. Anna Doe, a former minister, told GB News the launch "
            "had failed.",
            ("anna_doe", "gb_news"),
        ),
        (
            "fr",
            "2016-03-14",
            ClaimKind.DATE,
            "L'Inde a testé lundi un missile Agni-I, annonce dans un communiqué l'agence publique qui développe les "
            "technologies militaires du pays (DRDO).",
            ("drdo",),
        ),
        (
            "en",
            "2019-05-23",
            ClaimKind.LAUNCH,
            "Pakistan fired a Shaheen-II ballistic missile on Thursday, the military's media wing announced.",
            ("pk_ispr",),
        ),
        (
            "fr",
            "2021-10-18",
            ClaimKind.LAUNCH,
            "La Chine a testé en août un missile hypersonique, a révélé le Financial Times, citant plusieurs sources "
            "au fait du dossier.",
            ("anonymous", "financial_times"),
        ),
        (
            "en",
            "2023-02-21",
            ClaimKind.OUTCOME,
            "Russia tested an intercontinental ballistic missile on Monday that failed, according to two people "
            "familiar with the matter who spoke to CNN.",
            ("anonymous", "cnn"),
        ),
        (
            "en",
            "2021-10-22",
            ClaimKind.OUTCOME,
            "A hypersonic missile was tested in Alaska on Thursday. The test failed, according to Lt. Cmdr. Timothy "
            "Gorman, a Pentagon spokesman.",
            ("pentagon",),
        ),
    ],
)
def test_who_speaks_and_who_passes_it_on(
    lang: str, published: str, kind: ClaimKind, text: str, chain: tuple[str, ...]
) -> None:
    assert chain in chains(text, kind, lang, published)


def test_names_of_papers_and_firms_are_written_with_a_capital() -> None:
    text = "North Korea fired a ballistic missile on Wednesday into the war zone, the wired magazine of troops said."
    assert ("wired",) not in chains(text, ClaimKind.LAUNCH, "en", "2024-03-14")


def test_a_few_words_in_quotation_marks_are_no_speech() -> None:
    text = 'A "ballistic missile" was fired at Riyadh by Yemen\'s Houthi rebels on Saturday, Saudi agency SPA said.'
    assert chains(text, ClaimKind.LAUNCH, "en", "2017-11-05") == [("spa",)]
