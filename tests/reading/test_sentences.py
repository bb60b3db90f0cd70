"""Sentences as agencies write them, each read in a short text: who says it, how much it is, where it was, how it ended.

A line of `sentences/*.txt` is a sentence, `##`, and the claims that it must give, no more and no less; launches, days
and counts are left out. A line `@ en m` says in which language and after which opening sentence the next ones stand.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from openings import OPENINGS

from downrange.reading.report import read_report
from downrange.records.claim import Claim
from downrange.records.document import Document

FOLDER = Path(__file__).parent / "sentences"
LEFT_OUT = ("launch", "date", "count")


def rows(name: str) -> list[tuple[str, str, str]]:
    """(opening, sentence, expected claims) of one file."""
    found: list[tuple[str, str, str]] = []
    opening = ""
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("@ "):
            opening = line[2:]
        else:
            sentence, _, wanted = line.partition(" ##")
            found.append((opening, sentence, wanted))
    return found


def as_line(claim: Claim) -> str:
    """A claim in the words of a sentence file."""
    value = claim.value
    if not isinstance(value, dict):
        words = [str(value)]
    elif "gaz" in value:
        offset = [str(value["bearing"] or "off"), f"{value['distance_km']:g}"] if value.get("distance_km") else []
        words = [str(value["gaz"]), *offset]
    elif "local" in value:
        words = [str(value["local"]), str(value["utc"] or "-")]
    else:
        number = f"{value['value']:g}" if "value" in value else f"{value['lo']:g}-{value['hi']:g}"
        words = [number, str(value["unit"])]
    source = ["@" + ",".join(claim.chain)] if claim.chain else []
    hedge = [claim.hedge.value] if claim.hedge.value != "fact" else []
    return " ".join([claim.kind.value, *([claim.role] if claim.role else []), *words, *source, *hedge])


@pytest.mark.parametrize(("opening", "sentence", "wanted"), rows("who.txt"))
def test_a_sentence_names_who_says_it(opening: str, sentence: str, wanted: str) -> None:
    check(opening, sentence, wanted)


@pytest.mark.parametrize(("opening", "sentence", "wanted"), rows("how_much.txt"))
def test_a_figure_has_its_role(opening: str, sentence: str, wanted: str) -> None:
    check(opening, sentence, wanted)


@pytest.mark.parametrize(("opening", "sentence", "wanted"), rows("where.txt"))
def test_a_place_has_its_role(opening: str, sentence: str, wanted: str) -> None:
    check(opening, sentence, wanted)


@pytest.mark.parametrize(("opening", "sentence", "wanted"), rows("how_it_ended.txt"))
def test_an_end_and_its_cause_are_told_apart(opening: str, sentence: str, wanted: str) -> None:
    check(opening, sentence, wanted)


@pytest.mark.parametrize(("opening", "sentence", "wanted"), rows("how_much_more.txt"))
def test_a_figure_has_its_role_whatever_else_is_told(opening: str, sentence: str, wanted: str) -> None:
    check(opening, sentence, wanted, only="quantity")


def check(opening: str, sentence: str, wanted: str, *, only: str = "") -> None:
    """Read the sentence after its opening and compare the claims that it gives, all or those of one kind."""
    start = len(OPENINGS[opening]) + 2
    header = {"lang": opening[:2], "published": "2024-02-09", "outlet": "The Courier"}
    text = f"{OPENINGS[opening]}\n\n{sentence}\n"
    report = read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1))
    claims = {as_line(c) for c in report.claims if any(a >= start for a, _ in c.spans)}
    claims = {line for line in claims if line.startswith(only)}
    expected = {line.strip() for line in wanted.split(";") if line.strip()}
    kept = {line.split()[0] for line in expected}
    assert {line for line in claims if line.split()[0] not in LEFT_OUT or line.split()[0] in kept} == expected
