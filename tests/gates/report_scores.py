"""Scores of report reading against gold lines: facts, who says them, relays, quantities, links, hedges.

A text `<name>.txt` has its gold beside it, `<name>.gold`, one line an event or claim:

    E1 main SAT KP 2026-03-11
    E1 quantity range 410 km @jcs,afp probable
    E1 place impact okinawa W 300
    E1 time launch 19:05 2026-03-11T10:05Z
    E1 launch sat

The tolerances are those of the annotation guide: numbers within 1 %, times within a minute, a coarser class of missile
is right, apogee and altitude are one role, a duplicate claim is a wrong one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from downrange.linking.events import link_events
from downrange.reading.document import read_document
from downrange.reading.report import read_report
from downrange.reading.units import SI_UNITS
from downrange.records.claim import Claim, Report

MISSILES = {"missile", "bm", "icbm", "irbm", "mrbm", "srbm", "slbm"}
SAME_ROLE = ({"apogee", "altitude"}, {"debris", "impact"}, {"orbit_alt", "perigee"})
HEDGED = {"probable": 1, "possible": 1, "unknown": 2, "negated": 2}


@dataclass
class Gold:
    """The events and claims that a text should give."""

    events: list[dict[str, Any]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)


def read_gold(path: Path) -> Gold:
    """The gold lines of one text."""
    gold = Gold()
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if not words or line.startswith("#"):
            continue
        if words[1] in ("main", "background", "planned"):
            day = words[4] if len(words) > 4 and words[4] != "-" else None
            gold.events.append({"id": words[0], "role": words[1], "cls": words[2], "actor": words[3], "day": day})
            continue
        chain = next((tuple(w[1:].split(",")) for w in words if w.startswith("@")), ())
        hedge = words[-1] if words[-1] in ("claim", "probable", "possible", "unknown", "negated") else "fact"
        rest = [w for w in words[2:] if not w.startswith("@")]
        rest = rest[:-1] if rest[-1:] == [hedge] and len(rest) > 1 else rest
        kind = words[1]
        role = rest.pop(0) if kind in ("quantity", "place", "time") else None
        gold.claims.append(
            {"event": words[0], "kind": kind, "role": role, "value": rest, "chain": chain, "hedge": hedge}
        )
    return gold


def as_gold(report: Report) -> str:
    """A report as gold lines, for a person to correct."""
    lines = [
        f"{event.id} {event.role} {event.cls} {event.actor} {event.date_local or '-'}".rstrip()
        for event in report.events
    ]
    for claim in report.claims:
        parts = [claim.event, claim.kind.value, claim.role or "", *plain_value(claim)]
        parts += ["@" + ",".join(claim.chain)] if claim.chain else []
        parts += [claim.hedge.value] if claim.hedge.value != "fact" else []
        lines.append(" ".join(part for part in parts if part))
    return "\n".join(lines) + "\n"


def plain_value(claim: Claim) -> list[str]:
    """A claim's value in the words of a gold line."""
    value: Any = claim.value
    if not isinstance(value, dict):
        return [str(value)]
    if "gaz" in value:
        offset = [str(value["bearing"] or "off"), f"{value['distance_km']:g}"] if value.get("distance_km") else []
        return [str(value["gaz"]), *offset]
    if "local" in value:
        return [str(value["local"]), str(value["utc"] or "-")]
    number = f"{value['value']:g}" if "value" in value else f"{value['lo']:g}-{value['hi']:g}"
    return [number, str(value["unit"])]


class Tally(defaultdict[str, list[int]]):
    """Right, wrong and missed per measure."""

    def __init__(self) -> None:
        super().__init__(lambda: [0, 0, 0])

    def add(self, name: str, right: int = 0, wrong: int = 0, missed: int = 0) -> None:
        """Count on."""
        for i, number in enumerate((right, wrong, missed)):
            self[name][i] += number

    def f1(self, name: str) -> float:
        """F1 of a measure; 1 where there is nothing to find and nothing was found."""
        right, wrong, missed = self[name]
        return 2 * right / (2 * right + wrong + missed) if right + wrong + missed else 1.0


def score(paths: Iterable[Path]) -> Tally:
    """Score the reader on texts that have gold beside them."""
    tally = Tally()
    for path in sorted(paths):
        document, problems = read_document(path)
        assert document is not None, problems
        report = link_events([read_report(document)])[0]
        _score_one(read_gold(path.with_suffix(".gold")), report, tally)
    return tally


