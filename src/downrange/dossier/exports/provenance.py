"""Where the dossier's findings come from, as PROV-JSON: files, claims and areas, the run, and who said what.

Source: W3C Member Submission "The PROV-JSON Serialization" (2013). No time is written: the same inputs give the same
file.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from downrange.dossier.evidence import FINDINGS
from downrange.records.claim import Claim
from downrange.records.dossier import Dossier, LaunchDossier

Statement = dict[str, Any]
_RUN = "dr:run"


def as_prov(dossier: Dossier) -> dict[str, Any]:
    """The dossier as a PROV document: findings derived from claims and areas, these from files, by one run."""
    document: dict[str, dict[str, Statement]] = {
        "prefix": {"dr": "urn:downrange:", "prov": "http://www.w3.org/ns/prov#"},  # type: ignore[dict-item]
        "entity": {},
        "activity": {_RUN: {"dr:seed": _integer(dossier.seed), "dr:flights": _integer(dossier.flights)}},
        "agent": {"dr:downrange": {"prov:type": _name("prov:SoftwareAgent"), "dr:version": dossier.version}},
        "wasAssociatedWith": {"_:run": {"prov:activity": _RUN, "prov:agent": "dr:downrange"}},
        "used": {},
        "wasDerivedFrom": {},
        "wasAttributedTo": {},
        "wasGeneratedBy": {},
    }
    for path, digest in dossier.inputs:
        document["entity"][_file(digest)] = {"dr:path": path, "dr:sha256": digest}
        document["used"][f"_:used-{digest[:16]}"] = {"prov:activity": _RUN, "prov:entity": _file(digest)}
    for number, launch in enumerate(dossier.launches, start=1):
        _launch(document, dossier, launch, f"dr:launch-{number}")
    return {kind: statements for kind, statements in document.items() if statements}


def _launch(document: dict[str, Any], dossier: Dossier, launch: LaunchDossier, prefix: str) -> None:
    digests = {report.id: report.digest for report in dossier.reports}
    known: dict[str, str] = {key: _file(digest) for path, digest in dossier.inputs for key in (path, digest)}
    for weighed in launch.claims:
        known[weighed.claim.id] = identity = f"{prefix}/claim-{weighed.claim.id}"
        document["entity"][identity] = _claim(weighed.claim, used=weighed.used)
        if weighed.report in digests:
            _derive(document, identity, _file(digests[weighed.report]))
        for source in weighed.claim.chain[:1]:
            agent = f"dr:source-{quote(source, safe='')}"
            document["agent"][agent] = {"dr:name": source}
            document["wasAttributedTo"][f"_:said-{len(document['wasAttributedTo'])}"] = {
                "prov:entity": identity,
                "prov:agent": agent,
            }
    for area in launch.areas:
        known[area.id] = identity = f"{prefix}/area-{area.id}"
        document["entity"][identity] = {"dr:message": area.message, "dr:kind": area.kind.value}
        _derive(document, identity, _file(area.provenance.document))
    for finding in (*FINDINGS, *sorted(set(launch.basis) - set(FINDINGS))):
        if finding not in launch.basis:
            continue
        identity = f"{prefix}/finding-{finding}"
        document["entity"][identity] = {"dr:finding": finding, "dr:launch": launch.id}
        document["wasGeneratedBy"][f"_:made-{len(document['wasGeneratedBy'])}"] = {
            "prov:entity": identity,
            "prov:activity": _RUN,
        }
        for one in launch.basis[finding]:
            if one in known:
                _derive(document, identity, known[one])


def _claim(claim: Claim, *, used: bool) -> Statement:
    words = claim.text[0] if claim.text else str(claim.value)
    spans = ", ".join(f"{a}-{b}" for a, b in claim.spans)
    role = f"{claim.kind.value}/{claim.role}" if claim.role else claim.kind.value
    return {
        "dr:words": words,
        "dr:about": role,
        "dr:hedge": claim.hedge.value,
        "dr:chain": " < ".join(claim.chain),
        "dr:characters": spans,
        "dr:used": {"$": "true" if used else "false", "type": "xsd:boolean"},
    }


def _derive(document: dict[str, Any], made: str, source: str) -> None:
    document["entity"].setdefault(source, {})
    derivations = document["wasDerivedFrom"]
    derivations[f"_:from-{len(derivations)}"] = {"prov:generatedEntity": made, "prov:usedEntity": source}


def _file(digest: str) -> str:
    return f"dr:file-{digest}"


def _integer(value: int) -> Statement:
    return {"$": str(value), "type": "xsd:integer"}


def _name(value: str) -> Statement:
    return {"$": value, "type": "prov:QUALIFIED_NAME"}
