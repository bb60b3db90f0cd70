"""The device's kernels against the processor's: in numba's simulator everywhere, on a device where one is."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from vehicles_to_fly import THREE_STAGES, TWO_STAGES, planned

from downrange.errors import FlightError
from downrange.flight.disperse import disperse, dispersion_names
from downrange.flight.ensemble import fly_ensemble
from downrange.flight.gpu import device_name, fly_ensemble_on_gpu, is_simulated
from downrange.flight.plan import repeat_rows
from downrange.records.flight import FAILURE_CODES, Ensemble, FailureMode, PlanArrays, VehicleArrays, Wind

HERE = Path(__file__)
LENGTHS = ("cutoff_state", "cutoff_height", "perigee", "apogee", "peak_height", "sample_height", "ground_range")
TIMES = ("ignition_time", "cutoff_time", "impact_time", "end_time", "flight_time")
ANGLES = ("impact_latitude", "impact_longitude", "sample_latitude", "sample_longitude")
EARTH_RADIUS = 6.4e6


def assert_alike(there: Ensemble, here: Ensemble) -> None:
    """Within a meter everywhere, and the same things happened."""
    assert there.status.tolist() == here.status.tolist()
    assert there.in_orbit.tolist() == here.in_orbit.tolist()
    for names, scale in ((LENGTHS, 1.0), (TIMES, 100.0), (ANGLES, EARTH_RADIUS)):
        for name in names:
            a, b = getattr(there, name), getattr(here, name)
            assert np.array_equal(np.isnan(a), np.isnan(b)), name
            assert float(np.nanmax(np.abs(a - b), initial=0.0)) * scale < 1.0, name


def some_flights() -> tuple[VehicleArrays, PlanArrays]:
    """Nominal, failed, parked and unable to fly."""
    vehicles, plans = planned(THREE_STAGES, 5, height_km=500.0)
    thrust = vehicles.thrust.copy()
    thrust[4] *= 0.1
    code = FAILURE_CODES[FailureMode.THRUST_LOSS]
    plans = replace(
        plans,
        failure_code=np.array([0, code, 0, 0, 0]),
        failure_stage=np.array([1, 2, 1, 1, 1]),
        failure_time=np.array([0.0, 20.0, 0.0, 0.0, 0.0]),
        failure_size=np.array([0.0, 0.6, 0.0, 0.0, 0.0]),
        park_perigee=np.array([0.0, 0.0, 200e3, 0.0, 0.0]),
        park_apogee=np.full(5, 500e3),
        latitude=np.array([0.5, 0.5, 0.5, np.nan, 0.5]),
    )
    return replace(vehicles, thrust=thrust), plans


def compare_in_simulator() -> None:
    """Run by the test below in a process of its own, where the simulator is switched on."""
    assert is_simulated()
    samples = np.arange(0.0, 900.0, 90.0)
    vehicles, plans = some_flights()
    assert_alike(
        fly_ensemble_on_gpu(vehicles, plans, sample_times=samples), fly_ensemble(vehicles, plans, sample_times=samples)
    )
    knots = np.arange(33.0)
    wind = Wind(east=20.0 * np.exp(-(((knots - 11.0) / 5.0) ** 2)), north=0.1 * knots)
    vehicles, plans = planned(TWO_STAGES, 1)
    assert_alike(fly_ensemble_on_gpu(vehicles, plans, wind=wind), fly_ensemble(vehicles, plans, wind=wind))


def test_flights_in_the_cuda_simulator_are_those_of_the_processor() -> None:
    environment = os.environ | {"NUMBA_ENABLE_CUDASIM": "1"}
    environment["PYTHONPATH"] = os.pathsep.join([str(HERE.parent), *filter(None, sys.path)])
    call = [sys.executable, "-W", "ignore", "-c", "import test_gpu; test_gpu.compare_in_simulator()"]
    done = subprocess.run(call, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(device_name() is not None, reason="a device is here")
def test_without_a_device_the_message_says_what_to_install() -> None:
    with pytest.raises(FlightError, match="CUDA") as caught:
        fly_ensemble_on_gpu(*planned(TWO_STAGES))
    assert "downrange[gpu]" in str(caught.value)


@pytest.mark.gpu
@pytest.mark.parametrize("vehicle", [TWO_STAGES, THREE_STAGES], ids=lambda v: v.id)
def test_dispersed_flights_on_the_device_are_those_of_the_processor(vehicle: object) -> None:
    assert not is_simulated()
    normals = 0.5 * np.random.default_rng(3).standard_normal((2000, len(dispersion_names(vehicle))))
    _, plan = planned(vehicle)
    vehicles, plans = disperse(vehicle, normals), repeat_rows(plan, 2000)
    there, here = fly_ensemble_on_gpu(vehicles, plans), fly_ensemble(vehicles, plans)
    same = there.status == here.status
    assert same.mean() > 0.999
    assert float(np.nanmax(np.abs(there.cutoff_state - here.cutoff_state)[same])) < 1.0
