"""Scouts that step by what is flown find a launch that turns, where steps of the coordinates lead nowhere."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from downrange.catalog.sites import find_site
from downrange.catalog.vehicles import find_vehicle, generic_classes
from downrange.inference.explanations import explanations_of
from downrange.inference.model import FlightModel
from downrange.records.explanation import FlightKind
from downrange.tracking.beginnings import drawn_about
from downrange.tracking.charts import ANGLE, Chart, chart_of
from downrange.tracking.flying import fly
from downrange.tracking.misses import GRID, add_squares, log_likelihood
from downrange.tracking.scouts import Scouts, climb, send_out

TIMES = np.arange(10.0, 480.0, 8.0)


@pytest.fixture(scope="module")
def model() -> FlightModel:
    """A launcher and a site from which most launches must turn on their way."""
    vehicle, site = find_vehicle("Nuri"), find_site("naro")
    assert vehicle is not None and site is not None
    item = next(explanations_of(vehicle, FlightKind.ORBITAL, 1.0, rate=0.1, with_failures=False))
    return FlightModel(vehicle=vehicle, site=site, explanation=item, sample_times=GRID, aims=False)


def plan_that_turns(model: FlightModel, seed: int) -> np.ndarray:
    """The likeliest [1, P] of some plans whose second stage turns far."""
    positions = np.random.default_rng(seed).standard_normal((400, model.dimension))
    flight, plans = model.fly_plan(positions, sample_times=np.zeros(0))
    turns = np.abs(plans.yaw[:, 1]) > math.radians(15.0)
    likely = np.where(turns, model.log_plan(positions, flight, plans), -math.inf)
    return positions[[int(np.argmax(likely))]]


def rows_of(model: FlightModel, plan: np.ndarray) -> np.ndarray:
    """Places along a plan's flight without noise, as rows for the kernel."""
    track = fly(model, plan, False)[0][0]
    rows = np.zeros((len(TIMES), 22))
    rows[:, 0] = TIMES
    rows[:, 2:5] = np.stack([np.interp(TIMES, GRID, track[:, k]) for k in range(3)], axis=1)
    rows[:, 5:14] = np.eye(3).ravel()
    rows[:, 18:21] = 1e-3
    return rows


def counts_of(rows: np.ndarray) -> np.ndarray:
    return np.array([3.0 * len(rows), 0.0, 0.0])


def heights_of(model: FlightModel, positions: np.ndarray, rows: np.ndarray) -> np.ndarray:
    squares = np.zeros((3, len(positions)))
    add_squares(fly(model, positions, False)[0], np.zeros(len(positions)), rows, squares)
    return log_likelihood(squares, counts_of(rows)) - 0.5 * (positions**2).sum(axis=1)


def test_a_step_turns_the_launch_or_a_stage_by_so_much_and_nothing_else(model) -> None:
    go, turning = chart_of(model), plan_that_turns(model, 9)
    assert go is not None
    here = turning[0]
    assert np.allclose(go(here, np.zeros((1, model.dimension))), turning)
    bound, yaw = model.names.index("azimuth"), model.names.index("yaw 2")

    def course(positions: np.ndarray) -> np.ndarray:
        return model.outbound.courses(positions[:, bound], positions[:, yaw : yaw + 2])

    for index, column in ((bound, 0), (yaw, 1)):
        step = np.zeros((1, model.dimension))
        step[0, index] = 0.05
        moved = course(go(here, step)) - course(turning)
        expected = np.zeros(3)
        expected[column] = 0.05 * ANGLE
        assert np.allclose(moved[0], expected, atol=0.1 * 0.05 * ANGLE)


def test_a_missile_needs_no_chart() -> None:
    vehicle = next(item for item in generic_classes() if item.kind == "ballistic")
    item = next(explanations_of(vehicle, FlightKind.BALLISTIC, 1.0, rate=0.1, with_failures=False))
    assert chart_of(FlightModel(vehicle=vehicle, site=find_site("naro"), explanation=item)) is None


@pytest.mark.parametrize("seed", [0, 1])
def test_scouts_find_a_launch_that_turns_from_any_flight(model: FlightModel, seed: int) -> None:
    aimed = replace(model, aims=True)  # as launches are, not by what turns the nominal vehicle
    rows = rows_of(aimed, plan_that_turns(aimed, seed))
    counts = counts_of(rows)
    top = float(log_likelihood(np.zeros((3, 1)), counts)[0])

    def follow(positions: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        nothing = np.zeros(len(positions))
        return fly(model, positions, False)[0], nothing, nothing

    def found(chart: Chart | None) -> float:
        rng = np.random.default_rng(6)
        starts = rng.standard_normal((200, model.dimension))
        scouts = send_out(starts, heights_of(model, starts, rows))
        for _ in range(12):
            climb(scouts, follow, rows, counts, None, rng, chart)
        return float(scouts.heights[0]) - top

    assert found(None) < -100.0 < -20.0 < found(chart_of(model))


def test_flights_drawn_about_a_scout_are_not_worth_more_than_the_best_of_them(model: FlightModel) -> None:
    plan = plan_that_turns(model, 9)
    rows = rows_of(model, plan)
    claimed = heights_of(model, plan, rows)[0] + 100.0
    scouts = Scouts(positions=np.repeat(plan, 3, axis=0), heights=np.full(3, claimed), root=0.01 * np.eye(plan.size))
    drawn = drawn_about(scouts, model, False, (200, 100), rows, counts_of(rows), np.random.default_rng(7))
    assert drawn is not None
    assert drawn.log_volume < claimed - 90.0 + scouts.log_size
