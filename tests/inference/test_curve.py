"""Kinks in speed curves: where thrust ended, from curves made with known cut-offs."""

from __future__ import annotations

import numpy as np
import pytest

from downrange.inference.curve import ascent_of, seen_cutoffs
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
