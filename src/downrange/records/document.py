"""A document as it came in: bytes digested, header apart, text untouched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One input text. All spans count Unicode code points in `text`."""

    path: str
    """File as the user named it."""
    digest: str
    """SHA-256 of the file's bytes, hexadecimal."""
    text: str
    """Body after the header, as given."""
    header: Mapping[str, str] = field(default_factory=dict)
    """`# key: value` lines before the line `---` (id, url, outlet, published, lang, wire ...)."""
    first_line: int = 1
    """Line of the file on which the body begins."""

    def line_of(self, offset: int) -> int:
        """Line of the file that holds the body's character `offset`."""
        return self.first_line + self.text.count("\n", 0, offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a piece of evidence was read: document, characters, words, and the rule that read them."""

    document: str
    """Digest of the document."""
    path: str
    """File as the user named it."""
    span: tuple[int, int]
    """First character and one past the last, in the document's text."""
    words: str
    """The words as written."""
    rule: str
    """Name of the rule or reader."""
