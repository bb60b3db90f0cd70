"""What happened at a clock time: coming down, blowing up, falling silent, reaching orbit, finding a piece."""

from __future__ import annotations

import pytest

from downrange.reading.report import read_report
from downrange.records.document import Document

ROLES = [
    ("en", "Iran launched a missile from Semnan on Friday at 6:02 a.m.; it slammed into the sea at 6:21", "impact"),
    ("en", "An Electron lifted off from Mahia on Friday at 6:02 a.m., and telemetry stopped at 6:21 a.m.", "anomaly"),
    ("en", "A rocket left Sohae on Friday at 6:02 a.m.; at 6:21 a.m. a ship fished out a fragment.", "debris_detected"),
    ("fr", "L'Iran a tiré un missile de Semnan vendredi à 6h02, il a fini sa course à 6h21.", "impact"),
    ("fr", "Une Vega a décollé de Kourou vendredi à 6h02 et s'est désintégrée à 6h21.", "destruct"),
    (
        "de",
        "Nordkorea startete am Freitag um 6.02 Uhr in Wonsan eine Rakete, sie schlug um 6.21 Uhr im Meer auf.",
        "impact",
    ),
    ("es", "Irán lanzó un misil desde Semnán el viernes a las 6.02; a las 6.21 voló en pedazos.", "destruct"),
    ("ru", "КНДР запустила ракету с Сохэ в пятницу в 6:02, в 6:21 она развалилась в воздухе.", "destruct"),
    ("ko", "북한이 8일 오전 6시 2분 원산에서 미사일을 발사했고 오전 6시 21분 동해에 꽂혔다.", "impact"),
    ("ja", "北朝鮮は8日午前6時2分、元山からミサイルを発射し、午前6時21分に空中分解した。", "destruct"),
]


@pytest.mark.parametrize(("lang", "text", "role"), ROLES)
def test_a_clock_time_has_the_role_of_what_happened_then(lang: str, text: str, role: str) -> None:
    header = {"lang": lang, "published": "2026-05-09"}
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))
    times = [c for c in report.claims if c.kind.value == "time"]
    told = {c.value["local"]: c.role for c in times if not isinstance(c.value, str | int)}
    assert told == {"06:02": "launch", "06:21": role}


PLANNED = [
    ("en", "An Electron launch from Mahia on Friday, first planned for 9:00 a.m., came at 9:42 a.m.", "09:42"),
    ("en", "A Falcon 9 left Vandenberg on Friday at 9:42 a.m.; the window had opened at 9:30.", "09:42"),
    ("fr", "Initialement prévu à 9h00, le tir de la Vega a eu lieu vendredi à 9h42 depuis Kourou.", "09:42"),
    ("en", "North Korea fired a missile from Wonsan on Friday at 7:22 a.m., the sirens went off at 7:31.", "07:22"),
]


@pytest.mark.parametrize(("lang", "text", "launched"), PLANNED)
def test_the_time_of_a_plan_a_window_or_an_alarm_is_not_the_launch_s(lang: str, text: str, launched: str) -> None:
    header = {"lang": lang, "published": "2026-05-09"}
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))
    times = [c for c in report.claims if c.kind.value == "time"]
    assert [c.value["local"] for c in times if not isinstance(c.value, str | int)] == [launched]


TOLD = [
    ("en", "North Korea fired missiles on Friday. Those launched at 7:51, 8:41 and 8:51 a.m. fell into the sea.", 3),
    ("ko", "북한이 8일 미사일을 쐈다. 오전 7시 22분 발사돼 7시 28분쯤 아오모리현 상공을 통과했다.", 1),
]


@pytest.mark.parametrize(("lang", "text", "launches"), TOLD)
def test_listed_times_share_their_role_and_passing_over_has_none(lang: str, text: str, launches: int) -> None:
    header = {"lang": lang, "published": "2026-05-09"}
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))
    assert [c.role for c in report.claims if c.kind.value == "time"] == ["launch"] * launches


def test_a_time_at_the_same_day_tells_the_day_again_by_who_speaks_there() -> None:
    text = (
        "Tokyo said that a missile fired by North Korea on the 8th had come down in the sea.\n\n"
        "Seoul's Joint Chiefs of Staff said a missile was fired from Wonsan at 6:53 a.m. the same day.\n"
    )
    header = {"lang": "en", "published": "2026-05-09"}
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))
    days = {claim.chain: claim.value for claim in report.claims if claim.kind.value == "date"}
    assert days == {("jp_gov",): "2026-05-08", ("jcs",): "2026-05-08"}


def test_a_time_in_another_zone_is_put_on_the_day_of_where_it_flew() -> None:
    text = "A North Korean missile launched at 10:33 a.m. Hawaii time on Friday (5:33 a.m. Saturday in Korea) blew up."
    header = {"lang": "en", "published": "2017-04-28"}
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))
    instants = [c.value["utc"] for c in report.claims if c.kind.value == "time" and isinstance(c.value, dict)]
    assert instants == ["2017-04-28T20:33Z"]
