"""The journal beside a state file: what came down a stream since the state was kept, so that a kill loses none of it.

Lines go into it before they are answered; on a restart they are taken again, from the state on, with the same answers.
A file needs none, since it can be read again.
"""

from __future__ import annotations

from pathlib import Path
from typing import TextIO


class Journal:
    """One file for each writing of the state, numbered; older ones are taken away."""

    def __init__(self, state: Path, number: int) -> None:
        """For the state file `state`, after the journal of this number."""
        self.state, self.number = state, number
        self._file: TextIO | None = None

    def _path(self, number: int) -> Path:
        return self.state.with_name(f"{self.state.name}.{number}.lines")

    def read(self) -> str:
        """The text that came after the state was kept; empty when there is none."""
        path = self._path(self.number)
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""

    def begin(self, text: str) -> int:
        """A new one that holds `text` so far; its number, which the state is to name before the old one goes."""
        self.close()
        self.number += 1
        self._file = self._path(self.number).open("w", encoding="utf-8", errors="replace", newline="\n")
        self.add(text)
        return self.number

    def add(self, text: str) -> None:
        """Keep what has come; it outlives the process, though not the machine."""
        assert self._file is not None
        self._file.write(text)
        self._file.flush()

    def forget(self) -> None:
        """Take away all but the present one."""
        for path in self.state.parent.glob(f"{_literal(self.state.name)}.*.lines"):
            if path != self._path(self.number):
                path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _literal(name: str) -> str:
    """A name with what a glob would take for a pattern made plain."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)
