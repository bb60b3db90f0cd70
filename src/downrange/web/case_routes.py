"""Routes on cases: list, make, state, fill, export, import, and the board."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response, UploadFile

from downrange.web.archive import MOST_ARCHIVE_BYTES, as_zip, from_zip
from downrange.web.asked import Lang, NewCase, NewText, PastedText, Stated, Struck
from downrange.web.casefile import (
    MOST_BYTES,
    RefusedError,
    add_file,
    add_text,
    read_file,
    remove_file,
    replace_text,
    write_stated,
)
from downrange.web.desk import Desk
from downrange.web.edits import Edits, WithoutThese
from downrange.web.store import examples

MOST_UPLOADS = 50
"""Files in one request."""


def case_routes(desk: Desk) -> APIRouter:
    """The routes under /api/cases."""
    routes = APIRouter(prefix="/api", tags=["cases"])
    store = desk.store

    @routes.get("/cases")
    def list_cases() -> dict[str, Any]:
        """All cases, and the names of the shipped examples."""
        return {"cases": [desk.describe(case) for case in store.ids()], "examples": list(examples())}

    @routes.post("/cases", status_code=201)
    def make_case(asked: NewCase) -> dict[str, Any]:
        """Make a case, empty or as a copy of a shipped example."""
        case = store.copy_example(asked.example) if asked.example else store.create(asked.title.strip() or "case")
        return desk.describe(case)

    @routes.post("/import", status_code=201)
    def import_case(file: UploadFile) -> dict[str, Any]:
        """Make a case of a zip that was exported."""
        data = file.file.read(MOST_ARCHIVE_BYTES + 1)
        return desk.describe(from_zip(store, data, file.filename or "case.zip"))

    @routes.get("/cases/{case}")
    def get_case(case: str) -> dict[str, Any]:
        """A case: what is stated, its files, what is struck out, and how its dossier stands."""
        return desk.describe(case)

    @routes.patch("/cases/{case}")
    def state_case(case: str, asked: Stated) -> dict[str, Any]:
        """State a title, site, vehicle, pad or lift-off; null takes it back."""
        write_stated(store.path(case), asked.model_dump(exclude_unset=True))
        return desk.describe(case)

    @routes.get("/cases/{case}/export")
    def export_case(case: str) -> Response:
        """The case as one zip: evidence, board and dossier."""
        headers = {"content-disposition": f'attachment; filename="{case}.zip"'}
        return Response(as_zip(store.path(case)), media_type="application/zip", headers=headers)

    @routes.post("/cases/{case}/files", status_code=201)
    def add_files(case: str, files: list[UploadFile]) -> dict[str, Any]:
        """Add files to a case; each is told by its content. Those refused are named, the others are kept."""
        if len(files) > MOST_UPLOADS:
            raise RefusedError(f"{len(files)} files at once", hint=f"at most {MOST_UPLOADS}")
        added: list[str] = []
        refused: list[dict[str, str]] = []
        for file in files:
            try:
                added.append(add_file(store.path(case), file.filename or "", file.file.read(MOST_BYTES + 1)))
            except RefusedError as error:
                refused.append({"error": error.args[0], "hint": error.hint})
        return {"added": added, "refused": refused}

    @routes.post("/cases/{case}/texts", status_code=201)
    def paste_text(case: str, asked: PastedText) -> dict[str, Any]:
        """Add a pasted text to a case."""
        header = asked.model_dump(include={"url", "outlet", "published", "lang"})
        return {"added": [add_text(store.path(case), asked.text, header, asked.kind)]}

    @routes.get("/cases/{case}/file")
    def get_file(case: str, path: Annotated[str, Query(max_length=300)]) -> Response:
        """A file of the case as plain text."""
        headers = {"content-disposition": "inline", "content-security-policy": "default-src 'none'; sandbox"}
        return Response(read_file(store.path(case), path), media_type="text/plain; charset=utf-8", headers=headers)

    @routes.put("/cases/{case}/file")
    def put_file(case: str, path: Annotated[str, Query(max_length=300)], asked: NewText) -> dict[str, Any]:
        """Correct the text of a file; the old one is kept among the removed files."""
        replace_text(store.path(case), path, asked.text)
        return desk.describe(case)

    @routes.delete("/cases/{case}/file")
    def delete_file(case: str, path: Annotated[str, Query(max_length=300)]) -> dict[str, Any]:
        """Take a file out of the evidence; it is kept among the removed files."""
        remove_file(store.path(case), path)
        return desk.describe(case)

    @routes.get("/cases/{case}/board")
    def get_board(case: str, lang: Lang = "en") -> dict[str, Any]:
        """The evidence as cards by launch, with conflicts and problems."""
        return desk.board(case, lang) | {"struck": desk.struck(case)}

    @routes.put("/cases/{case}/board")
    def strike(case: str, asked: Struck) -> dict[str, Any]:
        """Keep which claims, areas and observations are struck out."""
        desk.strike(case, asked.struck)
        return {"struck": desk.struck(case)}

    @routes.put("/cases/{case}/edits")
    def edit(case: str, asked: Edits) -> dict[str, Any]:
        """Keep other values for some claims; what was read stays in the case, and the dossier marks the claims."""
        desk.edit(case, asked.edits)
        return desk.describe(case)

    @routes.post("/cases/{case}/odds")
    def get_odds(case: str, asked: WithoutThese, lang: Lang = "en") -> dict[str, Any]:
        """The odds without some claims or with others' values changed, from stored draws, or why it must fly again."""
        return desk.odds(case, asked.without, asked.edits, lang)

    @routes.get("/cases/{case}/shifts")
    def get_shifts(case: str) -> dict[str, float | None]:
        """How far each claim alone moves the odds, 0 to 1; null where only flying again can tell."""
        return desk.shifts(case)

    return routes
