"""The grammars of days, clock times, figures and places."""

from __future__ import annotations

from datetime import date

import pytest

from downrange.reading.clocks import as_utc, find_clocks
from downrange.reading.dates import find_dates
from downrange.reading.folding import fold
from downrange.reading.lexicon import load_lexicon
from downrange.reading.numerals import read_number
from downrange.reading.page import mark_page
from downrange.reading.quantities import find_quantities

PUBLISHED = date(2023, 9, 13)  # a Wednesday


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [
        ("en", "on Wednesday", "2023-09-13"),
        ("en", "on Thursday", "2023-09-07"),
        ("en", "May 31, Juche 112", "2023-05-31"),
        ("en", "in December", "2022-12"),
        ("en", "on 24 August 2023", "2023-08-24"),
        ("fr", "En août", "2023-08"),
        ("fr", "mercredi", "2023-09-13"),
        ("fr", "le 1er mai", "2023-05-01"),
        ("fr", "hier", "2023-09-12"),
        ("de", "am 31. Mai", "2023-05-31"),
        ("es", "el 5 de octubre de 2022", "2022-10-05"),
        ("ru", "20 апреля", "2023-04-20"),
        ("ja", "12日", "2023-09-12"),
        ("ja", "30日", "2023-08-30"),
        ("ko", "5월 31일", "2023-05-31"),
        ("ko", "오늘", "2023-09-13"),
    ],
)
def test_days_are_resolved_against_publication(lang: str, text: str, day: str) -> None:
    (mention,) = find_dates(text, fold(text), load_lexicon(lang))
    assert mention.resolve(PUBLISHED) == day


@pytest.mark.parametrize(
    ("lang", "text"), [("fr", "la mer Jaune"), ("en", "it may be"), ("fr", "vers Mars"), ("ja", "3日間")]
)
def test_words_that_look_like_days_are_none(lang: str, text: str) -> None:
    assert find_dates(text, fold(text), load_lexicon(lang)) == []


@pytest.mark.parametrize(
    ("lang", "text", "utc"),
    [
        ("en", "at 9:59 a.m. KST", "2023-09-13T00:59Z"),
        ("en", "at 12:06 a.m.", "2023-09-12T15:06Z"),
        ("en", "at 0650 GMT", "2023-09-13T06:50Z"),
        ("fr", "à 19H15 (10H15 GMT)", "2023-09-13T10:15Z"),
        ("fr", "à 6h27", "2023-09-12T21:27Z"),
        ("ja", "午前9時59分頃", "2023-09-13T00:59Z"),
        ("ko", "오후 10시 42분", "2023-09-13T13:42Z"),
        ("de", "um 7.10 Uhr", "2023-09-12T22:10Z"),
        ("ru", "в 15:12 мск", "2023-09-13T12:12Z"),
    ],
)
def test_clock_times_are_put_into_utc(lang: str, text: str, utc: str) -> None:
    (clock,) = find_clocks(fold(text), load_lexicon(lang))
    assert as_utc(date(2023, 9, 13), clock, "Asia/Seoul")[0] == utc


def test_an_evening_at_the_site_is_the_next_day_in_utc() -> None:
    (clock,) = find_clocks(fold("à 23h01, heure locale (mercredi 7h01 GMT)"), load_lexicon("fr"))
    assert as_utc(date(2026, 11, 3), clock, "America/Los_Angeles")[0] == "2026-11-04T07:01Z"


@pytest.mark.parametrize(
    ("written", "decimal", "number"),
    [
        ("1,696.24", ".", 1696.24),
        ("6 800", ",", 6800.0),
        ("1.000", ",", 1000.0),
        ("19,02", ",", 19.02),
        ("2.5", ".", 2.5),
    ],
)
def test_numbers_are_read_in_the_format_of_the_language(written: str, decimal: str, number: float) -> None:
    assert read_number(written, decimal) == number


@pytest.mark.parametrize(
    ("lang", "text", "si", "unit"),
    [
        ("en", "4,200 miles (6,800 kilometers)", 4200 * 1609.344, "m"),
        ("en", "two and a half minutes", 150.0, "s"),
        ("fr", "2 minutes et 27 secondes", 147.0, "s"),
        ("ja", "6千キロ", 6e6, "m"),
        ("ko", "200여km", 2e5, "m"),
        ("en", "Mach 10", 10.0, "mach"),
        ("fr", "113 kilos", 113.0, "kg"),
    ],
)
def test_figures_come_out_in_si(lang: str, text: str, si: float, unit: str) -> None:
    (quantity,) = find_quantities(fold(text), load_lexicon(lang), [])
    assert (quantity.si, quantity.dimension) == (pytest.approx(si), unit)


@pytest.mark.parametrize(
    ("lang", "text", "approx", "bound"),
    [
        ("en", "It flew more than 6,000 km.", False, "min"),
        ("en", "It flew about 74 minutes.", True, None),
        ("fr", "Il n’a pas dépassé 60 km.", False, "max"),
        ("ja", "高度は6000キロを超える。", False, "min"),
    ],
)
def test_about_and_more_than_stay_with_the_figure(lang: str, text: str, approx: bool, bound: str | None) -> None:
    (quantity,) = mark_page(text, load_lexicon(lang), PUBLISHED).sentences[0].quantities
    assert (quantity.approx, quantity.bound) == (approx, bound)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "It fell 250 km west of Okushiri."),
        ("fr", "Il est tombé à 250 km à l’ouest d’Okushiri."),
        ("ja", "奥尻島の西およそ250キロに落ちた。"),
        ("de", "Sie fiel 250 Kilometer westlich von Okushiri ins Meer."),
        ("es", "Cayó a 250 kilómetros al oeste de Okushiri."),
        ("ru", "Она упала в 250 км к западу от Окусири."),
    ],
)
def test_an_offset_is_read_in_every_word_order(lang: str, text: str) -> None:
    places = mark_page(text, load_lexicon(lang), PUBLISHED).sentences[0].places
    assert [(p.place.id, p.bearing, p.distance_km) for p in places] == [("okushiri", "W", 250.0)]


def test_the_end_of_a_span_of_clock_times_is_no_duration() -> None:
    text = "미사일이 7시 28분부터 29분 사이 아오모리현 상공을 지났다."
    assert mark_page(text, load_lexicon("ko"), PUBLISHED).sentences[0].quantities == []
