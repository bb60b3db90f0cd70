"""What news pages of many kinds tell in ways that had not been met: who an officer speaks for, what is only counted,
launches told by their year, months that stand as adjectives, quotations over paragraphs, steps that went as planned.
"""

from __future__ import annotations

import pytest
from made_pages import read_page, told, values

from downrange.records.claim import Report

ELECTRON = "An Electron rocket was launched from Mahia on Saturday. "
FRONT = {
    "en": "A Zenit rocket was launched on 1 February 2013. ",
    "fr": "Une fusée Zenit a décollé le 1er février 2013. ",
}


def _days(report: Report) -> list[str | None]:
    return sorted(event.date_local or "" for event in report.events)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Acme chief John Smith said the engine failed."),
        ("en", "Acme Corp chief John Smith said the engine failed."),
        ("en", '"The engine failed," Acme CEO John Smith said.'),
        ("en", '"The engine failed," said Acme spokeswoman Jane Roe.'),
        ("en", '"The engine failed," said John Smith, chief executive of Acme.'),
        ("en", '"The engine failed," said the head of Acme, Jane Roe.'),
        ("en", "The engine failed, according to Acme president John Smith."),
        ("fr", "Le patron d'Acme, Jean Petit, a déclaré que le moteur avait lâché."),
        ("fr", "Jean Petit, directeur d'Acme, a indiqué que le moteur avait lâché."),
        ("fr", "« Le moteur a lâché », a déclaré le PDG d'Acme, Jean Petit."),
        ("fr", "« Le moteur a lâché », a déclaré Jean Petit, PDG d'Acme."),
    ],
)
def test_who_has_an_office_speaks_for_a_firm_that_no_registry_knows(lang: str, text: str) -> None:
    assert told(read_page(lang, "2013-02-02", FRONT[lang] + text), "cause") == [(None, "engine", ("acme",))]


def test_who_is_called_by_the_surname_still_speaks_for_the_firm() -> None:
    text = 'Acme chief John Smith said the engine failed. "The fairing broke," Smith said.'
    chains = {chain for _, _, chain in told(read_page("en", "2013-02-02", FRONT["en"] + text), "cause")}
    assert chains == {("acme",)}


def test_a_department_is_no_firm() -> None:
    text = "Boeing regretted it. The engine failed, said Jane Roe, director of Flight Operations."
    chains = [chain for _, _, chain in told(read_page("en", "2013-02-02", FRONT["en"] + text), "cause")]
    assert all("flight_operations" not in chain for chain in chains)


def test_the_office_that_a_text_gives_goes_before_the_one_that_the_registry_knows() -> None:
    text = (
        "A Bulava missile was fired on 10 September 2014. Deputy defence minister Yury Borisov spoke of the next one. "
        '"The second stage failed," Borisov said.'
    )
    assert told(read_page("en", "2014-09-17", text), "cause") == [(None, "second_stage", ("ru_mod",))]


@pytest.mark.parametrize(
    ("lang", "text", "origin"),
    [
        ("en", '"It crashed," an aide at Boeing who follows the satellite of Intelsat told reporters.', "boeing"),
        ("fr", "Un cadre d'Arianespace qui suit celui d'Eutelsat a déclaré que la fusée avait explosé.", "arianespace"),
    ],
)
def test_who_is_named_in_a_relative_clause_says_nothing(lang: str, text: str, origin: str) -> None:
    chains = [chain for _, _, chain in told(read_page(lang, "2013-02-02", FRONT[lang] + text), "outcome")]
    assert chains == [(origin,)]


def test_the_name_of_a_ship_says_nothing() -> None:
    text = ELECTRON + "The stage came down near a ship, dubbed New Hope, some 300 km off in the Pacific."
    assert all(claim.chain == () for claim in read_page("en", "2021-05-16", text).claims)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "After six consecutive successful launches in 2010-2011, it was to enter service."),
        ("en", "The missile has made 37 successful flights."),
        ("en", "In October 2013 the head of the agency went after a string of failed launches."),
        ("en", "A successful launch would prove the design."),
        ("fr", "Le patron est parti en octobre 2013 après une série de lancements ratés."),
        ("fr", "Le missile compte quatorze succès d'affilée."),
        ("fr", "Un lancement réussi permettrait de valider le moteur."),
    ],
)
def test_launches_that_are_counted_or_supposed_tell_of_none(lang: str, text: str) -> None:
    first = {
        "en": "A Bulava missile was launched from the White Sea on 10 September 2014. ",
        "fr": "Un missile Boulava a été tiré depuis la mer Blanche le 10 septembre 2014. ",
    }
    report = read_page(lang, "2014-09-17", first[lang] + text)
    assert (_days(report), values(report, "outcome")) == (["2014-09-10"], [])


