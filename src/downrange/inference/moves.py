"""Where particles of a population may move to: three ways, each good at what the others are bad at.

Differences of particles follow what the population has learnt but cannot bring back what it has lost: after the
resampling of some six steps it descends from a handful, and its spread in coordinates that hardly matter is that of the
handful. A few coordinates drawn anew from the prior bring it back, one at a time. A normal that the population
resembles moves all coordinates at once, and far: of flights bound by an apogee, a place and a time one such move in ten
is taken, which is four times as long as those of the other ways.
Source: ter Braak (2006), A Markov chain Monte Carlo version of the genetic algorithm differential evolution; Cotter,
Roberts, Stuart, White (2013), MCMC methods for functions, Statistical Science 28, 424.
"""

from __future__ import annotations

import numpy as np

from downrange.records.flight import Array

REDRAWN_SHARE, REDRAWN = 0.3, (1, 2, 4, 8)
"""Share of the moves that draw a few coordinates of a particle anew from the prior, in part or wholly, and how many."""
RESEMBLING_SHARE, KEPT_PARTS = 0.3, (0.0, 0.7, 0.95)
"""Share of the moves by a normal that the population resembles, and how much of a particle's place in it they keep."""
OWN_SPREAD = (0.05, 1.0)
"""Variances of single coordinates that the correlations of few particles are shrunk to, at least and at most."""


def proposed(positions: Array, rng: np.random.Generator, *, whole: bool) -> tuple[Array, Array]:
    """A place to move to for each particle.

    Args:
        positions: [N, P] of the particles, whose prior is a standard normal.
        rng: random numbers.
        whole: move by whole differences of particles, from one mode to another.

    Returns:
        [N, P] and the log [N] by which prior and proposals make it likelier than where the particle is.
    """
    size = len(positions)
    kind = rng.random(size)
    anew, alike = kind < REDRAWN_SHARE, kind > 1.0 - RESEMBLING_SHARE
    proposal = _differential(positions, rng, whole=whole)
    proposal[anew] = _redrawn(positions[anew], rng)
    log_kept = np.zeros(size)
    proposal[alike], log_kept[alike] = _resembling(positions, alike, rng)
    prior = 0.5 * ((positions**2).sum(axis=1) - (proposal**2).sum(axis=1))
    return proposal, np.where(anew, 0.0, prior + log_kept)


def _differential(positions: Array, rng: np.random.Generator, *, whole: bool) -> Array:
    """Each particle plus a scaled difference of two others, in a random subset of the coordinates."""
    size, dimension = positions.shape
    first, second = rng.integers(0, size, size), rng.integers(0, size, size)
    share = rng.choice([0.25, 0.5, 1.0], size)[:, None]
    mask = rng.random((size, dimension)) < share
    mask[np.arange(size), rng.integers(0, dimension, size)] = True
    moved = mask.sum(axis=1, keepdims=True)
    scale = np.full((size, 1), 1.0) if whole else 2.38 / np.sqrt(2.0 * moved) * rng.uniform(0.4, 1.0, (size, 1))
    jitter = 1e-2 * rng.standard_normal((size, dimension))
    return positions + mask * (scale * (positions[first] - positions[second]) + jitter)


def _redrawn(positions: Array, rng: np.random.Generator) -> Array:
    """Each particle with a few coordinates moved in a way that leaves the standard normal prior as it is."""
    size, dimension = positions.shape
    count = rng.choice(REDRAWN, size)[:, None]
    mask = rng.random((size, dimension)).argsort(axis=1) < count
    step = rng.choice([0.3, 0.6, 1.0], size)[:, None]
    moved = np.sqrt(1.0 - step**2) * positions + step * rng.standard_normal((size, dimension))
    return np.where(mask, moved, positions)


def _resembling(positions: Array, rows: np.ndarray, rng: np.random.Generator) -> tuple[Array, Array]:
    """Some rows [N] moved in a way that leaves the normal that all particles resemble as it is.

    Returns:
        The new places, and the log of what that normal gives the old ones over them.
    """
    size, dimension = positions.shape
    middle = positions.mean(axis=0)
    off = positions - middle
    spread = _product(off.T, off.T) / (size - 1)
    own = np.diag(np.clip(np.diag(spread), *OWN_SPREAD))
    root = np.linalg.cholesky((size * spread + dimension * own) / (size + dimension))
    now = _product(off[rows], np.linalg.inv(root))
    keep = rng.choice(KEPT_PARTS, len(now))[:, None]
    new = keep * now + np.sqrt(1.0 - keep**2) * rng.standard_normal(now.shape)
    return middle + _product(new, root), 0.5 * ((new**2).sum(axis=1) - (now**2).sum(axis=1))


def _product(left: Array, right: Array) -> Array:
    """left times right transposed, on this thread: matrices so small cost a linear algebra library's threads, which
    wait for the flights beside them, twenty times as much."""
    return np.einsum("ik,jk->ij", left, right)
