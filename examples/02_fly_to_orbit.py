"""A thousand Falcon 9 with ten tonnes, as uncertain as their published numbers: where the first stage falls."""

from __future__ import annotations

from dataclasses import replace
from math import degrees, radians

import numpy as np

from downrange.catalog.sites import find_site
from downrange.catalog.vehicles import find_vehicle
from downrange.flight.fly import fly, plan_flight
from downrange.records.vehicle import Estimate

FLIGHTS = 1000
INCLINATION = radians(51.6)

vehicle = find_vehicle("Falcon 9")
site = find_site("Cape Canaveral")
assert vehicle is not None
assert site is not None
vehicle = replace(vehicle, payload_mass=Estimate(value=10e3, sigma=0.1e3, source="this example"))

plan = plan_flight(
    vehicle,
    latitude=radians(site.latitude_deg),
    longitude=radians(site.longitude_deg),
    perigee=200e3,
    inclination=INCLINATION,
)
flown = fly(vehicle, plan, samples=FLIGHTS)

first = flown.bodies.index("stage-1")
fall_latitude = np.degrees(np.nanmedian(flown.impact_latitude[:, first]))
fall_longitude = np.degrees(np.nanmedian(flown.impact_longitude[:, first]))
print(
    f"{flown.in_orbit.mean():.0%} reach orbit, at {degrees(np.median(flown.inclination[flown.in_orbit])):.1f} degrees"
)
print(f"the first stage falls about {fall_latitude:.1f} N, {-fall_longitude:.1f} W")
assert flown.in_orbit.mean() > 0.9
assert abs(np.median(flown.inclination[flown.in_orbit]) - INCLINATION) < radians(1.0)
