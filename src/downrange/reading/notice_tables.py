"""Tables and lists of notices, a message a row: CSV with a `text` column, JSON lines, and NGA's broadcast-warning JSON.

Each row becomes a document of its own. Its lines count in the file where the format allows it; its characters count in
the row's text.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

from downrange.records.document import Document

_SERIES = {"4": "NAVAREA IV", "12": "NAVAREA XII", "A": "HYDROLANT", "P": "HYDROPAC", "C": "HYDROARC"}
"""NGA's letters for its series of warnings. Source: NGA Maritime Safety Information, broadcast warnings."""
_NAMES = ("notice", "message", "id", "number")
_DATES = ("issued", "issuedate", "published", "date")


def split_table(document: Document) -> tuple[Document, ...] | None:
    """A document for each row of a table of notices, or None when the document is no such table."""
    head = document.text.lstrip()[:1]
    if head in ("{", "["):
        return _split_json(document)
    first = document.text.lstrip().partition("\n")[0].lower()
    if "text" in [cell.strip(' "\r') for cell in first.split(",")]:
        return _split_csv(document)
    return None


def _split_csv(document: Document) -> tuple[Document, ...] | None:
    """Rows of a CSV with a column `text`."""
    reader = csv.reader(io.StringIO(document.text))
    names: list[str] = []
    documents: list[Document] = []
    line = 0
    try:
        for cells in reader:
            if not names:
                names = [cell.strip().lower() for cell in cells]
            else:
                row = dict(zip(names, cells, strict=False))
                if row.get("text", "").strip():
                    documents.append(_row(document, row, document.first_line + line))
            line = reader.line_num
    except csv.Error:
        return None
    return tuple(documents) or None


def _split_json(document: Document) -> tuple[Document, ...] | None:
    """Objects with a member `text`: a list, a list inside an object, or one a line."""
    try:
        whole = json.loads(document.text)
    except (ValueError, RecursionError):
        return _split_json_lines(document)
    records = _find_records(whole)
    rows = [_row(document, record, document.first_line) for record in records]
    return tuple(rows) or None


def _split_json_lines(document: Document) -> tuple[Document, ...] | None:
    """One object a line; None when a line is none."""
    documents: list[Document] = []
    for number, line in enumerate(document.text.split("\n"), start=document.first_line):
        if not line.strip():
            continue
        try:
            records = _find_records(json.loads(line))
        except (ValueError, RecursionError):
            return None
        documents.extend(_row(document, record, number) for record in records)
    return tuple(documents) or None


def _find_records(whole: Any) -> list[dict[str, Any]]:
    """Objects with a text, at the top or one level down."""
    if isinstance(whole, dict):
        lowered = {str(key).lower(): value for key, value in whole.items()}
        if isinstance(lowered.get("text"), str):
            return [lowered]
        whole = next((value for value in whole.values() if isinstance(value, list)), [])
    if not isinstance(whole, list):
        return []
    objects = ({str(key).lower(): value for key, value in one.items()} for one in whole if isinstance(one, dict))
    return [one for one in objects if isinstance(one.get("text"), str)]


def _row(document: Document, record: dict[str, Any], line: int) -> Document:
    """The document of one row, its id and day of issue in the header."""
    header = dict(document.header)
    name = next((str(record[key]) for key in _NAMES if record.get(key)), "")
    area, number, year = (str(record.get(key, "")) for key in ("navarea", "msgnumber", "msgyear"))
    if area in _SERIES and number and year:
        name = f"{_SERIES[area]} {number}/{year[-2:]}"
    if name:
        header["notice"] = name
    issued = next((str(record[key]) for key in _DATES if record.get(key)), "")
    if issued:
        header["issued"] = issued
    return replace(document, text=str(record["text"]), header=header, first_line=line)
