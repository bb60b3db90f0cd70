"""Points of a displayed curve that do not belong: digits misread, values frozen or skipped by the display."""

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


def without(series: SpeedHeightSeries, odd: Sequence[OddPoint]) -> SpeedHeightSeries:
    """The series with those values taken out."""
    out = {quantity: {point.index for point in odd if point.quantity == quantity} for quantity in ("speed", "height")}
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


def _line(times: Array, values: Array, pair: tuple[int, int], moment: float) -> float:
    """The line through two points, at a moment."""
    first, second = pair
    slope = (values[second] - values[first]) / (times[second] - times[first])
    return float(values[first] + slope * (moment - times[first]))
