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


@pytest.mark.parametrize(
    ("lang", "text", "told"),
    [
        (  # an agency that adds to what it cited
            "ko",
            "조선중앙통신은 국가항공우주기술총국을 인용해 21일 위성을 발사했다고 전했다. "
            "로켓이 705초 동안 날아갔다고 통신은 덧붙였다.",
            ("nada", "kcna"),
        ),
        (
            "fr",
            "L’agence Yonhap, citant l’état-major sud-coréen, rapporte que le Nord a tiré mercredi un missile. "
            "L’engin a parcouru 450 kilomètres, ajoute l’agence.",
            ("jcs", "yonhap"),
        ),
        (  # who studies it says nothing
            "ko",
            "북한이 4일 미사일을 쐈다. 합동참모본부는 1발을 포착했다고 밝혔다. "
            "비행거리는 약 4500km로 탐지됐으며 자세한 제원은 한미 정보당국이 분석하고 있다고 합참은 덧붙였다.",
            ("jcs",),
        ),
        (  # indirect speech reaches masses
            "de",
            "Südkorea hat am Dienstag mit einer Rakete einen Satelliten ins All gebracht. Nach Angaben des "
            "Raumfahrtinstituts KARI ist er in der Umlaufbahn. Er wiege 162 Kilogramm.",
            ("kari",),
        ),
        (
            "en",
            "Iran's Revolutionary Guard Corps said that it had launched a satellite on Wednesday.\n\n"
            "It was put in orbit 425 kilometers above the Earth by a Qased rocket, the force said on its website.",
            ("irgc",),
        ),
        (
            "en",
            "Communications and Information Technology Minister Isa Doe said Iran's satellite, launched on Saturday, "
            "had a mass of 50 kg.",
            ("ir_ict",),
        ),
        (
            "en",
            "The Grant County sheriff's office said that a tank of a SpaceX Falcon 9 launched on 4 March had flown "
            "600 km.",
            ("grant_county",),
        ),
        (  # the preposition is the day's
            "en",
            "A Virgin Orbit rocket carrying satellites failed on Monday. In a statement early on Tuesday the company "
            "said it had flown at more than 11,000 miles per hour.",
            ("virgin_orbit",),
        ),
        (
            "en",
            "North Korea fired a missile on Thursday. Speaking to reporters in Tokyo, Defense Minister Minoru Kihara "
            "said it flew 620 km.",
            ("jp_mod",),
        ),
        (
            "es",
            "Corea del Norte disparó el jueves un misil. El misil voló 620 kilómetros, según informó la agencia "
            "Yonhap, que cita al Estado Mayor surcoreano.",
            ("jcs", "yonhap"),
        ),
    ],
)
def test_a_figure_has_the_source_that_goes_on(lang: str, text: str, told: tuple[str, ...]) -> None:
    assert chains(text, ClaimKind.QUANTITY, lang, "2023-11-23") == [told]


@pytest.mark.parametrize(
    ("lang", "text", "told"),
    [
        (
            "es",
            "El cohete suborbital Miura 1, de la empresa PLD Space, despegó este sábado. «El lanzamiento ha sido un "
            "éxito», afirmó en rueda de prensa el presidente ejecutivo, Raúl Pérez.",
            ("pld",),
        ),
        (
            "en",
            "Vladimir Putin spoke on television hours after Ukraine said that the missile that Russia had fired at "
            "Dnipro on Thursday had failed.",
            ("ua_gov",),
        ),
        (
            "en",
            "Vladimir Putin announced a strike. He spoke on television hours after Ukraine said that the missile that "
            "Russia had fired at Dnipro on Thursday had failed.",
            ("ua_gov",),
        ),
    ],
)
def test_an_end_has_the_source_that_tells_it(lang: str, text: str, told: tuple[str, ...]) -> None:
    assert chains(text, ClaimKind.OUTCOME, lang, "2023-10-07") == [told]


def test_state_media_that_place_a_launch_say_where_it_was() -> None:
    text = "L’Iran a tiré jeudi une fusée. Les médias officiels iraniens situent le tir à Semnan."
    assert chains(text, ClaimKind.PLACE, "fr", "2021-12-31") == [("ir_state_media",)]
