"""Which launch a clause is about: days counted from others, launches pointed back at, sections, and who says what."""

from __future__ import annotations

from datetime import date

import pytest

from downrange.linking.events import link_events
from downrange.reading.dates import find_dates
from downrange.reading.folding import fold
from downrange.reading.lexicon import load_lexicon
from downrange.reading.report import read_report
from downrange.records.claim import Claim, Report
from downrange.records.document import Document


def read(text: str, *, lang: str = "en", published: str = "2023-06-01") -> Report:
    document = Document(path="made", digest="0" * 64, text=text, header={"lang": lang, "published": published})
    return link_events([read_report(document)])[0]


def days(report: Report) -> list[str | None]:
    return sorted((event.date_local for event in report.events), key=str)


def of(report: Report, day: str, kind: str) -> list[Claim]:
    ids = {event.id for event in report.events if event.date_local == day}
    return [claim for claim in report.claims if claim.event in ids and claim.kind == kind]


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [
        ("en", "three days ago", "2023-05-29"),
        ("fr", "il y a trois jours", "2023-05-29"),
        ("de", "vor drei Tagen", "2023-05-29"),
        ("es", "hace tres días", "2023-05-29"),
        ("ru", "три дня назад", "2023-05-29"),
        ("ko", "사흘 전", "2023-05-29"),
        ("en", "on 5 May 2022. Eight days earlier", "2022-04-27"),
        ("de", "am 5. Mai 2022. Zwei Wochen später", "2022-05-19"),
        ("ru", "5 мая 2022 года, через 8 дней", "2022-05-13"),
        ("en", "on Monday last week", "2023-05-22"),
        ("ja", "平成25年9月14日", "2013-09-14"),
        ("ja", "令和元年5月2日", "2019-05-02"),
    ],
)
def test_days_are_counted_from_publication_or_from_the_date_told_before(lang: str, text: str, day: str) -> None:
    mentions = find_dates(text, fold(text), load_lexicon(lang))
    assert mentions[-1].resolve(date(2023, 6, 1)) == day


def test_a_day_apart_counts_from_the_launch_of_its_sentence() -> None:
    report = read(
        "Iran put three satellites into orbit with a Simorgh rocket on Sunday. The launch of 28 January comes eight "
        "days after the Guards sent the satellite Soraya up with a Qaem-100.",
        published="2024-01-28",
    )
    assert days(report) == ["2024-01-20", "2024-01-28"]


def test_a_calendar_date_of_the_lift_off_outweighs_the_day_of_another_verb() -> None:
    report = read(
        "SpaceX's Falcon 9 was grounded on Friday after a failure that stranded its satellites.\n\nThe Falcon 9 left "
        "Vandenberg on July 11 at 10:35 p.m. Eastern.",
        published="2024-07-12",
    )
    assert days(report) == ["2024-07-11"]


def test_that_case_is_the_launch_recalled_last() -> None:
    report = read(
        "A Falcon 9 launched a satellite on Monday. It was the first failure in flight since June 28, 2015, when a "
        "Falcon 9 broke apart after leaving Cape Canaveral. In that case a strut inside the second stage had failed.",
        published="2024-07-16",
    )
    assert any("second_stage" in str(claim.value) for claim in of(report, "2015-06-28", "cause"))


def test_the_name_of_what_flew_and_its_day_are_a_launch_that_the_catalog_holds() -> None:
    words = (
        "A Falcon Heavy launched a military satellite on Jan. 15. Three days later a Falcon 9 carried a GPS satellite."
    )
    assert days(read(words, published="2023-01-20")) == ["2023-01-15", "2023-01-18"]
    made = words.replace("Three days later", "Nine days earlier")
    assert "2023-01-06" not in days(read(made, published="2023-01-20"))


def test_a_day_told_with_how_it_went_is_a_launch_that_the_catalog_holds() -> None:
    report = read(
        "«Ангара-А5» стартовала в четверг с космодрома Восточный. Первые два испытания — 23 декабря 2014 года и "
        "14 декабря 2020 года — завершились успешно.",
        lang="ru",
        published="2024-04-11",
    )
    assert days(report) == ["2014-12-23", "2020-12-14", "2024-04-11"]


def test_an_earlier_day_told_first_is_that_of_the_launch_told_next() -> None:
    report = read(
        "La Corée du Nord a tiré mardi un missile balistique. Le dernier survol du Japon remontait au 15 septembre "
        "2017. Le Nord avait alors lancé un missile de portée intermédiaire.",
        lang="fr",
        published="2022-10-05",
    )
    assert days(report) == ["2017-09-15", "2022-10-04"]


