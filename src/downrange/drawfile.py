"""Stored draws as a file of plain arrays, so that strike-outs move the odds at once, in another process too.

Only numbers are kept, and nothing in the file is ever run; the evidence they belong to is read from the case again.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from downrange.inference.draws import StoredDraws
from downrange.inference.infer import Inference
from downrange.inference.seen import SeenFlights
from downrange.pipeline import LaunchRun
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import Explanation, Posterior, SamplerReport

NAME = "draws.npz"
FORM = "downrange-draws/1"
MOST_BYTES = 400_000_000
_EXPLANATION = TypeAdapter(Explanation)
_ARRAYS = ("plan_terms", "plans", "flight_terms", "posterior_terms")
_SEEN = ("seen", "posterior_seen")
_NONE = np.zeros((0, 0))
_DAMAGED = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error, ValidationError)
_UNTOLD = SamplerReport(flights=0, steps=0, acceptance=1.0, effective_sample_size=0.0, log_evidence_spread=float("nan"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What draws were made of."""

    digest: str
    """Of the evidence."""
    without: tuple[str, ...]
    edits: Mapping[str, Any]
    """Values by claim id."""

    @property
    def whole(self) -> bool:
        """Whether nothing was struck out or changed."""
        return not self.without and not self.edits


def takes_place(path: Path, made: Made) -> bool:
    """Whether draws made so are to take the place of those in a file: less than the whole evidence answers less."""
    older = made_of(path)
    return made.whole or older is None or not older.whole or older.digest != made.digest


def as_bytes(runs: Sequence[LaunchRun], made: Made) -> bytes:
    """The draws of a case's launches as the bytes of a file."""
    arrays: dict[str, Any] = {}
    launches = [_launch(run, f"l{number}", arrays) for number, run in enumerate(runs)]
    head = json.dumps({"form": FORM, "made": asdict(made), "launches": launches})
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, head=np.frombuffer(head.encode(), dtype=np.uint8), **arrays)
    return buffer.getvalue()


def light(run: LaunchRun) -> LaunchRun:
    """A run without its flights and models: what is needed to strike out evidence."""
    inference = run.inference
    if inference is None:
        return replace(run, flown=())
    posteriors = tuple(
        replace(item, parameters=_NONE, ensemble=None, log_likelihood=_NONE, weights=np.zeros(0))
        for item in inference.posteriors
    )
    return replace(run, flown=(), inference=replace(inference, models={}, posteriors=posteriors))


def _launch(run: LaunchRun, at: str, arrays: dict[str, Any]) -> dict[str, Any]:
    inference = run.inference
    if inference is None:
        return {"id": run.evidence.id, "inference": None}
    arrays[f"{at}-background"] = inference.background
    stored: list[dict[str, Any]] = []
    for number, draws in enumerate(inference.stored):
        key = f"{at}-d{number}"
        for name in _ARRAYS:
            arrays[f"{key}-{name}"] = getattr(draws, name)
        for name in _SEEN:
            seen = getattr(draws, name)
            if seen is not None:
                arrays[f"{key}-{name}-table"] = seen.table.astype(np.float32)
                arrays[f"{key}-{name}-impacts"] = seen.impacts.astype(np.float32)
        stored.append(
            {
                "explanation": _EXPLANATION.dump_python(draws.explanation, mode="json"),
                "plan_log_evidence": draws.plan_log_evidence,
                "log_evidence": draws.log_evidence,
                "bodies": list(draws.seen.bodies) if draws.seen else None,
            }
        )
    posteriors = [
        {
            "explanation": _EXPLANATION.dump_python(item.explanation, mode="json"),
            "log_evidence": item.log_evidence,
            "probability": item.probability,
            "probability_physics_only": item.probability_physics_only,
        }
        for item in inference.posteriors
    ]
    whole = {"physical": list(inference.physical), "flights": inference.flights}
    return {"id": run.evidence.id, "inference": whole | {"stored": stored, "posteriors": posteriors}}


