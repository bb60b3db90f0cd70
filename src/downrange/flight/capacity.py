"""How much a vehicle lifts: the payload at which the target orbit is only just reached, for each dispersed vehicle.

The steering is the best of the family that is flown: kick angle solved for, then the closed loop to the target.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from downrange.flight.ensemble import fly_ensemble
from downrange.flight.plan import solve_kick
from downrange.records.flight import Array, FlightStatus, PlanArrays, VehicleArrays

LIGHTEST_SHARE, HEAVIEST_SHARE = 1e-5, 0.15
"""Payload looked for, as shares of the mass at lift-off without it."""
HALVINGS = 12
"""Of the logarithm of the payload: three thousandths of its value in the end. The kick is solved for at each."""


def payload_capacity(vehicles: VehicleArrays, plans: PlanArrays) -> Array:
    """Greatest payload (N) with which each vehicle reaches its target [kg]; NaN where none does.

    Failures in the plans are left out.
    """
    plans = replace(plans, failure_code=np.zeros_like(plans.failure_code))
    bare = (vehicles.propellant_mass + vehicles.dry_mass).sum(axis=1)
    bare = bare + vehicles.booster_propellant_mass + vehicles.booster_dry_mass + vehicles.fairing_mass
    low, high = np.log(LIGHTEST_SHARE * bare), np.log(HEAVIEST_SHARE * bare)
    reached = np.zeros(bare.shape, dtype=np.bool_)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        loaded = replace(vehicles, payload_mass=np.exp(middle))
        flown = fly_ensemble(loaded, replace(plans, kick_angle=solve_kick(loaded, plans)))
        good = flown.status == FlightStatus.OK
        reached |= good
        low, high = np.where(good, middle, low), np.where(good, high, middle)
    return np.where(reached, np.exp(low), np.nan)
