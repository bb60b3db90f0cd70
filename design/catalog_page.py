"""Writes docs/catalog.md: what the catalog holds, with the figures that the vehicles' numbers imply.

Run from the repository root: `.venv/bin/python design/catalog_page.py`.
"""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

from downrange.catalog.land import land_rings
from downrange.catalog.launches import failure_tags, load_launches
from downrange.catalog.places import all_places, sea_rings
from downrange.catalog.sites import all_sites, find_pads
from downrange.catalog.sources import all_sources
from downrange.catalog.vehicles import all_vehicles, generic_classes, vehicle_of_launch
from downrange.records.vehicle import Estimate, Stage, Vehicle

PAGE = Path(__file__).resolve().parents[1] / "docs" / "catalog.md"
STANDARD_GRAVITY = 9.80665
SEA_LEVEL_PRESSURE = 101_325.0

HEAD = """# The catalog

What is known before any report is read.
This page is written by `python design/catalog_page.py`; where every file is from is in
`src/downrange/catalog/SOURCES.md`.

| what | how many | call |
| --- | --- | --- |
| launches, 1957 to 2025 | {launches} | `find_launches(start=, end=, country=, site=, vehicle=)`, `find_by_tag(tag)`, `find_by_local_day(day)` |
| failed launches with objects | {failures} | `find_failure(tag)` |
| launch sites and pads | {sites} and {pads} | `find_site(name)`, `nearest_sites(lat, lon, within=)`, `find_pads(site)`, `pad_of(launch)` |
| vehicles | {vehicles} | `find_vehicle(name)`, `vehicle_of_launch(launch)`, `all_vehicles()` |
| generic classes | {classes} | `generic_classes()` |
| places, of them seas with outline | {places}, {seas} | `find_place(name, lang=)`, `sea_rings(place)` |
| rings of land, coarse and fine | {coarse}, {fine} | `land_rings(resolution)` |
| sources | {sources} | `find_source(name)` |

Vehicles cover {covered} of {recent} launches since 2000 ({share:.0%}).

## Vehicles

Lift-off mass, thrust over weight at sea level, and ideal speed with the typical payload follow from the numbers in
`data/vehicles/*.toml`; the error bar is one standard deviation of first-stage thrust and of its propellant.
Burn times are propellant x impulse / thrust, strap-on first.

| vehicle | country | stages | lift-off [t] | thrust / weight | ideal speed [km/s] | burn times [s] | error of thrust, propellant | launches since 2000 |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""  # noqa: E501

CLASSES = """
## Generic classes

The orbital ones are medians over the vehicles above (`design/learn_classes.py`); the ballistic ones are rough and wide.

| class | stages | lift-off [t] | thrust / weight | ideal speed [km/s] | burn times [s] | error of thrust, propellant |
| --- | --- | --- | --- | --- | --- | --- |
"""


def burn_time(stage: Stage) -> float:
    """Propellant x impulse / thrust [s]."""
    return stage.propellant_mass.value * stage.specific_impulse.value * STANDARD_GRAVITY / stage.thrust.value


def liftoff_mass(vehicle: Vehicle) -> float:
    """All masses together [kg]."""
    booster = vehicle.booster
    stages = [*vehicle.stages, *([booster] * vehicle.booster_count if booster else [])]
    own = sum(stage.propellant_mass.value + stage.dry_mass.value for stage in stages)
    return own + vehicle.fairing_mass.value + vehicle.payload_mass.value


def thrust_over_weight(vehicle: Vehicle) -> float:
    """At sea level."""
    booster = vehicle.booster
    stages = [vehicle.stages[0], *([booster] * vehicle.booster_count if booster else [])]
    thrust = sum(stage.thrust.value - stage.exit_area.value * SEA_LEVEL_PRESSURE for stage in stages)
    return thrust / (liftoff_mass(vehicle) * STANDARD_GRAVITY)


def ideal_speed(vehicle: Vehicle) -> float:
    """Tsiolkovsky's sum; strap-ons burn beside the first stage, the fairing leaves with it [m/s]."""
    mass, speed = liftoff_mass(vehicle), 0.0
    for number, stage in enumerate(vehicle.stages):
        left = stage.propellant_mass.value
        if number == 0 and vehicle.booster:
            booster, count = vehicle.booster, vehicle.booster_count
            core = min(left, left * burn_time(booster) / burn_time(stage))
            side = count * booster.propellant_mass.value
            impulse = (core * stage.specific_impulse.value + side * booster.specific_impulse.value) / (core + side)
            speed += impulse * STANDARD_GRAVITY * math.log(mass / (mass - core - side))
            mass -= core + side + count * booster.dry_mass.value
            left -= core
        speed += stage.specific_impulse.value * STANDARD_GRAVITY * math.log(mass / (mass - left))
        mass -= left + stage.dry_mass.value + (vehicle.fairing_mass.value if number == 0 else 0.0)
    return speed


def percent(estimate: Estimate) -> str:
    """One standard deviation over the value."""
    return f"{100 * estimate.sigma / estimate.value:.0f} %"


def cells(vehicle: Vehicle) -> list[str]:
    """The columns that vehicles and classes share."""
    times = [burn_time(stage) for stage in (*([vehicle.booster] if vehicle.booster else []), *vehicle.stages)]
    count = f"{vehicle.stage_count} + {vehicle.booster_count}" if vehicle.booster else str(vehicle.stage_count)
    first = vehicle.stages[0]
    return [
        count,
        f"{liftoff_mass(vehicle) / 1e3:.1f}",
        f"{thrust_over_weight(vehicle):.2f}",
        f"{ideal_speed(vehicle) / 1e3:.1f}",
        ", ".join(f"{time:.0f}" for time in times),
        f"{percent(first.thrust)}, {percent(first.propellant_mass)}",
    ]


def main() -> None:
    """Write the page."""
    recent = [launch for launch in load_launches() if launch.liftoff.year >= 2000]
    flown = Counter(vehicle.id for launch in recent if (vehicle := vehicle_of_launch(launch)) is not None)
    page = HEAD.format(
        launches=len(load_launches()),
        failures=len(failure_tags()),
        sites=len(all_sites()),
        pads=sum(len(find_pads(site.id)) for site in all_sites()),
        vehicles=len(all_vehicles()),
        classes=len(generic_classes()),
        places=len(all_places()),
        seas=sum(sea_rings(place.id) is not None for place in all_places()),
        coarse=len(land_rings("110m")),
        fine=len(land_rings("50m")),
        sources=len(all_sources()),
        covered=flown.total(),
        recent=len(recent),
        share=flown.total() / len(recent),
    )
    for vehicle in sorted(all_vehicles(), key=lambda v: (v.country, v.name)):
        row = [vehicle.name, vehicle.country, *cells(vehicle), str(flown.get(vehicle.id, 0))]
        page += f"| {' | '.join(row)} |\n"
    page += CLASSES
    for vehicle in generic_classes():
        page += f"| {' | '.join([vehicle.name, *cells(vehicle)])} |\n"
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
