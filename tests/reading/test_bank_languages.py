"""Turns of agency copy in Korean, Japanese, German, Spanish and Russian, and near misses: claims read and not read."""

from __future__ import annotations

import pytest

from downrange.reading.report import read_report
from downrange.records.claim import Claim, Report
from downrange.records.document import Document

HAVE: list[tuple[str, str, str, tuple[str, ...]]] = [
    # the last word of a day is the half of the clock time behind it
    (
        "ko",
        "2024-05-28",
        "합동참모본부는 어제 오후 10시 44분쯤 북한이 동창리에서 미사일을 쐈다고 밝혔습니다.",
        ("date 2024-05-27 @jcs", "time launch 22:44 @jcs"),
    ),
    # what is so far away has not fallen there
    (
        "ko",
        "2023-12-05",
        "우주발사체가 4일 오후 2시 제주 해안에서 남쪽으로 4㎞ 떨어진 바지선에서 솟아올랐다.",
        ("time launch 14:00",),
    ),
    # a verb closes the clause of the figure before it
    (
        "ko",
        "2017-11-30",
        "북한은 29일 미사일을 쐈다. 조선중앙통신은 미사일이 정점고도 4475㎞까지 상승해 950㎞를 비행했다고 주장했다.",
        ("quantity apogee 4475 km @kcna", "quantity range 950 km @kcna"),
    ),
    (
        "ko",
        "2022-03-24",
        "북한이 24일 미사일을 쐈다. 일본 정부는 미사일이 71분가량 비행해 오후 3시 44분께 동해에 떨어졌다고 발표했다.",
        ("time impact 15:44 @jp_gov",),
    ),
    # an agency with 'news agency' behind it
    (
        "ko",
        "2025-03-31",
        "독일 로켓이 30일 안되위아 우주기지에서 발사됐다. dpa 통신에 따르면 로켓은 낮 12시 30분께 이륙했다.",
        ("place launch_site andoya", "time launch 12:30 @dpa"),
    ),
    # minutes of the hour told last
    (
        "ja",
        "2022-10-04",
        "松野官房長官は記者会見で、午前7時22分ごろに弾道ミサイルが発射され、同44分ごろ太平洋に落下したと述べた。",
        ("time launch 07:22 @jp_gov", "time impact 07:44 @jp_gov"),
    ),
    # hearsay is heard on in the next paragraph
    (
        "ja",
        "2024-10-31",
        "防衛省は、北朝鮮がけさICBM級弾道ミサイルを発射したと発表しました。\n\n"
        "ミサイルは86分ほど飛行し、日本海に落下したということです。",
        ("quantity flight_time 86 min @jp_mod", "place impact sea-of-japan @jp_mod"),
    ),
    # the military of the country of the agency that passes it on
    (
        "ja",
        "2024-10-31",
        "北朝鮮は31日、弾道ミサイルを発射した。韓国の聯合ニュースは軍関係者の話として、新型ICBMの可能性があると伝えた。",
        ("launch icbm @jcs,yonhap",),
    ),
    # the day of a zone that stands before day and clock time
    (
        "ja",
        "2025-08-27",
        "スペースXは日本時間8月27日午前8時30分、大型ロケット「スターシップ」をテキサス州のスターベースから打ち上げた。",
        ("date 2025-08-26", "time launch 08:30"),
    ),
    # a night is named by its end
    (
        "de",
        "2024-12-06",
        "Eine Vega-C hob in der Nacht zum Freitag um 22.20 Uhr MEZ vom Weltraumbahnhof Kourou ab.",
        ("date 2024-12-05", "time launch 22:20"),
    ),
    (
        "ru",
        "2024-12-06",
        "Ракета Vega-C стартовала в ночь на пятницу в 22:20 по парижскому времени с космодрома Куру.",
        ("place launch_site kourou",),
    ),
    # firing makes a bare rocket a missile
    ("de", "2024-07-10", "Nordkorea feuerte am Montag eine Rakete ab.", ("launch missile",)),
    (
        "de",
        "2024-07-10",
        "Nordkorea hat am Montag eine ballistische Rakete über Japan hinweggeschossen.",
        ("launch bm",),
    ),
    # who says it by an adjective of the country
    (
        "de",
        "2024-07-10",
        "Nordkorea feuerte am Montag eine Rakete ab. Nach japanischen Angaben flog sie 570 Kilometer weit.",
        ("quantity range 570 km @jp_gov",),
    ),
    # parted verbs
    (
        "de",
        "2024-07-10",
        "Die Ariane 6 startete am Dienstag. Nach gut 100 Minuten setzte sie den Satelliten "
        "in rund 700 Kilometern Höhe aus.",
        ("outcome success", "quantity orbit_alt 700 km"),
    ),
    # the mood of indirect speech keeps the speaker
    (
        "de",
        "2024-07-10",
        "Nordkorea hat am Montag eine Rakete getestet, teilte der Generalstab in Seoul mit. "
        "Sie sei 570 Kilometer geflogen.",
        ("quantity range 570 km @jcs",),
    ),
    # 'según' with a verb and an anaphor
    (
        "es",
        "2023-10-08",
        "PLD Space lanzó este sábado el cohete Miura 1 desde Huelva. "
        "El vuelo duró 306 segundos, según informó la compañía.",
        ("quantity flight_time 306 s @pld",),
    ),
    # credits behind a day that looks like the end of a sentence
    (
        "es",
        "2024-01-28",
        "Irán lanza tres satélites\n\nMADRID, 28 Ene. (EUROPA PRESS) - "
        "Irán lanzó este domingo tres satélites desde Semnán.",
        ("launch sat @europapress",),
    ),
    (
        "ru",
        "2022-11-03",
        "КНДР запустила ракету\n\nСеул. 3 ноября. ИНТЕРФАКС - "
        "Северная Корея в четверг запустила баллистическую ракету.",
        ("launch bm @interfax",),
    ),
    # 'by its data' goes on with whoever spoke last
    (
        "ru",
        "2026-07-21",
        "КНДР 20 июля запустила ракету, сообщил Объединенный комитет начальников штабов. "
        "По его данным, она пролетела 430 км.",
        ("quantity range 430 km @jcs",),
    ),
    (
        "ru",
        "2021-12-28",
        "Ракета «Ангара-А5» в понедельник стартовала с Плесецка, сообщили в Минобороны. Через 12 минут отделился блок.",
        ("quantity t_plus 12 min @ru_mod",),
    ),
]
MISS: list[tuple[str, str, str, tuple[str, ...]]] = [
    # posting and loading are no saying
    (
        "ko",
        "2023-12-04",
        "국방부는 지난 2일 스페이스X의 팰컨9로 정찰위성 1호기를 쏘아 올렸다.",
        ("date 2023-12-02 @spacex", "launch sat @spacex"),
    ),
    (
        "ko",
        "2023-12-05",
        "발사체가 4일 제주 해안에서 남쪽으로 4㎞ 떨어진 바지선에서 솟아올랐다.",
        ("place impact jeju S 4",),
    ),
    # the hour that was planned, the hour of a broadcast
    (
        "ko",
        "2025-11-27",
        "누리호가 27일 새벽 1시 13분 나로우주센터에서 발사됐다. 당초 발사 시각은 0시 55분이었다.",
        ("time launch 00:55", "time anomaly 00:55"),
    ),
    # a lapse counted from the launch tells of none
    (
        "ja",
        "2024-12-19",
        "カイロス2号機は18日に打ち上げられた。3月13日の初号機は打ち上げ5秒後に爆発した。",
        ("launch slv 2",),
    ),
    # a day that was planned is no plan
    (
        "ja",
        "2024-03-13",
        "スペースワンは13日、「カイロス」初号機を打ち上げた。当初は9日に打ち上げる予定だったが、延期された。",
        ("plan 2024-04-09",),
    ),
    # placing a satellite is no saying
    (
        "es",
        "2024-01-28",
        "El pasado 20 de enero la Guardia Revolucionaria situó el satélite 'Soraya' a 750 kilómetros de altura.",
        ("launch sat @irgc", "quantity orbit_alt 750 km @irgc"),
    ),
    # what is to come, behind a quotation, is the outlet's own
    (
        "de",
        "2024-07-10",
        'Die Ariane 6 startete am Dienstag. "Wir haben Geschichte geschrieben", sagte Esa-Chef Aschbacher. '
        "Der zweite Flug soll noch vor Jahresende stattfinden.",
        ("plan 2024-07-10/2024-12-31 @esa",),
    ),
    # a launch that was put off
    (
        "ru",
        "2024-04-11",
        "В четверг «Ангара-А5» стартовала с Восточного. "
        "Запуск дважды переносили: 9 апреля отказала система наддува бака.",
        ("date 2024-04-09",),
    ),
    # the site of an agency is no agency that is passed on
    (
        "ru",
        "2022-04-20",
        "Москва. 20 апреля. INTERFAX.RU – Ракета «Сармат» запущена, сообщило в среду Министерство обороны России.",
        ("date 2022-04-20 @ru_mod,interfax",),
    ),
]


