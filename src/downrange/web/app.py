"""The app: routes, guard and page put together."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

import downrange
from downrange.dossier import palette
from downrange.errors import DownrangeError
from downrange.web.case_routes import case_routes
from downrange.web.desk import Desk
from downrange.web.dossier_routes import dossier_routes
from downrange.web.guard import LOCAL, Guard
from downrange.web.store import CaseStore, NotFoundError
from downrange.web.tool_routes import tool_routes
from downrange.web.track_routes import track_routes
from downrange.web.verb_routes import verb_routes

STATIC = Path(__file__).with_name("static")


def create_app(store: CaseStore, *, hosts: frozenset[str] = frozenset(LOCAL)) -> FastAPI:
    """The app over a store of cases.

    Args:
        store: where the cases are.
        hosts: names that requests may be made to.
    """
    desk = Desk(store)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None, None]:
        threading.Thread(target=import_module, args=("downrange.flight.falls",), daemon=True).start()
        yield
        desk.close()

    app = FastAPI(
        title="Downrange",
        version=downrange.__version__,
        summary="What flew, where it was bound, what failed, and where it fell.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
    )
    app.state.desk = desk
    for routes in (case_routes(desk), dossier_routes(desk), verb_routes(), tool_routes(desk), track_routes(hosts)):
        app.include_router(routes)

    @app.get("/palette.css", include_in_schema=False)
    def colors() -> Response:
        """The dossier's colors, light, dark, and as the reader chose."""
        return Response(as_schemes(), media_type="text/css")

    @app.get("/", include_in_schema=False)
    def page() -> FileResponse:
        """The one page of the app."""
        return FileResponse(STATIC / "index.html")

    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_exception_handler(DownrangeError, _explain)
    app.add_exception_handler(RequestValidationError, _explain_shape)
    app.add_exception_handler(HTTPException, _explain_status)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(Guard, hosts=hosts)
    return app


def as_schemes() -> str:
    """Custom properties for the light and dark schemes: by the system's choice, or by `data-theme` on the root."""
    light, dark = (
        ";".join(f"--{name}:{value}" for name, value in colors.items()) for colors in (palette.LIGHT, palette.DARK)
    )
    return (
        f":root{{color-scheme:light;{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}\n"
        f":root[data-theme=dark]{{color-scheme:dark;{dark}}}\n"
    )


def _explain(_: Request, error: Any) -> JSONResponse:
    """A wrong call as its message and hint."""
    status = 404 if isinstance(error, NotFoundError) else 400
    return JSONResponse({"error": error.args[0], "hint": error.hint}, status_code=status)


def _explain_shape(_: Request, error: Any) -> JSONResponse:
    """A body or query of the wrong shape."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return JSONResponse({"error": f"{where}: {first['msg']}", "hint": "see /api/openapi.json"}, status_code=422)


def _explain_status(_: Request, error: Any) -> JSONResponse:
    """Anything that the routes do not know."""
    return JSONResponse({"error": str(error.detail), "hint": ""}, status_code=error.status_code)
