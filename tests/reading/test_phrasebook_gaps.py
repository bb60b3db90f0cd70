"""Phrases with gaps: found as they were, and not written out before a text goes on with them."""

from __future__ import annotations

from downrange.reading.folding import fold
from downrange.reading.phrasebook import Phrasebook

WORDS = "|".join(f"word{i}" for i in range(40))


def _found(book: Phrasebook, text: str) -> list[tuple[str, str]]:
    folded = fold(text)
    return [(mark.value, folded[mark.start : mark.end]) for mark in book.find(folded, 0, len(folded))]


def test_what_stands_behind_a_gap_is_found_where_it_first_does_and_at_its_longest() -> None:
    book = Phrasebook()
    book.add("end", "success", ["(put|placed) ~ (into|in) (orbit|its orbit)", "put ~ down"])
    assert _found(book, "It put three into its orbit, and two into its orbit.") == [
        ("success", "put three into its orbit")
    ]
    assert _found(book, "It put the cargo down.") == [("success", "put the cargo down")]
    assert _found(book, f"It put {'a very long name ' * 5}down.") == []
    assert _found(book, "It put the cargo downtown.") == []


def test_gaps_may_follow_one_another_and_end_open() -> None:
    book = Phrasebook()
    book.add("end", "late", ["(moved|pushed) ~ back ~ day*"])
    assert _found(book, "They pushed the launch back by two days.") == [("late", "pushed the launch back by two days")]
    assert _found(book, "They pushed the launch by two days.") == []


def test_kinds_that_hold_no_comma_end_at_one() -> None:
    book = Phrasebook()
    book.add("speech", "say", ["put ~ at"])
    book.add("launch", "verb", ["put ~ at"])
    folded = "they put back, at noon"
    assert [mark.kind for mark in book.find(folded, 0, len(folded))] == ["launch"]


def test_a_pattern_that_stands_for_a_million_phrases_costs_no_more_than_those_a_text_has() -> None:
    book = Phrasebook()
    book.add("end", "late", [f"put ~ back ({WORDS}) ({WORDS}) ({WORDS}) (at last|for good)"])
    assert _found(book, "They put it back word1 word22 word3 for good.") == [
        ("late", "put it back word1 word22 word3 for good")
    ]
    assert _found(book, "They put it back word1 word22.") == []


def test_what_follows_an_open_ending_stands_right_behind_it() -> None:
    book = Phrasebook()
    book.add("end", "failure", [f"rocket* (fell|crashed) (into|in) ({WORDS}|the sea)"])
    assert _found(book, "Two rockets fell into the sea.") == [("failure", "rockets fell into the sea")]
    assert _found(book, "Two rockets, fell into the sea.") == []
    assert _found(book, "Two rockets soon fell into the sea.") == []
