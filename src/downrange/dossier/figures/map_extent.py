"""What a launch's map must show: everything, and when the fall is a small part of that, a close-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from downrange.dossier import geometry
from downrange.dossier.figures.frame import Place
from downrange.dossier.figures.projection import destination, distance_km
from downrange.dossier.words import Words
from downrange.records.area import Area
from downrange.records.claim import Claim, ClaimKind
from downrange.records.dossier import LaunchDossier
from downrange.records.finding import Impact

FAR_KM = 9000.0
"""Areas farther from the pad (deorbit areas, mostly) are named in the caption: no flat map holds them well."""
FALL_KM = 4000.0
"""Falls farther from the pad than this run off the map: where the evidence says little they reach around the globe."""
CLOSE_UP = 2.2
"""A close-up is drawn when the whole is this many times wider than the close-up would be."""
POINT_RADIUS_KM = 120.0
"""A named place wider than this is a sea or a country and has its name on the map already."""
COMPASS = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")
_FALL_ROLES = frozenset({"impact", "stage_drop", "debris", "announced_zone", "detected", "target"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPlace:
    """A place that a source named."""

    claim: str
    """Claim id."""
    label: str
    place: Place


def pad(launch: LaunchDossier) -> Place | None:
    """(latitude, longitude) of the site."""
    return None if launch.site is None else (launch.site.latitude_deg, launch.site.longitude_deg)


def middle(ring: Sequence[Place]) -> Place:
    """A ring's middle, by unit vectors."""
    phi, lam = np.radians(np.array(ring, float)).T
    x, y, z = (np.cos(phi) * np.cos(lam)).mean(), (np.cos(phi) * np.sin(lam)).mean(), np.sin(phi).mean()
    return float(np.degrees(np.arctan2(z, np.hypot(x, y)))), float(np.degrees(np.arctan2(y, x)))


def drawn_areas(launch: LaunchDossier) -> list[Area]:
    """The areas that can be drawn: a misprinted one may have lost its corners."""
    return [area for area in launch.areas if any(len(ring) > 2 for ring in area.rings_deg)]


def drawn_impacts(launch: LaunchDossier) -> list[Impact]:
    """The falls that can be drawn, the likeliest first; one of a handful of flights may have no outline."""
    found = [i for i in launch.findings.impacts if geometry.outlines(i.p50) and geometry.outlines(i.p90)]
    return sorted(found, key=lambda impact: -impact.probability)


def named_places(launch: LaunchDossier, words: Words) -> list[NamedPlace]:
    """The points that claims place a fall, a zone or a sighting at, each once."""
    found: dict[str, NamedPlace] = {}
    for weighed in launch.claims:
        place = place_of(weighed.claim)
        if place is not None:
            label = place_words(weighed.claim.value, words)  # type: ignore[arg-type]
            found.setdefault(label, NamedPlace(claim=weighed.claim.id, label=label, place=place))
    return list(found.values())


def place_words(value: Mapping[str, Any], words: Words) -> str:
    """A place claim's value as words: '200 km west of Eocheongdo'."""
    names = value.get("names") or [value.get("gaz") or ""]
    bearing, distance = bearing_deg(value.get("bearing")), value.get("distance_km")
    if bearing is None or distance is None:
        return str(names[0])
    way = words(f"way.{round(bearing / 45.0) % 8}")
    return words("map.offset", km=words.number(float(distance)), way=way, name=str(names[0]))


def bearing_deg(bearing: object) -> float | None:
    """Degrees from north of a bearing given as a number or a compass point (W, NNE); None for neither."""
    if isinstance(bearing, int | float):
        return float(bearing)
    point = str(bearing).upper()
    return COMPASS.index(point) * 22.5 if point in COMPASS else None


def place_of(claim: Claim) -> Place | None:
    """The point that a claim places a fall, a zone or a sighting at; None for a wide place or another role."""
    value = claim.value
    if claim.kind is not ClaimKind.PLACE or claim.role not in _FALL_ROLES or not isinstance(value, Mapping):
        return None
    lat, lon = value.get("lat"), value.get("lon")
    if lat is None or lon is None:
        return None
    bearing, distance = bearing_deg(value.get("bearing")), value.get("distance_km")
    if bearing is not None and distance is not None:
        return destination(float(lat), float(lon), bearing, float(distance))
    return (float(lat), float(lon)) if (value.get("radius_km") or 0.0) <= POINT_RADIUS_KM else None


def everything(launch: LaunchDossier) -> list[Place]:
    """All that one map should hold: pad, near areas, falls, named places; the flights when there is nothing else."""
    start = pad(launch)
    rings = [ring for area in drawn_areas(launch) for ring in area.rings_deg if len(ring) > 2]
    falls = [place for impact in drawn_impacts(launch) for ring in geometry.outlines(impact.p90) for place in ring]
    rings += [[place] for place in falls if start is None or distance_km(start, place) <= FALL_KM]
    rings += [[place] for place in (place_of(weighed.claim) for weighed in launch.claims) if place is not None]
    places = [start] if start is not None else []
    for ring in rings:
        if start is None or distance_km(start, middle(ring)) <= FAR_KM:
            places.extend(ring)
    if len(places) < 2:
        places += [p for t in launch.plots.tracks for p in zip(t.latitudes_deg, t.longitudes_deg, strict=True)]
    return places


def close_up(launch: LaunchDossier) -> list[Place]:
    """The pad, the falls and what was named, when they are a small part of everything; else nothing."""
    start = pad(launch)
    if start is None or not drawn_impacts(launch):
        return []
    near = [start]
    for impact in drawn_impacts(launch):
        near += [p for ring in geometry.outlines(impact.p90) for p in ring if distance_km(start, p) <= FALL_KM]
    reach = max(distance_km(start, place) for place in near)
    whole = everything(launch)
    if max(distance_km(start, place) for place in whole) < CLOSE_UP * reach:
        return []
    return near + [place for place in whole if distance_km(start, place) <= 1.25 * reach]


def off_the_map(launch: LaunchDossier) -> list[tuple[str, float]]:
    """(name, distance [km]) of the areas that are too far away to draw."""
    start = pad(launch)
    if start is None:
        return []
    far = [(area.message, distance_km(start, middle(area.rings_deg[0]))) for area in drawn_areas(launch)]
    return [(name, km) for name, km in far if km > FAR_KM]
