"""Who speaks: chiefs of a firm, pictures that show, homographs of names, credits, agencies that are told, topics."""

from __future__ import annotations

import pytest

from downrange.reading.report import read_report
from downrange.records.claim import ClaimKind
from downrange.records.document import Document


def said(text: str, kind: ClaimKind, lang: str = "en") -> list[tuple[str, ...]]:
    header = {"lang": lang, "published": "2024-03-14"}
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))
    return [c.chain for c in report.claims if c.kind is kind]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", 'Rocket Lab lost an Electron on Wednesday. "The second stage failed," its chief executive said.'),
        ("fr", "Rocket Lab a perdu mercredi une Electron. « Le deuxième étage est en panne », a dit son directeur."),
        ("es", "Rocket Lab perdió el miércoles un Electron. «Falló la segunda etapa», dijo su presidente."),
        ("de", "Rocket Lab verlor am Mittwoch eine Electron. »Die zweite Stufe versagte«, sagte ihr Chef."),
    ],
)
def test_its_chief_is_the_one_of_whom_the_sentence_before_tells(lang: str, text: str) -> None:
    assert ("rocket_lab",) in said(text, ClaimKind.CAUSE, lang) + said(text, ClaimKind.OUTCOME, lang)


def test_pictures_of_nobodys_are_the_outlets_own() -> None:
    text = (
        "Electron, built by Rocket Lab, left Mahia on Wednesday and exploded over the Pacific, video from the site "
        "showed."
    )
    assert said(text, ClaimKind.OUTCOME) == [()]
    assert said(text.replace("video from the site", "a Rocket Lab webcast"), ClaimKind.OUTCOME) == [("rocket_lab",)]


def test_a_pronoun_that_begins_a_sentence_is_no_company() -> None:
    text = (
        "Deux missiles balistiques ont été tirés mercredi par la Corée du Nord. Ils ont parcouru 450 kilomètres, a "
        "déclaré l'armée sud-coréenne."
    )
    assert said(text, ClaimKind.QUANTITY, "fr") == [("jcs",)]


@pytest.mark.parametrize(
    ("lang", "text", "wire"),
    [
        ("ko", "[서울=뉴시스] 북한이 13일 발사한 위성이 폭발했다.", "newsis"),
        ("ja", "【ソウル共同】北朝鮮が13日発射したミサイルは失敗した。", "kyodo"),
        ("ja", "北朝鮮が13日発射したミサイルは失敗した。（時事）", "jiji"),
        ("ru", "МОСКВА, 13 марта. /ТАСС/. Пуск ракеты «Протон-М» с Байконура 12 марта закончился неудачей.", "tass"),
        ("ru", "МОСКВА, 13 мар — РИА Новости. Пуск ракеты «Протон-М» с Байконура 12 марта завершился аварией.", "ria"),
        ("de", "Nordkoreas Rakete ist am Mittwoch beim Start von Sohae explodiert. (dpa/eb)", "dpa"),
    ],
)
def test_an_agency_in_a_bracket_or_before_a_stop_is_the_last_link_of_every_chain(
    lang: str, text: str, wire: str
) -> None:
    assert said(text, ClaimKind.OUTCOME, lang) == [(wire,)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Пуск ракеты «Протон-М» в среду закончился неудачей, рассказал источник ТАСС в отрасли."),
        ("ru", "Ракета «Протон-М» в среду упала: как полагает источник ТАСС, пуск завершился аварией."),
        ("en", "The launch of a Proton-M on Wednesday ended in failure, TASS was told by a source."),
        ("fr", "Le lancement d'une Proton-M mercredi est un échec, selon une source de TASS."),
    ],
)
def test_the_agency_of_a_source_passes_on_what_it_says(lang: str, text: str) -> None:
    assert ("anonymous", "tass") in said(text, ClaimKind.OUTCOME, lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ja", "北朝鮮が13日発射したミサイルは失敗したと、韓国軍合同参謀本部は聯合ニュースに語った。"),
        ("ko", "합동참모본부는 연합뉴스에 북한이 13일 발사한 미사일이 폭발했다고 말했다."),
    ],
)
def test_an_agency_in_the_dative_is_told(lang: str, text: str) -> None:
    assert said(text, ClaimKind.OUTCOME, lang) == [("jcs", "yonhap")]


