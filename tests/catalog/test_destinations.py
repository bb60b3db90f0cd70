"""What launches from a site go to."""

from __future__ import annotations

import pytest

from downrange.catalog.destinations import useful_orbits
from downrange.catalog.sites import all_sites, find_site
from downrange.catalog.tables import read_rows


def named(name):
    site = find_site(name)
    assert site is not None
    return site


@pytest.mark.parametrize("site", all_sites(), ids=lambda site: site.id)
def test_the_shares_of_a_site_add_up_to_one(site):
    assert sum(orbit.share for orbit in useful_orbits(site)) == pytest.approx(1.0)


def test_every_row_is_of_a_known_site():
    assert {row["site"] for row in read_rows("destinations.tsv")} - {"any"} <= {site.id for site in all_sites()}


def test_an_orbit_from_a_place_with_its_latitude_out_of_reach_is_not_listed():
    for row in read_rows("destinations.tsv"):
        if row["site"] != "any" and row["inclination_deg"] != "east":
            least = abs(named(row["site"]).latitude_deg) - 2.0 * float(row["spread_deg"])
            assert least <= float(row["inclination_deg"]) <= 180.0 - least, row


def test_a_constellation_counts_from_its_first_year_on():
    before, after = (useful_orbits(named("kennedy"), year) for year in (2015, 2023))
    assert sum(orbit.share for orbit in before if orbit.inclination_deg == 53.1) < 0.02
    assert sum(orbit.share for orbit in after if orbit.inclination_deg == 53.1) > 0.15


def test_a_pad_goes_where_its_site_goes():
    assert useful_orbits(named("kourou/ela-3")) == useful_orbits(named("kourou"))


def test_a_family_that_was_expected_and_never_came_fades_as_launches_are_counted():
    shares = {orbit.inclination_deg: orbit.share for orbit in useful_orbits(named("baikonur"), 2015)}
    assert shares[46.0] < 0.002
    fresh = {orbit.inclination_deg: orbit.share for orbit in useful_orbits(named("mojave"), 2015)}
    assert fresh[45.0] > 0.15


def test_a_constellation_keeps_its_judged_share_in_its_first_year_among_many_that_were_counted():
    first = useful_orbits(named("cape-canaveral"), 2019)
    assert sum(orbit.share for orbit in first if orbit.inclination_deg == 53.1) > 0.15
