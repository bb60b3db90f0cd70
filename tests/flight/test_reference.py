"""Dispersed flights against an independent integration: DOP853 at rtol 1e-12 in the exact standard atmosphere."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from reference_flight import fly_reference
from vehicles_to_fly import TWO_STAGES, planned

from downrange.flight.disperse import disperse, dispersion_names
from downrange.flight.ensemble import fly_ensemble, pack

RADIUS = 6.371e6
FLIGHTS = 6
"""`make bench` flies two hundred."""


@pytest.mark.slow
@pytest.mark.parametrize("ballistic", [False, True])
def test_insertions_and_impacts_are_within_ten_meters_of_the_reference(ballistic: bool) -> None:
    _, plans = planned(TWO_STAGES, FLIGHTS)
    normals = 0.5 * np.random.default_rng(11).standard_normal((FLIGHTS, len(dispersion_names(TWO_STAGES))))
    vehicles = disperse(TWO_STAGES, normals)
    plans = replace(plans, ballistic=np.full(FLIGHTS, ballistic))
    flown = fly_ensemble(vehicles, plans)
    rows = pack(vehicles, plans)
    for i in range(FLIGHTS):
        truth = fly_reference(rows[i], 2)
        for stage, (_, state) in enumerate(truth.cutoffs):
            assert np.linalg.norm(state[:3] - flown.cutoff_state[i, stage, :3]) < 10.0
        for name, (_, latitude, longitude) in truth.impacts.items():
            body = flown.bodies.index(name)
            north = latitude - flown.impact_latitude[i, body]
            east = (longitude - flown.impact_longitude[i, body]) * math.cos(latitude)
            assert RADIUS * math.hypot(north, east) < 10.0, (i, name)
