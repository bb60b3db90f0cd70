"""The verdict: what happened, in two or three sentences with their odds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import Explanation, FlightKind, FlownPosterior, Posterior
from downrange.records.finding import Findings, Interval
from downrange.records.flight import FailureMode

TELLING_INCLINATION_DEG, TELLING_CUTOFF_S, TELLING_RANGE_KM = 15.0, 10.0, 1500.0
"""Wider 90 % intervals are left to the table: a sentence would make them look like knowledge."""
MODE_WORDS: dict[FailureMode, str] = {
    FailureMode.NO_IGNITION: "did not ignite",
    FailureMode.EARLY_CUTOFF: "shut down early",
    FailureMode.THRUST_LOSS: "lost thrust",
    FailureMode.STEERING: "steered wrong",
    FailureMode.NO_SEPARATION: "did not separate",
    FailureMode.FAIRING_KEPT: "kept the fairing",
    FailureMode.BREAKUP: "broke up",
    FailureMode.DESTRUCT: "was destroyed on command",
}


def percent(share: float) -> str:
    """A probability for a sentence: never rounded to certainty."""
    if share > 0.995:
        return "more than 99 %"
    if share < 0.005:
        return "less than 1 %"
    return f"{100 * share:.0f} %"


def verdict(evidence: LaunchEvidence, findings: Findings, posteriors: Sequence[Posterior]) -> str:
    """Two or three sentences: kind and outcome, failure or orbit, and where it came down."""
    sentences = [_what(evidence, findings)]
    leader = next((item for item in posteriors if item.explanation.failure is not None), None)
    if findings.outcome.answer == "failed" and findings.failure is not None and leader is not None:
        sentences.append(_failed(findings, leader))
    elif findings.kind.answer == "orbital" and _narrow(findings.inclination_deg, TELLING_INCLINATION_DEG):
        orbit = f"The planned orbit is inclined {_span(findings.inclination_deg, 1)}°"
        sentences.append(f"{orbit} (90 % interval), launched towards azimuth {_middle(findings.azimuth_deg)}°.")
    sentences += _cutoff(findings)
    if findings.kind.answer == "ballistic" and findings.range_km is not None and findings.apogee_km is not None:
        sentences.append(
            f"Range {_span(findings.range_km, 0)} km, apogee {_span(findings.apogee_km, 0)} km (90 % intervals)."
        )
    fall = next((impact for impact in findings.impacts if impact.body == "vehicle"), None)
    if fall is not None and _narrow(findings.range_km, TELLING_RANGE_KM) and findings.outcome.answer == "failed":
        latitude, longitude = fall.median
        sentences.append(
            f"What was left came down near {abs(latitude):.1f}° {'N' if latitude >= 0 else 'S'}, "
            f"{abs(longitude):.1f}° {'E' if longitude >= 0 else 'W'}, {_span(findings.range_km, 0)} km from the pad."
        )
    return " ".join(sentences)


def _what(evidence: LaunchEvidence, findings: Findings) -> str:
    name = evidence.title
    kind = findings.kind
    match kind.answer, findings.outcome.answer:
        case "orbital", "planned":
            return f"{name}: a launch to orbit is announced ({percent(kind.p_orbital)})."
        case "orbital", "reached orbit":
            return f"{name}: a launch that reached orbit ({percent(findings.outcome.p_reached_orbit or 0)})."
        case "orbital", "failed":
            failed = percent(1 - (findings.outcome.p_reached_orbit or 0))
            return f"{name}: a launch to orbit ({percent(kind.p_orbital)}) that failed ({failed})."
        case "orbital", _:
            return f"{name}: a launch to orbit ({percent(kind.p_orbital)}); whether it reached orbit cannot be told."
        case "ballistic", "planned":
            return f"{name}: a ballistic flight is announced ({percent(1 - kind.p_orbital)})."
        case "ballistic", _:
            return f"{name}: a ballistic flight ({percent(1 - kind.p_orbital)})."
        case _:
            return f"{name}: launch to orbit ({percent(kind.p_orbital)}) or ballistic flight cannot be told."


def _failed(findings: Findings, leader: Posterior) -> str:
    assert findings.failure is not None
    stage, share = next(iter(findings.failure.stage.items()))
    physics = findings.failure.stage_physics_only.get(stage, 0.0)
    failure = leader.explanation.failure
    assert failure is not None
    likeliest = f"likeliest: stage {failure.stage} {MODE_WORDS[failure.mode]} ({percent(leader.probability)})"
    return f"Stage {stage} failed with {percent(share)} ({percent(physics)} on physics alone); {likeliest}."


def _narrow(found: Interval | None, width: float) -> bool:
    return found is not None and found.q95 - found.q05 <= width


def _cutoff(findings: Findings) -> list[str]:
    """The first stage's cut-off, when the evidence pins it down."""
    first = next((cutoff for cutoff in findings.cutoffs if cutoff.stage == 1), None)
    if first is None or not _narrow(first.time_s, TELLING_CUTOFF_S):
        return []
    return [
        f"Stage 1 cut off at T+{_span(first.time_s, 1)} s, {_span(first.height_km, 1)} km high and "
        f"{_span(first.ground_range_km, 0)} km downrange."
    ]


def _span(found: Interval | None, digits: int) -> str:
    if found is None:
        return "unknown"
    return f"{found.median:.{digits}f} [{found.q05:.{digits}f}, {found.q95:.{digits}f}]"


def _middle(found: Interval | None) -> str:
    return f"{found.median:.0f}" if found else "?"


def explanation_note(explanation: Explanation, flown: FlownPosterior | None = None) -> str:
    """What an explanation means, and what it would have looked like: how high, how far, for how long.

    Args:
        explanation: to describe.
        flown: its draws, when they were flown again.
    """
    if explanation.kind is None:
        return "Something that is not modeled, or evidence that has nothing to do with the launch."
    if explanation.failure is None:
        whole = "every stage burns to plan" if explanation.kind is FlightKind.ORBITAL else "it comes down as aimed"
        meaning = f"{explanation.kind.capitalize()}: {whole}."
    else:
        meaning = f"A launch to orbit; stage {explanation.failure.stage} {MODE_WORDS[explanation.failure.mode]}."
    return f"{meaning} {_look(flown)}".strip() if flown is not None else meaning


def _look(flown: FlownPosterior) -> str:
    flight = flown.flight
    if float(flight.in_orbit.mean()) > 0.5:
        inclination = np.degrees(np.nanmedian(flight.inclination))
        return f"It would be in orbit, inclined {inclination:.0f}°."
    down = np.isfinite(flight.ground_range)
    if not down.any():
        return ""
    height, reach = np.median(flight.peak_height[down]) / 1e3, np.median(flight.ground_range[down]) / 1e3
    lasting = np.median(flight.flight_time[down]) / 60.0
    when = np.median(flown.failure_time[np.isfinite(flown.failure_time)]) if _has_failure_time(flown) else None
    start = f"Fails near T+{when:.0f} s, rises" if when is not None else "Rises"
    return f"{start} to {height:.0f} km and comes down {reach:.0f} km away after {lasting:.0f} min (medians)."


def _has_failure_time(flown: FlownPosterior) -> bool:
    """Whether its draws have a time of failure."""
    return bool(np.isfinite(flown.failure_time).any())
