"""What pages that nobody had looked into tell in ways that had not been met: one test a class of language."""

from __future__ import annotations

import pytest
from made_pages import read_page, told, values


@pytest.mark.parametrize(
    ("lang", "text", "parts"),
    [
        (
            "en",
            "The rocket was lost because a bearing in the turbopump of the third stage seized.",
            {"bearing", "turbopump"},
        ),
        ("en", "The company holds an electrical arc in the second stage responsible for the failure.", {"arc"}),
        ("en", "The fault lay with the gyroscopes, fitted upside down.", {"gyroscope"}),
        ("en", "The fairing hadn't opened.", {"fairing"}),
        ("fr", "L'enquête a conduit à la tuyère du deuxième étage.", {"nozzle"}),
        ("fr", "Deux connecteurs avaient été intervertis au montage.", {"connector"}),
        ("fr", "La commission a retenu une rupture du dôme avant du deuxième étage.", {"dome"}),
        ("ru", "Причиной стал подшипник турбонасоса третьей ступени.", {"bearing"}),
        ("ru", "Датчики угловых скоростей были установлены вверх ногами.", {"angular"}),
    ],
)
def test_the_part_that_failed_goes_by_its_own_name(lang: str, text: str, parts: set[str]) -> None:
    front = {
        "en": "A Proton rocket was launched from Baikonur on 2 July 2013 and failed. ",
        "fr": "Une fusée Proton a été lancée de Baïkonour le 2 juillet 2013 et s'est écrasée. ",
        "ru": "Ракета «Протон» стартовала с Байконура 2 июля 2013 года и упала. ",
    }
    report = read_page(lang, "2013-07-05", front[lang] + text)
    words = {word for value in values(report, "cause") for word in str(value).split("_")}
    assert parts <= words, values(report, "cause")


@pytest.mark.parametrize(
    "text", ["The payloads weren't delivered to orbit.", "The flight didn't go as planned.", "It hadn't reached orbit."]
)
def test_a_contracted_negation_makes_a_failure_of_a_success(text: str) -> None:
    report = read_page("en", "2023-03-12", f"An Electron rocket was launched from Mahia on 10 March 2023. {text}")
    assert values(report, "outcome") == ["failure"]


def test_who_says_it_between_two_commas_leaves_the_time_to_what_happened() -> None:
    text = (
        "North Korea launched a satellite on Monday. "
        "At 10:46 p.m., the Joint Chiefs of Staff added, the rocket exploded over the Yellow Sea."
    )
    assert [value["local"] for _, value, _ in told(read_page("en", "2024-05-28", text), "time")] == ["22:46"]


def test_a_clock_of_a_launch_without_a_site_is_that_of_the_site_in_the_catalog() -> None:
    text = "Ariane 5 est partie mercredi à 19 heures pour son dernier vol."
    assert [value["utc"] for _, value, _ in told(read_page("fr", "2023-07-07", text), "time")] == ["2023-07-05T22:00Z"]


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [
        ("fr", "C'était le 10 juillet 2019. Partie elle aussi de Guyane, la fusée Vega s'est perdue.", "2019-07-10"),
        ("en", "It was 15 May 2021. An Electron had lifted off from Mahia with two satellites.", "2021-05-15"),
    ],
)
def test_a_sentence_that_is_nothing_but_a_day_sets_the_scene_for_the_next(lang: str, text: str, day: str) -> None:
    report = read_page(lang, "2021-11-19", text)
    assert [event.date_local for event in report.events] == [day]
    assert values(report, "date") == [day]


@pytest.mark.parametrize("text", ["The test cost £17m.", "Insurers face a bill of $ 390 m."])
def test_a_sum_of_money_is_no_length(text: str) -> None:
    report = read_page("en", "2024-02-21", f"Britain fired a Trident missile from a submarine on 30 January. {text}")
    assert told(report, "quantity") == []


def test_what_a_country_has_and_what_a_ship_can_hold_are_no_counts() -> None:
    text = (
        "North Korea's one working satellite was launched on Nov. 21, 2023. "
        "The submarine, which carries up to eight missiles, stayed in port."
    )
    assert values(read_page("en", "2023-11-25", text), "count") == []


