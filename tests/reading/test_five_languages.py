"""Turns of whole pages in Korean, Japanese, German, Spanish and Russian: days, clocks, speakers, places, numbers."""

from __future__ import annotations

from typing import Any

import pytest

from downrange.linking.events import link_events
from downrange.reading.report import read_report
from downrange.records.claim import Claim, Report
from downrange.records.document import Document


def read(lang: str, published: str, text: str) -> Report:
    header = {"lang": lang, "published": published}
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))
    return link_events([report])[0]


def plain(claim: Claim) -> str:
    """'quantity range 620 km @jcs,yonhap': a claim in short."""
    value: Any = claim.value
    if isinstance(value, dict) and "gaz" in value:
        offset = f" {value['bearing']} {value['distance_km']:g}" if value.get("distance_km") else ""
        told = f"{value['gaz']}{offset}"
    elif isinstance(value, dict) and "local" in value:
        told = f"{value['local']} {value['utc']}"
    elif isinstance(value, dict):
        told = f"{value['value']:g} {value['unit']}"
    else:
        told = str(value)
    chain = f" @{','.join(claim.chain)}" if claim.chain else ""
    return " ".join(part for part in (claim.kind.value, claim.role, told + chain) if part)


def told(lang: str, published: str, text: str) -> set[str]:
    return {plain(claim) for claim in read(lang, published, text).claims}


@pytest.mark.parametrize(
    ("lang", "published", "text", "wanted"),
    [
        # a day counted from the one told before, not from publication
        ("ko", "2021-03-26", "북한이 24일 미사일을 쐈다. 미사일은 이날 오전 발사됐다.", "date 2021-03-24"),
        (
            "ja",
            "2021-03-23",
            "韓国軍合同参謀本部は21日、北朝鮮が同日午前、ミサイル2発を発射したと発表した。",
            "date 2021-03-21 @jcs",
        ),
        # a weekday with a part of the day
        (
            "de",
            "2022-05-09",
            "Nordkorea hat am Samstagvormittag eine ballistische Rakete abgefeuert.",
            "date 2022-05-07",
        ),
        (
            "de",
            "2022-05-09",
            "Nordkorea hat kurz nach Freitagmittag eine ballistische Rakete abgefeuert.",
            "date 2022-05-06",
        ),
        # 'в субботу' begins with 'с', which is no 'since'
        ("ru", "2022-05-09", "Запуск баллистической ракеты КНДР был выполнен в субботу, 7 мая.", "date 2022-05-07"),
        ("ru", "2022-05-09", "КНДР запустила ракету в 22:42 субботы.", "date 2022-05-07"),
    ],
)
def test_days_are_those_of_the_launch(lang: str, published: str, text: str, wanted: str) -> None:
    assert {line for line in told(lang, published, text) if line.startswith("date")} == {wanted}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ko", "북한이 18일 ICBM을 발사했다. 북한의 ICBM 발사는 9일 만이다."),
        ("ja", "北朝鮮は18日、9日ぶりにミサイルを発射した。"),
    ],
)
def test_so_many_days_since_the_last_one_are_no_day(lang: str, text: str) -> None:
    assert [event.date_local for event in read(lang, "2022-05-18", text).events] == ["2022-05-18"]


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        (
            "ja",
            "中国は26日午後11時55分（日本時間27日午前0時55分）、西昌衛星発射センターから衛星を打ち上げた。",
            "time launch 23:55 2025-03-26T15:55Z",
        ),
        (
            "es",
            "Pionyang lanzó hoy un misil. El misil, lanzado a las 07.10 hora de Japón (22.10 GMT), cayó, dijo Tokio.",
            "time launch 07:10 2025-03-26T22:10Z @jp_gov",
        ),
    ],
)
def test_a_second_zone_is_that_of_the_second_clock_and_its_country_launches_nothing(
    lang: str, text: str, wanted: str
) -> None:
    report = read(lang, "2025-03-27", text)
    assert [line for line in map(plain, report.claims) if line.startswith("time")] == [wanted]
    assert len(report.events) == 1


