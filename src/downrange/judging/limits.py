"""What cannot be told, in plain sentences with their numbers."""

from __future__ import annotations

from collections.abc import Sequence

from downrange.judging.findings import FIRM
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import Posterior
from downrange.records.finding import Findings

WIDE_INCLINATION_DEG = 8.0
LISTED, LEANING = 0.1, 0.15
"""Families of orbits with at least the first share are listed, and the share without weight on useful orbits is told
when it differs by more than the second."""
POOR_SAMPLES = 30.0
"""An explanation carried by fewer effective samples than this is named as poorly sampled."""


def cannot_tell(evidence: LaunchEvidence, findings: Findings, posteriors: Sequence[Posterior]) -> tuple[str, ...]:
    """Sentences on what the evidence leaves open."""
    lines: list[str] = []
    if findings.kind.answer == "cannot tell":
        lines.append(f"Whether it was a launch to orbit: the odds are {findings.kind.p_orbital:.0%} for orbit.")
    physics = findings.kind.p_orbital_physics_only
    if findings.kind.answer != "cannot tell" and 1.0 - FIRM < physics < FIRM:
        lines.append(
            f"Whether it was a launch to orbit, from physics alone: {physics:.0%} for orbit; "
            "the rest is what sources say."
        )
    lines += _failure_lines(findings)
    if findings.kind.answer != "ballistic":
        lines += _orbit_lines(findings)
    if evidence.planned:
        lines.append("Whether it flew, and whether it reached orbit: the evidence is on the plan only.")
        lines.append("How high the orbit is: closed areas say where stages fall, not where the payload goes.")
    if findings.outcome.answer == "failed" and not any(impact.body == "vehicle" for impact in findings.impacts):
        lines.append("Where it came down: no evidence in hand narrows it to a region.")
    if evidence.liftoff.utc is None:
        lines.append("When it lifted off, to the minute.")
    if evidence.vehicle is None:
        lines.append("Which vehicle flew: generic classes were flown instead.")
    lines += _sampling_lines(posteriors)
    return tuple(lines)


def _orbit_lines(findings: Findings) -> list[str]:
    found = findings.inclination_deg
    if found is None:
        return ["The inclination of the orbit it was bound for."]
    listed = [orbit for orbit in findings.orbits if max(orbit.probability, orbit.probability_any_orbit) >= LISTED]
    leaning = any(abs(orbit.probability - orbit.probability_any_orbit) > LEANING for orbit in listed)
    if len(listed) > 1 or (listed and leaning):
        families = ", ".join(
            f"{orbit.inclination_deg.median:.0f}°{f' ({orbit.name})' if orbit.name else ''} {orbit.probability:.0%}"
            for orbit in listed
        )
        line = f"The orbit it was bound for, if any: inclination {families}."
        if leaning:
            even = ", ".join(
                f"{orbit.inclination_deg.median:.0f}° {orbit.probability_any_orbit:.0%}" for orbit in listed
            )
            line += f" That leans on what launches from there are for; were all orbits alike: {even}."
        return [line]
    if found.q95 - found.q05 <= WIDE_INCLINATION_DEG:
        return []
    return [f"The orbit it was bound for: inclinations from {found.q05:.0f}° to {found.q95:.0f}° all fit."]


def _failure_lines(findings: Findings) -> list[str]:
    failure = findings.failure
    if failure is None:
        return []
    lines: list[str] = []
    stage, share = next(iter(failure.stage.items()))
    if share < FIRM:
        others = ", ".join(f"stage {name} {value:.0%}" for name, value in failure.stage.items() if value >= 0.02)
        lines.append(f"Which stage failed: {others}.")
    share = max(failure.mode.values())
    if share < FIRM:
        others = ", ".join(f"{name} {value:.0%}" for name, value in list(failure.mode.items())[:5])
        lines.append(f"How stage {stage} failed: {others}.")
    if failure.time_s is not None and failure.time_s.q95 - failure.time_s.q05 > 60.0:
        lines.append(f"When it failed: between T+{failure.time_s.q05:.0f} s and T+{failure.time_s.q95:.0f} s.")
    return lines


def _sampling_lines(posteriors: Sequence[Posterior]) -> list[str]:
    return [
        f"The odds of {item.explanation.id} are rough: {item.sampler.effective_sample_size:.0f} effective samples."
        for item in posteriors
        if item.probability > 0.1
        and item.explanation.kind is not None
        and item.sampler.effective_sample_size < POOR_SAMPLES
    ]
