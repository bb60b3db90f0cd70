"""Telemetry tables to observations: speed and height against time, with the display's rounding learned from the data.

The series is thinned to at most 240 samples: two thirds evenly in the logarithm of time, the rest where the curves bend
most, so that cut-offs and ignitions stay sharp however long the coast that follows. The width of a display's last digit
is the largest decimal step, in some usual unit, on which the values lie; heights are looked at by decade, because
displays show fewer digits higher up.
"""

from __future__ import annotations

import heapq
import math
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path, PurePath

from downrange.reading.columns import (
    UNITS,
    Column,
    Quantity,
    Table,
    list_rows,
    read_iso,
    read_number,
    read_table,
    read_time,
)
from downrange.reading.document import read_document
from downrange.records.document import Document
from downrange.records.observation import SpeedHeightSeries
from downrange.records.problem import Problem

MOST_SAMPLES = 240
_EVEN_SAMPLES = 160
"""Of the samples kept, these are spread evenly; the rest go where straight lines between them miss most."""
_EARLY = 300.0
"""Even is meant in the logarithm of this time [s] plus that after lift-off: hours of coast must not thin the ascent."""

FEWEST_SAMPLES = 5
_FEWEST_DISTINCT = 8
"""Fewer different values than this show no step: by chance all of them may end in zero."""

_OFF_GRID = 0.03
"""Share of values that may lie off a step and the step still be the display's (glitches of reading the screen)."""

_FASTEST = 20_000.0
"""No launch vehicle is this fast [m/s]."""

MOST_CLIMB, MEANT_CLIMB = 1.25, 1.12
"""Height gained over path flown at first, or the other way round: beyond the first figure the units of the header are
doubted, and another unit that brings it below the second was meant. It is 0.93 to 1.08 on 31 displays of Falcon 9."""
USUAL_UNITS = {
    Quantity.SPEED: ("m/s", "km/h", "km/s", "mph", "ft/s", "kn"),
    Quantity.HEIGHT: ("m", "km", "ft", "mi", "nmi"),
}

_BOOSTER_NAME = re.compile(r"(?:stage|st|s)[-_ ]?1(?!\d)|first[-_ ]?stage|booster", re.IGNORECASE)
_ASCENT_START = 30.0
"""A view of the first stage that begins this soon after lift-off [s] shows the whole vehicle up to its fastest; """
_SLOWER, _FAST = 0.98, 500.0
"""which is the first speed above the second figure [m/s] of which no more than this share is left later on: coming down
again, a booster may be faster still."""

_Sample = tuple[int, float, float | None, float | None]
"""Line, time [s], speed [m/s], height [m]."""


def read_telemetry(path: str | Path) -> tuple[tuple[SpeedHeightSeries, ...], tuple[Problem, ...]]:
    """Read a telemetry table from a file.

    Returns:
        One series, or two for a view of the first stage from lift-off on (the vehicle up to its fastest, the stage
        after it), or none; and what is wrong, with lines.
    """
    document, problems = read_document(path)
    if document is None:
        return (), problems
    series, more = read_telemetry_table(document)
    return series, problems + more


def read_telemetry_table(document: Document) -> tuple[tuple[SpeedHeightSeries, ...], tuple[Problem, ...]]:
    """As `read_telemetry`, from a document that was read already."""
    table, problems = read_table(document.path, document.text, document.first_line)
    if table is None:
        return (), problems
    said = list(problems)
    time, speed, height = (table.find(q) for q in (Quantity.TIME, Quantity.SPEED, Quantity.HEIGHT))
    if time is None or (speed is None and height is None):
        missing = "a time column" if time is None else "a speed or height column"
        hint = "name columns with units, such as time_s, speed_m_s or speed_km_h, altitude_km or altitude_m"
        said.append(
            Problem(
                path=table.path, line=document.first_line, what=f"{missing} is missing: {table.understood()}", hint=hint
            )
        )
        return (), tuple(said)
    factors, unit_problems = _settle_units(table, document.first_line)
    said.extend(unit_problems)
    if factors is None:
        return (), tuple(said)
    samples, liftoff, row_problems = _read_samples(table, factors, read_iso(document.header.get("liftoff", "")))
    said.extend(row_problems)
    if len(samples) < FEWEST_SAMPLES:
        what = f"only {len(samples)} rows hold a time with a speed or height; {FEWEST_SAMPLES} are needed"
        said.append(Problem(path=table.path, line=document.first_line, what=what, hint=table.understood()))
        return (), tuple(said)
    body = document.header.get("body") or ("stage-1" if _BOOSTER_NAME.search(PurePath(table.path).stem) else "vehicle")
    written = {q: _written_width(table, table.find(q), factors.get(q, 1.0)) for q in (Quantity.SPEED, Quantity.HEIGHT)}
    series = _split_bodies(samples, body, document, liftoff, written)
    return series, tuple(said)


