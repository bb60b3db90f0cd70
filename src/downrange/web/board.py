"""A case as its board shows it: the files, each launch's odds now and before, and its claims to strike out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from downrange.dossier.claims_table import says
from downrange.dossier.evidence import explanation_name, source_name
from downrange.dossier.saved import read_saved
from downrange.dossier.words import Words, load
from downrange.records.dossier import Dossier, LaunchDossier
from downrange.web.store import CaseEntry, CaseStore, write_atomic

_MOST_BARS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class OddsBar:
    """One explanation, now and before."""

    name: str
    now: float
    before: float | None
    percent: str
    moved: str
    """How far it moved, '+12' in percent points; empty when it did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCard:
    """One claim or area to strike out."""

    id: str
    kind: str
    says: str
    who: str
    hedge: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchBoard:
    """One launch."""

    title: str
    verdict: str
    bars: tuple[OddsBar, ...]
    cards: tuple[ClaimCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One case."""

    case: CaseEntry
    launches: tuple[LaunchBoard, ...]
    struck: tuple[ClaimCard, ...]
    """Those that the last assessment left out."""
    problems: tuple[str, ...]


def read_board(store: CaseStore, case: str, lang: str) -> Board:
    """The board of a case; without launches when it was not assessed yet.

    Raises:
        InputError: no such case.
    """
    entry, words, folder = store.entry(case), load(lang), store.dossier(case)
    if not entry.assessed:
        return Board(case=entry, launches=(), struck=(), problems=())
    dossier = read_saved(folder)
    before = _before(store.before(case))
    return Board(
        case=entry,
        launches=tuple(_launch(launch, before.get(launch.id, {}), words) for launch in dossier.launches),
        struck=read_struck(store, case),
        problems=_problems(dossier),
    )


def _problems(dossier: Dossier) -> tuple[str, ...]:
    return tuple(
        f"{Path(each.path).name}{f':{each.line}' if each.line is not None else ''}: {each.what}"
        for each in dossier.problems
    )


def read_struck(store: CaseStore, case: str) -> tuple[ClaimCard, ...]:
    """The claims and areas that are struck out, as they were when that was done."""
    path = store.state(case) / "struck.json"
    return tuple(ClaimCard(**each) for each in json.loads(path.read_text("utf-8"))) if path.is_file() else ()


def strike(store: CaseStore, case: str, ids: Sequence[str], lang: str) -> None:
    """Keep which claims and areas are struck out from now on; ids that the case never had are left out."""
    board = read_board(store, case, lang)
    known = {card.id: card for card in (*board.struck, *(card for launch in board.launches for card in launch.cards))}
    chosen = [asdict(known[one]) for one in dict.fromkeys(ids) if one in known]
    store.state(case).mkdir(parents=True, exist_ok=True)
    write_atomic(store.state(case) / "struck.json", json.dumps(chosen, ensure_ascii=False).encode())


def _before(path: Path) -> dict[str, dict[str, float]]:
    """Probabilities by launch and explanation in the data of the dossier before."""
    if not path.is_file():
        return {}
    data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return {
        launch["id"]: {each["id"]: each["probability"] for each in launch["explanations"]}
        for launch in data["launches"]
    }


def _launch(launch: LaunchDossier, before: dict[str, float], words: Words) -> LaunchBoard:
    ranked = sorted(launch.explanations, key=lambda each: -each.probability)[:_MOST_BARS]
    bars = [
        OddsBar(
            name=explanation_name(each.explanation, words),
            now=each.probability,
            before=before.get(each.explanation.id),
            percent=words.percent(each.probability),
            moved=_moved(each.probability, before.get(each.explanation.id)),
        )
        for each in ranked
    ]
    cards = [
        ClaimCard(
            id=weighed.claim.id,
            kind=words(f"kind.{weighed.claim.kind.value}"),
            says=says(weighed.claim, words),
            who=source_name(weighed.claim.chain[0], words) if weighed.claim.chain else words("claims.unnamed"),
            hedge=words(f"hedge.{weighed.claim.hedge.value}"),
            words=(weighed.claim.text or ("",))[0],
        )
        for weighed in launch.claims
    ]
    cards += [
        ClaimCard(
            id=area.id,
            kind=words("map.area"),
            says=words(f"areas.{area.kind.value}"),
            who=area.message,
            hedge="",
            words=area.provenance.words[:120],
        )
        for area in launch.areas
    ]
    return LaunchBoard(title=launch.title, verdict=launch.verdict, bars=tuple(bars), cards=tuple(cards))


def _moved(now: float, before: float | None) -> str:
    points = 0 if before is None else round(100.0 * (now - before))
    return f"{points:+d}".replace("-", "\u2212") if points else ""
