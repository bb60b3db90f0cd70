"""Patterns of phrases: how they are written out, wholly or as far as a text goes on with them.

`(a|b|)` stands for alternatives, `*` for any ending, ` ~ ` for a gap of a few words (`phrasebook.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SPACES = re.compile(" +")
_PARTED = re.compile(r"(\*) (~ )?| (~ )")


def _choices(pattern: str, left: int) -> tuple[list[str], str]:
    """The alternatives in the parentheses that open at a place, and what follows them."""
    depth, opened, choices = 0, left + 1, []
    for place in range(left, len(pattern)):
        char = pattern[place]
        depth += (char == "(") - (char == ")")
        if depth == 0 or (depth == 1 and char == "|"):
            choices.append(pattern[opened:place])
            opened = place + 1
        if depth == 0:
            break
    return choices, pattern[opened:]


def expand(pattern: str) -> list[str]:
    """All phrases that a pattern stands for; alternatives may hold alternatives."""
    left = pattern.find("(")
    if left < 0:
        return [pattern]
    choices, behind = _choices(pattern, left)
    heads = [head for choice in choices for head in expand(choice)]
    return [pattern[:left] + head + rest for rest in expand(behind) for head in heads]


def write_out(pattern: str) -> Iterator[str]:
    """All phrases that a pattern stands for, with single spaces; the empty ones are left out."""
    for plain in expand(pattern):
        words = " ".join(plain.split()) if "  " in plain or plain != plain.strip() else plain
        if words.strip("*"):
            yield words


def begin(pattern: str, width: int = 1, begun: str = "") -> Iterator[tuple[str, str]]:
    """How each phrase of a pattern begins, and the rest of it, in which alternatives may be left open.

    A beginning has at least so many characters and goes to the end of a word, or it is the whole phrase.

    >>> list(begin("(a|the|) test* of (it|them)"))
    [('a', ' test* of (it|them)'), ('the', ' test* of (it|them)'), ('test*', ' of (it|them)')]
    """
    left = pattern.find("(")
    plain = begun + (pattern if left < 0 else pattern[:left])
    if plain[:1] == " " or "  " in plain:
        plain = _SPACES.sub(" ", plain).lstrip()
    place = plain.find(" ", width)
    while place >= 0:
        head = plain[:place]
        if not head.endswith(" ~") and len(head.strip("*")) >= width:
            yield head, plain[place:] + ("" if left < 0 else pattern[left:])
            return
        place = plain.find(" ", place + 1)
    if left < 0:
        if plain.strip(" *"):
            yield plain.rstrip(), ""
        return
    choices, behind = _choices(pattern, left)
    for choice in choices:
        yield from begin(choice + behind, width, plain)


def cut_open(pattern: str) -> tuple[str, str, bool]:
    """What stands before the first gap or open ending of a pattern, what behind, and whether that is a gap.

    Nothing is behind where neither parts the whole pattern.

    >>> cut_open("put (it|them) ~ (back |)to"), cut_open("rocket* (fell|crashed)"), cut_open("(put ~ down|lay down)")
    (('put (it|them)', '(back |)to', True), ('rocket*', '(fell|crashed)', False), ('(put ~ down|lay down)', '', False))
    """
    for found in _PARTED.finditer(pattern):
        head, tail = pattern[: found.start()], pattern[found.end() :]
        if head.count("(") == head.count(")"):
            return head + (found[1] or ""), tail, bool(found[2] or found[3])
    return pattern, "", False


def literal_of(words: str) -> str:
    """The beginning of a phrase up to its first gap or open ending."""
    return words.partition(" ~ ")[0].partition("*")[0]
