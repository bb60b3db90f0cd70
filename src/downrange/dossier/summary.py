"""The top of a launch's section: what it was, in a sentence and in cards, and the table of all numbers."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from downrange.dossier import geometry
from downrange.dossier.evidence import Evidence, explanation_name
from downrange.dossier.figures.map_marks import body_name, coordinates
from downrange.dossier.figures.sketch import sketches
from downrange.dossier.words import Words, decimals_for
from downrange.records.dossier import LaunchDossier
from downrange.records.finding import Impact, Interval

LIKELY = 0.005
"""Explanations below this, with statements and without, are folded away on the page."""
_INTERVALS = (
    "azimuth_deg",
    "ascent_inclination_deg",
    "inclination_deg",
    "perigee_km",
    "apogee_km",
    "range_km",
    "flight_time_s",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One question and its answer."""

    question: str
    answer: Markup
    odds: Markup
    detail: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRow:
    """One quantity."""

    name: str
    middle: Markup
    span: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One share, with statements and from physics alone; shares are 0 to 1."""

    name: str
    share: float
    physics: float | None
    likely: bool
    """Whether it has half a percent or more, either way; the others are folded away."""
    percent: Markup
    physics_percent: Markup
    note: Markup | str = ""
    sketch: Markup | str = ""
    """What it would have looked like; empty where nothing was flown."""


def headline(launch: LaunchDossier, evidence: Evidence, words: Words) -> Markup:
    """The verdict as judged; composed from the findings where the page's language has no words for it."""
    judged = evidence.retold(launch.verdict)
    if judged:
        sentence = judged.removeprefix(f"{launch.title}: ")
        return evidence.linked(sentence[:1].upper() + sentence[1:], "summary")
    findings = launch.findings
    p = findings.kind.p_orbital
    answer = findings.kind.answer
    shown = {"orbital": p, "ballistic": 1.0 - p}.get(answer, p)
    parts = [
        _phrase(
            words,
            f"verdict.{answer if answer in ('orbital', 'ballistic') else 'open'}",
            p=evidence.num(words.percent(shown), "kind"),
        )
    ]
    outcome = findings.outcome
    key = {"reached orbit": "reached", "failed": "failed", "planned": "planned"}.get(outcome.answer, "outcome_open")
    if answer != "ballistic" and (outcome.p_reached_orbit is not None or key == "planned"):
        odds = (
            evidence.num(words.percent(outcome.p_reached_orbit), "outcome")
            if outcome.p_reached_orbit is not None
            else Markup("")
        )
        parts.append(_phrase(words, f"verdict.{key}", p=odds))
    leader = next((e for e in launch.explanations if e.explanation.failure is not None), None)
    if findings.failure is not None and leader is not None and leader.explanation.failure is not None:
        failure = leader.explanation.failure
        mode = words(f"mode.{failure.mode.value}")
        what = evidence.linked(words("explanation.stage", stage=failure.stage, mode=mode), "failure")
        parts.append(
            _phrase(
                words, "verdict.failure", what=what, p=evidence.num(words.percent(leader.probability), "explanations")
            )
        )
    if findings.range_km is not None and main_impact(launch) is not None:
        middle, low, high = (evidence.num(text, "range_km") for text in words.span(findings.range_km))
        parts.append(_phrase(words, "verdict.fell", body=words("body.vehicle"), km=middle, a=low, b=high))
    return Markup("; ").join(parts) + "."


def _phrase(words: Words, key: str, **fields: Markup | str) -> Markup:
    return Markup(words.phrases[key]).format(**fields)


def impact_place(impact: Impact, words: Words) -> str:
    """The middle of a fall, to the decimals that half of the flights agree on."""
    lats = [lat for ring in geometry.outlines(impact.p50) for lat, _ in ring]
    return coordinates(*impact.median, words, spread_deg=max(lats) - min(lats) if lats else 0.0)


def main_impact(launch: LaunchDossier) -> Impact | None:
    """The fall of the vehicle, or of what was left of it, when it fell in most flights."""
    named = {impact.body: impact for impact in launch.findings.impacts if impact.probability >= 0.5}
    return named.get("vehicle") or named.get("payload")