def read(lang: str, published: str, text: str) -> Report:
    header = {"lang": lang, "published": published}
    return read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))


def plain(claim: Claim) -> str:
    """'quantity range 620 km @jcs,yonhap': a claim in short."""
    value = claim.value
    if isinstance(value, dict) and "gaz" in value:
        value = f"{value['gaz']}" + (f" {value['bearing']} {value['distance_km']:g}" if "distance_km" in value else "")
    elif isinstance(value, dict):
        value = value["local"] if "local" in value else f"{value.get('value', 0):g} {value['unit']}"
    chain = f"@{','.join(claim.chain)}" if claim.chain else ""
    return " ".join(part for part in (claim.kind.value, claim.role, str(value), chain) if part)


@pytest.mark.parametrize(("lang", "published", "text", "wanted"), HAVE)
def test_turns_of_agencies_are_read(lang: str, published: str, text: str, wanted: tuple[str, ...]) -> None:
    told = {plain(claim) for claim in read(lang, published, text).claims}
    assert set(wanted) <= told, told


@pytest.mark.parametrize(("lang", "published", "text", "unwanted"), MISS)
def test_near_misses_are_not_read(lang: str, published: str, text: str, unwanted: tuple[str, ...]) -> None:
    told = {plain(claim) for claim in read(lang, published, text).claims}
    assert not told & set(unwanted), told
