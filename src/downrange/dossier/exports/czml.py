"""The dossier as CZML, time-tagged and animated, for CesiumJS.

Source: the CZML guide of the CesiumGS project. When lift-off is not known to the second the animation starts at the
middle of what is known; when nothing is known, at an epoch that the document names as a stand-in.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from downrange.dossier import digits, geometry
from downrange.dossier.data import instant
from downrange.records.area import Area
from downrange.records.dossier import Dossier, FlightTrack, LaunchDossier
from downrange.records.finding import Impact

Packet = dict[str, Any]
STAND_IN_EPOCH = datetime(2000, 1, 1, 12, tzinfo=UTC)
"""J2000: the start of animations whose launch time is not known at all."""
_AMBER, _PURPLE, _BLUE = [141, 81, 2], [179, 55, 132], [18, 63, 150]


def as_czml(dossier: Dossier) -> list[Packet]:
    """The document packet, then a packet for each site, area, impact and flight."""
    packets = [_document(dossier)]
    for launch in dossier.launches:
        start = epoch(launch)
        if launch.site is not None:
            packets.append(_pad(launch))
        packets.extend(
            _area(launch, area, ring) for area in launch.areas for ring in _rings(geometry.polygon(area.rings_deg))
        )
        for impact in launch.findings.impacts:
            packets.extend(_impacts(launch, impact))
        packets.extend(
            _flight(launch, number, track, start)
            for number, track in enumerate(launch.plots.tracks)
            if len(track.times) > 1
        )
    return packets


def epoch(launch: LaunchDossier) -> datetime:
    """Lift-off, the middle of its bounds, or the stand-in."""
    liftoff = launch.liftoff
    if liftoff.utc is not None:
        return liftoff.utc
    if liftoff.earliest is not None and liftoff.latest is not None:
        return (liftoff.earliest + (liftoff.latest - liftoff.earliest) / 2).replace(microsecond=0)
    return liftoff.earliest or liftoff.latest or STAND_IN_EPOCH


def _document(dossier: Dossier) -> Packet:
    packet: Packet = {"id": "document", "name": dossier.title, "version": "1.0"}
    spans = [
        (epoch(launch), epoch(launch) + timedelta(seconds=track.times[-1]))
        for launch in dossier.launches
        for track in launch.plots.tracks
        if track.times
    ]
    if spans:
        start, end = min(spans)[0], max(end for _, end in spans)
        packet["clock"] = {
            "interval": _interval(start, end),
            "currentTime": instant(start),
            "multiplier": 10,
            "range": "LOOP_STOP",
            "step": "SYSTEM_CLOCK_MULTIPLIER",
        }
    return packet


def _interval(start: datetime, end: datetime) -> str:
    return f"{instant(start)}/{instant(end)}"


def _pad(launch: LaunchDossier) -> Packet:
    assert launch.site is not None
    site = launch.site
    at = [digits.longitude(site.longitude_deg), digits.degrees(site.latitude_deg), digits.rounded(site.height, 5)]
    return {
        "id": f"{launch.id}/pad",
        "name": site.name,
        "position": {"cartographicDegrees": at},
        "point": {"pixelSize": 8, "color": {"rgba": [20, 20, 20, 255]}, "outlineWidth": 1},
        "label": {"text": site.name, "font": "14px sans-serif", "pixelOffset": {"cartesian2": [0, -18]}},
    }


def _rings(shape: geometry.Geometry) -> list[tuple[int, list[float], list[list[float]]]]:
    """(number, outer positions, holes), each a flat list of longitude, latitude, height."""
    many = shape["type"] == "MultiPolygon"
    polygons = shape["coordinates"] if many else [shape["coordinates"]]
    flat = [[[value for lon, lat in ring[:-1] for value in (lon, lat, 0.0)] for ring in rings] for rings in polygons]
    return [(number, outer, holes) for number, (outer, *holes) in enumerate(flat)]


def _polygon(
    identity: str, name: str, ring: tuple[int, list[float], list[list[float]]], color: list[int], opacity: int
) -> Packet:
    number, outer, holes = ring
    polygon: dict[str, Any] = {
        "positions": {"cartographicDegrees": outer},
        "material": {"solidColor": {"color": {"rgba": [*color, opacity]}}},
        "height": 0,
        "outline": True,
        "outlineColor": {"rgba": [*color, 255]},
    }
    if holes:
        polygon["holes"] = {"cartographicDegrees": holes}
    return {"id": f"{identity}/{number}", "name": name, "polygon": polygon}


def _area(launch: LaunchDossier, area: Area, ring: tuple[int, list[float], list[list[float]]]) -> Packet:
    name = f"{area.message} ({area.kind.value})" if area.message else area.kind.value
    return _polygon(f"{launch.id}/area/{area.id}", name, ring, _AMBER, 50)


def _impacts(launch: LaunchDossier, impact: Impact) -> list[Packet]:
    return [
        _polygon(
            f"{launch.id}/impact/{impact.body}/{percent}",
            f"{impact.body}: {percent} % of the flights came down here (computed)",
            ring,
            _PURPLE,
            opacity,
        )
        for percent, shape, opacity in ((90, impact.p90, 40), (50, impact.p50, 90))
        for ring in _rings(geometry.normal(shape))
    ]


def _flight(launch: LaunchDossier, number: int, track: FlightTrack, start: datetime) -> Packet:
    samples: list[float] = []
    for t, lat, lon, height in zip(
        track.times, track.latitudes_deg, track.longitudes_deg, track.heights_km, strict=True
    ):
        samples += [round(t, 2), digits.longitude(lon), digits.degrees(lat), round(1000.0 * height, 1)]
    end = start + timedelta(seconds=track.times[-1])
    color = {"rgba": [*_BLUE, 150]}
    return {
        "id": f"{launch.id}/flight/{number}",
        "name": f"{track.explanation} {number + 1} (computed)",
        "availability": _interval(start, end),
        "position": {
            "epoch": instant(start),
            "cartographicDegrees": samples,
            "interpolationAlgorithm": "LAGRANGE",
            "interpolationDegree": 3,
        },
        "path": {
            "width": 1,
            "leadTime": 0,
            "trailTime": round(track.times[-1], 2),
            "material": {"solidColor": {"color": color}},
        },
        "point": {"pixelSize": 4, "color": color},
    }
