"""The evidence board: claims, areas and measured series as cards by launch, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from downrange.dossier import words as language
from downrange.dossier.claims_table import says
from downrange.dossier.evidence import source_name
from downrange.dossier.problems import retold_problem
from downrange.dossier.told import retold
from downrange.dossier.words import Words
from downrange.judging.told import sentence_of
from downrange.linking.launches import link_launches
from downrange.records.area import Area
from downrange.records.claim import Claim, RelationType, Report
from downrange.records.dossier import Dossier, WeighedClaim
from downrange.records.evidence import LaunchEvidence
from downrange.records.launch import Case
from downrange.records.observation import FallArea, Observation, Statement
from downrange.records.problem import Problem
from downrange.web.edits import form_of
from downrange.wording import Said

AROUND = 160
"""Characters of the text shown before and after quoted words."""
MOST_QUOTES = 3


def as_board(case: Case, dossier: Dossier | None, lang: str) -> dict[str, Any]:
    """All evidence of a case as cards.

    Args:
        case: as read, whole.
        dossier: the last assessment, for how far each claim is from the flights; None before the first.
        lang: en or fr.
    """
    words = language.load(lang)
    reports = {report.id: report for report in case.reports}
    weighed = {item.claim.id: item for launch in (dossier.launches if dossier else ()) for item in launch.claims}
    launches = link_launches(case)
    shown = {item.claim.id for launch in launches for item in launch.claims}
    rest = [(claim, report) for report in case.reports for claim in report.claims if claim.id not in shown]
    return {
        "launches": [_launch(launch, reports, weighed, words) for launch in launches],
        "unplaced": [_claim_card(claim, report, None, None, words) for claim, report in rest],
        "problems": [_problem(problem, words) for problem in case.problems],
    }


def _problem(problem: Problem, words: Words) -> dict[str, Any]:
    what, hint = (retold_problem(text, words) or text for text in (problem.what, problem.hint))
    return {"path": problem.path, "line": problem.line, "what": what, "hint": hint}


def _launch(
    launch: LaunchEvidence, reports: Mapping[str, Report], weighed: Mapping[str, WeighedClaim], words: Words
) -> dict[str, Any]:
    feeds = {id: item for item in launch.observations for id in item.claims}
    cards = [
        _claim_card(item.claim, reports.get(item.report), weighed.get(item.claim.id), feeds.get(item.claim.id), words)
        for item in launch.claims
    ]
    drawn = {
        item.area.id for item in launch.observations if isinstance(item, FallArea) and item.area.id not in item.claims
    }
    cards += [_area_card(area, words) for area in launch.areas if area.id not in drawn]
    known = {card["id"] for card in cards}
    others = [item for item in launch.observations if not known & {*item.claims, item.id}]
    cards += [_other_card(item, words) for item in others]
    site = launch.site
    return {
        "id": launch.id,
        "title": in_words(launch.title, words),
        "site": site and {"name": site.name, "lat": site.latitude_deg, "lon": site.longitude_deg},
        "vehicle": launch.vehicle,
        "catalog": launch.catalog.tag if launch.catalog else None,
        "liftoff": _instant(launch.liftoff.utc or launch.liftoff.earliest),
        "cards": cards,
        "conflicts": _conflicts(launch, reports.values(), known),
    }


def in_words(text: str, words: Words) -> str:
    """What the assessment says, in the reader's language where it has words for it."""
    if not isinstance(text, Said):
        return text
    return retold(text, {str(text): sentence_of(text)}, words, {}) or text


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _conflicts(launch: LaunchEvidence, reports: Iterable[Report], known: set[str]) -> list[list[str]]:
    """Claims that cannot all hold, each group once."""
    groups = [set(conflict.claims) & known for conflict in launch.conflicts]
    groups += [
        {relation.a, relation.b} & known
        for report in reports
        for relation in report.relations
        if relation.type is RelationType.CONTRADICT
    ]
    return [list(pair) for pair in dict.fromkeys(tuple(sorted(group)) for group in groups) if len(pair) > 1]