def cards(launch: LaunchDossier, evidence: Evidence, words: Words) -> list[Card]:
    """The questions that the findings answer, the first ones first."""
    if not launch.explanations:
        return []
    found = [_kind_card(launch, evidence, words), _outcome_card(launch, evidence, words)]
    if launch.findings.failure is not None:
        found.append(_failure_card(launch, evidence, words))
    if launch.findings.range_km is not None and main_impact(launch) is not None:
        found.append(_impact_card(launch, evidence, words))
    elif launch.findings.inclination_deg is not None:
        found.append(_orbit_card(launch, evidence, words))
    return found


def _kind_card(launch: LaunchDossier, evidence: Evidence, words: Words) -> Card:
    kind = launch.findings.kind
    return Card(
        question=words("card.kind"),
        answer=Markup(escape(words.or_plain("card", kind.answer))),
        odds=_odds(evidence, words, "kind", kind.p_orbital, words("card.p_orbital")),
        detail=_physics(evidence, words, "kind", kind.p_orbital_physics_only),
    )


def _outcome_card(launch: LaunchDossier, evidence: Evidence, words: Words) -> Card:
    outcome = launch.findings.outcome
    key = {"reached orbit": "reached"}.get(outcome.answer, outcome.answer)
    return Card(
        question=words("card.outcome"),
        answer=Markup(escape(words.or_plain("card", key))),
        odds=_odds(evidence, words, "outcome", outcome.p_reached_orbit, words("card.p_reached")),
        detail=_physics(evidence, words, "outcome", outcome.p_reached_orbit_physics_only),
    )


def _failure_card(launch: LaunchDossier, evidence: Evidence, words: Words) -> Card:
    failure = launch.findings.failure
    assert failure is not None
    stage, p_stage = max(failure.stage.items(), key=lambda item: item[1], default=("?", 0.0))
    mode, p_mode = max(failure.mode.items(), key=lambda item: item[1], default=("", 0.0))
    detail = (
        Markup("{} {}").format(words(f"mode.{mode}"), evidence.num(words.percent(p_mode), "failure"))
        if mode
        else Markup("")
    )
    if failure.time_s is not None:
        at = evidence.num(words.elapsed(failure.time_s.median), "failure")
        detail += Markup(", ") + Markup(words.phrases["card.at"]).format(t=at)
    return Card(
        question=words("card.failure"),
        answer=evidence.linked(words("card.stage", stage=stage), "failure"),
        odds=evidence.num(words.percent(p_stage), "failure"),
        detail=detail,
    )


def _impact_card(launch: LaunchDossier, evidence: Evidence, words: Words) -> Card:
    impact = main_impact(launch)
    assert launch.findings.range_km is not None and impact is not None
    middle, low, high = words.span(launch.findings.range_km)
    return Card(
        question=words("card.impact"),
        answer=_phrase(words, "card.downrange", km=evidence.num(middle, "range_km")),
        odds=_phrase(words, "card.interval", a=evidence.num(low, "range_km"), b=evidence.num(high, "range_km")),
        detail=evidence.num(impact_place(impact, words), "impacts"),
    )


def _orbit_card(launch: LaunchDossier, evidence: Evidence, words: Words) -> Card:
    findings = launch.findings
    assert findings.inclination_deg is not None
    middle, low, high = words.span(findings.inclination_deg)
    detail = Markup("")
    if findings.perigee_km is not None and findings.apogee_km is not None:
        width = max(each.q95 - each.q05 for each in (findings.perigee_km, findings.apogee_km))
        both = (findings.perigee_km.median, findings.apogee_km.median)
        perigee, apogee = (words.number(height, min(0, decimals_for(width))) for height in both)
        detail = evidence.num(f"{perigee} × {apogee}\u00a0km", "apogee_km")
    return Card(
        question=words("card.orbit"),
        answer=_phrase(words, "card.inclination", deg=evidence.num(middle, "inclination_deg")),
        odds=_phrase(
            words, "card.interval", a=evidence.num(low, "inclination_deg"), b=evidence.num(high, "inclination_deg")
        ),
        detail=detail,
    )


