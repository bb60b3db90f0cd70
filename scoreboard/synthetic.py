"""Failures made up: vehicles of the catalog flown to a random failure and observed the way the public observes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from downrange.catalog.launches import find_launches
from downrange.catalog.sites import find_site
from downrange.catalog.vehicles import all_vehicles, vehicle_of_launch
from downrange.earth.geodesic import destination_deg
from downrange.inference.areas import (
    ALONG_ERROR,
    ALONG_SCALE,
    ALONG_SHARE_ERROR,
    CROSS_ERROR,
    CROSS_SHARE_ERROR,
    PAD_AREA_REACH,
)
from downrange.inference.explanations import STAGE_SHARE, explanations_of
from downrange.inference.model import FlightModel
from downrange.inference.numbers import SCALAR_MODEL_ERROR
from downrange.inference.replay import failure_times
from downrange.inference.statements import MODE_WORDS, STAGE_WORDS
from downrange.inference.trouble import AT_ONCE, AT_THE_END
from downrange.records.area import Area, AreaKind, AreaShape
from downrange.records.document import Provenance
from downrange.records.dossier import Liftoff
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import Failure, FlightKind
from downrange.records.flight import Ensemble, PlanArrays
from downrange.records.observation import (
    FallArea,
    FallDirection,
    FallPlace,
    Observation,
    Scalar,
    ScalarObservation,
    Statement,
)
from downrange.records.place import Site

PLACE_SIGMA, LOSS_SIGMA, APOGEE_SHARE = 40e3, 60.0, 0.05
"""What the public knows of a failure: where it fell [m], when it was lost [s], how high it went."""
BEARING_SIGMA = math.radians(10.0)
TROUBLE_SIGMA, LATER = 5.0, 2.0
"""Width of a time of trouble as operators tell it [s], and how long before it the display is read [s]."""
SHOWN_SHARE = 0.01
"""Width of a height and a speed read off a display."""
AREA_RADIUS = 75e3
"""Of the area closed for the fall of the first stage [m]; notified ones are about as large."""
AREA_SHARE, TIME_SHARE, PLACE_SHARE = 0.8, 0.5, 0.6
"""How often an area is known, the time of trouble (27 of 56 documented failures), and where it
fell, by reports of what was found or where contact was lost. The last is a judgment: GCAT has it for one in ten."""
SAID_RIGHT = 0.85
"""How often the first word on the cause is right: 0.9 and 0.06 are what the likelihood takes."""
CONFIDENCE = 0.95
LEAST_RANGE = 200e3
"""Nearer falls [m] tell nothing at the widths above."""
PLANS, TRIES = 3000, 64
"""Plans drawn, of which few are to useful orbits, and flights of those taken by that until one fails visibly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUp:
    """A failure with the truth."""

    evidence: LaunchEvidence
    """Place, apogee, time of loss, time of impact and bearing, all in widths that let one wrong one show."""
    public: LaunchEvidence
    """What the public has of one launch: with a webcast, or without."""
    webcast: bool
    failure: Failure
    time: float
    """Of the failure, after lift-off [s]."""
    impact_deg: tuple[float, float]
    true: Mapping[str, float]
    """What was flown for each of the five numbers, by its id."""