def _claim_card(
    claim: Claim, report: Report | None, weighed: WeighedClaim | None, feeds: Observation | None, words: Words
) -> dict[str, Any]:
    own = words("claims.outlet", outlet=report.outlet) if report and report.outlet else words("claims.unnamed")
    chain = [source_name(each, words) for each in claim.chain]
    role = _capitalized(words.or_plain("role", claim.role)) if claim.role and claim.kind.value != "launch" else ""
    return {
        "id": claim.id,
        "sort": "claim",
        "about": role or words(f"kind.{claim.kind.value}"),
        "says": says(claim, words),
        "who": chain[0] if chain else own,
        "via": [*chain[1:], *([report.outlet] if chain and report and report.outlet else [])],
        "hedge": claim.hedge.value,
        "hedge_word": words(f"hedge.{claim.hedge.value}"),
        "weighs": _weighs(feeds),
        "misfit": None if weighed is None or weighed.misfit_sigma is None else round(weighed.misfit_sigma, 2),
        "file": report.path if report else "",
        "lang": report.lang if report else None,
        "quotes": _quotes(claim, report),
        "form": _form(claim, words),
    }


def _form(claim: Claim, words: Words) -> dict[str, Any] | None:
    """What can be changed about a claim, its choices in the reader's words."""
    form = form_of(claim)
    if form is not None and "choices" in form:
        named = [{"value": each, "name": words.or_plain("value", each)} for each in form["choices"]]
        return form | {"choices": named}
    return form


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


def _weighs(feeds: Observation | None) -> str:
    """What the claim weighs: flights, explanations, or nothing."""
    if feeds is None:
        return "nothing"
    return "explanations" if isinstance(feeds, Statement) else "flights"


def _quotes(claim: Claim, report: Report | None) -> list[list[list[Any]]]:
    """The quoted words with some text around: pieces of [text, whether it is quoted]."""
    if report is None or not report.text:
        return [[[text, True]] for text in claim.text[:MOST_QUOTES]]
    text, found = report.text, []
    for start, end in claim.spans[:MOST_QUOTES]:
        if not 0 <= start < end <= len(text):
            continue
        left, right = max(text.rfind("\n", 0, start) + 1, start - AROUND), text.find("\n", end)
        right = min(len(text) if right < 0 else right, end + AROUND)
        found.append([[text[left:start], False], [text[start:end], True], [text[end:right], False]])
    return found


def _area_card(area: Area, words: Words) -> dict[str, Any]:
    windows = [words.stretch(window.start, window.end) for window in area.windows]
    return {
        "id": area.id,
        "sort": "area",
        "about": words("map.area"),
        "says": words.or_plain("areas", area.kind.value),
        "who": area.message or area.provenance.path,
        "via": windows,
        "hedge": "fact",
        "hedge_word": words("hedge.fact"),
        "weighs": "flights",
        "misfit": None,
        "file": area.provenance.path,
        "lang": "en",
        "quotes": [[[area.provenance.words[:600], True]]],
    }


def _other_card(item: Observation, words: Words) -> dict[str, Any]:
    catalog = item.id.startswith("gcat-") or any(id.startswith("gcat-") for id in item.claims)
    return {
        "id": item.claims[0] if item.claims else item.id,
        "sort": "catalog" if catalog else "series",
        "about": type(item).__name__,
        "says": item.words or item.id,
        "who": "GCAT (J. McDowell)" if catalog else (source_name(item.origin, words) if item.origin else item.id),
        "via": [],
        "hedge": "fact",
        "hedge_word": words("hedge.fact"),
        "weighs": _weighs(item),
        "misfit": None,
        "file": "",
        "lang": "en",
        "quotes": [],
    }


def without_folder(value: Any, folder: str) -> Any:
    """Plain data with a case folder's own path taken off wherever a path begins with it."""
    if isinstance(value, str):
        return value.removeprefix(f"{folder}/")
    if isinstance(value, Mapping):
        return {key: without_folder(each, folder) for key, each in value.items()}
    if isinstance(value, Sequence):
        return [without_folder(each, folder) for each in value]
    return value
