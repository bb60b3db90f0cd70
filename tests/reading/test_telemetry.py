"""Telemetry tables: units from headers, the display's rounding, thinning, and rows that are wrong."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downrange.reading.columns import Quantity, understand
from downrange.reading.telemetry import MOST_SAMPLES, learn_width, read_telemetry
from downrange.records.observation import SpeedHeightSeries

SHARED = Path(os.environ.get("DOWNRANGE_SHARED", Path(__file__).parents[2].parent / "shared")) / "data"
FALCON = SHARED / "telemetry" / "falcon"


def ascent(seconds: Iterable[float]) -> list[tuple[float, float, float]]:
    """Time [s], speed [m/s] and height [m] of a rise at 12 m/s2 for 150 s and a coast after it."""
    rows: list[tuple[float, float, float]] = []
    for time in seconds:
        burn = min(time, 150.0)
        height = 6.0 * burn**2 + 1800.0 * max(0.0, time - 150.0) - 4.0 * max(0.0, time - 150.0) ** 2
        rows.append((time, 12.0 * burn - 8.0 * max(0.0, time - 150.0), height))
    return rows


def write(folder: Path, header: str, rows: Iterable[Iterable[object]], name: str = "flight.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n", encoding="utf-8")
    return path


def read_one(path: Path) -> SpeedHeightSeries:
    (series,), _ = read_telemetry(path)
    return series


@pytest.mark.parametrize(
    ("header", "speed", "height"),
    [
        ("time_s,speed_m_s,altitude_km", 1.0, 1e-3),
        ("time_s,display_speed_m_s,display_altitude_km", 1.0, 1e-3),
        ("t,speed_km_h,altitude_m", 3.6, 1.0),
        ("Time (s),Velocity (km/h),Altitude (ft)", 3.6, 1 / 0.3048),
        ("t(s),v (mph),alt(mi)", 1 / 0.44704, 1 / 1609.344),
        ("seconds,velocity [m/s],height [km]", 1.0, 1e-3),
    ],
)
def test_units_are_taken_from_the_header(tmp_path: Path, header: str, speed: float, height: float) -> None:
    rows = [(time, round(v * speed, 6), round(h * height, 6)) for time, v, h in ascent(range(0, 200, 4))]
    series, problems = read_telemetry(write(tmp_path, header, rows))
    assert problems == ()
    for time, v, h in zip(series[0].times, series[0].speeds, series[0].heights, strict=True):
        ((_, true_speed, true_height),) = ascent([time])
        assert v == pytest.approx(true_speed, abs=1e-3)
        assert h == pytest.approx(true_height, abs=1e-2)


@pytest.mark.parametrize(
    ("name", "quantity", "unit"),
    [
        ("time_s", Quantity.TIME, "s"),
        ("MissionTime", Quantity.TIME, None),
        ("display_altitude_km", Quantity.HEIGHT, "km"),
        ("Altitude (Ft-AGL)", Quantity.HEIGHT, "ft"),
        ("v (m/s)", Quantity.SPEED, "m/s"),
        ("latitude_deg", Quantity.LATITUDE, "deg"),
        ("LON", Quantity.LONGITUDE, None),
    ],
)
def test_a_column_is_understood_by_its_name(name: str, quantity: Quantity, unit: str | None) -> None:
    column = understand(name)
    assert column is not None
    assert (column.quantity, column.unit) == (quantity, unit)


@pytest.mark.parametrize("name", ["vertical_speed_m_s", "pressure", "time(not s)", "bILBA", "acceleration_m_s2", ""])
def test_a_column_of_something_else_is_left_alone(name: str) -> None:
    assert understand(name) is None


def test_units_left_out_are_settled_by_climb_against_speed_and_said(tmp_path: Path) -> None:
    rows = [(time, round(v, 1), round(h / 1000.0, 3)) for time, v, h in ascent(range(0, 200, 2))]
    series, problems = read_telemetry(write(tmp_path, "time,velocity,altitude", rows))
    assert "height in km" in problems[0].what
    assert max(h for h in series[0].heights if h is not None) > 100e3


@pytest.mark.parametrize(
    ("speed", "height", "said"),
    [
        (3.6, 1.0, "it fits with speed in km/h"),
        (1.0, 1 / 0.3048e-3, "it fits with height in ft"),
        (1.0, 1 / 1.609344, "it fits with height in mi"),
    ],
    ids=["km/h", "feet", "miles"],
)
def test_a_unit_of_the_header_that_climb_against_speed_belies_is_named(
    tmp_path: Path, speed: float, height: float, said: str
) -> None:
    rows = [f"{t},{9.0 * t * speed:.1f},{4.5e-3 * t * t * height:.3f}" for t in range(60)]
    path = tmp_path / "t.csv"
    path.write_text("time_s,speed_m_s,altitude_km\n" + "\n".join(rows))
    series, problems = read_telemetry(path)
    assert series == ()
    assert said in (problems[-1].hint or "")


def test_where_no_other_unit_explains_the_climb_the_table_is_read_and_it_is_said(tmp_path: Path) -> None:
    rows = [f"{t},{9.0 * t:.1f},{4.5e-3 * t * t * 20:.3f}" for t in range(60)]
    path = tmp_path / "t.csv"
    path.write_text("time_s,speed_m_s,altitude_km\n" + "\n".join(rows))
    series, problems = read_telemetry(path)
    assert len(series) == 1
    assert "at first it climbs 20" in problems[-1].what


def test_units_that_nothing_settles_are_not_guessed(tmp_path: Path) -> None:
    rows = [(time, h) for time, _, h in ascent(range(0, 200, 2))]
    series, problems = read_telemetry(write(tmp_path, "time_s,altitude", rows))
    assert series == ()
    assert "no unit" in problems[0].what


def test_missing_columns_are_said_with_those_understood(tmp_path: Path) -> None:
    series, problems = read_telemetry(write(tmp_path, "clock,value", [(0, 1), (1, 2)]))
    assert series == ()
    assert problems[0].line == 1
    assert "clock" in problems[0].what
    _, problems = read_telemetry(write(tmp_path, "time_s,pressure", [(0, 1), (1, 2)]))
    assert "time = 'time_s' [s]" in problems[0].what


def test_time_that_goes_back_and_rows_without_numbers_are_named_by_line(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [(t, v, h) for t, v, h in ascent(range(20))]
    rows[5] = (3.5, 1.0, 1.0)
    rows[8] = (8, "nan", 1.0)
    rows[9] = (9, "fast", 1.0)
    rows[11] = (11, -5.0, 1.0)
    series, problems = read_telemetry(write(tmp_path, "time_s,speed_m_s,altitude_m", rows))
    assert len(series[0].times) == 16
    lines = {problem.line: problem.what for problem in problems}
    assert "time does not go on" in lines[7]
    assert "no number" in lines[10] and "no number" in lines[11]
    assert "negative" in lines[13]


def test_a_thousand_wrong_rows_are_counted_and_not_listed(tmp_path: Path) -> None:
    _, problems = read_telemetry(write(tmp_path, "time_s,speed_m_s", [(1, 1)] * 1000))
    assert len(problems) < 15
    assert any("more rows" in problem.what for problem in problems)


@pytest.mark.parametrize("content", ["", "time_s,speed_m_s\n", "1,2\n3,4\n", "[]", "{}", '{"a": 1}\n'])
def test_a_table_without_rows_or_header_is_said(tmp_path: Path, content: str) -> None:
    path = tmp_path / "flight.csv"
    path.write_text(content, encoding="utf-8")
    series, problems = read_telemetry(path)
    assert series == ()
    assert problems


def test_json_lines_are_read_as_a_table(tmp_path: Path) -> None:
    path = tmp_path / "flight.jsonl"
    lines = [f'{{"time_s": {t}, "speed_m_s": {v}, "altitude_km": {h / 1000}}}' for t, v, h in ascent(range(10))]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert len(read_one(path).times) == 10


def test_semicolons_and_decimal_commas_are_read(tmp_path: Path) -> None:
    path = tmp_path / "flight.csv"
    rows = [
        f"{t};{str(v).replace('.', ',')};{str(h).replace('.', ',')}" for t, v, h in ascent([0.5, 1.5, 2.5, 3.5, 4.5])
    ]
    path.write_text("time_s;speed_m_s;altitude_m\n" + "\n".join(rows), encoding="utf-8")
    assert read_one(path).speeds[1] == pytest.approx(18.0)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([0.1, 1.0, 10.0, 1 / 3.6, 0.44704]), st.integers(0, 10_000))
def test_the_step_of_a_display_is_learned(step: float, seed: int) -> None:
    values = [round(step * round((seed * 0.37 + 7.3 * k**1.5) / step), 3) for k in range(60)]
    steps = [10.0**power * unit for power in range(-2, 3) for unit in (1.0, 1 / 3.6, 0.44704, 0.3048)]
    assert learn_width(values, steps, 0.002) == pytest.approx(step)


def test_a_display_with_fewer_digits_higher_up_has_two_widths(tmp_path: Path) -> None:
    rows = [
        (t, int(v * 3.6), f"{h / 1000:.1f}" if h < 100e3 else f"{h / 1000:.0f}.0")
        for t, v, h in ascent(range(0, 200, 2))
    ]
    series = read_one(write(tmp_path, "time_s,speed_km_h,altitude_km", rows))
    assert series.speed_rounding == pytest.approx(1 / 3.6)
    for height, width in zip(series.heights, series.height_rounding, strict=True):
        assert height is not None
        assert width == pytest.approx(100.0 if height < 99.9e3 else 1000.0)


def test_thinning_keeps_the_ends_and_the_kink(tmp_path: Path) -> None:
    rows = [(t, round(v, 3), round(h, 3)) for t, v, h in ascent([k / 10 for k in range(3000)])]
    series = read_one(write(tmp_path, "time_s,speed_m_s,altitude_m", rows))
    assert len(series.times) <= MOST_SAMPLES
    assert (series.times[0], series.times[-1]) == (0.0, 299.9)
    assert list(series.times) == sorted(series.times)
    assert min(abs(time - 150.0) for time in series.times) <= 0.2


def test_a_view_of_the_first_stage_from_liftoff_is_two_bodies(tmp_path: Path) -> None:
    rows = [(t, round(v, 3), round(h, 3)) for t, v, h in ascent(range(300))]
    series, _ = read_telemetry(write(tmp_path, "time_s,speed_m_s,altitude_m", rows, "stage1.csv"))
    assert [one.body for one in series] == ["vehicle", "stage-1"]
    assert series[0].times[-1] <= 150.0 < series[1].times[0]
    assert series[0].id != series[1].id


def test_clock_times_are_read_as_seconds(tmp_path: Path) -> None:
    rows = [(f"T+00:{t // 60:02d}:{t % 60:02d}", v, h) for t, v, h in ascent(range(50, 75))]
    assert read_one(write(tmp_path, "time,speed_m_s,altitude_m", rows)).times[0] == 50.0


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='time_s,peda0123456789.-\n;{}[]":kmnaE', max_size=200))
def test_any_table_gives_finite_samples_or_problems(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_text("time_s,speed_m_s,altitude_km\n" + text, encoding="utf-8")
    series, problems = read_telemetry(path)
    assert series or problems
    for one in series:
        assert all(b > a for a, b in zip(one.times, one.times[1:], strict=False))
        assert all(math.isfinite(value) for value in (*one.speeds, *one.heights) if value is not None)


@pytest.mark.skipif(not FALCON.is_dir(), reason="the shared data is not here")
def test_every_webcast_is_read_with_the_rounding_of_its_display() -> None:
    widths: list[float] = []
    for path in sorted(FALCON.glob("*/stage*_display_1hz.csv")):
        series, problems = read_telemetry(path)
        assert series and problems == (), path
        widths += [one.speed_rounding for one in series]
    kilometer_an_hour = [width for width in widths if width == pytest.approx(1 / 3.6, abs=1e-3)]
    assert len(kilometer_an_hour) >= 0.9 * len(widths)
