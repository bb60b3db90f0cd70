"""Constructions in which five languages tell the facts of a launch, each read behind an opening sentence.

A line of `constructions/<language>.txt` is what must be read, `|`, and the sentence; a line `@ m` names the opening
behind which the next ones stand: `m` a missile, `s` a launcher, `-` none. Facts are told in short: `ap 550 km` an
apogee, `tl 06:29` the time of launch, `pi Okushiri` a place of impact, `o failure`, `c fairing`, `d` a day, `n` a
count, `l` what was launched; `none` that the sentence tells nothing of this launch. Of what is not asked only figures
and clock times must be absent, and all else where the line says `none`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from openings import OPENINGS as AGENCY_OPENINGS

from downrange.reading.report import read_report
from downrange.reading.units import SI_UNITS
from downrange.records.claim import Claim, ClaimKind
from downrange.records.document import Document

FOLDER = Path(__file__).parent / "constructions"
OPENINGS = AGENCY_OPENINGS | {
    "ja m": "北朝鮮は14日、弾道ミサイル1発を発射した。",
    "ja s": "イプシロンロケットが14日、打ち上げられた。",
    "ko m": "북한이 14일 탄도미사일을 발사했다.",
    "ko s": "누리호가 14일 발사됐다.",
}
"""The days of the sentences count from these."""
QUANTITIES = {
    "ap": "apogee",
    "alt": "altitude",
    "rg": "range",
    "ft": "flight_time",
    "sp": "speed",
    "tp": "t_plus",
    "bt": "burn_time",
    "pbt": "planned_burn_time",
    "oa": "orbit_alt",
    "pe": "perigee",
    "pm": "payload_mass",
    "vm": "vehicle_mass",
    "vh": "vehicle_height",
    "pa": "planned_altitude",
    "pr": "potential_range",
}
TIMES = {"tl": "launch", "ti": "impact", "ta": "anomaly", "td": "destruct", "to": "orbit_insertion"}
PLACES = {
    "pl": "launch_site",
    "pi": "impact",
    "pd": "direction",
    "po": "overflight",
    "ps": "stage_drop",
    "pb": "debris",
    "pt": "target",
    "px": "detected",
}
PLAIN = {"o": "outcome", "c": "cause", "d": "date", "n": "count", "l": "launch"}
OF_OPENING = ("launch", "date", "count", "plan")
NEVER_LEFT_OUT = ("quantity", "time")
ROUNDED = 0.011


def lines(language: str) -> list[tuple[str, str, str]]:
    """(opening, facts, sentence) of one file."""
    found: list[tuple[str, str, str]] = []
    opening = ""
    for line in (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("@ "):
            opening = f"{language} {line[2:]}"
        else:
            facts, _, sentence = line.partition("|")
            found.append((opening, facts, sentence))
    return found


def read(opening: str, sentence: str) -> list[Claim]:
    """Claims of the sentence behind its opening."""
    front = OPENINGS.get(opening, "")
    front += " " if front and front[-1] == "." else ""
    header = {"lang": opening[:2], "published": "2023-07-14", "outlet": "The Courier"}
    text = f"{front}{sentence}\n"
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))
    return [claim for claim in report.claims if any(start >= len(front) for start, _ in claim.spans)]


def plain(text: str) -> str:
    return re.sub(r"\W", "", text.lower())


def parts(cause: str) -> set[str]:
    """Words of a cause's code; attitude and control are the guidance."""
    words = set(cause.split("_")) - {"stage", "reliability"}
    return words | ({"guidance"} if words & {"attitude", "control"} else set())


def says(claim: Claim, fact: str) -> bool:
    """Whether a claim is the fact told in short."""
    codes, _, told = fact.strip().partition(" ")
    value: Any = claim.value
    for code in codes.split("/"):
        if code in QUANTITIES and (claim.kind, claim.role) == (ClaimKind.QUANTITY, QUANTITIES[code]):
            number, unit = told.split()
            si = float(number) * SI_UNITS[unit][0]
            reached = value["si"] if "si" in value else (value["si_lo"] + value["si_hi"]) / 2
            return abs(reached - si) <= ROUNDED * max(si, reached) and value["si_unit"] == SI_UNITS[unit][1]
        if code in TIMES and (claim.kind, claim.role) == (ClaimKind.TIME, TIMES[code]):
            return str(value["local"])[:5] == told
        if code in PLACES and (claim.kind, claim.role) == (ClaimKind.PLACE, PLACES[code]):
            names = [plain(name) for name in (*value["names"], value["gaz"] or "", *claim.text)]
            return any(name and (plain(told) in name or name in plain(told)) for name in names)
        if code == "c" and claim.kind is ClaimKind.CAUSE:
            return bool(parts(told) & parts(str(value))) or told == value
        if code in PLAIN and claim.kind.value == PLAIN[code]:
            return str(value) == told
    return False


