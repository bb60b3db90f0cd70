"""The bank is worth what `assess` says of the same data, and survives a restart."""

from __future__ import annotations

import copy
import json
import math
from dataclasses import replace

import numpy as np
import pytest

from downrange.catalog.sites import find_site
from downrange.catalog.vehicles import generic_classes
from downrange.inference.explanations import explanations_of
from downrange.inference.infer import infer
from downrange.inference.likelihood import weigher
from downrange.inference.model import FlightModel
from downrange.records.dossier import Liftoff
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import FlightKind
from downrange.records.observation import PointSeries, SpeedHeightSeries
from downrange.records.sighting import Sighting, SightingKind
from downrange.records.track import OrbitPrediction
from downrange.tracking.bank import Bank
from downrange.tracking.drawing import draw_bank
from downrange.tracking.misses import GRID, add_squares, log_likelihood, sampled, weighed_row
from downrange.tracking.outlook import CUSTOM, held_to_custom
from downrange.tracking.setup import candidates, kind_prior
from downrange.tracking.tracker import Tracker

SITE = find_site("plesetsk")
PAD = (math.radians(SITE.latitude_deg), math.radians(SITE.longitude_deg), SITE.height)


def model_of(kind: FlightKind) -> FlightModel:
    vehicle = next(item for item in generic_classes() if item.kind == str(kind))
    item = next(explanations_of(vehicle, kind, 1.0, rate=0.1, with_failures=False))
    return FlightModel(vehicle=vehicle, site=SITE, explanation=item, sample_times=GRID, aims=False)


@pytest.fixture(scope="module")
def flown():
    model = model_of(FlightKind.ORBITAL)
    positions = np.random.default_rng(1).standard_normal((60, model.dimension))
    flight, _ = model.fly_plan(positions)
    return model, positions, flight


@pytest.fixture(scope="module")
def bank() -> Bank:
    vehicles = [item for item in candidates(None) if item[0].stage_count <= 2]
    return draw_bank(SITE, vehicles, flights=1200, seed=3)


def seen_of(flight, row: int, times) -> list[Sighting]:
    columns = np.searchsorted(GRID, times)
    return [
        Sighting(
            time=float(t),
            kind=SightingKind.POINT,
            values=(
                float(flight.sample_latitude[row, k]),
                float(flight.sample_longitude[row, k]),
                float(flight.sample_height[row, k]),
            ),
            sigmas=(200.0,) * 3,
            line=n,
        )
        for n, (t, k) in enumerate(zip(times, columns, strict=True), 1)
    ]


def test_places_are_worth_what_assess_says(flown) -> None:
    _, _, flight = flown
    times = np.arange(20.0, 200.0, 20.0)
    good = int(np.flatnonzero(np.isfinite(flight.sample_height[:, :110]).all(axis=1))[0])
    seen = seen_of(flight, good, times)
    squares, counts = np.zeros((3, 60)), np.zeros(3)
    for sighting in seen:
        row, numbers = weighed_row(sighting, PAD)
        counts[0] += numbers
        add_squares(sampled(flight), np.zeros(60), row[None], squares)
    ours = log_likelihood(squares, counts)
    observation = PointSeries(
        id="track",
        times=tuple(times.tolist()),
        latitudes_deg=tuple(math.degrees(s.values[0]) for s in seen),
        longitudes_deg=tuple(math.degrees(s.values[1]) for s in seen),
        heights=tuple(s.values[2] for s in seen),
        sigma=200.0,
    )
    theirs = weigher(SITE, (observation,))
    columns = np.searchsorted(GRID, times)
    cut = {
        name: getattr(flight, name)[:, columns]
        for name in ("sample_height", "sample_speed", "sample_latitude", "sample_longitude")
    }
    expected = theirs.flight_terms(replace(flight, sample_times=times, **cut), None)[:, 0]
    near = expected > expected.max() - 60.0
    assert near.sum() > 3
    assert np.allclose(ours[near], expected[near], rtol=5e-3, atol=0.3)


