"""The same flights on an NVIDIA device: the scalar kernels' own sources compiled by numba-cuda, one thread a flight.

Nothing is written twice. Every compiled function of the flight is taken by its Python source and compiled again for the
device, with the functions that it calls; only what speaks of the processor's vectors is replaced by what it means for
one number, and vectors of sixteen samples become one.
With `NUMBA_ENABLE_CUDASIM=1` the same kernels run in numba's simulator, slowly, without a device.
"""

from __future__ import annotations

import math
import os
import sys
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

import numpy as np
from numba.core.dispatcher import Dispatcher as _Dispatcher

from downrange.errors import FlightError
from downrange.flight import kernel as _kernel
from downrange.flight import layout as at
from downrange.flight import reciprocals, vectors
from downrange.flight.ensemble import DEFAULT_TOLERANCE, lay_out, unpack
from downrange.flight.forces import SEGMENT_SIZE
from downrange.flight.tables import air_table, drag_table, wind_table
from downrange.flight.tracks import QUANTITIES
from downrange.records.flight import Array, Ensemble, PlanArrays, VehicleArrays, Wind

THREADS = 64
"""Of a block: flights differ in length, and small blocks are free for the next ones sooner."""
MOST_ROWS = 2_000_000
"""Flights on the device at once: inputs, results and local memory of so many fill 4 GB."""
_HOME = "downrange.flight."
HINT = "pip install 'downrange[gpu]', and an NVIDIA driver; without them the processor flies the same flights"


def _cuda() -> Any:
    try:
        from numba import cuda as target
    except ImportError as error:
        raise FlightError("numba-cuda is not installed", hint=HINT) from error
    return target


def is_simulated() -> bool:
    """Whether numba's simulator stands in for a device."""
    return os.environ.get("NUMBA_ENABLE_CUDASIM", "") == "1"


def device_name() -> str | None:
    """Name of the device; None where there is none that can be used."""
    if is_simulated():
        return "numba's CUDA simulator"
    try:
        target = _cuda()
    except FlightError:
        return None
    if not target.is_available():
        return None
    name = target.get_current_device().name
    return name.decode() if isinstance(name, bytes) else str(name)


class _Port:
    """Device twins of the compiled functions, by the modules they live in."""

    def __init__(self, target: Any) -> None:
        self._jit = target.jit(device=True)
        self._modules: dict[str, dict[str, Any]] = {}
        self._functions: dict[int, Any] = {}
        self._namespaces: dict[str, ModuleType] = {}
        self._plain = {id(intrinsic): self._jit(plain) for intrinsic, plain in PLAIN}

    def twin(self, function: Any) -> Any:
        """The function compiled for the device, and with it all that it calls."""
        source: FunctionType = function.py_func
        if id(source) not in self._functions:
            names = self.names(sys.modules[source.__module__])
            copy = FunctionType(source.__code__, names, source.__name__, source.__defaults__, source.__closure__)
            copy.__module__ = source.__module__
            self._functions[id(source)] = self._jit(copy)
        return self._functions[id(source)]

    def names(self, module: ModuleType) -> dict[str, Any]:
        """The module's names, compiled functions replaced by their twins."""
        if module.__name__ not in self._modules:
            names = self._modules[module.__name__] = dict(
                vars(module)
            )  # before its functions: they may call in circles
            for name, value in vars(module).items():
                names[name] = 1 if name == "WIDTH" else self._replaced(value)
        return self._modules[module.__name__]

    def _replaced(self, value: Any) -> Any:
        if id(value) in self._plain:
            return self._plain[id(value)]
        if isinstance(value, _Dispatcher):
            return self.twin(value)
        if isinstance(value, ModuleType) and value.__name__.startswith(_HOME):
            if value.__name__ not in self._namespaces:
                namespace = self._namespaces[value.__name__] = ModuleType(value.__name__)
                vars(namespace).update(self.names(value))
            return self._namespaces[value.__name__]
        return value


def _take(rows: Any, place: Any) -> Any:
    return rows[place]


def _put(rows: Any, place: Any, value: Any) -> None:
    rows[place] = value


def _choose(truth: Any, yes: Any, no: Any) -> Any:
    return yes if truth else no


def _round_down(x: Any) -> Any:
    return math.floor(x)


def _read_row(table: Any, cell: Any, size: Any, offset: Any) -> Any:
    place = cell * size + offset
    return table[place], table[place + 1], table[place + 2]


def _inverse(x: Any) -> Any:
    return 1.0 / x


def _inverse_root(x: Any) -> Any:
    return 1.0 / math.sqrt(x)


