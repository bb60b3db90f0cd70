"""What is told where nothing that was flown fits, of areas that weigh nothing, and of orbits that were measured."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from made_posteriors import posterior

from downrange.catalog.sites import find_site
from downrange.catalog.vehicles import generic_classes
from downrange.earth.geodesic import destination_deg
from downrange.inference.explanations import explanations_of
from downrange.inference.model import FlightModel
from downrange.judging.culprits import silent_areas
from downrange.judging.findings import findings_of
from downrange.judging.limits import cannot_tell
from downrange.judging.pool import Pool
from downrange.linking.areas import fall_areas
from downrange.records.area import Area, AreaKind, AreaShape, Window
from downrange.records.document import Provenance
from downrange.records.dossier import Liftoff
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import FlightKind, FlownPosterior
from downrange.records.observation import OrbitObservation

SITE = find_site("vandenberg")
assert SITE is not None
OPENING = datetime(2031, 3, 10, 14, 0, tzinfo=UTC)


def box(bearing, distance, message, *, hours_later=0.0):
    center = destination_deg(SITE.latitude_deg, SITE.longitude_deg, bearing, distance)
    start = OPENING + timedelta(hours=hours_later)
    return Area(
        id=f"{message}-{bearing}-{distance}",
        message=message,
        kind=AreaKind.LAUNCH,
        shape=AreaShape.POLYGON,
        rings_deg=(tuple(destination_deg(*center, angle, 60e3) for angle in (45, 135, 225, 315)),),
        windows=(Window(start=start, end=start + timedelta(hours=2)),),
        provenance=Provenance(document="", path="", span=(0, 0), words="", rule="test"),
    )


def evidence(areas=(), observations=(), *, planned=True):
    return LaunchEvidence(
        id="x",
        title="x",
        site=SITE,
        liftoff=Liftoff(utc=None, earliest=OPENING, latest=OPENING + timedelta(hours=2)),
        vehicle=None,
        areas=tuple(areas),
        observations=(*fall_areas(areas, None), *observations),
        planned=planned,
    )


def flown(posterior, model_flight):
    flight, azimuth = model_flight
    nothing = np.full(len(azimuth), math.nan)
    return FlownPosterior(posterior=posterior, plan=flight, flight=flight, azimuth=azimuth, failure_time=nothing)


@pytest.fixture(scope="module")
def orbital_flights():
    vehicle = next(item for item in generic_classes() if item.id == "orbital-2")
    explanation = next(explanations_of(vehicle, FlightKind.ORBITAL, 1.0, rate=0.1, with_failures=False))
    model = FlightModel(vehicle=vehicle, site=SITE, explanation=explanation)
    drawn = np.random.default_rng(5).standard_normal((400, model.dimension))
    flight, plans = model.fly(drawn[model.feasible(model.fly(drawn)[0])])
    return flight, plans.azimuth


def test_where_something_unmodeled_is_likeliest_no_orbit_is_told_and_what_to_check_is(orbital_flights):
    case = evidence([box(190, 600e3, "A 1/31")])
    for unmodeled, told in ((0.2, True), (0.8, False)):
        fitting = posterior(FlightKind.ORBITAL, 1.0 - unmodeled)
        all_of_them = (fitting, posterior(None, unmodeled))
        found = findings_of(case, SITE, all_of_them, Pool(flown=(flown(fitting, orbital_flights),)), seed=1)
        assert (found.inclination_deg is not None) is told
        assert bool(found.orbits) is told
        lines = " ".join(cannot_tell(case, found, all_of_them))
        assert ("no flight that was tried fits (80 %" in lines) is not told


def test_heights_of_an_orbit_that_was_measured_are_those_of_its_elements(orbital_flights):
    measured = OrbitObservation(
        id="o",
        epoch=OPENING,
        name="A",
        inclination=math.radians(97.4),
        perigee=493e3,
        apogee=507e3,
        ascending_node=0.0,
        sigma_inclination=1e-4,
    )
    later = replace(measured, id="p", epoch=OPENING + timedelta(days=20), perigee=610e3)
    case = evidence(observations=(measured, later), planned=False)
    fitting = posterior(FlightKind.ORBITAL, 1.0)
    found = findings_of(case, SITE, (fitting,), Pool(flown=(flown(fitting, orbital_flights),)), seed=1)
    assert found.outcome.answer == "reached orbit"
    assert found.perigee_km.q05 < 493.0 < found.perigee_km.q95
    assert found.perigee_km.q95 < 520.0
    assert found.apogee_km.median == pytest.approx(507.0)


def test_areas_that_weigh_nothing_are_told_with_why():
    far = box(310, 12e6, "FAR 1/31")
    late = box(190, 9e6, "LATE 1/31", hours_later=3.0)
    lines = silent_areas(evidence([box(190, 600e3, "NEAR 1/31"), far, late]), SITE)
    assert len(lines) == 2
    assert "1 of the areas of FAR 1/31 weigh nothing: more than 11,000 km from the pad" in lines[0]
    assert "LATE 1/31 weigh nothing: they open too late" in lines[1]
    assert silent_areas(evidence([box(190, 600e3, "NEAR 1/31")]), SITE) == ()