def test_a_display_is_worth_what_assess_says(flown) -> None:
    _, _, flight = flown
    times = np.arange(20.0, 140.0, 10.0)
    columns = np.searchsorted(GRID, times)
    good = int(np.flatnonzero(np.isfinite(flight.sample_height[:, :80]).all(axis=1))[0])
    squares, counts = np.zeros((3, 60)), np.zeros(3)
    for t, k in zip(times, columns, strict=True):
        values = float(flight.sample_speed[good, k]), float(flight.sample_height[good, k])
        sighting = Sighting(time=float(t), kind=SightingKind.DISPLAY, values=values, sigmas=(1e-9, 1e-9))
        row, numbers = weighed_row(sighting, PAD, 10.0 if t > times[0] else math.inf)
        counts[2] += numbers
        add_squares(sampled(flight), np.zeros(60), row[None], squares)
    ours = log_likelihood(squares, counts)
    observation = SpeedHeightSeries(
        id="webcast",
        times=tuple(times.tolist()),
        speeds=tuple(float(v) for v in flight.sample_speed[good, columns]),
        heights=tuple(float(h) for h in flight.sample_height[good, columns]),
        speed_rounding=0.0,
        height_rounding=(0.0,) * len(times),
    )
    cut = {
        name: getattr(flight, name)[:, columns]
        for name in ("sample_height", "sample_speed", "sample_latitude", "sample_longitude")
    }
    expected = weigher(SITE, (observation,)).flight_terms(replace(flight, sample_times=times, **cut), None)[:, 0]
    near = expected > expected.max() - 50.0
    assert near.sum() > 3
    # The stream does not know how long the curve will be: its first point counts for one, not each for a share of it.
    assert ours[good] == pytest.approx(expected[good], abs=0.01)
    assert np.allclose(ours[near], expected[near], rtol=0.08, atol=0.1)


@pytest.mark.slow
def test_a_flight_of_the_bank_is_told_for_what_it_is(bank: Bank, flown) -> None:
    own = copy.deepcopy(bank)
    tracker = Tracker(pad=PAD, bank=own)
    model = model_of(FlightKind.BALLISTIC)
    positions = np.random.default_rng(5).standard_normal((200, model.dimension))
    flight, _ = model.fly_plan(positions)
    row = int(np.flatnonzero(model.feasible(flight) & (flight.flight_time > 150.0))[0])
    last = int(min(flight.flight_time[row], 400.0))
    update = None
    for sighting in seen_of(flight, row, np.arange(10.0, last - 10.0, 2.0)):
        update = tracker.update(sighting) or update
    assert update is not None
    assert update.odds.ballistic > 0.9
    assert update.effective_flights is not None


def test_probabilities_sum_to_one_and_start_at_the_prior(bank: Bank) -> None:
    odds = bank.odds()
    assert odds.orbital + odds.ballistic + odds.cannot_tell == pytest.approx(1.0)
    total = sum(math.exp(family.log_prior) for family in bank.families)
    ballistic = [f for f in bank.families if f.model.explanation.kind is FlightKind.BALLISTIC]
    share = sum(math.exp(family.log_prior) for family in ballistic)
    assert odds.ballistic == pytest.approx(share / (total + 0.02), rel=0.02)


def test_what_became_of_a_named_vehicle_is_asked_however_like_a_missile_it_looks(bank: Bank) -> None:
    def worth_of(own: Bank) -> float:
        own.known = np.append(np.where([f is own.families[0] for f in own.families], 1e-9, 1.0), 0.0)
        own.known /= own.known.sum()
        return float(own._worth()[0])

    named = copy.deepcopy(bank)
    assert {f.model.explanation.kind for f in named.families} == {FlightKind.ORBITAL, FlightKind.BALLISTIC}
    assert worth_of(named) == pytest.approx(1.0)
    several = copy.deepcopy(bank)
    other = replace(several.families[0].model.vehicle, id="another")
    twin = replace(several.families[0], model=replace(several.families[0].model, vehicle=other))
    several.families.append(twin)
    assert worth_of(several) < 1e-8


def test_an_inclination_told_with_custom_is_that_of_the_mixture() -> None:
    told = OrbitPrediction(
        perigee=2e5, perigee_sigma=1e4, apogee=4e5, apogee_sigma=1e5, inclination=0.9, inclination_sigma=0.1,
        probability=0.9, source="flights",
    )  # fmt: skip
    rng = np.random.default_rng(6)
    of_custom = rng.random(400_000) < CUSTOM
    drawn = np.where(of_custom, 1.6 + 0.3 * rng.standard_normal(400_000), 0.9 + 0.1 * rng.standard_normal(400_000))
    mixed = held_to_custom(told, 1.6, 0.3)
    assert mixed.inclination == pytest.approx(drawn.mean(), abs=2e-3)
    assert mixed.inclination_sigma == pytest.approx(drawn.std(), abs=2e-3)
    assert (mixed.perigee, mixed.apogee) == (told.perigee, told.apogee)


