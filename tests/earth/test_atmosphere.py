"""The standard atmosphere against its published table and its own defining balance."""

from __future__ import annotations

import numpy as np
import pytest

from downrange.earth.atmosphere import GAS_CONSTANT, air

# Height [km], temperature [K], pressure [Pa], density [kg/m3]. Source: NASA-TM-X-74335 (1976), table I.
TABLE = [
    (0.0, 288.150, 101325.0, 1.2250),
    (5.0, 255.676, 54048.0, 0.73643),
    (11.0, 216.774, 22700.0, 0.36480),
    (20.0, 216.650, 5529.3, 0.088910),
    (32.0, 228.490, 889.06, 0.013555),
    (47.0, 269.684, 115.85, 0.0014965),
    (60.0, 247.021, 21.958, 3.0968e-4),
    (80.0, 198.639, 1.0524, 1.8458e-5),
]


@pytest.mark.parametrize(("height_km", "temperature", "pressure", "density"), TABLE)
def test_air_is_that_of_the_published_table(
    height_km: float, temperature: float, pressure: float, density: float
) -> None:
    rho, t, p = air(np.array(height_km * 1e3))
    assert t == pytest.approx(temperature, abs=0.01)
    assert p == pytest.approx(pressure, rel=2e-4)
    assert rho == pytest.approx(density, rel=2e-4)


@pytest.mark.parametrize(
    ("height_km", "density"), [(100.0, 5.604e-7), (200.0, 2.541e-10), (500.0, 5.215e-13), (1000.0, 3.561e-15)]
)
def test_the_upper_air_is_that_of_the_published_table(height_km: float, density: float) -> None:
    assert air(np.array(height_km * 1e3))[0] == pytest.approx(density, rel=2e-3)


def test_the_layers_are_in_hydrostatic_balance() -> None:
    height = np.linspace(0.0, 85e3, 1701)
    density, _, pressure = air(height)
    gravity = 9.80665 * (6356766.0 / (6356766.0 + height)) ** 2
    slope = np.gradient(pressure, height)
    assert np.allclose(slope[2:-2], -(density * gravity)[2:-2], rtol=2e-4)


def test_the_air_has_no_step_where_the_layers_end() -> None:
    below, above = air(np.array([86e3 - 0.01, 86e3 + 0.01]))[0]
    assert below == pytest.approx(above, rel=1e-5)
    assert pytest.approx(287.053, abs=1e-3) == GAS_CONSTANT
