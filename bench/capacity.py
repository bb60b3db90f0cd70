"""Payload to a reference orbit, computed from the catalog's vehicles, beside what their makers publish."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from scoreboard.shared import DATA, rows

from downrange.catalog.vehicles import find_vehicle
from downrange.flight.optimize import Optimum, Request, optimize
from downrange.records.vehicle import Stage, Vehicle

DRAWS = 24


@dataclass(frozen=True, slots=True)
class Published:
    """A maker's figure and the flight it is for."""

    vehicle: str
    latitude_deg: float
    perigee: float
    """km"""
    inclination_deg: float
    payload: float
    """kg"""
    limits: tuple[float, float] | None = None
    """Launch azimuths that the range allows, where they bind [degrees]."""
    southward: bool | None = None


# Circular orbits. Source: the makers' user guides and fact sheets.
PUBLISHED = (
    Published("falcon-9-block-5-expended", 28.5, 200, 28.5, 22800),
    Published("atlas-v-401", 28.5, 200, 28.7, 9797),
    Published("delta-iv-m", 28.5, 407, 28.7, 9190),
    Published("antares-230", 37.8, 200, 51.6, 8000),
    Published("proton-m-3-stage", 46.0, 180, 51.5, 23000),
    Published("soyuz-2-1b", 46.0, 200, 51.6, 8200),
    Published("rokot", 62.9, 200, 63.0, 1950),
    # Kourou's sector is 349.5 to 93.5 degrees. Source: Vega User's Manual (Arianespace 2014).
    Published("vega", 5.2, 700, 90.0, 1430, (349.5, 93.5), False),
    Published("vega-c", 5.2, 700, 90.0, 2300, (349.5, 93.5), False),
    # South of Sriharikota lies Sri Lanka: launches go out at 140 degrees at most. Source: ISRO launch kits.
    Published("pslv-xl", 13.7, 600, 97.8, 1750, (90.0, 140.0)),
    Published("pslv-ca", 13.7, 622, 97.8, 1100, (90.0, 140.0)),
    Published("h-iia-202", 30.4, 300, 30.4, 10000),
    Published("electron", -39.3, 200, 40.0, 300),
    Published("minotaur-iv", 28.5, 185, 28.5, 1730),
    Published("zenit-2", 46.0, 200, 51.4, 13740),
    Published("dnepr", 46.0, 300, 50.5, 3700),
    Published("nuri", 34.4, 300, 80.0, 3300),
    Published("long-march-2c", 40.0, 200, 63.0, 3850),
    Published("long-march-4c", 38.8, 700, 98.2, 2800),
    Published("soyuz-st-b", 5.2, 820, 98.7, 4400),
)


SOURCE = ("catalog", "vehicle_stage_masses.csv")
SOURCE_NAMES = {
    "falcon-9-block-5-expended": ("Falcon 9", "FT5"),
    "atlas-v-401": ("Atlas V 401", "-"),
    "delta-iv-m": ("Delta 4M", "-"),
    "antares-230": ("Antares 230", "-"),
    "proton-m-3-stage": ("Proton-M", "Enhanced"),
    "soyuz-2-1b": ("Soyuz-2-1B", "-"),
    "rokot": ("Rokot", "-"),
    "vega": ("Vega", "-"),
    "vega-c": ("Vega C", "-"),
    "pslv-xl": ("PSLV-XL", "-"),
    "pslv-ca": ("PSLV", "CA"),
    "h-iia-202": ("H-IIA 202", "-"),
    "minotaur-iv": ("Minotaur IV", "-"),
    "zenit-2": ("Zenit-2", "-"),
    "nuri": ("Nuri", "-"),
    "long-march-2c": ("Chang Zheng 2C", "-"),
    "long-march-4c": ("Chang Zheng 4C", "-"),
    "soyuz-st-b": ("Soyuz-ST-B", "Fregat"),
}
"""Rows of the shared table of stage masses, where it has the vehicle."""