def test_hearsay_behind_an_agency_is_passed_on_by_it() -> None:
    text = (
        "朝鮮中央通信は14日、前日の衛星打ち上げに失敗したと報じた。国家宇宙開発局は、第2段エンジンの異常で墜落した"
        "と説明しているという。"
    )
    assert ("nada", "kcna") in said(text, ClaimKind.CAUSE, "ja")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ja", "カイロスは13日に串本町から打ち上げられたが爆発し、スペースワンは「飛行中断措置が働いた」と説明した。"),
        ("ko", "북한이 13일 발사한 미사일이 폭발했고, 일본 방위성은 파편이 동해에 떨어졌다고 밝혔다."),
    ],
)
def test_what_stands_before_a_late_topic_is_the_outlets_own(lang: str, text: str) -> None:
    assert () in said(text, ClaimKind.OUTCOME, lang)


def test_a_name_behind_a_semicolon_is_no_name_of_the_minister_before_it() -> None:
    text = (
        "The first stage fell into the Yellow Sea on Wednesday, according to Seoul's defence ministry; NORAD "
        "confirmed that the Unha-3 had reached orbit."
    )
    assert ("norad",) in said(text, ClaimKind.OUTCOME)


def test_what_somebody_calls_a_thing_is_not_when_it_began() -> None:
    text = "What North Korea called a missile test began at 7:40 a.m. on Wednesday, when a Hwasong-17 left Sunan."
    assert said(text, ClaimKind.TIME) == [()]


@pytest.mark.parametrize(
    ("lang", "text", "chain"),
    [
        (
            "en",
            "As Pyongyang had announced, a satellite was launched from Sohae on Wednesday, Seoul said.",
            ("kr_gov",),
        ),
        ("fr", "Comme l'avait annoncé Pyongyang, un satellite a été lancé mercredi de Sohae.", ()),
        ("es", "Como había anunciado Pionyang, un satélite fue lanzado el miércoles desde Sohae.", ()),
    ],
)
def test_who_had_foretold_a_thing_is_not_its_source(lang: str, text: str, chain: tuple[str, ...]) -> None:
    assert said(text, ClaimKind.LAUNCH, lang) == [chain]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ko", "합참은 북한이 주장하는 우주발사체 1발이 13일 동창리에서 발사됐다고 밝혔다."),
        ("ko", "합참은 13일 동창리에서 '북한 주장 우주발사체'가 발사됐다고 밝혔다."),
    ],
)
def test_the_name_that_somebody_gives_a_thing_is_their_claim_where_the_verb_comes_last(lang: str, text: str) -> None:
    assert ("nk_gov", "jcs") in said(text, ClaimKind.LAUNCH, lang)
    assert said(text, ClaimKind.PLACE, lang) == [("jcs",)]


@pytest.mark.parametrize(
    ("lang", "text", "chain"),
    [
        (
            "fr",
            "Le Proton lancé mercredi a échoué, à en croire une source proche de l'enquête qui s'est confiée à TASS.",
            ("anonymous", "tass"),
        ),
        (
            "fr",
            "Le missile nord-coréen lancé mercredi a explosé, précise à l'agence Yonhap un responsable militaire "
            "sud-coréen.",
            ("jcs", "yonhap"),
        ),
        (
            "fr",
            "Le missile nord-coréen lancé mercredi a explosé, écrit Yonhap sur la foi d'un communiqué de l'état-major "
            "interarmées sud-coréen.",
            ("jcs", "yonhap"),
        ),
        (
            "en",
            "The Proton launched on Wednesday exploded, according to a source who spoke to TASS.",
            ("anonymous", "tass"),
        ),
        (
            "en",
            "The satellite launched on Wednesday from Sohae was lost, KCNA reported North Korea's space agency as "
            "saying.",
            ("nada", "kcna"),
        ),
        (
            "ko",
            "교도통신은 방위성 소식통을 인용해 북한이 13일 발사한 미사일이 폭발했다고 전했다.",
            ("jp_mod", "kyodo"),
        ),
    ],
)
def test_whoever_is_told_passes_it_on(lang: str, text: str, chain: tuple[str, ...]) -> None:
    assert said(text, ClaimKind.OUTCOME, lang) == [chain]


