"""How orbits are inclined, told in seven languages, beside the claims that the schema has roles for."""

from __future__ import annotations

import math

import pytest

from downrange.reading.report import read_report
from downrange.reading.schema import as_report_json
from downrange.records.document import Document

FLOWN = "A Falcon 9 put a satellite into orbit from Vandenberg on 2 March 2027"
TOLD = [
    ("en", f"{FLOWN}. The satellite is in a 575 km orbit inclined 27 degrees.", 27.0),
    ("en", f"{FLOWN}, at an inclination of 97.4 degrees.", 97.4),
    ("en", f"{FLOWN}, on a 53-degree inclination.", 53.0),
    (
        "fr",
        "Une Vega a placé un satellite en orbite depuis Kourou le 2 mars 2027, avec une inclinaison de 97,4°.",
        97.4,
    ),
    ("de", "Eine Vega brachte am 2. März 2027 von Kourou einen Satelliten in eine um 97,4 Grad geneigte Bahn.", 97.4),
    ("es", "Una Vega puso un satélite en órbita desde Kurú el 2 de marzo de 2027, inclinada 97,4 grados.", 97.4),
    ("ru", "2 марта 2027 года «Союз-2» вывел с Байконура спутник на орбиту с наклонением 51,6 градуса.", 51.6),
    ("ko", "한국은 2027년 3월 2일 나로우주센터에서 누리호를 발사해 위성을 경사각 97.6도 궤도에 올렸다.", 97.6),
    ("ja", "日本は2027年3月2日、種子島からH3ロケットで衛星を打ち上げ、軌道傾斜角97.6度の軌道に投入した。", 97.6),
]
NOT_TOLD = [
    f"{FLOWN}. It was to reach an orbit inclined 53 degrees.",
    "A Falcon 9 will launch a satellite from Vandenberg on 5 May 2027 into an orbit inclined 53 degrees.",
    f"{FLOWN}, at a latitude of 34.6 degrees.",
    f"{FLOWN}. The tower was inclined 270 degrees.",
    "North Korea fired a ballistic missile from Sunan on 2 March 2027. Its launcher was inclined 80 degrees.",
]


def read(lang, text):
    header = {"lang": lang, "published": "2027-03-03"}
    return read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))


@pytest.mark.parametrize(("lang", "text", "degrees"), TOLD)
def test_an_inclination_is_read_beside_the_claims(lang, text, degrees):
    report = read(lang, text)
    (claim,) = report.orbits
    assert claim.value["si"] == pytest.approx(math.radians(degrees), abs=1e-6)
    assert all(claim["id"] != report.orbits[0].id for claim in as_report_json(report)["claims"])


@pytest.mark.parametrize("text", NOT_TOLD)
def test_what_was_planned_or_is_no_orbit_has_none(text):
    assert read("en", text).orbits == ()
