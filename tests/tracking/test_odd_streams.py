"""Streams as people really have them: encodings, ends of lines, delimiters, units, and what is told of a bad one."""

from __future__ import annotations

import gzip
import math

import pytest

from downrange.errors import InputError
from downrange.tracking.cutting import LONGEST_LINE, LineCutter
from downrange.tracking.stream import StreamReader

TEXT = "time,lat,lon,height\n1,10,20,3000\n2,10.1,20.1,4000\n"


def read(text: str) -> tuple[list, list[str], list[str]]:
    reader = StreamReader()
    sightings, problems = [], []
    for line in text.splitlines():
        found, wrong = reader.read_line(line)
        sightings += found
        problems += wrong
    found, wrong = reader.finish()
    told = [f"{item.line}: {item.what}" for item in [*problems, *wrong]]
    return [*sightings, *found], told, [f"{item.line}: {item.what}" for item in reader.notes]


def cut(data: bytes, step: int) -> list[str]:
    cutter = LineCutter("stream")
    lines = [line for start in range(0, len(data), step) for line in cutter.cut(data[start : start + step])]
    last = cutter.finish()
    return [*lines, last] if last else lines


@pytest.mark.parametrize("step", [7, 10_000])
@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-32"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.rstrip("\n").encode(),
        gzip.compress(TEXT.encode()),
        gzip.compress(TEXT[:30].encode()) + gzip.compress(TEXT[30:].encode()),
        TEXT.replace("\n", "\0\0\n").encode(),
    ],
)
def test_bytes_of_every_kind_become_the_same_lines(data: bytes, step: int) -> None:
    assert cut(data, step) == TEXT.splitlines()


def test_utf16_without_a_mark_is_known_by_its_zeros() -> None:
    assert cut(TEXT.encode("utf-16-le"), 10_000) == TEXT.splitlines()
    assert cut(TEXT.encode("utf-16-be"), 10_000) == TEXT.splitlines()


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"PK\x03\x04....", "ZIP"),
        (b"PAR1....", "Parquet"),
        (bytes(range(1, 256)) * 20, "binary"),
        (gzip.compress(TEXT.encode())[:20] + b"x" * 40, "gzip"),
    ],
)
def test_what_is_no_text_is_refused_by_its_name(data: bytes, word: str) -> None:
    with pytest.raises(InputError, match=word):
        cut(data, 10_000)


def test_a_line_that_never_ends_takes_no_memory() -> None:
    cutter = LineCutter("stream")
    for _ in range(100):
        assert cutter.cut(b"9" * 10_000) == []
    assert len(cutter.rest) <= LONGEST_LINE + 1
    (long, short) = cutter.cut(b"\n5\n")
    assert len(long) > LONGEST_LINE
    assert short == "5"


def test_a_gzip_archive_that_ends_too_early_is_known() -> None:
    cutter = LineCutter("stream")
    cutter.cut(gzip.compress(TEXT.encode())[:-6])
    assert cutter.cut_short


@pytest.mark.parametrize(
    "text",
    [
        "time;lat;lon;height\n1,5;39,25;124,5;3000\n",
        "time\tlat\tlon\theight\n1,5\t39,25\t124,5\t3000\n",
        "time|lat|lon|height\n1.5|39.25|124.5|3000\n",
        "time   lat     lon     height\n1.5   39.25   124.5   3000\n",
        "Time (s),Latitude [°],Longitude [°],Altitude (km)\n1.5,39.25,124.5,3\n",
        "time,lat,lon,height\ns,deg,deg,km\n1.5,39.25,124.5,3\n",
        "time,lat,lon,height\n1.5,39.25,124.5,3000,\n",
        "time,lat_rad,lon_radians,height_meters\n1.5,0.68504173,2.17293492,3000\n",
        "t_plus,lat,lon,height_ft\nT+00:00:01.5,39.25,124.5,9842.51968504\n",
        '[\n{"time": 1.5, "lat": 39.25, "lon": 124.5, "height": 3000},\n]\n',
        '[{"time": 1.5, "lat": 39.25, "lon": 124.5, "height_km": 3}]\n',
    ],
)
def test_tables_of_every_kind_are_read(text: str) -> None:
    (seen,), problems, notes = read(text)
    assert not problems
    assert not notes
    assert seen.time == pytest.approx(1.5)
    assert (math.degrees(seen.values[0]), math.degrees(seen.values[1])) == pytest.approx((39.25, 124.5), abs=1e-6)
    assert seen.values[2] == pytest.approx(3000.0)


@pytest.mark.parametrize("value", ["1532518766.5", "1532518766500", "2018-07-25 11:39:26.5 UTC", "2018-206T11:39:26.5"])
def test_instants_count_from_lift_off_however_they_are_written(value: str) -> None:
    (seen,), problems, _ = read(f"# liftoff: 2018-07-25T11:39:00Z\ntimestamp,lat,lon,height\n{value},1,2,3\n")
    assert not problems
    assert seen.time == pytest.approx(26.5)