def test_a_section_of_its_own_is_about_its_own_launch() -> None:
    report = read(
        "Rocket week\n\nBritain: a bad night\n\nVirgin Orbit's LauncherOne failed to reach orbit on January 9 with "
        "nine satellites.\n\nAlaska: short hop\n\nABL's RS1 launched on January 10 and crashed.\n\n"
        "Florida: two more\n\nA Falcon Heavy launched a satellite on January 15.",
        published="2023-01-20",
    )
    assert days(report) == ["2023-01-09", "2023-01-10", "2023-01-15"]
    assert [claim.value for claim in of(report, "2023-01-09", "count")] == [9]


def test_an_orbit_told_as_two_numbers_is_perigee_and_apogee() -> None:
    report = read("Iran launched a satellite on Thursday from Semnan into an orbit of 490 by 1,426 km.")
    figures = [claim for claim in report.claims if claim.kind == "quantity"]
    found = {claim.role: claim.value["si"] for claim in figures if isinstance(claim.value, dict)}
    assert (found["perigee"], found["apogee"]) == (490e3, 1426e3)


def test_what_is_required_was_not_reached() -> None:
    report = read(
        "Iran launched a Simorgh rocket on Thursday. To enter orbit its speed must exceed 7,600 m/s. It reached "
        "7,350 m/s."
    )
    assert [c.value["si"] for c in report.claims if c.role == "speed" and isinstance(c.value, dict)] == [7350.0]


@pytest.mark.parametrize(
    "text",
    [
        "It reached 7,350 m/s, but a speed of 7,600 meters per second would have been needed to stay in orbit.",
        "A satellite needs 7.6 km/s to stay in orbit. The rocket flew at 7,350 m/s.",
        "It flew at 7,350 m/s. That was half a kilometer per second short.",
    ],
)
def test_a_speed_that_was_lacked_was_not_reached(text: str) -> None:
    report = read(f"Iran launched a Simorgh rocket on Thursday with a satellite. {text}")
    assert [c.value["si"] for c in report.claims if c.role == "speed" and isinstance(c.value, dict)] == [7350.0]


def test_a_speed_that_was_lacked_in_french() -> None:
    report = read(
        "L'Iran a tiré jeudi une fusée Simorgh avec un satellite. Elle a atteint 6 500 m/s. Il aurait fallu 7 600 m/s "
        "pour la mettre en orbite.",
        lang="fr",
    )
    assert [c.value["si"] for c in report.claims if c.role == "speed" and isinstance(c.value, dict)] == [6500.0]


def test_a_relative_clause_is_said_by_its_own_subject_only() -> None:
    report = read(
        "Japan launched a satellite on Thursday from Tanegashima. The rocket, which Pyongyang called a threat, flew "
        "600 km, JAXA said."
    )
    (flown,) = [claim for claim in report.claims if claim.role == "range"]
    assert flown.chain == ("jaxa",)


def test_a_quotation_with_a_colon_inside_is_one_stretch() -> None:
    report = read(
        'India launched a PSLV on Thursday. "The mission failed: the heat shield did not separate", ISRO said on its '
        "page later that evening, in a statement of four lines."
    )
    assert {claim.chain for claim in report.claims if claim.kind == "outcome"} == {("isro",)}


def test_who_acts_and_then_claims_is_the_source_where_the_verb_is_last() -> None:
    report = read(
        "북한이 21일 군사정찰위성 만리경-1호를 발사해 궤도에 진입시켰다고 22일 주장했다.",
        lang="ko",
        published="2023-11-22",
    )
    assert days(report) == ["2023-11-21"]
    assert {claim.chain for claim in report.claims} == {("nk_gov",)}


def test_claims_of_two_launches_told_in_one_word_have_ids_of_their_own() -> None:
    report = read("Falcon 1 had three failures, in March 2006, March 2007 and August 2008.", published="2012-06-03")
    ids = [claim.id for claim in report.claims]
    assert len(ids) == len(set(ids))


def test_no_lag_is_read_out_of_bare_numbers() -> None:
    text = "It flew 8 days. 3 weeks of talks, 5 years."
    assert find_dates(text, fold(text), load_lexicon("en")) == []


def test_a_noun_with_a_name_behind_it_stands_for_nobody_else() -> None:
    report = read(
        "North Korea told Japan that it would launch a satellite between June 5 and June 11, the Japan Coast Guard "
        "said.\n\nAccording to the daily Hankook Ilbo, the first stage is expected to fall 253 km west of Taean."
    )
    assert {claim.chain for claim in report.claims if claim.role == "announced_zone"} == {("hankook_ilbo",)}