def test_two_failures_with_their_days_are_launches() -> None:
    text = ELECTRON.replace("Saturday", "18 March 2023") + "Two launches had failed, in July 2020 and in May 2021."
    assert _days(read_page("en", "2023-03-20", text))[:2] == ["2020-07-05", "2021-05-15"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Its very first launch in 2017 was destroyed.", "2017-05-25"),
        ("In 2020 it lost a rocket to a wiring fault.", "2020-07-05"),
        ("The inaugural flight in 2017 failed.", "2017-05-25"),
        ("The failed July launch is still studied.", "2020-07-05"),
    ],
)
def test_a_launch_told_by_its_year_or_by_its_month_is_found(text: str, day: str) -> None:
    assert day in _days(read_page("en", "2021-05-16", ELECTRON + text))


@pytest.mark.parametrize(
    "text", ["The company was founded in 2006.", "The factory opened in 2019.", "A March bid for the firm failed."]
)
def test_a_year_or_month_of_something_else_is_no_launch(text: str) -> None:
    assert _days(read_page("en", "2021-05-16", ELECTRON + text)) == ["2021-05-15"]


def test_the_last_month_of_a_name_is_the_last_one() -> None:
    text = (
        "La Corée du Nord a tiré un missile intercontinental ce matin. "
        "Le tir précédent d'un missile intercontinental remonte à avril dernier."
    )
    assert _days(read_page("fr", "2023-07-12", text)) == ["2023-04-13", "2023-07-12"]


def test_at_that_time_means_the_launch_recalled_last() -> None:
    text = (
        "La Corée du Nord a tiré un missile depuis Mupyong-ri mardi. Le dernier tir datait de septembre 2017. Le site "
        "du tir d'aujourd'hui est celui du 30 janvier 2022. A l'époque, Pyongyang avait tiré un IRBM qui avait volé "
        "800 km."
    )
    report = read_page("fr", "2022-10-04", text)
    event = next(c.event for c in report.claims if c.kind.value == "quantity")
    assert next(e.date_local for e in report.events if e.id == event) == "2022-01-30"


def test_a_quotation_goes_on_in_the_next_paragraph() -> None:
    text = (
        ELECTRON + "\n\n“The engine failed 50 seconds into the flight.\n\n“The fairing broke,” Rocket Lab said.\n\n"
        "The rocket was 18 metres tall."
    )
    report = read_page("en", "2021-05-16", text)
    assert {chain for _, _, chain in told(report, "cause")} == {("rocket_lab",)}
    height = next(c for c in report.claims if c.role == "vehicle_height")
    assert height.chain == ()


def test_a_quotation_that_opens_no_paragraph_is_closed_by_its_second_one() -> None:
    text = ELECTRON + '\n\n"The engine failed 50 seconds into the flight.\n\nThe fairing broke," Rocket Lab said.'
    report = read_page("en", "2021-05-16", text)
    assert {chain for _, _, chain in told(report, "cause")} == {("rocket_lab",)}


def test_a_credit_stands_behind_the_last_stop() -> None:
    text = ELECTRON + "\n\nThe engine failed, spokeswoman Jane Roe told state TV.– AP"
    assert {claim.chain[-1] for claim in read_page("en", "2021-05-16", text).claims} == {"ap"}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Lift-off took place as planned."),
        ("en", "The first stage came back as planned."),
        ("fr", "Le décollage a eu lieu comme prévu."),
        ("fr", "Le premier étage a fonctionné normalement."),
    ],
)
def test_a_step_that_went_as_planned_is_no_end_of_a_flight(lang: str, text: str) -> None:
    assert values(read_page(lang, "2013-02-02", FRONT[lang] + text), "outcome") == []


def test_what_went_as_planned_as_a_whole_is_one() -> None:
    text = FRONT["en"] + "The satellite was put into orbit as planned."
    assert set(values(read_page("en", "2013-02-02", text), "outcome")) == {"success"}


def test_a_satellite_has_its_own_mass_at_take_off() -> None:
    text = "Ariane 5 a décollé mardi. Le satellite, d'une masse de 5,3 tonnes au décollage, est espagnol."
    assert [role for role, _, _ in told(read_page("fr", "2019-08-07", text), "quantity")] == ["payload_mass"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "It came after a delay of 24 hours."),
        ("en", "The rocket has a diameter of 1.35 meters."),
        ("fr", "Il est intervenu après un report de 24 heures."),
    ],
)
def test_how_long_it_was_put_off_or_how_wide_it_is_measures_no_flight(lang: str, text: str) -> None:
    assert values(read_page(lang, "2013-02-02", FRONT[lang] + text), "quantity") == []


def test_what_opens_a_clause_says_what_its_figure_measures() -> None:
    text = (
        "La Corée du Nord a tiré un missile mardi. La distance parcourue par le missile intercontinental tiré le 24 "
        "mars n'était que de 1.080 km avec une altitude maximale de plus de 6.200 km."
    )
    found = told(read_page("fr", "2022-10-04", text), "quantity")
    assert [(role, value["value"]) for role, value, _ in found] == [("range", 1080.0), ("apogee", 6200.0)]


