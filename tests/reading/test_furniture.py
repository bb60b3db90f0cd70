"""What stands around the text of a page: the way to it, a word above the headline, when it was put up, a standfirst."""

from __future__ import annotations

import pytest
from made_pages import read_page, told, values

from downrange.reading.lexicon import load_lexicon
from downrange.reading.paragraphs import split_paragraphs

NEWS = {
    "en": "North Korea fired a ballistic missile on Wednesday, the Joint Chiefs said.",
    "fr": "La Corée du Nord a tiré un missile balistique mercredi, a indiqué l'armée sud-coréenne.",
    "es": "Corea del Norte disparó un misil balístico el miércoles, dijo el ejército surcoreano.",
    "ko": "북한이 7일 탄도미사일을 발사했다고 합동참모본부가 밝혔다.",
    "ja": "北朝鮮が7日、弾道ミサイルを発射したと韓国軍が明らかにした。",
}


def kinds(lang: str, head: str) -> list[str]:
    return [p.kind for p in split_paragraphs(f"{head}\n\n{NEWS[lang]}\n", load_lexicon(lang))]


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "Home > World > Asia"),
        ("en", "WORLD › FAR EAST"),
        ("ko", "정치 > 국방/외교"),
        ("fr", "Accueil > Monde > Asie"),
        ("en", "By staff\nPosted at 6:02 PM, Feb 7, 2024 and last updated 9:41 PM, Feb 7, 2024"),
        ("en", "7:34 pm on 7 February 2024"),
        ("en", "SEOUL  Feb 7, 2024 - 11:16 am GMT+9"),
        ("fr", "Rédaction web - Mercredi 7 février 2024 - 16h12"),
        ("es", "Actualizado a las 13:20 del 7 de febrero de 2024"),
        ("ja", "2024年2月7日(水) 12:18"),
    ],
)
def test_a_line_of_furniture_tells_no_day_and_no_clock_time(lang: str, line: str) -> None:
    page = read_page(lang, "2024-02-07", f"Un titre sans rien\n\n{line}\n\n{NEWS[lang]}\n")
    assert values(page, "date") == ["2024-02-07"]
    assert told(page, "time") == []


def test_the_headline_stands_below_the_way_to_the_page_and_a_word_above_it() -> None:
    assert kinds("en", "Home > World > Asia\n\nNorth fires 2 missiles") == ["boilerplate", "headline", "body"]
    assert kinds("fr", "ESPACE\n\nVega : 2 satellites perdus") == ["headline", "headline", "body"]


def test_a_line_that_tells_what_flew_and_when_is_no_furniture() -> None:
    assert (
        kinds("en", "Tests of the year, one after the other\n\n7 February 2024: Hwasong-12 missile, 09:12")[1] == "body"
    )
    assert kinds("en", "Tests of the year, one after the other\n\n7 February 2024")[1] == "body"


def test_a_standfirst_between_headline_and_stamp_is_no_claim_of_its_own() -> None:
    head = "The North fires a missile\n\nThe weapon came down on Wednesday in the Sea of Japan.\n\n"
    page = read_page("en", "2024-02-08", f"{head}Updated on 8 February 2024, 09:12\n\n{NEWS['en']}\n")
    assert told(page, "date") == [(None, "2024-02-07", ("jcs",))]


def test_what_an_origin_says_is_one_claim_whoever_passes_it_on() -> None:
    text = (
        "KCNA said on Thursday that a Hwasong-12 missile had been fired on Wednesday from Pyongyang. "
        "The missile was launched on Wednesday, KCNA said, according to Yonhap.\n"
    )
    page = read_page("en", "2024-02-08", text)
    assert len(told(page, "launch")) == len(told(page, "date")) == 1


def test_a_second_launch_of_the_day_by_another_country_is_news_too() -> None:
    text = (
        "우리 손으로 개발한 잠수함발사탄도미사일이 7일 잠수함에서 발사됐다고 청와대가 밝혔다.\n\n"
        "이보다 앞서 합동참모본부는 북한이 이날 낮 12시 34분쯤 단거리 탄도미사일 2발을 발사했다고 발표했다.\n\n"
        "일본 방위성은 이 미사일이 약 750km를 날았다고 추정했다.\n"
    )
    page = read_page("ko", "2024-02-07", text)
    assert [(e.actor, e.role) for e in page.events] == [("KR", "main"), ("KP", "main")]
    north = page.events[1].id
    assert [c.event for c in page.claims if c.kind.value == "quantity"] == [north]
