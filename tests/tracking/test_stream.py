"""Lines of every kind become sightings, and no line whatever stops the stream."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downrange.records.sighting import SightingKind
from downrange.tracking.columns import find_column, read_instant, read_number
from downrange.tracking.stream import StreamReader

TDM = """CCSDS_TDM_VERS = 2.0
CREATION_DATE = 2024-05-01T00:00:00
ORIGINATOR = TEST
META_START
TIME_SYSTEM = UTC
PARTICIPANT_1 = radar
PARTICIPANT_2 = object
MODE = SEQUENTIAL
PATH = 1,2,1
ANGLE_TYPE = AZEL
RANGE_UNITS = km
META_STOP
DATA_START
ANGLE_1 = 2024-05-01T00:00:10.000 45.0
ANGLE_2 = 2024-05-01T00:00:10.000 30.0
RANGE = 2024-05-01T00:00:10.000 800.5
ANGLE_1 = 2024-05-01T00:00:11.000 46.0
ANGLE_2 = 2024-05-01T00:00:11.000 31.0
RANGE = 2024-05-01T00:00:11.000 805.5
DATA_STOP
"""


def as_xml(tdm: str) -> list[str]:
    """The same message in XML, an element a line."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<tdm id="CCSDS_TDM_VERS" version="2.0">', "<body><segment>"]
    within = False
    for line in tdm.splitlines()[3:]:
        if line in ("META_START", "META_STOP", "DATA_START", "DATA_STOP"):
            name = "metadata" if line.startswith("META") else "data"
            within = line == "DATA_START"
            lines.append(f"<{name}>" if line.endswith("START") else f"</{name}>")
            continue
        key, _, value = line.partition(" = ")
        if not within:
            lines.append(f"  <{key}>{value}</{key}>")
            continue
        epoch, number = value.split()
        lines += ["  <observation>", f"    <EPOCH>{epoch}</EPOCH>", f'    <{key} units="deg">{number}</{key}>']
        lines.append("  </observation>")
    return [*lines, "</segment></body></tdm>"]


def read(text: str, reader: StreamReader | None = None):
    reader = reader or StreamReader()
    sightings, problems = [], []
    for line in text.splitlines():
        found, wrong = reader.read_line(line)
        sightings += found
        problems += wrong
    found, wrong = reader.finish()
    return [*sightings, *found], [*problems, *wrong]


def test_a_webcast_row_is_speed_and_height_with_the_width_of_its_last_digit() -> None:
    (seen,), problems = read("time_s,display_speed_m_s,display_altitude_km\n10.0,24.444,0.1\n")
    assert not problems
    assert seen.kind is SightingKind.DISPLAY
    assert seen.values == pytest.approx((24.444, 100.0))
    assert seen.sigmas[1] > 100.0 / math.sqrt(12)


def test_units_come_from_the_ending_of_a_name() -> None:
    (seen,), _ = read("t_min,speed_km_h,altitude_ft\n2,3600,1000\n")
    assert (seen.time, *seen.values) == pytest.approx((120.0, 1000.0, 304.8))


def test_json_lines_and_csv_rows_may_follow_each_other() -> None:
    text = 'time_s,lat,lon,height_m\n1,10,20,3000\n{"t": 2, "lat": 10.1, "lon": 20.1, "alt_km": 4}\n3,10.2,20.2,5000\n'
    seen, problems = read(text)
    assert not problems
    assert [item.time for item in seen] == [1.0, 2.0, 3.0]
    assert seen[1].values[2] == pytest.approx(4000.0)


def test_a_radar_stands_where_a_comment_an_option_or_the_gazetteer_says() -> None:
    text = "# sensor north: 70.0, 20.0, 100\ntime_s,sensor,range_km,az,el\n1,north,500,10,20\n2,plesetsk,500,10,20\n"
    seen, problems = read(text)
    assert not problems
    assert seen[0].position == pytest.approx((math.radians(70.0), math.radians(20.0), 100.0))
    assert math.degrees(seen[1].position[0]) == pytest.approx(62.9, abs=0.2)


def test_a_radar_that_stands_nowhere_is_a_problem_with_its_line() -> None:
    seen, problems = read("time_s,sensor,range_km,az,el\n1,nowhere-at-all,500,10,20\n")
    assert not seen
    assert problems[0].line == 2
    assert "nowhere-at-all" in problems[0].what


def test_a_tracking_data_message_gives_whole_sightings_in_order() -> None:
    reader = StreamReader()
    reader.add_sensor("radar", (70.0, 20.0, 100.0))
    seen, problems = read(TDM, reader)
    assert not problems
    assert [item.time for item in seen] == [0.0, 1.0]
    assert seen[0].values[:3] == pytest.approx((800.5e3, math.radians(45.0), math.radians(30.0)))


def test_times_count_from_lift_off_once_it_is_stated() -> None:
    (seen,), _ = read("# liftoff: 2024-05-01T00:00:00Z\nutc,lat,lon,height_m\n2024-05-01T00:01:40.5Z,1,2,3\n")
    assert seen.time == pytest.approx(100.5)


