"""Flights told without a clause that says that something was launched, and launches told without a country."""

from __future__ import annotations

import pytest

from downrange.reading.report import read_report
from downrange.records.claim import Report
from downrange.records.document import Document


def _read(lang: str, published: str, text: str) -> Report:
    header = {"lang": lang, "published": published}
    return read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))


FLIGHTS = [
    (
        "en",
        "Friday's North Korean missile stayed aloft for 21 minutes and reached a height of 900 km, Tokyo said.",
        ("KP", "2026-05-08", "MIS"),
    ),
    (
        "en",
        "Thirty missiles came over from Iran on Thursday night. They covered 1,300 km at Mach 5, the army said.",
        ("IR", "2026-05-07", "MIS"),
    ),
    (
        "fr",
        "Le missile iranien de jeudi a culminé à 400 km d'altitude au bout de six minutes.",
        ("IR", "2026-05-07", "MIS"),
    ),
    (
        "es",
        "El misil norcoreano del jueves alcanzó una altura de 900 km en nueve minutos.",
        ("KP", "2026-05-07", "MIS"),
    ),
]


@pytest.mark.parametrize(("lang", "text", "event"), FLIGHTS)
def test_a_flight_told_by_its_figures_is_a_launch(lang: str, text: str, event: tuple[str, str, str]) -> None:
    report = _read(lang, "2026-05-09", text)
    assert [(e.actor, e.date_local, e.cls) for e in report.events] == [event]


def test_what_a_neighbor_tracks_without_naming_a_country_is_of_the_country_it_watches() -> None:
    text = "A missile was launched on Friday at 6:10 a.m. and flew 300 km, South Korea's Joint Chiefs of Staff said."
    assert [e.actor for e in _read("en", "2026-05-09", text).events] == ["KP"]


def test_what_a_missile_was_launched_from_tells_whose_it_is() -> None:
    text = "Le missile, tiré vendredi depuis la province de Semnan, a volé 900 km, selon un responsable américain."
    assert [e.actor for e in _read("fr", "2026-05-09", text).events] == ["IR"]


@pytest.mark.parametrize(
    "text",
    [
        "Seoul on Friday bought missiles with a 500-km range and a speed of Mach 6 from the maker.",
        "A prototype Epsilon S engine blew up on its stand at Noshiro on Friday.",
        "Poland ordered missiles with a range of 300 km and a speed of Mach 3 on Friday, the ministry said.",
        "On Friday the museum showed a missile 12 meters long that once could have reached a height of 900 km.",
        "The rocket engine burned for 320 seconds on its stand on Friday, at a simulated height of 30 km.",
    ],
)
def test_figures_of_a_missile_that_flew_nowhere_are_no_launch(text: str) -> None:
    assert _read("en", "2026-05-09", text).events == ()


def test_a_launch_of_an_untold_country_is_kept_where_its_figures_are_given() -> None:
    text = "Eight missiles were launched on Friday from four places. They flew from 110 to 670 km at up to Mach 6."
    report = _read("en", "2026-05-09", text)
    assert [(e.actor, e.key) for e in report.events] == [(None, "XX-20260508-MIS")]
    assert {c.kind.value for c in report.claims} >= {"quantity", "count", "date"}


def test_a_launch_from_a_site_needs_no_word_for_what_flew() -> None:
    text = "Thursday's launch from Vandenberg failed after 40 seconds, the Air Force said."
    assert [(e.actor, e.site) for e in _read("en", "2026-05-09", text).events] == [("US", "vandenberg")]
