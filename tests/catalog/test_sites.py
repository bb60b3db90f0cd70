"""Sites and pads: names in many spellings, positions against published pads."""

import pytest

from downrange.catalog.launches import find_by_tag
from downrange.catalog.names import fold_name
from downrange.catalog.sites import all_sites, find_pads, find_site, nearest_sites, pad_of, zone_of

HIGHEST_GROUND = 5_000.0


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("sohae", "sohae"),
        ("Tongchang-ri", "sohae"),
        ("서해위성발사장", "sohae"),
        ("Сохэ", "sohae"),
        ("centre spatial guyanais", "kourou"),
        ("Guyane", "kourou"),
        ("PLESSETSK", "plesetsk"),
        ("Плесецк", "plesetsk"),
        ("Andoya", "andoya"),
        ("andøya spaceport", "andoya"),
        ("種子島宇宙センター", "tanegashima"),
        ("Cap Canaveral", "cape-canaveral"),
        ("Spaceport Florida Authority", "cape-canaveral"),
        ("centre spatial Imam Khomeini", "semnan"),
        ("Chahroud", "shahroud"),
        ("SLC-4E", "vandenberg/slc-4e"),
        ("slc 4e", "vandenberg/slc-4e"),
    ],
)
def test_a_site_is_found_by_any_of_its_names(name: str, site: str):
    found = find_site(name)
    assert found is not None
    assert found.id == site


def test_an_unknown_name_finds_nothing():
    assert find_site("Atlantis") is None
    assert find_site("") is None


def test_ids_are_unique_and_in_the_plain_alphabet():
    ids = [site.id for site in all_sites()]
    assert len(set(ids)) == len(ids)
    assert all(id_.replace("-", "").isalnum() and id_ == fold_name(id_).replace(" ", "-") for id_ in ids)


def test_every_site_has_a_position_a_country_and_a_clock():
    for site in all_sites():
        assert -90 <= site.latitude_deg <= 90
        assert -180 <= site.longitude_deg <= 180
        assert len(site.country) == 2
        assert site.source
        assert zone_of(site).key == site.timezone


def test_pads_lie_at_their_sites_unless_an_aircraft_carries_them_away():
    for site in all_sites():
        for pad in find_pads(site.id):
            assert pad.timezone == site.timezone
            if pad.height > HIGHEST_GROUND:
                continue
            assert abs(pad.latitude_deg - site.latitude_deg) < 0.6, pad.id
            assert abs(pad.longitude_deg - site.longitude_deg) < 0.6, pad.id


@pytest.mark.parametrize(
    ("tag", "latitude_deg", "longitude_deg"),
    # Pads of the published notices' launches (shared data, notices/launches.csv).
    [("2018-061", 34.632093, -120.610829), ("2011-060", 5.3053, -52.834), ("2018-060", 5.239, -52.7683)],
)
def test_a_launch_left_from_the_pad_of_its_vehicle(tag: str, latitude_deg: float, longitude_deg: float):
    launch = find_by_tag(tag)
    assert launch is not None
    pad = pad_of(launch)
    assert pad is not None
    assert pad.latitude_deg == pytest.approx(latitude_deg, abs=0.003)
    assert pad.longitude_deg == pytest.approx(longitude_deg, abs=0.003)


def test_a_pad_between_two_sites_is_that_of_its_own():
    # SLC-40 is nearer to the middle of the Kennedy Space Center than to that of the Space Force Station it lies on.
    assert nearest_sites(28.5619, -80.5772, within=60e3)[0].id == "cape-canaveral"
    assert nearest_sites(28.6083, -80.6041, within=60e3)[0].id == "kennedy"


def test_the_nearest_site_comes_first():
    near = nearest_sites(28.6, -80.6, within=50e3)
    assert [site.id for site in near] == ["kennedy", "cape-canaveral"]
    assert nearest_sites(0.0, 0.0, within=100e3) == ()