@pytest.mark.parametrize(
    "line",
    [
        "1,2",
        "x,1,2,3",
        "1,91,2,3",
        "1,1,2,nan",
        "1,1,2,1e300",
        "{",
        '{"a": 1}',
        "[]",
        '{"t": {}}',
        "\x00\x01",
        "9" * 30_000,
    ],
)
def test_a_bad_line_is_named_and_the_next_is_read(line: str) -> None:
    seen, problems = read(f"time_s,lat,lon,height_m\n{line}\n5,1,2,3\n")
    assert len(seen) == 1
    assert [problem.line for problem in problems] == [2]


@pytest.mark.parametrize("joint", ["\n", " "])
def test_a_tdm_in_xml_tells_what_the_same_one_in_keywords_does(joint: str) -> None:
    def told(text: str) -> list[tuple[float, SightingKind, tuple[float | None, ...]]]:
        reader = StreamReader()
        reader.add_sensor("radar", (10.0, 20.0, 0.0))
        seen, problems = read(text, reader)
        assert not problems
        return [(s.time, s.kind, s.values) for s in seen]

    assert told(joint.join(as_xml(TDM))) == told(TDM)


def test_a_tdm_in_xml_goes_on_after_a_restart_and_other_xml_is_named() -> None:
    lines = as_xml(TDM)
    reader = StreamReader()
    reader.add_sensor("radar", (10.0, 20.0, 0.0))
    seen, _ = read("\n".join(lines), reader)
    for cut in range(1, len(lines)):
        first, second = StreamReader(), StreamReader()
        first.add_sensor("radar", (10.0, 20.0, 0.0))
        begun = [s for line in lines[:cut] for s in first.read_line(line)[0]]
        second.restore(first.state())
        rest, _ = read("\n".join(lines[cut:]), second)
        assert [s.values for s in (*begun, *rest)] == [s.values for s in seen]
    _, problems = read("<html>\n<body>")
    assert len(problems) == 2


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=60) | st.sampled_from(TDM.splitlines()), max_size=30))
def test_no_text_stops_a_stream(lines: list[str]) -> None:
    reader = StreamReader()
    for line in lines:
        reader.read_line(line)
    reader.finish()
    assert reader.line == len(lines)


def test_a_reader_goes_on_from_its_saved_state() -> None:
    lines = TDM.splitlines()
    whole, first = StreamReader(), StreamReader()
    for reader in (whole, first):
        reader.add_sensor("radar", (70.0, 20.0, 100.0))
    expected = [item for line in lines for item in whole.read_line(line)[0]]
    got = [item for line in lines[:16] for item in first.read_line(line)[0]]
    second = StreamReader()
    second.restore(first.state())
    got += [item for line in lines[16:] for item in second.read_line(line)[0]]
    assert got == expected


def test_instants_are_read_by_calendar_and_by_day_of_year() -> None:
    assert read_instant("2018-206T11:39:26.5Z") == read_instant("2018-07-25T11:39:26.500Z")
    assert read_instant("2018-07-25") == datetime(2018, 7, 25, tzinfo=UTC)
    assert read_instant("noon") is None


def test_the_last_digit_of_a_number_is_its_width() -> None:
    assert read_number("12.30") == pytest.approx((12.3, 0.01))
    assert read_number("1.5e3") == pytest.approx((1500.0, 100.0))
    assert read_number("nan") is None


def test_names_that_mean_nothing_are_no_columns() -> None:
    assert find_column("temperature_c") is None
    assert find_column("speed_kg") is None


def test_a_distance_downrange_is_what_a_radar_on_the_pad_would_see() -> None:
    reader = StreamReader()
    reader.pad = (math.radians(10.0), math.radians(20.0), 0.0)
    text = "time_s,downrange_km,altitude_km\n100,600,300\n"
    (seen,) = [item for line in text.splitlines() for item in reader.read_line(line)[0]]
    assert seen.kind is SightingKind.RADAR
    # A triangle from the Earth's center, by the law of cosines.
    turn, top, radius = 600.0 / 6371.0088, 6671.0088, 6371.0088
    distance = math.sqrt(radius**2 + top**2 - 2.0 * radius * top * math.cos(turn))
    assert seen.values[0] == pytest.approx(1e3 * distance, rel=1e-6)
    assert seen.values[2] == pytest.approx(math.asin((top * math.cos(turn) - radius) / distance), abs=1e-9)
    assert seen.values[1] is None


def test_a_distance_downrange_along_a_stated_azimuth_is_a_place() -> None:
    reader = StreamReader()
    reader.pad, reader.azimuth = (0.0, 0.0, 0.0), math.pi / 2
    (seen,) = [item for line in ("t,downrange_km,height_km", "9,111.3195,50") for item in reader.read_line(line)[0]]
    assert seen.kind is SightingKind.POINT
    assert seen.values == pytest.approx((0.0, math.radians(1.0), 50e3), abs=1e-6)


def test_a_distance_downrange_without_a_pad_is_a_problem() -> None:
    _, problems = read("t,downrange_km,height_km\n9,100,50\n")
    assert [problem.line for problem in problems] == [2]


@pytest.mark.parametrize(
    ("name", "quantity", "factor"),
    [("altitudeMsl_ft", "height", 0.3048), ("Altitude (Ft-AGL)", "height", 0.3048), ("Time (s)", "time", 1.0)],
)
def test_names_as_other_programs_write_them_are_known(name: str, quantity: str, factor: float) -> None:
    column = find_column(name)
    assert column is not None
    assert (column.quantity, column.factor) == (quantity, factor)
