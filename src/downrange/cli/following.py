"""A run of `downrange track`: read lines, update, print, keep the state."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections import deque
from collections.abc import Generator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from downrange.cli.console import say, say_problems, writing
from downrange.cli.stopping import Stop
from downrange.errors import InputError
from downrange.records.problem import Problem
from downrange.tracking.cutting import LineCutter
from downrange.tracking.journal import Journal

if TYPE_CHECKING:
    from downrange.cli.screens.track import Screen
    from downrange.records.sighting import Sighting
    from downrange.records.track import TrackUpdate
    from downrange.tracking.feed import Feed
    from downrange.tracking.restart import Saved
    from downrange.tracking.tracker import Tracker

__all__ = ["Run", "lines_of"]

SAVE_EVERY = 1.0
"""Seconds between two writings of the state file; it is also written at the end, whatever ends the run."""
MOST_COMPLAINTS = 20
"""Bad lines named one by one; the rest are counted."""
CHUNK = 1 << 16
"""Bytes read at once, at most."""


class Run:
    """A stream being followed."""

    def __init__(
        self,
        *,
        source: str,
        setup: dict[str, Any],
        feed: Feed,
        state: Path | None,
        pace: float | None,
        stop: Stop,
        screen: Screen | None,
        quiet: bool,
    ) -> None:
        from downrange.tracking.restart import Place

        self.source, self.setup, self.feed, self.state = source, setup, feed, state
        self.pace, self.stop, self.screen, self.quiet = pace, stop, screen, quiet
        self.complaints = 0
        self.place = Place()
        self.cutter = LineCutter(source)
        self.queue: deque[str] = deque()
        """Lines that came and are not answered yet."""
        self.part, self.ended = "", False
        """The line that the last run left unfinished, and whether its input had ended with it."""
        self.journal: Journal | None = None
        self.read = hashlib.blake2b(digest_size=16)
        """Of the lines that were read."""
        self.saved_at = time.monotonic()
        self.began: tuple[float, float] | None = None
        self.last: TrackUpdate | None = None

    def follow_file(self, path: Path, saved: Saved | None) -> None:
        """Every line of a file to its end, sorted by time where it must be."""
        from downrange.tracking.ordering import is_sortable, needs_sorting
        from downrange.tracking.restart import go_on

        self.feed.reader.tdm.whole = True
        texts = (text for text, _ in lines_of(path, self.source))
        disorder = needs_sorting(self.feed.reader, texts) if saved is None else None
        if disorder is not None:
            say_problems([disorder])
        if (disorder is not None and is_sortable(disorder)) or (saved is not None and saved.taken is not None):
            self._follow_sorted(path, saved)
            return
        lines = _lines(path, self.cutter)
        if saved is not None:
            for text, _ in islice(lines, saved.lines):
                self._count(text)
            self._check_digest(saved)
            go_on(self.feed, saved)
        whole = True
        for text, whole in lines:
            if not whole:
                self._keep(at_once=True)  # it may still grow, and is read again then
            self._take_line(text)
            if whole:
                self._keep()
            if self.stop.asked:
                break
        if whole:
            self._keep(at_once=True)
        if not self.stop.asked:
            self._finish()

    def _follow_sorted(self, path: Path, saved: Saved | None) -> None:
        """A file whose lines are all read before the first sighting is taken."""
        from downrange.tracking.ordering import read_sorted
        from downrange.tracking.restart import go_on

        sightings, problems = read_sorted(self.feed, (self._count(text) for text, _ in _lines(path, self.cutter)))
        taken = 0
        if saved is None:
            self._complain(problems)
        else:
            self._check_digest(saved)
            go_on(self.feed, saved)
            taken = saved.taken or 0
        for number, sighting in enumerate(sightings[taken:], taken + 1):
            self._take(sighting)
            self.place.taken = number
            self._keep()
            if self.stop.asked:
                break
        self.place.taken = self.place.taken or taken
        self._keep(at_once=True)
        if not self.stop.asked:
            self._say_end()

    def follow_stream(self, saved: Saved | None) -> None:
        """Lines as they come, until the stream ends or the run is asked to; what came is kept before it is answered."""
        from downrange.tracking.restart import go_on

        if saved is not None:
            go_on(self.feed, saved)
            self.ended = saved.ended
        if self.state is not None:
            self.journal = Journal(self.state, saved.journal if saved is not None else 0)
            *lines, self.part = self.journal.read().split("\n") if saved is not None else [""]
            self.queue.extend(lines)
            self._keep(at_once=True)
        file = os.open(self.source, os.O_RDONLY) if self.source != "-" else sys.stdin.fileno()
        while self._answer() and self.stop.wait_for(file):
            data = os.read(file, CHUNK)
            if not data:
                self._end_stream()
                return
            self._receive(self.cutter.cut(data))
        self._keep(at_once=True)

    def _answer(self) -> bool:
        """Every line that came; False when asked to stop."""
        while self.queue and not self.stop.asked:
            self._take_line(self.queue.popleft())
            self._keep()
        return not self.stop.asked

    def _receive(self, lines: list[str]) -> None:
        """Lines from the stream; the first may go on with one that was cut off when the last run ended."""
        if self.journal is not None and self.state is not None:
            with writing(self.state):
                self.journal.add(self.cutter.fresh)
        self.queue.extend(lines)
        if self.part and lines:
            self.queue.popleft()
            self.queue.extendleft(reversed(self._mended(lines[0])))
            self.part = ""
            self._keep(at_once=True)

    def _mended(self, line: str) -> list[str]:
        """The part of a line that the last run left, and the first line of this one.

        The sender may have gone on in the middle of the line, or have begun anew, or the part was a line without end.
        """
        reads = self.feed.reader.reads
        if reads(self.part + line) and not reads(line):
            return [self.part + line]
        return [self.part, line] if self.ended and not line.startswith(self.part) else [line]

    def _end_stream(self) -> None:
        last = self.cutter.finish()
        if self.part and last:
            *first, last = self._mended(last)
            self.queue.extend(first)
            self.part = ""
            self._answer()
        elif self.part and self.ended:
            last, self.part = self.part, ""
        self.cutter.rest, self.place.ended = last, not self.part
        self._keep(at_once=True)  # before what may still grow
        if last:
            self._take_line(last)
        self._finish()

    def _count(self, text: str) -> str:
        """A line, noted as read."""
        self.read.update(text.encode(errors="backslashreplace") + b"\n")
        self.place.lines += 1
        return text

    def _take_line(self, text: str) -> None:
        ready, problems = self.feed.read(self._count(text))
        self._complain(problems)
        for sighting in ready:
            self._take(sighting)

    def _finish(self) -> None:
        ready, problems = self.feed.finish()
        self._complain(problems)
        for sighting in ready:
            self._take(sighting)
        self._say_end()

    def _say_end(self) -> None:
        tracker = self.feed.tracker
        if self.cutter.cut_short:
            self._complain([Problem(path=self.source, what="the gzip archive ends too early", hint="send it again")])
        if self.last is not None and self.last.counts != tracker.counts:
            self._print(tracker.repeated(self.last))
        if self.last is None and not tracker.number:
            say(_nothing_began(self.source, tracker) if self.place.lines else f"{self.source}: it is empty")
        elif (words := _left_out(tracker)) is not None:
            say(words)

    def _take(self, sighting: Sighting) -> None:
        if self.pace is not None:
            began, zero = self.began or (time.monotonic(), sighting.time)
            self.began = began, zero
            self.stop.sleep(min((sighting.time - zero) / self.pace - (time.monotonic() - began), 60.0))
        update = self.feed.update(sighting)
        self._complain(self.feed.noticed())
        if update is not None:
            self._print(update)

    def _print(self, update: TrackUpdate) -> None:
        from downrange.tracking.lines import as_line

        self.last = update
        if self.screen is not None:
            self.screen.show(update)
        if self.screen is None or not sys.stdout.isatty():
            try:
                sys.stdout.write(as_line(update, zero=self.feed.reader.zero.utc) + "\n")
                sys.stdout.flush()
            except BrokenPipeError:  # whoever read has gone; that is no fault
                raise
            except OSError as error:
                hint = "make room, and go on from the state"
                raise InputError(f"stdout cannot be written: {error.strerror}", hint=hint) from error

    def _complain(self, problems: list[Problem]) -> None:
        notes = self.feed.notes()
        if not self.quiet:
            say_problems(notes)
        if not problems:
            return
        if self.complaints < MOST_COMPLAINTS:
            say_problems(problems[: MOST_COMPLAINTS - self.complaints])
        self.complaints += len(problems)
        if self.complaints >= MOST_COMPLAINTS > self.complaints - len(problems):
            say("further lines that cannot be read are only counted")

    def _keep(self, *, at_once: bool = False) -> None:
        if self.state is None or (not at_once and time.monotonic() - self.saved_at < SAVE_EVERY):
            return
        from downrange.tracking.restart import save

        with writing(self.state):
            if self.journal is not None:
                waiting = "".join(f"{line}\n" for line in self.queue)
                self.place.journal = self.journal.begin(waiting + self.part + self.cutter.rest)
            else:
                self.place.digest = self.read.hexdigest()
            save(self.state, self.source, self.place, self.setup, self.feed)
            if self.journal is not None:
                self.journal.forget()
        self.saved_at = time.monotonic()

    def _check_digest(self, saved: Saved) -> None:
        """Whether what was read of a file is still the same.

        Raises:
            InputError: it is not.
        """
        if (self.place.lines, self.read.hexdigest()) != (saved.lines, saved.digest):
            raise InputError(
                f"{self.source} has changed in the {saved.lines} lines that the state was made from",
                hint="give the file as it was, or name a new state file",
            )


def _nothing_began(source: str, tracker: Tracker) -> str:
    """Why nothing was printed."""
    waiting, counts = len(tracker.waiting), tracker.counts
    if not waiting and counts.skipped:
        hint = "each line is to hold a time and what was measured then: see docs/tracking.md"
        return f"{source}: no track began: no line of it could be used, {counts.skipped} were skipped\n  hint: {hint}"
    if not waiting:
        return "no track began: nothing rose from the pad, or the stream held no sighting"
    return f"no track began: {waiting} sightings settle no place and velocity\n  hint: it takes {tracker.missing()}"


def _left_out(tracker: Tracker) -> str | None:
    """A word where most sightings were of no use; None where they were."""
    counts = tracker.counts
    if counts.late + counts.wild <= counts.used:
        return None
    return (
        f"most sightings were not used: {counts.late} came too late, {counts.wild} were too far off\n"
        "  hint: check times, units and signs, and the noise that is stated; give one flight at a time"
    )


def lines_of(path: Path, source: str) -> Generator[tuple[str, bool], None, None]:
    """Lines of a file that the user calls `source`, and whether each has an end."""
    return _lines(path, LineCutter(source))


def _lines(path: Path, cutter: LineCutter) -> Generator[tuple[str, bool], None, None]:
    """Lines of a file, and whether each has an end."""
    with path.open("rb") as file:
        while data := file.read(CHUNK):
            yield from ((line, True) for line in cutter.cut(data))
    if last := cutter.finish():
        yield last, False
