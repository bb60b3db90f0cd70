"""What a text tells, and what it only names: launches, ends, causes, plans and days that news pages tell in passing."""

from __future__ import annotations

import pytest
from made_pages import read_page, told, values


def dated(lang: str, published: str, text: str) -> list[tuple[str, str | None]]:
    """Role and day of every launch of a passage."""
    return [(event.role, event.date_local) for event in read_page(lang, published, text).events]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The launch of the missile shows how far the program has come."),
        ("en", "Japan followed the launch closely, and said that the missile was no threat."),
        ("en", "Previous Bulava launches had ended well."),
        ("en", "Earlier tests of the missile had been successful."),
        ("fr", "Le tir du missile montre les progrès du programme."),
        ("fr", "Les précédents tirs du missile avaient tous réussi."),
    ],
)
def test_a_noun_that_refers_to_the_launch_does_not_say_again_what_flew(lang: str, text: str) -> None:
    front = {
        "en": "Russia fired a Bulava ballistic missile from a submarine on Thursday. ",
        "fr": "La Russie a tiré jeudi un missile balistique Boulava depuis un sous-marin. ",
    }[lang]
    claims = [claim for claim in read_page(lang, "2006-09-09", front + text).claims if claim.kind.value == "launch"]
    assert [claim.spans[0][0] < len(front) and len(claim.spans) for claim in claims] == [1]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "South Korea detected the launch of a ballistic missile, its military said."),
        ("en", "It was the first test of the intercontinental ballistic missile, the ministry said."),
        ("fr", "Séoul a détecté le lancement d'un missile balistique, a indiqué l'état-major sud-coréen."),
    ],
)
def test_a_noun_with_what_was_launched_says_so(lang: str, text: str) -> None:
    front = {"en": "North Korea fired a missile on Thursday. ", "fr": "La Corée du Nord a tiré jeudi un missile. "}[
        lang
    ]
    assert set(values(read_page(lang, "2023-04-14", front + text), "launch")) & {"bm", "icbm"}


@pytest.mark.parametrize(
    ("lang", "text", "ends"),
    [
        ("en", "The company had been enjoying recent success.", []),
        ("en", "It pulled off its first-stage burn.", []),
        ("en", "Everyone is looking forward to another successful launch.", []),
        ("en", "It is meant to make up for the failures of recent years.", []),
        ("en", "The rocket split into four pieces.", ["failure"]),
        ("en", "The launch was a success.", ["success"]),
        ("fr", "La panne rendait impossible le succès de la mission.", []),
        ("fr", "Le pays veut faire oublier les échecs de ces dernières années.", []),
        ("fr", "La fusée a reçu l'ordre de s'autodétruire.", []),
        ("fr", "Le ministre s'est félicité de la réussite de ce lancement.", ["success"]),
    ],
)
def test_only_the_end_of_this_flight_is_its_outcome(lang: str, text: str, ends: list[str]) -> None:
    front = {
        "en": "An Electron rocket lifted off from Mahia on Tuesday with a satellite. ",
        "fr": "Une fusée Electron a décollé mardi de Mahia avec un satellite. ",
    }[lang]
    assert values(read_page(lang, "2023-09-20", front + text), "outcome") == ends


def test_what_a_rocket_is_capable_of_does_not_hide_what_it_did() -> None:
    for lang, text in (
        ("en", "On Monday an Ariane 5 capable of lifting ten tons put two satellites in orbit from Kourou."),
        ("fr", "L'Ariane-5 capable d'emporter dix tonnes a placé lundi sur orbite deux satellites depuis Kourou."),
    ):
        assert values(read_page(lang, "2017-06-30", text), "outcome") == ["success"], text
    assert not read_page("en", "2017-06-30", "Iran is capable of launching a satellite, experts said Monday.").events


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "It was the first test of an Agni-II since the failure of a night launch in November 2009."),
        ("fr", "C'était le premier test d'un Agni-II depuis l'échec d'un tir nocturne en novembre 2009."),
    ],
)
def test_a_failure_that_a_first_test_follows_has_the_day_told_with_it(lang: str, text: str) -> None:
    front = {"en": "India tested an Agni-II missile on Monday. ", "fr": "L'Inde a testé lundi un missile Agni-II. "}[
        lang
    ]
    report = read_page(lang, "2010-05-18", front + text)
    assert [(event.role, event.outcome) for event in report.events] == [("main", "-"), ("background", "failure")]