def test_the_day_of_a_dateline_in_brackets_is_no_plan() -> None:
    lines = told("ja", "2025-03-27", "【新華社西昌3月27日】中国は26日、西昌衛星発射センターから衛星を打ち上げた。")
    assert not [line for line in lines if line.startswith("plan")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("El misil recorrió 4,600 kilómetros y subió a 970 kilómetros.", "quantity range 4600 km"),
        ("El misil recorrió 4.600 kilómetros en 22,5 minutos.", "quantity range 4600 km"),
        ("El misil recorrió 4,6 kilómetros y tardó 1,250 segundos.", "quantity range 4.6 km"),
    ],
)
def test_spanish_groups_thousands_by_commas_where_the_text_has_no_decimal_comma(text: str, wanted: str) -> None:
    assert wanted in told("es", "2022-10-04", f"Corea del Norte disparó el martes un misil. {text}")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("de", "Nordkorea hat am Dienstag eine Rakete mit mehreren tausend Kilometern Reichweite abgefeuert."),
        ("ru", "КНДР во вторник запустила ракету, которая пролетела несколько тысяч километров."),
    ],
)
def test_several_thousand_is_no_figure(lang: str, text: str) -> None:
    assert not [line for line in told(lang, "2022-10-04", text) if line.startswith("quantity")]


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        # who acts in a formal sentence says nothing
        ("ko", "북한은 오늘 오전 9시 8분쯤 순안에서 단거리탄도미사일을 발사했습니다.", "launch srbm"),
        # what is only told by nobody
        ("ko", "북한은 4일 순안에서 탄도미사일을 발사한 것으로 전해졌습니다.", "launch bm"),
        # who spoke last goes on in a new paragraph
        (
            "ko",
            '북한이 4일 미사일을 쐈다고 합참이 밝혔다.\n이어 "비행거리는 약 600km"라고 설명했다.',
            "quantity range 600 km @jcs",
        ),
        # the agency between what is said and its verb, whoever acts before
        ("ko", "북한 국방성이 탄도미사일을 4일 발사했다고 AP통신이 5일(현지시각) 보도했다.", "launch bm @ap"),
        # an agency's country launches nothing
        (
            "ko",
            "북한이 4일 ICBM을 쐈다. 일본 교도통신에 따르면 방위상은 “ICBM급 미사일로 최고고도는 6,000㎞”라고 밝혔다.",
            "quantity apogee 6000 km @jp_mod,kyodo",
        ),
        # whom somebody tells is not the institution of the one who acts
        ("ja", "北朝鮮は海上保安庁に対し、4日に衛星を打ち上げたと通報した。", "launch sat @nk_gov,jp_coastguard"),
        # a sentence that is nothing but a credit
        ("ja", "北朝鮮は4日、弾道ミサイルを発射した。新華社が伝えた。", "launch bm @xinhua"),
        # an article in front of a ministry is no relative pronoun
        (
            "de",
            "Nordkorea hat am Dienstag eine ballistische Rakete getestet, teilte das Militär mit.",
            "launch bm @jcs",
        ),
        (
            "de",
            "Nordkorea hat am Dienstag eine ballistische Rakete getestet, so das japanische Verteidigungsministerium.",
            "launch bm @jp_mod",
        ),
        # the adjective of a country in front of an agency
        (
            "de",
            "Nordkorea testete am Dienstag eine Rakete. Später meldete die südkoreanische Agentur Yonhap, "
            "dass sie 600 Kilometer weit geflogen sei.",
            "quantity range 600 km @yonhap",
        ),
        (
            "es",
            "Corea del Norte disparó el martes un misil. Voló 600 kilómetros, informó la agencia surcoreana Yonhap.",
            "quantity range 600 km @yonhap",
        ),
        # one's own account
        (
            "de",
            "Nordkorea hat nach eigenen Angaben am Dienstag eine ballistische Rakete getestet.",
            "launch bm @nk_gov",
        ),
        # the mood of indirect speech goes on in a new paragraph
        (
            "de",
            "Nordkorea feuerte am Dienstag eine Rakete ab, erklärte der Generalstab in Seoul.\n\n"
            "Die Rakete sei 600 Kilometer weit geflogen.",
            "quantity range 600 km @jcs",
        ),
        (
            "de",
            "Tokio erklärte, Nordkorea habe am Dienstag gefeuert.\nEs wird vermutet, dass die Rakete 600 km flog.",
            "quantity range 600 km",
        ),
        # a sentence that says who told what stands before it
        (
            "ru",
            "КНДР во вторник запустила баллистическую ракету. Об этом заявили в Минобороны Японии, передает ТАСС.",
            "launch bm @jp_mod,tass",
        ),
        ("de", "Nordkorea testete am Dienstag eine ballistische Rakete. Das teilte das Militär mit.", "launch bm @jcs"),
        ("es", "Corea del Norte probó el martes un misil balístico. Así lo informó Tokio.", "launch bm @jp_gov"),
        # an agency that passes on what a ministry said is no origin
        (
            "ru",
            "КНДР запустила во вторник ракету. Об этом сказали в Минобороны Японии, передает «ДС» со ссылкой на ТАСС.",
            "launch missile @jp_mod,tass",
        ),
    ],
)
def test_it_is_told_who_says_it(lang: str, text: str, wanted: str) -> None:
    assert wanted in told(lang, "2022-10-05", text)


