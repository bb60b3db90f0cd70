"""The design study's kernels and vehicles, where ../shared/prototypes is: the peer that this engine set out to beat."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from scoreboard.shared import DATA

from downrange.records.flight import PlanArrays, VehicleArrays, Wind

PROTOTYPES = DATA.parent / "prototypes"
LANES = 32
TOLERANCE = 0.05
FIRST_STEPS = (2.0, 2.0, 2.0, 5.0, 10.0, 10.0)


def load() -> tuple[ModuleType, Callable[..., Any]]:
    """The study's vehicles and its lane integrator. It wants a file of reference flights, which it is given empty."""
    sys.path.insert(0, str(PROTOTYPES))
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        np.savez(Path(folder) / "ref.npz", ins=np.zeros((0, 6)), imp=np.zeros((0, 6)), t=np.zeros(0))
        os.chdir(folder)
        try:
            import common
            import nbd
        finally:
            os.chdir(before)
    lanes, _ = nbd.make_lanes_dp5(LANES)
    return common, lanes


def segments(common: ModuleType, flights: int) -> np.ndarray:
    """The study's own input rows of its dispersed vehicles."""
    return common.segments(common.disperse(flights))


def as_records(common: ModuleType, flights: int) -> tuple[VehicleArrays, PlanArrays, Wind, np.ndarray]:
    """The same vehicles as records of this package, steered to orbit in closed loop instead of by a fixed law."""
    drawn = common.disperse(flights)
    nothing = np.zeros(flights)

    def both(first: Any, second: Any) -> np.ndarray:
        return np.stack([first + nothing, second + nothing], axis=1)

    vehicles = VehicleArrays(
        propellant_mass=both(common.M1P, common.M2P),
        dry_mass=both(common.M1D, common.M2D),
        thrust=both(common.T1 * drawn[:, 0], common.T2 * drawn[:, 2]),
        specific_impulse=both(common.I1 * drawn[:, 1], common.I2 * drawn[:, 3]),
        exit_area=both(common.AE1, 0.0),
        drag_area=nothing + common.AREF,
        drag_scale=drawn[:, 4],
        spent_ballistic=both(common.M1D / (common.ADESC * drawn[:, 9]), 100.0),
        booster_propellant_mass=nothing,
        booster_dry_mass=nothing,
        booster_thrust=nothing,
        booster_specific_impulse=nothing,
        booster_exit_area=nothing,
        booster_ballistic=nothing,
        fairing_mass=nothing,
        fairing_ballistic=nothing,
        payload_mass=nothing + common.PAY,
        payload_ballistic=nothing + 200.0,
    )
    plans = PlanArrays(
        latitude=nothing + common.LAT,
        longitude=nothing + common.LON,
        height=nothing,
        azimuth=nothing + common.AZ,
        vertical_time=nothing + common.TV,
        kick_angle=drawn[:, 5],
        coast=both(0.0, drawn[:, 6]),
        yaw=both(0.0, 0.0),
        target_perigee=nothing + 180e3,
        target_apogee=nothing + 180e3,
        ballistic=np.zeros(flights, dtype=np.bool_),
        cutoff_fraction=both(1.0, 1.0),
        fairing_height=nothing + 110e3,
        throttle=nothing + 1.0,
        failure_code=np.zeros(flights, dtype=np.int64),
        failure_stage=np.ones(flights, dtype=np.int64),
        failure_time=nothing,
        failure_size=nothing,
    )
    knots = np.arange(33.0)
    wind = Wind(
        east=30.0 * np.exp(-(((knots - 11.0) / 5.0) ** 2)) * (knots < 31),
        north=10.0 * np.exp(-(((knots - 9.0) / 6.0) ** 2)) * (knots < 31),
    )
    return vehicles, plans, wind, drawn[:, 7:9]
