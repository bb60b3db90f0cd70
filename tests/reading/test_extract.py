"""Text out of web pages, mail and PDF."""

from __future__ import annotations

from pathlib import Path

from downrange.reading.document import read_document
from downrange.reading.extract import as_plain_text, read_pdf
from downrange.reading.report import read_report
from downrange.records.document import Document

PAGE = """<!DOCTYPE html><html lang="fr"><head><title>La fusée rate son tir</title>
<meta property="article:published_time" content="2023-05-31T10:00:00+02:00"></head>
<body><nav><a href="/">Accueil</a></nav>
<article><h1>La fusée rate son tir</h1><p>La Corée du Nord a tiré mercredi un satellite, mais la fusée s’est écrasée
dans la mer Jaune peu après son départ du site de Sohae.</p><p>Selon KCNA, le 2e étage ne s’est pas allumé comme il
fallait et la fusée est tombée.</p></article><footer>Tous droits réservés</footer></body></html>"""

MAIL = """From: Desk <desk@example.org>
Subject: North Korea fires missile
Date: Mon, 18 Dec 2023 03:00:00 +0000
Content-Type: text/plain; charset="utf-8"

North Korea fired a ballistic missile from Pyongyang on Monday, South Korea's Joint Chiefs of Staff said.
"""


def as_document(text: str) -> Document:
    return Document(path="x", digest="0", text=text, header={})


def test_a_web_page_is_read_without_its_frame_and_dated_by_its_own_word() -> None:
    report = read_report(as_document(PAGE))
    assert report.published == "2023-05-31" and "Accueil" not in report.text
    assert report.events[0].date_local == "2023-05-31"
    assert all(report.text[a:b] == words for c in report.claims for (a, b), words in zip(c.spans, c.text, strict=True))


def test_a_web_page_without_an_article_is_a_problem() -> None:
    document, problems = as_plain_text(as_document("<html><body></body></html>"))
    assert document.text == "" and "no article" in problems[0].what


def test_a_mail_is_dated_by_its_header() -> None:
    report = read_report(as_document(MAIL))
    assert (report.published, report.events[0].date_local) == ("2023-12-18", "2023-12-18")


def test_plain_text_is_left_as_it_is() -> None:
    document = as_document("A missile < 5 km from: here")
    assert as_plain_text(document) == (document, ())


def test_a_file_that_only_says_that_it_is_a_pdf_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(b"%PDF-1.7 and no more")
    document, problems = read_pdf(path)
    assert document is None and problems


def test_a_pdf_without_text_says_so(tmp_path: Path) -> None:
    from pypdf import PdfWriter

    path = tmp_path / "x.pdf"
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    with path.open("wb") as stream:
        writer.write(stream)
    document, problems = read_pdf(path)
    assert document is None and "no text" in problems[0].what


def test_a_text_file_goes_through_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("# lang: en\n---\nNorth Korea launched a satellite on May 31, 2023.", encoding="utf-8")
    document, _ = read_document(path)
    assert document is not None and read_report(document).events[0].date_local == "2023-05-31"
