"""Flights taken apart for the peers: the segments of dispersed two-stage ascents, from lift-off to insertion.

What a peer integrates is then only the right-hand side: steering, staging and events are given to it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from downrange.catalog.vehicles import find_vehicle
from downrange.flight import layout as at
from downrange.flight.disperse import disperse, dispersion_names
from downrange.flight.ensemble import DEFAULT_TOLERANCE, fly_ensemble, pack
from downrange.flight.fly import plan_flight
from downrange.flight.forces import SEGMENT_SIZE, START
from downrange.flight.kernel import accelerate, density_at, make_desk
from downrange.flight.plan import repeat_rows
from downrange.flight.sequence import arrive, begin, depart
from downrange.flight.step import step
from downrange.flight.tables import air_table, drag_table
from downrange.records.flight import FlightStatus, PlanArrays, VehicleArrays

VEHICLE = "falcon-9-ft"
SPREAD = 0.3
"""Of the vehicles, in units of the catalog's error bars."""
MOST_SEGMENTS = 48


def flights(count: int) -> tuple[VehicleArrays, PlanArrays]:
    """Dispersed vehicles that reach their orbit."""
    vehicle = find_vehicle(VEHICLE)
    assert vehicle is not None
    plan = plan_flight(vehicle, latitude=0.5, longitude=0.0, perigee=250e3, inclination=0.9)
    normals = SPREAD * np.random.default_rng(1).standard_normal((2 * count, len(dispersion_names(vehicle))))
    there = fly_ensemble(disperse(vehicle, normals), repeat_rows(plan, 2 * count)).status == FlightStatus.OK
    return disperse(vehicle, normals[there][:count]), repeat_rows(plan, count)


def write(path: Path, count: int) -> None:
    """Save initial states (N, 6), segments' durations (N, S) and numbers (N, S, 15), final states (N, 6), tables."""
    vehicles, plans = flights(count)
    rows, stages = pack(vehicles, plans), vehicles.stages
    air, drag = air_table(), drag_table()
    first, last = np.zeros((count, 6)), np.zeros((count, 6))
    durations = np.zeros((count, MOST_SEGMENTS))
    numbers = np.ones((count, MOST_SEGMENTS, SEGMENT_SIZE - 1))
    for i in range(count):
        d, p, y, _, bodies, _ = make_desk(stages)
        out = np.zeros(at.result_size(stages))
        begin(rows[i], stages, d, p, y, bodies, out, -1.0)
        y[6:] = 0.0
        first[i] = y[:6]
        s = 0
        while d[at.PHASE] in (at.POWERED, at.COASTING):
            depart(rows[i], stages, d, p, y, bodies, out, density_at(d[at.ALTITUDE], air))
            accelerate(y, p, 0.0, air, None, drag)
            begun = d[at.NOW]
            if d[at.END] > begun:
                durations[i, s], numbers[i, s] = d[at.END] - begun, p[START + 1 :]
                s += 1
            h = d[at.FIRST_STEP]
            while d[at.NOW] < d[at.END]:
                size = min(h, d[at.END] - d[at.NOW])
                found = step(size, d[at.NOW] - p[START], *y, *p[1:], air, None, drag)
                error = found[9] * (d[at.STRICTNESS] / DEFAULT_TOLERANCE) ** 2
                if error <= 1.0:
                    y[:] = found[:9]
                    d[at.NOW] = d[at.END] if size == d[at.END] - d[at.NOW] else d[at.NOW] + size
                    d[at.ALTITUDE] = found[10]
                h = size * min(5.0, max(0.2, 0.9 * max(error, 1e-9) ** -0.125))
            arrive(rows[i], stages, d, p, y, bodies, out)
            last[i] = out[at.STAGE_OUT + (stages - 1) * at.STAGE_RESULTS + at.CUTOFF_STATE :][:6]
    used = int((durations > 0.0).any(axis=0).sum())
    np.savez(path, first=first, last=last, durations=durations[:, :used], numbers=numbers[:, :used], air=air, drag=drag)
