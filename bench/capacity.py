"""Payload to a reference orbit, computed from the catalog's vehicles, beside what their makers publish."""

from __future__ import annotations

import math

import numpy as np

from downrange.catalog.vehicles import find_vehicle
from downrange.flight.capacity import payload_capacity
from downrange.flight.disperse import disperse, dispersion_names
from downrange.flight.fly import plan_flight
from downrange.flight.plan import repeat_rows

# Vehicle, latitude, perigee and apogee [km], inclination, published payload [kg]. Source: the makers' user guides.
PUBLISHED = [
    ("falcon-9-block-5-expended", 28.5, 200, 200, 28.5, 22800),
    ("atlas-v-401", 28.5, 200, 200, 28.7, 9797),
    ("delta-iv-m", 28.5, 407, 407, 28.7, 9190),
    ("antares-230", 37.8, 200, 200, 51.6, 8000),
    ("proton-m-3-stage", 46.0, 180, 180, 51.5, 23000),
    ("soyuz-2-1b", 46.0, 200, 200, 51.6, 8200),
    ("rokot", 62.9, 200, 200, 63.0, 1950),
    ("vega", 5.2, 700, 700, 90.0, 1430),
    ("pslv-xl", 13.7, 600, 600, 97.8, 1750),
    ("h-iia-202", 30.4, 300, 300, 30.4, 10000),
    ("electron", -39.3, 200, 200, 40.0, 300),
    ("minotaur-iv", 28.5, 185, 185, 28.5, 1730),
    ("zenit-2", 46.0, 200, 200, 51.4, 13740),
    ("dnepr", 46.0, 300, 300, 50.5, 3700),
    ("nuri", 34.4, 300, 300, 80.0, 3300),
    ("long-march-2c", 40.0, 200, 200, 63.0, 3850),
]  # fmt: skip
DRAWS = 24


def lifted(name: str, latitude_deg: float, perigee: int, apogee: int, inclination_deg: float) -> np.ndarray | None:
    """Nominal capacity, then those of vehicles drawn within the error bars [kg]."""
    vehicle = find_vehicle(name)
    if vehicle is None:
        return None
    plan = plan_flight(
        vehicle,
        latitude=math.radians(latitude_deg),
        longitude=0.0,
        perigee=perigee * 1e3,
        apogee=apogee * 1e3,
        inclination=math.radians(inclination_deg),
    )
    normals = np.random.default_rng(5).standard_normal((DRAWS, len(dispersion_names(vehicle))))
    normals[0] = 0.0
    return payload_capacity(disperse(vehicle, normals), repeat_rows(plan, DRAWS))


def report() -> str:
    """The section of the scoreboard."""
    lines, errors = [], []
    for name, latitude, perigee, apogee, inclination, published in PUBLISHED:
        computed = lifted(name, latitude, perigee, apogee, inclination)
        if computed is None:
            continue
        low, high = np.nanquantile(computed, [0.05, 0.95])
        error = computed[0] / published - 1.0
        errors.append(abs(error))
        lines.append(
            f"| {name} | {perigee} x {apogee} x {inclination:g}° | {computed[0]:,.0f} [{low:,.0f}, {high:,.0f}] | "
            f"{published:,} | {error * 100:+.0f} % |"
        )
    table = "\n".join(lines)
    within = sum(error <= 0.1 for error in errors)
    return (
        "## Payload to orbit, computed against published\n\nBy `python -m bench capacity`: one burn of each stage "
        f"to the target, catalog vehicles; {within} of {len(errors)} within 10 %, "
        f"median {np.nanmedian(errors) * 100:.0f} %.\n\n"
        "| vehicle | orbit | computed, 90 % interval kg | published kg | error |\n| --- | --- | --- | --- | --- |\n"
        f"{table}"
    )
