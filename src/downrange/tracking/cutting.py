"""Bytes as they come to lines of text: any of the usual encodings, ends of lines and gzip, a line at a time.

What the bytes are is seen from the first of them. A line that never ends is cut off, so that memory is bounded.
"""

from __future__ import annotations

import codecs
import io
import zlib
from typing import Any

from downrange.errors import InputError

LONGEST_LINE = 20_000
"""Characters; a longer line is no observation. What goes beyond is left out, but for one."""
MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
GZIP = b"\x1f\x8b"
KINDS = (
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"BZh9", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"PAR1", "a Parquet table"),
    (b"\x89HDF", "an HDF5 file"),
    (b"CDF\x01", "a NetCDF file"),
    (b"CDF\x02", "a NetCDF file"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
)
"""First bytes of what people mean to give, and what it is. Source: the formats' own descriptions."""
AS_TEXT = "give CSV, JSON lines or CCSDS TDM as text"
SAMPLE = 4096
CONTROLS = 0.03
"""Of bytes that are text fewer than this share are controls; zeros, with which some writers pad, apart."""


class LineCutter:
    """Takes bytes, gives lines."""

    def __init__(self, name: str) -> None:
        """For a stream called `name`."""
        self.name = name
        self.rest = ""
        """Text after the last end of a line."""
        self.fresh = ""
        """Text that came last."""
        self._decoder: io.IncrementalNewlineDecoder | None = None
        self._unzip: Any = None

    @property
    def cut_short(self) -> bool:
        """True when a gzip archive has not come to its end."""
        return self._unzip is not None and not self._unzip.eof

    def cut(self, data: bytes) -> list[str]:
        """The lines that these bytes complete, without their ends.

        Raises:
            InputError: the bytes are no text, or a gzip archive is broken.
        """
        self.fresh = self._text(data).replace("\0", "")
        return self._split(self.fresh)

    def _text(self, data: bytes) -> str:
        if self._decoder is None:
            if data.startswith(GZIP):
                self._unzip = zlib.decompressobj(zlib.MAX_WBITS | 16)
            opened = self._unpacked(data)
            if not opened:
                return ""
            self._decoder = io.IncrementalNewlineDecoder(_decoder(self.name, opened), translate=True)
            return self._decoder.decode(opened)
        return self._decoder.decode(self._unpacked(data))

    def _unpacked(self, data: bytes) -> bytes:
        if self._unzip is None:
            return data
        parts: list[bytes] = []
        try:
            while data:
                parts.append(self._unzip.decompress(data))
                data = self._unzip.unused_data
                if data.startswith(GZIP):
                    self._unzip = zlib.decompressobj(zlib.MAX_WBITS | 16)
                else:
                    break
        except zlib.error as error:
            raise InputError(f"{self.name} is a broken gzip archive", hint="unpack it and give the text") from error
        return b"".join(parts)

    def _split(self, text: str) -> list[str]:
        *lines, self.rest = (self.rest + text).split("\n")
        self.rest = self.rest[: LONGEST_LINE + 1]
        return lines

    def finish(self) -> str:
        """What came after the last end of a line; empty when nothing did."""
        if self._decoder is not None:
            self.rest += self._decoder.decode(b"", final=True).rstrip("\n").replace("\0", "")
        rest, self.rest = self.rest, ""
        return rest


def _decoder(name: str, data: bytes) -> codecs.IncrementalDecoder:
    """A decoder for a stream that begins with these bytes."""
    for mark, kind in KINDS:
        if data.startswith(mark):
            raise InputError(f"{name} is {kind}, not lines of text", hint=AS_TEXT)
    encoding = next((encoding for mark, encoding in MARKS if data.startswith(mark)), None) or _unmarked(data[:SAMPLE])
    sample = data[:SAMPLE]
    if encoding == "utf-8" and sum(0 < byte < 9 or 13 < byte < 27 for byte in sample) > CONTROLS * len(sample):
        raise InputError(f"{name} holds binary data, not lines of text", hint=AS_TEXT)
    return codecs.getincrementaldecoder(encoding)(errors="replace")


def _unmarked(sample: bytes) -> str:
    """UTF-16 without a mark has zero bytes in every other place; all else is taken for UTF-8."""
    if len(sample) >= 8:
        even, odd = (sample[start::2].count(0) / len(sample[start::2]) for start in (0, 1))
        if odd > 0.4 and even < 0.05:
            return "utf-16-le"
        if even > 0.4 and odd < 0.05:
            return "utf-16-be"
    return "utf-8"
