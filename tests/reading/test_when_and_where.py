"""Clock times in zones no lexicon knows, times of flight written like clocks, zones behind a colon, what is aboard."""

from __future__ import annotations

from typing import Any

import pytest

from downrange.reading.report import read_report
from downrange.records.claim import Claim
from downrange.records.document import Document


def _claims(lang: str, published: str, text: str, kind: str) -> list[Claim]:
    header = {"id": "x", "lang": lang, "published": published}
    report = read_report(Document(path="x.txt", digest="0" * 64, text=text, header=header, first_line=1))
    return [claim for claim in report.claims if claim.kind.value == kind]


def _values(claims: list[Claim], key: str) -> list[Any]:
    return [claim.value[key] for claim in claims if isinstance(claim.value, dict)]


def test_the_second_clock_gives_the_instant_where_the_zone_of_the_first_is_unknown() -> None:
    text = "La Chine a tiré mercredi un missile balistique à 9h05, heure de Honiara (22h05 UTC mardi)."
    assert _values(_claims("fr", "2024-09-26", text, "time"), "utc") == ["2024-09-24T22:05Z"]


def test_two_clocks_that_agree_keep_the_local_zone() -> None:
    text = "India launched a PSLV rocket from Sriharikota at 9.18 am (0348 GMT) on Sunday."
    times = _claims("en", "2022-08-08", text, "time")
    assert _values(times, "utc") == ["2022-08-07T03:48Z"]
    assert _values(times, "tz") == ["IST"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Une fusée Vega a décollé vendredi de Kourou ; la séparation était prévue 1h42 après le décollage."),
        ("en", "India launched a PSLV rocket from Sriharikota on Friday, and it was lost 1:42 after lift-off."),
    ],
)
def test_a_time_of_flight_written_like_a_clock_is_no_time_of_day(lang: str, text: str) -> None:
    assert not _claims(lang, "2024-02-12", text, "time")


def test_the_first_launch_pad_recalls_no_earlier_launch() -> None:
    text = (
        "India's SSLV rocket failed on Sunday.\n\nThe 34-metre rocket rose from the first launch pad of the Satish "
        "Dhawan Space Centre in Sriharikota at 9.18 am."
    )
    assert _values(_claims("en", "2022-08-08", text, "place"), "gaz") == ["sriharikota"]


def test_zones_listed_behind_a_colon_are_announced_zones() -> None:
    text = (
        "North Korea will launch a satellite between 31 May and 11 June, Japan's coast guard said.\n\n"
        "It named three danger zones: the Yellow Sea, the East China Sea and the Philippine Sea."
    )
    places = _claims("en", "2023-05-29", text, "place")
    assert [place.role for place in places] == ["announced_zone"] * 3


def test_bare_days_far_apart_are_no_period() -> None:
    text = "朝鮮中央通信は19日、平壌国際空港から18日午後5時22分に大陸間弾道ミサイル「火星15型」を発射したと報じた。"
    assert not _claims("ja", "2023-02-19", text, "plan")
    assert _values(_claims("ja", "2023-02-19", text, "time"), "local") == ["17:22"]


@pytest.mark.parametrize(
    ("lang", "text", "number"),
    [
        ("en", "An Electron rocket lifted off from Mahia on Friday.\n\nSeven satellites were aboard.", 7),
        ("fr", "Une fusée Vega a décollé vendredi de Kourou.\n\nTrois satellites se trouvaient à bord.", 3),
        ("de", "Eine Ariane 6 ist am Freitag in Kourou gestartet.\n\nAn Bord waren vier Satelliten.", 4),
    ],
)
def test_what_is_aboard_is_counted(lang: str, text: str, number: int) -> None:
    assert [claim.value for claim in _claims(lang, "2024-02-12", text, "count")] == [number]


def test_a_cryogenic_stage_names_the_kind_of_its_cause() -> None:
    text = "India's GSLV rocket failed on Sunday because its cryogenic upper stage did not ignite."
    (cause,) = _claims("en", "2022-08-08", text, "cause")
    assert "cryogenic" in str(cause.value)


def test_a_suspected_part_is_a_cause() -> None:
    text = "Rocket Lab's Electron failed on Saturday. We suspect an electrical connection, the company said."
    assert [claim.value for claim in _claims("en", "2020-07-08", text, "cause")] == ["electrical_connector"]
