"""Probes: sent out for what may have happened, the same after a restart, and they find faults that branches miss."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from downrange.catalog.sites import find_site
from downrange.flight.ensemble import fly_ensemble
from downrange.records.flight import FAILURE_CODES, FailureMode
from downrange.records.sighting import Sighting, SightingKind
from downrange.tracking.bank import Bank
from downrange.tracking.branches import failing_times
from downrange.tracking.drawing import draw_bank
from downrange.tracking.misses import GRID, weighed_row
from downrange.tracking.probes import Probes, begun, laplace, name_of, starts_of
from downrange.tracking.scouts import send_out
from downrange.tracking.setup import candidates
from downrange.tracking.turns import _turned

SITE = find_site("sohae")


@pytest.fixture(scope="module")
def bank() -> Bank:
    named = [item for item in candidates("Unha-3") if item[1] == "orbital"]
    return draw_bank(SITE, named, flights=300, seed=2)


def test_ways_to_fail_are_probed_from_when_they_may_have_happened(bank: Bank) -> None:
    plan = bank.families[0]
    items = bank.explanations[plan.model.vehicle.id]
    early = {(item.failure.stage, str(item.failure.mode)) for item in begun(plan, items, 20.0)}
    late = {(item.failure.stage, str(item.failure.mode)) for item in begun(plan, items, 900.0)}
    assert (1, "early-cutoff") in early
    assert {stage for stage, _ in early} == {1}
    assert (1, "no-separation") not in early
    assert late == {(item.failure.stage, str(item.failure.mode)) for item in items if item.failure}


def test_a_probe_begins_where_flights_have_failed_already(bank: Bank) -> None:
    plan = bank.families[0]
    items = bank.explanations[plan.model.vehicle.id]
    item = next(item for item in items if item.failure and item.failure.mode is FailureMode.STEERING)
    positions = starts_of(plan, item, 40.0, 200, np.random.default_rng(1))
    vehicles, plans = replace(plan.model, explanation=item).arrays(positions)
    times = replace(plan.model, explanation=item).with_failure(vehicles, plans, positions).failure_time
    assert positions.shape == (200, plan.positions.shape[1] + 2)
    # Burns of the flights drawn differ a little from those whose times were taken.
    assert (times < 45.0).all()
    assert times.min() < 5.0 < 30.0 < times.max()


def test_probes_are_the_same_after_a_restart(bank: Bank) -> None:
    plan = bank.families[0]
    item = begun(plan, bank.explanations[plan.model.vehicle.id], 30.0)[0]
    pad = bank.pad
    sighting = Sighting(time=30.0, kind=SightingKind.POINT, values=(pad[0], pad[1], 4e3), sigmas=(100.0,) * 3)
    row, numbers = weighed_row(sighting, pad)
    probes, counts = Probes(), np.array([numbers, 0.0, 0.0])
    assert probes.value(plan, item) == -math.inf
    probes.step(plan, item, 30.0, row[None], counts, np.random.default_rng(3))
    again = Probes.from_json(json.loads(json.dumps(probes.as_json())))
    mine, theirs = probes.scouts[name_of(plan, item)], again.scouts[name_of(plan, item)]
    assert np.array_equal(mine.positions, theirs.positions)
    assert (mine.gain, mine.steps, laplace(mine, plan)) == (theirs.gain, theirs.steps, laplace(theirs, plan))


def test_another_way_to_plan_leaves_the_pad_as_the_first_does_but_turns(bank: Bank) -> None:
    plan = bank.families[0]
    model = plan.model
    # One that goes south: at the edge of what may be flown no other destination lies beyond a turn.
    southward = -np.abs(np.remainder(model.arrays(plan.positions)[1].azimuth, 2.0 * math.pi) - math.pi)
    plan.scouts = send_out(plan.positions, southward)
    starts = _turned(plan, np.random.default_rng(6))
    leaves = model.arrays(plan.scouts.positions[:1])[1].azimuth[0]
    off = np.abs(np.remainder(model.arrays(starts)[1].azimuth - leaves + math.pi, 2.0 * math.pi) - math.pi)
    assert np.median(off) < math.radians(3.0)
    assert model.doglegs(starts).mean() > 0.5


@pytest.mark.slow
def test_a_steering_fault_is_named_though_no_branch_hits_it(bank: Bank) -> None:
    plan = bank.families[0]
    rng = np.random.default_rng(5)
    positions = rng.standard_normal((200, plan.model.dimension))
    flight, plans = plan.model.fly_plan(positions, sample_times=GRID)
    row = int(np.flatnonzero(plan.model.feasible(flight))[0])
    vehicles, plans = plan.model.arrays(positions[row : row + 1])
    low, high, _ = failing_times(flight.ignition_time, flight.cutoff_time, bank_failure(bank))
    failed = replace(
        plans,
        failure_code=np.array([FAILURE_CODES[FailureMode.STEERING]]),
        failure_stage=np.array([1]),
        failure_time=np.array([0.4 * float(high[row] - low[row])]),
        failure_size=np.array([math.radians(40.0)]),
    )
    flown = fly_ensemble(vehicles, failed, sample_times=GRID)
    assert not flown.in_orbit[0]
    for time in np.arange(10.0, 200.0, 4.0):
        k = int(np.searchsorted(GRID, time))
        place = (flown.sample_latitude[0, k], flown.sample_longitude[0, k], flown.sample_height[0, k])
        if np.isfinite(place[2]):
            values = tuple(map(float, place))
            bank.weigh(Sighting(time=float(time), kind=SightingKind.POINT, values=values, sigmas=(200.0,) * 3))
    fault = bank.suspicion()
    assert fault is not None
    assert (fault.stage, fault.mode) == (1, "steering")
    assert fault.probability > 0.99


def bank_failure(bank: Bank):
    items = bank.explanations[bank.families[0].model.vehicle.id]
    return next(item.failure for item in items if item.failure and item.failure.mode is FailureMode.STEERING)
