"""Sightings as JSON values, for the state file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from downrange.records.sighting import Sighting, SightingKind


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
