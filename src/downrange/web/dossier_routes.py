"""Routes on what was found: assessing as a job with progress and cancel, the dossier, and what the globe plays."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse, HTMLResponse, StreamingResponse

from downrange.dossier.data import as_json
from downrange.web.asked import Assessing, Lang
from downrange.web.desk import Desk
from downrange.web.guard import DOSSIER_POLICY
from downrange.web.jobs import ENDED, Job
from downrange.web.store import STATE, NotFoundError, inside
from downrange.web.views import as_views

TICK = 0.15
"""Between looks at a job's progress [s]."""
HEARTBEAT = 15.0
"""A comment is sent this often, so that a lost connection is noticed [s]."""


def dossier_routes(desk: Desk) -> APIRouter:
    """The routes on dossiers and jobs."""
    routes = APIRouter(prefix="/api", tags=["dossiers"])

    def known(job: str) -> Job:
        found = desk.jobs.get(job)
        if found is None:
            raise NotFoundError(f"there is no job {job!r}", hint="start one by assessing a case")
        return found

    def state_of(case: str, name: str) -> Path:
        path = desk.store.path(case) / STATE / name
        if not path.is_file():
            raise NotFoundError(f"case {case!r} has no {name}", hint="assess it first")
        return path

    @routes.post("/cases/{case}/assess", status_code=202)
    def assess(case: str, asked: Assessing) -> dict[str, Any]:
        """Assess a case as a job; an older job on the case is cancelled."""
        return desk.assess(case, seed=asked.seed, quick=asked.quick, without=asked.without).as_json()

    @routes.get("/jobs/{job}")
    def get_job(job: str) -> dict[str, Any]:
        """Where a job is."""
        return known(job).as_json()

    @routes.delete("/jobs/{job}")
    def cancel_job(job: str) -> dict[str, Any]:
        """Cancel a job."""
        desk.jobs.cancel(known(job).id)
        return known(job).as_json()

    @routes.get("/jobs/{job}/events", response_class=StreamingResponse)
    async def follow_job(job: str) -> StreamingResponse:
        """Progress of a job as server-sent events named `progress`, then one named `end`."""
        return StreamingResponse(_events(known(job)), media_type="text/event-stream")

    @routes.get("/cases/{case}/dossier")
    def get_dossier(case: str) -> dict[str, Any]:
        """The dossier in schema downrange-dossier/1."""
        return as_json(desk.dossier(case))

    @routes.get("/cases/{case}/views")
    def get_views(case: str, lang: Lang = "en") -> dict[str, Any]:
        """What the verdict, the globe and the timeline show."""
        return as_views(desk.dossier(case), lang)

    @routes.get("/cases/{case}/page", response_class=HTMLResponse)
    def get_page(case: str, lang: Lang = "en") -> HTMLResponse:
        """The dossier as one page that works offline."""
        return HTMLResponse(desk.page(case, lang), headers={"content-security-policy": DOSSIER_POLICY})

    @routes.get("/cases/{case}/dossier/{name:path}", response_class=FileResponse)
    def get_dossier_file(case: str, name: str) -> FileResponse:
        """A file of the written dossier: GeoJSON, KML, CZML, Parquet, figures."""
        path = inside(desk.store.path(case) / STATE / "dossier", name)
        if not path.is_file():
            raise NotFoundError(f"the dossier of {case!r} has no file {name!r}", hint="assess the case first")
        headers = {"content-security-policy": DOSSIER_POLICY}
        return FileResponse(path, filename=path.name, headers=headers)

    @routes.get("/cases/{case}/replay/{launch}")
    def get_replay(case: str, launch: int) -> dict[str, Any]:
        """The header of a launch's flights for the globe."""
        return json.loads(state_of(case, f"replay-{launch}.json").read_bytes())

    @routes.get("/cases/{case}/replay/{launch}/columns", response_class=Response)
    def get_columns(case: str, launch: int) -> Response:
        """The flights themselves as 32-bit floats, as the header describes."""
        return Response(state_of(case, f"replay-{launch}.f32").read_bytes(), media_type="application/octet-stream")

    return routes


async def _events(job: Job) -> AsyncIterator[str]:
    told, quiet = "", 0.0
    while True:
        now = json.dumps(job.as_json(), ensure_ascii=False)
        if job.state in ENDED:
            yield f"event: end\ndata: {now}\n\n"
            return
        if now != told:
            yield f"event: progress\ndata: {now}\n\n"
            told, quiet = now, 0.0
        elif quiet > HEARTBEAT:
            yield ": still at it\n\n"
            quiet = 0.0
        await asyncio.sleep(TICK)
        quiet += TICK
