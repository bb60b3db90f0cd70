"""Places, seas, land and sources: names in many spellings, outlines against known points."""

import json
import subprocess
import sys

import pytest
from shapely.geometry import Point, Polygon

from downrange.catalog.land import land_rings
from downrange.catalog.names import fold_name
from downrange.catalog.places import all_places, find_place, sea_rings
from downrange.catalog.sites import all_sites
from downrange.catalog.sources import all_sources, find_source
from downrange.errors import CatalogError


def is_inside(rings: tuple[tuple[tuple[float, float], ...], ...], latitude_deg: float, longitude_deg: float) -> bool:
    point = Point(longitude_deg, latitude_deg)
    return any(Polygon([(lon, lat) for lat, lon in ring]).contains(point) for ring in rings)


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("mer Jaune", "yellow-sea"),
        ("서해", "yellow-sea"),
        ("Жёлтое море", "yellow-sea"),
        ("Желтое море", "yellow-sea"),
        ("黄海", "yellow-sea"),
        ("Gelbes Meer", "yellow-sea"),
        ("EAST SEA", "sea-of-japan"),
        ("mer de l’Est", "sea-of-japan"),
        ("Gulf of America", "gulf-of-mexico"),
        ("océan Indien", "indian-ocean"),
        ("Îles Turques-et-Caïques", "turks-and-caicos"),
        ("奥尻島", "okushiri"),
        ("어청도", "eocheong"),
        ("Kourou", "kourou"),
        ("полигон Кура", "kura"),
    ],
)
def test_a_place_is_found_by_any_of_its_names(name: str, id_: str):
    place = find_place(name)
    assert place is not None
    assert place.id == id_


def test_a_language_with_its_own_script_takes_only_names_in_it():
    assert find_place("서해", lang="ko") is not None
    assert find_place("Yellow Sea", lang="ko") is None
    assert find_place("Atlantis") is None


def test_no_name_means_two_places():
    owner: dict[str, str] = {}
    named = [(p.id, p.names) for p in all_places()] + [(s.id, (s.name, *s.aliases)) for s in all_sites()]
    for id_, names in named:
        for name in names:
            assert owner.setdefault(fold_name(name), id_) == id_, name


def test_places_have_sane_points_and_radii():
    assert len(all_places()) > 450
    for place in all_places():
        assert -90 <= place.latitude_deg <= 90
        assert -180 <= place.longitude_deg <= 180
        assert 20e3 <= place.radius <= 8e6


@pytest.mark.parametrize(
    ("sea", "latitude_deg", "longitude_deg", "inside"),
    [
        # About 200 km west of Eocheongdo, where the launch of May 2023 came down.
        ("yellow-sea", 36.1, 123.76, True),
        ("yellow-sea", 36.1, 127.5, False),
        ("sea-of-japan", 39.6, 134.0, True),
        ("sea-of-japan", 39.3, 128.0, True),
        ("sea-of-japan", 33.0, 140.0, False),
        ("gulf-of-mexico", 25.0, -90.0, True),
        ("gulf-of-mexico", 25.0, -75.0, False),
        ("pacific", 0.0, -150.0, True),
        ("pacific", 20.0, 130.0, True),
        ("indian-ocean", -20.0, 80.0, True),
        ("mediterranean-sea", 35.0, 18.0, True),
        ("barents-sea", 72.0, 40.0, True),
        ("caribbean-sea", 15.0, -75.0, True),
        ("bay-of-bengal", 12.0, 87.0, True),
        ("philippine-sea", 18.0, 130.0, True),
        ("east-china-sea", 29.0, 125.0, True),
    ],
)
def test_the_outline_of_a_sea_holds_what_is_in_it(sea: str, latitude_deg: float, longitude_deg: float, inside: bool):
    rings = sea_rings(sea)
    assert rings is not None
    assert is_inside(rings, latitude_deg, longitude_deg) is inside


def test_every_sea_outline_belongs_to_a_place_and_islands_have_none():
    for place in all_places():
        rings = sea_rings(place.id)
        assert (rings is not None) == (place.polygon is not None)
        for ring in rings or ():
            assert len(ring) >= 3
            assert ring[0] != ring[-1]
    assert sea_rings("okinawa") is None
    assert sea_rings("nowhere") is None


def test_land_is_where_it_should_be():
    for resolution in ("110m", "50m"):
        rings = land_rings(resolution)
        assert is_inside(rings, 48.85, 2.35)
        assert is_inside(rings, 36.2, 138.2)
        assert not is_inside(rings, 36.0, 123.5)
        assert not is_inside(rings, 0.0, -150.0)
    with pytest.raises(CatalogError, match="10m"):
        land_rings("10m")


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Tass", "tass"),
        ("KCNA", "kcna"),
        ("ministère japonais de la Défense", "jp_mod"),
        ("합참", "jcs"),
        ("防衛省", "jp_mod"),
        ("Роскосмос", "roscosmos"),
        ("l'agence spatiale américaine", "nasa"),
        ("agence spatiale indienne", "isro"),
        ("Rocket Lab", "rocket_lab"),
        ("北朝鮮国営メディア", "nk_state_media"),
    ],
)
def test_a_source_is_found_by_any_of_its_names(name: str, id_: str):
    source = find_source(name)
    assert source is not None
    assert source.id == id_


def test_sources_are_typed_and_no_name_means_two():
    owner: dict[str, str] = {}
    for source in all_sources():
        assert source.names
        for name in source.names:
            assert owner.setdefault(fold_name(name), source.id) == source.id, name
    assert {source.type for source in all_sources()} == {
        "agency",
        "agency-press",
        "anonymous",
        "broadcaster",
        "company",
        "experts",
        "government",
        "military",
        "person",
        "press",
        "state-media",
    }


def test_reading_names_loads_no_outline_and_no_array_library():
    code = (
        "import json, sys; from downrange.catalog.places import find_place, _outlines;"
        "from downrange.catalog.sources import find_source; find_place('mer Jaune'); find_source('Tass');"
        "print(json.dumps([_outlines.cache_info().currsize, *({'numpy', 'shapely', 'scipy'} & set(sys.modules))]))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert json.loads(done.stdout) == [0]