PLAIN: tuple[tuple[Any, Any], ...] = (
    (vectors.take, _take),
    (vectors.put, _put),
    (vectors.choose, _choose),
    (vectors.round_down, _round_down),
    (vectors.read_row, _read_row),
    (reciprocals.inverse, _inverse),
    (reciprocals.inverse_root, _inverse_root),
)
"""What the processor's intrinsics mean for one number."""


@cache
def _port() -> _Port:
    return _Port(_cuda())


# Names of the functions below, set where they are compiled: for each number of stages anew.
cuda: Any = None
fly_one: Any = None
float64: Any = np.float64
begin: Any = None
fly_on: Any = None
STAGES, MEMORY, SEGMENT = 0, at.MEMORY_SIZE, SEGMENT_SIZE
BODIES = 0


def _fly_one(
    i: Any, rows: Any, tolerance: Any, samples: Any, air: Any, wind: Any, drag: Any, results: Any, tracks: Any
) -> None:
    """One thread's flight; `wind` is None in calm."""
    if i < rows.shape[0] and rows[i, at.VALID] == 1.0:
        d = cuda.local.array(MEMORY, float64)
        p = cuda.local.array(SEGMENT, float64)
        y = cuda.local.array(9, float64)
        z = cuda.local.array(9, float64)
        bodies = cuda.local.array(BODIES, float64)
        count = samples.size
        last = samples[count - 1] if count > 0 else -1.0
        x, out = rows[i], results[i]
        begin(x, STAGES, d, p, y, bodies, out, last)
        for c in range(6, 9):
            y[c] = 0.0
        fly_on(
            x, STAGES, tolerance, samples, count, air, wind, drag, d, p, y, z, bodies, z, out, tracks[i],
            d[at.PHASE] == at.POWERED,
        )  # fmt: skip


def _fly_calm(rows: Any, tolerance: Any, samples: Any, air: Any, drag: Any, results: Any, tracks: Any) -> None:
    fly_one(cuda.grid(1), rows, tolerance, samples, air, None, drag, results, tracks)


def _fly_in_wind(
    rows: Any, tolerance: Any, samples: Any, air: Any, wind: Any, drag: Any, results: Any, tracks: Any
) -> None:
    fly_one(cuda.grid(1), rows, tolerance, samples, air, wind, drag, results, tracks)


@cache
def kernel_for(stages: int, windy: bool) -> Any:
    """The device kernel for vehicles of so many stages: rows, tolerance, samples, air, wind, drag, results, tracks."""
    port, device = _port(), _cuda()
    names: dict[str, Any] = {
        "cuda": device,
        "at": at,
        "float64": float64,
        "begin": port.twin(_kernel.begin),
        "fly_on": port.twin(_kernel.fly_on),
        "STAGES": stages,
        "MEMORY": MEMORY,
        "SEGMENT": SEGMENT,
        "BODIES": (stages + at.MORE_BODIES) * at.BODY_SIZE,
        "range": range,
    }
    names["fly_one"] = device.jit(device=True)(FunctionType(_fly_one.__code__, names, _fly_one.__name__))
    source = _fly_in_wind if windy else _fly_calm  # a kernel takes arrays only: what is None is passed on here
    return device.jit(FunctionType(source.__code__, names, source.__name__))


def fly_ensemble_on_gpu(
    vehicles: VehicleArrays,
    plans: PlanArrays,
    *,
    wind: Wind | None = None,
    wind_scale: Array | None = None,
    sample_times: Array | None = None,
    tolerance: float = DEFAULT_TOLERANCE,
) -> Ensemble:
    """What `fly_ensemble` does, on an NVIDIA device: the same arguments, results equal within a meter.

    Raises:
        FlightError: No device or no numba-cuda; shapes do not fit, or sample times do not increase.
    """
    if device_name() is None:
        raise FlightError("no CUDA device can be used", hint=HINT)
    device = _cuda()
    rows, results, times = lay_out(vehicles, plans, wind_scale, sample_times)
    stages = vehicles.stages
    tracks = np.full((rows.shape[0], QUANTITIES * times.size), np.nan)
    blown = wind_table(wind)
    tables = [device.to_device(table) for table in (air_table(), blown, drag_table()) if table is not None]
    asked = device.to_device(times)
    launch = kernel_for(stages, blown is not None)
    for first in range(0, rows.shape[0], MOST_ROWS):
        part = slice(first, min(first + MOST_ROWS, rows.shape[0]))
        there, found, seen = (device.to_device(np.ascontiguousarray(a[part])) for a in (rows, results, tracks))
        blocks = (part.stop - part.start + THREADS - 1) // THREADS
        launch[blocks, THREADS](there, tolerance, asked, *tables, found, seen)
        results[part] = found.copy_to_host()
        if times.size:
            tracks[part] = seen.copy_to_host()
    return unpack(results, tracks.reshape(rows.shape[0], QUANTITIES, times.size), times, stages)
