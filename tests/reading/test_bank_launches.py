"""What each source says was launched: passages with their launches and who tells of them, and talk that tells none."""

from __future__ import annotations

from pathlib import Path

import pytest

from downrange.reading.report import read_report
from downrange.records.claim import Claim, ClaimKind
from downrange.records.document import Document

BANK = Path(__file__).parent / "bank" / "launches.txt"
KINDS = frozenset(kind.value for kind in ClaimKind)
Told = tuple[str, tuple[str, ...]]


def passages() -> list[tuple[str, str, str, str]]:
    """(language, day, what is told, text) of each passage."""
    rows: list[tuple[str, str, str, str]] = []
    for block in BANK.read_text(encoding="utf-8").split("\n\n")[1:]:
        head, _, text = block.partition("\n")
        lang, day, told = head.removeprefix("#").split("|", 2)
        rows.append((lang, day, told, text.strip()))
    return rows


def read(text: str, lang: str, day: str) -> tuple[Claim, ...]:
    header = {"lang": lang, "published": day}
    return read_report(Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1)).claims


def asked(told: str) -> list[tuple[str, list[frozenset[str]]]]:
    """Each thing told, and who may be each link of its chain."""
    items = [item.strip().partition("@") for item in told.split(";") if "@" in item]
    return [(what, [frozenset(link.split("|")) for link in chain.split(">")]) for what, _, chain in items]


def fits(chain: tuple[str, ...], links: list[frozenset[str]]) -> bool:
    if not chain:
        return len(links) == 1 and "-" in links[0]
    return len(chain) == len(links) and all(name in link for name, link in zip(chain, links, strict=True))


@pytest.mark.parametrize(("lang", "day", "told", "text"), passages())
def test_each_source_says_what_it_says_and_nobody_else_does(lang: str, day: str, told: str, text: str) -> None:
    wanted = asked(told)
    kinds = {"launch"} | {what for what, _ in wanted if what in KINDS}
    claims = [c for c in read(text, lang, day) if c.kind.value in kinds]
    found: set[Told] = {(str(c.value) if c.kind is ClaimKind.LAUNCH else c.kind.value, c.chain) for c in claims}
    for what, links in wanted:
        hit = next((t for t in found if t[0] == what and fits(t[1], links)), None)
        assert hit is not None, (what, links, found)
        found.discard(hit)
    assert not found


def test_a_model_takes_the_class_that_the_text_gives_it() -> None:
    text = "India tested its Agni-I medium-range missile on Monday. The Agni-I was fired from Odisha, DRDO said."
    launches = [(c.value, c.chain) for c in read(text, "en", "2016-03-15") if c.kind is ClaimKind.LAUNCH]
    assert launches == [("mrbm", ()), ("mrbm", ("drdo",))]


@pytest.mark.parametrize(
    "text",
    [
        "Soyuz launches from Kourou, suspended since 2022, were a success for Arianespace.",
        "North Korea is barred from testing ballistic missiles.",
        "The Fateh is a ballistic missile that can be launched from a truck.",
        "Such missiles, fired from Yemen, fly 2,000 km, the ministry said.",
    ],
)
def test_general_talk_tells_of_no_launch(text: str) -> None:
    assert not [c for c in read(text, "en", "2024-03-14") if c.kind is ClaimKind.LAUNCH]


def test_what_it_was_is_told_of_the_launch_that_was_not_of_one_to_come() -> None:
    text = (
        "La Corée du Nord a tiré un missile mercredi, rapporte Yonhap. Pour le ministère japonais de la Défense, la "
        "distance est de 350 km. « Il s'agissait probablement d'un missile balistique », a dit le ministre, Gen "
        "Nakatani, qui n'exclut pas un second tir dans les prochains jours."
    )
    launches = [(c.value, c.hedge.value, c.chain) for c in read(text, "fr", "2026-03-12") if c.kind is ClaimKind.LAUNCH]
    assert launches == [("missile", "fact", ("yonhap",)), ("bm", "probable", ("jp_mod",))]
