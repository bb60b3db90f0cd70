"""Routes for what takes seconds: the best steering of a vehicle, and pictures and PDF of a dossier."""

from __future__ import annotations

import io
import math
import platform
import tempfile
import zipfile
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Response
from pydantic import Field

import downrange
from downrange.catalog.sites import find_site
from downrange.catalog.vehicles import find_vehicle
from downrange.dossier.export import export_saved
from downrange.dossier.exports.kinds import Export
from downrange.dossier.exports.paper import find_browser
from downrange.errors import CatalogError
from downrange.flight.optimize import Request, optimize
from downrange.web.asked import Asked, Id, Lang
from downrange.web.desk import Desk
from downrange.web.store import STATE


class Optimizing(Asked):
    """A catalog vehicle to steer for an orbit."""

    vehicle: Id
    site: Id
    """Launch site by name."""
    perigee_km: Annotated[float, Field(ge=100, le=40_000)] = 500.0
    apogee_km: Annotated[float, Field(ge=100, le=40_000)] = 500.0
    inclination_deg: Annotated[float, Field(ge=0, le=180)] | None = None
    azimuth_deg: Annotated[float, Field(ge=0, le=360)] | None = None
    azimuth_limits_deg: tuple[Annotated[float, Field(ge=0, le=360)], Annotated[float, Field(ge=0, le=360)]] | None = (
        None
    )
    """Clockwise from the first to the second."""
    payload_kg: Annotated[float, Field(ge=0, le=1e6)] | None = None
    """To steer for; without it for the most."""
    samples: Annotated[int, Field(ge=1, le=200)] = 24
    """Vehicles drawn within the error bars, for the band."""
    seed: Annotated[int, Field(ge=0, le=2**31)] = 1


def tool_routes(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/api")

    @routes.post("/optimize", tags=["verbs"])
    def optimize_vehicle(asked: Optimizing) -> dict[str, Any]:
        """The best steering to an orbit, and the payload that it lifts with the band of the vehicle's error bars."""
        return _optimize(asked)

    @routes.get("/doctor", tags=["verbs"])
    def doctor() -> dict[str, Any]:
        """Versions, and whether there is a browser to print with."""
        return {
            "downrange": downrange.__version__,
            "python": platform.python_version(),
            "numpy": np.__version__,
            "prints": find_browser() is not None,
        }

    @routes.get("/cases/{case}/pdf", tags=["dossiers"], response_class=Response)
    def get_pdf(case: str, lang: Lang = "en") -> Response:
        """The dossier as PDF, printed by a Chromium on this machine."""
        made = _export(desk, case, Export.PDF, lang)
        headers = {"content-disposition": f'attachment; filename="{case}.pdf"'}
        return Response(next(iter(made.values())), media_type="application/pdf", headers=headers)

    @routes.get("/cases/{case}/figures", tags=["dossiers"], response_class=Response)
    def get_figures(case: str, lang: Lang = "en") -> Response:
        """Each figure as PNG and SVG, in one zip."""
        made = _export(desk, case, Export.PNG, lang) | _export(desk, case, Export.SVG, lang)
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in sorted(made.items()):
                archive.writestr(zipfile.ZipInfo(name), data)
        headers = {"content-disposition": f'attachment; filename="{case}-figures.zip"'}
        return Response(whole.getvalue(), media_type="application/zip", headers=headers)

    return routes


def _export(desk: Desk, case: str, kind: Export, lang: str) -> dict[str, bytes]:
    """Exports of a case's dossier by their file names; nothing is left in the case."""
    desk.dossier(case)
    saved = desk.store.path(case) / STATE / "dossier"
    with tempfile.TemporaryDirectory(prefix="downrange-") as folder:
        made = export_saved(saved, [kind], out=Path(folder), lang=lang)
        return {path.name: path.read_bytes() for path in made}


def _optimize(asked: Optimizing) -> dict[str, Any]:
    site, vehicle = find_site(asked.site), find_vehicle(asked.vehicle)
    if site is None:
        raise CatalogError(f"no site {asked.site!r}", hint="GET /api/catalog lists the sites")
    if vehicle is None:
        raise CatalogError(f"no vehicle {asked.vehicle!r}", hint="GET /api/catalog lists the vehicles")
    limits = asked.azimuth_limits_deg
    request = Request(
        latitude=math.radians(site.latitude_deg),
        longitude=math.radians(site.longitude_deg),
        height=site.height,
        perigee=1e3 * asked.perigee_km,
        apogee=1e3 * asked.apogee_km,
        inclination=None
        if asked.inclination_deg is None or asked.azimuth_deg is not None
        else math.radians(asked.inclination_deg),
        azimuth=None if asked.azimuth_deg is None else math.radians(asked.azimuth_deg),
        azimuth_limits=None if limits is None else (math.radians(limits[0]), math.radians(limits[1])),
        payload=asked.payload_kg,
    )
    best = optimize(vehicle, request, samples=asked.samples, rng=np.random.default_rng(asked.seed))
    band = best.band[np.isfinite(best.band)]
    quantiles = [round(float(value), 1) for value in np.quantile(band, [0.05, 0.5, 0.95])] if len(band) else None
    return {
        "vehicle": vehicle.id,
        "site": site.id,
        "reached": best.reached,
        "payload_kg": round(best.capacity, 1) if math.isfinite(best.capacity) else None,
        "payload_q05_q50_q95_kg": quantiles,
        "azimuth_deg": round(math.degrees(float(best.plan.azimuth[0])) % 360.0, 3),
        "kick_deg": round(math.degrees(float(best.plan.kick_angle[0])), 3),
        "dogleg": best.doglegs,
        "combinations": best.candidates,
        "seed": asked.seed,
    }
