from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import dossier_samples as samples
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from pyproj import Proj
from shapely.geometry import Polygon

from downrange.dossier import words as language
from downrange.dossier.figures import map_extent, svg
from downrange.dossier.figures.axes import nice_length, nice_steps
from downrange.dossier.figures.basemap import land_paths
from downrange.dossier.figures.frame import fit
from downrange.dossier.figures.labels import Layout, text_width
from downrange.dossier.figures.map import ALONE, NARROW, draw_map
from downrange.dossier.figures.plots import draw_plots
from downrange.dossier.figures.projection import AzimuthalEquidistant, Orthographic, circle, destination, distance_km

EN = language.load("en")
LATITUDES, LONGITUDES = st.floats(-89.0, 89.0), st.floats(-180.0, 180.0)


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_the_projection_agrees_with_proj(lat0, lon0, lat, lon):
    ours = AzimuthalEquidistant(latitude_deg=lat0, longitude_deg=lon0)
    if distance_km((lat0, lon0), (lat, lon)) > 19000.0:
        return
    x, y = Proj(proj="aeqd", lat_0=lat0, lon_0=lon0, R=6371008.8)(lon, lat)
    assert np.hypot(*(np.array(ours.forward(lat, lon)) - np.array([x, y]) / 1000.0)) < 0.01


@given(LATITUDES, LONGITUDES, st.floats(-9000.0, 9000.0), st.floats(-9000.0, 9000.0))
def test_the_projection_comes_back_from_the_plane(lat0, lon0, x, y):
    about = AzimuthalEquidistant(latitude_deg=lat0, longitude_deg=lon0)
    again = about.forward(*about.inverse(x, y))
    assert np.hypot(again[0] - x, again[1] - y) < 1e-4


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_the_globe_agrees_with_proj(lat0, lon0, lat, lon):
    x, y, toward = Orthographic(latitude_deg=lat0, longitude_deg=lon0).forward(lat, lon)
    assert x**2 + y**2 + toward**2 == pytest.approx(1.0)
    if toward > 0.01:
        theirs = Proj(proj="ortho", lat_0=lat0, lon_0=lon0, R=1.0)(lon, lat)
        assert (float(x), float(y)) == pytest.approx(theirs, abs=1e-6)


def test_a_ring_is_everywhere_as_far_from_its_middle():
    lats, lons = circle(70.0, 170.0, 2500.0)
    assert [distance_km((70.0, 170.0), p) for p in zip(lats, lons, strict=True)] == pytest.approx([2500.0] * len(lats))
    assert distance_km((70.0, 170.0), destination(70.0, 170.0, 33.0, 900.0)) == pytest.approx(900.0)


@given(st.lists(st.tuples(st.floats(-85, 85), st.floats(-180, 180)), min_size=2, max_size=12), st.floats(300, 1000))
def test_a_frame_holds_all_it_was_made_for(places, width):
    start = places[0]
    near = [start] + [p for p in places if distance_km(start, p) < 8000.0]
    frame = fit(near, width=width, least_height=0.5 * width, most_height=width)
    if max(distance_km(a, b) for a, b in combinations(near, 2)) < 8000.0 if len(near) > 1 else True:
        assert all(frame.holds(place, inset=-0.5) for place in near)
    x, y = frame.place(start[0], start[1])
    assert distance_km(start, tuple(float(v) for v in frame.unplace(x, y))) < 0.01


@pytest.mark.parametrize("center", [(36.0, 124.0), (89.0, 0.0), (-89.5, 40.0), (60.0, 179.9), (0.0, 0.0)])
def test_land_stays_in_the_frame_and_the_square_islands_keep_their_area(square_world, center):
    frame = fit([center, destination(*center, 90.0, 1500.0)], width=600.0, least_height=600.0, most_height=600.0)
    for ring in land_paths(square_world.fine, frame):
        x, y = np.array(ring).T
        assert x.min() >= -6.0 and x.max() <= 606.0 and y.min() >= -6.0 and y.max() <= 606.0


def test_land_is_where_it_is_and_sea_where_it_is_not(square_world):
    frame = fit([(45.0, 110.0), (35.0, 128.0)], width=600.0, least_height=400.0, most_height=600.0)
    rings = [Polygon(ring) for ring in land_paths(square_world.fine, frame)]
    on_land = [
        any(ring.contains(shapely.Point(frame.point(p))) for ring in rings) for p in [(45.0, 112.0), (38.0, 125.0)]
    ]
    assert on_land == [True, False]


def test_land_around_the_far_pole_does_not_flood_the_map(square_world):
    frame = fit([(80.0, 0.0), (70.0, 90.0)], width=600.0, least_height=400.0, most_height=600.0)
    rings = [Polygon(ring) for ring in land_paths(square_world.fine, frame)]
    assert not any(ring.contains(shapely.Point(frame.point((85.0, 0.0)))) for ring in rings)


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 300)), max_size=25))
def test_labels_never_cover_each_other_nor_leave_the_map(points):
    layout = Layout(width=500.0, height=300.0)
    for number, (x, y) in enumerate(points):
        layout.beside(x, y, f"Place {number}", 13.0)
    for a, b in combinations(layout.taken, 2):
        assert a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] or b[1] >= a[3]
    assert all(box[0] >= 0 and box[1] >= 0 and box[2] <= 500 and box[3] <= 300 for box in layout.taken)


