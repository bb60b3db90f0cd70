"""Which launches a passage tells of, what flew, how it ended and why, each with who says so; and talk of none."""

from __future__ import annotations

from pathlib import Path

import pytest

from downrange.reading.report import read_report
from downrange.records.claim import Claim, ClaimKind
from downrange.records.document import Document

BANK = Path(__file__).parent / "bank" / "ends.txt"
KINDS = (ClaimKind.LAUNCH, ClaimKind.OUTCOME, ClaimKind.CAUSE)


def passages() -> list[tuple[str, str, str, str]]:
    """(language, day, what is told, text) of each passage; ¶ begins a paragraph."""
    rows: list[tuple[str, str, str, str]] = []
    for block in BANK.read_text(encoding="utf-8").split("\n\n")[1:]:
        head, _, text = block.partition("\n")
        lang, day, told = head.removeprefix("#").split("|", 2)
        rows.append((lang, day, told, text.strip().replace("¶", "\n\n")))
    return rows


def fits(claim: Claim, wanted: str) -> bool:
    """Whether a claim is the one asked for: its value, a shared word of its cause, and who may be each link."""
    what, _, chain = wanted.partition("@")
    links = [] if chain == "-" else [frozenset(link.split("|")) for link in chain.split(">")]
    if len(links) != len(claim.chain) or not all(a in b for a, b in zip(claim.chain, links, strict=True)):
        return False
    if claim.kind is ClaimKind.CAUSE:
        return not set(what.removeprefix("cause:").split("_")).isdisjoint(str(claim.value).split("_"))
    return str(claim.value) in what.split("|")


@pytest.mark.parametrize(("lang", "day", "told", "text"), passages())
def test_launches_ends_and_causes_are_told_once_each_and_by_whom_they_are(
    lang: str, day: str, told: str, text: str
) -> None:
    header = {"lang": lang, "published": day}
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))
    wanted = [item.strip() for item in told.split(";") if item.strip()]
    days = sorted(item.removeprefix("=") for item in wanted if item.startswith("="))
    assert sorted(f"{e.date_local}{'p' if e.status == 'planned' else ''}" for e in report.events) == days
    left = [claim for claim in report.claims if claim.kind in KINDS]
    for item in (item for item in wanted if not item.startswith("=")):
        hit = next((claim for claim in left if fits(claim, item)), None)
        assert hit is not None, (item, [(c.value, c.chain) for c in left])
        left.remove(hit)
    assert not left
