"""What plots show on top of the computed bands: what was measured, what was said, and which areas were closed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from downrange.dossier.evidence import source_name
from downrange.dossier.figures import map_extent, svg
from downrange.dossier.figures.frame import Place
from downrange.dossier.figures.projection import EARTH_RADIUS_KM, distance_km
from downrange.dossier.timeline import instant_of
from downrange.dossier.words import Words
from downrange.records.claim import Claim, ClaimKind, Hedge
from downrange.records.dossier import LaunchDossier

_MOST_DOTS = 70
"""More measured points than this are thinned evenly: they would only cover each other and the band."""
_NUMBERS: dict[str, tuple[tuple[str, float], ...]] = {
    "height": (("apogee", 1e3), ("altitude", 1e3)),
    "speed": (("speed", 1.0),),
    "range": (("range", 1e3),),
    "time": (("flight_time", 1.0), ("t_plus", 1.0)),
}
"""Roles of reported numbers that belong on an axis, and the SI units in the axis's own."""
_MOMENTS = frozenset({"impact", "anomaly", "destruct"})
_SAME = 0.01
"""Numbers closer than this share are one mark with all who said them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A number that sources gave for one axis of a plot."""

    axis: Literal["x", "y"]
    value: float
    """In the axis's unit."""
    who: str


def measured(data: Sequence[Mapping[str, Any]], x_key: str, y_key: str) -> Iterable[svg.Point]:
    """The measured points (x, y) of a plot; against ground range, those of series that have one or speed and height."""
    column = {"height": "heights_km", "speed": "speeds_m_s"}[y_key]
    for series in data:
        xs = list(series.get("times") or ()) if x_key == "time" else _ranges_km(series)
        pairs = [
            (float(x), float(y))
            for x, y in zip(xs, series.get(column) or (), strict=False)
            if x is not None and y is not None and math.isfinite(y)
        ]
        yield from pairs[:: max(1, math.ceil(len(pairs) / _MOST_DOTS))]


def _ranges_km(series: Mapping[str, Any]) -> list[float | None]:
    """Ground ranges as measured, else summed up from speed and height where both are told from lift-off on."""
    given = series.get("ranges_km")
    if given is not None:
        return list(given)
    times, heights, speeds = (list(series.get(key) or ()) for key in ("times", "heights_km", "speeds_m_s"))
    out: list[float | None] = []
    last: tuple[float, float, float] | None = None
    total = 0.0
    for t, height, speed in zip(times, heights, speeds, strict=False):
        if height is None or speed is None or not math.isfinite(height + speed):
            out.append(None)
            continue
        if last is None and t > 10.0:
            return []
        if last is not None and t > last[0]:
            climb = (height - last[1]) * 1e3 / (t - last[0])
            along = math.sqrt(max(0.0, (0.5 * (speed + last[2])) ** 2 - climb**2))
            total += along * (t - last[0]) / 1e3 * EARTH_RADIUS_KM / (EARTH_RADIUS_KM + 0.5 * (height + last[1]))
        last = (float(t), float(height), float(speed))
        out.append(total)
    return out


def stated(launch: LaunchDossier, x_key: str, y_key: str, words: Words) -> list[Stated]:
    """The numbers that sources gave for the axes of a plot, each once with who said it."""
    found: list[Stated] = []
    for weighed in launch.claims:
        claim = weighed.claim
        if claim.hedge in {Hedge.NEGATED, Hedge.UNKNOWN}:
            continue
        who = source_name(claim.chain[0], words) if claim.chain else words("claims.unnamed")
        axes: tuple[tuple[Literal["x", "y"], str], ...] = (("x", x_key), ("y", y_key))
        for axis, key in axes:
            value = _value(claim, key, launch)
            if value is not None:
                found.append(Stated(axis=axis, value=value, who=who))
    together: list[Stated] = []
    for one in found:
        same = next((n for n, each in enumerate(together) if _is_same(each, one)), None)
        if same is None:
            together.append(one)
        elif one.who not in together[same].who.split(", "):
            first = together[same]
            together[same] = Stated(axis=first.axis, value=first.value, who=f"{first.who}, {one.who}")
    return together


def _is_same(a: Stated, b: Stated) -> bool:
    return a.axis == b.axis and abs(a.value - b.value) <= _SAME * max(abs(a.value), abs(b.value))


def _value(claim: Claim, key: str, launch: LaunchDossier) -> float | None:
    if not isinstance(claim.value, Mapping):
        return None
    if claim.kind is ClaimKind.QUANTITY:
        scale = dict(_NUMBERS[key]).get(claim.role or "")
        si = claim.value.get("si")
        if scale is None or not isinstance(si, int | float) or not math.isfinite(si) or si <= 0.0:
            return None
        return float(si) / scale
    if key == "range" and claim.kind is ClaimKind.PLACE and claim.role == "impact":
        start, place = map_extent.pad(launch), map_extent.place_of(claim)
        return distance_km(start, place) if start is not None and place is not None else None
    if key == "time" and claim.kind is ClaimKind.TIME and claim.role in _MOMENTS and launch.liftoff.utc is not None:
        moment = instant_of(claim.value.get("utc"))
        return (moment - launch.liftoff.utc).total_seconds() if moment is not None else None
    return None


def warned(launch: LaunchDossier) -> list[tuple[float, float]]:
    """(nearest, farthest) ground range [km] of each warned area from the pad, joined where they overlap."""
    start = map_extent.pad(launch)
    if start is None:
        return []
    spans = sorted(_span_km(start, area.rings_deg) for area in map_extent.drawn_areas(launch))
    joined: list[tuple[float, float]] = []
    for low, high in spans:
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined


def _span_km(start: Place, rings: Sequence[Sequence[Place]]) -> tuple[float, float]:
    distances = [distance_km(start, place) for ring in rings for place in ring]
    return min(distances), max(distances)
