"""Names made comparable: case, accents, hyphens and spacing folded, so that 'Andøya' finds 'ANDOYA'."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart.
_LETTERS = {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
# Dashes, quotes and dots that writers swap at will.
_LOOSE = "-‐‑‒–—―_/.,'’‘`´ʼ\"“”«»()·・"
# Accents of Latin, Greek and Cyrillic; the marks of other scripts (kana, hangul) carry meaning and stay.
_ACCENTS = range(0x0300, 0x0370)
_TABLE: dict[int, str | None] = {
    **{ord(letter): plain for letter, plain in _LETTERS.items()},
    **dict.fromkeys(map(ord, _LOOSE), " "),
    **dict.fromkeys(_ACCENTS, None),
}


def fold_name(name: str) -> str:
    """The form in which two spellings of one name are equal.

    >>> fold_name("  Île d’Eocheong ") == fold_name("ile d'eocheong")
    True
    """
    if not name.isascii():
        name = unicodedata.normalize("NFC", unicodedata.normalize("NFKD", name).casefold().translate(_TABLE))
        return " ".join(name.split())
    return " ".join(name.lower().translate(_TABLE).split())
