"""Draws a bank from the prior: flights of every vehicle that may fly, all going to plan."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from downrange.inference.explanations import ORBITAL_PRIOR, explanations_of
from downrange.inference.model import FlightModel
from downrange.records.explanation import Explanation, FlightKind
from downrange.records.flight import MAIN_BODY, Array
from downrange.records.place import Site
from downrange.records.vehicle import Vehicle
from downrange.tracking.bank import ALL_MOVES, FLIGHTS, Bank, Progress
from downrange.tracking.family import Family
from downrange.tracking.flying import OUTCOMES, fly
from downrange.tracking.measured import AZIMUTH_SIGMA
from downrange.tracking.misses import GRID

LEAST_SIZE = 24
"""A vehicle with fewer flights that make sense is left out."""


def draw_bank(
    site: Site,
    vehicles: Sequence[tuple[Vehicle, FlightKind, float]],
    *,
    flights: int = FLIGHTS,
    failure_rate: float = 0.08,
    orbital: float = ORBITAL_PRIOR,
    clock_known: bool = True,
    moves: int = ALL_MOVES,
    azimuth: float | None = None,
    seed: int = 1,
    progress: Progress | None = None,
) -> Bank:
    """Draw a bank from the prior.

    Args:
        site: launch pad.
        vehicles: that may fly, with kind and probability within it.
        flights: in all, about.
        failure_rate: of a launch to orbit.
        orbital: probability of a launch to orbit before anything is seen.
        clock_known: False when time zero need not be lift-off.
        moves: flights flown per update at most.
        azimuth: of the launch, where it was told [rad].
        seed: of all random numbers.
        progress: called with what is being drawn and the share done.
    """
    rng = np.random.default_rng([seed, 5])
    families: list[Family] = []
    explanations: dict[str, list[Explanation]] = {}
    # Likelier vehicles get more flights, but less than in proportion: each must stand for itself.
    roots = np.sqrt([share for _, _, share in vehicles])
    parts: list[float] = (0.5 * roots / roots.sum() + 0.5 / len(vehicles)).tolist()
    for index, ((vehicle, kind, share), part) in enumerate(zip(vehicles, parts, strict=True)):
        if progress is not None:
            progress(f"flying {vehicle.name}", index / len(vehicles))
        items = list(explanations_of(vehicle, kind, share, rate=failure_rate, with_failures=True, orbital=orbital))
        size = max(LEAST_SIZE, round(flights * part))
        model = FlightModel(
            vehicle=vehicle,
            site=site,
            explanation=items[0],
            sample_times=GRID,
            aims=False,
            stated_azimuth=None if azimuth is None else (azimuth, AZIMUTH_SIGMA),
        )
        positions, share = _feasible_plans(model, size, rng)
        if len(positions) < LEAST_SIZE:
            continue
        if not clock_known:
            positions = np.hstack([positions, rng.standard_normal((len(positions), 1))])
        tracks, outcomes, plan_log = fly(model, positions, not clock_known)
        usual = math.log(float(np.exp(plan_log).mean()))
        explanations[vehicle.id] = items
        families.append(
            Family(
                model=model,
                log_prior=math.log(sum(item.prior for item in items)),  # what fails has not failed yet
                positions=positions,
                with_clock=not clock_known,
                tracks=tracks,
                outcomes=outcomes,
                squares=np.zeros((3, len(positions))),
                settled=-plan_log,
                plan_log=plan_log,
                log_normal=usual + math.log(share),
                log_evidence=-usual,
                now=np.zeros(len(positions)),
            )
        )
    return Bank(
        site=site,
        families=families,
        explanations=explanations,
        rng=rng,
        moves=moves,
        custom=_custom_of([family for family in families if family.model.explanation.kind is FlightKind.ORBITAL]),
    )


def _custom_of(families: Sequence[Family]) -> tuple[float, float] | None:
    """Mean and spread of the inclinations that flights to orbit reach, by their prior [rad]; None without any."""
    if not families:
        return None
    column = OUTCOMES.index("inclination")
    likely = [np.exp(family.plan_log - family.plan_log.max()) for family in families]
    shares = [math.exp(family.log_prior) * part / part.sum() for family, part in zip(families, likely, strict=True)]
    weights = np.concatenate(shares) / sum(part.sum() for part in shares)
    reached = np.concatenate([family.outcomes[:, column] for family in families])
    mean = float((weights * reached).sum())
    return mean, math.sqrt(float((weights * (reached - mean) ** 2).sum()))


def _feasible_plans(
    model: FlightModel, wanted: int, rng: np.random.Generator, most_batches: int = 30
) -> tuple[Array, float]:
    """Positions whose plan makes sense, fewer than wanted when they are rare, and the share of those drawn that do."""
    found: list[Array] = []
    drawn = 0
    for _ in range(most_batches):
        positions = rng.standard_normal((max(wanted, 200), model.dimension))
        flight, plans = model.fly_plan(positions, sample_times=np.zeros(0), bodies=MAIN_BODY)
        found.append(positions[model.feasible(flight) & model.as_stated(plans.azimuth)])
        drawn += len(positions)
        if sum(len(part) for part in found) >= wanted:
            break
    good = np.concatenate(found)
    return good[:wanted], max(len(good), 1) / drawn