def _odds(evidence: Evidence, words: Words, finding: str, share: float | None, what: str) -> Markup:
    return Markup("") if share is None else Markup("{} {}").format(evidence.num(words.percent(share), finding), what)


def _physics(evidence: Evidence, words: Words, finding: str, share: float | None) -> Markup:
    return (
        Markup("") if share is None else _phrase(words, "card.physics", p=evidence.num(words.percent(share), finding))
    )


def number_rows(launch: LaunchDossier, evidence: Evidence, words: Words) -> list[NumberRow]:
    """Every interval and place among the findings."""
    findings = launch.findings
    rows: list[NumberRow] = []

    def add(name: str, interval: Interval | None, unit: str, finding: str) -> None:
        if interval is not None:
            middle, low, high = words.span(interval)
            unit_text = words(f"unit.{unit}")
            after = unit_text if unit_text == "°" else f"\u00a0{unit_text}"
            span = Markup("{}{}{}{}").format(
                evidence.num(low, finding), "\u2009–\u2009", evidence.num(high, finding), after
            )
            rows.append(NumberRow(name=name, middle=evidence.num(middle + after, finding), span=span))

    for key in _INTERVALS:
        add(words(f"finding.{key}"), getattr(findings, key), key, key)
    if findings.failure is not None:
        add(words("finding.failure_time"), findings.failure.time_s, "time_s", "failure")
    for cutoff in findings.cutoffs:
        for key, unit in (
            ("time", "time_s"),
            ("height", "height_km"),
            ("speed", "speed_m_s"),
            ("range", "ground_range_km"),
        ):
            add(words(f"finding.cutoff_{key}", stage=cutoff.stage), getattr(cutoff, unit), unit, "cutoffs")
    for impact in findings.impacts:
        share = _phrase(words, "finding.impact_share", p=evidence.num(words.percent(impact.probability), "impacts"))
        place = evidence.num(impact_place(impact, words), "impacts")
        body = body_name(impact.body, words)
        name = words("finding.impact", body=body[:1].upper() + body[1:])
        rows.append(NumberRow(name=name, middle=place, span=share))
    return rows


def explanation_bars(launch: LaunchDossier, evidence: Evidence, words: Words) -> list[Bar]:
    """The explanations, the likeliest first."""
    drawn = sketches(launch, words)
    return [
        Bar(
            name=explanation_name(ranked.explanation, words),
            share=ranked.probability,
            physics=ranked.probability_physics_only,
            likely=max(ranked.probability, ranked.probability_physics_only) >= LIKELY,
            percent=evidence.num(words.percent(ranked.probability), "explanations"),
            physics_percent=evidence.num(words.percent(ranked.probability_physics_only), "explanations"),
            note=evidence.told(ranked.note, "explanations"),
            sketch=drawn.get(ranked.explanation.id, Markup("")),
        )
        for ranked in sorted(launch.explanations, key=lambda each: -each.probability)
    ]


def failure_bars(launch: LaunchDossier, evidence: Evidence, words: Words) -> list[tuple[str, list[Bar]]]:
    """The odds over stages and over modes, given a failure, each with its heading."""
    failure = launch.findings.failure
    if failure is None:
        return []
    tables = [
        (words("explanation.failure_stage"), failure.stage, failure.stage_physics_only, "body.stage"),
        (words("explanation.failure_mode"), failure.mode, failure.mode_physics_only, "mode"),
    ]
    out: list[tuple[str, list[Bar]]] = []
    for title, shares, physics, group in tables:
        order = sorted(shares, key=lambda name: (-shares[name], name))
        bars = [
            Bar(
                name=words("body.stage", stage=name) if group == "body.stage" else words.or_plain(group, name),
                share=shares[name],
                physics=physics.get(name),
                likely=max(shares[name], physics.get(name, 0.0)) >= LIKELY,
                percent=evidence.num(words.percent(shares[name]), "failure"),
                physics_percent=evidence.num(words.percent(physics[name]), "failure")
                if name in physics
                else Markup(""),
            )
            for name in order
        ]
        out.append((title, bars))
    return out
