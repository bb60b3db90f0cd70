"""The prior over launch azimuth and orbit reached."""

from __future__ import annotations

import math

import numpy as np
import pytest

from downrange.catalog.destinations import useful_orbits
from downrange.catalog.sites import find_site
from downrange.inference.destinations import (
    ascent_inclination,
    azimuth_density,
    azimuth_prior,
    destination_density,
    launch_azimuths,
)

SITE = find_site("vandenberg")
assert SITE is not None
LATITUDE = math.radians(SITE.latitude_deg)
PRIOR = azimuth_prior(LATITUDE, useful_orbits(SITE, 2018))


def test_the_density_integrates_to_one():
    grid, density = PRIOR
    assert np.trapezoid(density, grid) == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("inclination", [51.6, 70.0, 90.0, 98.0, 140.0])
def test_a_launch_azimuth_leads_to_its_inclination(inclination):
    azimuths = np.array(launch_azimuths(LATITUDE, math.radians(inclination)))
    assert np.degrees(ascent_inclination(LATITUDE, azimuths)) == pytest.approx(inclination, abs=1e-6)


def test_the_density_of_what_was_reached_is_that_of_the_direct_azimuth():
    azimuth = np.array([*launch_azimuths(LATITUDE, math.radians(97.6)), *launch_azimuths(LATITUDE, math.radians(60.0))])
    reached = ascent_inclination(LATITUDE, azimuth)
    direct = azimuth_density(PRIOR, azimuth)
    assert destination_density(LATITUDE, PRIOR, azimuth, reached) == pytest.approx(direct, rel=1e-6)


def test_an_inclination_below_the_latitude_counts_as_due_east():
    azimuth = np.array([math.pi / 2])
    below, at = (
        destination_density(LATITUDE, PRIOR, azimuth, np.array([inclination]))
        for inclination in (LATITUDE / 2, LATITUDE)
    )
    assert below == pytest.approx(at)
