"""The smooth tables of the kernels: what a C1 quadratic spline must do."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose

from downrange.flight.tables import quadratic_pieces

CELLS = 40
VALUES = np.random.default_rng(1).normal(size=CELLS)


def test_a_spline_goes_through_its_values_at_the_middles_of_the_cells():
    a, b, c = quadratic_pieces(VALUES).T
    assert_allclose(a + b * 0.5 + c * 0.25, VALUES, atol=1e-14)


def test_a_spline_and_its_slope_go_on_over_the_borders_of_cells():
    a, b, c = quadratic_pieces(VALUES).T
    assert_allclose((a + b + c)[:-1], a[1:], atol=1e-14)
    assert_allclose((b + 2.0 * c)[:-1], b[1:], atol=1e-14)


def test_a_spline_of_a_parabola_is_the_parabola_away_from_the_ends():
    x = np.arange(CELLS) + 0.5
    inside = slice(18, 22)
    assert_allclose(
        quadratic_pieces(x**2)[inside], np.stack([(x - 0.5) ** 2, 2.0 * x - 1.0, np.ones(CELLS)], -1)[inside], atol=1e-9
    )


def test_the_ends_of_a_spline_are_straight():
    assert_allclose(quadratic_pieces(VALUES)[[0, -1], 2], 0.0, atol=1e-14)
