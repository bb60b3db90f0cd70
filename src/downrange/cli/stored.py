"""Odds without some claims or areas, at once: from the draws that an earlier dossier of the same evidence keeps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from downrange.cli.console import counted, print_json

if TYPE_CHECKING:
    from downrange.drawfile import Made
    from downrange.inference.reweigh import Reweighed
    from downrange.pipeline import LaunchRun
    from downrange.records.launch import Case

__all__ = ["Odds", "made_of_case", "print_odds", "stored_odds"]

LEAST_SHOWN = 0.005
"""Explanations below this, before and after, are not printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """What the odds of a case's launches become without some of the evidence."""

    launches: tuple[dict[str, Any], ...]
    """Of each launch its title, the explanations with their probabilities before and after, and the error of those."""
    must_fly: str
    """Why stored draws do not tell; empty when they do."""


def made_of_case(case: Case, *, seed: int, quick: bool, without: Sequence[str]) -> Made:
    """What draws of a case are made of: the bytes of its files, what the user states, and how it is flown."""
    import downrange
    from downrange.drawfile import Made

    stated = (case.site, case.pad_deg, case.vehicle, str(case.liftoff))
    whole = json.dumps([downrange.__version__, sorted(case.inputs), stated, seed, quick])
    return Made(digest=sha256(whole.encode()).hexdigest(), without=tuple(sorted(without)), edits={})


def stored_odds(case: Case, path: Path, made: Made) -> Odds:
    """The odds of a case without what `made` leaves out, from a file of draws.

    Args:
        case: as read, whole.
        path: of the file of draws, which need not be there.
        made: what draws of the case on the rest would be made of.
    """
    from downrange.drawfile import made_of, read_draws
    from downrange.pipeline import link_without, odds_without

    kept = made_of(path)
    if kept is None or kept.digest != made.digest or not kept.whole:
        return Odds(launches=(), must_fly="no stored flights of this evidence")
    runs = read_draws(path, link_without(case, ()))
    found = odds_without(case, runs, made.without)
    doubts = [one.must_fly for one in found if one is not None and one.must_fly]
    if not runs or any(run.inference and one is None for run, one in zip(runs, found, strict=True)):
        doubts.append("the launch falls apart without it")
    rows = [_row(run, one) for run, one in zip(runs, found, strict=True) if one is not None]
    return Odds(launches=tuple(rows), must_fly=str(doubts[0])) if doubts else Odds(launches=tuple(rows), must_fly="")


def _row(run: LaunchRun, after: Reweighed) -> dict[str, Any]:
    """One launch; an explanation for several vehicles is one line."""
    from downrange.dossier import words as language
    from downrange.dossier.evidence import explanation_name

    words = language.load("en")
    assert run.inference is not None
    lines: dict[str, dict[str, Any]] = {}
    before = [(item.explanation, item.probability) for item in run.inference.posteriors]
    for key, odds in (("before", before), ("after", zip(after.explanations, after.probability, strict=False))):
        for explanation, probability in odds:
            line = lines.setdefault(
                explanation.id, {"id": explanation.id, "name": explanation_name(explanation, words)}
            )
            line[key] = line.get(key, 0.0) + probability
    shown = [{"before": 0.0, "after": 0.0} | line for line in lines.values()]
    shown.sort(key=lambda line: -line["after"])
    return {
        "launch": run.evidence.id,
        "flights": run.inference.flights,
        "error": round(after.error, 4),
        "explanations": [
            line | {"before": round(line["before"], 5), "after": round(line["after"], 5)} for line in shown
        ],
    }


def print_odds(case: Case, odds: Odds, *, as_json: bool) -> None:
    """The odds before and after, as a table a launch, or as JSON."""
    if as_json:
        print_json({"case": case.id} | asdict(odds))
        return
    if odds.must_fly:
        typer.echo(f"{case.id}: must fly again: {odds.must_fly}")
        return
    for launch in odds.launches:
        typer.echo(f"{launch['launch']}: from {counted(launch['flights'], 'stored flight')}, none flown")
        if all(line["before"] == line["after"] for line in launch["explanations"]):
            typer.echo("  the odds do not rest on it")
        typer.echo(f"  before   after  (±{100 * launch['error']:.0f} points)")
        for line in launch["explanations"]:
            if max(line["before"], line["after"]) >= LEAST_SHOWN:
                typer.echo(f"  {line['before']:6.1%}  {line['after']:6.1%}  {line['name']}")
