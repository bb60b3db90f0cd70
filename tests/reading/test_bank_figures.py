"""Figures, clock times and counts of short news passages: all that is told, in its role, and nothing else.

A line of `figures/<language>.txt` is the day of publication, what is told, and the passage, parted by bars. What is
told: `role value unit` with `~` for about, `<` and `>` for bounds, `time role HH:MM` with the instant in UTC behind a
`=`, `count n`; `background` where it belongs to a launch that is recalled. Nothing between the bars is a near miss.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from downrange.reading.report import read_report
from downrange.reading.units import SI_UNITS
from downrange.records.claim import Claim, ClaimKind, Report
from downrange.records.document import Document

FOLDER = Path(__file__).parent / "figures"
ROWS = [
    (path.stem, *(part.strip() for part in line.split(" | ", 2)))
    for path in sorted(FOLDER.glob("*.txt"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
KINDS = (ClaimKind.QUANTITY, ClaimKind.TIME, ClaimKind.COUNT)
WITHIN = 0.011


def told(report: Report) -> list[Claim]:
    return [claim for claim in report.claims if claim.kind in KINDS]


def is_told(claim: Claim, words: list[str]) -> bool:
    value = claim.value
    if words[0] == "count":
        return claim.kind is ClaimKind.COUNT and value == int(words[1])
    if not isinstance(value, Mapping):
        return False
    if words[0] == "time":
        local, _, utc = words[2].partition("=")
        right = claim.kind is ClaimKind.TIME and claim.role == words[1] and value["local"] == local
        return right and (not utc or value["utc"][11:16] == utc)
    return claim.kind is ClaimKind.QUANTITY and claim.role == words[0] and is_figure(value, words[1], words[2])


def is_figure(value: Mapping[str, Any], number: str, unit: str) -> bool:
    factor, si_unit = SI_UNITS[unit.rstrip("~<>")]
    ends = [float(each) * factor for each in number.split("-")]
    keys = ("si",) if len(ends) == 1 else ("si_lo", "si_hi")
    near = all(abs(value.get(key, 0.0) - end) <= WITHIN * end for key, end in zip(keys, ends, strict=True))
    bound = "max" if "<" in unit else "min" if ">" in unit else None
    flags = value["approx"] == ("~" in unit) and value["bound"] == bound
    return near and flags and value["si_unit"] == si_unit


@pytest.mark.parametrize(("lang", "day", "figures", "text"), ROWS)
def test_a_passage_tells_its_figures_and_no_others(lang: str, day: str, figures: str, text: str) -> None:
    header = {"lang": lang, "published": day, "outlet": "The Courier"}
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header))
    roles = {event.id: event.role for event in report.events}
    left = told(report)
    for figure in filter(None, (each.strip() for each in figures.split(";"))):
        words = figure.split()
        role = words.pop() if words[-1] == "background" else None
        fits = [c for c in left if is_told(c, words) and (role is None or roles[c.event] == role)]
        assert fits, figure
        left.remove(fits[0])
    assert [(claim.role, claim.value) for claim in left] == []
