"""Cases as plain files: a folder a case, its evidence untouched, and what the app adds beside it under `.state`.

Nothing outside the store's folder is read or written. Names of cases and files are made plain on the way in.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from downrange.errors import InputError

CASE_FILE = "case.toml"
MOST_FILES, MOST_BYTES = 200, 50_000_000
"""Of one case; an archive that unpacks to more is refused before anything is written."""
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEntry:
    """One case in the list."""

    id: str
    title: str
    files: tuple[str, ...]
    assessed: bool


@dataclass(frozen=True, slots=True)
class CaseStore:
    """The cases below one folder."""

    root: Path

    def cases(self) -> list[CaseEntry]:
        """All cases by id."""
        found = sorted(path.parent for path in self.root.glob(f"*/{CASE_FILE}") if _ID.fullmatch(path.parent.name))
        return [self.entry(folder.name) for folder in found]

    def entry(self, case: str) -> CaseEntry:
        """One case.

        Raises:
            InputError: no such case.
        """
        folder = self.folder(case)
        title = re.search(r'^title\s*=\s*"((?:[^"\\]|\\.)*)"', (folder / CASE_FILE).read_text("utf-8"), re.MULTILINE)
        return CaseEntry(
            id=case,
            title=json.loads(f'"{title[1]}"') if title else case,
            files=tuple(self._names(folder)),
            assessed=(self.dossier(case) / "dossier.json").is_file(),
        )

    def folder(self, case: str) -> Path:
        """The case's folder.

        Raises:
            InputError: no such case, or not a name that a case can have.
        """
        folder = self.root / case
        if not _ID.fullmatch(case) or not (folder / CASE_FILE).is_file() or folder.is_symlink():
            raise InputError(f"there is no case {case!r}", hint="choose one from the list")
        return folder

    def state(self, case: str) -> Path:
        """Where the app keeps what it made of the case."""
        return self.root / ".state" / case

    def dossier(self, case: str) -> Path:
        """Where the case's dossier is, or will be."""
        return self.state(case) / "dossier"

    def before(self, case: str) -> Path:
        """The data of the dossier before the last one."""
        return self.state(case) / "before.json"

    def create(self, title: str) -> str:
        """A new empty case; its id is made from the title."""
        plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:48] or "case"
        number = 1
        while (self.root / (case := plain if number == 1 else f"{plain}-{number}")).exists():
            number += 1
        (self.root / case).mkdir(parents=True)
        write_atomic(self.root / case / CASE_FILE, f"title = {json.dumps(title.strip() or case)}\n".encode())
        return case

    def add_file(self, case: str, name: str, content: bytes) -> str:
        """Evidence into a case; gives the name it was kept under. A file of that name is never overwritten.

        Raises:
            InputError: no such case, an empty file, or more than a case may hold.
        """
        folder = self.folder(case)
        if not content.strip():
            raise InputError("the file is empty", hint="choose a file with text in it")
        held = [folder / each for each in self._names(folder)]
        if len(held) >= MOST_FILES or sum(path.stat().st_size for path in held) + len(content) > MOST_BYTES:
            raise InputError(
                f"a case holds at most {MOST_FILES} files and {MOST_BYTES // 10**6} MB", hint="start another case"
            )
        stem, dot, suffix = plain_name(name).rpartition(".")
        number, kept = 1, plain_name(name)
        while (folder / kept).exists():
            number += 1
            kept = f"{stem or suffix}-{number}{dot}{suffix if stem else ''}"
        write_atomic(folder / kept, content)
        return kept

    def import_archive(self, content: bytes, title: str) -> str:
        """A case from a zip archive that `export` or anybody else made.

        Raises:
            InputError: no archive, too much in it, or a path that would leave the case.
        """
        try:
            archive = zipfile.ZipFile(io.BytesIO(content))
        except zipfile.BadZipFile as error:
            raise InputError("the file is not a zip archive", hint="export a case to get one") from error
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MOST_FILES or sum(member.file_size for member in members) > MOST_BYTES:
            raise InputError(
                f"the archive holds more than {MOST_FILES} files or {MOST_BYTES // 10**6} MB", hint="import fewer files"
            )
        wanted = [(member, _inner_path(member.filename)) for member in members]
        case = self.create(title)
        written = 0
        for member, path in wanted:
            with archive.open(member) as source:
                data = source.read(MOST_BYTES - written + 1)
            written += len(data)
            if written > MOST_BYTES:
                shutil.rmtree(self.root / case)
                raise InputError("the archive unpacks to more than it says", hint="make the archive again")
            target = self.root / case / path
            target.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(target, data)
        return case

    def export(self, case: str) -> bytes:
        """The case's evidence and its dossier as one zip archive, the same bytes for the same files."""
        folder, made = self.folder(case), self.dossier(case)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in [folder / CASE_FILE, *(folder / name for name in self._names(folder))]:
                archive.writestr(_stamped(path.relative_to(folder).as_posix()), path.read_bytes())
            for path in sorted(made.rglob("*")) if made.is_dir() else []:
                if path.is_file():
                    archive.writestr(_stamped(f"dossier/{path.relative_to(made).as_posix()}"), path.read_bytes())
        return out.getvalue()

    @staticmethod
    def _names(folder: Path) -> list[str]:
        """Evidence files by path inside the case; links are left out."""
        return sorted(
            path.relative_to(folder).as_posix()
            for path in folder.rglob("*")
            if path.is_file()
            and not path.is_symlink()
            and path.name != CASE_FILE
            and "dossier" not in path.relative_to(folder).parts[:1]
        )


def plain_name(name: str) -> str:
    """A file name of letters, digits, dots, dashes: no path, no leading dot, at most 80 characters."""
    plain = re.sub(r"[^\w.-]+", "-", PurePosixPath(name.replace("\\", "/")).name).strip(".-")
    return (plain if plain.lower() != CASE_FILE else f"_{plain}")[-80:].lstrip(".-") or "evidence.txt"


def _inner_path(name: str) -> PurePosixPath:
    """A member's path inside the case; one folder deep at most, each part made plain.

    Raises:
        InputError: the path is absolute or climbs out.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in name:
        raise InputError(f"the archive's path {name!r} would leave the case", hint="make the archive from one folder")
    if path == PurePosixPath(CASE_FILE):
        return path
    folder = [re.sub(r"[^\w-]+", "-", part) for part in path.parts[-2:-1]]
    return PurePosixPath(*folder, plain_name(path.name))


def _stamped(name: str) -> zipfile.ZipInfo:
    """A member without the time of day in it."""
    member = zipfile.ZipInfo(name, date_time=(2000, 1, 1, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    return member


def write_atomic(path: Path, content: bytes) -> None:
    """The file whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