@pytest.mark.parametrize(
    "text",
    [
        "An Electron with a radar satellite was lost on 19 September 2023 two minutes after leaving the ground.",
        "A Proton with three navigation satellites flipped over and hit the ground on 2 July 2013.",
    ],
)
def test_what_a_launcher_carried_is_told_beside_it_whatever_became_of_it(text: str) -> None:
    assert values(read_page("en", "2023-12-08", text), "launch") == ["sat"]


def test_a_company_may_be_called_by_its_first_word() -> None:
    text = (
        "The Antares, a rocket built by Orbital Sciences Corp, took off from Wallops on Tuesday and exploded. "
        "Orbital executive Frank Culbertson said something had gone wrong about 10 seconds into the flight."
    )
    chains = [chain for role, _, chain in told(read_page("en", "2014-10-29", text), "quantity") if role == "t_plus"]
    assert chains == [("northrop",)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "North Korea fired a ballistic missile over Japan on Tuesday."),
        ("fr", "La Corée du Nord a tiré mardi un missile balistique qui a survolé le Japon."),
    ],
)
def test_a_country_that_was_flown_over_is_a_place(lang: str, text: str) -> None:
    roles = [(role, value["gaz"]) for role, value, _ in told(read_page(lang, "2022-10-04", text), "place")]
    assert roles == [("overflight", "japan-territory")]


def test_a_sea_says_less_than_a_distance_in_the_same_breath() -> None:
    text = (
        "North Korea fired a missile on Tuesday. "
        "It came down in the Pacific at about 7:44 a.m., around 3,200 km east of Japan."
    )
    found = [(role, value.get("distance_km")) for role, value, _ in told(read_page("en", "2022-10-04", text), "place")]
    assert found == [("impact", 3200.0)]


def test_an_entry_gives_its_time_to_the_launch_only_where_it_begins_with_it() -> None:
    text = (
        "Wednesday, March 22\n\n"
        "11:25 pm - LIFTOFF! Terran 1 climbs away from Cape Canaveral.\n\n"
        "10:40 pm - The Terran 1 is a 3D-printed rocket.\n"
    )
    assert [value["local"] for _, value, _ in told(read_page("en", "2023-03-23", text), "time")] == ["23:25"]


def test_a_vehicle_recalled_by_its_day_alone_may_have_been_flown_by_another_country() -> None:
    text = (
        "Une fusée Soyouz a décollé de Baïkonour le 20 août 2014. "
        "Deux Galileo avaient été lancés le 21 octobre 2011, également par Soyouz."
    )
    report = read_page("fr", "2014-08-24", text)
    assert [event.actor for event in report.events if event.date_local == "2011-10-21"] == ["FR"]


@pytest.mark.parametrize(
    ("lang", "text", "window"),
    [
        ("en", "Ariane 6 will not fly before 2024.", "2024"),
        ("en", "A Vega-C is to return to flight next spring.", "2024-03-01/2024-05-31"),
        ("fr", "Ariane 6 ne volera pas avant 2024.", "2024"),
        ("fr", "Une Vega-C s'envolera à l'automne.", "2023-09-01/2023-11-30"),
        ("fr", "Le premier vol d'Ariane 6 est attendu pour la fin de l'année.", "2023"),
        ("ru", "Следующий пуск намечен на декабрь.", "2023-12"),
    ],
)
def test_a_launch_to_come_may_be_told_by_its_season_or_its_earliest_year(lang: str, text: str, window: str) -> None:
    front = {
        "en": "An Ariane 5 lifted off from Kourou on 5 July. ",
        "fr": "Une Ariane 5 a décollé de Kourou le 5 juillet. ",
        "ru": "Ракета «Союз» стартовала с Байконура 5 июля. ",
    }
    report = read_page(lang, "2023-07-07", front[lang] + text)
    assert values(report, "plan") == [window]
    assert [event.status for event in report.events] == ["occurred", "planned"]


def test_a_launch_later_on_the_day_of_the_news_is_still_to_come() -> None:
    text = (
        "An Antares exploded on Tuesday after lifting off from Wallops. "
        "A Russian Progress freighter is due to leave Baikonur for the station later on Wednesday."
    )
    report = read_page("en", "2014-10-29", text)
    assert [(event.actor, event.status) for event in report.events] == [("US", "occurred"), ("RU", "planned")]


