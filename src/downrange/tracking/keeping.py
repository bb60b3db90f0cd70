"""Sightings and faults as JSON values and back, for the state file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from downrange.records.sighting import Sighting, SightingKind
from downrange.records.track import TrackFault


def sighting_json(sighting: Sighting) -> dict[str, Any]:
    """A sighting to be saved."""
    return asdict(sighting)


def sighting_from(value: Mapping[str, Any]) -> Sighting:
    """The sighting that was saved."""
    return Sighting(
        time=value["time"],
        kind=SightingKind(value["kind"]),
        values=tuple(value["values"]),
        sigmas=tuple(value["sigmas"]),
        sensor=value["sensor"],
        position=tuple(value["position"]) if value["position"] else None,
        line=value["line"],
    )


def fault_from(value: Mapping[str, Any]) -> TrackFault:
    """The fault that was saved."""
    kept = dict(value)
    kept["others"] = tuple((stage, mode, share) for stage, mode, share in value["others"])
    return TrackFault(**kept)