def _score_one(gold: Gold, report: Report, tally: Tally) -> None:
    pairs = _align(gold, report)
    tally.add("events", len(pairs), len(report.events) - len(pairs), len(gold.events) - len(pairs))
    dated = [event for event in gold.events if event["day"]]
    linked = sum(
        1
        for event in dated
        if event["id"] in pairs
        and (pairs[event["id"]].date_local, pairs[event["id"]].actor, pairs[event["id"]].cls)
        == (event["day"], event["actor"], event["cls"])
    )
    told = sum(1 for event in report.events if event.date_local)
    tally.add("link", linked, told - linked, len(dated) - linked)
    used: set[str] = set()
    for wanted in gold.claims:
        event = pairs.get(wanted["event"])
        rows = [c for c in report.claims if event and c.event == event.id and c.id not in used and _same(wanted, c)]
        rows.sort(key=lambda c: (c.chain[:1] != wanted["chain"][:1], c.chain != wanted["chain"]))
        kind = "quantity" if wanted["kind"] == "quantity" else None
        if not rows:
            for name in ("facts", "attributed", kind):
                if name:
                    tally.add(name, missed=1)
            continue
        claim = rows[0]
        used.add(claim.id)
        right = claim.chain[:1] == wanted["chain"][:1]
        tally.add("facts", 1)
        tally.add("attributed", right, not right, not right)
        if kind:
            tally.add(kind, 1)
        links, found = set(pairwise(wanted["chain"])), set(pairwise(claim.chain))
        tally.add("edges", len(links & found), len(found - links), len(links - found))
        if wanted["hedge"] in HEDGED:
            same = HEDGED[wanted["hedge"]] == HEDGED.get(claim.hedge.value, 0)
            tally.add("hedged", same, not same, not same)
    for claim in report.claims:
        if claim.id not in used:
            for name in ("facts", "attributed", *(("quantity",) if claim.kind.value == "quantity" else ())):
                tally.add(name, wrong=1)
    if not gold.events:
        tally.add("alarms", wrong=len(report.events) + len(report.claims))


def _align(gold: Gold, report: Report) -> dict[str, Any]:
    pairs: dict[str, Any] = {}
    free = list(report.events)
    for event in gold.events:

        def rank(other: Any, event: dict[str, Any] = event) -> int:
            day, own = other.date_local or "", event["day"] or ""
            points = 4 * (day == own) + 2 * bool(day and own and (day.startswith(own) or own.startswith(day)))
            return (
                points
                + (other.actor == event["actor"])
                + (other.cls == event["cls"])
                + 2 * ((other.status == "planned") == (event["role"] == "planned"))
            )

        best = max(free, key=rank, default=None)
        if best is not None and rank(best) >= 4:
            pairs[event["id"]] = best
            free.remove(best)
    return pairs


def _same(wanted: dict[str, Any], claim: Claim) -> bool:
    if wanted["kind"] != claim.kind.value:
        return False
    if wanted["role"] != claim.role and not any({wanted["role"], claim.role} <= pair for pair in SAME_ROLE):
        return False
    value: Any = claim.value
    words: list[str] = wanted["value"]
    match wanted["kind"]:
        case "quantity":
            factor, unit = SI_UNITS[words[1]]
            low, _, high = words[0].partition("-")
            numbers = (float(low) * factor, float(high or low) * factor)
            told = (value.get("si_lo", value.get("si")), value.get("si_hi", value.get("si")))
            return unit == value["si_unit"] and all(abs(a - b) <= 0.01 * a for a, b in zip(numbers, told, strict=True))
        case "place":
            offset = float(words[2]) if len(words) > 2 else None
            return value["gaz"] == words[0] and value.get("distance_km") == offset
        case "time":
            if words[1:2] and words[1] != "-" and value["utc"]:
                first, second = (datetime.fromisoformat(w.replace("Z", "+00:00")) for w in (words[1], value["utc"]))
                return abs((first - second).total_seconds()) <= 61
            return bool(value["local"] == words[0])
        case "launch":
            group = {words[0], str(value)}
            return len(group) == 1 or group <= MISSILES or group <= {"sat", "slv"}
        case "cause":
            plain = {"engine", "stage", "reliability"}
            mine, other = set(words[0].split("_")), set(str(value).split("_"))
            return mine == other or bool((mine - plain) & (other - plain))
        case "date":
            return words[0] == value
        case "plan":
            vague = words[0][0].isalpha()
            return str(value)[0].isalpha() if vague else words[0] == value
        case _:
            return words[0] == str(value)
