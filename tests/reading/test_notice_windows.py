"""Time windows in running text: the ways of saying them, years left out, and times that are misprints."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downrange.reading.schedules import read_schedule
from downrange.reading.windows import MOST_WINDOWS, lay, read_instant

ISSUED = datetime(2017, 10, 9, tzinfo=UTC)


def windows(text: str, issued: datetime | None = ISSUED) -> list[str]:
    found, _ = lay(read_schedule(text), issued)
    return [f"{window.start:%y%m%d %H%M}-{window.end:%y%m%d %H%M}" for window in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0915Z TO 1010Z DAILY 13 AND 14 OCT", ["171013 0915-171013 1010", "171014 0915-171014 1010"]),
        ("250300Z TO 260300Z JAN", ["180125 0300-180126 0300"]),
        ("251850Z JUL TO 252300Z AUG", ["180725 1850-180825 2300"]),
        ("201600Z THRU 260122Z JUN", ["180620 1600-180626 0122"]),
        ("242100 TO 262100 UTC NOV", ["171124 2100-171126 2100"]),
        ("2000Z TO 1105Z COMMENCING DAILY 19 AND 20 OCT", ["171019 2000-171020 1105", "171020 2000-171021 1105"]),
        ("23-24 JUN FROM 1800-1900 UTC", ["180623 1800-180623 1900", "180624 1800-180624 1900"]),
        ("DAILY 1930 TO 2030 UTC 26 TO 27 APR 22", ["220426 1930-220426 2030", "220427 1930-220427 2030"]),
        ("04 AND 05 JUNE FROM 1345 TO 1445 UTC", ["180604 1345-180604 1445", "180605 1345-180605 1445"]),
        ("FROM 14 2100 TO 18 2100 UTC JUL 26", ["260714 2100-260718 2100"]),
        ("AT 12-13 MAR. BETWEEN 0600-2000 UTC", ["180312 0600-180312 2000", "180313 0600-180313 2000"]),
        ("0001Z TO 0630Z 31 DEC THRU 01 JAN", ["171231 0001-171231 0630", "180101 0001-180101 0630"]),
        ("20:00- 21:00 UTC DAILY FROM 15 TO 16 JUN 26", ["260615 2000-260615 2100", "260616 2000-260616 2100"]),
        ("FROM FEBRUARY 7TH TO FEBRUARY 8TH 2015 BETWEEN 17:00 AND 24:00",
         ["150207 1700-150208 0000", "150208 1700-150209 0000"]),
        ("FROM 0600 UTC 12 NOV TO 0900 UTC 13 NOV 2023", ["231112 0600-231113 0900"]),
        ("12 NOV 2023 0600 UTC TO 13 NOV 2023 0900 UTC", ["231112 0600-231113 0900"]),
        ("FROM 12 NOV 0600Z UNTIL 13 NOV 0900Z", ["171112 0600-171113 0900"]),
        ("DAILY FROM 13 TO 14 OCT BTN 0915 AND 1010 UTC", ["171013 0915-171013 1010", "171014 0915-171014 1010"]),
        ("DU 13 AU 14 OCT ENTRE 0915 ET 1010 UTC", ["171013 0915-171013 1010", "171014 0915-171014 1010"]),
        ("27 SEP", ["170927 0000-170928 0000"]),
        ("0300 UTC TO 2000 UTC 16 SEPNAVIGATION PROHIBITED", ["170916 0300-170916 2000"]),
        ("IN PROGRESS UNTIL 152100Z OCT", ["171009 0000-171015 2100"]),
        ("120000Z TO 130000Z", ["171012 0000-171013 0000"]),
    ],
)  # fmt: skip
def test_a_way_of_saying_when_is_read(text: str, expected: list[str]) -> None:
    assert windows(text) == expected


def test_alternates_count_as_windows() -> None:
    found = windows("151230Z TO 151745Z JUL, ALTERNATE 1230Z TO 1745Z DAILY 16, 19 THRU 24 JUL")
    assert [words[4:6] for words in found] == ["15", "16", "19", "20", "21", "22", "23", "24"]
    found = windows(
        "172253Z TO 172315Z JUN, ALTERNATE 182249Z TO 182311Z, 192245Z TO 192307Z AND 202241Z TO 202303Z JUN"
    )
    assert found[-1] == "180620 2241-180620 2303"
    assert len(found) == 4


def test_days_without_times_after_alternate_keep_the_times() -> None:
    assert windows("0600Z TO 0700Z DAILY 13 OCT, ALTERNATE 15 THRU 16 OCT") == [
        "171013 0600-171013 0700",
        "171015 0600-171015 0700",
        "171016 0600-171016 0700",
    ]


def test_days_said_first_take_the_times_that_follow() -> None:
    found = windows("04 FEB 0500 TO 1900 UTC AND 05 TO 06 FEB 0100 TO 0400 UTC AND 0600 TO 1900 UTC")
    assert found == [
        "180204 0500-180204 1900",
        "180205 0100-180205 0400",
        "180205 0600-180205 1900",
        "180206 0100-180206 0400",
        "180206 0600-180206 1900",
    ]


def test_weekdays_excepted_are_left_out() -> None:
    everyday = windows("0500Z TO 1600Z DAILY 09 THRU 22 OCT")
    without = windows("0500Z TO 1600Z DAILY 09 THRU 22 OCT EXCEPT SATURDAYS AND SUNDAYS")
    assert (len(everyday), len(without)) == (14, 10)
    assert len(windows("0500Z TO 1600Z WEDNESDAY THRU FRIDAY 09 OCT THRU 22 OCT")) == 6


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("09300Z TO 1200Z DAILY 13 AND 14 OCT", "09300Z"),
        ("0003Z TO 02007Z DAILY 13 OCT", "02007Z"),
        ("2560Z TO 1200Z DAILY 13 OCT", "2560Z"),
        ("0500Z T0 1300Z DAILY 13 OCT", "0500Z"),
        ("302100Z JUN 312100Z JUL", "302100Z"),
    ],
)
def test_a_time_that_is_a_misprint_is_said_and_makes_no_window(text: str, words: str) -> None:
    schedule = read_schedule(text)
    found, _ = lay(schedule, ISSUED)
    assert found == ()
    assert words in [text[slice(*flaw.span)] for flaw in schedule.flaws]


@pytest.mark.parametrize("text", ["0800Z TO SUNSET DAILY 13 OCT", "0800 TO 1900 LOCAL TIME 13 OCT"])
def test_a_time_that_the_text_does_not_fix_makes_no_window(text: str) -> None:
    schedule = read_schedule(text)
    assert lay(schedule, ISSUED)[0] == ()
    assert schedule.flaws


def test_a_day_that_no_calendar_has_is_said() -> None:
    found, flaws = lay(read_schedule("0600Z TO 1000Z DAILY 31 SEP"), ISSUED)
    assert found == ()
    assert flaws == ["a day that the calendar does not have"]


def test_without_a_year_anywhere_there_is_no_window() -> None:
    found, flaws = lay(read_schedule("0600Z TO 1000Z DAILY 13 OCT"), None)
    assert found == ()
    assert flaws == ["the year is not stated"]


@pytest.mark.parametrize(
    ("issued", "year"), [((2017, 12, 20), 2018), ((2018, 1, 2), 2018), ((2018, 2, 20), 2018), ((2018, 4, 1), 2019)]
)
def test_a_year_left_out_is_the_one_that_comes_next(issued: tuple[int, int, int], year: int) -> None:
    (found,), _ = lay(read_schedule("0600Z TO 1000Z 05 JAN"), datetime(*issued, tzinfo=UTC))
    assert found.start == datetime(year, 1, 5, 6, tzinfo=UTC)


def test_numbers_that_are_no_times_are_passed_over() -> None:
    text = "DNC 22. CHART RUS 10100. WITHIN 14 MILES. HYDROLANT 2314/18. 9 ROCKETS. 0915Z TO 1010Z DAILY 13 OCT"
    assert windows(text) == ["171013 0915-171013 1010"]


def test_an_instant_in_full_is_read() -> None:
    assert read_instant("242000Z JUN 17") == datetime(2017, 6, 24, 20, tzinfo=UTC)
    assert read_instant("072239Z NOV 2022") == datetime(2022, 11, 7, 22, 39, tzinfo=UTC)
    assert read_instant("THIS MSG 02 JUN 18") == datetime(2018, 6, 2, tzinfo=UTC)
    assert read_instant("201235Z NOV") is None
    assert read_instant("201235Z NOV", datetime(2011, 10, 14, tzinfo=UTC)) == datetime(2011, 11, 20, 12, 35, tzinfo=UTC)
    assert read_instant("311200Z FEB 17") is None


@settings(max_examples=200, deadline=None)
@given(
    st.datetimes(datetime(2001, 1, 1), datetime(2068, 12, 31)),
    st.integers(0, 300),
    st.integers(1, 1439),
    st.integers(0, 1439),
)
def test_a_daily_window_reads_back(issued: datetime, ahead: int, length: int, start: int) -> None:
    issued = issued.replace(tzinfo=UTC, second=0, microsecond=0)
    midnight = issued.replace(hour=0, minute=0) + timedelta(days=ahead)
    opens = midnight + timedelta(minutes=start)
    closes = opens + timedelta(minutes=length)
    text = f"{opens:%H%M}Z TO {closes:%H%M}Z DAILY {midnight:%d %b}".upper()
    (found,), flaws = lay(read_schedule(text), issued)
    assert (found.start, found.end) == (opens, closes)
    assert flaws == []


WORDS_ABOUT_TIME = (
    "0915Z 1010Z 2400Z 141110Z 13 14 31 OCT FEB 17 2018 TO THRU UNTIL AND , - DAILY ALTERNATE EXCEPT SUNDAYS UTC "
    "COMMENCING FROM BETWEEN LOCAL SUNSET 99 09300Z FRIDAY ."
)
WORDS = st.sampled_from([*WORDS_ABOUT_TIME.split(), "\n"])


@settings(max_examples=500, deadline=None)
@given(st.lists(WORDS, max_size=25).map(" ".join))
def test_any_words_about_time_give_ordered_windows_or_flaws(text: str) -> None:
    schedule = read_schedule(text)
    found, _ = lay(schedule, ISSUED)
    assert len(found) <= MOST_WINDOWS
    assert all(window.start <= window.end for window in found)
    assert all(0 <= flaw.span[0] < flaw.span[1] <= len(text) for flaw in schedule.flaws)


@pytest.mark.parametrize("words", ["DAILY MONDAY THRU FRIDAY 01 THRU 12 JUN", "WEEKDAYS 01 THRU 12 JUN"])
def test_a_range_of_weekdays_holds_all_days_between(words: str) -> None:
    found = windows(f"1200Z TO 2000Z {words}", datetime(2020, 5, 20, tzinfo=UTC))
    assert [int(window[4:6]) for window in found] == [1, 2, 3, 4, 5, 8, 9, 10, 11, 12]
