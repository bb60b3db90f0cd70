"""The sampler against closed forms: a normal likelihood under a normal prior."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr

from downrange.inference.sampler import SPARE, join, prior_population, temper

CENTER = np.array([1.5, -2.0, 0.5])
WIDTH = np.array([0.1, 0.3, 1.0])


def normal_terms(positions):
    """Three independent normal observations of the first three coordinates; the others are free."""
    miss = (positions[:, :3] - CENTER) / WIDTH
    return np.zeros(len(positions)), -0.5 * miss**2 - np.log(WIDTH * math.sqrt(2 * math.pi))


def sampled(seed=3, particles=2000, dimension=6):
    rng = np.random.default_rng(seed)
    start = prior_population(normal_terms, dimension, particles=particles, rng=rng)
    return temper(normal_terms, start, rng=rng)


def test_evidence_is_that_of_the_closed_form():
    variance = 1.0 + WIDTH**2
    exact = float((-0.5 * CENTER**2 / variance - 0.5 * np.log(2 * math.pi * variance)).sum())
    found = [sampled(seed).log_evidence for seed in range(4)]
    assert np.mean(found) == pytest.approx(exact, abs=0.25)


def test_posterior_has_the_closed_form_mean_and_spread():
    population = sampled()
    precision = 1.0 + 1.0 / WIDTH**2
    mean, spread = CENTER / WIDTH**2 / precision, np.sqrt(1.0 / precision)
    assert np.abs(population.positions[:, :3].mean(axis=0) - mean).max() < 0.15 * spread.max() + 0.02
    assert population.positions[:, :3].std(axis=0) == pytest.approx(spread, rel=0.2)
    assert population.positions[:, 3:].std(axis=0) == pytest.approx(1.0, rel=0.2)


def test_the_same_seed_gives_the_same_draws():
    assert np.array_equal(sampled(5).positions, sampled(5).positions)


def test_infeasible_draws_never_enter():
    def half(positions):
        settled, terms = normal_terms(positions)
        return np.where(positions[:, 0] > 0, settled, -np.inf), terms

    rng = np.random.default_rng(1)
    start = prior_population(half, 4, particles=500, rng=rng)
    assert 500 <= start.size <= SPARE * 500
    assert (start.positions[:, 0] > 0).all()
    assert (temper(half, start, rng=rng).positions[:, 0] > 0).all()


def test_a_hopeless_likelihood_is_given_up_early_with_an_upper_bound():
    rng = np.random.default_rng(1)
    start = prior_population(normal_terms, 4, particles=500, rng=rng)
    whole = temper(normal_terms, start, rng=np.random.default_rng(2))
    cut = temper(normal_terms, start, rng=np.random.default_rng(2), give_up_below=1e3)
    assert cut.report.steps < whole.report.steps
    assert cut.log_evidence >= whole.log_evidence
    most = normal_terms(np.tile(CENTER, (1, 2))[:, :4])[1].sum()
    assert cut.log_evidence <= most


def test_parts_of_the_prior_sampled_apart_are_joined_by_their_evidence():
    """A rare far mode beside a usual near one: the odds between them are in closed form."""
    near, far, width = 0.5, 2.6, 0.2

    def two_modes(positions):
        misses = np.stack([(positions[:, 0] - place) / width for place in (near, far)])
        density = np.exp(-0.5 * misses**2).sum(axis=0)[:, None]
        return np.zeros(len(positions)), np.log(density / (width * math.sqrt(2 * math.pi)) + 1e-300)

    rng = np.random.default_rng(7)
    parts = []
    for beyond, share in ((False, float(ndtr(1.5))), (True, float(ndtr(-1.5)))):

        def within(positions, beyond=beyond):
            return (positions[:, 0] > 1.5) == beyond

        def part(positions, within=within):
            settled, terms = two_modes(positions)
            return np.where(within(positions), settled, -np.inf), terms

        start = prior_population(two_modes, 3, particles=3000, rng=rng, within=within)
        assert within(start.positions).all()
        tempered = temper(part, start, rng=rng, size=3000)
        parts.append(replace(tempered, log_mass=tempered.log_mass + math.log(share)))
    whole = join(parts, size=3000, rng=rng)
    variance = 1.0 + width**2
    densities = np.exp(-0.5 * np.array([near, far]) ** 2 / variance) / math.sqrt(2 * math.pi * variance)
    assert whole.log_mass == pytest.approx(0.0, abs=1e-9)
    assert whole.log_evidence == pytest.approx(math.log(densities.sum()), abs=0.1)
    assert (whole.positions[:, 0] > 1.5).mean() == pytest.approx(densities[1] / densities.sum(), abs=0.01)