def as_the_source_has_it(vehicle: Vehicle) -> Vehicle | None:
    """The vehicle with the stage masses of the shared table unchanged; None without the table or its row."""
    name = SOURCE_NAMES.get(vehicle.id)
    if name is None or not DATA.joinpath(*SOURCE).exists():
        return None
    row = next(r for r in rows(*SOURCE) if (r["rocket_name"], r["rocket_variant"]) == name)

    def weighed(stage: Stage, key: str, share: float = 1.0) -> Stage:
        propellant, dry = (float(row[f"{key}_{what}_kg"]) * share for what in ("propellant", "dry"))
        return replace(
            stage,
            propellant_mass=replace(stage.propellant_mass, value=propellant),
            dry_mass=replace(stage.dry_mass, value=dry),
        )

    stages = tuple(weighed(stage, f"stage{k + 1}") for k, stage in enumerate(vehicle.stages))
    booster = vehicle.booster
    if booster is not None:
        booster = weighed(booster, "booster", 1.0 / vehicle.booster_count)
    return replace(vehicle, stages=stages, booster=booster)


def lifted(row: Published, draws: int = DRAWS) -> Optimum | None:
    """Best steering and capacity, with those of `draws` vehicles drawn within the error bars."""
    vehicle = find_vehicle(row.vehicle)
    return None if vehicle is None else lifted_by(vehicle, row, draws)


def lifted_by(vehicle: Vehicle, row: Published, draws: int) -> Optimum:
    """The same of a vehicle that may differ from the catalog's."""
    height = row.perigee * 1e3
    request = Request(
        latitude=math.radians(row.latitude_deg),
        longitude=0.0,
        perigee=height,
        apogee=height,
        inclination=math.radians(row.inclination_deg),
        azimuth_limits=None if row.limits is None else (math.radians(row.limits[0]), math.radians(row.limits[1])),
        southward=row.southward,
    )
    return optimize(vehicle, request, samples=draws, rng=np.random.default_rng(5))


def _how(found: Optimum) -> str:
    ways = []
    if found.plan.park_perigee[0] > 0.0:
        ways.append(f"parked at {found.plan.park_perigee[0] / 1e3:.0f} km")
    if found.doglegs:
        yaw = float(np.degrees(found.plan.yaw[0]).sum())
        ways.append(f"dogleg of {yaw:.0f}° from {math.degrees(found.plan.azimuth[0]):.0f}°")
    return ", ".join(ways) or "one burn"


def report() -> str:
    """The section of the scoreboard."""
    lines, errors, raw = [], [], []
    for row in PUBLISHED:
        found = lifted(row)
        if found is None:
            continue
        error = found.capacity / row.payload - 1.0
        errors.append(abs(error))
        low, high = np.nanquantile(found.band, [0.05, 0.95])
        vehicle = find_vehicle(row.vehicle)
        bare = None if vehicle is None else as_the_source_has_it(vehicle)
        unchanged = "-"
        if bare is not None:
            raw.append(lifted_by(bare, row, 1).capacity / row.payload - 1.0)
            unchanged = f"{raw[-1] * 100:+.0f} %"
        orbit = f"{row.perigee:g} x {row.perigee:g} x {row.inclination_deg:g}°"
        lines.append(
            f"| {row.vehicle} | {orbit} | {_how(found)} | {found.capacity:,.0f} [{low:,.0f}, {high:,.0f}] | "
            f"{row.payload:,.0f} | {error * 100:+.0f} % | {unchanged} |"
        )
    table = "\n".join(lines)
    within = sum(error <= 0.1 for error in errors)
    return (
        "## Payload to orbit, computed against published\n\nBy `python -m bench capacity`: what `downrange optimize` "
        f"finds for catalog vehicles; {within} of {len(errors)} within 10 %, "
        f"median {np.nanmedian(errors) * 100:.0f} %.\nSome of the catalog's dry masses carry residual propellant and "
        "adapters, set with a published capacity in mind, so the last column flies the stage masses of the shared "
        f"table (GCAT, DISCOSweb) unchanged: {sum(abs(e) <= 0.1 for e in raw)} of {len(raw)} within 10 %.\n\n"
        "| vehicle | orbit | steering | computed, 90 % interval kg | published kg | error | error, masses unchanged |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
        f"{table}"
    )
