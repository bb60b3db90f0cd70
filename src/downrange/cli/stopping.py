"""Being asked to end: SIGTERM, SIGINT and SIGHUP are noted, and the run ends between two lines.

A second Ctrl-C ends it at once.
"""

from __future__ import annotations

import os
import select
import signal
from types import FrameType
from typing import Self

__all__ = ["Stop"]

SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name))


class Stop:
    """A context in which these signals end nothing by themselves; `asked` says whether one came."""

    asked: int = 0
    """The signal's number; 0 for none."""

    def __enter__(self) -> Self:
        self._read, self._write = os.pipe()
        heard = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
        self._before = {number: signal.signal(number, self._note) for number in heard}
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)
        os.close(self._read)
        os.close(self._write)

    def _note(self, number: int, _: FrameType | None) -> None:
        if self.asked and number == signal.SIGINT:
            raise KeyboardInterrupt
        os.write(self._write, b"!")
        self.asked = number

    def wait_for(self, file: int) -> bool:
        """Wait until a file has something to read; False when asked to stop before."""
        if os.name != "nt":  # there only sockets can be waited for
            select.select([file, self._read], [], [])
        return not self.asked

    def sleep(self, seconds: float) -> None:
        """Sleep, or be woken by a signal."""
        if seconds > 0.0 and not self.asked:
            select.select([self._read], [], [], seconds)
