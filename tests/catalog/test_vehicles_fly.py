"""Vehicles flown: the catalog's numbers, through the project's own flight, against published capacities."""

import math
from dataclasses import replace

import pytest

from downrange.catalog.sites import find_site
from downrange.catalog.vehicles import all_vehicles, find_vehicle, generic_classes
from downrange.flight import fly, plan_flight
from downrange.records.vehicle import Vehicle

pytestmark = pytest.mark.slow


def reaches_orbit(vehicle: Vehicle, site_id: str, perigee_km: float, apogee_km: float, inclination_deg: float) -> bool:
    site = find_site(site_id)
    assert site is not None
    plan = plan_flight(
        vehicle,
        latitude=math.radians(site.latitude_deg),
        longitude=math.radians(site.longitude_deg),
        height=site.height,
        perigee=perigee_km * 1e3,
        apogee=apogee_km * 1e3,
        inclination=math.radians(inclination_deg),
    )
    flown = fly(vehicle, plan)
    return bool(flown.in_orbit[0]) and float(flown.perigee[0]) > (perigee_km - 60.0) * 1e3


def test_nearly_every_vehicle_takes_its_typical_payload_to_orbit():
    vehicles = [*all_vehicles(), *(v for v in generic_classes() if v.kind == "orbital")]
    short = [v.id for v in vehicles if not any(reaches_orbit(v, "kennedy", h, h, 51.6) for h in (200.0, 400.0, 700.0))]
    # Those left need a parking orbit or guidance for thrust of a tenth of a g, which one burn to depletion is not.
    assert len(short) <= 0.05 * len(vehicles), short


@pytest.mark.parametrize(
    ("id_", "site", "perigee_km", "apogee_km", "inclination_deg", "payload"),
    # Capacities that the operators publish [kg].
    [
        ("falcon-9-block-5-expended", "cape-canaveral", 200, 200, 28.6, 22_800),
        ("soyuz-2-1a", "baikonur", 200, 200, 51.6, 7_300),
        ("soyuz-2-1b", "baikonur", 200, 200, 51.6, 8_200),
        ("rokot", "plesetsk", 200, 200, 63.0, 1_950),
        ("kosmos-3m", "plesetsk", 300, 300, 66.0, 1_450),
        ("proton-m-3-stage", "baikonur", 180, 180, 51.5, 23_000),
        ("zenit-2", "baikonur", 200, 200, 51.4, 13_740),
        ("antares-230", "wallops", 200, 300, 51.6, 8_100),
        ("atlas-v-401", "cape-canaveral", 200, 200, 28.7, 9_800),
        ("delta-iv-m", "cape-canaveral", 200, 200, 28.7, 9_400),
        ("delta-iv-m-4-2", "cape-canaveral", 200, 200, 28.7, 13_100),
        ("h-iia-202", "tanegashima", 300, 300, 30.4, 10_000),
        ("long-march-2c", "jiuquan", 200, 200, 42.0, 3_850),
        ("long-march-2d", "jiuquan", 200, 200, 42.0, 4_000),
        ("long-march-2f", "jiuquan", 200, 350, 42.0, 8_500),
    ],
)
def test_a_vehicle_lifts_what_its_operator_says_and_not_much_more(
    id_: str, site: str, perigee_km: float, apogee_km: float, inclination_deg: float, payload: float
):
    vehicle = find_vehicle(id_)
    assert vehicle is not None
    orbit = (site, perigee_km, apogee_km, inclination_deg)
    lighter, heavier = (
        replace(vehicle, payload_mass=replace(vehicle.payload_mass, value=payload * factor)) for factor in (0.85, 1.15)
    )
    assert reaches_orbit(lighter, *orbit)
    assert not reaches_orbit(heavier, *orbit)
