"""Days counted from other days, lists of dates, quarters and half-years."""

from __future__ import annotations

from datetime import date

import pytest

from downrange.reading.dates import find_dates
from downrange.reading.folding import fold
from downrange.reading.lexicon import load_lexicon

CASES = [
    ("en", "It failed in July last year.", date(2020, 11, 18), ["2019-07"]),
    ("en", "In December 2012; in April of that year.", date(2016, 2, 8), ["2012-12", "2012-04"]),
    ("en", "On September 11. The next day it flew.", date(2020, 9, 14), ["2020-09-11", "2020-09-12"]),
    ("en", "Twice, in May and June 2019.", date(2020, 1, 1), ["2019-05", "2019-06"]),
    ("en", "The one fired in January, on the 14th, broke up.", date(2026, 4, 7), ["2026-01-14"]),
    ("fr", "En août 2012, puis en décembre de la même année.", date(2013, 7, 2), ["2012-08", "2012-12"]),
    ("fr", "L'an dernier en juillet.", date(2022, 12, 21), ["2021-07"]),
    ("de", "Im Juli vergangenen Jahres, im vergangenen Oktober.", date(2022, 12, 21), ["2021-07", "2022-10"]),
    ("es", "En octubre del año pasado.", date(2025, 5, 18), ["2024-10"]),
    ("ru", "В апреле 2015 года; в декабре того же года.", date(2016, 12, 1), ["2015-04", "2015-12"]),
    ("ja", "昨年3月と同年11月", date(2024, 3, 13), ["2023-03", "2023-11"]),
    ("ko", "지난달 27일과 이달 5일, 지난해 10월", date(2022, 3, 16), ["2022-02-27", "2022-03-05", "2021-10"]),
]
PERIODS = [
    ("en", "in the second half of next year", "2026-07-01/2026-12-31"),
    ("en", "in Q2 2026", "2026-04-01/2026-06-30"),
    ("fr", "au second semestre 2026", "2026-07-01/2026-12-31"),
    ("es", "para el primer trimestre de 2026", "2026-01-01/2026-03-31"),
    ("de", "im ersten Quartal 2026", "2026-01-01/2026-03-31"),
    ("ru", "в первом квартале 2026 года", "2026-01-01/2026-03-31"),
    ("ko", "2026년 1분기", "2026-01-01/2026-03-31"),
]


@pytest.mark.parametrize(("lang", "text", "published", "days"), CASES)
def test_dates_are_counted_from_what_was_told_before(lang: str, text: str, published: date, days: list[str]) -> None:
    found = find_dates(text, fold(text), load_lexicon(lang))
    assert [mention.resolve(published) for mention in found] == days


@pytest.mark.parametrize(("lang", "text", "period"), PERIODS)
def test_quarters_and_halves_are_periods_of_days(lang: str, text: str, period: str) -> None:
    (mention,) = find_dates(text, fold(text), load_lexicon(lang))
    assert mention.resolve(date(2025, 12, 23), future=True) == period
    assert mention.resolve(date(2025, 12, 23)) is None, "nothing happened on a quarter"


def test_a_week_is_a_stretch_of_days() -> None:
    text = "The rocket failed last week."
    (mention,) = find_dates(text, fold(text), load_lexicon("en"))
    assert mention.resolve(date(2022, 1, 5)) is None
    assert mention.stretch(date(2022, 1, 5)) == (date(2021, 12, 27), date(2022, 1, 2))
