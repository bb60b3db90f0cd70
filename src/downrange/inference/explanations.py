"""The explanations that compete for a launch, and their prior probabilities."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from downrange.catalog.launches import find_launches
from downrange.catalog.sites import nearest_sites
from downrange.catalog.vehicles import find_vehicle, generic_classes, vehicle_of_launch
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import Explanation, Failure, FlightKind
from downrange.records.flight import FailureMode
from downrange.records.place import Site
from downrange.records.vehicle import Vehicle

ORBITAL_PRIOR, ELSEWHERE_PRIOR = 0.5, 0.1
"""Launch to orbit, not ballistic, before any evidence but the site: where launches to orbit were made before, and
elsewhere. Since 1998 24 of 2,971 launches of the catalog were the first from their site, and 93 % of the North Korean
ballistic flights went up elsewhere; that makes it 0.01, but pads are told wrong and new sites are news."""
BUSY_PRIOR, HALVED, RECENT_DAYS = 0.9, 10.0, 3653
"""A site with many launches to orbit in ten years approaches the first figure, halfway after this many launches: such
sites fly missiles too (Vandenberg, Plesetsk), but most of what is warned of there goes to orbit."""
NAMED_PRIOR = 0.8
"""Launch to orbit when a vehicle is named that is made for it, and from a site with fewer such launches; ballistic when
a missile is named. Names are told wrong, and launchers were flown as missiles and missiles called launchers."""
SITE_REACH = 60e3
"""A pad this near [m] to a site of the catalog is that site's."""
UNMODELED_PRIOR = 0.02
"""Something that is not modeled here."""
PRIOR_FAILURES, PRIOR_LAUNCHES = 0.5, 6.0
"""Pseudo-counts for the failure rate of a vehicle: about 8 % before its first launch is counted."""
STAGE_SHARE = (0.35, 0.40, 0.25, 0.15)
"""Where failures happen, by stage (renormalized): first and second flights fail in the upper stage most."""
MODE_SHARE: dict[FailureMode, float] = {
    FailureMode.NO_IGNITION: 0.17,
    FailureMode.EARLY_CUTOFF: 0.25,
    FailureMode.THRUST_LOSS: 0.15,
    FailureMode.STEERING: 0.12,
    FailureMode.NO_SEPARATION: 0.10,
    FailureMode.FAIRING_KEPT: 0.05,
    FailureMode.BREAKUP: 0.10,
    FailureMode.DESTRUCT: 0.06,
}
"""How failures happen: about two thirds propulsion, a tenth separation, a tenth guidance.
Source: Chang (2000), Space launch vehicle reliability, Crosslink; shares within propulsion are a judgment."""


def failure_modes(stage: int, stages: int) -> tuple[FailureMode, ...]:
    """Modes that a stage (from 1) of a vehicle with so many stages can fail in."""
    modes = [
        FailureMode.EARLY_CUTOFF,
        FailureMode.THRUST_LOSS,
        FailureMode.STEERING,
        FailureMode.BREAKUP,
        FailureMode.DESTRUCT,
    ]
    if stage > 1:
        modes.insert(0, FailureMode.NO_IGNITION)
    if stage < stages:
        modes.append(FailureMode.NO_SEPARATION)
    if stage == 2:
        modes.append(FailureMode.FAIRING_KEPT)
    return tuple(modes)


NAMED_SHARE = 0.6
"""Probability that the table of a named vehicle is good enough; else a class stands for it. A wrong table is worse than
none."""


def candidate_vehicles(evidence: LaunchEvidence) -> tuple[tuple[Vehicle, FlightKind, float], ...]:
    """Vehicles and classes that may have flown, with probabilities that sum to 1 within each kind.

    While only the plan is in question, a named vehicle is mixed with the classes. Else it stands alone for its kind:
    its wide-tailed error bars cover a table that is wrong.
    """
    named = named_vehicle(evidence)
    orbital, ballistic = (_shares(named, kind, evidence.planned) for kind in ("orbital", "ballistic"))
    return (
        *((vehicle, FlightKind.ORBITAL, share) for vehicle, share in orbital),
        *((vehicle, FlightKind.BALLISTIC, share) for vehicle, share in ballistic),
    )


