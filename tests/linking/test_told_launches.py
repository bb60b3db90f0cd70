"""Launches told beside the news in short texts of many languages, joined to the catalog.

A line of `told_launches.txt` is a kind, `@`, language and day of publication, `@`, a text with ` / ` between its
paragraphs, `##`, and launches: country, day or period, class.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from downrange.linking.events import link_events
from downrange.reading.report import read_report
from downrange.records.document import Document

LINES = (Path(__file__).parent / "told_launches.txt").read_text(encoding="utf-8").splitlines()


def rows(wanted: str) -> list[tuple[str, str, set[str]]]:
    """(language and day, text, launches) of the lines of one kind."""
    found: list[tuple[str, str, set[str]]] = []
    for line in LINES:
        words, _, launches = line.partition(" ## ")
        kind, head, text = words.split(" @ ")
        if kind == wanted:
            found.append((head, text.replace(" / ", "\n"), set(launches.split("; "))))
    return found


def told(head: str, text: str) -> set[str]:
    """Country, day and class of each launch that a text tells, a plan with its period."""
    lang, published = head.split()
    header = {"lang": lang, "published": published, "outlet": "The Courier"}
    document = Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1)
    return {f"{e.actor} {e.date_local} {e.cls}" for e in link_events([read_report(document)])[0].events}


@pytest.mark.parametrize(("head", "text", "launches"), rows("failures"))
def test_failures_told_before_the_news_are_launches_of_their_own(head: str, text: str, launches: set[str]) -> None:
    assert told(head, text) == launches


@pytest.mark.parametrize(("head", "text", "launches"), rows("recalled"))
def test_launches_recalled_beside_the_news_are_those_of_the_catalog(head: str, text: str, launches: set[str]) -> None:
    assert told(head, text) == launches


@pytest.mark.parametrize(("head", "text", "launches"), rows("plan"))
def test_a_plan_is_told_by_its_period(head: str, text: str, launches: set[str]) -> None:
    assert launches <= told(head, text)


@pytest.mark.parametrize(("head", "text", "launches"), rows("looked on"))
def test_who_was_told_or_looked_on_launches_nothing(head: str, text: str, launches: set[str]) -> None:
    assert told(head, text) == launches


@pytest.mark.parametrize(("head", "text", "launches"), rows("found"))
def test_a_launch_is_found_by_its_site_or_as_the_last_of_its_kind(head: str, text: str, launches: set[str]) -> None:
    assert launches <= told(head, text)


def test_a_plane_that_takes_off_beside_a_pad_is_no_launch() -> None:
    text = "A cargo plane took off from Wallops on Tuesday and flew to Kodiak.\nThe rocket museum there opens in May."
    assert told("en 2023-11-22", text) == set()