def made_up(count: int, *, seed: int = 40, first: int = 0) -> Iterator[MadeUp]:
    """Failures of random vehicles, sites, stages and modes, by the priors of the package.

    Args:
        count: numbers tried; about one in six makes no failure that shows.
        seed: of all random numbers; each case has its own.
        first: number to begin with.
    """
    places = _places()
    names = sorted(places)
    for number in range(first, first + count):
        rng = np.random.default_rng([seed, number])
        vehicle_id = names[rng.integers(len(names))]
        vehicle = next(item for item in all_vehicles() if item.id == vehicle_id)
        site = find_site(places[vehicle_id][rng.integers(len(places[vehicle_id]))])
        assert site is not None
        listed = list(explanations_of(vehicle, FlightKind.ORBITAL, 1.0, rate=0.5, with_failures=True))[1:]
        weights = np.array([item.prior for item in listed])
        explanation = listed[rng.choice(len(listed), p=weights / weights.sum())]
        model = FlightModel(vehicle=vehicle, site=site, explanation=explanation)
        positions = rng.standard_normal((PLANS, model.dimension))
        plan, asked = model.fly_plan(positions)
        prior = np.exp(model.log_plan(positions, plan, asked))
        if not prior.any():
            continue
        positions = positions[rng.choice(PLANS, size=TRIES, p=prior / prior.sum())]
        plan, _ = model.fly_plan(positions)
        flight, plans = model.fly(positions)
        shows = np.flatnonzero(model.fails(flight) & (flight.ground_range > LEAST_RANGE))
        if not len(shows):
            continue
        row = int(shows[0])
        failure = explanation.failure
        assert failure is not None
        onset = float(failure_times(model, flight, plans)[row])
        if not math.isfinite(onset):
            continue
        facts = observed(flight, float(plans.azimuth[row]), row, rng)
        webcast = bool(rng.random() < 0.5)
        shown = webcast_facts(model, positions[row], onset, rng) if webcast else ()
        area = closed_area(plan, row, site, rng)
        evidence = LaunchEvidence(
            id=f"{vehicle_id}-{number}",
            title=vehicle.name,
            site=site,
            liftoff=Liftoff(utc=None, earliest=None, latest=None),
            vehicle=vehicle_id,
            observations=facts,
        )
        public = _public(facts, _trouble(flight, plans, onset, row, rng), rng)
        if webcast:
            public = [item for item in public if item.id not in {"loss_time", "trouble"}] + [*shown]
        if area is not None and rng.random() < AREA_SHARE:
            public.insert(0, area)
        yield MadeUp(
            evidence=evidence,
            public=replace(evidence, observations=(*public, *_words(failure, rng))),
            webcast=webcast,
            failure=failure,
            time=onset,
            impact_deg=_impact(flight, row),
            true={
                "apogee": float(flight.peak_height[row]),
                "loss_time": float(flight.end_time[row]),
                "flight_time": float(flight.flight_time[row]),
                "bearing": float(plans.azimuth[row]),
            },
        )


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
    return (
        FallPlace(
            id="place",
            words="where it fell",
            center_deg=(latitude + north, longitude + east / max(math.cos(math.radians(latitude)), 0.05)),
            sigma=PLACE_SIGMA,
            confidence=CONFIDENCE,
        ),
        _number(Scalar.APOGEE, apogee, APOGEE_SHARE * apogee),
        _number(Scalar.LOSS_TIME, max(lost, 5.0), LOSS_SIGMA),
        _number(Scalar.FLIGHT_TIME, max(down, 20.0), LOSS_SIGMA),
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


def _number(quantity: Scalar, value: float, sigma: float, *, at: float | None = None) -> ScalarObservation:
    return ScalarObservation(
        id=quantity,
        words=quantity,
        quantity=quantity,
        value=value,
        sigma=sigma,
        confidence=CONFIDENCE,
        at_time=at,
    )


def _trouble(flight: Ensemble, plans: PlanArrays, onset: float, row: int, rng: np.random.Generator) -> float:
    """A time told with the failure: mostly when it set in, now and then when thrust ended, or until it came down."""
    end, down = float(flight.end_time[row]), float(flight.flight_time[row])
    kind = rng.random()
    if kind < AT_ONCE:
        return onset + TROUBLE_SIGMA * rng.standard_normal()
    if kind < AT_ONCE + AT_THE_END:
        return end + TROUBLE_SIGMA * rng.standard_normal()
    return rng.uniform(end, max(down, end + TROUBLE_SIGMA))


def _public(facts: tuple[Observation, ...], trouble: float, rng: np.random.Generator) -> list[Observation]:
    """Without a webcast: how high, mostly where it fell, every other time when trouble came."""
    place, apogee, *_ = facts
    kept: list[Observation] = [apogee]
    if rng.random() < PLACE_SHARE:
        kept.append(place)
    if rng.random() < TIME_SHARE:
        kept.append(_number(Scalar.LOSS_TIME, max(trouble, 1.0), TROUBLE_SIGMA))
    return [*kept, *(item for item in facts if isinstance(item, Statement))]


def webcast_facts(
    model: FlightModel, position: np.ndarray, onset: float, rng: np.random.Generator
) -> tuple[Observation, ...]:
    """With a webcast: when trouble showed, and the speed and the height displayed just before."""
    time = max(onset + TROUBLE_SIGMA * rng.standard_normal(), 5.0)
    at = max(min(time, onset) - LATER, 3.0)
    seen, _ = model.fly(position[None, :], sample_times=np.array([at]))
    found: list[Observation] = [_number(Scalar.LOSS_TIME, time, TROUBLE_SIGMA)]
    for quantity, value in ((Scalar.HEIGHT, seen.sample_height[0, 0]), (Scalar.SPEED, seen.sample_speed[0, 0])):
        if math.isfinite(value) and value > 0.0:
            width = math.hypot(SHOWN_SHARE, SCALAR_MODEL_ERROR[quantity])
            told = float(value) * (1.0 + width * rng.standard_normal())
            found.append(_number(quantity, told, SHOWN_SHARE * told, at=at))
    return tuple(found)


def closed_area(plan: Ensemble, row: int, site: Site, rng: np.random.Generator) -> FallArea | None:
    """The area closed for the fall of the first stage, off by what the model of a fall is off by; None near the pad."""
    body = plan.bodies.index("stage-1")
    latitude, longitude = (
        math.degrees(float(table[row, body])) for table in (plan.impact_latitude, plan.impact_longitude)
    )
    if not math.isfinite(latitude):
        return None
    reach, heading = _course(site, latitude, longitude)
    along = math.hypot(ALONG_ERROR, ALONG_SHARE_ERROR * reach * (1.0 + (reach / ALONG_SCALE) ** 2))
    cross = math.hypot(CROSS_ERROR, CROSS_SHARE_ERROR * reach)
    east, north = rng.standard_normal(2)
    center = destination_deg(latitude, longitude, heading, along * east)
    center = destination_deg(*center, heading + 90.0, cross * north)
    center = destination_deg(*center, rng.uniform(0.0, 360.0), AREA_RADIUS * math.sqrt(rng.uniform()))
    if _course(site, *center)[0] < PAD_AREA_REACH:
        return None
    ring = tuple(destination_deg(*center, 15.0 * step, AREA_RADIUS) for step in range(24))
    return FallArea(
        id="area",
        body="stage-1",
        area=Area(
            id="area",
            message="made up",
            kind=AreaKind.STAGE_FALL,
            shape=AreaShape.CIRCLE,
            rings_deg=(ring,),
            center_deg=center,
            radius=AREA_RADIUS,
            provenance=Provenance(document="", path="", span=(0, 0), words="", rule="made-up"),
        ),
    )


def _course(site: Site, latitude: float, longitude: float) -> tuple[float, float]:
    """Distance [m] and bearing [degrees] of a place from a site, on a sphere."""
    a, b, turn = (math.radians(value) for value in (site.latitude_deg, latitude, longitude - site.longitude_deg))
    east, north = math.sin(turn) * math.cos(b), math.cos(a) * math.sin(b) - math.sin(a) * math.cos(b) * math.cos(turn)
    up = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(turn)
    return 6.371e6 * math.atan2(math.hypot(east, north), up), math.degrees(math.atan2(east, north))


def _words(failure: Failure, rng: np.random.Generator) -> tuple[Statement, ...]:
    """The first word on the cause: a stage and what it did, right as often as such words are."""
    stage, mode = failure.stage, failure.mode
    if rng.random() > SAID_RIGHT:
        stage = max(1, stage + int(rng.choice([-1, 1])))
    words = [word for word, modes in MODE_WORDS.items() if mode in modes]
    if rng.random() > SAID_RIGHT or not words:
        words = list(MODE_WORDS)
    ordinal = next(word for word, number in STAGE_WORDS.items() if number == min(stage, 4))
    value = f"{ordinal}_{words[rng.integers(len(words))]}"
    return (Statement(id="cause", about="cause", value=value, hedge="probable", words=value),)
