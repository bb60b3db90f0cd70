"""Points of a displayed curve that do not belong: digits misread, values skipped, and a display that stands still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from downrange.records.flight import Array
from downrange.records.observation import SpeedHeightSeries

SPEED_WIDTH, SPEED_SHARE, SPEED_BEND = 2.0, 0.001, 0.03
"""A speed lies on the line of its neighbors to this [m/s], this share of it, and this for each square second to the
farther neighbor [m/s3]: thrust changes in between."""
HEIGHT_WIDTH, HEIGHT_SHARE, HEIGHT_BEND = 200.0, 0.0005, 1.0
"""The same for a height [m, 1, m/s2]."""
FAR_OFF = 4.0
"""A point farther from every line through its neighbors than this many widths does not belong. Of 8,500 points of the
46 displays on 31 Falcon webcasts one is: 4,506 km between 4,631 and 4,655; the farthest that belongs is at 3."""
FEWEST_POINTS = 6
FROZEN_FOR, FROZEN_JUMP = 3.0, 3.0
"""A display that shows one value for at least the first figure [s] stood still, if it then goes on, within as long, by
the second times more than it does before and after in as much time; a coast or a coarse last digit goes on as it came.
Of the 46 displays on 31 webcasts three stand still, for 40 to 190 s, all after the first orbit was reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OddPoint:
    """A value that its neighbors contradict."""

    quantity: str
    """speed or height."""
    index: int
    """In the series."""
    time: float
    """[s]"""
    shown: float
    """[m/s or m]"""
    asked: float
    """What lies between the neighbors [m/s or m]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A stretch in which a display stood still."""

    quantity: str
    """speed or height."""
    indices: tuple[int, ...]
    """In the series: of what was shown on, without the first, which was right when it was shown."""
    start: float
    """[s]"""
    end: float
    """[s]"""
    shown: float
    """[m/s or m]"""
    then: float
    """What it went on with [m/s or m]."""


def frozen_runs(series: SpeedHeightSeries) -> tuple[Frozen, ...]:
    """Stretches in which one value is shown on while the flight goes on.

    Args:
        series: as read.
    """
    rounding = max(series.height_rounding, default=0.0)
    speeds = _frozen(series, "speed", series.speeds, FAR_OFF * max(SPEED_WIDTH, series.speed_rounding))
    heights = _frozen(series, "height", series.heights, FAR_OFF * max(HEIGHT_WIDTH, rounding))
    return tuple(sorted((*speeds, *heights), key=lambda run: (run.start, run.quantity)))


def odd_points(series: SpeedHeightSeries) -> tuple[OddPoint, ...]:
    """Values off each of three lines: between their neighbors, and on from the two before or the two after.

    A value at a kink lies on one of the three; one that was misread lies on none. The first and the last value have too
    few neighbors to be told from a kink.

    Args:
        series: as read.
    """
    speeds = _odd(series, "speed", series.speeds, (SPEED_WIDTH, SPEED_SHARE, SPEED_BEND), 0.0)
    rounding = max(series.height_rounding, default=0.0)
    heights = _odd(series, "height", series.heights, (HEIGHT_WIDTH, HEIGHT_SHARE, HEIGHT_BEND), rounding)
    return tuple(sorted((*speeds, *heights), key=lambda point: (point.time, point.quantity)))


def without(series: SpeedHeightSeries, odd: Sequence[OddPoint | Frozen]) -> SpeedHeightSeries:
    """The series with those values taken out."""
    out: dict[str, set[int]] = {"speed": set(), "height": set()}
    for item in odd:
        out[item.quantity].update(item.indices if isinstance(item, Frozen) else (item.index,))
    return replace(
        series,
        speeds=tuple(None if index in out["speed"] else value for index, value in enumerate(series.speeds)),
        heights=tuple(None if index in out["height"] else value for index, value in enumerate(series.heights)),
    )


def _odd(
    series: SpeedHeightSeries,
    quantity: str,
    shown: Sequence[float | None],
    widths: tuple[float, float, float],
    rounding: float,
) -> list[OddPoint]:
    where = [index for index, value in enumerate(shown) if value is not None]
    if len(where) < FEWEST_POINTS:
        return []
    times = np.array([series.times[index] for index in where])
    values = np.array([shown[index] for index in where], dtype=float)
    width, share, bend = widths
    found: list[OddPoint] = []
    for row, index in enumerate(where[1:-1], start=1):
        pairs = [
            pair
            for pair in ((row - 1, row + 1), (row - 2, row - 1), (row + 1, row + 2))
            if pair[0] >= 0 and pair[1] < len(where)
        ]
        asked = [_line(times, values, pair, float(times[row])) for pair in pairs]
        reach = max(float(np.abs(times[list(pair)] - times[row]).max()) for pair in pairs)
        allowed = max(width, rounding) + share * abs(float(values[row])) + bend * reach**2
        if min(abs(float(values[row]) - value) for value in asked) > FAR_OFF * allowed:
            found.append(
                OddPoint(
                    quantity=quantity,
                    index=index,
                    time=float(times[row]),
                    shown=float(values[row]),
                    asked=float(np.median(asked)),
                )
            )
    return found


def _frozen(series: SpeedHeightSeries, quantity: str, shown: Sequence[float | None], least: float) -> list[Frozen]:
    """Stretches of equal values that end in a jump.

    Args:
        series: that they are of.
        quantity: speed or height.
        shown: its values.
        least: jump from which on it is one [m/s or m].
    """
    where = [index for index, value in enumerate(shown) if value is not None]
    times = np.array([series.times[index] for index in where])
    values = np.array([shown[index] for index in where], dtype=float)
    found: list[Frozen] = []
    first = 0
    for row in range(1, len(where)):
        if values[row] == values[first]:
            continue
        last, held = row - 1, times[row - 1] - times[first]
        if held >= max(FROZEN_FOR, times[row] - times[last]) and first > 0 and row + 1 < len(where):
            before = abs(values[first] - values[first - 1]) / (times[first] - times[first - 1])
            after = abs(values[row + 1] - values[row]) / (times[row + 1] - times[row])
            jump, usual = abs(values[row] - values[last]), max(before, after) * (times[row] - times[last])
            if jump > least and jump > FROZEN_JUMP * usual:
                found.append(
                    Frozen(
                        quantity=quantity,
                        indices=tuple(where[first + 1 : row]),
                        start=float(times[first]),
                        end=float(times[last]),
                        shown=float(values[first]),
                        then=float(values[row]),
                    )
                )
        first = row
    return found


def _line(times: Array, values: Array, pair: tuple[int, int], moment: float) -> float:
    """The line through two points, at a moment."""
    first, second = pair
    slope = (values[second] - values[first]) / (times[second] - times[first])
    return float(values[first] + slope * (moment - times[first]))
