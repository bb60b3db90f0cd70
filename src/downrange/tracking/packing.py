"""Sightings and faults as JSON values, for the state file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from downrange.records.sighting import Sighting, SightingKind
from downrange.records.track import TrackFault


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