@pytest.mark.parametrize(
    ("lang", "who"),
    [
        ("en", "Jane Doe, an engineer at NASA,"),
        ("en", "Jane Doe, a NASA flight engineer,"),
        ("en", "Jane Doe, who runs NASA's launch programme,"),
        ("en", "An officer of NASA"),
        ("fr", "Jean Dupont, ingénieur à la Nasa,"),
        ("fr", "Jean Dupont, en charge des lanceurs à la Nasa,"),
        ("fr", "Un officier de la Nasa"),
        ("ru", "Иван Петров, инженер НАСА,"),
    ],
)
def test_who_works_for_an_institution_speaks_for_it(lang: str, who: str) -> None:
    said = {
        "en": "said the rocket had exploded.",
        "fr": "explique que la fusée a explosé.",
        "ru": "сообщил, что ракета взорвалась.",
    }
    assert _chains_of_the_end(lang, f"{who} {said[lang]}") == [("nasa",)]


@pytest.mark.parametrize(
    "who", ["Jane Doe, a former NASA engineer,", "Jane Doe, a historian of NASA,", "Jane Doe, a critic of NASA,"]
)
def test_who_left_an_institution_or_only_writes_about_it_does_not(who: str) -> None:
    assert ("nasa",) not in _chains_of_the_end("en", f"{who} said the rocket had exploded.")


def _chains_of_the_end(lang: str, text: str) -> list[tuple[str, ...]]:
    front = {
        "en": "A Terran 1 rocket was launched from Cape Canaveral on Wednesday.",
        "fr": "Une fusée Terran 1 a été lancée mercredi de Cap Canaveral.",
        "ru": "Ракета «Антарес» стартовала в среду.",
    }
    return [chain for _, _, chain in told(read_page(lang, "2023-03-25", f"{front[lang]}\n\n{text}"), "outcome")]


@pytest.mark.parametrize(
    ("lang", "text", "outcome"),
    [
        ("en", "Everything worked.", "success"),
        ("en", "The rocket flew as it should.", "success"),
        ("en", "The satellites arrived in orbit in good health.", "success"),
        ("en", "Controllers blew the rocket up.", "failure"),
        ("fr", "La mission a pu être dite accomplie.", "success"),
        ("fr", "Le lanceur a fait son travail.", "success"),
        ("fr", "Le vol a pris fin brutalement.", "failure"),
        ("fr", "Le lanceur a été neutralisé en vol.", "failure"),
        ("ru", "Аппараты взяты на управление.", "success"),
        ("ru", "Связь со спутниками установлена.", "success"),
    ],
)
def test_how_it_ended_is_told_in_many_ways(lang: str, text: str, outcome: str) -> None:
    front = {
        "en": "A Vega rocket lifted off from Kourou on Tuesday with two satellites.",
        "fr": "Une fusée Vega a décollé mardi de Kourou avec deux satellites.",
        "ru": "Ракета «Союз» стартовала во вторник с Байконура с двумя спутниками.",
    }
    assert values(read_page(lang, "2023-03-25", f"{front[lang]}\n\n{text}"), "outcome") == [outcome]


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("en", "Iran put a satellite into space on Tuesday.", "sat"),
        ("en", "A Chinese rocket sent three satellites up on Tuesday.", "sat"),
        ("en", "SpaceX got a weather satellite off the ground on Tuesday.", "sat"),
        ("en", "North Korea resumed testing on Tuesday with a ballistic missile.", "bm"),
        ("fr", "Un missile balistique nord-coréen a survolé le Japon mardi.", "bm"),
        ("fr", "La Vega partie mardi de Kourou emportait un satellite météo.", "sat"),
    ],
)
def test_a_launch_is_told_in_many_ways(lang: str, text: str, value: str) -> None:
    assert values(read_page(lang, "2024-03-21", text), "launch") == [value]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The 750-kilogram craft is Spanish."),
        ("en", "With 750 kg it is the heavier of the two satellites."),
        ("fr", "SEOSAT, espagnol, 750 kg, était au-dessus."),
        ("fr", "Hisdesat assure que le sien, 750 kilos, est silencieux."),
    ],
)
def test_a_mass_that_no_word_explains_is_that_of_what_was_put_up(lang: str, text: str) -> None:
    front = {
        "en": "A Vega rocket lifted off from Kourou on Tuesday with two satellites.",
        "fr": "Une fusée Vega a décollé mardi de Kourou avec deux satellites.",
    }
    found = told(read_page(lang, "2024-03-21", f"{front[lang]}\n\n{text}"), "quantity")
    assert [(role, value["si"]) for role, value, _ in found] == [("payload_mass", 750.0)]


