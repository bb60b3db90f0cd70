"""Which launch is meant: by the vehicle's name, by a section's heading, by a day told elsewhere, by who is quoted."""

from __future__ import annotations

from downrange.catalog.families import catalog_beginnings, find_variant, is_of_family, is_variant
from downrange.linking.events import link_events
from downrange.reading.report import read_report
from downrange.records.claim import Claim, ClaimKind, Event, Report
from downrange.records.document import Document

ROUND_UP = """Small rockets, big trouble

1. Alpha
It left Vandenberg on 2 September 2021 and blew up two and a half minutes later.

2. Rocket 3.3
The 13-metre vehicle drifted sideways on 28 August 2021 before it climbed from Kodiak.

3. Super Strypi
Remember 3 November 2015? Scrubbed twice before, the Super Strypi finally left Kauai and failed.
"""


def read(text: str, published: str, lang: str = "en") -> Report:
    header = {"lang": lang, "published": published}
    return link_events([read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header))])[0]


def days(report: Report) -> list[str | None]:
    return sorted(event.date_local or "" for event in report.events)


def of_kind(report: Report, event: Event, kind: ClaimKind) -> list[Claim]:
    return [c for c in report.claims if c.event == event.id and c.kind is kind]


def test_a_vehicle_has_one_name_in_the_press_and_another_in_the_catalog() -> None:
    assert catalog_beginnings("Long March") == ("chang zheng",)
    assert is_of_family("Ceres-1", "Gushenxing 1")
    assert not is_of_family("Falcon 9", "Falcon Heavy")


def test_the_variant_behind_a_name_is_read_only_where_the_catalog_knows_it() -> None:
    assert find_variant("Long March", "-7a out of wenchang") == "7a"
    assert find_variant("Long March", " 99 launches") is None
    assert is_variant("Long March", "2c", "Chang Zheng 2C/YZ-1S")


def test_two_chinese_launches_a_day_apart_are_told_apart_by_their_vehicles() -> None:
    report = read(
        "A Long March 7A left Wenchang on January 8. A Ceres-1 followed on the 9th from Jiuquan with five satellites.",
        "2023-01-20",
    )
    assert [event.vehicle for event in report.events] == ["Chang Zheng 7A", "Gushenxing 1"]


def test_two_missiles_of_two_classes_on_a_day_are_two_launches() -> None:
    report = read(
        "Ранее, 19 февраля, с Плесецка стартовала МБР «Ярс», а с подводной лодки в Баренцевом море была запущена "
        "баллистическая ракета «Синева».",
        "2022-04-20",
        "ru",
    )
    assert [event.vehicle for event in report.events] == ["Yars", "Sineva"]


def test_numbered_sections_each_tell_of_a_launch_of_their_own() -> None:
    report = read(ROUND_UP, "2022-02-01")
    assert days(report) == ["2015-11-03", "2021-08-28", "2021-09-02"]
    assert {event.catalog for event in report.events} == {"2021-F08", "2021-F07", "2015-F03"}


def test_a_day_in_front_of_the_clause_that_tells_is_the_launch_s() -> None:
    report = read(
        "Die Eris-Rakete hob am Mittwoch ab. Erinnerungen wurden an den 30. März wach, als die Spectrum ins Meer fiel.",
        "2025-07-31",
        "de",
    )
    spectrum = next(event for event in report.events if event.actor == "DE")
    assert [c.value for c in of_kind(report, spectrum, ClaimKind.DATE)] == ["2025-03-30"]


def test_a_plan_in_six_to_eight_months_is_a_window() -> None:
    report = read(
        "Australia's Eris rocket crashed on Wednesday. Gilmour Space plans a second flight in six to eight months.",
        "2025-07-31",
    )
    assert [e.date_local for e in report.events if e.status == "planned"] == ["2026-01-01/2026-03-31"]


