"""How texts refer to launches: by a word that stands for one, by its place in a row, by what comes next, by a name.

`referring/<language>.txt` holds passages written out by construction, date form and tense, of two sentences or so; of
each construction one passage. A line is the kind of construction (R a recalled launch, O several, T told from another
day, V another vehicle, P one to come, N and B the news told in other words, L a list, S the same launch again, X and Y
other things that are dated), whether its construction was looked into while mending or kept apart, the day of
publication, the launches (day or month, `+` where it is to come, country, how it ended), a bar, and the text.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from downrange.linking.events import link_events
from downrange.reading.report import read_report
from downrange.records.claim import Claim, ClaimKind, Event, Report
from downrange.records.document import Document

FOLDER = Path(__file__).parent / "referring"
LANGUAGES = ["de", "en", "es", "fr", "ja", "ko", "ru"]
FLOORS = {"mended": 0.95, "kept": 0.87}
"""Share of passages whose launches are all found, and no other: what was reached, rounded down."""


def read(text: str, lang: str = "en", published: str = "2023-09-20") -> Report:
    header = {"lang": lang, "published": published}
    return link_events([read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header))])[0]


def lines(lang: str) -> list[tuple[str, str, str, list[str], str]]:
    """Kind, half, day of publication, launches and text of each passage."""
    found: list[tuple[str, str, str, list[str], str]] = []
    for line in (FOLDER / f"{lang}.txt").read_text(encoding="utf-8").splitlines():
        head, _, text = line.partition("|")
        kind, half, published, *launches = head.split()
        found.append((kind, half, published, launches, text.replace("\\n", "\n")))
    return found


def is_right(report: Report, launches: list[str]) -> bool:
    """Whether a report has the launches asked for and no others, whatever it says of how they ended."""
    left = list(report.events)
    for launch in launches:
        day, _, country = launch.partition(":")[0].partition("@")
        status = "planned" if day.endswith("+") else "occurred"
        event = next((e for e in left if fits(e, day.rstrip("+"), country, status)), None)
        if event is None:
            return False
        left.remove(event)
    return not left


def fits(event: Event, day: str, country: str, status: str) -> bool:
    told = event.date_local or ""
    return (event.status, event.actor) == (status, country) and told.startswith(day)


def days(report: Report) -> list[str]:
    return sorted(event.date_local or "" for event in report.events)


def of(report: Report, day: str, kind: ClaimKind) -> list[Claim]:
    ids = {event.id for event in report.events if (event.date_local or "").startswith(day)}
    return [claim for claim in report.claims if claim.event in ids and claim.kind is kind]


@pytest.mark.parametrize("half", ["mended", "kept"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_launches_that_a_text_refers_to_are_found_and_no_others(lang: str, half: str) -> None:
    rows = [row for row in lines(lang) if row[1] == half]
    right = sum(is_right(read(text, lang, published), launches) for _, _, published, launches, text in rows)
    assert right / len(rows) >= FLOORS[half], f"{right} of {len(rows)}"


ELECTRON = "Rocket Lab launched an Electron rocket on Tuesday, but it failed shortly after lift-off. "


@pytest.mark.parametrize(
    "words",
    [
        "Another one met the same fate in May 2021.",
        "The same thing had happened on 15 May 2021.",
        "The accident of 15 May 2021 is not forgotten.",
        "Two years before, on 15 May 2021, an identical vehicle had been lost.",
    ],
)
def test_a_word_that_stands_for_a_launch_recalls_one_that_the_catalog_holds(words: str) -> None:
    assert days(read(ELECTRON + words)) == ["2021-05-15", "2023-09-19"]


@pytest.mark.parametrize(
    "words",
    [
        "The contract for it was signed on 15 May 2021.",
        "Another one met the same fate on 3 June 2021.",
        "The previous one was shown at a parade in May 2021.",
    ],
)
def test_what_else_is_dated_is_no_launch(words: str) -> None:
    assert days(read(ELECTRON + words)) == ["2023-09-19"]


def test_it_ended_as_the_launch_told_before_where_the_words_say_so() -> None:
    report = read(ELECTRON + "Another one met the same fate in May 2021.")
    assert [claim.value for claim in of(report, "2021-05-15", ClaimKind.OUTCOME)] == ["failure"]


def test_the_noun_beside_a_day_tells_how_the_launch_of_that_day_ended() -> None:
    report = read(
        "Japan put a satellite into orbit on Saturday with an H3 rocket. It was the first attempt since the accident "
        "of 7 March 2023.",
        published="2024-02-18",
    )
    assert [claim.value for claim in of(report, "2023-03-07", ClaimKind.OUTCOME)] == ["failure"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The first crashed on 31 May 2023, the second on 24 August 2023."),
        ("en", "It had failed twice: on 31 May 2023 and again on 24 August 2023."),
        ("fr", "Deux ont été perdues, la première le 31 mai 2023, la seconde le 24 août 2023."),
        ("de", "Die erste stürzte am 31. Mai 2023 ab, die zweite am 24. August 2023."),
        ("ja", "1回目は2023年5月31日、2回目は2023年8月24日に失敗した。"),
    ],
)
def test_each_of_a_row_with_a_date_is_a_launch_and_all_ended_as_one_is_told_to_have(lang: str, text: str) -> None:
    news = {
        "en": "North Korea put a satellite into orbit on Tuesday with a Chollima-1 rocket. ",
        "fr": "La Corée du Nord a placé mardi un satellite en orbite avec une fusée Chollima-1. ",
        "de": "Nordkorea hat am Dienstag mit einer Chollima-1-Rakete einen Satelliten in den Orbit gebracht. ",
        "ja": "北朝鮮は21日、ロケット「千里馬1」で衛星を軌道に投入した。",
    }
    report = read(news[lang] + text, lang, "2023-11-22")
    assert days(report) == ["2023-05-31", "2023-08-24", "2023-11-21"]
    for day in ("2023-05-31", "2023-08-24"):
        assert [claim.value for claim in of(report, day, ClaimKind.OUTCOME)] == ["failure"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The next is down for November 2023."),
        ("en", "The next try is not expected before November 2023."),
        ("en", "Rocket Lab means to return the type to flight in November 2023."),
    ],
)
def test_the_next_one_needs_no_name_to_be_a_plan(lang: str, text: str) -> None:
    planned = [event.date_local for event in read(ELECTRON + text, lang).events if event.status == "planned"]
    assert planned == ["2023-11"]


def test_the_next_meeting_is_no_launch_to_come() -> None:
    assert days(read(ELECTRON + "The next meeting is planned for November 2023.")) == ["2023-09-19"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In August 2021 the GSLV came to grief.", ["2021-08-12", "2023-09-19"]),
        ("A GSLV was shown at an exhibition on 12 August 2021.", ["2023-09-19"]),
        ("The Shaheen-III had flown in April 2022.", ["2022-04-09", "2023-09-19"]),
    ],
)
def test_another_vehicle_with_its_month_is_another_launch(text: str, found: list[str]) -> None:
    assert days(read(ELECTRON + text)) == found


def test_an_old_day_right_behind_a_verb_of_remembering_is_that_of_the_launch() -> None:
    report = read(
        "A Proton failed on 16 May. Many recall 2 July 2013, when a Proton with three Glonass satellites hit the "
        "ground.",
        published="2015-08-14",
    )
    assert days(report) == ["2013-07-02", "2015-05-16"]


def test_a_bracket_with_a_semicolon_parts_no_clause() -> None:
    report = read(
        "Trois satellites canadiens ont été lancés ce matin, à 7 h 17 (heure du Pacifique; 10 h 17 à Longueuil), de la "
        "base de Vandenberg, par une fusée Falcon 9.",
        "fr",
        "2019-06-12",
    )
    assert [event.actor for event in report.events] == ["US"]


def test_a_year_before_a_reflexive_verb_is_a_year() -> None:
    report = read(
        "L'Inde a lancé dimanche une fusée PSLV, mais le lancement a échoué. Le vol de GSLV en août 2021 s'est soldé "
        "par un échec.",
        "fr",
        "2025-05-19",
    )
    assert days(report) == ["2021-08-12", "2025-05-18"]


def test_a_rare_vehicle_named_with_the_day_on_which_it_flew_needs_no_verb() -> None:
    text = "Sunday was to be a big day for India. It ended on Sunday with the PSLV in the sea."
    assert days(read(text, published="2025-05-19")) == ["2025-05-18"]
    assert days(read(text.replace("Sunday", "Wednesday"), published="2025-05-23")) == []


def test_what_was_shown_on_the_day_of_a_launch_did_not_fly() -> None:
    text = "A model of the H3 went on show in Nagoya on Saturday. The exhibition runs until April."
    assert days(read(text, published="2024-02-18")) == []


def test_what_a_recalled_launcher_carried_is_said_beside_it() -> None:
    report = read(ELECTRON + "In May 2021 an Electron with two satellites had been lost.")
    assert [claim.value for claim in of(report, "2021-05-15", ClaimKind.LAUNCH)] == ["sat"]


@pytest.mark.parametrize(
    ("lang", "name"),
    [("ru", "Минитмен-3"), ("ja", "ミニットマン3"), ("ko", "미니트맨3"), ("ru", "Шахин-3"), ("ja", "シャヒーン3")],
)
def test_vehicles_are_known_as_other_scripts_write_them(lang: str, name: str) -> None:
    words = {"ru": "{} запустили 8 апреля с полигона.", "ja": "「{}」が8日、発射された。", "ko": "'{}'가 8일 발사됐다."}
    events = read(words[lang].format(name), lang, "2022-04-09").events
    assert [event.actor for event in events] == ["PK" if name[0] in "Шシ" else "US"]
