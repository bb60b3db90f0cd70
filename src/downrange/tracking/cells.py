"""A line of a table to its cells, and a line of column names to what they mean."""

from __future__ import annotations

import csv
import re

from downrange.tracking.columns import UNITS, find_column, read_number

DELIMITERS = (",", ";", "\t", "|", " ")
"""The last stands for any white space."""


def cut_cells(text: str, delimiter: str) -> list[str]:
    """Cells of a line.

    Raises:
        ValueError: it is no line of a table.
    """
    if delimiter == " ":
        return text.split()
    try:
        cells = next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error as error:
        raise ValueError(f"not CSV: {error}") from error
    return [cell.strip() for cell in cells]


def find_header(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The delimiter and the names, when a line holds names of columns: some known ones, and no number.

    The delimiter is the one under which most names are known.
    """
    best: tuple[int, str, list[str]] | None = None
    for delimiter in DELIMITERS:
        if delimiter != " " and delimiter not in text:
            continue
        try:
            cells = cut_cells(text, delimiter)
        except ValueError:
            continue
        known = sum(find_column(cell) is not None for cell in cells)
        if best is None or known > best[0]:
            best = known, delimiter, cells
    if best is None or best[0] == 0 or any(read_number(cell, decimal_comma=True) for cell in best[2]):
        return None
    return best[1], tuple(best[2])


def guess_delimiter(text: str) -> str:
    """Of a line that names nothing known."""
    return next((mark for mark in DELIMITERS if mark in text), ",")


def with_units(header: tuple[str, ...], cells: list[str]) -> tuple[str, ...] | None:
    """Names with the units of a line that holds nothing but units; None when it is no such line."""
    names = [re.sub(r"[^a-z0-9]+", "_", cell.lower().replace("°", "deg")).strip("_") for cell in cells]
    known = {unit for units in UNITS.values() for unit in units}
    if len(cells) != len(header) or not any(names) or not all(name in known or not name for name in names):
        return None
    return tuple(f"{name}_{unit}" if unit else name for name, unit in zip(header, names, strict=True))


def left_out(header: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Names that are not understood, and those that say what another column has said."""
    strange: list[str] = []
    again: list[str] = []
    seen: set[str] = set()
    for name in header:
        column = find_column(name)
        if column is None:
            strange += [name] if name else []
        elif column.quantity in seen:
            again.append(name)
        else:
            seen.add(column.quantity)
    return strange, again
