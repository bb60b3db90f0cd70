"""Evidence left out in turn: the claim that carries the verdict, and the false one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from downrange.catalog.sites import find_site
from downrange.earth.geodesic import destination_deg
from downrange.inference.infer import infer
from downrange.judging.leave_out import doubts, leave_out_lines, left_out
from downrange.records.dossier import Liftoff
from downrange.records.evidence import LaunchEvidence
from downrange.records.observation import FallPlace, Scalar, ScalarObservation

SITE = find_site("sohae")
PARTICLES = 60


def number(quantity, value, share=0.03):
    return ScalarObservation(
        id=quantity, words=f"the {quantity}", quantity=quantity, value=value, sigma=share * value, confidence=0.95
    )


def evidence(*observations):
    assert SITE is not None
    return LaunchEvidence(
        id="made-up",
        title="made up",
        site=SITE,
        vehicle="chollima-1",
        liftoff=Liftoff(utc=None, earliest=None, latest=None),
        observations=observations,
    )


@pytest.fixture(scope="module")
def clashing():
    """A fall 400 km from the pad, and a place of fall that is elsewhere.

    Apogee 120 km, range 400 km and 6 minutes go together; a place of fall 3,000 km off does not.
    """
    assert SITE is not None
    away = destination_deg(SITE.latitude_deg, SITE.longitude_deg, 180.0, 3000e3)
    wrong = FallPlace(id="place", words="fell far off", center_deg=away, sigma=30e3, confidence=0.95)
    told = evidence(
        number(Scalar.APOGEE, 120e3),
        number(Scalar.GROUND_RANGE, 400e3),
        number(Scalar.FLIGHT_TIME, 390.0),
        wrong,
    )
    return infer(told, SITE, particles=PARTICLES)


def test_the_claim_that_clashes_is_the_first_suspect(clashing):
    first = doubts(clashing)[0]
    assert first.observation.id == "place"
    assert first.after > 0.9 > first.before


def test_the_sentence_says_what_it_is_worth_alone_and_among_the_rest(clashing):
    line = next(line for line in leave_out_lines(clashing) if "fights the rest" in line)
    assert line.startswith("“fell far off”")
    assert "95 %" in line


def test_claims_that_go_together_raise_no_doubt():
    assert SITE is not None
    told = evidence(number(Scalar.APOGEE, 120e3), number(Scalar.GROUND_RANGE, 400e3))
    assert all(doubt.after < 0.5 for doubt in doubts(infer(told, SITE, particles=PARTICLES)))


def test_what_is_left_out_changes_the_odds_as_inferring_without_it_does(clashing):
    assert SITE is not None
    whole = clashing.evidence
    for item in left_out(clashing):
        less = replace(whole, observations=tuple(o for o in whole.observations if o is not item.observation))
        again = infer(less, SITE, particles=PARTICLES)
        directly = sum(p.probability for p in again.posteriors if p.explanation.id == item.leader.id)
        assert item.without == pytest.approx(directly, abs=0.25)
