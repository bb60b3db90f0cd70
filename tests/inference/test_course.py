"""The course of an ascent: where launch azimuths lead, how far turns go, and what range safety allows."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from downrange.catalog.sectors import azimuth_sectors
from downrange.catalog.sites import all_sites, find_site
from downrange.catalog.tables import read_rows
from downrange.catalog.vehicles import find_vehicle
from downrange.flight.ensemble import fly_ensemble
from downrange.inference.destinations import direct_azimuth, launch_azimuths
from downrange.inference.model import FlightModel
from downrange.records.explanation import Explanation, Failure, FlightKind
from downrange.records.flight import FailureMode

DRAWS = 12000
PLAN = Explanation(id="orbital/nominal", kind=FlightKind.ORBITAL, failure=None, vehicle=None, prior=1.0)


@cache
def model_of(vehicle_id: str, site_id: str, year: int = 2018) -> FlightModel:
    vehicle, site = find_vehicle(vehicle_id), find_site(site_id)
    assert vehicle is not None and site is not None
    return FlightModel(vehicle=vehicle, site=site, explanation=PLAN, year=year)


@cache
def drawn(vehicle_id: str, site_id: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Launch azimuth, inclination reached [deg] and weight of draws from the prior of plans."""
    model = model_of(vehicle_id, site_id)
    positions = np.random.default_rng(4).standard_normal((DRAWS, model.dimension))
    flight, plans = model.fly_plan(positions)
    logs = model.log_plan(positions, flight, plans)
    good = np.isfinite(logs)
    weights = np.exp(logs[good])
    return np.degrees(plans.azimuth[good]) % 360.0, np.degrees(flight.inclination[good]), weights / weights.sum()


def test_a_vehicle_that_is_not_the_nominal_one_is_aimed_by_a_flight_of_its_own() -> None:
    model = model_of("falcon-9-block-5", "vandenberg")
    positions = np.random.default_rng(1).standard_normal((2000, model.dimension))
    bound = model.outbound.destination(positions[:, model.names.index("azimuth")])

    def missed(one: FlightModel) -> np.ndarray:
        flight, plans = one.fly_plan(positions)
        good = one.feasible(flight)
        reached = direct_azimuth(one.outbound.latitude, plans.azimuth[good], flight.inclination[good])
        return np.abs(np.degrees(np.remainder(reached - bound[good] + math.pi, 2.0 * math.pi) - math.pi))

    aimed, as_nominal = missed(model), missed(replace(model, aims=False))
    assert np.median(aimed) < 0.1 < 0.5 < np.median(as_nominal)
    assert np.quantile(aimed, 0.95) < 1.0


def test_a_plan_whose_first_flight_reaches_no_orbit_is_not_flown() -> None:
    model = model_of("falcon-9-block-5", "vandenberg")
    positions = np.random.default_rng(1).standard_normal((500, model.dimension))
    flight, plans = model.fly_plan(positions)
    aimed = np.isfinite(plans.azimuth)
    assert 100 < aimed.sum() < 500
    feasible = model.feasible(flight)
    assert not feasible[~aimed].any()
    assert feasible[aimed].mean() > 0.95
    as_nominal, _ = replace(model, aims=False).fly_plan(positions)
    assert not model.feasible(as_nominal)[~aimed].any()
    assert np.isneginf(model.log_plan(positions, flight, plans)[~aimed]).all()


def test_what_fails_changes_nothing_of_where_a_vehicle_is_bound() -> None:
    model = model_of("falcon-9-block-5", "vandenberg")
    failure = Failure(stage=2, mode=FailureMode.EARLY_CUTOFF)
    other = replace(model, explanation=replace(model.explanation, id="orbital/other", failure=failure))
    assert other.outbound is model.outbound
    assert other.plan_shares is model.plan_shares


@pytest.mark.parametrize("yaw_deg", [-40.0, -15.0, 0.0, 15.0, 40.0])
def test_a_turn_that_was_aimed_for_arrives(yaw_deg: float) -> None:
    model = model_of("falcon-9-block-5", "wallops")
    destination = math.radians(170.0)
    yaw = np.array([[0.0, math.radians(yaw_deg)]])
    azimuth = model.outbound.course.aimed(np.array([destination]), yaw)
    positions = np.zeros((1, model.dimension))
    vehicles, plans = model.arrays(positions)
    lighter = replace(vehicles, payload_mass=0.3 * vehicles.payload_mass)
    flight = fly_ensemble(lighter, replace(plans, azimuth=azimuth, yaw=yaw), tolerance=10.0)
    assert flight.in_orbit.all()
    reached = direct_azimuth(model.outbound.latitude, azimuth, flight.inclination)
    assert np.degrees(reached) == pytest.approx(170.0, abs=3.0)


@pytest.mark.parametrize(
    ("azimuth_deg", "allowed"), [(0.0, True), (-8.0, True), (355.0, True), (90.0, True), (120.0, False), (270.0, False)]
)
def test_a_sector_may_hold_north(azimuth_deg: float, allowed: bool) -> None:
    course = model_of("vega", "kourou").outbound.course
    share = course.allowed(np.radians([azimuth_deg]))[0]
    assert share > 0.95 if allowed else share < 0.05


