"""Areas, impacts and tracks as GeoJSON feature collections (RFC 7946)."""

from __future__ import annotations

from typing import Any

from downrange.dossier import digits, geometry
from downrange.dossier.data import instant
from downrange.records.area import Area
from downrange.records.dossier import Dossier, FlightTrack, LaunchDossier
from downrange.records.finding import Impact

Feature = dict[str, Any]


def areas(dossier: Dossier) -> dict[str, Any]:
    """The warned areas of all launches."""
    return _collection(_area(launch, area) for launch in dossier.launches for area in launch.areas)


def impacts(dossier: Dossier) -> dict[str, Any]:
    """Where bodies came down: for each the most central point and the areas that hold 50 and 90 % of the flights."""
    return _collection(
        feature
        for launch in dossier.launches
        for impact in launch.findings.impacts
        for feature in _impact(launch, impact)
    )


def tracks(dossier: Dossier) -> dict[str, Any]:
    """Flights drawn from the posterior, and the pads they rose from."""
    pads = [_pad(launch) for launch in dossier.launches if launch.site is not None]
    flown = [
        _track(launch, number, track)
        for launch in dossier.launches
        for number, track in enumerate(launch.plots.tracks)
        if len(track.times) > 1
    ]
    return _collection(pads + flown)


def _collection(features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def _feature(identity: str, shape: geometry.Geometry, properties: dict[str, Any]) -> Feature:
    return {"type": "Feature", "id": identity, "geometry": shape, "properties": properties}


def _area(launch: LaunchDossier, area: Area) -> Feature:
    properties = {
        "launch": launch.id,
        "what": "warned area",
        "message": area.message,
        "kind": area.kind.value,
        "windows": [{"start": instant(window.start), "end": instant(window.end)} for window in area.windows],
        "path": area.provenance.path,
        "characters": list(area.provenance.span),
        "problems": [problem.what for problem in area.problems],
    }
    return _feature(area.id, geometry.polygon(area.rings_deg), properties)


def _impact(launch: LaunchDossier, impact: Impact) -> list[Feature]:
    lat, lon = impact.median
    properties = {
        "launch": launch.id,
        "what": "computed impact",
        "body": impact.body,
        "probability": digits.probability(impact.probability),
    }
    point = {"type": "Point", "coordinates": [digits.longitude(lon), digits.degrees(lat)]}
    name = f"{launch.id}/{impact.body}"
    return [
        _feature(f"{name}/p90", geometry.normal(impact.p90), properties | {"holds": 0.9}),
        _feature(f"{name}/p50", geometry.normal(impact.p50), properties | {"holds": 0.5}),
        _feature(f"{name}/median", point, properties | {"holds": None}),
    ]


def _pad(launch: LaunchDossier) -> Feature:
    assert launch.site is not None
    site = launch.site
    point = {"type": "Point", "coordinates": [digits.longitude(site.longitude_deg), digits.degrees(site.latitude_deg)]}
    return _feature(f"{launch.id}/pad", point, {"launch": launch.id, "what": "launch site", "name": site.name})


def _track(launch: LaunchDossier, number: int, track: FlightTrack) -> Feature:
    shape = geometry.line(zip(track.latitudes_deg, track.longitudes_deg, strict=True))
    properties = {
        "launch": launch.id,
        "what": "posterior flight",
        "explanation": track.explanation,
        "peak_height_km": digits.rounded(max(track.heights_km), 4),
        "duration_s": digits.rounded(track.times[-1], 4),
    }
    return _feature(f"{launch.id}/flight-{number}", shape, properties)
