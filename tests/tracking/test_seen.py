"""What the bank has seen is thinned, so that it stays bounded and counts what is left."""

from __future__ import annotations

import numpy as np

from downrange.records.sighting import Sighting, SightingKind
from downrange.tracking.rows import KIND, TIME
from downrange.tracking.seen import MOST_ROWS, SPACING, Seen

PAD = (0.6, 0.2, 0.0)


def point(time: float, sensor: str = "") -> Sighting:
    values = 0.6, 0.2 + 1e-5 * time, 1e3 + 10.0 * time
    return Sighting(time=time, kind=SightingKind.POINT, values=values, sigmas=(200.0,) * 3, sensor=sensor)


def test_sightings_of_one_sensor_are_thinned_and_those_of_another_are_not() -> None:
    seen = Seen()
    for time in (10.0, 12.0, 14.0, 16.0):
        for sensor in ("north", "south"):
            if seen.is_news(point(time, sensor)):
                seen.take(point(time, sensor), PAD)
    assert [row[TIME] for row in seen.rows] == [10.0, 10.0, 14.0, 14.0]
    assert seen.stacked.shape == (4, 22)


def test_of_too_many_every_other_is_forgotten_and_counts_are_those_of_what_is_left() -> None:
    seen = Seen()
    for number in range(MOST_ROWS + 1):
        sighting = point(SPACING * number)
        assert seen.is_news(sighting)
        seen.take(sighting, PAD)
    before = seen.counts.copy()
    assert seen.thin_out()
    assert not seen.thin_out()
    assert len(seen.rows) == MOST_ROWS // 2 + 1 == len(seen.stacked)
    assert {int(row[KIND]) for row in seen.rows} == {int(np.flatnonzero(before)[0])}
    assert np.allclose(seen.counts, before * len(seen.rows) / (MOST_ROWS + 1))
    assert not seen.is_news(point(SPACING * (MOST_ROWS + 1)))