def test_a_day_and_a_clock_in_columns_of_their_own_are_one_instant() -> None:
    text = "# liftoff: 2018-07-25T11:39:00Z\ndate,time,lat,lon,height\n2018-07-25,11:39:26.5,1,2,3\n"
    (seen,), problems, _ = read(text)
    assert not problems
    assert seen.time == pytest.approx(26.5)


def test_columns_that_are_not_understood_are_listed_once() -> None:
    _, problems, notes = read("time,lat,lon,height,altitude,volts,height_parsec\n1,1,2,3,3,4,5\ntime,lat,lon,height\n")
    assert not problems
    assert notes == [
        "1: columns left out, not understood: volts, height_parsec",
        "1: columns left out, telling again what another column tells: altitude",
    ]


def test_noise_that_is_not_above_zero_is_told_and_the_usual_is_taken() -> None:
    seen, problems, notes = read("time,lat,lon,height,sigma\n1,1,2,3,0\n2,1,2,3,-5\n")
    assert not problems
    assert [item.sigmas[0] for item in seen] == [500.0, 500.0]
    assert notes == ["2: sigma 0 is not above zero; the usual noise is taken there"]


def test_what_is_out_of_range_is_told_in_the_units_that_people_write() -> None:
    _, problems, _ = read("time,lat,lon,height\n1,95,2,3\n2,5,500,3\n3,5,6,-30000\n1e15,5,6,7\n")
    assert problems == [
        "2: latitude 95 degrees is out of range (-90 to 90)",
        "3: longitude 500 degrees is out of range (-360 to 360)",
        "4: height -30000 m is out of range (-20000 to 5e+08)",
        "5: time 1e+15 s is out of range",
    ]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("# sigma_m: -3", "above zero"),
        ("# sigma_volts: 3", "no noise that is known"),
        ("# sensor a: 95, 0", "sensor position"),
        ("<oem>", "XML"),
        ("CCSDS_OEM_VERS = 2.0", "another message"),
        ('{"time": 1, "lat": 1', "not JSON"),
        ("1_000,1,2,3", "no instant"),
        ("1,1_0,2,3", "no number"),
    ],
)
def test_a_bad_line_is_told_with_its_number(line: str, word: str) -> None:
    seen, problems, _ = read(f"time,lat,lon,height\n{line}\n5,1,2,3\n")
    assert len(seen) == 1
    assert len(problems) == 1
    assert problems[0].startswith("2: ")
    assert word in problems[0]


SEGMENT = """CCSDS_TDM_VERS = 2.0
META_START
TIME_SYSTEM = {time}
PARTICIPANT_1 = {one}
PARTICIPANT_2 = {two}
PATH = {path}
ANGLE_TYPE = {angles}
RANGE_UNITS = {units}
{more}
META_STOP
DATA_START
ANGLE_1 = 2024-05-01T00:00:10 45.0
ANGLE_2 = 2024-05-01T00:00:10 30.0
RANGE = 2024-05-01T00:00:10 {range}
RCS = 2024-05-01T00:00:10 2.9
DATA_STOP
"""
USUAL = {
    "time": "UTC", "one": "north", "two": "object", "path": "1,2,1", "angles": "AZEL", "units": "km", "more": "",
    "range": "800.5",
}  # fmt: skip


def segment(**other: str) -> tuple[list, list[str], list[str]]:
    return read("# sensor north: 70, 20, 100\n" + SEGMENT.format(**{**USUAL, **other}))


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"one": "object", "two": "north", "path": "1,2"},
        {"path": "2,1"},
        {"path": "1,2"},
        {"units": "s", "range": "0.0053403616", "path": "1,2,1"},
        {"more": "CORRECTION_RANGE = -1.5\nCORRECTIONS_APPLIED = NO", "range": "802.0"},
        {"more": "CORRECTION_RANGE = -1.5\nCORRECTIONS_APPLIED = YES"},
    ],
)
def test_a_message_says_who_measured_what_in_which_unit(other: dict[str, str]) -> None:
    """Paths, corrections and units as CCSDS 503.0-B-2 has them, 3.3 and 3.5.2.7."""
    (seen,), problems, _ = segment(**other)
    assert not problems
    assert seen.sensor == "north"
    assert seen.values[0] == pytest.approx(800.5e3, abs=1.0)
    assert seen.values[1:3] == pytest.approx((math.radians(45.0), math.radians(30.0)))


@pytest.mark.parametrize(
    ("other", "word", "left"),
    [
        ({"time": "TAI"}, "times in TAI", 0),
        ({"angles": "RADEC"}, "angles of type RADEC", 1),
        ({"units": "RU"}, "ranges in RU", 1),
        ({"more": "RANGE_MODULUS = 32768.0"}, "ambiguous", 1),
        ({"more": "MODE = SINGLE_DIFF"}, "SINGLE_DIFF", 0),
        ({"more": "PARTICIPANT_3 = south", "path": "3,2,1"}, "sender apart", 1),
    ],
)
def test_what_a_message_has_that_is_not_read_is_told_once_a_segment(
    other: dict[str, str], word: str, left: int
) -> None:
    seen, problems, _ = segment(**other)
    assert len(seen) == left
    assert len(problems) == 1
    assert word in problems[0]
