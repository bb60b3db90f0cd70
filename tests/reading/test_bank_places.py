"""Where it happened: places of all roles in passages as news has them, and places where nothing flew."""

from __future__ import annotations

from pathlib import Path

import pytest

from downrange.reading.gazetteer import known_places
from downrange.reading.neighbors import distance_km
from downrange.reading.report import read_report
from downrange.records.document import Document

LINES = (Path(__file__).with_name("where") / "told.txt").read_text(encoding="utf-8").splitlines()


def _told(lang: str, day: str, text: str) -> list[str]:
    header = {"id": "x", "lang": lang, "published": day}
    report = read_report(Document(path="x.txt", digest="0" * 64, text=text + "\n", header=header, first_line=1))
    values = [(c.role, c.value) for c in report.claims if c.kind.value == "place" and isinstance(c.value, dict)]
    return sorted(f"{role} {value['gaz']}" for role, value in values)


@pytest.mark.parametrize("line", [line for line in LINES if line and not line.startswith("#")])
def test_a_place_is_read_in_its_role_and_no_other_is(line: str) -> None:
    lang, day, text, places = (part.strip() for part in line.split("|"))
    assert _told(lang, day, text) == sorted(part.strip() for part in places.split(";") if part.strip())


def test_the_same_base_is_where_the_launch_before_left() -> None:
    text = (
        "China launched a Long March 7 from Wenchang on Monday.\n\n"
        "It was the second failure this year: in March a Long March 5 launched from the same base was lost."
    )
    assert _told("en", "2020-09-15", text).count("launch_site wenchang") == 2


def test_the_airport_is_the_one_named_before() -> None:
    text = (
        "The Houthis fired a missile at Riyadh airport on Saturday. Pieces of it fell near the airport, officials said."
    )
    assert "debris king-khalid-airport" in _told("en", "2017-11-05", text)


def test_a_town_off_the_site_that_bears_the_name_of_its_province_lies_in_that_province() -> None:
    known = known_places()
    assert distance_km(known["taechon"], known["sohae"]) > known["taechon"].radius_km


def test_a_place_told_by_its_distance_from_a_city_stands_beside_others() -> None:
    text = (
        "A North Korean rocket failed on Monday. Debris fell in the Yellow Sea, Seoul said. "
        "Debris fell 270 kilometers northeast of Manila, Seoul said."
    )
    assert _told("en", "2023-05-30", text) == ["debris city-manila", "debris yellow-sea"]
