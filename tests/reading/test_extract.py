"""Text out of web pages, mail and PDF."""

from __future__ import annotations

import base64
from pathlib import Path

from downrange.reading.case import read_case
from downrange.reading.document import read_document
from downrange.reading.extract import as_plain_text, read_pdf
from downrange.reading.lexicon import load_lexicon
from downrange.reading.paragraphs import split_paragraphs
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


def as_pdf(lines: list[str]) -> bytes:
    """A PDF of one page with these lines, made by hand."""
    shown = "".join(f"({line}) Tj T* " for line in lines)
    stream = f"BT /F1 11 Tf 14 TL 40 780 Td {shown}ET".encode("latin-1")
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /CreationDate (D:20230601080000Z) >>",
    ]
    data, offsets = b"%PDF-1.4\n", list[int]()
    for number, body in enumerate(bodies, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    rows = len(bodies) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (rows, table, rows, len(data))
    )


PRESS_RELEASE = [
    "North Korean rocket falls into the Yellow Sea",
    "",
    "A North Korean rocket carrying a spy satellite crashed into the Yellow Sea on Wednesday",
    "after its second stage failed to ignite, South Korea's military said.",
]


def test_a_pdf_is_read_wherever_a_text_is(tmp_path: Path) -> None:
    path = tmp_path / "release.pdf"
    path.write_bytes(as_pdf(PRESS_RELEASE))
    document, problems = read_document(path)
    assert document is not None and not problems
    assert document.header == {"published": "2023-06-01", "lang": "en"}
    assert read_report(document).events[0].date_local == "2023-05-31"


def test_a_pdf_and_a_mail_are_evidence_of_a_case(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "release.pdf").write_bytes(as_pdf(PRESS_RELEASE))
    (reports / "agency.eml").write_text(MAIL, encoding="utf-8")
    (tmp_path / "loose.pdf").write_bytes(as_pdf(PRESS_RELEASE))
    case = read_case(tmp_path)
    assert [report.events[0].date_local for report in case.reports] == ["2023-05-31", "2023-12-18", "2023-05-31"]
    assert not case.problems


def test_a_notice_sent_by_mail_is_a_notice(tmp_path: Path) -> None:
    path = tmp_path / "warning.eml"
    body = (
        "NAVAREA IV 485/18\nROCKET LAUNCHING 2100Z TO 2230Z DAILY 12 THRU 14 JUN IN AREA BOUND BY\n"
        "28-30N 080-30W, 28-40N 080-10W, 28-20N 080-05W, 28-15N 080-25W.\nCANCEL THIS MSG 142330Z JUN 18."
    )
    head = "From: Watch <watch@example.org>\nSubject: warning\nDate: Mon, 11 Jun 2018 03:00:00 +0000\n"
    kind = 'MIME-Version: 1.0\nContent-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: base64\n\n'
    path.write_text(head + kind + base64.b64encode(body.encode()).decode(), encoding="ascii")
    case = read_case(path)
    assert [area.kind.value for notice in case.notices for area in notice.areas] == ["launch"]


def test_a_line_broken_after_a_preposition_goes_on_even_with_a_figure() -> None:
    lines = (
        "North Korea launched an intercontinental ballistic missile on 29 November 2017. It reached an altitude of\n"
        "4,475 km and flew 950 km.\n"
    )
    said = {(c.role, c.value["si"]) for c in read_report(as_document(lines)).claims if isinstance(c.value, dict)}
    assert ("apogee", 4475e3) in said
    assert ("range", 950e3) in said


def test_a_headline_that_ends_on_a_particle_stays_one() -> None:
    text = "North Korea's second launch of a reconnaissance satellite called off\n31 August 2023. Bad weather.\n"
    report = read_report(as_document(text))
    first = split_paragraphs(report.text, load_lexicon("en"))[0]
    assert report.text[first.start : first.end].endswith("called off")
