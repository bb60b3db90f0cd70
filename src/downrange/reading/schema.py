"""A report in schema `downrange-report/1`, as plain data for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from downrange.records.claim import Claim, Event, Report
from downrange.records.problem import Problem

SCHEMA = "downrange-report/1"


def as_report_json(report: Report, problems: Sequence[Problem] = ()) -> dict[str, Any]:
    """The report's fields in the names and order of the schema; spans count characters of the document's text.

    `relations` holds pairs of claims of this report; `relations_across` those with a claim of another report.
    """
    own = {claim.id for claim in report.claims}
    inside = [r for r in report.relations if r.a in own and r.b in own]
    across = [r for r in report.relations if not (r.a in own and r.b in own)]
    return {
        "schema": SCHEMA,
        "doc": {
            "id": report.id,
            "path": report.path,
            "sha256": report.digest,
            "url": report.url,
            "outlet": report.outlet,
            "published": report.published,
            "lang": report.lang,
            "wire": report.wire,
            "offsets": "characters of the text after the header",
        },
        "events": [_event(event) for event in report.events],
        "claims": [_claim(claim) for claim in report.claims],
        "relations": [{"a": r.a, "type": r.type.value, "b": r.b} for r in inside],
        "relations_across": [{"a": r.a, "type": r.type.value, "b": r.b} for r in across],
        "problems": [{"path": p.path, "line": p.line, "what": p.what, "hint": p.hint} for p in problems],
    }


def _event(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in Event.__dataclass_fields__}


def _claim(claim: Claim) -> dict[str, Any]:
    plain: dict[str, Any] = {"id": claim.id, "event": claim.event}
    if claim.alt_events:
        plain["alt_events"] = list(claim.alt_events)
    plain["kind"] = claim.kind.value
    if claim.role is not None:
        plain["role"] = claim.role
    return plain | {
        "value": claim.value,
        "chain": list(claim.chain),
        "hedge": claim.hedge.value,
        "spans": [list(span) for span in claim.spans],
        "text": list(claim.text),
        "rule": claim.rule,
    }
