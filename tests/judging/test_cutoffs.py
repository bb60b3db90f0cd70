"""Cut-offs told: what a display shows of one stands before what the flights have."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from downrange.judging.cutoffs import cutoffs_of
from downrange.judging.pool import Pool
from downrange.records.dossier import Liftoff
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import Explanation, FlightKind, FlownPosterior, Posterior, SamplerReport
from downrange.records.flight import Ensemble
from downrange.records.observation import SpeedHeightSeries


def pool():
    """Forty flights with cut-offs near 158 and 520 s, a display off by 8 s from the first."""
    rng = np.random.default_rng(1)
    late = rng.normal([158.0, 520.0], 2.0, (40, 2))
    known = {
        "bodies": ("stage-1", "stage-2", "payload"),
        "cutoff_time": late,
        "cutoff_height": np.tile([70e3, 200e3], (40, 1)),
        "cutoff_speed": np.tile([2300.0, 7500.0], (40, 1)),
        "cutoff_range": np.tile([80e3, 1500e3], (40, 1)),
        "sample_times": np.zeros(0),
        **dict.fromkeys(("sample_height", "sample_speed", "sample_latitude", "sample_longitude"), np.zeros((40, 0))),
        **dict.fromkeys(("impact_time", "impact_latitude", "impact_longitude"), np.full((40, 3), np.nan)),
        "in_orbit": np.ones(40, dtype=bool),
        "status": np.zeros(40, dtype=np.int64),
    }
    flown = Ensemble(**{field.name: known.get(field.name, np.full(40, np.nan)) for field in fields(Ensemble)})
    report = SamplerReport(flights=40, steps=1, acceptance=1.0, effective_sample_size=40.0, log_evidence_spread=0.0)
    posterior = Posterior(
        explanation=Explanation(id="orbital/nominal", kind=FlightKind.ORBITAL, vehicle="x", prior=1.0),
        log_evidence=0.0,
        probability=1.0,
        probability_physics_only=1.0,
        weights=np.full(40, 1 / 40),
        parameters=np.zeros((40, 0)),
        parameter_names=(),
        ensemble=None,
        log_likelihood=np.zeros((40, 0)),
        observations=(),
        sampler=report,
    )
    return Pool(
        flown=(
            FlownPosterior(
                posterior=posterior, flight=flown, plan=flown, azimuth=np.zeros(40), failure_time=np.full(40, np.nan)
            ),
        )
    )


def evidence(*observations):
    return LaunchEvidence(
        id="x",
        title="x",
        site=None,
        liftoff=Liftoff(utc=None, earliest=None, latest=None),
        observations=observations,
    )


def display():
    times = np.arange(0.0, 200.0, 1.0)
    speeds = np.where(times <= 150.0, 15.0 * times, 2250.0)
    return SpeedHeightSeries(
        id="s",
        times=tuple(times),
        speeds=tuple(speeds),
        heights=tuple(400.0 * times),
        speed_rounding=1.0,
        height_rounding=(100.0,) * len(times),
        body="vehicle",
    )


def test_without_a_display_cut_offs_are_those_of_the_flights():
    first, second = cutoffs_of(evidence(), pool(), seed=1)
    assert first.time_s.median == pytest.approx(158.0, abs=1.5)
    assert second.ground_range_km.median == pytest.approx(1500.0, rel=0.05)


def test_a_cut_off_that_is_seen_is_told_as_seen_and_the_other_as_flown():
    first, second = cutoffs_of(evidence(display()), pool(), seed=1)
    assert first.time_s.median == pytest.approx(150.0, abs=1.0)
    assert first.time_s.q95 - first.time_s.q05 < 3.0
    assert first.speed_m_s.median == pytest.approx(2250.0, rel=0.005)
    assert first.height_km.median == pytest.approx(60.0, abs=0.5)
    assert second.time_s.median == pytest.approx(520.0, abs=1.5)
