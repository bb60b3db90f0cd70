"""The best steering: against the field's benchmark, a conserved vector, and what cannot be reached."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np
import pytest
from bench.beside import delta3_data as data
from bench.delta3 import ASKED_TIME, solve

from downrange.errors import FlightError
from downrange.flight.optimal import Burn, Orbit, World, best_ascent

EARTH = World(mu=3.986012e14, radius=6378145.0, rotation=0.0, density=0.0, scale_height=7200.0)
POSITION = np.array([6378145.0 + 150e3, 0.0, 0.0])
VELOCITY = np.array([800.0, 3000.0, 0.0])
BURN = Burn(duration=700.0, thrust=110094.0, flow=24.03, mass=19300.0)
ROUND = Orbit(
    semi_major_axis=6378145.0 + 300e3, eccentricity=1e-3, inclination=0.0, ascending_node=0.0, argument_of_perigee=0.5
)


def test_the_delta_iii_ascent_leaves_the_mass_that_the_literature_gives() -> None:
    """7529.71 kg. Source: Betts (2010), example 6.15; also GPOPS, SOCS, yapss and asset-asrl."""
    found = solve()
    assert found.converged
    assert found.mass == pytest.approx(data.PUBLISHED_MASS, abs=0.05)


def test_the_delta_iii_ascent_is_solved_in_the_time_that_the_fastest_peer_needs() -> None:
    solve()
    begun = time.process_time()
    solve()
    assert time.process_time() - begun < ASKED_TIME


def test_a_fully_fueled_stage_reaches_a_circular_orbit_with_less_than_the_rocket_equation_allows() -> None:
    found = best_ascent((BURN,), POSITION, VELOCITY, ROUND, EARTH, drag_area=0.0)
    assert found.converged
    needed = math.sqrt(EARTH.mu / ROUND.semi_major_axis) - float(np.linalg.norm(VELOCITY))
    without_losses = BURN.mass * math.exp(-needed * BURN.flow / BURN.thrust)
    assert 0.8 * without_losses < found.mass < without_losses


def test_drag_costs_mass() -> None:
    air = replace(EARTH, density=1.225)
    in_vacuum = best_ascent((BURN,), POSITION, VELOCITY, ROUND, air, drag_area=0.0)
    in_air = best_ascent((BURN,), POSITION, VELOCITY, ROUND, air, drag_area=1e4)
    assert in_air.converged
    assert in_air.mass < in_vacuum.mass


def test_an_orbit_out_of_reach_is_said_to_be() -> None:
    found = best_ascent((replace(BURN, duration=100.0),), POSITION, VELOCITY, ROUND, EARTH, drag_area=0.0)
    assert not found.converged


def test_an_ascent_from_nowhere_is_refused() -> None:
    with pytest.raises(FlightError, match="from nowhere"):
        best_ascent((BURN,), np.full(3, np.nan), VELOCITY, ROUND, EARTH, drag_area=0.0)
