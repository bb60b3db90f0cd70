from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import downrange.dossier
from downrange.dossier import words as language
from downrange.records.area import AreaKind
from downrange.records.claim import ClaimKind, Hedge
from downrange.records.finding import Interval
from downrange.records.flight import FailureMode

FOLDER = Path(downrange.dossier.__file__).parent
FIELD = re.compile(r"\{(\w+)\}")
BUILT = {"way", "month", "mode", "role", "value", "source", "kind", "hedge", "areas", "unit", "body", "finding"}
"""Groups whose keys are put together from codes."""


def test_every_language_has_the_same_phrases_with_the_same_fields():
    english = language.load("en").phrases
    for lang in language.LANGUAGES[1:]:
        other = language.load(lang).phrases
        assert other.keys() == english.keys()
        assert [k for k in english if set(FIELD.findall(english[k])) != set(FIELD.findall(other[k]))] == []


def test_no_phrase_is_left_unused_and_none_is_missing():
    sources = [p.read_text(encoding="utf-8") for p in FOLDER.rglob("*") if p.suffix in {".py", ".html"}]
    text = "\n".join(sources)
    phrases = language.load("en").phrases
    built = re.compile(r"""f["']([a-z_]+)\.([a-z_]*)\{""")
    stems = {f"{group}.{start}" for group, start in built.findall(text)} | {"card.", "plot.", "claims."}
    unused = [
        key
        for key in phrases
        if key.split(".")[0] not in BUILT
        and f'"{key}"' not in text
        and f"'{key}'" not in text
        and not key.startswith(tuple(stems))
    ]
    assert unused == []
    asked = set(re.findall(r"""words\(\s*["']([a-z_.A-Z0-9-]+)["']""", text))
    assert sorted(key for key in asked if key not in phrases and not key.endswith(".")) == []


def test_every_code_of_the_records_has_words():
    phrases = language.load("fr").phrases
    codes = [f"mode.{m.value}" for m in FailureMode] + [f"hedge.{h.value}" for h in Hedge]
    codes += [f"kind.{k.value}" for k in ClaimKind] + [f"areas.{k.value}" for k in AreaKind]
    assert [code for code in codes if code not in phrases] == []


@pytest.mark.parametrize(
    ("share", "english", "french"),
    [
        (0.0, "<\u00a00.1\u202f%", "<\u00a00,1\u202f%"),
        (0.004, "0.4\u202f%", "0,4\u202f%"),
        (0.17, "17\u202f%", "17\u202f%"),
        (0.9, "90\u202f%", "90\u202f%"),
        (0.994, "99.4\u202f%", "99,4\u202f%"),
        (1.0, ">\u00a099.9\u202f%", ">\u00a099,9\u202f%"),
    ],
)
def test_odds_are_never_written_as_certain(share, english, french):
    assert language.load("en").percent(share) == english
    assert language.load("fr").percent(share) == french


@pytest.mark.parametrize(
    ("value", "decimals", "english", "french"),
    [
        (1234.5, 1, "1234.5", "1234,5"),
        (12345.0, 0, "12,345", "12\u202f345"),
        (-3.2, 1, "−3.2", "−3,2"),
        (1487, -1, "1490", "1490"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(value, decimals, english, french):
    assert language.load("en").number(value, decimals) == english
    assert language.load("fr").number(value, decimals) == french


def test_an_interval_keeps_two_digits_of_its_width():
    words = language.load("en")
    assert words.span(Interval(median=408.2, q05=373.4, q25=390, q75=420, q95=443.1)) == ("408", "373", "443")
    assert words.span(Interval(median=98.61, q05=97.92, q25=98, q75=99, q95=99.3)) == ("98.6", "97.9", "99.3")
    assert words.span(Interval(median=0.0, q05=0.0, q25=0.0, q75=0.0, q95=0.0)) == ("0", "0", "0")


def test_a_stretch_names_its_day_once():
    words = language.load("en")
    start, noon = datetime(2017, 10, 13, 9, 15, tzinfo=UTC), datetime(2017, 10, 13, 12, 0, 5, tzinfo=UTC)
    assert words.stretch(start, noon) == "13\u00a0October 2017, 09:15\u2009–\u200912:00:05 UTC"
    assert "14\u00a0October" in words.stretch(start, datetime(2017, 10, 14, 1, tzinfo=UTC))


def test_codes_without_words_are_made_readable():
    assert language.load("fr").or_plain("value", "turbo_pump-seal") == "turbo pump seal"


def test_a_code_made_of_known_parts_is_said_by_its_parts():
    french = language.load("fr")
    assert french.or_plain("value", "second_stage_engine_separation") == "moteur du deuxième étage, séparation"
    assert language.load("en").or_plain("value", "first_stage_pressure") == "first stage, pressure"
    assert language.load("en").or_plain("value", "nobody_knows") == "nobody knows"