def learn_width(values: Sequence[float], steps: Sequence[float], tolerance: float) -> float | None:
    """The largest step on whose multiples nearly all values lie, or None when none or too few differ."""
    distinct = sorted(set(values))
    if len(distinct) < _FEWEST_DISTINCT:
        return None
    allowed = int(_OFF_GRID * len(distinct))
    for step in sorted(steps, reverse=True):
        if step < 8.0 * tolerance:
            return None
        misses = sum(1 for value in distinct if abs(value - step * round(value / step)) > tolerance)
        if misses <= allowed:
            return step
    return None


def _settle_units(table: Table, line: int) -> tuple[dict[Quantity, float] | None, list[Problem]]:
    """SI per unit of each column; units that the header leaves out are settled by climb against speed, and said."""
    columns = {q: table.find(q) for q in (Quantity.SPEED, Quantity.HEIGHT)}
    factors = {q: column.factor for q, column in columns.items() if column}
    bare = [column for column in columns.values() if column and not column.unit]
    if not bare:
        return _doubted_units(table, factors, line)
    hint = "write the unit into the header, such as speed_m_s, altitude_km"
    named = " and ".join(f"'{column.name}'" for column in bare)
    choices: list[tuple[float, dict[Quantity, str]]] = []
    if len(factors) == 2:
        speed, height = columns[Quantity.SPEED], columns[Quantity.HEIGHT]
        for speed_unit in ("m/s", "km/h") if speed and not speed.unit else (speed.unit or "" if speed else "",):
            for height_unit in ("m", "km") if height and not height.unit else (height.unit or "" if height else "",):
                units = {Quantity.SPEED: speed_unit, Quantity.HEIGHT: height_unit}
                ratio = _climb_share(table, {q: UNITS[q][unit] for q, unit in units.items()})
                if ratio is not None and 0.7 <= ratio <= 1.3:
                    choices.append((ratio, units))
    if len(choices) != 1:
        what = f"{named} shows no unit, and climb against speed does not settle it; {table.understood()}"
        return None, [Problem(path=table.path, line=line, what=what, hint=hint)]
    ratio, units = choices[0]
    chosen = ", ".join(f"{q} in {unit}" for q, unit in units.items())
    what = f"{named} shows no unit; read as {chosen}, because it then climbs as fast as it flies at first ({ratio:.2f})"
    return {q: UNITS[q][unit] for q, unit in units.items()}, [Problem(path=table.path, line=line, what=what, hint=hint)]


def _doubted_units(
    table: Table, factors: dict[Quantity, float], line: int
) -> tuple[dict[Quantity, float] | None, list[Problem]]:
    """The units of the header, unless climb against speed speaks for another unit of one column: then none, and why."""
    ratio = _climb_share(table, factors) if len(factors) == 2 else None
    if ratio is None or 1.0 / MOST_CLIMB <= ratio <= MOST_CLIMB:
        return factors, []
    shares = {
        f"{quantity} in {unit}": _climb_share(table, factors | {quantity: UNITS[quantity][unit]})
        for quantity, units in USUAL_UNITS.items()
        for unit in units
    }
    meant = {words: abs(math.log(share)) for words, share in shares.items() if share is not None and share > 0.0}
    likely = [words for words in sorted(meant, key=meant.__getitem__) if meant[words] <= math.log(MEANT_CLIMB)]
    what = f"at first it climbs {ratio:,.2f} times as far as it flies, in the units of the header; {table.understood()}"
    if not likely:
        hint = "a launch goes straight up at first: compare the units and the first rows with the display"
        return factors, [Problem(path=table.path, line=line, what=what, hint=hint)]
    hint = f"it fits with {' or '.join(likely)}: correct the header if so; the table was left out"
    return None, [Problem(path=table.path, line=line, what=what, hint=hint)]


