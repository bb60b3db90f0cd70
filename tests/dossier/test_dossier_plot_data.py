"""What plots bear on top of the computed bands."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import dossier_samples as samples
import numpy as np
import pytest
from dossier_samples import FlightTrack

from downrange.dossier import words as language
from downrange.dossier.figures.map_extent import pad
from downrange.dossier.figures.plot_data import measured, stated, warned
from downrange.dossier.figures.plots import draw_plots
from downrange.dossier.figures.projection import EARTH_RADIUS_KM, circle, destination
from downrange.dossier.figures.sketch import sketches
from downrange.records.claim import ClaimKind, Hedge
from downrange.records.dossier import WeighedClaim

EN = language.load("en")


def number(role, si, *, who="kcna", hedge=Hedge.FACT, kind=ClaimKind.QUANTITY, **value):
    launch = samples.chollima()
    like = launch.claims[0].claim
    claim = replace(
        like, id=f"{role}-{si}-{who}", kind=kind, role=role, value={"si": si, **value}, hedge=hedge, chain=(who,)
    )
    return WeighedClaim(claim=claim, report="r", used=True, misfit_sigma=None)


def with_claims(*claims):
    return replace(samples.chollima(), claims=claims)


def test_ground_range_is_summed_up_from_speed_and_height_as_on_a_known_arc():
    # A level flight at 100 km and 7 km/s: the ground passes by slower than the flight, by the ratio of the radii.
    times = np.arange(0.0, 301.0, 1.0)
    series = {"times": tuple(times), "heights_km": (100.0,) * 301, "speeds_m_s": (7000.0,) * 301}
    points = list(measured([series], "range", "height"))
    expected = 7.0 * times[-1] * EARTH_RADIUS_KM / (EARTH_RADIUS_KM + 100.0)
    assert points[-1][0] == pytest.approx(expected, rel=0.02)
    assert all(height == 100.0 for _, height in points)


def test_a_steep_climb_covers_less_ground_than_its_length():
    series = {"times": (0.0, 10.0), "heights_km": (0.0, 3.0), "speeds_m_s": (500.0, 500.0)}
    (_, end) = list(measured([series], "range", "height"))
    assert end[0] == pytest.approx(4.0, rel=1e-3)


def test_measured_places_give_the_range_they_were_measured_at():
    series = {"times": (50.0, 60.0), "heights_km": (40.0, 55.0), "speeds_m_s": (None, None), "ranges_km": (30.0, 45.0)}
    assert list(measured([series], "range", "height")) == [(30.0, 40.0), (45.0, 55.0)]


def test_a_series_that_begins_in_flight_has_no_summed_range():
    series = {"times": (50.0, 60.0), "heights_km": (40.0, 55.0), "speeds_m_s": (900.0, 990.0)}
    assert list(measured([series], "range", "height")) == []


def test_stated_numbers_stand_on_their_axis_and_withdrawn_ones_do_not():
    launch = with_claims(
        number("apogee", 250e3),
        number("range", 430e3),
        number("apogee", 9e5, hedge=Hedge.NEGATED),
        number("count", 3.0),
    )
    found = {(one.axis, one.value) for one in stated(launch, "range", "height", EN)}
    assert found == {("y", 250.0), ("x", 430.0)}
    assert [one.value for one in stated(launch, "time", "speed", EN)] == []


def test_those_who_say_the_same_share_a_mark():
    launch = with_claims(
        number("apogee", 250e3), number("apogee", 251e3, who="jcs"), number("apogee", 300e3, who="nhk")
    )
    marks = stated(launch, "time", "height", EN)
    assert [one.value for one in marks] == [250.0, 300.0]
    assert marks[0].who == "KCNA, South Korea's Joint Chiefs of Staff"


def test_warned_areas_reach_from_their_nearest_to_their_farthest_corner():
    launch = samples.chollima()
    start = pad(launch)
    middle = destination(*start, 190.0, 500.0)
    lats, lons = circle(*middle, 60.0, points=73)
    area = replace(launch.areas[0], rings_deg=(tuple(zip(lats.tolist(), lons.tolist(), strict=True)),))
    (span,) = warned(replace(launch, areas=(area, area)))
    assert span == pytest.approx((440.0, 560.0), abs=0.5)


def test_a_number_far_beyond_the_flights_does_not_flatten_them():
    launch = samples.chollima()
    top = max(launch.plots.height_by_time.q95)
    near, far = number("apogee", 1.2e3 * top), number("apogee", 40e3 * top)
    plots = {plot.key: plot for plot in draw_plots(replace(launch, claims=(near, far)), EN, name="p")}
    assert plots["height_time"].stated
    assert plots["height_time"].markup.count('class="p-said"') == 1
    alone = {plot.key: plot for plot in draw_plots(replace(launch, claims=(far,)), EN, name="p")}
    assert not alone["height_time"].stated


def test_every_explanation_with_a_flight_has_a_sketch_on_one_scale():
    launch = samples.chollima()
    ids = [each.explanation.id for each in launch.explanations][:2]
    start = pad(launch)

    def flight(name, reach):
        xs = np.linspace(0.0, reach, 9)
        places = [destination(*start, 190.0, float(x)) for x in xs]
        return FlightTrack(
            explanation=name,
            times=tuple(xs),
            latitudes_deg=tuple(lat for lat, _ in places),
            longitudes_deg=tuple(lon for _, lon in places),
            heights_km=tuple(100.0 * math.sin(math.pi * x / reach) for x in xs),
            speeds_m_s=(1.0,) * 9,
        )

    plots = replace(launch.plots, examples=(flight(ids[0], 400.0), flight(ids[1], 200.0)))
    made = sketches(replace(launch, plots=plots, claims=()), EN)
    assert made.keys() == set(ids)
    ends = []
    for name in ids:
        (line,) = re.findall(r'<path d="M([^"]*)" class="p-sketch"', str(made[name]))
        ends.append(max(float(point.split()[0]) for point in line.split("L")))
    assert ends[1] - 4.0 == pytest.approx((ends[0] - 4.0) / 2.0, abs=1.0)
