"""Ways of saying it: how writers tell of a launch, and how they give each figure, end, cause and place.

A line of `ways/told.*.txt` is a class, or `-` for no launch, a bar, and a passage published on 9 February 2024 that
tells what was launched the day before.
A line of `ways/said.*.txt` is the kind of passage that the sentence stands in (m a missile, s a launcher, 0 none), the
kind of claim, the sentence, and all claims of that kind that it gives: role and value, or `-` for none.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from openings import OPENINGS

from downrange.reading.report import read_report
from downrange.records.claim import Claim, Report
from downrange.records.document import Document

FOLDER = Path(__file__).parent / "ways"


def read(lang: str, text: str) -> Report:
    """The report on a passage published on 9 February 2024."""
    header = {"lang": lang, "published": "2024-02-09", "outlet": "The Courier"}
    return read_report(Document(path="made.txt", digest="0" * 64, text=f"{text}\n", header=header, first_line=1))


def lines(name: str, lang: str) -> list[list[str]]:
    """The language and the parts of each line of a file."""
    text = (FOLDER / f"{name}.{lang}.txt").read_text(encoding="utf-8")
    return [[lang, *line.split(" | ")] for line in text.splitlines()]


def as_words(claim: Claim) -> str:
    """A claim as the files write it."""
    value = claim.value
    if not isinstance(value, dict):
        words = [str(value)]
    elif "gaz" in value:
        words = [value["gaz"]]
        if value.get("distance_km"):
            words += [value["bearing"] or "off", f"{value['distance_km']:g}"]
    elif "local" in value:
        words = [value["local"]]
    else:
        words = [f"{value['value']:g}" if "value" in value else f"{value['lo']:g}-{value['hi']:g}", value["unit"]]
    return " ".join([*([claim.role] if claim.role else []), *words])


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_launch_is_found_however_it_is_told(lang: str) -> None:
    missed: list[str] = []
    for _, cls, passage in lines("told", lang):
        events = [event for event in read(lang, passage).events if event.status == "occurred"]
        told = (cls, "2024-02-08", "main") in [(event.cls, event.date_local, event.role) for event in events]
        if told == (cls == "-") or (cls == "-" and events):
            missed.append(passage)
    assert missed == []


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_is_said_is_read_however_it_is_said(lang: str) -> None:
    missed: list[str] = []
    for _, opening, kind, sentence, claims in lines("said", lang):
        before = f"{OPENINGS[f'{lang} {opening}']}\n\n" if opening != "0" else ""
        report = read(lang, before + sentence)
        told = [c for c in report.claims if c.kind.value == kind and any(a >= len(before) for a, _ in c.spans)]
        if "; ".join(sorted({as_words(claim) for claim in told})) != claims.removeprefix("-"):
            missed.append(sentence)
    assert missed == []
