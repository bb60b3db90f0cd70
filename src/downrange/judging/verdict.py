"""The verdict: what happened, in two or three sentences with their odds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import Explanation, Failure, FlightKind, FlownPosterior, Posterior
from downrange.records.finding import Findings, Interval
from downrange.records.flight import FailureMode
from downrange.wording import Said, joined, percent, say

TELLING_INCLINATION_DEG, TELLING_CUTOFF_S, TELLING_RANGE_KM = 15.0, 10.0, 1500.0
"""Wider 90 % intervals are left to the table: a sentence would make them look like knowledge."""
MODE_WORDS: dict[FailureMode, Said] = {
    FailureMode.NO_IGNITION: say("mode.no-ignition", "did not ignite"),
    FailureMode.EARLY_CUTOFF: say("mode.early-cutoff", "shut down early"),
    FailureMode.THRUST_LOSS: say("mode.thrust-loss", "lost thrust"),
    FailureMode.STEERING: say("mode.steering", "steered wrong"),
    FailureMode.NO_SEPARATION: say("mode.no-separation", "did not separate"),
    FailureMode.FAIRING_KEPT: say("mode.fairing-kept", "kept the fairing"),
    FailureMode.BREAKUP: say("mode.breakup", "broke up"),
    FailureMode.DESTRUCT: say("mode.destruct", "was destroyed on command"),
}


def verdict(evidence: LaunchEvidence, findings: Findings, posteriors: Sequence[Posterior]) -> Said:
    """Two or three sentences: kind and outcome, failure or orbit, and where it came down."""
    sentences = [_what(evidence, findings)]
    failures = failures_of(posteriors)
    if findings.outcome.answer == "failed" and findings.failure is not None and failures:
        sentences.append(_failed(findings, *failures[0]))
    elif findings.kind.answer == "orbital" and _narrow(findings.inclination_deg, TELLING_INCLINATION_DEG):
        sentences.append(
            say(
                "verdict.plane",
                "The planned orbit is inclined {inclination}° (90 % interval), launched towards azimuth {azimuth}°.",
                inclination=_span(findings.inclination_deg, 1),
                azimuth=_middle(findings.azimuth_deg),
            )
        )
    sentences += _cutoff(findings)
    if findings.kind.answer == "ballistic" and findings.range_km is not None and findings.apogee_km is not None:
        sentences.append(
            say(
                "verdict.arc",
                "Range {range} km, apogee {apogee} km (90 % intervals).",
                range=_span(findings.range_km, 0),
                apogee=_span(findings.apogee_km, 0),
            )
        )
    fall = next((impact for impact in findings.impacts if impact.body == "vehicle"), None)
    if fall is not None and _narrow(findings.range_km, TELLING_RANGE_KM) and findings.outcome.answer == "failed":
        latitude, longitude = fall.median
        sentences.append(
            say(
                "verdict.fell",
                "What was left came down near {latitude:.1f}° {ns}, {longitude:.1f}° {ew}, {range} km from the pad.",
                latitude=abs(latitude),
                ns=say("way.N", "N") if latitude >= 0 else say("way.S", "S"),
                longitude=abs(longitude),
                ew=say("way.E", "E") if longitude >= 0 else say("way.W", "W"),
                range=_span(findings.range_km, 0),
            )
        )
    return joined(sentences)


def _what(evidence: LaunchEvidence, findings: Findings) -> Said:
    name, p = evidence.title, percent(findings.kind.p_orbital)
    ballistic, reached = percent(1 - findings.kind.p_orbital), findings.outcome.p_reached_orbit or 0.0
    match findings.kind.answer, findings.outcome.answer:
        case "orbital", "planned":
            return say("verdict.orbital-planned", "{name}: a launch to orbit is announced ({p}).", name=name, p=p)
        case "orbital", "reached orbit":
            p = percent(reached)
            return say("verdict.orbital-reached", "{name}: a launch that reached orbit ({p}).", name=name, p=p)
        case "orbital", "failed":
            template = "{name}: a launch to orbit ({p}) that failed ({failed})."
            return say("verdict.orbital-failed", template, name=name, p=p, failed=percent(1 - reached))
        case "orbital", _:
            template = "{name}: a launch to orbit ({p}); whether it reached orbit cannot be told."
            return say("verdict.orbital-open", template, name=name, p=p)
        case "ballistic", "planned":
            template = "{name}: a ballistic flight is announced ({p})."
            return say("verdict.ballistic-planned", template, name=name, p=ballistic)
        case "ballistic", _:
            return say("verdict.ballistic", "{name}: a ballistic flight ({p}).", name=name, p=ballistic)
        case _:
            template = "{name}: launch to orbit ({p}) or ballistic flight cannot be told."
            return say("verdict.open", template, name=name, p=p)


def failures_of(posteriors: Sequence[Posterior]) -> list[tuple[Failure, float]]:
    """Failures with their probabilities, all vehicles and classes together, likeliest first."""
    shares: dict[tuple[int, str], float] = {}
    kinds: dict[tuple[int, str], Failure] = {}
    for item in posteriors:
        failure = item.explanation.failure
        if failure is not None:
            key = failure.stage, str(failure.mode)
            kinds[key] = failure
            shares[key] = shares.get(key, 0.0) + item.probability
    return [(kinds[key], share) for key, share in sorted(shares.items(), key=lambda pair: -pair[1])]


def _failed(findings: Findings, failure: Failure, probability: float) -> Said:
    assert findings.failure is not None
    stage, share = next(iter(findings.failure.stage.items()))
    physics = findings.failure.stage_physics_only.get(stage, 0.0)
    return say(
        "verdict.failure",
        "Stage {stage} failed with {p} ({physics} on physics alone); likeliest: stage {likeliest} {mode} ({leader}).",
        stage=stage,
        p=percent(share),
        physics=percent(physics),
        likeliest=failure.stage,
        mode=MODE_WORDS[failure.mode],
        leader=percent(probability),
    )


def _narrow(found: Interval | None, width: float) -> bool:
    return found is not None and found.q95 - found.q05 <= width


def _cutoff(findings: Findings) -> list[str]:
    """The first stage's cut-off, when the evidence pins it down."""
    first = next((cutoff for cutoff in findings.cutoffs if cutoff.stage == 1), None)
    if first is None or not _narrow(first.time_s, TELLING_CUTOFF_S):
        return []
    return [
        say(
            "verdict.cutoff",
            "Stage 1 cut off at T+{time} s, {height} km high and {range} km downrange.",
            time=_span(first.time_s, 1),
            height=_span(first.height_km, 1),
            range=_span(first.ground_range_km, 0),
        )
    ]


