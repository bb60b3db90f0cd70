"""What would settle it: bits against closed forms, on made-up flights of two explanations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from downrange.catalog.sites import find_site
from downrange.catalog.vehicles import find_vehicle
from downrange.inference.infer import infer
from downrange.inference.replay import fly_again
from downrange.judging.pool import Pool
from downrange.judging.settle import CANDIDATES, would_settle
from downrange.records.dossier import Liftoff
from downrange.records.evidence import LaunchEvidence
from downrange.records.observation import Scalar, ScalarObservation

SITE, VEHICLE = find_site("sohae"), find_vehicle("chollima-1")


@pytest.fixture(scope="module")
def flown():
    high = ScalarObservation(id="a", quantity=Scalar.APOGEE, value=150e3, sigma=20e3, confidence=0.95)
    evidence = LaunchEvidence(
        id="x",
        title="x",
        site=SITE,
        vehicle=VEHICLE.id,
        liftoff=Liftoff(utc=None, earliest=None, latest=None),
        observations=(high,),
    )
    return fly_again(infer(evidence, SITE, particles=60), seed=1)


def two(flown, change, share=0.5):
    """Two explanations with the same flights, of the second of which something is changed."""
    first = next(item for item in flown if item.posterior.explanation.failure is not None)
    likely = replace(first.posterior, probability=share)
    return Pool(
        flown=(
            replace(first, posterior=likely),
            replace(first, posterior=replace(first.posterior, probability=1.0 - share), flight=change(first.flight)),
        )
    )


def test_what_tells_two_even_explanations_apart_for_sure_is_worth_one_bit(flown):
    pool = two(flown, lambda flight: replace(flight, peak_height=flight.peak_height + 2e6))
    best = would_settle(pool, SITE)[0]
    assert "apogee" in best.observation
    assert best.expected_bits == pytest.approx(1.0, abs=0.05)


def test_no_observation_is_worth_more_than_what_is_not_known(flown):
    pool = two(flown, lambda flight: replace(flight, peak_height=flight.peak_height + 2e6), share=0.9)
    entropy = -0.9 * np.log2(0.9) - 0.1 * np.log2(0.1)
    assert would_settle(pool, SITE)[0].expected_bits == pytest.approx(entropy, abs=0.05)


def test_what_both_would_show_alike_is_not_proposed(flown):
    assert would_settle(two(flown, lambda flight: flight), SITE) == ()


def test_a_fall_is_measured_from_the_pad_whatever_the_course(flown):
    def farther(flight):
        column = flight.bodies.index("stage-1")
        longitudes = flight.impact_longitude.copy()
        longitudes[:, column] += 0.5
        return replace(flight, impact_longitude=longitudes)

    assert any("first stage fell" in item.observation for item in would_settle(two(flown, farther), SITE))


def test_candidates_of_real_flights_have_values(flown):
    for candidate in CANDIDATES:
        values = np.concatenate([np.asarray(candidate.value(item, SITE), dtype=float) for item in flown])
        assert np.isfinite(values).any(), str(candidate.what)
