"""What else has a day beside the news of a launch: a team that failed, a lorry launched, a bridge that fell."""

from __future__ import annotations

import pytest

from downrange.reading.report import read_report
from downrange.records.document import Document

BESIDE = [
    ("en", "Russia fired a Bulava missile on Sunday.", "Its new truck, launched in April 2022, was a success."),
    (
        "en",
        "Russia fired a Bulava missile on Sunday.",
        "The firm's first attempt to go public, in November 2021, failed.",
    ),
    ("fr", "La Russie a tiré dimanche un missile Boulava.", "L'équipe nationale avait échoué le 7 septembre 2022."),
    ("de", "Russland hat am Sonntag eine Bulawa-Rakete abgefeuert.", "Ein Windrad stürzte am 21. Januar 2022 um."),
    ("es", "Rusia disparó el domingo un misil Bulava.", "El puente de la isla se perdió el 6 de septiembre de 2020."),
    ("ru", "Россия в воскресенье запустила ракету «Булава».", "21 января 2022 года у дороги рухнул ветряк."),
]


@pytest.mark.parametrize(("lang", "news", "beside"), BESIDE)
def test_what_failed_on_another_day_and_does_not_fly_is_no_launch(lang: str, news: str, beside: str) -> None:
    header = {"lang": lang, "published": "2023-11-06"}
    text = f"{news} {beside}"
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))
    assert [event.date_local for event in report.events] == ["2023-11-05"]
    assert not [claim for claim in report.claims if any(start >= len(news) for start, *_ in claim.spans)]


def test_a_spacecraft_called_a_cargo_ship_makes_no_text_one_about_ships() -> None:
    text = (
        "A rocket exploded on Tuesday shortly after lifting off from Wallops. It was carrying a cargo ship with "
        "2,200 kg of supplies for the crew aboard the station."
    )
    header = {"lang": "en", "published": "2014-10-29"}
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))
    assert any(claim.role == "payload_mass" for claim in report.claims)
