"""The app: routes only. Pages for people, the same under /api for programs; every verb is a call into the package."""

from __future__ import annotations

import asyncio
import json
import mimetypes
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, File, Form, HTTPException, Request, UploadFile
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import BaseModel, Field

from downrange import __version__
from downrange.dossier import palette
from downrange.errors import DownrangeError
from downrange.web.board import read_board, read_struck, strike
from downrange.web.guard import Guard
from downrange.web.jobs import Assess, Job, Jobs, assessor
from downrange.web.store import CaseStore

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_DOSSIER_FILE = re.compile(r"(?:figures/)?[A-Za-z0-9][\w.-]*")
_STATIC = {"app.css": "text/css; charset=utf-8", "app.js": "text/javascript; charset=utf-8"}
_TEXT_NAME = "pasted.txt"
_MOST_TITLE = 120


class NewCase(BaseModel):
    """A case to make."""

    title: str = Field(min_length=1, max_length=_MOST_TITLE)


class NewText(BaseModel):
    """A text to add as evidence."""

    text: str = Field(min_length=1, max_length=50_000_000)
    name: str = Field(default=_TEXT_NAME, max_length=200)


class AssessOrder(BaseModel):
    """What to leave out, and how thoroughly to fly."""

    without: list[str] = Field(default_factory=list, max_length=2000)
    quick: bool = True


