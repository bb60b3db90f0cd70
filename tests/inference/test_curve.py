"""Kinks in speed curves: where thrust ended, from curves made with known cut-offs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from downrange.inference.curve import SAME_ERROR, ascent_of, point_weights, seen_ascents, seen_cutoffs
from downrange.records.observation import SpeedHeightSeries


def curve(*, step=4.0, start=0.0, stop=900.0, body="vehicle"):
    """Two burns, 0 to 150.5 s and 161 to 520.3 s, then a coast in orbit and a third burn from 1500 s on."""
    times = np.arange(start, stop, step)

    def speed(time):
        first = 15.0 * min(time, 150.5) if time < 161 else 15.0 * 150.5 - 80.0
        coast = -7.6 * (min(time, 161.0) - 150.5) if 150.5 < time < 161 else 0.0
        second = 14.8 * (min(max(time, 161.0), 520.3) - 161.0)
        return first + coast + second + 20.0 * max(time - 1500.0, 0.0)

    return SpeedHeightSeries(
        id=body,
        times=tuple(times),
        speeds=tuple(speed(time) for time in times),
        heights=tuple(100.0 * time for time in times),
        speed_rounding=1.0,
        height_rounding=(100.0,) * len(times),
        body=body,
    )


@pytest.mark.parametrize("step", [1.0, 4.0, 7.0])
def test_cut_offs_are_found_to_a_second_whatever_the_spacing(step):
    found = seen_cutoffs(curve(step=step))
    assert [item.number for item in found] == [1, 2]
    assert found[0].time == pytest.approx(150.5, abs=1.0)
    assert found[1].time == pytest.approx(520.3, abs=1.0)


def test_a_view_of_the_first_stage_shows_the_cut_off_that_the_vehicles_curve_ends_at():
    vehicle, view = curve(step=1.0, stop=151.0), curve(step=1.0, start=151.0, stop=160.0, body="stage-1")
    assert seen_cutoffs(vehicle) == ()
    assert seen_cutoffs(vehicle, [view])[0].time == pytest.approx(150.5, abs=1.0)


def test_a_curve_that_begins_late_does_not_say_which_cut_off_it_shows():
    assert [item.number for item in seen_cutoffs(curve(start=300.0))] == [0]


def test_what_comes_after_the_first_orbit_is_left_out():
    series = curve(stop=1700.0)
    kept = ascent_of(series, seen_cutoffs(series))
    assert 520.0 < kept.times[-1] < 590.0
    assert len(kept.times) == len(kept.speeds) == len(kept.heights) == len(kept.height_rounding)


def test_a_flight_without_cut_offs_shows_none():
    assert seen_cutoffs(curve(stop=120.0)) == ()


def test_a_curve_counts_once_for_each_time_that_errors_last_however_many_points_it_shows():
    for step in (1.0, 5.0, 20.0):
        times = np.arange(0.0, 700.0 + step, step)
        assert point_weights(times, times).sum() == pytest.approx(1.0 + 700.0 / SAME_ERROR, abs=0.5)
    apart = np.arange(0.0, 7.0) * 3.0 * SAME_ERROR
    assert point_weights(apart, apart)[1:-1] == pytest.approx(1.0)
    assert point_weights([0.0, 1.0, 2.0], [None, 5.0, None]).tolist() == [0.0, 1.0, 0.0]


def test_cut_offs_after_a_long_gap_have_no_number():
    series = curve(stop=1700.0)
    gap = [index for index, time in enumerate(series.times) if not 300.0 < time < 1450.0]
    holed = replace(
        series,
        times=tuple(series.times[index] for index in gap),
        speeds=tuple(series.speeds[index] if series.times[index] < 1600.0 else 8962.0 for index in gap),
        heights=tuple(series.heights[index] for index in gap),
        height_rounding=tuple(series.height_rounding[index] for index in gap),
    )
    assert [item.number for item in seen_cutoffs(holed)] == [1, 0]
    assert [item.number for item in seen_ascents([holed])[0].cutoffs] == [1]


def test_a_second_display_that_begins_in_orbit_says_nothing_of_the_ascent():
    first, second = curve(stop=400.0), curve(start=1000.0, stop=1700.0)
    assert [item.series.times[0] for item in seen_ascents([second, first])] == [0.0]
    alone = seen_ascents([second])[0].series
    assert 1490.0 < alone.times[-1] < 1510.0


def test_range_and_height_at_a_cut_off_are_those_of_a_straight_climb():
    times = np.arange(0.0, 200.0, 1.0)
    speeds = np.where(times <= 150.0, 20.0 * times, 3000.0)
    series = SpeedHeightSeries(
        id="s",
        times=tuple(times),
        speeds=tuple(speeds),
        heights=tuple(0.6 * np.cumsum(np.append(0.0, 0.5 * (speeds[1:] + speeds[:-1])))),
        speed_rounding=1.0,
        height_rounding=(100.0,) * len(times),
        body="vehicle",
    )
    (cutoff,) = seen_cutoffs(series)
    assert cutoff.speed == pytest.approx(3000.0, rel=0.01)
    assert cutoff.height == pytest.approx(0.6 * 225e3, rel=0.02)
    assert cutoff.climb == pytest.approx(1800.0, rel=0.02)
    # Four fifths of the path are horizontal; the ground below is shorter by the height over the radius.
    assert cutoff.ground_range == pytest.approx(0.8 * 225e3, rel=0.03)
