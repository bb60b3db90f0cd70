"""Nautical miles taken for statute ones, or the reverse, where a place or another source tells it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import permutations

from downrange.earth.geodesic import distance_deg
from downrange.judging.consistency import NAMES, TRIO, mile_slips, said
from downrange.records.dossier import Conflict
from downrange.records.observation import FallPlace, Observation, Scalar, ScalarObservation
from downrange.wording import Said, say

APART, CLOSE = 3.0, 1.5
"""Two figures are apart by more than the first number of their widths, and agree, the slip mended, to the second."""


def mile_conflicts(observations: Sequence[Observation], place_deg: tuple[float, float]) -> tuple[Conflict, ...]:
    """Lengths told in miles that fit a place, or another source, in the other miles only.

    Args:
        observations: on one launch.
        place_deg: (latitude, longitude) of the pad, degrees.
    """
    lengths = [
        item
        for item in observations
        if isinstance(item, ScalarObservation) and item.quantity in TRIO[:2] and item.bound is None
    ]
    found: list[Conflict] = []
    for item in lengths:
        if item.quantity is Scalar.GROUND_RANGE:
            for place in observations:
                if isinstance(place, FallPlace) and not place.rings_deg and place.body is None:
                    reach = distance_deg(*place_deg, *place.center_deg)
                    found += _conflict(item, reach, place.sigma, _by_place(item, place, reach), place.claims)
    for item, other in permutations(lengths, 2):
        if item.quantity is other.quantity and item.origin != other.origin:
            found += _conflict(item, other.value, other.sigma, _by_source(item, other), other.claims)
    return tuple(found)


def _conflict(
    item: ScalarObservation, right: float, sigma: float, what: Said, claims: tuple[str, ...]
) -> list[Conflict]:
    width = math.hypot(item.sigma, sigma)
    if abs(item.value - right) <= APART * width:
        return []
    fits = [slip for slip, _, _ in mile_slips(item) if abs(item.value / slip - right) <= CLOSE * width]
    return [Conflict(claims=(*item.claims, *claims), what=what)] if fits else []


def _by_place(item: ScalarObservation, place: FallPlace, reach: float) -> Said:
    return say(
        "miles.place",
        "A range of {range} does not fit “{place}”, {reach} from the pad, as if by {slip}.",
        range=said(item.quantity, item.value),
        place=place.words,
        reach=said(item.quantity, reach),
        slip=_slip(item),
    )


def _by_source(item: ScalarObservation, other: ScalarObservation) -> Said:
    return say(
        "miles.source",
        "{name}: one source tells {own}, another {others}, as if by {slip} in the first.",
        name=NAMES[item.quantity],
        own=said(item.quantity, item.value),
        others=said(item.quantity, other.value),
        slip=_slip(item),
    )


def _slip(item: ScalarObservation) -> str:
    return next((name for _, _, name in mile_slips(item)), "")
