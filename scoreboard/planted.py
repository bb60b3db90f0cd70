"""A false claim among five: is it the first suspect?"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median

import numpy as np

from downrange.earth.geodesic import distance_deg
from downrange.inference.infer import infer
from downrange.judging.leave_out import doubts, left_out
from downrange.records.evidence import LaunchEvidence
from downrange.records.observation import FallDirection, FallPlace, Scalar, ScalarObservation, Statement
from scoreboard.pieces import kept
from scoreboard.shared import say
from scoreboard.synthetic import MadeUp, made_up

SEED = 41
SHOWS = 3.0
"""A false claim nearer to what was flown than this many of its widths is within noise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One false claim looked for."""

    case: str
    false: str
    off: float
    """How far from what was flown, in its own widths."""
    suspects: tuple[str, ...]
    """The most suspicious first."""
    doubted: tuple[str, ...]
    """Said to fight the rest: wrong with more than one half."""
    left_out: int
    """How many can be left out without flying."""
    seconds: float
    seconds_left_out: float


def spoiled(case: MadeUp, rng: np.random.Generator) -> tuple[LaunchEvidence, str]:
    """The same case with one of its claims false, and which one."""
    items = list(case.evidence.observations)
    which = int(rng.integers(sum(not isinstance(item, Statement) for item in items)))
    item = items[which]
    if isinstance(item, FallPlace):
        latitude, longitude = item.center_deg
        turned = math.copysign(rng.uniform(5.0, 15.0), rng.standard_normal())
        items[which] = replace(
            item, center_deg=(latitude + turned if abs(latitude + turned) < 85 else latitude - turned, longitude)
        )
    elif isinstance(item, FallDirection):
        items[which] = replace(item, bearing=item.bearing + math.copysign(rng.uniform(0.9, 3.0), rng.standard_normal()))
    elif isinstance(item, ScalarObservation):
        factor = math.exp(math.copysign(rng.uniform(math.log(1.8), math.log(4.0)), rng.standard_normal()))
        items[which] = replace(
            item, value=item.value * factor, sigma=item.sigma * (factor if item.quantity is Scalar.APOGEE else 1.0)
        )
    return replace(case.evidence, observations=tuple(items)), item.id


def off(case: MadeUp, evidence: LaunchEvidence, name: str) -> float:
    """How far a claim is from what was flown, in its own widths; a time of loss may be any until it came down."""
    item = next(item for item in evidence.observations if item.id == name)
    if isinstance(item, FallPlace):
        return distance_deg(*item.center_deg, *case.impact_deg) / item.sigma
    if isinstance(item, FallDirection):
        return abs(math.remainder(item.bearing - case.true[name], 2.0 * math.pi)) / item.sigma
    assert isinstance(item, ScalarObservation)
    low = high = case.true[name]
    if item.quantity is Scalar.LOSS_TIME:
        low, high = min(case.time, low), max(case.true["flight_time"], low)
    return max(low - item.value, item.value - high, 0.0) / item.sigma


def look(case: MadeUp, particles: int) -> Planted:
    """One case with a false claim."""
    begun = time.perf_counter()
    number = int(case.evidence.id.rsplit("-", 1)[1])
    evidence, false = spoiled(case, np.random.default_rng([42, number]))
    assert evidence.site is not None
    inference = infer(evidence, evidence.site, seed=1, particles=particles)
    found = doubts(inference)
    middle = time.perf_counter()
    carrying = left_out(inference)
    return Planted(
        case=case.evidence.id,
        false=false,
        off=off(case, evidence, false),
        suspects=tuple(str(doubt.observation.id) for doubt in found),
        doubted=tuple(str(doubt.observation.id) for doubt in found if doubt.after > 0.5),
        left_out=len(carrying),
        seconds=middle - begun,
        seconds_left_out=(time.perf_counter() - middle) / len(evidence.observations),
    )


def planted(particles: int, count: int, pieces: Path | None) -> list[str]:
    """The part of the page; finished cases are kept in the folder."""
    rows = list(_rows(particles, count, pieces))
    showing = [row for row in rows if row.off >= SHOWS]
    lines = [
        "### A false claim among five",
        "",
        f"In {len(rows)} made-up failures one of place, apogee, time of loss, time of impact and bearing is false (a "
        "factor of 1.8 to 4, 5° to 15° of latitude, 50° and more of bearing).",
        f"In {len(rows) - len(showing)} of them it is within {SHOWS:.0f} of its widths of what was flown all the same "
        "(a time of loss may be any until it came down), so that nothing is false about it; the others show.",
        "",
        "| | cases | first suspect | among the first two | nothing doubted | another one doubted, it not |",
        "|---|---|---|---|---|---|",
    ]
    groups = [("all", rows), ("those that show", showing)]
    groups += [
        (f"{name} false", [row for row in showing if row.false == name]) for name in sorted({r.false for r in rows})
    ]
    lines += [_line(title, chosen) for title, chosen in groups if chosen]
    return [
        *lines,
        "",
        f"{median(row.seconds for row in rows):.1f} s a case (median); leaving a claim out takes "
        f"{1e3 * median(row.seconds_left_out for row in rows):.0f} ms, and can be done without flying for "
        f"{np.mean([row.left_out for row in rows]):.1f} of 7 claims and statements.",
    ]


def _line(title: str, rows: list[Planted]) -> str:
    first = sum(row.suspects[:1] == (row.false,) for row in rows)
    second = sum(row.false in row.suspects[:2] for row in rows)
    none = sum(not row.doubted for row in rows)
    another = sum(bool(row.doubted) and row.false not in row.doubted for row in rows)
    return (
        f"| {title} | {len(rows)} | {first} ({100 * first / len(rows):.0f} %) | {second} "
        f"({100 * second / len(rows):.0f} %) | {none} | {another} |"
    )


def _rows(particles: int, count: int, pieces: Path | None) -> Iterator[Planted]:
    for case in made_up(count, seed=SEED):
        known = kept(pieces, f"planted-{case.evidence.id}-{particles}", lambda c=case: asdict(look(c, particles)))
        row = Planted(**{name: tuple(value) if isinstance(value, list) else value for name, value in known.items()})
        say(f"{row.case} false {row.false} ({row.off:.1f} widths): suspects {row.suspects[:2]}, {row.seconds:.1f} s")
        yield row