def _climb_share(table: Table, factors: dict[Quantity, float]) -> float | None:
    """Height gained over path flown in the first 25 s of motion: near 1 for a vertical rise; None when not shown."""
    samples, _, _ = _read_samples(table, factors, None)
    full = [(time, speed, height) for _, time, speed, height in samples if speed is not None and height is not None]
    moving = [index for index, (_, speed, _) in enumerate(full) if speed > 5.0]
    if not moving or full[moving[0]][1] > 100.0:
        return None
    path, climbed = 0.0, 0.0
    for before, after in zip(full[moving[0] :], full[moving[0] + 1 :], strict=False):
        if after[0] - full[moving[0]][0] > 25.0:
            break
        path += 0.5 * (before[1] + after[1]) * (after[0] - before[0])
        climbed = after[2] - full[moving[0]][2]
    return climbed / path if path > 0.0 else None


def _read_samples(
    table: Table, factors: dict[Quantity, float], liftoff: datetime | None
) -> tuple[list[_Sample], datetime | None, list[Problem]]:
    """Rows in order of time, in SI, times after lift-off; lift-off when times are instants; what was left out."""
    time, speed, height = (table.find(q) for q in (Quantity.TIME, Quantity.SPEED, Quantity.HEIGHT))
    samples: list[_Sample] = []
    wrong: dict[str, list[int]] = {"no number": [], "backwards": [], "impossible": []}
    start = liftoff
    latest = -math.inf
    for line, cells in table.rows:
        moment = read_time(cells[time.index], time.factor) if time and time.index < len(cells) else None
        if isinstance(moment, datetime):
            start = start or moment
            moment = (moment - start) / timedelta(seconds=1)
        values = [read_number(cells[c.index]) if c and c.index < len(cells) else None for c in (speed, height)]
        if moment is None and values == [None, None]:
            continue
        if moment is None or math.isnan(moment) or any(value is not None and math.isnan(value) for value in values):
            wrong["no number"].append(line)
            continue
        if moment <= latest:
            wrong["backwards"].append(line)
            continue
        si = [
            None if value is None else value * factors.get(quantity, 1.0)
            for value, quantity in zip(values, (Quantity.SPEED, Quantity.HEIGHT), strict=True)
        ]
        if si[0] is not None and not 0.0 <= si[0] <= _FASTEST:
            wrong["impossible"].append(line)
            continue
        latest = moment
        if moment >= 0.0 and si != [None, None]:
            samples.append((line, moment, si[0], si[1]))
    problems = list_rows(table.path, wrong["no number"], "the row holds no number where one is needed", "left out")
    problems += list_rows(table.path, wrong["backwards"], "time does not go on from the row before", "left out")
    fastest = f"the speed is negative or above {_FASTEST / 1000.0:.0f} km/s"
    problems += list_rows(table.path, wrong["impossible"], fastest, "left out; check the unit in the header")
    if start is not None and liftoff is None:
        what = "times are instants; they are counted from the first row, taken for lift-off"
        problems.append(Problem(path=table.path, what=what, hint="add a header line '# liftoff: <instant>' and '---'"))
    return samples, start, problems


def _split_bodies(
    samples: list[_Sample],
    body: str,
    document: Document,
    liftoff: datetime | None,
    written: dict[Quantity, float],
) -> tuple[SpeedHeightSeries, ...]:
    """One series; two for a first stage shown from lift-off on."""
    if body == "stage-1" and samples[0][1] <= _ASCENT_START:
        fastest = _first_peak([speed or 0.0 for _, _, speed, _ in samples])
        parts = [("vehicle", samples[: fastest + 1]), ("stage-1", samples[fastest + 1 :])]
    else:
        parts = [(body, samples)]
    found = [_series(part, name, document, liftoff, written) for name, part in parts if len(part) >= FEWEST_SAMPLES]
    return tuple(found)


def _first_peak(speeds: Sequence[float]) -> int:
    """Where a speed is the highest so far, and lost before it is reached again; else where it is highest of all."""
    peak = 0
    for index, speed in enumerate(speeds):
        if speed >= speeds[peak]:
            peak = index
        elif 0.0 < speed < _SLOWER * speeds[peak] and speeds[peak] > _FAST:
            return peak
    return peak


