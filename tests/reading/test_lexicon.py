"""Lexicons and the phrase finder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downrange.reading import gazetteer, lexicon
from downrange.reading.folding import fold
from downrange.reading.lexicon import find_languages, guess_language, load_lexicon
from downrange.reading.phrase_patterns import expand
from downrange.reading.phrasebook import Phrasebook
from downrange.reading.report import read_report
from downrange.records.document import Document

ITALIAN = """
[meta]
name = "Italian"
common = ["il", "la", "che", "di", "un", "una", "per", "con", "del", "della"]
decimal = ","
order = "svo"
joiners = ["in", "nel", "la", "il", "di"]

[launch]
verb = ["ha lanciato", "lanciato"]
noun = ["lancio"]

[object]
sat = ["satellite"]

[country]
KP = ["corea del nord"]

[outcome]
failure = ["si e schiantato", "fallito"]

[placecue]
impact = ["schiantato", "caduto"]

[placeprep]
in = ["in", "nel"]

[speech]
say = ["ha detto"]
prep = ["secondo"]

[measure]
apogee = ["altitudine massima"]

[dates]
months = [["gennaio"], ["febbraio"], ["marzo"], ["aprile"], ["maggio"], ["giugno"]]
weekdays = [["lunedi"], ["martedi"], ["mercoledi"], ["giovedi"], ["venerdi"], ["sabato"], ["domenica"]]
patterns = ["{day} {month}", "{weekday}"]

[units]
km = ["km", "chilometri"]
"""


@given(st.text(max_size=80))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_folding_forgets_case_accents_and_the_shape_of_quotes() -> None:
    assert fold("L’ÉCHEC") == "l'echec"


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("échou*", "il échouait"),
        ("(short|medium)-range missile(s|)", "two medium-range missiles"),
        ("put ~ down to", "put the failure down to the engine"),
    ],
)
def test_a_phrase_is_found_in_its_forms(pattern: str, text: str) -> None:
    book = Phrasebook()
    book.add("kind", "value", [pattern])
    folded = fold(text)
    assert [mark.value for mark in book.find(folded, 0, len(folded))] == ["value"]


ALTERNATIVES = (
    "(a|the|) test* of a (rocket|missile)",
    "(had |)(been |)(launch|fir)ed (a |)(~ |)missile",
    "put ~ down (to|on)",
    "(re-|)entr(y|ies) (vehicle|)",
    "l'(engin|essai)",
    "*rakete(n|) (der|)",
    "(the |)(la|l)unch",
)


@pytest.mark.parametrize("spaced", [True, False])
@pytest.mark.parametrize("pattern", ALTERNATIVES)
def test_a_pattern_finds_what_all_its_phrases_find(pattern: str, *, spaced: bool) -> None:
    whole, parted = Phrasebook(spaced=spaced), Phrasebook(spaced=spaced)
    whole.add("kind", "value", [pattern])
    phrases = expand(pattern)
    for phrase in phrases:
        parted.add("kind", "value", [phrase])
    for text in (*phrases, "the tests of a missile", "has put it down on paper", "tragerraketen"):
        said = fold(f"so {text.replace('*', 's').replace(' ~ ', ' now ')} said").replace("  ", " ")
        assert whole.find(said, 0, len(said)) == parted.find(said, 0, len(said))
        assert whole.holds(said, 0, len(said)) == bool(parted.find(said, 0, len(said)))


def test_a_page_writes_out_few_of_the_phrases_of_its_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a cold start waits for: patterns of thousands of phrases begin with words that are in any news."""
    book, written = gazetteer.load_phrases.__wrapped__("en"), list[str]()
    write = Phrasebook._phrase

    def count(self: Phrasebook, rank: int, words: str, kind: str, value: str) -> object:
        written.append(words)
        return write(self, rank, words, kind, value)

    monkeypatch.setattr(Phrasebook, "_phrase", count)
    said = fold("The missile test was called a failure: the ballistic missile fired the second stage from the east.")
    assert book.find(said, 0, len(said))
    assert 20 < len(written) < 1000


def test_a_phrase_ends_where_its_word_ends() -> None:
    book = Phrasebook()
    book.add("kind", "value", ["fire"])
    assert book.find("fireworks", 0, 9) == []


def test_of_two_phrases_of_a_kind_the_longer_is_marked() -> None:
    book = Phrasebook()
    book.add("object", "missile", ["missile"])
    book.add("object", "bm", ["ballistic missile"])
    assert [mark.value for mark in book.find("a ballistic missile", 0, 19)] == ["bm"]


@pytest.mark.parametrize("lang", find_languages())
def test_every_language_reads_the_day_of_a_launch_in_its_own_words(lang: str) -> None:
    assert load_lexicon(lang).dates["patterns"]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Le lanceur de la mission est tombé dans la mer", "fr"),
        ("The rocket fell into the sea and was lost", "en"),
        ("北朝鮮がミサイルを発射した", "ja"),
        ("북한이 미사일을 발사했다", "ko"),
        ("Ракета упала в море", "ru"),
        ("Die Rakete ist nicht in den Orbit gelangt und mit der Nutzlast verloren", "de"),
        ("El cohete cayó en el mar y se perdió con la carga", "es"),
    ],
)
def test_the_language_is_guessed_from_the_words(text: str, lang: str) -> None:
    assert guess_language(text) == lang


@pytest.fixture
def italian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for path in lexicon.LEXICONS.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "it.toml").write_text(ITALIAN.lstrip(), encoding="utf-8")
    monkeypatch.setattr(lexicon, "LEXICONS", tmp_path)
    caches = (
        lexicon.find_languages,
        lexicon.load_lexicon,
        lexicon.load_shared,
        lexicon.common_words,
        gazetteer.load_names,
    )
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


@pytest.mark.usefixtures("italian")
def test_a_language_is_one_file_and_no_code() -> None:
    text = (
        "La Corea del Nord ha lanciato mercoledì un satellite, secondo KCNA.\n\n"
        "Il satellite si è schiantato nel mar Giallo, ha raggiunto una altitudine massima di 1.200,5 chilometri."
    )
    report = read_report(Document(path="x", digest="0", text=text, header={"published": "2023-05-31"}))
    assert report.lang == "it"
    (event,) = report.events
    assert (event.cls, event.actor, event.date_local, event.outcome) == ("SAT", "KP", "2023-05-31", "failure")
    assert ("kcna",) in {claim.chain for claim in report.claims}
    heights = [c.value["value"] for c in report.claims if c.role == "apogee" and isinstance(c.value, dict)]
    assert heights == [1200.5]
