"""Vectors of numbers in the compiler: what they compute is what NumPy computes."""

from __future__ import annotations

import math

import numpy as np

from downrange.flight.compiling import kernel
from downrange.flight.reciprocals import inverse, inverse_root
from downrange.flight.tracks import angle_of
from downrange.flight.vectors import WIDTH, bits_of, choose, lowest_bit, put, read_row, round_down, take

NUMBERS = np.random.default_rng(5).uniform(-4.0, 4.0, (2, WIDTH))


@kernel
def compute(rows, out):
    a, b = take(rows, 0), take(rows, WIDTH)
    put(out, 0, (a + b) * 2.0 - a / b)
    put(out, WIDTH, math.sqrt(max(a, 0.5)) + min(1.0, -b))
    put(out, 2 * WIDTH, choose((a > b) & (b < 1.0), a, 7.0))
    put(out, 3 * WIDTH, round_down(a) - (b - int(b)))
    return bits_of((a >= 0.0) | (b <= -3.0))


def test_arithmetic_goes_element_by_element() -> None:
    out = np.zeros(4 * WIDTH)
    bits = compute(NUMBERS.reshape(-1), out)
    a, b = NUMBERS
    expected = [
        (a + b) * 2.0 - a / b,
        np.sqrt(np.maximum(a, 0.5)) + np.minimum(1.0, -b),
        np.where((a > b) & (b < 1.0), a, 7.0),
        np.floor(a) - (b - np.trunc(b)),
    ]
    np.testing.assert_allclose(out.reshape(4, WIDTH), expected, rtol=1e-14, atol=1e-14)
    assert [bool(bits >> k & 1) for k in range(WIDTH)] == list((a >= 0.0) | (b <= -3.0))


@kernel
def look_up(table, places, out):
    for column, values in enumerate(read_row(table, int(take(places, 0)), 5, 1)):
        put(out, column * WIDTH, values)


def test_a_table_is_read_at_sixteen_places_at_once() -> None:
    table = np.random.default_rng(6).standard_normal((50, 5))
    places = np.random.default_rng(7).integers(0, 50, WIDTH)
    out = np.zeros(3 * WIDTH)
    look_up(table.reshape(-1), places.astype(float), out)
    assert np.array_equal(out.reshape(3, WIDTH), table[places, 1:4].T)


@kernel
def reciprocals(x, out):
    put(out, 0, inverse(take(x, 0)))
    put(out, WIDTH, inverse_root(take(x, 0)))


def test_reciprocals_of_vectors_are_right_to_four_parts_in_a_trillion() -> None:
    for exponent in range(-30, 60):
        x = 10.0**exponent * np.linspace(1.0, 10.0, WIDTH)
        out = np.zeros(2 * WIDTH)
        reciprocals(x, out)
        np.testing.assert_allclose(out.reshape(2, WIDTH), [1.0 / x, 1.0 / np.sqrt(x)], rtol=4e-12)


@kernel
def angle(rows, out):
    put(out, 0, angle_of(take(rows, 0), take(rows, WIDTH)))


def test_angles_of_vectors_are_those_of_the_library_in_every_quadrant() -> None:
    circle = np.linspace(-math.pi + 1e-9, math.pi, 40 * WIDTH).reshape(-1, WIDTH)
    for directions in circle:
        out = np.zeros(WIDTH)
        angle(np.concatenate([5.0 * np.sin(directions), 5.0 * np.cos(directions)]), out)
        np.testing.assert_allclose(out, directions, atol=4e-9)


@kernel
def first_bit(number):
    return lowest_bit(number)


def test_the_lowest_bit_is_found() -> None:
    assert [first_bit(1 << k | 1 << 40) for k in range(40)] == list(range(40))
