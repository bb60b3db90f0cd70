"""Where the families of the bank stand: probabilities from evidence and its doubt, and which are worth flights.

The odds between a launch to orbit and a ballistic flight are worked out twice: from the flights' evidence, and from
Laplace's about their scouts. Where the two differ, neither is worth more than that; and what no flight of the bank
fits without being far from usual is a vehicle of some other kind.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtri

from downrange.inference.explanations import UNMODELED_PRIOR
from downrange.records.explanation import FlightKind
from downrange.records.flight import Array
from downrange.records.track import TrackOdds
from downrange.tracking.family import Family
from downrange.tracking.misses import log_likelihood
from downrange.tracking.probes import laplace

BACKGROUND_MISS = 10.0
"""Something that is not modeled misses every number by this many widths."""
DOUBT = 2.0
"""Evidence from few flights is doubted: probabilities are means over log evidences this many sigmas wide."""
CLASS_DOUBT, APART = 1.0, 0.4
"""What the log evidence between the two kinds is off by, since classes of vehicles stand for all that there are [nat],
and as a share of that by which the two ways to work it out differ. Learnt, as `STRANGER` and `AGREED`, on one half of
made-up vehicles of kinds that the bank does not hold (`scoreboard.tracked_strangers`); the other half is reported."""
AGREED = 3.5
"""Nothing is answered before the scouts' log odds say the same by this much [nat]: odds of 0.97."""
STRANGER = -8.0
"""Log prior odds of a vehicle of another kind, whose numbers spread wider than those of any class in the bank [nat]."""
ANOTHER_KIND = 0.02
"""Where a vehicle of a kind that the bank does not hold is likelier than this, what becomes of the bank's flights is
not told: of such areas on made-up ones (`scoreboard.tracked_strangers`) one in five held the place."""
ENOUGH_SEEN = 30.0
"""Of fewer numbers a vehicle of any kind fits all: that a few do not fit tells of them, not of the vehicle."""
_DRAWS = np.random.default_rng(17).standard_normal((64, 256))
_QUANTILES = ndtri((np.arange(64) + 0.5) / 64)


def evidence_of(families: Sequence[Family]) -> tuple[Array, Array]:
    """Log prior and evidence of each family [nat], and its variance [nat2]."""
    logs = np.array([family.log_prior + family.evidence() for family in families])
    return logs, np.array([family.doubt + 1.0 / family.effective() for family in families])


def probabilities_of(families: Sequence[Family], counts: Array, told: tuple[Array, Array] | None = None) -> Array:
    """Posterior probability of each family, and last of what is not modeled.

    Args:
        families: of the bank.
        counts: [3] numbers seen, by kind.
        told: their evidence, where it was worked out before.
    """
    known, variances = told or evidence_of(families)
    wild = np.array([[BACKGROUND_MISS**2 * count] for count in counts])
    logs = np.append(known, math.log(UNMODELED_PRIOR) + float(log_likelihood(wild, counts)[0]))
    draws = _DRAWS[:, : len(known)] if len(known) < _DRAWS.shape[1] else np.zeros((1, len(known)))
    noisy = logs + np.hstack([DOUBT * draws * np.sqrt(variances), np.zeros((len(draws), 1))])
    weights = np.exp(noisy - noisy.max(axis=1, keepdims=True))
    means: Array = (weights / weights.sum(axis=1, keepdims=True)).mean(axis=0)
    return means


def worth_of(families: Sequence[Family], probabilities: Array) -> Array:
    """How much each family matters: its probability, or that of its whole vehicle when it goes to plan.

    Those that go to plan are what all branches come from: they must stay alive when a branch leads. Of a vehicle
    that is named it is asked what became of it, however like a missile that looks.
    """
    worth = probabilities[:-1].copy()
    orbital = np.array([family.model.explanation.kind is FlightKind.ORBITAL for family in families])
    vehicles = [family.model.vehicle.id for family in families]
    if len({vehicle for vehicle, counts in zip(vehicles, orbital, strict=True) if counts}) == 1:
        worth[orbital] /= max(float(worth[orbital].sum()), 1e-300)
    for index, family in enumerate(families):
        if family.model.explanation.failure is None:
            worth[index] = sum(p for p, vehicle in zip(worth, vehicles, strict=True) if vehicle == vehicles[index])
    return worth


