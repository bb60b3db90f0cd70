"""Observations that may be wrong are found by draws however narrow they are: against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from downrange.inference.path import POWERS, Path
from downrange.inference.sampler import prior_population, temper
from downrange.inference.weighing import ENOUGH_SAMPLES, _estimate

PLACE, WIDTH, HOLDS, FLOOR = np.array([1.5, -1.0]), 0.003, 0.95, 0.003
PEAK = math.log(HOLDS / (2 * math.pi * WIDTH**2))
NARROW = Path(columns=np.array([0]), peak=np.array([PEAK]), floor=np.array([math.log(FLOOR)]), freedom=np.array([2.0]))
CURVE = Path(seen_peak=np.array([PEAK]), seen_floor=math.log(FLOOR))
EXACT = math.log(
    HOLDS * math.exp(-0.5 * float(PLACE @ PLACE) / (1 + WIDTH**2)) / (2 * math.pi * (1 + WIDTH**2)) + FLOOR
)


def fell(positions):
    """A place that is told to a hair's breadth, or wrongly."""
    misses = (((positions[:, :2] - PLACE) / WIDTH) ** 2).sum(axis=1)[:, None]
    return np.zeros(len(positions)), np.hstack([np.logaddexp(PEAK - 0.5 * misses, math.log(FLOOR)), misses])


def shown(positions):
    """The same within the term of a curve, of which it is the end of thrust; the curve itself says nothing."""
    settled, coded = fell(positions)
    return settled, coded[:, [0, 0, 1]]


def test_an_end_of_thrust_in_a_curve_is_found_however_narrow():
    for seed in range(3):
        rng = np.random.default_rng(seed)
        whole = temper(shown, prior_population(shown, 6, particles=500, rng=rng), rng=rng, size=500, path=CURVE)
        assert whole.log_evidence == pytest.approx(EXACT, abs=0.6)
        assert (whole.terms[:, 2] < 25.0).mean() == pytest.approx(1.0 - FLOOR / math.exp(EXACT), abs=0.12)


def test_what_ends_of_thrust_add_counts_once():
    rng = np.random.default_rng(1)
    _, narrow = fell(PLACE + 0.01 * rng.standard_normal((50, 2)))
    curve = -0.5 * rng.standard_normal((50, 1)) ** 2
    coded = np.hstack([narrow[:, :1] + curve, narrow])
    for power in (0.05, 0.5, 1.0):
        apart = NARROW.log_likelihood(narrow, power) + power * curve[:, 0]
        assert CURVE.log_likelihood(coded, power) == pytest.approx(apart)
    assert CURVE.start == NARROW.start
    assert CURVE.most_left(coded, 0.2, 1.0) == pytest.approx(NARROW.most_left(narrow, 0.2, 1.0) + 0.8 * curve.max())


def test_a_narrow_place_that_may_be_wrong_is_found():
    found, near = [], []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        start = prior_population(fell, 6, particles=500, rng=rng)
        whole = temper(fell, start, rng=rng, size=500, path=NARROW)
        found.append(whole.log_evidence)
        near.append(float((whole.terms[:, 1] < 25.0).mean()))
    assert np.mean(found) == pytest.approx(EXACT, abs=0.35)
    assert np.mean(near) == pytest.approx(1.0 - FLOOR / math.exp(EXACT), abs=0.12)


def test_at_full_power_a_path_is_the_likelihood_and_at_a_quarter_of_it_widths_are_doubled():
    rng = np.random.default_rng(1)
    _, coded = fell(PLACE + 0.01 * rng.standard_normal((50, 2)))
    wide = 2.0 * WIDTH
    doubled = HOLDS * np.exp(-0.5 * coded[:, 1] / 4.0) / (2 * math.pi * wide**2) + FLOOR
    assert NARROW.log_likelihood(coded, 1.0) == pytest.approx(coded[:, 0])
    assert NARROW.log_likelihood(coded, 0.25) == pytest.approx(np.log(doubled))
    assert NARROW.log_likelihood(coded, 0.0) == pytest.approx(NARROW.start)
    assert POWERS.log_likelihood(coded[:, :1], 0.25) == pytest.approx(0.25 * coded[:, 0])


def test_draws_none_of_which_fits_do_not_cover_however_alike_their_weights():
    rng = np.random.default_rng(2)
    _, coded = fell(rng.standard_normal((3000, 6)))
    assert (coded[:, 1] > 25.0).all()
    estimate, effective = _estimate(NARROW, coded, np.arange(3000))
    assert effective < ENOUGH_SAMPLES
    assert estimate == pytest.approx(EXACT, abs=0.5)