@pytest.mark.parametrize(
    ("lang", "published", "text", "day"),
    [
        (
            "ru",
            "2023-02-19",
            "КНДР запустила межконтинентальную баллистическую ракету. Она упала в море.",
            "2023-02-18",
        ),
        ("ru", "2022-03-09", "Иран запустил спутник «Нур-2». Он выведен на орбиту высотой 500 км.", "2022-03-08"),
        (
            "es",
            "2022-01-05",
            "Corea del Norte lanzó un misil, según Tokio. Fue disparado a las 8:10 hora local.",
            "2022-01-05",
        ),
        ("ru", "2022-01-05", "КНДР запустила баллистическую ракету, сообщает Ёнхап. Она упала в море.", "2022-01-05"),
    ],
)
def test_news_without_a_day_is_of_the_one_launch_of_its_kind_or_of_the_day(
    lang: str, published: str, text: str, day: str
) -> None:
    assert [event.date_local for event in read(lang, published, text).events] == [day]


def test_a_recalled_launch_without_a_day_is_none() -> None:
    text = "В парламенте говорили о бюджете. КНДР раньше запускала ракеты, напомнил министр."
    assert not read("ru", "2022-01-05", text).events


@pytest.mark.parametrize(
    ("lang", "text", "wanted", "unwanted"),
    [
        (
            "ko",
            "이란은 9일 테헤란에서 남동쪽으로 약 230㎞ 떨어진 셈난 우주센터에서 위성을 발사했다.",
            "place launch_site semnan",
            "place impact iran-territory SE 230",
        ),
        (
            "es",
            "Corea del Norte disparó el domingo un misil desde la zona de Sunan en Pyongyang hacia el mar de Japón.",
            "place launch_site sunan",
            "place launch_site pyongyang",
        ),
        (
            "de",
            "Nordkorea feuerte am 9. Februar eine Rakete ab. 210 km westlich der japanischen Insel Hokkaido fiel sie.",
            "place impact hokkaido W 210",
            "place impact japan-territory W 210",
        ),
        (
            "ru",
            "Ракета-носитель вывела на орбиту спутник. Пуск выполнен в субботу, 8 февраля, с космодрома Плесецк.",
            "place launch_site plesetsk",
            "place launch_site baikonur",
        ),
        (
            "ja",
            "北朝鮮は9日、内陸部からミサイルを発射した。ミサイルは朝鮮半島の東側の日本海に落下した。",
            "place impact sea-of-japan",
            "place impact korean-peninsula",
        ),
        (
            "ja",
            "北朝鮮は9日、ミサイルを発射し、日本の排他的経済水域(EEZ)外の日本海に落下した。",
            "place impact sea-of-japan",
            "place impact japan-eez",
        ),
        (
            "ja",
            "9日、鹿児島県・種子島宇宙センターからロケットが打ち上げられた。",
            "place launch_site tanegashima",
            "place launch_site uchinoura",
        ),
        (
            "es",
            "Corea del Norte disparó el domingo un misil, que cayó al mar, indicó Seúl.",
            "launch missile @kr_gov",
            "place impact indian-ocean @kr_gov",
        ),
    ],
)
def test_places_are_those_of_the_launch(lang: str, text: str, wanted: str, unwanted: str) -> None:
    lines = told(lang, "2020-02-10", text)
    assert wanted in lines
    assert unwanted not in lines


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("ko", "북한은 9일 순안에서 장거리탄도미사일, ICBM 1발을 발사했다.", "count 1"),
        ("ja", "北朝鮮は9日、弾道ミサイル少なくとも2発を発射した。", "count 2"),
        ("ja", "北朝鮮は9日、弾道ミサイルを発射した。沿岸から少なくとも1発が発射された。", "count 1"),
    ],
)
def test_counts_with_at_least(lang: str, text: str, wanted: str) -> None:
    assert wanted in told(lang, "2020-02-10", text)


