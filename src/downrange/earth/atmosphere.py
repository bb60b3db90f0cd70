"""The US Standard Atmosphere 1976: exact layers to 86 km, the published table above, to 1000 km.

Source: NOAA, NASA, USAF (1976), U.S. Standard Atmosphere, NASA-TM-X-74335: equations 18, 23, 33 and tables 4 and I.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from downrange.earth.ellipsoid import STANDARD_GRAVITY

Array = NDArray[np.float64]

GEOPOTENTIAL_RADIUS = 6356766.0
"""Earth radius of the geopotential height [m]."""
GAS_CONSTANT = 8314.32 / 28.9644
"""Of air at sea level [J/(kg K)]."""
HEAT_RATIO = 1.4
TOP_OF_LAYERS = 86e3
"""Geometric height up to which the layers hold [m]."""
LAYER_BASE = np.array([0.0, 11e3, 20e3, 32e3, 47e3, 51e3, 71e3])
"""Geopotential height of each layer's base [m]."""
LAPSE_RATE = np.array([-6.5e-3, 0.0, 1e-3, 2.8e-3, 0.0, -2.8e-3, -2e-3])
"""[K/m]"""
_HYDROSTATIC = STANDARD_GRAVITY / GAS_CONSTANT

# Geometric height [km], kinetic temperature [K], density [kg/m3].
_UPPER = np.array(
    [
        (85, 188.893, 8.22e-06),
        (90, 186.867, 3.44e-06),
        (95, 188.418, 1.39e-06),
        (100, 195.081, 5.6e-07),
        (105, 208.835, 2.33e-07),
        (110, 240, 9.67e-08),
        (115, 300, 4.28e-08),
        (120, 360, 2.22e-08),
        (125, 417.231, 1.29e-08),
        (130, 469.268, 8.15e-09),
        (135, 516.589, 5.46e-09),
        (140, 559.627, 3.83e-09),
        (145, 598.776, 2.78e-09),
        (150, 634.392, 2.08e-09),
        (155, 666.799, 1.58e-09),
        (160, 696.29, 1.23e-09),
        (165, 723.132, 9.75e-10),
        (170, 747.566, 7.82e-10),
        (175, 769.811, 6.34e-10),
        (180, 790.066, 5.19e-10),
        (185, 808.511, 4.3e-10),
        (190, 825.312, 3.58e-10),
        (195, 840.616, 3.01e-10),
        (200, 854.559, 2.54e-10),
        (250, 941.33, 6.07e-11),
        (300, 976.008, 1.92e-11),
        (350, 990.057, 7e-12),
        (400, 995.825, 2.8e-12),
        (450, 998.225, 1.18e-12),
        (500, 999.236, 5.21e-13),
        (550, 999.667, 2.38e-13),
        (600, 999.853, 1.14e-13),
        (650, 999.934, 5.71e-14),
        (700, 999.97, 3.07e-14),
        (750, 999.986, 1.79e-14),
        (800, 999.994, 1.14e-14),
        (850, 999.997, 7.82e-15),
        (900, 999.999, 5.76e-15),
        (950, 999.999, 4.45e-15),
        (1000, 1000, 3.56e-15),
    ]
)


def _layer_bases() -> tuple[Array, Array]:
    temperature = np.empty(LAYER_BASE.size)
    pressure = np.empty(LAYER_BASE.size)
    temperature[0], pressure[0] = 288.15, 101325.0
    for i in range(LAYER_BASE.size - 1):
        depth = LAYER_BASE[i + 1] - LAYER_BASE[i]
        temperature[i + 1] = temperature[i] + LAPSE_RATE[i] * depth
        if LAPSE_RATE[i] == 0.0:
            ratio = np.exp(-_HYDROSTATIC * depth / temperature[i])
        else:
            ratio = (temperature[i] / temperature[i + 1]) ** (_HYDROSTATIC / LAPSE_RATE[i])
        pressure[i + 1] = pressure[i] * ratio
    return temperature, pressure


