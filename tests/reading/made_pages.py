"""Pages made for tests, read, and what they tell."""

from __future__ import annotations

from typing import Any

from downrange.linking.events import link_events
from downrange.reading.document import Document
from downrange.reading.report import read_report
from downrange.records.claim import Report


def read_page(lang: str, published: str, text: str) -> Report:
    """The report of a page, its events linked."""
    header = {"lang": lang, "published": published, "outlet": "The Courier"}
    document = Document(path="made.txt", digest="0" * 64, text=text, header=header, first_line=1)
    return link_events([read_report(document)])[0]


def told(report: Report, kind: str) -> list[tuple[str | None, Any, tuple[str, ...]]]:
    """(role, value, chain) of the claims of a kind."""
    return [(c.role, c.value, c.chain) for c in report.claims if c.kind.value == kind]


def values(report: Report, kind: str) -> list[Any]:
    """Values of the claims of a kind."""
    return [value for _, value, _ in told(report, kind)]
