"""Drills, games and novels tell of no launch; a real one told beside them does."""

from __future__ import annotations

import pytest

from downrange.reading.report import read_report
from downrange.records.claim import Report
from downrange.records.document import Document

UNREAL = [
    (
        "en",
        "Villagers evacuated as a make-believe booster comes down\n\n"
        "The phone rang at 8:15 on Tuesday: a rocket stage had fallen on a barn near Thurso. It was the opening of a "
        "rescue exercise that involved 90 firefighters.\n\n"
        "According to the scenario, a launcher left SaxaVord at 7:58 with three satellites on board. Its second stage "
        "lost thrust after 4 minutes, it reached 120 km and fell back in pieces.\n\n"
        "The next exercise, with a satellite on the beach, will be launched in May.",
    ),
    (
        "en",
        "New board game sends players to orbit\n\n"
        "In the board game Countdown, three agencies race for the Moon. Players launch rockets from Baikonur, Kourou "
        "and Vandenberg; on Friday our tester lost a satellite when his second stage exploded at 90 km.\n\n"
        "North Korea's player fired a ballistic missile 900 km into the Sea of Japan and won the round.",
    ),
    (
        "fr",
        "Un missile fictif au lycée\n\n"
        "L’exercice de sécurité civile a commencé mardi à 10h. Selon le scénario, la Corée du Nord avait tiré un "
        "missile balistique intercontinental.\n\n"
        "Le missile avait parcouru 1 000 km et s’était abîmé en mer du Japon.",
    ),
    (
        "de",
        "Katastrophenschutzübung: Raketenstufe im Kornfeld\n\n"
        "Am Samstag um 9.30 Uhr fiel bei Kiruna eine Raketenstufe auf einen Hof. So begann die Katastrophenschutzübung "
        "mit 120 Helfern.\n\n"
        "Laut Drehbuch der Übung war die Rakete um 9.02 Uhr in Andøya mit zwei Satelliten gestartet und nach 40 "
        "Sekunden explodiert.",
    ),
    (
        "es",
        "Simulacro de emergencia en Huelva por un cohete imaginario\n\n"
        "El simulacro de ayer movilizó a 60 bomberos. Según el guion, un cohete despegó ayer de El Arenosillo a las "
        "10.05 y explotó a los 50 segundos.\n\n"
        "El cohete llevaba un satélite de 30 kilos y cayó a 12 kilómetros de la costa.",
    ),
    (
        "ru",
        "Спасатели искали условную ступень ракеты\n\n"
        "Учения спасателей прошли во вторник под Архангельском. По сценарию учений, ракета «Союз-2» стартовала во "
        "вторник с космодрома Плесецк и потерпела аварию на 300-й секунде.\n\n"
        "Условная ступень ракеты упала в тайге, спутник был потерян.",
    ),
    (
        "ja",
        "ロケット落下を想定 町で防災訓練\n\n"
        "10日、町で防災訓練が行われた。訓練の想定では、種子島宇宙センターから10日に打ち上げられたロケットの2段目が爆発し、"
        "破片が町に落下した。\n\n衛星2基を載せたロケットは高度120キロに達したという想定だった。",
    ),
    (
        "ko",
        "로켓 잔해 떨어졌다… 가상의 재난 대응 훈련\n\n"
        "10일 고흥군에서 재난 대응 훈련이 열렸다. 훈련 시나리오에 따르면 나로우주센터에서 10일 발사된 누리호가 "
        "폭발했다.\n\n위성 2기를 실은 로켓은 고도 120km까지 올라간 것으로 가정했다.",
    ),
]

REAL = [
    (
        "en",
        "Fire crews train for a falling rocket\n\n"
        "The rescue exercise assumed that a fictitious rocket stage had come down in the forest. The drill was held on "
        "Tuesday.\n\n"
        "On 30 March 2025 Isar Aerospace launched its Spectrum rocket from Andøya. It fell into the sea after 30 "
        "seconds.",
        "2025-03-30",
    ),
    (
        "en",
        "Town rehearses for missile debris\n\n"
        "The evacuation drill comes ten days after North Korea fired an intercontinental ballistic missile on 21 "
        "October 2024. The drill involved 200 people.",
        "2024-10-21",
    ),
    (
        "en",
        "Japan holds drill after launch\n\n"
        "After North Korea fired a ballistic missile on 31 October 2024, a school in Aomori held an evacuation drill.",
        "2024-10-31",
    ),
    (
        "fr",
        "Un exercice de secours à Kourou\n\n"
        "L’exercice de secours, avec une fusée fictive, a eu lieu mardi, après l’échec du lanceur Vega-C, perdu le 20 "
        "décembre 2022 au départ de Kourou.",
        "2022-12-20",
    ),
    (
        "ko",
        "북, 미사일 발사훈련\n\n조선중앙통신은 북한이 2024년 10월 31일 대륙간탄도미사일 화성-19형을 발사하는 훈련을 "
        "했다고 보도했다.",
        "2024-10-31",
    ),
    (
        "ja",
        "北朝鮮がミサイル発射訓練\n\n朝鮮中央通信は、北朝鮮が2023年1月18日に大陸間弾道ミサイル「火星15型」を発射する訓練を"
        "行ったと報じた。",
        "2023-01-18",
    ),
]


def _read(lang: str, text: str, published: str) -> Report:
    header = {"id": "x", "lang": lang, "published": published}
    return read_report(Document(path="x.txt", digest="0" * 64, text=text, header=header, first_line=1))


@pytest.mark.parametrize(("lang", "text"), UNREAL, ids=[f"{n}-{lang}" for n, (lang, _) in enumerate(UNREAL)])
def test_what_a_scenario_tells_is_no_launch(lang: str, text: str) -> None:
    report = _read(lang, text, "2025-11-12")
    assert not report.events
    assert not report.claims


@pytest.mark.parametrize(("lang", "text", "day"), REAL, ids=[f"{n}-{lang}" for n, (lang, _, _) in enumerate(REAL)])
def test_a_real_launch_beside_a_drill_is_read(lang: str, text: str, day: str) -> None:
    report = _read(lang, text, f"{day[:4]}-{day[5:7]}-31" if day < "2025" else "2025-11-12")
    assert [event.date_local for event in report.events] == [day]
