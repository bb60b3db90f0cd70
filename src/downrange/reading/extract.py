"""Text out of what holds it: web pages, mail and PDF, with what their own metadata say of day, outlet and language.

Offsets of claims count characters of the text that comes out, not of the file; the report says so.
"""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from downrange.reading.document import read_bytes
from downrange.records.document import Document
from downrange.records.problem import Problem

if TYPE_CHECKING:  # only PDFs need it, and it is slow to load
    from pypdf import PdfReader

__all__ = ["as_plain_text", "is_mail", "read_pdf"]

HEAD = 4000
"""A page shows what it is within its first characters."""
MOST_PAGES = 200
"""Pages of a PDF that are read; a press release has a few."""
_HTML = re.compile(
    r"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]|<article[\s>]|<div[\s>][^<]*<p[\s>]", re.IGNORECASE
)
_MAIL = re.compile(
    r"(?:^(?:From|To|Subject|Date|Received|Return-Path|Message-ID|MIME-Version|Delivered-To):.*\n){1,3}", re.MULTILINE
)
_MAIL_FIELD = re.compile(r"(?i)^(?:from|subject|date|mime-version|content-type|received|message-id):", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def as_plain_text(document: Document) -> tuple[Document, tuple[Problem, ...]]:
    """The document with its words only: HTML and mail are taken apart, plain text stays as it is.

    What the page says of its day, outlet and language fills header fields that the file's own header leaves out.
    """
    head = document.text[:HEAD]
    if _HTML.search(head):
        return _from_html(document)
    if is_mail(document):
        return _from_mail(document)
    return document, ()


def _filled(document: Document, text: str, found: dict[str, str | None]) -> Document:
    header = {key: value for key, value in found.items() if value} | dict(document.header)
    return replace(document, text=text, header=header, first_line=1)


def _from_html(document: Document) -> tuple[Document, tuple[Problem, ...]]:
    from trafilatura import bare_extraction

    page = bare_extraction(document.text, with_metadata=True, include_comments=False, favor_precision=False)
    text = (page.text or "") if page is not None and not isinstance(page, dict) else ""
    if page is None or isinstance(page, dict) or not text.strip():
        problem = Problem(
            path=document.path,
            line=document.first_line,
            what="no article was found in this web page",
            hint="save the article's text, or the page as it looks with its text loaded",
        )
        return replace(document, text=""), (problem,)
    text = "\n\n".join(line for line in text.split("\n") if line.strip())
    title = (page.title or "").strip()
    if title and not text.lstrip().startswith(title):
        text = f"{title}\n\n{text}"
    lang = re.search(r"<html[^>]*\blang=[\"']?([a-zA-Z]{2})", document.text[:HEAD])
    found = {
        "published": page.date,
        "outlet": page.sitename,
        "url": page.url,
        "lang": page.language or (lang.group(1).lower() if lang else None),
    }
    return _filled(document, text, found), ()


def _from_mail(document: Document) -> tuple[Document, tuple[Problem, ...]]:
    import email
    import email.policy

    message = email.message_from_string(document.text, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    content = body.get_content() if body is not None and body.get_content_maintype() == "text" else ""
    if not isinstance(content, str) or not content.strip():
        problem = Problem(
            path=document.path, line=document.first_line, what="this mail holds no text", hint="give its text as a file"
        )
        return replace(document, text=""), (problem,)
    found: dict[str, str | None] = {"published": _mail_day(message["date"]), "outlet": _sender(message["from"])}
    problems: tuple[Problem, ...] = ()
    inner = _filled(document, content, found)
    if body is not None and body.get_content_subtype() == "html":
        inner, problems = _from_html(inner)
    subject = str(message["subject"] or "").strip()
    if subject and not inner.text.lstrip().startswith(subject):
        inner = replace(inner, text=f"{subject}\n\n{inner.text}")
    return inner, problems


def _mail_day(stamp: str | None) -> str | None:
    from email.utils import parsedate_to_datetime

    if not stamp:
        return None
    try:
        return parsedate_to_datetime(str(stamp)).date().isoformat()
    except ValueError:
        return None


def _sender(written: str | None) -> str | None:
    name = str(written or "").split("<")[0].strip(' "')
    return name or None


def is_mail(document: Document) -> bool:
    """Whether a text begins with the header of a mail."""
    head = document.text[:HEAD]
    return _MAIL.match(head) is not None and len(_MAIL_FIELD.findall(head.split("\n\n", 1)[0])) >= 2


def read_pdf(path: str | Path, data: bytes | None = None) -> tuple[Document | None, tuple[Problem, ...]]:
    """The text layer of a PDF as a document, and what is wrong with it; scans without text are said to be such.

    Its creation date and its `lang` stand in for a header, since a press release is made on the day it is given out.

    Args:
        path: of the file.
        data: its bytes, when they are read already.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    name = str(path)
    problem = None
    if data is None:
        data, problem = read_bytes(path)
    if data is None:
        return None, (problem,) if problem else ()

    def refuse(what: str, hint: str) -> tuple[None, tuple[Problem, ...]]:
        return None, (Problem(path=name, what=what, hint=hint),)

    try:
        reader = PdfReader(BytesIO(data), strict=False)
        pages = [page.extract_text() for page in reader.pages[:MOST_PAGES]]
        header = _pdf_header(reader)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return refuse(f"this PDF cannot be read: {error}", "save it again, or give its text")
    text = _CONTROL.sub("", _reflow("\n\n".join(pages)))
    if not text.strip():
        return refuse("this PDF holds no text, only pictures of it", "run character recognition first")
    problems: tuple[Problem, ...] = ()
    if len(reader.pages) > MOST_PAGES:
        what = f"only the first {MOST_PAGES} of {len(reader.pages)} pages were read"
        problems = (Problem(path=name, what=what, hint="split it, or keep the pages about the launch"),)
    return Document(path=name, digest=sha256(data).hexdigest(), text=text, header=header), problems


def _pdf_header(reader: PdfReader) -> dict[str, str]:
    """Day of creation and language, as the PDF itself states them."""
    header: dict[str, str] = {}
    stated = reader.metadata.creation_date if reader.metadata is not None else None
    if stated is not None:
        header["published"] = stated.date().isoformat()
    lang = reader.root_object.get("/Lang")
    if isinstance(lang, str) and lang[:2].isalpha():
        header["lang"] = lang[:2].lower()
    return header


def _reflow(text: str) -> str:
    """Lines of a printed column joined to paragraphs: a line that ends no sentence goes on in the next."""
    joined: list[str] = []
    for line in text.split("\n"):
        plain = line.strip()
        if plain and joined and joined[-1] and joined[-1][-1] not in ".!?:。»”" and not plain[0].isupper():
            joined[-1] = joined[-1][:-1] + plain if joined[-1].endswith("\u00ad") else f"{joined[-1]} {plain}"
        else:
            joined.append(plain)
    return "\n".join(joined)
