"""Where a launch may have been from when no site is told: priors, and areas of a flight from anywhere."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from downrange.earth.geodesic import destination_deg
from downrange.inference.areas import EARTH_SURFACE, PlannedArea
from downrange.inference.explanations import UNMODELED_PRIOR
from downrange.inference.origin import areas_from_anywhere, origin_of
from downrange.records.dossier import Liftoff
from downrange.records.evidence import LaunchEvidence, SiteGuess
from downrange.records.place import Site

PAD = Site(
    id="pad", name="pad", latitude_deg=28.5, longitude_deg=-80.6, country="", timezone="UTC", source="for a test"
)
OTHER = replace(PAD, id="other", latitude_deg=5.2, longitude_deg=-52.8)


def evidence(hint=0.0, *guesses):
    return LaunchEvidence(
        id="x",
        title="x",
        site=PAD,
        liftoff=Liftoff(utc=None, earliest=None, latest=None),
        orbital_hint=hint,
        site_guesses=tuple(SiteGuess(site=site, probability=share, why="") for site, share in guesses),
    )


def area(center):
    return PlannedArea(center_deg=center, spread=np.eye(2) * 30e3**2, reach=1e6, body=None)


def test_a_stated_pad_leaves_the_unmodeled_alone_and_the_hint_moves_the_odds():
    origin = origin_of(evidence(math.log(3.0)), PAD, 0.5)
    assert origin.orbital == pytest.approx(0.75)
    assert origin.unmodeled == UNMODELED_PRIOR
    assert origin.unmodeled_orbital == pytest.approx(0.75)


def test_the_less_a_site_is_sure_the_more_is_left_to_elsewhere():
    sure = origin_of(evidence(3.0, (PAD, 0.98), (OTHER, 0.02)), PAD, 0.8)
    split = origin_of(evidence(3.0, (PAD, 0.5), (OTHER, 0.5)), PAD, 0.8)
    assert sure.unmodeled < 0.1 < 0.45 < split.unmodeled
    assert split.unmodeled_orbital > 0.9


def test_windows_of_missiles_leave_a_guessed_site_little():
    origin = origin_of(evidence(-2.0, (PAD, 0.98), (OTHER, 0.02)), PAD, 0.85)
    assert origin.unmodeled > 0.7
    assert origin.unmodeled_orbital < 0.15


def test_areas_on_one_line_are_likelier_of_one_flight_from_anywhere_than_scattered_ones():
    start = (10.0, -40.0)
    line = [area(destination_deg(*start, 120.0, reach)) for reach in (0.0, 800e3, 2500e3, 4000e3)]
    bent = [*line[:2], area(destination_deg(*line[2].center_deg, 30.0, 900e3)), line[3]]
    assert areas_from_anywhere(line).sum() > areas_from_anywhere(bent).sum() + 1.5
    assert areas_from_anywhere(line).sum() > -4 * math.log(EARTH_SURFACE) + 8.0


def test_one_area_from_anywhere_is_anywhere_and_silent_ones_count_nothing():
    silent = replace(area((28.5, -80.5)), reach=1e4)
    assert areas_from_anywhere([silent, area((0.0, 0.0))]).tolist() == [0.0, -math.log(EARTH_SURFACE)]
    assert areas_from_anywhere([silent]).tolist() == [0.0]