@pytest.mark.parametrize(
    ("lang", "text", "unwanted"),
    [
        (
            "ko",
            "이란은 9일 위성을 발사했지만 궤도에 올릴 수 없었다. 1단 모터는 정상적으로 작동했다.",
            "outcome success",
        ),
        ("ja", "北朝鮮は9日、ミサイルを発射した。ミサイルは日本海上空でレーダーから消失した。", "outcome failure"),
        ("ja", "H3ロケットは9日に打ち上げられた。衛星を軌道に投入する前に、エンジンが止まった。", "outcome success"),
        ("es", "Irán lanzó el domingo un cohete. El programa ha tenido problemas.", "cause guidance_software"),
        ("de", "Eine Ariane 6 ist am 9. Februar trotz einer kleinen Panne gestartet.", "outcome failure"),
    ],
)
def test_what_is_no_end(lang: str, text: str, unwanted: str) -> None:
    assert unwanted not in told(lang, "2020-02-10", text)


def test_the_russian_word_for_any_rocket_is_a_launcher_beside_the_name_of_one() -> None:
    report = read(
        "ru",
        "2022-04-08",
        "В четверг ракета стартовала с космодрома Плесецк. Полёт «Союза-2.1б» прошёл штатно.",
    )
    assert [event.cls for event in report.events] == ["SAT"]
    assert "launch missile" not in set(map(plain, report.claims))


def test_german_tells_of_space_in_many_ways() -> None:
    for words in ("ins All geschossen", "in den Weltraum geschickt", "in den Orbit befördert"):
        text = f"Der Iran hat am Samstag einen Satelliten {words}."
        assert "launch sat" in told("de", "2024-01-21", text), words


def test_a_rocket_with_satellites_is_a_launcher() -> None:
    report = read("ru", "2018-02-01", "С космодрома Восточный в четверг запущена ракета с 11 спутниками.")
    assert [event.cls for event in report.events] == ["SAT"]


def test_what_is_not_told_may_be_a_place() -> None:
    text = "Irán lanzó el domingo un cohete. La televisión no reveló la ubicación."
    assert not [line for line in told("es", "2020-02-10", text) if line.startswith("cause")]


def test_an_hour_and_more_of_flight() -> None:
    text = "북한이 18일 ICBM을 발사했다. 미사일은 1시간 여를 날아 바다에 떨어졌다."
    assert "quantity flight_time 1 h" in told("ko", "2022-11-18", text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ko", "북한이 미국 대선을 앞두고 5일 오전 동해상으로 미사일을 발사했다."),
        ("ja", "北朝鮮は米国の大統領選を前に5日、ミサイルを発射した。"),
    ],
)
def test_the_subject_launches_not_a_country_nearer_to_the_verb(lang: str, text: str) -> None:
    assert [event.actor for event in read(lang, "2024-11-05", text).events] == ["KP"]
