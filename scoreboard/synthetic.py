"""Failures made up: vehicles of the catalog flown to a random failure and observed the way the public observes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from downrange.catalog.launches import find_launches
from downrange.catalog.sites import find_site
from downrange.catalog.vehicles import all_vehicles, vehicle_of_launch
from downrange.inference.explanations import STAGE_SHARE, explanations_of
from downrange.inference.model import FlightModel
from downrange.inference.replay import failure_times
from downrange.records.dossier import Liftoff
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import Failure, FlightKind
from downrange.records.flight import Ensemble
from downrange.records.observation import FallDirection, FallPlace, Observation, Scalar, ScalarObservation, Statement

PLACE_SIGMA, LOSS_SIGMA, APOGEE_SHARE = 40e3, 60.0, 0.05
"""What the public knows of a failure: where it fell [m], when it was lost [s], how high it went."""
BEARING_SIGMA = math.radians(10.0)
CONFIDENCE = 0.95
LEAST_RANGE = 200e3
"""Nearer falls [m] tell nothing at the widths above."""
TRIES = 64
"""Flights drawn until one fails so that it shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUp:
    """A failure with the truth."""

    evidence: LaunchEvidence
    failure: Failure
    time: float
    """Of the failure, after lift-off [s]."""
    impact_deg: tuple[float, float]


def made_up(count: int, *, seed: int = 40) -> Iterator[MadeUp]:
    """Failures of random vehicles, sites, stages and modes, by the priors of the package.

    Args:
        count: how many.
        seed: of all random numbers.
    """
    places = _places()
    names = sorted(places)
    made = 0
    for number in range(20 * count):
        rng = np.random.default_rng([seed, number])
        vehicle_id = names[rng.integers(len(names))]
        vehicle = next(item for item in all_vehicles() if item.id == vehicle_id)
        site = find_site(places[vehicle_id][rng.integers(len(places[vehicle_id]))])
        assert site is not None
        listed = list(explanations_of(vehicle, FlightKind.ORBITAL, 1.0, rate=0.5, with_failures=True))[1:]
        weights = np.array([item.prior for item in listed])
        explanation = listed[rng.choice(len(listed), p=weights / weights.sum())]
        model = FlightModel(vehicle=vehicle, site=site, explanation=explanation)
        positions = rng.standard_normal((TRIES, model.dimension))
        plan, asked = model.fly_plan(positions)
        flight, plans = model.fly(positions)
        prior = np.exp(model.log_plan(plan, asked)) * (model.fails(flight) & (flight.ground_range > LEAST_RANGE))
        if not prior.any():
            continue
        row = int(rng.choice(len(prior), p=prior / prior.sum()))
        failure = explanation.failure
        assert failure is not None
        yield MadeUp(
            evidence=LaunchEvidence(
                id=f"{vehicle_id}-{number}",
                title=vehicle.name,
                site=site,
                liftoff=Liftoff(utc=None, earliest=None, latest=None),
                vehicle=vehicle_id,
                observations=observed(flight, float(plans.azimuth[row]), row, rng),
            ),
            failure=failure,
            time=float(failure_times(model, flight, plans)[row]),
            impact_deg=_impact(flight, row),
        )
        made += 1
        if made == count:
            return


def _places() -> dict[str, list[str]]:
    """Sites that each vehicle of the catalog was launched from."""
    found: dict[str, set[str]] = {}
    for launch in find_launches():
        vehicle = vehicle_of_launch(launch)
        if vehicle is not None and vehicle.kind == "orbital" and vehicle.stage_count <= len(STAGE_SHARE):
            found.setdefault(vehicle.id, set()).add(launch.site)
    return {name: sorted(sites) for name, sites in found.items()}


def _impact(flight: Ensemble, row: int) -> tuple[float, float]:
    body = flight.bodies.index("payload")
    return math.degrees(flight.impact_latitude[row, body]), math.degrees(flight.impact_longitude[row, body])


def observed(flight: Ensemble, azimuth: float, row: int, rng: np.random.Generator) -> tuple[Observation, ...]:
    """What is told of a flight: where it fell, how high it went, when it was lost and came down, its bearing."""
    latitude, longitude = _impact(flight, row)
    east, north = rng.standard_normal(2) * PLACE_SIGMA / 111.2e3
    apogee = float(flight.peak_height[row]) * (1.0 + APOGEE_SHARE * rng.standard_normal())
    lost = float(flight.end_time[row]) + LOSS_SIGMA * abs(rng.standard_normal())
    down = float(flight.flight_time[row]) + LOSS_SIGMA * rng.standard_normal()
    numbers = (
        (Scalar.APOGEE, apogee, APOGEE_SHARE * apogee),
        (Scalar.LOSS_TIME, max(lost, 5.0), LOSS_SIGMA),
        (Scalar.FLIGHT_TIME, max(down, 20.0), LOSS_SIGMA),
    )
    return (
        FallPlace(
            id="place",
            words="where it fell",
            center_deg=(latitude + north, longitude + east / max(math.cos(math.radians(latitude)), 0.05)),
            sigma=PLACE_SIGMA,
            confidence=CONFIDENCE,
        ),
        *(
            ScalarObservation(
                id=quantity, words=quantity, quantity=quantity, value=value, sigma=sigma, confidence=CONFIDENCE
            )
            for quantity, value, sigma in numbers
        ),
        FallDirection(
            id="bearing",
            words="bearing",
            bearing=azimuth + BEARING_SIGMA * rng.standard_normal(),
            sigma=BEARING_SIGMA,
            confidence=CONFIDENCE,
        ),
        Statement(id="outcome", about="outcome", value="failure", words="it failed"),
        Statement(id="class", about="class", value="sat", words="a launch to orbit"),
    )


def spoiled(case: MadeUp, rng: np.random.Generator) -> tuple[LaunchEvidence, str]:
    """The same case with one of its claims false, and which one."""
    items = list(case.evidence.observations)
    which = int(rng.integers(sum(not isinstance(item, Statement) for item in items)))
    item = items[which]
    if isinstance(item, FallPlace):
        latitude, longitude = item.center_deg
        turned = math.copysign(rng.uniform(5.0, 15.0), rng.standard_normal())
        items[which] = replace(
            item, center_deg=(latitude + turned if abs(latitude + turned) < 85 else latitude - turned, longitude)
        )
    elif isinstance(item, FallDirection):
        items[which] = replace(item, bearing=item.bearing + math.copysign(rng.uniform(0.9, 3.0), rng.standard_normal()))
    elif isinstance(item, ScalarObservation):
        factor = math.exp(math.copysign(rng.uniform(math.log(1.8), math.log(4.0)), rng.standard_normal()))
        items[which] = replace(
            item, value=item.value * factor, sigma=item.sigma * (factor if item.quantity is Scalar.APOGEE else 1.0)
        )
    return replace(case.evidence, observations=tuple(items)), item.id
