"""Tracks: tables of positions, OEM states turned to the ground, TDM where the station is known."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from downrange.reading.track import read_track, sidereal_angle

TO_ECEF = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)


def write(folder: Path, text: str, name: str = "track.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_of_positions_is_read_with_its_units(tmp_path: Path) -> None:
    text = "time_s,latitude_deg,longitude_deg,height_km\n0,39.6,124.7,0.1\n10,39.5,124.7,2.5\n20,39.4,484.7,9.0\n"
    (series,), problems = read_track(write(tmp_path, text.replace("484.7", "304.7")))
    assert problems == ()
    assert series.times == (0.0, 10.0, 20.0)
    assert series.heights == (100.0, 2500.0, 9000.0)
    assert series.longitudes_deg[2] == pytest.approx(-55.3)
    assert series.start is None


def test_instants_give_the_start(tmp_path: Path) -> None:
    text = "utc,lat,lon,alt_m\n2023-05-30T21:27:00Z,39.6,124.7,0\n2023-05-30T21:27:30+00:00,39.5,124.7,2500\n"
    (series,), _ = read_track(write(tmp_path, text))
    assert series.start == datetime(2023, 5, 30, 21, 27, tzinfo=UTC)
    assert series.times == (0.0, 30.0)


def test_json_lines_of_positions_are_read(tmp_path: Path) -> None:
    lines = [f'{{"t": {t}, "lat": {39.6 - t / 100}, "lon": 124.7, "height_m": {t * 50}}}' for t in range(5)]
    (series,), _ = read_track(write(tmp_path, "\n".join(lines), "track.jsonl"))
    assert len(series.times) == 5


def test_rows_that_are_wrong_are_named_by_line(tmp_path: Path) -> None:
    text = "time_s,lat,lon,height_m\n0,39.6,124.7,0\n5,99.0,124.7,0\n4,39.5,124.7,1\n3,39.4,124.7,1\n6,x,124.7,1\n"
    (series,), problems = read_track(write(tmp_path, text))
    assert series.times == (0.0, 4.0)
    assert {problem.line for problem in problems} == {3, 5, 6}


def test_columns_that_are_missing_are_said(tmp_path: Path) -> None:
    series, problems = read_track(write(tmp_path, "time_s,lat,height_m\n0,39.6,0\n"))
    assert series == ()
    assert "longitude" in problems[0].what


OEM = """\
CCSDS_OEM_VERS = 2.0
CREATION_DATE = 2023-05-31T00:00:00
META_START
OBJECT_NAME = TEST
CENTER_NAME = EARTH
REF_FRAME = {frame}
TIME_SYSTEM = UTC
META_STOP
COMMENT states
{states}
"""


def state(instant: datetime, position: tuple[float, float, float]) -> str:
    words = " ".join(f"{value / 1e3:.6f}" for value in position)
    return f"{instant:%Y-%m-%dT%H:%M:%S.%f} {words} 0.0 0.0 0.0"


def test_earth_fixed_states_come_down_where_proj_puts_them(tmp_path: Path) -> None:
    points = [(37.5, 126.0, 150e3), (-62.0, -179.5, 420e3), (10.0, 30.0, 5e3)]
    start = datetime(2023, 5, 31, tzinfo=UTC)
    states = [
        state(start + timedelta(seconds=10 * k), TO_ECEF.transform(lon, lat, height))
        for k, (lat, lon, height) in enumerate(points)
    ]
    (series,), problems = read_track(write(tmp_path, OEM.format(frame="ITRF", states="\n".join(states)), "a.oem"))
    assert problems == ()
    assert series.start == start
    for k, (lat, lon, height) in enumerate(points):
        assert series.latitudes_deg[k] == pytest.approx(lat, abs=1e-6)
        assert series.longitudes_deg[k] == pytest.approx(lon, abs=1e-6)
        assert series.heights[k] == pytest.approx(height, abs=1.0)


def test_sidereal_time_agrees_with_the_almanac() -> None:
    # Meeus, Astronomical Algorithms, example 12.a: 1987 April 10, 0h UT: 13h 10m 46.3668s.
    expected = (13 + 10 / 60 + 46.3668 / 3600) * math.pi / 12
    assert sidereal_angle(datetime(1987, 4, 10, tzinfo=UTC)) == pytest.approx(expected, abs=1e-7)


def test_precession_agrees_with_the_almanac(tmp_path: Path) -> None:
    # Meeus, example 21.b: theta Persei of J2000 (with proper motion) to 2028 November 13.19:
    # 41.054063, +49.227750 becomes 41.547214, +49.348483 degrees.
    instant = datetime(2028, 11, 13, tzinfo=UTC) + timedelta(days=0.19)
    right_ascension, declination = math.radians(41.054063), math.radians(49.227750)
    far = 4.2e7
    position = (
        far * math.cos(declination) * math.cos(right_ascension),
        far * math.cos(declination) * math.sin(right_ascension),
        far * math.sin(declination),
    )
    states = "\n".join(state(instant + timedelta(seconds=k), position) for k in range(2))
    (series,), _ = read_track(write(tmp_path, OEM.format(frame="EME2000", states=states), "b.oem"))
    geocentric = math.degrees(math.asin(math.sin(math.radians(49.348483))))
    of_date = (series.longitudes_deg[0] + math.degrees(sidereal_angle(instant))) % 360.0
    assert of_date == pytest.approx(41.547214, abs=2e-4)
    assert series.latitudes_deg[0] == pytest.approx(geocentric, abs=0.04)


@pytest.mark.parametrize("frame", ["MARS_FIXED", "", "RSW"])
def test_a_frame_that_is_not_known_is_said(tmp_path: Path, frame: str) -> None:
    states = state(datetime(2023, 5, 31, tzinfo=UTC), (7e6, 0.0, 0.0))
    series, problems = read_track(write(tmp_path, OEM.format(frame=frame, states=states), "c.oem"))
    assert series == ()
    assert "frame" in problems[0].what


TDM = """\
CCSDS_TDM_VERS = 2.0
META_START
TIME_SYSTEM = UTC
PARTICIPANT_1 = ISLAND
PARTICIPANT_2 = TARGET
ANGLE_TYPE = AZEL
RANGE_UNITS = km
META_STOP
DATA_START
ANGLE_1 = 2023-05-31T00:00:00 90.0
ANGLE_2 = 2023-05-31T00:00:00 0.0
RANGE = 2023-05-31T00:00:00 100.0
ANGLE_1 = 2023-05-31T00:00:10 0.0
ANGLE_2 = 2023-05-31T00:00:10 90.0
RANGE = 2023-05-31T00:00:10 50.0
DATA_STOP
"""


def test_angles_and_range_from_a_known_station_give_positions(tmp_path: Path) -> None:
    (series,), problems = read_track(write(tmp_path, TDM, "d.tdm"), stations={"island": (0.0, 10.0, 0.0)})
    assert problems == ()
    assert series.longitudes_deg[0] == pytest.approx(10.0 + math.degrees(math.atan2(100e3, 6_378_137.0)), abs=1e-6)
    assert series.heights[0] == pytest.approx(math.hypot(100e3, 6_378_137.0) - 6_378_137.0, abs=0.1)
    assert (series.latitudes_deg[1], series.longitudes_deg[1]) == pytest.approx((0.0, 10.0), abs=1e-6)
    assert series.heights[1] == pytest.approx(50e3, abs=0.1)


def test_a_station_whose_place_is_not_known_is_said(tmp_path: Path) -> None:
    series, problems = read_track(write(tmp_path, TDM, "d.tdm"))
    assert series == ()
    assert "ISLAND" in problems[0].what
    assert "case.toml" in problems[0].hint


@pytest.mark.parametrize(
    "text", ["CCSDS_OEM_VERS = 2.0\n", "CCSDS_TDM_VERS = 2.0\n", "<oem>", "<tdm></tdm>", "", "lat,lon\n"]
)
def test_a_track_without_points_says_so(tmp_path: Path, text: str) -> None:
    series, problems = read_track(write(tmp_path, text))
    assert series == ()
    assert problems


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="0123456789.,-:TZ \n=EAGRNL_12<>/stateVcor", max_size=200))
def test_any_text_gives_points_on_the_globe_or_problems(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.txt"
    heads = ["time_s,lat,lon,height_m\n", OEM.format(frame="ITRF", states=""), TDM, "<oem><segment>", ""]
    for head in heads:
        path.write_text(head + text, encoding="utf-8")
        series, problems = read_track(path, stations={"ISLAND": (0.0, 10.0, 0.0)})
        assert series or problems
        for one in series:
            assert all(abs(lat) <= 90.0 for lat in one.latitudes_deg)
            assert all(abs(lon) <= 180.0 for lon in one.longitudes_deg)