def test_a_plan_before_the_end_of_the_year_runs_from_publication() -> None:
    report = read(
        "Ракета «Сармат» впервые запущена 20 апреля с космодрома Плесецк. Следующее испытание планируется провести до "
        "конца года.",
        "2022-04-21",
        "ru",
    )
    assert [e.date_local for e in report.events if e.status == "planned"] == ["2022-04-21/2022-12-31"]


def test_all_sentences_of_a_quotation_are_its_speaker_s() -> None:
    report = read(
        "A PSLV failed on Friday. “The third stage shut down. The satellite was lost,” ISRO said.", "2025-05-20"
    )
    spoken = [c.chain for c in report.claims if c.kind is ClaimKind.CAUSE]
    assert spoken == [("isro",)]


def test_an_agency_before_a_dash_is_a_credit_and_no_source() -> None:
    report = read(
        "Москва. 20 апреля. INTERFAX.RU – Ракета «Сармат» запущена с космодрома Плесецк, сообщило в среду "
        "Министерство обороны России.",
        "2022-04-20",
        "ru",
    )
    assert {c.chain for c in report.claims} == {("ru_mod",)}


def test_a_participle_behind_a_comma_is_said_by_who_acts() -> None:
    report = read("North Korea launched a rocket on Sunday, claiming it had put a satellite in orbit.", "2009-04-06")
    assert [c.chain for c in report.claims if c.kind is ClaimKind.OUTCOME] == [("nk_gov",)]
    assert [c.chain for c in report.claims if c.kind is ClaimKind.DATE] == [()]


def test_a_german_clause_with_wie_names_the_source_of_what_stands_before_it() -> None:
    report = read(
        "Eine Ariane-6-Rakete ist am Dienstag in Kourou gestartet. Sie stieg auf 580 Kilometer, wie die Esa mitteilte.",
        "2024-07-10",
        "de",
    )
    assert [c.chain for c in report.claims if c.kind is ClaimKind.QUANTITY] == [("esa",)]


def test_what_came_no_higher_than_suborbital_on_a_day_without_an_orbital_launch_was_suborbital() -> None:
    report = read("L'Iran a lancé lundi une fusée, qui a atteint une altitude de 120 km.", "2013-02-01", "fr")
    assert [event.cls for event in report.events] == ["SUB"]


def test_a_region_gives_way_to_the_site_in_it() -> None:
    report = read("A Minotaur rocket left Wallops Island on Monday. The rocket rose from Virginia.", "2013-11-20")
    places = [c.value["gaz"] for c in report.claims if c.role == "launch_site"]  # type: ignore[index]
    assert places == ["wallops"]


def test_what_is_only_mentioned_beside_a_launch_was_not_launched() -> None:
    for text, kinds in (
        ("Iran put a satellite in orbit on Saturday amid tension over its ballistic missiles.", ["sat"]),
        ("NASA launched a sounding rocket on Saturday. It was a trial of new Black Brant motors.", ["suborbital"]),
        ("Iran fired a ballistic missile on Saturday. Paris criticized the missile tests of Tehran.", ["bm"]),
    ):
        told = read(text, "2024-01-20").claims
        assert [c.value for c in told if c.kind is ClaimKind.LAUNCH] == kinds


def test_a_part_of_what_was_launched_is_not_how_many_were() -> None:
    text = "A Soyuz rocket launched 55 satellites from Vostochny on Tuesday, among them two Ionosfera satellites."
    told = read(text, "2024-11-06").claims
    assert [c.value for c in told if c.kind is ClaimKind.COUNT] == [55]


def test_the_day_of_a_statement_is_no_day_of_a_launch_that_has_one() -> None:
    text = (
        "A Simorgh rocket lifted off from Iran on Thursday, state television said. "
        "The FAA slowed planes down on Thursday evening."
    )
    told = read(text, "2021-12-31").claims
    assert [c.chain for c in told if c.kind is ClaimKind.DATE] == [("ir_state_tv",)]
