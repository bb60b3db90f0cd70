"""Vehicles: what their numbers imply against the rocket equation, published burn times and published sizes."""

import math
from dataclasses import fields

import pytest

from downrange.catalog.launches import find_by_tag, load_launches
from downrange.catalog.vehicles import (
    all_vehicles,
    find_vehicle,
    generic_classes,
    published_burn_times,
    vehicle_of_launch,
)
from downrange.records.vehicle import Estimate, Stage, Vehicle

STANDARD_GRAVITY = 9.80665
SEA_LEVEL_PRESSURE = 101_325.0


def burn_time(stage: Stage) -> float:
    return stage.propellant_mass.value * stage.specific_impulse.value * STANDARD_GRAVITY / stage.thrust.value


def liftoff_mass(vehicle: Vehicle) -> float:
    stages = sum(s.propellant_mass.value + s.dry_mass.value for s in vehicle.stages)
    booster = vehicle.booster
    strap_ons = vehicle.booster_count * (booster.propellant_mass.value + booster.dry_mass.value) if booster else 0.0
    return stages + strap_ons + vehicle.fairing_mass.value + vehicle.payload_mass.value


def liftoff_thrust(vehicle: Vehicle) -> float:
    first = vehicle.stages[0]
    total = first.thrust.value - first.exit_area.value * SEA_LEVEL_PRESSURE
    if vehicle.booster:
        booster = vehicle.booster
        total += vehicle.booster_count * (booster.thrust.value - booster.exit_area.value * SEA_LEVEL_PRESSURE)
    return total


def ideal_speed(vehicle: Vehicle) -> float:
    """Tsiolkovsky's sum over stages; strap-ons burn beside the first; the fairing goes with the first stage [m/s]."""
    mass = liftoff_mass(vehicle)
    speed = 0.0
    for number, stage in enumerate(vehicle.stages):
        left = stage.propellant_mass.value
        if number == 0 and vehicle.booster:
            booster, count = vehicle.booster, vehicle.booster_count
            core = min(left, left * burn_time(booster) / burn_time(stage))
            strap_ons = count * booster.propellant_mass.value
            impulse = core * stage.specific_impulse.value + strap_ons * booster.specific_impulse.value
            burned = core + strap_ons
            speed += impulse / burned * STANDARD_GRAVITY * math.log(mass / (mass - burned))
            mass -= burned + count * booster.dry_mass.value
            left -= core
        speed += stage.specific_impulse.value * STANDARD_GRAVITY * math.log(mass / (mass - left))
        mass -= left + stage.dry_mass.value + (vehicle.fairing_mass.value if number == 0 else 0.0)
    return speed


def estimates(record: Vehicle | Stage) -> list[Estimate]:
    values = [getattr(record, field.name) for field in fields(record)]
    return [v for v in values if isinstance(v, Estimate)]


REAL = [vehicle for vehicle in all_vehicles() if vehicle.kind == "orbital"]


@pytest.mark.parametrize("vehicle", REAL, ids=lambda v: v.id)
def test_a_vehicle_lifts_off_and_can_reach_orbit(vehicle: Vehicle):
    ratio = liftoff_thrust(vehicle) / (liftoff_mass(vehicle) * STANDARD_GRAVITY)
    # Rockets of a few tonnes descend from sounding rockets and leave in a hurry.
    assert 1.05 < ratio < (2.7 if liftoff_mass(vehicle) > 5e3 else 5.5)
    # Orbital speed and losses need 8.9 km/s at least; escape missions and light payloads have more to spare.
    assert 8_900 < ideal_speed(vehicle) < 15_500


@pytest.mark.parametrize(
    ("name", "pair"), sorted(published_burn_times().items()), ids=lambda x: x if isinstance(x, str) else ""
)
def test_propellant_thrust_and_impulse_give_the_published_burn_time(name: str, pair: tuple[Stage, float]):
    stage, published = pair
    assert burn_time(stage) == pytest.approx(published, rel=0.09), name


