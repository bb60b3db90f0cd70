"""Jumps of a stream's time: one far ahead waits until sightings after it confirm it, as a wild point does.

A line with a wrong time would else carry the filter minutes or an hour on, and all lines after it would be late. A gap
that is true is followed by more sightings of the same times, and none of them is lost: they wait and then go on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from downrange.records.sighting import Sighting
from downrange.tracking.packing import pack_sighting, unpack_sighting

LEAP = 60.0
"""A time no further ahead than this is never held back: what comes after it is still put in its place [s]."""
CADENCES = 6.0
"""Nor is one no further ahead than this many of the usual steps between sightings."""
LEARNT = 0.1
"""Share of each step in the usual one."""
IN_A_ROW = 3
"""Sightings with times of their own, each after the other, that make a jump true."""
ALONE = 10
"""The same where they are of one sensor, and others were seen before."""
SAME_SENSOR, ANY_SENSOR = 3, 32
"""Sightings by the old clock, of the same sensor and of any, that make a jump false."""
MOST_HELD = 64


@dataclass(kw_only=True)
class Held:
    """A sighting far ahead of the others."""

    sighting: Sighting
    same: int = 0
    """Later sightings of its sensor by the old clock."""
    other: int = 0
    """The same of any sensor."""


@dataclass(kw_only=True)
class LeapWatch:
    """Holds back what comes far ahead of time; `take` gives what may go on, and what was wrong."""

    clock: float | None = None
    """Latest time that is believed [s]; None before there is one."""
    step: float = 0.0
    """Usual step between sightings [s]."""
    held: list[Held] = field(default_factory=list)
    row: list[tuple[float, str]] = field(default_factory=list)
    """Times and sensors of the last sightings, all far ahead, with none by the old clock between them."""
    sensors: list[str] = field(default_factory=list)
    """Of the last sightings by the clock."""
    refused: dict[str, int] = field(default_factory=dict)
    """Sightings found to be wrong in time, by sensor."""

    @property
    def longest(self) -> float:
        """Steps up to this are usual [s]."""
        return max(LEAP, CADENCES * self.step)

    def take(self, sighting: Sighting) -> tuple[list[Sighting], list[Sighting]]:
        """The sightings that may go on now, in order, and those found to be wrong in time."""
        if self.clock is not None and sighting.time <= self.clock + self.longest:
            return self._follow(sighting)
        self.held.append(Held(sighting=sighting))
        if all(sighting.time != time for time, _ in self.row):
            self.row = [*self.row, (sighting.time, sighting.sensor)][-ALONE:]
        times = self._confirmed()
        if not times:
            return [], self._crowded()
        until = max(times) + LEAP
        ready = [item.sighting for item in self.held if item.sighting.time <= until]
        self.held = [item for item in self.held if item.sighting.time > until]
        self.row = []
        if self.clock is None:
            self.step = (max(times) - min(times)) / (len(times) - 1)
        self.clock = max(seen.time for seen in ready)
        return ready, []

    def finish(self) -> tuple[list[Sighting], list[Sighting]]:
        """What still waits at the end: what came last may be true, what others came after is not."""
        last: list[Sighting] = []
        wrong: list[Sighting] = []
        for item in self.held:
            denied = item.same or item.other >= SAME_SENSOR or self._is_off(item.sighting)
            (wrong if denied else last).append(item.sighting)
        self.held, self.row = [], []
        return sorted(last, key=lambda seen: seen.time), wrong

    def _follow(self, sighting: Sighting) -> tuple[list[Sighting], list[Sighting]]:
        """A sighting by the clock, and those held back that the clock has come to."""
        assert self.clock is not None
        self.sensors = [*self.sensors, sighting.sensor][-ANY_SENSOR:]
        step = sighting.time - self.clock
        if step > 0.0:
            self.step = step if not self.step else (1.0 - LEARNT) * self.step + LEARNT * step
            self.clock = sighting.time
        if not self.held:
            return [sighting], []
        if step >= -LEAP:
            self.row = []
        ready, wrong, kept = [sighting], list[Sighting](), list[Held]()
        for item in self.held:
            item.same += item.sighting.sensor == sighting.sensor
            item.other += 1
            if item.sighting.time <= self.clock + self.longest:
                ready.append(item.sighting)
            elif item.same >= SAME_SENSOR or item.other >= ANY_SENSOR:
                wrong.append(item.sighting)
            else:
                kept.append(item)
        self.held = kept
        return ready, self._refuse(wrong)

    def _confirmed(self) -> list[float]:
        """Times of the last sightings far ahead, where they confirm each other; else none.

        Where other sensors were seen of late, one alone may have a wrong clock, and must go on for longer.
        """
        times = [time for time, _ in self.row]
        last = times[-IN_A_ROW:]
        if self.clock is None:
            if len(times) >= 2 and abs(times[-1] - times[-2]) <= LEAP:
                return times[-2:]
            return last if len(last) == IN_A_ROW and last in (sorted(last), sorted(last, reverse=True)) else []
        sensors = {sensor for _, sensor in self.row}
        alone = len(sensors) == 1 and not sensors.issuperset(self.sensors)
        last = times[-(ALONE if alone else IN_A_ROW) :]
        return last if len(last) == (ALONE if alone else IN_A_ROW) and last == sorted(last) else []

    def _is_off(self, sighting: Sighting) -> bool:
        """Whether the clock of a sensor is known to be wrong."""
        return self.refused.get(sighting.sensor, 0) >= ALONE

    def _refuse(self, sightings: list[Sighting]) -> list[Sighting]:
        for seen in sightings:
            if seen.sensor in self.refused or len(self.refused) < MOST_HELD:
                self.refused[seen.sensor] = self.refused.get(seen.sensor, 0) + 1
        return sightings

    def _crowded(self) -> list[Sighting]:
        """Of more than can be kept, the one that came first."""
        return self._refuse([self.held.pop(0).sighting] if len(self.held) > MOST_HELD else [])

    def as_json(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "clock": self.clock,
            "step": self.step,
            "held": [[pack_sighting(item.sighting), item.same, item.other] for item in self.held],
            "row": self.row,
            "sensors": self.sensors,
            "refused": self.refused,
        }

    def restore(self, saved: Mapping[str, Any]) -> None:
        """Go on from a saved state."""
        self.clock, self.step = saved["clock"], saved["step"]
        self.held = [
            Held(sighting=unpack_sighting(seen), same=same, other=other) for seen, same, other in saved["held"]
        ]
        self.row = [(time, sensor) for time, sensor in saved["row"]]
        self.sensors, self.refused = list(saved["sensors"]), dict(saved["refused"])