def create_app(
    store: CaseStore,
    *,
    lang: str = "en",
    seed: int = 1,
    hosts: tuple[str, ...] = LOCAL_HOSTS,
    assess: Assess | None = None,
) -> FastAPI:
    """The app over the cases of `store`.

    Args:
        store: where the cases are.
        lang: of pages and dossiers.
        seed: of every assessment.
        hosts: host names that the app answers to.
        assess: what does the work; None: the pipeline.
    """
    jobs = Jobs(assess or assessor(store, seed=seed, lang=lang))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        yield
        jobs.close()

    app = FastAPI(
        title="Downrange", version=__version__, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json",
        lifespan=lifespan,
    )  # fmt: skip
    app.add_middleware(Guard, hosts=hosts)
    app.add_exception_handler(DownrangeError, _wrong_call)
    pages = Environment(
        loader=PackageLoader("downrange.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    _add_pages(app, store, jobs, pages, lang)
    _add_cases(app, store, lang)
    _add_jobs(app, store, jobs, lang)
    return app


async def _wrong_call(_: Request, error: Exception) -> JSONResponse:
    status = 404 if "there is no case" in str(error) else 400
    return JSONResponse({"detail": str(error)}, status_code=status)


def _add_pages(app: FastAPI, store: CaseStore, jobs: Jobs, pages: Environment, lang: str) -> None:
    def page(name: str, **fields: Any) -> HTMLResponse:
        return HTMLResponse(pages.get_template(name).render(lang=lang, version=__version__, **fields))

    @app.get("/", response_class=HTMLResponse, include_in_schema=False)
    def index() -> HTMLResponse:
        return page("index.html", cases=store.cases())

    @app.get("/case/{case}", response_class=HTMLResponse, include_in_schema=False)
    def board(case: str) -> HTMLResponse:
        running = next((job for job in reversed(jobs.jobs.values()) if job.case == case and not job.over), None)
        return page("board.html", board=read_board(store, case, lang), job=running)

    @app.get("/case/{case}/dossier/{name:path}", include_in_schema=False)
    def dossier_file(case: str, name: str) -> FileResponse:
        store.folder(case)
        path = store.dossier(case) / name
        if not _DOSSIER_FILE.fullmatch(name) or path.is_symlink() or not path.is_file():
            raise HTTPException(404, "no such file in the dossier")
        return FileResponse(path, media_type=mimetypes.guess_type(name)[0] or "application/octet-stream")

    @app.get("/static/{name}", include_in_schema=False)
    def static(name: str) -> Response:
        if name not in _STATIC:
            raise HTTPException(404, "no such file")
        text = resources.files("downrange.web").joinpath("templates", name).read_text(encoding="utf-8")
        return Response(palette.as_css() + text if name.endswith(".css") else text, media_type=_STATIC[name])

    @app.post("/cases", include_in_schema=False)
    def new_case(title: Annotated[str, Form(max_length=_MOST_TITLE)] = "") -> RedirectResponse:
        return RedirectResponse(f"/case/{store.create(title)}", status_code=303)


def _add_cases(app: FastAPI, store: CaseStore, lang: str) -> None:
    @app.get("/api/cases")
    def cases() -> list[dict[str, Any]]:
        """Every case."""
        return [asdict(entry) for entry in store.cases()]

    @app.post("/api/cases", status_code=201)
    def create(order: NewCase) -> dict[str, Any]:
        """Make an empty case."""
        return asdict(store.entry(store.create(order.title)))

    @app.get("/api/cases/{case}")
    def one_case(case: str) -> dict[str, Any]:
        """A case with its board: odds now and before, claims, what is struck out."""
        return asdict(read_board(store, case, lang))

    @app.post("/api/cases/{case}/texts", status_code=201)
    def add_text(case: str, order: NewText) -> dict[str, str]:
        """Add a text as evidence."""
        return {"name": store.add_file(case, order.name, order.text.encode("utf-8", "replace"))}

    @app.post("/api/cases/{case}/files", status_code=201)
    def add_file(case: str, file: Annotated[UploadFile, File()]) -> dict[str, str]:
        """Add a file as evidence."""
        return {"name": store.add_file(case, file.filename or _TEXT_NAME, file.file.read())}

    @app.get("/api/cases/{case}/export", response_class=Response)
    def export(case: str) -> Response:
        """The case and its dossier as one zip archive."""
        headers = {"content-disposition": f'attachment; filename="{case}.zip"'}
        return Response(store.export(case), media_type="application/zip", headers=headers)

    @app.post("/api/import", status_code=201)
    def import_case(file: Annotated[UploadFile, File()]) -> dict[str, str]:
        """A case from a zip archive."""
        return {"id": store.import_archive(file.file.read(), Path(file.filename or "case").stem)}

    @app.get("/api/cases/{case}/dossier", response_class=Response)
    def dossier(case: str) -> Response:
        """The case's dossier.json."""
        store.folder(case)
        path = store.dossier(case) / "dossier.json"
        if not path.is_file():
            raise HTTPException(404, "the case was not assessed yet")
        return Response(path.read_bytes(), media_type="application/json")


def _add_jobs(app: FastAPI, store: CaseStore, jobs: Jobs, lang: str) -> None:
    def find(job: int) -> Job:
        if job not in jobs.jobs:
            raise HTTPException(404, f"there is no job {job}")
        return jobs.jobs[job]

    @app.post("/api/cases/{case}/assess", status_code=202)
    def assess(case: str, order: AssessOrder) -> dict[str, Any]:
        """Assess the case in the background."""
        strike(store, case, order.without, lang)
        struck = [card.id for card in read_struck(store, case)]
        return jobs.start(case, struck, quick=order.quick).as_json()

    @app.get("/api/jobs/{job}")
    def one_job(job: int) -> dict[str, Any]:
        """How far a job is."""
        return find(job).as_json()

    @app.post("/api/jobs/{job}/stop")
    def stop(job: int) -> dict[str, Any]:
        """Ask a job to stop."""
        find(job).stop.set()
        return find(job).as_json()

    @app.get("/api/jobs/{job}/events", response_class=StreamingResponse)
    def events(job: int) -> StreamingResponse:
        """Progress as server-sent events, until the job is over."""
        return StreamingResponse(_events(find(job)), media_type="text/event-stream")


async def _events(job: Job) -> AsyncIterator[str]:
    last = ""
    while True:
        now = json.dumps(job.as_json())
        if now != last:
            last = now
            yield f"data: {now}\n\n"
        if job.over:
            return
        await asyncio.to_thread(_wait, job)


def _wait(job: Job) -> None:
    with job.changed:
        if not job.over:
            job.changed.wait(timeout=1.0)