def test_wider_words_take_more_room():
    assert text_width("WWW", 10.0) > text_width("www", 10.0) > text_width("iii", 10.0)
    assert text_width("黄海", 10.0) == 20.0


@given(st.floats(-1000, 1000), st.floats(0.001, 100000), st.integers(2, 9))
def test_axis_steps_are_round_ordered_and_inside(low, span, wanted):
    steps = nice_steps(low, low + span, wanted)
    assert steps == sorted(set(steps))
    assert len(steps) <= wanted + 2
    assert all(step <= low + span + 1e-6 * span for step in steps)


@pytest.mark.parametrize(("most", "length"), [(0.9, 0.5), (1.0, 1.0), (430.0, 200.0), (5000.0, 5000.0)])
def test_a_scale_bar_has_a_round_length(most, length):
    assert nice_length(most) == length


def test_text_and_attributes_are_escaped():
    made = svg.text(1.0, 2.0, "<script>", class_='"><b>')
    assert "<script>" not in made
    assert "<b>" not in made
    assert isinstance(made, Markup)
    ElementTree.fromstring(made)


CASES = {
    "near": samples.chollima,
    "pole": samples.over_the_pole,
    "date line": samples.over_the_date_line,
    "north": samples.plesetsk,
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("shape", [ALONE, NARROW])
def test_a_map_is_sound_svg_that_names_what_it_shows(case, shape, square_world):
    launch = CASES[case]()
    places = map_extent.everything(launch)
    made = draw_map(launch, EN, square_world, places, name="m", shape=shape)
    root = ElementTree.fromstring(made)
    numbers = [float(n) for d in root.iter() for n in re.findall(r"-?\d+\.?\d*", d.get("d") or "")]
    assert max(abs(n) for n in numbers) < 4000.0
    description = root.find("{http://www.w3.org/2000/svg}desc").text
    assert all(area.message in description for area in launch.areas)
    assert launch.site.name in description
    tracks = [g for g in root.iter("{http://www.w3.org/2000/svg}g") if g.get("class") == "m-track"]
    assert len(list(tracks[0])) >= len(launch.plots.tracks)


def test_a_far_zone_gives_a_close_up_of_the_fall():
    assert map_extent.close_up(samples.chollima())
    assert not map_extent.close_up(samples.plesetsk())


def test_an_area_beyond_the_map_is_named_with_its_distance():
    from dataclasses import replace

    launch = samples.chollima()
    far = samples.area("HYDROPAC 1/23", samples.box(-45.0, -120.0, 90.0, 300.0, 100.0))
    launch = replace(launch, areas=(*launch.areas, far))
    ((name, km),) = map_extent.off_the_map(launch)
    assert name == "HYDROPAC 1/23"
    assert km == pytest.approx(distance_km(map_extent.pad(launch), (-45.0, -120.0)), rel=0.01)
    assert all(distance_km(map_extent.pad(launch), place) < 9500.0 for place in map_extent.everything(launch))


def test_measured_points_lie_on_the_plots_where_nothing_is_missing():
    from dataclasses import replace

    launch = samples.chollima()
    series = {
        "label": "webcast",
        "times": (1.0, 2.0, 3.0),
        "speeds_m_s": (10.0, None, 30.0),
        "heights_km": (0.1, 0.2, 0.3),
    }
    made = draw_plots(replace(launch, plots=replace(launch.plots, data=(series,))), EN, name="p")
    dots = {plot.key: plot.markup.count("<circle") for plot in made}
    assert dots == {"height_range": 2, "height_time": 3, "speed_time": 2}


def test_plots_without_flights_show_the_measured_points_alone():
    from dataclasses import replace

    launch = samples.chollima()
    series = {"label": "webcast", "times": (1.0, 2.0), "speeds_m_s": (10.0, 20.0), "heights_km": (None, None)}
    plots = type(launch.plots)(data=(series,))
    made = draw_plots(replace(launch, plots=plots), EN, name="p")
    assert [plot.key for plot in made] == ["speed_time"]


@pytest.mark.parametrize(
    ("bearing", "degrees"), [("W", 270.0), ("nne", 22.5), (135, 135.0), ("left", None), (None, None)]
)
def test_a_bearing_is_a_number_or_a_point_of_the_compass(bearing, degrees):
    assert map_extent.bearing_deg(bearing) == degrees


def test_no_upright_of_a_plot_crosses_the_name_of_another():
    drawn = draw_plots(samples.chollima(), language.load("en"), name="p")
    plots = [text for each in drawn if "p-moment-name" in (text := str(each.markup))]
    assert plots
    for text in plots:
        assert text.rindex('class="p-moment"') < text.index("p-moment-name")
