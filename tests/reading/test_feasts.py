"""Days told by a feast, by an adjective, or beside a time of flight."""

from __future__ import annotations

from datetime import date

import pytest

from downrange.reading.dates import find_dates
from downrange.reading.feasts import easter
from downrange.reading.folding import fold
from downrange.reading.lexicon import load_lexicon


@pytest.mark.parametrize("day", ["1818-03-22", "1961-04-02", "2000-04-23", "2024-03-31", "2025-04-20", "2038-04-25"])
def test_easter_falls_where_the_tables_of_the_church_have_it(day: str) -> None:
    assert easter(int(day[:4])).isoformat() == day


FEASTS = [
    ("en", "The rocket left on Christmas Eve.", "2025-12-26", "2025-12-24"),
    ("en", "It flew on Good Friday.", "2024-04-01", "2024-03-29"),
    ("fr", "Le missile est parti le dimanche de Pâques.", "2025-04-22", "2025-04-20"),
    ("fr", "Le tir a eu lieu le jour de l'An.", "2026-01-03", "2026-01-01"),
    ("de", "Am Ostermontag startete die Rakete.", "2025-04-23", "2025-04-21"),
    ("es", "El cohete despegó el Viernes Santo.", "2024-03-30", "2024-03-29"),
    ("ru", "Вчерашний пуск прошёл успешно.", "2026-05-10", "2026-05-09"),
    ("ru", "Ракета стартовала в День космонавтики.", "2026-04-13", "2026-04-12"),
    ("de", "Der gestrige Start verlief glatt.", "2026-05-10", "2026-05-09"),
    ("ko", "성탄절에 위성을 쏘아 올렸다.", "2025-12-26", "2025-12-25"),
    ("ja", "元日に打ち上げた。", "2026-01-02", "2026-01-01"),
]


@pytest.mark.parametrize(("lang", "text", "published", "day"), FEASTS)
def test_a_feast_or_an_adjective_is_a_day(lang: str, text: str, published: str, day: str) -> None:
    found = find_dates(text, fold(text), load_lexicon(lang))
    assert [mention.resolve(date.fromisoformat(published)) for mention in found] == [day]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "It was lost 40 seconds after Monday's launch."),
        ("fr", "Il a explosé 40 secondes après le tir de lundi."),
        ("de", "Sie ging 40 Sekunden nach dem Start am Montag verloren."),
    ],
)
def test_a_day_behind_a_time_of_flight_is_that_of_the_launch(lang: str, text: str) -> None:
    assert [mention.edge for mention in find_dates(text, fold(text), load_lexicon(lang))] == [False]