@pytest.mark.parametrize(
    ("lang", "text", "places"),
    [
        ("fr", "Il est tombé dans la mer de l'Est, qui sépare la Corée et l'archipel japonais.", ["sea-of-japan"]),
        ("fr", "Il a survolé la préfecture d'Aomori dans la région de Tohoku.", ["aomori"]),
        ("en", "It fell into the East Sea, which separates the Korean peninsula and Japan.", ["sea-of-japan"]),
    ],
)
def test_what_a_place_lies_between_or_in_is_no_other_place(lang: str, text: str, places: list[str]) -> None:
    front = {"en": "North Korea fired a missile on Tuesday. ", "fr": "La Corée du Nord a tiré un missile mardi. "}
    assert [value["gaz"] for value in values(read_page(lang, "2022-10-05", front[lang] + text), "place")] == places


def test_the_seat_of_a_firm_is_no_launch_site() -> None:
    report = read_page(
        "en", "2022-03-16", "California aerospace company Astra launched a rocket from Kodiak on Tuesday."
    )
    assert [value["gaz"] for value in values(report, "place")] == ["kodiak"]


def test_what_hit_its_target_at_a_range_came_down_there() -> None:
    text = "A Bulava missile was fired from the White Sea on 10 September 2014 and hit the intended target at Kura."
    found = [(role, value["gaz"]) for role, value, _ in told(read_page("en", "2014-09-17", text), "place")]
    assert ("impact", "kura") in found


def test_the_year_of_a_day_is_no_clock_time() -> None:
    text = "An Electron was lost during its flight from Mahia on May 15, 2021 UTC."
    assert values(read_page("en", "2021-05-17", text), "time") == []


def test_the_night_from_one_day_to_the_next_is_that_of_the_first() -> None:
    text = (
        "Le lancement d'une fusée Vega a échoué dans la nuit de mercredi à jeudi depuis la Guyane française. "
        "Arianespace a indiqué jeudi que la mission était perdue."
    )
    assert values(read_page("fr", "2019-07-11", text), "date") == ["2019-07-10"]


@pytest.mark.parametrize(
    "text",
    [
        "Countdown to the launch of the rocket goes on as soon as the clouds clear.",
        "The new rocket is now ready to launch at Cape Canaveral this morning. The launch has been scrubbed.",
    ],
)
def test_a_countdown_is_no_launch(text: str) -> None:
    assert read_page("en", "2009-10-27", text).events == ()


def test_what_is_to_fall_back_is_no_launch_to_come() -> None:
    text = "Une fusée Soyouz a décollé le 3 juin 2014. Le satellite, qui devrait retomber début janvier, tourne."
    assert _days(read_page("fr", "2014-06-05", text)) == ["2014-06-03"]


def test_who_leads_a_company_is_not_the_one_that_says_it() -> None:
    text = (
        "SpaceX a confirmé la perte. Une fusée Falcon 9 a décollé de Californie jeudi. "
        "L'étage a subi une fuite, selon un communiqué de l'entreprise dirigée par le milliardaire Elon Musk."
    )
    assert told(read_page("fr", "2013-02-02", text), "cause") == [(None, "leak", ("spacex",))]


def test_what_another_missile_can_do_is_no_figure_of_the_news() -> None:
    text = (
        "India fired an Agni-II missile on Monday. The Agni-II has a range of 2,000 km. "
        "The country's Agni-III has a range of 3,500 km."
    )
    assert [value["value"] for value in values(read_page("en", "2010-05-17", text), "quantity")] == [2000.0]


def test_several_hundred_is_no_figure() -> None:
    text = ELECTRON + "The stage fell some distance, several hundred miles, from the shore."
    assert values(read_page("en", "2021-05-16", text), "quantity") == []


@pytest.mark.parametrize("credit", ["/AFP", "AFP"])
def test_an_agency_alone_in_the_last_line_is_the_wire(credit: str) -> None:
    text = f"Une fusée Vega a décollé jeudi de Kourou et a été détruite.\n\n{credit}"
    assert {claim.chain for claim in read_page("fr", "2010-05-17", text).claims} == {(credit.strip("/").lower(),)}


def test_the_end_of_a_word_is_no_time_zone() -> None:
    text = "A Minuteman III missile was launched in a test at 5:11 a.m. Wednesday from Vandenberg Space Force Base."
    ((_, time, _),) = told(read_page("en", "2023-04-19", text), "time")
    assert time["utc"] == "2023-04-19T12:11Z"


def test_a_time_zone_says_nothing() -> None:
    text = "La Chine a lancé dimanche une Longue Marche-5. La mission a échoué, a écrit peu après 12h GMT une agence."
    assert all("gmt" not in chain for _, _, chain in told(read_page("fr", "2017-07-03", text), "outcome"))
