"""What a file is, by its content: a report, a notice, telemetry, a track or element sets."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePath

from downrange.reading.columns import Quantity, read_table
from downrange.reading.notice_tables import split_table
from downrange.reading.track import looks_like_track
from downrange.records.document import Document


class Kind(StrEnum):
    """What a file can be read as."""

    REPORT = "report"
    NOTICE = "notice"
    TELEMETRY = "telemetry"
    TRACK = "track"
    ELEMENTS = "elements"


_TABLES = {".csv", ".tsv", ".json", ".jsonl", ".ndjson"}
_TLE = re.compile(r"(?m)^1 [0-9A-Z ]{5}[A-Z ][^\n]{50,70}\r?\n2 [0-9A-Z ]{5} ")
_OMM = re.compile(r"CCSDS_OMM_VERS|<(?:\w+:)?omm\b|\bMEAN_MOTION\b")
_HTML = re.compile(r"\s*(?:<!doctype html|<html|<head|<body|<article|<div|<p[ >])", re.IGNORECASE)
_HEADING = re.compile(
    r"(?m)^[ \t]{0,12}(?:NAVAREA\s+[IVX]{1,5}|HYDRO(?:LANT|PAC|ARC)|NAVTEX|AVURNAV|COASTAL\s+WARNING)\s.{0,12}"
    r"\d{1,5}/\d{2}|\bNOTAM[NRC]\b|(?m:^)Q\)\s?[A-Z]{4}/"
)
_POSITION = re.compile(r"\d{2}[-°]\d{2}[^\n]{0,10}[NS]|\b\d{4,6}[NS]\s?\d{5,7}[EW]\b|\b[NS]\s?\d{2}[-°]\d{2}")
_NOTICE_WORDS = re.compile(
    r"AREAS?\s+(?:BOUND|BETWEEN|WITHIN|DANGEROUS)|WITHIN\s+\S{1,12}\s+MILES|CANCEL\s+THIS\s+(?:MSG|MESSAGE|WARNING)"
    r"|HAZARDOUS\s+OPERATIONS|\d{4,6}Z\s+(?:TO|THRU)\s+\d{4,6}Z|DANGEROUS\s+TO\s+NAVIGATION|HAZARD\s+AREAS?|FIRING"
)
_HEAD = 20_000
"""Characters looked at."""


def sniff(document: Document) -> Kind:
    """The kind of a document; a report when nothing says otherwise."""
    head = document.text[:_HEAD]
    if _HTML.match(head):
        return Kind.REPORT
    if looks_like_track(head):
        return Kind.TRACK
    if _TLE.search(head) or _OMM.search(head):
        return Kind.ELEMENTS
    suffix = PurePath(document.path).suffix.lower()
    if suffix in (".tle", ".3le", ".2le"):
        return Kind.ELEMENTS
    if suffix in _TABLES and _is_notice(head) and split_table(document) is not None:
        return Kind.NOTICE
    if suffix in _TABLES or _has_table_header(head):
        return _sniff_table(document)
    if _is_notice(head):
        return Kind.NOTICE
    return Kind.REPORT


def _has_table_header(head: str) -> bool:
    """True when the first line names columns and the second begins with a number."""
    lines = [line for line in head.splitlines() if line.strip() and not line.startswith("#")][:2]
    return len(lines) == 2 and lines[0].count(",") >= 1 and re.match(r"\s*[-+.\d]+\s*,", lines[1]) is not None


def _sniff_table(document: Document) -> Kind:
    """Track or telemetry by the columns that are understood."""
    table, _ = read_table(document.path, document.text[:_HEAD].rpartition("\n")[0] or document.text[:_HEAD])
    if table is not None and table.find(Quantity.LATITUDE) and table.find(Quantity.LONGITUDE):
        return Kind.TRACK
    return Kind.TELEMETRY


def _is_notice(head: str) -> bool:
    """True for a text with a message's heading, or with coordinates and the set words of warnings."""
    upper = head.upper()
    positions = len(_POSITION.findall(upper))
    words = len(_NOTICE_WORDS.findall(upper))
    if _HEADING.search(upper):
        return positions >= 1 or words >= 1
    letters = [character for character in head if character.isalpha()]
    shouting = sum(character.isupper() for character in letters) > 0.6 * len(letters) if letters else False
    return (positions >= 3 and words >= 1) or (positions >= 1 and words >= 1 and shouting)
