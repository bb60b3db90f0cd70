"""Which launches a passage speaks of, and when: the day of the news, of what is recalled, and of what is to come.

A line of `days/*.txt` is the day of publication, the days of the launches that took place, the days that are told of
them, and the plans, each parted by a space or `-` for none, and the passage. Some lines tell of what sounds like
a launch and is none, or not one of its own.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from downrange.reading.report import read_report
from downrange.records.claim import ClaimKind
from downrange.records.document import Document

FOLDER = Path(__file__).parent / "days"


def as_words(values: set[str] | list[str]) -> str:
    """Days as the files write them."""
    return " ".join(sorted(values)) or "-"


@pytest.mark.parametrize("lang", ["en", "fr", "de", "es", "ru", "ja", "ko"])
def test_each_passage_gives_its_launches_days_and_plans(lang: str) -> None:
    wrong: list[str] = []
    for line in (FOLDER / f"{lang}.txt").read_text(encoding="utf-8").splitlines():
        published, *told, passage = line.split(" | ")
        header = {"lang": lang, "published": published, "outlet": "The Courier"}
        text = passage.replace(" ¶ ", "\n\n") + "\n"
        report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))
        found = [
            as_words([event.date_local or "-" for event in report.events if event.status == "occurred"]),
            as_words({str(claim.value) for claim in report.claims if claim.kind is ClaimKind.DATE}),
            as_words({str(claim.value) for claim in report.claims if claim.kind is ClaimKind.PLAN}),
        ]
        if found != told:
            wrong.append(f"{found} and not {told}: {passage}")
    assert wrong == []
