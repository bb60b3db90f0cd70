"""Turns of agency copy: who says it via whom, days of announcements, questions with answers, zones, lost tracks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from downrange.linking.relations import relate
from downrange.reading.dates import find_dates
from downrange.reading.folding import fold
from downrange.reading.lexicon import load_lexicon
from downrange.reading.quantities import find_quantities
from downrange.reading.report import read_report
from downrange.reading.schema import as_report_json
from downrange.records.claim import Claim, ClaimKind, Event, Relation, RelationType, Report
from downrange.records.document import Document


def read(text: str, *, lang: str = "en", published: str = "2026-01-16") -> Report:
    header = {"lang": lang, "published": published}
    return read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))


def claims(report: Report, kind: ClaimKind, role: str | None = None) -> list[Claim]:
    return [c for c in report.claims if c.kind is kind and (role is None or c.role == role)]


@pytest.mark.parametrize(
    ("lang", "text", "value", "unit"),
    [
        ("en", "two hundred and fifty kilometres", 250.0, "km"),
        ("en", "four thousand eight hundred km", 4800.0, "km"),
        ("en", "fifty-seven minutes", 57.0, "min"),
        ("fr", "quatre mille huit cents kilomètres", 4800.0, "km"),
        ("fr", "quatre-vingt-dix kilomètres", 90.0, "km"),
        ("fr", "soixante-dix kilomètres", 70.0, "km"),
        ("fr", "une dizaine de minutes", 10.0, "min"),
        ("es", "cuatrocientos kilos", 400.0, "kg"),
    ],
)
def test_numbers_written_in_words_are_read(lang: str, text: str, value: float, unit: str) -> None:
    (found,) = find_quantities(fold(text), load_lexicon(lang), [])
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize(
    ("lang", "text", "days"),
    [
        ("fr", "entre le 12 et le 20 mars", [12, 20]),
        ("en", "between June 17 and 20", [17, 20]),
        ("en", "from 12 to 20 March", [12, 20]),
        ("en", "on March 12 and 20 km away", [12]),
        ("ja", "3月12日から20日", [12, 20]),
    ],
)
def test_two_days_may_share_one_month(lang: str, text: str, days: list[int]) -> None:
    assert [mention.day for mention in find_dates(text, fold(text), load_lexicon(lang))] == days


def test_who_announces_what_another_announced_is_a_relay() -> None:
    text = (
        "Tir annoncé\n\nLa Corée du Nord a informé les garde-côtes japonais qu'elle lancerait un satellite entre le 12 "
        "et le 20 mars, a indiqué dimanche le gouvernement japonais."
    )
    report = read(text, lang="fr", published="2026-03-08")
    (plan,) = claims(report, ClaimKind.PLAN)
    assert plan.value == "2026-03-12/2026-03-20"
    assert plan.chain == ("nk_gov", "jp_gov")


def test_a_pronoun_that_cites_passes_on_what_it_cites() -> None:
    text = (
        "Iran's state television reported on Friday that a Simorgh rocket had put a satellite into orbit. Quoting the "
        "Defence Ministry, it said the orbit was at 460 kilometres."
    )
    (height,) = claims(read(text), ClaimKind.QUANTITY)
    assert height.chain == ("ir_mod", "ir_state_tv")


def test_the_day_of_an_announcement_yields_to_the_day_of_the_launch() -> None:
    text = (
        "Iran's state television reported on Friday that a Simorgh rocket had put a satellite into orbit.\n\n"
        "The Pentagon said the launch, which took place on Thursday, had failed."
    )
    (event,) = read(text).events
    assert event.date_local == "2026-01-15"


def test_a_question_and_its_answer_are_read_together() -> None:
    text = (
        "What North Korea fired\n\n"
        "What was fired? A ballistic missile, according to South Korea's Joint Chiefs of Staff.\n"
        "When? At about 7:10 a.m. on Wednesday, the JCS said.\nFrom where? The Wonsan area."
    )
    report = read(text, published="2026-11-05")
    (time,) = claims(report, ClaimKind.TIME)
    assert (time.role, time.chain) == ("launch", ("jcs",))
    (site,) = claims(report, ClaimKind.PLACE)
    assert (site.role, site.chain) == ("launch_site", ())


def test_losing_a_track_is_no_failed_flight() -> None:
    text = (
        "Tokyo lost the object from its radars\n\nNorth Korea fired a ballistic missile on Wednesday, Seoul said.\n\n"
        "Japan's Defense Ministry said it vanished from radar at 6:35 a.m. over the Yellow Sea."
    )
    report = read(text, published="2026-04-09")
    assert not claims(report, ClaimKind.OUTCOME)
    assert [c.role for c in claims(report, ClaimKind.TIME)] == ["anomaly"]
    assert [c.role for c in claims(report, ClaimKind.PLACE)] == ["detected"]


def test_where_stages_are_to_fall_is_an_announced_zone() -> None:
    text = (
        "The first stage of the Nuri rocket, which is to lift off on Saturday, is to fall 430 km south of Jeju, Seoul "
        "said on Thursday. The fairing is to drop 1,500 kilometres east of Luzon."
    )
    report = read(text, published="2026-08-20")
    rows: list[Any] = [(c.role, c.value) for c in claims(report, ClaimKind.PLACE)]
    assert [(role, v["gaz"], v["distance_km"]) for role, v in rows] == [
        ("announced_zone", "jeju", 430.0),
        ("announced_zone", "luzon", 1500.0),
    ]


def test_a_report_lists_its_own_relations_apart_from_those_with_others() -> None:
    event = Event(id="E1", role="main", cls="SAT", actor="IR", date_local="2026-01-15", cluster="x")

    def outcome(ident: str, value: str, origin: str) -> Claim:
        return Claim(id=ident, event="E1", kind=ClaimKind.OUTCOME, value=value, chain=(origin,))

    mine = Report(
        id="a",
        path="a",
        digest="a",
        events=(event,),
        claims=(outcome("1", "success", "ir_gov"), outcome("2", "failure", "pentagon")),
    )
    other = Report(id="b", path="b", digest="b", events=(event,), claims=(outcome("3", "failure", "experts"),))
    relations = relate([mine, other])
    assert Relation(a="1", type=RelationType.CONTRADICT, b="3") in relations
    plain = as_report_json(replace(mine, relations=relations))
    assert [(r["a"], r["b"]) for r in plain["relations"]] == [("1", "2")]
    assert [(r["a"], r["b"]) for r in plain["relations_across"]] == [("1", "3"), ("2", "3")]


def test_an_interview_with_one_outlet_is_no_relay_of_the_next_statement() -> None:
    text = (
        "India's space agency said on Wednesday that a PSLV rocket had put a satellite into orbit. The rocket took off "
        "from Sriharikota, ISRO chairman V. Narayanan told The Hindu.\n\nISRO said the orbit was at 500 km."
    )
    report = read(text, published="2026-05-14")
    (site,) = claims(report, ClaimKind.PLACE)
    assert site.chain == ("isro", "the_hindu")
    (height,) = claims(report, ClaimKind.QUANTITY)
    assert height.chain == ("isro",)


def test_a_pronoun_quoted_by_an_agency_keeps_its_own_name_first() -> None:
    text = (
        "Le ministère russe de la Défense a annoncé mercredi avoir tiré un missile balistique Sarmat. « L'engin a "
        "parcouru 5.700 km », a-t-il ajouté, cité par l'agence Interfax."
    )
    (figure,) = claims(read(text, lang="fr", published="2026-06-25"), ClaimKind.QUANTITY)
    assert figure.chain == ("ru_mod", "interfax")


def test_a_headline_that_says_to_launch_tells_of_a_plan() -> None:
    text = "India to launch weather satellite in October\n\nAn Indian PSLV rocket will carry the satellite in October."
    assert [event.status for event in read(text, published="2026-08-07").events] == ["planned"]
