"""The French page of each shipped case has no English but quotations and names."""

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

ENGLISH = re.compile(
    r"\b(the|of|and|was|were|with|from|that|which|launch|stage|failed|flights?|orbit|by|this|not|said|unknown|impact|"
    r"areas?|when|where|how|burns|speed|height|range|without|instead|odds|evidence)\b(?!\.\w)",
    re.IGNORECASE,
)
OTHERS = "blockquote, script, style, pre, code, h1, title, table.inputs, a[lang]"
"""Quotations, the case's own title, file names and the command."""
NAMES = re.compile(r"Natural Earth|CC-BY|Satellite Launching Station|Vandenberg Space Force Base|Money Today")


@pytest.mark.parametrize("case", sorted(path.parent.name for path in CASES.glob("*/case.toml")))
def test_a_french_page_has_no_english_but_quotations_and_names(case: str, assess_path: Callable[[Path], Any]) -> None:
    page = html.fromstring(as_html(read_saved(assess_path(CASES / case).folder), lang="fr"))
    assert page.cssselect("[lang=en]:not(blockquote):not(a)") == []
    for each in page.cssselect(OTHERS):
        each.drop_tree()
    texts = [text.strip() for text in page.itertext() if text.strip()]
    assert [text for text in texts if ENGLISH.search(NAMES.sub("", re.sub("«[^»]*»", "", text)))] == []
