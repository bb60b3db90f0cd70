"""What the windows of warned areas, and the catalog's launches or silence in them, say for a launch to orbit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta

from downrange.catalog.launches import find_launches, load_launches
from downrange.linking.windows import LATE_OPENING, common_window
from downrange.records.area import Area
from downrange.records.launch import CatalogLaunch

HOURS_TO_ORBIT, HOURS_OF_MISSILES = (math.log(2.0), 0.8), (math.log(14.0), 0.9)
"""Length of the windows, the shortest area's longest one: log of hours, and its spread. To orbit: learn half of the
launches with notices (median 1.9 h). Missiles: 780 notices that say so in the corpus of 2010 to 2026 (median 14 h)."""
ANY_HOURS, ANY_SHARE = (math.log(6.0), 2.0), 0.2
"""A fifth of either kind has windows of any length: some launches to orbit are warned of for whole days."""
FLOWN_SHARE = 0.7
"""Launches to orbit that lift off in the windows warned of; others are put off, and warned of anew."""
LINED_UP = 0.3
"""Share of launches elsewhere that line up with areas by chance."""
NEAR_YEARS = timedelta(days=365)


def orbital_hint(areas: Sequence[Area], catalog: CatalogLaunch | None, *, guessed: bool) -> float:
    """Log odds for a launch to orbit against the flight of a missile that windows and catalog add [nat].

    Args:
        areas: warned of.
        catalog: launch of the catalog that was found in the windows; None: none was.
        guessed: whether the site was found by the windows, from all sites; then chance has more launches to find.
    """
    longest = [
        max((window.end - window.start) / timedelta(hours=1) for window in area.windows)
        for area in areas
        if area.windows
    ]
    window = common_window(areas)
    if not longest or window is None:
        return 0.0
    hint = _hours_hint(max(min(longest), 0.1))
    if window.end > load_launches()[-1].liftoff:
        return hint
    if catalog is None:
        return hint + math.log(1.0 - FLOWN_SHARE)
    chance = chance_of_launch(areas, None if guessed else catalog.site)
    return hint + math.log((FLOWN_SHARE + (1.0 - FLOWN_SHARE) * chance) / chance)


def chance_of_launch(areas: Sequence[Area], site: str | None) -> float:
    """Probability that some launch of the catalog fits the windows by chance.

    Args:
        areas: warned of.
        site: the launch must be from; None: any site that lines up.
    """
    window = common_window(areas)
    if window is None:
        return 1.0
    found = find_launches(start=window.start - NEAR_YEARS, end=window.end + NEAR_YEARS)
    hours = (window.end - window.start + 2 * NEAR_YEARS) / timedelta(hours=1)
    rate = sum(site is None or launch.site == site for launch in found) / hours
    expected = rate * _open_hours(areas) * (LINED_UP if site is None else 1.0)
    return max(1.0 - math.exp(-expected), 1e-3)


def _hours_hint(hours: float) -> float:
    def density(kind: tuple[float, float]) -> float:
        return sum(
            share * math.exp(-0.5 * ((math.log(hours) - middle) / spread) ** 2) / spread
            for share, (middle, spread) in ((1.0 - ANY_SHARE, kind), (ANY_SHARE, ANY_HOURS))
        )

    return math.log(density(HOURS_TO_ORBIT) / density(HOURS_OF_MISSILES))


def _open_hours(areas: Sequence[Area]) -> float:
    """Hours in which any area is open, or opened shortly before."""
    total, last = timedelta(0), None
    for start, end in sorted((item.start - LATE_OPENING, item.end) for area in areas for item in area.windows):
        begin = start if last is None else max(start, last)
        total += max(end - begin, timedelta(0))
        last = end if last is None else max(last, end)
    return total / timedelta(hours=1)
