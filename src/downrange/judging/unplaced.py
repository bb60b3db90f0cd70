"""A launch whose site nobody names: what can be said without flying anything."""

from __future__ import annotations

from downrange.judging.consistency import inconsistencies
from downrange.judging.told import with_sentences
from downrange.records.dossier import LaunchDossier, WeighedClaim
from downrange.records.evidence import LaunchEvidence
from downrange.records.finding import Findings, KindFinding, OutcomeFinding
from downrange.wording import say

REASON = say("use.no-site", "flights need a launch site, and the evidence names none")


def judge_unplaced(evidence: LaunchEvidence) -> LaunchDossier:
    """The claims side by side, and plainly that nothing was flown."""
    launch = LaunchDossier(
        id=evidence.id,
        title=evidence.title,
        verdict=say(
            "verdict.unplaced",
            "{name}: nothing was flown, since the evidence names no launch site.",
            name=evidence.title,
        ),
        catalog=evidence.catalog.tag if evidence.catalog else None,
        catalog_note=evidence.catalog_note,
        site=None,
        liftoff=evidence.liftoff,
        vehicle=evidence.vehicle,
        explanations=(),
        findings=Findings(
            kind=KindFinding(answer="cannot tell", p_orbital=0.5, p_orbital_physics_only=0.5),
            outcome=OutcomeFinding(answer="cannot tell", p_reached_orbit=None, p_reached_orbit_physics_only=None),
        ),
        claims=tuple(
            WeighedClaim(claim=item.claim, report=item.report, used=False, misfit_sigma=None, note=REASON)
            for item in evidence.claims
        ),
        areas=evidence.areas,
        conflicts=(*evidence.conflicts, *inconsistencies(evidence.observations)),
        cannot_tell=(say("limit.unplaced", "Anything about the flight: name the site with --site or --pad."),),
    )
    return with_sentences(launch)
