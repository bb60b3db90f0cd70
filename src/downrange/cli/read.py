"""`downrange read`: reports to launches and claims."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from downrange.cli.comparison import as_comparison_json, print_comparisons, read_grades
from downrange.cli.console import Json, Quiet, counted, print_json, say, say_problems
from downrange.errors import InputError
from downrange.linking.events import link_events
from downrange.linking.relations import relate
from downrange.linking.side_by_side import compare_reports
from downrange.reading.document import read_document
from downrange.reading.report import read_report
from downrange.reading.schema import as_report_json
from downrange.records.claim import Claim, Relation, Report
from downrange.records.problem import Problem

SUFFIXES = frozenset((".txt", ".html", ".htm", ".eml", ".pdf", ".text"))
"""Files taken from a folder; a file that is named itself is read whatever it is called."""
PROBLEMS_FOUND = 1


def read(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders of reports; - for standard input.")],
    compare: Annotated[
        bool, typer.Option("--compare", help="Who says what about each launch, each origin once.")
    ] = False,
    grades: Annotated[
        Path | None, typer.Option("--grades", help='Admiralty letters of sources, TOML: kcna = "C".')
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read reports: which launches they speak of, what they claim, and who says it.

    With --compare the claims of all documents stand side by side, a table a launch: agreement, within rounding or
    contradiction, with the Admiralty digit that the independent origins propose.

    Example: downrange read seed.txt --json
    """
    letters = read_grades(grades)
    gc.disable()  # what reading makes goes with the process; looking for cycles takes an eighth of a long text's time
    reports: list[Report] = []
    problems: list[Problem] = []
    for path in _expand(paths):
        document, found = read_document(path)
        problems.extend(found)
        if document is not None:
            reports.append(read_report(document))
    linked = link_events(reports)
    relations = relate(linked)
    problems.extend(problem for report in linked for problem in report.problems)
    linked = tuple(replace(report, relations=_own(report, relations)) for report in linked)
    if compare or grades is not None:
        tables = compare_reports(linked, letters)
        shown = {claim.id: show_value(claim) for report in linked for claim in report.claims}
        if json:
            print_json([as_comparison_json(table, shown) for table in tables])
        else:
            print_comparisons(tables, shown)
    elif json:
        print_json([as_report_json(report, [p for p in problems if p.path == report.path]) for report in linked])
    else:
        for report in linked:
            _print_table(report)
    if not quiet:
        events, claims = sum(len(r.events) for r in linked), sum(len(r.claims) for r in linked)
        launches = f"{events} launch{'' if events == 1 else 'es'}"
        say(f"{counted(len(linked), 'document')}, {launches}, {counted(claims, 'claim')}")
    if problems:
        say_problems(problems)
        raise typer.Exit(PROBLEMS_FOUND)


def _expand(paths: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found.extend(sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file()))
        elif path.exists() or str(path) == "-":
            found.append(path)
        else:
            raise InputError(
                f"{path}: no such file or folder", hint="name a text, HTML, mail or PDF file, or a folder of them"
            )
    return found


def _own(report: Report, relations: tuple[Relation, ...]) -> tuple[Relation, ...]:
    """Relations that one of the report's claims is part of; the other may stand in another report."""
    ids = {claim.id for claim in report.claims}
    return tuple(relation for relation in relations if relation.a in ids or relation.b in ids)


def _print_table(report: Report) -> None:
    typer.echo(f"{report.path}  [{report.lang or '?'}, published {report.published or '?'}]")
    if not report.events:
        typer.echo("  no launch")
    for event in report.events:
        name = " ".join(
            part for part in (event.cls, event.actor, event.date_local, event.vehicle, event.catalog) if part
        )
        typer.echo(f"  {event.id} {event.role}: {name} ({event.outcome})")
        for claim in report.claims:
            if claim.event == event.id:
                who = " via ".join(claim.chain) or "the outlet"
                what = " ".join(part for part in (claim.kind.value, claim.role) if part)
                typer.echo(f"    {what:<22} {show_value(claim):<34} {claim.hedge.value:<9} {who}  “{claim.text[0]}”")


def show_value(claim: Claim) -> str:
    """A claim's value in a few words."""
    value: Any = claim.value
    if not isinstance(value, dict):
        return str(value)
    if "gaz" in value:
        offset = f"{value['distance_km']:g} km {value['bearing'] or 'off'} of " if value.get("distance_km") else ""
        return f"{offset}{value['names'][0]}"
    if "local" in value:
        return f"{value['local']} {value['tz'] or ''} = {value['utc'] or '?'}"
    number = f"{value['value']:g}" if "value" in value else f"{value['lo']:g}-{value['hi']:g}"
    sign = {"min": "> ", "max": "< ", None: ""}[value.get("bound")]
    return f"{'about ' if value.get('approx') else ''}{sign}{number} {value['unit']}"
