"""The state file: where a track stands, so that a restart goes on with the very next line and the same numbers."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from downrange.errors import InputError
from downrange.tracking.stream import StreamReader
from downrange.tracking.tracker import Tracker

VERSION = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a state file holds."""

    source: str
    """The input, as the user named it."""
    offset: int
    """Bytes of the input that were read."""
    setup: dict[str, Any]
    """How the tracker was set up; a bank is drawn again from it."""
    reader: dict[str, Any]
    tracker: dict[str, Any]
    bank: dict[str, Any] | None


def check_same(saved: Saved, source: str, asked: Mapping[str, Any]) -> None:
    """Refuse to go on with another input, or under other options, than the state was made with.

    Args:
        saved: the state.
        source: the input now.
        asked: options given now, by name; those left out are the state's.

    Raises:
        InputError: something differs.
    """
    if saved.source != source:
        raise InputError(
            f"the state is that of {saved.source}, not of {source}", hint="name the same input, or a new state file"
        )
    other = [name for name, value in asked.items() if json.loads(json.dumps(value)) != saved.setup.get(name)]
    if other:
        raise InputError(
            f"the state was made with other options: {', '.join(f'--{name}' for name in other)}",
            hint="leave them out to go on as before, or name a new state file",
        )


def save(path: Path, source: str, offset: int, setup: dict[str, Any], reader: StreamReader, tracker: Tracker) -> None:
    """Write the state beside itself and rename, so that no half of one is ever left."""
    value = {
        "version": VERSION,
        "source": source,
        "offset": offset,
        "setup": setup,
        "reader": reader.state(),
        "tracker": tracker.as_json(),
        "bank": tracker.bank.as_json() if tracker.bank is not None else None,
    }
    beside = path.with_name(f"{path.name}.part")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def load(path: Path) -> Saved | None:
    """The state that was saved; None when there is none yet.

    Raises:
        InputError: the file is no state of this version, or none can be written there.
    """
    if path.is_dir() or not path.parent.is_dir():
        raise InputError(f"no state can be kept in {path}", hint="name a file in a folder that exists")
    if not path.is_file():
        return None
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        if value["version"] != VERSION:
            raise InputError(f"{path} was written by another version", hint="begin with a new state file")
        return Saved(**{key: value[key] for key in ("source", "offset", "setup", "reader", "tracker", "bank")})
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise InputError(f"{path} is no state of a track: {error}", hint="begin with a new state file") from error
