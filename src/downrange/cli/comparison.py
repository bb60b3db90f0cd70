"""The side-by-side of `downrange read --compare`: who says what about each launch, as a table and as JSON."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from downrange.catalog.sources import find_source
from downrange.errors import InputError
from downrange.linking.side_by_side import Comparison, SideBySide, Telling

LETTERS = "ABCDEF"
SCHEMA = "downrange-comparison/1"


def read_grades(path: Path | None) -> dict[str, str]:
    """Admiralty letters from the user's TOML file, `kcna = "C"` a line; names of sources are turned into their ids.

    Raises:
        InputError: The file cannot be read, or a value is no letter from A to F.
    """
    if path is None:
        return {}
    hint = 'write a line a source: kcna = "C", "Kyodo News" = "B"'
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path}: the grades cannot be read: {error}", hint=hint) from error
    letters: dict[str, str] = {}
    for name, letter in rows.items():
        if not isinstance(letter, str) or len(letter) != 1 or letter.upper() not in LETTERS:
            raise InputError(f"{path}: {name} = {letter!r} is no letter from A to F", hint=hint)
        source = find_source(name)
        letters[source.id if source else name] = letter.upper()
    return letters


def as_comparison_json(table: SideBySide, show: dict[str, str]) -> dict[str, Any]:
    """A launch's table as plain data; `show` gives each claim's value in words."""
    return {
        "schema": SCHEMA,
        "launch": table.launch,
        "events": [{"document": document, "event": event} for document, event in table.events],
        "comparisons": [
            {
                "kind": row.kind,
                "role": row.role,
                "standing": row.standing,
                "tellings": [_telling(telling, show) for telling in row.tellings],
            }
            for row in table.comparisons
        ],
    }


def _telling(telling: Telling, show: dict[str, str]) -> dict[str, Any]:
    claim = telling.claim
    return {
        "origin": telling.origin,
        "value": claim.value,
        "shown": show[claim.id],
        "hedge": claim.hedge.value,
        "grade": telling.grade,
        "via": list(telling.via),
        "documents": list(telling.documents),
        "claims": list(telling.claims),
        "words": claim.text[0] if claim.text else "",
    }


def print_comparisons(tables: Sequence[SideBySide], show: dict[str, str]) -> None:
    """The tables in columns: what, how it stands, who, grade, value, hedge, in how many documents."""
    for table in tables:
        typer.echo(f"{table.launch}  [{len({document for document, _ in table.events})} documents]")
        for row in table.comparisons:
            _print_row(row, show)


def _print_row(row: Comparison, show: dict[str, str]) -> None:
    what = " ".join(part for part in (row.kind, row.role) if part)
    for index, telling in enumerate(row.tellings):
        head = f"{what:<22} {row.standing:<16}" if index == 0 else " " * 39
        via = f" via {', '.join(telling.via)}" if telling.via else ""
        times = f" ({len(telling.documents)} documents)" if len(telling.documents) > 1 else ""
        words = f"{telling.origin}{via}{times}"
        typer.echo(f"  {head} {telling.grade:<3} {show[telling.claim.id]:<34} {telling.claim.hedge.value:<9} {words}")