def _series(
    samples: list[_Sample],
    body: str,
    document: Document,
    liftoff: datetime | None,
    written: dict[Quantity, float],
) -> SpeedHeightSeries:
    """A thinned series with the rounding of each sample."""
    speeds = [speed for _, _, speed, _ in samples if speed is not None]
    speed_width = learn_width(speeds, _speed_steps(), 0.002) or written[Quantity.SPEED]
    heights = _height_widths([height for _, _, _, height in samples], written[Quantity.HEIGHT])
    kept = _thin(samples)
    identity = sha256(f"{document.digest}|{body}|{samples[0][0]}".encode()).hexdigest()[:16]
    return SpeedHeightSeries(
        id=identity,
        claims=(identity,),
        words=f"{body} telemetry, {len(samples)} samples from {samples[0][1]:.0f} to {samples[-1][1]:.0f} s",
        times=tuple(samples[index][1] for index in kept),
        speeds=tuple(samples[index][2] for index in kept),
        heights=tuple(samples[index][3] for index in kept),
        speed_rounding=speed_width,
        height_rounding=tuple(heights[index] for index in kept),
        body=body,
        liftoff=liftoff,
    )


def _speed_steps() -> list[float]:
    """Decimal steps of the usual units [m/s]."""
    return [10.0**power * unit for power in range(-2, 3) for unit in (1.0, 1 / 3.6, 0.44704, 0.3048, 1852 / 3600)]


def _height_widths(heights: Sequence[float | None], written: float) -> list[float]:
    """Width of the display's last digit for each height [m], learned by decade of height; else as written."""
    steps = [10.0**power * unit for power in range(-2, 5) for unit in (1.0, 0.3048, 1609.344, 1852.0)]
    by_decade: dict[int, list[float]] = {}
    for height in heights:
        if height is not None:
            by_decade.setdefault(_decade(height), []).append(height)
    widths = {decade: learn_width(values, steps, 0.01) for decade, values in by_decade.items()}
    known = {decade: width for decade, width in widths.items() if width is not None}
    if not known:
        return [written] * len(heights)
    return [
        known[min(known, key=lambda decade: (abs(decade - _decade(height)), decade))] if height is not None else written
        for height in heights
    ]


def _decade(height: float) -> int:
    """Power of ten at or below a height in meters, 2 at least."""
    return max(2, math.floor(math.log10(abs(height)))) if abs(height) >= 1.0 else 2


def _written_width(table: Table, column: Column | None, factor: float) -> float:
    """Width of the last decimal that the file writes [SI]: the least that the display's can be."""
    if column is None:
        return 1.0
    cells = (cells[column.index].strip() for _, cells in table.rows if column.index < len(cells))
    decimals = max((len(cell.partition(".")[2]) for cell in cells if "e" not in cell.lower()), default=0)
    return factor * 10.0 ** -min(decimals, 9)


def _thin(samples: list[_Sample]) -> list[int]:
    """Indices of the samples kept: evenly over the flight, then where lines between them miss speed or height most."""
    if len(samples) <= MOST_SAMPLES:
        return list(range(len(samples)))
    marks = [math.log(_EARLY + time) for _, time, _, _ in samples]
    kept = {0, len(samples) - 1}
    goal, index = 1, 0
    while goal < _EVEN_SAMPLES - 1 and index < len(samples):
        if marks[index] >= marks[0] + (marks[-1] - marks[0]) * goal / (_EVEN_SAMPLES - 1):
            kept.add(index)
            goal += 1
        else:
            index += 1
    legs = [_leg(samples, start, stop) for start, stop in pairwise(sorted(kept))]
    heapq.heapify(legs)
    while legs and len(kept) < MOST_SAMPLES:
        miss, index, start, stop = heapq.heappop(legs)
        if miss == 0.0:
            break
        kept.add(index)
        for part in ((start, index), (index, stop)):
            heapq.heappush(legs, _leg(samples, *part))
    return sorted(kept)


def _leg(samples: list[_Sample], start: int, stop: int) -> tuple[float, int, int, int]:
    """Worst first in a heap: less the miss of the line between two samples, where it is, and the two."""
    miss, index = _worst_between(samples, start, stop)
    return -miss, index, start, stop


def _worst_between(samples: list[_Sample], start: int, stop: int) -> tuple[float, int]:
    """The sample farthest from the straight line between two, as a share of the largest value, and its index."""
    worst = (0.0, start)
    for index in range(start + 1, stop):
        part = (samples[index][1] - samples[start][1]) / (samples[stop][1] - samples[start][1])
        miss = 0.0
        for field, scale in ((2, 10.0), (3, 1000.0)):
            a, b, here = samples[start][field], samples[stop][field], samples[index][field]
            if a is not None and b is not None and here is not None:
                miss = max(miss, abs(here - a - part * (b - a)) / scale)
        if miss > worst[0]:
            worst = (miss, index)
    return worst