def faults(opening: str, facts: str, sentence: str) -> list[str]:
    """What the sentence should have given and did not, and the other way about."""
    claims, wrong = read(opening, sentence), []
    asked = [fact for fact in facts.split(";") if fact.strip() != "none"]
    kinds = {PLAIN.get(fact.split()[0], "place" if fact.split()[0][0] == "p" else "") for fact in asked}
    for fact in asked:
        found = next((claim for claim in claims if says(claim, fact)), None)
        if found is None:
            wrong.append(f"not read: {fact.strip()}")
        else:
            claims.remove(found)
    for claim in claims:
        kind = claim.kind.value
        if kind in OF_OPENING and (opening[3:] != "-" or kind not in kinds):
            continue
        if (opening[3:] == "-" and kind not in kinds) or (asked and kind not in (*kinds, *NEVER_LEFT_OUT)):
            continue
        wrong.append(f"read: {kind} {claim.role} {claim.text[0]!r}")
    return wrong


@pytest.mark.parametrize("language", ["de", "es", "ja", "ko", "ru"])
def test_the_ways_in_which_a_language_tells_a_fact_are_known(language: str) -> None:
    wrong = {sentence: found for row in lines(language) if (found := faults(*row)) for sentence in row[2:]}
    assert not wrong


def test_a_day_in_digits_is_a_day() -> None:
    claims = read("de -", "Nordkorea hat am 12.07.2023 eine ballistische Rakete abgefeuert.")
    assert [c.value for c in claims if c.kind is ClaimKind.DATE] == ["2023-07-12"]


def test_ten_in_the_morning_is_no_tomorrow() -> None:
    claims = read("es -", "Corea del Norte disparó un misil balístico el miércoles a las diez de la mañana.")
    assert [c.value for c in claims if c.kind is ClaimKind.DATE] == ["2023-07-12"]


def test_a_russian_place_has_its_capital() -> None:
    assert not [c for c in read("ru m", "Ошибка увела ракету с курса.") if c.kind is ClaimKind.PLACE]


def test_a_stage_falls_where_the_verb_comes_last() -> None:
    dropped = [c.role for c in read("ja s", "1段目は太平洋に落下した。") if c.kind is ClaimKind.PLACE]
    fallen = [c.role for c in read("ja s", "2段目に着火せず、機体は太平洋に落下した。") if c.kind is ClaimKind.PLACE]
    assert (dropped, fallen) == (["stage_drop"], ["impact"])


def test_a_town_near_another_is_one_place() -> None:
    places = [
        c.value for c in read("de m", "Sie wurde in Sunan nahe Pjöngjang gestartet.") if c.kind is ClaimKind.PLACE
    ]
    assert [place["gaz"] for place in places if isinstance(place, dict)] == ["sunan"]


def test_what_a_rocket_was_to_do_is_no_success() -> None:
    sentence = "Der Satellit sollte vom Weltraumzentrum in der Provinz Semnan aus in eine Umlaufbahn gebracht werden."
    assert not [c for c in read("de s", sentence) if c.kind is ClaimKind.OUTCOME]


def test_low_above_the_ground_is_no_measure_of_the_rocket() -> None:
    claims = read("de s", "Sie explodierte in rund 100 Metern Höhe.")
    assert [c.role for c in claims if c.kind is ClaimKind.QUANTITY] == ["altitude"]


def test_a_counter_stands_behind_what_a_bracket_explains() -> None:
    claims = read("ko -", "북한이 12일 장거리탄도미사일(ICBM 추정) 1발을 발사했다.")
    assert [c.value for c in claims if c.kind is ClaimKind.COUNT] == [1]


def test_noon_is_zero_in_the_afternoon_and_midnight_has_no_half() -> None:
    noon = [c.value for c in read("ja m", "発射は午後0時30分ごろだった。") if c.kind is ClaimKind.TIME]
    assert [value["local"] for value in noon if isinstance(value, dict)] == ["12:30"]
    night = [c.value for c in read("ko -", "북한이 13일 밤 11시 50분에 탄도미사일을 발사해 0시 10분에 떨어졌다.")]
    assert [value["local"] for value in night if isinstance(value, dict) and "local" in value] == ["23:50", "00:10"]


def test_a_distance_of_two_thousand_kilometers_is_no_year() -> None:
    claims = read("de m", "Nach einem Flug von 2000 Kilometern stürzte das Geschoss ins Meer.")
    assert [c.role for c in claims if c.kind is ClaimKind.QUANTITY] == ["range"]
    assert not [c for c in claims if c.kind is ClaimKind.DATE]


def test_a_figure_set_against_another_has_its_unit() -> None:
    claims = read("de s", "Das Triebwerk brannte nur 83 statt der vorgesehenen 112 Sekunden.")
    assert sorted(str(c.role) for c in claims if c.kind is ClaimKind.QUANTITY) == ["burn_time", "planned_burn_time"]
