"""Texts full of words for launching, about no launch: sports, planes, shops, films, anniversaries, fires."""

from __future__ import annotations

import pytest

from downrange.reading.report import read_report
from downrange.records.document import Document

TEXTS = [
    ("es", "El delantero salió como un misil y voló por encima de la defensa. El equipo lanzó el domingo 14 tiros."),
    ("es", "Un globo meteorológico despegó el lunes de Huelva y ascendió hasta los 30 kilómetros."),
    ("de", "Der Verein flog am Samstag nach Madrid. Die neue Rakete im Angriff startete stark und traf das Ziel."),
    ("de", "Am Montag brannte in Kourou eine Lagerhalle. Der nächste Start einer Ariane sei nicht gefährdet."),
    ("en", "The airline's new plane took off from Seoul on Sunday and flew 960 km. Its maiden flight was a success."),
    ("en", "Sixty-seven years ago today, Sputnik 1 lifted off from Baikonur. A museum opens an exhibition on Friday."),
    ("en", "The Air Force blew up a Minuteman III over the Pacific on Wednesday, officials say in the new thriller."),
    ("en", "The chairman left Texas on Sunday. Shares climbed to $900 and fell back. 'We lost a customer,' he said."),
    ("en", "A 2,300-kg satellite launched in 1995 will burn up over the Pacific on Sunday, the agency said."),
    ("fr", "La start-up Electron a lancé dimanche son application. Le prix du gaz s'est envolé de 30 %."),
    ("fr", "Un incendie s'est déclaré mardi à Vernon. Le moteur Vulcain a été testé 12 secondes sur banc."),
    ("ru", "Самолет вылетел в воскресенье из Москвы. Хоккеист запустил шайбу в ворота. Он взлетел как ракета."),
    ("ko", "손흥민이 10일 미사일 같은 슛을 쏘아 올렸다. 신형 전기차 로켓은 4월 출시될 예정이다."),
    ("ja", "大谷は10日、ロケットのような打球を放ち、132メートル飛ばした。"),
]


@pytest.mark.parametrize(("lang", "text"), TEXTS)
def test_a_text_about_no_launch_tells_of_none(lang: str, text: str) -> None:
    header = {"lang": lang, "published": "2024-03-11"}
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))
    assert report.events == ()
    assert report.claims == ()
