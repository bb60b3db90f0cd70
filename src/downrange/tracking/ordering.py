"""The order of a whole file: taken as it comes where that will do, else sorted by time and joined by instant.

A stream cannot be sorted, a file can: newest first, a block for each sensor, or the angles first and then the ranges.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from downrange.records.problem import Problem
from downrange.records.sighting import Sighting, SightingKind
from downrange.tracking.feed import Feed
from downrange.tracking.leaps import LeapWatch
from downrange.tracking.pads import first_place
from downrange.tracking.stream import StreamReader
from downrange.tracking.trail import LATE_WINDOW

NEWEST_FIRST = 0.9
"""Share of steps back in time in a file that stands newest first."""
MOST_SORTED = 1_000_000
"""Sightings; a longer file is taken as it comes."""


def needs_sorting(reader: StreamReader, lines: Iterable[str]) -> Problem | None:
    """What in the order of a file keeps it from being taken as it comes; None when nothing does.

    Args:
        reader: as it is before the first line; it is left so.
        lines: of the file, all of them.
    """
    trial = StreamReader(path=reader.path)
    trial.restore(reader.state())
    leaps, clock, before = LeapWatch(), 0.0, 0.0
    count = rises = falls = 0
    worst: tuple[Sighting, float] | None = None
    for sighting in _sightings(trial, lines, leaps):
        step = sighting.time - before
        rises, falls = rises + (step > 0.0), falls + (step < 0.0 and count > 0)
        clock = max(clock, sighting.time) if count else sighting.time
        if worst is None and sighting.time < clock - LATE_WINDOW:
            worst = sighting, clock
        before = sighting.time
        count += 1
    if (worst is None and falls <= rises) or count < 2:
        return None
    line, what = None, "its sightings stand newest first"
    if worst is not None and falls < NEWEST_FIRST * (rises + falls):
        seen, latest = worst
        line, what = seen.line, f"time goes back from {latest:g} s to {seen.time:g} s"
    if count > MOST_SORTED:
        hint = "sort it by time; of so many sightings, those that come late are not used"
        return Problem(path=reader.path, line=line, what=what, hint=hint)
    what += f"; its {count} sightings are taken in order of time"
    return Problem(path=reader.path, line=line, what=what, hint="if it holds two flights, give them one at a time")


def holds_sighting(reader: StreamReader, lines: Iterable[str]) -> bool:
    """Whether anything can be taken of a file; read no further than to the first of that.

    Args:
        reader: as it is before the first line; it is left so.
        lines: of the file.
    """
    trial = StreamReader(path=reader.path)
    trial.restore(reader.state())
    return next(iter(_sightings(trial, lines, LeapWatch())), None) is not None


def find_first_place(reader: StreamReader, lines: Iterable[str]) -> Sighting | None:
    """The first sighting of a file, if it tells latitude and longitude; nothing is put to work for it.

    Args:
        reader: as it is before the first line; it is left so.
        lines: of the file.
    """
    trial = StreamReader(path=reader.path)
    trial.restore(reader.state())
    trial.pad = None  # what is told from the pad tells nothing of it
    return first_place(_sightings(trial, lines, LeapWatch()))


def is_sortable(problem: Problem) -> bool:
    """Whether the file that this was found in is short enough to be sorted."""
    return "taken in order" in problem.what


def _sightings(reader: StreamReader, lines: Iterable[str], leaps: LeapWatch) -> Iterable[Sighting]:
    for text in lines:
        for sighting in reader.read_line(text)[0]:
            yield from leaps.take(sighting)[0]
    for sighting in reader.finish()[0]:
        yield from leaps.take(sighting)[0]
    yield from leaps.finish()[0]


def read_sorted(feed: Feed, lines: Iterable[str]) -> tuple[list[Sighting], list[Problem]]:
    """All sightings of a file in order of time, those of one instant and sensor joined; and what is wrong in it."""
    feed.in_order = False
    found: list[Sighting] = []
    problems: list[Problem] = []
    for text in lines:
        ready, wrong = feed.read(text)
        found += ready
        problems += wrong
    ready, wrong = feed.finish()
    found += ready
    return join(sorted(found, key=lambda seen: seen.time)), problems + wrong


def join(sightings: list[Sighting]) -> list[Sighting]:
    """Neighbors in time of one sensor that measured different things at one instant become one sighting."""
    joined: list[Sighting] = []
    start = 0
    for sighting in sightings:
        if joined and joined[-1].time != sighting.time:
            start = len(joined)
        for index in range(start, len(joined)):
            both = _together(joined[index], sighting)
            if both is not None:
                joined[index] = both
                break
        else:
            joined.append(sighting)
    return joined


def _together(one: Sighting, other: Sighting) -> Sighting | None:
    """Two as one; None when they are of different instants, sensors or kinds, or tell the same thing twice."""
    if one.kind is not SightingKind.RADAR or (one.time, one.kind, one.sensor, one.position) != (
        other.time,
        other.kind,
        other.sensor,
        other.position,
    ):
        return None
    pairs = list(zip(one.values, other.values, strict=True))
    if any(first is not None and second is not None for first, second in pairs):
        return None
    values = tuple(second if first is None else first for first, second in pairs)
    sigmas = tuple(
        other_sigma if first is None else sigma
        for (first, _), sigma, other_sigma in zip(pairs, one.sigmas, other.sigmas, strict=True)
    )
    return replace(one, values=values, sigmas=sigmas)
