"""What cannot be told, in plain sentences with their numbers."""

from __future__ import annotations

from collections.abc import Sequence

from downrange.judging.findings import FIRM, MOSTLY_UNMODELED, unmodeled_share
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import Posterior
from downrange.records.finding import Findings, PlannedOrbit
from downrange.wording import joined, percent, say

WIDE_INCLINATION_DEG = 8.0
LISTED, LEANING = 0.1, 0.15
"""Families of orbits with at least the first share are listed, and the share without weight on useful orbits is told
when it differs by more than the second."""
POOR_SAMPLES = 30.0
"""An explanation carried by fewer effective samples than this is named as poorly sampled."""


def cannot_tell(evidence: LaunchEvidence, findings: Findings, posteriors: Sequence[Posterior]) -> tuple[str, ...]:
    """Sentences on what the evidence leaves open."""
    lines: list[str] = []
    if unmodeled_share(posteriors) > MOSTLY_UNMODELED:
        template = (
            "What it was and where it was bound: no flight that was tried fits ({p} for something that is not modeled)."
        )
        lines.append(
            joined(
                [
                    say("limit.unmodeled", template, p=percent(unmodeled_share(posteriors))),
                    say("limit.name-the-pad", "Name the pad with --site or --pad, if you know it.")
                    if evidence.site_guesses
                    else say("limit.check", "Check the pad, the vehicle and the conflicts that are named."),
                ]
            )
        )
    if findings.kind.answer == "cannot tell":
        p = findings.kind.p_orbital
        lines.append(say("limit.kind", "Whether it was a launch to orbit: the odds are {p:.0%} for orbit.", p=p))
    physics = findings.kind.p_orbital_physics_only
    if findings.kind.answer != "cannot tell" and 1.0 - FIRM < physics < FIRM:
        lines.append(
            say(
                "limit.physics",
                "Whether it was a launch to orbit, from physics alone: {p:.0%} for orbit; "
                "the rest is what sources say.",
                p=physics,
            )
        )
    lines += _failure_lines(findings)
    if findings.kind.answer != "ballistic":
        lines += _orbit_lines(findings)
    if evidence.planned:
        lines.append(
            say("limit.planned", "Whether it flew, and whether it reached orbit: the evidence is on the plan only.")
        )
        lines.append(
            say(
                "limit.height", "How high the orbit is: closed areas say where stages fall, not where the payload goes."
            )
        )
    if findings.outcome.answer == "failed" and not any(impact.body == "vehicle" for impact in findings.impacts):
        lines.append(say("limit.fall", "Where it came down: no evidence in hand narrows it to a region."))
    if evidence.liftoff.utc is None:
        lines.append(say("limit.liftoff", "When it lifted off, to the minute."))
    if evidence.vehicle is None:
        lines.append(say("limit.vehicle", "Which vehicle flew: generic classes were flown instead."))
    lines += _sampling_lines(posteriors)
    return tuple(lines)


def _orbit_lines(findings: Findings) -> list[str]:
    found = findings.inclination_deg
    if found is None:
        return [say("limit.no-plane", "The inclination of the orbit it was bound for.")]
    listed = [orbit for orbit in findings.orbits if max(orbit.probability, orbit.probability_any_orbit) >= LISTED]
    leaning = any(abs(orbit.probability - orbit.probability_any_orbit) > LEANING for orbit in listed)
    if len(listed) > 1 or leaning:
        families = joined((_family(orbit) for orbit in listed), ", ")
        lines = [say("limit.families", "The orbit it was bound for: inclined {families}.", families=families)]
        if leaning:
            even = joined((_evenly(orbit) for orbit in listed), ", ")
            template = "That leans on what launches from there are for; were all orbits alike: {even}."
            lines.append(say("limit.families-even", template, even=even))
        return [joined(lines)]
    if found.q95 - found.q05 <= WIDE_INCLINATION_DEG:
        return []
    template = "The orbit it was bound for: inclinations from {low:.0f}° to {high:.0f}° all fit."
    return [say("limit.plane", template, low=found.q05, high=found.q95)]


def _family(orbit: PlannedOrbit) -> str:
    deg = orbit.inclination_deg.median
    if orbit.name is None:
        return say("limit.family-even", "{deg:.0f}° {p:.0%}", deg=deg, p=orbit.probability)
    name = say(f"orbit.{orbit.name}", orbit.name)
    return say("limit.family", "{deg:.0f}° ({name}) {p:.0%}", deg=deg, name=name, p=orbit.probability)


def _evenly(orbit: PlannedOrbit) -> str:
    deg = orbit.inclination_deg.median
    return say("limit.family-even", "{deg:.0f}° {p:.0%}", deg=deg, p=orbit.probability_any_orbit)


def _failure_lines(findings: Findings) -> list[str]:
    failure = findings.failure
    if failure is None:
        return []
    lines: list[str] = []
    stage, share = next(iter(failure.stage.items()))
    if share < FIRM:
        others = joined(
            (
                say("limit.stage-share", "stage {stage} {p:.0%}", stage=name, p=value)
                for name, value in failure.stage.items()
                if value >= 0.02
            ),
            ", ",
        )
        lines.append(say("limit.stage", "Which stage failed: {others}.", others=others))
    share = max(failure.mode.values())
    if share < FIRM:
        others = joined(
            (
                say("limit.mode-share", "{mode} {p:.0%}", mode=say(f"mode.{name}", name), p=value)
                for name, value in list(failure.mode.items())[:5]
            ),
            ", ",
        )
        lines.append(say("limit.mode", "How stage {stage} failed: {others}.", stage=stage, others=others))
    if failure.time_s is not None and failure.time_s.q95 - failure.time_s.q05 > 60.0:
        template = "When it failed: between T+{low:.0f} s and T+{high:.0f} s."
        lines.append(say("limit.time", template, low=failure.time_s.q05, high=failure.time_s.q95))
    return lines


def _sampling_lines(posteriors: Sequence[Posterior]) -> list[str]:
    return [
        say(
            "limit.rough",
            "The odds of {explanation} are rough: {n:.0f} effective samples.",
            explanation=item.explanation.id,
            n=item.sampler.effective_sample_size,
        )
        for item in posteriors
        if item.probability > 0.1
        and item.explanation.kind is not None
        and item.sampler.effective_sample_size < POOR_SAMPLES
    ]