def test_speeds_and_heights_alone_never_tell_an_inclination_for_sure(bank: Bank, flown) -> None:
    model, _, flight = flown
    row = int(np.flatnonzero(model.feasible(flight))[0])
    own = copy.deepcopy(bank)
    tracker, told = Tracker(pad=PAD, bank=own), []
    assert own.custom is not None
    for time in np.arange(0.0, 400.0, 4.0):
        k = int(np.searchsorted(GRID, time))
        values = float(flight.sample_speed[row, k]), float(flight.sample_height[row, k])
        update = tracker.update(
            Sighting(time=float(time), kind=SightingKind.DISPLAY, values=values, sigmas=(0.5, 50.0), line=k)
        )
        if update is not None and update.orbit is not None and update.orbit.source == "flights":
            told.append(update.orbit.inclination_sigma)
    assert len(told) > 20
    assert min(told) > math.sqrt(CUSTOM) * own.custom[1]


@pytest.mark.slow
def test_a_bank_goes_on_after_a_restart_with_the_same_odds(bank: Bank, flown) -> None:
    model, _, flight = flown
    row = int(np.flatnonzero(model.feasible(flight))[0])
    seen = seen_of(flight, row, np.arange(10.0, 140.0, 2.0))
    whole, first = copy.deepcopy(bank), copy.deepcopy(bank)
    for sighting in seen:
        whole.weigh(sighting)
    for sighting in seen[:30]:
        first.weigh(sighting)
    saved = json.loads(json.dumps(first.as_json()))
    second = copy.deepcopy(bank)
    second.restore(saved)
    for sighting in seen[30:]:
        second.weigh(sighting)
    assert second.odds() == whole.odds()
    assert np.array_equal(second.probabilities(), whole.probabilities())


@pytest.mark.slow
@pytest.mark.parametrize("flown", ["ballistic-1-medium", "ballistic-2-long"])
def test_odds_in_flight_are_those_of_assess_on_the_data_so_far(flown: str) -> None:
    site = find_site("sohae")
    kind = FlightKind.BALLISTIC
    vehicle = next(item for item in generic_classes() if item.id == flown)
    item = next(explanations_of(vehicle, kind, 1.0, rate=0.1, with_failures=False))
    model = FlightModel(vehicle=vehicle, site=site, explanation=item, sample_times=GRID)
    flight, _ = model.fly_plan(np.random.default_rng(3).standard_normal((200, model.dimension)))
    lasts = np.nan_to_num(flight.flight_time, nan=1e9) > 140.0
    row = int(np.flatnonzero(model.feasible(flight) & lasts)[0])
    # Wide enough that the samplers of both find all of the posterior: of narrower ones either may miss a part.
    seen = [replace(item, sigmas=(5e3,) * 3) for item in seen_of(flight, row, np.arange(30.0, 125.0, 15.0))]
    own = draw_bank(site, candidates("Unha-3"), flights=1500, orbital=kind_prior(site, "Unha-3"), seed=2)
    for sighting in seen:
        own.weigh(sighting)
    track = PointSeries(
        id="track",
        times=tuple(item.time for item in seen),
        latitudes_deg=tuple(math.degrees(item.values[0]) for item in seen),
        longitudes_deg=tuple(math.degrees(item.values[1]) for item in seen),
        heights=tuple(item.values[2] for item in seen),
        sigma=5e3,
    )
    liftoff = Liftoff(utc=None, earliest=None, latest=None)
    evidence = LaunchEvidence(
        id="track", title="track", site=site, liftoff=liftoff, vehicle="Unha-3", observations=(track,)
    )
    inferred = infer(evidence, site, particles=400)
    theirs = sum(item.probability for item in inferred.posteriors if item.explanation.kind is FlightKind.ORBITAL)
    assert own.odds().orbital == pytest.approx(theirs, abs=0.1)
