"""How claims on one launch stand to each other: agree within rounding, or cannot both hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import combinations
from math import floor, log10
from typing import Any

from downrange.records.claim import Claim, ClaimKind, Hedge, Relation, RelationType, Report

SAME_NUMBER = 0.02
"""Two figures nearer than this agree whatever their rounding."""
SAME_FIGURE = 0.005
"""Figures nearer than this are the same figure in two units: 620 miles and 1,000 km."""
SAME_MINUTE = 61.0
"""Two clock times nearer than this agree [s]."""
OF_A_MOMENT = frozenset(("t_plus", "altitude", "speed", "burn_time", "planned_burn_time", "fraction"))
SAME_MOMENT = 1.5
"""Figures of some moment or stage that differ by more than this factor are of two moments, and no contradiction."""
MACH = 340.0
"""A Mach number told of a flight stands for this speed [m/s]: those that ministries give fit the apogee and the range
that they give with the speed of sound at the ground, whatever the height."""
LARGEST_GROUP = 200
"""Claims on one event, kind and role compared pair by pair; more than this in one place is a list, not a report."""
REMEMBERED = 4096
"""Instants and figures whose parts are kept: each is compared with many others."""
_MISSILES = frozenset(("missile", "bm", "icbm", "irbm", "mrbm", "srbm", "slbm"))
_ORBITAL = frozenset(("sat", "slv"))


def relate(reports: Sequence[Report]) -> tuple[Relation, ...]:
    """Pairs of claims by different origins on one launch, inside a report and across reports of one cluster."""
    groups: dict[tuple[Any, ...], list[Claim]] = {}
    for report in reports:
        launch = {event.id: event.cluster or (report.digest, event.id) for event in report.events}
        for claim in report.claims:
            if claim.hedge is not Hedge.NEGATED and claim.event in launch:
                groups.setdefault((launch[claim.event], claim.kind, claim.role), []).append(claim)
    found: list[Relation] = []
    for claims in groups.values():
        told = [(claim, _origin(claim)) for claim in claims[:LARGEST_GROUP]]
        for (a, first), (b, second) in combinations(told, 2):
            if first != second and (kind := compare_claims(a, b)) is not None:
                found.append(Relation(a=a.id, type=kind, b=b.id))
    return tuple(found)


def _origin(claim: Claim) -> str | None:
    return claim.chain[0] if claim.chain else None


def compare_claims(a: Claim, b: Claim) -> RelationType | None:
    """Whether two claims of one kind and role agree or contradict; None when they can stand side by side."""
    x, y = a.value, b.value
    verdict: bool | None = None
    match a.kind:
        case ClaimKind.LAUNCH:
            verdict = _same_class(str(x), str(y))
        case ClaimKind.OUTCOME:
            verdict = True if x == y else False if {str(x), str(y)} == {"success", "failure"} else None
        case ClaimKind.TIME:
            verdict = _same_time(x, y)
        case ClaimKind.DATE:
            verdict = _same_day(str(x), str(y))
        case ClaimKind.QUANTITY:
            verdict = numbers_agree(x, y) or (None if a.role in OF_A_MOMENT and _far_apart(x, y) else False)
        case ClaimKind.COUNT:
            verdict = x == y
        case ClaimKind.PLACE:
            verdict = True if _place(x) == _place(y) else None
        case ClaimKind.CAUSE | ClaimKind.PLAN:
            verdict = True if x == y else None
    if verdict is None:
        return None
    return RelationType.AGREE if verdict else RelationType.CONTRADICT


def _place(value: Any) -> tuple[Any, Any]:
    return value.get("gaz"), value.get("distance_km")


def _same_class(a: str, b: str) -> bool | None:
    for group in (_MISSILES, _ORBITAL):
        if a in group and b in group:
            return True
    if (a in _MISSILES and b in _ORBITAL) or (a in _ORBITAL and b in _MISSILES):
        return False
    return True if a == b else None


def _same_time(a: Any, b: Any) -> bool:
    if a.get("utc") and b.get("utc"):
        return abs((_instant(a["utc"]) - _instant(b["utc"])).total_seconds()) <= SAME_MINUTE
    return bool(a.get("local") == b.get("local"))


@lru_cache(maxsize=REMEMBERED)
def _instant(utc: str) -> datetime:
    return datetime.fromisoformat(utc.replace("Z", "+00:00"))


def same_number(a: Any, b: Any) -> bool:
    """Whether two values are the same without allowing for rounding; values that are no figures always are."""
    if not (isinstance(a, Mapping) and isinstance(b, Mapping)) or "si_unit" not in a or "si_unit" not in b:
        return True
    a, b = with_speed(a), with_speed(b)
    ends = (("si_lo", "si_lo"), ("si_hi", "si_hi")) if "si_lo" in a and "si_lo" in b else (("si", "si"),)
    pairs = [(float(a.get(x, 0.0)), float(b.get(y, 0.0))) for x, y in ends]
    return all(abs(x - y) <= SAME_FIGURE * max(abs(x), abs(y)) for x, y in pairs) and a.get("bound") == b.get("bound")


def with_speed(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """A figure with its Mach number as a speed in m/s; any other figure as it is."""
    if value.get("si_unit") != "mach":
        return value
    speeds = {key: MACH * float(value[key]) for key in ("si", "si_lo", "si_hi") if value.get(key) is not None}
    return {**value, **speeds, "si_unit": "m/s"}


def _same_day(a: str, b: str) -> bool:
    return a.startswith(b) or b.startswith(a)


def numbers_agree(a: Any, b: Any) -> bool:
    """Within 2 %, within the rounding of an approximate figure, or as a bound allows."""
    low_a, high_a = _span(a)
    low_b, high_b = _span(b)
    if low_a <= high_b and low_b <= high_a:
        return True
    gap = max(low_a - high_b, low_b - high_a)
    return gap <= SAME_NUMBER * max(high_a, high_b, 1e-9)


def _far_apart(a: Any, b: Any) -> bool:
    low, high = sorted(abs(float(with_speed(value).get("si", 0.0))) for value in (a, b))
    return high > SAME_MOMENT * low


def _span(value: Any) -> tuple[float, float]:
    value = with_speed(value)
    low = float(value.get("si_lo", value.get("si", 0.0)))
    high = float(value.get("si_hi", value.get("si", 0.0)))
    if value.get("approx") and value.get("value"):
        written = abs(float(value["value"]))
        factor = float(value["si"]) / float(value["value"])
        half = 0.5 * rounding_step(written) * abs(factor)
        low, high = low - half, high + half
    if value.get("bound") == "min":
        high = float("inf")
    elif value.get("bound") == "max":
        low = 0.0
    return low, high if high != float("inf") else low * 10.0 + 1.0


@lru_cache(maxsize=REMEMBERED)
def rounding_step(number: float) -> float:
    """The step to which a number was rounded, told by its last digit that is not zero.

    >>> rounding_step(1000.0), rounding_step(250.0), rounding_step(74.0)
    (1000.0, 10.0, 1.0)
    """
    if number == 0:
        return 1.0
    step = 10.0 ** floor(log10(number))
    while step > 1e-6 and abs(number / step - round(number / step)) > 1e-9:
        step /= 10.0
    return step
