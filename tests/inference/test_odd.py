"""Displayed values that do not belong: planted in curves without any."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from downrange.inference.curve import seen_ascents
from downrange.inference.odd import frozen_runs, odd_points, without
from downrange.judging.curves import MOST_ODD, odd_conflicts
from downrange.records.observation import SpeedHeightSeries


def display(step=1.0):
    """Thrust to 150 s with a kink there, then a climb that slows down; heights to 0.1 km."""
    times = np.arange(0.0, 400.0, step)
    speeds = np.where(times < 150.0, 0.09 * times**2, 2025.0 - 6.0 * (times - 150.0) + 0.02 * (times - 150.0) ** 2)
    heights = np.round(2.9 * times**2 / (1.0 + times / 160.0), -2)
    return SpeedHeightSeries(
        id="d",
        claims=("d",),
        times=tuple(times),
        speeds=tuple(speeds),
        heights=tuple(heights),
        speed_rounding=0.3,
        height_rounding=(100.0,) * len(times),
        body="vehicle",
    )


def with_speed(series, index, speed):
    return replace(series, speeds=tuple(speed if at == index else value for at, value in enumerate(series.speeds)))


@pytest.mark.parametrize("step", [1.0, 4.0])
def test_a_display_without_slips_has_no_odd_points(step):
    assert odd_points(display(step)) == ()


def test_a_misread_digit_is_named_and_its_neighbors_are_not():
    series = display()
    odd = odd_points(with_speed(series, 120, series.speeds[120] + 100.0))
    assert [(point.quantity, point.index) for point in odd] == [("speed", 120)]
    assert odd[0].asked == pytest.approx(series.speeds[120], abs=5.0)


def test_a_height_of_another_unit_is_named():
    series = display()
    heights = tuple(value / 0.3048 if at == 200 else value for at, value in enumerate(series.heights))
    assert [(point.quantity, point.time) for point in odd_points(replace(series, heights=heights))] == [
        ("height", 200.0)
    ]


def test_odd_values_weigh_nothing():
    series = with_speed(display(), 120, 9000.0)
    assert without(series, odd_points(series)).speeds[120] is None
    assert seen_ascents([series])[0].series.speeds[120] is None


def test_odd_values_are_told_with_what_their_neighbors_ask_for():
    series = with_speed(display(), 120, 9000.0)
    (conflict,) = odd_conflicts([series])
    assert conflict.claims == ("d",)
    assert "9,000 m/s shown at T+120 s does not belong: its neighbors ask for 1,296 m/s" in conflict.what


def test_many_odd_values_are_counted():
    series = display()
    for index in range(20, 140, 10):
        series = with_speed(series, index, 9000.0)
    told = odd_conflicts([series])
    assert len(told) == MOST_ODD + 1
    assert "7 more values" in told[-1].what


def frozen(series, start, end):
    held = next(index for index, time in enumerate(series.times) if time >= start)
    still = [held if start <= time < end else index for index, time in enumerate(series.times)]
    return replace(
        series,
        speeds=tuple(series.speeds[index] for index in still),
        heights=tuple(series.heights[index] for index in still),
    )


@pytest.mark.parametrize("step", [1.0, 4.0])
def test_a_display_that_goes_on_has_no_frozen_stretch(step):
    assert frozen_runs(display(step)) == ()


def test_a_coast_at_one_speed_with_a_burn_after_it_is_not_frozen():
    series = display()
    speeds = tuple(7800.0 if time < 300.0 else 7800.0 + 12.0 * (time - 300.0) for time in series.times)
    assert not [run for run in frozen_runs(replace(series, speeds=speeds)) if run.quantity == "speed"]


@pytest.mark.parametrize("step", [1.0, 4.0])
@pytest.mark.parametrize("start", [60.0, 136.0, 240.0])
def test_a_display_that_stands_still_is_left_out_and_named_once(step, start):
    series = frozen(display(step), start, start + 18.0)
    runs = frozen_runs(series)
    assert [run.quantity for run in runs] == ["height", "speed"]
    assert all(start <= run.start <= run.end < start + 18.0 for run in runs)
    told = odd_conflicts([series])
    assert [item.what.split(":")[0] for item in told] == [
        f"The display stands still from T+{runs[0].start:.0f} s to T+{runs[0].end:.0f} s"
    ] * 2
    shown = seen_ascents([series])[0].series.speeds
    assert all(shown[index] is None for index in runs[1].indices)