def made_of(path: Path) -> Made | None:
    """What the draws in a file were made of; None when there are none, or they are damaged."""
    try:
        with np.load(_file(path), allow_pickle=False) as arrays:
            head = json.loads(arrays["head"].tobytes())
            made = head["made"] if head["form"] == FORM else None
            return Made(digest=made["digest"], without=tuple(made["without"]), edits=made["edits"]) if made else None
    except _DAMAGED:
        return None


def _file(path: Path) -> io.BytesIO:
    """The bytes of the file.

    Raises:
        ValueError: it is larger than any that is written.
    """
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path} is too large")
    return io.BytesIO(path.read_bytes())


def read_draws(path: Path, launches: Sequence[LaunchEvidence]) -> tuple[LaunchRun, ...]:
    """The draws in a file; nothing when there are none, they are damaged, or belong to other launches.

    Args:
        path: of the file.
        launches: as the case is linked now, without what was struck out when it was flown.
    """
    try:
        with np.load(_file(path), allow_pickle=False) as arrays:
            head = json.loads(arrays["head"].tobytes())
            kept = head["launches"] if head.get("form") == FORM else []
            by_id = {launch.id: launch for launch in launches}
            if [entry["id"] for entry in kept] != list(by_id):
                return ()
            return tuple(
                _run(by_id[entry["id"]], entry["inference"], f"l{number}", arrays) for number, entry in enumerate(kept)
            )
    except _DAMAGED:
        return ()


def _run(evidence: LaunchEvidence, kept: Mapping[str, Any] | None, at: str, arrays: Any) -> LaunchRun:
    if kept is None:
        return LaunchRun(evidence=evidence, inference=None, flown=())
    posteriors = tuple(_posterior(row, tuple(kept["physical"])) for row in kept["posteriors"])
    stored = tuple(_draws(row, f"{at}-d{number}", arrays) for number, row in enumerate(kept["stored"]))
    inference = Inference(
        posteriors=posteriors,
        models={},
        flights=int(kept["flights"]),
        physical=tuple(kept["physical"]),
        evidence=evidence,
        background=arrays[f"{at}-background"],
        stored=stored,
    )
    return LaunchRun(evidence=evidence, inference=inference, flown=())


def _posterior(row: Mapping[str, Any], physical: tuple[str, ...]) -> Posterior:
    return Posterior(
        explanation=_EXPLANATION.validate_python(row["explanation"]),
        log_evidence=float(row["log_evidence"]),
        probability=float(row["probability"]),
        probability_physics_only=float(row["probability_physics_only"]),
        weights=np.zeros(0),
        parameters=_NONE,
        parameter_names=(),
        ensemble=None,
        log_likelihood=_NONE,
        observations=physical,
        sampler=_UNTOLD,
    )


def _draws(row: Mapping[str, Any], key: str, arrays: Any) -> StoredDraws:
    return StoredDraws(
        explanation=_EXPLANATION.validate_python(row["explanation"]),
        plan_log_evidence=float(row["plan_log_evidence"]),
        log_evidence=float(row["log_evidence"]),
        plan_terms=arrays[f"{key}-plan_terms"],
        plans=arrays[f"{key}-plans"],
        flight_terms=arrays[f"{key}-flight_terms"],
        posterior_terms=arrays[f"{key}-posterior_terms"],
        seen=_seen(f"{key}-seen", row["bodies"], arrays),
        posterior_seen=_seen(f"{key}-posterior_seen", row["bodies"], arrays),
    )


def _seen(key: str, bodies: Sequence[str] | None, arrays: Any) -> SeenFlights | None:
    if bodies is None or f"{key}-table" not in arrays:
        return None
    table, impacts = (arrays[f"{key}-{part}"].astype(float) for part in ("table", "impacts"))
    return SeenFlights(bodies=tuple(bodies), table=table, impacts=impacts)