@pytest.mark.parametrize("text", ["The tank holds 750 kg of fuel.", "The rocket can lift 1,500 kg."])
def test_fuel_and_capacities_are_no_payload(text: str) -> None:
    front = "A Vega rocket lifted off from Kourou on Tuesday with two satellites."
    assert told(read_page("en", "2024-03-21", f"{front}\n\n{text}"), "quantity") == []


def test_news_without_a_day_is_of_the_launch_that_the_catalog_holds_shortly_before() -> None:
    text = "Rocket 3.3 jumped off its pad with two NASA cubesats, but the second stage quit early."
    report = read_page("en", "2022-06-13", text)
    assert [(event.date_local, event.catalog) for event in report.events] == [("2022-06-12", "2022-F03")]


def test_a_pad_stands_for_its_site() -> None:
    text = "Terran 1 lifted off from SLC-46 on Wednesday."
    found = told(read_page("en", "2023-03-24", text), "place")
    assert [(role, value["gaz"]) for role, value, _ in found] == [("launch_site", "cape-canaveral")]


def test_what_was_denied_behind_an_and_is_no_matter_of_the_stage_before_it() -> None:
    text = (
        "A Rocket 3.3 lifted off from Cape Canaveral on Sunday. "
        "The second stage had quit early and the payloads weren't delivered to orbit."
    )
    assert values(read_page("en", "2022-06-13", text), "outcome") == ["failure"]


def test_a_unit_behind_a_figure_may_end_its_sentence() -> None:
    text = (
        "Россия запустила 20 апреля с Плесецка межконтинентальную баллистическую ракету «Сармат». "
        "Ракета весит более 200 т. Поразить цель она способна на расстоянии до 18 тысяч километров."
    )
    found = [(role, value["si"]) for role, value, _ in told(read_page("ru", "2022-04-21", text), "quantity")]
    assert found == [("vehicle_mass", 200e3), ("potential_range", 18000e3)]
    hedges = [c.hedge.value for c in read_page("ru", "2022-04-21", text).claims if c.role == "vehicle_mass"]
    assert hedges == ["fact"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "fr",
            "L'Iran a lancé samedi un satellite, ont dit les médias officiels, quand l'Occident soupçonne Téhéran.",
        ),
        (
            "fr",
            "L'Iran a lancé samedi un satellite, ont dit les médias officiels, quand Washington accuse Téhéran.",
        ),
    ],
)
def test_who_is_suspected_says_nothing(lang: str, text: str) -> None:
    assert [chain for _, _, chain in told(read_page(lang, "2024-09-14", text), "launch")] == [("ir_state_media",)]


def test_the_day_on_which_a_board_met_is_not_that_of_the_launch() -> None:
    text = (
        "Neuf minutes après le décollage, jeudi soir, les écrans se sont figés. "
        "Ariane 5 avait quitté son pas de tir à Kourou avec deux satellites.\n\n"
        "La commission d'enquête, réunie dès hier, rendra ses conclusions fin février."
    )
    assert values(read_page("fr", "2018-01-27", text), "date") == ["2018-01-25"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "en",
            "North Korea fired a missile on Tuesday. We estimate as follows:\n\n- Apogee: 900 km\n- Range: 700 km\n",
        ),
        (
            "ja",
            "北朝鮮は10月4日、弾道ミサイルを発射しました。\n\n"
            "飛翔の概要は、以下のとおり推定しています。\n\n・最高高度：900km\n・飛翔距離：700km\n",
        ),
    ],
)
def test_a_doubt_in_the_lead_of_a_list_is_about_each_item(lang: str, text: str) -> None:
    claims = [c for c in read_page(lang, "2022-10-05", text).claims if c.kind.value == "quantity"]
    assert [c.hedge.value for c in claims] == ["probable", "probable"]
