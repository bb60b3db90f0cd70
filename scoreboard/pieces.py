"""Scores of single cases kept as JSON files, so that a long run can be taken up again where it stopped."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, overload

Piece = dict[str, Any]


@overload
def kept(folder: Path | None, key: str, make: Callable[[], Piece]) -> Piece: ...
@overload
def kept(folder: Path | None, key: str, make: Callable[[], Piece] | None) -> Piece | None: ...
def kept(folder: Path | None, key: str, make: Callable[[], Piece] | None) -> Piece | None:
    """The score of a case: as kept in the folder, or made now and kept there.

    Args:
        folder: of the run; None: nothing is kept.
        key: of the case, settings included.
        make: scores it; None: only what was kept is wanted.
    """
    if folder is None:
        return make() if make else None
    path = folder / f"{re.sub(r'[^A-Za-z0-9._-]', '_', key)}.json"
    if path.is_file():
        return json.loads(path.read_text(encoding="utf-8"))
    if make is None:
        return None
    piece = make()
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(piece), encoding="utf-8")
    return piece
