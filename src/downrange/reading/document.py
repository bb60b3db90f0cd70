"""Files to documents: bytes to text, header apart, with what is wrong said and nothing thrown away silently."""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path

from downrange.records.document import Document
from downrange.records.problem import Problem

LARGEST_FILE = 16 * 1024 * 1024
"""Files above this many bytes are refused: the longest report or notice list seen is a tenth of it."""

_HEADER_LINES = 200
"""A header longer than this is no header."""

_DETECTION_SAMPLE = 64 * 1024
"""Bytes handed to the charset detector; the choice is then checked by decoding the whole file."""

_LATIN_SHARE = 0.25
"""Fewer bytes than this share above 127: a Latin script with accents. French has 4 %, Cyrillic and Korean over 60 %."""

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

PDF_MARK = b"%PDF"
_BINARY_MARKS = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"RIFF", "a WebP picture or other RIFF media"),
    (b"\x00\x00\x00\x0cjP", "a JPEG 2000 picture"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"PAR1", "a Parquet table"),
    (b"\x89HDF", "an HDF5 file"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
_TEXT_ONLY_MARKS = (b"BM", b"RIFF", b"BZh", b"ID3")
"""Marks that plain words can begin with: believed only when the bytes hold controls that text does not."""


def read_document(path: str | Path) -> tuple[Document | None, tuple[Problem, ...]]:
    """Read one file (`-`: standard input) into a document.

    UTF-8, UTF-16 and UTF-32 are read as marked; anything else is detected, and said in a problem. Of a PDF the text
    layer is read.

    Returns:
        The document, or None when nothing could be read, and what is wrong.
    """
    name = str(path)
    data, problem = read_bytes(path)
    if data is None:
        return None, (problem,) if problem else ()
    if data.startswith(PDF_MARK):
        from downrange.reading.extract import read_pdf

        return read_pdf(name, data)
    refusal = _refusal(name, data)
    if refusal:
        return None, (refusal,)
    text, problems = _decode(name, data)
    if text is None:
        return None, problems
    header, body_start = split_header(text)
    body = text[body_start:]
    if not body.strip():
        what = "the file holds a header and no text" if header else "the file holds no text"
        problems += (Problem(path=name, line=None, what=what, hint="give a file with words in it"),)
    document = Document(
        path=name,
        digest=sha256(data).hexdigest(),
        text=body,
        header=header,
        first_line=1 + text.count("\n", 0, body_start),
    )
    return document, problems


def read_bytes(path: str | Path) -> tuple[bytes | None, Problem | None]:
    """The bytes of a file within the size limit (`-`: standard input), or None and why not."""
    name = str(path)
    try:
        if name == "-":
            data = sys.stdin.buffer.read(LARGEST_FILE + 1)
        else:
            with Path(path).open("rb") as stream:
                data = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        return None, Problem(path=name, what="there is no such file", hint="check the path")
    except IsADirectoryError:
        return None, Problem(path=name, what="this is a folder, not a file", hint="name a file in it")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return None, Problem(path=name, what=f"the file cannot be opened: {reason}", hint="check its permissions")
    if len(data) > LARGEST_FILE:
        limit = LARGEST_FILE // (1024 * 1024)
        what = f"the file is larger than {limit} MiB and was not read"
        return None, Problem(path=name, what=what, hint="split it, or keep the part that speaks of the launch")
    return data, None


def split_header(text: str) -> tuple[dict[str, str], int]:
    """Header of `# key: value` lines ended by a line `---`, and where the body begins (0 without a header)."""
    header: dict[str, str] = {}
    position = 0
    for _ in range(_HEADER_LINES):
        end = text.find("\n", position)
        line = text[position : end if end >= 0 else len(text)].rstrip()
        if line == "---" and header:
            return header, end + 1 if end >= 0 else len(text)
        if line and not line.startswith("#"):
            return {}, 0
        key, colon, value = line.lstrip("#").partition(":")
        if colon and key.strip():
            header[key.strip().lower()] = value.strip()
        if end < 0:
            return {}, 0
        position = end + 1
    return {}, 0


def _refusal(name: str, data: bytes) -> Problem | None:
    """The problem of a file that is no text, or None."""
    hint = "give the text itself: a page, a notice, a table"
    if data[4:8] == b"ftyp":
        return Problem(path=name, what="this is a film or an HEIF picture, not text", hint=hint)
    for mark, kind in _BINARY_MARKS:
        if data.startswith(mark) and (mark not in _TEXT_ONLY_MARKS or _has_controls(data[:4096])):
            return Problem(path=name, what=f"this is {kind}, not text", hint=hint)
    return None


def _has_controls(data: bytes) -> bool:
    """True when bytes hold control characters that text does not."""
    return any(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in data)


def _decode(name: str, data: bytes) -> tuple[str | None, tuple[Problem, ...]]:
    """Text of bytes, and what had to be assumed or replaced."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_marked(name, data, encoding)
    encoding = _unmarked_utf16(data)
    if encoding:
        return _decode_marked(name, data, encoding)
    if _has_controls(data[:_DETECTION_SAMPLE]) and b"\x00" in data[:_DETECTION_SAMPLE]:
        what = "the file holds binary data, not text"
        return None, (Problem(path=name, what=what, hint="give the text itself"),)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        line = 1 + data.count(b"\n", 0, error.start)
        byte = data[error.start]
    encoding = _detect(data)
    text = data.decode(encoding, errors="replace")
    what = f"byte 0x{byte:02x} is not UTF-8; the file was read as {encoding}"
    return text, (Problem(path=name, line=line, what=what, hint="save it as UTF-8 if letters look wrong"),)


def _decode_marked(name: str, data: bytes, encoding: str) -> tuple[str, tuple[Problem, ...]]:
    """Text in an encoding that the bytes themselves show; broken characters are replaced and said."""
    hint = "save it as UTF-8"
    problems: tuple[Problem, ...] = ()
    if not encoding.startswith("utf-8"):
        what = f"the file is {encoding.upper()}, not UTF-8; it was read as such"
        problems = (Problem(path=name, line=1, what=what, hint=hint),)
    try:
        return data.decode(encoding), problems
    except UnicodeDecodeError as error:
        text = data.decode(encoding, errors="replace")
        line = 1 + text.count("\n", 0, max(text.find("\ufffd"), 0))
        what = (
            f"the bytes are not {encoding.upper()} throughout ({error.reason}); what could not be read shows as \ufffd"
        )
        return text, (*problems, Problem(path=name, line=line, what=what, hint=hint))


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark, known by zero bytes in every other place; None otherwise."""
    sample = data[:4096]
    if len(sample) < 8:
        return None
    even, odd = sample[0::2].count(0) / len(sample[0::2]), sample[1::2].count(0) / len(sample[1::2])
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    if even > 0.4 and odd < 0.05:
        return "utf-16-be"
    return None


def _detect(data: bytes) -> str:
    """Most likely encoding of bytes that are not UTF-8.

    Mostly ASCII is a Latin script, and of those the languages read are Western; anything else is left to the detector.
    """
    from charset_normalizer import from_bytes

    high = next(index for index, byte in enumerate(data) if byte > 127)
    start = max(0, high - _DETECTION_SAMPLE // 2)
    sample = data[start : start + _DETECTION_SAMPLE]
    if sum(byte > 127 for byte in sample) < _LATIN_SHARE * len(sample):
        return "cp1252"
    best = from_bytes(sample).best()
    if best is None or best.encoding in ("ascii", "utf_8"):
        return "cp1252"
    try:
        data.decode(best.encoding)
    except UnicodeDecodeError:
        return "cp1252"
    return best.encoding
