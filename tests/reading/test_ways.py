"""Ways of saying it: launches told without a sentence made for it, and texts with figures that tell of none.

A line of `ways/told.*.txt` is a class, or `-` for no launch, a bar, and a passage published on 9 February 2024 that
tells what was launched the day before.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from downrange.reading.report import read_report
from downrange.records.claim import Report
from downrange.records.document import Document

FOLDER = Path(__file__).parent / "ways"


def read(lang: str, text: str) -> Report:
    """The report on a passage published on 9 February 2024."""
    header = {"lang": lang, "published": "2024-02-09", "outlet": "The Courier"}
    return read_report(Document(path="made.txt", digest="0" * 64, text=f"{text}\n", header=header, first_line=1))


def tellings(lang: str) -> list[tuple[str, str, str]]:
    """(language, class or '-', passage)."""
    lines = (FOLDER / f"told.{lang}.txt").read_text(encoding="utf-8").splitlines()
    return [(lang, *line.split(" | ", 1)) for line in lines]  # type: ignore[misc]


@pytest.mark.parametrize(("lang", "cls", "passage"), [*tellings("en"), *tellings("fr")])
def test_a_launch_is_found_however_it_is_told(lang: str, cls: str, passage: str) -> None:
    events = [event for event in read(lang, passage).events if event.status == "occurred"]
    if cls == "-":
        assert events == []
    else:
        assert (cls, "2024-02-08", "main") in [(event.cls, event.date_local, event.role) for event in events]
