"""How much a vehicle lifts: the payload at which the target orbit is only just reached, for each dispersed vehicle.

The steering is the best of the family that is flown: kick angle solved for, then the closed loop to the target.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from downrange.flight.ensemble import fly_ensemble
from downrange.flight.plan import KICK_CANDIDATES, KICK_RANGE, repeat_rows
from downrange.flight.zones import Zone, respects
from downrange.records.flight import Array, FlightStatus, PlanArrays, VehicleArrays

LIGHTEST_SHARE, HEAVIEST_SHARE = 1e-4, 0.15
"""Payload looked for, as shares of the mass at lift-off without it."""
SCAN = 12
"""Payloads tried first, evenly in their logarithm: light ones can fail where heavier ones do not."""
HALVINGS = 8
"""Of the interval after that: three thousandths of the payload are left. The kick is solved for at each."""
COARSE = 10.0
"""Error allowed in a step while kicks are compared [m]."""


def payload_capacity(vehicles: VehicleArrays, plans: PlanArrays, zones: tuple[Zone, ...] = ()) -> Array:
    """Greatest payload (N) with which each vehicle reaches its target [kg]; NaN where none does.

    With `zones`, only flights count whose dropped bodies respect them. Failures in the plans are left out.
    """
    capacity, _ = capacity_and_kick(vehicles, plans, zones)
    return capacity


def capacity_and_kick(vehicles: VehicleArrays, plans: PlanArrays, zones: tuple[Zone, ...] = ()) -> tuple[Array, Array]:
    """The same, and the kick angle (N) [rad] that takes it there; NaN where nothing does."""
    plans = replace(plans, failure_code=np.zeros_like(plans.failure_code))
    bare = (vehicles.propellant_mass + vehicles.dry_mass).sum(axis=1)
    bare = bare + vehicles.booster_propellant_mass + vehicles.booster_dry_mass + vehicles.fairing_mass
    count = bare.size
    bounds = np.log(LIGHTEST_SHARE * bare), np.log(HEAVIEST_SHARE * bare)
    tried = np.linspace(*bounds, SCAN, axis=1)
    loaded = replace(repeat_rows(vehicles, SCAN), payload_mass=np.exp(tried).reshape(-1))
    good, kicks = best_kick(loaded, repeat_rows(plans, SCAN), zones)
    good, kicks = good.reshape(count, SCAN), kicks.reshape(count, SCAN)
    last = np.where(good.any(axis=1), SCAN - 1 - np.argmax(good[:, ::-1], axis=1), 0)
    row = np.arange(count)
    reached = good[row, last]
    low, high = tried[row, last], tried[row, np.minimum(last + 1, SCAN - 1)]
    kick = kicks[row, last]
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        good, found = best_kick(replace(vehicles, payload_mass=np.exp(middle)), plans, zones)
        low, high = np.where(good, middle, low), np.where(good, high, middle)
        kick = np.where(good, found, kick)
        reached |= good
    return np.where(reached, np.exp(low), np.nan), np.where(reached, kick, np.nan)


def best_kick(
    vehicles: VehicleArrays, plans: PlanArrays, zones: tuple[Zone, ...] = ()
) -> tuple[NDArray[np.bool_], Array]:
    """Whether each flight (N) can reach its target within the zones, and the kick [rad] that does so soonest.

    Where none does, the kick that comes nearest: zones kept before unkept, then the highest perigee.
    """
    count = plans.kick_angle.size
    low, high = (np.full(count, np.log(bound)) for bound in KICK_RANGE)
    best_score, best = np.full(count, -np.inf), plans.kick_angle
    many_vehicles, many_plans = repeat_rows(vehicles, KICK_CANDIDATES), repeat_rows(plans, KICK_CANDIDATES)
    row = np.arange(count)
    for _ in range(2):
        steps = np.linspace(low, high, KICK_CANDIDATES, axis=1)
        flown = fly_ensemble(many_vehicles, replace(many_plans, kick_angle=np.exp(steps).reshape(-1)), tolerance=COARSE)
        there = flown.status == FlightStatus.OK
        score = np.where(there, 1e9 - np.nan_to_num(flown.end_time) * 1e3, np.nan_to_num(flown.perigee, nan=-1e7))
        if zones:
            score = np.where(respects(zones, flown), score, np.where(there, 1.0, 0.5) * np.minimum(score, 0.0) - 1e8)
        score = score.reshape(count, KICK_CANDIDATES)
        choice = np.argmax(score, axis=1)
        better = score[row, choice] > best_score
        best = np.where(better, np.exp(steps[row, choice]), best)
        best_score = np.maximum(score[row, choice], best_score)
        low = steps[row, np.maximum(choice - 1, 0)]
        high = steps[row, np.minimum(choice + 1, KICK_CANDIDATES - 1)]
    flown = fly_ensemble(vehicles, replace(plans, kick_angle=best))
    good = flown.status == FlightStatus.OK
    if zones:
        good &= respects(zones, flown)
    return good, best
