"""A dossier for the app's views: verdict bars, globe and timeline, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from downrange.dossier import geometry
from downrange.dossier import words as language
from downrange.dossier.data import as_json
from downrange.dossier.evidence import Evidence, explanation_name, slugs
from downrange.dossier.figures import map_extent
from downrange.dossier.figures.map_marks import body_name
from downrange.dossier.summary import headline
from downrange.dossier.words import Words
from downrange.inference.reweigh import Reweighed
from downrange.records.dossier import Band, Dossier, LaunchDossier
from downrange.records.explanation import Explanation, FlightKind


def as_views(dossier: Dossier, lang: str) -> dict[str, Any]:
    """Everything that the verdict, the globe and the timeline show of a dossier."""
    words = language.load(lang)
    plain = as_json(dossier)
    launches = [
        _launch(dossier, launch, slug, entry, words)
        for launch, slug, entry in zip(dossier.launches, slugs(dossier), plain["launches"], strict=True)
    ]
    return {"title": dossier.title, "seed": dossier.seed, "flights": dossier.flights, "launches": launches}


def _launch(
    dossier: Dossier, launch: LaunchDossier, slug: str, entry: Mapping[str, Any], words: Words
) -> dict[str, Any]:
    evidence = Evidence(dossier=dossier, launch=launch, words=words, slug=slug)
    return {
        "id": launch.id,
        "title": evidence.retold(launch.title) or launch.title,
        "headline": str(headline(launch, evidence, words).striptags()),
        "verdict": launch.verdict,
        "site": entry["site"],
        "liftoff": entry["liftoff"],
        "findings": entry["findings"],
        "odds": odds_of(launch, words),
        "cannot_tell": [evidence.said(line) for line in launch.cannot_tell],
        "would_settle": [each | {"observation": evidence.said(each["observation"])} for each in entry["would_settle"]],
        "physics": [evidence.said(line) for line in launch.physics],
        "areas": [
            {
                "id": area.id,
                "name": area.message,
                "kind": words.or_plain("areas", area.kind.value),
                "rings": area.rings_deg,
                "shape": geometry.polygon(area.rings_deg),
            }
            for area in launch.areas
            if area.rings_deg
        ],
        "impacts": [
            {
                "body": impact.body,
                "name": body_name(impact.body, words),
                "median": impact.median,
                "probability": impact.probability,
                "p50": geometry.normal(impact.p50),
                "p90": geometry.normal(impact.p90),
            }
            for impact in launch.findings.impacts
        ],
        "said": [
            {"lat": named.place[0], "lon": named.place[1], "name": named.label}
            for named in map_extent.named_places(launch, words)
        ],
        "plots": {
            "height_by_time": _band(launch.plots.height_by_time),
            "speed_by_time": _band(launch.plots.speed_by_time),
            "data": [dict(points) for points in launch.plots.data],
        },
        "names": {row.explanation.id: explanation_name(row.explanation, words) for row in launch.explanations},
    }


def _band(band: Band | None) -> dict[str, Any] | None:
    return None if band is None else asdict(band)


def odds_of(launch: LaunchDossier, words: Words) -> dict[str, Any]:
    """The odds of a launch as assessed."""
    rows = [(row.explanation, row.probability, row.probability_physics_only) for row in launch.explanations]
    return _odds(rows, words)


def odds_again(reweighed: Reweighed, lang: str) -> dict[str, Any]:
    """The odds of a launch after claims were struck out."""
    together: dict[str, tuple[Explanation, float, float]] = {}
    columns = zip(reweighed.explanations, reweighed.probability, reweighed.probability_physics_only, strict=True)
    for explanation, stated, physics in columns:
        _, before, before_physics = together.get(explanation.id, (explanation, 0.0, 0.0))
        together[explanation.id] = explanation, before + stated, before_physics + physics
    return _odds(list(together.values()), language.load(lang))


def _odds(rows: Sequence[tuple[Explanation, float, float]], words: Words) -> dict[str, Any]:
    bars = [
        {
            "id": explanation.id,
            "name": explanation_name(explanation, words),
            "kind": explanation.kind.value if explanation.kind else None,
            "fails": explanation.failure is not None,
            "p": round(stated, 5),
            "physics": round(physics, 5),
        }
        for explanation, stated, physics in sorted(rows, key=lambda row: -row[1])
    ]
    return {
        "bars": bars,
        "p_orbital": _share(rows, 1),
        "p_orbital_physics_only": _share(rows, 2),
        "p_failed": round(sum(row[1] for row in rows if row[0].failure is not None), 5),
        "p_failed_physics_only": round(sum(row[2] for row in rows if row[0].failure is not None), 5),
    }


def _share(rows: Sequence[tuple[Explanation, float, float]], column: int) -> float | None:
    """Probability of a launch to orbit among what is modeled."""
    modeled = [(row[0].kind, float(row[column])) for row in rows if row[0].kind is not None]  # pyright: ignore[reportArgumentType]
    total = sum(share for _, share in modeled)
    orbital = sum(share for kind, share in modeled if kind is FlightKind.ORBITAL)
    return round(orbital / total, 5) if total > 0.0 else None