def _span(found: Interval | None, digits: int) -> Said:
    if found is None:
        return say("unknown", "unknown")
    template = f"{{middle:.{digits}f}} [{{low:.{digits}f}}, {{high:.{digits}f}}]"
    return say("span", template, middle=found.median, low=found.q05, high=found.q95, digits=digits)


def _middle(found: Interval | None) -> Said:
    return say("middle", "{x:.0f}", x=found.median) if found else say("unknown", "unknown")


def explanation_note(explanation: Explanation, flown: FlownPosterior | None = None) -> Said:
    """What an explanation means, and what it would have looked like: how high, how far, for how long.

    Args:
        explanation: to describe.
        flown: its draws, when they were flown again.
    """
    if explanation.kind is None:
        return say(
            "look.unmodeled", "Something that is not modeled, or evidence that has nothing to do with the launch."
        )
    if explanation.failure is not None:
        failure = explanation.failure
        template, mode = "A launch to orbit; stage {stage} {mode}.", MODE_WORDS[failure.mode]
        meaning = say("look.failed", template, stage=failure.stage, mode=mode)
    elif explanation.kind is FlightKind.ORBITAL:
        meaning = say("look.orbital", "Orbital: every stage burns to plan.")
    else:
        meaning = say("look.ballistic", "Ballistic: it comes down as aimed.")
    look = _look(flown) if flown is not None else None
    return joined([meaning, look]) if look else meaning


def _look(flown: FlownPosterior) -> Said | None:
    flight = flown.flight
    if float(flight.in_orbit.mean()) > 0.5:
        inclination = np.degrees(np.nanmedian(flight.inclination))
        return say("look.in-orbit", "It would be in orbit, inclined {deg:.0f}°.", deg=float(inclination))
    down = np.isfinite(flight.ground_range)
    if not down.any():
        return None
    height, reach = np.median(flight.peak_height[down]) / 1e3, np.median(flight.ground_range[down]) / 1e3
    lasting = np.median(flight.flight_time[down]) / 60.0
    when = np.median(flown.failure_time[np.isfinite(flown.failure_time)]) if _has_failure_time(flown) else None
    seen = {"height": float(height), "range": float(reach), "minutes": float(lasting)}
    arc = "to {height:.0f} km and comes down {range:.0f} km away after {minutes:.0f} min (medians)."
    if when is None:
        return say("look.down", f"Rises {arc}", **seen)
    return say("look.failed-down", f"Fails near T+{{when:.0f}} s, rises {arc}", when=float(when), **seen)


def _has_failure_time(flown: FlownPosterior) -> bool:
    """Whether its draws have a time of failure."""
    return bool(np.isfinite(flown.failure_time).any())
