"""What windows and the catalog say for a launch to orbit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from downrange.catalog.launches import find_by_tag, load_launches
from downrange.linking.origin import chance_of_launch, orbital_hint
from downrange.records.area import Area, AreaKind, AreaShape, Window
from downrange.records.document import Provenance

OPENING = datetime(2017, 10, 13, 9, 15, tzinfo=UTC)
ROKOT = find_by_tag("2017-064")
LATER = load_launches()[-1].liftoff + timedelta(days=30)


def area(*hours, start=OPENING):
    """An area open for some hours on each of as many days."""
    windows = tuple(
        Window(start=start + timedelta(days=day), end=start + timedelta(days=day, hours=long))
        for day, long in enumerate(hours)
    )
    ring = ((70.0, 40.0), (71.0, 40.0), (71.0, 42.0))
    provenance = Provenance(document="", path="", span=(0, 0), words="", rule="test")
    return Area(
        id="a", message="", kind=AreaKind.LAUNCH, shape=AreaShape.POLYGON, rings_deg=(ring,), windows=windows,
        provenance=provenance,
    )  # fmt: skip


def test_short_windows_speak_for_orbit_and_long_ones_against():
    hints = [orbital_hint([area(hours, start=LATER)], None, guessed=False) for hours in (1.0, 3.0, 7.0, 14.0)]
    assert hints == sorted(hints, reverse=True)
    assert hints[0] > 1.5
    assert hints[-1] < -1.0


def test_the_shortest_area_counts_since_recovery_and_deorbit_are_closed_for_long():
    both = [area(1.0, start=LATER), area(24.0, start=LATER)]
    assert orbital_hint(both, None, guessed=False) == orbital_hint(both[:1], None, guessed=False)


def test_the_catalogs_silence_speaks_against_orbit_where_the_catalog_reaches():
    with_launch = orbital_hint([area(1.0)], ROKOT, guessed=False)
    silent = orbital_hint([area(1.0)], None, guessed=False)
    assert with_launch > silent + 3.0
    assert silent < orbital_hint([area(1.0, start=LATER)], None, guessed=False)


def test_a_launch_in_weeks_of_windows_may_be_there_by_chance():
    assert chance_of_launch([area(1.0)], None) < 0.1
    assert chance_of_launch([area(*[10.0] * 24)], None) > 0.5
    assert chance_of_launch([area(*[10.0] * 24)], "plesetsk") < chance_of_launch([area(*[10.0] * 24)], None)
    weeks = orbital_hint([area(*[10.0] * 24)], ROKOT, guessed=True)
    hour = orbital_hint([area(10.0)], ROKOT, guessed=True)
    assert hour > weeks + 1.0


def test_areas_without_windows_say_nothing():
    assert orbital_hint([area()], None, guessed=True) == pytest.approx(0.0)
