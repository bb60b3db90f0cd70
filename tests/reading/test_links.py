"""Launches that a passage recalls by month, year, name, class, end or order, joined to the flights that are known.

A line of `links/*.txt` is the day of publication, the launches that took place as country, class and day (a month or
year where no one flight fits) or `-` for none, and the passage.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from downrange.linking.events import link_events
from downrange.reading.report import read_report
from downrange.records.document import Document

FOLDER = Path(__file__).parent / "links"


def launches(lang: str, published: str, text: str) -> str:
    """The launches of a text that took place, as the files write them."""
    header = {"lang": lang, "published": published, "outlet": "The Courier"}
    document = Document(path="made.txt", digest="0" * 64, text=f"{text}\n", header=header, first_line=1)
    events = link_events([read_report(document)])[0].events
    return " ".join(sorted(f"{e.actor}-{e.cls}-{e.date_local}" for e in events if e.status == "occurred")) or "-"


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_a_passage_recalls_has_its_day(lang: str) -> None:
    wrong: list[str] = []
    for line in (FOLDER / f"{lang}.txt").read_text(encoding="utf-8").splitlines():
        published, told, passage = line.split(" | ")
        found = launches(lang, published, passage)
        if found != told:
            wrong.append(f"{found} and not {told}: {passage}")
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("India tested its Agni-V on Sunday. The missile was first tested in 2012.", "2012-04-19"),
        ("India tested its Agni-V on Sunday. The first stage was tested in 2012.", None),
        ("India tested its Agni-V on Sunday. The missile was first tested in 2010.", None),
        ("India tested its Agni-V on Sunday. A contract was first signed in 2012.", None),
        ("India tested its Agni-V on Sunday. Last year the budget grew.", None),
    ],
)
def test_a_year_is_a_launch_only_where_a_launch_is_told(text: str, found: str | None) -> None:
    days = launches("en", "2018-06-04", text).split()
    assert days == sorted(["IN-MIS-2018-06-03", *([f"IN-MIS-{found}"] if found else [])])
