"""A launch whose site nobody names: what can be said without flying anything."""

from __future__ import annotations

import math
from collections.abc import Sequence

from downrange.inference.explanations import UNMODELED_PRIOR
from downrange.judging.consistency import inconsistencies
from downrange.judging.findings import first_sets, heights_of
from downrange.judging.speeds import odd_speeds
from downrange.judging.told import with_sentences
from downrange.records.dossier import LaunchDossier, WeighedClaim
from downrange.records.evidence import LaunchEvidence
from downrange.records.finding import Findings, Interval, KindFinding, OutcomeFinding
from downrange.records.observation import OrbitObservation
from downrange.wording import Said, say

REASON = say("use.no-site", "flights need a launch site, and the evidence names none")
ONE_PLANE_DEG = 2.0
"""Objects of one launch have inclinations within this on the first day; others are of several launches."""
LOWEST_PERIGEE = 80e3
"""Elements with a perigee below this [m] are of nothing that stays in orbit."""
QUARTER, TWENTIETH = 0.674, 1.645
"""Standard deviations from the middle of a normal distribution to a quarter and to a twentieth of it."""


def judge_unplaced(evidence: LaunchEvidence) -> LaunchDossier:
    """The claims side by side, and plainly that nothing was flown; of element sets, the orbit that they are of."""
    sets = first_sets(evidence)
    if sets and _is_one_orbit(sets):
        return _by_elements(evidence, sets)
    return _dossier(
        evidence,
        verdict=say(
            "verdict.unplaced",
            "{name}: nothing was flown, since the evidence names no launch site.",
            name=evidence.title,
        ),
        findings=Findings(
            kind=KindFinding(answer="cannot tell", p_orbital=0.5, p_orbital_physics_only=0.5),
            outcome=OutcomeFinding(answer="cannot tell", p_reached_orbit=None, p_reached_orbit_physics_only=None),
        ),
        open=say("limit.unplaced", "Anything about the flight: name the site with --site or --pad."),
    )


def _dossier(evidence: LaunchEvidence, *, verdict: Said, findings: Findings, open: Said) -> LaunchDossier:
    """With no flights, and one sentence on what is left open."""
    launch = LaunchDossier(
        id=evidence.id,
        title=evidence.title,
        verdict=verdict,
        catalog=evidence.catalog.tag if evidence.catalog else None,
        catalog_note=evidence.catalog_note,
        site=None,
        liftoff=evidence.liftoff,
        vehicle=evidence.vehicle,
        explanations=(),
        findings=findings,
        claims=tuple(
            WeighedClaim(claim=item.claim, report=item.report, used=False, misfit_sigma=None, note=REASON)
            for item in evidence.claims
        ),
        areas=evidence.areas,
        conflicts=(*evidence.conflicts, *inconsistencies(evidence.observations), *odd_speeds(evidence.observations)),
        cannot_tell=(open,),
    )
    return with_sentences(launch)


def _is_one_orbit(sets: Sequence[OrbitObservation]) -> bool:
    """Whether element sets can be of one launch, and of something that is in orbit."""
    inclinations = [math.degrees(item.inclination) for item in sets]
    one = max(inclinations) - min(inclinations) <= ONE_PLANE_DEG
    return one and all(item.perigee >= LOWEST_PERIGEE for item in sets)


def _by_elements(evidence: LaunchEvidence, sets: Sequence[OrbitObservation]) -> LaunchDossier:
    """What is in orbit was launched to orbit and reached it; of the flight nothing is known."""
    reached = 1.0 - UNMODELED_PRIOR
    perigee, apogee = heights_of(sets)
    plane = _inclination(sets)
    return _dossier(
        evidence,
        verdict=say(
            "verdict.elements",
            "{name}: in orbit by its elements ({p:.0%}), inclined {deg:.2f}°, {perigee:.0f} × {apogee:.0f} km. "
            "Nothing was flown, since the evidence names no launch site.",
            name=evidence.title,
            p=reached,
            deg=plane.median,
            perigee=perigee.median,
            apogee=apogee.median,
        ),
        findings=Findings(
            kind=KindFinding(answer="orbital", p_orbital=reached, p_orbital_physics_only=reached),
            outcome=OutcomeFinding(
                answer="reached orbit", p_reached_orbit=reached, p_reached_orbit_physics_only=reached
            ),
            inclination_deg=plane,
            perigee_km=perigee,
            apogee_km=apogee,
        ),
        open=say(
            "limit.ascent",
            "Anything about the ascent: name the site with --site or --pad, and the lift-off if you know it.",
        ),
    )


def _inclination(sets: Sequence[OrbitObservation]) -> Interval:
    """Of the orbit by its elements, as far as it may have moved since insertion [deg]."""
    degrees = sorted(math.degrees(item.inclination) for item in sets)
    width = max(math.degrees(item.sigma_inclination) for item in sets)
    middle = degrees[len(degrees) // 2]
    return Interval(
        median=middle,
        q05=degrees[0] - TWENTIETH * width,
        q25=min(degrees[0] - QUARTER * width, middle),
        q75=max(degrees[-1] + QUARTER * width, middle),
        q95=degrees[-1] + TWENTIETH * width,
    )
