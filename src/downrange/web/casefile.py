"""The files of a case: what may be put into one, how it is named, and what case.toml states."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from downrange.errors import InputError
from downrange.reading.case import FOLDERS, list_evidence
from downrange.reading.document import read_document
from downrange.reading.sniff import Kind, sniff
from downrange.web.store import CASE_FILE, NotFoundError, inside, state_file, toml_text, write_atomically

MOST_BYTES = 5_000_000
"""Of one file."""
MOST_CASE_BYTES = 50_000_000
MOST_FILES = 300
"""In a case."""
SUFFIXES = frozenset(
    (
        *(".txt", ".text", ".md", ".html", ".htm", ".eml", ".pdf"),
        *(".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".geojson"),
        *(".xml", ".kvn", ".omm", ".tle", ".3le", ".tdm"),
    )
)
_HEADER_KEYS = ("url", "outlet", "published", "lang", "wire")
_FOLDER_OF = {kind: name for name, kind in FOLDERS.items()}


class RefusedError(InputError):
    """A file that a case does not take."""


def list_files(folder: Path) -> list[dict[str, Any]]:
    """The evidence of a case: path in the case, kind by its folder, size and digest."""
    rows: list[dict[str, Any]] = []
    for path in _evidence(folder):
        relative = path.relative_to(folder).as_posix()
        data = path.read_bytes()
        kind = FOLDERS.get(relative.split("/")[0])
        rows.append({"path": relative, "kind": kind, "bytes": len(data), "sha256": sha256(data).hexdigest()})
    return rows


def _evidence(folder: Path) -> list[Path]:
    """Files of a case that are read, none of them in a hidden folder."""
    paths = [Path(name) for name in list_evidence(folder)]
    return [path for path in paths if not any(part.startswith(".") for part in path.relative_to(folder).parts)]


def digest_of(folder: Path) -> str:
    """A digest of everything that a reader of the case would see."""
    whole = sha256()
    case_file = folder / CASE_FILE
    for path in [case_file, *_evidence(folder)]:
        if path.is_file():
            whole.update(path.relative_to(folder).as_posix().encode() + b"\0" + sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def add_file(folder: Path, name: str, data: bytes, kind: Kind | None = None) -> str:
    """Put a file into a case, in the folder of its kind, and give its path in the case.

    Args:
        folder: of the case.
        name: as the user's machine calls it.
        data: its bytes.
        kind: what it is; None: told by its content.

    Raises:
        RefusedError: it is too large, not of a kind that is read, or its name leads elsewhere.
    """
    safe = _safe_name(name)
    present = list_files(folder)
    if len(data) > MOST_BYTES:
        raise RefusedError(f"{safe} has {len(data):,} bytes", hint=f"a file may have {MOST_BYTES:,}")
    if len(present) >= MOST_FILES or sum(row["bytes"] for row in present) + len(data) > MOST_CASE_BYTES:
        raise RefusedError(f"{safe} does not fit into the case", hint=f"at most {MOST_FILES} files of 50 MB together")
    staged = state_file(folder, f"incoming{PurePosixPath(safe).suffix.lower()}")
    write_atomically(staged, data)
    try:
        document, problems = read_document(staged)
        if document is None:
            what = problems[0].what if problems else "it cannot be read"
            raise RefusedError(f"{safe}: {what}", hint="give text, HTML, mail, PDF, or a table")
        home = _FOLDER_OF[kind or sniff(document)]
        path = _free(folder / home, safe)
        path.parent.mkdir(exist_ok=True)
        write_atomically(path, data)
    finally:
        staged.unlink(missing_ok=True)
    return path.relative_to(folder).as_posix()


def add_text(folder: Path, text: str, header: dict[str, str], kind: Kind | None = None) -> str:
    """Put pasted text into a case as a file with a header, and give its path in the case."""
    lines = [f"# {key}: {' '.join(header[key].split())}" for key in _HEADER_KEYS if header.get(key)]
    whole = "\n".join([*lines, "---", text]) if lines else text
    first = re.sub(r"[^\w]+", "-", text.strip().split("\n", 1)[0].lower())[:48].strip("-")
    return add_file(folder, f"{first or 'pasted'}.txt", whole.encode(), kind)


def replace_text(folder: Path, name: str, text: str) -> None:
    """Give a file of the case a new text; the old one is kept among the removed files.

    Raises:
        NotFoundError: the case has no such file.
        RefusedError: the text is too large.
    """
    path = _existing(folder, name)
    if len(text.encode()) > MOST_BYTES:
        raise RefusedError(f"{name} would have more than {MOST_BYTES:,} bytes", hint="split the text")
    _keep_old(folder, name, path)
    write_atomically(path, text.encode())


def remove_file(folder: Path, name: str) -> None:
    """Take a file out of the evidence; it is kept among the removed files.

    Raises:
        NotFoundError: the case has no such file.
    """
    path = _existing(folder, name)
    _keep_old(folder, name, path)
    path.unlink()


def read_file(folder: Path, name: str) -> bytes:
    """The bytes of a file of the case.

    Raises:
        NotFoundError: the case has no such file.
    """
    return _existing(folder, name).read_bytes()


def read_stated(folder: Path) -> dict[str, Any]:
    """What case.toml states, as plain values; empty when there is none or it is broken."""
    try:
        table = tomllib.loads((folder / CASE_FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}
    liftoff = table.get("liftoff")
    return table | ({"liftoff": liftoff.isoformat()} if isinstance(liftoff, datetime) else {})


def write_stated(folder: Path, changes: dict[str, Any]) -> None:
    """State a title, site, vehicle, pad or lift-off in case.toml; None takes one back, the rest stays."""
    table = read_stated(folder) | changes
    lines = [f"{key} = {_toml(value)}" for key, value in table.items() if value is not None and key != "stations"]
    stations = table.get("stations")
    if isinstance(stations, dict):
        lines += ["", "[stations]", *(f"{toml_text(str(key))} = {_toml(value)}" for key, value in stations.items())]
    write_atomically(folder / CASE_FILE, ("\n".join(lines) + "\n").encode())


def _toml(value: Any) -> str:
    if isinstance(value, str):
        return toml_text(value)
    if isinstance(value, Sequence):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return json.dumps(value)


def _safe_name(name: str) -> str:
    """The name as it will be on disk.

    Raises:
        RefusedError: it holds a path or control characters, or its kind is not read.
    """
    if not name or any(ord(letter) < 32 or letter in "/\\:" for letter in name) or name.strip(". ") == "":
        raise RefusedError(f"a file named {name[:80]!r}", hint="give a plain file name")
    plain = PurePosixPath(re.sub(r"[^\w.()+ -]+", "-", name.lstrip(". ")))
    if plain.suffix.lower() not in SUFFIXES:
        raise RefusedError(f"a file named {name[:80]!r}", hint=f"kinds read: {' '.join(sorted(SUFFIXES))}")
    return f"{plain.stem[:80]}{plain.suffix.lower()}"


def _free(folder: Path, name: str) -> Path:
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    names = (name if number == 1 else f"{stem}-{number}{suffix}" for number in range(1, MOST_FILES + 2))
    return next(folder / each for each in names if not (folder / each).exists())


def _existing(folder: Path, name: str) -> Path:
    path = inside(folder, name)
    if not path.is_file() or name == CASE_FILE:
        raise NotFoundError(f"the case has no file {name!r}", hint="name a file as the case lists it")
    return path


def _keep_old(folder: Path, name: str, path: Path) -> None:
    data = path.read_bytes()
    old = state_file(folder, "removed")
    old.mkdir(exist_ok=True)
    write_atomically(old / f"{sha256(data).hexdigest()[:12]}-{name.replace('/', '-')}", data)
