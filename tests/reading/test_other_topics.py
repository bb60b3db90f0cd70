"""Texts that speak of rockets and are about something else, and texts like them that tell of a launch, too.

`beside/<language>.txt` holds them, made for this test: a line `== <published> <theme> <launch or none>` opens each.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from downrange.reading.lexicon import load_lexicon
from downrange.reading.page import mark_page
from downrange.reading.report import read_report
from downrange.reading.topics import find_asides
from downrange.records.claim import Report
from downrange.records.document import Document

BESIDE = Path(__file__).parent / "beside"


def _rows() -> list[tuple[str, str, str, str, str]]:
    rows: list[tuple[str, str, str, str, str]] = []
    for path in sorted(BESIDE.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("== ")[1:]:
            head, text = block.split("\n", 1)
            published, theme, launch = head.split()
            rows.append((path.stem, published, theme, launch, text.strip()))
    return rows


ROWS = _rows()
NOTHING = [row for row in ROWS if row[3] == "none"]
LAUNCHES = [row for row in ROWS if row[3] != "none"]


def _name(row: tuple[str, ...]) -> str:
    return "-".join((row[0], row[2], row[1]))


def _read(lang: str, published: str, text: str) -> Report:
    header = {"id": "x", "lang": lang, "published": published}
    return read_report(Document(path="x.txt", digest="0" * 64, text=text, header=header, first_line=1))


@pytest.mark.parametrize("row", NOTHING, ids=map(_name, NOTHING))
def test_a_text_about_something_else_tells_of_no_launch(row: tuple[str, str, str, str, str]) -> None:
    lang, published, _, _, text = row
    report = _read(lang, published, text)
    assert report.events == ()
    assert report.claims == ()


@pytest.mark.parametrize("row", LAUNCHES, ids=map(_name, LAUNCHES))
def test_a_launch_told_beside_something_else_is_read(row: tuple[str, str, str, str, str]) -> None:
    lang, published, _, launch, text = row
    assert [f"{e.actor}-{e.date_local}-{e.cls}" for e in _read(lang, published, text).events] == [launch]


def test_one_word_of_a_topic_makes_no_paragraph_one_about_it() -> None:
    text = "Iran launched a rocket on Friday\n\nThe goalkeeper of the team saw the rocket from his balcony."
    page = mark_page(text, load_lexicon("en"), date(2024, 9, 15))
    assert find_asides(page) == frozenset()


def test_words_that_news_of_launches_has_make_no_topic_alone() -> None:
    text = "The rocket is grounded\n\nIts engine reached full thrust. The turbopump and combustion chamber held."
    page = mark_page(text, load_lexicon("en"), date(2024, 9, 15))
    assert find_asides(page) == frozenset()


def test_a_next_try_named_beside_a_scrub_is_announced() -> None:
    text = (
        "Falcon 9 scrubbed\n\nSpaceX called off Tuesday's launch of a Falcon 9 from Cape Canaveral; the countdown was "
        "halted. The company will try again to launch the Falcon 9 on Thursday."
    )
    report = _read("en", "2024-09-11", text)
    assert [(e.status, e.date_local) for e in report.events] == [("planned", "2024-09-12")]


NEVER = [
    ("en", "High winds prevented the launch of a Kairos rocket from Kushimoto on Saturday, the company said."),
    ("es", "El despegue del cohete de sondeo previsto para el domingo a las 8.15 en Andøya no se produjo."),
    ("ru", "Запуск метеорологической ракеты в Архангельской области в воскресенье не состоялся."),
    ("fr", "Le fabricant lyonnais Vega a lancé dimanche sa nouvelle console. Elle pèse 640 grammes, coûte 199 euros."),
]


@pytest.mark.parametrize(("lang", "text"), NEVER)
def test_a_launch_that_did_not_take_place_or_is_of_goods_is_none(lang: str, text: str) -> None:
    assert _read(lang, "2024-06-11", text).events == ()


def test_a_piece_that_came_down_tells_of_no_flight() -> None:
    text = (
        "Metall auf dem Acker\n\nEin Teil einer amerikanischen Rakete schlug am Sonntag bei Posen ein. Es hatte um "
        "4.46 Uhr eine Höhe von 120 Kilometern."
    )
    assert _read("de", "2024-06-11", text).events == ()


def test_two_plain_words_make_no_other_topic_where_a_vehicle_is_named() -> None:
    """A word of goods and a weight stand in many a page on a launch."""
    text = (
        "Alarma por un cohete chino\n\nUn Larga Marcha 2C con un satélite astronómico, que pesa 930 kilos, hizo sonar "
        "el martes miles de teléfonos en la isla al pasar sobre ella.\n\nDespegó de Xichang y quedó en órbita a 600 km."
    )
    page = mark_page(text, load_lexicon("es"), date(2024, 1, 10))
    assert find_asides(page) == frozenset()
