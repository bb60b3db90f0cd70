"""How a flight ended, what went wrong and where: turns of phrase, in short made texts."""

from __future__ import annotations

import pytest

from downrange.reading.report import read_report
from downrange.records.document import Document

OPENINGS = {
    "en": "India launched a PSLV rocket from Sriharikota on Friday.",
    "en m": "North Korea fired a ballistic missile on Friday.",
    "fr": "Une fusée Vega a décollé vendredi de Kourou.",
    "de": "Eine Ariane-6-Rakete ist am Freitag in Kourou gestartet.",
    "es": "Un cohete Vega despegó el viernes de Kourou.",
    "ru": "Ракета «Союз-2» стартовала в пятницу с космодрома Восточный.",
    "ja": "イプシロンロケットが9日、内之浦から打ち上げられた。",
    "ko": "누리호가 9일 나로우주센터에서 발사됐다.",
}


def told(opening: str, sentence: str, kind: str) -> set[str]:
    """The claims of a kind in a sentence behind its opening: value, or role and place."""
    header = {"lang": opening[:2], "published": "2024-02-09"}
    start = len(OPENINGS[opening])
    text = f"{OPENINGS[opening]}\n\n{sentence}\n"
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))
    claims = [c for c in report.claims if c.kind.value == kind and any(a > start for a, _ in c.spans)]
    return {f"{c.role} {c.value['gaz']}" if isinstance(c.value, dict) else str(c.value) for c in claims}


@pytest.mark.parametrize(
    ("opening", "sentence", "value"),
    [
        ("en", "Its shroud refused to open.", "fairing"),
        ("en", "The second stage never relit.", "second_stage"),
        ("fr", "La coiffe a refusé de s'ouvrir.", "fairing"),
        ("fr", "Le deuxième étage s'est éteint bien avant terme.", "second_stage"),
        ("de", "Die dritte Stufe zündete nicht.", "third_stage"),
        ("es", "La tercera etapa se apagó a destiempo.", "third_stage"),
        ("ru", "Третья ступень не сработала.", "third_stage"),
        ("ja", "3段目が着火しなかった。", "third_stage_engine"),
        ("ko", "3단이 점화되지 않았다.", "third_stage_engine"),
    ],
)
def test_a_part_that_did_not_do_its_work_is_a_cause(opening: str, sentence: str, value: str) -> None:
    assert told(opening, sentence, "cause") == {value}


@pytest.mark.parametrize(
    ("opening", "sentence", "value"),
    [
        ("en", "The rocket came to pieces.", "failure"),
        ("en", "It was a textbook launch.", "success"),
        ("fr", "Le lanceur s'est pulvérisé.", "failure"),
        ("fr", "Le vol fut impeccable.", "success"),
        ("de", "Der Start missriet.", "failure"),
        ("es", "El lanzamiento acabó en desastre.", "failure"),
        ("ru", "Пуск обернулся катастрофой.", "failure"),
        ("ja", "衛星を軌道に乗せることができなかった。", "failure"),
        ("ko", "위성을 궤도에 안착시키지 못했다.", "failure"),
    ],
)
def test_how_it_ended_is_told_in_many_ways(opening: str, sentence: str, value: str) -> None:
    assert told(opening, sentence, "outcome") == {value}


@pytest.mark.parametrize(
    ("opening", "sentence", "place"),
    [
        ("en", "It was destroyed over the Atlantic.", "debris atlantic"),
        ("en", "Officers destroyed it high over the Bay of Bengal.", "debris bay-of-bengal"),
        ("en m", "It flew over Hokkaido and broke up.", "overflight hokkaido"),
        ("fr", "La fusée a explosé au-dessus de l'Atlantique.", "debris atlantic"),
        ("es", "El cohete saltó por los aires sobre el Atlántico.", "debris atlantic"),
        ("ru", "Ракета взорвалась над Тихим океаном.", "debris pacific"),
    ],
)
def test_what_ends_over_a_place_leaves_debris_and_does_not_fly_over_it(opening: str, sentence: str, place: str) -> None:
    assert told(opening, sentence, "place") == {place}


@pytest.mark.parametrize(
    ("opening", "sentence", "place"),
    [
        ("en", "Fragments of the satellite fell into the Pacific.", "debris pacific"),
        ("en", "The first stage splashed down in the Bay of Bengal.", "stage_drop bay-of-bengal"),
        ("en", "The booster did not ignite and the rocket fell into the Bay of Bengal.", "impact bay-of-bengal"),
    ],
)
def test_what_falls_tells_the_role_of_the_place(opening: str, sentence: str, place: str) -> None:
    assert told(opening, sentence, "place") == {place}


def test_where_a_thing_is_said_is_no_launch_site() -> None:
    assert not told("en", "The mission failed, the chairman announced on Friday from Vandenberg.", "place")


def test_a_site_that_the_rocket_has_just_left_is_no_place_of_debris() -> None:
    assert told("en", "It exploded a minute after leaving Wallops Island.", "place") == {"launch_site wallops"}


def test_from_near_a_city_is_from_it() -> None:
    sentence = "A second missile was fired from near Pyongyang on Friday."
    assert told("en m", sentence, "place") == {"launch_site pyongyang"}


def test_a_country_anchors_a_distance_though_it_is_no_place_by_itself() -> None:
    assert told("en m", "It came down 3,200 km east of Japan.", "place") == {"impact japan-territory"}
    assert not told("en m", "It worried Japan.", "place")


@pytest.mark.parametrize(
    ("opening", "sentence"),
    [
        ("en", "The flight failed shortly after second-stage separation."),
        ("ru", "Полёт закончился неудачей после отделения второй ступени."),
    ],
)
def test_what_only_tells_when_is_no_cause(opening: str, sentence: str) -> None:
    assert not told(opening, sentence, "cause")


def test_the_system_that_blew_it_up_takes_the_stage_that_flew() -> None:
    sentence = "There was an error in the emergency blasting system in third-stage flight."
    assert told("en m", sentence, "cause") == {"third_stage_fts"}


def test_a_negation_of_another_clause_denies_nothing() -> None:
    assert told("es", "No obstante, fue todo un éxito.", "outcome") == {"success"}
