"""How the motions change into one another, as compiled kernels: how likely each change is, and where it leaves a body.

Sources: Blom and Bar-Shalom (1988), The interacting multiple model algorithm, IEEE Trans. Automatic Control 33;
Granstrom, Willett, Bar-Shalom (2015), Systematic approach to IMM mixing for unequal dimension states,
IEEE Trans. Aerospace and Electronic Systems 51.
"""

from __future__ import annotations

import math

import numpy as np

from downrange.records.flight import Array
from downrange.tracking.compiling import kernel
from downrange.tracking.motion import BOOST, COAST, FALL, LOG_DENSITY, MODES, SIZE, THRUST, derivative

AIR_TOP = 90e3
"""Drag tells within this height [m]."""
BURN_END = 1 / 150.0
"""Rate of cut-off in boost [1/s]."""
SOON, SOON_TIME, LATE = 1 / 20.0, 12.0, 1 / 3000.0
"""Rate of ignition just after a cut-off [1/s], which falls by e in this time [s], and long after [1/s]: the next stage
lights within seconds or after a long coast. Of 474 cut-offs of made-up flights, half to orbit and half ballistic, half
are followed by another stage, at rates of 0.10 /s in the first 2 s, 0.05 at 3 s, 0.02 at 10 s, 0.005 at 25 s, and once
in 1,900 s later than 50 s (the flights of even number of `scoreboard.tracked_impacts`, and others like them)."""
INTO_AIR, OUT_OF_AIR, BESIDE = 0.3, 0.3, 1e-4
"""Rates between coast and fall: on the right and on the wrong side of the top of the air [1/s]."""
LEAST_SHARE = 1e-3
"""A mode that feeds less than this into another does not widen it: one that is far off would, at every step, by more
than all that the other does not know."""


@kernel
def switch_matrix(height: float, span: float, fresh: Array, burns: bool, out: Array) -> None:
    """Probabilities of being in mode j a `span` after mode i; without `burns` nothing ever ignites.

    `fresh` is the mean over what each mode may be of exp(-age / SOON_TIME), where the age counts from the cut-off.
    """
    low = height < AIR_TOP
    rates = np.zeros((MODES, MODES))
    rates[BOOST, COAST] = BURN_END * (0.3 if low else 0.9)
    rates[BOOST, FALL] = BURN_END * (0.7 if low else 0.1)
    if burns:
        rates[COAST, BOOST] = LATE + SOON * fresh[COAST]
        rates[FALL, BOOST] = 0.3 * (LATE + SOON * fresh[FALL])
    rates[COAST, FALL] = INTO_AIR if low else BESIDE
    rates[FALL, COAST] = BESIDE if low else OUT_OF_AIR
    # One over (1 - R h), renormalized: exact for small spans, settles for long ones.
    for i in range(MODES):
        leave = 0.0
        for j in range(MODES):
            leave += rates[i, j]
        gone = 1.0 - math.exp(-leave * span)
        for j in range(MODES):
            out[i, j] = gone * rates[i, j] / leave
        out[i, i] = 1.0 - gone


@kernel
def grow_old(fresh: Array, odds: Array, switch: Array, span: float) -> None:
    """Carry `fresh` a `span` on: what was under thrust may have ended at any time of it, all else is older by it."""
    began = np.empty(MODES)
    older = math.exp(-span / SOON_TIME)
    for i in range(MODES):
        began[i] = (1.0 - older) * SOON_TIME / span if i == BOOST else fresh[i] * older
    for j in range(MODES):
        ahead = total = 0.0
        for i in range(MODES):
            ahead += switch[i, j] * odds[i]
            total += switch[i, j] * odds[i] * began[i]
        fresh[j] = total / ahead if j != BOOST and ahead > 0.0 else 1.0


@kernel
def change_within(mean: Array, lights: bool, span: float, shift: Array, spread: Array) -> None:
    """What an engine does that stops, or `lights`, at any time within the next `span` seconds, beside the mode after.

    Thrust a until x of the span, uniform, leaves a speed a h x and, as the mode after carries that on from the start,
    a place -a h² x² / 2; or takes as much from what is lit throughout. Written as the mean to `shift` and the
    covariance [6, 6] to `spread`.
    """
    lit, out = np.empty(SIZE), np.empty(SIZE)
    derivative(mean, BOOST, LOG_DENSITY, lit)
    derivative(mean, COAST, LOG_DENSITY, out)
    sign = -1.0 if lights else 1.0
    for i in range(3):
        a = lit[i + 3] - out[i + 3]
        shift[i] = -sign * a * span * span / 6.0
        shift[i + 3] = sign * a * span / 2.0
        for j in range(3):
            aa = a * (lit[j + 3] - out[j + 3]) * span * span
            spread[i, j] = aa * span * span / 45.0
            spread[i, j + 3] = spread[i + 3, j] = -aa * span / 24.0
            spread[i + 3, j + 3] = aa / 12.0


@kernel
def mix(
    means: Array,
    covariances: Array,
    odds: Array,
    switch: Array,
    span: float,
    new_means: Array,
    new_covariances: Array,
) -> None:
    """The start of each mode from where all modes were; `odds` become those before the sighting.

    What changes to or from thrust does so at some time within the `span` seconds to come.
    """
    ahead, shares = np.zeros(MODES), np.empty(MODES)
    shift, spread = np.zeros((MODES, SIZE)), np.empty((6, 6))
    for j in range(MODES):
        for i in range(MODES):
            ahead[j] += switch[i, j] * odds[i]
    for j in range(MODES):
        total = 0.0
        for i in range(MODES):
            shares[i] = switch[i, j] * odds[i] / max(ahead[j], 1e-300)
            if shares[i] < LEAST_SHARE:
                shares[i] = 0.0
            total += shares[i]
        if total <= 0.0:
            new_means[j] = means[j]
            new_covariances[j] = covariances[j]
            continue
        shares /= total
        new_means[j] = 0.0
        new_covariances[j] = 0.0
        for i in range(MODES):
            if shares[i] == 0.0:
                continue
            shift[i] = 0.0
            if (i == BOOST) != (j == BOOST):
                change_within(means[i], j == BOOST, span, shift[i], spread)
                for a in range(6):
                    for b in range(6):
                        new_covariances[j, a, b] += shares[i] * spread[a, b]
            for a in range(SIZE):
                new_means[j, a] += shares[i] * (means[i, a] + shift[i, a])
        for i in range(MODES):
            if shares[i] == 0.0:
                continue
            # What is shifted grows with the thrust, and is no surer than that is.
            thrust = covariances[i, THRUST]
            for a in range(SIZE):
                da = means[i, a] + shift[i, a] - new_means[j, a]
                for b in range(a + 1):
                    value = covariances[i, a, b] + da * (means[i, b] + shift[i, b] - new_means[j, b])
                    value += shift[i, a] * thrust[b] + (thrust[a] + shift[i, a] * thrust[THRUST]) * shift[i, b]
                    value *= shares[i]
                    new_covariances[j, a, b] += value
                    if a != b:
                        new_covariances[j, b, a] += value
    odds[:] = ahead