@pytest.mark.parametrize(
    ("id_", "tonnes", "within"),
    # Lift-off masses from operators' user's guides and fact sheets.
    [
        ("falcon-9-block-5", 549, 0.04),
        ("soyuz-st-b", 308, 0.03),
        ("ariane-5-eca", 777, 0.03),
        ("vega", 138, 0.03),
        ("vega-c", 210, 0.03),
        ("nuri", 200, 0.03),
        ("pslv-xl", 320, 0.03),
        ("pslv-ca", 229, 0.03),
        ("rokot", 107, 0.04),
        ("unha-3", 91, 0.08),
        ("simorgh", 87, 0.10),
        ("safir", 26, 0.10),
        ("kosmos-3m", 109, 0.03),
        ("dnepr", 209, 0.03),
        ("lvm3", 640, 0.03),
        ("gslv-mk2", 420, 0.03),
        ("electron", 13, 0.06),
        ("antares-230", 298, 0.03),
        ("atlas-v-401", 334, 0.03),
        ("atlas-v-551", 587, 0.04),
        ("delta-iv-heavy", 733, 0.03),
        ("delta-ii-7920", 229, 0.03),
        ("minotaur-iv", 86, 0.03),
        ("proton-m-briz-m", 705, 0.02),
        ("long-march-2d", 250, 0.03),
        ("long-march-3b", 456, 0.04),
        ("long-march-4c", 250, 0.03),
        ("long-march-5", 867, 0.04),
        ("h-iia-202", 289, 0.03),
        ("h-iib", 531, 0.04),
        ("epsilon", 95, 0.03),
        ("starship-v1", 5000, 0.05),
        ("firefly-alpha", 54, 0.03),
        ("launcherone", 26, 0.04),
        ("kuaizhou-1a", 30, 0.04),
        ("shavit-2", 31, 0.05),
    ],
)
def test_liftoff_mass_is_the_published_one(id_: str, tonnes: float, within: float):
    vehicle = find_vehicle(id_)
    assert vehicle is not None
    assert liftoff_mass(vehicle) == pytest.approx(tonnes * 1e3, rel=within)


def test_every_number_has_an_error_bar_and_a_source():
    for vehicle in (*all_vehicles(), *generic_classes()):
        for record in (vehicle, *vehicle.stages, *([vehicle.booster] if vehicle.booster else [])):
            for estimate in estimates(record):
                assert estimate.value >= 0
                assert estimate.sigma > 0 or estimate.value == 0
                assert estimate.source
        assert len(vehicle.coast) in (0, len(vehicle.stages))
        assert (vehicle.booster is None) == (vehicle.booster_count == 0)


def test_generic_classes_can_do_what_they_stand_for():
    classes = {vehicle.id: vehicle for vehicle in generic_classes()}
    orbital = [vehicle for vehicle in classes.values() if vehicle.kind == "orbital"]
    assert {vehicle.stage_count for vehicle in orbital} == {2, 3, 4}
    for vehicle in orbital:
        assert 9_300 < ideal_speed(vehicle) < 13_000
        assert 1.1 < liftoff_thrust(vehicle) / (liftoff_mass(vehicle) * STANDARD_GRAVITY) < 2.4
    for vehicle in classes.values():
        if vehicle.kind == "ballistic":
            assert ideal_speed(vehicle) < 9_300


def test_ids_and_catalog_names_are_unique():
    ids = [vehicle.id for vehicle in (*all_vehicles(), *generic_classes())]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Cheonlima-1", "chollima-1"),
        ("천리마-1형", "chollima-1"),
        ("Rockot", "rokot"),
        ("FALCON 9", "falcon-9-block-5"),
        ("PSLV-C61", "pslv-xl"),
        ("Véga-C", "vega-c"),
        ("누리호", "nuri"),
        ("Soyouz-ST", "soyuz-st-b"),
        ("Симург", "simorgh"),
        ("Starship/Super Heavy", "starship-v1"),
        ("Long March-2D Y82", "long-march-2d"),
        ("长征二号丁", "long-march-2d"),
        ("H-IIA F50", "h-iia-202"),
        ("Протон-М", "proton-m-briz-m"),
    ],
)
def test_a_vehicle_is_found_by_any_of_its_names(name: str, id_: str):
    vehicle = find_vehicle(name)
    assert vehicle is not None
    assert vehicle.id == id_


def test_an_unknown_vehicle_finds_nothing():
    assert find_vehicle("Jupiter-7 moon rocket") is None
    assert find_vehicle("") is None


@pytest.mark.parametrize(
    ("tag", "id_"),
    [
        ("2018-061", "falcon-9-block-5"),
        ("2017-064", "rokot"),
        ("2023-F06", "chollima-1"),
        ("2011-060", "soyuz-st-b"),
        ("2018-071", "pslv-ca"),
        ("2018-060", "ariane-5-es"),
    ],
)
def test_a_past_launch_names_its_vehicle(tag: str, id_: str):
    launch = find_by_tag(tag)
    assert launch is not None
    vehicle = vehicle_of_launch(launch)
    assert vehicle is not None
    assert vehicle.id == id_


def test_most_launches_of_this_century_have_a_vehicle():
    recent = [launch for launch in load_launches() if launch.liftoff.year >= 2000]
    known = [launch for launch in recent if vehicle_of_launch(launch) is not None]
    assert len(known) / len(recent) > 0.94
