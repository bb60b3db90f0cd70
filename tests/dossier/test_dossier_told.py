"""Sentences of the assessment on pages in other languages."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import dossier_samples as samples
import pytest
from lxml import html

import downrange
from downrange.dossier import words as language
from downrange.dossier.page import as_html
from downrange.dossier.saved import as_text, read_saved
from downrange.dossier.told import retold
from downrange.judging.told import sentence_of, with_sentences
from downrange.wording import joined, percent, say

PACKAGE = Path(downrange.__file__).parent
FIELD = re.compile(r"\{(\w+)")
FRENCH = language.load("fr")


def said_in_the_package() -> dict[str, set[str]]:
    """Codes of all `say` calls with the names of their values, those put together from codes left out."""
    found: dict[str, set[str]] = {}
    texts = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")]
    for text in (text for text in texts if "from downrange.wording import" in text):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    spread = {"*"} if any(word.arg is None for word in node.keywords) else set()
                    found[str(code.value)] = {word.arg for word in node.keywords if word.arg} | spread
    return found


def french(text, **names):
    return retold(str(text), {str(text): sentence_of(text)}, FRENCH, names)


def test_every_sentence_of_the_assessment_has_french_words():
    said = said_in_the_package()
    assert len(said) > 80
    known = FRENCH.told.keys() | FRENCH.phrases.keys() | {"percent"}
    assert sorted(said.keys() - known) == []


def test_french_words_ask_for_no_value_that_is_not_said():
    said = said_in_the_package()
    for code, template in FRENCH.told.items():
        if code in said and "*" not in said[code]:
            assert set(FIELD.findall(template)) <= said[code] | {"middle", "low", "high"}, code


def test_no_french_sentence_is_left_over():
    coded = ("kind.", "about.", "way.", "orbit.")
    assert [c for c in FRENCH.told if c not in said_in_the_package() and not c.startswith(coded)] == []


def test_numbers_in_a_sentence_are_written_as_the_language_writes_them():
    template = "“{words}” is {miss:.1f} of its own widths away from the flights that fit the rest."
    line = say("physics.misfit", template, words="near the Isle", miss=3.25)
    assert french(line) == "« near the Isle » est à 3,2 fois sa propre largeur des vols qui conviennent au reste."
    assert french(percent(0.9999)) == ">\u00a099,9\u202f%"
    assert french(say("kilometers", "{x:,.0f} km", x=14682.0)) == "14\u202f682 km"


def test_an_explanation_takes_its_french_name():
    row = say("physics.one", "{explanation} {p}", explanation="orbital/nominal", p=percent(0.5))
    assert french(row, **{"orbital/nominal": "« Vers l’orbite »"}) == "« Vers l’orbite » 50\u202f%"


def test_sentences_one_after_another_are_told_in_turn():
    both = joined([say("limit.liftoff", "When it lifted off, to the minute."), say("use.not", "not used")])
    assert french(both) == "L’heure du décollage, à la minute près. non retenu"
    assert french(joined(["plain English", percent(0.5)])) is None


def test_sentences_survive_saving(tmp_path):
    launch = replace(
        samples.dossier().launches[0],
        cannot_tell=(
            say("limit.time", "When it failed: between T+{low:.0f} s and T+{high:.0f} s.", low=3.0, high=9.0),
        ),
    )
    dossier = replace(samples.dossier(), launches=(with_sentences(launch),))
    (tmp_path / "records.json").write_text(as_text(dossier), encoding="utf-8")
    again = read_saved(tmp_path)
    assert again.launches[0].sentences == dossier.launches[0].sentences
    page = html.fromstring(as_html(again, lang="fr"))
    assert "Quand il a failli : entre T+3 s et T+9 s." in page.cssselect(".doubt")[0].text_content()
    assert page.cssselect(".doubt [lang=en]") == []


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_sentence_without_a_code_stays_as_it_is_and_says_so(lang):
    page = html.fromstring(as_html(samples.dossier(), lang=lang))
    (line, *_) = page.cssselect(".doubt li")
    marked = line.cssselect("[lang=en]")
    assert bool(marked) is (lang == "fr")
