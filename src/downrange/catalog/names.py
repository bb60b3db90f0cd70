"""Names made comparable: case, accents, hyphens and spacing folded, so that 'Andøya' finds 'ANDOYA'."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart, and the dashes, quotes and dots that writers swap at will.
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})
_LOOSE = frozenset("-‐‑‒–—―_/.,'’‘`´ʼ\"“”«»()·・")
# Accents of Latin, Greek and Cyrillic; the marks of other scripts (kana, hangul) carry meaning and stay.
_FIRST_ACCENT, _LAST_ACCENT = "\u0300", "\u036f"


def fold_name(name: str) -> str:
    """The form in which two spellings of one name are equal.

    >>> fold_name("  Île d’Eocheong ") == fold_name("ile d'eocheong")
    True
    """
    if name.isascii():
        plain = name.lower()
    else:
        parts = unicodedata.normalize("NFKD", name).casefold().translate(_LETTERS)
        plain = unicodedata.normalize("NFC", "".join(c for c in parts if not _FIRST_ACCENT <= c <= _LAST_ACCENT))
    return " ".join("".join(" " if c in _LOOSE else c for c in plain).split())
