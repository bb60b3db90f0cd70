"""Long texts: the work grows with their length and no faster, and what is searched in places finds the same."""

from __future__ import annotations

import re
import sys
from calendar import month_name
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downrange.linking.events import link_events
from downrange.linking.relations import relate
from downrange.reading.patterns import either, find_figures, match_at, search_around, search_words
from downrange.reading.report import read_report
from downrange.records.document import Document

FIRST = date(2015, 1, 5)


def tell(count: int) -> str:
    """News of so many launches, each on a day of its own, with figures, sources, causes and plans."""
    days = [FIRST + timedelta(9 * i) for i in range(count)]
    return "\n\n".join(
        f"On {day.day} {month_name[day.month]} {day.year} Iran launched a Simorgh rocket from Semnan at "
        f"{i % 12 + 1}:{i % 60:02d} a.m. local time, state television said. The satellite, of {50 + i} kilograms, "
        f"failed to reach an orbit of {400 + i} km because the second stage lost thrust, the defense ministry said."
        for i, day in enumerate(days)
    )


def tell_in_sections(count: int) -> str:
    """A round-up: headings, vehicles, satellites by name, failures recalled by their days, and what is planned."""
    vehicles = ("Simorgh", "Electron", "Falcon 9", "Soyuz")
    told: list[str] = []
    for i in range(count):
        day, before = FIRST + timedelta(9 * i), FIRST - timedelta(400 - 8 * i)
        told.append(
            f"Mission number {i} of the series\n\nThe {vehicles[i % 4]} lifted off on {day.day} "
            f"{month_name[day.month]} {day.year} with a satellite called Sat-{i}. It failed twice before, on "
            f"{before.day} {month_name[before.month]} {before.year} and in May {2002 + i % 9}. The flight was a "
            f"success, the company said. The next launch is planned for {month_name[day.month]} 2025."
        )
    return "\n\n".join(told)


def count_steps(text: str) -> tuple[int, int]:
    """(lines of the program run to read and link a text, launches found); a loop counts each time round."""
    header = {"lang": "en", "published": "2024-06-01"}
    document = Document(path="-", digest=sha256(text.encode()).hexdigest(), text=text, header=header, first_line=1)
    steps = 0

    def trace(_frame: FrameType, _event: str, _arg: object) -> Any:
        nonlocal steps
        steps += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        linked = link_events([read_report(document)])
        relate(linked)
    finally:
        sys.settrace(before)
    return steps, len(linked[0].events)


@pytest.mark.parametrize("text", [tell, tell_in_sections])
def test_twice_as_many_launches_take_twice_the_work(text: Callable[[int], str]) -> None:
    count_steps(text(2))  # lexicons and catalog are loaded
    (few, some), (many, twice) = (count_steps(text(count)) for count in (50, 100))
    assert twice >= 1.6 * some >= 80
    assert many < 2.1 * few


@pytest.mark.parametrize(
    ("pattern", "places"),
    [(r"(?:on )?\d{1,2}(?: may)? \d{4}", r"\d+"), (r"(?:in|since) (?:late )?(?:may|june)(?!\w)", r"may|june")],
)
@given(
    text=st.lists(st.sampled_from(["on ", "12", " may ", "in ", "late ", "june", " 2019", "x", ", " * 70])).map("".join)
)
def test_a_search_around_what_a_pattern_holds_finds_all_of_it(pattern: str, places: str, text: str) -> None:
    hits = [match.start() for match in re.finditer(places, text)]
    around = search_around(re.compile(pattern), text, hits)
    assert [m.span() for m in around] == [m.span() for m in re.finditer(pattern, text)]


@given(text=st.text(alphabet="12 x.:", max_size=60))
def test_a_pattern_that_begins_with_a_figure_is_found_at_the_figures(text: str) -> None:
    pattern = re.compile(r"\d{1,2}:\d{2}(?!\d)")
    found = match_at(pattern, text, find_figures(text), str.isalnum)
    assert [m.span() for m in found] == [m.span() for m in search_words(pattern, text, str.isalnum)]


@given(
    words=st.lists(st.text(alphabet="abc.", min_size=1, max_size=4), min_size=1, max_size=8),
    text=st.text(alphabet="abc.", max_size=12),
)
def test_words_with_shared_beginnings_match_the_longest_first(words: list[str], text: str) -> None:
    plain = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    for ending in ("", "(?!a)"):
        expected = re.match(f"(?:{plain}){ending}", text)
        found = re.match(f"(?:{either(words)}){ending}", text)
        assert (found and found.group()) == (expected and expected.group())
