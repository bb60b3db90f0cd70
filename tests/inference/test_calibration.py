"""Simulation-based calibration: posteriors of made-up flights rank the truth evenly, and areas hold what they say.

Every family of explanations is made up, flown, told of and weighed: all modes of failure, flights to plan, ballistic
flights. With few rounds a family, its ranks are tested for their mean and their spread; all failures together by a
chi-square test of the histogram.
Source: Talts, Betancourt, Simpson, Vehtari, Gelman (2018), Validating Bayesian inference algorithms with
simulation-based calibration, arXiv:1804.06788.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
import shapely
from scipy.stats import binom, chi2, norm
from shapely.geometry import shape

from downrange.catalog.sites import find_site
from downrange.catalog.vehicles import find_vehicle, generic_classes
from downrange.flight.threads import SMALLEST_SHARE
from downrange.inference.infer import infer
from downrange.inference.likelihood import weigher
from downrange.inference.model import FlightModel
from downrange.inference.numbers import SCALAR_MODEL_ERROR
from downrange.inference.trouble import AT_ONCE, AT_THE_END, onsets
from downrange.inference.weighing import draft_vehicle, finish
from downrange.judging.contours import density_areas
from downrange.records.dossier import Liftoff
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import Explanation, Failure, FlightKind
from downrange.records.flight import FailureMode
from downrange.records.observation import FallDirection, FallPlace, Scalar, ScalarObservation

pytestmark = pytest.mark.slow

SITE = find_site("sohae")
VEHICLE = find_vehicle("chollima-1")
MISSILE = next(item for item in generic_classes() if item.id == "ballistic-2-long")
FAMILIES = (*FailureMode, "to plan", "ballistic")
ROUNDS, PARTICLES, BINS = 8, 300, 6
BATCH, BATCHES = 20_000, 50
"""Plans are drawn in so many batches that far more count, by their weights, than truths are chosen among them: of one
batch a thousand do, and a hundred did before vehicles were aimed, so that the same truth came up again and again."""
LEAST_P = 0.001
"""A family fails when the mean or the spread of its ranks is less probable than this, all failures together when their
histogram is: with some 70 tests one run in fifteen would by chance, so that the seed is fixed."""
BEARING, PLACE, APOGEE, TROUBLE = math.radians(5.0), 100e3, 0.1, 30.0
FLOWN = {
    "azimuth": lambda flight, plans: plans.azimuth,
    "failure time": onsets,
    "apogee": lambda flight, plans: flight.peak_height,
    "range": lambda flight, plans: flight.ground_range,
    "first cut-off": lambda flight, plans: flight.cutoff_time[:, 0],
    "perigee": lambda flight, plans: flight.perigee,
}
QUANTITIES = {"to plan": ("azimuth", "perigee", "first cut-off"), "ballistic": ("azimuth", "apogee", "range")}
RANKED = ("azimuth", "failure time", "apogee", "range", "first cut-off")


def explained(family):
    kind = FlightKind.BALLISTIC if family == "ballistic" else FlightKind.ORBITAL
    failure = None if family in QUANTITIES else Failure(stage=2, mode=family)
    vehicle = MISSILE if family == "ballistic" else VEHICLE
    return vehicle, Explanation(id=f"{kind}/{family}", kind=kind, vehicle=vehicle.id, failure=failure, prior=0.5)


@cache
def plans_of(vehicle_family):
    """Positions of plans drawn from their prior: few that are drawn go to useful orbits, and those count the most."""
    vehicle, explanation = explained(vehicle_family)
    model = FlightModel(vehicle=vehicle, site=SITE, explanation=explanation)
    rng = np.random.default_rng(7)
    bank, priors = [], []
    for _ in range(BATCHES):
        positions = rng.standard_normal((BATCH, model.dimension))
        prior = np.exp(model.log_plan(positions, *model.fly_plan(positions)))
        bank.append(positions[prior > 0.0])
        priors.append(prior[prior > 0.0])
    positions, prior = np.concatenate(bank), np.concatenate(priors)
    wanted = 10 * ROUNDS * len(FAMILIES)
    assert prior.sum() ** 2 / (prior**2).sum() > wanted
    return positions[rng.choice(len(positions), size=wanted, p=prior / prior.sum())]


def truths(family):
    """Flights of one family of explanations drawn from its prior, one a round."""
    vehicle, explanation = explained(family)
    plain = FlightModel(vehicle=vehicle, site=SITE, explanation=explanation)
    number = FAMILIES.index(family)
    planned = plans_of("ballistic" if family == "ballistic" else "to plan")[number :: len(FAMILIES)]
    extra = np.random.default_rng([7, number]).standard_normal((len(planned), plain.dimension - planned.shape[1]))
    flight, plans = plain.fly(np.hstack([planned, extra]))
    good = np.ones(len(planned), dtype=bool) if family == "to plan" else np.isfinite(flight.ground_range)
    if explanation.failure is not None:
        good &= plain.fails(flight) & np.isfinite(onsets(flight, plans))
    return [(flight, plans, row) for row in np.flatnonzero(good)[:ROUNDS]]


def number(quantity, value, share, rng):
    """A number with noise that is just what the likelihood takes it to be."""
    width = math.hypot(share, SCALAR_MODEL_ERROR.get(quantity, 0.0)) * abs(value)
    told = float(value + width * rng.standard_normal())
    return ScalarObservation(id=quantity, quantity=quantity, value=told, sigma=share * abs(value), confidence=1.0)


def told(family, flight, plans, row, rng):
    """What is told of a flight, with the widths that the likelihood has."""
    seen = FallDirection(
        id="bearing",
        bearing=float(plans.azimuth[row] + BEARING * rng.standard_normal()),
        sigma=BEARING,
        confidence=1.0,
    )
    if family == "to plan":
        return (
            seen,
            number(Scalar.PERIGEE, flight.perigee[row], 0.05, rng),
            number(Scalar.ORBIT_APOGEE, flight.apogee[row], 0.05, rng),
        )
    place = fallen(flight, row)
    east, north = rng.standard_normal(2) * PLACE / 111.2e3
    fell = FallPlace(
        id="place",
        center_deg=(place[0] + north, place[1] + east / math.cos(math.radians(place[0]))),
        sigma=PLACE,
        confidence=1.0,
    )
    common = (fell, number(Scalar.APOGEE, flight.peak_height[row], APOGEE, rng), seen)
    return common if family == "ballistic" else (*common, trouble(flight, plans, row, rng))


def trouble(flight, plans, row, rng):
    end, down = flight.end_time[row], flight.flight_time[row]
    kind = rng.random()
    if kind < AT_ONCE + AT_THE_END:
        time = (onsets(flight, plans)[row] if kind < AT_ONCE else end) + TROUBLE * rng.standard_normal()
    else:
        time = rng.uniform(end, down) + TROUBLE * rng.standard_normal()
    return ScalarObservation(id="loss", quantity=Scalar.LOSS_TIME, value=float(time), sigma=TROUBLE, confidence=1.0)


def fallen(flight, row):
    body = flight.bodies.index("payload")
    return math.degrees(flight.impact_latitude[row, body]), math.degrees(flight.impact_longitude[row, body])


@cache
def rounds(family):
    """Each round: rank of the truth by quantity, and whether impact areas hold the true fall."""
    rng = np.random.default_rng([8, FAMILIES.index(family)])
    vehicle, explanation = explained(family)
    ranks: dict[str, list[float]] = {}
    held: list[tuple[bool, bool]] = []
    for flight, plans, row in truths(family):
        weigh = weigher(SITE, told(family, flight, plans, row, rng))
        nominal = Explanation(id="nominal", kind=explanation.kind, vehicle=vehicle.id, prior=0.5)
        listed = [nominal] if explanation.failure is None else [nominal, explanation]
        draft = draft_vehicle(vehicle, listed, SITE, weigh, seed=int(row), particles=PARTICLES)[-1]
        run = finish(draft, weigh, floor=-math.inf, seed=int(row))
        drawn, drawn_plans = run.model.fly(run.population.positions)
        for name in QUANTITIES.get(family, RANKED):
            draws, truth = (FLOWN[name](*item) for item in ((drawn, drawn_plans), (flight, plans)))
            ties = 0.5 * np.mean(draws == truth[row])
            ranks.setdefault(name, []).append(float(np.mean(draws < truth[row]) + ties))
        if family != "to plan":
            held.append(areas_hold(drawn, fallen(flight, row)))
    return ranks, held


def areas_hold(drawn, place):
    body = drawn.bodies.index("payload")
    count = len(drawn.status)
    found = density_areas(drawn.impact_latitude[:, body], drawn.impact_longitude[:, body], np.full(count, 1 / count))
    return tuple(bool(shapely.contains_xy(shape(area), place[1], place[0])) for area in found[1])


@pytest.mark.parametrize("family", FAMILIES)
def test_the_truth_ranks_evenly_among_the_draws_of_its_family(family):
    for name, found in rounds(family)[0].items():
        ranks = np.array(found)
        mean = (ranks.mean() - 0.5) / math.sqrt(1 / 12 / len(ranks))
        spread = (((ranks - 0.5) ** 2).mean() - 1 / 12) / math.sqrt(1 / 180 / len(ranks))
        for score in (mean, spread):
            assert 2 * norm.sf(abs(score)) > LEAST_P, (name, np.round(np.sort(ranks), 2))


@pytest.mark.parametrize("name", RANKED)
def test_all_failures_together_rank_the_truth_evenly(name):
    ranks = [rank for family in FailureMode for rank in rounds(family)[0][name]]
    counts, _ = np.histogram(ranks, bins=BINS, range=(0.0, 1.0))
    expected = len(ranks) / BINS
    statistic = float(((counts - expected) ** 2 / expected).sum())
    assert chi2.sf(statistic, BINS - 1) > LEAST_P, counts


@pytest.mark.parametrize(("index", "level"), [(0, 0.5), (1, 0.9)])
def test_an_impact_area_holds_the_fall_as_often_as_it_says(index, level):
    held = [pair[index] for family in FAMILIES for pair in rounds(family)[1]]
    low, high = binom.ppf([0.005, 0.995], len(held), level)
    assert low <= sum(held) <= high


def test_one_thread_and_three_give_the_same_posterior(monkeypatch):
    apogee = ScalarObservation(id="apogee", quantity=Scalar.APOGEE, value=150e3, sigma=8e3, confidence=0.95)
    evidence = LaunchEvidence(
        id="x",
        title="x",
        site=SITE,
        vehicle="chollima-1",
        liftoff=Liftoff(utc=None, earliest=None, latest=None),
        observations=(apogee,),
    )
    found = []
    for threads in ("1", "3"):
        monkeypatch.setenv("DOWNRANGE_THREADS", threads)
        found.append(infer(evidence, SITE, particles=3 * SMALLEST_SHARE))
    one, three = found
    assert [item.probability for item in one.posteriors] == [item.probability for item in three.posteriors]
    for a, b in zip(one.posteriors, three.posteriors, strict=True):
        assert np.array_equal(a.parameters, b.parameters)
