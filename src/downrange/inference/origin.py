"""Where warned areas are a launch from, when nobody says: the site that was found, another, or none that is known.

A submarine, a missile range or a site that is not the likeliest one cannot be flown from; that hypothesis is weighed by
how areas of one flight lie to each other, wherever it began.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import expit, logit

from downrange.earth.geodesic import bearing_deg, distance_deg
from downrange.inference.areas import EARTH_SURFACE, TRACK_LENGTH, PlannedArea, aligned
from downrange.inference.explanations import ELSEWHERE_PRIOR, UNMODELED_PRIOR
from downrange.records.evidence import LaunchEvidence
from downrange.records.flight import Array
from downrange.records.place import Site

ELSEWHERE_SHARE = 0.3
"""Warned areas without a site that are for a flight from none of the catalog's sites, before their windows are looked
at. Of 533 'rocket launching' notices of the corpus, 239 have the windows of a launch to orbit."""
SAME_SITE = 80e3
"""Sites this near are one [m]."""
ANY_REACH = 8e6
"""Areas of one flight are within about this of each other [m]."""
OFF_LINE, OFF_LINE_SHARE = 20e3, 0.02
"""How far they are from one great circle [m], and as a share of the distance."""
TURNED = 0.2
"""Share of areas that are off the line altogether."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Priors before anything is flown."""

    orbital: float
    """Launch to orbit, if from the site that is flown from."""
    unmodeled: float
    """From elsewhere, or something else that is not modeled."""
    unmodeled_orbital: float
    """Launch to orbit, if so."""


def origin_of(evidence: LaunchEvidence, site: Site, orbital: float) -> Origin:
    """What the evidence says of the place of launch.

    Args:
        evidence: on the launch.
        site: that is flown from.
        orbital: probability of a launch to orbit from there, before any evidence.
    """
    hinted = float(expit(logit(orbital) + evidence.orbital_hint))
    if not evidence.site_guesses:
        return Origin(orbital=hinted, unmodeled=UNMODELED_PRIOR, unmodeled_orbital=hinted)
    elsewhere = float(expit(logit(ELSEWHERE_SHARE) - evidence.orbital_hint))
    here = sum(
        guess.probability
        for guess in evidence.site_guesses
        if distance_deg(site.latitude_deg, site.longitude_deg, guess.site.latitude_deg, guess.site.longitude_deg)
        < SAME_SITE
    )
    right = (1.0 - elsewhere) * min(here, 1.0)
    others = (1.0 - elsewhere) * (1.0 - min(here, 1.0))
    return Origin(
        orbital=hinted,
        unmodeled=1.0 - (1.0 - UNMODELED_PRIOR) * right,
        unmodeled_orbital=(others * hinted + elsewhere * ELSEWHERE_PRIOR) / max(others + elsewhere, 1e-9),
    )


def areas_from_anywhere(areas: Sequence[PlannedArea]) -> Array:
    """[O] log density of the middles of areas of one flight from anywhere: strung along a great circle.

    The two farthest apart lie anywhere and in any direction from each other; the others near the line through them.
    Long areas lie along that line.

    Args:
        areas: warned of; those that say nothing of the ascent count nothing here either.
    """
    found = np.zeros(len(areas))
    told = [index for index, area in enumerate(areas) if not area.silent]
    if not told:
        return found
    found[told[0]] = -math.log(EARTH_SURFACE)
    if len(told) == 1:
        return found
    first, second = max(combinations(told, 2), key=lambda pair: _distance(areas[pair[0]], areas[pair[1]]))
    apart = max(_distance(areas[first], areas[second]), OFF_LINE)
    found[first] = _log_along(areas[first], areas[second]) - math.log(EARTH_SURFACE)
    found[second] = _log_along(areas[second], areas[first]) - math.log(2.0 * math.pi * apart * ANY_REACH)
    for index in told:
        if index not in (first, second):
            off, width = _off_line(areas[first], areas[second], areas[index])
            near = math.exp(-0.5 * (off / width) ** 2) / (math.sqrt(2.0 * math.pi) * width) / TRACK_LENGTH
            along = math.exp(_log_along(areas[index], areas[first]))
            found[index] = math.log((1.0 - TURNED) * near * along + TURNED / (math.pi * ANY_REACH**2))
    return found


def _log_along(area: PlannedArea, other: PlannedArea) -> float:
    """Log density of the axis of an area on a great circle through another; 0 is that of any axis."""
    bearing = math.radians(bearing_deg(*area.center_deg, *other.center_deg))
    return math.log(float(aligned(area, math.sin(bearing), math.cos(bearing))))


def _distance(a: PlannedArea, b: PlannedArea) -> float:
    return distance_deg(*a.center_deg, *b.center_deg)


def _off_line(first: PlannedArea, second: PlannedArea, third: PlannedArea) -> tuple[float, float]:
    """Distance of an area from the great circle through two others, and what it may be [m]."""
    reach = _distance(first, third)
    turn = math.radians(
        bearing_deg(*first.center_deg, *third.center_deg) - bearing_deg(*first.center_deg, *second.center_deg)
    )
    off = 6.371e6 * math.asin(math.sin(reach / 6.371e6) * math.sin(turn))
    extent = math.sqrt(float(np.trace(third.spread)) / 2.0)
    return off, math.hypot(math.hypot(OFF_LINE, 0.5 * extent), OFF_LINE_SHARE * min(reach, _distance(second, third)))
