"""Element sets that name their launch: the international designator is that of a launch of the catalog, or of another.

A designator (2018-061A) is given with the elements by those who catalog objects, so it finds the launch where nothing
else does; where the launch is known otherwise, elements of another launch have nothing to do with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from downrange.catalog.launches import find_by_tag
from downrange.records.dossier import Conflict
from downrange.records.launch import CatalogLaunch
from downrange.records.observation import Observation, OrbitObservation
from downrange.wording import say

SAME_LIFTOFF = timedelta(days=1)
"""A lift-off stated further than this from that of the designator's launch is another launch's."""


def launch_by_designator(observations: Sequence[Observation]) -> CatalogLaunch | None:
    """The launch of the catalog that all element sets with a known designator are of; None without a single one."""
    named = {launch.tag: launch for item in observations if (launch := _launch_of(item)) is not None}
    return next(iter(named.values())) if len(named) == 1 else None


def of_other_launches(
    observations: Sequence[Observation], catalog: CatalogLaunch | None, liftoff: datetime | None
) -> tuple[tuple[Observation, ...], tuple[Conflict, ...]]:
    """The observations without element sets of other launches, and a conflict for each of these.

    Args:
        observations: instruments' and elements'.
        catalog: the launch as it was joined otherwise.
        liftoff: stated by the user.
    """
    kept: list[Observation] = []
    found: list[Conflict] = []
    for item in observations:
        other = _launch_of(item)
        if other is None or not _is_another(other, catalog, liftoff):
            kept.append(item)
            continue
        what = say(
            "conflict.elements",
            "{words}: by its designator it is of {tag} ({vehicle}, {day}), another launch; it was left out.",
            words=item.words,
            tag=other.tag,
            vehicle=other.vehicle,
            day=f"{other.liftoff:%Y-%m-%d}",
        )
        found.append(Conflict(claims=item.claims, what=what))
    return tuple(kept), tuple(found)


def _launch_of(item: Observation) -> CatalogLaunch | None:
    return find_by_tag(item.designator) if isinstance(item, OrbitObservation) and item.designator else None


def _is_another(other: CatalogLaunch, catalog: CatalogLaunch | None, liftoff: datetime | None) -> bool:
    if catalog is not None:
        return other.tag != catalog.tag
    return liftoff is not None and abs(other.liftoff - liftoff) > SAME_LIFTOFF
