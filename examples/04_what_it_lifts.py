"""What Vega lifts to a polar orbit: one burn of its last stage against a parking orbit, with an error band."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from downrange.catalog.vehicles import find_vehicle
from downrange.flight.optimize import Request, optimize

vega = find_vehicle("vega")
assert vega is not None
kourou = Request(
    latitude=math.radians(5.24),
    longitude=math.radians(-52.77),
    perigee=700e3,
    apogee=700e3,
    inclination=math.radians(90.0),
    southward=False,
)
for parks in (False, True):
    best = optimize(vega, replace(kourou, parks=parks), samples=16)
    low, high = np.nanquantile(best.band, [0.05, 0.95])
    print(f"{'parked' if parks else 'one burn':<9} {best.capacity:6,.0f} kg [{low:,.0f}, {high:,.0f}]")

# Source: Vega User's Manual (Arianespace 2014): 1,430 kg to 700 km.
assert abs(best.capacity / 1430.0 - 1.0) < 0.1
