"""Payload to a reference orbit, computed from the catalog's vehicles, beside what their makers publish."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from downrange.catalog.vehicles import find_vehicle
from downrange.flight.optimize import Optimum, Request, optimize

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


def lifted(row: Published, draws: int = DRAWS) -> Optimum | None:
    """Best steering and capacity, with those of `draws` vehicles drawn within the error bars."""
    vehicle = find_vehicle(row.vehicle)
    if vehicle is None:
        return None
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
    lines, errors = [], []
    for row in PUBLISHED:
        found = lifted(row)
        if found is None:
            continue
        error = found.capacity / row.payload - 1.0
        errors.append(abs(error))
        low, high = np.nanquantile(found.band, [0.05, 0.95])
        lines.append(
            f"| {row.vehicle} | {row.perigee:g} x {row.perigee:g} x {row.inclination_deg:g}° | {_how(found)} | "
            f"{found.capacity:,.0f} [{low:,.0f}, {high:,.0f}] | {row.payload:,.0f} | {error * 100:+.0f} % |"
        )
    table = "\n".join(lines)
    within = sum(error <= 0.1 for error in errors)
    return (
        "## Payload to orbit, computed against published\n\nBy `python -m bench capacity`: what `downrange optimize` "
        f"finds for catalog vehicles; {within} of {len(errors)} within 10 %, "
        f"median {np.nanmedian(errors) * 100:.0f} %.\n\n"
        "| vehicle | orbit | steering | computed, 90 % interval kg | published kg | error |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        f"{table}"
    )