def test_the_side_is_that_of_the_turn() -> None:
    course = model_of("pslv-xl", "sriharikota").outbound.course
    south, east, north = course.side(np.radians([188.0, 110.0, 60.0]))
    assert (south, east, north) == (1.0, 0.0, -1.0)


def test_launches_to_where_no_straight_ascent_is_allowed_leave_from_the_sectors_and_turn() -> None:
    azimuth, inclination, weights = drawn("pslv-xl", "sriharikota")
    polar = (inclination > 96.0) & (inclination < 100.0)
    inside = (azimuth > 98.0) & (azimuth < 144.0)
    assert weights[polar].sum() > 0.02  # turning costs payload: few plans reach so far
    kept = weights[polar & inside].sum() / weights[polar].sum()
    assert kept > 10.0 * (polar & inside).sum() / max(polar.sum(), 1) or kept > 0.6


def test_the_prior_of_what_is_reached_is_that_of_the_orbits_and_not_its_square() -> None:
    model = model_of("falcon-9-block-5", "baikonur")  # a site without known sectors
    grid, density = model.outbound.azimuth_prior
    _, inclination, weights = drawn("falcon-9-block-5", "baikonur")
    reached = np.degrees(direct_azimuth(model.outbound.latitude, np.zeros(len(inclination)), np.radians(inclination)))
    station = np.degrees(launch_azimuths(model.outbound.latitude, math.radians(51.6))[0])
    near, about = ((np.abs(reached - station) < width) for width in (1.0, 12.0))
    at, around = ((np.abs(np.degrees(grid) - station) < width) for width in (1.0, 12.0))
    expected = density[at].sum() / density[around].sum()
    assert 0.3 < expected < 0.95
    assert weights[near].sum() / weights[about].sum() == pytest.approx(expected, abs=0.1)


def test_sites_without_known_limits_allow_every_azimuth() -> None:
    site = find_site("baikonur")
    assert site is not None
    assert azimuth_sectors(site, 2020) == ()
    assert model_of("soyuz-2-1b", "baikonur").outbound.course.allowed(np.linspace(-3.0, 3.0, 9)).tolist() == [1.0] * 9


def test_every_sector_is_of_a_known_site_and_goes_clockwise() -> None:
    ids = {site.id for site in all_sites()}
    for row in read_rows("azimuth_sectors.tsv"):
        assert row["site"] in ids
        assert 0.0 <= float(row["from_deg"]) < 360.0
        assert 0.0 < float(row["to_deg"]) - float(row["from_deg"]) < 360.0
        assert row["source"] in {"handbook", "passage"}


def test_what_a_stage_gives_away_by_its_yaw_bounds_how_far_it_yaws() -> None:
    model = model_of("soyuz-2-1b-fregat", "baikonur")
    assert model.vehicle.stage_count == 3
    drawn_yaws = np.abs(model.arrays(np.random.default_rng(5).standard_normal((40000, model.dimension)))[1].yaw)
    ninth = [np.quantile(yaw[yaw > math.radians(3.6)], 0.9) for yaw in drawn_yaws.T[1:]]
    given_away = np.array(model.outbound.stage_speeds) * (1.0 - np.cos(ninth))
    assert np.all((given_away > 150.0) & (given_away < 700.0))
    assert ninth[1] / ninth[0] == pytest.approx(
        math.sqrt(model.outbound.stage_speeds[0] / model.outbound.stage_speeds[1]), rel=0.1
    )


def test_what_keeps_to_no_sector_leaves_near_one() -> None:
    course = model_of("falcon-9-block-5", "vandenberg").outbound.course
    within, edge, far = course.straying(np.radians([170.0, 201.0, 30.0]))
    assert within == edge == pytest.approx(0.1)
    assert far == pytest.approx(0.01, rel=0.01)


def test_from_vandenberg_few_leave_inland() -> None:
    azimuth, _, weights = drawn("falcon-9-block-5", "vandenberg")
    assert weights[(azimuth < 120.0) | (azimuth > 240.0)].sum() < 0.02


@pytest.mark.parametrize("vehicle_id, site_id", [("falcon-9-block-5", "vandenberg"), ("unha-3", "sohae")])
def test_a_launch_may_be_aimed_anywhere_due_south_too(vehicle_id: str, site_id: str) -> None:
    course = model_of(vehicle_id, site_id).outbound.course
    everywhere = np.linspace(-math.pi, math.pi, 721)
    azimuth = course.aimed(everywhere, np.zeros((len(everywhere), len(course.turns))))
    assert np.abs(azimuth).max() <= math.pi
    off = np.interp(azimuth, course.azimuths, course.leads) - everywhere
    assert np.degrees(np.abs(np.remainder(off + math.pi, 2.0 * math.pi) - math.pi)).max() < 0.1
