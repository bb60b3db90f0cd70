"""Statements with labeled items, days of speaking before the verb, deeds of who speaks, plans that follow."""

from __future__ import annotations

import pytest

from downrange.reading.report import read_report
from downrange.records.claim import Claim, ClaimKind, Report
from downrange.records.document import Document

MINISTRY = """ミサイル発射に関する情報

昨日（５月６日）の北朝鮮による弾道ミサイル発射について、次のとおりお知らせします。

・最高高度：約600km
・飛翔距離：約750kmを超える
・落下時刻：９時12分頃
・落下場所：青森県・深浦町の西約300kmの日本海（我が国の排他的経済水域の外側）

朝鮮中央通信は本日、中距離弾道ミサイルを発射し、最高高度611kmまで上昇した後、東海の公海上の目標水域に着弾したと報じています。
"""


def read(text: str, lang: str, published: str) -> Report:
    header = {"lang": lang, "published": published}
    return read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header))


def told(report: Report, kind: ClaimKind, role: str | None = None) -> list[Claim]:
    return [c for c in report.claims if c.kind is kind and (role is None or c.role == role)]


def values(report: Report, role: str) -> list[tuple[float, tuple[str, ...]]]:
    return [(c.value["value"], c.chain) for c in told(report, ClaimKind.QUANTITY, role)]  # type: ignore[index]


def test_a_ministrys_list_is_read_item_by_item() -> None:
    report = read(MINISTRY, "ja", "2026-05-07")
    assert values(report, "range") == [(750.0, ())]
    assert values(report, "apogee") == [(600.0, ()), (611.0, ("kcna",))]
    (impact,) = told(report, ClaimKind.TIME, "impact")
    assert impact.value["utc"] == "2026-05-06T00:12Z"  # type: ignore[index]


def test_the_day_beside_who_speaks_is_no_day_of_a_launch_told_before() -> None:
    report = read(MINISTRY, "ja", "2026-05-07")
    assert [event.date_local for event in report.events] == ["2026-05-06"]


def test_where_the_verb_comes_last_the_one_before_a_comma_does_not_launch_from_a_sea() -> None:
    report = read(MINISTRY, "ja", "2026-05-07")
    assert {c.role for c in told(report, ClaimKind.PLACE) if c.value["gaz"] == "sea-of-japan"} <= {"impact"}  # type: ignore[index]
    assert not told(report, ClaimKind.PLACE, "launch_site")


def test_a_link_behind_a_mark_stays_boilerplate() -> None:
    report = read(MINISTRY + "\n▶ 関連：過去最長の90分飛行\n", "ja", "2026-05-07")
    assert not told(report, ClaimKind.QUANTITY, "flight_time")


@pytest.mark.parametrize(
    ("lang", "text", "country"),
    [
        ("fr", "Tokyo (AFP) – L'Iran affirme avoir tiré lundi une fusée portant un satellite.", "IR"),
        ("es", "Seúl (EFE) - Irán aseguró el martes haber lanzado un satélite el lunes.", "IR"),
        ("en", "SEOUL (AP) - Iran claims to have fired a ballistic missile on Monday.", "IR"),
        ("fr", "Washington (AFP) – La Corée du Nord a tiré des missiles balistiques lundi.", "KP"),
    ],
)
def test_the_deed_claimed_is_the_speakers_not_the_datelines(lang: str, text: str, country: str) -> None:
    assert [event.actor for event in read(text, lang, "2026-05-13").events] == [country]


TO_COME = {
    "en": "A Soyuz lifted off from Baikonur on Monday. Next comes the Gaganyaan mission, planned for August.",
    "de": "Am Montag ist eine Sojus von Baikonur gestartet. Im kommenden Jahr soll eine Ariane 6 folgen.",
    "fr": "Une fusée Soyouz a décollé lundi de Baïkonour. Une Ariane 6 doit suivre en août.",
}


@pytest.mark.parametrize("lang", TO_COME)
def test_what_is_planned_for_a_month_or_is_to_follow_is_a_launch_to_come(lang: str) -> None:
    report = read(TO_COME[lang], lang, "2026-05-13")
    assert [event.status for event in report.events] == ["occurred", "planned"]
    assert [c.value for c in told(report, ClaimKind.PLAN)] == ["2027" if lang == "de" else "2026-08"]


def test_sanctions_that_are_to_follow_are_no_launch() -> None:
    text = "North Korea fired a missile on Monday. New sanctions are to follow in August, a summit in 2027."
    assert [event.status for event in read(text, "en", "2026-05-13").events] == ["occurred"]


def test_a_clock_time_elsewhere_gives_way_to_the_local_one() -> None:
    text = (
        "À 4h03 à Toulouse, soit 23h03 vendredi sur place, la fusée Vega-C s'est arrachée du Centre spatial guyanais."
    )
    (launch,) = told(read(text, "fr", "2025-07-26"), ClaimKind.TIME, "launch")
    assert launch.value["utc"] == "2025-07-26T02:03Z"  # type: ignore[index]
    assert not told(read(text, "fr", "2025-07-26"), ClaimKind.CAUSE)


LETTERED = """Launch hazards

Rocket Lab will launch an Electron from Mahia no sooner than 20 June. Boats must keep clear of the sector off the coast.

4. Earlier failures. Skippers have asked what became of the flights before.
(a) 19 September 2023, 18:55 NZST. An Electron was lost two and a half minutes after leaving the ground off Mahia.
(b) 15 May 2021, 23:11 NZST. An Electron with two satellites did not make it to orbit, as the company announced.
(c) 5 July 2020 (a Sunday). An Electron with seven small satellites never reached orbit for want of a good joint.
"""


def test_items_with_letters_are_entries_of_their_own() -> None:
    report = read(LETTERED, "en", "2026-06-08")
    days = {event.date_local for event in report.events if event.outcome == "failure"}
    assert days == {"2023-09-19", "2021-05-15", "2020-07-05"}


def test_a_vehicle_foreseen_for_a_weekday_lies_ahead() -> None:
    text = (
        "Un Falcon 9 despegó el domingo de Florida con un satélite argentino. Arianespace tiene previsto para este "
        "martes por la noche un Vega que llevará desde Kourou 53 satélites."
    )
    report = read(text, "es", "2026-06-15")
    assert [event.date_local for event in report.events if event.status == "planned"] == ["2026-06-16"]