def named_vehicle(evidence: LaunchEvidence) -> Vehicle | None:
    """The vehicle of the catalog that the evidence names; None when it names none that is known."""
    named = find_vehicle(evidence.vehicle) if evidence.vehicle else None
    if evidence.catalog is not None and (named is None or evidence.vehicle == evidence.catalog.vehicle):
        return vehicle_of_launch(evidence.catalog) or named
    return named


def _shares(named: Vehicle | None, kind: str, planned: bool) -> list[tuple[Vehicle, float]]:
    classes = [item for item in generic_classes() if item.kind == kind]
    if named is None or named.kind != kind:
        return [(item, 1.0 / len(classes)) for item in classes]
    if not planned:
        return [(named, 1.0)]
    return [(named, NAMED_SHARE), *((item, (1.0 - NAMED_SHARE) / len(classes)) for item in classes)]


def failure_rate(vehicle_name: str | None, before: datetime | None) -> float:
    """Expected failure rate of a vehicle from its earlier launches in the catalog.

    Args:
        vehicle_name: name as the catalog writes it; None: a new vehicle.
        before: only launches before this instant count, so that the launch in hand never votes on itself.
    """
    launches = find_launches(vehicle=vehicle_name, end=before) if vehicle_name and before else ()
    earlier = [launch for launch in launches if before is None or launch.liftoff < before]
    failed = sum(launch.failed for launch in earlier)
    return (failed + PRIOR_FAILURES) / (len(earlier) + PRIOR_LAUNCHES)


def orbital_prior(site: Site, before: datetime | None, *, named: Vehicle | None = None) -> float:
    """Probability of a launch to orbit from a site, before any evidence.

    Args:
        site: that it flew from.
        before: only launches before this instant count; None: all.
        named: vehicle that is said to have flown.
    """
    at_site = _site_prior(site, before)
    if named is None or named.generic:
        return at_site
    return max(at_site, NAMED_PRIOR) if named.kind == FlightKind.ORBITAL else min(at_site, 1.0 - NAMED_PRIOR)


def _site_prior(site: Site, before: datetime | None) -> float:
    near = nearest_sites(site.latitude_deg, site.longitude_deg, within=SITE_REACH)
    earlier = [
        launch for item in near for launch in find_launches(site=item.id) if before is None or launch.liftoff < before
    ]
    if not earlier:
        return ELSEWHERE_PRIOR
    last = before or earlier[-1].liftoff
    recent = sum((last - launch.liftoff).days < RECENT_DAYS for launch in earlier)
    return (HALVED * ORBITAL_PRIOR + recent * BUSY_PRIOR) / (HALVED + recent)


def explanations_of(
    vehicle: Vehicle,
    kind: FlightKind,
    share: float,
    *,
    rate: float,
    with_failures: bool,
    orbital: float = ORBITAL_PRIOR,
) -> Iterator[Explanation]:
    """The explanations for one vehicle: to plan, and every stage and mode of failure.

    Args:
        vehicle: that may have flown.
        kind: of the flight.
        share: probability of the vehicle within its kind.
        rate: failure rate.
        with_failures: False while only the plan is in question.
        orbital: probability of a launch to orbit from the site.
    """
    prior = (1.0 - UNMODELED_PRIOR) * share * (orbital if kind is FlightKind.ORBITAL else 1.0 - orbital)
    failing = with_failures and kind is FlightKind.ORBITAL
    nominal = prior * (1.0 - rate) if failing else prior
    yield Explanation(id=f"{kind}/nominal", kind=kind, vehicle=vehicle.id, prior=nominal)
    if not failing:
        return
    stages = vehicle.stage_count
    choices = [(stage, mode) for stage in range(1, stages + 1) for mode in failure_modes(stage, stages)]
    total = sum(STAGE_SHARE[stage - 1] * MODE_SHARE[mode] for stage, mode in choices)
    for stage, mode in choices:
        yield Explanation(
            id=f"{kind}/stage-{stage}-{mode}",
            kind=kind,
            vehicle=vehicle.id,
            failure=Failure(stage=stage, mode=mode),
            prior=prior * rate * STAGE_SHARE[stage - 1] * MODE_SHARE[mode] / total,
        )


UNMODELED = Explanation(id="unmodeled", kind=None, vehicle=None, prior=UNMODELED_PRIOR)
