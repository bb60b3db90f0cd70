"""The text in which spellings are compared: without case, accents, and the shapes of quotes, dashes and spaces.

Each character becomes one character, so that offsets into the folded text are those of the text.
"""

from __future__ import annotations

import re
import unicodedata

_SAME = {
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "`": "'",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "\u3000": " ",
    "\n": " ",
    "\t": " ",
    "\r": " ",
    "‐": "-",
    "‑": "-",
    "–": "-",
    "—": "-",
    "−": "-",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "‹": '"',
    "›": '"',
    "「": '"',
    "」": '"',
    "『": '"',
    "』": '"',
    "：": ":",
    "％": "%",
    "（": "(",
    "）": ")",
    "œ": "œ",
    "ø": "o",
    "ß": "ß",
    "ł": "l",
    "đ": "d",
}


class _Folding(dict[int, str]):
    """Maps each character to one character: the offsets of the folded text are those of the text."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _SAME.get(char)
        if folded is None:
            name = unicodedata.decomposition(char)
            letter = bool(name) and (name[0] != "<" or name.startswith(("<wide>", "<narrow>")))
            plain = (letter and code < 0xAC00) or code > 0xFF00
            kana = 0x3040 <= code <= 0x30FF
            base = unicodedata.normalize("NFKD", char)[0] if plain and not kana else char
            folded = base.lower() if len(base.lower()) == 1 else base
        self[code] = folded
        return folded


_FOLDING = _Folding()
_ASCII = bytes(ord(_FOLDING[code]) if code < 128 else code for code in range(256))
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
MOSTLY_ASCII = 1.2
"""Bytes a character up to which a text is folded as bytes, and only what is not ASCII as characters."""


def fold(text: str) -> str:
    """The text in which spellings are compared; same length, so that offsets hold.

    >>> fold("Île d’Eocheong")
    "ile d'eocheong"
    """
    if text.isascii():
        return text.encode().translate(_ASCII).decode()
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > MOSTLY_ASCII * len(text):
        return text.translate(_FOLDING)
    folded = data.translate(_ASCII).decode("utf-8", "surrogatepass")  # much faster than character by character
    return _NOT_ASCII.sub(lambda match: match[0].translate(_FOLDING), folded)
