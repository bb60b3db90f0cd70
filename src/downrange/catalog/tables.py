"""Rows of the tables shipped with the package: tab-separated text with one header line, read without a library."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent / "data"
LIST_MARK = "|"
"""Separates several values in one cell."""


def read_rows(name: str) -> list[dict[str, str]]:
    """All rows of the shipped table `name`; lines that begin with '#' are comments."""
    lines = [line for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"), strict=True)) for line in lines[1:]]


def split_list(cell: str) -> tuple[str, ...]:
    """The values of a cell that holds a list."""
    return tuple(cell.split(LIST_MARK)) if cell else ()