@pytest.mark.parametrize(
    ("lang", "text", "day", "utc"),
    [
        ("fr", "L'Ariane 5 a décollé de Kourou jeudi à 0h46, heure de Paris.", "2005-11-16", "2005-11-16T23:46Z"),
        ("fr", "L'Ariane 5 a décollé de Kourou mercredi à 20h46 locales.", "2005-11-16", "2005-11-16T23:46Z"),
        ("en", "The Ariane 5 left Kourou at 12:46 a.m. Paris time on Thursday.", "2005-11-16", "2005-11-16T23:46Z"),
        ("en", "The Ariane 5 left Kourou on Wednesday at 2346 GMT.", "2005-11-16", "2005-11-16T23:46Z"),
    ],
)
def test_a_day_told_in_another_zone_is_put_at_the_site(lang: str, text: str, day: str, utc: str) -> None:
    report = read_page(lang, "2005-11-18", text)
    assert values(report, "date") == [day]
    assert [value["utc"] for _, value, _ in told(report, "time")] == [utc]


@pytest.mark.parametrize("zone", ["en Suisse", "en France", "à Bruxelles"])
def test_a_second_clock_that_says_where_it_is_read_is_the_same_instant(zone: str) -> None:
    text = f"La fusée japonaise H3 a décollé mardi à 10h37, heure japonaise (02h37 {zone}), de Tanegashima."
    times = [value["utc"] for _, value, _ in told(read_page("fr", "2023-03-07", text), "time")]
    assert times == ["2023-03-07T01:37Z"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (
            "Next Rocket Launch Scheduled in March at Spaceport Kodiak\n\nThe island is looking forward to it.",
            "2022-03",
        ),
        ("Ministry confirms second Bulava launch in March\n\nRussia's navy is preparing.", "2022-03"),
        (
            "The rocket launch from Vandenberg is planned for Friday with days in reserve, the Mirror said.",
            "2022-02-25",
        ),
        ("Rocket Lab has scheduled a rocket launch for March 4.", "2022-03-04"),
        ("SpaceX is targeting Saturday for the next Falcon 9 launch from Vandenberg.", "2022-02-26"),
    ],
)
def test_what_is_set_for_a_day_or_month_is_a_plan(text: str, day: str) -> None:
    assert dated("en", "2022-02-24", text) == [("planned", day)]


@pytest.mark.parametrize(
    "text",
    [
        "Japan rocket launch in March ended in failure\n\nJapan's H3 was lost.",
        "North Korea confirms missile launch on Wednesday\n\nNorth Korea said it had fired a missile.",
    ],
)
def test_a_heading_on_what_was_is_no_plan(text: str) -> None:
    assert not [row for row in dated("en", "2022-02-24", text) if row[0] == "planned"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The core stage of a Chinese rocket fell into the Atlantic on Monday, the military said."),
        ("en", "Debris from a large Chinese rocket crashed into a house in Texas on Monday."),
        ("en", "Fifty-three years ago a Saturn V flew to the moon, and on Monday the town celebrated."),
        ("fr", "L'étage principal d'une fusée chinoise est retombé lundi dans l'Atlantique."),
        ("fr", "Des débris d'une fusée russe se sont écrasés lundi près d'un village, selon la police."),
        ("fr", "Il y a cinquante-trois ans, une fusée Saturn V partait vers la Lune; lundi la ville l'a fêté."),
    ],
)
def test_what_comes_down_or_is_remembered_is_no_launch_of_the_day(lang: str, text: str) -> None:
    assert not [row for row in dated(lang, "2022-07-20", text) if row[0] != "background"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The second stage of the rocket failed. Regulators opened an investigation."),
        ("fr", "Le deuxième étage de la fusée est tombé en panne. Le régulateur a ouvert une enquête sur l'incident."),
    ],
)
def test_an_authority_that_regulates_is_no_part_of_a_rocket(lang: str, text: str) -> None:
    front = {
        "en": "A Falcon 9 was launched from Vandenberg on 11 July 2024. ",
        "fr": "Une fusée Falcon 9 a décollé de Vandenberg le 11 juillet 2024. ",
    }[lang]
    assert not [v for v in values(read_page(lang, "2024-07-12", front + text), "cause") if "regulator" in v]


def test_an_acquisition_that_is_launched_is_no_missile() -> None:
    text = (
        "Mardi, le ministère français annonce lancer une acquisition commune de missiles, qui pourrait dépasser 1000."
    )
    assert dated("fr", "2023-06-22", text) == []
