"""Days that no launch has: those of a page, of a picture, and those for which a launch had first been set."""

from __future__ import annotations

import pytest

from downrange.reading.report import read_report
from downrange.records.document import Document


def _told(lang: str, day: str, text: str, *kinds: str) -> list[tuple[str, object]]:
    header = {"id": "x", "lang": lang, "published": day}
    report = read_report(Document(path="x.txt", digest="0" * 64, text=text + "\n", header=header, first_line=1))
    return [(c.kind.value, c.value) for c in report.claims if c.kind.value in kinds]


NEWS = {
    "en": "Missile fired\n\n{}\n\nNorth Korea fired a ballistic missile from Wonsan, Seoul said.\n\n{}",
    "fr": "Tir de missile\n\n{}\n\nLa Corée du Nord a tiré un missile balistique de Wonsan, selon Séoul.\n\n{}",
    "de": "Raketentest\n\n{}\n\nNordkorea hat eine ballistische Rakete von Wonsan aus abgefeuert.\n\n{}",
    "es": "Misil\n\n{}\n\nCorea del Norte disparó un misil balístico desde Wonsan, dijo Seúl.\n\n{}",
    "ru": "Пуск ракеты\n\n{}\n\nКНДР запустила баллистическую ракету из Вонсана.\n\n{}",
    "ja": "ミサイル発射\n\n{}\n\n北朝鮮は元山から弾道ミサイルを発射した。\n\n{}",
    "ko": "미사일 발사\n\n{}\n\n북한이 원산에서 탄도미사일을 발사했다.\n\n{}",
}


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "7:34 pm on 25 September 2024"),
        ("en", "SEOUL  Sep 25, 2024 - 11:16 am GMT+3"),
        ("en", "Posted at 6:02 PM, Sep 25, 2024 and last updated 9:41 PM, Sep 25, 2024"),
        ("en", "By A. Writer, September 25, 2024"),
        ("fr", "Rédaction web - Mercredi 25 septembre 2024 - 16h12"),
        ("fr", "Créé: 25.09.2024, 06h55"),
        ("de", "Von red/dpa  25.09.2024 - 13:48 Uhr"),
        ("es", "Redacción, 25 de septiembre de 2024, 08:51"),
        ("ru", "Обновлено 25 сентября 2024, 14:07"),
        ("ja", "2024年9月25日(水) 12:18 更新"),
        ("ko", "기사승인 2024년 9월 25일 15:20"),
    ],
)
def test_a_line_that_says_when_a_page_was_put_up_dates_no_launch(lang: str, line: str) -> None:
    for head, tail in ((line, ""), ("", line)):
        assert not _told(lang, "2024-09-25", NEWS[lang].format(head, tail), "date", "time"), (head, tail)


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "The rocket before liftoff, in a picture released September 25, 2024."),
        ("fr", "Le missile, sur une image diffusée le 25 septembre 2024 par les médias officiels."),
        ("es", "El misil, en una imagen difundida el 25 de septiembre de 2024."),
    ],
)
def test_the_day_of_a_picture_is_not_that_of_the_launch(lang: str, line: str) -> None:
    assert not _told(lang, "2024-09-25", NEWS[lang].format(line, ""), "date")


@pytest.mark.parametrize(
    "line",
    [
        "It was launched on 24 September 2024, 05:10 UTC.",
        "Launch: 24 September 2024, 05:10 UTC",
    ],
)
def test_a_line_that_tells_when_it_flew_still_does(line: str) -> None:
    told = _told("en", "2024-09-25", NEWS["en"].format("", line), "date", "time")
    assert [kind for kind, _ in told] == ["date", "time"]


@pytest.mark.parametrize(
    ("lang", "day", "text", "plan"),
    [
        (
            "en",
            "2024-03-13",
            "A rocket carrying a satellite exploded over Space Port Kii on Wednesday. "
            "The launch had been set for Saturday, but was put off because of a ship.",
            "2024-03-09",
        ),
        (
            "fr",
            "2025-03-07",
            "Ariane 6 a décollé jeudi 6 mars de Kourou avec un satellite. Le vol était d’abord prévu pour lundi.",
            "2025-03-03",
        ),
        (
            "fr",
            "2025-03-07",
            "Ariane 6 a décollé jeudi 6 mars avec un satellite. Initialement prévu le 3 mars, le tir a été reporté.",
            "2025-03-03",
        ),
        (
            "de",
            "2022-06-21",
            "Südkorea hat am Dienstag mit einer Rakete Satelliten ins All gebracht. Ursprünglich war der Start für "
            "den 15. Juni geplant.",
            "2022-06-15",
        ),
        (
            "es",
            "2023-10-07",
            "El cohete Miura 1 despegó este sábado. El vuelo estaba previsto inicialmente para el 31 de mayo.",
            "2023-05-31",
        ),
        (
            "ja",
            "2023-03-07",
            "JAXAは7日、H3ロケットを打ち上げたが失敗した。当初は先月17日に打ち上げられる予定でした。",
            "2023-02-17",
        ),
        (
            "ko",
            "2022-06-21",
            "누리호가 21일 위성을 싣고 발사됐다. 당초 지난 15일 발사될 예정이었으나 연기됐다.",
            "2022-06-15",
        ),
        (
            "ru",
            "2023-04-21",
            "Ракета Starship стартовала в четверг и взорвалась. Первоначально запуск планировался на 17 апреля.",
            "2023-04-17",
        ),
    ],
)
def test_the_day_first_set_is_a_plan_of_the_launch_that_took_place(lang: str, day: str, text: str, plan: str) -> None:
    assert _told(lang, day, text, "plan") == [("plan", plan)]


def test_a_day_first_set_gives_way_to_the_one_set_now() -> None:
    text = "SpaceX said the launch of a Falcon 9 with a satellite, which had been set for March 9, will be on March 20."
    assert _told("en", "2024-03-05", text, "plan", "date") == [("plan", "2024-03-20")]
