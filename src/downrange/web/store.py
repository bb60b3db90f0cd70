"""The case store: a folder of case folders. Every path that the app touches is made and checked here."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from downrange.errors import InputError

CASE_FILE = "case.toml"
STATE = ".downrange"
"""Folder inside a case that holds what the app makes of it; readers of evidence leave hidden folders alone."""
EXAMPLES = Path(__file__).parents[1] / "cases"
LONGEST_NAME = 255
"""Bytes of a file's name that every common file system takes."""
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


class NotFoundError(InputError):
    """A case or file that the store does not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStore:
    """Case folders inside one folder, and at most one case opened from elsewhere."""

    folder: Path
    """Holds a folder per case; made when the first case is."""
    opened: Path | None = None
    """A case folder outside of it, served under its own name."""

    def ids(self) -> list[str]:
        """Ids of all cases, in order."""
        found = {path.name for path in self._folders() if _ID.fullmatch(path.name)}
        if self.opened is not None:
            found.add(self.opened_id())
        return sorted(found)

    def opened_id(self) -> str:
        """Id of the case opened from elsewhere."""
        return slug(self.opened.name if self.opened else "")

    def path(self, case: str) -> Path:
        """Folder of a case.

        Raises:
            NotFoundError: there is no such case.
        """
        if self.opened is not None and case == self.opened_id():
            return self.opened
        folder = self.folder / case
        if not _ID.fullmatch(case) or not folder.is_dir() or folder.is_symlink():
            raise NotFoundError(f"there is no case {case!r}", hint="choose one from the list of cases")
        return folder

    def create(self, title: str) -> str:
        """Make an empty case and give its id, made from the title."""
        stem = slug(title) or "case"
        taken = set(self.ids())
        names = (stem if number == 1 else f"{stem[:76]}-{number}" for number in range(1, 10_000))
        case = next(name for name in names if name not in taken and not (self.folder / name).exists())
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / case).mkdir()
        write_atomically(self.folder / case / CASE_FILE, f"title = {toml_text(title)}\n".encode())
        return case

    def adopt(self, folder: Path, name: str) -> str:
        """Move a folder that was made beside the cases into the store, under a name that is free."""
        case = self.create(name)
        (self.folder / case / CASE_FILE).unlink()
        (self.folder / case).rmdir()
        folder.rename(self.folder / case)
        return case

    def copy_example(self, name: str) -> str:
        """Copy a shipped case into the store.

        Raises:
            NotFoundError: no case of that name is shipped.
        """
        if name not in examples():
            raise NotFoundError(f"there is no example {name!r}", hint=f"examples: {', '.join(examples())}")
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".copy-", dir=self.folder))
        shutil.copytree(EXAMPLES / name, fresh, dirs_exist_ok=True)
        fresh.chmod(0o755)
        return self.adopt(fresh, name)

    def _folders(self) -> Iterator[Path]:
        if self.folder.is_dir():
            yield from (path for path in self.folder.iterdir() if path.is_dir() and not path.is_symlink())


def examples() -> tuple[str, ...]:
    """Names of the shipped cases."""
    return tuple(sorted(path.parent.name for path in EXAMPLES.glob("*/case.toml")))


def title_of(folder: Path) -> str:
    """Title in a case's case.toml; its folder's name when there is none or it cannot be read."""
    try:
        table = tomllib.loads((folder / CASE_FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return folder.name
    title = table.get("title")
    return title if isinstance(title, str) and title else folder.name


def slug(words: str) -> str:
    """Words as an id."""
    return re.sub(r"[^a-z0-9._-]+", "-", words.lower()).strip("-._")[:80]


def inside(folder: Path, name: str) -> Path:
    """The path of a file named relative to a case folder.

    Raises:
        NotFoundError: the name leads out of the folder, into the app's own state, or through a link.
    """
    parts = name.split("/")
    wrong = not name or any(part in ("", ".", "..") or part.startswith(".") or "\\" in part for part in parts)
    if (
        wrong
        or any(len(part.encode("utf-8", "surrogatepass")) > LONGEST_NAME for part in parts)
        or any(ord(letter) < 32 for letter in name)
        or not (folder / name).resolve().is_relative_to(folder.resolve())
    ):
        raise NotFoundError(f"{name!r} is not a file of the case", hint="name a file as the case lists it")
    return folder / name


def check_links(folder: Path) -> None:
    """Refuse a case in which a link leads out of its folder.

    Raises:
        InputError: one does.
    """
    home = folder.resolve()
    for path in folder.rglob("*"):
        if path.is_symlink() and not path.resolve().is_relative_to(home):
            name = path.relative_to(folder)
            raise InputError(f"{name} is a link that leads out of the case", hint="put the file itself there")


def state_file(folder: Path, name: str) -> Path:
    """A file of the app's own state in a case; its folder is made."""
    state = folder / STATE
    state.mkdir(exist_ok=True)
    return state / name


def read_state(folder: Path, name: str) -> dict[str, Any]:
    """A JSON object of the app's own state; empty when there is none or it was damaged."""
    try:
        value = json.loads((folder / STATE / name).read_bytes())
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def write_state(folder: Path, name: str, value: dict[str, Any]) -> None:
    """Keep a JSON object of the app's own state."""
    write_atomically(state_file(folder, name), json.dumps(value, ensure_ascii=False).encode())


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: beside it, flushed to the disk, then renamed."""
    handle, name = tempfile.mkstemp(prefix=".part-", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o644)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def toml_text(text: str) -> str:
    """A string as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
