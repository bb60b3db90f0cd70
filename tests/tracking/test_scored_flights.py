"""The flights by which tracking is scored are drawn from the prior that the bank is weighed by."""

from __future__ import annotations

import sys

import numpy as np
from track_samples import ROOT

from downrange.records.explanation import FlightKind

sys.path.insert(0, str(ROOT))
from scoreboard.tracked import ORBITAL, model_of, one_flight, rng_of


def test_flights_to_orbit_keep_to_the_sectors_of_their_site() -> None:
    index = next(number for number, (_, site) in enumerate(ORBITAL) if site == "sriharikota")
    model = model_of(FlightKind.ORBITAL, index)
    assert model.outbound.course.sectors
    allowed = []
    for number in range(12):
        found = one_flight(model, rng_of("sectors", number), np.zeros(0))
        assert found is not None
        allowed.append(float(model.outbound.course.allowed(model.arrays(found[1])[1].azimuth)[0]))
    assert np.mean(np.array(allowed) > 0.5) > 0.8
