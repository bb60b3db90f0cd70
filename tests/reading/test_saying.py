"""Ways to say who says it: one figure behind an opening sentence, and whose it is, in seven languages.

A line of `saying/<language>.txt` says whether its construction was looked into while mending or kept apart, the chain
of who says it (`-` for the outlet itself), a bar, and the text.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from downrange.reading.report import read_report
from downrange.records.claim import Claim, ClaimKind, Report
from downrange.records.document import Document

FOLDER = Path(__file__).parent / "saying"
FLOORS = {"mended": 0.94, "kept": 0.91}
"""Share of the figures found that have the chain asked for: what was reached, rounded down."""


def read(lang: str, text: str, published: str = "2023-04-14") -> Report:
    header = {"lang": lang, "published": published, "outlet": "The Courier"}
    return read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header))


def figure(report: Report) -> list[Claim]:
    return [c for c in report.claims if c.kind is ClaimKind.QUANTITY and isinstance(c.value, dict)]


@pytest.mark.parametrize("half", ["mended", "kept"])
def test_a_figure_is_said_by_whoever_the_words_name(half: str) -> None:
    found, right = 0, 0
    for path in sorted(FOLDER.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            head, _, text = line.partition("|")
            kept, chain = head.split()
            claims = figure(read(path.stem, text)) if kept == half else []
            found += bool(claims)
            wanted = () if chain == "-" else tuple(chain.split(","))
            right += bool(claims) and claims[0].chain == wanted
    assert right / found >= FLOORS[half], f"{right} of {found}"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "North Korea fired a missile on Thursday. Yonhap has it from the South's military that it flew 620 km."),
        ("ja", "北朝鮮は13日、弾道ミサイルを発射した。聯合ニュースが韓国軍の話として伝えたところでは、620キロ飛んだ。"),
    ],
)
def test_who_has_it_from_somebody_passes_it_on(lang: str, text: str) -> None:
    assert [claim.chain for claim in figure(read(lang, text))] == [("jcs", "yonhap")]


def test_that_day_is_the_day_told_before() -> None:
    report = read(
        "en",
        "A Black Brant rocket lifted off from Wallops on Sunday.\n\nOld hands compared it with the morning of June 29, "
        "2017. At 4:25 a.m. that day a Terrier-Improved Malemute strewed canisters above the surf.",
        "2021-05-17",
    )
    days = [claim.value for claim in report.claims if claim.kind is ClaimKind.DATE]
    assert days == ["2021-05-16", "2017-06-29"]
