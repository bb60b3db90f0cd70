"""Coordinates in running text: every dialect, and misprints that are said and never guessed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downrange.reading.coordinates import Box, Misprint, Position, find_coordinates

DIALECTS = [
    ("75-59N 021-26E", 75 + 59 / 60, 21 + 26 / 60),
    ("77-36.67N 075-52.50W", 77 + 36.67 / 60, -(75 + 52.5 / 60)),
    ("68-33-09N 047-36-22E", 68 + 33 / 60 + 9 / 3600, 47 + 36 / 60 + 22 / 3600),
    ("51-44-03.99S 058-02-34.27W", -(51 + 44 / 60 + 3.99 / 3600), -(58 + 2 / 60 + 34.27 / 3600)),
    ("3544N12430E", 35 + 44 / 60, 124.5),
    ("354406N1243030E", 35 + 44 / 60 + 6 / 3600, 124 + 30 / 60 + 30 / 3600),
    ("6901.5N - 01529.4E", 69 + 1.5 / 60, 15 + 29.4 / 60),
    ("45°30'N 012°15'30\"E", 45.5, 12 + 15 / 60 + 30 / 3600),
    ("45° 30.5' N, 012° 15.25' W", 45 + 30.5 / 60, -(12 + 15.25 / 60)),
    ("45º30’N 012º15’E", 45.5, 12.25),
    ("69 26.4N 016 00.0E", 69 + 26.4 / 60, 16.0),
    ("35 44 06N 124 30 30E", 35 + 44 / 60 + 6 / 3600, 124 + 30 / 60 + 30 / 3600),
    ("12.5N 45.25W", 12.5, -45.25),
    ("N69-17.6 E016-01.1", 69 + 17.6 / 60, 16 + 1.1 / 60),
    ("N69-04.17E016-42.68", 69 + 4.17 / 60, 16 + 42.68 / 60),
    ("N 69 11 30 E 016 45 24", 69 + 11 / 60 + 30 / 3600, 16 + 45 / 60 + 24 / 3600),
    ("N45°30.5' W012°15'", 45 + 30.5 / 60, -12.25),
    ("78-18.0 N 010-30.0 E", 78.3, 10.5),
    ("69-01,8 N 015-29,7 E", 69 + 1.8 / 60, 15 + 29.7 / 60),
    ("67–19.3N 016–06.6E", 67 + 19.3 / 60, 16 + 6.6 / 60),
    ("69-24.0N-016-10.0E", 69.4, 16 + 10 / 60),
    ("77-25.0N. 009-00.0E", 77 + 25 / 60, 9.0),
    ("045:30N 012:15:30W", 45.5, -(12 + 15 / 60 + 30 / 3600)),
    ("052-47W 05-19N", 5 + 19 / 60, -(52 + 47 / 60)),
    ("75-59n 021-26e", 75 + 59 / 60, 21 + 26 / 60),
]


@pytest.mark.parametrize(("text", "latitude", "longitude"), DIALECTS, ids=[row[0] for row in DIALECTS])
def test_a_dialect_is_read_to_the_second(text: str, latitude: float, longitude: float) -> None:
    (found,) = find_coordinates(text)
    assert isinstance(found, Position)
    assert found.latitude_deg == pytest.approx(latitude, abs=1e-9)
    assert found.longitude_deg == pytest.approx(longitude, abs=1e-9)
    assert found.span[0] == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("10-21S 001046E", "001046E"),
        ("97-36.67N 075-52.50W", "97-36.67N"),
        ("77-07.00N 073-66.00W", "073-66.00W"),
        ("76-47.42N 274-21.67W", "274-21.67W"),
        ("70-56-00N 032-04-58E, 70-,10-00N 033-40-00E, 69-54-00N 032-40-00E", "70-,10-00N"),
        ("28-36N 080-38, 29-06N 080-11W", "080-38"),
        ("12-5N 045-30W, 12-30N 045-30W", "12-5N"),
        ("10-10N 11-11N 011-11E", "10-10N"),
        ("1234.5.6N 01234E, 1234N 01234E", "1234.5.6N"),
    ],
)
def test_a_misprint_is_named_with_its_characters_and_not_guessed(text: str, words: str) -> None:
    misprints = [item for item in find_coordinates(text) if isinstance(item, Misprint)]
    assert text[slice(*misprints[0].place)] == words
    assert all(item.why for item in misprints)


@pytest.mark.parametrize(("text", "longitude"), [("34-12.00N 120-29W.00, 34-00.00N 120-00.00W", -(120 + 29 / 60))])
def test_a_letter_between_the_digits_is_read_and_said(text: str, longitude: float) -> None:
    first = find_coordinates(text)[0]
    assert isinstance(first, Position)
    assert first.longitude_deg == pytest.approx(longitude)
    assert "120-29W.00" in first.notes[0]


def test_a_longitude_short_of_a_digit_among_full_ones_is_said() -> None:
    text = "04-45N 047-31W, 04-46N 47-32W, 04-47N 047-33W"
    notes = [item.notes for item in find_coordinates(text) if isinstance(item, Position)]
    assert [bool(note) for note in notes] == [False, True, False]
    assert "47-32W" in notes[1][0]


@pytest.mark.parametrize(
    "text",
    [
        "27-43S 73-06S AND 138-54W 147-18W",
        "27-43S AND 73-06S, 138-54W AND 147-18W",
        "138-54W 147-18W AND 27-43S 73-06S",
    ],
)
def test_between_two_latitudes_and_two_longitudes_is_a_box(text: str) -> None:
    (found,) = find_coordinates(text)
    assert isinstance(found, Box)
    assert found.latitudes_deg == pytest.approx((-(27 + 43 / 60), -73.1))
    assert found.longitudes_deg == pytest.approx((-138.9, -147.3))


@pytest.mark.parametrize(
    "text",
    [
        "VHF CHANNEL 16 W OF THE ISLAND",
        "TELEPHONE +47 94 07 59 44 / +47 76 14 45 87 E-MAIL",
        "DNC 22, DNC 27. CHART RUS 10100.",
        "ROCKET LAUNCHING 0915Z TO 1010Z DAILY 13 AND 14 OCT",
        "A rocket rose at 5 North Street",
        "",
    ],
)
def test_text_without_coordinates_gives_none(text: str) -> None:
    assert find_coordinates(text) == ()


def test_vertex_labels_are_no_part_of_a_coordinate() -> None:
    text = "E 74-00N 015-00E \n F 74-00N 021-42E\n1. 73-00N 021-42E\nS. 73-00N 015-00E\n12.72-00N 015-00E"
    found = find_coordinates(text)
    assert [item.latitude_deg for item in found if isinstance(item, Position)] == [74.0, 74.0, 73.0, 73.0, 72.0]


@st.composite
def written_positions(draw: st.DrawFn) -> tuple[str, float, float]:
    """A position in one of the dialects, with its value."""
    north, east = draw(st.sampled_from("NS")), draw(st.sampled_from("EW"))
    degrees = draw(st.integers(0, 89)), draw(st.integers(0, 179))
    minutes = draw(st.integers(0, 59)), draw(st.integers(0, 59))
    tenths = draw(st.integers(0, 9)), draw(st.integers(0, 9))
    style = draw(
        st.sampled_from(["{d}-{m}.{t}{h}", "{d}{m}.{t}{h}", "{d}°{m}.{t}'{h}", "{d} {m}.{t}{h}", "{h}{d}-{m}.{t}"])
    )
    words = [
        style.format(d=f"{d:0{w}d}", m=f"{m:02d}", t=t, h=h)
        for d, m, t, h, w in zip(degrees, minutes, tenths, (north, east), (2, 3), strict=True)
    ]
    values = [d + (m + t / 10) / 60 for d, m, t in zip(degrees, minutes, tenths, strict=True)]
    return " ".join(words), values[0] * (-1 if north == "S" else 1), values[1] * (-1 if east == "W" else 1)


@settings(max_examples=300, deadline=None)
@given(written_positions(), st.sampled_from(["", "IN AREA BOUND BY\n   ", "A. ", "BY:"]))
def test_what_is_written_in_a_dialect_reads_back(position: tuple[str, float, float], before: str) -> None:
    words, latitude, longitude = position
    (found,) = find_coordinates(before + words)
    assert isinstance(found, Position)
    assert (found.latitude_deg, found.longitude_deg) == pytest.approx((latitude, longitude), abs=1e-9)
    assert (before + words)[slice(*found.span)] == words


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="0123456789-.,°'\" NSEWAZ\n", max_size=80))
def test_no_text_gives_a_place_off_the_globe(text: str) -> None:
    for item in find_coordinates(text):
        assert 0 <= item.span[0] < item.span[1] <= len(text)
        if isinstance(item, Position):
            assert -90.0 <= item.latitude_deg <= 90.0
            assert -180.0 <= item.longitude_deg <= 180.0


@pytest.mark.parametrize("piece", ["1", "1-", "N", "1N ", "12-34", "N1 ", "1 ", "1.", "°'", "12-34.5N 012-34.5E, "])
def test_the_time_grows_linearly_with_the_text(piece: str) -> None:
    def seconds(count: int) -> float:
        text = piece * (count // len(piece))
        start = time.process_time()
        find_coordinates(text)
        return time.process_time() - start

    short, long = (min(seconds(count) for _ in range(3)) for count in (40_000, 160_000))
    assert long < 12.0 * short + 0.1
