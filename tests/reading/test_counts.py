"""How many a launch carried or fired, told beside it: with adjectives between, in words beyond ten, behind the noun."""

from __future__ import annotations

import pytest

from downrange.reading.report import read_report
from downrange.records.document import Document

COUNTS = [
    ("en", "A Falcon 9 lifted off from Vandenberg on Friday. Its eleven small weather satellites are in orbit.", [11]),
    ("en", "An Electron left Mahia on Friday. Fourteen payloads went down with it.", [14]),
    ("en", "North Korea fired missiles from Wonsan on Friday. The dozen or so missiles flew 80 km.", [12]),
    ("en", "An Electron lifted off from Mahia on Friday. The company has built 40 satellites this year.", []),
    ("fr", "Une Vega a décollé de Kourou vendredi. Les douze petits satellites sont perdus.", [12]),
    ("fr", "L'Iran a tiré vendredi des missiles. Les quelque 150 missiles de vendredi ont volé 1 500 km.", [150]),
    ("es", "Un Electron despegó de Mahia el viernes. Sus nueve satélites llegaron a la órbita.", [9]),
    ("ko", "누리호가 8일 나로우주센터에서 발사됐다. 위성 13기가 궤도에 올랐다.", [13]),
    ("ja", "カイロスは8日、和歌山県串本町から打ち上げられた。衛星11基が失われた。", [11]),
]


@pytest.mark.parametrize(("lang", "text", "counts"), COUNTS)
def test_a_number_beside_what_was_launched_counts_it(lang: str, text: str, counts: list[int]) -> None:
    header = {"lang": lang, "published": "2026-05-09"}
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))
    assert [c.value for c in report.claims if c.kind.value == "count"] == counts
