"""How launches end, what went wrong and how surely it is said: passages of one to three sentences, and what they tell.

A line of `ends/told.txt` is what must be read and nothing besides, `|`, and the passage: `O failure` an end, `C
fairing` a cause (one of its words is enough; a slash parts the words that would do), `~` and a doubt behind each.
`none` tells of no end and no cause: a step that went as planned, an end of something else, a plan, a question.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from downrange.reading.report import read_report
from downrange.records.document import Document

FILE = Path(__file__).parent / "ends" / "told.txt"
KINDS = {"O": "outcome", "C": "cause"}
LOOSE = {"engine", "stage", "reliability"}
"""Words of a code that many causes share."""


def _lines() -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    lang = "en"
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            lang = line[1:].strip()
        elif line:
            wanted, _, passage = line.partition("|")
            found.append((lang, wanted, passage))
    return found


def _fits(kind: str, wanted: str, value: str) -> bool:
    if kind == "outcome" or wanted == value:
        return wanted == value
    return any(not (set(code.split("_")) - LOOSE).isdisjoint(value.split("_")) for code in wanted.split("/"))


@pytest.mark.parametrize(("lang", "wanted", "passage"), _lines())
def test_a_passage_tells_how_it_ended_and_why(lang: str, wanted: str, passage: str) -> None:
    header = {"lang": lang, "published": "2024-02-09"}
    text = f"{passage}\n"
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))
    told = [(c.kind.value, str(c.value), c.hedge.value) for c in report.claims if c.kind.value in KINDS.values()]
    for claim in wanted.split("; ") if wanted != "none" else ():
        kind, value = KINDS[claim[0]], claim[2:].partition("~")[0]
        doubt = claim.partition("~")[2] or "fact"
        here = [row for row in told if row[0] == kind and row[2] == doubt and _fits(kind, value, row[1])]
        assert here, (claim, told)
        told.remove(here[0])
    assert told == []
