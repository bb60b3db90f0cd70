"""Evidence that does not belong, named: areas of another launch, a vehicle that cannot have flown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from downrange.catalog.vehicles import find_vehicle, vehicle_of_launch
from downrange.inference.areas import (
    EARTH_SURFACE,
    FALL_SHARE,
    FARTHEST_REACH,
    TRACK_SHARE,
    TRACK_TIMES,
    PlannedArea,
    area_terms,
    planned_area,
)
from downrange.judging.findings import MOSTLY_UNMODELED, unmodeled_share
from downrange.judging.pool import Pool
from downrange.linking.areas import opens_too_late
from downrange.records.dossier import Conflict
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import FlownPosterior, Posterior
from downrange.records.flight import Array
from downrange.records.observation import FallArea
from downrange.records.place import Site
from downrange.wording import Said, say

STRAY = 0.7
"""An area that has nothing to do with the flights that fit the rest with this probability is named."""


def culprits(evidence: LaunchEvidence, site: Site, posteriors: Sequence[Posterior], pool: Pool) -> tuple[Conflict, ...]:
    """What is said of evidence that does not belong to the launch.

    Args:
        evidence: on it.
        site: that was flown from.
        posteriors: every explanation that was flown.
        pool: flights of those that matter.
    """
    return (*_stray_areas(evidence, site, posteriors, pool), *_vehicle(evidence, site, posteriors))


def silent_areas(evidence: LaunchEvidence, site: Site) -> tuple[Said, ...]:
    """What is said of areas that do not weigh on the ascent, a line for each message and reason.

    Args:
        evidence: on the launch.
        site: that was flown from.
    """
    weighed = {item.area.id: planned_area(item, site) for item in evidence.observations if isinstance(item, FallArea)}
    far: dict[str, int] = {}
    late: dict[str, int] = {}
    for area in evidence.areas:
        seen = weighed.get(area.id)
        if seen is not None and seen.reach > FARTHEST_REACH and not evidence.site_guesses:
            far[area.message] = far.get(area.message, 0) + 1
        elif seen is None and opens_too_late(area, evidence.areas, evidence.liftoff.utc):
            late[area.message] = late.get(area.message, 0) + 1
    lines = [
        say(
            "physics.far-areas",
            "{count} of the areas of {message} weigh nothing: more than {km:,.0f} km from the pad they are for a "
            "deorbit, or for another launch.",
            count=count,
            message=message,
            km=FARTHEST_REACH / 1e3,
        )
        for message, count in far.items()
    ]
    lines += [
        say(
            "physics.late-areas",
            "{count} of the areas of {message} weigh nothing: they open too late for the ascent, for a deorbit or for "
            "another launch.",
            count=count,
            message=message,
        )
        for message, count in late.items()
    ]
    return tuple(lines)


def _stray_areas(evidence: LaunchEvidence, site: Site, posteriors: Sequence[Posterior], pool: Pool) -> list[Conflict]:
    if unmodeled_share(posteriors) > MOSTLY_UNMODELED:
        return []
    observations = [item for item in evidence.observations if isinstance(item, FallArea)]
    planned = [planned_area(item, site) for item in observations]
    flown = [item for item in pool.flown if item.posterior.probability > 0.0]
    total = sum(item.posterior.probability for item in flown)
    if len(observations) < 2 or not total:
        return []
    rest = math.log((1.0 - FALL_SHARE - TRACK_SHARE) / EARTH_SURFACE)
    stray = np.zeros(len(observations))
    for item in flown:
        terms = _terms(item, planned, site)
        stray += item.posterior.probability / total * np.exp(np.minimum(rest - terms, 0.0)).mean(axis=0)
    by_message: dict[str, list[FallArea]] = {}
    for item, area, share in zip(observations, planned, stray, strict=True):
        if not area.silent and share > STRAY:
            by_message.setdefault(item.area.message, []).append(item)
    found: list[Conflict] = []
    for message, items in by_message.items():
        ids = tuple(dict.fromkeys(id for item in items for id in item.claims))
        found.append(Conflict(claims=ids, what=_stray(message, len(items))))
    return found


def _terms(item: FlownPosterior, planned: Sequence[PlannedArea], site: Site) -> Array:
    """[N, O] log likelihood of the areas, with the track at the samples nearest the times it is looked at."""
    plan = item.plan
    rows = np.clip(np.searchsorted(plan.sample_times, TRACK_TIMES), 0, max(len(plan.sample_times) - 1, 0))
    times = np.array(TRACK_TIMES)
    tracks = (plan.sample_latitude, plan.sample_longitude)
    if len(plan.sample_times):
        latitude, longitude = (table[:, rows] for table in tracks)
    else:
        latitude, longitude = (np.full((len(item.azimuth), len(times)), np.nan) for _ in tracks)
    near = replace(plan, sample_times=times, sample_latitude=latitude, sample_longitude=longitude)
    return area_terms(planned, near, site, times)


def _stray(message: str, count: int) -> Said:
    if count == 1:
        return say(
            "culprit.area",
            "One area of {message} has nothing to do with the flights that fit the other areas: it is for another "
            "launch, or for something else.",
            message=message,
        )
    return say(
        "culprit.areas",
        "{count} areas of {message} have nothing to do with the flights that fit the other areas: they are for another "
        "launch, or for something else.",
        count=count,
        message=message,
    )


def _vehicle(evidence: LaunchEvidence, site: Site, posteriors: Sequence[Posterior]) -> list[Conflict]:
    named = find_vehicle(evidence.vehicle) if evidence.vehicle else None
    if named is None or named.generic:
        return []
    found: list[Conflict] = []
    if not any(item.explanation.vehicle == named.id for item in posteriors):
        what = say(
            "culprit.cannot-fly",
            "{vehicle}, which is named, reaches no orbit from {site} in any flight that was tried: another vehicle "
            "flew, or its table does not fit.",
            vehicle=named.name,
            site=site.name,
        )
        found.append(Conflict(claims=(), what=what))
    catalog = evidence.catalog
    listed = vehicle_of_launch(catalog) if catalog is not None else None
    names = {name.casefold() for name in (named.id, named.name, *named.aliases)}
    if (
        catalog is not None
        and listed is not None
        and evidence.vehicle != catalog.vehicle
        and not any(name.startswith(catalog.vehicle.casefold()) for name in names)
    ):
        what = say(
            "culprit.other-vehicle",
            "{vehicle} is named, but the catalog has {listed} for {tag}.",
            vehicle=named.name,
            listed=catalog.vehicle,
            tag=catalog.tag,
        )
        found.append(Conflict(claims=(), what=what))
    return found
