"""`downrange notice`: navigational and airspace warnings to areas with windows, as GeoJSON or a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from downrange.cli.console import Json, Quiet, counted, print_json, say, say_problems

if TYPE_CHECKING:
    from downrange.records.area import Area, Notice
    from downrange.records.problem import Problem

__all__ = ["notice"]


def notice(
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="Files or folders with notices; - reads stdin.")],
    geojson: Annotated[bool, typer.Option("--geojson", help="Print a GeoJSON FeatureCollection on stdout.")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read warnings to ships and aircraft: which water is closed, when, and for what.

    Ends with status 1 when problems were found in the notices, 2 when nothing could be read as called.

    Example: downrange notice HYDROARC_325-17.txt --geojson
    """
    from downrange.reading.notice_files import read_notice_files

    notices, problems = read_notice_files(paths)
    if geojson:
        print_json(as_geojson(notices, problems))
    elif as_json:
        print_json([describe(one) for one in notices])
    else:
        _print_table(notices)
    say_problems(problems)
    areas = sum(len(one.areas) for one in notices)
    found = f"{counted(areas, 'area')} in {counted(len(notices), 'message')}, {counted(len(problems), 'problem')}"
    say(found, quiet=quiet)
    if problems:
        raise typer.Exit(1)


def as_geojson(notices: Sequence[Notice], problems: Sequence[Problem]) -> dict[str, Any]:
    """A FeatureCollection with a feature an area; all problems stand beside the features."""
    from downrange.dossier.geometry import polygon

    features = [
        {"type": "Feature", "id": area.id, "geometry": polygon(area.rings_deg), "properties": _properties(one, area)}
        for one in notices
        for area in one.areas
    ]
    return {"type": "FeatureCollection", "features": features, "problems": [_problem(one) for one in problems]}


def describe(one: Notice) -> dict[str, Any]:
    """A message with its areas as plain values; rings are [latitude, longitude]."""
    return {
        "message": one.message or None,
        "path": one.path,
        "issued": _instant(one.issued),
        "cancels": list(one.cancels),
        "references": list(one.references),
        "cancel_at": _instant(one.cancel_at),
        "areas": [{"id": area.id, **_properties(one, area), "rings": area.rings_deg} for area in one.areas],
        "problems": [_problem(problem) for problem in one.problems],
    }


def _properties(one: Notice, area: Area) -> dict[str, Any]:
    """What is said of an area beside its geometry."""
    windows = [{"start": _instant(window.start), "end": _instant(window.end)} for window in area.windows]
    hull = {"start": windows[0]["start"], "end": _instant(max(w.end for w in area.windows))} if windows else None
    return {
        "message": area.message or None,
        "kind": area.kind.value,
        "shape": area.shape.value,
        "window": hull,
        "windows": windows,
        "center": list(area.center_deg) if area.center_deg else None,
        "radius_m": area.radius,
        "path": area.provenance.path,
        "characters": list(area.provenance.span),
        "text": area.provenance.words,
        "issued": _instant(one.issued),
        "cancel_at": _instant(one.cancel_at),
        "problems": [_problem(problem) for problem in area.problems],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    """A problem in the shape of the dossier's list."""
    return {"path": problem.path, "line": problem.line, "what": problem.what, "hint": problem.hint}


def _instant(moment: datetime | None) -> str | None:
    """An instant in UTC, or None."""
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _print_table(notices: Sequence[Notice]) -> None:
    """A line an area, in columns; nothing where there is none."""
    rows = [("message", "kind", "shape", "around", "windows", "first from", "last to")]
    for one in notices:
        for area in one.areas:
            last = max((window.end for window in area.windows), default=None)
            rows.append(
                (
                    area.message or "-",
                    area.kind.value,
                    area.shape.value,
                    _middle(area),
                    str(len(area.windows)),
                    f"{area.windows[0].start:%Y-%m-%d %H:%M}" if area.windows else "-",
                    f"{last:%Y-%m-%d %H:%M}" if last else "-",
                )
            )
    if len(rows) == 1:
        return
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _middle(area: Area) -> str:
    """The center of a circle, else the middle of the first ring's corners."""
    ring = area.rings_deg[0]
    latitude = sum(corner[0] for corner in ring) / len(ring)
    longitude = sum(corner[1] for corner in ring) / len(ring)
    latitude, longitude = area.center_deg or (latitude, longitude)
    return f"{abs(latitude):.1f}{'N' if latitude >= 0 else 'S'} {abs(longitude):.1f}{'E' if longitude >= 0 else 'W'}"
