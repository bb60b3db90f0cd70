"""Which launch a set of warned areas belongs to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from downrange.catalog.sites import find_site
from downrange.earth.geodesic import destination_deg
from downrange.linking.windows import alignment, launch_at, match_sites, open_at, opens_late
from downrange.records.area import Area, AreaKind, AreaShape, Window
from downrange.records.document import Provenance


def box(site, bearing, distance, start, *, hours=1.0, kind=AreaKind.LAUNCH):
    """An area of 60 km at a bearing and distance from a site, open for some hours."""
    center = destination_deg(site.latitude_deg, site.longitude_deg, bearing, distance)
    ring = tuple(destination_deg(*center, angle, 60e3) for angle in (45, 135, 225, 315))
    return Area(
        id=f"{bearing}-{distance}",
        message="TEST 1/26",
        kind=kind,
        shape=AreaShape.POLYGON,
        rings_deg=(ring,),
        windows=(Window(start=start, end=start + timedelta(hours=hours)),),
        provenance=Provenance(document="", path="", span=(0, 0), words="", rule="test"),
    )


PLESETSK = find_site("plesetsk")
ROKOT_OPENING = datetime(2017, 10, 13, 9, 15, tzinfo=UTC)


def test_areas_in_line_from_a_site_that_launched_in_their_window_find_that_launch():
    areas = [box(PLESETSK, 341.0, distance, ROKOT_OPENING) for distance in (1.1e6, 1.4e6, 3.8e6)]
    best = match_sites(areas)[0]
    assert (best.site.id, best.launch.tag) == ("plesetsk", "2017-064")
    assert best.probability > 0.5


def test_probabilities_of_all_matches_sum_to_one():
    areas = [box(PLESETSK, 341.0, 1.1e6, ROKOT_OPENING)]
    assert abs(sum(match.probability for match in match_sites(areas)) - 1.0) < 1e-9


def test_areas_of_gunnery_belong_to_no_launch():
    assert match_sites([box(PLESETSK, 341.0, 1.1e6, ROKOT_OPENING, kind=AreaKind.GUNNERY)]) == ()


def test_an_area_that_opens_hours_after_the_others_is_for_a_deorbit():
    first = box(PLESETSK, 341.0, 1.1e6, ROKOT_OPENING)
    late = box(PLESETSK, 341.0, 9e6, ROKOT_OPENING + timedelta(hours=3))
    assert opens_late(late, [first, late])
    assert not opens_late(first, [first, late])


def test_a_known_site_finds_its_launch_in_the_window():
    areas = [box(PLESETSK, 341.0, 1.1e6, ROKOT_OPENING)]
    assert launch_at(PLESETSK, areas).tag == "2017-064"
    assert open_at(areas[0], ROKOT_OPENING + timedelta(minutes=10))
    assert not open_at(areas[0], ROKOT_OPENING - timedelta(minutes=10))


def test_a_window_without_launches_gives_sites_but_no_launch():
    areas = [box(PLESETSK, 341.0, 1.1e6, datetime(2031, 5, 1, tzinfo=UTC))]
    assert all(match.launch is None for match in match_sites(areas))


def test_years_after_the_catalogs_last_launch_a_site_is_found_by_the_line_of_its_areas():
    vandenberg = find_site("vandenberg")
    opening = datetime(2035, 3, 10, 14, 0, tzinfo=UTC)
    best = match_sites([box(vandenberg, 190.0, distance, opening) for distance in (6e5, 1.6e6)])[0]
    assert best.site.id == "vandenberg"
    assert best.launch is None


def along(site, bearing, distance, start):
    """An area of 200 by 50 km that lies along a bearing, at a distance from a site."""
    center = destination_deg(site.latitude_deg, site.longitude_deg, bearing, distance)
    ends = [destination_deg(*center, bearing + turn, 100e3) for turn in (0, 180)]
    first, second = ([destination_deg(*end, bearing + side, 25e3) for side in (-90, 90)] for end in ends)
    ring = (*first, *reversed(second))
    return replace(box(site, bearing, distance, start), id=f"along-{bearing}-{distance}", rings_deg=(ring,))


@pytest.mark.parametrize(("site", "bearing"), [("kourou", 349.0), ("cape-canaveral", 110.0)])
def test_a_site_is_found_by_how_areas_lie_where_busier_sites_see_them_as_much_in_line(site, bearing):
    pad, opening = find_site(site), datetime(2035, 3, 14, 1, 30, tzinfo=UTC)
    areas = [along(pad, bearing, distance, opening) for distance in (3e5, 1.3e6)]
    assert match_sites(areas)[0].site.id == site


def test_a_site_does_not_launch_where_its_range_does_not_allow():
    sohae, opening = find_site("sohae"), datetime(2035, 3, 14, 1, 30, tzinfo=UTC)
    fits = {}
    for bearing in (172.0, 60.0):
        fits[bearing] = alignment(sohae, [along(sohae, bearing, distance, opening) for distance in (4e5, 1.3e6)])
    assert fits[172.0] > fits[60.0] + 3.0
