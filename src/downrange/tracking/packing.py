"""Arrays, sightings and faults as JSON values, for the state file."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from downrange.records.flight import Array
from downrange.records.sighting import Sighting, SightingKind
from downrange.records.track import TrackFault


def pack_array(array: Array) -> dict[str, Any]:
    """Shape, and the numbers as they are in memory."""
    data = base64.b64encode(np.ascontiguousarray(array, dtype=np.float64).tobytes()).decode()
    return {"shape": list(array.shape), "data": data}


def unpack_array(value: Mapping[str, Any]) -> Array:
    """The array that was packed."""
    return np.frombuffer(base64.b64decode(value["data"])).reshape(value["shape"]).copy()


def pack_sighting(sighting: Sighting) -> dict[str, Any]:
    """As JSON values."""
    return asdict(sighting)


def unpack_sighting(value: Mapping[str, Any]) -> Sighting:
    """The sighting that was packed."""
    return Sighting(
        time=value["time"],
        kind=SightingKind(value["kind"]),
        values=tuple(value["values"]),
        sigmas=tuple(value["sigmas"]),
        sensor=value["sensor"],
        position=tuple(value["position"]) if value["position"] else None,
        line=value["line"],
    )


def unpack_fault(value: Mapping[str, Any]) -> TrackFault:
    """The fault that was packed."""
    kept = dict(value)
    kept["others"] = tuple((stage, mode, share) for stage, mode, share in value["others"])
    return TrackFault(**kept)
