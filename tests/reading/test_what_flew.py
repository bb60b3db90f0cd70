"""What was launched: a class by the words used, a satellite where the text tells of one, no claim for a mention."""

from __future__ import annotations

import pytest

from downrange.reading.report import read_report
from downrange.records.claim import ClaimKind
from downrange.records.document import Document


def launches(text: str, lang: str = "en", published: str = "2024-03-14") -> list[str]:
    header = {"lang": lang, "published": published}
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))
    return [str(claim.value) for claim in report.claims if claim.kind is ClaimKind.LAUNCH]


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("en", "A Falcon 9 lifted off from Cape Canaveral on Wednesday and broke up a minute later.", "slv"),
        ("en", "A Falcon 9 lifted off from Cape Canaveral on Wednesday. The weather satellite was lost.", "sat"),
        ("fr", "Ariane 6 s'est envolée mercredi de Kourou et a rejoint son orbite.", "slv"),
        ("es", "El Electron despegó el miércoles desde Mahia.", "slv"),
    ],
)
def test_a_model_flies_a_satellite_only_where_the_text_tells_of_one(lang: str, text: str, value: str) -> None:
    assert launches(text, lang) == [value]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "A Falcon 9 with a cargo ship for the space station exploded off Cape Canaveral on Wednesday."),
        ("en", "SpaceX lost a rocket over Cape Canaveral on Wednesday. The Falcon 9 was carrying a radar satellite."),
        ("fr", "Vega a été perdue mercredi au large de Kourou. Le lanceur emportait un satellite militaire."),
    ],
)
def test_a_satellite_beside_its_carrier_says_what_was_launched(lang: str, text: str) -> None:
    assert launches(text, lang) == ["sat"]


def test_a_cargo_that_is_denied_is_none() -> None:
    assert "sat" not in launches("A Falcon 9 lifted off from Cape Canaveral on Wednesday. It carried no satellite.")


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("en", "North Korea fired a missile of intercontinental range from Sunan on Wednesday.", "icbm"),
        ("en", "North Korea fired several short-range ballistic projectiles from Sunan on Wednesday.", "srbm"),
        ("fr", "La Corée du Nord a tiré mercredi un missile mi-portée depuis Sunan.", "mrbm"),
        ("fr", "La Corée du Nord a tiré mercredi un missile de classe intercontinentale depuis Sunan.", "icbm"),
        ("ko", "북한이 13일 평양에서 중장거리 극초음속 미사일을 발사했다.", "irbm"),
        ("ja", "北朝鮮は13日、平壌から近距離弾道ミサイルを発射した。", "srbm"),
        ("es", "Corea del Norte disparó el miércoles un misil de mediano alcance desde Sunan.", "mrbm"),
        ("de", "Nordkorea hat am Mittwoch einen Kurzstreckenflugkörper von Sunan abgefeuert.", "srbm"),
        ("ru", "КНДР в среду запустила ракету малого радиуса действия из района Сунан.", "srbm"),
    ],
)
def test_a_missile_takes_the_class_that_its_words_give_it(lang: str, text: str, value: str) -> None:
    assert launches(text, lang) == [value]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", '"The mission failed," SpaceX said on Wednesday after the loss of a Falcon 9 over Vandenberg.'),
        ("en", "The Falcon 9 failed over Vandenberg on Wednesday, launch manager John Doe said."),
    ],
)
def test_a_launch_that_is_only_mentioned_is_no_claim(lang: str, text: str) -> None:
    assert launches(text, lang) == []


def test_a_german_word_for_medium_range_is_that_class() -> None:
    text = "Russland hat am Mittwoch eine Mittelstreckenrakete von Kapustin Jar abgefeuert, sagte Putin."
    assert launches(text, "de") == ["mrbm"]