def hopes_of(families: Sequence[Family], worth: Array) -> Array:
    """How much each family may matter: its worth, or what the scouts of its flights to plan tell, if that is more.

    A family's flights can lag behind what fits, and cannot catch up once they are given up for that.
    """
    hopes = worth.copy()
    likeliest = max(family.log_prior + family.evidence() for family in families)
    for index, family in enumerate(families):
        if family.model.explanation.failure is None and family.scouts is not None:
            told = family.log_prior + laplace(family.scouts, family) - likeliest
            hopes[index] = max(hopes[index], math.exp(min(told, 0.0)))
    return hopes


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the whole bank says."""

    odds: TrackOdds
    stranger: float
    """Probability of a vehicle of a kind that the bank does not hold."""
    agrees: bool
    """Whether the scouts say the same, so that the question may be answered."""

    @property
    def is_known_kind(self) -> bool:
        """Whether the vehicle is hardly of a kind that the bank does not hold: its flights then tell of this one."""
        return self.stranger < ANOTHER_KIND


def standing_of(
    families: Sequence[Family],
    unmodeled: float,
    strange: float,
    counts: Array,
    told: tuple[Array, Array] | None = None,
) -> Standing:
    """The odds between the kinds, with the doubt of how they were worked out.

    Args:
        families: of the bank.
        unmodeled: probability of what is not modeled at all.
        strange: what the best of them lack, as `strangeness`.
        counts: [3] numbers seen, by kind.
        told: their evidence, where it was worked out before.
    """
    logs, variances = told or evidence_of(families)
    orbital = np.array([family.model.explanation.kind is FlightKind.ORBITAL for family in families])
    sides = [[family for family, own in zip(families, orbital == which, strict=True) if own] for which in (True, False)]
    if all(sides):
        (one, own), (other, others) = (_together(logs[part], variances[part]) for part in (orbital, ~orbital))
        apart, scouted = one - other, _scouted(sides[0]) - _scouted(sides[1])
        scouted = scouted if math.isfinite(scouted) else apart
        classes = CLASS_DOUBT if counts.any() else 0.0
        spread = math.sqrt(classes**2 + DOUBT**2 * (own + others) + (APART * (apart - scouted)) ** 2)
        share = float(expit(apart + spread * _QUANTILES).mean())
        agrees = apart * scouted > 0.0 and abs(scouted) > AGREED
    else:
        share, agrees = float(bool(sides[0])), True
    named = len({family.model.vehicle.id for family in sides[0]}) <= 1
    stranger = 0.0 if named or counts.sum() < ENOUGH_SEEN else float(expit(STRANGER + strange))
    known = (1.0 - unmodeled) * (1.0 - stranger)
    odds = TrackOdds(orbital=known * share, ballistic=known * (1.0 - share), cannot_tell=1.0 - known)
    return Standing(odds=odds, stranger=stranger, agrees=agrees)


def _together(logs: Array, variances: Array) -> tuple[float, float]:
    """Log evidence of families together, and its variance."""
    whole = float(np.logaddexp.reduce(logs))
    return whole, float((np.exp(2.0 * (logs - whole)) * variances).sum())


def _scouted(families: Sequence[Family]) -> float:
    """The same by Laplace about the scouts of those that go to plan; -inf where there are none."""
    logs = [
        family.log_prior + laplace(family.scouts, family)
        for family in families
        if family.model.explanation.failure is None and family.scouts is not None
    ]
    return float(np.logaddexp.reduce(logs)) if logs else -math.inf


def strangeness(families: Sequence[Family], noise: Array, counts: Array) -> float:
    """By how much the best flight of the bank is less likely than one that fits to the noise and is usual [nat].

    A flight of a vehicle that the bank does hold lies half a nat from the middle of its class for each number that the
    sightings tell; one of another kind is followed by flights that do not fit, or are far out.

    Args:
        families: of the bank.
        noise: [3] squared misses that the flight itself is expected to have, by kind of sighting.
        counts: [3] numbers seen, by kind.
    """
    scouted = [(family, family.scouts) for family in families if family.model.explanation.failure is None]
    plans = [(family, scouts) for family, scouts in scouted if scouts is not None]
    if not plans:
        return 0.0
    heights = [float((family.now - 0.5 * (family.positions**2).sum(axis=1)).max()) for family in families]
    heights += [float(scouts.heights[0]) for _, scouts in plans]
    root = max(plans, key=lambda plan: plan[0].log_prior + laplace(plan[1], plan[0]))[1].root
    told = len(root) - float((root**2).sum())
    return float(log_likelihood(noise[:, None], counts)[0]) - max(heights) - 0.5 * told
