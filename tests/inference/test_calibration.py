"""Simulation-based calibration: posteriors of made-up flights rank the truth evenly, and areas hold what they say.

Source: Talts, Betancourt, Simpson, Vehtari, Gelman (2018), Validating Bayesian inference algorithms with
simulation-based calibration, arXiv:1804.06788.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from scipy.stats import binom, chi2
from shapely.geometry import shape

from downrange.catalog.sites import find_site
from downrange.catalog.vehicles import find_vehicle
from downrange.flight.threads import SMALLEST_SHARE
from downrange.inference.infer import QUICK_PARTICLES, infer
from downrange.inference.likelihood import weigher
from downrange.inference.model import FlightModel
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
ROUNDS, PARTICLES, BINS = 60, QUICK_PARTICLES, 6
LEAST_P = 0.01
"""A rank histogram less even than this by a chi-square test fails: with five tests one run in twenty would by chance,
so that the seed is fixed."""
BEARING, PLACE, APOGEE = math.radians(5.0), 40e3, 0.05


def explained(stage=2, mode=FailureMode.EARLY_CUTOFF):
    failure = Failure(stage=stage, mode=mode)
    return Explanation(id="orbital/made-up", kind=FlightKind.ORBITAL, vehicle=VEHICLE.id, failure=failure, prior=0.5)


def truths():
    """Flights of one family of explanations drawn from its prior, one a round."""
    plain = FlightModel(vehicle=VEHICLE, site=SITE, explanation=explained())
    rng = np.random.default_rng(7)
    positions = rng.standard_normal((100 * ROUNDS, plain.dimension))
    plan, asked = plain.fly_plan(positions)
    flight, plans = plain.fly(positions)
    prior = np.exp(plain.log_plan(plan, asked)) * (plain.fails(flight) & np.isfinite(flight.ground_range))
    rows = rng.choice(len(positions), size=ROUNDS, replace=False, p=prior / prior.sum())
    return [(flight, plans, row) for row in rows]


def told(flight, plans, row, rng):
    """Place, apogee and bearing with noise that is just what the likelihood takes it to be."""
    body = flight.bodies.index("payload")
    latitude, longitude = (
        math.degrees(flight.impact_latitude[row, body]),
        math.degrees(flight.impact_longitude[row, body]),
    )
    east, north = rng.standard_normal(2) * PLACE / 111.2e3
    apogee = flight.peak_height[row]
    width = math.hypot(APOGEE, 0.01) * apogee
    return (
        FallPlace(
            id="place",
            center_deg=(latitude + north, longitude + east / math.cos(math.radians(latitude))),
            sigma=PLACE,
            confidence=1.0,
        ),
        ScalarObservation(
            id="apogee",
            quantity=Scalar.APOGEE,
            value=float(apogee + width * rng.standard_normal()),
            sigma=APOGEE * apogee,
            confidence=1.0,
        ),
        FallDirection(
            id="bearing",
            bearing=float(plans.azimuth[row] + BEARING * rng.standard_normal()),
            sigma=BEARING,
            confidence=1.0,
        ),
    )


@pytest.fixture(scope="module")
def rounds():
    """Each round: rank of the truth by quantity, and whether impact areas hold the true fall."""
    rng = np.random.default_rng(8)
    ranks: dict[str, list[float]] = {}
    held: list[tuple[bool, bool]] = []
    for flight, plans, row in truths():
        weigh = weigher(SITE, told(flight, plans, row, rng))
        nominal = Explanation(id="orbital/nominal", kind=FlightKind.ORBITAL, vehicle=VEHICLE.id, prior=0.5)
        drafts = draft_vehicle(VEHICLE, [nominal, explained()], SITE, weigh, seed=int(row), particles=PARTICLES)
        draft = next(item for item in drafts if item.explanation.failure is not None)
        run = finish(draft, weigh, floor=-math.inf, seed=int(row))
        drawn, drawn_plans = run.model.fly(run.population.positions)
        body = flight.bodies.index("payload")
        for name, draws, truth in (
            ("azimuth", drawn_plans.azimuth, plans.azimuth[row]),
            ("failure time", drawn_plans.failure_time, plans.failure_time[row]),
            ("apogee", drawn.peak_height, flight.peak_height[row]),
            ("range", drawn.ground_range, flight.ground_range[row]),
            ("first cut-off", drawn.cutoff_time[:, 0], flight.cutoff_time[row, 0]),
        ):
            ranks.setdefault(name, []).append(float(np.mean(draws < truth)))
        count = len(drawn.status)
        _, areas = density_areas(
            drawn.impact_latitude[:, body], drawn.impact_longitude[:, body], np.full(count, 1.0 / count)
        )
        place = math.degrees(flight.impact_longitude[row, body]), math.degrees(flight.impact_latitude[row, body])
        held.append(tuple(bool(shapely.contains_xy(shape(area), *place)) for area in areas))
    return ranks, held


@pytest.mark.parametrize("name", ["azimuth", "failure time", "apogee", "range", "first cut-off"])
def test_the_truth_ranks_evenly_among_the_draws(rounds, name):
    counts, _ = np.histogram(rounds[0][name], bins=BINS, range=(0.0, 1.0))
    expected = ROUNDS / BINS
    statistic = float(((counts - expected) ** 2 / expected).sum())
    assert chi2.sf(statistic, BINS - 1) > LEAST_P, counts


@pytest.mark.parametrize(("index", "level"), [(0, 0.5), (1, 0.9)])
def test_an_impact_area_holds_the_fall_as_often_as_it_says(rounds, index, level):
    inside = sum(pair[index] for pair in rounds[1])
    low, high = binom.ppf([0.005, 0.995], ROUNDS, level)
    assert low <= inside <= high


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
