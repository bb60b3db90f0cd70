"""Gate on the notice reader's scores: NGA's own outlines of 2018, raw notices, and 1,639 notices of 2010 to 2026."""

from __future__ import annotations

import pytest
from notice_scores import MARKS, NOTICES, PAGE, Scores, as_markdown, measure

pytestmark = pytest.mark.skipif(not NOTICES.is_dir(), reason="the shared data is not here")


@pytest.fixture(scope="module")
def scores() -> Scores:
    return measure()


def test_at_least_98_percent_of_ngas_outlines_are_matched(scores: Scores) -> None:
    assert scores.matched_share >= 0.98
    assert scores.outlines >= 200


def test_every_outline_that_is_missed_has_its_reason(scores: Scores) -> None:
    assert all(reason != "unexplained" for _, _, reason in scores.misses)


def test_at_least_99_percent_of_notices_with_coordinates_give_an_area(scores: Scores) -> None:
    assert scores.found_share >= 0.99
    assert scores.holding >= 1500
    assert all(reason != "unexplained" for _, reason in scores.left_out)


def test_the_known_misprints_of_the_raw_notices_are_said(scores: Scores) -> None:
    said = " ".join(scores.raw_problems)
    assert "'001046E'" in said
    assert "'02007Z'" in said
    assert "-34.417 78.000" in said and "-36.417 78.000" in said


def test_the_page_shows_these_scores(scores: Scores) -> None:
    shown = PAGE.read_text(encoding="utf-8").partition(MARKS[0])[2].partition(MARKS[1])[0].strip()
    assert shown == as_markdown(scores), "run: python tests/reading/notice_scores.py"
