"""The trail: the last sightings used and what was known after each, so that a late one is put in its place."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from downrange.records.flight import Array
from downrange.records.sighting import Sighting
from downrange.tracking.filter import FilterState, followed, followed_free, free_state
from downrange.tracking.packing import pack_sighting, unpack_sighting
from downrange.tracking.rows import Plane, row_of

HISTORY = 256
"""Sightings and states kept."""
LATE_WINDOW = 60.0
"""A sighting may come this much after one of a later time [s]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A sighting that was used, and what was known after it."""

    sighting: Sighting
    row: Array
    state: FilterState
    free: FilterState | None = None
    """The same, for a body that will not burn any more; None while an engine may be lit."""


def _last(entries: Iterable[Entry] = ()) -> deque[Entry]:
    return deque(entries, maxlen=HISTORY)


@dataclass(kw_only=True)
class Trail:
    """In order of time."""

    entries: deque[Entry] = field(default_factory=_last)

    def keep(self, sighting: Sighting, row: Array, state: FilterState, free: FilterState | None = None) -> None:
        """Put a sighting and what is known after it at the end."""
        self.entries.append(Entry(sighting=sighting, row=row, state=state, free=free))

    def forget(self) -> None:
        """What was before is another track."""
        self.entries.clear()

    def holds(self, sighting: Sighting) -> bool:
        """Whether the very same sighting is there already."""
        for entry in reversed(self.entries):
            if entry.sighting.time < sighting.time:
                break
            if twins(entry.sighting, sighting):
                return True
        return False

    def reaches(self, time: float) -> bool:
        """Whether a sighting of this time is not too late to be put in its place."""
        if not self.entries or self.entries[0].sighting.time > time:
            return False
        return self.entries[-1].state.time - time <= LATE_WINDOW

    def insert(self, sighting: Sighting, row: Array) -> Entry | None:
        """Back to before a late sighting, then on again with everything after it.

        Returns:
            What is known at the end; None, with nothing changed, when the sighting is too far off.
        """
        entries = list(self.entries)
        place = sum(1 for entry in entries if entry.sighting.time <= sighting.time)
        state = followed(entries[place - 1].state, row)
        if state is None:
            return None
        free = entries[place - 1].free
        again = [Entry(sighting=sighting, row=row, state=state, free=free and followed_free(free, row, state))]
        for entry in entries[place:]:
            state, free = again[-1].state, again[-1].free
            after = followed(state, entry.row)
            if after is None:
                # What was taken in order is kept, even where it fits less now.
                continue
            going_on = entry.free and ((free and followed_free(free, entry.row, after)) or free_state(after))
            again.append(Entry(sighting=entry.sighting, row=entry.row, state=after, free=going_on))
        self.entries = _last([*entries[:place], *again])
        return again[-1]

    def as_json(self) -> list[Any]:
        """For the state file."""
        return [
            [pack_sighting(entry.sighting), entry.state.as_json(), entry.free.as_json() if entry.free else None]
            for entry in self.entries
        ]

    @staticmethod
    def from_json(value: Sequence[Any], plane: Plane) -> Trail:
        """What was saved, of a track that is held to a plane."""
        return Trail(entries=_last(_entry_from(seen, state, free, plane) for seen, state, free in value))


def _entry_from(
    seen: Mapping[str, Any], state: Mapping[str, Any], free: Mapping[str, Any] | None, plane: Plane
) -> Entry:
    sighting = unpack_sighting(seen)
    return Entry(
        sighting=sighting,
        row=row_of(sighting, plane),
        state=FilterState.from_json(state),
        free=FilterState.from_json(free) if free else None,
    )


def twins(one: Sighting, other: Sighting) -> bool:
    """Whether two sightings are the same but for their lines."""
    return (one.time, one.sensor, one.kind, one.values) == (other.time, other.sensor, other.kind, other.values)
