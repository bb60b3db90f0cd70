"""What happened when a time after lift-off, or a speed, was so."""

from __future__ import annotations

import pytest

from downrange.reading.report import read_report
from downrange.reading.schema import as_report_json
from downrange.records.claim import Moment
from downrange.records.document import Document

SAT = "North Korea launched a satellite from Tongchang-ri on Tuesday. "
MISSILE = "North Korea fired a ballistic missile from Sunan on Tuesday. "
SOUNDING = "NASA launched a Black Brant IX sounding rocket from White Sands on Tuesday. "
TIMES = [
    ("en", SAT + "The rocket came down 8 minutes later.", Moment.FALL),
    ("en", SAT + "It crashed after eight minutes.", Moment.FALL),
    ("en", MISSILE + "It fell into the Sea of Japan 22 minutes after launch.", Moment.FALL),
    ("en", MISSILE + "It landed in the Sea of Japan 22 minutes after launch.", Moment.FALL),
    ("en", SOUNDING + "The payload landed after 15 minutes.", Moment.LANDING),
    ("en", SAT + "The first stage fell into the Yellow Sea six minutes after lift-off.", Moment.PASSED),
    ("en", SAT + "The booster came back to its pad. It landed eight minutes after lift-off.", Moment.PASSED),
    ("en", SAT + "The first stage separated 150 seconds after lift-off.", Moment.PASSED),
    ("en", SAT + "The rocket exploded 150 seconds after lift-off.", None),
    ("en", SAT + "The rocket fell silent 150 seconds after lift-off.", None),
    ("en", SAT + "The fairing failed to separate 215 seconds after lift-off.", None),
    (
        "fr",
        "La Corée du Nord a tiré un missile de Sunan mardi. Il est tombé en mer 12 minutes plus tard.",
        Moment.FALL,
    ),
    ("fr", "Une Vega a décollé de Kourou mardi. Elle a explosé deux minutes après le décollage.", None),
    ("de", "Eine Spectrum startete am Dienstag von Andøya. Nach 30 Sekunden stürzte sie ins Meer.", Moment.FALL),
    ("es", "Una Vega despegó de Kurú el martes. Se estrelló ocho minutos después del despegue.", Moment.FALL),
    ("ru", "КНДР запустила ракету с Сохэ во вторник. Она упала в море через 8 минут после старта.", Moment.FALL),
    ("ja", "北朝鮮は13日、西海から衛星を打ち上げた。ロケットは発射から8分後に黄海に落下した。", Moment.FALL),
    ("ko", "북한이 13일 서해에서 위성을 발사했다. 로켓은 발사 8분 후 서해에 추락했다.", Moment.FALL),
]
WATCHED = "The missile fell into the Pacific Ocean 22 minutes after it was launched, Japan's Defence Ministry said."
MAHIA = "Rocket Lab launched an Electron from Mahia on Tuesday. "
SPEEDS = [
    (MAHIA + "The first stage separated at a speed of 8,000 km/h.", Moment.PASSED),
    (MAHIA + "At separation it flew at 8,000 km/h.", Moment.PASSED),
    (MAHIA + "The second stage shut down at a speed of 7.5 km/s.", None),
    (MAHIA + "It reached a maximum speed of 8,000 km/h when the first stage separated.", None),
    (MAHIA + "The second stage failed to separate at a speed of 8,000 km/h.", None),
    (MAHIA + "It reached a speed of 7.2 km/s.", None),
]


def read(lang, text):
    header = {"lang": lang, "published": "2026-05-13"}
    return read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))


@pytest.mark.parametrize(("lang", "text", "moment"), TIMES)
def test_a_time_after_lift_off_is_of_what_happened_then(lang, text, moment):
    times = [claim for claim in read(lang, text).claims if claim.role in ("t_plus", "flight_time")]
    assert [(claim.role, claim.moment) for claim in times] == [("t_plus", moment)]


@pytest.mark.parametrize(("text", "moment"), SPEEDS)
def test_a_speed_at_a_lower_stage_s_separation_was_passed(text, moment):
    (speed,) = [claim for claim in read("en", text).claims if claim.role == "speed"]
    assert speed.moment is moment


def test_the_schema_has_no_word_for_moments():
    plain = as_report_json(read(*TIMES[0][:2]))
    assert all("moment" not in claim for claim in plain["claims"])


def test_what_was_launched_is_no_launch_of_who_tells_it():
    (fall,) = [claim for claim in read("en", MISSILE + WATCHED).claims if claim.role == "t_plus"]
    assert (fall.chain, fall.moment) == (("jp_mod",), Moment.FALL)