def test_a_broadcast_by_somebody_is_theirs() -> None:
    text = "A Kairos exploded over Kushimoto on Wednesday, a live broadcast by NHK showed."
    assert said(text, ClaimKind.OUTCOME) == [("nhk",)]


def test_what_x_told_is_said_and_what_x_calls_is_named() -> None:
    text = (
        "It contradicts what two people with knowledge of the flight told TASS: that the Proton crashed on Wednesday."
    )
    assert said(text, ClaimKind.OUTCOME) == [("anonymous", "tass")]


def test_the_name_of_a_thing_ends_before_what_it_did() -> None:
    text = "A rocket carrying what Pyongyang described as a military satellite crashed near Sohae on Wednesday."
    assert said(text, ClaimKind.OUTCOME) == [()]


def test_an_agency_of_the_press_is_no_second_agency() -> None:
    text = (
        "The missile launched by North Korea on Wednesday exploded, Kyodo news agency reported, quoting the ministry."
    )
    assert all("kyodo" in chain for chain in said(text, ClaimKind.OUTCOME))


def test_two_words_for_citing_that_overlap_are_one() -> None:
    text = "NHK는 방위성 간부의 말을 인용해 북한이 13일 발사한 미사일이 동해 상공에서 폭발했다고 보도했다."
    assert said(text, ClaimKind.OUTCOME, "ko") == [("jp_mod", "nhk")]


@pytest.mark.parametrize(
    ("lang", "text", "chain"),
    [
        (
            "fr",
            "Electron, la fusée de Rocket Lab, a été perdue mercredi. « La fusée a explosé », a écrit la société sur "
            "Twitter.",
            ("rocket_lab",),
        ),
        (
            "fr",
            "De source proche du dossier, la fusée Electron de Rocket Lab lancée mercredi de Mahia a explosé, rapporte "
            "Les Echos.",
            ("anonymous", "les_echos"),
        ),
        (
            "de",
            "Wie ein Sprecher des südkoreanischen Generalstabs ausführte, ist die am Mittwoch aus Nordkorea gestartete "
            "Rakete explodiert.",
            ("jcs",),
        ),
        (
            "ja",
            "北朝鮮が13日に発射したミサイルについて、韓国軍合同参謀本部の担当者は「空中で爆発した」と説明。",
            ("jcs",),
        ),
    ],
)
def test_platforms_sources_and_verbs_at_the_end(lang: str, text: str, chain: tuple[str, ...]) -> None:
    assert chain in said(text, ClaimKind.OUTCOME, lang)


def test_a_doubt_in_an_aside_is_about_the_aside() -> None:
    text = (
        "The missile fired from Sunan on Wednesday, which officials believe was North Korea's largest, flew 360 "
        "kilometers, Seoul said."
    )
    header = {"lang": "en", "published": "2024-03-14"}
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))
    assert [c.hedge.value for c in report.claims if c.kind is ClaimKind.QUANTITY] == ["fact"]


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("The Electron launched on Wednesday from Mahia exploded, said the chief executive, Peter Beck.", "rocket_lab"),
        ("Rocket Lab lost an Electron on Wednesday. Its boss, John Smith, said it exploded.", "rocket_lab"),
        ("The Vega launched on Wednesday exploded, said the chief executive of Arianespace.", "arianespace"),
    ],
)
def test_a_title_with_a_name_or_a_firm_behind_it_is_theirs(text: str, chain: str) -> None:
    assert (chain,) in said(text, ClaimKind.OUTCOME)


def test_a_pronoun_means_the_subject_of_the_sentence_before() -> None:
    text = (
        "An Epsilon launched from Uchinoura on Wednesday exploded, JAXA said.\n\nThe science minister expressed "
        "regret. She told parliament that eight satellites had been lost."
    )
    assert said(text, ClaimKind.COUNT) == [("mext",)]


def test_after_the_loss_is_no_attribution() -> None:
    text = "Nach dem Verlust der europäischen Rakete Vega am Mittwoch blieb vieles offen. Sie war in Kourou gestartet."
    assert all(chain == () for kind in (ClaimKind.OUTCOME, ClaimKind.PLACE) for chain in said(text, kind, "de"))
