"""Routes for the other verbs of the command line: read, notice and fly, on what is sent, without keeping it."""

from __future__ import annotations

import math
from hashlib import sha256
from typing import Any

import numpy as np
from fastapi import APIRouter, Response

from downrange.catalog.sites import all_sites, find_site
from downrange.catalog.tables import DATA
from downrange.catalog.vehicles import all_vehicles, find_vehicle, generic_classes
from downrange.dossier import geometry
from downrange.dossier.figures.ground import basemap
from downrange.errors import CatalogError
from downrange.flight import fly, plan_flight
from downrange.linking.events import link_events
from downrange.reading.document import split_header
from downrange.reading.notice import read_notices
from downrange.reading.report import read_report
from downrange.reading.schema import as_report_json
from downrange.records import document
from downrange.records.area import Notice
from downrange.records.explanation import Failure
from downrange.records.flight import Array, FailureMode
from downrange.records.vehicle import Vehicle
from downrange.web.asked import Document, Flying, Lang

TRACK_SECONDS, TRACK_STEP = 3600.0, 10.0
USUAL_SIZE = {FailureMode.THRUST_LOSS: 0.5, FailureMode.STEERING: math.radians(10.0)}
"""Half of the thrust lost, or thrust 10 degrees off."""


def verb_routes() -> APIRouter:
    """The routes on texts and flights, and what the catalog knows."""
    routes = APIRouter(prefix="/api", tags=["verbs"])

    @routes.post("/read")
    def read(asked: Document) -> dict[str, Any]:
        """A report to its launches and claims, in schema downrange-report/1."""
        report = link_events((read_report(_document(asked)),))[0]
        return as_report_json(report, report.problems)

    @routes.post("/notice")
    def notice(asked: Document) -> dict[str, Any]:
        """Warnings to ships and aircraft as a GeoJSON FeatureCollection."""
        notices = read_notices(_document(asked))
        return {"type": "FeatureCollection", "features": [each for one in notices for each in _features(one)]}

    @routes.post("/fly")
    def fly_vehicle(asked: Flying) -> dict[str, Any]:
        """Fly a catalog vehicle, nominal or failed, once or dispersed."""
        return _fly(asked)

    @routes.get("/catalog")
    def catalog() -> dict[str, Any]:
        """Names of the sites and vehicles that can be stated."""
        return {
            "sites": [{"id": site.id, "name": site.name} for site in all_sites()],
            "vehicles": [{"id": item.id, "name": item.name} for item in (*all_vehicles(), *generic_classes())],
            "modes": [mode.value for mode in FailureMode],
        }

    @routes.get("/world/land-{resolution}", response_class=Response)
    def land(resolution: str) -> Response:
        """Coasts: a ring a line, 'latitude,longitude' in hundredths of a degree. Natural Earth, public domain."""
        if resolution not in ("110m", "50m"):
            raise CatalogError(f"no land outline at {resolution!r}", hint="use 110m or 50m")
        text = (DATA / f"land_{resolution}.txt").read_bytes()
        return Response(text, media_type="text/plain", headers={"cache-control": "max-age=86400"})

    @routes.get("/world/names")
    def names(lang: Lang = "en") -> list[dict[str, Any]]:
        """Names of seas, countries and islands, the largest first."""
        found = sorted(basemap(lang).names, key=lambda name: -name.radius_km)
        return [
            {"text": n.text, "lat": n.latitude_deg, "lon": n.longitude_deg, "km": n.radius_km, "sea": n.sea}
            for n in found
        ]

    return routes


def _document(asked: Document) -> document.Document:
    header, start = split_header(asked.text)
    return document.Document(
        path=asked.name,
        digest=sha256(asked.text.encode("utf-8", "surrogatepass")).hexdigest(),
        text=asked.text[start:],
        header=header,
        first_line=1 + asked.text.count("\n", 0, start),
    )


def _features(notice: Notice) -> list[dict[str, Any]]:
    return [
        {
            "type": "Feature",
            "id": area.id,
            "geometry": geometry.polygon(area.rings_deg),
            "properties": {
                "message": area.message,
                "kind": area.kind.value,
                "windows": [[window.start.isoformat(), window.end.isoformat()] for window in area.windows],
                "characters": list(area.provenance.span),
                "text": area.provenance.words,
                "problems": [{"line": p.line, "what": p.what, "hint": p.hint} for p in area.problems],
            },
        }
        for area in notice.areas
    ]


def _fly(asked: Flying) -> dict[str, Any]:
    site, vehicle = find_site(asked.site), find_vehicle(asked.vehicle) or _generic(asked.vehicle)
    if site is None:
        raise CatalogError(f"no site {asked.site!r}", hint="GET /api/catalog lists the sites")
    if vehicle is None:
        raise CatalogError(f"no vehicle {asked.vehicle!r}", hint="GET /api/catalog lists the vehicles")
    failure = _failure(asked)
    plan = plan_flight(
        vehicle,
        latitude=math.radians(site.latitude_deg),
        longitude=math.radians(site.longitude_deg),
        height=site.height,
        perigee=asked.perigee_km * 1e3,
        apogee=asked.apogee_km * 1e3,
        inclination=None if asked.inclination_deg is None else math.radians(asked.inclination_deg),
        azimuth=None if asked.azimuth_deg is None else math.radians(asked.azimuth_deg),
        failure=failure,
        failure_time=asked.fail_time_s,
        failure_size=USUAL_SIZE.get(failure.mode, 0.0) if failure else 0.0,
    )
    times = np.arange(0.0, TRACK_SECONDS, TRACK_STEP)
    flown = fly(vehicle, plan, samples=asked.samples, rng=np.random.default_rng(asked.seed), sample_times=times)
    return {
        "vehicle": vehicle.id,
        "site": site.id,
        "seed": asked.seed,
        "status": [int(status) for status in flown.status],
        "reached_orbit": [bool(flag) for flag in flown.in_orbit],
        "perigee_km": _numbers(flown.perigee / 1e3),
        "apogee_km": _numbers(flown.apogee / 1e3),
        "inclination_deg": _numbers(np.degrees(flown.inclination)),
        "cutoff_time_s": [_numbers(row) for row in flown.cutoff_time],
        "bodies": list(flown.bodies),
        "impact_latitude_deg": [_numbers(np.degrees(row)) for row in flown.impact_latitude],
        "impact_longitude_deg": [_numbers(np.degrees(row)) for row in flown.impact_longitude],
        "track": {
            "times_s": _numbers(times),
            "latitude_deg": _numbers(np.degrees(flown.sample_latitude[0])),
            "longitude_deg": _numbers(np.degrees(flown.sample_longitude[0])),
            "height_km": _numbers(flown.sample_height[0] / 1e3),
            "speed_m_s": _numbers(flown.sample_speed[0]),
        },
    }


def _generic(name: str) -> Vehicle | None:
    """The class of vehicles of this id."""
    return next((item for item in generic_classes() if item.id == name), None)


def _failure(asked: Flying) -> Failure | None:
    if asked.fail_stage is None or asked.fail_mode is None:
        return None
    modes = [mode.value for mode in FailureMode]
    if asked.fail_mode not in modes:
        raise CatalogError(f"no failure mode {asked.fail_mode!r}", hint=f"modes: {', '.join(modes)}")
    return Failure(stage=asked.fail_stage, mode=FailureMode(asked.fail_mode))


def _numbers(values: Array) -> list[float | None]:
    """Rounded values; null where a thing did not happen."""
    return [round(float(value), 4) if math.isfinite(value) else None for value in values]
