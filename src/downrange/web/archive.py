"""A case as one zip, and back: limits on size, count and names, so that no archive reaches beyond its case."""

from __future__ import annotations

import io
import shutil
import stat
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from downrange.errors import InputError
from downrange.web.casefile import MOST_BYTES, MOST_CASE_BYTES, MOST_FILES, SUFFIXES, RefusedError
from downrange.web.store import CASE_FILE, STATE, CaseStore, slug

MOST_ARCHIVE_BYTES = 20_000_000
LARGEST_RATIO = 200
"""Of the bytes of a member to its bytes in the archive; text reaches 20, a bomb 1,000."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_KEPT_STATE = ("board.json",)
"""What of the app's state travels with a case."""


def as_zip(folder: Path) -> bytes:
    """The evidence, the board and the dossier of a case; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, name in _members(folder):
            entry = zipfile.ZipInfo(f"{slug(folder.name) or 'case'}/{name}", _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, path.read_bytes())
    return buffer.getvalue()


def _members(folder: Path) -> list[tuple[Path, str]]:
    found: list[tuple[Path, str]] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not path.is_file():
            continue
        if not any(part.startswith(".") for part in name.split("/")):
            found.append((path, name))
        elif name.startswith(f"{STATE}/dossier/"):
            found.append((path, name.removeprefix(f"{STATE}/")))
    found += [(folder / STATE / name, f"{STATE}/{name}") for name in _KEPT_STATE if (folder / STATE / name).is_file()]
    return found


def from_zip(store: CaseStore, data: bytes, name: str) -> str:
    """Unpack a zip as a new case and give its id; a dossier in it is left out, since it can be made again.

    Raises:
        RefusedError: it is no zip, too large, a bomb, or a member's name or kind is not one of a case.
    """
    if len(data) > MOST_ARCHIVE_BYTES:
        raise RefusedError(f"an archive of {len(data):,} bytes", hint=f"at most {MOST_ARCHIVE_BYTES:,}")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise RefusedError("the file is no zip archive", hint="export a case to see what one looks like") from error
    store.folder.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".import-", dir=store.folder))
    try:
        top = _unpack(archive, fresh)
        fresh.chmod(0o755)
        return store.adopt(fresh, top or PurePosixPath(name).stem or "case")
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _unpack(archive: zipfile.ZipFile, folder: Path) -> str:
    """Write the members into a folder; gives the name of the folder that holds them all in the archive."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    names = [_checked(entry).split("/") for entry in entries]
    if len(entries) > 2 * MOST_FILES or sum(entry.file_size for entry in entries) > MOST_CASE_BYTES:
        raise RefusedError("the archive unpacks to more than a case holds", hint=f"{MOST_FILES} files, 50 MB")
    top = names[0][0] if names and all(len(parts) > 1 and parts[0] == names[0][0] for parts in names) else ""
    for entry, parts in zip(entries, names, strict=True):
        inner = parts[1:] if top else parts
        if inner[0] == "dossier":
            continue
        if inner[0] == STATE and (len(inner) != 2 or inner[1] not in _KEPT_STATE):
            continue
        path = folder.joinpath(*inner)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_read(archive, entry))
    return top


def _checked(entry: zipfile.ZipInfo) -> str:
    """The name of a member that may be unpacked."""
    name = entry.filename
    parts = name.split("/")
    mode = entry.external_attr >> 16
    if name.startswith("/") or any(part in ("", ".", "..") for part in parts) or any(c in name for c in "\\:\0"):
        raise RefusedError(f"the archive names a file {name[:80]!r}", hint="names must stay inside the case")
    if mode and not stat.S_ISREG(mode):
        raise RefusedError(f"{name[:80]!r} is no plain file", hint="archives may hold plain files only")
    if "dossier" in parts[:2]:
        return name
    hidden = any(part.startswith(".") for part in parts if part != STATE)
    if hidden or not _is_case_file(PurePosixPath(name)):
        raise RefusedError(f"the archive holds {name[:80]!r}", hint=f"kinds read: {' '.join(sorted(SUFFIXES))}")
    if entry.file_size > MOST_BYTES or entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1):
        raise RefusedError(f"{name[:80]!r} unpacks to {entry.file_size:,} bytes", hint=f"at most {MOST_BYTES:,}")
    if entry.flag_bits & 1:
        raise RefusedError(f"{name[:80]!r} is encrypted", hint="export without a password")
    return name


def _is_case_file(path: PurePosixPath) -> bool:
    return path.name == CASE_FILE or path.suffix.lower() in SUFFIXES


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of a member, never more than it says it has."""
    try:
        with archive.open(entry) as file:
            data = file.read(entry.file_size + 1)
    except NotImplementedError as error:  # what zipfile raises for a method of packing that it does not know
        raise RefusedError(f"{entry.filename[:80]!r} is packed in a way not read here", hint="zip it anew") from error
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise RefusedError(f"{entry.filename[:80]!r} is damaged", hint="export the case again") from error
    if len(data) > entry.file_size:
        raise InputError(f"{entry.filename[:80]!r} is longer than it says", hint="export the case again")
    return data
