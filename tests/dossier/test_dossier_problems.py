"""Problems of the input on pages in other languages: every message that a reader can make has a template."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import dossier_samples as samples
import pytest
from lxml import html

import downrange
from downrange.dossier import words as language
from downrange.dossier.page import as_html
from downrange.dossier.problems import FIELD, pattern_of, retold_problem
from downrange.reading.case import read_case
from downrange.records.problem import Problem

PACKAGE = Path(downrange.__file__).parent
READERS = (*sorted((PACKAGE / "reading").glob("*.py")), PACKAGE / "catalog" / "nearness.py")
SAID_AS = {"what", "hint", "note", "half", "count", "missing", "fastest", "wanted"}
"""Names and keywords whose strings become messages."""
SAID_BY = {"list_rows", "refuse", "_misprint", "Flaw", "_flaw", "Refusal", "_FieldError", "_problem", "append"}
"""Calls whose arguments become messages."""
SAID_IN = {"_NO_CASE", "_NAMES_HINT", "_BINARY_MARKS"}
RETURNED_BY = {"_state", "_state_stations", "_tle_flaw", "understood", "lay", "windows", "hint_at"}
FRENCH = language.load("fr")


def strings(node: ast.AST) -> Iterator[str]:
    """Strings that an expression may come to, fields as {}, and those that may fill its fields."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=values):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in values)
            for part in values:
                if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.BoolOp):
                    yield from (text for text in strings(part.value) if text.startswith("a"))
        case ast.IfExp(body=body, orelse=other):
            yield from (*strings(body), *strings(other))
        case ast.BoolOp(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Dict(values=parts):
            for part in parts:
                yield from strings(part)
        case ast.Starred(value=value):
            yield from strings(value)
        case _:
            pass


def said_by_readers() -> set[str]:
    """Templates of all messages in the sources of reading, fields as {}."""
    found: list[str] = []
    for path in READERS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="InputError")):
                    continue
                case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=words):
                    given = [word.value for word in words if word.arg in SAID_AS]
                    parts = [*given, *(args if name in SAID_BY else [])]
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in SAID_AS | SAID_IN:
                    parts = [value]
                case ast.FunctionDef(name=name) if name in RETURNED_BY:
                    parts = [part.value for part in ast.walk(node) if isinstance(part, ast.Return) and part.value]
                case _:
                    continue
            found += [text for part in parts for text in strings(part)]
    return {text for text in found if " " in text.strip() and re.search("[a-z]{2}", text)}


SAID = said_by_readers()
ENGLISH = {FIELD.sub("{}", text): text for text in FRENCH.problems}
PUT_TOGETHER = {"{} (characters {}-{})", "{}; the same in {} more rows", "understood {}; passed over: {}", "another"}
"""Messages made of two strings of the sources, and a name for a message that bears none."""


def test_every_message_of_the_readers_has_french_words():
    assert len(SAID) > 120
    assert sorted(text for text in SAID if text not in ENGLISH and retold_problem(text, FRENCH) is None) == []


def test_no_french_message_is_left_over():
    number = count()
    made = [pattern_of(FIELD.sub(lambda _: f"{{field{next(number)}}}", text)) for text in SAID]
    special = {text for text in ENGLISH if any(pattern.fullmatch(text) for pattern in made)}
    assert sorted(ENGLISH.keys() - SAID - PUT_TOGETHER - special) == []


@pytest.mark.parametrize("english", FRENCH.problems)
def test_a_french_message_bears_what_the_english_one_does(english):
    assert sorted(FIELD.findall(FRENCH.problems[english])) == sorted(FIELD.findall(english))


def test_a_message_within_a_message_is_told_too():
    text = "a window of this area is left out: the year is not stated (characters 3-9)"
    assert retold_problem(text, FRENCH) == (
        "un créneau de cette zone est laissé de côté : l’année n’est pas indiquée (caractères 3-9)"
    )


def test_problems_of_files_of_many_kinds_are_told_in_french(tmp_path):
    for name, text in {
        "case.toml": 'pad = "x"\nsite = "nowhere"\nfoo = 1\n',
        "telemetry/a.csv": "time_s,speed_m_s\n0,1\nx,2\n",
        "tracks/b.csv": "a,b\n1,2\n",
        "elements/c.json": "{",
        "elements/d.tle": "1 25544U 98067A   08264.51782528 -.00002182  00000-0 -11606-4 0  2927\n",
        "notices/e.txt": "HYDROPAC 1/26.\n1. HAZARDOUS OPERATIONS IN AREA BY 10-00.0N 120-00.0E, 11-00N 12-0.9.0E.",
        "reports/f.txt": "",
        "photos/g.txt": "hello",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "reports" / "h.pdf").write_bytes(b"%PDF-1.4 nothing")
    case = read_case(tmp_path)
    said = [text for problem in case.problems for text in (problem.what, problem.hint) if text]
    assert len(case.problems) > 8
    assert [text for text in said if retold_problem(text, FRENCH) is None] == []


def test_a_problem_without_french_words_is_marked_as_english():
    problems = (Problem(path="a", what="the file holds no text"), Problem(path="b", what="a moon was <seen>"))
    page = html.fromstring(as_html(replace(samples.dossier(), problems=problems), lang="fr"))
    told, kept = (item.text_content() for item in page.cssselect(".method ul.plain li"))
    assert "le fichier ne contient aucun texte" in told
    assert "a moon was <seen>" in kept
    assert [part.text for part in page.cssselect(".method ul.plain [lang=en]")] == ["a moon was <seen>"]
