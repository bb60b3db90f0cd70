"""Files to documents: encodings, headers, sizes, and what is no text."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downrange.reading.document import LARGEST_FILE, read_document, split_header

TEXT = "La Corée du Nord a lancé une fusée depuis Sohae ; elle s'est abîmée en mer Jaune.\nDeuxième ligne.\n"


def write(folder: Path, content: bytes, name: str = "page.txt") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf8_is_read_without_a_word(tmp_path: Path, encoding: str) -> None:
    document, problems = read_document(write(tmp_path, TEXT.encode(encoding)))
    assert document is not None
    assert document.text == TEXT
    assert problems == ()


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_another_encoding_is_read_and_said_with_its_line(tmp_path: Path, encoding: str) -> None:
    document, problems = read_document(write(tmp_path, TEXT.encode(encoding)))
    assert document is not None
    assert document.text == TEXT
    assert [problem.line for problem in problems] == [1]
    assert "UTF-8" in problems[0].what


@pytest.mark.parametrize(("text", "encoding"), [("Ракета упала в Жёлтое море вскоре после старта.", "cp1251")])
def test_a_text_in_another_script_is_detected(tmp_path: Path, text: str, encoding: str) -> None:
    document, problems = read_document(write(tmp_path, text.encode(encoding)))
    assert document is not None
    assert document.text == text
    assert problems


def test_the_line_of_the_first_odd_byte_is_named(tmp_path: Path) -> None:
    _, problems = read_document(write(tmp_path, b"one\ntwo\nthr\xe9e\n"))
    assert problems[0].line == 3


def test_the_header_is_set_apart_and_spans_count_in_the_body(tmp_path: Path) -> None:
    content = b"# url: http://a.example/b\n# published: 2023-05-31\n# lang: en\n---\nA rocket rose.\n\nIt fell.\n"
    document, problems = read_document(write(tmp_path, content))
    assert document is not None
    assert problems == ()
    assert document.header == {"url": "http://a.example/b", "published": "2023-05-31", "lang": "en"}
    assert document.text == "A rocket rose.\n\nIt fell.\n"
    assert document.first_line == 5
    assert document.line_of(document.text.index("It fell")) == 7
    assert document.digest == hashlib.sha256(content).hexdigest()


def test_a_headline_with_a_hash_is_no_header() -> None:
    assert split_header("# A title\n\nText that goes on.\n---\nmore\n") == ({}, 0)
    assert split_header("---\nText\n") == ({}, 0)


@pytest.mark.parametrize("content", [b"", b"  \n\n", b"# id: a\n---\n", b"\xef\xbb\xbf"])
def test_a_file_without_text_says_so(tmp_path: Path, content: bytes) -> None:
    document, problems = read_document(write(tmp_path, content))
    assert document is not None
    assert document.text.strip() == ""
    assert "no text" in problems[0].what


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (b"GIF89a\x01\x00", "GIF"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04\x14\x00", "ZIP"),
        (b"BM\x36\x00\x00\x00\x00\x00\x01\x02", "BMP"),
        (b"\x00\x00\x00\x18ftypheic", "HEIF"),
        (bytes(range(256)), "binary"),
    ],
)
def test_what_is_no_text_is_refused_by_name(tmp_path: Path, content: bytes, kind: str) -> None:
    document, problems = read_document(write(tmp_path, content))
    assert document is None
    assert kind in problems[0].what


def test_words_that_begin_like_a_picture_are_words(tmp_path: Path) -> None:
    document, problems = read_document(write(tmp_path, b"BM-21 rockets were seen."))
    assert document is not None
    assert problems == ()


def test_a_text_beyond_the_limit_is_refused_with_its_size(tmp_path: Path) -> None:
    document, problems = read_document(write(tmp_path, b"A rocket rose. " * (LARGEST_FILE // 15 + 2)))
    assert document is None
    assert "16 MiB" in problems[0].what


def test_a_missing_file_and_a_folder_are_problems(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        document, problems = read_document(path)
        assert document is None
        assert problems[0].path == str(path)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_document_or_a_problem(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.bin"
    path.write_bytes(content)
    document, problems = read_document(path)
    assert document is not None or problems
    if document is not None:
        assert document.first_line >= 1


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=200))
def test_utf8_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "same.txt"
    path.write_bytes(b"x\n" + text.replace("\x00", "").encode())
    document, _ = read_document(path)
    if document is not None and not document.header:
        assert document.text == "x\n" + text.replace("\x00", "")
