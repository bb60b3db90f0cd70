"""Every number on the page of each shipped case leads to claims, areas, files or flights."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from downrange.cli.demo import CASES
from downrange.dossier.page import as_html
from downrange.dossier.saved import read_saved

pytestmark = pytest.mark.slow

DIGIT = re.compile(r"\d")
SOURCES = {
    "blockquote": "quoted",
    "footer": "says where the quotation is",
    "pre": "the command",
    "code": "a digest or a command",
    "svg": "a figure, which stands on what its caption links to",
    "details.table": "the figure in numbers, which stands on the same",
    "script": "",
    "style": "",
    "section.evidence": "the sources themselves",
    "section.method": "what was read, and how",
    ".kicker": "names, and the time that the catalog or a claim gives",
    "h1": "the name of the launch or the case",
    "h2": "the name of the launch",
    "ul.claims": "claims: each row opens its words",
    ".when": "the time of an entry that is itself a link",
    "a[href^='#']": "opens its sources",
    ".legend": "50 and 90 %: the meaning of the signs",
    "th": "5 and 95 %: the meaning of a column",
    "nav": "",
    "summary": "how many are folded away",
    ".lead": "explains what follows",
    "figcaption": "",
}
"""What may bear a number that is no link of its own, and why."""
NAMES = ("span.name", ".timeline small", "title")
"""Names with a number in them: 'stage 2 did not ignite', 'HYDROARC 325/17', the name of the case."""


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("case", sorted(path.parent.name for path in CASES.glob("*/case.toml")))
def test_no_number_is_without_a_source(case: str, lang: str, assess_path: Callable[[Path], Any]) -> None:
    page = html.fromstring(as_html(read_saved(assess_path(CASES / case).folder), lang=lang))
    targets = {each.get("id") for each in page.cssselect("[id]")}
    links = page.cssselect("a.n")
    assert len(links) > 20
    for link in links:
        target = page.get_element_by_id(link.get("href").removeprefix("#"))
        entry = next(each for each in target.iterancestors("div") if "stand" in (each.get("class") or ""))
        onward = [each.get("href") for each in entry.cssselect("dd a")]
        assert onward, f"{link.text_content()} stands on nothing"
        assert all(href.removeprefix("#") in targets for href in onward)
    for selector in SOURCES:
        for each in page.cssselect(selector):
            each.drop_tree()
    for selector in NAMES:
        for each in page.cssselect(selector):
            each.text = ""
    loose = [text.strip() for text in page.itertext() if DIGIT.search(text)]
    assert loose == []