_BASE_TEMPERATURE, _BASE_PRESSURE = _layer_bases()


def _in_layers(height: Array) -> tuple[Array, Array]:
    """Density and temperature below 86 km."""
    geopotential = GEOPOTENTIAL_RADIUS * height / (GEOPOTENTIAL_RADIUS + height)
    i = np.clip(np.searchsorted(LAYER_BASE, geopotential, side="right") - 1, 0, LAYER_BASE.size - 1)
    above = geopotential - LAYER_BASE[i]
    temperature = _BASE_TEMPERATURE[i] + LAPSE_RATE[i] * above
    isothermal = LAPSE_RATE[i] == 0.0
    exponent = _HYDROSTATIC / np.where(isothermal, 1.0, LAPSE_RATE[i])
    pressure = _BASE_PRESSURE[i] * np.where(
        isothermal,
        np.exp(-_HYDROSTATIC * above / _BASE_TEMPERATURE[i]),
        (_BASE_TEMPERATURE[i] / temperature) ** exponent,
    )
    return pressure / (GAS_CONSTANT * temperature), temperature


def _upper_rows() -> tuple[Array, Array]:
    """Heights [m] from 86 km to 1000 km, and log density and temperature with their slopes there: (4, rows)."""
    density, temperature = _in_layers(np.array([TOP_OF_LAYERS]))
    rows = _UPPER[_UPPER[:, 0] * 1e3 > TOP_OF_LAYERS]
    height = np.concatenate([[TOP_OF_LAYERS], rows[:, 0] * 1e3])
    log_density = np.log(np.concatenate([density, rows[:, 2]]))
    temperature = np.concatenate([temperature, rows[:, 1]])
    slopes = [np.gradient(values, height, edge_order=2) for values in (log_density, temperature)]
    return height, np.stack([log_density, slopes[0], temperature, slopes[1]])


_UPPER_HEIGHT, _UPPER_VALUES = _upper_rows()


def _in_upper_air(height: Array) -> tuple[Array, Array]:
    """Log density and temperature from 86 to 1000 km: cubic Hermite pieces between the published rows."""
    i = np.clip(np.searchsorted(_UPPER_HEIGHT, height, side="right") - 1, 0, _UPPER_HEIGHT.size - 2)
    width = _UPPER_HEIGHT[i + 1] - _UPPER_HEIGHT[i]
    u = (height - _UPPER_HEIGHT[i]) / width
    left, right = (1.0 + 2.0 * u) * (1.0 - u) ** 2, u * u * (3.0 - 2.0 * u)
    slope_left, slope_right = u * (1.0 - u) ** 2 * width, u * u * (u - 1.0) * width
    log_density, temperature = (
        left * _UPPER_VALUES[k, i]
        + slope_left * _UPPER_VALUES[k + 1, i]
        + right * _UPPER_VALUES[k, i + 1]
        + slope_right * _UPPER_VALUES[k + 1, i + 1]
        for k in (0, 2)
    )
    return log_density, temperature


def air(height: Array) -> tuple[Array, Array, Array]:
    """Density [kg/m3], temperature [K] and pressure [Pa] at geometric `height` [m], any shape.

    Above 1000 km the last slope of log density is kept. Pressure above 86 km is the perfect gas's of constant molar
    mass, within a factor of two there.
    """
    height = np.asarray(height, dtype=np.float64)
    density, temperature = _in_layers(np.clip(height, -5e3, TOP_OF_LAYERS))
    log_density, upper_temperature = _in_upper_air(np.clip(height, TOP_OF_LAYERS, 1e6))
    log_density = log_density + _UPPER_VALUES[1, -1] * np.maximum(height - 1e6, 0.0)
    density = np.where(height > TOP_OF_LAYERS, np.exp(log_density), density)
    temperature = np.where(height > TOP_OF_LAYERS, upper_temperature, temperature)
    return density, temperature, density * GAS_CONSTANT * temperature
