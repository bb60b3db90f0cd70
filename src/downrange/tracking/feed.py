"""A stream being followed: lines in, sightings in the order they may be taken, updates out. No files, no printing."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from downrange.records.problem import Problem
from downrange.records.sighting import Sighting
from downrange.records.track import TrackUpdate
from downrange.tracking.leaps import LeapWatch
from downrange.tracking.stream import StreamReader
from downrange.tracking.tracker import Tracker
from downrange.tracking.trail import LATE_WINDOW

KEPT = 16_384
"""Sightings known again when they come twice, as from a sender that begins anew: 60 s of 270 a second."""
BACKWARDS = 12
"""So many steps back in a row are no sightings out of order: the stream runs backwards."""
Read = tuple[list[Sighting], list[Problem]]


@dataclass(kw_only=True)
class Feed:
    """Reader, watch and tracker of one stream."""

    reader: StreamReader
    tracker: Tracker
    leaps: LeapWatch = field(default_factory=LeapWatch)
    seen: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT))
    """Digests of the last sightings, to know them again."""
    in_order: bool = True
    """False for a file that is sorted once it is read."""
    backwards: int = 0
    """Steps back in a row."""
    before: float | None = None
    """Time of the sighting before."""

    def __post_init__(self) -> None:
        self._known = set(self.seen)

    def notes(self) -> list[Problem]:
        """What was assumed since this was last asked."""
        notes, self.reader.notes = self.reader.notes, []
        return notes

    def read(self, text: str) -> Read:
        """The sightings that a line lets go on, and what is wrong with it or with earlier ones."""
        return self._sift(*self.reader.read_line(text))

    def finish(self) -> Read:
        """What still waited for the end of the stream."""
        ready, problems = self._sift(*self.reader.finish())
        last, wrong = self.leaps.finish()
        return ready + last, problems + self._refuse(wrong)

    def update(self, sighting: Sighting) -> TrackUpdate | None:
        """What the tracker says to a sighting."""
        return self.tracker.update(sighting)

    def noticed(self) -> list[Problem]:
        """What the tracker found since this was last asked that cannot be."""
        noticed, self.tracker.problems = self.tracker.problems, []
        return noticed

    def _sift(self, sightings: tuple[Sighting, ...], problems: tuple[Problem, ...]) -> Read:
        self.tracker.skipped(len(problems))
        ready: list[Sighting] = []
        told = list(problems)
        for sighting in sightings:
            if self._is_known(sighting):
                self.tracker.counts = replace(self.tracker.counts, duplicate=self.tracker.counts.duplicate + 1)
                continue
            told += self._watch_order(sighting)
            on, wrong = self.leaps.take(sighting)
            ready += on
            told += self._refuse(wrong)
        return ready, told

    def _is_known(self, sighting: Sighting) -> bool:
        text = repr((sighting.time, sighting.sensor, sighting.kind, sighting.values, sighting.position))
        digest = hashlib.blake2b(text.encode(errors="backslashreplace"), digest_size=6).hexdigest()
        if digest in self._known:
            return True
        if len(self.seen) == KEPT:
            self._known.discard(self.seen[0])
        self.seen.append(digest)
        self._known.add(digest)
        return False

    def _watch_order(self, sighting: Sighting) -> list[Problem]:
        """A word once a stream is found to run backwards."""
        step = 0.0 if self.before is None else sighting.time - self.before
        self.before = sighting.time
        if step > 0.0:
            self.backwards = 0
        elif step < 0.0:
            self.backwards += 1
            if self.backwards == BACKWARDS and self.in_order:
                return [
                    Problem(
                        path=self.reader.path,
                        line=sighting.line,
                        what=f"time runs backwards: {BACKWARDS} sightings in a row, down to {sighting.time:g} s",
                        hint=f"send the oldest first; what is {LATE_WINDOW:g} s late is not used. A file is sorted",
                    )
                ]
        return []

    def _refuse(self, wrong: list[Sighting]) -> list[Problem]:
        self.tracker.skipped(len(wrong))
        clock = self.leaps.clock
        what, hint = "no sighting of another time near it confirms it", "check the times of the stream"
        if clock is not None:
            what = f"far ahead of the lines around it, which are at {clock:g} s"
            hint = "nothing after it confirmed it, so it is not used; check the clock of its sensor"
        return [
            Problem(path=self.reader.path, line=seen.line, what=f"time {seen.time:g} s: {what}", hint=hint)
            for seen in wrong
        ]

    def as_json(self) -> dict[str, Any]:
        """Everything needed to go on after a restart, reader, tracker and bank apart."""
        return {
            "leaps": self.leaps.as_json(),
            "seen": "".join(self.seen),
            "backwards": self.backwards,
            "before": self.before,
        }

    def restore(self, saved: Mapping[str, Any]) -> None:
        """Go on from a saved state."""
        self.leaps.restore(saved["leaps"])
        digests: str = saved["seen"]
        self.seen = deque((digests[start : start + 12] for start in range(0, len(digests), 12)), maxlen=KEPT)
        self._known = set(self.seen)
        self.backwards, self.before = saved["backwards"], saved["before"]
