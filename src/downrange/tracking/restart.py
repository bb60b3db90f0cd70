"""The state file: where a track stands, so that a restart goes on with the very next line and the same numbers."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from downrange.errors import InputError
from downrange.tracking.feed import Feed

VERSION = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a state file holds."""

    source: str
    """The input, as the user named it."""
    lines: int
    """Lines of the input that were read."""
    digest: str
    """Of these lines, to know them again."""
    taken: int | None
    """Of a file that was sorted: sightings that were taken."""
    journal: int
    """Number of the journal with what came after."""
    ended: bool
    """True when the input had come to its end."""
    setup: dict[str, Any]
    """How the tracker was set up; a bank is drawn again from it."""
    reader: dict[str, Any]
    tracker: dict[str, Any]
    bank: dict[str, Any] | None
    feed: dict[str, Any]


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


@dataclass(kw_only=True)
class Place:
    """Where in its input a run stands."""

    lines: int = 0
    digest: str = ""
    taken: int | None = None
    journal: int = 0
    ended: bool = False


def go_on(feed: Feed, saved: Saved) -> None:
    """Put a feed that was set up alike where the state left it."""
    feed.reader.restore(saved.reader)
    feed.tracker.restore(saved.tracker)
    if feed.tracker.bank is not None and saved.bank is not None:
        feed.tracker.bank.restore(saved.bank)
    feed.restore(saved.feed)


def save(path: Path, source: str, place: Place, setup: dict[str, Any], feed: Feed) -> None:
    """Write the state beside itself and rename, so that no half of one is ever left."""
    value = {
        "version": VERSION,
        "source": source,
        **asdict(place),
        "setup": setup,
        "reader": feed.reader.state(),
        "tracker": feed.tracker.as_json(),
        "bank": feed.tracker.bank.as_json() if feed.tracker.bank is not None else None,
        "feed": feed.as_json(),
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
    if not path.parent.is_dir() or (path.exists() and not path.is_file()):
        raise InputError(f"no state can be kept in {path}", hint="name a file in a folder that exists")
    if not path.is_file():
        return None
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        if value["version"] != VERSION:
            raise InputError(f"{path} was written by another version", hint="begin with a new state file")
        return Saved(**{item.name: value[item.name] for item in fields(Saved)})
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise InputError(f"{path} is no state of a track: {error}", hint="begin with a new state file") from error
